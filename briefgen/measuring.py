"""Measures: how `fit` learns what a document takes, in points of height or in words.

In: a `Workshop`'s press and house, and documents. Out: what `fit.Measure` asks for: the sizes of
pieces, the room foretold of a pruned document, and the room that it really takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from briefgen.document import Document
from briefgen.fit import Room
from briefgen.frame import SizeOf
from briefgen.house import Sheet
from briefgen.render.measure import count_words, height_sizes, word_size
from briefgen.render.paging import Paging
from briefgen.workshop import Workshop

if TYPE_CHECKING:
    from briefgen.render.presses import AnyLaidOut


class Pages:
    """Measures in points of height, by real layouts, and keeps them to be written."""

    stacked = False

    def __init__(
        self, workshop: Workshop, *, bounded: bool = True, like: AnyLaidOut | None = None
    ) -> None:
        """*bounded*: documents are cut to a budget; if not, their own pages tell their sizes.

        *like*: what was laid out of a document that differs by a few words.
        """
        self.workshop = workshop
        self._like = like
        self.layouts = 0
        self._bounded = bounded
        self._paging: Paging | None = None
        self._laid_out: list[tuple[Document, AnyLaidOut]] = []

    def sizes(self, document: Document, numbered: Document) -> SizeOf:
        heights = self._measured(numbered)
        sheet = self._sheet(document)
        self._paging = Paging(document, numbered, heights, sheet)
        return height_sizes(numbered, heights, sheet)

    def _measured(self, numbered: Document) -> Mapping[str, float]:
        if not self._bounded:
            return self.laid_out(numbered).heights
        # Counted as if nothing was remembered: a plan must not tell what was built before it.
        self.layouts += 1
        return self.workshop.press.heights(numbered)

    def foretell(self, document: Document, numbered: Document) -> float:
        if self._paging is None:
            raise ValueError("sizes come first")
        paged = self._paging.room(document, numbered)
        return self._sheet(document).text_height * (paged.pages - 1) + paged.last

    def room(self, numbered: Document) -> Room:
        laid_out = self.laid_out(numbered)
        page = self._sheet(numbered).text_height
        pages, last = laid_out.pages, laid_out.fills[-1]
        return Room(page * (pages - 1 + last), pages, last)

    def laid_out(self, document: Document) -> AnyLaidOut:
        """*document* on its pages; what was laid out to be measured is not laid out again."""
        for known, laid_out in self._laid_out:
            if known == document:
                return laid_out
        self.layouts += 1
        self._laid_out.append((document, self.workshop.press.lay_out(document, self._like)))
        return self._laid_out[-1][1]

    def _sheet(self, document: Document) -> Sheet:
        return self.workshop.house.sheet(document.meta.page_size, document.meta.layout)


class Words:
    """Measures in words; needs no layout."""

    layouts = 0
    stacked = True

    def sizes(self, document: Document, numbered: Document) -> SizeOf:
        del document, numbered
        return word_size

    def foretell(self, document: Document, numbered: Document) -> float:
        del document
        return float(count_words(numbered))

    def room(self, numbered: Document) -> Room:
        return Room(float(count_words(numbered)))
