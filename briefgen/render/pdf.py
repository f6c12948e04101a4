"""PDF: the document tree laid out on pages by WeasyPrint, and written as tagged PDF.

In: a `Document` and the house style. Out: a `LaidOut`: how many pages, how full, how high each
piece is; and, when asked for, the bytes, which depend on nothing but the document, the fonts and
the libraries. Nothing that WeasyPrint complains of passes: see `engine`.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree

from briefgen import fonts
from briefgen.document import Document, Meta
from briefgen.errors import OutputError, TemplateError
from briefgen.house import House, Sheet
from briefgen.render import pdf_archive
from briefgen.render.css import POINTS, style_sheet
from briefgen.render.engine import Engine, nothing_logged
from briefgen.render.heights import Heights, piece_of
from briefgen.render.html import page_html
from briefgen.render.pdf_objects import is_unambiguous
from briefgen.render.pieces import keys, notes_height
from briefgen.render.revising import revised
from briefgen.render.scripts import EVERYTHING

__all__ = ["Attachment", "LaidOut", "Press"]

_RUNNING = {"@top-center": "head", "@bottom-center": "foot"}
_ATTEMPTS = 16
"""Of writing a file: one in a hundred comes out ambiguous (see `pdf_objects`)."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF."""

    name: str
    content: bytes
    description: str = ""


class Press:
    """A layout engine set up once: fonts found, one style sheet for each page size and layout.

    Raises MissingDependencyError where WeasyPrint, its libraries or every font is missing.
    """

    def __init__(self, house: House) -> None:
        fonts.require()
        self._house = house
        text = house.families.text.pdf
        # Where the house font is missing, another one sets all: no run of it is a stranger.
        self._shown: Container[int] = fonts.coverage(text) if fonts.installed(text) else EVERYTHING
        self._engine = Engine()
        self._style_sheets: dict[tuple[str, str, bool], Any] = {}
        self._heights = Heights()

    def lay_out(self, document: Document, like: LaidOut | None = None) -> LaidOut:
        """Lay *document* out on its pages. Raises TemplateError for what WeasyPrint warns of.

        Of what is *like* it but for the words of a few pieces, only these are laid out.
        """
        html = page_html(document, shown=self._shown)
        alike = self._revised(like, document, html) if like is not None else None
        if alike is not None:
            return alike
        meta = document.meta
        sheet, root = self._sheet(meta), _parsed(html)
        with nothing_logged(meta.identifier):
            rendering = self._engine.rendered(root, self._style_sheet(sheet))
        _require_room(rendering.pages[0], sheet, meta.identifier)
        return LaidOut(rendering, meta, sheet, self._engine, html)

    def _revised(self, like: LaidOut, document: Document, html: str) -> LaidOut | None:
        """*document* on the pages of what is *like* it; None where it needs pages of its own."""
        meta = document.meta
        sheet = self._sheet(meta)
        if sheet != like.sheet:
            return None

        def lay_out(root: ElementTree.Element) -> list[Any]:
            with nothing_logged(meta.identifier):
                style_sheet = self._style_sheet(sheet)
                return list(self._engine.rendered(root, style_sheet, passing=True).pages)

        pages = revised(like.rendering.pages, like.root, _parsed(html), keys(document), lay_out)
        if pages is None:
            return None
        return LaidOut(like.rendering.copy(pages), meta, sheet, self._engine, html)

    def heights(self, document: Document) -> Mapping[str, float]:
        """The height in points of every piece under its key (see `pieces`), space before left out.

        Pieces that were measured before are not laid out again. Raises as `lay_out` does.
        """
        meta = document.meta
        sheet = self._sheet(meta)
        root = _parsed(page_html(document, shown=self._shown, endless=True))
        context = f"{meta.page_size} {meta.layout} {meta.language}"

        def lay_out(page: ElementTree.Element) -> Mapping[str, float]:
            with nothing_logged(meta.identifier):
                rendering = self._engine.rendered(page, self._style_sheet(sheet, endless=True))
            return LaidOut(rendering, meta, sheet, self._engine, "").heights

        return self._heights.of(root, keys(document), context, lay_out)

    def _sheet(self, meta: Meta) -> Sheet:
        return self._house.sheet(meta.page_size, meta.layout)

    def _style_sheet(self, sheet: Sheet, endless: bool = False) -> Any:
        key = (sheet.page_size, sheet.layout_name, endless)
        if key not in self._style_sheets:
            css = style_sheet(sheet, endless=endless)
            self._style_sheets[key] = self._engine.style_sheet(css)
        return self._style_sheets[key]


