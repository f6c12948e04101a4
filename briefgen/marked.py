"""Passages in quotation marks, of whatever kind, and those set off, in a text that anybody may have
edited.

In: a `Stream`. Out: the spans of the words between marks, of those beside a mark that has no other,
and of paragraphs set off as quotations. The marks of a pair need not be of one kind of double
marks, since editors retype them one by one; one that is missing spoils nothing beyond its
paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from briefgen.folding import is_word, spaceless
from briefgen.streams import BREAK, Span, Stream

__all__ = [
    "FEWEST_WORDS",
    "Unpaired",
    "is_long",
    "marked_passages",
    "may_have_passages",
    "set_off_passages",
    "unpaired_passages",
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
_DOUBLE = (0, 2, 4)
"""The families of which a mark without another is no apostrophe, and seldom anything but a slip."""
_SINGLES = _FAMILIES[_SINGLE]
_OTHERS = "".join(_FAMILIES).replace(_SINGLES, "")
_ANY = re.compile(f"[{_OTHERS}{_SINGLES}]")
_MAY_BE_MARK = re.compile(rf"[{_OTHERS}]|(?<!\w)[{_SINGLES}]|[{_SINGLES}](?!\w)")
_DOUBLE_MARK = re.compile(f"[{''.join(_FAMILIES[number] for number in _DOUBLE)}]")
_ELISION = re.compile(r"\d\ds?\b|(?:tis|twas|til|em|cause)\b", re.IGNORECASE)
"""What follows an apostrophe that looks like an opening mark: *the '74 law*, *'tis the season*."""
_CLOSED_BY_OPENER = {"„": "“", "‚": "‘"}
_SPACES = f" {BREAK}"
_BEFORE_OPENING = f'{_SPACES}([{{-/"'
_AFTER_CLOSING = f'{_SPACES})]}}-/".,;:!?…'


@dataclass(frozen=True, slots=True)
class Unpaired:
    """Words beside a mark that has no other, which readers take for quoted."""

    span: Span
    lack: Literal["never closed", "never opened"]


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
    """Whether *text* has a double mark, or two others: a quick look, since most texts have none."""
    if _DOUBLE_MARK.search(text):
        return True
    return len(_ANY.findall(text)) > 1 and len(_MAY_BE_MARK.findall(text)) > 1


def marked_passages(stream: Stream) -> list[Span]:
    """The outermost passages of *stream* that stand in quotation marks, marks left out."""
    found: list[Span] = []
    for span in sorted(_read(stream).pairs, key=lambda span: (span.start, -span.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return found


def unpaired_passages(stream: Stream) -> list[Unpaired]:
    """The words behind every double mark that nothing closes, up to the end of the paragraph, and
    those before every one that nothing opens.
    """
    return _read(stream).unpaired


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


def _read(stream: Stream) -> _Marks:
    """Pair the marks of *stream*."""
    found = _Marks(stream)
    at = stream.text.find('"')
    while at >= 0:
        at = stream.text.find('"', found.read(at))
    found.forget(len(stream.text) + _REACH)
    return found


class _Marks:
    """The marks of a stream as far as they are read."""

    def __init__(self, stream: Stream) -> None:
        self.pairs: list[Span] = []
        self.unpaired: list[Unpaired] = []
        self._stream = stream
        self._openings: list[_Opening] = []

    def read(self, at: int) -> int:
        """Take the mark that stands *at*; where to go on."""
        stream, own = self._stream, self._stream.raw(at)
        # The French put spaces inside their marks, which folding takes for a part of them.
        mark = own.strip()[:1]
        family = next((n for n, marks in enumerate(_FAMILIES) if mark and mark in marks), 0)
        self.forget(at)
        typed = _partner(self._openings, _TYPED)
        if typed and mark in _APOSTROPHES and stream.raw(at + 1).strip() in _APOSTROPHES:
            self._close(typed, at)
            return at + 2
        partner = _partner(self._openings, family)
        if _opens(stream, at, mark, partner):
            self._openings.append(_Opening(at, family, mark))
        elif partner is None:
            self._note_closing(at, family, own)
        elif not _is_possessive(stream, at, partner):
            self._close(partner, at)
        return at + 1

    def forget(self, at: int) -> None:
        """Give up the marks that stand too far before *at* for what they open to end there."""
        stream = self._stream
        while self._openings and at - self._openings[0].at > _REACH:
            begun = self._openings.pop(0)
            first = begun.at + 1
            if begun.family in _DOUBLE and stream.text[first : first + 1] not in _SPACES:
                span = Span(stream.number, first, stream.paragraph_end(begun.at))
                self.unpaired.append(Unpaired(span, "never closed"))

    def _close(self, opening: _Opening, at: int) -> None:
        # Whatever was opened after it and never closed lies within.
        self._openings = self._openings[: self._openings.index(opening)]
        self.pairs.append(Span(self._stream.number, opening.at + 1, at))

    def _note_closing(self, at: int, family: int, own: str) -> None:
        """Note the words before a mark that closes what nothing opened.

        Inches close nothing, nor do marks between spaces, which part the steps of a path.
        """
        stream = self._stream
        before = own[:1] if own[:1].isspace() else stream.text[max(at - 1, 0) : at]
        if family in _DOUBLE and not (before.isspace() or before.isdigit() or before in _SPACES):
            closed = self.pairs[-1].end + 1 if self.pairs else 0
            span = Span(stream.number, max(stream.paragraph_start(at), closed), at)
            self.unpaired.append(Unpaired(span, "never opened"))


def _partner(openings: list[_Opening], family: int) -> _Opening | None:
    return next((one for one in reversed(openings) if one.family == family), None)


def _opens(stream: Stream, at: int, mark: str, partner: _Opening | None) -> bool:
    if partner is not None and _CLOSED_BY_OPENER.get(partner.mark) == mark:
        return False
    if mark in _ALWAYS_OPEN:
        return True
    before = stream.text[at - 1 : at] or " "
    after = stream.text[at + 1 : at + 2] or " "
    could = before in _BEFORE_OPENING and after not in _SPACES
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
