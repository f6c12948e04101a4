"""Letterhead: a user's own Word file, checked, as the look of ours.

In: the bytes of a .docx. Out: a `Letterhead`: its page, its styles, its running heads and feet with
their pictures, its fonts and theme. Nothing else of it is ever looked at: its text, comments and
changes, macros, data and links to templates stay behind.
"""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from briefgen.document import Meta
from briefgen.errors import BriefgenError, printable
from briefgen.house import House, Layout, Margins, PageSize
from briefgen.render.docx.wml import NAMESPACES, Element, root, w
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.package import OpcPackage

W = "{" + NAMESPACES["w"] + "}"
_OLE = b"\xd0\xcf\x11\xe0"
"""What encrypted Word files and those of before 2007 begin with."""
_STRICT = b"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
"""How files in the strict variant of the format name their document."""
_LARGEST = 200_000_000
_MOST_PARTS = 5_000
_TEMPLATE = CONTENT_TYPE.WML_DOCUMENT_MAIN.replace("document.main", "template.main")
_NARROWEST = 144.0
"""Points of text that a page must have room for."""
_KEPT_OF_SECTION = ("pgSz", "pgMar", "pgBorders", "titlePg", "rtlGutter")


class StyleTemplateError(BriefgenError):
    """A file that cannot serve as style template."""


@dataclass(frozen=True)
class Letterhead:
    """What is taken over from a user's file. *main* is its document part, for relationships."""

    main: Any
    section: Element
    styles: Element
    numbering: Element | None
    settings: Element | None

    def page_of(self, house: House, meta: Meta) -> House:
        """*house* with the page size and the margins of the letterhead, for *meta*'s layout.

        Raises StyleTemplateError for margins that leave no room for text, or are no numbers.
        """
        try:
            layout = _layout(self.section, house.layouts[meta.layout])
            page = _page(self.section, house.pages[meta.page_size])
        except ValueError as error:
            raise _broken() from error
        if page.width - layout.margins.left - layout.margins.right < _NARROWEST:
            raise StyleTemplateError(
                "the style template leaves no room for text between its margins",
                hint=f"make its lines at least {_NARROWEST / 72:.0f} inches long, in Word",
            )
        return house.model_copy(
            update={
                "pages": {**house.pages, meta.page_size: page},
                "layouts": {**house.layouts, meta.layout: layout},
            }
        )

    def running(self, kind: str) -> dict[str, Any]:
        """The parts of its running heads (*kind* ``header``) or feet (``footer``), by page type."""
        found = {}
        for reference in self.section.iter(f"{W}{kind}Reference"):
            relation = self.main.rels.get(reference.get(f"{{{NAMESPACES['r']}}}id"))
            if relation is not None and not relation.is_external:
                found[reference.get(f"{W}type", "default")] = relation.target_part
        return found

    def page_types(self) -> tuple[str, ...]:
        """The types of pages that have running lines of their own."""
        first = ("first",) if is_on(self.section.find(f"{W}titlePg")) else ()
        settings = self.settings
        even = settings is not None and is_on(settings.find(f"{W}evenAndOddHeaders"))
        return ("default", *first, *(("even",) if even else ()))

    def section_properties(self) -> Iterator[Element]:
        """Copies of what the section says of the page, in the order of the schema."""
        for child in self.section:
            if etree.QName(child).localname in _KEPT_OF_SECTION:
                yield copy.deepcopy(child)

    def words(self) -> Iterator[str]:
        """The paragraphs of its running heads and feet, which every page of a brief will show."""
        lines = [self.running(kind) for kind in ("header", "footer")]
        shown = [one[type_] for one in lines for type_ in self.page_types() if type_ in one]
        for paragraph in (each for part in shown for each in parse(part.blob).iter(f"{W}p")):
            yield "".join(one.text or "" for one in paragraph.iter(f"{W}t"))

    def related(self, relation: str) -> Any:
        """The part that its main part has as *relation*, or None."""
        return _related(self.main, relation)


