"""Fitting: choose the increments of greatest value that fill a budget and do not pass it.

In: an unpruned `Document`, the `Increment`s of its edition, and a way to measure. Out: a `Fitted`
document and the `Plan` that says what is in, what was left out and why.

The way: measure every piece once in an endless layout; choose by the sizes alone; confirm in a real
layout; where the two differ (page breaks, a shorter source line), correct the budget by the
difference and choose again. Type is never shrunk, text never cut off, nothing padded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from briefgen.document import Document, prune
from briefgen.editions import Edition
from briefgen.errors import FitError
from briefgen.frame import SizeOf, frame_of
from briefgen.plan import Budget, Plan
from briefgen.selection import Chooser, Selection

_LAYOUTS = 8
"""Layouts after which the best found so far is taken."""


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
class Fitted:
    document: Document
    plan: Plan


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
        sources = {name: one.quotation.source for name, one in edition.excerpts.items()}
        self._chooser = Chooser(frame, edition.increments, edition.length, sources)

    def fit(self, budget: Budget | None, allow_overflow: bool) -> Fitted:
        if budget is None:
            return self._unbounded()
        selection, pruned, room = self._settle(budget)
        fitted = self._fitted(selection, pruned, room, budget)
        if not self._over(room, budget):
            return fitted
        excess = f"{room.size - budget.most:.0f} {budget.unit} too long"
        if not allow_overflow:
            raise self._too_long(selection, excess, budget)
        return replace(fitted, plan=replace(fitted.plan, overflow=excess))

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
            selection, pruned, room = self._settle(budget)
        return self._fitted(selection, pruned, room, Budget(most=room.size, page=room.size))

    def _settle(self, budget: Budget) -> tuple[Selection, Document, Room]:
        """Choose, confirm and correct until the pages are as promised, or no correction helps.

        The sizes do not see page breaks: what a layout takes beyond them is the slip. The bound for
        choosing is the budget less the slip, kept between bounds that were too low and too high.
        """
        best: tuple[Selection, Document, Room] | None = None
        rooms: dict[frozenset[str], tuple[Document, Room]] = {}
        low, high, bound = 0.0, budget.most * 1.5, budget.most
        while best is None or (len(rooms) < _LAYOUTS and high - low > 1):
            selection = self._chooser.choose(bound)
            key = frozenset(selection.kept)
            if key not in rooms:
                rooms[key] = self._confirm(selection)
            pruned, room = rooms[key]
            if best is None or self._better(room, best[2], budget):
                best = (selection, pruned, room)
            slip = room.size - selection.fill.size()
            if self._over(room, budget):
                high = min(high, bound)
            else:
                low = max(low, bound)
                if not self._chooser.would_fit(selection, budget.most - slip):
                    break
            bound = budget.most - slip
            if not low < bound < high:
                bound = (low + high) / 2
        return best

    def _confirm(self, selection: Selection) -> tuple[Document, Room]:
        pruned = self._number(prune(self._document, selection.kept))
        return pruned, self._measure.room(pruned)

    @staticmethod
    def _over(room: Room, budget: Budget) -> bool:
        return room.size > budget.most + 1e-6 or bool(budget.page and room.pages > budget.pages)

    def _better(self, room: Room, other: Room, budget: Budget) -> bool:
        """Whether *room* is nearer to what is promised: within the bound first, then fuller."""
        over = self._over(room, budget)
        if over != self._over(other, budget):
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

    def _too_long(self, selection: Selection, excess: str, budget: Budget) -> FitError:
        biggest = sorted(self._chooser.sizes(selection), key=lambda kept: -kept.size)[:5]
        named = ", ".join(f"{one.key} ({one.size:.0f} {budget.unit})" for one in biggest)
        return FitError(
            f"{self._edition.name}: what the edition must have does not fit: {excess}",
            hint=f"shorten or skip: {named}" if named else "shorten the bottom line or the title",
        )
