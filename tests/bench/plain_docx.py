"""The straight python-docx program: an edition's paragraphs and tables, and nothing around them.

In: a `Material`. Out: a Word file with the house's page, type and evidence, through python-docx's
public interface only. It has no footnotes, content controls or links, for python-docx has none.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.shared import Pt

from briefgen.document import (
    Block,
    BlockQuote,
    Break,
    Callout,
    Cell,
    Columns,
    Definitions,
    Document,
    Emphasis,
    Figure,
    Group,
    Heading,
    Inline,
    Link,
    Listing,
    NoteRef,
    Paragraph,
    Quote,
    Section,
    SourceList,
    Strong,
    Styled,
    Table,
    Text,
)
from briefgen.house import Sheet

from .content import BOLD, Material

_STYLES = {
    "Normal": "body",
    "Title": "title",
    "Heading 2": "section",
    "Heading 3": "claim",
    "List Bullet": "item",
    "Quote": "blockquote",
}
"""Styles of python-docx's own template, and the house's roles that they look like."""


def base_of(material: Material) -> bytes:
    """An empty Word file with the page and the type of *material*, made once for all editions."""
    meta = material.document.meta
    sheet = material.prepared.pages.workshop.house.sheet(meta.page_size, meta.layout)
    document = docx.Document()
    _set_page(document.sections[0], sheet)
    for name, role in _STYLES.items():
        if role in sheet.roles:
            _set_style(document.styles[name], sheet, role)
    return _saved(document)


def _set_page(section: Any, sheet: Sheet) -> None:
    margins = sheet.layout.margins
    section.page_width, section.page_height = Pt(sheet.page.width), Pt(sheet.page.height)
    section.top_margin, section.bottom_margin = Pt(margins.top), Pt(margins.bottom)
    section.left_margin, section.right_margin = Pt(margins.left), Pt(margins.right)


def _set_style(style: Any, sheet: Sheet, role: str) -> None:
    wanted = sheet.role(role)
    style.font.name = sheet.house.families.text.word
    style.font.size = Pt(wanted.size)
    style.paragraph_format.line_spacing = Pt(wanted.leading)
    style.paragraph_format.space_before = Pt(wanted.before)
    style.paragraph_format.space_after = Pt(0)


def write(material: Material, base: bytes) -> bytes:
    """The Word file of *material* on *base*."""
    document = docx.Document(io.BytesIO(base))
    _set_properties(document.core_properties, material.document)
    footer = document.sections[0].footer.paragraphs[0]
    _add_runs(footer, material.document.footer)
    _add_blocks(document, material.document.body)
    for note in material.document.notes:
        paragraph = document.add_paragraph()
        paragraph.add_run(str(note.number)).font.superscript = True
        _add_runs(paragraph, note.children)
    _attach(document.part, material.evidence)
    return _saved(document)


def _set_properties(properties: Any, document: Document) -> None:
    meta = document.meta
    properties.title, properties.author = meta.title, meta.author
    properties.subject, properties.keywords = meta.subject, ", ".join(meta.keywords)


def _attach(main: Any, evidence: bytes) -> None:
    part = Part(PackURI("/evidence.json"), "application/json", evidence, main.package)
    main.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def _saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


# blocks ---------------------------------------------------------------------------------------


def _add_blocks(place: Any, blocks: Iterable[Block]) -> None:
    """Add *blocks* to *place*, a document or a cell."""
    for block in blocks:
        match block:
            case Section() | Group() | Callout():
                _add_blocks(place, block.blocks)
            case Columns():
                _add_columns(place, block)
            case Table() | Definitions():
                _add_table(place, list(_rows(block)))
            case SourceList():
                _add_sources(place, block)
            case _:
                _add_leaf(place, block)


def _add_leaf(place: Any, block: Block) -> None:
    match block:
        case Heading():
            style = "Title" if block.level == 1 else f"Heading {block.level}"
            _add_runs(place.add_paragraph(style=style), block.children)
        case Paragraph():
            _add_runs(place.add_paragraph(), block.children)
        case BlockQuote():
            place.add_paragraph(block.text, style="Quote")
        case Listing():
            style = "List Number" if block.ordered else "List Bullet"
            for item in block.items:
                _add_runs(place.add_paragraph(style=style), item.children)
        case Figure():
            place.add_paragraph(block.alt)


def _add_columns(place: Any, block: Columns) -> None:
    table = place.add_table(rows=1, cols=2)
    for cell, blocks in zip(table.row_cells(0), (block.left, block.right), strict=True):
        _add_blocks(cell, blocks)


def _rows(block: Table | Definitions) -> Iterator[tuple[Cell, ...]]:
    if isinstance(block, Definitions):
        for item in block.items:
            yield Cell((Text(item.term),), header=True), Cell(item.children)
        return
    if block.head:
        yield block.head
    yield from (row.cells for row in block.rows)


def _add_table(place: Any, rows: list[tuple[Cell, ...]]) -> None:
    table = place.add_table(rows=len(rows), cols=len(rows[0]))
    # Asking a table for its cells one by one takes time that grows with their square.
    for row, cells in zip(table.rows, rows, strict=True):
        for place_of_cell, cell in zip(row.cells, cells, strict=True):
            _add_runs(place_of_cell.paragraphs[0], cell.children, bold=cell.header)


def _add_sources(place: Any, block: SourceList) -> None:
    if block.form == "line":
        paragraph = place.add_paragraph()
        paragraph.add_run("Sources ").bold = True
        for entry in block.entries:
            paragraph.add_run(f"{entry.number}\u00a0").bold = True
            _add_runs(paragraph, (*entry.children, Text(" ")))
        return
    for entry in block.entries:
        _add_runs(place.add_paragraph(style="List Number"), entry.children)


# inlines --------------------------------------------------------------------------------------


def _add_runs(
    paragraph: Any, inlines: Iterable[Inline], *, bold: bool = False, italic: bool = False
) -> None:
    for inline in inlines:
        match inline:
            case Strong():
                _add_runs(paragraph, inline.children, bold=True, italic=italic)
            case Emphasis():
                _add_runs(paragraph, inline.children, bold=bold, italic=True)
            case Styled():
                heavy = bold or inline.role in BOLD
                _add_runs(paragraph, inline.children, bold=heavy, italic=italic)
            case Link():
                _add_runs(paragraph, inline.children, bold=bold, italic=italic)
            case NoteRef():
                paragraph.add_run(", ".join(map(str, inline.numbers))).font.superscript = True
            case Quote() | Text():
                quoted = isinstance(inline, Quote)
                run = paragraph.add_run(f"“{inline.text}”" if quoted else inline.text)
                run.bold, run.italic = bold or None, italic or None
            case Break():
                paragraph.add_run().add_break()
