"""Pieces: what of a document can be measured, and how the measures add up.

In: a document tree, and the heights of its pieces as one layout found them. Out: the height of any
selection of its increments, without another layout.

A piece is a leaf block, a list item, a table row, a row of a memo's head, an entry of a source list
or a note. Its key says where it stands in the *unpruned* tree:

    b12      the block that `walk_blocks(document.body)` yields as number 12, counted from 0
    b12.3    item, row or entry 3 of that block, counted from 0
    b12.h    the head of that table
    n4       note 4

Heights add up because space stands only *before* a block and never collapses with other space:
neither at the top of a column, callout or cell nor under a container's edge. A box is as high as
its pieces, each with the space before it; the higher of two columns counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from briefgen.document import (
    Block,
    Callout,
    Columns,
    Definitions,
    Document,
    Figure,
    Group,
    Heading,
    Item,
    Listing,
    Note,
    Paragraph,
    Row,
    Section,
    SourceList,
    Table,
    children_of,
    rows_of,
    walk_blocks,
)
from briefgen.house import Sheet, role_of

__all__ = ["block_keys", "flow_height", "keys", "notes_height", "role_within", "space_before"]

Piece = Block | Item | Row | Note


def block_keys(blocks: tuple[Block, ...]) -> tuple[tuple[str, Block], ...]:
    """Every block with its key, in reading order, containers before what they hold."""
    return tuple((f"b{index}", block) for index, block in enumerate(walk_blocks(blocks)))


def keys(document: Document) -> dict[str, Piece]:
    """Every piece of *document* under its key, in reading order, notes last.

    These are the keys of `LaidOut.heights`. Containers have no height of their own and are left
    out, all but callouts.
    """
    found: dict[str, Piece] = {}
    for key, block in block_keys(document.body):
        if isinstance(block, Table) and block.head:
            found[f"{key}.h"] = block
        parts = _parts(block)
        if parts is not None:
            found |= {f"{key}.{index}": part for index, part in enumerate(parts)}
        elif not isinstance(block, Section | Group | Columns):
            found[key] = block
    if document.meta.note_style == "footnotes":
        found |= {f"n{note.number}": note for note in document.notes}
    return found


def _parts(block: Block) -> tuple[Item | Row | Note, ...] | None:
    """Items, rows or entries where these are the pieces, and not the whole block."""
    if isinstance(block, SourceList):
        return block.entries if block.form == "list" else None
    return rows_of(block) if isinstance(block, Listing | Table) else None


def role_within(block: Heading | Paragraph, in_callout: bool) -> str:
    """The house role of a heading or paragraph; body text in a callout takes the callout's."""
    role = role_of(block)
    return "callout" if in_callout and role == "body" else role


def space_before(block: Block, sheet: Sheet, in_callout: bool = False) -> float:
    """The space above *block*, in points.

    A list, and a source list in list form, has none: its items have theirs. Nor has a section, a
    group or a pair of columns: what they hold has. A figure and a memo's head stand
    as far off as a table.
    """
    if isinstance(block, Heading | Paragraph):
        return sheet.role(role_within(block, in_callout)).before
    if isinstance(block, Callout):
        return sheet.house.callout.before
    if isinstance(block, Table | Definitions | Figure):
        return sheet.house.table.before
    if isinstance(block, SourceList):
        return sheet.role("source-line").before if block.form == "line" else 0
    if isinstance(block, Listing | Section | Group | Columns):
        return 0
    return sheet.role(role_of(block)).before


def flow_height(
    blocks: tuple[Block, ...],
    heights: Mapping[str, float],
    sheet: Sheet,
    keep: Collection[str] | None = None,
) -> float:
    """The height in points of *blocks* pruned to the increments in *keep* (None: all of them).

    *blocks* is the body of the document that was measured, unpruned; *heights* are those of its
    pieces (`LaidOut.heights` of an endless layout). The space before the first block counts, as it
    does on a first page. Notes are not part of the flow (`notes_height`). What prediction cannot
    see: page breaks, a note mark that has another width after numbering anew, a source line whose
    entries change, and a column left alone, which `prune` sets to the full width, so that it comes
    out no higher than said.
    """
    return _Reckoning(heights, sheet, keep).blocks(blocks, 0, in_callout=False).height


def notes_height(numbers: Iterable[int], heights: Mapping[str, float], sheet: Sheet) -> float:
    """The height in points of the notes area with these notes; 0 without any."""
    before = sheet.role("note").before
    notes = [heights[f"n{number}"] + before for number in numbers]
    return sum(notes) + notes_overhead(sheet) if notes else 0.0


