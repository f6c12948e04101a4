"""Revising: a laid-out document with other words in a few of its pieces.

In: the pages of a document, its HTML, and the HTML of another one that differs from it in nothing
but the words of some pieces, as editions for different recipients do. Out: the pages of the other,
for which those pieces alone were laid out and put in the places of the old ones; or None where that
cannot be done, because more differs or because a piece takes another room.

WeasyPrint has no public way to do this. So its boxes, which it calls internal, are read, copied and
moved here and nowhere else; WeasyPrint is pinned, and a test holds the files made in this way
against those that are laid out whole: they are the same but for the last digit of a measure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from briefgen.render.heights import keep_only, piece_key, piece_of
from briefgen.render.landmarks import NOTE_TAG

__all__ = ["revised"]

_HAIR = 1e-3
"""Pixels by which the same lines may seem to differ in height."""
_RUNNING = "r-running"

LayOut = Callable[[Element], list[Any]]
"""Lays the HTML out and returns the pages."""


def revised(
    pages: list[Any], old: Element, new: Element, pieces: Collection[str], lay_out: LayOut
) -> list[Any] | None:
    """The *pages* of the document *old* as those of *new*, which loses what need not be laid out.

    *pieces* are the keys of all pieces (see `pieces.keys`).
    """
    found = _differences(old, new, pieces)
    if found is None:
        return None
    boxes = _Replacing(_laid_out(new, found, pieces, lay_out))
    replaced = [boxes.within(page._page_box) for page in pages]
    if not boxes.fit or boxes.placed != sorted(found):
        return None
    # Pages gather their links and bookmarks from their boxes when they are made.
    return [type(page)(box) for page, box in zip(pages, replaced, strict=True)]


def _laid_out(
    root: Element, wanted: Collection[str], pieces: Collection[str], lay_out: LayOut
) -> Mapping[str, Any]:
    """The boxes of the pieces that are *wanted*, laid out alone; none if they pass a page."""
    if not wanted:
        return {}
    keep_only(root, set(wanted), pieces)
    _without_running(root)
    pages = lay_out(root)
    return _boxes(pages[0]._page_box, wanted) if len(pages) == 1 else {}


# --- what differs ------------------------------------------------------------------------------


def _differences(
    old: Element, new: Element, pieces: Collection[str]
) -> Mapping[str, Element] | None:
    """The elements of *new* by the keys of the pieces in which it differs; None if in more."""
    found: dict[str, Element] = {}
    return found if _is_covered(old, new, pieces, found) else None


def _is_covered(
    old: Element, new: Element, pieces: Collection[str], found: dict[str, Element]
) -> bool:
    """Whether *new* is *old* but for the words of pieces, which are added to *found*."""
    key = piece_key(new)
    if key in pieces and not key.startswith("n"):
        if _is_same(old, new):
            return True
        found[key] = new
        as_before = (old.tag, old.attrib, old.tail) == (new.tag, new.attrib, new.tail)
        return as_before and not _leads_elsewhere(old) and not _leads_elsewhere(new)
    # Alone, an item of a numbered list would be its first.
    numbered = new.tag == "ol" and not _is_same(old, new)
    return (
        not numbered
        and _is_alike(old, new)
        and all(_is_covered(one, other, pieces, found) for one, other in zip(old, new, strict=True))
    )


def _is_alike(old: Element, new: Element) -> bool:
    return (
        old.tag == new.tag
        and old.attrib == new.attrib
        and old.text == new.text
        and old.tail == new.tail
        and len(old) == len(new)
    )


def _is_same(old: Element, new: Element) -> bool:
    return _is_alike(old, new) and all(
        _is_same(one, other) for one, other in zip(old, new, strict=True)
    )


def _leads_elsewhere(element: Element) -> bool:
    """Whether *element* has notes or links: their other ends stand outside it."""
    return any(one.tag in (NOTE_TAG, "a") for one in element.iter())


def _without_running(root: Element) -> None:
    for parent in root.iter():
        for child in [one for one in parent if _RUNNING in one.get("class", "")]:
            parent.remove(child)


# --- boxes -------------------------------------------------------------------------------------


def _boxes(box: Any, wanted: Collection[str]) -> dict[str, Any]:
    """The outermost box of each piece that is *wanted*."""
    key = piece_of(box)
    if key in wanted:
        return {key: box}
    found: dict[str, Any] = {}
    for child in getattr(box, "children", ()):
        found |= _boxes(child, wanted)
    return found


class _Replacing:
    """Puts boxes in the places of those of the same pieces; what holds them is copied."""

    def __init__(self, boxes: Mapping[str, Any]) -> None:
        self._boxes = boxes
        self.fit = True
        """Whether each box took just the room of the one that it replaced."""
        self._placed: list[str] = []

    @property
    def placed(self) -> list[str]:
        """The keys of the boxes that were replaced, sorted, as often as they were."""
        return sorted(self._placed)

    def within(self, box: Any) -> Any:
        """*box* with all replacements in it; *box* itself where there are none."""
        key = piece_of(box)
        if key in self._boxes:
            return self._in_place_of(box, key)
        children = getattr(box, "children", ())
        replaced = [self.within(child) for child in children]
        if all(one is other for one, other in zip(children, replaced, strict=True)):
            return box
        copied = box.copy()
        copied.children = replaced
        return copied

    def _in_place_of(self, old: Any, key: str) -> Any:
        new = self._boxes[key]
        self._placed.append(key)
        self.fit = self.fit and all(
            abs(one - other) < _HAIR
            for one, other in zip(old.hit_area()[2:], new.hit_area()[2:], strict=True)
        )
        new.translate(
            old.border_box_x() - new.border_box_x(), old.border_box_y() - new.border_box_y()
        )
        return new
