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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any

from briefgen.errors import MissingDependencyError, printable
from briefgen.evidence import ATTACHMENT
from briefgen.returned.doubts import doubts_about_pages
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


_Order = Callable[[list[_Chunk], float], list[_Chunk]]
"""Puts the chunks of a line into an order in which they may be read; what is smaller than so many
points is raised.
"""


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
    contents = [_contents(pypdf, page) for page in reader.pages]
    painted = [_chunks(page) for page in reader.pages]
    if sum(len(chunk.text) for page in painted for chunk in page) > _MOST_CHARACTERS:
        raise ReturnedFileError("the PDF has more text than any brief, and is not read")
    backwards = any(_is_backwards(chunk.text) for page in painted for chunk in page)
    orders = (_stop_last, _turned, _turned_through) if backwards else (_stop_last,)
    readings = [reading for order in orders for reading in _readings(painted, order)]
    unclear = tuple(doubts_about_pages(pypdf, reader, contents))
    return Returned("pdf", _evidence(reader), tuple(readings), unclear=unclear)


def _contents(pypdf: Any, page: Any) -> Any:
    """How *page* is painted, put into it to be parsed once, for its words and for all doubts about
    them; None if nothing is painted.
    """
    contents = page.get_contents()
    if contents is not None:
        contents.forced_encoding = "bytes"  # its strings are not decoded before their font is known
        page[pypdf.generic.NameObject("/Contents")] = contents
    return contents


def _readings(painted: list[list[_Chunk]], order: _Order) -> Iterator[tuple[Flow, ...]]:
    """What is painted as flows, its notes set apart, and all in one flow."""
    pages = [_with_markers(list(_lines(chunks, order))) for chunks in painted]
    yield tuple(_flows(pages))
    yield (_plain_flow(pages),)


def _evidence(reader: Any) -> bytes | None:
    for name, contents in reader.attachments.items():
        if name == ATTACHMENT and contents:
            return bytes(contents[0])
    return None


# --- printed lines -----------------------------------------------------------------------------


def _chunks(page: Any) -> list[_Chunk]:
    found: list[_Chunk] = []

    def take(text: str, around: Any, matrix: Any, _font: Any, size: float | None) -> None:
        scale = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5
        scale *= abs(around[0] * around[3] - around[1] * around[2]) ** 0.5
        height = matrix[4] * around[1] + matrix[5] * around[3] + around[5]
        side = matrix[4] * around[0] + matrix[5] * around[2] + around[4]
        found.append(_Chunk(text, (size or 0.0) * scale, height, side))

    page.extract_text(visitor_text=take)
    return found


def _lines(chunks: list[_Chunk], order: _Order) -> Iterator[_Printed]:
    line: list[_Chunk] = []
    for chunk in chunks:
        first, *rest = chunk.text.split("\n")
        line.append(replace(chunk, text=first))
        for text in rest:
            yield from _line(line, order)
            line = [replace(chunk, text=text)]
    yield from _line(line, order)


def _line(chunks: list[_Chunk], order: _Order) -> Iterator[_Printed]:
    """The line of these chunks; raised small numbers after words are note marks."""
    filled = [chunk for chunk in chunks if chunk.text.strip()]
    if not filled:
        return
    widths: Counter[tuple[float, float]] = Counter()
    for chunk in filled:
        widths[round(chunk.size, 2), round(chunk.height, 1)] += len(chunk.text)
    (size, height), _ = widths.most_common(1)[0]
    text, marks = "", []
    for chunk in order([chunk for chunk in chunks if chunk.text], _RAISED * size):
        raised = chunk.size < _RAISED * size and chunk.height > height
        if raised and text.strip() and NOTE_NUMBERS.fullmatch(chunk.text):
            marks += [Mark(len(text), "number", one) for one in _DIGITS.findall(chunk.text)]
        elif not (raised and marks and not chunk.text.strip(" ,;\u202f\u2060")):
            text += chunk.text
    if text.strip():
        yield _Printed(text, size, height, min(chunk.side for chunk in filled), tuple(marks))


def _stop_last(chunks: list[_Chunk], _raised: float) -> list[_Chunk]:
    """*chunks* with a stop that is painted to the left of right-to-left words after these."""
    ordered = list(chunks)
    for at, (one, following) in enumerate(pairwise(chunks)):
        if one.text.strip() and not one.text.strip(_STOPS + " ") and _is_backwards(following.text):
            ordered[at : at + 2] = following, one
    return ordered


def _turned(chunks: list[_Chunk], raised: float) -> list[_Chunk]:
    """*chunks* with what is painted from its left end, and read from its right one, turned round:
    right-to-left words, and the numbers among them.
    """
    ordered: list[_Chunk] = []
    for forwards, chunk in groupby(chunks, lambda one: one.size < raised or _is_forwards(one)):
        stretch = list(chunk)
        ordered += stretch if forwards else _turned_through(stretch, raised)
    return ordered


def _turned_through(chunks: list[_Chunk], raised: float) -> list[_Chunk]:
    """The same where left-to-right words stand among the others: from the first of these to the
    last, with the numbers and stops beside them.
    """
    places = [at for at, one in enumerate(chunks) if _is_backwards(one.text)]
    if not places:
        return chunks
    first, last = places[0], places[-1] + 1
    while first and _is_beside(chunks[first - 1], raised):
        first -= 1
    while last < len(chunks) and _is_beside(chunks[last], raised):
        last += 1
    return chunks[:first] + chunks[first:last][::-1] + chunks[last:]


def _is_beside(chunk: _Chunk, raised: float) -> bool:
    """Whether this can belong to right-to-left words: numbers and stops, but no marks of notes."""
    signs = chunk.text.strip(_STOPS + " ")
    return (
        chunk.size >= raised
        and (not signs or any(map(str.isdigit, signs)))
        and not (_is_forwards(chunk))
    )


def _is_forwards(chunk: _Chunk) -> bool:
    return any(map(str.isalpha, chunk.text)) and not _is_backwards(chunk.text)


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
