"""The appendix “How this brief was made”: the audit as readers of a brief are shown it.

In: an `Outline`, its `Audit`, and the audience whose wording it takes. Out: an `Appendix` for
templates: sources with their coverage, the balance of both sides, and the findings that the editor
left as they are, with the reasons.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from textwrap import shorten

from briefgen.audit import Audit, Finding
from briefgen.audit.coverage import Coverage
from briefgen.audit.sides import Balance, SideBalance
from briefgen.counts import many
from briefgen.editions import Appendix, Known, Measured, SourceUsed
from briefgen.excerpts import Excerpt
from briefgen.marked import is_long
from briefgen.outline import Outline
from briefgen.rules import RULES
from briefgen.sources import Record
from briefgen.voices import outlet_named
from briefgen.wording import Wording

__all__ = ["appendix_of"]

_MOST_NAMED = 5
"""Up to so many subjects of accepted findings are named; more are counted."""
_MOST_LETTERS = 80
"""So long may a name be before what was found of it."""


def appendix_of(outline: Outline, audit: Audit, audience: str, length: str) -> Appendix:
    """The appendix of *outline* in the wording for *audience* at *length*."""
    names = _Names(outline, audience, length)
    return Appendix(
        line=_line(outline, audit.balance),
        sources=tuple(_source(outline, one) for one in audit.coverage),
        balance=tuple(_measures(audit.balance)),
        accepted=tuple(_accepted(audit, names)),
        open=tuple(_open(audit, names)),
        disputed=tuple(fact.label for fact in outline.facts if fact.disagrees),
        unsettled=sum(fact.unsettled for fact in outline.facts),
    )


def _line(outline: Outline, balance: Balance) -> str:
    """The essentials in one line of a memo: sources, and how each side is evidenced."""
    opinion = sum(one.record.kind == "op-ed" for one in outline.sources.values())
    sources = f"{many(len(outline.sources), 'source')}, {many(opinion, 'op-ed')}"
    pro, con = (f"{side.quotations} {side.side}{_borrowed(side)}" for side in _sides(balance))
    return f"{sources}; quotations gathered: {pro}, {con}"


def _sides(balance: Balance) -> tuple[SideBalance, SideBalance]:
    return balance.pro, balance.con


def _borrowed(side: SideBalance) -> str:
    """How a side is evidenced that rests on what the other concedes; '' if on its own words."""
    if not side.conceded:
        return ""
    return f" ({side.conceded} conceded, {side.reported} reported, {side.argued} argued)"


def _source(outline: Outline, coverage: Coverage) -> SourceUsed:
    record = outline.sources[coverage.source].record
    return SourceUsed(
        name=_named(record),
        kind=record.kind or "unknown",
        when=record.issued.short() if record.issued else "undated",
        excerpts=coverage.excerpts,
        quoted=len(coverage.quoted),
        passed_over=len(set(coverage.passed_over) - set(coverage.quoted)),
        unread=len(coverage.unread),
    )


def _named(record: Record) -> str:
    """Author and outlet in few words; the site or the title where a record has neither."""
    authors = " and ".join(one.family or one.literal for one in record.author)
    published = record.container_title or record.publisher
    if authors and published:
        return f"{authors}, {published}"
    return authors or outlet_named(record)


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
        yield Measured(what, str(count(balance.pro)), str(count(balance.con)))


def _first(counted: tuple[tuple[str, int], ...]) -> str:
    return _listed(counted[:1]) or "none"


def _listed(counted: tuple[tuple[str, int], ...]) -> str:
    """``op-ed 71, news 13``."""
    return ", ".join(f"{name} {count}" for name, count in counted)


# Accepted findings -------------------------------------------------------------------------------


def _accepted(audit: Audit, names: _Names) -> Iterator[Known]:
    """One row for each rule and reason, in the order of the rules."""
    together: dict[tuple[str, str], dict[str, None]] = {}
    order = list(RULES)
    for one in sorted(audit.accepted, key=lambda each: order.index(each.finding.rule)):
        subjects = together.setdefault((one.finding.rule, one.reason), {})
        subjects[one.finding.about] = None
    for (rule, reason), abouts in together.items():
        yield Known(RULES[rule].looks_for, names.of(abouts), reason)


# Open findings -----------------------------------------------------------------------------------


def _open(audit: Audit, names: _Names) -> Iterator[str]:
    """What was found and not accepted, drawn together by what it is about."""
    together: dict[str, list[str]] = {}
    for finding in audit.warnings:
        together.setdefault(names.subject(finding), []).append(names.remark(finding))
    yield from together.pop("", [])
    for subject, remarks in together.items():
        said = "; ".join(remarks)
        asks = subject.endswith(("?", "!", "…"))
        yield f"{subject} {said[:1].upper()}{said[1:]}" if asks else f"{subject}: {said}"


# Names -------------------------------------------------------------------------------------------


def _many(count: int, what: str) -> str:
    """``3 sources``; of an argument for or against, the first word takes the plural."""
    noun, *rest = what.split(" ", 1)
    return " ".join((many(count, noun), *rest))


_ID = re.compile(r"'([a-z0-9]+(?:-[a-z0-9]+)*)'")


_VALUE = re.compile(r"(?<!\w)'(.+?)'(?!\w)")


def _unmarked(match: re.Match[str]) -> str:
    """A value in marks: without them where readers would take it for somebody's words."""
    return match[1] if is_long(match[1]) else match[0]


