"""Type as printers set it: what a keyboard has no key for, in words that are nobody's quotation.

In: words of the analyst or of a template. Out: the same words, with typographic apostrophes, so
that they look like the quotations beside them, and with a number kept on the line of what it
counts or names. Quotations never come here: they are printed as their sources have them.
"""

from __future__ import annotations

import re

__all__ = ["typeset", "unbroken", "upper_first"]

_INSIDE = re.compile(r"(?<=\w)'(?=\w)")
_AFTER_PLURAL = re.compile(r"(?<=\ws)'(?!\w)")
_OPENING = re.compile(r"(?<!\w)['‘]")
"""A single mark that may open a quotation: one after a plural may then close it."""
_NUMBERED = re.compile(
    r"((?<![\w.])(?:[HS]\. ?)?(?:R|S|Res|J\. ?Res|Con\. ?Res|L|No|Nos|Sec)\.|[§¶]"
    r"|\b(?:(?:House|Senate|Assembly) Bill|[HSA]B)|(?<![\w.])[HSA]\. ?B\.) (?=\d)"
)
"""What bills, laws and passages are called before their number."""
_AMOUNT = re.compile(r"([$€£]\d[\d.,]*) (?=(?:thousand|million|billion|trillion)\b)")

_TELEPHONE = re.compile(r"(?<!\S)\+\d{1,3}(?: \(?\d{1,5}\)?)+(?![\w%])")


def unbroken(words: str) -> str:
    """*words*, such as a date, on one line: no line may end at their spaces."""
    return words.replace(" ", "\u00a0")


def upper_first(words: str) -> str:
    """*words* with a capital at their beginning."""
    return words[:1].upper() + words[1:]


def typeset(words: str) -> str:
    """*words* with apostrophes and with spaces at which no line may end."""
    if "'" in words:
        words = _INSIDE.sub("’", words)
        if not _OPENING.search(words):
            words = _AFTER_PLURAL.sub("’", words)
    words = _TELEPHONE.sub(lambda number: unbroken(number[0]), words)
    return _AMOUNT.sub("\\1\u00a0", _NUMBERED.sub("\\1\u00a0", words))
