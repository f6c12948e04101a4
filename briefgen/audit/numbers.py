"""Numbers in texts: read as values, with what they count, so that wordings can be compared.

In: English text. Out: `Number`s: ``$17 billion`` is 17000000000, ``the 118th Congress`` 118, and
``six former republics`` 6 of "former republics".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from briefgen.audit.references import without_references

__all__ = ["Number", "numbers_in", "values_in"]

_SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: number for number, word in enumerate(_UNITS)} | {
    word: 10 * number for number, word in enumerate(_TENS, 2)
}
_WORDS |= {
    f"{ten}-{unit}": _WORDS[ten] + value
    for ten in _TENS
    for value, unit in enumerate(_UNITS[1:10], 1)
}
_TOKEN = re.compile(
    r"(?:(?<![\w.,-])(?<![^\W\d_]\d\+)|(?<=\bmid-))(?P<digits>\d+(?:,\d{3})*(?:\.\d+)?)(?P<ordinal>st|nd|rd|th)?s?"
    r"(?:[\s-]+(?P<scale>thousand|million|billion|trillion)\b)?(?!\w)"
    r"|\b(?P<word>"
    + "|".join(sorted(_WORDS, key=len, reverse=True))
    + r")\b(?:[\s-]+(?P<word_scale>thousand|million|billion)\b)?",
    re.IGNORECASE,
)
# The name of an agreement or a law is no count: the C5+1, F-16, Covid-19.
_AFTER = re.compile(r"[\s-]*([^\W\d_]+)[\s-]+([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: its value, as written, the two words after it, whether in digits.

    *end* is where it ends in the text.
    """

    value: Decimal
    written: str
    counted: str
    in_digits: bool
    end: int


@lru_cache(maxsize=4096)
def numbers_in(text: str) -> tuple[Number, ...]:
    """The numbers of *text*; those in the names of bills and laws are left out."""
    return tuple(_numbers(text))


def _numbers(text: str) -> Iterator[Number]:
    bare = without_references(text.replace("\N{NO-BREAK SPACE}", " "))
    for match in _TOKEN.finditer(bare):
        value = _value(match)
        if value is not None:
            after = _AFTER.match(bare, match.end())
            counted = f"{after[1]} {after[2]}".lower() if after else ""
            yield Number(value, match[0], counted, bool(match["digits"]), match.end())


@lru_cache(maxsize=4096)
def values_in(text: str) -> frozenset[Decimal]:
    """The values of the numbers of *text*, those of bills and laws among them."""
    plain = re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))
    found = {number.value for number in numbers_in(text)}
    return frozenset(found | {Decimal(each) for each in plain if len(each) < _LONGEST})


_LONGEST = 20
"""Digits of a number; more is no number of which anybody speaks."""


def _value(match: re.Match[str]) -> Decimal | None:
    scale = match["scale"] or match["word_scale"] or ""
    written = match["digits"] or str(_WORDS[match["word"].lower()])
    try:
        return Decimal(written.replace(",", "")).scaleb(_SCALES.get(scale.lower(), 0))
    except InvalidOperation:  # pragma: no cover - the pattern admits numbers only
        return None
