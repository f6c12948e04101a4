"""Frames: the size of any selection is what the pruned tree takes, without a layout."""

from __future__ import annotations

import random
from datetime import date

import pytest
from counting import body_words, quoted_words
from hypothesis import given
from hypothesis import strategies as st

from briefgen.build import composed, edition_of
from briefgen.document import (
    Block,
    BlockQuote,
    Callout,
    Cell,
    Columns,
    Definition,
    Definitions,
    Document,
    Group,
    Heading,
    Inline,
    Item,
    Listing,
    Meta,
    NoteRef,
    Paragraph,
    Quote,
    Row,
    Section,
    Table,
    Text,
    all_inlines,
    increments,
)
from briefgen.frame import Fill, Frame, frame_of
from briefgen.house import Sheet, load_house
from briefgen.measuring import count_words, height_sizes, word_size
from briefgen.outline import Outline
from briefgen.pruning import prune
from briefgen.render.paging import Paging, stacked
from briefgen.render.pieces import keys
from briefgen.request import Request
from briefgen.resources import Templates, house_templates
from briefgen.workshop import Workshop

SHEET = load_house(Templates((house_templates(),))).sheet("letter", "sheet")
META = Meta("d/a-l", "T", "en-US", date(2026, 3, 1))


def closed(frame: Frame, wanted: set[str]) -> list[str]:
    """*wanted* with the increments in which they stand, these first."""
    chains = [frame.with_parents(key) for key in frame.parts if key in wanted]
    return list(dict.fromkeys(key for chain in chains for key in chain))


def filled(frame: Frame, kept: list[str]) -> Fill:
    fill = Fill(frame)
    for key in kept:
        fill.add(key)
    return fill


def predicted(
    document: Document, heights: dict[str, float], sheet: Sheet, kept: list[str]
) -> float:
    """The height of the pruned flow and of the notes that it still cites."""
    pruned = prune(document, kept)
    cited = [
        number
        for one in all_inlines(pruned)
        if isinstance(one, NoteRef)
        for number in one.numbers
        if f"n{number}" in heights
    ]
    notes = sum(heights[f"n{number}"] + sheet.role("note").before for number in cited)
    strips = Paging(document, document, heights, sheet).strips(pruned, pruned)
    return stacked(strips) + notes


# --- small documents ---------------------------------------------------------------------------

BOTH_SIDES = Columns(
    (Section("for", (Heading(2, (Text("For it"),)), Group((Paragraph((Text("a b"),)),), "a"))),),
    (Section("against", (Heading(2, (Text("No"),)), Group((Paragraph((Text("c"),)),), "b"))),),
)


def test_of_two_columns_the_longer_one_counts() -> None:
    document = Document(META, (BOTH_SIDES,))
    sizes = {"b2": 20.0, "b4": 30.0, "b6": 20.0, "b8": 100.0}
    frame = frame_of(document, height_sizes(document, sizes, SHEET))
    above = SHEET.role("heading").before + SHEET.role("body").before
    assert filled(frame, []).size() == 0
    assert filled(frame, ["a"]).size() == 50 + above
    assert filled(frame, ["a", "b"]).size() == 120 + above
    both = filled(frame, ["a", "b"])
    both.drop("b")
    assert (both.size(), both.words, list(both.kept)) == (50 + above, 4, ["a"])
    assert both.size_with("b") == 120 + above
    assert both.size() == 50 + above


def test_parents_and_children_are_known() -> None:
    inner = Group((Heading(3, (Text("x"),)), Paragraph((Text("q"),), increment="q")), "a")
    frame = frame_of(Document(META, (inner, Paragraph((Text("z"),), increment="z"))), word_size)
    assert frame.with_parents("q") == ["a", "q"]
    assert frame.with_children("a") == ["a", "q"]
    assert frame.children[""] == ("a", "z")


def test_increments_know_what_they_cite() -> None:
    body: tuple[Block, ...] = (
        Listing((Item((NoteRef(("e1", "e2")),), "i"), Item((NoteRef(("e3",)),)))),
        Table((100.0,), (Cell((Text("h"),)),), (Row((Cell((NoteRef(("e4",)),)),), "r"),)),
        Paragraph((NoteRef(("e5",)),), increment="p"),
    )
    parts = frame_of(Document(META, body), word_size).parts
    cited = {key: sorted(part.evidence) for key, part in parts.items()}
    assert cited == {"": ["e3"], "i": ["e1", "e2"], "r": ["e4"], "p": ["e5"]}


# --- made-up documents -------------------------------------------------------------------------


