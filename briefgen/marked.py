"""Passages in quotation marks, of whatever kind, and those set off, in a text that anybody may have
edited.

In: a `Stream`. Out: the spans of the words between marks, and of paragraphs set off as quotations.
The marks of a pair need not be of one kind of double marks, since editors retype them one by one;
one that is missing spoils nothing beyond its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefgen.folding import is_word, spaceless
from briefgen.streams import BREAK, Span, Stream

__all__ = [
    "FEWEST_WORDS",
    "is_long",
    "marked_passages",
    "may_have_passages",
    "set_off_passages",
]

FEWEST_WORDS = 4
"""Passages of so many words must be covered by evidence."""
_FEWEST_CHARACTERS = 8
"""The same in scripts without spaces between words."""
_REACH = 1_500
"""The longest passage that is seen as one, in characters."""

_FAMILIES = ('“”„‟"＂〝〞〟⹂❝❞', "‘’‚‛'ʼʻ＇❛❜", "«»", "‹›", "「」『』｢｣", "`")
_SINGLE, _TYPED = 1, 5
"""Single marks, and ``TeX's'': two backticks, which a `Stream` has as one, and two apostrophes."""
_ALWAYS_OPEN = "“‘„‚‟‛「『｢〝⹂❝❛`"
_ALWAYS_CLOSE = "”’」』｣〞〟❞❜"
_APOSTROPHES = ("'", "’")
_SINGLES = _FAMILIES[_SINGLE]
_OTHERS = "".join(_FAMILIES).replace(_SINGLES, "")
_ANY = re.compile(f"[{_OTHERS}{_SINGLES}]")
_MAY_BE_MARK = re.compile(rf"[{_OTHERS}]|(?<!\w)[{_SINGLES}]|[{_SINGLES}](?!\w)")
_ELISION = re.compile(r"\d\ds?\b|(?:tis|twas|til|em|cause)\b", re.IGNORECASE)
"""What follows an apostrophe that looks like an opening mark: *the '74 law*, *'tis the season*."""
_CLOSED_BY_OPENER = {"„": "“", "‚": "‘"}
_BEFORE_OPENING = f' {BREAK}([{{-/"'
_AFTER_CLOSING = f' {BREAK})]}}-/".,;:!?…'


@dataclass(frozen=True, slots=True)
class _Opening:
    at: int
    family: int
    mark: str


def is_long(words: str) -> bool:
    """Whether *words* are so many that they need evidence."""
    count = sum(any(map(is_word, word)) for word in words.split())
    return count >= FEWEST_WORDS or spaceless(words) >= _FEWEST_CHARACTERS


def may_have_passages(text: str) -> bool:
    """Whether *text* has two marks: a quick look, since most texts have none."""
    return len(_ANY.findall(text)) > 1 and len(_MAY_BE_MARK.findall(text)) > 1


def marked_passages(stream: Stream) -> list[Span]:
    """The outermost passages of *stream* that stand in quotation marks, marks left out."""
    found: list[Span] = []
    for span in sorted(_pairs(stream), key=lambda span: (span.start, -span.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return found


def set_off_passages(stream: Stream) -> list[Span]:
    """The paragraphs of *stream* that are set off as quotations, without those that begin with a
    dash: these say whose words stand above.
    """
    found: dict[int, Span] = {}
    for start, folding in zip(stream.starts, stream.foldings, strict=True):
        if folding.line.quoting:
            number, end = folding.line.paragraph, start + len(folding.text)
            begun = found[number].start if number in found else start
            found[number] = Span(stream.number, begun, end)
    return [one for one in found.values() if not stream.text.startswith("-", one.start)]


def _pairs(stream: Stream) -> Iterator[Span]:
    openings: list[_Opening] = []
    at = stream.text.find('"')
    while at >= 0:
        mark = stream.raw(at)
        family = next((n for n, marks in enumerate(_FAMILIES) if mark and mark in marks), 0)
        openings = [one for one in openings if at - one.at <= _REACH]
        typed = _partner(openings, _TYPED)
        if typed and mark in _APOSTROPHES and stream.raw(at + 1) in _APOSTROPHES:
            openings = openings[: openings.index(typed)]
            yield Span(stream.number, typed.at + 1, at)
            at = stream.text.find('"', at + 2)
            continue
        partner = _partner(openings, family)
        if _opens(stream, at, mark, partner):
            openings.append(_Opening(at, family, mark))
        elif partner is not None and not _is_possessive(stream, at, partner):
            openings = openings[: openings.index(partner)]
            yield Span(stream.number, partner.at + 1, at)
        at = stream.text.find('"', at + 1)


def _partner(openings: list[_Opening], family: int) -> _Opening | None:
    return next((one for one in reversed(openings) if one.family == family), None)


def _opens(stream: Stream, at: int, mark: str, partner: _Opening | None) -> bool:
    if partner is not None and _CLOSED_BY_OPENER.get(partner.mark) == mark:
        return False
    if mark in _ALWAYS_OPEN:
        return True
    before = stream.text[at - 1 : at] or " "
    after = stream.text[at + 1 : at + 2] or " "
    could = before in _BEFORE_OPENING and after not in f" {BREAK}"
    if mark in _ALWAYS_CLOSE:
        # Swedes and Finns open with the mark that others close with.
        return could and partner is None and mark != "’"
    if partner is None:
        return could
    return could and after not in _AFTER_CLOSING and before != '"'


def _is_possessive(stream: Stream, at: int, partner: _Opening) -> bool:
    """Whether a single mark is rather the apostrophe of *the states’ rights*."""
    if partner.family != _SINGLE or stream.text[at - 1 : at] != "s":
        return False
    rest = stream.text[at + 1 : stream.paragraph_end(at)]
    if not (rest[:1] == " " and rest[1:2].isalnum()):
        return False
    return '"' in rest or _ELISION.match(stream.text, partner.at + 1) is not None
