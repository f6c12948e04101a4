"""What the looks of a Word file say about its words: raised, out of sight, or set off as quoted.

In: runs and paragraphs, and the file's styles. Out: yes or no. Fonts and colours are nobody's
business, as long as the words can be read: a *not* that is struck through, hidden, white on white
or two points high is no longer there for whoever reads the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from lxml import etree

__all__ = ["Looks", "RunProperties", "child", "local", "value"]

_STRUCK_OR_HIDDEN = ("vanish", "strike", "dstrike")
_TOO_SMALL = 4.0
"""Half points, as Word counts sizes: nobody can read such words, or sees that they are there."""
_WHITE = "ffffff"
_PROPERTIES = ("rPr", "pPr", "tcPr", "trPr", "tblPr")
_QUOTING = re.compile(r"\bquote|\bquotations\b", re.IGNORECASE)
"""In the name of a paragraph style: the one that we use, and those of others for the purpose."""
_DEEPEST = 20
"""Styles that rest on one another; Word allows eleven."""

Element = etree._Element
_Properties: TypeAlias = Mapping[str, Element]
RunProperties: TypeAlias = tuple[_Properties, ...]
"""What is said of a run, what is nearest to it first."""


def local(element: Element) -> str:
    """The name of *element* without its namespace."""
    tag = element.tag
    # Processing instructions are nodes whose tag is a function.
    return _bare(tag) if isinstance(tag, str) else ""  # type: ignore[redundant-expr]


@lru_cache(maxsize=1_000)
def _bare(name: str) -> str:
    return name.rpartition("}")[2]


def value(element: Element, name: str = "val") -> str:
    """An attribute by its local name."""
    for key, found in element.attrib.items():
        if _bare(str(key)) == name:
            return str(found)
    return ""


def child(element: Element | None, *names: str) -> Element | None:
    """The first grandchild under these local names, each within the one before."""
    found = element
    for name in names:
        if found is None:
            return None
        for one in found:
            if local(one) == name:
                found = one
                break
        else:
            return None
    return found


class Looks:
    """How a file's runs and paragraphs look; *roots* are the parts with its styles."""

    def __init__(self, roots: Iterable[Element]) -> None:
        self._styles = {
            value(style, "styleId"): style
            for root in roots
            for style in root
            if local(style) == "style"
        }
        self._known: dict[str, RunProperties] = {}

    def of(self, run: Element) -> RunProperties:
        """The properties of *run*, to be asked whether it is raised or unseen."""
        return tuple(self._of_run(run, child(run, "rPr")))

    def is_raised(self, properties: RunProperties) -> bool:
        """Whether a run stands above the line, as note marks do."""
        align = _first(properties, "vertAlign")
        return align is not None and value(align) == "superscript"

    def is_unseen(self, run: Element, properties: RunProperties) -> bool:
        """Whether its words are hidden, struck through, too small to be seen, or white on white."""
        if any(_is_on(_first(properties, name)) for name in _STRUCK_OR_HIDDEN):
            return True
        size, colour = _first(properties, "sz"), _first(properties, "color")
        if size is not None and _number(value(size), _TOO_SMALL + 1) <= _TOO_SMALL:
            return True
        white = colour is not None and value(colour).lower() == _WHITE
        return white and not self._may_be_filled(run)

    def is_quoting(self, paragraph: Element) -> bool:
        """Whether its style is one for quotations that are set off."""
        style = child(paragraph, "pPr", "pStyle")
        names = (child(one, "name") for one in self._chain(style))
        return any(name is not None and _QUOTING.search(value(name)) for name in names)

    # --- properties and styles

    def _of_run(self, run: Element, own: Element | None) -> Iterator[_Properties]:
        """Its run properties, its own first, then those of its style and of its paragraph's."""
        paragraph = next((one for one in run.iterancestors() if local(one) == "p"), None)
        if own is not None:
            yield _by_name(own)
        for style in (child(own, "rStyle"), child(paragraph, "pPr", "pStyle")):
            if style is not None:
                yield from self._of_style(style)

    def _of_style(self, named: Element) -> RunProperties:
        """The run properties of the style that *named* names, looked up once, and of its bases."""
        name = value(named)
        if name not in self._known:
            found = (child(style, "rPr") for style in self._chain(named))
            self._known[name] = tuple(_by_name(one) for one in found if one is not None)
        return self._known[name]

    def _chain(self, named: Element | None) -> Iterator[Element]:
        """The style that *named* names, and those on which it rests."""
        for _ in range(_DEEPEST):
            style = self._styles.get(value(named)) if named is not None else None
            if style is None:
                return
            yield style
            named = child(style, "basedOn")

    def _may_be_filled(self, run: Element) -> bool:
        """Whether there may be another colour than white behind it: then white can be read."""
        for one in (run, *run.iterancestors()):
            if local(one) == "txbxContent" or (
                local(one) == "document" and child(one, "background") is not None
            ):
                return True
            for properties in (child(one, name) for name in _PROPERTIES):
                if properties is not None and (
                    _is_filled(properties)
                    or any(
                        _is_filled(style)
                        for named in properties
                        if local(named) in {"rStyle", "pStyle", "tblStyle"}
                        for style in self._chain(named)
                    )
                ):
                    return True
        return False


def _by_name(properties: Element) -> _Properties:
    """The first that *properties* say under each name."""
    return {local(one): one for one in reversed(properties)}


def _first(properties: Iterable[_Properties], name: str) -> Element | None:
    """What the first of the *properties* that say anything about *name* says."""
    for one in properties:
        if name in one:
            return one[name]
    return None


def _is_on(switch: Element | None) -> bool:
    return switch is not None and value(switch) not in {"0", "false", "off"}


def _number(text: str, otherwise: float) -> float:
    try:
        return float(text)
    except ValueError:
        return otherwise


def _is_filled(element: Element) -> bool:
    """Whether there is a shading or a highlight anywhere inside."""
    return any(
        local(one) == "highlight"
        or (local(one) == "shd" and value(one, "fill").lower() not in {"", "auto", _WHITE})
        for one in element.iter()
    )
