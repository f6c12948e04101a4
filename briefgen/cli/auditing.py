"""What `briefgen check` says of the audit: findings by file, and one line that sums them up."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import click

from briefgen.audit import Audit, Finding
from briefgen.cli import console
from briefgen.counts import many
from briefgen.errors import printable

__all__ = ["report", "summary"]

_COLOURS = {"warning": "yellow", "note": "cyan"}


def report(findings: Iterable[Finding]) -> None:
    """Each file with its findings, by line; hints are told once for each rule."""
    ordered = sorted(findings, key=lambda finding: finding.place)
    told: set[str] = set()
    for file, group in groupby(ordered, key=lambda finding: finding.place.file):
        console.say(click.style(printable(file, 400), bold=True))
        for finding in group:
            console.say(_line(finding))
            if finding.mend not in told:
                told.add(finding.mend)
                console.say(f"      hint: {finding.mend}")


def _line(finding: Finding) -> str:
    # What concerns a whole file has no column.
    place = ":".join(str(each) for each in (finding.place.line, finding.place.column) if each)
    severity = click.style(finding.severity, fg=_COLOURS[finding.severity])
    return f"  {place}: {severity}: {printable(finding.message, 400)} [{finding.rule}]"


def summary(audit: Audit) -> str:
    """``3 warnings, 1 note; 25 findings accepted``."""
    notes = len(audit.open) - len(audit.warnings)
    counts = (many(len(audit.warnings), "warning"), many(notes, "note"))
    return f"{', '.join(counts)}; {many(len(audit.accepted), 'finding')} accepted"
