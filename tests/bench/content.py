"""Finished editions of briefgen, written down for its peers: the same words, notes and tables.

In: a fitted edition. Out: a `Material`: Markdown for pandoc, HTML and CSS for WeasyPrint, values
for a Word template. Nothing is selected or shortened here: what briefgen chose, all peers print.

Where one note has several marks it is a footnote at the first one and a raised number at the
others, as no peer lets marks share a note.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from briefgen.build import Prepared
from briefgen.document import (
    Block,
    BlockQuote,
    Break,
    Cell,
    Columns,
    Definitions,
    Document,
    Emphasis,
    Field,
    Figure,
    Heading,
    Inline,
    Link,
    Listing,
    NoteRef,
    Paragraph,
    Quote,
    SourceList,
    Strong,
    Styled,
    Table,
    Text,
    children_of,
    walk_blocks,
)
from briefgen.render.css import style_sheet
from briefgen.render.html import page_html
from briefgen.render.landmarks import NOTE_TAG, QUOTE_TAG

Value = str | list["Value"] | dict[str, "Value"]

BOLD = frozenset({"label", "speaker", "for", "against"})
"""Character styles of the house that are bold."""
_PIXELS = 1500
"""The width of a picture on a page, at the resolution of print."""


@dataclass(frozen=True)
class Page:
    """One finished edition as WeasyPrint takes it."""

    html: str
    css: str
    evidence: bytes
    """What the floor attaches, as briefgen does."""


@dataclass(frozen=True)
class Material:
    """One finished edition as every peer takes it."""

    name: str
    prepared: Prepared

    @property
    def document(self) -> Document:
        return self.prepared.document

    @cached_property
    def evidence(self) -> bytes:
        """What the floor attaches, as briefgen does."""
        return self.prepared.evidence

    @cached_property
    def markdown(self) -> str:
        """For pandoc: footnotes and pipe tables; two columns stand one below the other."""
        return markdown_of(self.document, self.name)

    @cached_property
    def page(self) -> Page:
        """What briefgen lays out itself, for a parser of HTML.

        Such a parser ends a paragraph at the elements that briefgen takes for quotations and notes.
        """
        html = re.sub(rf"(</?)(?:{QUOTE_TAG}|{NOTE_TAG})\b", r"\1span", page_html(self.document))
        meta = self.document.meta
        sheet = self.prepared.pages.workshop.house.sheet(meta.page_size, meta.layout)
        return Page(html, style_sheet(sheet), self.evidence)

    @cached_property
    def values(self) -> Mapping[str, Value]:
        """For the Word template: blocks in their order, each with its kind."""
        return values_of(self.document)

    def write_markdown(self, folder: Path) -> Path:
        """The Markdown file in *folder*, its pictures beside it."""
        for number, picture in enumerate(_pictures(self.document.body)):
            (folder / _picture_name(self.name, number)).write_bytes(picture)
        path = folder / f"{self.name}.md"
        path.write_text(self.markdown, encoding="utf-8")
        return path

    def write_page(self, folder: Path) -> Path:
        """What WeasyPrint takes, for another process."""
        path = folder / f"{self.name}.page"
        path.write_bytes(pickle.dumps(self.page))
        return path


# Markdown -------------------------------------------------------------------------------------

_MARKUP = re.compile(r"[\\`*_\[\]<>#$^~|@{}&]")
_LIST_MARK = re.compile(r"^([-+:=%]|\d+(?=[.)]))")


def markdown_of(document: Document, name: str) -> str:
    """*document* as pandoc's Markdown; its pictures are called by *name* and number."""
    writer = _Markdown(document, name)
    writer.blocks(document.body)
    writer.notes()
    return "\n\n".join(writer.parts) + "\n"


