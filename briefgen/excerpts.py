"""Excerpts: proven quotations with their tags, the unit from which every brief is made.

This module is where the rest of briefgen finds all about quotations: what they are
(`briefgen.quotations`) and how they are located and graded (`briefgen.locating`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from briefgen.errors import NOWHERE, Place
from briefgen.locating import UnprovenError, locate
from briefgen.quotations import (
    Grade,
    Insertion,
    Omission,
    Piece,
    Quotation,
    Span,
    in_quotes,
    prove,
    selectors,
)
from briefgen.wording import EVERYONE, Scope

__all__ = [
    "NEUTRAL_WEIGHT",
    "Excerpt",
    "Grade",
    "Insertion",
    "Manner",
    "Omission",
    "Piece",
    "Quotation",
    "Span",
    "Speaker",
    "Tag",
    "UnprovenError",
    "in_quotes",
    "locate",
    "prove",
    "selectors",
]

NEUTRAL_WEIGHT = 3
"""The weight of what the analyst has not weighed, be it an excerpt or an item."""


class Manner(StrEnum):
    """How a speaker holds what is quoted; `STATES` when the dossier says nothing."""

    STATES = "states"
    CONCEDES = "concedes"
    REPORTS = "reports"
    QUOTES = "quotes"

    @property
    def relays(self) -> bool:
        """Whether the speaker says what others hold."""
        return self in {Manner.REPORTS, Manner.QUOTES}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose words these are; either part may be empty, not both."""

    name: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """``role:target``: what an excerpt is attached to, and how."""

    role: str
    target: str
    place: Place = NOWHERE

    def __str__(self) -> str:
        return f"{self.role}:{self.target}"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A proven quotation with its tags: the unit from which every brief is made."""

    id: str
    quotation: Quotation
    short: Quotation | None
    """A cut of the same quotation, proven like it."""
    speaker: Speaker
    tags: tuple[Tag, ...]
    asserts: Mapping[str, str]
    """The values that it gives, by the ids of facts."""
    as_of: str
    """When it was said, as EDTF text; '' where the date of its source is that."""
    weight: int
    """From 1 to 5."""
    reserve: str
    """Why no brief may print it; '' where one may."""
    manner: Manner
    quoted_from: str
    """Whom or what the source itself quotes; may be ''."""
    place: Place
    scope: Scope = EVERYONE
