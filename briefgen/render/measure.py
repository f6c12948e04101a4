"""Measuring: how much room pieces of a document take, in points of height or in words.

In: an unpruned, numbered `Document` and, for heights, those that one endless layout found. Out: the
`SizeOf` from which `frame` builds its frames, and the words that a pruned document has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
from briefgen.frame import NOTHING, Size, SizeOf
from briefgen.house import Sheet
from briefgen.render.pieces import note_numbers, space_before

_UNCOUNTED_ROLES = frozenset({"kicker", "small", "disclosure"})


@dataclass(frozen=True, slots=True)
class _Heights:
    """Sizes in points, from the heights that one endless layout found."""

    heights: Mapping[str, float]
    sheet: Sheet
    in_callouts: frozenset[int]
    """Identities of the blocks that stand in callouts, where body text has another role."""

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
        before = self.sheet.role("note").before
        return sum(
            self.heights[f"n{number}"] + before
            for number in note_numbers(piece)
            if f"n{number}" in self.heights
        )


def height_sizes(document: Document, heights: Mapping[str, float], sheet: Sheet) -> SizeOf:
    """Sizes in points of the pieces of *document*, whose endless layout found *heights*."""
    inside = {
        id(block)
        for callout in walk_blocks(document.body)
        if isinstance(callout, Callout)
        for block in walk_blocks(callout.blocks)
    }
    return _Heights(heights, sheet, frozenset(inside))


def word_size(key: str, piece: Block | Item | Row) -> Size:
    """The words of one piece; kickers, small print and source lists are not counted."""
    if key.endswith(".h") or isinstance(piece, SourceList):
        return NOTHING
    if isinstance(piece, Paragraph) and piece.role in _UNCOUNTED_ROLES:
        return NOTHING
    words, _ = word_count(piece)
    return Size(float(words))


def count_words(document: Document) -> int:
    """The words of a document as a word budget counts them: the sum of `word_size`."""
    total = 0.0
    for block in walk_blocks(document.body):
        pieces = rows_of(block) if isinstance(block, Listing | Table) else (block,)
        total += sum(word_size("", piece).body for piece in pieces)
    return int(total)
