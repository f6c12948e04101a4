"""What is read out of a file that came back: flows of lines, note marks, notes, the evidence.

The same for Word files and PDFs, so that `verify` needs to know of neither.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from briefgen.errors import BriefgenError

__all__ = ["NOTE_NUMBERS", "Flow", "Line", "Mark", "Returned", "ReturnedFileError"]

NOTE_NUMBERS = re.compile("[\\d\\s,;\u2060\u200b]*\\d[\\d\\s,;\u2060\u200b]*")
"""What a note mark shows: numbers, and what may stand between and before them."""


class ReturnedFileError(BriefgenError):
    """A file that cannot be checked: absent, broken, locked, of another kind, without evidence."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A note mark that stands after ``text[:at]`` of its line.

    *value* is the number shown, or for a Word footnote the key of its text in `Returned.footnotes`.
    """

    at: int
    kind: Literal["number", "footnote"]
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand together: of a Word file a paragraph or what is between two line breaks,
    of a PDF a printed line. Note marks are no part of *text*.
    """

    text: str
    place: str
    """Where it stands, for people: `paragraph 12`, `footnote 3`, `page 2`."""
    paragraph: int
    """Lines of one paragraph have one number; the lines of a PDF have one each."""
    marks: tuple[Mark, ...] = ()
    quoting: bool = False
    """Whether it is set off as a quotation, without marks; unknown, and so False, in PDFs."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Lines that are read one after the other: the body, one footnote, one text box, the heads."""

    kind: Literal["body", "note", "box", "running"]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Returned:
    """A file that came back."""

    form: Literal["docx", "pdf"]
    evidence: bytes | None
    readings: tuple[tuple[Flow, ...], ...]
    """The text in one way or several: where a PDF does not tell what is a footnote or a running
    line, a quotation is whole if it is so in one of them.
    """
    footnotes: Mapping[str, str] = field(default_factory=dict)
    pending: int = 0
    """Tracked changes that nobody accepted yet; the text is read as if somebody had."""
    unclear: tuple[str, ...] = ()
    """Why it may show other words than were read; each says so to people."""
