"""PDF: the document tree laid out on pages by WeasyPrint, and written as tagged PDF.

In: a `Document` and the house style. Out: a `LaidOut`: how many pages, how full, how high each
piece is; and, when asked for, the bytes, which depend on nothing but the document, the fonts and
the libraries. WeasyPrint is imported here only, when the first `Press` is made.

Nothing that WeasyPrint complains of passes: each warning becomes a `TemplateError`, a missing glyph
a `GlyphError`. The one exception is its advice to install a faster font library.
"""

from __future__ import annotations

import ctypes.util
import logging
import re
import sys
import threading
import warnings
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, redirect_stdout, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cached_property, partial
from importlib.resources import files
from io import BytesIO, StringIO
from itertools import count, pairwise
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree

from briefgen import fonts
from briefgen.document import Document, Meta
from briefgen.errors import (
    BriefgenError,
    GlyphError,
    MissingDependencyError,
    TemplateError,
    printable,
)
from briefgen.house import House, Sheet
from briefgen.render import footnotes, pdf_archive
from briefgen.render.css import USER_AGENT, WHOLE, style_sheet
from briefgen.render.heights import Heights, piece_key
from briefgen.render.html import MARK, NOTE, PIECE, page_html
from briefgen.render.pieces import keys, notes_height
from briefgen.render.repeating import Lines, repeated
from briefgen.render.revising import revised
from briefgen.render.scripts import EVERYTHING

__all__ = ["Attachment", "LaidOut", "Press", "load_engine"]

PDF_VARIANT = "pdf/a-3a"
"""The level that WeasyPrint knows; `pdf_archive` adds PDF/UA-1."""
LIBRARIES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
"""The Debian packages that WeasyPrint loads."""

