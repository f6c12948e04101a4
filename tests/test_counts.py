"""Numbers with what they count, and how full a page is."""

from __future__ import annotations

import pytest

from briefgen.counts import full, many, with_article


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 voices"), (1, "1 voice"), (2, "2 voices"), (1200, "1,200 voices")]
)
def test_one_is_no_plural(count: int, said: str) -> None:
    assert many(count, "voice") == said


@pytest.mark.parametrize("said", ["a fact", "a next step", "an argument", "an obstacle"])
def test_a_noun_has_its_article(said: str) -> None:
    assert with_article(said.partition(" ")[2]) == said


@pytest.mark.parametrize(
    ("share", "said"), [(0.8953, "89%"), (0.9, "90%"), (0.57, "57%"), (0.999, "99%"), (1, "100%")]
)
def test_what_is_below_a_bound_does_not_read_as_the_bound(share: float, said: str) -> None:
    assert full(share) == said
