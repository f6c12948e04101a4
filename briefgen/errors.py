"""Every way in which a brief can fail, and where.

    BriefgenError                 anything a user can mend: shown as one message, exit status 1
    ├── InputErrors               many of them, gathered in one pass
    ├── DossierError              a mistake in the YAML or the texts of a dossier
    │   └── QuotationError        a quotation that its source does not bear out
    │       └── UnprovenError     the same, with the nearest passage (unproven)
    ├── TemplateError             a template that leaves the brief-HTML vocabulary
    ├── StyleTemplateError        a Word file that cannot serve as style template (letterhead)
    ├── FitError                  a floor that does not fit its pages
    ├── GlyphError                a character that no font at hand can show
    ├── OutputError               a file that cannot be written
    ├── ReturnedFileError         a file to verify that cannot be read (returned.lines)
    ├── EvidenceError             evidence in a file that is damaged or of another kind (evidence)
    ├── CrewGoneError             a batch whose workers are all gone (crew)
    ├── WorkerDiedError           a worker of a batch that died at its task (crew)
    └── MissingDependencyError    a library, font or program that is not installed

Those with a module in brackets are defined there, beside what raises them.

No exception of a library reaches a user: each is turned into one of these at the border where
it arises.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from briefgen.counts import many

__all__ = [
    "BriefgenError",
    "DossierError",
    "FitError",
    "GlyphError",
    "InputErrors",
    "MissingDependencyError",
    "Mistakes",
    "OutputError",
    "Place",
    "QuotationError",
    "TemplateError",
    "printable",
]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the user's files something stands; lines and columns count from 1, 0 is unknown."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


NOWHERE = Place("")


def printable(text: object, limit: int = 160) -> str:
    r"""*text* made harmless for a terminal and for one line of a message.

    Control characters, bidirectional overrides and lone surrogates become ``\xNN`` escapes, so
    that no input can move the cursor or forge a second message.
    """
    shown = str(text)
    if len(shown) > limit:
        shown = shown[: limit - 1] + "…"
    if shown.isprintable():
        return shown
    return "".join(_escaped(char) for char in shown)


def _escaped(char: str) -> str:
    # Cc control, Cf format (bidi overrides, zero width), Cs surrogate, Zl/Zp line separators
    if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        code = ord(char)
        return (
            f"\\x{code:02x}"
            if code < 0x100
            else f"\\u{code:04x}"
            if code < 0x10000
            else f"\\U{code:08x}"
        )
    return char


@dataclass(eq=False)
class BriefgenError(Exception):
    """What is wrong, where, and what to write instead.

    *message* is one sentence without a final full stop; *hint* tells the mend and may be empty.
    """

    message: str
    place: Place = NOWHERE
    hint: str = ""
    detail: tuple[str, ...] = field(default=(), kw_only=True)
    """Further lines, such as the nearest passage with the difference marked."""

    def __str__(self) -> str:
        head = f"{self.place}: {self.message}" if self.place.file else self.message
        lines = [head, *(f"  {line}" for line in self.detail)]
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)

    @property
    def single(self) -> tuple[BriefgenError, ...]:
        """The errors that it stands for: itself, or all that `InputErrors` gathers."""
        return (self,)

    def as_record(self) -> dict[str, object]:
        """The error for programs: ``--json`` prints this."""
        return {
            "error": type(self).__name__,
            "message": self.message,
            "file": self.place.file or None,
            "line": self.place.line or None,
            "column": self.place.column or None,
            "hint": self.hint or None,
            "detail": list(self.detail),
        }


class DossierError(BriefgenError):
    """A mistake in the YAML or in the texts of a dossier."""


Mistakes: TypeAlias = list[DossierError]
"""What a pass over a dossier gathers before it raises `InputErrors`."""


class QuotationError(DossierError):
    """A quotation that its source does not bear out, or that fits in several places."""


class TemplateError(BriefgenError):
    """A template that fails, leaves the vocabulary, or alters a quotation."""


class FitError(BriefgenError):
    """What an edition must have does not fit its pages or words."""


class GlyphError(BriefgenError):
    """A character that no font at hand can show."""


class OutputError(BriefgenError):
    """A file that cannot be written, or a name that would leave the output folder."""


class MissingDependencyError(BriefgenError):
    """A library, font or program that is needed and not installed."""


class InputErrors(BriefgenError):  # noqa: N818 - it is many errors, and as its name says
    """All mistakes of one pass, in the order of file, line and column."""

    errors: tuple[BriefgenError, ...]

    def __init__(self, errors: Iterable[BriefgenError]) -> None:
        flat = [one for error in errors for one in error.single]
        self.errors = tuple(sorted(flat, key=lambda error: error.place))
        count = len(self.errors)
        super().__init__(f"{many(count, 'mistake')} found")

    @property
    def single(self) -> tuple[BriefgenError, ...]:
        return self.errors

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)
