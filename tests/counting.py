"""The words of whole documents, counted block by block: what frames and fills are held against."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.document import Document, rows_of, walk_blocks, word_count


def quoted_words(document: Document) -> int:
    """How many words of the body stand in quotations."""
    return sum(quoted for _, quoted in _counts(document))


def body_words(document: Document) -> int:
    """How many words the body has, quotations included, notes and source lists not."""
    return sum(words for words, _ in _counts(document))


def _counts(document: Document) -> Iterator[tuple[int, int]]:
    for block in walk_blocks(document.body):
        yield from (word_count(part) for part in (block, *rows_of(block)))
