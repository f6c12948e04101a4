"""Offers: what one edition may show, worded for its reader, each piece with its value.

In: an `Outline`, an `Audience` and a `Length`. Out: an `Offer`, to which `arguing`, `sections`
and `quoting` add increments, each valued: weight of its kind at this length × the audience's × its
own worth.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from briefgen.catalog import Audience, Length
from briefgen.editions import Increment, SideIfAny, Worded
from briefgen.excerpts import Excerpt
from briefgen.kinds import IncrementKind, SectionName
from briefgen.outline import Argument, NextStep, Outline, Stakeholder
from briefgen.voices import speaker_key
from briefgen.wording import Scope, Wording

_MOST_NOTES = 3


class _Named(Protocol):
    """What every item of an outline, and every excerpt, has."""

    @property
    def id(self) -> str: ...


class _Item(_Named, Protocol):
    """What every item of an outline has."""

    @property
    def scope(self) -> Scope: ...


_T = TypeVar("_T", bound=_Named)
_I = TypeVar("_I", bound=_Item)


def _weight(item: _Item) -> int:
    """The analyst's weight; items that have none weigh alike."""
    return item.weight if isinstance(item, Argument | Stakeholder | NextStep) else 0


class Offer:
    """The increments of one edition, and why it may not show the rest of the outline."""

    def __init__(self, outline: Outline, audience: Audience, length: Length) -> None:
        self.outline = outline
        self.audience = audience
        self.length = length
        self.key = f"{audience.id}/{length.id}"
        """How a dossier names the edition."""
        self.wishes = outline.editions.get(self.key)
        self.pinned = frozenset(self.wishes.pin if self.wishes else ())
        self.skipped = frozenset(self.wishes.skip if self.wishes else ())
        self.increments: dict[str, Increment] = {}
        self.excluded: dict[str, str] = {}

    def say(self, wording: Wording | str | None) -> str:
        """The words for this audience at this length; '' for none."""
        if isinstance(wording, Wording):
            return wording.resolve(self.audience.id, self.length.id)
        return wording or ""

    def worded(self, key: str, wording: Wording | None) -> Worded | None:
        """The words of *wording* with what bears them out; None where it has none here."""
        text = self.say(wording)
        if not text or wording is None:
            return None
        return Worded(key, text, self.cited((), wording))

    def section(self, name: SectionName, kind: IncrementKind, items: Sequence[_I]) -> list[_I]:
        """The items of a section that this edition may show, in the dossier's order.

        At most as many as the length offers of their kind, the heaviest or else the first; why
        others may not is put on record.
        """
        admitted = []
        for item in items:
            if name in self.audience.omit or not item.scope.admits(self.audience.id):
                self.exclude(kind, item.id, "not for this audience")
            elif item.id in self.skipped:
                self.exclude(kind, item.id, "skipped by the editor")
            else:
                admitted.append(item)
        heaviest = sorted(admitted, key=_weight, reverse=True)
        offered = {item.id for item in self.offered(kind, heaviest)}
        return [item for item in admitted if item.id in offered]

    def offered(self, kind: IncrementKind, items: list[_T], holder: str = "") -> list[_T]:
        """The first items that the length offers of a kind; pinned ones are always offered."""
        most = self.length.offer.get(kind, len(items))
        offered = []
        for rank, item in enumerate(items):
            if rank < most or item.id in self.pinned:
                offered.append(item)
            else:
                come = "comes" if most == 1 else "come"
                self.exclude(kind, f"{holder}{item.id}", f"{most} of its kind {come} before it")
        return offered

    def pin(self, names: Iterable[str]) -> None:
        """Items that must be shown, too."""
        self.pinned = self.pinned.union(names)

    def exclude(self, kind: str, name: str, reason: str) -> None:
        """Put on record why ``kind/name`` is not offered."""
        self.excluded[f"{kind}/{name}"] = reason

    def cited(
        self, named: Iterable[str], *wordings: Wording | str | None, tagged: Iterable[str] = ()
    ) -> tuple[str, ...]:
        """The notes of words that are printed together.

        What a wording names as its own evidence comes first; what the item names is for those that
        name none. Both are cited in full, since only together do they bear the words out. Where the
        item names nothing, what is *tagged* for it stands for it.
        """
        worded = [one for one in wordings if isinstance(one, Wording)]
        own = [name for one in worded for name in one.evidence]
        complete = bool(worded) and all(one.evidence for one in worded)
        rest = () if complete else tuple(named) or self.notes(tagged)
        return tuple(dict.fromkeys((*own, *rest)))

    def notes(self, evidence: Iterable[str]) -> tuple[str, ...]:
        """At most three excerpts, of different sources as far as there are any."""
        by_source: dict[str, str] = {}
        for name in evidence:
            by_source.setdefault(self.outline.excerpts[name].quotation.source, name)
        return tuple(by_source.values())[:_MOST_NOTES]

    def add(
        self,
        kind: IncrementKind,
        name: str,
        worth: float = 1.0,
        *,
        floor: bool = False,
        side: SideIfAny = "",
        argument: str = "",
        words: int = 0,
        excerpt: Excerpt | None = None,
        camp: str = "",
    ) -> str:
        """Register an increment; its key is ``kind/name``."""
        key = f"{kind}/{name}"
        value = self.length.values.get(kind, 1.0) * self.audience.weights.get(kind, 1.0) * worth
        pinned = not self.pinned.isdisjoint({name, name.rpartition("/")[2]})
        self.increments[key] = Increment(
            key=key,
            kind=kind,
            value=round(value, 4),
            side=side,
            argument=argument,
            excerpt=excerpt.id if excerpt else "",
            speaker=speaker_key(excerpt) if excerpt else "",
            source=excerpt.quotation.source if excerpt else "",
            words=words,
            floor=floor or pinned,
            camp=camp,
        )
        return key
