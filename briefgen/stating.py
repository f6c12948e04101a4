"""Stating: the quotations that stand for the words of items that have none.

In: the `Offer` and the `Quoting` of an edition. Out: `Statements`, from which `arguing` and
`sections` take the quotation that says what the analyst has not yet put in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from briefgen.editions import Quoted
from briefgen.excerpts import Excerpt
from briefgen.kinds import IncrementKind, SectionName
from briefgen.offering import Offer
from briefgen.outline import Argument, NextStep, Stakeholder, Topic
from briefgen.quoting import Quoting

_Tagged: TypeAlias = Argument | NextStep | Topic | Stakeholder
"""What tags alone may name."""


class Statements:
    """The quotations that stand for the words of items that tags alone name, chosen before all
    others; first for the items that most lengths show. To pin one is to pin its item.

    Those of declared topics without a gist wait until the arguments have theirs.
    """

    def __init__(self, offer: Offer, quoting: Quoting, by_worth: Sequence[Argument]) -> None:
        """*by_worth* are the arguments of both sides, the one worth most first."""
        self._offer = offer
        self._quoting = quoting
        self._stated: dict[str, Quoted] = {}
        for kind, item in self._unworded(by_worth):
            # A stakeholder has a name and a position, which stand without a repeated quotation.
            self._state(kind, item, again=kind != "stakeholder")
        self._pin_what_speaks()

    def state_topics(self) -> None:
        """Find words for the topics whose title alone is declared, among what is left to quote."""
        if "background" in self._offer.audience.omit:
            return
        for topic in self._offer.outline.background:
            worded = topic.named_by_tags or self._offer.say(topic.gist)
            if not worded and topic.id not in self._offer.skipped and self._admits(topic):
                self._state("topic", topic, again=False)
        self._pin_what_speaks()

    def _admits(self, topic: Topic) -> bool:
        return topic.scope.admits(self._offer.audience.id)

    def _state(self, kind: IncrementKind, item: _Tagged, *, again: bool) -> None:
        if found := self._quoting.stated(_speaking_for(item), again=again):
            self._stated[f"{kind}/{item.id}"] = found

    def _pin_what_speaks(self) -> None:
        pinned = [key for key, one in self._stated.items() if one.id in self._offer.pinned]
        self._offer.pin(key.partition("/")[2] for key in pinned)

    def of(self, kind: IncrementKind, name: str) -> Quoted | None:
        """What stands for the words of an item; None where it has its own."""
        return self._stated.get(f"{kind}/{name}")

    def excerpt_of(self, stated: Quoted | None) -> Excerpt | None:
        """The excerpt that *stated* quotes."""
        return self._offer.outline.excerpts[stated.id] if stated else None

    def _unworded(self, by_worth: Sequence[Argument]) -> Iterator[tuple[IncrementKind, _Tagged]]:
        """The items that tags alone name, as far as the edition may show them."""
        outline = self._offer.outline
        groups: tuple[tuple[SectionName, IncrementKind, Sequence[_Tagged]], ...] = (
            ("arguments", "argument", by_worth),
            ("steps", "step", outline.next_steps),
            ("background", "topic", outline.background),
            ("stakeholders", "stakeholder", outline.stakeholders),
        )
        for section, kind, items in groups:
            for item in items if section not in self._offer.audience.omit else ():
                if item.named_by_tags and item.id not in self._offer.skipped:
                    yield kind, item


def beside(excerpts: Iterable[Excerpt], stated: Quoted | None) -> tuple[Excerpt, ...]:
    """*excerpts* without the one that stands for the words of its item."""
    return tuple(one for one in excerpts if stated is None or one.id != stated.id)


def _speaking_for(item: _Tagged) -> tuple[Excerpt, ...]:
    """The excerpts that may stand for the words of *item*, the strongest first."""
    if isinstance(item, Argument):
        return item.supports
    return item.voices if isinstance(item, Stakeholder) else item.excerpts
