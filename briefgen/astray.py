"""Where a quotation that is not proven stands after all: its words are right, its place is not.

In: the error that `locate` raised, the words as written, their source and the others. Out: the
error, with a hint that says what to do if the words stand in their source without the marks around
them, or in another source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from briefgen.locating import UnprovenError, found_in
from briefgen.sources import Source

__all__ = ["told_where"]

_MARKS = "“”„‟«»‹›\"‘’'"


def told_where(
    error: UnprovenError, written: str, source: Source, others: Iterable[Source]
) -> UnprovenError:
    """*error* with a better hint, where nothing but marks or the file is wrong."""
    words = written.strip()
    if found_in(words, source):
        return error  # what is wrong is said already: it was looked for elsewhere in the source
    bare = words.strip(_MARKS)
    if bare != words and found_in(bare, source):
        hint = "leave out the quotation marks around it: briefs set their own"
        return replace(error, hint=hint, detail=())
    for other in others:
        if found := found_in(words, other):
            place = f"it stands in '{other.id}', paragraph {found.paragraph}"
            hint = f"{place}: move the excerpt to excerpts/{other.id}.yaml"
            return replace(error, hint=hint, detail=())
    return error
