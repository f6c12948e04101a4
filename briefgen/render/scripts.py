"""Scripts: which way a text runs, and runs of it that the house font does not have.

In: plain text. Out: its direction, or HTML with foreign runs marked, so that a font of other
measures does not drive the lines apart; for formats that know no isolated words, text with marks
that keep its order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from html import escape

EVERYTHING = range(0x110000)
"""All code points."""
_BACKWARDS = frozenset({"R", "AL"})
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")
_STOPS = (".", "!", "?", "…")
_LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"


def direction(text: str) -> str:
    """``rtl`` where the first letter of *text* is of a right-to-left script, else ``ltr``."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind == "L":
            return "ltr"
        if kind in _BACKWARDS:
            return "rtl"
    return "ltr"


def words(text: str, shown: Container[int]) -> str:
    """*text* escaped, with runs in which other fonts step in marked as such.

    A run takes in what stands between two such characters: words of one script stay together, as
    the order of right-to-left ones demands.
    """
    if text.isascii():
        return escape(text)
    # White space needs no other font; alone in an element it would not even be painted.
    strange = {char for char in set(text) if ord(char) not in shown and not char.isspace()}
    if not strange:
        return escape(text)
    foreign = [index for index, char in enumerate(text) if char in strange]
    parts: list[str] = []
    done = 0
    for start, end in _runs(text, foreign):
        begin, stop = _with_edges(text, start, end)
        parts += [escape(text[done:begin]), isolated(text[begin:stop])]
        done = stop
    return "".join(parts) + escape(text[done:])


def _with_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """A run with the white space that would stand alone at an edge of *text*.

    Not that of right-to-left words: inside them it would come to stand on their other side.
    """
    if direction(text[start:end]) == "rtl":
        return start, end
    begin = 0 if text[:start].isspace() else start
    return begin, len(text) if text[end:].isspace() else end


def isolated(text: str) -> str:
    """*text* as HTML of its own direction, which leaves that of its neighbours alone."""
    return f'<bdi class="foreign" dir="{direction(text)}">{escape(text)}</bdi>'


def _runs(text: str, foreign: list[int]) -> Iterator[tuple[int, int]]:
    """Joins neighbours in *foreign* between which *text* has no letter of its own."""
    start = end = foreign[0]
    for index in foreign[1:]:
        if any(char.isalpha() for char in text[end + 1 : index]):
            yield start, end + 1
            start = index
        end = index
    yield start, end + 1


# --- the order of right-to-left words ------------------------------------------------------------


def kept_in_order(text: str) -> str:
    """*text* with a mark of direction after each right-to-left stretch.

    Figures and signs after one are drawn on its other side otherwise: a paragraph's number before
    the newspaper that it is of. A stop after it is its own. A quotation is its source's words and
    never gets one: letters follow it.
    """
    if not _RIGHT_TO_LEFT.search(text):
        return text
    parts = list(stretches(text))
    following = [stretch for stretch, _ in parts[1:]] + [""]
    return "".join(
        stretch + (_LEFT_TO_RIGHT if backwards and after not in _STOPS else "")
        for (stretch, backwards), after in zip(parts, following, strict=True)
    )


def stretches(text: str) -> Iterator[tuple[str, bool]]:
    """*text* in stretches, and of each whether it runs from right to left."""
    if not _RIGHT_TO_LEFT.search(text):
        if text:
            yield text, False
        return
    start = 0
    while start < len(text):
        end, backwards = _stretch_end(text, start)
        yield text[start:end], backwards
        start = end


def _stretch_end(text: str, start: int) -> tuple[int, bool]:
    """Where the stretch from *start* ends: a backward one takes in the spaces between its words."""
    if not _RIGHT_TO_LEFT.match(text, start):
        found = _RIGHT_TO_LEFT.search(text, start)
        return (found.start() if found else len(text)), False
    end = start + 1
    for position in range(end, len(text)):
        if _RIGHT_TO_LEFT.match(text, position):
            end = position + 1
        elif unicodedata.bidirectional(text[position]) == "L":
            break
    return end, True
