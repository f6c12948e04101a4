"""Footnotes: how high the notes of a page are, without laying all of them out for each one more.

In: WeasyPrint, while it lays a document out. Out: the same pages, sooner. For every note that comes
onto a page WeasyPrint lays out all notes of that page again, only to know how high they are
together; in a memo that takes almost half of the time. But their heights add up: space stands only
before a note, and the rule above them parts the first from what is above (see `pieces`). So each
note is laid out once, and the page's notes when the page is done, as before.

There is no public way to tell WeasyPrint so. This replaces a method of its, which it calls
internal, for as long as one of our documents is laid out; WeasyPrint is pinned, and a test holds
files made in this way against those made without: they have the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from typing import Any

__all__ = ["added_up"]

_HEIGHT = "briefgen_height"
"""The attribute of a note's box under which its height is kept."""


@contextmanager
def added_up() -> Iterator[None]:
    """A context in which the heights of notes are added up."""
    from weasyprint.layout import LayoutContext

    laid_out = LayoutContext._update_footnote_area

    def update(context: Any) -> bool:
        area, notes = context.current_footnote_area, context.current_page_footnotes
        if not notes or context.in_column:
            return bool(laid_out(context))
        if area.height != "auto":
            context.page_bottom += area.margin_height()
        area.height = sum(_height(context, note) for note in notes)
        area.children = notes
        context.page_bottom -= area.margin_height()
        return False  # an area as high as its notes holds them all

    LayoutContext._update_footnote_area = update
    try:
        yield
    finally:
        LayoutContext._update_footnote_area = laid_out


def _height(context: Any, note: Any) -> float:
    """The height of *note* in pixels, with the space before it."""
    from weasyprint.formatting_structure.build import create_anonymous_boxes
    from weasyprint.layout.block import block_level_layout

    if not hasattr(note, _HEIGHT):
        area = context.current_footnote_area
        area.children = [note]
        alone = create_anonymous_boxes(area.deepcopy())
        found = block_level_layout(context, alone, -inf, None, area.page)[0]
        setattr(note, _HEIGHT, found.height)
    return float(getattr(note, _HEIGHT))
