"""Pictures that a dossier brings along: the issuer's logo, checked to be harmless.

In: the outline, with the bytes of the logo. Out: `Pictures` by name, for templates.
"""

from __future__ import annotations

from functools import lru_cache

from lxml import etree

from briefgen.briefhtml import Pictures
from briefgen.errors import DossierError, Place
from briefgen.outline import Outline

_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_BYTES = 2_000_000


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
    for element in root.iter():
        for name, value in ((str(name), str(value)) for name, value in element.attrib.items()):
            local = etree.QName(name).localname if name.startswith("{") else name
            outside = local == "href" and not value.startswith(("#", "data:"))
            if outside or local.startswith("on"):
                raise DossierError(f"the logo's attribute {local} reaches outside the file", place)
    return etree.tostring(root, encoding="unicode")
