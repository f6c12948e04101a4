"""Findings: what the audit remarks, and which remarks the editor has accepted.

In: rule names and places. Out: `Finding`s, each about one thing that has an id, so that the dossier
can accept it: ``accept: [{rule: …, at: ID, reason: …}]``. An acceptance that matches nothing is a
mistake, because the text that it excuses has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from briefgen.errors import DossierError, Place, printable
from briefgen.outline import Acceptance
from briefgen.rules import RULES, Severity

__all__ = ["Accepted", "Finding", "mistaken", "sort_out"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A remark that stops nothing: which rule, about what, where, and what could be done.

    *about* is the id of the argument, excerpt, stakeholder, fact, source or edition.
    """

    rule: str
    about: str
    message: str
    place: Place
    hint: str = ""

    @property
    def severity(self) -> Severity:
        return RULES[self.rule].severity

    @property
    def mend(self) -> str:
        """What could be done about this very finding, or about all of its rule."""
        return self.hint or RULES[self.rule].mend

    def as_record(self) -> dict[str, object]:
        """The finding for programs: ``--json`` prints this."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "about": self.about,
            "message": self.message,
            "file": self.place.file or None,
            "line": self.place.line or None,
            "column": self.place.column or None,
            "hint": self.mend,
        }


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that the editor knows of and leaves as it is, and why."""

    finding: Finding
    reason: str

    def as_record(self) -> dict[str, object]:
        """The finding with the reason, for programs."""
        return {**self.finding.as_record(), "reason": self.reason}


def sort_out(
    findings: Iterable[Finding], acceptances: Sequence[Acceptance]
) -> tuple[tuple[Finding, ...], tuple[Accepted, ...]]:
    """What is open, and what is accepted."""
    open_findings: list[Finding] = []
    accepted: list[Accepted] = []
    reasons: dict[tuple[str, str], str] = {}
    for one in acceptances:
        reasons.setdefault((one.rule, one.about), one.reason)
    for finding in sorted(findings, key=lambda each: (each.place, each.rule, each.about)):
        reason = reasons.get((finding.rule, finding.about))
        if reason is None:
            open_findings.append(finding)
        else:
            accepted.append(Accepted(finding, reason))
    return tuple(open_findings), tuple(accepted)


def mistaken(
    acceptances: Sequence[Acceptance],
    open_findings: Iterable[Finding],
    accepted: Iterable[Accepted],
) -> tuple[DossierError, ...]:
    """A mistake for each stale or repeated acceptance, once the findings are sorted out."""
    met = {(one.finding.rule, one.finding.about) for one in accepted}
    known = {(finding.rule, finding.about) for finding in open_findings} | met
    stale = (_stale(one, known) for one in acceptances if _unmet(one, met))
    return (*stale, *_repeated(acceptances))


def _repeated(acceptances: Iterable[Acceptance]) -> Iterator[DossierError]:
    """A mistake for each acceptance of what another one, before it, accepts."""
    first: dict[tuple[str, str], Acceptance] = {}
    for one in acceptances:
        earlier = first.setdefault((one.rule, one.about), one)
        if earlier is not one:
            message = f"{one.rule} is accepted at '{printable(one.about, 80)}' twice"
            yield DossierError(message, one.place, f"keep one reason: see {earlier.place}")


def _unmet(acceptance: Acceptance, met: set[tuple[str, str]]) -> bool:
    # What depends on an edition's selection is not known before its pages are laid out.
    return not RULES[acceptance.rule].of_edition and (acceptance.rule, acceptance.about) not in met


def _stale(acceptance: Acceptance, known: set[tuple[str, str]]) -> DossierError:
    others = sorted(about for rule, about in known if rule == acceptance.rule)
    hint = "take it out"
    if others:
        hint += f", or name one of {printable(', '.join(others), 200)}"
    return DossierError(
        f"this acceptance matches nothing: {acceptance.rule} finds nothing"
        f" at '{printable(acceptance.about, 80)}'",
        acceptance.place,
        hint,
    )
