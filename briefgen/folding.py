"""Folding: what a source and a quotation are reduced to before they are compared.

In: any text. Out: a `Folded` view in the one form in which quotations are compared, which leads
every folded character back to its offset in the text, so that a match can be printed in the
source's own characters. `as_printed` is the other half: how a stretch of a source is set in a
brief.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

__all__ = ["Folded", "as_printed", "fold", "is_word", "marks_as_one", "quotes_alike", "spaceless"]

DOUBLE_MARKS = "“”„‟«»‹›〝〞〟＂⹂「」『』｢｣❝❞"
SINGLE_MARKS = "‘’‚‛ʼʻ＇❛❜"
DASHES = "‐‑‒–—―−⸺⸻﹘﹣－"
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}

# Regex classes. Control characters that are white space are left to \s.
_CONTROL = r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_INVISIBLE = (
    r"\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff"
)
_VARIATION = r"\u034f\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_DROP = _CONTROL + _INVISIBLE + _VARIATION
_LIGATURE = "".join(LIGATURES)

_DROPPED = re.compile(f"[{_DROP}]+")
_SPACES = re.compile("  +")
_PRINTABLE_SPECIALS = (
    *LIGATURES,
    *map(chr, (0x34F, 0x180B, 0x180C, 0x180D, 0x180F)),
    *map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))),
)
# Starts with a character class, so that the regex engine can skip to candidates quickly.
_CHANGING = rf"[\s{_DROP}{_LIGATURE}](?:(?<=[{_LIGATURE}])|[\s{_DROP}]+|(?<=[{_DROP}]))"
# Marks upon letters count as parts of them, whether composed or not.
_UPON_LETTERS = r"\u0300-\u036f\u0653-\u0655\u1ab0-\u1aff\u1dc0-\u1dff\u3099\u309a"
# The space inside guillemets belongs to them; the space outside of »Danish ones« does not.
_GUILLEMETS = (
    rf"(?<![\w{_UPON_LETTERS}.,;:!?…)\]])[«‹][\s{_DROP}]+"
    rf"|[\s{_DROP}]+[»›](?!\w)"
)
_MARK = r"[^\S\r\n]{0,9}(?:\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\])+"
"""Reference marks such as ``[1][3]`` or ``[2, 4]``, with the space before them (bounded: a long run
of spaces must not be tried from each of them)."""
REFERENCE_MARKS = re.compile(_MARK)

_ASCII_SPACES = dict.fromkeys(map(ord, "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f"), " ")
_ONE_FORM: tuple[tuple[str, str], ...] = (
    *((char, '"') for char in DOUBLE_MARKS),
    *((char, "'") for char in SINGLE_MARKS),
    *((char, "-") for char in DASHES),
    *((chr(code), " ") for code in range(0x21, 0x3001) if chr(code).isspace()),
    *((chr(code), " ") for code in _ASCII_SPACES),
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text after folding, as runs: the run that begins at ``starts[r]`` of the folded text came
    from ``origins[r]:ends[r]`` of the original.

    A run whose two lengths are equal maps character by character; any other is one unit, such as
    an opened ligature or a collapsed space.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    ends: tuple[int, ...]

    def origin_of(self, index: int) -> int:
        """Where folded character *index* begins in the original."""
        run = bisect_right(self.starts, index) - 1
        # Inside an opened ligature no character has an offset of its own: the unit's last it is.
        return min(self.origins[run] + index - self.starts[run], self.ends[run] - 1)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original from which ``text[start:end]`` (not empty) came."""
        run = bisect_right(self.starts, end - 1) - 1
        stop = self.ends[run]
        if end != self._end_of(run):
            stop = min(self.origins[run] + end - self.starts[run], stop)
        return self.origin_of(start), stop

    def index_of(self, offset: int) -> int:
        """The folded character that came from original *offset*, or the first one after it."""
        run = bisect_right(self.origins, offset) - 1
        if run < 0:
            return 0
        following = self._end_of(run)
        if offset >= self.ends[run]:
            return following
        return min(self.starts[run] + offset - self.origins[run], following - 1)

    def splits(self, index: int) -> bool:
        """Whether a cut before folded character *index* goes through an opened ligature."""
        run = bisect_right(self.starts, index) - 1
        if run < 0 or self.starts[run] == index:
            return False
        return self._end_of(run) - self.starts[run] != self.ends[run] - self.origins[run]

    def _end_of(self, run: int) -> int:
        """Where a run ends in the folded text."""
        return self.starts[run + 1] if run + 1 < len(self.starts) else len(self.text)


