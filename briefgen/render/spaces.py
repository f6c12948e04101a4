"""White space between inlines: it goes into one of its neighbours.

In: the inlines of one block. Out: the same, with the white space that stood alone to be written
inside an element beside it: WeasyPrint paints no box of white space, and it would be room on the
page but no character in the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.document import Emphasis, Inline, Link, Quote, Strong, Styled, Text, plain

_HOLDERS = (Quote, Strong, Emphasis, Styled)
"""What such a space goes into."""


def housed(inlines: tuple[Inline, ...]) -> Iterator[tuple[Inline, str, str]]:
    """Each inline with the white space that goes into it, before and after what it has.

    That is what stood alone beside it; where nothing can hold it, it stays.
    """
    leading: dict[int, str] = {}
    trailing: dict[int, str] = {}
    moved: set[int] = set()
    for at, inline in enumerate(inlines):
        if not (isinstance(inline, Text) and inline.text.isspace()):
            continue
        before, after = inlines[at - 1 : at] if at else (), inlines[at + 1 : at + 2]
        if any(isinstance(one, Text) for one in (*before, *after)):
            continue  # the two become one text
        if after and isinstance(after[0], _HOLDERS):
            leading[at + 1] = inline.text
        elif before and isinstance(before[0], (*_HOLDERS, Link)):
            trailing[at - 1] = inline.text
        else:
            continue
        moved.add(at)
    for at, inline in enumerate(inlines):
        if at not in moved:
            yield inline, leading.get(at, ""), trailing.get(at, "")


def between(before: str, inlines: tuple[Inline, ...], after: str) -> tuple[Inline, ...]:
    """*inlines* with white space on either side, within the text that stands there, if any."""
    first, last = inlines[:1], inlines[-1:]
    if after and isinstance(last[0] if last else None, Text):
        inlines = (*inlines[:-1], Text(f"{plain(last)}{after}"))
    elif after:
        inlines = (*inlines, Text(after))
    if before and isinstance(first[0] if first else None, Text):
        return (Text(f"{before}{plain(inlines[:1])}"), *inlines[1:])
    return (Text(before), *inlines) if before else inlines
