"""Locating: a written quotation becomes a proven one, or an error that says what is wrong.

In: the words as the analyst wrote them, a `Source`, and what chooses between several places. Out:
a `Quotation` with its grade: how far it had to be folded to be found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefgen.errors import NOWHERE, Place
from briefgen.folding import REFERENCE_MARKS, fold
from briefgen.matching import Choice, Match, Stretch, chosen
from briefgen.quotations import Grade, Insertion, Omission, Piece, Quotation, Span
from briefgen.sources import Source
from briefgen.unproven import UnprovenError, ambiguous, check_characters, check_length, failure
from briefgen.written import Bracket, Part, Written, read, spacing

__all__ = ["UnprovenError", "found_in", "locate"]

_ELLIPSIS = "…"


def locate(
    written: str,
    source: Source,
    *,
    place: Place = NOWHERE,
    prefix: str = "",
    suffix: str = "",
    paragraph: int | None = None,
    within: tuple[int, int] | Quotation | None = None,
    unique: bool = True,
) -> Quotation:
    """The place of *written* in *source*, proven.

    *prefix* and *suffix* are the words right before and after, *paragraph* is the number of the one
    in which the quotation begins; *within* is a quotation, or character offsets of the source,
    inside which it must lie (a ``short``). Without *unique* the first of several places does.
    Raises `UnprovenError` at *place*.
    """
    passage = (within.start, within.end) if isinstance(within, Quotation) else within
    choice = Choice(_key(prefix), _key(suffix), paragraph, passage)
    check_characters(written, place)
    for reading in _readings(written, source):
        found = chosen(reading, source, choice)
        if not found:
            continue
        check_length(reading, place)
        if unique and len(found) > 1:
            raise ambiguous(found, source, written, place)
        return _quotation(reading, found[0], source, written)
    raise failure(written, tuple(_readings(written, source)), source, choice, place)


def found_in(written: str, source: Source) -> Quotation | None:
    """The first place of *written* in *source*, proven as by `locate`; None where there is none.

    Quick where there is none, since nobody asks what comes nearest.
    """
    try:
        check_characters(written, NOWHERE)
        for reading in _readings(written, source):
            if found := chosen(reading, source, Choice()):
                check_length(reading, NOWHERE)
                return _quotation(reading, found[0], source, written)
    except UnprovenError:
        pass
    return None


def _key(words: str) -> str:
    return fold(words).text.strip() if words else ""


def _readings(written: str, source: Source) -> Iterator[Written]:
    """The readings of the written words, the more literal first: a literal match wins."""
    if source.record.reference_marks:
        written = REFERENCE_MARKS.sub("", written)
    full = read(written)
    readings = [full]
    if full.composed:
        stopped = full.with_stops()
        readings = [full.as_literal(), stopped, *([full] if full != stopped else [])]
    yield from readings
    if '"' in full.key or "'" in full.key:
        # Inner quotation marks may be written in the form that alternates with outer ones.
        yield from (reading.with_quotes_alike() for reading in readings)


def _quotation(reading: Written, chain: Sequence[Match], source: Source, written: str) -> Quotation:
    start, end = source.folded.span(chain[0].start, chain[-1].end)
    pieces = tuple(_pieces(reading, chain, source))
    exact = len(pieces) == 1 and source.text[start:end] == written.strip()
    spans = [piece for piece in pieces if isinstance(piece, Span)]
    return Quotation(
        source=source.id,
        grade=Grade.EXACT if exact else Grade.NORMALISED,
        start=start,
        end=end,
        paragraph=source.paragraph_at(start).number,
        pieces=pieces,
        text="".join(piece.text for piece in pieces),
        reference_marks=tuple(mark for p in spans for mark in source.marks_in(p.start, p.end)),
    )


def _pieces(reading: Written, chain: Sequence[Match], source: Source) -> Iterator[Piece]:
    """The pieces in print order. Spaces at a seam belong to the ellipsis or the bracket, so that a
    span holds words of the source only.
    """
    start, end = source.folded.span(chain[0].start, chain[-1].end)
    if reading.opens:
        yield Omission(start, start, f"{_ELLIPSIS} ", "")
    done = None
    for part, match in zip(reading.parts, chain, strict=True):
        begin, stop = source.folded.span(match.start, match.end)
        if done is not None:
            yield Omission(done, begin, f" {_ELLIPSIS} ", source.printed(done, begin))
        for stretch in match.stretches:
            yield _piece(part, stretch, source)
        done = stop
    if reading.closes:
        yield Omission(end, end, f" {_ELLIPSIS}", "")


def _piece(part: Part, stretch: Stretch, source: Source) -> Span | Insertion:
    if stretch.token is None:
        start, end = source.folded.span(stretch.start, stretch.end)
        return Span(start, end, _words(stretch, source))
    bracket = part.tokens[stretch.token]
    assert isinstance(bracket, Bracket)  # noqa: S101 - only brackets have their token numbered
    before, after = spacing(part, stretch.token)
    printed = f"{before}{bracket.printed}{after}"
    if stretch.start == stretch.end:
        at = source.folded.span(stretch.start - 1, stretch.start)[1] if stretch.start else 0
        return Insertion(at, at, printed, "")
    start, end = source.folded.span(stretch.start, stretch.end)
    return Insertion(start, end, printed, _words(stretch, source))


def _words(stretch: Stretch, source: Source) -> str:
    """The source's own words, as printed."""
    folded = source.folded
    if folded.splits(stretch.start) or folded.splits(stretch.end):
        return folded.text[stretch.start : stretch.end]  # a bracket took one letter of a ligature
    return source.printed(*folded.span(stretch.start, stretch.end))
