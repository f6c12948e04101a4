"""Figures: an SVG with its PNG beside it for programs that draw no SVG, or a PNG alone.

In: a `Figure`, the width of its column. Out: a paragraph with an inline drawing, its alternative
text, and the picture's parts.
"""

from __future__ import annotations

import hashlib
import re
import struct

from briefgen.document import Figure
from briefgen.drawings import PNG
from briefgen.errors import OutputError, printable
from briefgen.render.docx.names import FIGURE
from briefgen.render.docx.story import Story
from briefgen.render.docx.wml import NAMESPACES, Element, emu, node, w
from briefgen.render.raster import png_of
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_PIXELS_PER_POINT = 300 / 72
_LENGTH = re.compile(r"\s*([0-9.]+)")


def figure(block: Figure, column_width: float, story: Story) -> Element:
    """A picture in a paragraph of its own, as wide as it says of its column."""
    width = column_width * block.width / 100
    png = block.png or png_of(block.svg, round(width * _PIXELS_PER_POINT))
    height = width / _aspect(block, png)
    drawing = _inline(block, emu(width), emu(height), _blip(block, png, story), story)
    style = w("pPr", w("pStyle", val=FIGURE.id))
    return w("p", style, w("r", w("drawing", drawing)))


def _aspect(block: Figure, png: bytes) -> float:
    """Width by height, from the header of the PNG (the one of an SVG has its proportions)."""
    if not png.startswith(PNG) or len(png) < 24:
        raise OutputError(f"the picture of {printable(block.alt, 60)} is no PNG")
    width, height = struct.unpack(">II", png[16:24])
    return float(width) / max(float(height), 1.0)


def _blip(block: Figure, png: bytes, story: Story) -> Element:
    picture = _picture(story, png, "png", "image/png")
    blip = node("a:blip", {"r:embed": picture})
    if block.svg:
        vector = _picture(story, block.svg.encode(), "svg", "image/svg+xml")
        svg = node("asvg:svgBlip", {"r:embed": vector})
        blip.append(node("a:extLst", {}, node("a:ext", {"uri": _SVG_EXTENSION}, svg)))
    return blip


def _picture(story: Story, blob: bytes, suffix: str, content_type: str) -> str:
    """The relationship to a picture's part; equal pictures share one, named by their digest."""
    name = PackURI(f"/word/media/{hashlib.sha256(blob).hexdigest()[:16]}.{suffix}")
    for relation in story.part.rels.values():
        if not relation.is_external and relation.target_part.partname == name:
            return str(relation.rId)
    part = Part(name, content_type, blob, story.part.package)
    return str(story.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE))


def _inline(block: Figure, width: int, height: int, blip: Element, story: Story) -> Element:
    number = next(story.desk.pictures)
    return node(
        "wp:inline",
        {"distT": 0, "distB": 0, "distL": 0, "distR": 0},
        node("wp:extent", {"cx": width, "cy": height}),
        node("wp:docPr", {"id": number, "name": f"Figure {number}", "descr": block.alt}),
        node("wp:cNvGraphicFramePr", {}, node("a:graphicFrameLocks", {"noChangeAspect": 1})),
        node(
            "a:graphic",
            {},
            node("a:graphicData", {"uri": NAMESPACES["pic"]}, _pic(number, width, height, blip)),
        ),
    )


def _pic(number: int, width: int, height: int, blip: Element) -> Element:
    return node(
        "pic:pic",
        {},
        node(
            "pic:nvPicPr",
            {},
            node("pic:cNvPr", {"id": number, "name": f"Figure {number}"}),
            node("pic:cNvPicPr"),
        ),
        node("pic:blipFill", {}, blip, node("a:stretch", {}, node("a:fillRect"))),
        node(
            "pic:spPr",
            {},
            node(
                "a:xfrm",
                {},
                node("a:off", {"x": 0, "y": 0}),
                node("a:ext", {"cx": width, "cy": height}),
            ),
            node("a:prstGeom", {"prst": "rect"}, node("a:avLst")),
        ),
    )
