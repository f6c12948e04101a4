"""Drawings: whether an SVG or a PNG can go into every file as it is.

In: the bytes of a picture. Out: what is wrong with it, in words that follow its name, or '' where
nothing is. A picture must show the same in PDF, Word and mail, load nothing from elsewhere, run
nothing, and be small enough to be painted in dots.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import struct
import zlib
from collections.abc import Iterator
from functools import lru_cache
from math import isfinite

from lxml import etree

__all__ = [
    "PNG",
    "UNREADABLE",
    "png_problem",
    "proportion",
    "svg_problem",
    "svg_text",
    "written_in",
]

PNG = b"\x89PNG\r\n\x1a\n"
"""The bytes with which every PNG begins."""
UNREADABLE = "is no readable SVG"
"""What is said of bytes that are not even XML."""
_SVG = "http://www.w3.org/2000/svg"
_GRAY = 0
_MOST_PIXELS = 16_000_000
_TALLEST, _WIDEST = 10, 100
"""How many times its width a picture may be high, and its height wide."""
_MOST = 1e6
"""The highest number in a drawing: beyond it, programs that paint drawings fail or give up."""

_ACTIVE = frozenset(
    {"script", "foreignObject", "iframe", "set", "animate", "animateMotion", "animateTransform"}
)
_URL = re.compile(r"url\(\s*[\"']?(?!#|data:)[^\s\"']", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))")
_EMBEDDED_PNG = "data:image/png;base64,"
_DRAWN = frozenset(
    {
        *("x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "cx", "cy", "fx", "fy", "r", "rx", "ry"),
        *("width", "height", "viewBox", "d", "points", "offset", "rotate", "refX", "refY"),
        *("transform", "gradientTransform", "patternTransform", "markerWidth", "markerHeight"),
        *("stroke-width", "stroke-dasharray", "stroke-dashoffset", "stroke-miterlimit"),
        *("opacity", "fill-opacity", "stroke-opacity", "stop-opacity", "stdDeviation"),
        *("font-size", "letter-spacing", "word-spacing", "textLength"),
    }
)
"""Attributes whose numbers are drawn with."""
_NUMBER = re.compile(r"(?<![\w#.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_NO_NUMBER = re.compile(r"(?<![\w#-])[-+]?(?:nan|inf(?:inity)?)(?![\w-])", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(?:px|pt|pc|mm|cm|in)?\s*")
_NO_SIZE = "has no size: give its <svg> a viewBox, such as 0 0 120 60"


def png_problem(data: bytes) -> str:
    """What keeps a PNG from being shown; '' for a sound one."""
    if len(data) < 33:
        return "is cut off"
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    if not (width and height):
        return "is empty"
    if shape := _shape_problem(width, height):
        return shape
    if width * height > _MOST_PIXELS:
        return (
            f"has {width} × {height} dots: save it with fewer than {_MOST_PIXELS // 10**6} million"
        )
    if depth > 8 and kind == _GRAY:
        return "has 16 bits of gray: save it with 8"
    return "" if _is_whole(data) else "is damaged: save it again"


def _is_whole(data: bytes) -> bool:
    """Whether all of a PNG is there, as its checksums say."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            picture.verify()  # checksums
        with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            picture.load()
            return picture.mode != "P" or picture.palette is not None
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error):
        return False


def svg_problem(data: bytes) -> str:
    """What keeps an SVG from being shown, or makes it reach outside itself; '' for a sound one."""
    try:
        root = _root(data)
    except (etree.XMLSyntaxError, ValueError):
        return UNREADABLE
    if root.tag != f"{{{_SVG}}}svg":
        return f'is no SVG: its root must be <svg xmlns="{_SVG}">'
    problems = (problem for node in root.iter() for problem in _problems(node))
    return _size_problem(root) or next(problems, "")


def svg_text(data: bytes) -> str:
    """A sound SVG as text, without what may stand before its root."""
    return etree.tostring(_root(data), encoding="unicode")


def written_in(drawing: str) -> str:
    """The words that a sound SVG shows, from line to line."""
    return " ".join(map(str, _root(drawing.encode()).itertext()))