class _Maker:
    """Makes trees as templates may write them: whatever may be left out has words of its own."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._count = 0

    def document(self) -> Document:
        fixed = (Heading(1, self._words()), Definitions((Definition("To", self._words()),)))
        blocks = [self._block(2) for _ in range(self._random.randint(1, 4))]
        return Document(META, (*fixed, *blocks))

    def _key(self, share: float = 0.7) -> str:
        if self._random.random() > share:
            return ""
        self._count += 1
        return f"k{self._count}"

    def _words(self) -> tuple[Inline, ...]:
        plain = Text("w " * self._random.randint(1, 6))
        quoted = (Quote("e", "full", "q " * 3),) if self._random.random() < 0.3 else ()
        return (plain, *quoted)

    def _leaf(self, key: str) -> Block:
        match self._random.randrange(4):
            case 0:
                return BlockQuote("e", "full", "q " * self._random.randint(2, 8), key)
            case 1:
                items = tuple(Item(self._words()) for _ in range(self._random.randint(1, 3)))
                return Listing(items, increment=key)
            case _:
                return Paragraph(self._words(), self._random.choice(("body", "gist")), key)

    def _block(self, depth: int) -> Block:
        kind = self._random.randrange(8) if depth else self._random.randrange(3)
        match kind:
            case 0:
                rows = range(self._random.randint(1, 4))
                return Listing(tuple(Item(self._words(), self._key()) for _ in rows))
            case 1:
                cells = range(self._random.randint(1, 4))
                rows_made = tuple(Row((Cell(self._words()),), self._key()) for _ in cells)
                return Table((100.0,), (Cell(self._words()),), rows_made)
            case 2:
                return self._leaf(self._key())
            case 3 | 4:
                return Section("s", (Heading(2, self._words()), *self._blocks(depth - 1)))
            case 5:
                return Callout(self._blocks(depth - 1), "note")
            case 6:
                own = (Heading(3, self._words()), self._leaf(""))
                return Group((*own, *self._blocks(depth - 1)), self._key(1))
            case _:
                return Columns(self._column(depth - 1), self._column(depth - 1))

    def _column(self, depth: int) -> tuple[Block, ...]:
        return (Section("c", (Heading(2, self._words()), *self._blocks(depth))),)

    def _blocks(self, depth: int) -> tuple[Block, ...]:
        return tuple(self._block(depth) for _ in range(self._random.randint(1, 3)))


@given(seed=st.integers(0, 100_000), data=st.data())
def test_any_selection_of_a_made_up_document_has_the_predicted_size(
    seed: int, data: st.DataObject
) -> None:
    document = _Maker(seed).document()
    draw = random.Random(seed)
    heights = {key: float(draw.randint(5, 60)) for key in keys(document)}
    frame = frame_of(document, height_sizes(document, heights, SHEET))
    names = increments(document)
    wanted = data.draw(st.sets(st.sampled_from(names)) if names else st.just(set()))
    kept = closed(frame, wanted)
    fill = filled(frame, kept)
    assert fill.size() == pytest.approx(predicted(document, heights, SHEET, kept))
    pruned = prune(document, kept)
    assert (fill.words, fill.quoted) == (body_words(pruned), quoted_words(pruned))
    # What comes and goes leaves no trace.
    for key in reversed(kept):
        fill.drop(key)
    assert fill.size() == pytest.approx(filled(frame, []).size())
    assert frame.with_parents("") == []


@given(seed=st.integers(0, 100_000), data=st.data())
def test_words_add_up_likewise(seed: int, data: st.DataObject) -> None:
    document = _Maker(seed).document()
    frame = frame_of(document, word_size, stacked=True)
    names = increments(document)
    wanted = data.draw(st.sets(st.sampled_from(names)) if names else st.just(set()))
    kept = closed(frame, wanted)
    assert filled(frame, kept).size() == count_words(prune(document, kept))


# --- real documents ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("audience", "length"),
    [("congress", "one-pager"), ("public", "two-pager"), ("business", "memo")],
)
def test_any_selection_of_a_real_document_has_the_predicted_size(
    workshop: Workshop, outline: Outline, audience: str, length: str
) -> None:
    edition = edition_of(outline, Request(audience, length), workshop)
    document = composed(outline, edition, workshop).numbered
    sheet = workshop.house.sheet(document.meta.page_size, document.meta.layout)
    heights = dict(workshop.press.heights(document))
    frame = frame_of(document, height_sizes(document, heights, sheet))
    names = [key for key in frame.parts if key]
    assert set(names) == set(increments(document))
    assert len(names) > 30
    draw = random.Random(length)
    for share in (0.0, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0) * 5:
        kept = closed(frame, {key for key in names if draw.random() < share})
        fill = filled(frame, kept)
        assert fill.size() == pytest.approx(predicted(document, heights, sheet, kept), abs=0.01)
        pruned = prune(document, kept)
        assert (fill.words, fill.quoted) == (body_words(pruned), quoted_words(pruned))
