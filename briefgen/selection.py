"""Selections: what is kept of an edition, what it is worth, and what its balance still allows.

In: a `Frame` with the sizes of all increments, their values, and what the length owes both sides.
Out: a `Selection`, kept up to date as increments come and go. `choosing` finds the best one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass

from briefgen.catalog import Length
from briefgen.editions import Increment, SideIfAny
from briefgen.frame import Fill, Frame
from briefgen.kinds import IncrementKind

# Falling returns: what a further quotation of the same argument, or of the same speaker, is worth,
# and a further stakeholder who leans the same way.
_SAME_ARGUMENT = 0.5
_SAME_SPEAKER = 0.6
_SAME_KIND = 0.85
_SAME_CAMP = 0.6
_MOST_QUOTED = 0.385
"""The share of quoted words at which selection stops. The promise is 40 per cent, by any count:
where a line break parts a compound, a reader of the file counts two words."""
_FEW_WORDS = 60
"""So many words a side may have before the other's are counted against them."""
QUOTATIONS: frozenset[IncrementKind] = frozenset({"quotation", "reply", "voice"})


@dataclass(frozen=True, slots=True)
class _Likeness:
    """What an increment has in common with others: each of them makes it worth so much less.

    *free* of them do not: those that an edition owes its reader.
    """

    name: tuple[str, str]
    factor: float = 1.0
    free: int = 0


def _likenesses(one: Increment, owed: Mapping[IncrementKind, int]) -> Iterator[_Likeness]:
    yield _Likeness((one.kind, one.side_of_argument), _SAME_KIND, owed.get(one.kind, 0))
    if one.kind in QUOTATIONS:
        yield _Likeness(("holder", one.argument), _SAME_ARGUMENT)
        yield _Likeness(("speaker", one.speaker), _SAME_SPEAKER)
        yield _Likeness(("quotations", ""))
    if one.camp:
        yield _Likeness(("camp", one.camp), _SAME_CAMP)


class Returns:
    """How much of its value a further increment brings, given those that are kept.

    Beyond what an edition owes its reader returns fall: the fourth argument of a side says less
    than the first, the second quotation of a speaker less again.
    """

    def __init__(self, increments: Iterable[Increment], owed: Mapping[IncrementKind, int]) -> None:
        """None of the *increments* is kept yet; so many of a kind are *owed*."""
        self._likenesses = {one.key: tuple(_likenesses(one, owed)) for one in increments}
        self._counts: dict[tuple[str, str], int] = {}

    def copy(self) -> Returns:
        """The same, which may change while this stays."""
        twin = copy(self)
        twin._counts = self._counts.copy()
        return twin

    def value(self, keys: Iterable[str], values: Mapping[str, float]) -> float:
        """What *keys* are worth together, each beside those before it; *values* are their own.

        As if each was recorded after its `factor` was asked for, whatever is kept.
        """
        total, counts = 0.0, dict[tuple[str, str], int]()
        for key in keys:
            factor = 1.0
            for like in self._likenesses[key]:
                shown = counts.get(like.name, 0)
                counts[like.name] = shown + 1
                if shown > like.free:
                    factor *= like.factor ** (shown - like.free)
            total += values[key] * factor
        return total

    def factor(self, key: str, *, kept: bool = False) -> float:
        """The share of its value that *key* would bring now, or brings as one of those *kept*."""
        factor = 1.0
        for like in self._likenesses[key]:
            times = self._counts.get(like.name, 0) - like.free - kept
            if times > 0:
                factor *= like.factor**times
        return factor

    def count(self, kind: str, side: str = "") -> int:
        """How many of a kind (arguments: of a side) are kept."""
        return self._counts.get((kind, side), 0)

    def record(self, key: str, sign: int) -> None:
        """Count *key* as kept (1) or no longer kept (-1)."""
        for like in self._likenesses[key]:
            self._counts[like.name] = self._counts.get(like.name, 0) + sign


