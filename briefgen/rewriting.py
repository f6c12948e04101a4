"""Rewriting: a document in which some blocks or inlines are others, and all else is as it was.

In: a `Document`, or blocks of one, and what is to become of each. Out: a new tree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from briefgen.document import (
    Block,
    Callout,
    Cell,
    Columns,
    Definitions,
    Document,
    Emphasis,
    Group,
    Heading,
    Inline,
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
        return replace(block, children=_rewrite(block.children, change))
    if isinstance(block, Listing):
        items = (replace(item, children=_rewrite(item.children, change)) for item in block.items)
        return replace(block, items=tuple(items))
    if isinstance(block, Definitions):
        pairs = (replace(pair, children=_rewrite(pair.children, change)) for pair in block.items)
        return replace(block, items=tuple(pairs))
    if isinstance(block, Table):
        head = _rewrite_cells(block.head, change)
        rows = (replace(row, cells=_rewrite_cells(row.cells, change)) for row in block.rows)
        return replace(block, head=head, rows=tuple(rows))
    return block


def _rewrite_cells(cells: tuple[Cell, ...], change: Callable[[Inline], Inline]) -> tuple[Cell, ...]:
    return tuple(replace(cell, children=_rewrite(cell.children, change)) for cell in cells)


def _rewrite(inlines: tuple[Inline, ...], change: Callable[[Inline], Inline]) -> tuple[Inline, ...]:
    return tuple(
        replace(one, children=_rewrite(one.children, change))
        if isinstance(one, Strong | Emphasis | Styled | Link)
        else change(one)
        for one in inlines
    )
