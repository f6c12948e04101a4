"""Marks at the end of what a writer wrote, before a template sets its own: never two of them."""

from __future__ import annotations

import re

__all__ = ["colon", "comma", "full_stop", "no_stop"]

_CLOSING = "”’\"')]»」』）"
_SENTENCE_ENDS = (".", "?", "!", "…", ":", "。", "？", "！", "：", "।", "؟", "۔", "։")
_ABBREVIATED = re.compile(
    r"(?:^|[\W_])(?:(?:[^\W\d_]{1,3}\. ?)+[^\W\d_]{1,3}|Jr|Sr|Inc|Ltd|Corp|Co|Bros|Dept|etc|al"
    r"|vs|approx|No|Sen|Rep|Gov|Gen|St|Ave|Mt|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$"
)
"""An abbreviation at the end, whose stop stays: `p.m.`, `U.S.`, `Ph.D.`, `Oct.`"""
_LAST_STOP = re.compile(r"(?<!\.\.)[.:;,。：]\s*$")
"""One last stop, colon, semicolon or comma, which is no ellipsis."""
_CALLING = ("?", "!", "…", "...", "？", "！", "؟")


def full_stop(text: str, wanted: bool = True) -> str:
    """*text* with a full stop at its end, if it has no end mark of its own."""
    if not wanted or text.rstrip(_CLOSING).endswith(_SENTENCE_ENDS):
        return text
    return f"{text}."


def no_stop(text: str, wanted: bool = True) -> str:
    """*text* without a stop at its end, so that a bracket or a mark may follow in its sentence."""
    if not wanted or _ABBREVIATED.search(text):
        return text
    return _LAST_STOP.sub("", text)


def colon(text: str) -> str:
    """*text* as a label: with a colon at its end, unless it asks or calls."""
    return text if text.endswith(_CALLING) else f"{no_stop(text)}:"


def comma(text: str) -> str:
    """*text* as a greeting: with a comma at its end, unless it has a mark of its own."""
    if text.endswith((*"，、،·,;:—–-", *_SENTENCE_ENDS)) and not _ABBREVIATED.search(text):
        return text
    return f"{text},"
