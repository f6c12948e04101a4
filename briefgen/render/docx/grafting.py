"""Grafting: parts of a stranger's package taken into ours, cleaned of all that must not come along.

In: a running head or foot, a theme, a table of fonts. Out: parts of our own package, with their
pictures, fonts and web links. Changes are accepted; comments, bookmarks and bindings to data are
dropped, and so is what leads out of the file or is no picture: linked files, objects, controls.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from lxml import etree

from briefgen.addresses import LINK_SCHEMES
from briefgen.render.docx.letterhead import W, parse
from briefgen.render.docx.wml import NAMESPACES, Element, as_part, drop
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

_R = "{" + NAMESPACES["r"] + "}"
_MC = "{" + NAMESPACES["mc"] + "}"
_WP = "{" + NAMESPACES["wp"] + "}"
_FONT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
_INTERNAL = frozenset({RELATIONSHIP_TYPE.IMAGE, RELATIONSHIP_TYPE.HYPERLINK, _FONT})
_FOLDER = "/word/letterhead/"
_FIRST_DRAWING = 10_000
"""Drawings are numbered through the whole file; ours count from 1."""

_ACCEPTED = {f"{W}ins", f"{W}moveTo"}
_DROPPED = {
    f"{W}{name}"
    for name in (
        # what a change took away, and how things were before it
        *("del", "moveFrom", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange"),
        *("tblPrExChange", "tcPrChange", "trPrChange", "tblGridChange", "numberingChange"),
        *("cellIns", "cellDel", "cellMerge", "moveFromRangeStart", "moveFromRangeEnd"),
        *("moveToRangeStart", "moveToRangeEnd", "customXmlInsRangeStart", "customXmlInsRangeEnd"),
        *("customXmlDelRangeStart", "customXmlDelRangeEnd"),
        # what points to parts that stay behind, or is numbered through the whole file
        *("commentRangeStart", "commentRangeEnd", "commentReference", "footnoteReference"),
        *("endnoteReference", "bookmarkStart", "bookmarkEnd", "permStart", "permEnd"),
        *("proofErr", "dataBinding", "object", "control", "altChunk", "subDoc"),
    )
}
_HOLDERS = {f"{W}drawing", f"{W}pict", f"{_MC}AlternateContent"}


class Grafter:
    """Takes parts into *package*, each once, under names that no part of ours has."""

    def __init__(self, package: Any) -> None:
        self._package = package
        self._taken: dict[str, Part] = {}
        self._drawings = count(_FIRST_DRAWING)

    def graft(self, part: Any) -> Part:
        """The copy of *part* in the package, with those that it needs."""
        name = str(part.partname)
        if name not in self._taken:
            self._taken[name] = self._copied(part)
        return self._taken[name]

    def _copied(self, part: Any) -> Part:
        name = PackURI(_FOLDER + str(part.partname).removeprefix("/word/").lstrip("/"))
        kept = [one for one in part.rels.values() if _may_come(one)]
        lost = {one.rId for one in part.rels.values()} - {one.rId for one in kept}
        copied = Part(name, part.content_type, self._cleaned(part, lost), self._package)
        for one in kept:
            target = one.target_ref if one.is_external else self.graft(one.target_part)
            copied.rels.add_relationship(one.reltype, target, one.rId, one.is_external)
        return copied

    def _cleaned(self, part: Any, lost: set[str]) -> bytes:
        if not part.content_type.endswith("+xml") or part.content_type.startswith("image/"):
            return bytes(part.blob)
        element = parse(part.blob)
        clean(element)
        for holder in _that_need(element, lost):
            drop(holder)
        for drawing in element.iter(f"{_WP}docPr"):
            drawing.set("id", str(next(self._drawings)))
        for control in element.iter(f"{W}sdtPr"):
            for number in control.findall(f"{W}id"):
                drop(number)
        return as_part(element)


def _may_come(relation: Any) -> bool:
    if relation.is_external:
        leads_to_web = str(relation.target_ref).lower().startswith(LINK_SCHEMES)
        return relation.reltype == RELATIONSHIP_TYPE.HYPERLINK and leads_to_web
    return relation.reltype in _INTERNAL


def clean(element: Element) -> None:
    """Accept the changes in *element*, and drop what must not come along."""
    for child in list(element.iter(*_DROPPED)):
        drop(child)
    for child in list(element.iter(*_ACCEPTED)):
        # Within properties the same names mark an inserted paragraph or row.
        _unwrap(child)


def _that_need(element: Element, lost: set[str]) -> Iterator[Element]:
    """The drawings and links that need a relationship that is lost, the outermost of each."""
    for child in list(element.iter(tag=etree.Element)):
        if any(str(name).startswith(_R) and value in lost for name, value in child.attrib.items()):
            if child.tag == f"{W}hyperlink":
                _unwrap(child)
            else:
                holders = [one for one in child.iterancestors() if one.tag in _HOLDERS]
                yield holders[-1] if holders else child


def _unwrap(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        at = parent.index(element)
        parent[at : at + 1] = list(element)
