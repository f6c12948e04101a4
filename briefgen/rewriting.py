"""Rewriting: a document in which some blocks or inlines are others, and all else is as it was.

In: a `Document`, or blocks of one, and what is to become of each. Out: a new tree, which shares
with the old one whatever stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import is_
from typing import TypeVar

from briefgen.document import (
    GROUPING,
    HOLDING,
    Block,
    Cell,
    Columns,
    Definition,
    Definitions,
    Document,
    Emphasis,
    Heading,
    Inline,
    Item,
    Link,
    Listing,
    Paragraph,
    Strong,
    Styled,
    Table,
)

_WORDED = (Paragraph, Heading)


def map_blocks(blocks: tuple[Block, ...], change: Callable[[Block], Block]) -> tuple[Block, ...]:
    """*blocks* with *change* applied to every leaf, containers rebuilt around what changes."""
    mapped = tuple(_mapped(block, change) for block in blocks)
    return blocks if _is_same(mapped, blocks) else mapped


def _mapped(block: Block, change: Callable[[Block], Block]) -> Block:
    if isinstance(block, GROUPING):
        inner = map_blocks(block.blocks, change)
        return block if inner is block.blocks else replace(block, blocks=inner)
    if isinstance(block, Columns):
        left, right = map_blocks(block.left, change), map_blocks(block.right, change)
        same = left is block.left and right is block.right
        return block if same else replace(block, left=left, right=right)
    return change(block)


def _is_same(new: tuple[object, ...], old: tuple[object, ...]) -> bool:
    return all(map(is_, new, old))


def rewrite(document: Document, change: Callable[[Inline], Inline]) -> Document:
    """*document* with *change* applied to every leaf inline of the body, in reading order."""
    return replace(
        document, body=map_blocks(document.body, lambda block: _rewritten(block, change))
    )


def _rewritten(block: Block, change: Callable[[Inline], Inline]) -> Block:
    if isinstance(block, _WORDED):
        return _within(block, change)
    if isinstance(block, Listing):
        return replace(block, items=tuple(_within(item, change) for item in block.items))
    if isinstance(block, Definitions):
        return replace(block, items=tuple(_within(pair, change) for pair in block.items))
    if isinstance(block, Table):
        rows = (replace(row, cells=_rewrite_cells(row.cells, change)) for row in block.rows)
        return replace(block, head=_rewrite_cells(block.head, change), rows=tuple(rows))
    return block


def _rewrite_cells(cells: tuple[Cell, ...], change: Callable[[Inline], Inline]) -> tuple[Cell, ...]:
    return tuple(_within(cell, change) for cell in cells)


_Worded = TypeVar(
    "_Worded",
    bound=Heading | Paragraph | Item | Definition | Cell | Strong | Emphasis | Styled | Link,
)


def _within(one: _Worded, change: Callable[[Inline], Inline]) -> _Worded:
    """*one* with its words rewritten; *one* itself where they stay the same."""
    children = tuple(
        _within(child, change) if isinstance(child, HOLDING) else change(child)
        for child in one.children
    )
    return one if _is_same(children, one.children) else replace(one, children=children)
