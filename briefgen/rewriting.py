"""Rewriting: a document in which some blocks or inlines are others, and all else is as it was.

In: a `Document`, or blocks of one, and what is to become of each. Out: a new tree, which shares
with the old one whatever stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from briefgen.document import (
    Block,
    Callout,
    Cell,
    Columns,
    Definition,
    Definitions,
    Document,
    Emphasis,
    Group,
    Heading,
    Inline,
    Item,
    Link,
    Listing,
    Paragraph,
    Section,
    Strong,
    Styled,
    Table,
)


def map_blocks(blocks: tuple[Block, ...], change: Callable[[Block], Block]) -> tuple[Block, ...]:
    """*blocks* with *change* applied to every leaf, containers rebuilt around them."""
    return tuple(_mapped(block, change) for block in blocks)


def _mapped(block: Block, change: Callable[[Block], Block]) -> Block:
    if isinstance(block, Columns):
        return replace(
            block, left=map_blocks(block.left, change), right=map_blocks(block.right, change)
        )
    if isinstance(block, Section | Group | Callout):
        return replace(block, blocks=map_blocks(block.blocks, change))
    return change(block)


def rewrite(document: Document, change: Callable[[Inline], Inline]) -> Document:
    """*document* with *change* applied to every leaf inline of the body, in reading order."""
    return replace(
        document, body=map_blocks(document.body, lambda block: _rewritten(block, change))
    )


def _rewritten(block: Block, change: Callable[[Inline], Inline]) -> Block:
    if isinstance(block, Heading | Paragraph):
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
        _within(child, change)
        if isinstance(child, Strong | Emphasis | Styled | Link)
        else change(child)
        for child in one.children
    )
    if all(new is old for new, old in zip(children, one.children, strict=True)):
        return one
    return replace(one, children=children)
