"""What the parts of one Word file share while it is written, and what each part has of its own.

A `Desk` is one document in the making: styles, lists, numbers given out. A `Story` is one part with
text in it (body, footnotes, running head or foot) with its own relationships.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any, Protocol

from briefgen.document import Document, Heading, walk_blocks
from briefgen.house import Sheet
from briefgen.render.docx.characters import CharacterStyles
from briefgen.render.docx.numbering import Lists

_TAG_LIMIT = 64
_BOOKMARK_LIMIT = 40


class Reviewer(Protocol):
    """Writes the remarks of a draft; each call begins a comment and gives its number."""

    def on_quotation(self, excerpt: str, cut: str) -> int | None:
        """The number of the comment on a quotation, or None."""

    def on_mark(self, place: int) -> int | None:
        """The number of the comment on the note mark at *place*, or None."""


@dataclass
class Desk:
    """One document in the making."""

    document: Document
    sheet: Sheet
    characters: CharacterStyles
    lists: Lists
    locked: bool
    controls: Iterator[int] = field(default_factory=lambda: count(1))
    bookmarks: Iterator[int] = field(default_factory=lambda: count(1))
    pictures: Iterator[int] = field(default_factory=lambda: count(1))
    anchors: dict[str, str] = field(default_factory=dict)
    noted: set[int] = field(default_factory=set)
    """Numbers of the footnotes that have a mark already."""
    cited_again: frozenset[int] = frozenset()
    """Numbers of the footnotes that have several marks."""
    reviewer: Reviewer | None = None
    """Who comments the body, if the file is a draft."""
    marks: int = 0
    """How many note marks of the body are painted."""
    held: list[int] = field(default_factory=list)
    """Comments that have ended, and whose own marks stand after the next footnote's."""

    @property
    def holds_comments(self) -> bool:
        """Whether no comment's mark may stand here: between those of the first two footnotes.

        LibreOffice 7.4 gives all notes of the file to wrong marks where one does.
        """
        return len(self.noted) == 1 and len(self.document.notes) > 1

    @cached_property
    def targets(self) -> frozenset[str]:
        """The anchors of the headings, to which links may lead."""
        found = walk_blocks(self.document.body)
        return frozenset(one.anchor for one in found if isinstance(one, Heading) and one.anchor)

    def bookmark_name(self, anchor: str) -> str:
        """Word's name for an anchor: a letter first, then letters, digits, underscores; unique."""
        if anchor not in self.anchors:
            self.anchors[anchor] = _unused(_letters(anchor), set(self.anchors.values()))
        return self.anchors[anchor]


@dataclass(frozen=True)
class Story:
    """One part with text in it. *part* is an opc part of python-docx: it holds relationships."""

    desk: Desk
    part: Any
    takes_notes: bool = False
    """Whether footnotes can be marked in it: Word allows them in the body only."""

    @property
    def reviewer(self) -> Reviewer | None:
        """Who comments on this story: like notes, comments are for the body only."""
        return self.desk.reviewer if self.takes_notes else None


def tag_of(excerpt: str) -> str:
    """The tag of an excerpt's content control: its id, cut to what Word takes."""
    if len(excerpt) <= _TAG_LIMIT:
        return excerpt
    digest = hashlib.sha256(excerpt.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{excerpt[: _TAG_LIMIT - 9]}~{digest}"


def _letters(anchor: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_]", "_", anchor)
    return (plain if plain[:1].isalpha() else f"a_{plain}")[:_BOOKMARK_LIMIT]


def _unused(name: str, taken: set[str]) -> str:
    candidates = (f"{name[: _BOOKMARK_LIMIT - 4]}_{number}" for number in count(2))
    return name if name not in taken else next(one for one in candidates if one not in taken)
