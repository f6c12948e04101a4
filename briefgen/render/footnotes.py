"""Footnotes: each note is laid out once, and stands on the page of its mark.

In: WeasyPrint, while it lays a document out. Out: its pages, sooner, with every note in its place.

For every note that comes onto a page WeasyPrint lays out all notes of that page again, only to know
how high they are together, and once more when the page is done; in a memo that takes half of the
time. But their heights add up: space stands only before a note, and the rule above them parts the
first from what is above (see `pieces`). So each note is laid out alone when its mark comes, and the
notes of a page that is done are put below one another.

Where the first line of a piece finds room on a page and the second does not, WeasyPrint puts off
notes that are on the page already, whatever their ``footnote-policy``, so that the second does,
too. Here that piece begins on the next page, as it would had there been no notes.

There is no public way to tell WeasyPrint so. This replaces a method and two functions of its, which
it calls internal, for as long as one of our documents is laid out; WeasyPrint is pinned, and a test
holds files whose notes are laid out once against those made without: they have the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from typing import Any

__all__ = ["laid_out_once", "never_put_off"]

_ALONE = "briefgen_alone"
"""The attribute of a note's box under which an area with nothing but this note is kept."""


@contextmanager
def laid_out_once() -> Iterator[None]:
    """A context in which no note is laid out twice."""
    from weasyprint.layout import LayoutContext, page

    update_area, lay_out = LayoutContext._update_footnote_area, page.block_level_layout

    def update(context: Any) -> bool:
        area, notes = context.current_footnote_area, context.current_page_footnotes
        if not notes or context.in_column:
            return bool(update_area(context))
        if area.height != "auto":
            context.page_bottom += area.margin_height()
        area.height = sum(_alone(context, note).height for note in notes)
        area.children = notes
        context.page_bottom -= area.margin_height()
        return False  # an area as high as its notes holds them all

    def put_together(context: Any, box: Any, *how: Any, **named: Any) -> Any:
        if not _is_known(box):
            return lay_out(context, box, *how, **named)
        area, *rest = lay_out(context, box.copy_with_children([]), *how, **named)
        _fill(area, [getattr(note, _ALONE) for note in box.children])
        return area, *rest

    LayoutContext._update_footnote_area = update
    page.block_level_layout = put_together
    try:
        yield
    finally:
        LayoutContext._update_footnote_area = update_area
        page.block_level_layout = lay_out


@contextmanager
def never_put_off() -> Iterator[None]:
    """A context in which no note leaves the page of its mark to make room for other words.

    WeasyPrint does not put notes off for lines in columns (those of CSS, of which our pages have
    none), so each line is laid out as if it stood in one, while notes have their room as ever.
    """
    from weasyprint.layout import LayoutContext, block

    update_area, lay_out_lines = LayoutContext._update_footnote_area, block._linebox_layout

    def update(context: Any) -> bool:
        with _columns(context, False):
            return bool(update_area(context))

    def lay_out(context: Any, *how: Any) -> Any:
        with _columns(context, True):
            return lay_out_lines(context, *how)

    LayoutContext._update_footnote_area = update
    block._linebox_layout = lay_out
    try:
        yield
    finally:
        LayoutContext._update_footnote_area = update_area
        block._linebox_layout = lay_out_lines


@contextmanager
def _columns(context: Any, within: bool) -> Iterator[None]:
    before, context.in_column = context.in_column, within
    try:
        yield
    finally:
        context.in_column = before


def _alone(context: Any, note: Any) -> Any:
    """The area of notes on this page with *note* in it and no other, laid out."""
    from weasyprint.formatting_structure.build import create_anonymous_boxes
    from weasyprint.layout.block import block_level_layout

    if not hasattr(note, _ALONE):
        area = context.current_footnote_area
        area.children = [note]
        alone = create_anonymous_boxes(area.deepcopy())
        setattr(note, _ALONE, block_level_layout(context, alone, -inf, None, area.page)[0])
    return getattr(note, _ALONE)


def _is_known(box: Any) -> bool:
    """Whether *box* is an area of notes each of which was laid out alone."""
    from weasyprint.formatting_structure.boxes import FootnoteAreaBox

    if not isinstance(box, FootnoteAreaBox) or not box.children:
        return False
    return all(hasattr(note, _ALONE) for note in box.children)


def _fill(area: Any, alone: list[Any]) -> None:
    """Puts the notes of areas that hold one each below one another into *area*, which was empty."""
    left, top = area.content_box_x(), area.content_box_y()
    area.height = 0
    area.children = []
    for one in alone:
        one.translate(left - one.content_box_x(), top + area.height - one.content_box_y())
        area.children += one.children
        area.height += one.height
