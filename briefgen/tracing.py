"""Where the quotations of the evidence stand in an edited file.

In: the evidence and the file's streams. Out: a `Trace` for each quotation that is there, whether
its words are still its own or not. Quotations are known by their words alone. Each place is given
to one quotation only: longer ones choose first, so that a short cut is not found inside the whole.

Words that are found may still not be the quotation: a word slipped in right after the opening mark
leaves all the others in place. So both edges are looked at: a running quotation ends at its marks,
one that is set off at the edges of its paragraph, or where the brief's own neighbouring words
begin, if paragraphs were merged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from briefgen.attributions import attribution_at
from briefgen.evidence import Printed
from briefgen.folding import is_word, spaceless
from briefgen.marked import marked_passages
from briefgen.nearest import nearest_passage
from briefgen.streams import BREAK, Span, Stream, key, wanted

__all__ = ["Trace", "traces"]

_ALIKE = 60.0
"""From this similarity on, words in the place of a quotation are the quotation, altered."""
_VERY_ALIKE = 88.0
"""From here on, also in any other place."""
_KNOWN = 8
"""Characters of the neighbouring words by which they are recognised."""
_REACH = 80
"""Characters beside a quotation in which added words are looked for."""

Edge = Literal["mark", "edge", "known", "words"]


@dataclass(frozen=True, slots=True)
class Trace:
    """A quotation in the file. *span* is what stands there for it now, marks left out; *unmarked*
    tells that the marks around it are gone.
    """

    span: Span
    intact: bool
    unmarked: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    trace: Trace
    rank: int


def traces(quotations: Sequence[Printed], streams: Sequence[Stream]) -> dict[int, Trace]:
    """The quotations that are in *streams*, by number."""
    tracer = _Tracer(streams)
    longest_first = sorted(quotations, key=lambda one: -len(one.text))
    missing = [printed for printed in longest_first if not tracer.find(printed)]
    for printed in missing:
        tracer.find_altered(printed)
    return tracer.found


class _Tracer:
    def __init__(self, streams: Sequence[Stream]) -> None:
        self.found: dict[int, Trace] = {}
        self._streams = streams
        self._passages: Mapping[int, Sequence[Span]] = {
            stream.number: marked_passages(stream) for stream in streams
        }

    def find(self, printed: Printed) -> bool:
        """Give the best free place where *printed* stands intact to it; False if there is none."""
        return self._take(printed, [one for one in self._candidates(printed) if one.trace.intact])

    def _take(self, printed: Printed, candidates: Sequence[_Candidate]) -> bool:
        if not candidates:
            return False
        # Of equal ones the first: quotations are asked in reading order.
        self.found[printed.number] = max(candidates, key=lambda one: one.rank).trace
        return True

    def _candidates(self, printed: Printed) -> Iterator[_Candidate]:
        words = key(printed.text)
        for stream in self._streams:
            for start, end in _occurrences(words, stream):
                if self._is_free(Span(stream.number, start, end)):
                    candidate = self._candidate(printed, stream, start, end)
                    if candidate is not None:
                        yield candidate

    def _candidate(
        self, printed: Printed, stream: Stream, start: int, end: int
    ) -> _Candidate | None:
        """What stands at ``start:end``, where the words of *printed* are; None for mere prose."""
        left, right = _edges(printed, stream, start, end)
        attributed = attribution_at(printed, stream, start, end) is not None
        attributed = attributed and printed.attribution.position != "none"
        span = Span(stream.number, start, end)
        around = self._around(span)
        marked = left == right == "mark"
        set_off = "words" not in {left, right} and "mark" not in {left, right}
        if marked or set_off:
            as_printed = marked == (printed.set == "running")
            if set_off and not (attributed or as_printed):
                return None
            rank = 4 + 2 * attributed + as_printed
            return _Candidate(Trace(span, True, set_off and not as_printed), rank)
        if around is not None or "mark" in {left, right}:
            wider = around or _widened(span, stream, left, right)
            return _Candidate(Trace(wider, False), 2 * attributed)
        if not attributed:
            return None
        if printed.set == "running" and not _is_inside_word(stream, start, end):
            return _Candidate(Trace(span, True, unmarked=True), 3)
        return _Candidate(Trace(_widened(span, stream, left, right), False), 2)

    def _around(self, span: Span) -> Span | None:
        """The marked passage that holds *span* and more."""
        for passage in self._passages[span.stream]:
            if passage.start <= span.start and span.end <= passage.end:
                return passage if passage != span else None
        return None

    def _is_free(self, span: Span) -> bool:
        return not any(trace.span.overlaps(span) for trace in self.found.values())

    # --- altered quotations

    def find_altered(self, printed: Printed) -> None:
        """Give the place with more than the words of *printed*, or else with the words nearest to
        them, to it, if they can be meant.
        """
        if self._take(printed, list(self._candidates(printed))):
            return
        words = key(printed.text)
        best: tuple[float, Span] | None = None
        for stream in self._streams:
            passage = nearest_passage(words, stream.masked(one.span for one in self.found.values()))
            if passage is None or (best and passage.score <= best[0]):
                continue
            span = self._completed(Span(stream.number, passage.start, passage.end), len(words))
            if self._may_be(printed, stream, span, passage.score):
                best = passage.score, span
        if best is not None:
            self.found[printed.number] = Trace(best[1], False)

    def _completed(self, span: Span, length: int) -> Span:
        """*span*, or the marked passage to which it belongs, if that is not much longer."""
        for passage in self._passages[span.stream]:
            if passage.overlaps(span) and passage.end - passage.start <= 2 * length + _REACH:
                return passage if self._is_free(passage) else span
        return span

    def _may_be(self, printed: Printed, stream: Stream, span: Span, score: float) -> bool:
        if not self._is_free(span) or score < _ALIKE:
            return False
        if printed.set == "block" and stream.text[span.start - 1 : span.start] in {"", BREAK}:
            return True
        marked = span in self._passages[span.stream]
        attributed = attribution_at(printed, stream, span.start, span.end) is not None
        # The very words without marks and speaker are the analyst's prose.
        is_prose = key(printed.text) in stream.flat[span.start : span.end]
        return marked or attributed or (score >= _VERY_ALIKE and not is_prose)


# --- occurrences and their edges ---------------------------------------------------------------


def _occurrences(words: str, stream: Stream) -> Iterator[tuple[int, int]]:
    """Where *words* stand in *stream*, over line breaks as well."""
    if not words:
        return
    for found in wanted(words).finditer(stream.text):
        yield found.span()


def _edges(printed: Printed, stream: Stream, start: int, end: int) -> tuple[Edge, Edge]:
    """What stands on either side of a quotation's words; marks count only in pairs."""
    if _is_inside_word(stream, start, end):
        return "words", "words"
    left, right = _left(printed, stream.text, start), _right(printed, stream, end)
    doubled = _is_doubled(stream.text, start - 1, -1), _is_doubled(stream.text, end, 1)
    if left == right == "mark" and doubled[0] != doubled[1]:
        return "mark", "words"
    return left, right


