"""Revising: a document whose words differ a little, on the pages of the other, as if laid out."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from math import inf
from xml.etree import ElementTree

import pikepdf
import pytest

from briefgen.build import prepare
from briefgen.document import Document, Item, Listing, Note, NoteRef, Paragraph, Text
from briefgen.outline import Outline
from briefgen.personal import PersonalEdition, fitting_of, specimen
from briefgen.recipient import Recipient
from briefgen.render.engine import Engine
from briefgen.render.pdf import LaidOut, Press
from briefgen.request import Request
from briefgen.workshop import Workshop

COLUMNS = ("name", "office", "email")
PEOPLE = [("Łukasz Őri", "Bureau of “Odds” & <Ends>"), ("李小龙 AVATAR To.", "")]


def recipient(name: str, office: str) -> Recipient:
    columns = {"name": name, "office": office, "email": ""}
    return Recipient(name, office, "", columns=columns)


def content(pdf: bytes) -> list[list[object]]:
    """What is drawn on each page, numbers to the thousandth of a point."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return [
            [
                [_rounded(one) for one in part.operands] + [str(part.operator)]
                for part in pikepdf.parse_content_stream(page)
            ]
            for page in file.pages
        ]


def _rounded(operand: object) -> object:
    if isinstance(operand, Decimal | int | float):
        return round(float(operand), 3) + 0.0
    return str(pikepdf.unparse_content_stream([([operand], pikepdf.Operator("x"))]))


def written(laid: LaidOut) -> bytes:
    return laid.pdf(identifier="test")


@pytest.mark.parametrize("length", ["one-pager", "memo"])
def test_personal_editions_are_as_if_each_was_laid_out(
    workshop: Workshop, outline: Outline, taken: list[bool], length: str
) -> None:
    request = Request("congress", length)
    prepared = prepare(outline, request, workshop, recipient=specimen(COLUMNS))
    fitting = fitting_of(prepared)
    assert fitting.room < inf
    edition = PersonalEdition(outline, request, workshop, COLUMNS, fitting)
    for name, office in PEOPLE:
        made = edition.made_out(recipient(name, office), "x")
        revised = made.pages.laid_out(made.document)
        alone = Press(workshop.house).lay_out(made.document)
        assert revised.heights == pytest.approx(dict(alone.heights), abs=0.001)
        assert revised.fills == pytest.approx(alone.fills, abs=1e-5)
        assert content(written(revised)) == content(written(alone)), name
    assert taken == [True] * len(PEOPLE)


@pytest.fixture(scope="module")
def press(workshop: Workshop) -> Press:
    return Press(workshop.house)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each document that is like another, whether it took the pages of that."""
    taken: list[bool] = []
    original = Press._revised

    def revised(self: Press, *arguments: object) -> LaidOut | None:
        found = original(self, *arguments)  # type: ignore[arg-type]
        taken.append(found is not None)
        return found

    monkeypatch.setattr(Press, "_revised", revised)
    return taken


@pytest.fixture(scope="module")
def document(workshop: Workshop, outline: Outline) -> Document:
    return prepare(outline, Request("congress", "one-pager"), workshop).document


@pytest.fixture(scope="module")
def like(press: Press, document: Document) -> LaidOut:
    return press.lay_out(with_first(document, LINE))


LINE = Paragraph((Text("Prepared for somebody"),), role="small")
OTHER = Paragraph((Text("Prepared for somebody else"),), role="small")
LONG = Paragraph((Text("Prepared for somebody " * 20),), role="small")
NOTED = Paragraph((Text("Prepared for"), NoteRef(("x",), (1,))), role="small")


def with_first(document: Document, *blocks: Paragraph | Listing) -> Document:
    return replace(document, body=(*blocks, *document.body))


def test_only_what_differs_is_laid_out(
    press: Press,
    taken: list[bool],
    document: Document,
    like: LaidOut,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    laid_out = []
    original = Engine.rendered

    def rendered(engine: Engine, root: ElementTree.Element, sheet: object, **how: bool) -> object:
        laid_out.append("".join(root.itertext()))
        return original(engine, root, sheet, **how)

    monkeypatch.setattr(Engine, "rendered", rendered)
    other = with_first(document, OTHER)
    revised = press.lay_out(other, like)
    assert taken == [True]
    assert [text.removeprefix(document.meta.title) for text in laid_out] == [
        "Prepared for somebody else"
    ]
    assert written(revised) == written(press.lay_out(other))
    again = press.lay_out(other, like)
    assert written(again) == written(revised), "what was written once can be written again"


@pytest.mark.parametrize(
    "change",
    [
        lambda one: with_first(one, LONG),
        lambda one: with_first(one, replace(LINE, role="gist")),
        lambda one: with_first(one, replace(OTHER, role="gist")),
        lambda one: with_first(one, NOTED),
        lambda one: with_first(one, LINE, OTHER),
        lambda one: with_first(one, Listing((Item(LINE.children),))),
        lambda one: one,
        lambda one: replace(with_first(one, LINE), header=(Text("Another head"),)),
        lambda one: replace(with_first(one, LINE), meta=replace(one.meta, page_size="a4")),
        lambda one: replace(with_first(one, LINE), meta=replace(one.meta, title="Another")),
    ],
)
def test_what_needs_other_pages_is_laid_out_whole(
    press: Press, taken: list[bool], document: Document, like: LaidOut, change: object
) -> None:
    other = change(document)  # type: ignore[operator]
    revised = press.lay_out(other, like)
    assert taken == [False]
    assert written(revised) == written(press.lay_out(other))


def test_an_item_of_a_numbered_list_keeps_its_number(
    press: Press, taken: list[bool], document: Document
) -> None:
    def listed(last: str) -> Document:
        items = (Item(LINE.children), Item((Text(last),)))
        return with_first(document, Listing(items, ordered=True))

    revised = press.lay_out(listed("Call Ann."), press.lay_out(listed("Call Bob.")))
    assert taken == [False]
    assert written(revised) == written(press.lay_out(listed("Call Ann.")))


def test_a_note_of_the_specimen_goes_with_its_words(
    press: Press, taken: list[bool], document: Document
) -> None:
    meta = replace(document.meta, note_style="footnotes")
    noted = Document(meta, (NOTED,), notes=(Note(1, (Text("A note"),), ("x",)),))
    plain = Document(meta, (LINE,))
    revised = press.lay_out(plain, press.lay_out(noted))
    assert taken == [False]
    assert revised.fills == press.lay_out(plain).fills
