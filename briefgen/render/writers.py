"""Writers: what the formats without pages have in common when they walk through a document.

In: a `Document`. Out: each block handed to the method of its kind, in reading order; its running
head and foot without what counts pages.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from briefgen.document import (
    Block,
    BlockQuote,
    Callout,
    Columns,
    Definitions,
    Figure,
    Group,
    Heading,
    Inline,
    Leaf,
    Listing,
    Paragraph,
    Section,
    SourceList,
    Styled,
    Table,
    children_of,
)


class BlockWriter(ABC):
    """Writes blocks one after the other, columns one below the other.

    A format says how it writes each kind of block, and where what it writes goes.
    """

    __slots__ = ()

    def blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            if isinstance(block, Callout):
                self.callout(block)
            elif isinstance(block, Section | Group | Columns):
                self.blocks(children_of(block))
            else:
                self._leaf(block)

    def _leaf(self, block: Leaf) -> None:
        match block:
            case Heading():
                self.heading(block)
            case Paragraph():
                self.paragraph(block)
            case BlockQuote():
                self.blockquote(block)
            case Listing():
                self.listing(block)
            case Table():
                self.table(block)
            case Definitions():
                self.definitions(block)
            case Figure():
                self.figure(block)
            case SourceList():
                self.source_list(block)

    @abstractmethod
    def heading(self, block: Heading) -> None: ...

    @abstractmethod
    def paragraph(self, block: Paragraph) -> None: ...

    @abstractmethod
    def blockquote(self, block: BlockQuote) -> None: ...

    @abstractmethod
    def listing(self, block: Listing) -> None: ...

    @abstractmethod
    def table(self, block: Table) -> None: ...

    @abstractmethod
    def definitions(self, block: Definitions) -> None: ...

    @abstractmethod
    def figure(self, block: Figure) -> None: ...

    @abstractmethod
    def source_list(self, block: SourceList) -> None: ...

    def callout(self, block: Callout) -> None:
        """A box; its blocks alone, where the format has none."""
        self.blocks(block.blocks)


def without_page_count(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """A running head or foot without its right-hand side, which counts pages."""
    return tuple(one for one in inlines if not (isinstance(one, Styled) and one.role == "right"))
