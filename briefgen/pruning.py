"""Pruning: a document without the increments that are not kept, and without what they leave empty.

In: a `Document` with all that its edition may show, and the keys of what stays. Out: the same tree
without the rest.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from briefgen.document import (
    CONTAINERS,
    Block,
    Callout,
    Columns,
    Document,
    Group,
    Heading,
    Item,
    Listing,
    Row,
    Section,
    Table,
    children_of,
)


def prune(document: Document, keep: Collection[str]) -> Document:
    """*document* without the increments that are not in *keep*.

    Sections, lists, tables, groups, callouts and columns that are left without content vanish too.
    """
    return replace(document, body=_pruned(document.body, keep))


def _pruned(blocks: tuple[Block, ...], keep: Collection[str]) -> tuple[Block, ...]:
    kept = (_prune_block(block, keep) for block in blocks if _stays(block, keep))
    return tuple(block for block in kept if block is not None)


def _stays(part: Block | Item | Row, keep: Collection[str]) -> bool:
    return not part.increment or part.increment in keep


def _prune_block(block: Block, keep: Collection[str]) -> Block | None:
    if isinstance(block, Columns):
        return _prune_columns(block, keep)
    if isinstance(block, Section | Group | Callout):
        inner = _pruned(block.blocks, keep)
        # An increment may be a lone heading (a claim without gist); a frame around them may not.
        stands = bool(inner) if _may_be_bare(block) else _says_something(inner)
        return replace(block, blocks=inner) if stands else None
    if isinstance(block, Listing):
        items = tuple(item for item in block.items if _stays(item, keep))
        return replace(block, items=items) if items else None
    if isinstance(block, Table):
        rows = tuple(row for row in block.rows if _stays(row, keep))
        return replace(block, rows=rows) if rows else None
    return block


def _prune_columns(block: Columns, keep: Collection[str]) -> Block | None:
    left, right = _pruned(block.left, keep), _pruned(block.right, keep)
    if _says_something(left) and _says_something(right):
        return replace(block, left=left, right=right)
    # One side alone takes the full width: half an empty page helps nobody.
    alone = left if _says_something(left) else right
    return Group(alone, block.increment) if _says_something(alone) else None


def _may_be_bare(block: Block) -> bool:
    return isinstance(block, Group) and bool(block.increment)


def _says_something(blocks: tuple[Block, ...]) -> bool:
    return any(
        not isinstance(block, Heading)
        if _may_be_bare(block) or not isinstance(block, CONTAINERS)
        else _says_something(children_of(block))
        for block in blocks
    )
