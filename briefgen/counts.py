"""Words counted, numbers with what they count, articles, and shares, as people read them."""

from __future__ import annotations

from math import floor

__all__ = ["full", "many", "with_article", "words_in"]

_HAIR = 1e-9
"""A share that is a whole per cent may be stored as a little less."""


def many(count: int, noun: str) -> str:
    """``1 voice``, ``3 voices``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def with_article(noun: str) -> str:
    """``a fact``, ``an obstacle``."""
    return f"a{'n' if noun[:1] in 'aeiou' else ''} {noun}"


def words_in(text: str) -> int:
    """How many words *text* has."""
    return len(text.split())


def full(share: float) -> str:
    """``89%``: how full a page is. What is below a bound never reads as the bound itself."""
    return f"{floor(share * 100 + _HAIR)}%"
