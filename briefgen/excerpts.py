"""Quotations: located in their source, graded, turned into pieces.

In: the words as the analyst wrote them and a `Source`. Out: a `Quotation`, whose pieces are spans of
the source, omissions and insertions, and whose `text` is what every format prints. A quotation that
is not proven is a `QuotationError` that shows the nearest passage with the difference marked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from briefgen.errors import Place
from briefgen.wording import EVERYONE, Scope


class Grade(StrEnum):
    """How well the written words agree with the source. Only the first two are printed."""

    EXACT = "exact"
    NORMALISED = "normalised"
    DRIFTED = "drifted"
    AMBIGUOUS = "ambiguous"
    MISSING = "missing"


class Manner(StrEnum):
    """How a speaker holds what is quoted; `STATES` when the dossier says nothing."""

    STATES = "states"
    CONCEDES = "concedes"
    REPORTS = "reports"
    QUOTES = "quotes"


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the source, as printed, and where they stand (character offsets, end exclusive)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Omission:
    """An ellipsis, as printed, and what it leaves out."""

    start: int
    end: int
    text: str
    omitted: str


@dataclass(frozen=True, slots=True)
class Insertion:
    """A bracket, as printed with its brackets, and the source's word that it stands for (or '')."""

    start: int
    end: int
    text: str
    stands_for: str



@dataclass(frozen=True, slots=True)
class Quotation:
    """A proven quotation. *text* is the printed form: the pieces' texts, joined."""

    source: str
    grade: Grade
    start: int
    end: int
    paragraph: int
    pieces: tuple[Span | Omission | Insertion, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose words these are; either part may be empty, not both."""

    name: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    role: str
    target: str
    place: Place = Place("")

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
