"""Glyphs: whether the fonts at hand can show every character of a document.

In: a document about to be laid out. Out: nothing, or a `GlyphError` that names the excerpt, or the
place of the words, so that no box ever stands for a letter in a brief.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from typing import TypeAlias

from briefgen import fonts
from briefgen.document import (
    BlockQuote,
    Definitions,
    Document,
    Inline,
    Quote,
    Text,
    inlines_of,
    walk_blocks,
    walk_inlines,
)
from briefgen.errors import GlyphError, InputErrors, Place, printable

_IN_EXCERPT = "put … in its place in the quotation"

Finder: TypeAlias = Callable[[str, str, str], Place]
"""Where a character of a text was written; the text quotes an excerpt, or ''."""


def require_glyphs(document: Document, family: str, find: Finder) -> None:
    """Raise `GlyphError`, or `InputErrors` of them, for characters that no font can show.

    *family* is the one that sets the text: what it shows, no other font is asked for. *find* tells
    where what is missing was written.
    """
    texts = dict.fromkeys(_texts(document))
    # Together first: as a rule nothing is missing.
    if not fonts.missing("".join(text for _, text in texts), family):
        return
    found = [
        _error(char, text, excerpt, find(char, text, excerpt))
        for excerpt, text in texts
        for char in fonts.missing(text, family)
    ]
    # Many texts may be made of the same words.
    once = list({str(error): error for error in found}.values())
    if len(once) == 1:
        raise once[0]
    raise InputErrors(once)


def _error(char: str, text: str, excerpt: str, place: Place) -> GlyphError:
    told = f"no installed font shows {_named(char)}"
    if excerpt or not place.file:
        told = f"{_where(excerpt, text)}: {told}"
    return GlyphError(told, place, fonts.remedy(_IN_EXCERPT) if excerpt else fonts.remedy())


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    """Every text of the document with the excerpt that it quotes, or ''."""
    for block in walk_blocks(document.body):
        if isinstance(block, BlockQuote):
            yield block.excerpt, block.text
        if isinstance(block, Definitions):
            yield from (("", pair.term) for pair in block.items)
        yield from _inline_texts(walk_inlines(inlines_of(block)))
    for note in document.notes:
        yield from _inline_texts(walk_inlines(note.children))
    yield from _inline_texts(walk_inlines((*document.header, *document.footer)))


def _inline_texts(inlines: Iterator[Inline]) -> Iterator[tuple[str, str]]:
    for inline in inlines:
        if isinstance(inline, Quote):
            yield inline.excerpt, inline.text
        elif isinstance(inline, Text):
            yield "", inline.text


def _where(excerpt: str, text: str) -> str:
    return f"excerpt {excerpt}" if excerpt else f"“{printable(text.strip(), 60)}”"


def _named(char: str) -> str:
    name = unicodedata.name(char, "a character without a name")
    return f"U+{ord(char):04X} ({name.lower()})"
