"""Source texts and their records: digest, folded view, offset → paragraph.

In: the bytes of a text and its bibliographic record. Out: a `Source`, whose folded view maps every
folded character back to its offset in the text, so that a match found after folding can be printed
in the source's own characters.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from briefgen.dates import EdtfDate
from briefgen.errors import NOWHERE, BriefgenError, DossierError, InputErrors, Place, printable
from briefgen.folding import REFERENCE_MARKS, Folded, as_printed, fold, is_word
from briefgen.sentences import sentence_spans

__all__ = [
    "MAX_TEXT_BYTES",
    "Context",
    "Name",
    "Paragraph",
    "PassedOver",
    "Record",
    "Source",
    "check_digest",
    "digest_of",
    "read_source",
]

MAX_TEXT_BYTES = 10_000_000
"""The largest text that is read: some thousand pages. More is a mistake of the wrong file."""

_BLANK_SHARE = 0.2
"""From this share of blank lines on, paragraphs are blocks rather than lines."""


@dataclass(frozen=True, slots=True)
class Name:
    """A person or body under CSL-JSON names; *literal* for bodies and names that do not split."""

    family: str = ""
    given: str = ""
    literal: str = ""

    def __str__(self) -> str:
        return self.literal or f"{self.given} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a text: number from 1 (headline included), character span, whether it is
    part of the article (boilerplate is not).
    """

    number: int
    start: int
    end: int
    boilerplate: bool = False


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A paragraph that was read and left out on purpose."""

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
    place: Place = NOWHERE

    @property
    def authors(self) -> str:
        """All authors in one phrase, `A, B and C`; '' where none is known."""
        names = [str(author) for author in self.author]
        return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


class Context(NamedTuple):
    """What a source says right before and right after a passage, as printed."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Source:
    """A source: its record and its text, decoded, byte order mark dropped, nothing else changed."""

    record: Record
    text: str = field(repr=False)
    digest: str
    """SHA-256 of the file's bytes, in hex."""
    paragraphs: tuple[Paragraph, ...] = field(repr=False)
    folded: Folded = field(repr=False)
    boilerplate: tuple[tuple[int, int], ...] = ()
    """Character spans that are not the article, in order, without overlap."""

    @property
    def id(self) -> str:
        return self.record.id

    def paragraph_at(self, offset: int) -> Paragraph:
        """The paragraph that holds *offset*, or the last one before it."""
        after = bisect_right(self.paragraphs, offset, key=lambda paragraph: paragraph.start)
        return self.paragraphs[max(after - 1, 0)]

    def in_boilerplate(self, start: int, end: int) -> bool:
        """Whether any of ``text[start:end]`` is not part of the article."""
        before = bisect_left(self.boilerplate, (end, 0))  # the first span that begins at the end
        return before > 0 and self.boilerplate[before - 1][1] > start

    def printed(self, start: int, end: int) -> str:
        """``text[start:end]`` as a brief prints it, without reference marks if dropped."""
        words = self.text[start:end]
        if self.record.reference_marks and "[" in words:
            words = REFERENCE_MARKS.sub("", words)
        return as_printed(words)

    def marks_in(self, start: int, end: int) -> tuple[str, ...]:
        """The reference marks that `printed` drops from this stretch."""
        words = self.text[start:end]
        if not self.record.reference_marks or "[" not in words:
            return ()
        return tuple(mark.strip() for mark in REFERENCE_MARKS.findall(words))

    def sentences_around(self, start: int, end: int, n: int) -> Context:
        """*n* sentences of the article before ``text[start:end]`` and after it, and the rest of
        the sentences in which the passage begins and ends.
        """
        return Context(self._before(start, n), self._after(end, n))

    def _before(self, start: int, n: int) -> str:
        index = self.paragraph_at(start).number - 1
        found: list[str] = []
        for paragraph in reversed(self.paragraphs[: index + 1]):
            for begin, end in reversed(self._sentences(paragraph)):
                if begin >= start:
                    continue
                found.append(self.printed(begin, min(end, start)))
                n -= end <= start
                if n <= 0:
                    return " ".join(reversed(found)).strip()
        return " ".join(reversed(found)).strip()

    def _after(self, end: int, n: int) -> str:
        index = self.paragraph_at(max(end - 1, 0)).number - 1
        found: list[str] = []
        for paragraph in self.paragraphs[index:]:
            for begin, stop in self._sentences(paragraph):
                if stop <= end:
                    continue
                found.append(self.printed(max(begin, end), stop))
                n -= begin >= end
                if n <= 0:
                    return " ".join(found).strip()
        return " ".join(found).strip()

    def _sentences(self, paragraph: Paragraph) -> list[tuple[int, int]]:
        spans = sentence_spans(self.text, paragraph.start, paragraph.end)
        return [span for span in spans if not self.in_boilerplate(*span)]


def digest_of(data: bytes) -> str:
    """SHA-256 of *data*, in hex, as recorded in ``sources.yaml``."""
    return hashlib.sha256(data).hexdigest()


def check_digest(source: Source, recorded: str, place: Place) -> None:
    """Raise `DossierError` at *place* if the text is not the one whose digest was *recorded*."""
    if recorded.strip().lower() != source.digest:
        raise DossierError(
            f"the text of “{printable(source.id)}” is not the one whose digest was recorded",
            place,
            "restore the text, or read it again and run `briefgen check --record`",
            detail=(f"recorded {printable(recorded)}", f"now      {source.digest}"),
        )


