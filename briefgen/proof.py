"""The evidence that a finished brief carries: made from what was proven and what is printed.

In: the finished `Document` (pruned, numbered), its `Edition`, and the `Outline` with the sources.
Out: an evidence record (see `evidence`), which the renderers put into the file. It says for every
printed quotation where its words stand in which source, what each ellipsis and bracket stands for,
and whom the brief names as the speaker; `verify` holds an edited file against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from briefgen.claimed import Claim, claims
from briefgen.document import (
    Block,
    BlockQuote,
    Break,
    Definitions,
    Document,
    Field,
    Figure,
    Heading,
    Inline,
    NoteRef,
    Quote,
    SourceList,
    Text,
    besides_quotations,
    marked_notes,
    plain,
    shown_in,
    texts_of,
    walk_blocks,
    walk_inlines,
)
from briefgen.drawings import written_in
from briefgen.editions import Edition
from briefgen.evidence import FORMAT
from briefgen.excerpts import Excerpt, Insertion, Omission, Piece, Quotation, selectors
from briefgen.folding import fold
from briefgen.kinds import Cut
from briefgen.outline import Outline
from briefgen.sources import Source

__all__ = ["claims_in", "evidence_of"]

_AROUND = 32
"""Characters of the brief recorded on either side of a quotation."""


def evidence_of(
    document: Document, edition: Edition, outline: Outline, version: str
) -> dict[str, Any]:
    """The evidence for *document*, made by briefgen *version*: a JSON value whose shape is
    `evidence.Evidence`, the same for equal input.
    """
    lines = tuple(_lines(document))
    claimed = claims_in(document, outline)
    quotations = [
        _record(number, place, edition, outline) for number, place in enumerate(_places(lines), 1)
    ]
    return {
        "format": FORMAT,
        "briefgen": version,
        "dossier": edition.dossier,
        "edition": {
            "audience": edition.audience.id,
            "length": edition.length.id,
            "stance": edition.stance,
        },
        "title": edition.title,
        "as_of": outline.as_of.text,
        "issued": edition.issued.isoformat(),
        "note_style": document.meta.note_style,
        "notes": _notes(document),
        "sources": _sources(document, edition, outline, claimed),
        "quotations": quotations,
        "borrowed": list(_borrowed(claimed)),
    }


# --- the document as lines of text -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph, item, cell or block quotation: its inlines without what styles them.

    A block quotation is a single `Quote`.
    """

    inlines: tuple[Inline, ...]
    text: str
    set_off: bool = False
    heading: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """A quotation where the document prints it."""

    quote: Quote
    set_off: bool
    heading: str
    said_after: str
    """What follows in the paragraph (or in the next one) up to the note mark."""
    said_before: str
    before: str
    after: str
    notes: tuple[int, ...]


def _lines(document: Document) -> Iterator[_Line]:
    heading = ""
    for block in walk_blocks(document.body):
        if isinstance(block, Heading):
            heading = plain(block.children)
        if isinstance(block, BlockQuote):
            quote = Quote(block.excerpt, block.cut, block.text)
            yield _Line((quote,), block.text, True, heading)
            continue
        for inlines in _paragraphs(block):
            yield _Line(tuple(_leaves(inlines)), plain(inlines), False, heading)


def _paragraphs(block: Block) -> Iterator[tuple[Inline, ...]]:
    """The inlines of each paragraph of a block; source lists quote nothing."""
    if isinstance(block, Definitions):
        for item in block.items:
            yield (Text(item.term),)
            yield item.children
    elif not isinstance(block, SourceList):
        yield from texts_of(block)


def _leaves(inlines: tuple[Inline, ...]) -> Iterator[Inline]:
    leaves = (Text, Quote, NoteRef, Field, Break)
    return (one for one in walk_inlines(inlines) if isinstance(one, leaves))


def _places(lines: tuple[_Line, ...]) -> Iterator[_Place]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.text) + 1)
    whole = " ".join(line.text for line in lines)
    for index, line in enumerate(lines):
        for at, inline in enumerate(line.inlines):
            if isinstance(inline, Quote):
                start = starts[index] + len(plain(line.inlines[:at])) + (not line.set_off)
                yield _place(lines, index, at, whole, start)


def _place(lines: tuple[_Line, ...], index: int, at: int, whole: str, start: int) -> _Place:
    line = lines[index]
    quote = line.inlines[at]
    assert isinstance(quote, Quote)  # noqa: S101 - the caller looked
    end = start + len(quote.text)
    following = lines[index + 1].inlines if index + 1 < len(lines) else ()
    preceding = lines[index - 1].inlines if index else ()
    rest = following if line.set_off else line.inlines[at + 1 :]
    earlier = preceding if line.set_off else line.inlines[:at]
    marks = 0 if line.set_off else 1
    return _Place(
        quote,
        line.set_off,
        line.heading,
        _until_note(rest),
        _since_quote(earlier),
        whole[max(start - marks - _AROUND, 0) : start - marks].strip(),
        whole[end + marks : end + marks + _AROUND].strip(),
        _numbers(rest, quote.excerpt),
    )


def _until_note(inlines: tuple[Inline, ...]) -> str:
    """The words up to the first note mark that follows any, or to the next quotation."""
    kept: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Quote) or (isinstance(inline, NoteRef) and plain(iter(kept)).strip()):
            break
        kept.append(inline)
    return plain(iter(kept)).strip()


