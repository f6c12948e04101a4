"""Requests: which edition is wanted, in which formats, and what is to be different this once.

In: what a user asks for, as values. Out: a `Request`, from which `build` makes the edition.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from briefgen.formats import PRINTED
from briefgen.kinds import Paper, Stance
from briefgen.letters import NO_WISHES, MailWishes


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted: one edition in some formats."""

    audience: str
    length: str
    stance: Stance | None = None
    page_size: Paper = "letter"
    issued: date | None = None
    formats: tuple[str, ...] = PRINTED
    pages: int | None = None
    words: int | None = None
    allow_overflow: bool = False
    lenient: bool = False
    """Whether nobody asked for the formats by name: what Gmail would cut off is told, no error."""
    mail: MailWishes = NO_WISHES
    """For newsletters: what to put in place of the dossier's subject and addresses."""
    draft: bool = False
    """With comments for reviewers in Word, and a mark in the running head."""
    style: bytes = b""
    """A user's own .docx, as style template and letterhead of Word files."""

    @property
    def is_printed(self) -> bool:
        """Whether any of its formats has pages."""
        return not {*PRINTED}.isdisjoint(self.formats)