def _left(printed: Printed, text: str, start: int) -> Edge:
    before = text[:start]
    if printed.set == "block" and _ends_with(before, key(printed.before)):
        return "known"
    if before.rstrip(f" {BREAK}").endswith('"') and not before.endswith(BREAK):
        return "mark"
    return "edge" if not before or before.endswith(BREAK) else "words"


def _right(printed: Printed, stream: Stream, end: int) -> Edge:
    after = stream.text[end:]
    if after.lstrip(f" {BREAK}").startswith('"') and not after.startswith(BREAK):
        return "mark"
    if not after or after.startswith(BREAK):
        return "edge"
    if printed.set == "block":
        following = after[: len(printed.after) + _REACH].replace(BREAK, " ").lstrip()
        known = key(printed.after)[:_KNOWN]
        if known and following.startswith(known):
            return "known"
    return "words"


def _ends_with(before: str, known: str) -> bool:
    """Whether the last line of a text, not an empty one, ends in the known words."""
    line = before[before.rfind(BREAK) + 1 :].rstrip()
    return bool(line and known) and (line.endswith(known[-_KNOWN:]) or known.endswith(f" {line}"))


def _is_doubled(text: str, at: int, step: int) -> bool:
    """Whether the mark beyond *at* has another one right beyond it."""
    while 0 <= at < len(text) and text[at] in f" {BREAK}":
        at += step
    beyond = at + step
    return 0 <= beyond < len(text) and text[at] == text[beyond] == '"'


def _is_inside_word(stream: Stream, start: int, end: int) -> bool:
    text = stream.text
    return _joins(text, start - 1, start) or _joins(text, end - 1, end)


def _joins(text: str, left: int, right: int) -> bool:
    """Whether two neighbouring characters belong to one word."""
    if left < 0 or right >= len(text) or spaceless(text[left]) or spaceless(text[right]):
        return False
    return is_word(text[left]) and is_word(text[right])


def _widened(span: Span, stream: Stream, left: Edge, right: Edge) -> Span:
    """*span* with what was added at an edge that is none: up to its line's end, but not far."""
    text, start, end = stream.text, span.start, span.end
    if left == "words":
        begin = max(text.rfind(BREAK, 0, start), text.rfind('"', 0, start)) + 1
        start = begin if start - begin <= _REACH else text.rfind(" ", 0, start) + 1
    if right == "words":
        stops = [at for at in (text.find(BREAK, end), text.find('"', end)) if at >= 0]
        stop = min(stops, default=len(text))
        blank = text.find(" ", end)
        end = stop if stop - end <= _REACH else (blank if blank >= 0 else len(text))
    return Span(span.stream, start, end)
