"""Repeating: a line of text is broken, measured and read once, whichever documents show it.

In: WeasyPrint, while it lays documents out and writes their files. Out: the same pages and bytes,
sooner. For each line WeasyPrint has Pango break, shape and measure the rest of its paragraph, and
for each file do so once more, only to learn which glyphs stand where. But what comes of it depends
on nothing but the words, their looks and the room; and editions of one dossier share most of their
words, those for different recipients nearly all. So both are kept: where a line breaks and how wide
and high it is, and what it made WeasyPrint write.

There is no public way to tell WeasyPrint so. This replaces functions of its, which it calls
internal, for as long as one of our documents is laid out or written; WeasyPrint is pinned, and a
test holds files made in this way against those made without: they have the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

__all__ = ["LOOKS", "Lines"]

LOOKS = (
    *("font_family", "font_size", "font_style", "font_stretch", "font_weight", "font_kerning"),
    *("font_variant_alternates", "font_variant_caps", "font_variant_east_asian"),
    *("font_variant_ligatures", "font_variant_numeric", "font_variant_position"),
    *("font_feature_settings", "font_variation_settings", "font_language_override"),
    *("lang", "direction", "white_space", "word_break", "overflow_wrap", "line_height", "tab_size"),
    *("letter_spacing", "word_spacing", "hyphens", "hyphenate_character"),
    *("hyphenate_limit_chars", "hyphenate_limit_zone"),
    *("color", "visibility", "text_decoration_line", "text_decoration_color"),
    *("text_decoration_style", "text_decoration_thickness", "text_underline_offset"),
)
"""All properties that WeasyPrint asks for when it breaks a line or writes it."""

_NUMBER, _STRUT = "briefgen_looks", "briefgen_strut"
"""Attributes of styles under which is kept what was found of them."""
_PASSING = "briefgen_passing"
"""An attribute of the layouts of lines that nothing is kept of."""
_REPEATABLE = frozenset(
    {"set_color", "begin_text", "set_text_matrix", "set_font_size", "show_text", "set_text_rise"}
    | {"end_text"}
)
"""What a plain line makes a stream do. An underlined one, or an emoji, makes it do more."""
_WAYS = 4
"""Ways in which a line was written that are remembered: see `_Line.would_be_the_same`."""
_READ = frozenset({"ink_rect", "logical_rect"})
"""What a line reads of a stream, without leaving a trace in it."""
_ONCE, _AGAIN = 1_700, 8_000
"""So many lines are remembered that came once, and so many more that came again.

