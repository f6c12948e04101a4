"""The lean base document: a Word file without text, with the styles of one sheet and nothing else.

In: a `House`, a page size, a layout, a language. Out: the bytes of a package that python-docx
opens in a few milliseconds; its own default template is slow and carries stale parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from briefgen.house import Family, House, Sheet
from briefgen.render.docx import notes
from briefgen.render.docx.archive import zipped
from briefgen.render.docx.numbering import numbering
from briefgen.render.docx.styles import styles
from briefgen.render.docx.theme import theme
from briefgen.render.docx.wml import Element, as_part, twips, w

_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_PARTS = {
    "styles": ("styles.xml", f"{_WML}.styles+xml"),
    "settings": ("settings.xml", f"{_WML}.settings+xml"),
    "numbering": ("numbering.xml", f"{_WML}.numbering+xml"),
    "fontTable": ("fontTable.xml", f"{_WML}.fontTable+xml"),
    "theme": ("theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml"),
}
"""Kinds of parts beside the document: their file and content type."""
_CORE_PROPERTIES = (
    "<cp:coreProperties"
    f' xmlns:cp="{_PACKAGE}/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'
)


def base_document(house: House, page_size: str, layout: str, language: str) -> bytes:
    """The package to write a document into. Raises KeyError for a sheet the house lacks."""
    return _built(house.model_dump_json(), page_size, layout, language)


@lru_cache(maxsize=16)
def _built(tokens: str, page_size: str, layout: str, language: str) -> bytes:
    # Tokens as JSON make a key that can be hashed, whichever object holds them.
    sheet = House.model_validate_json(tokens).sheet(page_size, layout)
    return zipped(
        {
            "[Content_Types].xml": _content_types().encode(),
            "_rels/.rels": _package_relations().encode(),
            "docProps/core.xml": _CORE_PROPERTIES.encode(),
            "word/_rels/document.xml.rels": _document_relations().encode(),
            "word/document.xml": as_part(w("document", w("body", _page(sheet)))),
            "word/fontTable.xml": as_part(_fonts(sheet)),
            "word/numbering.xml": as_part(numbering(sheet)),
            "word/settings.xml": as_part(_settings(language)),
            "word/styles.xml": as_part(styles(sheet, language)),
            "word/theme/theme1.xml": as_part(theme(sheet)),
        }
    )


def _page(sheet: Sheet) -> Element:
    margins, layout = sheet.layout.margins, sheet.layout
    return w(
        "sectPr",
        w("pgSz", w=twips(sheet.page.width), h=twips(sheet.page.height)),
        w(
            "pgMar",
            top=twips(margins.top),
            right=twips(margins.right),
            bottom=twips(margins.bottom),
            left=twips(margins.left),
            header=twips(layout.head_offset),
            footer=twips(layout.foot_offset),
            gutter=0,
        ),
    )


def _settings(language: str) -> Element:
    modern = {
        "compatibilityMode": 15,
        "overrideTableStyleFontSizeAndJustification": 1,
        "enableOpenTypeFeatures": 1,
        "doNotFlipMirrorIndents": 1,
        "differentiateMultirowTableHeaders": 1,
        "useWord2013TrackBottomHyphenation": 0,
    }
    word = "http://schemas.microsoft.com/office/word"
    compat = (w("compatSetting", name=name, uri=word, val=val) for name, val in modern.items())
    return w(
        "settings",
        w("zoom", percent=100),
        w("defaultTabStop", val=720),
        w("autoHyphenation", val=0),
        w("characterSpacingControl", val="doNotCompress"),
        notes.settings_entry(),
        w("compat", *compat),
        w("themeFontLang", val=language),
        w("decimalSymbol", val="."),
        w("listSeparator", val=","),
    )


def _fonts(sheet: Sheet) -> Element:
    """The fonts by Word's names; the twin of equal metrics stands in for one not installed."""
    families = sheet.house.families
    named: Mapping[str, Family] = {one.word: one for one in (*families.fallbacks, families.text)}
    return w("fonts", *(_font(family) for _, family in sorted(named.items())))


def _font(family: Family) -> Element:
    twin = w("altName", val=family.pdf) if family.pdf != family.word else None
    return w("font", twin, w("family", val="swiss"), w("pitch", val="variable"), name=family.word)


# --- packaging ---------------------------------------------------------------------------------


def _content_types() -> str:
    overrides = "".join(
        f'<Override PartName="/word/{name}" ContentType="{content_type}"/>'
        for name, content_type in _PARTS.values()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="{_CORE}"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WML}.document.main+xml"/>'
        f"{overrides}</Types>"
    )


def _package_relations() -> str:
    return _relations(
        {
            f"{_OFFICE}/officeDocument": "word/document.xml",
            f"{_PACKAGE}/relationships/metadata/core-properties": "docProps/core.xml",
        }
    )


def _document_relations() -> str:
    return _relations({f"{_OFFICE}/{kind}": name for kind, (name, _) in _PARTS.items()})


def _relations(targets: Mapping[str, str]) -> str:
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'
