"""PDFs that came back, as printed lines: the body over all pages, the footnotes, the running lines.

In: the bytes of a PDF. Out: a `Returned`. pypdf is imported here only. A PDF knows no paragraphs
and no footnotes: lines are taken in the order in which the page paints them, small lines that begin
with a number and end the page are its footnotes, and what stands on several pages alike, but for
page numbers, is running. So a quotation that goes over to the next page reads on without a break.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from briefgen.errors import MissingDependencyError, printable
from briefgen.evidence import ATTACHMENT
from briefgen.returned.lines import NOTE_NUMBERS, Flow, Line, Mark, Returned, ReturnedFileError

__all__ = ["read"]

_MOST_PAGES = 1_000
_MOST_CHARACTERS = 10_000_000

_SMALL = 0.93
"""Notes are set smaller than the body by this factor at least."""
_RAISED = 0.85
"""So are note marks, by this factor and raised, within their line."""
_SAME_LINE = 2.0
"""Baselines that differ by fewer points are one."""
_LONGEST_MARKER = 12
_EDGE_LINES = 3
"""Running lines are looked for among so many first and last lines of a page."""
_NOTE = re.compile(r"\d{1,3}[\s\u2002.)]")
_STOPS = ".,;:!?…؟،؛"
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Words as the page paints them: *size* in points, *height* above the foot of the sheet, *side*
    from its left edge.
    """

    text: str
    size: float
    height: float
    side: float


@dataclass(frozen=True, slots=True)
class _Printed:
    """A printed line of a page; the size and the height of most of it, and where it begins."""

    text: str
    size: float
    height: float
    side: float
    marks: tuple[Mark, ...] = ()

    @property
    def pattern(self) -> tuple[str, int]:
        """The line with its numbers all alike, and its height: equal for running lines."""
        return _DIGITS.sub("#", " ".join(self.text.split())), round(self.height)


def read(data: bytes) -> Returned:
    """The PDF that *data* is. Raises `ReturnedFileError` where it is none, broken or locked."""
    pypdf = _load_pypdf()
    with _quiet():
        try:
            return _read(pypdf, data)
        except ReturnedFileError:
            raise
        except pypdf.errors.DependencyError as error:
            raise ReturnedFileError(
                "the PDF is protected in a way that cannot be read here",
                hint="save it without protection or password, for example:"
                " qpdf --decrypt in.pdf out.pdf",
            ) from error
        except Exception as error:  # pypdf meets broken files with exceptions of every kind
            raise ReturnedFileError(
                f"the PDF is broken: {printable(error)}",
                hint="take the file again as it was sent, or print it to PDF anew",
            ) from error


def _read(pypdf: Any, data: bytes) -> Returned:
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise ReturnedFileError("the PDF is locked by a password", hint="save it without one")
    if len(reader.pages) > _MOST_PAGES:
        raise ReturnedFileError(f"the PDF has more than {_MOST_PAGES:,} pages, and is not read")
    pages = [_with_markers(list(_lines(_chunks(page)))) for page in reader.pages]
    if sum(len(line.text) for page in pages for line in page) > _MOST_CHARACTERS:
        raise ReturnedFileError("the PDF has more text than any brief, and is not read")
    return Returned("pdf", _evidence(reader), (tuple(_flows(pages)), (_plain_flow(pages),)))


def _evidence(reader: Any) -> bytes | None:
    for name, contents in reader.attachments.items():
        if name == ATTACHMENT and contents:
            return bytes(contents[0])
    return None


# --- printed lines -----------------------------------------------------------------------------


def _chunks(page: Any) -> Iterator[_Chunk]:
    found: list[_Chunk] = []

    def take(text: str, around: Any, matrix: Any, _font: Any, size: float | None) -> None:
        scale = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5
        scale *= abs(around[0] * around[3] - around[1] * around[2]) ** 0.5
        height = matrix[4] * around[1] + matrix[5] * around[3] + around[5]
        side = matrix[4] * around[0] + matrix[5] * around[2] + around[4]
        found.append(_Chunk(text, (size or 0.0) * scale, height, side))

    page.extract_text(visitor_text=take)
    return iter(found)


def _lines(chunks: Iterator[_Chunk]) -> Iterator[_Printed]:
    line: list[_Chunk] = []
    for chunk in chunks:
        first, *rest = chunk.text.split("\n")
        line.append(replace(chunk, text=first))
        for text in rest:
            yield from _line(line)
            line = [replace(chunk, text=text)]
    yield from _line(line)


def _line(chunks: list[_Chunk]) -> Iterator[_Printed]:
    """The line of these chunks; raised small numbers after words are note marks."""
    filled = [chunk for chunk in chunks if chunk.text.strip()]
    if not filled:
        return
    widths: Counter[tuple[float, float]] = Counter()
    for chunk in filled:
        widths[round(chunk.size, 2), round(chunk.height, 1)] += len(chunk.text)
    (size, height), _ = widths.most_common(1)[0]
    text, marks = "", []
    for chunk in _in_reading_order([chunk for chunk in chunks if chunk.text]):
        raised = chunk.size < _RAISED * size and chunk.height > height
        if raised and text.strip() and NOTE_NUMBERS.fullmatch(chunk.text):
            marks += [Mark(len(text), "number", one) for one in _DIGITS.findall(chunk.text)]
        elif not (raised and marks and not chunk.text.strip(" ,;\u202f\u2060")):
            text += chunk.text
    if text.strip():
        yield _Printed(text, size, height, min(chunk.side for chunk in filled), tuple(marks))


