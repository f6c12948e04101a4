"""Figures as data: how wide a bar is, where a dot stands, and what the figure shows in words.

In: an `Edition`, and the `Balance` of its dossier. Out: drawings in units of points, as wide as the
text of a memo. The templates `NAME.svg.j2` paint them; they measure nothing, and nothing here knows
of colours. Every figure can be read in black and white: sides differ in fill, not in colour alone.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from briefgen.audit.sides import Balance, SideBalance
from briefgen.counts import many
from briefgen.dates import EdtfDate
from briefgen.editions import Drawing, Edition
from briefgen.endmarks import colon, full_stop, no_stop
from briefgen.kinds import FigureName
from briefgen.outline import Outline

__all__ = ["FIGURES", "BalanceBars", "PositionScale", "TimeLine", "figures_of"]

WIDTH = 468.0
"""Text width of a memo on US Letter, in points."""
_LABEL = 62.0
_LINE = 10.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, its upper left corner at *x*, *y*."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text whose baseline is at *y*; *anchor* as in SVG."""

    x: float
    y: float
    text: str
    anchor: str = "start"


# Balance -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bar:
    """One side: *argued* is solid, *reported* striped, *conceded* an outline, end to end."""

    side: str
    name: Words
    argued: Box
    reported: Box
    stripes: tuple[Box, ...]
    conceded: Box
    numbers: Words


@dataclass(frozen=True, slots=True)
class BalanceBars:
    """Quotations of both sides as two bars on one scale."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    key: tuple[Key, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the legend; *stripes* as in the bars."""

    box: Box
    stripes: tuple[Box, ...]
    words: Words


_KEY_WIDTH = 68.0
_STRIPE = 1.5
_BAR_HEIGHT = 15.0
_NUMBERS = 168.0


def balance_bars(balance: Balance, words: Mapping[str, str]) -> BalanceBars:
    """The bars of *balance*; the longer one fills the room that labels and numbers leave."""
    most = max(*(side.quotations for side in balance.sides), 1)
    unit = (WIDTH - _LABEL - _NUMBERS) / most
    bars = tuple(
        _bar(side, words[f"{side.side}_short"], 4 + row * (_BAR_HEIGHT + 9), unit)
        for row, side in enumerate(balance.sides)
    )
    bottom = 4 + 2 * (_BAR_HEIGHT + 9) + 4
    key = tuple(
        _key(_LABEL + index * _KEY_WIDTH, bottom, text)
        for index, text in enumerate(("argued", "reported", "conceded"))
    )
    return BalanceBars(WIDTH, bottom + 12, bars, key, _balance_in_words(balance.sides))


def _key(x: float, y: float, text: str) -> Key:
    box = Box(x, y, 9, 7)
    stripes = _stripes(box) if text == "reported" else ()
    return Key(box, stripes, Words(x + 13, y + 6.5, text))


def _bar(side: SideBalance, name: str, y: float, unit: float) -> Bar:
    lengths = [unit * count for count in (side.argued, side.reported, side.conceded)]
    argued, reported, conceded = (
        Box(_LABEL + sum(lengths[:index]), y, length, _BAR_HEIGHT)
        for index, length in enumerate(lengths)
    )
    numbers = " · ".join(_counts(side))
    baseline = y + _BAR_HEIGHT - 4
    return Bar(
        side.side,
        Words(_LABEL - 8, baseline, name, "end"),
        argued,
        reported,
        _stripes(reported),
        conceded,
        Words(_LABEL + sum(lengths) + 7, baseline, numbers),
    )


def _counts(side: SideBalance) -> tuple[str, str, str]:
    return (
        many(side.quotations, "quotation"),
        many(side.words, "word"),
        many(len(side.voices), "voice"),
    )


def _stripes(box: Box) -> tuple[Box, ...]:
    """Upright stripes that tell a box from a solid one, in black and white too."""
    count = int(box.width / (2 * _STRIPE))
    return tuple(
        Box(round(box.x + (2 * index + 1) * _STRIPE, 2), box.y, _STRIPE, box.height)
        for index in range(count)
    )


