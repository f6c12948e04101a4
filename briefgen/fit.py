"""Fitting: choose the increments of greatest value that fill a budget and do not pass it.

In: an unpruned `Document`, the `Increment`s of its edition, and a way to measure. Out: a `Fitted`
document and the `Plan` that says what is in, what was left out and why.

The way: measure every piece once in an endless layout; choose by the sizes alone; confirm in a real
layout; where the two differ (page breaks, a shorter source line), correct the budget by the
difference and choose again. Type is never shrunk, text never cut off, nothing padded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from briefgen.catalog import Balance
from briefgen.document import Document, prune
from briefgen.editions import Edition, Increment
from briefgen.errors import FitError
from briefgen.frame import Fill, Frame, SizeOf, frame_of

# Falling returns: what a further quotation of the same argument, or of the same speaker, is worth.
_SAME_ARGUMENT = 0.5
_SAME_SPEAKER = 0.6
_MOST_QUOTED = 0.38
"""The share of quoted words at which selection stops; the promise is 40 per cent."""
_FREE = 0.2
"""The least share of its own size that an increment costs where a shorter column has room."""
_ROUNDS = 6
_QUOTATIONS = frozenset({"quotation", "reply", "voice"})


@dataclass(frozen=True, slots=True)
class Room:
    """What a laid-out document takes: *size* in the budget's unit, pages, fill of the last page."""

    size: float
    pages: int = 1
    last: float = 0.0


class Measure(Protocol):
    """A way to measure documents; every call of `sizes` or `room` may cost one layout."""

    layouts: int

    def sizes(self, document: Document) -> SizeOf: ...
    def room(self, document: Document) -> Room: ...


@dataclass(frozen=True, slots=True)
class Budget:
    """The room of an edition: *least* and *most* in the measure's unit, for *pages* pages.

    *page* is the size of one page, 0 for a budget of words; *fill* the bounds of the last page.
    """

    most: float
    least: float = 0.0
    page: float = 0.0
    pages: int = 0
    exactly: bool = False
    fill: tuple[float, float] = (0.0, 1.0)
    unit: str = "pt"


