"""The document model: a small frozen tree that templates produce and every renderer reads.

In: nothing but values; `briefhtml` parses what a template wrote into this tree and proves its
quotations. Out: a `Document` that can be walked, pruned of increments and numbered. The tree says
what a thing *is* (its role), never how it looks: looks come from the house style.

    Document ── header, footer: inlines of the running head and foot
             ── body: blocks          Section Group Callout Columns        hold blocks
                                      Heading Paragraph BlockQuote         hold inlines or words
                                      Listing Table Definitions            hold items, rows, pairs
                                      Figure SourceList
             ── notes: numbered after pruning

An *increment* is a piece that can be there or not. Any block, list item or table row may carry the
key of one; `pruning` drops those that are not kept, and with them sections left without content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from briefgen.kinds import Cut, NoteStyle, Paper

QUOTED = "\ufffc"
"""What stands for the words of a quotation where these are of no concern."""

# --- inlines -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Words as printed; white space is already collapsed."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Styled:
    """A run in a named character style of the house (see `markup.SPAN_ROLES`)."""

    role: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A running quotation. *text* has no outer marks: renderers set “ and ” around it.

    Inner quotation marks in *text* already alternate with the outer ones.
    """

    excerpt: str
    cut: Cut
    text: str


@dataclass(frozen=True, slots=True)
class NoteRef:
    """A note mark. *evidence* names excerpts; *numbers* are those of its notes once numbered."""

    evidence: tuple[str, ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """*href* is an absolute URL, a ``mailto:``, or ``#anchor`` of a heading of this document."""

    href: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A value that only layout knows: the page number or the count of pages."""

    name: Literal["page", "pages"]


@dataclass(frozen=True, slots=True)
class Break:
    """A line break inside a paragraph."""


Inline = Text | Strong | Emphasis | Styled | Quote | NoteRef | Link | Field | Break

# --- blocks ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heading:
    """*level* 1 is the title, 2 a section, 3 a claim, 4 a subheading; *anchor* may be ''."""

    level: int
    children: tuple[Inline, ...]
    role: str = ""
    anchor: str = ""
    increment: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    children: tuple[Inline, ...]
    role: str = "body"
    increment: str = ""


@dataclass(frozen=True, slots=True)
class BlockQuote:
    """A quotation set off in a paragraph of its own, without quotation marks around it."""

    excerpt: str
    cut: Cut
    text: str
    increment: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    children: tuple[Inline, ...]
    increment: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[Item, ...]
    ordered: bool = False
    increment: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    children: tuple[Inline, ...]
    header: bool = False
    """Whether the cell heads its row (cells of `Table.head` head their column)."""


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    increment: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of fixed column *widths*, in per cent of the text width; *head* repeats on pages."""

    widths: tuple[float, ...]
    head: tuple[Cell, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    """What the table shows, in words: its alternative text, not printed."""
    role: str = ""
    increment: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    term: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """The head of a memo: TO, FROM, DATE, RE."""

    items: tuple[Definition, ...]
    increment: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: *svg* source, or *png* bytes; *alt* says what it shows; *width* in per cent."""

    alt: str
    width: float
    svg: str = ""
    png: bytes = b""
    role: str = ""
    increment: str = ""


@dataclass(frozen=True, slots=True)
class SourceList:
    """Where the sources are listed. *entries* are filled when the document is numbered."""

    form: Literal["line", "list"]
    entries: tuple[Note, ...] = ()
    increment: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under a name; it vanishes when pruning leaves nothing in it but headings."""

    name: str
    blocks: tuple[Block, ...]
    increment: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that belong together, such as a claim, its gist and its quotations."""

    blocks: tuple[Block, ...]
    increment: str = ""


@dataclass(frozen=True, slots=True)
class Callout:
    """Blocks in a tinted box, such as the bottom line."""

    blocks: tuple[Block, ...]
    role: str = ""
    increment: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Two columns side by side (in Word a borderless two-cell table)."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]
    increment: str = ""


Leaf = Heading | Paragraph | BlockQuote | Listing | Table | Definitions | Figure | SourceList
Container = Section | Group | Callout | Columns
Block = Leaf | Container
CONTAINERS = (Section, Group, Callout, Columns)

# --- the document ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, or an entry of the source list."""

    number: int
    children: tuple[Inline, ...]
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Labels:
    """Words that notes and formats write of their own, where the body does not say them.

    Each is a word of `lengths.yaml`, under the same name.
    """

    quoting: str = "quoting"
    reported: str = "reporting"
    sources: str = "Sources"
    notes: str = "Notes"
    links: str = "Links"
    contents: str = "In this issue"
    online: str = "Read online"
    unsubscribe: str = "Unsubscribe"


@dataclass(frozen=True, slots=True)
class Meta:
    """Properties that every format carries in its own way."""

    identifier: str
    """``dossier/audience-length``."""
    title: str
    language: str
    issued: date
    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    page_size: Paper = "letter"
    layout: str = "sheet"
    """Which set of the house style's roles applies: `sheet` or `memo`."""
    note_style: NoteStyle = "footnotes"
    labels: Labels = Labels()


@dataclass(frozen=True, slots=True)
class Document:
    meta: Meta
    body: tuple[Block, ...]
    header: tuple[Inline, ...] = ()
    footer: tuple[Inline, ...] = ()
    notes: tuple[Note, ...] = field(default=())


# --- walking -----------------------------------------------------------------------------------


def walk_blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block in reading order, containers before what they hold."""
    for block in blocks:
        yield block
        yield from walk_blocks(children_of(block))


def keyed_blocks(blocks: tuple[Block, ...]) -> Iterator[tuple[str, Block]]:
    """Every block as `walk_blocks` yields it, under the key that `render.pieces` describes.

    Who goes through the tree in another way takes the next key for each block that it meets.
    """
    return ((f"b{number}", block) for number, block in enumerate(walk_blocks(blocks)))


def children_of(block: Block) -> tuple[Block, ...]:
    """The blocks that *block* holds; () for a leaf."""
    if isinstance(block, Columns):
        return block.left + block.right
    if isinstance(block, Section | Group | Callout):
        return block.blocks
    return ()


def inlines_of(part: Block | Item | Row) -> Iterator[Inline]:
    """The top-level inlines of one block, item or row in reading order; none for containers."""
    if isinstance(part, Heading | Paragraph | Item):
        yield from part.children
    elif isinstance(part, Row):
        yield from _inlines_in(part.cells)
    elif isinstance(part, Listing | Definitions):
        yield from _inlines_in(part.items)
    elif isinstance(part, Table):
        yield from _inlines_in((*part.head, *(cell for row in part.rows for cell in row.cells)))
    elif isinstance(part, SourceList):
        yield from _inlines_in(part.entries)


def _inlines_in(holders: Iterable[Item | Cell | Definition | Note]) -> Iterator[Inline]:
    return (inline for holder in holders for inline in holder.children)


def walk_inlines(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Every inline in reading order, those that hold others before what they hold."""
    for inline in inlines:
        yield inline
        if isinstance(inline, Strong | Emphasis | Styled | Link):
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
    if document.meta.note_style == "footnotes":
        yield from document.notes
        return
    for block in walk_blocks(document.body):
        if isinstance(block, SourceList):
            yield from block.entries


def rows_of(block: Block) -> tuple[Item | Row, ...]:
    """The list items or table rows of a block, which may be increments of their own."""
    if isinstance(block, Listing):
        return block.items
    if isinstance(block, Table):
        return block.rows
    return ()


def plain(inlines: Iterable[Inline]) -> str:
    """The words of inlines, quotation marks around running quotations included, without notes."""
    parts: list[str] = []
    for inline in walk_inlines(inlines):
        if isinstance(inline, Text):
            parts.append(inline.text)
        elif isinstance(inline, Quote):
            parts.append(f"“{inline.text}”")
        elif isinstance(inline, Break):
            parts.append(" ")
    return "".join(parts)


def besides_quotations(inlines: Iterable[Inline]) -> str:
    """The words of inlines as `plain` has them, with `QUOTED` for those of running quotations."""
    return plain(
        replace(one, text=QUOTED) if isinstance(one, Quote) else one
        for one in walk_inlines(inlines)
        if not isinstance(one, Strong | Emphasis | Styled | Link)
    )


def word_count(part: Block | Item | Row) -> tuple[int, int]:
    """The words of one part, and how many of them are quoted.

    Those of a table are the words of its head; a list, a source list and a container have none.
    """
    if isinstance(part, BlockQuote):
        words = len(part.text.split())
        return words, words
    texts = _texts_of(part)
    quoted = (one.text for text in texts for one in walk_inlines(text) if isinstance(one, Quote))
    return sum(len(plain(text).split()) for text in texts), sum(len(one.split()) for one in quoted)


def _texts_of(part: Block | Item | Row) -> tuple[tuple[Inline, ...], ...]:
    if isinstance(part, Heading | Paragraph | Item):
        return (part.children,)
    if isinstance(part, Row):
        return tuple(cell.children for cell in part.cells)
    if isinstance(part, Table):
        return tuple(cell.children for cell in part.head)
    if isinstance(part, Definitions):
        return tuple(pair.children for pair in part.items)
    return ()
