"""Turning: marks that show the words after them in an order of their own.

In: texts as written. Out: a mistake for each that has such a mark. What a reader sees is then not
what stands there, and not what checks and notes speak of. What a source says is another matter: it
is kept as it is, and compared and printed without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from briefgen.errors import DossierError
from briefgen.yamltree import WrittenText

__all__ = ["turning_mistakes"]

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HINT = (
    "take it out: Arabic and Hebrew words turn by themselves; to keep a sign beside such a word,"
    " write a mark of direction (U+200E or U+200F) after it"
)


def turning_mistakes(texts: Iterable[WrittenText]) -> Iterator[DossierError]:
    """A mistake for every text that has one of the marks, or several."""
    for text in texts:
        if marks := dict.fromkeys(_TURNING.findall(text)):
            named = ", ".join(f"U+{ord(mark):04X}" for mark in marks)
            what = "a mark that turns" if len(marks) == 1 else "marks that turn"
            yield DossierError(f"the text has {what} letters around ({named})", text.place, _HINT)