def read_source(
    record: Record,
    data: bytes,
    *,
    paragraphs: Literal["blocks", "lines"] | None = None,
    boilerplate: Sequence[str] = (),
    place: Place = NOWHERE,
    boilerplate_places: Sequence[Place] = (),
) -> Source:
    """The source that *data*, a text file's bytes, and *record* make up.

    *boilerplate* holds the first words of passages that are not the article; one that matches
    nothing is reported at its own place where *boilerplate_places* (as long) are given, else at
    *place*. Raises `DossierError`, or `InputErrors` for several mistakes.
    """
    text = _decoded(data, place)
    folded = fold(text, reference_marks=record.reference_marks)
    if not folded.text.strip():
        raise DossierError("the text is empty", place, "put the source's words into the file")
    spans = _paragraph_spans(text, paragraphs)
    places = boilerplate_places or [place] * len(boilerplate)
    skipped = _boilerplate_spans(folded, spans, boilerplate, places)
    numbered = tuple(
        Paragraph(number, start, end, _covered(skipped, start, end))
        for number, (start, end) in enumerate(spans, start=1)
    )
    return Source(record, text, digest_of(data), numbered, folded, skipped)


def _decoded(data: bytes, place: Place) -> str:
    if len(data) > MAX_TEXT_BYTES:
        size, limit = len(data) / 1e6, MAX_TEXT_BYTES / 1e6
        raise DossierError(
            f"the text is too large: {size:,.1f} MB, and at most {limit:,.0f} MB are read",
            place,
            "keep only the document that is quoted",
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DossierError("the text is UTF-16, not UTF-8", place, "save it as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _undecodable(data, error, place) from None
    if text.count("\0") > len(text) // 100:
        raise DossierError(
            "this is not a text: it is full of NUL characters",
            place,
            "a PDF or Word file is no source text; save its words as UTF-8",
        )
    return text


def _undecodable(data: bytes, error: UnicodeDecodeError, place: Place) -> DossierError:
    # A decoder may count from behind the byte order mark, so the line is counted in its own bytes.
    offset = error.start + (len(data) - len(error.object))
    lines = re.split(rb"\r\n|\r|\n", data[:offset])
    column = len(lines[-1].decode("utf-8-sig", "replace")) + 1
    return DossierError(
        f"the text is not UTF-8: byte 0x{data[offset]:02x} at offset {offset:,}",
        Place(place.file, len(lines), column),
        "save the file as UTF-8",
    )


def _paragraph_spans(text: str, mode: Literal["blocks", "lines"] | None) -> list[tuple[int, int]]:
    """Where the paragraphs stand, white space at their edges left out."""
    lines = list(_line_spans(text))
    filled = [(start, end) for start, end in lines if end > start]
    if mode is None:
        blank = len(lines) - len(filled)
        mode = "blocks" if blank >= _BLANK_SHARE * len(lines) else "lines"
    if mode == "lines":
        return filled
    blocks: list[tuple[int, int]] = []
    open_block = False
    for start, end in lines:
        if end == start:
            open_block = False
        elif open_block:
            blocks[-1] = (blocks[-1][0], end)
        else:
            blocks.append((start, end))
            open_block = True
    return blocks


def _line_spans(text: str) -> Iterator[tuple[int, int]]:
    """Every line without the white space at its edges; a blank one has no length."""
    offset = 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        start = offset + len(line) - len(line.lstrip()) if stripped else offset
        yield start, start + len(stripped)
        offset += len(line)


def _boilerplate_spans(
    folded: Folded,
    paragraphs: Sequence[tuple[int, int]],
    openings: Sequence[str],
    places: Sequence[Place],
) -> tuple[tuple[int, int], ...]:
    errors: list[BriefgenError] = []
    spans: list[tuple[int, int]] = []
    for opening, place in zip(openings, places, strict=True):
        found = _passages(folded, paragraphs, fold(opening).text.strip())
        spans += found
        if not found:
            errors.append(
                DossierError(
                    f"no passage begins with the boilerplate “{printable(opening)}”",
                    place,
                    "give the first words of the passage as they stand in the text",
                )
            )
    if errors:
        raise errors[0] if len(errors) == 1 else InputErrors(errors)
    return _merged(spans)


def _passages(
    folded: Folded, paragraphs: Sequence[tuple[int, int]], opening: str
) -> list[tuple[int, int]]:
    """From each place where *opening* stands to the end of its paragraph. Beginnings of paragraphs
    go first; only if there is none, the words may stand within one.
    """
    starts = [start for start, _ in paragraphs]
    found = []
    for offset in _word_starts(folded, opening):
        holder = max(bisect_right(starts, offset) - 1, 0)
        # A reference mark that folding drops, as in “[1] The Gazette”, is part of the passage.
        before = folded.text[folded.index_of(starts[holder]) : folded.index_of(offset)]
        leads = not before.strip()
        begin = starts[holder] if leads else offset
        found.append((begin, paragraphs[holder][1], leads))
    leading = [(start, end) for start, end, leads in found if leads]
    return leading or [(start, end) for start, end, _ in found]


def _word_starts(folded: Folded, words: str) -> Iterator[int]:
    """Original offsets at which *words*, whole ones, stand."""
    at = folded.text.find(words) if words else -1
    while at >= 0:
        end = at + len(words)
        opens = not (at and is_word(folded.text[at - 1]) and is_word(words[0]))
        closes = not (end < len(folded.text) and is_word(folded.text[end]) and is_word(words[-1]))
        if opens and closes:
            yield folded.origin_of(at)
        at = folded.text.find(words, at + 1)


def _covered(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of *spans* (in order, apart) holds all of ``start:end``."""
    before = bisect_left(spans, (start + 1, 0))
    return before > 0 and spans[before - 1][1] >= end


def _merged(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
