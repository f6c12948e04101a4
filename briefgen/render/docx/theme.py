"""The theme: the palette and the typeface of the house, offered by Word beside its own.

In: a `Sheet`. Out: ``theme1.xml``. Nothing in the file refers to it; Word asks for one.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.house import Sheet
from briefgen.render.docx.wml import Element, node

# Names of the theme's colours, and the house colours that they take.
_PALETTE = {
    "dk2": "accent",
    "lt2": "tint",
    "accent1": "accent",
    "accent2": "for",
    "accent3": "against",
    "accent4": "muted",
    "accent5": "rule",
    "accent6": "ink",
    "hlink": "accent",
    "folHlink": "muted",
}
_STROKE = 6350  # half a point, in English metric units


def theme(sheet: Sheet) -> Element:
    """``a:theme`` of one sheet."""
    elements = node("a:themeElements", {}, _colours(sheet), _fonts(sheet), _formats())
    return node("a:theme", {"name": "Brief"}, elements)


def _colours(sheet: Sheet) -> Element:
    return node("a:clrScheme", {"name": "Brief"}, *_palette(sheet))


def _palette(sheet: Sheet) -> Iterator[Element]:
    yield node("a:dk1", {}, node("a:sysClr", {"val": "windowText", "lastClr": "000000"}))
    yield node("a:lt1", {}, node("a:sysClr", {"val": "window", "lastClr": "FFFFFF"}))
    for name, colour in _PALETTE.items():
        value = sheet.colour(colour).removeprefix("#").upper()
        yield node(f"a:{name}", {}, node("a:srgbClr", {"val": value}))


def _fonts(sheet: Sheet) -> Element:
    face = sheet.house.families.text.word
    families = (
        node(
            f"a:{kind}Font",
            {},
            node("a:latin", {"typeface": face}),
            node("a:ea", {"typeface": ""}),
            node("a:cs", {"typeface": ""}),
        )
        for kind in ("major", "minor")
    )
    return node("a:fontScheme", {"name": "Brief"}, *families)


def _formats() -> Element:
    """Three plain fills, lines and effects: the fewest that a theme may have."""
    return node(
        "a:fmtScheme",
        {"name": "Brief"},
        node("a:fillStyleLst", {}, *(_fill() for _ in range(3))),
        node("a:lnStyleLst", {}, *(node("a:ln", {"w": _STROKE}, _fill()) for _ in range(3))),
        node(
            "a:effectStyleLst",
            {},
            *(node("a:effectStyle", {}, node("a:effectLst")) for _ in range(3)),
        ),
        node("a:bgFillStyleLst", {}, *(_fill() for _ in range(3))),
    )


def _fill() -> Element:
    return node("a:solidFill", {}, node("a:schemeClr", {"val": "phClr"}))
