"""Source texts and their records: digest, folded view, offset → paragraph.

In: the bytes of a text and its bibliographic record. Out: a `Source`, whose folded view maps every
folded character back to its offset in the text, so that a match found after folding can be printed
in the source's own characters.
"""

from __future__ import annotations

from dataclasses import dataclass

from briefgen.errors import Place


@dataclass(frozen=True, slots=True)
class Name:
    """A person or body under CSL-JSON names; *literal* for bodies and names that do not split."""

    family: str = ""
    given: str = ""
    literal: str = ""

    def __str__(self) -> str:
        return self.literal or f"{self.given} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """A date as EDTF text (level 0 with `~` and `?`): `2026-02-15`, `2025-11~`, `2024-11/2024-12`."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a text: number from 1 (headline included), character span, whether it is
    part of the article (boilerplate is not)."""

    number: int
    start: int
    end: int
    boilerplate: bool = False


@dataclass(frozen=True, slots=True)
class PassedOver:
    paragraph: int
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """The bibliographic record of a source, under CSL-JSON names where CSL has one."""

    id: str
    kind: str
    title: str
    author: tuple[Name, ...] = ()
    container_title: str = ""
    publisher: str = ""
    issued: EdtfDate | None = None
    accessed: EdtfDate | None = None
    basis: str = ""
    url: str = ""
    language: str = "en"
    type: str = ""
    reliability: str = ""
    reference_marks: bool = False
    """Whether marks such as ``[1][3]`` are dropped from quoted words by rule."""
    passed_over: tuple[PassedOver, ...] = ()
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Source:
    """A source: its record and its text, decoded, byte order mark dropped, nothing else changed."""

    record: Record
    text: str
    digest: str
    """SHA-256 of the file's bytes, in hex."""
    paragraphs: tuple[Paragraph, ...]
    folded: Folded

    @property
    def id(self) -> str:
        return self.record.id


@dataclass(frozen=True, slots=True)
class Folded:
    """A text after folding: ``text[i]`` came from ``origin[i]`` of the original."""

    text: str
    origin: tuple[int, ...]