def _short(name: str) -> str:
    return _cut(name.rstrip("."), _MOST_LETTERS)


def _cut(name: str, most: int) -> str:
    return shorten(name, most, placeholder=" …")


@dataclass(frozen=True, slots=True)
class _Names:
    """What readers call the things that findings are about."""

    outline: Outline
    audience: str
    length: str

    def of(self, abouts: Iterable[str]) -> str:
        """The subjects by name if they are few, else counted by kind."""
        labels = [self._label(about) for about in abouts]
        if len(labels) <= _MOST_NAMED:
            return "; ".join(name for _, name in labels)
        kinds = Counter(kind for kind, _ in labels)
        return ", ".join(_many(count, kind) for kind, count in kinds.items())

    def _label(self, about: str) -> tuple[str, str]:
        """The kind of thing, and its name."""
        outline = self.outline
        for argument in outline.arguments:
            if argument.id == about:
                return f"argument {argument.side}", self._say(argument.claim).rstrip(".")
        for stakeholder in outline.stakeholders:
            if stakeholder.id == about:
                return "stakeholder", stakeholder.name
        if about in outline.excerpts:
            return "quotation", self._quotation(outline.excerpts[about])
        if about in outline.sources:
            return "source", _named(outline.sources[about].record)
        return "item", self._items().get(about, about)

    def _items(self) -> dict[str, str]:
        """The names of what is neither argument, stakeholder, quotation nor source."""
        outline = self.outline
        labels = {"title": "the title", "bottom-line": "the bottom line", "ask": "the ask"}
        labels |= {one.id: one.measure for one in outline.status}
        labels |= {one.id: f"the vote in the {one.chamber}" for one in outline.votes}
        worded = (
            *((one.id, one.title) for one in outline.background),
            *((one.id, one.title) for one in outline.options),
            *((one.id, one.title) for one in outline.obstacles),
            *((one.id, one.action) for one in outline.next_steps),
            *((one.id, one.text) for one in outline.talking_points),
            *((one.id, one.question) for one in outline.questions),
        )
        labels |= {name: _short(self._say(wording)) for name, wording in worded}
        labels |= {fact.id: fact.label for fact in outline.facts}
        labels |= {one.id: f"the event of {one.date.short()}" for one in outline.timeline}
        return labels

    def _say(self, wording: Wording) -> str:
        return wording.resolve(self.audience, self.length)

    def subject(self, finding: Finding) -> str:
        """What *finding* is about, in few words; '' for the dossier as a whole."""
        _, name = self._label(finding.about)
        return "" if name == finding.about else _short(name)

    def remark(self, finding: Finding) -> str:
        """The message of *finding* beside its subject, with names in the place of other ids."""

        def known(match: re.Match[str]) -> str:
            _, label = self._label(match[1])
            return match[0] if label == match[1] else _short(label)

        message = finding.message
        if self.subject(finding):
            about = f"'{finding.about}'"
            message = message.replace(f" of {about}", "").removeprefix(f"{about} ")
            message = message.replace(about, "this")
        return _VALUE.sub(_unmarked, _ID.sub(known, message))

    def _quotation(self, excerpt: Excerpt) -> str:
        """Who says it, and where: ``A. Doe (Gazette, ¶ 2)``, or ``Gazette (¶ 2)``.

        Each part is cut by itself: a whole that is cut loses its bracket and its place.
        """
        quotation, speaker = excerpt.quotation, excerpt.speaker
        who = speaker.name or speaker.role
        source = _named(self.outline.sources[quotation.source].record)
        paragraph = f"¶ {quotation.paragraph}"
        if who == source:
            return f"{_cut(who, _MOST_LETTERS - len(paragraph) - 3)} ({paragraph})"
        who = _cut(who, _MOST_LETTERS // 2)
        room = _MOST_LETTERS - len(f"{who} (, {paragraph})")
        return f"{who} ({_cut(source, room)}, {paragraph})"
