"""Lists: real bullets and numbers, each list counting from its own start.

In: a `Sheet` for the base part; one call per list for the rest. Out: ``numbering.xml``.
"""

from __future__ import annotations

from briefgen.house import Role, Sheet
from briefgen.render.docx.names import BULLETS, LIST_BULLET, LIST_NUMBER, NUMBERS, SOURCES, style_of
from briefgen.render.docx.wml import Element, twips, w


def numbering(sheet: Sheet) -> Element:
    """``w:numbering`` with one definition per kind of list, and one list of each."""
    item, entry = sheet.role("item"), sheet.role("source-entry")
    entry_style = style_of("source-entry").id
    return w(
        "numbering",
        _kind(BULLETS, "bullet", "•", item, LIST_BULLET.id),
        _kind(NUMBERS, "decimal", "%1.", item, LIST_NUMBER.id),
        _kind(SOURCES, "decimal", "%1.", entry, entry_style),
        *(
            w("num", w("abstractNumId", val=kind), numId=kind)
            for kind in (BULLETS, NUMBERS, SOURCES)
        ),
    )


def _kind(kind: int, numbers: str, text: str, role: Role, style: str) -> Element:
    level = w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=numbers),
        w("pStyle", val=style),
        w("suff", val="tab"),
        w("lvlText", val=text),
        w("lvlJc", val="left"),
        w("pPr", w("ind", left=twips(role.indent), hanging=twips(role.hanging))),
        ilvl=0,
    )
    return w("abstractNum", w("multiLevelType", val="singleLevel"), level, abstractNumId=kind)


class Lists:
    """Adds to a numbering part a list of its own for each numbered list of a document."""

    def __init__(self, part: Element) -> None:
        self._part = part
        self._next = SOURCES + 1

    def begin(self, kind: int, start: int = 1) -> int:
        """The id of a new list of *kind* that counts from *start*."""
        override = w("lvlOverride", w("startOverride", val=start), ilvl=0)
        number = self._next
        self._part.append(w("num", w("abstractNumId", val=kind), override, numId=number))
        self._next += 1
        return number