def _in_reading_order(chunks: list[_Chunk]) -> list[_Chunk]:
    """*chunks* with a stop that is painted to the left of right-to-left words after these."""
    ordered = list(chunks)
    for at, (one, following) in enumerate(pairwise(chunks)):
        if one.text.strip() and not one.text.strip(_STOPS + " ") and _is_backwards(following.text):
            ordered[at : at + 2] = following, one
    return ordered


def _is_backwards(text: str) -> bool:
    first = next((char for char in text if char.isalpha()), "")
    return bool(first) and unicodedata.bidirectional(first) in {"R", "AL"}


def _with_markers(lines: list[_Printed]) -> tuple[_Printed, ...]:
    """*lines* with what is painted late put back to the left of the line beside which it stands:
    bullets, numbers of items, terms. Else they would come between two pages.
    """
    kept: list[_Printed] = []
    for line in lines:
        beside = next((at for at, one in enumerate(kept) if _marks_out(line, one)), None)
        if beside is None:
            kept.append(line)
        else:
            one = kept[beside]
            before = f"{line.text.strip()} "
            marks = tuple(replace(mark, at=mark.at + len(before)) for mark in one.marks)
            kept[beside] = replace(one, text=before + one.text, side=line.side, marks=marks)
    return tuple(kept)


def _marks_out(marker: _Printed, line: _Printed) -> bool:
    near = abs(marker.height - line.height) < _SAME_LINE and marker.side < line.side
    return near and len(marker.text.strip()) <= _LONGEST_MARKER


# --- from pages to flows -----------------------------------------------------------------------


def _flows(pages: list[tuple[_Printed, ...]]) -> Iterator[Flow]:
    running = _running_patterns(pages)
    body_size = _body_size(pages)
    kinds: dict[str, list[Line]] = {"body": [], "note": [], "running": []}
    number = 0
    for page, lines in enumerate(pages, 1):
        for kind, line in _sorted_lines(lines, running, body_size):
            number += 1
            kinds[kind].append(Line(line.text, f"page {page}", number, line.marks))
    yield Flow("body", tuple(kinds["body"]))
    if kinds["note"]:
        yield Flow("note", tuple(kinds["note"]))
    if kinds["running"]:
        yield Flow("running", tuple(kinds["running"]))


def _sorted_lines(
    lines: tuple[_Printed, ...], running: frozenset[tuple[str, int]], body_size: float
) -> Iterator[tuple[str, _Printed]]:
    """Each line of a page with its kind."""
    last = len(lines) - _EDGE_LINES
    flow = [
        at
        for at, line in enumerate(lines)
        if _EDGE_LINES <= at < last or line.pattern not in running
    ]
    notes = _note_lines([(index, lines[index]) for index in flow], body_size)
    for index, line in enumerate(lines):
        kind = "note" if index in notes else "body" if index in flow else "running"
        yield kind, line


def _note_lines(lines: list[tuple[int, _Printed]], body_size: float) -> set[int]:
    """The indexes of the footnotes: from the first line of the small print at the end of the page
    that begins with a number.
    """
    tail = len(lines)
    while tail and lines[tail - 1][1].size < _SMALL * body_size:
        tail -= 1
    for first in range(tail, len(lines)):
        if _NOTE.match(lines[first][1].text):
            return {index for index, _ in lines[first:]}
    return set()


def _plain_flow(pages: list[tuple[_Printed, ...]]) -> Flow:
    """All lines in the order of painting: for pages whose small print is misunderstood."""
    numbered = ((page, line) for page, lines in enumerate(pages, 1) for line in lines)
    return Flow(
        "body",
        tuple(
            Line(line.text, f"page {page}", number, line.marks)
            for number, (page, line) in enumerate(numbered, 1)
        ),
    )


def _running_patterns(pages: list[tuple[_Printed, ...]]) -> frozenset[tuple[str, int]]:
    """The lines that half of the pages, and two at least, have in common at head or foot."""
    seen = Counter(
        pattern
        for lines in pages
        for pattern in {line.pattern for line in (*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:])}
    )
    enough = max(2, len(pages) / 2)
    return frozenset(pattern for pattern, count in seen.items() if count >= enough)


def _body_size(pages: list[tuple[_Printed, ...]]) -> float:
    sizes: Counter[float] = Counter()
    for line in (line for lines in pages for line in lines):
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


# --- the library -------------------------------------------------------------------------------


def _load_pypdf() -> Any:
    try:
        import pypdf
    except ImportError as error:
        raise MissingDependencyError(
            "pypdf, which reads PDFs, is not installed", hint="run: python -m pip install pypdf"
        ) from error
    return pypdf


@contextmanager
def _quiet() -> Iterator[None]:
    """Within, pypdf keeps to itself what it finds odd about a file."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)
