"""Passages without evidence: words in quotation marks, or set off, that nothing proves.

In: the text of a file that came back edited, where its quotations were found, and its evidence.
Out: a `Passage` for all else in it that reads as somebody's words. Words that are proven may be
repeated, as long as nobody else is named for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefgen.against import Library
from briefgen.attributions import Attributions
from briefgen.claimed import STOPS
from briefgen.evidence import Evidence
from briefgen.marked import is_long, marked_passages, set_off_passages, unpaired_passages
from briefgen.streams import Span, Stream, key, wanted
from briefgen.verdict import Passage

__all__ = ["unevidenced"]


def unevidenced(
    streams: Sequence[Stream],
    quoted: Sequence[Span],
    evidence: Evidence,
    attributions: Attributions,
    library: Library | None,
) -> Iterator[Passage]:
    """The passages of *streams* without evidence; *quoted* is where its quotations stand."""
    taken = [*quoted, *(span for one in streams for span in _cited(evidence, one))]
    for one in streams:
        for span in _claimed(one):
            if not any(span.overlaps(other) for other in taken):
                passage = _unproven(one, span, evidence, attributions, library)
                if passage is not None:
                    yield passage


def _cited(evidence: Evidence, one: Stream) -> Iterator[Span]:
    """Where a note or the title of a source stands as printed: headlines, too, quote people."""
    notes = (note.text for note in evidence.notes)
    titles = (source.title for source in evidence.sources)
    for text in dict.fromkeys((*notes, *titles)):
        if '"' in key(text):
            for found in wanted(key(text)).finditer(one.text):
                yield Span(one.number, *found.span())


def _claimed(one: Stream) -> list[Span]:
    """Where the file says that words are somebody's: in quotation marks, if only at one of their
    ends, or set off.
    """
    marked = [*marked_passages(one), *(alone.span for alone in unpaired_passages(one))]
    begun = {span.start - 1 for span in marked}
    set_off = (span for span in set_off_passages(one) if span.start not in begun)
    return sorted((*marked, *set_off), key=lambda span: span.start)


def _unproven(
    stream: Stream,
    span: Span,
    evidence: Evidence,
    attributions: Attributions,
    library: Library | None,
) -> Passage | None:
    """The passage at *span*, if it is long and nothing proves it."""
    words = stream.flat[span.start : span.end].strip()
    if not is_long(words):
        return None
    shown, place = stream.shown(span.start, span.end), stream.place(span.start)
    borrowed = next(
        (one for one in evidence.borrowed if _covers(one.text, words, stream, span)), None
    )
    if borrowed is not None:
        objections = library.objections(borrowed) if library else ()
        return Passage(shown, place, remark="; ".join(objections)) if objections else None
    if any(_is_whole(source.title, stream, span) for source in evidence.sources):
        return None
    speakers = _speakers_of(words, evidence)
    if not speakers:
        return Passage(shown, place, library.source_of(shown) if library else "")
    named = attributions.named_after(stream, span)
    if not named or named in speakers:
        return None
    own = " or ".join(sorted(speakers))
    return Passage(shown, place, remark=f"the evidence has these words from {own}, not {named}")


def _speakers_of(words: str, evidence: Evidence) -> set[str]:
    """Whom the brief named for the quotations that have *words*."""
    quotations = evidence.quotations
    return {one.attribution.named for one in quotations if _holds(key(one.text), words)}


def _covers(text: str, words: str, stream: Stream, span: Span) -> bool:
    """Whether *words*, which stand at *span*, are *text* or a part of it."""
    return _holds(key(text), words) or _is_whole(text, stream, span)


def _is_whole(text: str, stream: Stream, span: Span) -> bool:
    """Whether all of *text* stands at *span*, where a line may break a word."""
    pattern = wanted(key(text).rstrip(STOPS))
    return pattern.fullmatch(stream.text[span.start : span.end].strip().rstrip(STOPS)) is not None


def _holds(text: str, words: str) -> bool:
    """Whether proven *text* has *words*, whole ones; a comma before the closing mark is let be."""
    pattern = re.escape(words.rstrip(STOPS))
    return re.search(rf"(?<!\w){pattern}(?!\w)", text) is not None