def _since_quote(inlines: tuple[Inline, ...]) -> str:
    kept: list[Inline] = []
    for inline in reversed(inlines):
        if isinstance(inline, Quote):
            break
        kept.append(inline)
    return plain(reversed(kept)).strip()


def _numbers(inlines: tuple[Inline, ...], excerpt: str) -> tuple[int, ...]:
    """The numbers of the first note mark that names *excerpt*."""
    for inline in inlines:
        if isinstance(inline, NoteRef) and excerpt in inline.evidence:
            return inline.numbers
    return ()


# --- other words in quotation marks -----------------------------------------------------------


def claims_in(document: Document, outline: Outline) -> tuple[Claim, ...]:
    """What *document* sets in quotation marks beside its quotations, each passage once."""
    found: dict[str, Claim] = {}
    texts = [besides_quotations(inlines) for inlines in _printed(document)]
    texts += [written_in(block.svg) for block in _figures(document)]
    for text in texts:
        for claim in claims(text, outline.sources.values()):
            found.setdefault(claim.words, claim)
    return tuple(found.values())


def _printed(document: Document) -> Iterator[tuple[Inline, ...]]:
    yield from (document.header, document.footer)
    for block in walk_blocks(document.body):
        yield from _paragraphs(block)


def _figures(document: Document) -> Iterator[Figure]:
    for block in walk_blocks(document.body):
        if isinstance(block, Figure) and block.svg:
            yield block


def _borrowed(claimed: Iterable[Claim]) -> Iterator[dict[str, Any]]:
    for claim in claimed:
        if claim.source and claim.quotation:
            yield {"text": claim.words, **_proof(claim.quotation, claim.source)}


# --- records -----------------------------------------------------------------------------------


def _record(number: int, place: _Place, edition: Edition, outline: Outline) -> dict[str, Any]:
    excerpt = edition.excerpts[place.quote.excerpt]
    quotation = _quotation(excerpt, place.quote.cut)
    source = outline.sources[quotation.source]
    return {
        "number": number,
        "excerpt": excerpt.id,
        "cut": place.quote.cut,
        "text": place.quote.text,
        "set": "block" if place.set_off else "running",
        "heading": place.heading,
        "before": place.before,
        "after": place.after,
        "speaker": {"name": excerpt.speaker.name, "role": excerpt.speaker.role},
        "attribution": _attribution(place, excerpt),
        "manner": excerpt.manner.value,
        "quoted_from": excerpt.quoted_from,
        "notes": list(place.notes),
        **_proof(quotation, source),
    }


def _proof(quotation: Quotation, source: Source) -> dict[str, Any]:
    return {
        "source": source.id,
        "paragraph": quotation.paragraph,
        "grade": quotation.grade.value,
        "dropped_marks": list(quotation.reference_marks),
        "pieces": list(_pieces(quotation, source)),
    }


def _quotation(excerpt: Excerpt, cut: Cut) -> Quotation:
    short = excerpt.short if cut == "short" else None
    return short or excerpt.quotation


def _attribution(place: _Place, excerpt: Excerpt) -> dict[str, str]:
    """The words that name the speaker: those after the quotation, else those before it."""
    for position, text in (("after", place.said_after), ("before", place.said_before)):
        for name in (excerpt.speaker.name, excerpt.speaker.role):
            if name and _key(name) in _key(text):
                return {"text": text, "position": position, "named": name}
    return {"text": "", "position": "none", "named": ""}


def _key(text: str) -> str:
    # Roles begin with a capital where they open an attribution.
    return fold(text).text.casefold()


def _pieces(quotation: Quotation, source: Source) -> Iterator[dict[str, Any]]:
    found = iter(selectors(quotation, source))
    for piece in quotation.pieces:
        if isinstance(piece, Omission | Insertion):
            yield _stand_in(piece)
        else:
            selector = [dict(next(found)), dict(next(found))]
            yield {"kind": "words", "text": piece.text, "selector": selector}


def _stand_in(piece: Piece) -> dict[str, Any]:
    position = {"type": "TextPositionSelector", "start": piece.start, "end": piece.end}
    told = {"text": piece.text, "selector": [position]}
    if isinstance(piece, Omission):
        return {"kind": "omission", "omits": piece.omitted, **told}
    stands_for = piece.stands_for if isinstance(piece, Insertion) else ""
    return {"kind": "insertion", "stands_for": stands_for, **told}


def _notes(document: Document) -> list[dict[str, Any]]:
    """The footnotes, or the entries of the source list where the marks are the numbers of these."""
    found = {note.number: plain(note.children) for note in marked_notes(document)}
    return [{"number": number, "text": text} for number, text in sorted(found.items())]


def _sources(
    document: Document, edition: Edition, outline: Outline, claimed: Iterable[Claim]
) -> list[dict[str, str]]:
    """What the document quotes, cites or names by its title."""
    names = {edition.excerpts[name].quotation.source for name in shown_in(document)}
    names |= {claim.source.id for claim in claimed if claim.source}
    return [
        {
            "id": name,
            "title": outline.sources[name].record.title,
            "url": outline.sources[name].record.url,
            "sha256": outline.sources[name].digest,
        }
        for name in sorted(names)
    ]
