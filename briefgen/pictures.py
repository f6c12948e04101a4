"""Pictures that a dossier brings along: the issuer's logo, checked to be harmless.

In: the outline, with the bytes of the logo. Out: `Pictures` by name, for templates.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from briefgen.briefhtml import Pictures
from briefgen.errors import DossierError, Place
from briefgen.outline import Outline

_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_BYTES = 2_000_000
_ACTIVE = frozenset({"script", "foreignObject"})
_URL = re.compile(r"url\(\s*[\"']?(?!#|data:)[^\s\"']", re.IGNORECASE)


def pictures_of(outline: Outline) -> Pictures:
    """The pictures that templates of this dossier may show. Raises `DossierError`."""
    if not outline.logo or outline.issuer is None:
        return Pictures()
    return _checked(outline.logo, outline.issuer.where("logo"))


@lru_cache(maxsize=16)
def _checked(data: bytes, place: Place) -> Pictures:
    if len(data) > _MOST_BYTES:
        raise DossierError("the logo is larger than 2 MB", place, "save it in a smaller size")
    if data.startswith(_PNG):
        return Pictures(png={"logo": data})
    return Pictures(svg={"logo": _safe_svg(data, place)})


def _safe_svg(data: bytes, place: Place) -> str:
    """The source of an SVG that refers to nothing outside itself."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise DossierError(
            "the logo is neither a PNG nor a readable SVG", place, "save it as PNG or SVG"
        ) from error
    if etree.QName(root).localname != "svg":
        raise DossierError("the logo is no SVG", place, "save it as PNG or SVG")
    for node in root.iter():
        if problem := _reaches_outside(node):
            raise DossierError(f"the logo's {problem}", place, "save it as PNG or as plain SVG")
    return etree.tostring(root, encoding="unicode")


def _reaches_outside(node: etree._Element) -> str:
    """What of one node of an SVG could load, run or stand for something else; '' if nothing."""
    tag: object = node.tag  # comments and entities have a function for a tag
    if not isinstance(tag, str):
        return f"entity {node.text} is not resolved" if tag is etree.Entity else ""
    element = etree.QName(tag).localname
    if element in _ACTIVE:
        return f"<{element}> has no place in a picture"
    if element == "style" and _points_outside("".join(map(str, node.itertext()))):
        return "<style> reaches outside the file"
    for name, value in node.attrib.items():
        attribute = etree.QName(str(name)).localname
        linked = attribute == "href" and not str(value).startswith(("#", "data:"))
        if linked or attribute.startswith("on") or _points_outside(str(value)):
            return f"attribute {attribute} reaches outside the file"
    return ""


def _points_outside(css: str) -> bool:
    return "@import" in css.lower() or _URL.search(css) is not None
