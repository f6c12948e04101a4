"""Languages: what of a document is in another language than its own.

In: a composed document, its excerpts and the records of their sources. Out: the document with the
language of every quotation whose source has another one, so that screen readers pronounce it and
spell checkers let it be. What is in the document's own language says nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from briefgen.document import Block, BlockQuote, Document, Inline, Quote
from briefgen.excerpts import Excerpt
from briefgen.rewriting import map_blocks, rewrite
from briefgen.sources import Record

__all__ = ["LANGUAGE", "foreign", "with_languages"]

_Quoted = TypeVar("_Quoted", Quote, BlockQuote)

LANGUAGE = "en-US"
"""The language of the templates, and so of every document."""
_OWN = frozenset({"en", "eng"})
"""How records name it, of whichever country."""


def foreign(language: str) -> str:
    """*language*, a BCP 47 tag, or '' where it is that of documents."""
    return "" if language.partition("-")[0].casefold() in _OWN else language


def with_languages(
    document: Document, excerpts: Mapping[str, Excerpt], records: Mapping[str, Record]
) -> Document:
    """*document* with the language of each quotation that is not in its own."""
    languages = {name: found for name, one in records.items() if (found := foreign(one.language))}
    if not languages:
        return document

    def of(excerpt: str) -> str:
        return languages.get(excerpts[excerpt].quotation.source, "")

    def spoken(inline: Inline) -> Inline:
        return _speaking(inline, of(inline.excerpt)) if isinstance(inline, Quote) else inline

    def set_off(block: Block) -> Block:
        return _speaking(block, of(block.excerpt)) if isinstance(block, BlockQuote) else block

    worded = rewrite(document, spoken)
    return replace(worded, body=map_blocks(worded.body, set_off))


def _speaking(quoted: _Quoted, language: str) -> _Quoted:
    return replace(quoted, language=language) if language else quoted
