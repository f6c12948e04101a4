"""Frames: a measured document as increments with sizes, so that a selection costs no layout.

In: an unpruned `Document` and the size of each of its pieces (points of height, or words). Out: a
`Frame`, and `Fill`s of it: selections whose size is kept up to date as increments come and go.

Sizes add up (see `render.pieces`): an increment has the size of its own pieces; a section, list or
table adds its headings and its head as long as something in it is left; of two columns the longer
one counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property

from briefgen.document import (
    Block,
    Callout,
    Columns,
    Document,
    Group,
    Heading,
    Item,
    Listing,
    NoteRef,
    Row,
    Section,
    Table,
    inlines_of,
    keyed_blocks,
    rows_of,
    walk_inlines,
    word_count,
)

HAIR = 1e-6
"""What sums of sizes or values may be off."""
_ALWAYS = ""
"""The key under which pieces are kept that are no increment."""


@dataclass(frozen=True, slots=True)
class Size:
    """What one piece takes: *body* in its column, *notes* at the foot of the page.

    *words* and how many of them are *quoted* are counted whatever the unit of sizes is.
    """

    body: float
    notes: float = 0.0
    words: int = 0
    quoted: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(
            self.body + other.body,
            self.notes + other.notes,
            self.words + other.words,
            self.quoted + other.quoted,
        )

    @property
    def total(self) -> float:
        return self.body + self.notes


NOTHING = Size(0.0)
SizeOf = Callable[[str, Block | Item | Row], Size]
"""The size of the piece of this key, its space before included; `KEY.h` asks for a surround's."""


@dataclass(slots=True)
class Part:
    """An increment: the size of its own pieces, where it stands and what it needs.

    *surrounds* are the numbers of the sections, lists, tables and callouts that are there for it.
    """

    key: str
    parent: str
    column: int
    surrounds: tuple[int, ...]
    size: Size = NOTHING
    evidence: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Surround:
    """A section, list, table or callout: its own size, as long as something in it is left."""

    column: int
    size: Size


@dataclass(frozen=True)
class Frame:
    """All increments of a document with their sizes, and what is always there."""

    parts: Mapping[str, Part]
    surrounds: tuple[_Surround, ...]
    columns: tuple[tuple[int, int, int], ...]
    """Pairs of columns: left, right, and the column in which both stand."""

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The increments that stand in each, in reading order."""
        found: dict[str, tuple[str, ...]] = {}
        for key, part in self.parts.items():
            if key != _ALWAYS:
                found[part.parent] = (*found.get(part.parent, ()), key)
        return found

    def with_parents(self, key: str) -> list[str]:
        """*key* and the increments in which it stands, outermost first."""
        chain = []
        while key != _ALWAYS:
            chain.append(key)
            key = self.parts[key].parent
        return chain[::-1]

    def with_children(self, key: str) -> list[str]:
        """*key* and every increment that stands in it."""
        found = [key]
        for child in self.children.get(key, ()):
            found += self.with_children(child)
        return found

    @property
    def column_count(self) -> int:
        return 1 + 2 * len(self.columns)


class Fill:
    """A selection of a frame's increments and its size."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.kept: dict[str, None] = {}
        self.words = 0
        """Words of what is kept and of what is always there; *quoted* is how many are quoted."""
        self.quoted = 0
        self._columns = [0.0] * frame.column_count
        self._notes = 0.0
        self._uses = [0] * len(frame.surrounds)
        self._apply(frame.parts[_ALWAYS], 1)

    def copy(self) -> Fill:
        """The same selection, which may change while this one stays."""
        twin = copy(self)
        twin.kept = self.kept.copy()
        twin._columns = self._columns.copy()
        twin._uses = self._uses.copy()
        return twin

    def size(self) -> float:
        """The size of the whole: the taller of each pair of columns, and all notes."""
        return self._size(self._columns.copy(), self._notes)

    def _size(self, heights: list[float], notes: float) -> float:
        for left, right, around in reversed(self.frame.columns):
            heights[around] += max(heights[left], heights[right])
        return heights[0] + notes

    def add(self, key: str) -> None:
        """Keep *key*, which is not kept yet and whose parent is."""
        self.kept[key] = None
        self._apply(self.frame.parts[key], 1)

    def drop(self, key: str) -> None:
        """No longer keep *key*, in which nothing is kept any more."""
        del self.kept[key]
        self._apply(self.frame.parts[key], -1)

    def size_with(self, key: str) -> float:
        """What `size` would be with *key*, which is not kept yet and whose parent is."""
        part = self.frame.parts[key]
        heights, notes = self._columns.copy(), self._notes + part.size.notes
        heights[part.column] += part.size.body
        for number in part.surrounds:
            if not self._uses[number]:
                surround = self.frame.surrounds[number]
                heights[surround.column] += surround.size.body
                notes += surround.size.notes
        return self._size(heights, notes)

    def _apply(self, part: Part, sign: int) -> None:
        self._count(part.column, part.size, sign)
        for number in part.surrounds:
            self._use(number, sign)

    def _use(self, number: int, sign: int) -> None:
        before = self._uses[number]
        self._uses[number] = before + sign
        if before == 0 or self._uses[number] == 0:
            surround = self.frame.surrounds[number]
            self._count(surround.column, surround.size, sign)

    def _count(self, column: int, size: Size, sign: int) -> None:
        self._columns[column] += sign * size.body
        self._notes += sign * size.notes
        self.words += sign * size.words
        self.quoted += sign * size.quoted