All editions of the sample dossier break 5,100 lines, of which 2,900 come again, and write 2,800.
"""

T = TypeVar("T")


class Lines:
    """What lines of text come to in one layout engine, by their words and looks."""

    def __init__(self, once: int = _ONCE, again: int = _AGAIN) -> None:
        """Keeps so many lines that came *once*, the latest, and so many that came *again*."""
        self._looks: dict[str, int] = {}
        self._broken: _Recurring[tuple[Any, ...]] = _Recurring(once, again)
        self._written: _Recurring[list[_Line]] = _Recurring(once, again)
        self._fonts: dict[int, dict[int, int]] = {}
        """Of each font, by its address, the width of each glyph rounded in the font's own size."""
        self._layouts: list[Any] = []
        """Those with which the fonts would go."""
        self._glyphs: dict[_Glyph, _Glyph] = {}

    @contextmanager
    def remembered(self, *, passing: bool = False) -> Iterator[None]:
        """A context in which no line is broken, measured or read twice.

        *passing* lines, such as those with a recipient's name, are looked up and not kept: ten
        thousand recipients would fill the memory with what never comes again.
        """
        import weasyprint.draw as drawing
        from weasyprint.layout import inline

        split, strut, draw = inline.split_first_line, inline.strut, drawing.draw_text
        inline.split_first_line = partial(self._first, split, passing)
        inline.strut = partial(_known_strut, strut)
        drawing.draw_text = partial(self._draw, draw)
        try:
            yield
        finally:
            inline.split_first_line, inline.strut, drawing.draw_text = split, strut, draw

    def _looks_of(self, style: Any) -> int:
        """A number for how text of this *style* looks, the same for styles that look alike."""
        number = getattr(style, _NUMBER, None)
        if number is None:
            looks = repr([style[name] for name in LOOKS])
            number = self._looks.setdefault(looks, len(self._looks))
            setattr(style, _NUMBER, number)
        return int(number)

    def _first(
        self,
        split: Callable[..., tuple[Any, ...]],
        passing: bool,
        text: str,
        style: Any,
        context: Any,
        *room: Any,
        **how: Any,
    ) -> tuple[Any, ...]:
        """The first line of *text* in that *room*, as *split* finds it."""
        key = (self._looks_of(style), text, room, tuple(how.items()))
        line = self._broken.get(key)
        if line is None:
            line = split(text, style, context, *room, **how)
            if passing:
                setattr(line[0], _PASSING, True)
                return line
            self._broken.add(key, line)
        # Each box has a Pango layout to itself: it is set up anew when the box is drawn.
        layout, *measures = line
        return copy(layout), *measures

    def _draw(self, draw: Callable[..., None], stream: Any, box: Any, *how: Any) -> None:
        """*draw* the text of *box* onto *stream*, or do what that did the last time."""
        layout, (_, *cut_off) = box.pango_layout, how
        if hasattr(layout, _PASSING):
            draw(stream, box, *how)
            return
        key = (self._looks_of(box.style), layout.text, layout.justification_spacing, *cut_off)
        known = self._written.get(key)
        if known is None:
            self._written.add(key, known := [])
        line = next((one for one in known if one.would_be_the_same(stream)), None)
        if line is not None:
            line.write(stream, box)
        elif len(known) < _WAYS:
            recorder = _Recorder(stream, layout)
            draw(recorder, box, *how)
            line = self._recorded(recorder)
            line.tell_fonts(stream)
            if recorder.is_repeatable:
                known.append(line)
        else:
            draw(stream, box, *how)

    def _recorded(self, recorder: _Recorder) -> _Line:
        """What was noted, of which lines share what they can."""
        runs = []
        for font in recorder.fonts:
            address = _address(font.pango_font)
            if address not in self._fonts:
                self._fonts[address] = {}
                self._layouts.append(recorder.pango_layout)
            glyphs = font.glyphs(self._fonts[address])
            runs.append(
                (font.pango_font, tuple(self._glyphs.setdefault(one, one) for one in glyphs))
            )
        return _Line(tuple(recorder.calls), tuple(runs))


class _Recurring(Generic[T]):
    """What was made for the latest keys, and apart from it, what was asked for a second time."""

    def __init__(self, once: int, again: int) -> None:
        self._once: dict[object, T] = {}
        self._again: dict[object, T] = {}
        self._most_once, self._most_again = once, again

    def get(self, key: object) -> T | None:
        """What was made for *key*, if it is still here."""
        found = self._again.get(key)
        if found is None and (found := self._once.pop(key, None)) is not None:
            _keep(self._again, key, found, self._most_again)
        return found

    def add(self, key: object, made: T) -> None:
        """Remember what was *made* for a *key* that is not here."""
        _keep(self._once, key, made, self._most_once)


def _keep(made: dict[object, T], key: object, one: T, most: int) -> None:
    """Add *one*; where there are more than *most* then, the oldest goes."""
    made[key] = one
    if len(made) > most:
        del made[next(iter(made))]


def _known_strut(strut: Callable[[Any], tuple[float, float]], style: Any) -> tuple[float, float]:
    """The height and baseline of an empty line, as *strut* finds them, of each *style* once."""
    known: tuple[float, float] | None = getattr(style, _STRUT, None)
    if known is None:
        known = strut(style)
        setattr(style, _STRUT, known)
    return known


def _address(pango_font: Any) -> int:
    from weasyprint.text.ffi import ffi

    return int(ffi.cast("uintptr_t", pango_font))


def _own_width(pango_font: Any, glyph: int, size: float) -> int:
    """The width of a *glyph* in thousandths of the font's *size*, as WeasyPrint rounds it."""
    from weasyprint.text.ffi import FROM_UNITS, ffi, pango

    ink, logical = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")
    pango.pango_font_get_glyph_extents(pango_font, glyph, ink, logical)
    thousandths: float = logical.width * 1000 * FROM_UNITS / size
    return round(thousandths)


