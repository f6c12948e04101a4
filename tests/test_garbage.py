"""Garbage: the collector waits for a document, is as it was afterwards, and nothing piles up."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from briefgen.build import composed, edition_of, numbered
from briefgen.document import Document
from briefgen.outline import Outline
from briefgen.render import garbage
from briefgen.render.garbage import Garbage
from briefgen.render.pdf import Press
from briefgen.request import Request
from briefgen.workshop import Workshop


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    """As it is where nobody has changed it."""
    before = gc.get_threshold()
    gc.enable()
    gc.set_threshold(700, 10, 10)
    yield
    gc.enable()
    gc.set_threshold(*before)


@pytest.fixture(scope="module")
def document(workshop: Workshop, outline: Outline) -> Document:
    edition = edition_of(outline, Request("public", "one-pager"), workshop)
    return numbered(edition, composed(outline, edition, workshop))


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_as_it_was(enabled: bool) -> None:
    waiting = Garbage().waiting
    if not enabled:
        gc.disable()
    with waiting():
        assert not gc.isenabled()
    assert gc.isenabled() is enabled
    with pytest.raises(ZeroDivisionError), waiting():
        _ = 1 / 0
    assert gc.isenabled() is enabled


def test_nothing_is_collected_meanwhile(
    workshop: Workshop, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    press = Press(workshop.house)
    collected: list[int] = []
    for waiting in (Garbage.waiting, nullcontext):
        monkeypatch.setattr(Garbage, "waiting", waiting)
        gc.collect()
        before = sum(one["collections"] for one in gc.get_stats())
        press.lay_out(document)
        collected.append(sum(one["collections"] for one in gc.get_stats()) - before)
    assert 2 * collected[0] < collected[1]


def test_what_documents_leave_behind_is_collected_when_it_is_much(
    workshop: Workshop, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    press = Press(workshop.house)
    left = []
    for much in (10**9, 0):
        monkeypatch.setattr(garbage, "_MUCH", much)
        gc.collect()
        few = len(gc.get_objects())
        for _ in range(4):
            press.lay_out(document)
        left.append(len(gc.get_objects()) - few)
    assert left[0] > 2 * left[1] > 0