def fold(text: str, *, reference_marks: bool = False) -> Folded:
    """*text* in the one form in which quotations are compared.

    With *reference_marks*, marks such as ``[1][3]`` are dropped as well.
    """
    flat = _one_form(text)
    guillemets = _has_spaced_guillemets(text, flat)
    if not guillemets and not reference_marks and _is_simple(flat):
        folded = _folded(flat, flat, _SPACES)
    else:
        folded = _folded(text, flat, _pattern(guillemets, reference_marks, combining=False))
    if unicodedata.is_normalized("NFC", folded.text):
        return folded
    return _folded(text, flat, _pattern(guillemets=True, marks=reference_marks, combining=True))


def _has_spaced_guillemets(text: str, flat: str) -> bool:
    """Whether there may be space inside guillemets; dropped characters count as space."""
    for mark, side in (("«", 1), ("‹", 1), ("»", -1), ("›", -1)):
        at = text.find(mark)
        while at >= 0:
            neighbour = flat[max(at + side, 0) : at + side + 1]
            if neighbour == " " or not neighbour.isprintable():
                return True
            at = text.find(mark, at + 1)
    return False


def _is_simple(flat: str) -> bool:
    """Whether runs of spaces are all whose length folding changes.

    A quick check for most texts: characters that are dropped are no printable ones, but for some.
    """
    return flat.isprintable() and (
        flat.isascii() or not any(char in flat for char in _PRINTABLE_SPECIALS)
    )


def _folded(text: str, flat: str, pattern: re.Pattern[str]) -> Folded:
    """Cut *text* at the matches of *pattern*: these are units, what is between maps one to one.

    *flat* is the text in its one form, as long as *text*.
    """
    parts: list[str] = []
    runs: list[tuple[int, int, int]] = []
    length = done = 0
    for match in pattern.finditer(text):
        begin, end = match.span()
        unit = _unit(match[0])
        if begin > done:
            parts.append(flat[done:begin])
            runs.append((length, done, begin))
            length += begin - done
        if unit:
            parts.append(unit)
            runs.append((length, begin, end))
            length += len(unit)
        done = end
    if done < len(text):
        parts.append(flat[done:])
        runs.append((length, done, len(text)))
    starts, origins, ends = zip(*runs, strict=True) if runs else ((), (), ())
    return Folded("".join(parts), starts, origins, ends)


def _one_form(text: str) -> str:
    """Each mark, dash and space in its one form; no length changes.

    A chain of replacements beats `str.translate` many times over: most of the characters are
    absent, and for a plain text CPython sees so without looking.
    """
    if text.isascii():
        return text.translate(_ASCII_SPACES)
    for old, new in _ONE_FORM:
        text = text.replace(old, new)
    return text


def _unit(part: str) -> str:
    """The folded form of a stretch whose length folding changes."""
    if REFERENCE_MARKS.fullmatch(part):
        return ""
    kept = _DROPPED.sub("", part)
    if not kept.strip():
        return " " if kept else ""
    opened = "".join(LIGATURES.get(char, char) for char in kept.strip())
    return _one_form(unicodedata.normalize("NFC", _one_form(opened)))


