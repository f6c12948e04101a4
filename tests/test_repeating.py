"""Repeating: files whose lines were read before have the bytes that they would have otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from copy import copy
from datetime import date
from functools import partial
from typing import Any

import pytest
from weasyprint.text.line_break import Layout

from briefgen.build import prepare
from briefgen.document import Document, Emphasis, Inline, Link, Meta, Paragraph, Strong, Text
from briefgen.errors import GlyphError
from briefgen.outline import Outline
from briefgen.personal import PersonalEdition, fitting_of, specimen
from briefgen.recipient import Recipient
from briefgen.render import engine
from briefgen.render.pdf import LaidOut, Press
from briefgen.render.repeating import LOOKS, Lines
from briefgen.request import Request
from briefgen.workshop import Workshop

COLUMNS = ("name", "office", "email")
PEOPLE = ["Ann Doe", "Łukasz Őri", "李小龙 AVATAR To.", "Ann Doe"]


Edition = Callable[[], PersonalEdition]


@pytest.fixture(scope="module", params=["one-pager", pytest.param("memo", marks=pytest.mark.soak)])
def edition(request: pytest.FixtureRequest, workshop: Workshop, outline: Outline) -> Edition:
    """Makes an edition for many anew, of which nothing has been laid out or written."""
    wanted = Request("congress", request.param)
    prepared = prepare(outline, wanted, workshop, recipient=specimen(COLUMNS))
    fitting = fitting_of(prepared)
    return lambda: PersonalEdition(outline, wanted, Workshop(workshop.templates), COLUMNS, fitting)


def written(edition: PersonalEdition, name: str) -> bytes:
    columns = {"name": name, "office": "", "email": ""}
    made = edition.made_out(Recipient(name, columns=columns), "x")
    laid = made.pages.laid_out(made.document)
    assert isinstance(laid, LaidOut)
    return pdf_of(laid)


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint as it is, remembering no line."""
    monkeypatch.setattr(Lines, "remembered", lambda _, **__: nullcontext())


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The lines for which the layout engine is asked when they are written."""
    seen: list[str] = []
    original = Layout.reactivate

    def reactivate(self: Layout, style: object) -> None:
        seen.append(self.text)
        original(self, style)

    monkeypatch.setattr(Layout, "reactivate", reactivate)
    yield seen


def test_whoever_came_before_the_file_is_as_without(
    edition: Edition, read: list[str], request: pytest.FixtureRequest
) -> None:
    together, counts, files = edition(), [], []
    for name in PEOPLE:
        files.append(written(together, name))
        counts.append(len(read))
        assert any(name.split()[0] in line for line in read), "no name is kept"
        read.clear()
    request.getfixturevalue("forgetful")
    assert files[1:3] == [written(edition(), name) for name in PEOPLE[1:3]]
    assert files[0] == files[3]
    assert len(read) > counts[0]
    assert counts[1] < counts[0]
    assert counts[3] < counts[0] / 5


@pytest.mark.parametrize(
    "odd",
    [
        Text("العربية, then Latin, then 夜间禁航"),
        Text("A \N{GRINNING FACE} of another font in between"),
        Link("https://example.org/", (Text("an underlined link"),)),
        Strong((Text("strong words and then"), Emphasis((Text(" stressed ones"),)))),
    ],
)
def test_any_line_is_written_as_it_would_be(
    workshop: Workshop, read: list[str], odd: Inline, request: pytest.FixtureRequest
) -> None:
    press = Press(workshop.house)
    meta = Meta("x", "Title", "en-US", date(2026, 3, 2))
    known = Paragraph((Text("Before. "), odd, Text(" " + "and after it some words more" * 9)))

    def addressed(name: str) -> Document:
        return Document(meta, (Paragraph((Text(f"For {name}"),), role="small"), known))

    names = ("somebody", "Zoë", "somebody")
    specimen = press.lay_out(addressed("nobody"))
    files = [pdf_of(press.lay_out(addressed(name), specimen)) for name in names]
    read.clear()
    again = [pdf_of(press.lay_out(addressed(name))) for name in names]
    count = len(read)
    request.getfixturevalue("forgetful")
    alone = [pdf_of(press.lay_out(addressed(name))) for name in names]
    assert files == again == alone
    assert count < len(read) - count, "some lines were not asked for again"


SIZES = ("small", "body", "gist", "subtitle", "kicker")


def test_a_glyph_has_the_width_that_the_file_gave_it_first(workshop: Workshop) -> None:
    """Rounded in one size it may be another than in the next, and lines make up for that."""
    press = Press(workshop.house)
    meta = Meta("x", "Title", "en-US", date(2026, 3, 2))
    kerned = Text("“Nile,” he said in NATO, NY: FILTY AVIL, “Wave,” To. Vi, li, Ti; “No,” i,")

    def addressed(name: str) -> Document:
        lines = (Paragraph((kerned,), role=role) for role in SIZES)
        return Document(meta, (Paragraph((Text(name),), role="small"), *lines))

    specimen = press.lay_out(addressed("nobody"))
    for name in ("somebody, “Ni”", "lily, Ni", "X"):
        alike = press.lay_out(addressed(name), specimen)
        assert alike.rendering.pages[0]._page_box is not specimen.rendering.pages[0]._page_box
        assert pdf_of(alike) == pdf_of(press.lay_out(addressed(name)))


def test_a_glyph_has_the_width_of_this_file_and_not_of_another(
    workshop: Workshop, request: pytest.FixtureRequest
) -> None:
    """Files show it first in different sizes."""
    press = Press(workshop.house)
    meta = Meta("x", "Title", "en-US", date(2026, 3, 2))
    kerned = Text("“Nile,” he’d said: FILTY, “Wave,” To. Vi, li, Ti; “No,” i, 1978–1990 (7½) – a’s")
    documents = [
        Document(meta, tuple(Paragraph((kerned,), role=role) for role in roles))
        for first in SIZES
        for roles in [(first, *(role for role in SIZES if role != first))]
    ]
    files = [pdf_of(press.lay_out(document)) for document in documents]
    assert len(set(files)) == len(SIZES)
    request.getfixturevalue("forgetful")
    assert files == [pdf_of(press.lay_out(document)) for document in documents]


def test_as_many_lines_are_kept_as_there_is_room_for(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    """Of nine lines that come once the last three are kept: later each is read again."""
    meta = Meta("x", "Title", "en-US", date(2026, 3, 2))
    lines = tuple(Paragraph((Text(f"Line {number} of some."),)) for number in range(9))
    document = Document(meta, (*lines, *lines))
    whole = pdf_of(Press(workshop.house).lay_out(document))
    assert read.count("Line 0 of some.") == 1
    once = len(read)
    read.clear()
    monkeypatch.setattr(engine, "Lines", partial(Lines, 3))
    assert pdf_of(Press(workshop.house).lay_out(document)) == whole
    assert len(read) == once + len(lines)


def test_lines_that_come_again_outlast_those_that_do_not(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    """Room for three new lines and for one that came again: nine new ones do not drive it out."""
    meta = Meta("x", "Title", "en-US", date(2026, 3, 2))
    first, second = (Paragraph((Text(f"This {word} comes again."),)) for word in ("line", "other"))
    others = tuple(Paragraph((Text(f"Line {number} of some."),)) for number in range(9))
    document = Document(meta, (first, first, *others, first, second, second, first))
    whole = pdf_of(Press(workshop.house).lay_out(document))
    read.clear()
    monkeypatch.setattr(engine, "Lines", partial(Lines, 3, 1))
    assert pdf_of(Press(workshop.house).lay_out(document)) == whole
    assert len([line for line in read if line.startswith("Line")]) == len(others)
    assert read.count("This other comes again.") == 1
    assert read.count("This line comes again.") == 2, "the other one took its place"


class _Asked:
    """Stands before a style and notes which properties it is asked for."""

    def __init__(self, style: Any, seen: set[str]) -> None:
        self._style = style
        self._seen = seen

    def __getitem__(self, name: str) -> Any:
        self._seen.add(name)
        return self._style[name]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._style, name)


def test_all_is_known_that_a_line_depends_on(
    workshop: Workshop, outline: Outline, forgetful: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever WeasyPrint asks of a style to break or write a line tells lines apart."""
    import weasyprint.draw as drawing
    from weasyprint.layout import inline

    asked: set[str] = set()
    split, strut, draw = inline.split_first_line, inline.strut, drawing.draw_text

    def draw_text(stream: Any, box: Any, *how: Any) -> None:
        box = copy(box)
        box.style = _Asked(box.style, asked)
        draw(stream, box, *how)

    monkeypatch.setattr(
        inline,
        "split_first_line",
        lambda text, style, *how, **named: split(text, _Asked(style, asked), *how, **named),
    )
    monkeypatch.setattr(inline, "strut", lambda style: strut(_Asked(style, asked)))
    monkeypatch.setattr(drawing, "draw_text", draw_text)
    prepared = prepare(outline, Request("congress", "memo"), workshop)
    press = Press(workshop.house)
    odd = Document(
        Meta("x", "Title", "en-US", date(2026, 3, 2)),
        (Paragraph((Link("https://example.org/", (Text("link " * 40),)), Text("العربية"))),),
    )
    for document in (prepared.document, odd):
        pdf_of(press.lay_out(document))
    assert len(asked) > 20
    assert asked <= {*LOOKS}


@pytest.mark.layout_warns
def test_a_character_that_no_font_shows_stops_every_file(workshop: Workshop) -> None:
    press = Press(workshop.house)
    meta = Meta("x", "Title", "en-US", date(2026, 3, 2))

    def addressed(name: str) -> Document:
        bodies = (Text(f"For {name}"),), (Text("This one, \U0001fbff, is in no font."),)
        return Document(meta, tuple(map(Paragraph, bodies)))

    specimen = press.lay_out(addressed("nobody"))
    for name in ("somebody", "everybody"):
        alike = press.lay_out(addressed(name), specimen)
        with pytest.raises(GlyphError):
            pdf_of(alike)


def pdf_of(laid: LaidOut) -> bytes:
    return laid.pdf(identifier="test")