_Call = tuple[str, tuple[Any, ...]]
"""What was asked of a stream, and with which values."""


class _Glyph(NamedTuple):
    """A glyph as one line shows it."""

    number: int
    """In its font."""
    text: str
    """For which it stands."""
    width: int
    """As the file gave it."""
    own: int
    """As the file had given it, had this line been the first to show it."""


@dataclass(slots=True)
class _Line:
    """What one line does to a stream: calls by name, and the glyphs that it takes from fonts."""

    calls: tuple[_Call, ...]
    runs: tuple[tuple[Any, tuple[_Glyph, ...]], ...]

    def would_be_the_same(self, stream: Any) -> bool:
        """Whether the fonts of this file give its glyphs the widths that they had.

        A font has one width for a glyph in all sizes: rounded in the size in which a file shows it
        first. What a line writes between its glyphs makes up for that.
        """
        return all(
            known.get(one.number, one.own) == one.width
            for pango_font, glyphs in self.runs
            for known in [stream.add_font(pango_font)[0].widths]
            for one in glyphs
        )

    def write(self, stream: Any, box: Any) -> None:
        """Write it onto *stream*, where *box* stands."""
        self.tell_fonts(stream)
        for name, values in self.calls:
            if name == "set_text_matrix":
                values = (*values, box.position_x, box.position_y + box.baseline)
            getattr(stream, name)(*values)

    def tell_fonts(self, stream: Any) -> None:
        """Tell the fonts of a file which glyphs it needs; what they know already, stays."""
        for pango_font, glyphs in self.runs:
            font, _ = stream.add_font(pango_font)
            for one in glyphs:
                font.to_unicode.setdefault(one.number, one.text)
                font.widths.setdefault(one.number, one.width)


class _Font:
    """Stands before a font and notes which glyphs one line takes from it."""

    def __init__(self, font: Any, pango_font: Any, size: float) -> None:
        # Asked for at every glyph, so they must be found at once.
        self.__dict__ |= vars(font)
        # What glyphs stand for is found anew in each line: the first to show one tells the file.
        self.to_unicode: dict[int, str] = {}
        self.widths: dict[int, int] = font.widths
        self.pango_font = pango_font
        self.lacks_one = False
        self._font = font
        self._size = size

    def glyphs(self, own: dict[int, int]) -> Iterator[_Glyph]:
        """Those that were noted; *own* are known widths in this font's size, which are added to."""
        for number, text in self.to_unicode.items():
            if number not in own:
                own[number] = _own_width(self.pango_font, number, self._size)
            yield _Glyph(number, text, self.widths[number], own[number])

    def get_unused_glyph_id(self, codepoint: int) -> int:
        """Asked for a character that the font lacks, of which WeasyPrint then warns."""
        self.lacks_one = True
        return int(self._font.get_unused_glyph_id(codepoint))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._font, name)


class _Recorder:
    """Stands before a stream and notes what the line of one box makes it do."""

    def __init__(self, stream: Any, layout: Any) -> None:
        self._stream = stream
        self._layout = layout
        self.pango_layout: Any = None
        self.calls: list[_Call] = []
        self.fonts: list[_Font] = []
        self._is_plain = True

    @property
    def is_repeatable(self) -> bool:
        """Whether what was noted is all, and nothing that must be warned of each time."""
        return self._is_plain and not any(font.lacks_one for font in self.fonts)

    def add_font(self, pango_font: Any) -> tuple[Any, float]:
        font, size = self._stream.add_font(pango_font)
        noted = _Font(font, pango_font, size)
        self.fonts.append(noted)
        self.pango_layout = self._layout.layout  # as long as it is active
        return noted, size

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._stream, name)
        if name in _REPEATABLE:
            return partial(self._note, name, found)
        self._is_plain = self._is_plain and name in _READ
        return found

    def _note(self, name: str, do: Callable[..., Any], *values: Any, **named: Any) -> None:
        self._is_plain = self._is_plain and not named  # strokes, which only underlining asks for
        # Where it stands is each box's own.
        self.calls.append((name, values[:4] if name == "set_text_matrix" else values))
        do(*values, **named)
