"""Where words and numbers begin and end in a source: at no other place may a quotation be cut.

In: a source and an offset of its folded text. Out: whether a cut there goes through a word, and
which word that is. A number is one word, whatever stands between its digits, and so are its sign
and its unit where these hang on it: “5 percent” is not what “2.5 percent”, “-5 percent” or
“<5 percent” says.
"""

from __future__ import annotations

import re
import unicodedata

from briefgen.folding import is_word, spaceless
from briefgen.sources import Source

__all__ = ["cut_number", "cut_word", "cuts_word"]

_REACH = 40
"""Characters on either side of a cut in which its number is looked for."""
_NEAR = 3
"""Characters on either side of a cut one of which is a digit, if it goes through a number."""

# Spaces that hold groups of digits together. An ordinary one divides numbers: “in 2024 200 tons”.
_HOLDING = "\u00a0\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
_SPACE = f"[ {_HOLDING}]"
_FRACTION = r"(?:[¼-¾⅐-⅞]|\d{1,2}[/⁄∕]\d{1,3}(?!\d))"
# Decimals, times, fractions, dates, ranges and scores; not an em dash, which parts sentences.
_INSIDE = r"[.,:/⁄∕'’·٫٬^‐‑‒–−-]"
_CURRENCY = r"(?:[A-Z]{1,3})?[$¢-¥֏฿₠-⃀]"
_LARGE = r"(?:[Hh]undred|[Tt]housand|[Mm]illion|[Bb]illion|[Tt]rillion)\b"
_NUMBER = re.compile(
    rf"(?:(?<![^\s(\[“‘\"'$¢-¥₠-⃀/])[-−–‒+±∓~∼≈<>≤≥])?"
    rf"(?:(?<![A-Za-z]){_CURRENCY}{_SPACE}?(?=[\d.−-])[-−]?)?"
    rf"(?:\d{{1,3}}(?:[{_HOLDING}]\d{{3}})+(?!\d)|\d+|(?<![\w.,)\]”’\"'])[.·]\d+)"
    rf"(?:{_INSIDE}\d+)*"
    rf"(?:(?<!\d\d\d\d)(?:{_SPACE}|-)?{_FRACTION})?"
    rf"(?:(?<!\b19\d\d)(?<!\b20\d\d)(?:{_SPACE}|-){_LARGE}|[十百千万萬億亿兆])?"
    rf"(?:{_SPACE}?[%％‰‱]|{_SPACE}?[$¢-¥₠-⃀](?!\s?\d)|°[CF]?|[′″+])?"
)


def cuts_word(source: Source, at: int) -> bool:
    """Whether a cut before folded character *at* goes through a word or a number.

    Apostrophes (can|'t), hyphens (non-|market) and what holds numbers together (3|.5, 1|:30) are
    inside words: a cut at one of them may turn the meaning round. A dash between words is not.
    """
    return bool(cut_number(source, at)) or _cuts_letters(source, at)


def cut_word(source: Source, at: int) -> str:
    """The word or number that a cut before folded character *at* goes through; '' if none."""
    number = cut_number(source, at)
    if number or not _cuts_letters(source, at):
        return number
    text = source.folded.text
    begin, end = text.rfind(" ", 0, at) + 1, text.find(" ", at)
    return text[begin : end if end >= 0 else None]


def cut_number(source: Source, at: int) -> str:
    """The number that a cut before folded character *at* goes through; '' if none."""
    text = source.folded.text
    if not 0 < at < len(text) or not any(map(str.isdigit, text[max(at - _NEAR, 0) : at + _NEAR])):
        return ""
    low = max(at - _REACH, 0)
    window = "".join(_own(source, place) for place in range(low, min(at + _REACH, len(text))))
    numbers = (found for found in _NUMBER.finditer(window) if found.start() < at - low)
    return next((found[0] for found in numbers if at - low < found.end()), "")


def _own(source: Source, at: int) -> str:
    """The source's own dash or holding space at folded offset *at*: folding makes one of all, and
    these tell numbers apart.
    """
    char = source.folded.text[at]
    own = source.text[source.folded.origin_of(at)]
    return own if char == "-" or (char == " " and own in _HOLDING) else char


def _cuts_letters(source: Source, at: int) -> bool:
    text = source.folded.text
    if at <= 0 or at >= len(text):
        return False
    before, after = text[at - 1], text[at]
    if is_word(before) and is_word(after):
        # In scripts without spaces any place is a boundary, but for a mark upon a letter.
        return unicodedata.category(after)[0] == "M" or not spaceless(before + after)
    if after in "'-":
        return is_word(before) and _joins(source, at)
    return before in "'-" and is_word(after) and _joins(source, at - 1)


def _joins(source: Source, at: int) -> bool:
    """Whether the apostrophe or hyphen at folded offset *at* is inside a word."""
    text = source.folded.text
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if not (before and after and is_word(before) and is_word(after)):
        return False
    return text[at] == "'" or source.text[source.folded.origin_of(at)] in "-‐‑"
