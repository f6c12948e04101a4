"""Review: what a draft tells its reviewers about each quotation and each editorial statement.

In: a numbered `Document`, the proven excerpts and their sources. Out: a `Draft`, whose remarks a
renderer sets beside the places that they are about. Remarks are lines of inlines, so that every
format paints them with what it has.

A note mark is either the attribution of a quotation (“…” — A. Doe¹) or stands behind words of the
analyst's own. The latter are *editorial*: their remark says on what they rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from briefgen.citations import citation
from briefgen.document import (
    BlockQuote,
    Document,
    Emphasis,
    Inline,
    NoteRef,
    Paragraph,
    Quote,
    Strong,
    Text,
    all_inlines,
    texts_of,
    walk_blocks,
    walk_inlines,
)
from briefgen.excerpts import Excerpt, Quotation, Span, in_quotes
from briefgen.languages import foreign
from briefgen.sources import Source

__all__ = ["Cited", "Draft", "Remark", "editorial_marks", "review_of"]

SENTENCES = 2
"""How many sentences of the source are shown on either side of a quotation."""
OPENS, CLOSES = "»", "«"
"""Around the quoted words of a passage; bold type alone would be lost on a screen reader."""
_LONGEST_GAP = 80
"""Words left out of a quotation, of which so many are shown at most."""
_CUT = " […] "

Cited = tuple[str, str]
"""A quotation as a document shows it: the excerpt's id, and ``full`` or ``short``."""

IS_DRAFT = "Draft for review"
"""What the running head of a draft says."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What there is to say about one place: lines of inlines without note marks."""

    lines: tuple[tuple[Inline, ...], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """The remarks on one document."""

    quotations: Mapping[Cited, Remark] = field(default_factory=dict)
    """By excerpt and cut. A quotation shown twice has one remark."""
    bases: Mapping[int, Remark] = field(default_factory=dict)
    """By the place of an editorial mark among all note marks of the body in reading order, from 0
    (numbers would not do: on a one-pager several marks show the number of the same source).
    """


def review_of(
    document: Document, excerpts: Mapping[str, Excerpt], sources: Mapping[str, Source]
) -> Draft:
    """The remarks on each quotation and each editorial mark of *document*.

    Raises KeyError for evidence that is not among *excerpts*: such a document was never proven.
    """
    return Draft(
        {cited: _on_quotation(cited, excerpts, sources) for cited in _cited(document)},
        {place: _on_basis(mark, excerpts, sources) for place, mark in editorial_marks(document)},
    )


# --- what a document shows ---------------------------------------------------------------------


def _cited(document: Document) -> Iterator[Cited]:
    for inline in all_inlines(document):
        if isinstance(inline, Quote):
            yield inline.excerpt, inline.cut
    for block in walk_blocks(document.body):
        if isinstance(block, BlockQuote):
            yield block.excerpt, block.cut


def editorial_marks(document: Document) -> Iterator[tuple[int, NoteRef]]:
    """The note marks that attribute no quotation, with their places among all marks of the body.

    A mark attributes the quotations before it in its paragraph, item or cell (or the block
    quotation above its paragraph) if it names the excerpt of one of them as evidence.
    """
    place = 0
    for stretch, above in _stretches(document):
        shown = {above} - {""}
        for inline in walk_inlines(stretch):
            if isinstance(inline, Quote):
                shown.add(inline.excerpt)
            elif isinstance(inline, NoteRef):
                if shown.isdisjoint(inline.evidence):
                    yield place, inline
                # What is attributed needs no second mark: the next one is about words of its own.
                shown.difference_update(inline.evidence)
                place += 1


def _stretches(document: Document) -> Iterator[tuple[tuple[Inline, ...], str]]:
    """Each paragraph, item and cell, and the excerpt of the block quotation right above it."""
    above = ""
    for block in walk_blocks(document.body):
        for stretch in texts_of(block):
            yield stretch, above if isinstance(block, Paragraph) else ""
        above = block.excerpt if isinstance(block, BlockQuote) else ""


# --- what is said about it ---------------------------------------------------------------------


def _on_quotation(
    cited: Cited, excerpts: Mapping[str, Excerpt], sources: Mapping[str, Source]
) -> Remark:
    excerpt = excerpts[cited[0]]
    quotation = excerpt.short if cited[1] == "short" and excerpt.short else excerpt.quotation
    source = sources[quotation.source]
    tags = ", ".join(map(str, excerpt.tags)) or "none"
    return Remark(
        (
            (Text("Source: "), _title(source), Text(_whence(quotation))),
            (
                Text(
                    f"Grade: {quotation.grade}. Manner: {_manner(excerpt)}. Excerpt: {excerpt.id}."
                ),
            ),
            (Text(f"Tags: {tags}."),),
            (Text("Passage: "), *_passage(quotation, source)),
        )
    )


def _title(source: Source) -> Inline:
    return Emphasis((Text(source.record.title),), foreign(source.record.language))


def _whence(quotation: Quotation) -> str:
    return f", ¶\u00a0{quotation.paragraph}."


def _manner(excerpt: Excerpt) -> str:
    who = ", ".join(part for part in (excerpt.speaker.name, excerpt.speaker.role) if part)
    held = f"{who} {excerpt.manner}" if who else str(excerpt.manner)
    return f"{held}, quoted from {excerpt.quoted_from}" if excerpt.quoted_from else held


def _on_basis(
    mark: NoteRef, excerpts: Mapping[str, Excerpt], sources: Mapping[str, Source]
) -> Remark:
    evidence = [_evidence(excerpts[name], sources) for name in mark.evidence]
    if len(evidence) == 1:
        return Remark(((Text("Basis: "), *evidence[0]),))
    return Remark(((Text("Basis:"),), *evidence))


def _evidence(excerpt: Excerpt, sources: Mapping[str, Source]) -> tuple[Inline, ...]:
    """The citation of an excerpt, and its words."""
    record = sources[excerpt.quotation.source].record
    words = in_quotes(excerpt.quotation.text)
    return (*citation(record, excerpt), Text(f": “{words}”"))


# --- the passage around a quotation ------------------------------------------------------------


def _passage(quotation: Quotation, source: Source) -> Iterator[Inline]:
    """The source's own words around and within *quotation*, those quoted marked.

    What the quotation left out, and what its brackets stand for, reads as in the source.
    """
    before, after = source.sentences_around(quotation.start, quotation.end, SENTENCES)
    if before:
        yield Text(before + _space_at(source, quotation.start - 1))
    spans = [piece for piece in quotation.pieces if isinstance(piece, Span)]
    ends = [quotation.start, *(end for span in spans for end in (span.start, span.end))]
    for index, (start, end) in enumerate(pairwise([*ends, quotation.end])):
        if index % 2:
            yield Strong((Text(f"{OPENS}{source.printed(start, end)}{CLOSES}"),))
        elif start < end:
            yield Text(_between(source, start, end))
    if after:
        yield Text(_space_at(source, quotation.end) + after)


def _between(source: Source, start: int, end: int) -> str:
    words = source.printed(start, end)
    if not words:
        return " "
    return _space_at(source, start) + _shortened(words) + _space_at(source, end - 1)


def _space_at(source: Source, offset: int) -> str:
    return " " if source.text[offset : offset + 1].isspace() else ""


def _shortened(words: str) -> str:
    """*words*, without their middle where they are very many."""
    found = words.split(" ")
    if len(found) <= _LONGEST_GAP:
        return words
    half = _LONGEST_GAP // 2
    return " ".join(found[:half]) + _CUT + " ".join(found[-half:])