def read_letterhead(style: bytes) -> Letterhead:
    """The letterhead that the bytes of a .docx are. Raises StyleTemplateError, saying why not."""
    _require_word_file(style)
    try:
        _require_transitional(style)
        main = OpcPackage.open(io.BytesIO(style)).main_document_part
        _require_plain(main.content_type)
        return _read(main)
    except StyleTemplateError:
        raise
    except Exception as error:
        # A damaged stranger's file fails in as many ways as there are parsers: they all mean this.
        raise _broken() from error


def _require_word_file(style: bytes) -> None:
    if style.startswith(_OLE):
        raise StyleTemplateError(
            "the style template is encrypted, or in the format of Word before 2007",
            hint="save it in Word as .docx without a password",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(style)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _broken() from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise StyleTemplateError("the style template is encrypted", hint="take off its password")
    if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _LARGEST:
        raise StyleTemplateError("the style template is too large", hint="save it without its text")


def _require_transitional(style: bytes) -> None:
    """Refuse the strict variant of the format, whose names for everything python-docx knows not."""
    with zipfile.ZipFile(io.BytesIO(style)) as archive:
        strict = _STRICT in archive.read("_rels/.rels")
    if strict:
        raise StyleTemplateError(
            "the style template is a Word file in the strict variant of the format",
            hint="save it in Word as “Word Document (.docx)”, not “Strict Open XML Document”",
        )


def _require_plain(content_type: str) -> None:
    if "macroEnabled" in content_type:
        raise StyleTemplateError(
            "the style template carries macros", hint="save it in Word as .docx, without macros"
        )
    if content_type not in (CONTENT_TYPE.WML_DOCUMENT_MAIN, _TEMPLATE):
        raise StyleTemplateError(
            f"the style template is no Word file but {printable(content_type, 80)}",
            hint="give a .docx",
        )


def _broken() -> StyleTemplateError:
    return StyleTemplateError(
        "the style template is no Word file, or a damaged one", hint="save it in Word as .docx"
    )


def _read(main: Any) -> Letterhead:
    section = next(parse(main.blob).iter(f"{W}sectPr"), None)
    styles = _parsed(_related(main, RELATIONSHIP_TYPE.STYLES))
    return Letterhead(
        main,
        # The first section is what its pages begin with: a letterhead, and not an annex.
        w("sectPr") if section is None else section,
        root("w:styles") if styles is None else styles,
        _parsed(_related(main, RELATIONSHIP_TYPE.NUMBERING)),
        _parsed(_related(main, RELATIONSHIP_TYPE.SETTINGS)),
    )


def _related(main: Any, relation: str) -> Any:
    found = (one for one in main.rels.values() if one.reltype == relation and not one.is_external)
    return next((one.target_part for one in found), None)


def _parsed(part: Any) -> Element | None:
    return None if part is None else parse(part.blob)


def parse(blob: bytes) -> Element:
    """The root of an XML part; nothing outside of it is ever fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    return etree.fromstring(blob, parser)


def is_on(toggle: Element | None) -> bool:
    """Whether an on-off property is there and on."""
    return toggle is not None and toggle.get(f"{W}val", "1") not in ("0", "false", "off")


# --- the page ----------------------------------------------------------------------------------


def _page(section: Element, otherwise: PageSize) -> PageSize:
    size = section.find(f"{W}pgSz")
    if size is None:
        return otherwise
    measured = _points(size)
    return PageSize(
        width=measured.get("w", otherwise.width), height=measured.get("h", otherwise.height)
    )


def _layout(section: Element, otherwise: Layout) -> Layout:
    margins = section.find(f"{W}pgMar")
    if margins is None:
        return otherwise
    measured = _points(margins)
    old = otherwise.margins
    sides = {side: measured.get(side, getattr(old, side)) for side in ("top", "right", "bottom")}
    left = measured.get("left", old.left) + measured.get("gutter", 0)
    return otherwise.model_copy(
        update={
            "margins": Margins(left=left, **sides),
            "head_offset": measured.get("header", otherwise.head_offset),
            "foot_offset": measured.get("footer", otherwise.foot_offset),
        }
    )


def _points(measures: Element) -> dict[str, float]:
    """Measures in points by name. A negative margin is Word's for one that nothing can push."""
    found = {}
    for name, value in measures.attrib.items():
        local = etree.QName(str(name)).localname
        if local not in ("orient", "code"):
            found[local] = abs(float(value)) / 20
    return found