@cache
def _pattern(guillemets: bool, marks: bool, combining: bool) -> re.Pattern[str]:
    alternatives = [_CHANGING]
    if guillemets:
        alternatives.insert(0, _GUILLEMETS)
    if combining:
        joining, unstable = _normalisation_classes()
        cluster = rf"[^\s{_DROP}{joining}]?(?:[{_DROP}]*[{joining}])+|[{unstable}]"
        alternatives.insert(0, cluster)
    if marks:
        alternatives.insert(0, _MARK)
    return re.compile("|".join(alternatives))


@cache
def _normalisation_classes() -> tuple[str, str]:
    """Two regex classes: characters that may join the one before under NFC, and characters that
    NFC replaces by themselves. Computed only when a text needs them.
    """
    joining = {chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
    unstable = set()
    for code in range(0xC0, 0x30000):
        if 0xD800 <= code < 0xE000:
            continue
        char = chr(code)
        if unicodedata.combining(char):
            joining.add(char)
        pair = unicodedata.decomposition(char).split()
        if pair and not pair[0].startswith("<"):
            joining.update(chr(int(second, 16)) for second in pair[1:])
            if not unicodedata.is_normalized("NFC", char):
                unstable.add(char)
    return _class_of(joining), _class_of(unstable)


def _class_of(chars: Iterable[str]) -> str:
    """The characters as ranges inside a regex class."""
    ranges: list[list[int]] = []
    for code in sorted(map(ord, chars)):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges)


# --- what is printed ----------------------------------------------------------------------------

_UNPRINTED = re.compile(f"[{_CONTROL}{_INVISIBLE}]")
_JOINERS = "\u200b\u200c\u200d"
_DIRECTION_MARKS = "\u200e\u200f\u061c"


def as_printed(text: str) -> str:
    """*text* as a brief prints it: white space collapsed, control characters and soft hyphens gone,
    joiners and direction marks kept where the script needs them. Edges are stripped.
    """
    flat = " ".join(text.split())
    if flat.isprintable():
        return flat
    if _UNPRINTED.search(text):
        both_ways = any(unicodedata.bidirectional(char) in {"R", "AL"} for char in text)
        text = _UNPRINTED.sub(lambda match: _kept(match, both_ways), text)
    return " ".join(text.split())


def _kept(match: re.Match[str], both_ways: bool) -> str:
    char = match[0]
    if char in _DIRECTION_MARKS and both_ways:
        return char
    if char in _JOINERS and match.start() and _joins(match.string[match.start() - 1]):
        return char
    return ""


def _joins(char: str) -> bool:
    """Whether a joiner after *char* does something: in Arabic, Indic and South-East Asian scripts
    and in emoji; Latin, Greek and Cyrillic have no use for it.
    """
    if ord(char) < 0x600 or 0x1E00 <= ord(char) < 0x2000:
        return False
    return unicodedata.category(char)[0] in "LM" or unicodedata.category(char) in {"So", "Sk"}


# --- words --------------------------------------------------------------------------------------

# Thai, Lao, Myanmar, Khmer; kana, bopomofo and CJK ideographs
_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f"
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3040-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U0001b000-\U0001b16f"
    "\U00020000-\U000323af]"
)


def spaceless(text: str) -> int:
    """How many characters of *text* belong to scripts that put no spaces between words."""
    return 0 if text.isascii() else len(_SPACELESS.findall(text))


def is_word(char: str) -> bool:
    """Whether *char* is part of a word: a letter, a digit, or a mark upon one."""
    return char.isalnum() or (not char.isascii() and unicodedata.category(char)[0] == "M")


_QUOTING = re.compile(r"(?<!\w)'|'(?!\w)")


def quotes_alike(folded: str) -> str:
    """*folded* with single quotation marks (not apostrophes inside words) made double ones.

    Inner quotation marks alternate with the outer ones, so a writer may meet them in either form.
    """
    return _QUOTING.sub('"', folded)


def marks_as_one(text: str) -> str:
    """*text* folded, with double and single quotation marks and apostrophes as one.

    Marks inside a quotation alternate with those around it.
    """
    return fold(text).text.strip().replace("'", '"')
