"""Where the parts of a written quotation stand in a folded text: pure search, no judgement.

In: a `Part` and a source. Out: `Match`es at word boundaries, in folded offsets, and chains of them
for the parts of a quotation with ellipses.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice

from briefgen.boundaries import cut_number, cuts_word
from briefgen.folding import quotes_alike
from briefgen.sources import Source
from briefgen.written import Part, Written, pattern_of

__all__ = [
    "MAX_SPAN",
    "Choice",
    "Match",
    "Stretch",
    "chains",
    "chosen",
    "matches",
    "text_for",
    "too_long",
    "whole_matches",
]

MAX_SPAN = 1_200
"""Characters of the source that a quotation with ellipses may span."""

_MOST_SINGLE, _MOST_PLACES = 1_000, 20_000
"""Places looked at for a quotation without ellipses, and for each part of one with them. No text
has as many of a real quotation; the limit keeps made-up input from taking minutes."""

_MOST_ANCHORS = 2_000
"""The same for a part with brackets, whose places cost more."""

_SLACK = 100
"""Room for what brackets stand for, when a pattern is tried around its longest words."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """``text[start:end]`` of the folded text: words (*token* is None), or what the bracket of that
    token number stands for, which may be nothing. *kind* is words, letter, pronoun, hidden, or
    insertion.
    """

    start: int
    end: int
    kind: str = "words"
    token: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """One place of a part: ``text[start:end]`` of the folded text, in stretches."""

    start: int
    end: int
    stretches: tuple[Stretch, ...]

    @property
    def insertions(self) -> tuple[int, ...]:
        """Where brackets stand for nothing of the source."""
        return tuple(one.start for one in self.stretches if one.start == one.end)


def matches(part: Part, text: str, *, hiding: bool = False) -> Iterator[Match]:
    """Every place of *part* in a folded *text*, in order, whether
    or not it begins and ends at word boundaries.
    """
    found = _pattern_matches(part, text, hiding) if part.has_brackets else _plain(part, text)
    return map(partial(_with_stop, text), found) if part.may_stop else found


def _plain(part: Part, text: str) -> Iterator[Match]:
    words = part.own_words
    for start in _places(words, text):
        end = start + len(words)
        yield Match(start, end, (Stretch(start, end),))


def _places(words: str, text: str) -> Iterator[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _with_stop(text: str, match: Match) -> Match:
    """The match with the full stop after it, which the first of four dots stands for."""
    last = match.stretches[-1]
    if last.kind != "words" or text[match.end : match.end + 1] != "." or text[match.end - 1] == ".":
        return match
    longer = Stretch(last.start, last.end + 1)
    return Match(match.start, match.end + 1, (*match.stretches[:-1], longer))


def _pattern_matches(part: Part, text: str, hiding: bool) -> Iterator[Match]:
    """One match at most for each place of the part's longest words: the pattern is tried around
    these only, since it is slow to try everywhere.
    """
    pattern = pattern_of(part, hiding=hiding)
    words = part.tokens[part.anchor]
    if not isinstance(words, str):
        return
    anchor, core = f"words{part.anchor}", words.strip(" ")
    reach = sum(len(t if isinstance(t, str) else t.folded) + _SLACK for t in part.tokens)
    for place in islice(_places(core, text), _MOST_ANCHORS):
        low, high = max(place - reach, 0), place + len(core) + reach
        found = pattern.search(text, low, high)
        while found and found.start(anchor) < place:
            found = pattern.search(text, found.start() + 1, high)
        if found and found.start(anchor) == place:
            yield Match(found.start(), found.end(), _stretches(part, found))


def _stretches(part: Part, found: re.Match[str]) -> tuple[Stretch, ...]:
    """The groups of a match as stretches; words and literal brackets that follow one another
    become one.
    """
    stretches: list[Stretch] = []
    for number, token in enumerate(part.tokens):
        kind = "words" if isinstance(token, str) else _kind(found, number)
        if kind == "words":
            group = f"words{number}" if isinstance(token, str) else f"literal{number}"
            start, end = found.span(group)
            if stretches and stretches[-1].kind == "words":
                start = stretches.pop().start
            stretches.append(Stretch(start, end))
            continue
        here = stretches[-1].end if stretches else found.start()
        start, end = (here, here) if kind == "insertion" else found.span(f"{kind}{number}")
        stretches.append(Stretch(start, end, kind, number))
    return tuple(stretches)


def _kind(found: re.Match[str], number: int) -> str:
    groups = found.groupdict()
    if groups[f"literal{number}"] is not None:
        return "words"
    kinds = ("letter", "pronoun", "hidden")
    return next((kind for kind in kinds if groups.get(f"{kind}{number}") is not None), "insertion")


# --- choosing -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """What chooses between several places: folded words right before and after, the number of the
    paragraph in which the quotation begins, source offsets between which it must lie.
    """

    prefix: str = ""
    suffix: str = ""
    paragraph: int | None = None
    within: tuple[int, int] | None = None
    boilerplate: bool = False
    """Whether boilerplate may be quoted: only to find out why something else may not."""

    def admits(self, source: Source, match: Match) -> bool:
        """Whether a part may stand here at all: in the article, inside the given passage."""
        start, end = source.folded.span(match.start, match.end)
        low, high = self.within or (0, len(source.text))
        if not (low <= start and end <= high):
            return False
        return self.boilerplate or not source.in_boilerplate(start, end)

    def begins(self, source: Source, match: Match) -> bool:
        """Whether a quotation may begin with *match*."""
        text = source.folded.text
        before = (self.prefix, f"{self.prefix} ")
        if self.prefix and not text.endswith(before, 0, match.start):
            return False
        start = source.folded.origin_of(match.start)
        return self.paragraph in (None, source.paragraph_at(start).number)

    def ends(self, source: Source, match: Match) -> bool:
        """Whether it may end with *match*."""
        return source.folded.text.startswith((self.suffix, f" {self.suffix}"), match.end)


def text_for(reading: Written, source: Source) -> str:
    """The folded text in which a reading is looked for."""
    return _alike(source.folded.text) if reading.alike else source.folded.text


@lru_cache(maxsize=4)
def _alike(folded: str) -> str:
    return quotes_alike(folded)


def whole_matches(reading: Written, source: Source, choice: Choice) -> list[list[Match]]:
    """For each part of *reading* its places at word boundaries that *choice* admits; it stops with
    an empty list at the first part that has none.
    """
    text = text_for(reading, source)
    last = len(reading.parts) - 1
    most = _MOST_PLACES if last else _MOST_SINGLE
    found: list[list[Match]] = []
    for number, part in enumerate(reading.parts):
        good = (
            match
            for match in matches(part, text)
            if not cuts_word(source, match.start)
            and not cuts_word(source, match.end)
            and not _parts_number(source, match)
            and choice.admits(source, match)
            and (number > 0 or choice.begins(source, match))
            and (number < last or choice.ends(source, match))
        )
        found.append(list(islice(good, most)))
        if not found[-1]:
            break
    return found


def _parts_number(source: Source, match: Match) -> bool:
    """Whether a bracket stands in the midst of a number, and so makes another one of it."""
    return any(cut_number(source, at) for at in match.insertions)


def chosen(reading: Written, source: Source, choice: Choice) -> list[tuple[Match, ...]]:
    """The places of *reading* that the rules and *choice* admit: one match for each part."""
    found = whole_matches(reading, source, choice)
    if not found or not found[-1]:
        return []
    return [chain for chain in chains(found) if len(chain) == 1 or not too_long(chain, source)]


def too_long(chain: Sequence[Match], source: Source) -> bool:
    """Whether a quotation with ellipses spans more than `MAX_SPAN` characters of the source."""
    start, end = source.folded.span(chain[0].start, chain[-1].end)
    return end - start > MAX_SPAN


# --- several parts ------------------------------------------------------------------------------


def chains(found: Sequence[Sequence[Match]]) -> list[tuple[Match, ...]]:
    """The ways to read parts one after another, tightest ones only: of two readings, the one whose
    span holds the other's is left out. *found* has the matches of each part, in order.
    """
    by_end: dict[int, tuple[Match, ...]] = {}
    for first in found[0]:
        chain = _following(first, found[1:])
        if chain:
            by_end[chain[-1].end] = chain  # a later beginning for the same end is tighter
    return list(by_end.values())


def _following(first: Match, rest: Sequence[Sequence[Match]]) -> tuple[Match, ...] | None:
    chain = [first]
    for options in rest:
        at = bisect_left(options, chain[-1].end, key=lambda match: match.start)
        if at == len(options):
            return None
        chain.append(options[at])
    return tuple(chain)
