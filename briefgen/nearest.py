"""The passage of a text that comes nearest to words which are not in it, and the difference.

In: folded words and a folded text. Out: a `Passage` and a word-by-word comparison. Runs only when a
quotation has failed; its work is bounded however long the text is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz

__all__ = ["MOST_COMPARED", "NEAR", "Passage", "difference", "nearest_passage"]

NEAR = 75.0
"""From this similarity on (0 to 100) a passage is the drifted original, below it is another one."""

_WHOLE = 60_000
"""Texts up to this length are searched as a whole, longer ones around shared words."""
_WINDOWS = 6
_HITS = 40
"""Places looked at for each shared word."""
MOST_COMPARED = 1_500
"""Characters of the quotation that are compared: enough to know it by."""


@dataclass(frozen=True, slots=True)
class Passage:
    """``text[start:end]`` of the folded text, and its similarity from 0 to 100."""

    start: int
    end: int
    score: float


def nearest_passage(words: str, text: str) -> Passage | None:
    """The passage of *text* most like *words*, at word boundaries; None if they share nothing."""
    words = words[:MOST_COMPARED]
    found = [_aligned(words, text, *window) for window in _windows(words, text)]
    best = max((passage for passage in found if passage), key=lambda p: p.score, default=None)
    return _bare(words, text, _trimmed(words, text, best)) if best else None


def _windows(words: str, text: str) -> Iterator[tuple[int, int]]:
    if len(text) <= _WHOLE:
        yield 0, len(text)
        return
    # Each word votes for where the quotation would begin; buckets are as wide as the quotation.
    votes: Counter[int] = Counter()
    width = max(len(words), 80)
    for match in re.finditer(r"\w{4,}", words):
        for place in _places(match[0], text):
            votes[(place - match.start()) // width] += len(match[0])
    for bucket, _ in votes.most_common(_WINDOWS):
        yield max((bucket - 1) * width, 0), (bucket + 3) * width


def _places(word: str, text: str) -> Iterator[int]:
    at = -1
    for _ in range(_HITS):
        at = text.find(word, at + 1)
        if at < 0:
            return
        yield at


def _aligned(words: str, text: str, low: int, high: int) -> Passage | None:
    window = text[low:high]
    small, small_window = words.lower(), window.lower()
    if (len(small), len(small_window)) != (len(words), len(window)):
        small, small_window = words, window  # a letter whose small form is longer
    found = fuzz.partial_ratio_alignment(small, small_window)
    if found is None or not found.score:
        return None
    return Passage(low + found.dest_start, low + found.dest_end, found.score)


def _trimmed(words: str, text: str, rough: Passage) -> Passage:
    """The passage from whole word to whole word, without words at its edges that it has only
    because the search cuts out as many characters as were asked for.
    """
    start = text.rfind(" ", 0, rough.start) + 1
    end = text.find(" ", rough.end)
    spans = [match.span() for match in re.finditer(r"\S+", text[start : end if end >= 0 else None])]
    theirs = [_plain(text[start + a : start + b]) for a, b in spans]
    codes = SequenceMatcher(None, [_plain(one) for one in words.split()], theirs).get_opcodes()
    if codes and codes[0][0] == "insert":
        spans = spans[codes[0][4] :]
    if codes and codes[-1][0] == "insert":
        spans = spans[: codes[-1][3] - codes[-1][4] or None]
    if not spans:
        return rough
    first, last = start + spans[0][0], start + spans[-1][1]
    return Passage(first, last, max(rough.score, fuzz.ratio(words, text[first:last])))


def _plain(word: str) -> str:
    """*word* without what a quotation mark or the end of a sentence makes of it."""
    return _EDGES.sub("", word).lower() or word


_EDGES = re.compile(r"^\W+|\W+$")


def _bare(words: str, text: str, found: Passage) -> Passage:
    """*found* without marks at its edges that *words* do not have: they are no difference."""
    start, end = found.start, found.end
    while start < end and not text[start].isalnum() and text[start] != words[0]:
        start += 1
    while end > start and not text[end - 1].isalnum() and text[end - 1] != words[-1]:
        end -= 1
    return Passage(start, end, found.score) if start < end else found


def difference(written: str, theirs: str) -> str:
    """*written* made into *theirs*, word by word: ``the [-old-] {+new+} words``."""
    ours, them = written.split(), theirs.split()
    out: list[str] = []
    matcher = SequenceMatcher(None, ours, them)
    for code, a, b, c, d in matcher.get_opcodes():
        if code == "equal":
            out += ours[a:b]
            continue
        out += [f"[-{' '.join(ours[a:b])}-]"] if b > a else []
        out += [f"{{+{' '.join(them[c:d])}+}}"] if d > c else []
    return " ".join(out)
