"""Blocks → paragraphs and tables: the tree painted as WordprocessingML.

In: blocks and the width of the column that they stand in. Out: the elements of a body or a cell.
Space is always space before. Tables and boxes know none, so an empty paragraph of that height
stands before them, and below a logo; another, as low as Word allows, stands where two tables meet
or a column ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from briefgen.document import (
    Block,
    BlockQuote,
    Callout,
    Columns,
    Definitions,
    Figure,
    Group,
    Heading,
    Inline,
    Listing,
    Paragraph,
    Section,
    SourceList,
    Strong,
    Table,
    Text,
)
from briefgen.house import Role, role_of
from briefgen.render.docx import figures, tables
from briefgen.render.docx.inlines import Pen, bookmarked, paint, quotation
from briefgen.render.docx.names import (
    FIRST_DEFINITION,
    GAP_CALLOUT,
    GAP_TABLE,
    HAIRLINE,
    LIST_BULLET,
    LIST_NUMBER,
    NUMBERS,
    QUOTE_FROM_RIGHT,
    SOURCES,
    TERM,
    Name,
    style_of,
)
from briefgen.render.docx.story import Story
from briefgen.render.docx.wml import Element, w, words
from briefgen.render.pieces import role_within
from briefgen.render.scripts import direction


@dataclass(frozen=True)
class Column:
    """Where blocks are painted: a story, the width in points, and whether in a callout."""

    story: Story
    width: float
    in_callout: bool = False

    def role(self, name: str) -> Role:
        """A role of the house style."""
        return self.story.desk.sheet.role(name)

    def pen(self, role: str) -> Pen:
        """A pen for a paragraph of *role*."""
        return Pen(self.story, self.role(role))


def flow(blocks: Iterable[Block], column: Column) -> list[Element]:
    """*blocks* one under another, ending in a paragraph as Word demands of body and cells."""
    painted: list[Element] = []
    for element in _paint_all(blocks, column):
        if painted and _is_table(element) and _is_table(painted[-1]):
            painted.append(gap(HAIRLINE))
        painted.append(element)
    if not painted or _is_table(painted[-1]):
        painted.append(gap(HAIRLINE))
    return painted


def gap(name: Name) -> Element:
    """An empty paragraph that takes the height of its style."""
    return w("p", w("pPr", w("pStyle", val=name.id)))


def _is_table(element: Element) -> bool:
    return element.tag.endswith("}tbl")


def _paint_all(blocks: Iterable[Block], column: Column) -> Iterator[Element]:
    for block in blocks:
        yield from _paint(block, column)


def _paint(block: Block, column: Column) -> Iterator[Element]:
    match block:
        case Section(blocks=blocks) | Group(blocks=blocks):
            yield from _paint_all(blocks, column)
        case Callout():
            yield gap(GAP_CALLOUT)
            yield _callout(block, column)
        case Columns():
            yield _columns(block, column)
        case Table():
            yield gap(GAP_TABLE)
            yield tables.data_table(block, column.width, column.pen)
        case Figure():
            yield figures.figure(block, column.width, column.story)
            if block.role == "logo":
                yield gap(GAP_TABLE)
        case _:
            yield from _paint_text(block, column)


def _paint_text(block: Block, column: Column) -> Iterator[Element]:
    match block:
        case Heading():
            yield _heading(block, column)
        case Paragraph(children):
            role = role_within(block, column.in_callout)
            yield paragraph(style_of(role), paint(children, column.pen(role)))
        case BlockQuote(excerpt, cut, text, _, language):
            role = role_of(block)
            style = QUOTE_FROM_RIGHT if direction(text) == "rtl" else style_of(role)
            pen = column.pen(role).speaking(language)
            yield paragraph(style, quotation(excerpt, cut, text, pen))
        case Listing():
            yield from _listing(block, column)
        case Definitions():
            yield from _definitions(block, column)
        case SourceList():
            yield from _source_list(block, column)


def paragraph(style: Name, content: Iterable[Element], *properties: Element) -> Element:
    """A paragraph in a named style; *properties* are of structure, never of looks."""
    return w("p", w("pPr", w("pStyle", val=style.id), *properties), *content)


def _heading(block: Heading, column: Column) -> Element:
    role = role_within(block, column.in_callout)
    style = style_of(role)
    content = list(paint(block.children, column.pen(role)))
    if block.anchor:
        desk = column.story.desk
        content = bookmarked(desk.bookmark_name(block.anchor), content, desk)
    # A role that is no heading of this level by its style still counts as one.
    outline = block.level - 1
    structure = [] if style.outline == outline else [w("outlineLvl", val=outline)]
    return paragraph(style, content, *structure)


# --- lists -------------------------------------------------------------------------------------


def _listing(block: Listing, column: Column) -> Iterator[Element]:
    pen = column.pen("item")
    number = column.story.desk.lists.begin(NUMBERS) if block.ordered else None
    style = LIST_NUMBER if block.ordered else LIST_BULLET
    for item in block.items:
        yield _list_paragraph(style, item.children, pen, number)


def _list_paragraph(
    style: Name, children: tuple[Inline, ...], pen: Pen, number: int | None
) -> Element:
    structure = [] if number is None else [w("numPr", w("ilvl", val=0), w("numId", val=number))]
    return paragraph(style, paint(children, pen), *structure)


def _definitions(block: Definitions, column: Column) -> Iterator[Element]:
    """The head of a memo: terms at the left, a tab, their words in a hanging indent."""
    pen = column.pen("definition")
    style = FIRST_DEFINITION
    for item in block.items:
        term = w("r", w("rPr", w("rStyle", val=TERM.id)), words(item.term))
        content = (term, w("r", w("tab")), *paint(item.children, pen))
        yield paragraph(style, content)
        style = style_of("definition")


def _source_list(block: SourceList, column: Column) -> Iterator[Element]:
    if not block.entries:
        return
    if block.form == "line":
        yield _source_line(block, column)
        return
    number = column.story.desk.lists.begin(SOURCES, block.entries[0].number)
    pen = column.pen("source-entry")
    for entry in block.entries:
        yield _list_paragraph(style_of("source-entry"), entry.children, pen, number)


def _source_line(block: SourceList, column: Column) -> Element:
    pen = column.pen("source-line")
    inlines: list[Inline] = [Strong((Text(column.story.desk.document.meta.labels.sources),))]
    for entry in block.entries:
        inlines += [Text(" "), Strong((Text(str(entry.number)),)), Text("\N{NO-BREAK SPACE}")]
        inlines += entry.children
    return paragraph(style_of("source-line"), paint(tuple(inlines), pen))


# --- boxes and columns -------------------------------------------------------------------------


def _callout(block: Callout, column: Column) -> Element:
    box = column.story.desk.sheet.house.callout
    inner = replace(column, width=column.width - 2 * box.padding_side - box.bar, in_callout=True)
    # Half of the bar stands outside the cell.
    return tables.callout_box(flow(block.blocks, inner), column.width - box.bar / 2)


def _columns(block: Columns, column: Column) -> Element:
    gutter = column.story.desk.sheet.layout.gutter
    half = replace(column, width=(column.width - gutter) / 2)
    left, right = flow(block.left, half), flow(block.right, half)
    return tables.two_columns(left, right, column.width, gutter)
