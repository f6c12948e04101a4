"""Runs in turn, their medians and ratios, and where the time of one run goes.

In: functions. Out: seconds. What is compared runs turn by turn, A B A B, so that a machine which
grows slower for a while does so for both; the ratio is the median of the ratios within each turn.
"""

from __future__ import annotations

import gc
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

Work = Callable[[], object]


@dataclass(frozen=True)
class Samples:
    """Seconds of several works, turn by turn."""

    seconds: Mapping[str, tuple[float, ...]]

    def median(self, name: str) -> float:
        return float(median(self.seconds[name]))

    def ratio(self, above: str, *below: str) -> float:
        """*above* ÷ the sum of *below*: the median over all turns."""
        sums = [sum(turn) for turn in zip(*(self.seconds[name] for name in below), strict=True)]
        pairs = zip(self.seconds[above], sums, strict=True)
        return float(median(over / under for over, under in pairs))

    @property
    def turns(self) -> int:
        return min(map(len, self.seconds.values()))


def in_turn(works: Mapping[str, Work], turns: int, warm_ups: int = 1) -> Samples:
    """Each of *works*, *turns* times in turn, after *warm_ups* that do not count."""
    for _ in range(warm_ups):
        for work in works.values():
            work()
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(turns):
        for name, work in works.items():
            found[name].append(seconds_of(work))
    return Samples({name: tuple(seconds) for name, seconds in found.items()})


def seconds_of(work: Work) -> float:
    """How long *work* takes, the garbage of what ran before it collected."""
    gc.collect()
    begin = perf_counter()
    work()
    return perf_counter() - begin


def load() -> float | None:
    """How many processes were running or waiting on average in the last minute."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


# where the time goes --------------------------------------------------------------------------


@contextmanager
def clocked(stages: Mapping[str, Sequence[tuple[object, str]]]) -> Iterator[dict[str, float]]:
    """The seconds of each of *stages* while the context lasts.

    A stage is functions, each named by what holds it; no stage may call another.
    """
    spent: dict[str, float] = defaultdict(float)
    replaced: list[tuple[object, str, Any]] = []
    try:
        for stage, places in stages.items():
            for holder, name in places:
                original = getattr(holder, name)
                replaced.append((holder, name, original))
                setattr(holder, name, _clocked(original, stage, spent))
        yield spent
    finally:
        for holder, name, original in replaced:
            setattr(holder, name, original)


def _clocked(work: Callable[..., Any], stage: str, spent: dict[str, float]) -> Callable[..., Any]:
    def timed(*arguments: Any, **options: Any) -> Any:
        begin = perf_counter()
        try:
            return work(*arguments, **options)
        finally:
            spent[stage] += perf_counter() - begin

    return timed
