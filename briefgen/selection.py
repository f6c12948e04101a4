"""Choosing: the increments of greatest value within a bound, as an edition's length asks for them.

In: a `Frame` with the sizes of all increments, their values, and what the length owes both sides.
Out: a `Selection`. No layout is needed: sizes add up. The same input gives the same selection.

Greedy by value for size, then exchanges of single increments as long as the value grows; on small
outlines the tests compare with exhaustive search.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from briefgen.catalog import Length
from briefgen.editions import Increment
from briefgen.frame import Fill, Frame
from briefgen.plan import Kept, LeftOut

# Falling returns: what a further quotation of the same argument, or of the same speaker, is worth.
_SAME_ARGUMENT = 0.5
_SAME_SPEAKER = 0.6
_SAME_KIND = 0.85
_OWED = 4.0
"""How much more an increment counts that the edition owes its reader."""
_MOST_QUOTED = 0.38
"""The share of quoted words at which selection stops; the promise is 40 per cent."""
_FREE = 0.2
"""The least share of its own size that an increment costs where a shorter column has room."""
_ROUNDS = 4
_QUOTATIONS = frozenset({"quotation", "reply", "voice"})


class Returns:
    """How much of its value a further increment brings, given those that are kept.

    What an edition owes its reader comes before all else; beyond that returns fall: the fourth
    argument of a side says less than the first, the second quotation of a speaker less again.
    """

    def __init__(self, owed: Mapping[str, int]) -> None:
        self._owed = owed
        self._counts: dict[tuple[str, str], int] = {}

    def factor(self, one: Increment) -> float:
        """The share of its value that *one* would bring now."""
        shown = self._counts.get((one.kind, one.side_of_argument), 0)
        owed = self._owed.get(one.kind, 0)
        factor = _OWED if shown < owed else _SAME_KIND ** (shown - owed)
        if one.kind in _QUOTATIONS:
            factor *= _SAME_ARGUMENT ** self._counts.get(("holder", one.argument), 0)
            factor *= _SAME_SPEAKER ** self._counts.get(("speaker", one.speaker), 0)
        return factor

    def count(self, kind: str, side: str = "") -> int:
        """How many of a kind (arguments: of a side) are kept."""
        return self._counts.get((kind, side), 0)

    def record(self, one: Increment, sign: int) -> None:
        """Count *one* as kept (1) or no longer kept (-1)."""
        names: list[tuple[str, str]] = [(one.kind, one.side_of_argument)]
        if one.kind in _QUOTATIONS:
            names += [("holder", one.argument), ("speaker", one.speaker), ("quotations", "")]
        for name in names:
            self._counts[name] = self._counts.get(name, 0) + sign


class Selection:
    """A selection under construction: its fill, its value and what the balance still allows."""

    def __init__(self, frame: Frame, increments: Mapping[str, Increment], length: Length) -> None:
        self.fill = Fill(frame)
        self._increments = increments
        self._length = length
        self._returns = Returns(length.owed)
        self._words = {"for": 0, "against": 0, "": 0}
        self._quoted = 0

    @property
    def kept(self) -> dict[str, None]:
        return self.fill.kept

    def gain(self, key: str) -> float:
        """What *key* would add to the value, given what is kept."""
        one = self._increments[key]
        return one.value * self._returns.factor(one)

    def refusal(self, key: str, available: Mapping[str, int]) -> str:
        """Why the balance forbids *key* now; '' if it does not. *available*: words of each side."""
        one = self._increments[key]
        balance, returns = self._length.balance, self._returns
        most = self._length.most.get(one.kind)
        if most is not None and returns.count(one.kind, one.side_of_argument) >= most:
            return f"repetition: {most} of its kind are enough"
        if one.kind in _QUOTATIONS:
            if balance.one_voice and returns.count("speaker", one.speaker):
                return "repetition: its speaker is quoted already"
            if balance.quotations and returns.count("quotations") >= balance.quotations:
                return "repetition: enough quotations"
            total = sum(self._words.values()) + one.words
            if self._quoted + one.words > _MOST_QUOTED * max(total, 100):
                return "balance: too much would be quotation"
        return self._lopsided(one, available)

    def _lopsided(self, one: Increment, available: Mapping[str, int]) -> str:
        ratio = self._length.balance.words_ratio
        if not ratio or not one.side:
            return ""
        other = "against" if one.side == "for" else "for"
        # A side that has nothing more to say cannot be waited for.
        bound = ratio * min(max(self._words[other], 60), max(available[other], 1))
        if available[other] and self._words[one.side] + one.words > max(bound, 60):
            return f"balance: the side {one.side} has its share"
        return ""

    def add(self, key: str) -> None:
        self.fill.add(key)
        self._count(self._increments[key], 1)

    def drop(self, key: str) -> None:
        self.fill.drop(key)
        self._count(self._increments[key], -1)

    def _count(self, one: Increment, sign: int) -> None:
        self._returns.record(one, sign)
        self._words[one.side] += sign * one.words
        if one.kind in _QUOTATIONS:
            self._quoted += sign * one.words

    def value(self) -> float:
        """The value of what is kept, falling returns counted from the strongest down."""
        kept = sorted((self._increments[key] for key in self.kept), key=lambda i: (-i.value, i.key))
        returns = Returns(self._length.owed)
        total = 0.0
        for one in kept:
            total += one.value * returns.factor(one)
            returns.record(one, 1)
        return total


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
        self._frame = frame
        self._source_of = sources
        # Only what the template writes can be chosen, in the order in which it stands.
        keys = [key for key in frame.parts if key in increments]
        self._increments = {key: increments[key] for key in keys}
        self._length = length
        self.floor = self._floor()
        self._available = {
            side: sum(one.words for one in self._increments.values() if one.side == side)
            for side in ("for", "against")
        }

    def _floor(self) -> tuple[str, ...]:
        """What must be there, parents first: marked increments and the arguments owed to a side."""
        wanted = [key for key, one in self._increments.items() if one.floor]
        for side in ("for", "against"):
            arguments = sorted(
                (
                    one
                    for one in self._increments.values()
                    if one.kind == "argument" and one.side == side
                ),
                key=lambda one: (-one.value, one.key),
            )
            wanted += [one.key for one in arguments[: self._length.balance.arguments]]
        ordered = dict.fromkeys(name for key in wanted for name in self._frame.with_parents(key))
        return tuple(ordered)

    def floor_selection(self) -> Selection:
        selection = Selection(self._frame, self._increments, self._length)
        for key in self.floor:
            selection.add(key)
        return selection

    def everything(self) -> Selection:
        selection = Selection(self._frame, self._increments, self._length)
        for key in self._increments:
            selection.add(key)
        return selection

    def choose(self, most: float) -> Selection:
        """The selection of greatest value within *most*; the floor is always in."""
        selection = self.floor_selection()
        self._pay(selection, most)
        self._grow(selection, most)
        self._improve(selection, most)
        self._diversify(selection, most)
        return selection

    def _pay(self, selection: Selection, most: float) -> None:
        """Add what the edition owes its reader, kind by kind, the best first, as far as it fits."""
        for kind, count in self._length.owed.items():
            for side in ("for", "against", ""):
                ranked = sorted(
                    (
                        one
                        for one in self._increments.values()
                        if one.kind == kind and one.side_of_argument == side
                    ),
                    key=lambda one: (-one.value, one.key),
                )
                for one in ranked[: max(count, 0)]:
                    self._take(selection, one.key, most)

    def _take(self, selection: Selection, key: str, most: float) -> None:
        """Add *key* where it may stand and fits."""
        if key not in self._open(selection) or selection.refusal(key, self._available):
            return
        selection.add(key)
        if selection.fill.size() > most + 1e-6:
            selection.drop(key)

    def _grow(self, selection: Selection, most: float, barred: str = "") -> None:
        """Add what is worth most for its size until nothing more fits."""
        while True:
            best, best_rank = "", (0.0, 0.0)
            for key in self._open(selection):
                if key == barred or selection.refusal(key, self._available):
                    continue
                rank = self._rank(selection, key, most)
                if rank > best_rank:
                    best, best_rank = key, rank
            if not best:
                return
            selection.add(best)

    def _open(self, selection: Selection) -> list[str]:
        """What could be added next: what is not kept and whose parent is."""
        kept = selection.kept
        parts = self._frame.parts
        return [
            key
            for key in self._increments
            if key not in kept and (not parts[key].parent or parts[key].parent in kept)
        ]

    def _rank(self, selection: Selection, key: str, most: float) -> tuple[float, float]:
        """(value per size, value) of adding *key*; (0, 0) if it does not fit."""
        before = selection.fill.size()
        selection.fill.add(key)
        after = selection.fill.size()
        selection.fill.drop(key)
        if after > most + 1e-6:
            return (0.0, 0.0)
        own = self._frame.parts[key].size
        cost = max(after - before, _FREE * (own.body + own.notes), 1e-3)
        gain = selection.gain(key)
        return (gain / cost, gain)

    def _improve(self, selection: Selection, most: float) -> None:
        """Exchange single increments for others as long as the value grows."""
        for _ in range(_ROUNDS):
            value = selection.value()
            for key in [key for key in selection.kept if key not in self.floor]:
                if key in selection.kept and self._exchange(selection, key, most, value):
                    value = selection.value()
                    break
            else:
                return

    def _exchange(self, selection: Selection, key: str, most: float, value: float) -> bool:
        """Drop *key* and fill the room with others; undone and False if that is worth less."""
        before = list(selection.kept)
        dropped = [name for name in self._frame.with_children(key) if name in selection.kept]
        if any(name in self.floor for name in dropped):
            return False
        for name in reversed(dropped):
            selection.drop(name)
        self._grow(selection, most, barred=key)
        self._grow(selection, most)
        if selection.value() > value + 1e-9:
            return True
        self._restore(selection, before)
        return False

    def _restore(self, selection: Selection, keys: list[str]) -> None:
        for name in reversed(list(selection.kept)):
            selection.drop(name)
        for name in keys:
            selection.add(name)

    def _diversify(self, selection: Selection, most: float) -> None:
        """Bring in sources that the balance asks for, at the least loss of value."""
        while len(self.cited(selection)) < self._owed_sources():
            best: tuple[float, list[str]] | None = None
            before = list(selection.kept)
            have = self.cited(selection)
            for key in self._increments:
                if key in before or self._sources_of((key,)) <= have:
                    continue
                if self._make_room(selection, key, most):
                    value = selection.value()
                    if best is None or value > best[0] + 1e-9:
                        best = (value, list(selection.kept))
                self._restore(selection, before)
            if best is None:
                return
            self._restore(selection, best[1])

    def _make_room(self, selection: Selection, key: str, most: float) -> bool:
        """Add *key* with its parents, dropping what is worth least for its size until it fits."""
        wanted = [name for name in self._frame.with_parents(key) if name not in selection.kept]
        if any(selection.refusal(name, self._available) for name in wanted):
            return False
        for name in wanted:
            selection.add(name)
        for name in sorted(selection.kept, key=self._density):
            if selection.fill.size() <= most:
                return True
            bare = not any(child in selection.kept for child in self._frame.with_children(name)[1:])
            if bare and name not in self.floor and name not in wanted:
                selection.drop(name)
        return selection.fill.size() <= most

    def _density(self, key: str) -> tuple[float, str]:
        size = self._frame.parts[key].size
        return (self._increments[key].value / max(size.body + size.notes, 1), key)

    def cited(self, selection: Selection) -> set[str]:
        """The sources that the selection cites or quotes."""
        return self._sources_of(("", *selection.kept))

    def _sources_of(self, keys: Iterable[str]) -> set[str]:
        return {self._source_of[name] for key in keys for name in self._frame.parts[key].evidence}

    def _owed_sources(self) -> int:
        return min(self._length.balance.sources, len(self._sources_of(self._frame.parts)))

    def reasons(self, selection: Selection) -> list[LeftOut]:
        """Why everything that is not kept was left out, in reading order."""
        made = []
        for key, one in self._increments.items():
            if key in selection.kept:
                continue
            own = self._frame.parts[key].size
            size = own.body + own.notes
            made.append(LeftOut(key, size, one.value, self._reason(selection, key)))
        return made

    def _reason(self, selection: Selection, key: str) -> str:
        parent = self._frame.parts[key].parent
        if parent and parent not in selection.kept:
            return f"its {parent.partition('/')[0]} is left out"
        return selection.refusal(key, self._available) or "no room"

    def would_fit(self, selection: Selection, most: float) -> bool:
        """Whether anything that is left out, and that the balance allows, still fits."""
        return any(
            not selection.refusal(key, self._available) and self._rank(selection, key, most)[1] > 0
            for key in self._open(selection)
        )

    def sizes(self, selection: Selection) -> tuple[Kept, ...]:
        return tuple(
            Kept(key, part.size.body + part.size.notes, self._increments[key].value)
            for key, part in self._frame.parts.items()
            if key in selection.kept
        )
