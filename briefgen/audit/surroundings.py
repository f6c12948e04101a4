"""Surroundings: what stands around a quotation in its source, and in whose mouth.

In: a quotation and its source. Out: the rest of the sentences in which it begins and ends, whether
it stands inside quotation marks, and the text outside of quotation marks that says who speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefgen.quotations import Omission, Quotation
from briefgen.sentences import NOTE_MARKS, sentence_spans
from briefgen.sources import Paragraph, Source

__all__ = ["Surroundings", "outside_marks", "speech_spans", "surroundings_of"]

_OPENING, _CLOSING = "“«„", "”»"
_EITHER = '"'
_MARKS = _OPENING + _CLOSING + _EITHER + "‘’'"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The rest of the sentences in which a quotation begins and ends, and what follows them.

    *before* is '' where it begins a sentence, or a speech that the source sets in quotation marks
    (*introduction* then holds the words before the mark); *after* likewise.
    """

    before: str
    after: str
    introduction: str
    following: str
    omitted: tuple[str, ...]
    in_speech: bool


def surroundings_of(quotation: Quotation, source: Source) -> Surroundings:
    """What stands around *quotation*, reference marks left out."""
    first = source.paragraph_at(quotation.start)
    last = source.paragraph_at(max(quotation.end - 1, 0))
    before = _before(source, first, quotation.start)
    after, end = _after(source, last, quotation.end)
    introduction = ""
    if before.rstrip()[-1:] in _OPENING + _EITHER and before.rstrip():
        introduction, before = before.rstrip(_MARKS + " "), ""
    if after.lstrip(" .,!?")[:1] in _CLOSING + _EITHER:
        after = ""
    omitted = tuple(piece.omitted for piece in quotation.pieces if isinstance(piece, Omission))
    return Surroundings(
        before.strip(),
        after.strip(),
        introduction.strip(),
        _next_sentence(source, last, end),
        omitted,
        _in_speech(source, first, quotation.start),
    )


def _before(source: Source, paragraph: Paragraph, start: int) -> str:
    spans = sentence_spans(source.text, paragraph.start, paragraph.end)
    begin = max((span[0] for span in spans if span[0] <= start), default=start)
    # The cells of a table that was flattened into text are no sentence together.
    return source.printed(begin, start).rpartition("|")[2]


def _after(source: Source, paragraph: Paragraph, end: int) -> tuple[str, int]:
    spans = sentence_spans(source.text, paragraph.start, paragraph.end)
    stop = next((span[1] for span in spans if span[1] >= end), end)
    return source.printed(end, stop).lstrip(NOTE_MARKS), stop


def _next_sentence(source: Source, paragraph: Paragraph, end: int) -> str:
    spans = sentence_spans(source.text, paragraph.start, paragraph.end)
    start, stop = next((span for span in spans if span[0] >= end), (end, end))
    return source.printed(start, stop)


def speech_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where *text*, one paragraph, stands inside double quotation marks, the marks included.

    A mark that is never closed opens a speech that goes on in the next paragraph.
    """
    opened: int | None = None
    for match in re.finditer(f"[{_OPENING}{_CLOSING}{_EITHER}]", text):
        mark = match[0]
        if opened is None and mark not in _CLOSING:
            opened = match.start()
        elif opened is not None and mark not in _OPENING:
            yield opened, match.end()
            opened = None
    if opened is not None:
        yield opened, len(text)


def _in_speech(source: Source, paragraph: Paragraph, start: int) -> bool:
    offset = start - paragraph.start
    words = source.text[paragraph.start : paragraph.end]
    return any(begin < offset < end for begin, end in speech_spans(words))


def outside_marks(text: str) -> str:
    """*text* without what stands inside quotation marks: the words that say who speaks."""
    kept, at = [], 0
    for begin, end in speech_spans(text):
        kept.append(text[at:begin])
        at = end
    return " ".join((*kept, text[at:]))
