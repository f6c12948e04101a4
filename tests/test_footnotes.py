"""Footnotes laid out once stand where they stand when laid out each time: below their marks."""

from __future__ import annotations

import random
from contextlib import nullcontext
from datetime import date

import pytest

from briefgen.document import (
    Cell,
    Columns,
    Document,
    Item,
    Listing,
    Meta,
    Note,
    NoteRef,
    Paragraph,
    Row,
    Table,
    Text,
)
from briefgen.render import footnotes
from briefgen.render.landmarks import MARK, NOTE
from briefgen.render.pdf import LaidOut, Press
from briefgen.resources import templates_for

WORDS = ("two", "rules", "one", "fire", "a", "ward", "an", "inspector", "smoke", "and", "nobody")


@pytest.fixture(scope="module")
def press() -> Press:
    from briefgen.house import load_house

    return Press(load_house(templates_for()))


class _Writer:
    """Documents in which notes come in all lengths, from everywhere that a mark can stand."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._notes: list[Note] = []

    def document(self) -> Document:
        makers = (self._paragraph, self._paragraph, self._listing, self._table, self._columns)
        body = tuple(self._chance.choice(makers)() for _ in range(14))
        meta = Meta("x/y", "Title", "en-US", date(2026, 3, 1), layout="memo")
        return Document(meta, body, notes=tuple(self._notes))

    def _words(self, least: int, most: int) -> str:
        return " ".join(self._chance.choices(WORDS, k=self._chance.randint(least, most)))

    def _text(self, most: int) -> tuple[Text | NoteRef, ...]:
        made: list[Text | NoteRef] = [Text(self._words(3, most))]
        for _ in range(self._chance.choice((0, 0, 1, 1, 3))):
            number = len(self._notes) + 1
            self._notes.append(Note(number, (Text(self._words(2, 60)),), ("e",)))
            made += [NoteRef(("e",), (number,)), Text(f" {self._words(1, most)}")]
        return tuple(made)

    def _paragraph(self) -> Paragraph:
        return Paragraph(self._text(60))

    def _listing(self) -> Listing:
        return Listing(tuple(Item(self._text(30)) for _ in range(self._chance.randint(1, 5))))

    def _table(self) -> Table:
        rows = range(self._chance.randint(2, 6))
        cells = (Cell((Text("One"),), header=True), Cell((Text("Two"),), header=True))
        return Table(
            (40, 60), cells, tuple(Row((Cell(self._text(9)), Cell(self._text(20)))) for _ in rows)
        )

    def _columns(self) -> Columns:
        left = tuple(self._paragraph() for _ in range(2))
        return Columns(left, tuple(self._paragraph() for _ in range(2)))


@pytest.mark.parametrize("seed", [4, *(pytest.param(n, marks=pytest.mark.soak) for n in range(4))])
def test_the_same_bytes_as_without(
    press: Press, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    document = _Writer(seed).document()
    assert len(document.notes) > 8
    once = press.lay_out(document)
    monkeypatch.setattr(footnotes, "laid_out_once", nullcontext)
    each_time = press.lay_out(document)
    assert each_time.pages > 1
    assert once.fills == pytest.approx(each_time.fills, abs=1e-9)
    assert once.pdf(identifier="x") == each_time.pdf(identifier="x")


def _apart(laid_out: LaidOut) -> list[str]:
    """The numbers of notes that do not stand on the page of their mark."""
    found = []
    for page in laid_out.rendering.pages:
        marks = [name.removeprefix(MARK) for name in page.anchors if name.startswith(MARK)]
        found += [number for number in marks if f"{NOTE}{number}" not in page.anchors]
    return found


PUT_OFF = 3
"""A document of which WeasyPrint alone puts a note off."""
SEEDS = [PUT_OFF, *(pytest.param(n, marks=pytest.mark.soak) for n in range(4, 100))]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_note_stands_on_the_page_of_its_mark(press: Press, seed: int) -> None:
    document = _Writer(seed).document()
    assert len(document.notes) > 4
    assert _apart(press.lay_out(document)) == []


def test_weasyprint_alone_puts_notes_off(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(footnotes, "never_put_off", nullcontext)
    assert _apart(press.lay_out(_Writer(PUT_OFF).document()))


def test_weasyprint_is_left_as_it_was(press: Press) -> None:
    from weasyprint.layout import LayoutContext, block, page

    def replaced() -> tuple[object, object, object]:
        return (
            LayoutContext._update_footnote_area,
            page.block_level_layout,
            block._linebox_layout,
        )

    before = replaced()
    with footnotes.laid_out_once(), footnotes.never_put_off():
        assert not set(replaced()) & set(before)
    press.lay_out(_Writer(1).document())
    assert replaced() == before
