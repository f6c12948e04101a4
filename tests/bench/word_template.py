"""The Word template that docxtpl fills: a loop over blocks, a paragraph or a table for each kind.

In: nothing. Out: a Word file with Jinja tags, made once. Values are bare words, without runs of
their own, which is the quickest that docxtpl can do.
"""

from __future__ import annotations

import io
from typing import Any

import docx

_STYLES = {
    "heading1": "Title",
    "heading2": "Heading 2",
    "heading3": "Heading 3",
    "heading4": "Heading 4",
    "text": "Normal",
    "quotation": "Quote",
    "item": "List Bullet",
}


def template() -> bytes:
    """The template for the `values` of a `Material`."""
    document = docx.Document()
    _add_loop(document, "block", "blocks")
    _add_loop_line(document, "{%p for note in notes %}", "{{ note }}")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add_loop(document: Any, name: str, values: str) -> None:
    document.add_paragraph(f"{{%p for {name} in {values} %}}")
    _add_kinds(document, name)
    document.add_paragraph(f"{{%p if {name}.kind == 'table' %}}")
    _add_table(document, name)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph(f"{{%p if {name}.kind == 'columns' %}}")
    _add_columns(document, name)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")


def _add_kinds(place: Any, name: str) -> None:
    for kind, style in _STYLES.items():
        place.add_paragraph(f"{{%p if {name}.kind == '{kind}' %}}")
        place.add_paragraph(f"{{{{ {name}.text }}}}", style=style)
        place.add_paragraph("{%p endif %}")


def _add_table(document: Any, name: str) -> None:
    table = document.add_table(rows=3, cols=3, style="Table Grid")
    table.cell(0, 0).text = f"{{%tr for row in {name}.rows %}}"
    for cell, words in zip(
        table.row_cells(1), ("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}"), strict=True
    ):
        cell.text = words
    table.cell(2, 0).text = "{%tr endfor %}"


def _add_columns(document: Any, name: str) -> None:
    table = document.add_table(rows=1, cols=2)
    for cell, side in zip(table.row_cells(0), ("left", "right"), strict=True):
        cell.paragraphs[0].text = f"{{%p for part in {name}.{side} %}}"
        _add_kinds(cell, "part")
        cell.add_paragraph("{%p endfor %}")


def _add_loop_line(document: Any, opening: str, line: str) -> None:
    document.add_paragraph(opening)
    document.add_paragraph(line)
    document.add_paragraph("{%p endfor %}")
