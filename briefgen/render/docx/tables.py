"""Tables: data with header rows, the box of a callout, two columns side by side.

In: cells, painted or not, and widths in points. Out: ``w:tbl`` elements of fixed layout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from briefgen.document import Cell, Table
from briefgen.render.docx.inlines import Pen, paint
from briefgen.render.docx.names import CALLOUT_BOX, COLUMNS, ROW_HEAD, Name, style_of, table_style
from briefgen.render.docx.wml import NAMESPACES, Element, twips, w

Pens = Callable[[str], Pen]
"""Gives the pen for a role."""


def data_table(block: Table, width: float, pens: Pens) -> Element:
    """A table of data; its header row repeats on every page, rows stay whole."""
    widths = [width * share / 100 for share in block.widths]
    # In reading order, the head first: notes and comments are numbered as they are painted.
    rows = [_row(block.head, widths, pens, head=True)] if block.head else []
    rows += [_row(row.cells, widths, pens) for row in block.rows]
    names_rows = any(row.cells[0].header for row in block.rows)
    look = _look(first_row=bool(block.head), first_column=names_rows)
    return _table(table_style(block.role), widths, rows, look, caption=block.caption)


def callout_box(content: list[Element], width: float) -> Element:
    """A box of one cell around painted content."""
    row = w("tr", w("trPr", w("cantSplit")), _cell(content, width))
    return _table(CALLOUT_BOX, [width], [row], _look())


def two_columns(left: list[Element], right: list[Element], width: float, gutter: float) -> Element:
    """Two painted columns of equal width with *gutter* between them."""
    half = width / 2
    for column in (left, right):
        _begin_freely(column)
    cells = (
        _cell(left, half, right_margin=gutter / 2),
        _cell(right, half, left_margin=gutter / 2),
    )
    return _table(COLUMNS, [half, half], [w("tr", *cells)], _look())


def _begin_freely(content: list[Element]) -> None:
    """Takes "keep with next" from the paragraph that begins a column.

    LibreOffice holds a table together that begins with it: rather than let the columns run on
    from page to page, it would leave the rest of the first one empty.
    """
    properties = content[0].find("w:pPr", NAMESPACES) if content else None
    if properties is not None:
        # The schema wants it right after the style.
        properties.insert(1, w("keepNext", val=0))


def _table(
    style: Name, widths: list[float], rows: list[Element], look: Element, caption: str = ""
) -> Element:
    properties = w(
        "tblPr",
        w("tblStyle", val=style.id),
        w("tblW", w=sum(twips(width) for width in widths), type="dxa"),
        w("tblLayout", type="fixed"),
        look,
        w("tblDescription", val=caption) if caption else None,
    )
    grid = w("tblGrid", *(w("gridCol", w=twips(width)) for width in widths))
    return w("tbl", properties, grid, *rows)


def _look(*, first_row: bool = False, first_column: bool = False) -> Element:
    """Which rows and columns are headers; said twice, because LibreOffice reads the mask alone."""
    flags = {
        "firstRow": (first_row, 0x0020),
        "lastRow": (False, 0x0040),
        "firstColumn": (first_column, 0x0080),
        "lastColumn": (False, 0x0100),
        "noHBand": (True, 0x0200),
        "noVBand": (True, 0x0400),
    }
    mask = sum(bit for wanted, bit in flags.values() if wanted)
    return w(
        "tblLook", val=f"{mask:04X}", **{name: int(is_set) for name, (is_set, _) in flags.items()}
    )


def _row(cells: Iterable[Cell], widths: list[float], pens: Pens, *, head: bool = False) -> Element:
    properties = w("trPr", w("cantSplit"), w("tblHeader") if head else None)
    painted = (
        _text_cell(cell, width, pens, head) for cell, width in zip(cells, widths, strict=True)
    )
    return w("tr", properties, *painted)


def _text_cell(cell: Cell, width: float, pens: Pens, head: bool) -> Element:
    role = "head-cell" if head else "cell"
    name = ROW_HEAD if cell.header and not head else style_of(role)
    style = w("pPr", w("pStyle", val=name.id))
    return _cell([w("p", style, *paint(cell.children, pens(role)))], width)


def _cell(
    content: list[Element], width: float, *, left_margin: float = 0, right_margin: float = 0
) -> Element:
    margins = [
        w(side, w=twips(margin), type="dxa")
        for side, margin in (("left", left_margin), ("right", right_margin))
        if margin
    ]
    properties = w(
        "tcPr",
        w("tcW", w=twips(width), type="dxa"),
        w("tcMar", *margins) if margins else None,
    )
    return w("tc", properties, *content)
