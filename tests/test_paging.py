"""Pages foretold: no strip is lost or torn, and a layout finds what was foretold."""

from __future__ import annotations

import random

import pytest
from conftest import HARBOR
from hypothesis import given
from hypothesis import strategies as st

from briefgen.build import composed, edition_of
from briefgen.document import increments
from briefgen.pruning import prune
from briefgen.render.paging import Paging, Strip, paged
from briefgen.request import Request
from briefgen.workshop import Workshop

PAGE, OVERHEAD = 100.0, 6.0

strips = st.lists(
    st.builds(
        Strip,
        height=st.floats(1, 40),
        before=st.floats(0, 10),
        notes=st.sampled_from((0.0, 0.0, 0.0, 9.0, 18.0)),
        joined=st.booleans(),
        repeated=st.sampled_from((0.0, 0.0, 12.0)),
    ),
    max_size=60,
)


def foretold(found: list[Strip]) -> tuple[int, float]:
    one = paged(found, PAGE, OVERHEAD)
    return one.pages, one.last


def size(strip: Strip) -> float:
    return strip.height + strip.before + strip.notes


@given(found=strips)
def test_no_strip_is_lost_and_none_is_doubled(found: list[Strip]) -> None:
    pages, last = foretold(found)
    assert pages >= 1
    assert last <= max([PAGE, *(size(one) + one.repeated + OVERHEAD for one in found)]) + 0.1
    least = sum(one.height + one.notes for one in found)
    assert pages * (PAGE + 0.1) >= least or pages >= len(found)


@given(found=strips)
def test_what_fits_on_one_page_is_as_high_as_its_strips(found: list[Strip]) -> None:
    height = sum(map(size, found)) + OVERHEAD * any(one.notes for one in found)
    if height <= PAGE:
        assert foretold(found) == (1, pytest.approx(height))
    else:
        assert foretold(found)[0] > 1 or len(found) == 1


@given(found=strips, more=strips)
def test_more_is_never_less(found: list[Strip], more: list[Strip]) -> None:
    pages, _ = foretold(found)
    assert foretold(found + more)[0] >= pages - 1  # What was joined to nothing may now move on.


def test_joined_strips_turn_the_page_together() -> None:
    line, heading = Strip(30), Strip(30, joined=True)
    assert foretold([line, line, heading, line]) == (2, 60)
    assert foretold([line, line, line, line]) == (2, 30)


def test_space_above_and_the_head_of_a_table_at_the_top_of_a_page() -> None:
    row = Strip(40, before=10, repeated=15)
    assert foretold([Strip(40), row, row]) == (2, 55)
    assert foretold([row]) == (1, 50)


def test_a_note_comes_with_its_line() -> None:
    noted = Strip(30, notes=20)
    assert foretold([Strip(30), Strip(30), noted]) == (2, 56)
    assert foretold([Strip(30), noted, Strip(14)]) == (1, 100)


def test_what_no_page_holds_stands_alone() -> None:
    assert foretold([Strip(10), Strip(130), Strip(10)]) == (3, 10)


@pytest.mark.parametrize(("audience", "length"), [("congress", "memo"), ("public", "two-pager")])
def test_a_layout_finds_what_was_foretold(audience: str, length: str) -> None:
    """To the point, as a rule: a note that is the first of its source may break otherwise."""
    workshop = Workshop.open(HARBOR)
    edition = edition_of(workshop.read(HARBOR), Request(audience, length), workshop)
    whole = composed(workshop.read(HARBOR), edition, workshop)
    document = whole.document
    sheet = workshop.house.sheet(document.meta.page_size, document.meta.layout)
    heights = workshop.press.heights(whole.numbered)
    paging = Paging(document, whole.numbered, heights, sheet)
    chance = random.Random(3)
    off = []
    for share in (0.1, 0.2, 0.35):
        pruned = prune(document, {key for key in increments(document) if chance.random() < share})
        worded = whole.number(pruned)
        room, laid = paging.room(pruned, worded), workshop.press.lay_out(worded)
        found = (laid.pages - 1 + laid.fills[-1]) * sheet.text_height
        off.append(abs(found - (room.pages - 1) * sheet.text_height - room.last))
    assert len(off) == 3
    assert sorted(off)[1] <= 1
