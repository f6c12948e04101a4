"""WordprocessingML elements, and the units in which Word measures.

In: tags, attributes, words. Out: lxml elements. Words and attributes are escaped by lxml; what XML
cannot carry is refused here, in one place.
"""

from __future__ import annotations

import re

from lxml import etree

from briefgen.errors import OutputError, printable

Element = etree._Element

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
}
UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""A character that XML cannot carry."""
_EXTENSIONS = frozenset({"w14"})
_W = "{" + NAMESPACES["w"] + "}"
_W_ONLY = {"w": NAMESPACES["w"]}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def w(tag: str, /, *children: Element | None, **attributes: object) -> Element:
    """An element of the ``w`` namespace; its attributes are of that namespace too.

    Children that are None are left out, so that optional properties read well.
    """
    element = etree.Element(_W + tag, nsmap=_W_ONLY)
    for name, value in attributes.items():
        element.set(_W + name, carried(str(value)))
    element.extend(child for child in children if child is not None)
    return element


def node(name: str, attributes: dict[str, object] | None = None, /, *children: Element) -> Element:
    """An element of any known namespace: ``node("wp:inline", {"distT": 0}, …)``."""
    element = etree.Element(_qualified(name), nsmap=_W_ONLY | _spaces(name, *(attributes or ())))
    for key, value in (attributes or {}).items():
        element.set(_qualified(key), carried(str(value)))
    element.extend(children)
    return element


def as_part(root: Element) -> bytes:
    """The bytes of the part whose root this is."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def root(name: str, *prefixes: str) -> Element:
    """The root of a part; old readers may ignore those of its *prefixes* that are extensions."""
    declared = {prefix: NAMESPACES[prefix] for prefix in ("w", "r", "mc", *prefixes)}
    element = etree.Element(_qualified(name), nsmap=declared)
    extensions = [prefix for prefix in prefixes if prefix in _EXTENSIONS]
    if extensions:
        element.set(_qualified("mc:Ignorable"), " ".join(extensions))
    return element


def words(text: str) -> Element:
    """``w:t`` with *text* as it is, white space included."""
    element = etree.Element(_W + "t", nsmap=_W_ONLY)
    element.text = carried(text)
    if text != text.strip():
        element.set(_SPACE, "preserve")
    return element


def carried(text: str) -> str:
    """*text*, if XML can carry it; for words that python-docx writes. Raises OutputError."""
    if UNFIT.search(text):
        raise OutputError(
            f"a Word file cannot carry a character of {printable(text, 80)}",
            hint="remove the control character or lone surrogate",
        )
    return text


def mended(text: str) -> str:
    """*text* with what XML cannot carry replaced: for words shown in passing, never proven ones."""
    return UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)


def _qualified(name: str) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local


def _spaces(*names: str) -> dict[str, str]:
    prefixes = {name.rpartition(":")[0] for name in names} - {""}
    return {prefix: NAMESPACES[prefix] for prefix in sorted(prefixes)}


def drop(element: Element) -> None:
    """Take *element* out of what holds it, if it still stands there."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


# --- units -------------------------------------------------------------------------------------


def twips(points: float) -> int:
    """Twentieths of a point: measures of pages, paragraphs and tables."""
    return round(points * 20)


def half_points(points: float) -> int:
    """Half points: sizes of type. Word knows no finer ones."""
    return round(points * 2)


def eighths(points: float) -> int:
    """Eighths of a point: widths of lines."""
    return round(points * 8)


def emu(points: float) -> int:
    """English metric units: measures of drawings."""
    return round(points * 12700)
