"""Dates as EDTF text: checked, compared, and worded for American readers."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache

from briefgen.errors import NOWHERE, DossierError, Place, printable

__all__ = ["MONTHS", "EdtfDate"]

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SHORT_MONTHS = [
    "Jan.",
    "Feb.",
    "March",
    "April",
    "May",
    "June",
    "July",
    "Aug.",
    "Sept.",
    "Oct.",
    "Nov.",
    "Dec.",
]
_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([~?%]?)", re.ASCII)
_HINT = "write 2026-02-15, 2026-02 or 2026, with ~ after it for about; a span is 2024-11/2024-12"


@dataclass(frozen=True, slots=True)
class _Point:
    """A year, a month or a day (0: not given), and how sure it is ('', '~', '?' or '%')."""

    year: int
    month: int = 0
    day: int = 0
    sure: str = ""

    def first(self) -> dt.date:
        return dt.date(self.year, self.month or 1, self.day or 1)

    def last(self) -> dt.date:
        if self.day:
            return self.first()
        if self.year == dt.MAXYEAR and self.month in (0, 12):
            return dt.date.max
        after = (self.year + 1, 1) if self.month in (0, 12) else (self.year, self.month + 1)
        return dt.date(*after, 1) - dt.timedelta(days=1)

    def words(self, months: list[str], *, year: bool = True, month: bool = True) -> str:
        """American order, with or without the month and the year: ``February 15, 2026``."""
        head = months[self.month - 1] if self.month and month else ""
        if self.day:
            head = f"{head} {self.day}".strip()
        tail = str(self.year) if year or not self.month else ""
        comma = "," if self.day and tail else ""
        return f"{head}{comma} {tail}".strip()


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """A date as EDTF text: `2026`, `2025-11~`, `2026-02-15`, `2024-11/2024-12`, `2026-02/..`.

    `~` is about, `?` uncertain, `%` both. Make one with `EdtfDate.parse`, which checks the text.
    """

    text: str

    @classmethod
    def parse(cls, text: str, place: Place = NOWHERE) -> EdtfDate:
        """The date that *text* stands for; a `DossierError` at *place* if it stands for none."""
        try:
            _ends(text.strip())
        except ValueError as error:
            message = f"“{printable(text)}” is not a date: {error}"
            raise DossierError(message, place, _HINT) from None
        return cls(text.strip())

    def __str__(self) -> str:
        return self.text

    def earliest(self) -> dt.date:
        """The first day that it may be; `date.min` for an open beginning."""
        begin, _ = _ends(self.text)
        return begin.first() if begin else dt.date.min

    def latest(self) -> dt.date:
        """The last day that it may be; `date.max` for an open end."""
        _, end = _ends(self.text)
        return end.last() if end else dt.date.max

    def display(self) -> str:
        """In running text: ``February 15, 2026``, ``about November 2025``."""
        return _worded(
            self.text, MONTHS, {"~": "about {}", "?": "probably {}", "%": "perhaps about {}"}
        )

    def short(self) -> str:
        """In notes and tables: ``Feb. 15, 2026``, ``c. Nov. 2025``, ``Nov. 2025?``."""
        return _worded(self.text, _SHORT_MONTHS, {"~": "c. {}", "?": "{}?", "%": "c. {}?"})


def long_date(day: dt.date) -> str:
    """`March 1, 2026`, whatever the locale."""
    return EdtfDate(day.isoformat()).display()


@lru_cache(maxsize=4096)
def _ends(text: str) -> tuple[_Point | None, _Point | None]:
    """First and last point; None for an open end. Raises ValueError saying what is wrong."""
    begin, slash, end = text.partition("/")
    if not slash:
        return (point := _point(text)), point
    first = None if begin == ".." else _point(begin)
    last = None if end == ".." else _point(end)
    if first is None and last is None:
        raise ValueError("both ends are open")
    if first and last and first.first() > last.last():
        raise ValueError("it ends before it begins")
    return first, last


def _point(text: str) -> _Point:
    match = _POINT.fullmatch(text)
    if not match:
        raise ValueError("it is not year-month-day")
    year, month, day = (int(part or 0) for part in match.group(1, 2, 3))
    if not year:
        raise ValueError("there is no year 0")
    if match[2] and not 1 <= month <= 12:
        raise ValueError(f"there is no month {match[2]}")
    if match[3] and not 1 <= day <= monthrange(year, month)[1]:
        raise ValueError(f"there is no day {match[3]} in {MONTHS[month - 1]} {year}")
    return _Point(year, month, day, match[4])


def _worded(text: str, months: list[str], qualifiers: dict[str, str]) -> str:
    def qualified(words: str, sure: str) -> str:
        return qualifiers[sure].format(words) if sure else words

    begin, end = _ends(text)
    if begin is None or end is None:
        point, word = (end, "until") if begin is None else (begin, "since")
        assert point is not None  # noqa: S101 - _ends refuses two open ends
        return f"{word} {qualified(point.words(months), point.sure)}"
    if begin == end:
        return qualified(begin.words(months), begin.sure)
    if begin.sure != end.sure:
        ends = (qualified(point.words(months), point.sure) for point in (begin, end))
        return " to ".join(ends)
    return qualified(_range(begin, end, months), begin.sure)


def _range(begin: _Point, end: _Point, months: list[str]) -> str:
    """``November–December 2024``, ``November 5–7, 2024``: what is shared is said once."""
    one_year = begin.year == end.year and bool(begin.month and end.month)
    one_month = one_year and begin.month == end.month and bool(begin.day and end.day)
    first = begin.words(months, year=not one_year)
    return f"{first}–{end.words(months, month=not one_month)}"
