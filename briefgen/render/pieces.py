"""Pieces: what of a document can be measured, and how the measures add up.

In: a document tree. Out: its pieces under the keys by which layouts tell their heights, and the
space that stands above each. `frame` adds them up, `paging` fills pages with them.

A piece is a leaf block, a list item, a table row, a row of a memo's head, an entry of a source list
or a note. Its key says where it stands in its tree; what is pruned has other keys than before:

    b12      the block that `walk_blocks(document.body)` yields as number 12, counted from 0
    b12.3    item, row or entry 3 of that block, counted from 0
    b12.h    the head of that table; to `frame`, what surrounds the rows or blocks of any block
    n4       note 4

Heights add up because space stands only *before* a block and never collapses with other space:
neither at the top of a column, callout or cell nor under a container's edge. A box is as high as
its pieces, each with the space before it; the higher of two columns counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from briefgen.document import (
    CONTAINERS,
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
    NoteRef,
    Paragraph,
    Row,
    Section,
    SourceList,
    Table,
    inlines_of,
    keyed_blocks,
    rows_of,
    walk_inlines,
)
from briefgen.house import Sheet, role_of

__all__ = [
    "keys",
    "note_numbers",
    "notes_height",
    "notes_overhead",
    "role_within",
    "space_before",
]

Piece = Block | Item | Row | Note


def keys(document: Document) -> dict[str, Piece]:
    """Every piece of *document* under its key, in reading order, notes last.

    These are the keys of `Press.heights`. Containers have no height of their own and are left out.
    """
    found: dict[str, Piece] = {}
    for key, block in keyed_blocks(document.body):
        if isinstance(block, Table) and block.head:
            found[f"{key}.h"] = block
        parts = _parts(block)
        if parts is not None:
            found |= {f"{key}.{index}": part for index, part in enumerate(parts)}
        elif not isinstance(block, CONTAINERS):
            found[key] = block
    if document.meta.has_footnotes:
        found |= {f"n{note.number}": note for note in document.notes}
    return found


def _parts(block: Block) -> tuple[Item | Row | Note, ...] | None:
    """Items, rows or entries where these are the pieces, and not the whole block."""
    if isinstance(block, SourceList):
        return block.entries if block.form == "list" else None
    return rows_of(block) if isinstance(block, Listing | Table) else None


def note_numbers(piece: Block | Item | Row) -> Iterator[int]:
    """The notes to which one piece leads, in reading order, as often as it names them."""
    for inline in walk_inlines(inlines_of(piece)):
        if isinstance(inline, NoteRef):
            yield from inline.numbers


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


def notes_height(numbers: Iterable[int], heights: Mapping[str, float], sheet: Sheet) -> float:
    """The height in points of the notes area with these notes; 0 without any."""
    before = sheet.role("note").before
    notes = [heights[f"n{number}"] + before for number in numbers]
    return sum(notes) + notes_overhead(sheet) if notes else 0.0


def notes_overhead(sheet: Sheet) -> float:
    """What the notes area takes besides its notes: the space above its rule, the rule, the gap."""
    return sheet.role("note").leading + sheet.house.rules.thin + sheet.house.rules.gap
