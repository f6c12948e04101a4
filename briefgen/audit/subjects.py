"""What readers of a brief call the things that findings are about.

In: the `Offer` of an edition, and findings, which speak of things by their ids. Out: names and
remarks in the words for its reader. Nothing is added to the offer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import shorten

from briefgen.audit.findings import Finding
from briefgen.counts import many
from briefgen.excerpts import Excerpt
from briefgen.marked import is_long
from briefgen.offering import Offer
from briefgen.sources import Record
from briefgen.voices import outlet_named, told_apart

__all__ = ["CUT", "Subjects", "source_names"]

CUT = " …"
"""What stands for the rest of a name that was cut."""
_MOST_NAMED = 5
"""Up to so many subjects of accepted findings are named; more are counted."""
_ON_FACTS = frozenset({"unsettled-disagreement", "settled-without-source"})
"""Rules whose findings are about facts."""
_MOST_LETTERS = 80
"""So long may a name be before what was found of it."""
_ID = re.compile(r"'([a-z0-9]+(?:-[a-z0-9]+)*)'")
_VALUE = re.compile(r"(?<!\w)'(.+?)'(?!\w)")


def source_names(records: Mapping[str, Record]) -> dict[str, str]:
    """What readers call each source; with its title where others are called the same."""
    called = {source: _named(record) for source, record in records.items()}
    return told_apart(
        {source: (name, f"{name}, {records[source].title}") for source, name in called.items()}
    )


def _named(record: Record) -> str:
    """Author and outlet in few words; the site or the title where a record has neither."""
    authors = " and ".join(one.family or one.literal for one in record.author)
    published = record.container_title or record.publisher
    if authors and published:
        return f"{authors}, {published}"
    return authors or outlet_named(record)


@dataclass(frozen=True, slots=True)
class Subjects:
    """What readers call the things that findings are about; *sources* by their ids."""

    offer: Offer
    sources: Mapping[str, str]

    def of(self, abouts: Iterable[str]) -> str:
        """The subjects by name if they are few, else counted by kind."""
        labels = [self._label(about) for about in abouts]
        if len(labels) <= _MOST_NAMED:
            return "; ".join(name for _, name in labels)
        kinds = Counter(kind for kind, _ in labels)
        return ", ".join(_many(count, kind) for kind, count in kinds.items())

    def _label(self, about: str) -> tuple[str, str]:
        """The kind of thing, and its name."""
        outline = self.offer.outline
        for argument in outline.arguments:
            if argument.id == about:
                return f"argument {argument.side}", self.offer.say(argument.claim).rstrip(".")
        for stakeholder in outline.stakeholders:
            if stakeholder.id == about:
                return "stakeholder", stakeholder.name
        if about in outline.excerpts:
            return "quotation", self._quotation(outline.excerpts[about])
        if about in outline.sources:
            return "source", self.sources[about]
        return "item", self._items().get(about, about)

    def _items(self) -> dict[str, str]:
        """The names of what is neither argument, stakeholder, quotation nor source."""
        outline = self.offer.outline
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
        labels |= {name: _short(self.offer.say(wording)) for name, wording in worded}
        labels |= {fact.id: fact.label for fact in outline.facts}
        labels |= {one.id: f"the event of {one.date.short()}" for one in outline.timeline}
        return labels

    def subject(self, finding: Finding) -> str:
        """What *finding* is about, in few words; '' for the dossier as a whole."""
        name = self._named(finding)
        return "" if name == finding.about else _short(name)

    def _named(self, finding: Finding) -> str:
        # The id of a fact may be that of a quotation, too.
        facts = {fact.id: fact.label for fact in self.offer.outline.facts}
        if finding.rule in _ON_FACTS and finding.about in facts:
            return facts[finding.about]
        return self._label(finding.about)[1]

    def remark(self, finding: Finding) -> str:
        """The message of *finding* beside its subject, with names in the place of other ids."""

        def known(match: re.Match[str]) -> str:
            _, label = self._label(match[1])
            return match[0] if label == match[1] else _short(label)

        if finding.rule == "unsettled-disagreement":
            # Who says what stands in its section, with names and dates as readers know them.
            return "the sources differ, and nothing is settled"
        message = finding.message
        if self.subject(finding):
            about = f"'{finding.about}'"
            message = message.replace(f" of {about}", "")
            for named_so in (f"{about}: ", f"{about} ", f"{self._named(finding)} "):
                message = message.removeprefix(named_so)
            message = message.replace(about, "this")
        return _VALUE.sub(_unmarked, _ID.sub(known, message))

    def _quotation(self, excerpt: Excerpt) -> str:
        """Who says it, and where: ``A. Doe (Gazette, ¶ 2)``, or ``Gazette (¶ 2)``.

        Each part is cut by itself: a whole that is cut loses its bracket and its place.
        """
        quotation, speaker = excerpt.quotation, excerpt.speaker
        who = speaker.name or speaker.role
        source = self.sources[quotation.source]
        paragraph = f"¶ {quotation.paragraph}"
        if who == source or source.startswith(f"{who}, "):
            return f"{_cut(source, _MOST_LETTERS - len(paragraph) - 3)} ({paragraph})"
        who = _cut(who, _MOST_LETTERS // 2)
        room = _MOST_LETTERS - len(f"{who} (, {paragraph})")
        return f"{who} ({_cut(source, room)}, {paragraph})"


def _many(count: int, what: str) -> str:
    """``3 sources``; of an argument for or against, the first word takes the plural."""
    noun, *rest = what.split(" ", 1)
    return " ".join((many(count, noun), *rest))


def _unmarked(match: re.Match[str]) -> str:
    """A value in marks: without them where readers would take it for somebody's words."""
    return match[1] if is_long(match[1]) else f"“{match[1]}”"


def _short(name: str) -> str:
    return _cut(name.rstrip("."), _MOST_LETTERS)


def _cut(name: str, most: int) -> str:
    return shorten(name, most, placeholder=CUT)
