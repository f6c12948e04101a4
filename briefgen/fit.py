"""Fitting: choose the increments of greatest value that fill a budget and do not pass it.

In: an unpruned `Document`, the `Increment`s of its edition, and a way to measure. Out: a `Fitted`
document and the `Plan` that says what is in, what was left out and why.

The way: measure every piece once in an endless layout; choose by the sizes alone; foretell where
its pages end, and choose again until the room is used; confirm in a real layout. Where that takes
more or less than foretold, correct the bound by the difference and choose again. Type is never
shrunk, text never cut off, nothing padded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import ceil
from typing import Protocol

from briefgen.choosing import NO_ROOM, Chooser
from briefgen.counts import many
from briefgen.document import Document
from briefgen.editions import Edition
from briefgen.errors import FitError
from briefgen.frame import HAIR, SizeOf, frame_of
from briefgen.plan import Budget, LeftOut, Plan
from briefgen.pruning import prune
from briefgen.selection import Selection

_TRIALS = 4
"""Selections that are confirmed at most; the best of them is taken."""
_GUESSES = 6
"""Selections whose pages are foretold before one is confirmed."""
NO_PLACE = "the template of this length has no place for it"
SCRAP = "with it the last page would be little filled"


@dataclass(frozen=True, slots=True)
class Room:
    """What a laid-out document takes: *size* in the budget's unit, pages, fill of the last page."""

    size: float
    pages: int = 1
    last: float = 0.0


class Measure(Protocol):
    """A way to measure documents. Each is given as composed and with its notes *numbered*."""

    layouts: int
    """How many layouts were made: `sizes` and `room` may take one each, `foretell` takes none."""
    stacked: bool
    """Whether two columns take the sum of what they hold, not the longer one's size."""

    def sizes(self, document: Document, numbered: Document) -> SizeOf:
        """The sizes of the pieces of a whole document."""
        ...

    def foretell(self, document: Document, numbered: Document) -> float:
        """The size of a pruned document, as far as the sizes of the whole one tell."""
        ...

    def room(self, numbered: Document) -> Room:
        """What a pruned document really takes."""
        ...


@dataclass(frozen=True, slots=True)
class Fitted:
    """A document pruned to its budget and numbered, and why it is as it is."""

    document: Document
    plan: Plan


Number = Callable[[Document], Document]
Choose = Callable[[float], Selection]
"""Makes a selection whose pieces take no more than so much."""


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
class _Guess:
    """A selection, the document that is left with it, and the size it is foretold to have."""

    selection: Selection
    numbered: Document
    size: float

    @property
    def slip(self) -> float:
        """What it takes beyond the sum of its pieces: the ends of pages and the like."""
        return self.size - self.selection.fill.size()

    def is_better_than(self, other: _Guess, most: float) -> bool:
        """Within *most* first, then fuller."""
        if self.size > most + HAIR or other.size > most + HAIR:
            return self.size < other.size
        return self.size > other.size


