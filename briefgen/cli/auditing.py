"""What `briefgen check` does, and what it says of the audit: findings by file, and their count."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import click

from briefgen import build
from briefgen.audit import Audit, Finding
from briefgen.cli import console
from briefgen.counts import many
from briefgen.errors import BriefgenError, InputErrors, printable
from briefgen.files import has_records
from briefgen.outline import Outline
from briefgen.strays import strays
from briefgen.workshop import Workshop

__all__ = ["run_check"]

_COLOURS = {"warning": "yellow", "note": "cyan"}


def run_check(dossier: Path, *, record: bool, strict: bool, as_json: bool, as_sarif: bool) -> int:
    """Check the dossier and tell of it; returns the exit status.

    Raises BriefgenError where it cannot be read, `InputErrors` with all mistakes of its files.
    """
    if record:
        _record(dossier)
    workshop = Workshop.open(dossier)
    outline = workshop.read(dossier)
    mistakes = [*build.check(outline, workshop), *strays(workshop)]
    audited = workshop.audited(outline)
    if as_json:
        errors = {"dossier": outline.name, "errors": _records(mistakes)}
        console.show_record({**errors, **audited.as_record()})
    if as_sarif:
        from briefgen.sarif import sarif_log

        console.show_record(sarif_log(mistakes, audited.open, audited.accepted))
    _report(audited.open)
    if not has_records(dossier):
        console.say(
            f"{outline.name}: there is no sources.yaml: sources are cited by the first lines of"
            " their texts, without author, outlet and date"
        )
    if mistakes:
        console.report(InputErrors(mistakes))
        return 1
    editions = len(workshop.audiences) * len(workshop.lengths)
    console.say(
        f"{outline.name}: {_proven(outline)}; {many(editions, 'edition')} compose;"
        f" {_summary(audited)}"
    )
    return 1 if strict and audited.warnings else 0


def _record(dossier: Path) -> None:
    from briefgen.recording import record_digests

    for sentence in record_digests(dossier):
        console.say(sentence)


def _records(mistakes: Iterable[BriefgenError]) -> list[dict[str, object]]:
    return [record for mistake in mistakes for record in console.records_of(mistake)]


def _proven(outline: Outline) -> str:
    quotations, sources = len(outline.excerpts), len(outline.sources)
    are = "is" if quotations == 1 else "are"
    return f"{many(quotations, 'quotation')} from {many(sources, 'source')} {are} proven"


def _report(findings: Iterable[Finding]) -> None:
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


def _summary(audit: Audit) -> str:
    """``3 warnings, 1 note; 25 findings accepted``."""
    notes = len(audit.open) - len(audit.warnings)
    counts = (many(len(audit.warnings), "warning"), many(notes, "note"))
    return f"{', '.join(counts)}; {many(len(audit.accepted), 'finding')} accepted"
