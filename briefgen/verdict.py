"""Verdicts: what became of the quotations of a file that came back edited.

Values made by `verify`, read by the command line and, as records, by programs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from briefgen.against import SourceFinding, SourceState

__all__ = ["BRACKETS", "Finding", "Passage", "Status", "Verdict", "Word"]


BRACKETS: Mapping[str, str] = MappingProxyType({"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"})
"""What stands around the words of a comparison, by their kind."""


class Status(StrEnum):
    """What became of a quotation."""

    INTACT = "intact"
    ALTERED = "altered"
    MOVED = "moved"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Word:
    """Words of a comparison: in both texts, only in the printed one, or only in the file."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one quotation. *reasons* say why it is not intact, *remarks* what else
    changed about it; *difference* is empty unless it was altered.
    """

    number: int
    excerpt: str
    status: Status
    printed: str
    speaker: str
    heading: str
    place: str = ""
    found: str = ""
    difference: tuple[Word, ...] = ()
    reasons: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def as_record(self) -> dict[str, object]:
        """The finding for programs."""
        return {
            "number": self.number,
            "excerpt": self.excerpt,
            "status": self.status.value,
            "printed": self.printed,
            "found": self.found or None,
            "difference": _marked(self.difference) or None,
            "speaker": self.speaker or None,
            "heading": self.heading or None,
            "place": self.place or None,
            "reasons": list(self.reasons),
            "remarks": list(self.remarks),
        }


@dataclass(frozen=True, slots=True)
class Passage:
    """Words in quotation marks, or set off as a quotation, without evidence. *source* has them
    nevertheless, if any; a *remark* says what else is known of them.
    """

    text: str
    place: str
    source: str = ""
    remark: str = ""

    def as_record(self) -> dict[str, object]:
        """The passage for programs."""
        return {
            "text": self.text,
            "place": self.place,
            "source": self.source or None,
            "remark": self.remark or None,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that was found in one file. *unclear* says why readers may see other words in it than
    were judged; *sources* is empty where no dossier was at hand.
    """

    file: str
    form: str
    title: str
    edition: str
    issued: str
    findings: tuple[Finding, ...]
    unproven: tuple[Passage, ...]
    pending: int = 0
    unclear: tuple[str, ...] = ()
    sources: tuple[SourceFinding, ...] = ()

    @property
    def intact(self) -> bool:
        """Whether every quotation is intact, every passage in quotation marks has evidence, and
        nothing keeps the file from being judged.
        """
        judged = not self.unproven and not self.unclear
        return judged and all(one.status is Status.INTACT for one in self.findings)

    @property
    def changed_sources(self) -> tuple[SourceFinding, ...]:
        return tuple(one for one in self.sources if one.state is not SourceState.SAME)

    def count(self, status: Status) -> int:
        """How many quotations have this status."""
        return sum(one.status is status for one in self.findings)

    def as_record(self) -> dict[str, object]:
        """The verdict for programs."""
        return {
            "file": self.file,
            "format": self.form,
            "title": self.title,
            "edition": self.edition,
            "issued": self.issued,
            "intact": self.intact,
            "pending_changes": self.pending,
            "unclear": list(self.unclear),
            "counts": {status.value: self.count(status) for status in Status},
            "quotations": [one.as_record() for one in self.findings],
            "unproven": [one.as_record() for one in self.unproven],
            "sources": [
                {"id": one.id, "title": one.title, "state": one.state.value} for one in self.sources
            ],
        }


def _marked(difference: Iterable[Word]) -> str:
    """A comparison as text; '' for none."""
    return " ".join(BRACKETS[word.kind].format(word.text) for word in difference)
