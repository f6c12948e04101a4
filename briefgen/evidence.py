"""The evidence record: what a finished file says about its own quotations, as a JSON value.

In: nothing; `proof` makes records and `verify` reads them. Out: the shapes of the record, from
which its published JSON Schema is made (`briefgen schema evidence`), and the two ways between a
record and its bytes. Selectors follow the W3C Web Annotation Data Model; positions count Unicode
characters of the source's text as briefgen read it (UTF-8 decoded, byte order mark dropped).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from briefgen.errors import BriefgenError, printable

__all__ = [
    "ATTACHMENT",
    "FORMAT",
    "NAMESPACE",
    "Borrowed",
    "EvidenceError",
    "Note",
    "Printed",
    "Proven",
    "SourceUsed",
    "as_bytes",
    "read_evidence",
]

FORMAT = "briefgen-evidence-1"
NAMESPACE = "urn:briefgen:evidence"
"""Of the root element `evidence` of the custom XML part whose text is the JSON, in Word files."""
ATTACHMENT = "evidence.json"
"""The name of the attachment, in PDFs."""

_MOST_BYTES = 20_000_000
_NOT_IN_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=1)]
Offset = Annotated[int, Field(ge=0)]


class EvidenceError(BriefgenError):
    """An evidence record that is damaged, or of a kind that this version cannot read."""


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class QuoteSelector(_Shape):
    """Words by what they are and what stands right before and after them."""

    type: Literal["TextQuoteSelector"]
    exact: str = Field(description="The words, character for character.")
    prefix: str = Field(description="What stands right before them.")
    suffix: str = Field(description="What stands right after them.")


class PositionSelector(_Shape):
    """Words by where they stand."""

    type: Literal["TextPositionSelector"]
    start: Offset = Field(description="The first character, from 0.")
    end: Offset = Field(description="The character after the last one.")


Selector = Annotated[QuoteSelector | PositionSelector, Field(discriminator="type")]
_SELECTOR_HELP = "W3C Web Annotation selectors of the place in the source's text."


class Words(_Shape):
    """Words of the source."""

    kind: Literal["words"]
    text: str = Field(description="The words as a block quotation prints them.")
    selector: tuple[Selector, ...] = Field(description=_SELECTOR_HELP)


class Omission(_Shape):
    """An ellipsis."""

    kind: Literal["omission"]
    text: str = Field(description="The ellipsis as printed, with the spaces around it.")
    omits: str = Field(description="The words of the source that it leaves out.")
    selector: tuple[Selector, ...] = Field(description=_SELECTOR_HELP)


class Insertion(_Shape):
    """A bracket."""

    kind: Literal["insertion"]
    text: str = Field(description="The bracket as printed, with the spaces around it.")
    stands_for: str = Field(description="The source's word or letter that it replaces, or nothing.")
    selector: tuple[Selector, ...] = Field(description=_SELECTOR_HELP)


Piece = Annotated[Words | Omission | Insertion, Field(discriminator="kind")]


class Speaker(_Shape):
    """Whose words these are; either part may be empty."""

    name: str = Field(description="The speaker's name.")
    role: str = Field(description="What the speaker is.")


class Attribution(_Shape):
    """How the brief says whose words these are."""

    text: str = Field(description="The attribution as printed, without note marks; may be empty.")
    position: Literal["after", "before", "none"] = Field(
        description="Where it stands with respect to the quotation."
    )
    named: str = Field(description="The name, or else the role, by which it names the speaker.")


class Proven(_Shape):
    """Words in quotation marks, or set off as a quotation, and where they stand in their source."""

    text: str = Field(description="The words as printed, without marks around them.", min_length=1)
    source: Id = Field(description="The source that has them.")
    paragraph: Count = Field(description="The source's paragraph in which they begin, from 1.")
    grade: Literal["exact", "normalised"] = Field(description="How well they agree with it.")
    dropped_marks: tuple[str, ...] = Field(
        description="Reference marks such as [1][3] that were dropped from the words by rule."
    )
    pieces: tuple[Piece, ...] = Field(description="What the words are made of.", min_length=1)


class Printed(Proven):
    """One quotation, once for each place where the brief prints it."""

    number: Count = Field(description="Its number in reading order, from 1.")
    excerpt: Id = Field(description="The excerpt of the dossier.")
    cut: Literal["full", "short"] = Field(description="Which form of the excerpt is printed.")
    set: Literal["block", "running"] = Field(
        description="In a paragraph of its own without marks, or inside quotation marks."
    )
    heading: str = Field(description="The heading under which it stands, or nothing.")
    before: str = Field(description="What the brief says right before it.")
    after: str = Field(description="What the brief says right after it.")
    speaker: Speaker = Field(description="Whose words these are.")
    attribution: Attribution = Field(description="How the brief says so.")
    manner: Literal["states", "concedes", "reports", "quotes"] = Field(
        description="How the speaker holds what is quoted."
    )
    quoted_from: str = Field(description="Whom the source itself quotes, or nothing.")
    notes: tuple[Count, ...] = Field(description="The numbers of its notes.")


class Borrowed(Proven):
    """Words in quotation marks that are no excerpt: the analyst's sentence has them of a source."""