@dataclass(frozen=True, slots=True)
class _Trial:
    """A selection, confirmed by a layout."""

    selection: Selection
    document: Document
    room: Room
    over: float
    """By how much it passes the budget; 0 or less where it keeps within."""

    def is_better_than(self, other: _Trial) -> bool:
        """Within the budget first, then fuller."""
        if self.over > HAIR or other.over > HAIR:
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
        frame = frame_of(numbered, measure.sizes(document, numbered), stacked=measure.stacked)
        self._written = frame.parts
        sources = {name: one.quotation.source for name, one in edition.excerpts.items()}
        self._chooser = Chooser(frame, edition.increments, edition.length, sources)
        self._rooms: dict[frozenset[str], tuple[Document, Room]] = {}

    def fit(self, budget: Budget | None, allow_overflow: bool) -> Fitted:
        if budget is None:
            return self._unbounded()
        trial = self._settled(budget, self._chooser.choose)
        if trial.over > HAIR:
            if not allow_overflow:
                raise self._too_long(trial, budget)
            fitted = self._fitted(trial, budget)
            excess = f"{_amount(trial.over, budget)} too long"
            return replace(fitted, plan=replace(fitted.plan, overflow=excess))
        return self._fitted(self._without_scrap(trial, budget), budget)

    def _unbounded(self) -> Fitted:
        trial = self._try(self._chooser.everything(), None)
        shown = trial.room.pages - 1 + trial.room.last
        if shown <= 0:
            raise FitError(
                f"{self._edition.name}: the edition is empty",
                hint=f"nothing in the dossier is what {self._edition.length.template} prints",
            )
        page = trial.room.size / shown
        low, high = self._edition.length.fill
        endless = Budget(page * trial.room.pages, 0.0, page, trial.room.pages, fill=(low, high))
        fitted = self._fitted(self._without_scrap(trial, endless), endless)
        left_out = tuple(
            replace(one, reason=SCRAP) if one.reason == NO_ROOM else one
            for one in fitted.plan.left_out
        )
        return replace(fitted, plan=replace(fitted.plan, left_out=left_out))

    def _without_scrap(self, trial: _Trial, budget: Budget) -> _Trial:
        """*trial* one page shorter, where material ends so early that a scrap is left on the last.

        Where pages are promised exactly, what follows from a lack of material is named instead.
        """
        pages, least = trial.room.pages, budget.fill[0]
        if not budget.page or budget.exactly or pages == 1 or trial.room.last >= least:
            return trial
        most = budget.page * (pages - 2 + budget.fill[1])
        shorter = replace(budget, most=most, pages=pages - 1)
        found = self._settled(
            shorter, lambda bound: self._chooser.shortened(trial.selection, bound)
        )
        return trial if found.over > HAIR else found

    def _settled(self, budget: Budget, choose: Choose) -> _Trial:
        """The fullest selection within *budget*, its bound corrected by what layouts find."""
        guess = self._guess(budget.most, choose)
        best = trial = self._try(guess.selection, budget, guess.numbered)
        for _ in range(_TRIALS - 1):
            surprise = trial.room.size - guess.size
            if trial.over <= HAIR and surprise > -HAIR:
                break
            guess = self._guess(budget.most - surprise, choose)
            if frozenset(guess.selection.kept) in self._rooms:
                break
            trial = self._try(guess.selection, budget, guess.numbered)
            best = trial if trial.is_better_than(best) else best
        if best.over > HAIR and len(best.selection.kept) > len(self._chooser.floor):
            best = self._try(choose(0), budget)
        return best

    def _guess(self, most: float, choose: Choose) -> _Guess:
        """The fullest selection that is foretold to keep within *most*; the last one if none is.

        What the ends of pages take is different for each selection. So the first that keeps within
        need not be the fullest: as long as the sizes say that there is room, another is tried.
        """
        bound, too_high = most, float("inf")
        best = guess = self._foretold(choose(bound))
        for _ in range(_GUESSES):
            if guess.size > most + HAIR:
                too_high = min(too_high, bound)
            elif not self._chooser.addable(guess.selection, most - guess.slip):
                break
            bound = most - guess.slip
            if bound >= too_high:
                break
            guess = self._foretold(choose(bound))
            best = guess if guess.is_better_than(best, most) else best
        return best if best.size > most + HAIR else self._topped_up(best, most)

    def _topped_up(self, guess: _Guess, most: float) -> _Guess:
        """*guess* with what still fits: at the foot of a page there may be room for a short one."""
        for key in self._chooser.addable(guess.selection, most):
            if self._chooser.may_stand(guess.selection, key):
                longer = self._foretold(self._chooser.with_added(guess.selection, key))
                guess = longer if longer.size <= most + HAIR else guess
        return guess

    def _foretold(self, selection: Selection) -> _Guess:
        pruned = prune(self._document, selection.kept)
        numbered = self._number(pruned)
        return _Guess(selection, numbered, self._measure.foretell(pruned, numbered))

    def _try(
        self, selection: Selection, budget: Budget | None, numbered: Document | None = None
    ) -> _Trial:
        """*selection* confirmed by a layout of its document, *numbered* where that is known."""
        kept = frozenset(selection.kept)
        if kept not in self._rooms:
            numbered = numbered or self._number(prune(self._document, kept))
            self._rooms[kept] = numbered, self._measure.room(numbered)
        numbered, room = self._rooms[kept]
        return _Trial(selection, numbered, room, room.size - budget.most if budget else 0.0)

    def _fitted(self, trial: _Trial, budget: Budget) -> Fitted:
        plan = Plan(
            edition=self._edition.name,
            kept=self._chooser.kept(trial.selection),
            left_out=(
                *self._chooser.left_out(trial.selection),
                *self._unwritten(),
                *self._excluded(),
            ),
            budget=budget,
            size=trial.room.size,
            pages=trial.room.pages,
            fill=trial.room.last,
            layouts=self._measure.layouts,
        )
        return Fitted(trial.document, replace(plan, gap=_gap(plan)))

    def _unwritten(self) -> Iterator[LeftOut]:
        """What the edition may show and its template does not print: it has no size there."""
        for key, one in self._edition.increments.items():
            if key not in self._written:
                yield LeftOut(key, 0.0, one.value, NO_PLACE)

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
        return many(round(size), "word")
    return many(ceil(size / budget.line - HAIR), "line")


def _gap(plan: Plan) -> str:
    """Why the budget is not filled, where it is not."""
    budget = plan.budget
    scrap = bool(budget.page) and plan.pages > 1 and plan.fill < budget.fill[0]
    if plan.size >= budget.least - HAIR and not scrap:
        return ""
    reasons = {one.reason for one in plan.left_out if one.size}
    if not reasons:
        return "the material ends early"
    if NO_ROOM in reasons:
        return "nothing that is left out fits"
    return "what is left out would upset the balance or repeat"
