"""Flows of a file that came back, folded so that quotations can be found in them.

In: a `Flow`. Out: a `Stream`: its text in the form in which quotations are compared (`folding`),
with single and double quotation marks as one, and with every line break as a character of its own,
since a printed word may be broken there. What is found leads back to the file's own words and to
their place. `wanted` makes the pattern that finds words across line breaks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from briefgen.folding import Folded, as_printed, fold, is_word, quotes_alike, spaceless
from briefgen.returned import Flow, Line, Mark

__all__ = ["BREAK", "Span", "Stream", "key", "stream", "wanted"]

BREAK = "\ue000"
"""A line break: no text has this character, which Unicode keeps for private use."""
_HIDDEN = "\ue001"
_SOFT_HYPHEN_AT_END = re.compile("\u00ad(?=\\s*$)")
_OVERRIDES = dict.fromkeys((0x202D, 0x202E), "\ufffd")
"""Characters that show the words after them backwards: folding drops them, readers see what they
do."""
_TYPED = re.compile(r"\.\.\.|\. \. \.|-{2,3}|(?<![`\w])``(?=[^\s`])")
"""Ellipses, dashes and opening marks as typewriters have them, into which programs turn ours, and
back.
"""
_PRINTED = {"-": "—", ".": "…", "`": "“"}
_LONG = re.compile(r"\w{30,}")
"""Words that may be wider than their column: they are broken anywhere, without a hyphen."""


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """*text* in the form in which it is looked for."""
    return quotes_alike(fold(_as_we_print(text)).text.strip())


def _as_we_print(text: str) -> str:
    """*text* with our ellipses, dashes and marks, as long as it was: folding drops what is left."""
    text = text.translate(_OVERRIDES)
    return _TYPED.sub(lambda found: _PRINTED[found[0][0]].ljust(len(found[0]), "\u200b"), text)


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]`` of one stream."""

    stream: int
    start: int
    end: int

    def holds(self, other: Span) -> bool:
        return self.stream == other.stream and self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.stream == other.stream and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class _Folding:
    """A line and its folded text, the first *lead* characters of which are not in the stream."""

    line: Line
    folded: Folded
    lead: int
    text: str


@dataclass(frozen=True, slots=True)
class Stream:
    """A flow as one text. *flat* is *text* with a space for every line break, as long as it."""

    number: int
    kind: str
    text: str
    flat: str
    starts: tuple[int, ...]
    foldings: tuple[_Folding, ...]
    marks: tuple[tuple[int, Mark], ...]
    """Note marks with the offsets at which they stand, in order."""

    def place(self, offset: int) -> str:
        """Where in the file *offset* is, for people."""
        return self._folding(offset)[0].line.place

    def paragraph_start(self, offset: int) -> int:
        """Where the paragraph that holds *offset* begins."""
        at = max(bisect_right(self.starts, offset) - 1, 0)
        number = self.foldings[at].line.paragraph
        while at and self.foldings[at - 1].line.paragraph == number:
            at -= 1
        return self.starts[at]

    def paragraph_end(self, offset: int) -> int:
        """Where the paragraph that holds *offset* ends."""
        at = max(bisect_right(self.starts, offset) - 1, 0)
        number = self.foldings[at].line.paragraph
        while at + 1 < len(self.starts) and self.foldings[at + 1].line.paragraph == number:
            at += 1
        return self.starts[at] + len(self.foldings[at].text)

    def shown(self, start: int, end: int) -> str:
        """The file's own words between two offsets, as printed."""
        return as_printed(" ".join(self._originals(start, end)))

    def raw(self, offset: int) -> str:
        """The file's own characters from which the one at *offset* came; '' for a line break."""
        folding, begin = self._folding(offset)
        local = offset - begin
        if not 0 <= local < len(folding.text):
            return ""
        local += folding.lead
        return folding.line.text[slice(*folding.folded.span(local, local + 1))]

    def _originals(self, start: int, end: int) -> Iterator[str]:
        first = max(bisect_right(self.starts, start) - 1, 0)
        for begin, folding in zip(self.starts[first:], self.foldings[first:], strict=True):
            if begin >= end:
                return
            low, high = max(start - begin, 0), min(end - begin, len(folding.text))
            if low < high:
                span = folding.folded.span(low + folding.lead, high + folding.lead)
                yield folding.line.text[slice(*span)]

    def _folding(self, offset: int) -> tuple[_Folding, int]:
        at = max(bisect_right(self.starts, offset) - 1, 0)
        return self.foldings[at], self.starts[at]

    def masked(self, taken: Iterable[Span]) -> str:
        """*flat* with what lies in *taken* made unlike any words."""
        text = self.flat
        for span in taken:
            if span.stream == self.number:
                hidden = _HIDDEN * (span.end - span.start)
                text = text[: span.start] + hidden + text[span.end :]
        return text


def stream(flow: Flow, number: int) -> Stream | None:
    """*flow* as a stream; None if it has no words."""
    foldings = [one for one in map(_folding, flow.lines) if one.text]
    if not foldings:
        return None
    starts, length = [], 0
    for folding in foldings:
        starts.append(length)
        length += len(folding.text) + 1
    text = quotes_alike(BREAK.join(folding.text for folding in foldings))
    marks = tuple(
        (start + _local(folding, mark), mark)
        for start, folding in zip(starts, foldings, strict=True)
        for mark in folding.line.marks
    )
    flat = text.replace(BREAK, " ")
    return Stream(number, flow.kind, text, flat, tuple(starts), tuple(foldings), marks)


def _folding(line: Line) -> _Folding:
    written = line.text.replace(BREAK, " ").replace(_HIDDEN, " ")
    # Folding drops soft hyphens; at the end of a line they are the hyphen that is seen.
    folded = fold(_SOFT_HYPHEN_AT_END.sub("-", _as_we_print(written)))
    text = folded.text.strip()
    return _Folding(line, folded, len(folded.text) - len(folded.text.lstrip()), text)


def _local(folding: _Folding, mark: Mark) -> int:
    """Where a mark stands in the line's text in the stream."""
    if mark.at >= len(folding.line.text):
        return len(folding.text)
    return min(max(folding.folded.index_of(mark.at) - folding.lead, 0), len(folding.text))


# --- words across line breaks ------------------------------------------------------------------


@lru_cache(maxsize=1024)
def wanted(words: str) -> re.Pattern[str]:
    """The pattern that finds *words* (a `key`) in a stream's text, over line breaks, at which a
    word may be hyphenated.
    """
    parts = [re.escape(words[0])] if words else []
    long = {at for found in _LONG.finditer(words) for at in range(*found.span())}
    for at, (before, char) in enumerate(pairwise(words)):
        if char == " ":
            parts.append(f"[ {BREAK}]")
        elif before == " ":
            parts.append(re.escape(char))
        else:
            within = at in long and at + 1 in long and not spaceless(before + char)
            seam = f"-?{BREAK}" if within else _seam(before, char)
            parts.append(f"(?:{seam})?{re.escape(char)}")
    return re.compile("".join(parts))


def _seam(before: str, char: str) -> str:
    """What may stand between two characters that follow one another directly."""
    if is_word(before) and is_word(char) and not (spaceless(before) or spaceless(char)):
        return f"-{BREAK}"
    # A line may end at dashes and slashes, and anywhere in scripts without spaces.
    return BREAK