@dataclass(frozen=True, slots=True)
class Kept:
    key: str
    size: float
    value: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    key: str
    size: float
    value: float
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Which increments an edition keeps, in reading order, and why the rest was left out."""

    edition: str
    kept: tuple[Kept, ...]
    left_out: tuple[LeftOut, ...]
    budget: Budget
    size: float
    pages: int
    fill: float
    """How full the last page is."""
    layouts: int
    gap: str = ""
    """Why the budget is not filled, where it is not."""
    overflow: str = ""
    """By how much the floor passes the budget, where the user allowed it."""


@dataclass(frozen=True, slots=True)
class Fitted:
    document: Document
    plan: Plan


# --- choosing ----------------------------------------------------------------------------------


class Selection:
    """A selection under construction: its fill, its value and what the balance still allows."""

    def __init__(self, frame: Frame, increments: Mapping[str, Increment], balance: Balance) -> None:
        self.fill = Fill(frame)
        self._increments = increments
        self._balance = balance
        self._arguments: dict[str, int] = {}
        self._speakers: dict[str, int] = {}
        self._words = {"for": 0, "against": 0, "": 0}
        self._quoted = 0
        self._quotations = 0

    @property
    def kept(self) -> dict[str, None]:
        return self.fill.kept

    def gain(self, key: str) -> float:
        """What *key* would add to the value, given what is kept."""
        one = self._increments[key]
        if one.kind not in _QUOTATIONS:
            return one.value
        shown = self._arguments.get(one.argument, 0)
        heard = self._speakers.get(one.speaker, 0)
        return one.value * _SAME_ARGUMENT**shown * _SAME_SPEAKER**heard

    def refusal(self, key: str, available: Mapping[str, int]) -> str:
        """Why the balance forbids *key* now; '' if it does not. *available*: words of each side."""
        one = self._increments[key]
        if one.kind in _QUOTATIONS:
            if self._balance.one_voice and self._speakers.get(one.speaker):
                return "repetition: its speaker is quoted already"
            if self._balance.quotations and self._quotations >= self._balance.quotations:
                return "repetition: enough quotations"
            total = sum(self._words.values()) + one.words
            if self._quoted + one.words > _MOST_QUOTED * max(total, 100):
                return "balance: too much would be quotation"
        return self._lopsided(one, available)

    def _lopsided(self, one: Increment, available: Mapping[str, int]) -> str:
        ratio = self._balance.words_ratio
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
        self._words[one.side] += sign * one.words
        if one.kind in _QUOTATIONS:
            self._quoted += sign * one.words
            self._quotations += sign
            self._arguments[one.argument] = self._arguments.get(one.argument, 0) + sign
            self._speakers[one.speaker] = self._speakers.get(one.speaker, 0) + sign

    def value(self) -> float:
        """The value of what is kept, falling returns counted from the strongest down."""
        total = 0.0
        shown: dict[str, int] = {}
        heard: dict[str, int] = {}
        for one in sorted(
            (self._increments[key] for key in self.kept), key=lambda i: (-i.value, i.key)
        ):
            worth = one.value
            if one.kind in _QUOTATIONS:
                worth *= _SAME_ARGUMENT ** shown.get(one.argument, 0)
                worth *= _SAME_SPEAKER ** heard.get(one.speaker, 0)
                shown[one.argument] = shown.get(one.argument, 0) + 1
                heard[one.speaker] = heard.get(one.speaker, 0) + 1
            total += worth
        return total


class Chooser:
    """Finds the selection of greatest value under a bound, for one frame of one edition."""

    def __init__(self, frame: Frame, increments: Mapping[str, Increment], balance: Balance) -> None:
        self._frame = frame
        # Only what the template writes can be chosen, in the order in which it stands.
        keys = [key for key in frame.parts if key in increments]
        self._increments = {key: increments[key] for key in keys}
        self._balance = balance
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
            wanted += [one.key for one in arguments[: self._balance.arguments]]
        ordered = dict.fromkeys(name for key in wanted for name in self._frame.with_parents(key))
        return tuple(ordered)

    def floor_selection(self) -> Selection:
        selection = Selection(self._frame, self._increments, self._balance)
        for key in self.floor:
            selection.add(key)
        return selection

    def everything(self) -> Selection:
        selection = Selection(self._frame, self._increments, self._balance)
        for key in self._increments:
            selection.add(key)
        return selection

    def choose(self, most: float) -> Selection:
        """The selection of greatest value within *most*; the floor is always in."""
        selection = self.floor_selection()
        self._grow(selection, most)
        self._improve(selection, most)
        self._diversify(selection, most)
        return selection

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
        while self.sources(selection) < self._owed_sources():
            best: tuple[float, list[str]] | None = None
            before = list(selection.kept)
            have = self._sources_of(selection.kept)
            for key, one in self._increments.items():
                if key in before or not one.source or one.source in have:
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
        """Add *key* with its parents, dropping the least dense others until it fits."""
        wanted = [name for name in self._frame.with_parents(key) if name not in selection.kept]
        for name in wanted:
            if name in self._increments:
                selection.add(name)
        spare = sorted(
            (name for name in selection.kept if name not in self.floor and name not in wanted),
            key=lambda name: (self._increments[name].value, name),
        )
        for name in spare:
            if selection.fill.size() <= most:
                return True
            if not any(child in selection.kept for child in self._frame.with_children(name)[1:]):
                selection.drop(name)
        return selection.fill.size() <= most

    def sources(self, selection: Selection) -> int:
        """How many sources are quoted."""
        return len(self._sources_of(selection.kept))

    def _sources_of(self, keys: Iterable[str]) -> set[str]:
        return {self._increments[key].source for key in keys if self._increments[key].source}

    def _owed_sources(self) -> int:
        return min(self._balance.sources, len(self._sources_of(self._increments)))

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


# --- fitting -----------------------------------------------------------------------------------

Number = Callable[[Document], Document]


def fit(
    document: Document,
    edition: Edition,
    measure: Measure,
    budget: Budget | None,
    number: Number,
    *,
    allow_overflow: bool = False,
) -> Fitted:
    """Prune *document* to its *budget* (None: as long as it needs), numbered and confirmed.

    Raises `FitError` when what the edition must have does not fit, unless *allow_overflow*.
    """
    return _Fitting(document, edition, measure, number).fit(budget, allow_overflow)


class _Fitting:
    def __init__(
        self, document: Document, edition: Edition, measure: Measure, number: Number
    ) -> None:
        self._document = document
        self._edition = edition
        self._measure = measure
        self._number = number
        numbered = number(document)
        frame = frame_of(numbered, measure.sizes(numbered))
        self._chooser = Chooser(frame, edition.increments, edition.length.balance)

    def fit(self, budget: Budget | None, allow_overflow: bool) -> Fitted:
        if budget is None:
            return self._unbounded()
        floor = self._chooser.floor_selection()
        selection, pruned, room = self._settle(budget, budget.most)
        if self._fits(room, budget):
            return self._fitted(selection, pruned, room, budget)
        if list(selection.kept) == list(floor.kept) or room.size > budget.most:
            return self._over(selection, pruned, room, budget, allow_overflow)
        return self._fitted(selection, pruned, room, budget)

    def _unbounded(self) -> Fitted:
        selection = self._chooser.everything()
        pruned, room = self._confirm(selection)
        least = self._edition.length.fill[0]
        if room.pages > 1 and room.last < least:
            # A nearly empty last page: what is worth least goes until the page is gone.
            page = (room.size - room.last) / (room.pages - 1) if room.pages > 1 else room.size
            budget = Budget(
                most=page * (room.pages - 1), page=page, pages=room.pages - 1, fill=(0, 1)
            )
            selection, pruned, room = self._settle(budget, budget.most)
        return self._fitted(selection, pruned, room, Budget(most=room.size, page=room.size))

    def _settle(self, budget: Budget, most: float) -> tuple[Selection, Document, Room]:
        """Choose, confirm and correct until the pages are as promised, or no correction helps."""
        selection = self._chooser.choose(most)
        best = (selection, *self._confirm(selection))
        room = best[2]
        seen = {frozenset(selection.kept)}
        for _ in range(_ROUNDS):
            slip = room.size - selection.fill.size()
            fitting = self._fits(room, budget)
            if fitting and not self._chooser.would_fit(selection, budget.most - slip):
                break
            correction = budget.most - slip
            if abs(correction - most) < 0.5:
                correction = most - 6 if room.size > budget.most else most + 6
            most = correction
            selection = self._chooser.choose(most)
            if frozenset(selection.kept) in seen:
                break
            seen.add(frozenset(selection.kept))
            pruned, room = self._confirm(selection)
            if self._better(room, best[2], budget):
                best = (selection, pruned, room)
        return best

    def _confirm(self, selection: Selection) -> tuple[Document, Room]:
        pruned = self._number(prune(self._document, selection.kept))
        return pruned, self._measure.room(pruned)

    @staticmethod
    def _fits(room: Room, budget: Budget) -> bool:
        if budget.page and (
            room.pages > budget.pages or (budget.exactly and room.pages != budget.pages)
        ):
            return False
        return budget.least - 1e-6 <= room.size <= budget.most + 1e-6

    @staticmethod
    def _better(room: Room, other: Room, budget: Budget) -> bool:
        """Whether *room* is nearer to what is promised: under the bound first, then fuller."""
        over, other_over = room.size > budget.most + 1e-6, other.size > budget.most + 1e-6
        if over != other_over:
            return not over
        return room.size < other.size if over else room.size > other.size

    def _fitted(self, selection: Selection, pruned: Document, room: Room, budget: Budget) -> Fitted:
        left_out = tuple(self._chooser.reasons(selection))
        gap = ""
        if room.size < budget.least:
            gap = "the material ends early" if not left_out else "nothing that is left out fits"
        return Fitted(
            pruned,
            Plan(
                edition=self._edition.name,
                kept=self._chooser.sizes(selection),
                left_out=left_out,
                budget=budget,
                size=room.size,
                pages=room.pages,
                fill=room.last,
                layouts=self._measure.layouts,
                gap=gap,
            ),
        )

    def _over(
        self, selection: Selection, pruned: Document, room: Room, budget: Budget, allowed: bool
    ) -> Fitted:
        excess = room.size - budget.most
        amount = f"{excess:.0f} {budget.unit} too long"
        if not allowed:
            biggest = sorted(self._chooser.sizes(selection), key=lambda kept: -kept.size)[:5]
            raise FitError(
                f"{self._edition.name}: what the edition must have does not fit: {amount}",
                hint="shorten or skip: "
                + ", ".join(f"{one.key} ({one.size:.0f} {budget.unit})" for one in biggest),
            )
        fitted = self._fitted(selection, pruned, room, budget)
        return replace(fitted, plan=replace(fitted.plan, overflow=amount))
