"""What a proven quotation is: spans of its source, omissions and insertions, and how it is set.

In: a `Quotation` from `briefgen.locating`. Out: its text inside quotation marks, its selectors for
the evidence, and the answer whether a printed text is still the quotation's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from briefgen.folding import marks_as_one
from briefgen.sources import Source

__all__ = [
    "Grade",
    "Insertion",
    "Omission",
    "Piece",
    "Quotation",
    "Span",
    "in_quotes",
    "prove",
    "selectors",
]

_AROUND = 32
"""Characters of prefix and suffix in a selector."""


class Grade(StrEnum):
    """How well the written words agree with the source. Only the first two are printed."""

    EXACT = "exact"
    NORMALISED = "normalised"
    DRIFTED = "drifted"
    AMBIGUOUS = "ambiguous"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the source, as printed, and where they stand (character offsets, end exclusive)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Omission:
    """An ellipsis, as printed with the spaces around it, and what it leaves out."""

    start: int
    end: int
    text: str
    omitted: str


@dataclass(frozen=True, slots=True)
class Insertion:
    """A bracket, as printed with its brackets and the spaces around it, and the source's word or
    letter that it stands for (or '').
    """

    start: int
    end: int
    text: str
    stands_for: str


Piece = Span | Omission | Insertion


@dataclass(frozen=True, slots=True)
class Quotation:
    """A proven quotation. *text* is the printed form: the pieces' texts, joined.

    *start* and *end* take in what brackets at the edges stand for. *reference_marks* are the marks
    of the source that were dropped by rule from the words printed.
    """

    source: str
    grade: Grade
    start: int
    end: int
    paragraph: int
    pieces: tuple[Piece, ...]
    text: str
    reference_marks: tuple[str, ...] = ()


def prove(text: str, quotation: Quotation) -> bool:
    """Whether *text*, taken from a document, is what *quotation* stands for.

    Folded as `folding` says, and with double and single quotation marks as one, since those inside
    alternate with the ones outside. Ellipses and brackets must be the printed ones.
    """
    return marks_as_one(text) == marks_as_one(quotation.text)


def selectors(quotation: Quotation, source: Source) -> list[dict[str, str | int]]:
    """W3C Web Annotation selectors, two for each span of the source's words, in order: a
    TextQuoteSelector and a TextPositionSelector (characters, end exclusive), of the source's text
    as it was read (decoded, byte order mark dropped).
    """
    found: list[dict[str, str | int]] = []
    for piece in quotation.pieces:
        if isinstance(piece, Span):
            found.append(
                {
                    "type": "TextQuoteSelector",
                    "exact": source.text[piece.start : piece.end],
                    "prefix": source.text[max(piece.start - _AROUND, 0) : piece.start],
                    "suffix": source.text[piece.end : piece.end + _AROUND],
                }
            )
            found.append({"type": "TextPositionSelector", "start": piece.start, "end": piece.end})
    return found


# --- quotation marks inside quotation marks -----------------------------------------------------

_MARKS = re.compile("[“”„‟\"‘’‚‛']")
_DOUBLE = '“”„‟"'
_BEFORE_OPENING = " \u00a0([{<—–-/“„«‘‚\"'"
_CLOSING_SINGLE = re.compile(r"[’'](?!\w)")
_REACH = 1_500
"""Characters after an opening straight mark in which its closing one is looked for."""
_FORMS = (("“", "”"), ("‘", "’"))


def in_quotes(text: str) -> str:
    """*text* as it stands inside running quotation marks, which are double.

    Its own marks alternate with those around: they become single, and marks inside these double
    again. Apostrophes stay as they are, and so do guillemets and corner brackets, which cannot be
    taken for the running marks.
    """
    out: list[str] = []
    open_marks: list[str] = []
    done = 0
    for match in _MARKS.finditer(text):
        out.append(text[done : match.start()])
        out.append(_alternated(text, match.start(), open_marks))
        done = match.end()
    return "".join(out) + text[done:]


def _alternated(text: str, at: int, open_marks: list[str]) -> str:
    """The mark at *at* in its printed form; keeps *open_marks* up to date."""
    mark = text[at]
    if _opens(text, at, open_marks):
        open_marks.append(mark)
        return _FORMS[len(open_marks) % 2][0]
    if mark in _DOUBLE:
        # Whatever single mark is still open was an apostrophe after all.
        while open_marks and open_marks[-1] not in _DOUBLE:
            open_marks.pop()
    elif not _closes_single(text, at, open_marks):
        return mark
    level = max(len(open_marks), 1)
    if open_marks:
        open_marks.pop()
    return _FORMS[level % 2][1]


def _opens(text: str, at: int, open_marks: list[str]) -> bool:
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if mark in "„‚" or (mark == "“" and "„" not in open_marks[-1:]):
        return True
    if mark == "‘":
        return "‚" not in open_marks[-1:] and not (before.isalnum() and after.isalnum())
    if mark in "”’":
        return False
    at_edge = (not before or before in _BEFORE_OPENING) and bool(after.strip())
    if mark == "'":
        return at_edge and not after.isdigit() and _single_closes_later(text, at)
    return at_edge


def _single_closes_later(text: str, at: int) -> bool:
    return _CLOSING_SINGLE.search(text, at + 2, at + 2 + _REACH) is not None


def _closes_single(text: str, at: int, open_marks: list[str]) -> bool:
    """Whether a single mark that opens nothing closes one, and is no apostrophe."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if (before.isalnum() and after.isalnum()) or before.isspace():
        return False
    if not open_marks or open_marks[-1] in _DOUBLE:
        # The opening mark lies outside the quotation; after an s this is rather a possessive.
        return not open_marks and not before.isalnum() and bool(before)
    possessive = before == "s" and after == " " and text[at + 2 : at + 3].isalnum()
    return not (possessive and _CLOSING_SINGLE.search(text, at + 1, at + _REACH))