def notes_overhead(sheet: Sheet) -> float:
    """What the notes area takes besides its notes: the space above its rule, the rule, the gap."""
    return sheet.role("note").leading + sheet.house.rules.thin + sheet.house.rules.gap


@dataclass(frozen=True, slots=True)
class _Extent:
    """How high a pruned piece is, and whether it keeps an emptied section from vanishing."""

    height: float
    stands: bool = False
    """Whether anything at all is left."""
    says: bool = False
    """Whether what is left is more than headings."""


_NOTHING = _Extent(0.0)


@dataclass(frozen=True, slots=True)
class _Reckoning:
    """Walks the unpruned tree and adds up what stays, by the rules of `document.prune`."""

    heights: Mapping[str, float]
    sheet: Sheet
    keep: Collection[str] | None

    def blocks(self, blocks: tuple[Block, ...], start: int, *, in_callout: bool) -> _Extent:
        """The extent of *blocks* one below the other; *start* is the number of the first."""
        height, stands, says = 0.0, False, False
        number = start
        for block in blocks:
            extent = self.block(block, number, in_callout)
            height += extent.height
            stands = stands or extent.stands
            says = says or extent.says
            number += _count(block)
        return _Extent(height, stands, says)

    def block(self, block: Block, number: int, in_callout: bool) -> _Extent:
        if not self._kept(block.increment):
            return _NOTHING
        if isinstance(block, Columns):
            return self._columns(block, number, in_callout)
        if isinstance(block, Callout):
            return self._callout(block, number)
        if isinstance(block, Section | Group):
            inner = self.blocks(block.blocks, number + 1, in_callout=in_callout)
            if isinstance(block, Group) and block.increment:
                return _Extent(inner.height, inner.stands, inner.stands)
            return inner if inner.says else _NOTHING
        before = space_before(block, self.sheet, in_callout)
        if isinstance(block, Listing):
            return self._rows(block.items, f"b{number}", self.sheet.role("item").before, 0)
        if isinstance(block, Table):
            head = self.heights[f"b{number}.h"] if block.head else 0
            return self._rows(block.rows, f"b{number}", 0, before + head)
        if isinstance(block, SourceList) and block.form == "list":
            return self._entries(block, number)
        height = before + self.heights[f"b{number}"]
        return _Extent(height, stands=True, says=not isinstance(block, Heading))

    def _kept(self, increment: str) -> bool:
        return self.keep is None or not increment or increment in self.keep

    def _frame(self, block: Section | Group, number: int, in_callout: bool) -> _Extent:
        inner = self.blocks(block.blocks, number + 1, in_callout=in_callout)
        # An increment may be a lone heading, such as a claim without its gist.
        if isinstance(block, Group) and block.increment:
            return _Extent(inner.height, inner.stands, says=inner.stands)
        return inner if inner.says else _NOTHING

    def _columns(self, block: Columns, number: int, in_callout: bool) -> _Extent:
        left = self.blocks(block.left, number + 1, in_callout=in_callout)
        start = number + 1 + sum(_count(one) for one in block.left)
        right = self.blocks(block.right, start, in_callout=in_callout)
        standing = [side.height for side in (left, right) if side.says]
        return _Extent(max(standing), stands=True, says=True) if standing else _NOTHING

    def _callout(self, block: Callout, number: int) -> _Extent:
        inner = self.blocks(block.blocks, number + 1, in_callout=True)
        if not inner.says:
            return _NOTHING
        box = self.sheet.house.callout
        around = box.before + box.padding_top + box.padding_bottom
        return _Extent(inner.height + around, stands=True, says=True)

    def _rows(self, rows: tuple[Item | Row, ...], key: str, before: float, above: float) -> _Extent:
        kept = [
            self.heights[f"{key}.{index}"] + before
            for index, row in enumerate(rows)
            if self._kept(row.increment)
        ]
        return _Extent(sum(kept) + above, stands=True, says=True) if kept else _NOTHING

    def _entries(self, block: SourceList, number: int) -> _Extent:
        before = self.sheet.role("source-entry").before
        entries = [self.heights[f"b{number}.{i}"] + before for i in range(len(block.entries))]
        return _Extent(sum(entries), stands=True, says=True)


def _count(block: Block) -> int:
    """How many blocks `walk_blocks` yields for *block*, itself included."""
    return 1 + sum(_count(child) for child in children_of(block))
