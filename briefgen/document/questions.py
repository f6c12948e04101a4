"""Questions asked of a document: its pieces in reading order, its words, what it shows.

In: a `Document`, or blocks and inlines of its tree. Out: the pieces asked for, as they are; nothing
is changed. Rows of tables and items of lists are pieces, too, and are asked for by `rows_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from briefgen.document.tree import (
    GROUPING,
    HOLDING,
    Block,
    BlockQuote,
    Break,
    Columns,
    Definitions,
    Document,
    Heading,
    Inline,
    Item,
    Listing,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Row,
    SourceList,
    Table,
    Text,
)

QUOTED = "\ufffc"
"""What stands for the words of a quotation where these are of no concern."""

_WORDED, _LISTED = (Paragraph, Heading, Item), (Listing, Definitions)


def walk_blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block in reading order, containers before what they hold."""
    for block in blocks:
        yield block
        if children := children_of(block):
            yield from walk_blocks(children)


def keyed_blocks(blocks: tuple[Block, ...]) -> Iterator[tuple[str, Block]]:
    """Every block as `walk_blocks` yields it, under the key that `render.pieces` describes.

    Who goes through the tree in another way takes the next key for each block that it meets.
    """
    return ((f"b{number}", block) for number, block in enumerate(walk_blocks(blocks)))


def children_of(block: Block) -> tuple[Block, ...]:
    """The blocks that *block* holds; () for a leaf."""
    if isinstance(block, GROUPING):
        return block.blocks
    if isinstance(block, Columns):
        return block.left + block.right
    return ()


def rows_of(block: Block) -> tuple[Item | Row, ...]:
    """The list items or table rows of a block, which may be increments of their own."""
    if isinstance(block, Listing):
        return block.items
    if isinstance(block, Table):
        return block.rows
    return ()


def texts_of(part: Block | Item | Row) -> Iterator[tuple[Inline, ...]]:
    """What stands in one block, item or row, by paragraph, item, cell or entry; none for containers
    and block quotations.
    """
    if isinstance(part, _WORDED):
        yield part.children
    elif isinstance(part, Row):
        yield from (cell.children for cell in part.cells)
    elif isinstance(part, _LISTED):
        yield from (item.children for item in part.items)
    elif isinstance(part, Table):
        yield from (cell.children for cell in part.head)
        yield from (cell.children for row in part.rows for cell in row.cells)
    elif isinstance(part, SourceList):
        yield from (entry.children for entry in part.entries)


def inlines_of(part: Block | Item | Row) -> Iterator[Inline]:
    """The top-level inlines of `texts_of`, in reading order."""
    return chain.from_iterable(texts_of(part))


def walk_inlines(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Every inline in reading order, those that hold others before what they hold."""
    for inline in inlines:
        yield inline
        if isinstance(inline, HOLDING):
            yield from walk_inlines(inline.children)


def all_inlines(document: Document) -> Iterator[Inline]:
    """Every inline of the body, nested ones included, in reading order."""
    for block in walk_blocks(document.body):
        yield from walk_inlines(inlines_of(block))


def increments(document: Document) -> tuple[str, ...]:
    """The keys of all increments in reading order, each once."""
    found: dict[str, None] = {}
    for block in walk_blocks(document.body):
        for part in (block, *rows_of(block)):
            if part.increment:
                found[part.increment] = None
    return tuple(found)


def quoted_in(document: Document) -> Iterator[str]:
    """The excerpts that *document* quotes, in reading order, as often as it does."""
    for block in walk_blocks(document.body):
        if isinstance(block, BlockQuote):
            yield block.excerpt
        for inline in walk_inlines(inlines_of(block)):
            if isinstance(inline, Quote):
                yield inline.excerpt


def cited_in(document: Document) -> Iterator[str]:
    """The excerpts that note marks of *document* name, in reading order, as often as they do."""
    marks = (one for one in all_inlines(document) if isinstance(one, NoteRef))
    return (name for mark in marks for name in mark.evidence)


def shown_in(document: Document) -> tuple[str, ...]:
    """The excerpts that *document* quotes or cites, each once, sorted."""
    return tuple(sorted({*quoted_in(document), *cited_in(document)}))


def marked_notes(document: Document) -> Iterator[Note]:
    """What note marks lead to: footnotes, or the sources where these are the notes."""
    if document.meta.has_footnotes:
        yield from document.notes
        return
    for block in walk_blocks(document.body):
        if isinstance(block, SourceList):
            yield from block.entries


def plain(inlines: Iterable[Inline]) -> str:
    """The words of inlines, quotation marks around running quotations included, without notes."""
    return "".join(_words_of(walk_inlines(inlines), lambda quote: quote.text))


def besides_quotations(inlines: Iterable[Inline]) -> str:
    """The words of inlines as `plain` has them, with `QUOTED` for those of running quotations."""
    return "".join(_words_of(walk_inlines(inlines), lambda _: QUOTED))


def _words_of(walked: Iterable[Inline], quoted: Callable[[Quote], str]) -> Iterator[str]:
    for inline in walked:
        if isinstance(inline, Text):
            yield inline.text
        elif isinstance(inline, Quote):
            yield f"“{quoted(inline)}”"
        elif isinstance(inline, Break):
            yield " "


def word_count(part: Block | Item | Row) -> tuple[int, int]:
    """The words of one part, and how many of them are quoted.

    Those of a table are the words of its head; a list, a source list and a container have none.
    """
    if isinstance(part, BlockQuote):
        words = len(part.text.split())
        return words, words
    words = quoted = 0
    for text in _own_texts_of(part):
        walked = tuple(walk_inlines(text))
        words += len("".join(_words_of(walked, lambda quote: quote.text)).split())
        quotes = (one for one in walked if isinstance(one, Quote))
        quoted += sum(len(one.text.split()) for one in quotes)
    return words, quoted


def _own_texts_of(part: Block | Item | Row) -> Iterable[tuple[Inline, ...]]:
    """Those of `texts_of` without what its rows, items or entries say."""
    if isinstance(part, Table):
        return (cell.children for cell in part.head)
    return () if isinstance(part, Listing | SourceList) else texts_of(part)
