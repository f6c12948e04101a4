"""Spreadsheets: a list of recipients as an office program saves it, row after row.

In: a CSV file: UTF-8 or UTF-16, commas, semicolons or tabs. Out: its rows, one after the other, so
that ten thousand cost no more memory than one. Rows are numbered as a spreadsheet numbers them: the
head is row 1. What a column means is not known here.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path

from briefgen.errors import BriefgenError, Place, printable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST_LOOKED_AT = 1024
"""Bytes that tell whether a file is text, and in which encoding."""
_FOREIGN = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-")
"""How files of office programs begin: zipped ones, old ones, and PDFs."""
_NEVER_IN_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAID_DELIMITER = re.compile(r'\ufeff?"?sep=([,;\t|])"?\s*', re.IGNORECASE)
_SAVE_AS = "open it in the program that wrote it and save it as “CSV UTF-8”"


class Spreadsheet:
    """The CSV file at *path*; *lacking* says what an empty one lacks.

    Raises `BriefgenError`, here and while it is read, for what is no CSV, is empty, or cannot be
    read.
    """

    def __init__(self, path: Path, lacking: str) -> None:
        self.path = path
        self._lacking = lacking
        self._encoding = _encoding(path)
        self.delimiter, self._above = self._told_delimiter()

    def head(self) -> list[str]:
        """The cells of the first row without blanks, as far as the last that has any words."""
        with self._opened() as stream:
            return _without_empty_ends(next(self._reader(stream), []))

    def records(self) -> Iterator[tuple[int, Place, list[str]]]:
        """Number, place and cells without blanks of every row in which anything is written.

        Empty cells beyond those of the head are none.
        """
        named = len(self.head())
        with self._opened() as stream:
            reader = self._reader(stream)
            next(reader, None)
            for number, cells in enumerate(reader, 2):
                if any(cell.strip() for cell in cells):
                    found = [cell.strip() for cell in cells]
                    found[named:] = _without_empty_ends(found[named:])
                    yield number, self.place(reader.begins), found

    def place(self, line: int) -> Place:
        """Where this line of the file is."""
        return Place(printable(self.path), line)

    def _told_delimiter(self) -> tuple[str, int]:
        """The delimiter, and the lines above the head: one, where a spreadsheet says `sep=;`."""
        with self._opened() as stream:
            head = stream.readline()
        if not head.strip("\ufeff \r\n"):
            raise BriefgenError("the file is empty", self.place(1), self._lacking)
        if said := _SAID_DELIMITER.fullmatch(head):
            return said[1], 1
        return (max(",;\t", key=head.count) if any(mark in head for mark in ",;\t") else ","), 0

    def _reader(self, stream: TextIOWrapper) -> _Reader:
        for _ in range(self._above):
            stream.readline()
        return _Reader(stream, self.delimiter, self.path, self._above)

    @contextmanager
    def _opened(self) -> Iterator[TextIOWrapper]:
        try:
            with self.path.open(encoding=self._encoding, newline="") as stream:
                yield stream
        except UnicodeDecodeError as error:
            raise _undecodable(self.path, self._encoding) from error
        except OSError as error:
            reason = error.strerror or "it cannot be read"
            raise BriefgenError(
                f"cannot read the recipients: {reason}", Place(printable(self.path))
            ) from error


class _Reader:
    """`csv.reader` whose errors are ours; so many lines of the file were read *above* it."""

    def __init__(self, stream: Iterable[str], delimiter: str, path: Path, above: int) -> None:
        self._reader = csv.reader(stream, delimiter=delimiter, strict=True)
        self.path = path
        self._above = above
        self._number = 0
        self.begins = 0
        """The line on which the latest row begins: a cell may go over several."""

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        self._number += 1
        self.begins = self._above + self._reader.line_num + 1
        try:
            return next(self._reader)
        except csv.Error as error:
            raise BriefgenError(
                f"row {self._number}: this is not CSV: {printable(error)}",
                Place(printable(self.path), self.begins),
                "close every quotation mark, and double those inside a value",
            ) from error


def _without_empty_ends(cells: list[str]) -> list[str]:
    """*cells* without the empty ones at the end, which spreadsheets write of columns once used."""
    count = max((number for number, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return cells[:count]


def _encoding(path: Path) -> str:
    """The encoding that the file's first bytes tell. Raises `BriefgenError`."""
    try:
        with path.open("rb") as file:
            start = file.read(_MOST_LOOKED_AT)
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise BriefgenError(
            f"cannot read the recipients: {reason}", Place(printable(path))
        ) from error
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    if _is_half_zero(start, 1):
        return "utf-16-le"
    if _is_half_zero(start, 0):
        return "utf-16-be"
    if start.startswith(_FOREIGN) or _NEVER_IN_TEXT.search(start):
        raise BriefgenError("the file is no CSV", Place(printable(path)), _SAVE_AS)
    return "utf-8"


def _is_half_zero(start: bytes, first: int) -> bool:
    """Whether *start* is UTF-16 without a mark: in Latin letters every other byte is zero."""
    zeros, others = start[first::2], start[1 - first :: 2]
    return 2 * zeros.count(0) > len(zeros) > 0 and 0 not in others


def _undecodable(path: Path, encoding: str) -> BriefgenError:
    if not encoding.startswith("utf-8"):
        return BriefgenError("the file is not UTF-16", Place(printable(path)), _SAVE_AS)
    line, column, byte = _first_foreign_byte(path)
    return BriefgenError(
        f"line {line}: the file is not UTF-8 (byte 0x{byte:02x})",
        Place(printable(path), line, column),
        "save it as “CSV UTF-8”, or convert it: iconv -f WINDOWS-1252 -t UTF-8 OLD.csv > NEW.csv",
    )


def _first_foreign_byte(path: Path) -> tuple[int, int, int]:
    """Line, column and value of the first byte that is not UTF-8."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                return number, error.start + 1, line[error.start]
    return 1, 1, 0