@dataclass
class _Markdown:
    document: Document
    name: str
    parts: list[str] = field(default_factory=list)
    noted: set[int] = field(default_factory=set)
    pictures: int = 0

    def blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        self.blocks(children_of(block))
        match block:
            case Heading():
                self.parts.append(f"{'#' * block.level} {self.text(block.children)}")
            case Paragraph():
                self.parts.append(_guarded(self.text(block.children)))
            case BlockQuote():
                self.parts.append(f"> {_guarded(_escaped(block.text))}")
            case Listing():
                self.listing(block)
            case Table():
                self.table(block)
            case Definitions():
                rows = [[f"**{one.term}**", self.text(one.children)] for one in block.items]
                self.rows([12, 88], ["", ""], rows)
            case Figure():
                self.figure(block)
            case SourceList():
                self.sources(block)

    def figure(self, block: Figure) -> None:
        self.parts.append(f"![{_escaped(block.alt)}]({_picture_name(self.name, self.pictures)})")
        self.pictures += 1

    def listing(self, block: Listing) -> None:
        mark = "1." if block.ordered else "-"
        texts = (_guarded(self.text(item.children)) for item in block.items)
        self.parts.append("\n".join(f"{mark} {text}" for text in texts))

    def table(self, block: Table) -> None:
        head = [self.cell(cell) for cell in block.head] or [""] * len(block.rows[0].cells)
        rows = [[self.cell(cell) for cell in row.cells] for row in block.rows]
        self.rows(block.widths or [100 / len(head)] * len(head), head, rows)

    def rows(self, widths: Iterable[float], head: list[str], rows: list[list[str]]) -> None:
        rule = ["-" * max(3, round(width)) for width in widths]
        self.parts.append("\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows)))

    def cell(self, cell: Cell) -> str:
        text = self.text(cell.children)
        return f"**{text}**" if cell.header and text else text

    def sources(self, block: SourceList) -> None:
        if block.form == "line":
            words = (f"**{one.number}** {self.text(one.children)}" for one in block.entries)
            self.parts.append(" ".join(("**Sources**", *words)))
        elif block.entries:
            words = (f"{one.number}. {self.text(one.children)}" for one in block.entries)
            self.parts.append("\n".join(words))

    def notes(self) -> None:
        for note in self.document.notes:
            if note.number in self.noted:
                self.parts.append(f"[^{note.number}]: {_guarded(self.text(note.children))}")

    def text(self, inlines: Iterable[Inline]) -> str:
        return "".join(map(self.inline, inlines)).strip(" ")

    def inline(self, inline: Inline) -> str:
        match inline:
            case Text():
                return _escaped(inline.text)
            case Quote():
                return f"“{_escaped(inline.text)}”"
            case Strong():
                return self.marked(inline.children, "**")
            case Emphasis():
                return self.marked(inline.children, "*")
            case Styled():
                bold = inline.role in BOLD
                return self.marked(inline.children, "**") if bold else self.joined(inline.children)
            case Link():
                words = self.joined(inline.children)
                return words if inline.href.startswith("#") else f"[{words}](<{inline.href}>)"
            case NoteRef():
                return self.mark(inline)
            case Break():
                return "\\\n"
            case Field():
                return ""

    def joined(self, inlines: Iterable[Inline]) -> str:
        return "".join(map(self.inline, inlines))

    def marked(self, inlines: Iterable[Inline], mark: str) -> str:
        """Words between marks, with their outer spaces outside, where marks need them."""
        text = self.joined(inlines)
        core = text.strip(" ")
        return text.replace(core, f"{mark}{core}{mark}", 1) if core else text

    def mark(self, mark: NoteRef) -> str:
        if self.document.meta.note_style != "footnotes":
            return f"^{','.join(map(str, mark.numbers))}^" if mark.numbers else ""
        return "".join(map(self.footnote, mark.numbers))

    def footnote(self, number: int) -> str:
        if number in self.noted:
            return f"^{number}^"
        self.noted.add(number)
        return f"[^{number}]"


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)


def _guarded(line: str) -> str:
    """A line that shall not begin a list, a definition or a rule."""
    return _LIST_MARK.sub(lambda mark: "".join(f"&#{ord(char)};" for char in mark[0]), line)


def _pictures(blocks: tuple[Block, ...]) -> Iterator[bytes]:
    """The pictures of *blocks* as PNG, in the order in which the Markdown names them."""
    from briefgen.render.raster import png_of

    for block in walk_blocks(blocks):
        if isinstance(block, Figure):
            yield block.png or png_of(block.svg, _PIXELS)


def _picture_name(stem: str, number: int) -> str:
    return f"{stem}-{number}.png"


# values of a Word template --------------------------------------------------------------------


def values_of(document: Document) -> dict[str, Value]:
    """*document* as values: words without any markup, marks in brackets, notes at the end."""
    notes: list[Value] = [f"[{note.number}] {spoken(note.children)}" for note in document.notes]
    return {"blocks": list(_values(document.body)), "notes": notes}


def _values(blocks: Iterable[Block]) -> Iterator[Value]:
    for block in blocks:
        if isinstance(block, Columns):
            left, right = list(_values(block.left)), list(_values(block.right))
            yield {"kind": "columns", "left": left, "right": right}
        else:
            yield from _leaf_values(block)
            yield from _values(children_of(block))


def _leaf_values(block: Block) -> Iterator[Value]:
    match block:
        case Heading():
            yield {"kind": f"heading{block.level}", "text": spoken(block.children)}
        case Paragraph():
            yield {"kind": "text", "text": spoken(block.children)}
        case BlockQuote():
            yield {"kind": "quotation", "text": block.text}
        case Listing():
            for item in block.items:
                yield {"kind": "item", "text": spoken(item.children)}
        case Table() | Definitions():
            yield {"kind": "table", "rows": _rows(block)}
        case SourceList():
            yield from _source_values(block)
        case Figure():
            yield {"kind": "text", "text": block.alt}


def _rows(block: Table | Definitions) -> list[Value]:
    if isinstance(block, Definitions):
        return [[one.term, spoken(one.children)] for one in block.items]
    rows = [block.head, *(row.cells for row in block.rows)]
    return [[spoken(cell.children) for cell in row] for row in rows if row]


def _source_values(block: SourceList) -> Iterator[Value]:
    if block.form == "line":
        entries = (f"{one.number} {spoken(one.children)}" for one in block.entries)
        yield {"kind": "text", "text": " ".join(("Sources", *entries))}
        return
    for entry in block.entries:
        yield {"kind": "item", "text": spoken(entry.children)}


def spoken(inlines: Iterable[Inline]) -> str:
    """The words of *inlines*, note marks in brackets."""
    return "".join(map(_spoken, inlines)).strip(" ")


def _spoken(inline: Inline) -> str:
    match inline:
        case Text():
            return inline.text
        case Quote():
            return f"“{inline.text}”"
        case Strong() | Emphasis() | Styled() | Link():
            return "".join(map(_spoken, inline.children))
        case NoteRef():
            return f"[{', '.join(map(str, inline.numbers))}]" if inline.numbers else ""
        case Break():
            return " "
        case Field():
            return ""