class SourceUsed(_Shape):
    """A source that the brief quotes, cites or names by its title."""

    id: Id = Field(description="Its id in the dossier.")
    title: str = Field(description="Its title.")
    url: str = Field(description="Where it can be read, or nothing.")
    sha256: Digest = Field(description="SHA-256 of the text file's bytes.")


class Note(_Shape):
    """A note as printed: a footnote, or an entry of the source line."""

    number: Count = Field(description="Its number.")
    text: str = Field(description="Its words.")


class EditionMade(_Shape):
    """Which edition this is."""

    audience: Id = Field(description="For whom.")
    length: Id = Field(description="How long.")
    stance: Literal["advocacy", "neutral"] = Field(description="Whether it recommends.")


class Evidence(_Shape):
    """All that a finished brief can show for its quotations."""

    format: Literal["briefgen-evidence-1"] = Field(description="The version of this record.")
    briefgen: str = Field(description="The version of briefgen that made the file.")
    dossier: str = Field(description="The dossier's name.")
    edition: EditionMade = Field(description="The edition of the dossier.")
    title: str = Field(description="The brief's title.")
    as_of: str = Field(description="The day for which the brief speaks (EDTF).")
    issued: str = Field(description="The date of issue (YYYY-MM-DD).", pattern=r"^\d{4}-\d\d-\d\d$")
    note_style: Literal["sources", "footnotes"] = Field(
        description="Whether note numbers are those of sources or of footnotes."
    )
    notes: tuple[Note, ...] = Field(description="The notes, or the entries of the source line.")
    sources: tuple[SourceUsed, ...] = Field(description="The sources, by id.")
    quotations: tuple[Printed, ...] = Field(description="The quotations in reading order.")
    borrowed: tuple[Borrowed, ...] = Field(
        default=(), description="Other words in quotation marks, each passage once."
    )


def as_bytes(evidence: Mapping[str, Any]) -> bytes:
    """*evidence* as canonical JSON: keys sorted, no spaces, UTF-8; equal bytes for equal records.

    Characters that XML cannot carry are escaped, so that the text may stand in an XML part.
    """
    text = json.dumps(evidence, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _NOT_IN_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode()


def read_evidence(data: bytes) -> Evidence:
    """The record in *data*. Raises `EvidenceError` where it is damaged or from another version."""
    if len(data) > _MOST_BYTES:
        raise EvidenceError(f"the evidence is too large: {len(data) / 1e6:,.0f} MB")
    try:
        value = json.loads(data)
        return Evidence.model_validate_json(data)
    except ValidationError as error:
        raise _unreadable(value, error) from None
    except (ValueError, RecursionError) as error:
        raise EvidenceError(f"the evidence is damaged: {printable(error)}", hint=_HINT) from None


_HINT = "take the file again as briefgen built it, or build it anew"


def _unreadable(value: Any, error: ValidationError) -> EvidenceError:
    made = value.get("format") if isinstance(value, dict) else None
    if isinstance(made, str) and made != FORMAT and made.startswith("briefgen-evidence-"):
        return EvidenceError(
            f"the evidence is of another version: {printable(made)}, and this briefgen reads"
            f" {FORMAT}",
            hint="check the file with the version of briefgen that made it, or a later one",
        )
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    return EvidenceError(
        f"the evidence is damaged: {printable(where)}: {printable(first['msg'])}", hint=_HINT
    )
