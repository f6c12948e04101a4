"""Anchors: between which words of a paragraph a reviewer's remark on an editorial mark stands.

In: the inlines of one paragraph. Out: the same, with the edges of remarks among them. What a
reviewer has to check are the figures, so a remark takes in the words with numbers between the mark
and the mark or quotation before it; where there are none, the last word. The mark itself stays
outside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from briefgen.document import Inline, NoteRef, Quote, Text, plain, walk_inlines

_NUMBER = re.compile(r"(?:[^\W\d_]|[$€£¥+\-−–.,])*\d(?:\S*[^\s.,;:!?)\]”’])?")
"""A word with a digit in it, without brackets before it and punctuation behind it."""

_LAST_WORD = re.compile(r"\S+(?=\s*$)")


@dataclass(frozen=True, slots=True)
class Edge:
    """One end of the stretch that a comment is about."""

    comment: int
    opens: bool


Painted = Inline | Edge


def anchored(
    inlines: tuple[Inline, ...], place: int, comment_at: Callable[[int], int | None]
) -> Iterator[Painted]:
    """*inlines* with the edges of the comments that *comment_at* gives for places of marks.

    *place* is that of the first mark among them. Marks inside strong words, links and the like are
    left for when those are painted.
    """
    waiting: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, NoteRef):
            comment = comment_at(place)
            place += 1
            yield from waiting if comment is None else _ranged(waiting, comment)
            yield inline
            waiting = []
        else:
            waiting.append(inline)
            place += sum(isinstance(one, NoteRef) for one in walk_inlines((inline,)))
        if isinstance(inline, Quote):
            yield from waiting
            waiting = []
    yield from waiting


def _ranged(inlines: list[Inline], comment: int) -> Iterator[Painted]:
    pattern = _NUMBER if any(map(_matches(_NUMBER), inlines)) else _LAST_WORD
    found = [index for index, one in enumerate(inlines) if _matches(pattern)(one)]
    if not found:
        yield from (Edge(comment, opens=True), Edge(comment, opens=False), *inlines)
        return
    first, last = (found[0] if pattern is _NUMBER else found[-1]), found[-1]
    for index, inline in enumerate(inlines):
        yield from _with_edges(inline, comment, pattern, opens=index == first, closes=index == last)


def _matches(pattern: re.Pattern[str]) -> Callable[[Inline], bool]:
    return lambda inline: pattern.search(plain((inline,))) is not None


def _with_edges(
    inline: Inline, comment: int, pattern: re.Pattern[str], *, opens: bool, closes: bool
) -> Iterator[Painted]:
    text = inline.text if isinstance(inline, Text) else ""
    matches = list(pattern.finditer(text))
    start = matches[0].start() if matches and opens else 0
    end = matches[-1].end() if matches and closes else len(text)
    if text[:start]:
        yield Text(text[:start])
    if opens:
        yield Edge(comment, opens=True)
    if not isinstance(inline, Text):
        yield inline
    elif text[start:end]:
        yield Text(text[start:end])
    if closes:
        yield Edge(comment, opens=False)
    if text[end:]:
        yield Text(text[end:])
