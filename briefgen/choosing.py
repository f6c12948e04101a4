"""Choosing: the increments of greatest value within a bound, as an edition's length asks for them.

In: a `Frame`, the increments of an edition, its length, and the source of every excerpt. Out:
`Selection`s. No layout is needed: sizes add up. The same input gives the same selection.

What is owed comes first, then what is worth most for its size, then exchanges as long as the value
grows; on small outlines the tests compare with exhaustive search.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from briefgen.catalog import Length
from briefgen.editions import Increment
from briefgen.frame import HAIR, Frame
from briefgen.plan import Kept, LeftOut
from briefgen.selection import QUOTATIONS, Selection, strongest_first

_FREE = 0.2
"""The least share of its own size that an increment costs where a shorter column has room."""
_ROUNDS = 12
"""How many exchanges are made at most."""
_WANTED = 12
"""How many of those left out are tried in the place of others, the strongest first."""
NO_ROOM = "no room"


class Chooser:
    """Finds the selection of greatest value under a bound, for one frame of one edition."""

    def __init__(
        self,
        frame: Frame,
        increments: Mapping[str, Increment],
        length: Length,
        sources: Mapping[str, str],
    ) -> None:
        """*sources* maps every excerpt to its source."""
        self._frame = frame = _adopted(frame, increments)
        self._source_of = sources
        # Only what the template writes can be chosen, in the order in which it stands.
        keys = [key for key in frame.parts if key in increments]
        self._increments = {key: increments[key] for key in keys}
        # What each takes at least: beside a longer column only notes need room.
        sizes = ((key, frame.parts[key]) for key in keys)
        self._least = {key: one.size.notes if one.column else one.size.total for key, one in sizes}
        self._parent_of = {key: frame.parts[key].parent for key in keys}
        self._kinds: dict[tuple[str, str], list[str]] = {}
        for one in sorted(self._increments.values(), key=strongest_first):
            self._kinds.setdefault((one.kind, one.side_of_argument), []).append(one.key)
        self._length = length
        self._nothing = Selection(frame, self._increments, length)
        self.floor = self._floor()
        self.owed_sources = min(length.balance.sources, len(self._sources_of(frame.parts)))

    def _floor(self) -> tuple[str, ...]:
        """What must be there, parents first: marked increments and the arguments owed to a side."""
        wanted = [key for key, one in self._increments.items() if one.floor]
        for side in ("for", "against"):
            wanted += self._ranked("argument", side)[: self._length.balance.arguments]
        ordered = dict.fromkeys(name for key in wanted for name in self._frame.with_parents(key))
        return tuple(ordered)

    def _ranked(self, kind: str, side: str) -> list[str]:
        """The increments of a kind (arguments: of a side), the strongest first."""
        return self._kinds.get((kind, side), [])

    def _selection(self, keys: Iterable[str]) -> Selection:
        selection = self._nothing.copy()
        selection.become(keys)
        return selection

    # whole selections

    def choose(self, most: float) -> Selection:
        """The selection of greatest value within *most*; the floor is always in."""
        selection = self._selection(self.floor)
        self._pay(selection, most)
        selection.promise()
        self._grow(selection, most)
        self._improve(selection, most)
        if self._diversify(selection, most):
            self._improve(selection, most)
        return selection

    def everything(self) -> Selection:
        """All that the balance allows, quotations last and the strongest of them first."""
        selection = self._selection(self.floor)
        others = [key for key, one in self._increments.items() if one.kind not in QUOTATIONS]
        quotations = [one for one in self._increments.values() if one.kind in QUOTATIONS]
        ranked = [one.key for one in sorted(quotations, key=strongest_first)]
        before = -1
        while before < len(selection.kept):  # what one side gains may admit more of the other
            before = len(selection.kept)
            for key in (*others, *ranked):
                if self.may_stand(selection, key):
                    selection.add(key)
        return selection

    def with_added(self, selection: Selection, key: str) -> Selection:
        """*selection* and *key*, which may stand in it."""
        longer = selection.copy()
        longer.add(key)
        return longer

    def shortened(self, selection: Selection, most: float) -> Selection:
        """*selection* without what is worth least for its size, so that it keeps within *most*."""
        shorter = self._selection(selection.kept)
        self._shrink(shorter, most, self.floor)
        self._grow(shorter, most)
        return shorter

    # the steps of choosing

    def _pay(self, selection: Selection, most: float) -> None:
        """Add what the edition owes its reader, kind by kind, the best first, as far as it fits."""
        for kind, count in self._length.owed.items():
            for side in ("for", "against", ""):
                while selection.count(kind, side) < count:
                    ranked = sorted(self._ranked(kind, side), key=selection.gain, reverse=True)
                    best = next((key for key in ranked if self._fits(selection, key, most)), "")
                    if not best:
                        break
                    selection.add(best)

    def _fits(self, selection: Selection, key: str, most: float) -> bool:
        """Whether *key* may stand and does not pass *most*."""
        return self.may_stand(selection, key) and selection.fill.size_with(key) <= most + HAIR

    def may_stand(self, selection: Selection, key: str) -> bool:
        """Whether *key* could be added next, whatever its size."""
        return self._is_open(selection, key) and not selection.refusal(key)

    def _is_open(self, selection: Selection, key: str) -> bool:
        """Whether *key* could be added next: it is not kept and its parent is."""
        parent, kept = self._parent_of[key], selection.kept
        return key not in kept and (not parent or parent in kept)

    def _grow(self, selection: Selection, most: float, barred: Collection[str] = ()) -> None:
        """Add what is worth most for its size until nothing more fits."""
        left = [key for key in self._increments if key not in barred]
        fill, kept = selection.fill, selection.kept
        least, parent_of = self._least, self._parent_of
        while True:
            # What has no room now has none later: the whole only becomes longer.
            size = fill.size()
            room = most + HAIR - size
            left = [key for key in left if key not in kept and least[key] <= room]
            available = (key for key in left if not parent_of[key] or parent_of[key] in kept)
            costs = {key: fill.size_with(key) - size for key in available}
            left = [key for key in left if costs.get(key, 0.0) <= room]
            fitting = [key for key in left if key in costs and not selection.refusal(key)]
            if not fitting:
                return
            worth = {key: self._worth(selection, key, costs[key]) for key in fitting}
            selection.add(min(fitting, key=lambda key: (-worth[key], key)))

    def addable(self, selection: Selection, most: float) -> list[str]:
        """What is left out though the balance allows it and it fits within *most*."""
        room = most + HAIR - selection.fill.size()
        return [
            key
            for key, least in self._least.items()
            # Asked first because it is cheap.
            if least <= room and key not in selection.kept and self._fits(selection, key, most)
        ]

    def _worth(self, selection: Selection, key: str, cost: float) -> float:
        """What *key* brings for each unit of its *cost*."""
        least = _FREE * self._frame.parts[key].size.total
        return selection.gain(key) / max(cost, least, 1e-3)

    def _improve(self, selection: Selection, most: float) -> None:
        """Exchange increments for others as long as the value grows."""
        for _ in range(_ROUNDS):
            loose = [key for key in selection.kept if key not in self.floor]
            missed = [key for key in self._increments if key not in selection.kept]
            wanted = selection.strongest_first(missed)[:_WANTED]
            before = _Mark(self, selection)
            if not (
                any(self._without(selection, key, most, before) for key in loose)
                or any(self._with(selection, key, most, before) for key in wanted)
            ):
                return

    def _without(self, selection: Selection, key: str, most: float, before: _Mark) -> bool:
        """Drop *key* and fill the room with others; undone and False if that is worth less."""
        dropped = [name for name in self._frame.with_children(key) if name in selection.kept]
        if any(name in self.floor for name in dropped):
            return False
        for name in reversed(dropped):
            selection.drop(name)
        self._grow(selection, most, {key})
        if self._fits(selection, key, most):
            self._grow(selection, most)
        return before.is_surpassed() or before.restore()

    def _with(self, selection: Selection, key: str, most: float, before: _Mark) -> bool:
        """Bring *key* in at the cost of others; undone and False if that is worth less."""
        fits = self._bring_in(selection, key, most, self.floor)
        return (fits and before.is_surpassed()) or before.restore()

    def _bring_in(
        self, selection: Selection, key: str, most: float, spared: Collection[str]
    ) -> bool:
        """Add *key* with its parents, dropping others until it fits; whether that is possible."""
        chain = self._frame.with_parents(key)
        spared = {*spared, *chain}
        for name in chain:
            if name not in selection.kept:
                if not self._clear_the_way(selection, name, spared):
                    return False
                selection.add(name)
        if not self._shrink(selection, most, spared):
            return False
        self._grow(selection, most)
        return True

    def _clear_the_way(self, selection: Selection, key: str, spared: Collection[str]) -> bool:
        """Drop one increment, if need be, so that the balance allows *key*; whether it does."""
        if not selection.refusal(key):
            return True
        for other in sorted(self._bare(selection, spared), key=self._density(selection)):
            selection.drop(other)
            if not selection.refusal(key):
                return True
            selection.add(other)
        return False

    # sources

    def _diversify(self, selection: Selection, most: float) -> bool:
        """Bring in sources that the balance asks for, at the least loss of value; whether any."""
        start = list(selection.kept)
        while len(have := self.cited(selection)) < self.owed_sources:
            found: list[tuple[tuple[int, float], list[str]]] = []
            before = _Mark(self, selection)
            spared = (*self.floor, *self._witnesses(selection, have))
            for key in self._increments:
                if key in before.kept or self._sources_of((key,)) <= have:
                    continue
                fits = self._bring_in(selection, key, most, spared)
                if fits and before.is_as_balanced() and len(self.cited(selection)) > len(have):
                    worth = (-selection.broken_promises(), selection.value())
                    found.append((worth, list(selection.kept)))
                before.restore()
            if not found:
                break
            selection.become(max(found, key=lambda one: one[0])[1])
            selection.promise()
        return start != list(selection.kept)

    def _witnesses(self, selection: Selection, sources: Iterable[str]) -> list[str]:
        """For each of *sources* the strongest increment that cites it, with its parents."""
        ranked = selection.strongest_first(selection.kept)
        cited = [(key, self._sources_of((key,))) for key in ranked]
        strongest = (next((key for key, of in cited if name in of), "") for name in sorted(sources))
        return [name for key in strongest for name in self._frame.with_parents(key)]

    def _shrink(self, selection: Selection, most: float, spared: Collection[str]) -> bool:
        """Drop what is worth least for its size until the rest fits; whether it does then."""
        while selection.fill.size() > most + HAIR:
            bare = self._bare(selection, spared)
            if not bare:
                return False
            selection.drop(min(bare, key=self._density(selection)))
        return True

    def _bare(self, selection: Selection, spared: Collection[str]) -> list[str]:
        """What could be dropped next: what is not *spared* and holds nothing that is kept."""
        return [
            key
            for key in selection.kept
            if key not in spared
            and not any(child in selection.kept for child in self._frame.children.get(key, ()))
        ]

    def _density(self, selection: Selection) -> Callable[[str], tuple[bool, float, str]]:
        """Sorts what is kept by what it brings for its size, the least first, the owed last."""
        parts = self._frame.parts
        return lambda key: (
            selection.is_promised(key),
            selection.loss(key) / max(parts[key].size.total, 1),
            key,
        )

    def cited(self, selection: Selection) -> set[str]:
        """The sources that the selection cites or quotes."""
        return self._sources_of(("", *selection.kept))

    def _sources_of(self, keys: Iterable[str]) -> set[str]:
        return {self._source_of[name] for key in keys for name in self._frame.parts[key].evidence}

    # what the plan tells

    def kept(self, selection: Selection) -> tuple[Kept, ...]:
        """What *selection* keeps, in reading order."""
        return tuple(
            Kept(key, part.size.total, self._increments[key].value)
            for key, part in self._frame.parts.items()
            if key in selection.kept
        )

    def left_out(self, selection: Selection) -> tuple[LeftOut, ...]:
        """What *selection* leaves out and why, in reading order."""
        return tuple(
            LeftOut(key, self._frame.parts[key].size.total, one.value, self._reason(selection, key))
            for key, one in self._increments.items()
            if key not in selection.kept
        )

    def _reason(self, selection: Selection, key: str) -> str:
        parent = self._frame.parts[key].parent
        if parent and parent not in selection.kept:
            return f"its {parent.partition('/')[0]} is left out"
        return selection.refusal(key) or NO_ROOM

    def always(self) -> float:
        """The size of what is no increment: head, bottom line, sources."""
        return self._selection(()).fill.size()


def _adopted(frame: Frame, increments: Mapping[str, Increment]) -> Frame:
    """*frame* with every quotation that stands apart from its argument put under it.

    A newsletter item quotes once, below its claims: what it quotes must bear out one of them.
    """
    parts = dict(frame.parts)
    for key, part in frame.parts.items():
        argument = f"argument/{increments[key].argument}" if key in increments else ""
        if not part.parent and key != argument and argument in parts:
            parts[key] = replace(part, parent=argument)
    return replace(frame, parts=parts)


class _Mark:
    """What a selection was before an exchange."""

    def __init__(self, chooser: Chooser, selection: Selection) -> None:
        self._chooser = chooser
        self._selection = selection
        self._before = selection.copy()
        self.kept = self._before.kept
        self._value = selection.value()
        self._imbalance = selection.imbalance()
        self._broken = selection.broken_promises()
        self._sources = min(len(chooser.cited(selection)), chooser.owed_sources)

    def is_as_balanced(self) -> bool:
        """Whether the balance is no worse, and no source is lost that is owed."""
        sources = len(self._chooser.cited(self._selection))
        return self._selection.imbalance() <= self._imbalance + HAIR and sources >= self._sources

    def is_surpassed(self) -> bool:
        """Whether the selection is worth more now, as well balanced, and all promises are kept."""
        return (
            self._selection.value() > self._value + HAIR
            and self._selection.broken_promises() <= self._broken
            and self.is_as_balanced()
        )

    def restore(self) -> bool:
        """Undo the exchange; False, for it was none."""
        self._selection.revert(self._before)
        return False