class LaidOut:
    """A document on its pages."""

    def __init__(
        self,
        rendering: Any,
        meta: Meta,
        sheet: Sheet,
        engine: Engine,
        html: str,
    ) -> None:
        self.rendering = rendering
        self.sheet = sheet
        self._meta = meta
        self._engine = engine
        self._html = html
        self._footnotes = meta.note_style == "footnotes"
        self._extents = tuple(_extents(page, self._footnotes) for page in rendering.pages)

    @cached_property
    def root(self) -> ElementTree.Element:
        """The HTML that was laid out."""
        return _parsed(self._html)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self.rendering.pages)

    @cached_property
    def heights(self) -> Mapping[str, float]:
        """The height in points of every piece under its key (see `pieces`), space before left out.

        A piece that breaks over pages has the sum of its parts.
        """
        found: dict[str, float] = {}
        for page in self._extents:
            for key, (top, bottom) in page.items():
                found[key] = found.get(key, 0.0) + bottom - top
        # What is left of computing in pixels would only look like a difference.
        return MappingProxyType({key: round(height, 4) for key, height in found.items()})

    @cached_property
    def fills(self) -> tuple[float, ...]:
        """Per page, (body flow + notes area) ÷ text height; above 1 where something sticks out."""
        return tuple(self._fill(page) for page in self._extents)

    def _fill(self, page: Mapping[str, tuple[float, float]]) -> float:
        flow = [bottom for key, (_, bottom) in page.items() if key.startswith("b")]
        body = max(flow, default=self.sheet.layout.margins.top) - self.sheet.layout.margins.top
        notes = [int(key[1:]) for key in page if key.startswith("n")]
        heights = {f"n{number}": _extent(page[f"n{number}"]) for number in notes}
        area = notes_height(notes, heights, self.sheet) if self._footnotes else 0.0
        return (body + area) / self.sheet.text_height

    def pdf(self, *, identifier: bytes | str, attachments: Sequence[Attachment] = ()) -> bytes:
        """The PDF file. *identifier* tells editions apart and is all that varies its ID.

        Raises GlyphError for a character that no font shows, TemplateError for whatever else
        WeasyPrint warns of, and OutputError where no attempt gives a file that all can read.
        """
        code = identifier.encode() if isinstance(identifier, str) else identifier
        with Engine.one_at_a_time, nothing_logged(self._meta.identifier):
            for padding in range(_ATTEMPTS):
                file = self._written(code, attachments, padding)
                if is_unambiguous(file):
                    return file
        raise OutputError(f"{self._meta.identifier}: it is not plain where the file's streams end")

    def _written(self, code: bytes, attachments: Sequence[Attachment], padding: int) -> bytes:
        return self._engine.written(
            self.rendering,
            finisher=partial(pdf_archive.finish, padding=padding),
            pdf_identifier=code,
            attachments=[self._attachment(one) for one in attachments],
        )

    def _attachment(self, attachment: Attachment) -> Any:
        # Otherwise WeasyPrint stamps it with the time of the build.
        issued = datetime.combine(self._meta.issued, time(), UTC)
        return self._engine.attachment(
            string=attachment.content,
            name=attachment.name,
            description=attachment.description,
            relationship="Data",
            created=issued,
            modified=issued,
        )


def _parsed(html: str) -> ElementTree.Element:
    """*html* as an element tree, without the detour through WeasyPrint's HTML parser.

    What we write is well-formed, and reading it as XML costs a hundredth.
    """
    try:
        return ElementTree.fromstring(html)  # noqa: S314 - written by ourselves, all escaped
    except ElementTree.ParseError as error:
        raise TemplateError(
            f"the document holds a character that no page can show: {error}"
        ) from error


def _require_room(page: Any, sheet: Sheet, edition: str) -> None:
    """Raises TemplateError where the running head or foot of *page* is printed over its text."""
    leading = sheet.role("running").leading
    for box in page._page_box.children:
        name = _RUNNING.get(getattr(box, "at_keyword", ""))
        if name is None or not box.children:
            continue
        bottom = max(child.position_y + child.margin_height() for child in box.children)
        height = POINTS * (bottom - min(child.position_y for child in box.children))
        # A line may stand out into the space between lines, and no further.
        if height > POINTS * box.height + leading / 2:
            raise TemplateError(
                f"{edition}: the running {name} takes {round(height / leading)} lines, more than "
                f"its margin has room for",
                hint=f"shorten <{name}er> in the template, or the issuer and what else it names",
            )


def _extents(page: Any, notes: bool = False) -> dict[str, tuple[float, float]]:
    """Top and bottom of every piece on *page* under its key, in points from the sheet's top.

    WeasyPrint itself tells only where elements with an id came to stand; its boxes tell of all.
    """
    found: dict[str, tuple[float, float]] = {}
    for box in page._page_box.descendants():
        key = piece_of(box)
        # The boxes within that of a piece, such as its lines, are made of the same element.
        if key and key not in found and (notes or not key.startswith("n")):
            _, top, _, height = box.hit_area()
            found[key] = (top * POINTS, (top + height) * POINTS)
    return found


def _extent(edges: tuple[float, float]) -> float:
    return edges[1] - edges[0]
