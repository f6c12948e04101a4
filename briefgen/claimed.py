"""Claimed: words that the analyst sets in quotation marks, held against the sources.

In: dossier.yaml as written and the sources. Out: a `DossierError` for each passage in marks, long
enough to be somebody's words, that stands in no source. Whoever reads a brief takes what stands in
quotation marks for proven, whether an excerpt put it there or a sentence of the analyst's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from briefgen.errors import DossierError, printable
from briefgen.locating import UnprovenError, locate
from briefgen.marked import is_long, marked_passages
from briefgen.returned import Flow, Line
from briefgen.sources import Source
from briefgen.streams import stream
from briefgen.yamltree import Written, WrittenList, WrittenMap, WrittenText

__all__ = ["claimed_mistakes"]

_MARKS = "“”„‟\"‘’‚‛'«»‹›「」『』｢｣〝〞〟＂＇⹂"
"""A quick look, since most texts have none."""


def claimed_mistakes(tree: Written, sources: Collection[Source]) -> Iterator[DossierError]:
    """A mistake for every passage in quotation marks of *tree* that no source has."""
    for text in _texts(tree):
        for words in _passages(text):
            if not any(_stands(words, source) for source in sources):
                yield DossierError(
                    f"“{printable(words)}” stands in quotation marks and in no source",
                    text.place,
                    "make it an excerpt of its source, or leave the marks out: they are for words"
                    " that are proven",
                )


def _texts(tree: Written) -> Iterator[WrittenText]:
    if isinstance(tree, WrittenText):
        yield tree
    elif isinstance(tree, WrittenMap | WrittenList):
        for value in tree.values() if isinstance(tree, WrittenMap) else tree:
            yield from _texts(value)


def _passages(text: WrittenText) -> Iterator[str]:
    if not any(mark in text for mark in _MARKS):
        return
    read = stream(Flow("body", (Line(" ".join(text.split()), "", 1),)), 0)
    if read is None:
        return
    shown = (read.shown(span.start, span.end) for span in marked_passages(read))
    yield from filter(is_long, shown)


def _stands(words: str, source: Source) -> bool:
    """Whether *source* has the words; a stop or a comma before the closing mark is let be."""
    for written in dict.fromkeys((words, words.rstrip(" ,."))):
        try:
            locate(written, source, unique=False)
        except UnprovenError:
            continue
        return True
    return False
