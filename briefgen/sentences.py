"""Where sentences end: good enough to show a passage's surroundings, never to alter words."""

from __future__ import annotations

import re

__all__ = ["NOTE_MARKS", "sentence_spans"]

NOTE_MARKS = "⁰¹²³⁴⁵⁶⁷⁸⁹*†‡"
"""Marks of a source's own notes, which stand after the stop of a sentence."""

_END = re.compile(
    rf"""(?<![.!?…])[.!?…]+[”’"'»)\]]*(?:\[\d+\]|[{NOTE_MARKS}])*\s+
        (?=[“‘"'«(\[—–]*[^\W_])                                        # Latin and its kin
      | [。！？｡]+[”’」』）]*\s*                                      # CJK
      | [।॥؟۔։]+\s+                                                 # Indic, Arabic, Armenian
    """,
    re.VERBOSE,
)
_ABBREVIATION = re.compile(
    r"""(?:^|[\s(“‘"'\[—–-])(?:
        (?:[^\W\d_]\.)*[^\W\d_]                     # U.S., J., H.R.
      | Mrs?|Ms|Dr|Prof|Rev|Hon|Gov|Sen|Reps?|Gen|Col|Lt|Sgt|Capt|Amb|Sec|St|Jr|Sr
      | Nos?|vs?|etc|cf|al|approx|Inc|Ltd|Corp|Co|Art|Vol|pp?|Fig|Pub|Stat|Cong|Res
      | Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec
    )$""",
    re.VERBOSE,
)


def sentence_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of ``text[start:end]`` as character spans, space between them left out."""
    spans = []
    begin = start
    for match in _END.finditer(text, start, end):
        if match[0][0] == "." and not _ends_here(text, begin, match):
            continue
        spans.append((begin, match.start() + len(match[0].rstrip())))
        begin = match.end()
    if begin < end:
        spans.append((begin, end))
    return spans


def _ends_here(text: str, begin: int, match: re.Match[str]) -> bool:
    """Whether a full stop ends a sentence: what follows is no small letter, what precedes no
    abbreviation.
    """
    following = text[match.end() : match.end() + 4].lstrip("“‘\"'«([—–")[:1]
    if following.islower():
        return False
    return not _ABBREVIATION.search(text[max(begin, match.start() - 24) : match.start()])
