"""Claimed: words that stand in quotation marks and are no excerpt, held against the sources.

In: words of the analyst, of a template or of a list of recipients, and the sources. Out: what of
them stands in marks, long enough to be somebody's words, and which source has it, if any. Whoever
reads a brief takes what stands in quotation marks for proven, whoever set the marks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from briefgen.addresses import sender_of
from briefgen.document import QUOTED
from briefgen.errors import DossierError, printable
from briefgen.excerpts import Quotation
from briefgen.locating import found_in
from briefgen.marked import (
    Unpaired,
    is_long,
    marked_passages,
    may_have_passages,
    unpaired_passages,
)
from briefgen.returned import Flow, Line
from briefgen.sources import Source
from briefgen.streams import Span, Stream, key, stream, wanted
from briefgen.yamltree import Written, WrittenText, texts_below

__all__ = [
    "STOPS",
    "UNMARKED",
    "Claim",
    "claimed_mistakes",
    "claims",
    "invented",
    "own_texts",
]

UNMARKED = "leave the marks out: they are for words that are proven, not for titles of laws"
"""What to do with invented words."""
_HINT = f"make it an excerpt of its source, or {UNMARKED}"
_SOURCES_WORDS = frozenset({"title", "container-title", "boilerplate", "URL"})
"""What sources.yaml copies from the sources themselves."""
_EXCERPTS_WORDS = frozenset({"quote", "short", "prefix", "suffix"})
"""What a file of excerpts does, which is proven as what it is."""


STOPS = " ,."
"""What is let be before a closing mark."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Words in marks, and the source that has them, if any: *quotation* is where its text does,
    None where its title does.
    """

    words: str
    source: Source | None = None
    quotation: Quotation | None = None
    lack: str = ""
    """What the mark beside the words is, where it has no other: never closed, or never opened."""


def claims(text: str, sources: Iterable[Source]) -> Iterator[Claim]:
    """The passages of one paragraph that stand in quotation marks, which most have not."""
    if not may_have_passages(text.replace(f"“{QUOTED}”", "")):
        return
    read = stream(Flow("body", (Line(" ".join(text.split()), "", 1),)), 0)
    if read is None:
        return
    shelf = tuple(sources)
    titles = list(_titles(read, shelf))
    for span in marked_passages(read):
        words = read.shown(span.start, span.end).strip()
        if QUOTED in words and words != QUOTED:
            yield Claim(words.replace(QUOTED, "…"))  # more than a quotation with its own marks
        elif is_long(words):
            headed = (one for place, one in titles if place.holds(span))
            source = next(headed, None)
            yield Claim(words, source) if source else _held(words, shelf)
    for one in unpaired_passages(read):
        words = read.shown(one.span.start, one.span.end).replace(QUOTED, "…")
        if is_long(words) and not any(_is_odd(place, one, read) for place, _ in titles):
            yield Claim(words.strip(), lack=one.lack)


def invented(text: str, sources: Iterable[Source]) -> Iterator[str]:
    """What is wrong with each passage of one paragraph that stands in quotation marks and in no
    source, or beside a mark that has no other.
    """
    return (_flaw(claim) for claim in claims(text, sources) if claim.source is None)


def _flaw(claim: Claim) -> str:
    words = f"“{printable(claim.words)}”"
    if claim.lack:
        return f"the quotation mark {_WHERE[claim.lack]} {words} is {claim.lack}"
    return f"{words} stands in quotation marks and in no source"


_WHERE = {"never closed": "before", "never opened": "after"}


def _is_odd(title: Span, one: Unpaired, read: Stream) -> bool:
    """Whether it may be a mark of this *title* that leaves *one* without another."""
    return title.overlaps(one.span) and '"' in read.text[title.start : title.end]


def _held(words: str, sources: Collection[Source]) -> Claim:
    for written in dict.fromkeys((words, words.rstrip(STOPS))):
        for source in sources:
            if quotation := found_in(written, source):
                return Claim(written, source, quotation)
    return Claim(words)


def _titles(read: Stream, sources: Iterable[Source]) -> Iterator[tuple[Span, Source]]:
    """Where a text has the whole title of a source: headlines quote people, too."""
    for source in sources:
        if title := key(source.record.title).rstrip(STOPS):
            for found in wanted(title).finditer(read.text):
                end = found.end()
                while read.text[end : end + 1] in tuple(STOPS):
                    end += 1
                yield Span(read.number, found.start(), end), source


# --- a dossier as written ----------------------------------------------------------------------


def claimed_mistakes(
    frame: Written,
    records: Written,
    excerpts: Mapping[str, Written],
    sources: Collection[Source],
) -> Iterator[DossierError]:
    """A mistake for every passage in quotation marks of the dossier's files that no source has."""
    yield from _mistakes(own_texts(frame, records, excerpts), sources)


def own_texts(
    frame: Written, records: Written, excerpts: Mapping[str, Written]
) -> Iterator[WrittenText]:
    """The texts of the dossier's files that are not copied from its sources."""
    yield from texts_below(frame)
    yield from texts_below(records, _SOURCES_WORDS)
    for tree in excerpts.values():
        yield from texts_below(tree, _EXCERPTS_WORDS)


def _mistakes(texts: Iterable[WrittenText], sources: Collection[Source]) -> Iterator[DossierError]:
    for text in texts:
        # Mails write a name of several words in marks before its address.
        mailbox = sender_of(text) if text.endswith(">") else None
        for flaw in invented(mailbox[0] if mailbox else text, sources):
            yield DossierError(flaw, text.place, _HINT)
