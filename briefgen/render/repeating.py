"""Repeating: lines of text that many files show are read from the layout engine once.

In: the pages of a document, and WeasyPrint while it writes files that show most of these pages'
lines, as editions for different recipients do. Out: the same bytes, sooner. For each file
WeasyPrint has Pango break, shape and measure every line again, only to learn which glyphs stand
where. Here what a line made WeasyPrint write is kept, and written again into the next file.

There is no public way to tell WeasyPrint so. This replaces a function of its, which it calls
internal, for as long as one of our files is written; WeasyPrint is pinned, and a test holds files
made in this way against those made without: they have the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

__all__ = ["Lines", "repeated"]

_REPEATABLE = frozenset(
    {"set_color", "begin_text", "set_text_matrix", "set_font_size", "show_text", "set_text_rise"}
    | {"end_text"}
)
"""What a plain line makes a stream do. An underlined one, or an emoji, makes it do more."""
_MOST = 4
"""Ways in which a line was written that are remembered: see `_Line.would_be_the_same`."""
_READ = frozenset({"ink_rect", "logical_rect"})
"""What a line reads of a stream, without leaving a trace in it."""


class Lines:
    """The lines of *pages*, with what each made a stream do when it was first written."""

    def __init__(self, pages: Iterable[Any]) -> None:
        from weasyprint.formatting_structure.boxes import TextBox

        boxes = [box for page in pages for box in page._page_box.descendants()]
        # Kept, so that no other box can come to stand under the same number.
        self._boxes = {id(box): box for box in boxes if isinstance(box, TextBox)}
        self._written: dict[int, list[_Line]] = {}

    def draw(self, draw: Callable[..., None], stream: Any, box: Any, *how: Any) -> None:
        """*draw* the text of *box* onto *stream*, or do what that did the last time."""
        number = id(box)
        if number not in self._boxes:
            draw(stream, box, *how)
            return
        known = self._written.setdefault(number, [])
        line = next((one for one in known if one.would_be_the_same(stream)), None)
        if line is not None:
            line.write(stream)
        elif len(known) < _MOST:
            recorder = _Recorder(stream, box)
            draw(recorder, box, *how)
            recorder.line.tell_fonts(stream)
            if recorder.is_repeatable:
                known.append(recorder.line)
        else:
            draw(stream, box, *how)


@contextmanager
def repeated(lines: Lines) -> Iterator[None]:
    """A context in which these *lines* are written as they were the last time."""
    import weasyprint.draw as drawing

    draw = drawing.draw_text

    def draw_text(stream: Any, box: Any, *how: Any) -> None:
        lines.draw(draw, stream, box, *how)

    drawing.draw_text = draw_text
    try:
        yield
    finally:
        drawing.draw_text = draw


@dataclass(slots=True)
class _Line:
    """What one line does to a stream: calls by name, and the glyphs that it takes from fonts."""

    calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = field(default_factory=list)
    fonts: list[_Glyphs] = field(default_factory=list)

    def would_be_the_same(self, stream: Any) -> bool:
        """Whether the fonts of this file give its glyphs the widths that they had.

        A font has one width for a glyph in all sizes: rounded in the size in which a file shows it
        first. What a line writes between its glyphs makes up for that.
        """
        return all(
            known.get(number, width) == width
            for glyphs in self.fonts
            for known in [stream.add_font(glyphs.pango_font)[0].widths]
            for number, width in glyphs.widths.items()
        )

    def write(self, stream: Any) -> None:
        self.tell_fonts(stream)
        for name, values, named in self.calls:
            getattr(stream, name)(*values, **named)

    def tell_fonts(self, stream: Any) -> None:
        """Tell the fonts of a file which glyphs it needs; what they know already, stays."""
        for glyphs in self.fonts:
            font, _ = stream.add_font(glyphs.pango_font)
            for number, text in glyphs.to_unicode.items():
                font.to_unicode.setdefault(number, text)
            for number, width in glyphs.widths.items():
                font.widths.setdefault(number, width)


class _Glyphs:
    """Stands before a font and notes which glyphs one line takes from it."""

    def __init__(self, font: Any, pango_font: Any, layout: Any) -> None:
        self.to_unicode: dict[int, str] = {}
        self.widths = _Widths(font.widths)
        self.pango_font = pango_font
        self.lacks_one = False
        self._layout = layout  # the fonts would go with it
        self._font = font

    def get_unused_glyph_id(self, codepoint: int) -> int:
        """Asked for a character that the font lacks, of which WeasyPrint then warns."""
        self.lacks_one = True
        return int(self._font.get_unused_glyph_id(codepoint))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._font, name)


class _Widths(dict[int, int]):
    """The widths of a font, of which it holds those that were asked for or set."""

    def __init__(self, widths: dict[int, int]) -> None:
        super().__init__()
        self._all = widths

    def __contains__(self, glyph: object) -> bool:
        return glyph in self._all

    def __getitem__(self, glyph: int) -> int:
        return self.setdefault(glyph, self._all[glyph])

    def __setitem__(self, glyph: int, width: int) -> None:
        self._all[glyph] = width
        self.setdefault(glyph, width)


class _Recorder:
    """Stands before a stream and notes what the line of a *box* makes it do."""

    def __init__(self, stream: Any, box: Any) -> None:
        self._stream = stream
        self._box = box
        self.line = _Line()
        self._is_plain = True

    @property
    def is_repeatable(self) -> bool:
        """Whether what was noted is all, and nothing that must be warned of each time."""
        return self._is_plain and not any(glyphs.lacks_one for glyphs in self.line.fonts)

    def add_font(self, pango_font: Any) -> tuple[Any, float]:
        font, size = self._stream.add_font(pango_font)
        glyphs = _Glyphs(font, pango_font, self._box.pango_layout.layout)
        self.line.fonts.append(glyphs)
        return glyphs, size

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._stream, name)
        if name in _REPEATABLE:
            return partial(self._note, name, found)
        self._is_plain = self._is_plain and name in _READ
        return found

    def _note(self, name: str, do: Callable[..., Any], *values: Any, **named: Any) -> None:
        self.line.calls.append((name, values, named))
        do(*values, **named)
