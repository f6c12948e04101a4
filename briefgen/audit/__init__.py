"""The audit: how good the case is, not only what it says.

In: an `Outline`. Out: an `Audit`: findings by rule and place, those that the editor accepted with
their reasons, the balance of both sides and the coverage of every source. Findings stop nothing; an
acceptance that matches nothing is a mistake. What depends on an edition's selection is found by
`audit_edition`, once the selection is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from briefgen.audit.balance import balance_findings, edition_findings
from briefgen.audit.context import context_findings
from briefgen.audit.coverage import Coverage, coverage_findings, coverage_of
from briefgen.audit.disagreement import disagreement_findings
from briefgen.audit.findings import Accepted, Finding, mistaken, sort_out
from briefgen.audit.names import topic_findings
from briefgen.audit.quantities import quantity_findings
from briefgen.audit.references import reference_findings
from briefgen.audit.sides import Balance, balance_of
from briefgen.audit.speech import speech_findings
from briefgen.audit.staleness import staleness_findings
from briefgen.editions import Edition
from briefgen.errors import DossierError
from briefgen.outline import Outline

__all__ = ["Accepted", "Audit", "Finding", "audit", "audit_edition", "findings_of"]


@dataclass(frozen=True, slots=True)
class Audit:
    """What the audit says of a dossier. *open* are findings that nobody has accepted.

    *stale* has a mistake for every acceptance that matches nothing.
    """

    open: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]
    stale: tuple[DossierError, ...]
    balance: Balance
    coverage: tuple[Coverage, ...]

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The open findings on which ``--strict`` fails."""
        return tuple(one for one in self.open if one.severity == "warning")

    def as_record(self) -> dict[str, object]:
        """The audit for programs: a part of what ``check --json`` prints."""
        return {
            "findings": [one.as_record() for one in self.open],
            "accepted": [one.as_record() for one in self.accepted],
            "balance": self.balance.as_record(),
            "coverage": [one.as_record() for one in self.coverage],
        }


_FINDERS: tuple[Callable[[Outline], Iterator[Finding]], ...] = (
    balance_findings,
    disagreement_findings,
    quantity_findings,
    staleness_findings,
    context_findings,
    speech_findings,
    coverage_findings,
    reference_findings,
    topic_findings,
)


def findings_of(outline: Outline) -> list[Finding]:
    """Every finding on a dossier, accepted or not; by place."""
    found = {finding: None for find in _FINDERS for finding in find(outline)}
    return sorted(found, key=lambda finding: (finding.place, finding.rule, finding.about))


def audit(outline: Outline, more: Iterable[Finding] = ()) -> Audit:
    """The audit of a dossier; *more* are findings for which an outline does not say enough."""
    findings = (*findings_of(outline), *more)
    still_open, accepted = sort_out(findings, outline.accept)
    stale = mistaken(outline.accept, still_open, accepted)
    return Audit(still_open, accepted, stale, balance_of(outline), coverage_of(outline))


def audit_edition(outline: Outline, edition: Edition, kept: Iterable[str]) -> tuple[Finding, ...]:
    """The open findings on what an edition shows: the increments whose keys are *kept*."""
    still_open, _ = sort_out(edition_findings(outline, edition, kept), outline.accept)
    return still_open