class Selection:
    """What is kept: its fill, its value and what the balance still allows."""

    def __init__(self, frame: Frame, increments: Mapping[str, Increment], length: Length) -> None:
        self.fill = Fill(frame)
        self._increments = increments
        self._length = length
        self._returns = Returns(increments.values(), length.owed)
        ranked = sorted(increments.values(), key=strongest_first)
        self._rank = {one.key: rank for rank, one in enumerate(ranked)}
        self._values = {key: one.value for key, one in increments.items()}
        self._kinds = {key: (one.kind, one.side_of_argument) for key, one in increments.items()}
        self._words: dict[SideIfAny, int] = {"for": 0, "against": 0, "": 0}
        self._available = {side: _words_of(increments.values(), side) for side in self._words}
        self._promised: dict[tuple[str, str], int] = {}

    def copy(self) -> Selection:
        """The same selection, which may change while this one stays."""
        twin = copy(self)
        twin.revert(self)
        return twin

    def revert(self, other: Selection) -> None:
        """Be what *other* is, which began as a copy of this one or the other way round."""
        self.fill = other.fill.copy()
        self._returns = other._returns.copy()
        self._words = other._words.copy()
        self._promised = other._promised

    @property
    def kept(self) -> dict[str, None]:
        return self.fill.kept

    def count(self, kind: str, side: SideIfAny = "") -> int:
        """How many of a kind (arguments: of a side) are kept."""
        return self._returns.count(kind, side)

    def gain(self, key: str) -> float:
        """What *key* would add to the value, given what is kept."""
        return self._increments[key].value * self._returns.factor(key)

    def loss(self, key: str) -> float:
        """What *key*, which is kept, adds to the value beside the others."""
        return self._increments[key].value * self._returns.factor(key, kept=True)

    def refusal(self, key: str) -> str:
        """Why the balance forbids *key* now; '' if it does not."""
        one = self._increments[key]
        balance, returns = self._length.balance, self._returns
        most = self._length.most.get(one.kind)
        if most is not None and returns.count(*self._kinds[key]) >= most:
            return f"repetition: {most} of its kind {'is' if most == 1 else 'are'} enough"
        if one.kind in QUOTATIONS:
            if balance.one_voice and returns.count("speaker", one.speaker):
                return "repetition: its speaker is quoted already"
            if balance.quotations and returns.count("quotations") >= balance.quotations:
                return "repetition: enough quotations"
            if self._excess_quoted(key) > 0:
                return "balance: too much would be quotation"
        if one.side and self._words[one.side] + one.words > self._share(one.side):
            return f"balance: the side {one.side} has its share"
        return ""

    def _excess_quoted(self, key: str = "") -> float:
        """Quoted words beyond their share, with those of *key*."""
        size = self.fill.frame.parts[key].size if key else None
        quoted = self.fill.quoted + (size.quoted if size else 0)
        words = self.fill.words + (size.words if size else 0)
        return quoted - _MOST_QUOTED * words

    def _share(self, side: SideIfAny) -> float:
        """How many words *side* may have, given those of the other."""
        ratio = self._length.balance.words_ratio
        other: SideIfAny = "against" if side == "for" else "for"
        if not ratio or not self._available[other]:
            return float("inf")
        # A side that has nothing more to say cannot be waited for.
        counted = min(max(self._words[other], _FEW_WORDS), self._available[other])
        return max(ratio * counted, _FEW_WORDS)

    def imbalance(self) -> float:
        """By how many words the balance is broken: 0 as long as it holds."""
        sides: tuple[SideIfAny, ...] = ("for", "against")
        lopsided = sum(max(0.0, self._words[side] - self._share(side)) for side in sides)
        return lopsided + max(0.0, self._excess_quoted())

    def promise(self) -> None:
        """From now on what the length owes, as far as it is kept now, is meant to stay."""
        owed = self._length.owed
        self._promised = {
            (kind, side): min(owed[kind], self._returns.count(kind, side))
            for kind, side in self._kinds.values()
            if kind in owed
        }

    def broken_promises(self) -> int:
        """How many increments are missing that were promised."""
        count = self._returns.count
        return sum(max(0, most - count(*kind)) for kind, most in self._promised.items())

    def is_promised(self, key: str) -> bool:
        """Whether to drop *key*, which is kept, would break a promise."""
        kind = self._kinds[key]
        return self._returns.count(*kind) <= self._promised.get(kind, 0)

    def add(self, key: str) -> None:
        """Keep *key*, which is not kept yet and whose parent is."""
        self.fill.add(key)
        self._count(key, 1)

    def drop(self, key: str) -> None:
        """No longer keep *key*, in which nothing is kept any more."""
        self.fill.drop(key)
        self._count(key, -1)

    def become(self, keys: Iterable[str]) -> None:
        """Keep *keys* and nothing else; parents stand before what stands in them."""
        for key in reversed(list(self.kept)):
            self.drop(key)
        for key in keys:
            self.add(key)

    def _count(self, key: str, sign: int) -> None:
        one = self._increments[key]
        self._returns.record(key, sign)
        self._words[one.side] += sign * one.words

    def value(self) -> float:
        """The value of what is kept, falling returns counted from the strongest down."""
        return self._returns.value(self.strongest_first(self.kept), self._values)

    def strongest_first(self, keys: Iterable[str]) -> list[str]:
        """*keys* by their value."""
        return sorted(keys, key=self._rank.__getitem__)


def strongest_first(one: Increment) -> tuple[float, str]:
    """Sorts increments by value; those of equal value by key, so that every run agrees."""
    return (-one.value, one.key)


def _words_of(increments: Iterable[Increment], side: SideIfAny) -> int:
    return sum(one.words for one in increments if one.side == side)
