"""What keeps the words of a file that came back from being judged: others may be seen than read.

In: the parts of a Word file, or the pages of a PDF. Out: sentences for people. Nothing here says
that a word was changed; it says that somebody has to look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from briefgen.returned.looks import child, local

__all__ = ["chosen_form", "doubts_about_pages", "doubts_about_parts"]

Element = etree._Element

# --- Word files --------------------------------------------------------------------------------

_ELSEWHERE = {
    "altChunk": "words of another file are put in here (w:altChunk), which only Word shows",
    "subDoc": "another document is put in here (w:subDoc), which only Word shows",
}
_UNDERSTOOD = re.compile(
    r"http://schemas\.(?:openxmlformats\.org/|microsoft\.com/office/\w+/20(?:0[6-9]|1\d|2[0-3])/)"
)
"""Extensions of the format that Word has today."""
_SHOWN = 60
_NOTHING = etree.Element("nothing")


def doubts_about_parts(roots: Iterable[Element]) -> Iterator[str]:
    """What in the parts of a Word file is shown from elsewhere, or otherwise than it is read."""
    for root in roots:
        for element in root.iter():
            name = local(element)
            if name in _ELSEWHERE:
                yield _ELSEWHERE[name]
            elif name == "sdt" and child(element, "sdtPr", "dataBinding") is not None:
                yield (
                    f"“{_beginning(_words(element))}” is a field that shows data kept elsewhere in"
                    " the file (w:dataBinding), whatever stands in it"
                )
            elif name == "AlternateContent" and len(forms := _forms(element)) > 1:
                yield (
                    f"“{_beginning(forms[0])}” reads “{_beginning(forms[1])}” in some programs"
                    " (mc:AlternateContent)"
                )


def chosen_form(alternatives: Element) -> Element:
    """The form that Word shows of several: the first for which it has all it takes, else what
    stands in for them, else nothing.
    """
    shown = (one for one in alternatives if local(one) == "Fallback" or _is_understood(one))
    return next(shown, _NOTHING)


def _is_understood(choice: Element) -> bool:
    names = (choice.get("Requires") or "").split()
    spaces = [choice.nsmap.get(name) or "" for name in names]
    return local(choice) == "Choice" and all(map(_UNDERSTOOD.match, spaces))


def _forms(alternatives: Element) -> list[str]:
    """The different words of the forms that have any: a form may be a picture."""
    return [words for words in dict.fromkeys(map(_words, alternatives)) if words]


def _words(element: Element) -> str:
    texts = (one.text or "" for one in element.iter() if local(one) == "t")
    return " ".join("".join(texts).split())


def _beginning(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()}…"


# --- PDFs --------------------------------------------------------------------------------------

_HARMLESS = frozenset(
    {"/Link", "/Popup", "/Text", "/Highlight", "/Underline", "/Squiggly", "/FileAttachment"}
)
"""Annotations that neither cover words nor add any to the page."""
_OUT_OF_SIGHT = 0x2 | 0x20
"""Flags of annotations: hidden, or not for the screen."""
_UNPAINTED = frozenset({3, 7})
"""Modes of showing text that paint nothing."""
_SHOWING = frozenset({b"Tj", b"TJ", b"'", b'"'})
_FILLING = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"sh"})
_COLOURS = frozenset({b"g", b"rg", b"k", b"sc", b"scn"})
_NEARLY = 0.02
_DARK = 0.6
_DEEPEST, _MOST_DRAWINGS = 8, 1_000
"""Drawings within one another, and on one page, that are followed."""


def doubts_about_pages(pypdf: Any, reader: Any, contents: Iterable[Any]) -> Iterator[str]:
    """What on the pages of a PDF, which are painted by *contents*, covers words, or is there to be
    read and not to be seen.
    """
    for number, (page, painted) in enumerate(zip(reader.pages, contents, strict=True), 1):
        for kind in dict.fromkeys(_laid_over(page)):
            yield f"page {number}: a mark is laid over the page ({kind}), and may hide or add words"
        painting = _Painting(pypdf, reader)
        painting.follow(painted, page.get("/Resources"))
        if painting.unseen:
            yield f"page {number}: there are words that are not painted, or white on white"


def _laid_over(page: Any) -> Iterator[str]:
    for one in page.get("/Annots") or ():
        annotation = one.get_object()
        kind = str(annotation.get("/Subtype", ""))
        if kind not in _HARMLESS and not int(annotation.get("/F", 0)) & _OUT_OF_SIGHT:
            yield kind.lstrip("/")


@dataclass(slots=True)
class _State:
    mode: int = 0
    lightness: float = 0.0
    opacity: float = 1.0


@dataclass(slots=True)
class _Painting:
    """Follows how a page is painted, as far as text may be out of sight."""

    pypdf: Any
    reader: Any
    unseen: bool = False
    dark: bool = False
    """Whether anything was painted on which white words can be read."""
    drawings: int = 0
    state: _State = field(default_factory=_State)

    def follow(self, contents: Any, resources: Any, depth: int = 0) -> None:
        if contents is None or depth > _DEEPEST:
            return
        kept: list[_State] = []
        if not isinstance(contents, self.pypdf.generic.ContentStream):
            contents = self.pypdf.generic.ContentStream(contents, self.reader, "bytes")
        for operands, operator in contents.operations:
            if operator == b"q":
                kept.append(replace(self.state))
            elif operator == b"Q" and kept:
                self.state = kept.pop()
            elif operator == b"Do" and operands:
                self._drawn(_named(resources, "/XObject", operands[0]), resources, depth)
            elif operator == b"gs" and operands:
                looks = _named(resources, "/ExtGState", operands[0])
                self.state.opacity = float(looks.get("/ca", self.state.opacity)) if looks else 1.0
            else:
                self._step(operands, operator)

    def _step(self, operands: Any, operator: bytes) -> None:
        if operator == b"Tr" and operands:
            self.state.mode = int(operands[0])
        elif operator in _COLOURS:
            self.state.lightness = _lightness(operands)
        elif operator in _FILLING:
            self.dark = self.dark or operator == b"sh" or self.state.lightness < _DARK
        elif operator in _SHOWING and operands and operands[-1]:
            white = self.state.lightness >= 1 - _NEARLY and not self.dark
            clear = self.state.mode in _UNPAINTED or self.state.opacity <= _NEARLY
            self.unseen = self.unseen or white or clear

    def _drawn(self, drawn: Any, resources: Any, depth: int) -> None:
        """A picture, on which any words can be read, or a drawing, which may have some."""
        self.drawings += 1
        if drawn is None or self.drawings > _MOST_DRAWINGS:
            return
        if drawn.get("/Subtype") != "/Form":
            self.dark = True
            return
        outside = replace(self.state)
        self.follow(drawn, drawn.get("/Resources", resources), depth + 1)
        self.state = outside


def _named(resources: Any, kind: str, name: Any) -> Any:
    """A resource by its name; None if there is none."""
    known = resources.get_object().get(kind) if resources is not None else None
    found = known.get_object().get(name) if known is not None else None
    return found.get_object() if found is not None else None


def _lightness(operands: Any) -> float:
    """From 0 for black to 1 for white; 0 for patterns, whose colours are not looked up."""
    try:
        parts = [float(one) for one in operands]
    except (TypeError, ValueError):
        return 0.0
    if len(parts) == 4:
        return 1 - max(parts, default=0.0)
    return min(parts, default=0.0)
