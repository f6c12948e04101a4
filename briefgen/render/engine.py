"""The engine: WeasyPrint as briefgen uses it.

In: an element tree of our HTML and a style sheet. Out: WeasyPrint's rendering of it, and the PDF
file of a rendering. The first `Engine`, or `load_engine`, imports WeasyPrint and its libraries;
nothing does so before. No page makes it read a file or the network, or another style sheet than
ours; the colour profile of all files is read once.

Nothing that WeasyPrint complains of passes: each warning becomes a `TemplateError`, a missing glyph
a `GlyphError`. The one exception is its advice to install a faster font library.
"""

from __future__ import annotations

import ctypes.util
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from importlib.resources import files
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree

from briefgen import fonts
from briefgen.errors import (
    BriefgenError,
    GlyphError,
    MissingDependencyError,
    TemplateError,
    printable,
)
from briefgen.render import footnotes, styles
from briefgen.render.css import USER_AGENT
from briefgen.render.repeating import Lines

__all__ = ["PDF_VARIANT", "Engine", "load_engine", "nothing_logged"]

PDF_VARIANT = "pdf/a-3a"
"""The level that WeasyPrint knows; `pdf_archive` adds PDF/UA-1."""
LIBRARIES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
"""The Debian packages that WeasyPrint loads."""

_COLOURS = "srgb"  # what WeasyPrint calls the output intent of PDF/A
_AS_RENDERED = "as rendered"  # any name but that one, or it looks for the profile itself
_HARMLESS = "Using fontTools instead of HarfBuzz-Subset"
_NO_GLYPH = ".notdef glyph rendered"


class Engine:
    """WeasyPrint set up once: its fonts found, its own style sheet and colours read.

    Raises MissingDependencyError where WeasyPrint or a library of its is missing.
    """

    one_at_a_time = threading.RLock()
    """Methods of WeasyPrint's are replaced meanwhile, for all threads."""

    def __init__(self) -> None:
        self._weasyprint = load_engine()
        self._font_configuration = self._weasyprint.text.fonts.FontConfiguration()
        self._fetcher = _data_only()
        self._source_class = _source_class(self._weasyprint)
        self._colours = _colours()
        self._lines = Lines()
        self.attachment: Callable[..., Any] = self._weasyprint.Attachment

    def style_sheet(self, css: str) -> Any:
        """*css* parsed, for `rendered`."""
        return self._weasyprint.CSS(
            string=css, font_config=self._font_configuration, url_fetcher=self._fetcher
        )

    def rendered(
        self, root: ElementTree.Element, style_sheet: Any, *, passing: bool = False
    ) -> Any:
        """WeasyPrint's rendering of the HTML under *root*; of *passing* words no line is kept."""
        with (
            self.one_at_a_time,
            footnotes.laid_out_once(),
            footnotes.never_put_off(),
            styles.filled_in(),
            self._lines.remembered(passing=passing),
        ):
            return self._source_class(root, self._fetcher).render(
                font_config=self._font_configuration,
                color_profiles={_COLOURS: self._colours},
                stylesheets=[style_sheet],
                pdf_variant=PDF_VARIANT,
            )

    def written(self, rendering: Any, **how: Any) -> bytes:
        """The PDF file of a *rendering*; *how* as WeasyPrint's ``write_pdf`` wants it."""
        with self.one_at_a_time, self._lines.remembered():
            pdf: bytes = rendering.write_pdf(
                pdf_variant=PDF_VARIANT, output_intent=_AS_RENDERED, **how
            )
        return pdf


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
def nothing_logged(name: str) -> Iterator[None]:
    """Raises what WeasyPrint has warned of in the meantime, as mistakes of the edition *name*."""
    logger = logging.getLogger("weasyprint")
    complaints = _Complaints()
    logger.addHandler(complaints)
    try:
        yield
    finally:
        logger.removeHandler(complaints)
    if complaints.messages:
        raise _error(complaints.messages, name)


def _error(messages: Sequence[str], name: str) -> BriefgenError:
    shown = tuple(dict.fromkeys(printable(message) for message in messages))
    if all(_NO_GLYPH in message for message in messages):
        return GlyphError(
            f"{name}: no installed font shows a character",
            hint=fonts.remedy(),
            detail=shown,
        )
    return TemplateError(f"{name}: the page cannot be laid out cleanly", detail=shown)
