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


class Manner(StrEnum):
    """How a speaker holds what is quoted; `STATES` when the dossier says nothing."""

    STATES = "states"
    CONCEDES = "concedes"
    REPORTS = "reports"
    QUOTES = "quotes"


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
    speaker: Speaker
    tags: tuple[Tag, ...]
    asserts: Mapping[str, str]
    as_of: str
    weight: int
    reserve: str
    manner: Manner
    quoted_from: str
    place: Place
    scope: Scope = EVERYONE