@lru_cache(maxsize=16)
def proportion(data: bytes) -> float:
    """How many times as wide as high a PNG or SVG is; 1 for one that is not sound."""
    is_png = data.startswith(PNG)
    if png_problem(data) if is_png else svg_problem(data):
        return 1.0
    width, height = struct.unpack(">II", data[16:24]) if is_png else _sizes(_root(data))[-1]
    return float(width) / float(height)


def _root(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(data, parser)


def _size_problem(root: etree._Element) -> str:
    """What is wrong with the size that an SVG gives itself."""
    sizes = _sizes(root)
    if not sizes:
        return _NO_SIZE
    return next(filter(None, (_shape_problem(*size) for size in sizes)), "")


def _sizes(root: etree._Element) -> list[tuple[float, float]]:
    """Width and height of an SVG's viewBox, and those that it is to be shown with."""
    box = root.get("viewBox")
    sizes = [_sides(box)] if box is not None else []
    if "%" not in root.get("width", "%") + root.get("height", "%"):
        sizes.append((_length(root.get("width", "")), _length(root.get("height", ""))))
    return sizes


def _sides(box: str) -> tuple[float, float]:
    """Width and height of a viewBox; 0 where it has none."""
    found = [_length(part) for part in re.split(r"[\s,]+", box.strip())]
    return (found[2], found[3]) if len(found) == 4 else (0.0, 0.0)


def _length(text: str) -> float:
    match = _LENGTH.fullmatch(text)
    return float(match[1]) if match else 0.0


def _shape_problem(width: float, height: float) -> str:
    if not (isfinite(width) and isfinite(height) and width > 0 and height > 0):
        return _NO_SIZE
    if height > _TALLEST * width or width > _WIDEST * height:
        return f"is {width:g} wide and {height:g} high: that is no shape for a page"
    return ""


def _problems(node: etree._Element) -> Iterator[str]:
    """What of one node of an SVG could load, run or mean something else, or cannot be drawn."""
    tag: object = node.tag  # comments, instructions and entities have a function for a tag
    if not isinstance(tag, str):
        if tag is etree.Entity:
            yield f"has an entity that is not resolved, {node.text}"
        if tag is etree.PI:
            yield "has an instruction to programs, <?…?>"
        return
    element = etree.QName(tag).localname
    if element in _ACTIVE:
        yield f"has a <{element}>, which has no place in a picture"
    if element == "style" and _points_outside("".join(map(str, node.itertext()))):
        yield "has a <style> that reaches outside the file"
    for name, value in node.attrib.items():
        yield from _attribute_problems(str(name), str(value))


def _attribute_problems(name: str, value: str) -> Iterator[str]:
    attribute = etree.QName(name).localname
    if attribute == "href" and value.startswith("data:"):
        if problem := _embedded_problem(value):
            yield f"has a picture in it that {problem}"
    elif attribute == "href" and not value.startswith("#"):
        yield f"has an attribute {attribute} that reaches outside the file"
    if attribute.startswith("on") or _points_outside(value):
        yield f"has an attribute {attribute} that reaches outside the file"
    if name in _DRAWN and (_NO_NUMBER.search(value) or _goes_beyond(value)):
        yield f"has an attribute {name} with a number that cannot be drawn"
    if name == "style" and "data:" not in value and _goes_beyond(value):
        yield "has a style with a number that cannot be drawn"


def _embedded_problem(address: str) -> str:
    """What is wrong with a picture within a drawing."""
    if not address.startswith(_EMBEDDED_PNG):
        return "is no PNG"
    try:
        data = base64.b64decode(address.removeprefix(_EMBEDDED_PNG))
    except (binascii.Error, ValueError):
        return "is cut off"
    return png_problem(data) if data.startswith(PNG) else "is no PNG"


def _points_outside(css: str) -> bool:
    plain = _ESCAPE.sub(_unescaped, css)
    return "@import" in plain.lower() or _URL.search(plain) is not None


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2]
    code = int(match[1], 16)
    return chr(code) if code <= 0x10FFFF else ""


def _goes_beyond(text: str) -> bool:
    return any(not abs(float(match[0])) <= _MOST for match in _NUMBER.finditer(text))
