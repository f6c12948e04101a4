"""The appendix “How this brief was made”: the audit as readers of a brief are shown it.

In: the `Offer` of an edition, and the `Audit` of its outline. Out: an `Appendix` for templates:
sources with their coverage, the balance of both sides, and the findings that the editor left as
they are, with the reasons.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from briefgen.audit import Audit
from briefgen.audit.coverage import Coverage
from briefgen.audit.sides import Balance, SideBalance
from briefgen.audit.subjects import CUT, Subjects, source_names
from briefgen.counts import many
from briefgen.editions import Appendix, Known, Measured, SourceUsed
from briefgen.offering import Offer
from briefgen.outline import Outline
from briefgen.rules import RULES
from briefgen.typesetting import upper_first

__all__ = ["appendix_of"]

_SITE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?!\S)")
"""A web site, which has no capital at the beginning of a line either."""


def appendix_of(offer: Offer, audit: Audit) -> Appendix:
    """The appendix of the edition that *offer* is for."""
    outline = offer.outline
    names = source_names({name: source.record for name, source in outline.sources.items()})
    subjects = Subjects(offer, names)
    return Appendix(
        line=_line(outline, audit.balance),
        sources=tuple(_source(outline, names, one) for one in audit.coverage),
        balance=tuple(_measures(audit.balance)),
        accepted=tuple(_accepted(audit, subjects)),
        open=tuple(_open(audit, subjects)),
        disputed=tuple(fact.label for fact in outline.facts if fact.disagrees),
        unsettled=sum(fact.unsettled for fact in outline.facts),
    )


def _line(outline: Outline, balance: Balance) -> str:
    """The essentials in one line of a memo: sources, and how each side is evidenced."""
    opinion = sum(one.record.kind == "op-ed" for one in outline.sources.values())
    op_eds = many(opinion, "op-ed") if opinion else "no op-eds"
    sources = f"{many(len(outline.sources), 'source')} ({op_eds})"
    pro, con = (f"{side.quotations} {side.side}{_borrowed(side)}" for side in balance.sides)
    return f"{sources}; quotations gathered: {pro}, {con}"


def _borrowed(side: SideBalance) -> str:
    """How a side is evidenced that rests on what the other concedes; '' if on its own words."""
    if not side.conceded:
        return ""
    counts = (side.conceded, "conceded"), (side.reported, "reported"), (side.argued, "argued")
    listed = ", ".join(f"{count or 'none'} {how}" for count, how in counts)
    return f" ({listed})"


def _source(outline: Outline, names: Mapping[str, str], coverage: Coverage) -> SourceUsed:
    record = outline.sources[coverage.source].record
    return SourceUsed(
        name=names[coverage.source],
        kind=record.kind or "unknown",
        when=record.issued.short() if record.issued else "undated",
        excerpts=coverage.excerpts,
        quoted=len(coverage.quoted),
        passed_over=len(set(coverage.passed_over) - set(coverage.quoted)),
        unread=len(coverage.unread),
    )


_ROWS: tuple[tuple[str, Callable[[SideBalance], object]], ...] = (
    ("Arguments", lambda side: side.arguments),
    ("Quotations", lambda side: side.quotations),
    ("… argued in the speaker's own name", lambda side: side.argued),
    ("… conceded by the other side", lambda side: side.conceded),
    ("… reported of others", lambda side: side.reported),
    ("Quoted words", lambda side: f"{side.words:,}"),
    ("Voices", lambda side: len(side.voices)),
    ("The voice most quoted", lambda side: _first(side.voices)),
    ("Sources", lambda side: len(side.sources)),
    ("Quotations by kind of source", lambda side: _listed(side.kinds)),
)


def _measures(balance: Balance) -> Iterator[Measured]:
    for what, count in _ROWS:
        yield Measured(what, *(str(count(side)) for side in balance.sides))


def _first(counted: tuple[tuple[str, int], ...]) -> str:
    return _listed(counted[:1]) or "none"


def _listed(counted: tuple[tuple[str, int], ...]) -> str:
    """``op-ed 71, news 13``."""
    return ", ".join(f"{name} {count}" for name, count in counted)


# Accepted findings -------------------------------------------------------------------------------


def _accepted(audit: Audit, subjects: Subjects) -> Iterator[Known]:
    """One row for each rule and reason, in the order of the rules."""
    together: dict[tuple[str, str], dict[str, None]] = {}
    order = list(RULES)
    for one in sorted(audit.accepted, key=lambda each: order.index(each.finding.rule)):
        abouts = together.setdefault((one.finding.rule, one.reason), {})
        abouts[one.finding.about] = None
    for (rule, reason), abouts in together.items():
        yield Known(RULES[rule].looks_for, subjects.of(abouts), reason)


# Open findings -----------------------------------------------------------------------------------


def _open(audit: Audit, subjects: Subjects) -> Iterator[str]:
    """What was found and not accepted, drawn together by what it is about."""
    together: dict[str, list[str]] = {}
    for finding in audit.warnings:
        together.setdefault(subjects.subject(finding), []).append(subjects.remark(finding))
    yield from map(upper_first, together.pop("", []))
    for subject, remarks in together.items():
        said = "; ".join(remarks)
        # A name that was cut ends in an ellipsis, too, and asks nothing.
        asks = subject.endswith(("?", "!", "…")) and not subject.endswith(CUT)
        begun = subject if _SITE.match(subject) else upper_first(subject)
        yield f"{begun} {upper_first(said)}" if asks else f"{begun}: {said}"
