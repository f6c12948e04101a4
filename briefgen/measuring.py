"""Measures: how `fit` learns what a document takes, in points of height or in words.

In: a `Workshop`'s press and house, and documents. Out: what `fit.Measure` asks for: the sizes of
pieces, the room foretold of a pruned document, and the room that it really takes. Heights come from
one endless layout; words need none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefgen.document import (
    Block,
    Callout,
    Document,
    Item,
    Listing,
    Paragraph,
    Row,
    SourceList,
    Table,
    rows_of,
    walk_blocks,
    word_count,
)
from briefgen.fit import Room
from briefgen.frame import NOTHING, Size, SizeOf
from briefgen.house import Sheet
from briefgen.render.paging import Paging
from briefgen.render.pieces import note_numbers, space_before
from briefgen.workshop import Workshop

if TYPE_CHECKING:
    from briefgen.render.presses import AnyLaidOut

_UNCOUNTED_ROLES = frozenset({"kicker", "small", "disclosure"})

# In points of height ---------------------------------------------------------------------------


class Pages:
    """Measures in points of height, by real layouts, and keeps them to be written."""

    stacked = False

    def __init__(
        self, workshop: Workshop, *, bounded: bool = True, like: AnyLaidOut | None = None
    ) -> None:
        """*bounded*: documents are cut to a budget; if not, their own pages tell their sizes.

        *like*: what was laid out of a document that differs by a few words.
        """
        self.workshop = workshop
        self._like = like
        self.layouts = 0
        self._bounded = bounded
        self._paging: Paging | None = None
        self._laid_out: list[tuple[Document, AnyLaidOut]] = []

    def sizes(self, document: Document, numbered: Document) -> SizeOf:
        heights = self._measured(numbered)
        sheet = self._sheet(document)
        self._paging = Paging(document, numbered, heights, sheet)
        return height_sizes(numbered, heights, sheet)

    def _measured(self, numbered: Document) -> Mapping[str, float]:
        if not self._bounded:
            return self.laid_out(numbered).heights
        # Counted as if nothing was remembered: a plan must not tell what was built before it.
        self.layouts += 1
        return self.workshop.press.heights(numbered)

    def foretell(self, document: Document, numbered: Document) -> float:
        if self._paging is None:
            raise ValueError("sizes come first")
        paged = self._paging.room(document, numbered)
        return self._sheet(document).text_height * (paged.pages - 1) + paged.last

    def room(self, numbered: Document) -> Room:
        laid_out = self.laid_out(numbered)
        page = self._sheet(numbered).text_height
        pages, last = laid_out.pages, laid_out.fills[-1]
        return Room(page * (pages - 1 + last), pages, last)

    def laid_out(self, document: Document) -> AnyLaidOut:
        """*document* on its pages; what was laid out to be measured is not laid out again."""
        for known, laid_out in self._laid_out:
            if known == document:
                return laid_out
        self.layouts += 1
        self._laid_out.append((document, self.workshop.press.lay_out(document, self._like)))
        return self._laid_out[-1][1]

    def _sheet(self, document: Document) -> Sheet:
        return self.workshop.house.sheet(document.meta.page_size, document.meta.layout)


@dataclass(frozen=True, slots=True)
class _Heights:
    """Sizes in points, from the heights that one endless layout found."""

    heights: Mapping[str, float]
    sheet: Sheet
    in_callouts: frozenset[int]
    """Identities of the blocks that stand in callouts, where body text has another role."""
    notes: Mapping[int, float]
    """What each footnote takes, by its number."""

    def __call__(self, key: str, piece: Block | Item | Row) -> Size:
        if key.endswith(".h"):
            return Size(self._surround(key, piece))
        return Size(self._body(key, piece), self._notes(piece))

    def _surround(self, key: str, piece: Block | Item | Row) -> float:
        if isinstance(piece, Callout):
            box = self.sheet.house.callout
            return box.before + box.padding_top + box.padding_bottom
        if isinstance(piece, Table):
            return space_before(piece, self.sheet) + self.heights.get(key, 0.0)
        return 0.0

    def _body(self, key: str, piece: Block | Item | Row) -> float:
        if isinstance(piece, Row):
            return self.heights[key]
        if isinstance(piece, Item):
            return self.heights[key] + self.sheet.role("item").before
        if isinstance(piece, SourceList) and piece.form == "list":
            before = self.sheet.role("source-entry").before
            rows = range(len(piece.entries))
            return sum(self.heights[f"{key}.{row}"] + before for row in rows)
        return self.heights[key] + space_before(piece, self.sheet, id(piece) in self.in_callouts)

    def _notes(self, piece: Block | Item | Row) -> float:
        if not self.notes:
            return 0.0
        return sum(self.notes.get(number, 0.0) for number in note_numbers(piece))


def height_sizes(document: Document, heights: Mapping[str, float], sheet: Sheet) -> SizeOf:
    """Sizes in points of the pieces of *document*, whose endless layout found *heights*."""
    inside = {
        id(block)
        for callout in walk_blocks(document.body)
        if isinstance(callout, Callout)
        for block in walk_blocks(callout.blocks)
    }
    before = sheet.role("note").before
    numbered = ((note.number, heights.get(f"n{note.number}")) for note in document.notes)
    notes = {number: height + before for number, height in numbered if height is not None}
    return _Heights(heights, sheet, frozenset(inside), notes)


# In words ---------------------------------------------------------------------------------------


class Words:
    """Measures in words; needs no layout."""

    layouts = 0
    stacked = True

    def sizes(self, document: Document, numbered: Document) -> SizeOf:
        del document, numbered
        return word_size

    def foretell(self, document: Document, numbered: Document) -> float:
        del document
        return float(count_words(numbered))

    def room(self, numbered: Document) -> Room:
        return Room(float(count_words(numbered)))


def word_size(key: str, piece: Block | Item | Row) -> Size:
    """The words of one piece; what surrounds it has none."""
    return NOTHING if key.endswith(".h") else Size(float(_words_of(piece)))


def _words_of(piece: Block | Item | Row) -> int:
    """The words of one piece; kickers, small print and source lists are not counted."""
    if isinstance(piece, SourceList):
        return 0
    if isinstance(piece, Paragraph) and piece.role in _UNCOUNTED_ROLES:
        return 0
    words, _ = word_count(piece)
    return words


def count_words(document: Document) -> int:
    """The words of a document as a word budget counts them: the sum of `word_size`."""
    total = 0
    for block in walk_blocks(document.body):
        pieces = rows_of(block) if isinstance(block, Listing | Table) else (block,)
        total += sum(map(_words_of, pieces))
    return total
