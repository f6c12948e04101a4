"""Repeating: files whose lines were read once have the bytes that they would have otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import date

import pytest
from weasyprint.text.line_break import Layout

from briefgen.build import prepare
from briefgen.document import Document, Emphasis, Inline, Link, Meta, Paragraph, Strong, Text
from briefgen.editions import Recipient
from briefgen.errors import GlyphError
from briefgen.outline import Outline
from briefgen.personal import PersonalEdition, fitting_of, specimen
from briefgen.render import pdf
from briefgen.render.pdf import LaidOut, Press
from briefgen.request import Request
from briefgen.workshop import Workshop

COLUMNS = ("name", "office", "email")
PEOPLE = ["Ann Doe", "Łukasz Őri", "李小龙 AVATAR To.", "Ann Doe"]


Edition = Callable[[], PersonalEdition]


@pytest.fixture(scope="module", params=["one-pager", pytest.param("memo", marks=pytest.mark.soak)])
def edition(request: pytest.FixtureRequest, workshop: Workshop, outline: Outline) -> Edition:
    """Makes an edition for many anew, of which nothing has been written."""
    wanted = Request("congress", request.param)
    prepared = prepare(outline, wanted, workshop, recipient=specimen(COLUMNS))
    fitting = fitting_of(prepared)
    return lambda: PersonalEdition(outline, wanted, workshop, COLUMNS, fitting)


def written(edition: PersonalEdition, name: str) -> bytes:
    columns = {"name": name, "office": "", "email": ""}
    made = edition.made_out(Recipient(name, columns=columns), "x")
    laid = made.pages.laid_out(made.document)
    assert isinstance(laid, LaidOut)
    return pdf_of(laid)


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
    edition: Edition, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    together, counts, files = edition(), [], []
    for name in PEOPLE:
        files.append(written(together, name))
        counts.append(len(read))
        read.clear()
    monkeypatch.setattr(pdf, "repeated", lambda lines: nullcontext())
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
    workshop: Workshop, read: list[str], odd: Inline
) -> None:
    press = Press(workshop.house)
    meta = Meta("x", "Title", "en-US", date(2026, 3, 2))
    known = Paragraph((Text("Before. "), odd, Text(" " + "and after it some words more" * 9)))

    def addressed(name: str) -> Document:
        return Document(meta, (Paragraph((Text(f"For {name}"),), role="small"), known))

    specimen = press.lay_out(addressed("nobody"))
    for name in ("somebody", "Zoë", "somebody"):
        alike = press.lay_out(addressed(name), specimen)
        read.clear()
        repeated = pdf_of(alike)
        count = len(read)
        assert repeated == pdf_of(press.lay_out(addressed(name)))
    assert 0 < count < len(read) - count, "some lines were not asked for again"


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