_ONE_AT_A_TIME = threading.RLock()
"""Methods of WeasyPrint's are replaced meanwhile, for all threads."""
_POINTS = 0.75  # points in a CSS pixel
_COLOURS = "srgb"  # what WeasyPrint calls the output intent of PDF/A
_AS_RENDERED = "as rendered"  # any name but that one, or it looks for the profile itself
_HARMLESS = "Using fontTools instead of HarfBuzz-Subset"
_HEADING = re.compile("h[1-6]")
_NO_GLYPH = ".notdef glyph rendered"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF."""

    name: str
    content: bytes
    description: str = ""
    relationship: str = "Data"


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
        self._engine = load_engine()
        self._font_configuration = self._engine.text.fonts.FontConfiguration()
        self._fetcher = _data_only()
        self._source_class = _source_class(self._engine)
        self._colours = _colours()
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
        with _nothing_logged(meta):
            rendering = self._rendered(root, sheet)
            while _kept_whole(root, _crowding_out_notes(rendering.pages)):
                rendering = self._rendered(root, sheet)
        return LaidOut(rendering, meta, sheet, self._engine, html)

    def _revised(self, like: LaidOut, document: Document, html: str) -> LaidOut | None:
        """*document* on the pages of what is *like* it; None where it needs pages of its own."""
        meta = document.meta
        sheet = self._sheet(meta)
        if sheet != like.sheet:
            return None

        def lay_out(root: ElementTree.Element) -> list[Any]:
            with _nothing_logged(meta):
                return list(self._rendered(root, sheet).pages)

        pages = revised(like.rendering.pages, like.root, _parsed(html), keys(document), lay_out)
        if pages is None:
            return None
        return LaidOut(like.rendering.copy(pages), meta, sheet, self._engine, html, like.lines)

    def heights(self, document: Document) -> Mapping[str, float]:
        """The height in points of every piece under its key (see `pieces`), space before left out.

        Pieces that were measured before are not laid out again. Raises as `lay_out` does.
        """
        meta = document.meta
        sheet = self._sheet(meta)
        root = _parsed(page_html(document, shown=self._shown, endless=True))
        context = f"{meta.page_size} {meta.layout} {meta.language}"

        def lay_out(page: ElementTree.Element) -> Mapping[str, float]:
            with _nothing_logged(meta):
                rendering = self._rendered(page, sheet, True)
            return LaidOut(rendering, meta, sheet, self._engine, "").heights

        return self._heights.of(root, keys(document), context, lay_out)

    def _sheet(self, meta: Meta) -> Sheet:
        return self._house.sheet(meta.page_size, meta.layout)

    def _rendered(self, root: ElementTree.Element, sheet: Sheet, endless: bool = False) -> Any:
        with _ONE_AT_A_TIME, footnotes.added_up():
            return self._source_class(root, self._fetcher).render(
                font_config=self._font_configuration,
                color_profiles={_COLOURS: self._colours},
                stylesheets=[self._style_sheet(sheet, endless)],
                pdf_variant=PDF_VARIANT,
            )

    def _style_sheet(self, sheet: Sheet, endless: bool) -> Any:
        key = (sheet.page_size, sheet.layout_name, endless)
        if key not in self._style_sheets:
            self._style_sheets[key] = self._engine.CSS(
                string=style_sheet(sheet, endless=endless),
                font_config=self._font_configuration,
                url_fetcher=self._fetcher,
            )
        return self._style_sheets[key]


class LaidOut:
    """A document on its pages."""

    def __init__(
        self,
        rendering: Any,
        meta: Meta,
        sheet: Sheet,
        engine: Any,
        html: str,
        shared: Lines | None = None,
    ) -> None:
        self.rendering = rendering
        self.sheet = sheet
        self._meta = meta
        self._engine = engine
        self._html = html
        self._shared = shared
        self._footnotes = meta.note_style == "footnotes"
        self._extents = tuple(_extents(page, self._footnotes) for page in rendering.pages)

    @cached_property
    def root(self) -> ElementTree.Element:
        """The HTML that was laid out."""
        return _parsed(self._html)

    @cached_property
    def lines(self) -> Lines:
        """Its lines, to be shared with documents that are laid out like it."""
        return Lines(self.rendering.pages)

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

        Raises GlyphError for a character that no font shows, and TemplateError for whatever else
        WeasyPrint warns of.
        """
        code = identifier.encode() if isinstance(identifier, str) else identifier
        for page in self.rendering.pages:
            _forget_pieces(page)
        shared = repeated(self._shared) if self._shared else nullcontext()
        with _ONE_AT_A_TIME, _nothing_logged(self._meta), shared:
            attempts = (self._written(code, attachments, padding) for padding in count())
            return next(filter(pdf_archive.is_unambiguous, attempts))

    def _written(self, code: bytes, attachments: Sequence[Attachment], padding: int) -> bytes:
        written: bytes = self.rendering.write_pdf(
            finisher=partial(pdf_archive.finish, padding=padding),
            pdf_variant=PDF_VARIANT,
            output_intent=_AS_RENDERED,
            pdf_identifier=code,
            attachments=[self._attachment(one) for one in attachments],
        )
        return written

    def _attachment(self, attachment: Attachment) -> Any:
        # Otherwise WeasyPrint stamps it with the time of the build.
        issued = datetime.combine(self._meta.issued, time(), UTC)
        return self._engine.Attachment(
            string=attachment.content,
            name=attachment.name,
            description=attachment.description,
            relationship=attachment.relationship,
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


def _crowding_out_notes(pages: Sequence[Any]) -> list[str]:
    """The ids of pieces, one of which drove a note from the page of its mark (see `css`).

    They stand on the page after the first such page; one that begins on that page comes alone.
    """
    for page, following in pairwise(pages):
        marks = [name.removeprefix(MARK) for name in page.anchors if name.startswith(MARK)]
        if any(f"{NOTE}{number}" not in page.anchors for number in marks):
            pieces = [name for name in following.anchors if name.startswith(f"{PIECE}b")]
            return [name for name in pieces if name in page.anchors] or pieces
    return []


def _kept_whole(root: ElementTree.Element, ids: Sequence[str]) -> bool:
    """Forbids the first of the elements with these *ids* to break, headings aside.

    Returns whether it was allowed to until now.
    """
    by_id = {element.get("id"): element for element in root.iter()}
    for element in map(by_id.__getitem__, ids):
        if _HEADING.fullmatch(element.tag):
            continue
        classes = element.get("class", "")
        element.set("class", f"{classes} {WHOLE}")
        return WHOLE not in classes.split()
    return False


def _extents(page: Any, notes: bool) -> dict[str, tuple[float, float]]:
    """Top and bottom of every piece on *page* under its key, in points from the sheet's top."""
    found = {}
    for name, (_, top, _, bottom) in page.anchors.items():
        key = piece_key(name)
        if key and (notes or not key.startswith("n")):
            found[key] = (top * _POINTS, bottom * _POINTS)
    return found


def _extent(edges: tuple[float, float]) -> float:
    return edges[1] - edges[0]


def _forget_pieces(page: Any) -> None:
    """Leaves only the anchors that readers may follow, or the file would name every piece."""
    for name in [name for name in page.anchors if name.startswith(PIECE)]:
        del page.anchors[name]


# --- the engine --------------------------------------------------------------------------------


def load_engine() -> Any:
    """WeasyPrint. Raises MissingDependencyError where it, or a library of its, is missing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of no fonts, which are asked for in our own words
            _load_libraries()
            import weasyprint
            import weasyprint.text.fonts
    except ImportError as error:
        raise MissingDependencyError(
            "WeasyPrint, which makes the PDF, is not installed",
            hint="run: python -m pip install weasyprint",
        ) from error
    except OSError as error:
        raise MissingDependencyError(
            f"WeasyPrint cannot load its system libraries: {printable(error)}",
            hint=f"run: sudo apt-get install -y {' '.join(LIBRARIES)}",
        ) from error
    return weasyprint


def _load_libraries() -> None:
    """Loads Pango and its like, where they can be had under the names that Linux gives them.

    WeasyPrint tries the names of other systems first, and for each that is unknown the standard
    library asks ldconfig, gcc and ld: twenty processes for nothing. What is not found this way is
    left to WeasyPrint, which looks everywhere and says what is missing.
    """
    if not sys.platform.startswith("linux"):
        return
    with _no_search(), suppress(OSError), redirect_stdout(StringIO()):
        import weasyprint.text.ffi  # noqa: F401 - loads the libraries


@contextmanager
def _no_search() -> Iterator[None]:
    """Without the search of the standard library for names that are no file's."""
    search = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None  # noqa: ARG005 - its signature
    try:
        yield
    finally:
        ctypes.util.find_library = search


def _source_class(engine: Any) -> Any:
    """WeasyPrint's `HTML`, made from an element tree instead of text.

    Its own style sheet for HTML is replaced as well: with six universal pseudo-elements and many
    elements that we never write, it costs more than ours. Should a later WeasyPrint no longer ask
    for it here, the page looks the same: `css.style_sheet` relies on none of it.
    """
    user_agent = [engine.CSS(string=USER_AGENT)]

    class Source(engine.HTML):  # type: ignore[misc]
        def __init__(self, root: ElementTree.Element, fetcher: Any) -> None:
            self.base_url = None
            self.url_fetcher = fetcher
            self.media_type = "print"
            wrapper = engine.cssselect2.ElementWrapper
            self.wrapper_element = wrapper.from_html_root(root, content_language=None)
            self.etree_element = root

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:  # noqa: ARG002
            return user_agent

    return Source


def _colours() -> Any:
    """The colours that the file means: WeasyPrint's own profile of sRGB.

    WeasyPrint would read it for each file anew, and leave its file open.
    """
    from weasyprint.css import ColorProfile

    profile = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()

    class AsItIs(ColorProfile):  # type: ignore[misc]
        # Written anew by its library a profile has other bytes the second time than the first.
        content = profile

    return AsItIs(BytesIO(profile), "sRGB2014.icc", "relative-colorimetric", ("r", "g", "b"))


def _data_only() -> Any:
    """A fetcher that opens ``data:`` addresses and nothing else: no file, no network."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)


# --- warnings ----------------------------------------------------------------------------------


class _Complaints(logging.Handler):
    """Collects what WeasyPrint logs in this thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread and _HARMLESS not in (message := record.getMessage()):
            self.messages.append(message)


@contextmanager
def _nothing_logged(meta: Meta) -> Iterator[None]:
    """Raises what WeasyPrint has warned of in the meantime."""
    logger = logging.getLogger("weasyprint")
    complaints = _Complaints()
    logger.addHandler(complaints)
    try:
        yield
    finally:
        logger.removeHandler(complaints)
    if complaints.messages:
        raise _error(complaints.messages, meta)


def _error(messages: Sequence[str], meta: Meta) -> BriefgenError:
    shown = tuple(dict.fromkeys(printable(message) for message in messages))
    if all(_NO_GLYPH in message for message in messages):
        return GlyphError(
            f"{meta.identifier}: no installed font shows a character",
            hint=f"install more fonts: sudo apt-get install -y {' '.join(fonts.FONT_PACKAGES)}",
            detail=shown,
        )
    return TemplateError(f"{meta.identifier}: the page cannot be laid out cleanly", detail=shown)
