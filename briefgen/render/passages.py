"""Addresses of passages: told apart from those of whole texts, for formats that show addresses.

In: the inlines of a note, as `citations` words them: a title that leads to the quoted passage, and
the plain address written out. Out: what a format says of the two. Where words are linked, the title
says it all; where addresses must be read, one of the two is enough.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import pairwise

from briefgen.document import Inline, Link, Text, plain, walk_inlines

__all__ = ["LEGIBLE", "legible", "linked_once", "whole"]

LEGIBLE = 100
"""Characters of an address that people still read, or type."""
_DIRECTIVE = ":~:"


def whole(address: str) -> str:
    """The address of the text of which *address* is a passage; any other as it is."""
    base, found, _ = address.partition(_DIRECTIVE)
    return base.removesuffix("#") if found else address


def legible(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """*inlines* with the address of the passage written out for that of the text, if it is short.

    For text, in which titles lead nowhere.
    """
    inlines = tuple(inlines)
    short = {text: one for text, one in _passages(inlines).items() if len(one) <= LEGIBLE}
    return tuple(_leading_to(short, one) for one in inlines)


def _leading_to(passages: Mapping[str, str], inline: Inline) -> Inline:
    if isinstance(inline, Link) and _written_out(inline, passages):
        address = passages[inline.href]
        return Link(address, (Text(address),))
    return inline


def linked_once(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """*inlines* without the written out address of a text to a passage of which its title leads.

    For formats in which readers follow links.
    """
    return tuple(_linked_once((*inlines, Text(""))))


def _linked_once(inlines: tuple[Inline, ...]) -> Iterator[Inline]:
    known = _passages(inlines)
    for one, following in pairwise(inlines):
        # The comma goes with the address that it sets off.
        comma = one == Text(", ") and _written_out(following, known)
        if not comma and not _written_out(one, known):
            yield one


def _passages(inlines: tuple[Inline, ...]) -> dict[str, str]:
    """The first passage of each text to which *inlines* lead, by the address of the text."""
    found: dict[str, str] = {}
    for one in walk_inlines(inlines):
        if isinstance(one, Link) and _DIRECTIVE in one.href:
            found.setdefault(whole(one.href), one.href)
    return found


def _written_out(inline: Inline, known: Container[str]) -> bool:
    """Whether *inline* is one of the addresses *known*, said in words."""
    return (
        isinstance(inline, Link) and inline.href in known and plain(inline.children) == inline.href
    )
