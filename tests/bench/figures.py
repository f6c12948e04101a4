"""What a figure is, what it is measured on, and how much of it in the full and the quick run.

In: measurements. Out: `Figure`s with their goals. A figure that could not be measured says why and
has no value: it never counts as reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from pathlib import Path
from time import perf_counter

from briefgen.build import Request, Workshop, prepare
from briefgen.errors import BriefgenError
from briefgen.outline import Outline

from .content import Material

AUDIENCE = "congress"
BOTH = ("pdf", "docx")
LENGTHS = ("one-pager", "memo")


@dataclass(frozen=True)
class Goal:
    """What a figure shall be: between *least* and *most*; *words* say it."""

    words: str
    least: float = -inf
    most: float = inf

    def is_reached(self, value: float) -> bool:
        return self.least <= value <= self.most

    def miss(self, value: float) -> float:
        """By how much *value* lies outside; 0 where the goal is reached."""
        return max(self.least - value, value - self.most, 0.0)

    def nearest(self, value: float) -> float:
        """The bound that *value* missed, or is nearer to."""
        return self.least if value < self.least else self.most


@dataclass(frozen=True)
class Figure:
    """One line of the table. *unit* is ``×``, ``%`` or ``s``; *how* names the medians behind it."""

    title: str
    value: float | None = None
    unit: str = "×"
    goal: Goal | None = None
    how: str = ""
    missing: str = ""
    """Why there is no value."""

    @property
    def reached(self) -> bool | None:
        """None where there is no goal, or no value to hold against it."""
        if self.goal is None or self.value is None:
            return None
        return self.goal.is_reached(self.value)


@dataclass(frozen=True)
class Alone:
    """One tool and one format: the median seconds for each length, or why there are none."""

    tool: str
    form: str
    seconds: Mapping[str, float] = field(default_factory=dict)
    missing: str = ""


@dataclass(frozen=True)
class Extent:
    """How much is measured; turns are what medians are taken of."""

    name: str
    turns: int
    """Of a one-pager within this process, and of the start of the program."""
    long_turns: int
    """Of whatever takes seconds within this process."""
    batches: int
    """Of whole batches, as long as there is `patience`; the one for all recipients runs once."""
    lengths: tuple[str, ...]
    """Of which all editions are made in one batch; () for all lengths."""
    alone: tuple[str, ...]
    """The lengths for which each tool is measured alone."""
    personal: int
    """Recipients; 0 leaves out what is measured with them."""
    few: int = 10
    """Recipients with whom so many are compared."""
    shared: int = 40
    """Recipients whom two workers, or two processes, share."""
    office: bool = True
    """Whether LibreOffice is measured."""
    patience: float = 75.0
    """Seconds of one measurement after which no further batch is begun."""


FULL = Extent("full", turns=15, long_turns=5, batches=3, lengths=(), alone=LENGTHS, personal=535)
QUICK = Extent(
    "quick",
    turns=3,
    long_turns=1,
    batches=1,
    lengths=LENGTHS[:1],
    alone=LENGTHS[:1],
    personal=0,
    office=False,
)


class Bench:
    """The dossier that is measured, set up once, and a *folder* for what is made."""

    def __init__(self, dossier: Path, extent: Extent, folder: Path) -> None:
        self.dossier = dossier
        self.extent = extent
        self.folder = folder

    @cached_property
    def workshop(self) -> Workshop:
        return Workshop.open(self.dossier)

    @cached_property
    def outline(self) -> Outline:
        return self.workshop.read(self.dossier)

    @cached_property
    def one_pager(self) -> Material:
        return self.material("one-pager")

    def material(self, length: str) -> Material:
        """The finished edition for congressional offices at this length."""
        return Material(length, prepare(self.outline, self.request(length), self.workshop))

    def turns(self) -> Iterator[int]:
        """The turns of whole batches, fewer on a slow machine, one at least."""
        begin = perf_counter()
        for turn in range(self.extent.batches):
            yield turn
            if perf_counter() - begin > self.extent.patience:
                return

    def request(self, length: str, formats: tuple[str, ...] = BOTH) -> Request:
        return Request(AUDIENCE, length, formats=formats)


@dataclass(frozen=True)
class Measurement:
    """Something to measure; *title* stands for its figures where there are none."""

    title: str
    figures: Callable[[Bench], Iterator[Figure]]
    personal: bool = False
    """Whether it is measured on many recipients."""

    def measured(self, bench: Bench) -> tuple[Figure, ...]:
        """Its figures; one that says why not, where the extent or a missing tool forbids it."""
        if self.personal and not bench.extent.personal:
            return (Figure(self.title, missing=f"left out of the {bench.extent.name} run"),)
        try:
            return tuple(self.figures(bench))
        except BriefgenError as error:
            return (Figure(self.title, missing=error.message),)


def milliseconds(seconds: float) -> str:
    """A time as the table shows it."""
    return f"{seconds * 1000:.0f} ms" if seconds < 2 else f"{seconds:.1f} s"
