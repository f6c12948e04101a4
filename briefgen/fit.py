"""Fitting: choose the increments of greatest value that fill a budget and do not pass it.

In: an unpruned `Document`, the `Increment`s of its edition, and a way to measure. Out: a `Fitted`
document and the `Plan` that says what is in, what was left out and why.

The way: measure every piece once in an endless layout; choose by the sizes alone; confirm in a real
layout; where the two differ (page breaks, a shorter source line), correct the bound by the
difference and choose again; in the end add what still fits. Type is never shrunk, text never cut
off, nothing padded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import ceil
from typing import Protocol

from briefgen.choosing import NO_ROOM, Chooser
from briefgen.document import Document, prune
from briefgen.editions import Edition
from briefgen.errors import FitError
from briefgen.frame import SizeOf, frame_of
from briefgen.plan import Budget, LeftOut, Plan
from briefgen.selection import Selection

_TRIALS = 8
"""Confirmed selections after which the best found so far is taken."""
_HAIR = 1e-6
"""What sums of floats may be off."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a laid-out document takes: *size* in the budget's unit, pages, fill of the last page."""

    size: float
    pages: int = 1
    last: float = 0.0


class Measure(Protocol):
    """A way to measure documents; every call of `sizes` or `room` may cost one layout."""

    layouts: int
    stacked: bool
    """Whether two columns take the sum of what they hold, not the longer one's size."""

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


@dataclass(frozen=True, slots=True)
class _Trial:
    """A selection, confirmed by a layout."""

    selection: Selection
    document: Document
    room: Room
    over: float
    """By how much it passes the budget; 0 or less where it keeps within."""

    @property
    def slip(self) -> float:
        """What the layout takes beyond the sum of sizes: page breaks and the like."""
        return self.room.size - self.selection.fill.size()

    def is_better_than(self, other: _Trial) -> bool:
        """Within the budget first, then fuller."""
        if self.over > _HAIR or other.over > _HAIR:
            return self.over < other.over
        return self.room.size > other.room.size


