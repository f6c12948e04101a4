"""Heights: measured once, remembered, and the same whatever was measured before."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import chain
from xml.etree.ElementTree import Element, SubElement

import pytest

from briefgen.build import composed, edition_of
from briefgen.document import (
    Block,
    BlockQuote,
    Callout,
    Cell,
    Columns,
    Document,
    Item,
    Listing,
    Paragraph,
    Row,
    Strong,
    Table,
    Text,
)
from briefgen.outline import Outline
from briefgen.render.heights import Heights, piece_key
from briefgen.render.landmarks import PIECE
from briefgen.render.pdf import Press
from briefgen.render.pieces import keys
from briefgen.request import Request
from briefgen.workshop import Workshop

LENGTHS = ("one-pager", "memo")


@pytest.fixture(scope="module")
def documents(workshop: Workshop, outline: Outline) -> list[Document]:
    """Editions with all that they may show, on both paper sizes and in both stances."""
    return [
        composed(outline, edition, workshop).numbered
        for length in LENGTHS
        for audience in ("congress", "public")
        for stance, paper in (("neutral", "letter"), ("advocacy", "a4"))
        for edition in [edition_of(outline, Request(audience, length, stance, paper), workshop)]
    ]


def test_no_edition_leans_on_what_was_measured_before_it(
    workshop: Workshop, documents: list[Document]
) -> None:
    chance = random.Random(5)
    shuffled = chance.sample(documents, len(documents))
    press = Press(workshop.house)
    found = {id(document): press.heights(document) for document in shuffled}
    assert len(found) == 8
    for document in chance.sample(documents, 3):
        assert found[id(document)] == Press(workshop.house).heights(document)


def test_pieces_that_are_known_are_not_laid_out_again(
    monkeypatch: pytest.MonkeyPatch, workshop: Workshop, documents: list[Document]
) -> None:
    laid_out = []
    measured = Heights.of

    def watched(self, root, pieces, context, lay_out):  # type: ignore[no-untyped-def]
        def told(page):  # type: ignore[no-untyped-def]
            heights = lay_out(page)
            laid_out[-1] = len(set(heights) & set(pieces))
            return heights

        laid_out.append(0)
        return measured(self, root, pieces, context, told)

    monkeypatch.setattr(Heights, "of", watched)
    press = Press(workshop.house)
    memos = [one for one in documents if one.meta.layout == "memo"]
    everything = [len(keys(one)) for one in memos]
    assert len(memos) == 4
    for document in (*memos, *memos):
        press.heights(document)
    first, rest, again = laid_out[0], laid_out[1:4], laid_out[4:]
    assert first == everything[0] > 50
    assert sum(rest) < sum(everything[1:]) / 2
    assert again == [0] * 4


def test_heights_that_nobody_asks_for_are_forgotten() -> None:
    def lay_out(page: Element) -> dict[str, float]:
        left = [piece_key(one) for one in page if piece_key(one)]
        laid_out.append(left)
        return dict.fromkeys(left, 12.0)

    def measure(*words: str) -> Collection[float]:
        page = Element("article")
        for number, text in enumerate(words):
            SubElement(page, "p", {PIECE: str(number)}).text = text
        pieces = [str(number) for number in range(len(words))]
        return heights.of(page, pieces, "letter", lay_out).values()

    laid_out: list[list[str]] = []
    heights = Heights(most=2)
    measure("one")
    for words, new in ((["two"], 1), (["one", "three"], 1), (["one"], 0), (["two"], 1)):
        laid_out.clear()
        measure(*words)
        assert len([*chain.from_iterable(laid_out)]) == new, words
    assert [*measure("four", "five", "six")] == [12.0] * 3, "one page may have more pieces"


def _told_apart(document: Document) -> Iterator[Document]:
    """The same words where they break into lines otherwise, for one reason each."""
    words = "Two rules stand where one would do, and nobody who was asked could say why. " * 3
    text = (Text(words),)
    row = Row((Cell(text), Cell(())))
    bodies: tuple[Block, ...] = (
        Paragraph(text),
        Paragraph((Strong(text),)),
        Paragraph((Text(f"{words} Why, then? {words}"),)),
        Paragraph(text, role="gist"),
        Callout((Paragraph(text),)),
        Columns((Paragraph(text),), (Paragraph((Text("Short."),)),)),
        BlockQuote("e1", "full", words),
        Listing((Item(text),)),
        Table((50, 50), (), (row,)),
        Table((30, 70), (), (row,)),
    )
    for body in bodies:
        yield replace(document, body=(body,))


def test_what_changes_lines_is_told_apart(workshop: Workshop, documents: list[Document]) -> None:
    press = Press(workshop.house)
    found = set()
    for document in _told_apart(documents[0]):
        heights = press.heights(document)
        assert heights == Press(workshop.house).heights(document)
        found.add(max(heights.values()))
    assert len(found) >= 5
