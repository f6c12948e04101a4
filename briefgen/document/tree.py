"""The tree of a document: frozen values, which say what a thing *is*, never how it looks.

    Document ── header, footer: inlines of the running head and foot
             ── body: blocks          Section Group Callout Columns        hold blocks
                                      Heading Paragraph BlockQuote         hold inlines or words
                                      Listing Table Definitions            hold items, rows, pairs
                                      Figure SourceList
             ── notes: numbered after pruning

An *increment* is a piece that can be there or not. Any block, list item or table row may carry the
key of one; `pruning` drops those that are not kept, and with them sections left without content.
Looks come from the house style, by the role of a piece.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from briefgen.kinds import Cut, NoteStyle, Paper

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
    language: str = ""
    """Of a title in another language than the document's; a BCP 47 tag."""


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
    language: str = ""
    """Where it is another than the document's; a BCP 47 tag."""


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
HOLDING = (Strong, Emphasis, Styled, Link)
"""The inlines that hold others. A tuple is asked more quickly than a union made each time."""

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
    language: str = ""
    """Where it is another than the document's; a BCP 47 tag."""


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
GROUPING = (Section, Group, Callout)
"""The containers whose blocks stand one below the other."""
CONTAINERS = (*GROUPING, Columns)

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

    @property
    def has_footnotes(self) -> bool:
        """Whether note marks lead to footnotes, and not to the entries of the source list."""
        return self.note_style == "footnotes"


@dataclass(frozen=True, slots=True)
class Document:
    """All that an edition prints. *notes* are its footnotes; without any until it is numbered."""

    meta: Meta
    body: tuple[Block, ...]
    header: tuple[Inline, ...] = ()
    footer: tuple[Inline, ...] = ()
    notes: tuple[Note, ...] = ()