class _Fitting:
    def __init__(
        self, document: Document, edition: Edition, measure: Measure, number: Number
    ) -> None:
        self._document = document
        self._edition = edition
        self._measure = measure
        self._number = number
        numbered = number(document)
        frame = frame_of(numbered, measure.sizes(numbered), stacked=measure.stacked)
        sources = {name: one.quotation.source for name, one in edition.excerpts.items()}
        self._chooser = Chooser(frame, edition.increments, edition.length, sources)

    def fit(self, budget: Budget | None, allow_overflow: bool) -> Fitted:
        if budget is None:
            return self._unbounded()
        trial = self._filled_up(self._within(budget, self._chooser.choose), budget)
        if trial.over > _HAIR:
            if not allow_overflow:
                raise self._too_long(trial, budget)
            fitted = self._fitted(trial, budget)
            excess = f"{_amount(trial.over, budget)} too long"
            return replace(fitted, plan=replace(fitted.plan, overflow=excess))
        return self._fitted(self._without_scrap(trial, budget), budget)

    def _unbounded(self) -> Fitted:
        trial = self._try(self._chooser.everything(), None)
        page = trial.room.size / (trial.room.pages - 1 + trial.room.last)
        low, high = self._edition.length.fill
        endless = Budget(page * trial.room.pages, 0.0, page, trial.room.pages, fill=(low, high))
        return self._fitted(self._without_scrap(trial, endless), endless)

    def _without_scrap(self, trial: _Trial, budget: Budget) -> _Trial:
        """*trial* one page shorter, where material ends so early that a scrap is left on the last.

        Where pages are promised exactly, what follows from a lack of material is named instead.
        """
        pages, least = trial.room.pages, budget.fill[0]
        if not budget.page or budget.exactly or pages == 1 or trial.room.last >= least:
            return trial
        most = budget.page * (pages - 2 + budget.fill[1])
        shorter = replace(budget, most=most, pages=pages - 1)
        found = self._within(shorter, lambda bound: self._chooser.shortened(trial.selection, bound))
        return trial if found.over > _HAIR else self._filled_up(found, shorter)

    def _within(self, budget: Budget, choose: Callable[[float], Selection]) -> _Trial:
        """Choose and confirm, correcting the bound by the slip, until the budget is kept.

        The slip is different for each selection, so the first that keeps within need not be the
        fullest: as long as the sizes say that there is room, a higher bound is tried.
        """
        bound, too_high = budget.most, float("inf")
        best = trial = self._try(choose(bound), budget)
        for _ in range(_TRIALS // 2 - 1):
            if trial.over > _HAIR:
                too_high = min(too_high, bound)
            elif not self._chooser.addable(trial.selection, budget.most - trial.slip):
                break
            bound = budget.most - trial.slip
            if bound >= too_high:
                break
            trial = self._try(choose(bound), budget)
            best = trial if trial.is_better_than(best) else best
        if best.over > _HAIR and len(best.selection.kept) > len(self._chooser.floor):
            best = self._try(choose(0), budget)
        return best

    def _filled_up(self, trial: _Trial, budget: Budget) -> _Trial:
        """*trial* with whatever still fits by the sizes and is confirmed to fit."""
        room = budget.most - trial.slip
        for _ in range(_TRIALS // 2):
            longer = self._chooser.extended(trial.selection, room)
            if trial.over > _HAIR or len(longer.kept) == len(trial.selection.kept):
                break
            tried = self._try(longer, budget)
            if tried.over > _HAIR:
                room = min(room, longer.fill.size()) - tried.over
            else:
                trial, room = tried, budget.most - tried.slip
        return trial

    def _try(self, selection: Selection, budget: Budget | None) -> _Trial:
        pruned = self._number(prune(self._document, selection.kept))
        room = self._measure.room(pruned)
        over = room.size - budget.most if budget else 0.0
        return _Trial(selection, pruned, room, over)

    def _fitted(self, trial: _Trial, budget: Budget) -> Fitted:
        plan = Plan(
            edition=self._edition.name,
            kept=self._chooser.kept(trial.selection),
            left_out=(*self._chooser.left_out(trial.selection), *self._excluded()),
            budget=budget,
            size=trial.room.size,
            pages=trial.room.pages,
            fill=trial.room.last,
            layouts=self._measure.layouts,
        )
        return Fitted(trial.document, replace(plan, gap=_gap(plan)))

    def _excluded(self) -> Iterator[LeftOut]:
        """What the edition may not show at all: it was never measured."""
        for key, reason in self._edition.excluded.items():
            yield LeftOut(key, 0.0, 0.0, reason)

    def _too_long(self, trial: _Trial, budget: Budget) -> FitError:
        biggest = sorted(self._chooser.kept(trial.selection), key=lambda kept: -kept.size)[:5]
        named = [f"{one.key} ({_amount(one.size, budget)})" for one in biggest]
        always = _amount(self._chooser.always(), budget)
        return FitError(
            f"{self._edition.name}: what the edition must have does not fit: "
            f"{_amount(trial.over, budget)} too long",
            hint=f"shorten or skip {', '.join(named)}; " * bool(named)
            + f"head, bottom line and sources take {always}",
        )


def _amount(size: float, budget: Budget) -> str:
    """*size* as people count it: in words, or in lines of body text."""
    if budget.unit == "words":
        return f"{size:.0f} word{'s' if round(size) != 1 else ''}"
    lines = ceil(size / budget.line - _HAIR)
    return f"{lines} line{'s' if lines != 1 else ''}"


def _gap(plan: Plan) -> str:
    """Why the budget is not filled, where it is not."""
    budget = plan.budget
    scrap = bool(budget.page) and plan.pages > 1 and plan.fill < budget.fill[0]
    if plan.size >= budget.least - _HAIR and not scrap:
        return ""
    reasons = {one.reason for one in plan.left_out if one.size}
    if not reasons:
        return "the material ends early"
    if NO_ROOM in reasons:
        return "nothing that is left out fits"
    return "what is left out would upset the balance or repeat"