def _balance_in_words(sides: Sequence[SideBalance]) -> str:
    told = [
        f"{side.side}, {quotations} with {words} by {voices}:"
        f" {side.argued} argued, {side.reported} reported,"
        f" {side.conceded} conceded by the other side"
        for side in sides
        for quotations, words, voices in (_counts(side),)
    ]
    return f"Two bars, as long as there are quotations. First: {told[0]}. Second: {told[1]}."


# Time line ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dot:
    """An event: a numbered dot, and a bar where it lasted."""

    x: float
    y: float
    number: str
    span: Box | None


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The chronology on an axis of years; dots that would touch are stacked."""

    width: float
    height: float
    axis: float
    dots: tuple[Dot, ...]
    ticks: tuple[Words, ...]
    alt: str


_DOT = 13.0
_MARGIN = 14.0


def time_line(outline: Outline, audience: str) -> TimeLine | None:
    """The chronology as *audience* is shown it, on one scale; None for fewer than two dates.

    Dots bear the numbers of the chronology's rows.
    """
    events = [one for one in outline.timeline if one.scope.admits(audience)]
    days = _known_days([one.date for one in events])
    if len({start for start, _ in days}) < 2:
        return None
    first = min(start for start, _ in days).year
    last = max(end for _, end in days).year + 1
    scale = _Years(first, last)
    stacked, height = _stacked([scale.at(start) for start, _ in days])
    axis = height + 8
    dots = tuple(
        Dot(x, axis - 10 - level * _DOT, str(number), _span(scale, *day, axis))
        for number, ((x, level), day) in enumerate(zip(stacked, days, strict=True), 1)
    )
    ticks = tuple(
        Words(scale.at(dt.date(year, 1, 1)), axis + 12, str(year)) for year in scale.marks()
    )
    return TimeLine(WIDTH, axis + 17, axis, dots, ticks, _time_in_words(days))


def _known_days(dates: Sequence[EdtfDate]) -> list[tuple[dt.date, dt.date]]:
    """First and last day of each; what has no end lasts as long as any other date is late.

    What has no beginning stands where it ended, as nothing says how long it had lasted.
    """
    ends = [(date.earliest(), date.latest()) for date in dates]
    known = [day for pair in ends for day in pair if day not in {dt.date.min, dt.date.max}]
    latest = max(known, default=dt.date.min)
    return [
        (end if start == dt.date.min else start, latest if end == dt.date.max else end)
        for start, end in ends
    ]


@dataclass(frozen=True, slots=True)
class _Years:
    """A scale on which the years *first* to *last* fill the width."""

    first: int
    last: int

    def at(self, day: dt.date) -> float:
        """Where *day* stands."""
        year = day.year + (day.timetuple().tm_yday - 1) / 366
        share = (year - self.first) / max(self.last - self.first, 1)
        return round(_MARGIN + share * (WIDTH - 2 * _MARGIN), 2)

    def marks(self) -> list[int]:
        """The years that are written under the axis: round ones, seven at most."""
        step = next(
            one for one in (1, 2, 5, 10, 20, 50, 100, 10_000) if self.last - self.first <= 7 * one
        )
        return [year for year in range(self.first, self.last + 1) if year % step == 0]


def _stacked(places: Sequence[float]) -> tuple[list[tuple[float, int]], float]:
    """Each place with its level: the lowest on which it touches no earlier dot."""
    ends: list[float] = []
    made: list[tuple[float, int]] = []
    for x in places:
        free = (level for level, end in enumerate(ends) if x >= end)
        level = next(free, len(ends))
        ends[level : level + 1] = [x + _DOT]
        made.append((x, level))
    return made, 4 + _DOT * len(ends)


def _span(scale: _Years, start: dt.date, end: dt.date, axis: float) -> Box | None:
    """A bar on the axis for what lasted more than a year."""
    if (end - start).days <= _YEAR:
        return None
    left, right = scale.at(start), scale.at(end)
    return Box(left, axis - 2, right - left, 4)


def _time_in_words(days: Sequence[tuple[dt.date, dt.date]]) -> str:
    years = sorted(start.year for start, _ in days)
    first, last = years[0], years[-1]
    late = sum(year > last - 3 for year in years)
    told = f"A time line of {many(len(days), 'event')} from {first} to {last}"
    said = [f"{told}; {late} of them {'is' if late == 1 else 'are'} of {last - 2} or later."]
    gap, before, after = max((b - a, a, b) for a, b in pairwise(years))
    if gap > _LONG_GAP:
        said.append(f"None begins between {before} and {after}.")
    lasting = sum((end - start).days > _YEAR for start, end in days)
    if lasting:
        said.append(f"{lasting} lasted longer than a year, shown as a bar.")
    return " ".join((*said, "Numbers are those of the rows below."))


_YEAR = 366
_LONG_GAP = 5


# Stakeholders ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stand:
    """One position on the scale: its name with how many hold it, and who."""

    box: Box
    title: Words
    names: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class PositionScale:
    """Stakeholders in columns from support to opposition; below, those who have not said."""

    width: float
    height: float
    rule: float
    stands: tuple[Stand, ...]
    undeclared: tuple[Words, ...]
    alt: str


_COLUMNS: tuple[tuple[str, ...], ...] = (
    ("supports",),
    ("leans-support",),
    ("neutral", "mixed"),
    ("leans-against",),
    ("opposes",),
)
_COLUMN_CHARACTERS = 24
_ROW_CHARACTERS = 112
_HEAD = 20.0


def position_scale(edition: Edition) -> PositionScale | None:
    """The stakeholders of *edition* by position; None where nobody has taken one."""
    held = [
        [one.name for one in edition.stakeholders if one.position in positions]
        for positions in _COLUMNS
    ]
    if not any(held):
        return None
    titles = [
        edition.words["between" if len(positions) > 1 else positions[0]] for positions in _COLUMNS
    ]
    told = list(zip(titles, held, strict=True))
    stands = tuple(_stand(index, *one) for index, one in enumerate(told))
    rule = max((line.y for stand in stands for line in stand.names), default=_HEAD) + 8
    silent = [one.name for one in edition.stakeholders if one.position == "undeclared"]
    undeclared = _undeclared(edition.words["undeclared"], silent, rule)
    height = (undeclared[-1].y if undeclared else rule) + 5
    alt = _held_in_words(told, silent)
    return PositionScale(WIDTH, height, rule, stands, undeclared, alt)


def _stand(index: int, title: str, names: Sequence[str]) -> Stand:
    width = WIDTH / len(_COLUMNS)
    x, y = index * width, _HEAD + 12
    lines: list[Words] = []
    for name in names:
        for number, text in enumerate(textwrap.wrap(name, _COLUMN_CHARACTERS)):
            lines.append(Words(x + 4 + 5 * (number > 0), y, text))
            y += _LINE - 1
        y += 2.5
    head = Words(x + 4, 12.5, f"{title} ({len(names)})")
    return Stand(Box(x + 1, 0, width - 2, _HEAD - 2), head, tuple(lines))


def _undeclared(title: str, names: Sequence[str], rule: float) -> tuple[Words, ...]:
    if not names:
        return ()
    lines = textwrap.wrap(f"{no_stop(title)} ({len(names)}): {'; '.join(names)}", _ROW_CHARACTERS)
    return tuple(Words(4, rule + 12 + row * _LINE, text) for row, text in enumerate(lines))


def _held_in_words(told: Sequence[tuple[str, list[str]]], silent: Sequence[str]) -> str:
    parts = [f"{colon(title)} {'; '.join(names) if names else 'nobody'}" for title, names in told]
    parts.append(f"Undeclared: {'; '.join(silent) if silent else 'nobody'}")
    return f"Stakeholders from support to opposition. {' '.join(map(full_stop, parts))}"


# All of them -------------------------------------------------------------------------------------

_Draw = Callable[[Outline, Edition, Balance], Drawing | None]
FIGURES: Mapping[FigureName, _Draw] = MappingProxyType(
    {
        "balance": lambda _, edition, balance: balance_bars(balance, edition.words),
        "timeline": lambda outline, edition, _: time_line(outline, edition.audience.id),
        "stakeholders": lambda _, edition, __: position_scale(edition),
    }
)
"""The figures that a length may ask for, by the names of their templates."""


def figures_of(outline: Outline, edition: Edition, balance: Balance) -> dict[str, Drawing]:
    """The figures that the length of *edition* asks for, as far as there is something to show."""
    drawn = {name: FIGURES[name](outline, edition, balance) for name in edition.length.figures}
    return {name: drawing for name, drawing in drawn.items() if drawing is not None}
