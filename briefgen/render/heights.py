"""Heights: how high each piece of a document is, laid out once and remembered.

In: the HTML of a document as `html.page_html` writes it for one endless page, and a way to lay such
pages out. Out: the height in points of every piece under its key (see `pieces`).

A piece is as high as its words, its type and its width make it, wherever it stands: space stands
only before a piece, notes have their own heights, and all marks are set as wide as the widest. So
what editions share, which is most of it, is laid out for the first of them alone. A height depends
on nothing that was measured before it: the same dossier gives the same editions in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element

from briefgen.render.landmarks import NOTE, PIECE

__all__ = ["Heights", "keep_only", "piece_key", "piece_of"]

LayOut = Callable[[Element], Mapping[str, float]]
"""Lays a page out and tells how high its pieces are."""

_NO_MATTER = frozenset({"id", "href", "value", PIECE})
"""Attributes that change neither how words break into lines nor how high these are."""
_FRAMES = frozenset({"table", "thead", "tbody", "ol", "ul", "section"})
"""Elements that vanish from a page with the last piece in them; halves of columns stay."""
_MOST = 20_000
"""So many heights are remembered, some 3 MB: all editions of the sample dossier need 1,200."""


def piece_key(element: Element) -> str:
    """The key of the piece that is this element of our HTML; '' for what is none."""
    name = element.get("id", "")
    return f"n{name.removeprefix(NOTE)}" if name.startswith(NOTE) else element.get(PIECE, "")


def piece_of(box: Any) -> str:
    """The key of the piece of whose element the layout engine made *box*; '' for another box."""
    element = box.element
    # What comes before or after the words of an element is made of it, too.
    return "" if element is None or box.element_tag != element.tag else piece_key(element)


class Heights:
    """The heights of the pieces that one press has measured, by what they say and where."""

    def __init__(self, most: int = _MOST) -> None:
        """Keeps the *most* recently asked for."""
        self._most = most
        self._known: dict[bytes, float] = {}

    def of(
        self, root: Element, pieces: Collection[str], context: str, lay_out: LayOut
    ) -> Mapping[str, float]:
        """The heights of these *pieces* of the page *root*, which loses those that are known.

        *context* names what else a height depends on: the size of the page and its roles.
        """
        digests = dict(_digests(root, pieces, context))
        unknown = {key for key, digest in digests.items() if digest not in self._known}
        if unknown:
            keep_only(root, unknown, pieces)
            measured = lay_out(root)
            self._known |= {digests[key]: measured[key] for key in unknown}
        heights = {key: self._known[digest] for key, digest in digests.items()}
        self._forget(digests.values())
        return heights

    def _forget(self, wanted: Iterable[bytes]) -> None:
        """Drop what was not asked for longest; those *wanted* now are the most recent."""
        for digest in wanted:
            self._known[digest] = self._known.pop(digest)
        for digest in tuple(islice(self._known, max(0, len(self._known) - self._most))):
            del self._known[digest]


def _digests(
    element: Element, pieces: Collection[str], context: str
) -> Iterator[tuple[str, bytes]]:
    """The key of every piece below *element*, with a digest of all that its height depends on."""
    inside = f"{context}<{_frame(element)}"
    for child in element:
        key = piece_key(child)
        if key in pieces:
            said = "\0".join((inside, *_said(child)))
            yield key, blake2b(said.encode(), digest_size=16).digest()
        else:
            yield from _digests(child, pieces, inside)


def _frame(element: Element) -> str:
    """What of *element* bears on the pieces in it: its kind, and the widths of its columns."""
    widths = (column.get("style", "") for column in element.findall("col"))
    return " ".join((element.tag, element.get("class", ""), element.get("style", ""), *widths))


def _said(element: Element) -> Iterator[str]:
    """All of *element* that shows, in reading order; brackets tell elements from words."""
    shown = (f"{name}={value}" for name, value in element.items() if name not in _NO_MATTER)
    yield f"<{element.tag} {' '.join(shown)}>{element.text or ''}"
    for child in element:
        yield from _said(child)
        yield child.tail or ""
    yield ">"


def keep_only(element: Element, wanted: Collection[str], pieces: Collection[str]) -> bool:
    """Remove all *pieces* but those *wanted* below *element*; whether anything is left in it."""
    for child in list(element):
        key = piece_key(child)
        if key in pieces:
            stays = key in wanted
        else:
            stays = keep_only(child, wanted, pieces) or child.tag not in _FRAMES
        if not stays:
            element.remove(child)
    return any(child.tag != "col" for child in element)