# --- from a document to a frame ----------------------------------------------------------------


def frame_of(document: Document, size_of: SizeOf, *, stacked: bool = False) -> Frame:
    """The frame of an unpruned *document*, whose pieces have the sizes that *size_of* tells.

    *stacked*: columns add up, as they do where words are counted.
    """
    return _Framing(size_of, stacked).frame(document)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where the next piece belongs."""

    part: str
    column: int
    surrounds: tuple[int, ...]
    heads: int = -1
    """The surround that headings belong to; -1 where they are pieces like any other."""


class _Framing:
    def __init__(self, size_of: SizeOf, stacked: bool) -> None:
        self._size_of = size_of
        self._stacked = stacked
        self._parts = {_ALWAYS: Part(_ALWAYS, _ALWAYS, 0, ())}
        self._surrounds: list[_Surround] = []
        self._columns: list[tuple[int, int, int]] = []

    def frame(self, document: Document) -> Frame:
        self._keys = keyed_blocks(document.body)
        self._blocks(document.body, _Spot(_ALWAYS, 0, ()))
        return Frame(self._parts, tuple(self._surrounds), tuple(self._columns))

    def _blocks(self, blocks: tuple[Block, ...], spot: _Spot) -> None:
        for block in blocks:
            key, _ = next(self._keys)
            self._block(block, key, self._within(block.increment, spot))

    def _within(self, increment: str, spot: _Spot) -> _Spot:
        """The spot inside *increment*, which becomes a part; *spot* itself without one."""
        if not increment:
            return spot
        self._parts[increment] = Part(increment, spot.part, spot.column, spot.surrounds)
        return _Spot(increment, spot.column, spot.surrounds)

    def _block(self, block: Block, key: str, spot: _Spot) -> None:
        if isinstance(block, Columns):
            self._side_by_side(block, spot)
        elif isinstance(block, Group) and block.increment:
            self._blocks(block.blocks, spot)
        elif isinstance(block, Section | Group | Callout):
            size = self._measured(f"{key}.h", block) if isinstance(block, Callout) else NOTHING
            self._blocks(block.blocks, self._surrounded(spot, size))
        elif isinstance(block, Listing | Table):
            self._rows(block, key, spot)
        else:
            self._leaf(block, key, spot)

    def _surrounded(self, spot: _Spot, size: Size) -> _Spot:
        number = len(self._surrounds)
        self._surrounds.append(_Surround(spot.column, size))
        return _Spot(spot.part, spot.column, (*spot.surrounds, number), number)

    def _side_by_side(self, block: Columns, spot: _Spot) -> None:
        if self._stacked:
            self._blocks((*block.left, *block.right), spot)
            return
        left = 1 + 2 * len(self._columns)
        self._columns.append((left, left + 1, spot.column))
        self._blocks(block.left, _Spot(spot.part, left, spot.surrounds))
        self._blocks(block.right, _Spot(spot.part, left + 1, spot.surrounds))

    def _rows(self, block: Listing | Table, key: str, spot: _Spot) -> None:
        inside = self._surrounded(spot, self._measured(f"{key}.h", block))
        for index, row in enumerate(rows_of(block)):
            own = self._within(row.increment, inside)
            self._piece(f"{key}.{index}", row, own)

    def _leaf(self, block: Block, key: str, spot: _Spot) -> None:
        if isinstance(block, Heading) and spot.heads >= 0:
            surround = self._surrounds[spot.heads]
            size = surround.size + self._measured(key, block)
            self._surrounds[spot.heads] = _Surround(surround.column, size)
        else:
            self._piece(key, block, spot)

    def _piece(self, key: str, piece: Block | Item | Row, spot: _Spot) -> None:
        part = self._parts[spot.part]
        if part.column == spot.column:
            part.size = part.size + self._measured(key, piece)
        else:
            # A fixed piece in a column has no part of its own to stand in: it fills the column
            # through a surround that is always in use.
            self._surrounds.append(_Surround(spot.column, self._measured(key, piece)))
            part.surrounds += (len(self._surrounds) - 1,)
        part.surrounds = tuple(dict.fromkeys((*part.surrounds, *spot.surrounds)))
        part.evidence |= _evidence_of(piece)

    def _measured(self, key: str, piece: Block | Item | Row) -> Size:
        size = self._size_of(key, piece)
        return Size(size.body, size.notes, *word_count(piece))


def _evidence_of(piece: Block | Item | Row) -> set[str]:
    """The excerpts that the note marks of one piece name."""
    marks = (one for one in walk_inlines(inlines_of(piece)) if isinstance(one, NoteRef))
    return {name for mark in marks for name in mark.evidence}
