"""What the parts of a page are known by, to layout, to the PDF's archive and to links.

Ids, an attribute and two elements, which `html` gives to the parts of a document, and by which they
are found again in the boxes and in the structure of the page; the mails use the same ids.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.document import Document, Heading, SourceList, walk_blocks

PIECE = "data-piece"
"""The attribute for keys of pieces. An id would give each element a style of its own to compute."""
NOTE = "note-"
"""What the ids of footnotes begin with; their marks link to them."""
MARK = "mark-"
"""Likewise for the marks of footnotes, to which the numbers of the notes link back."""
SOURCE = "source-"
"""Likewise for entries of a source list, to which marks link where there are no footnotes."""
ANCHOR = "to-"
"""Likewise for headings, so that none of their anchors can be taken for a piece or a note."""

QUOTE_TAG, NOTE_TAG, TITLE_TAG = "article", "main", "figcaption"
"""The elements for running quotations, for footnotes, and for titles in another language.

WeasyPrint tags a box by the name of its element, and knows none for these three. So they take names
that say something else and that we need for nothing else; `pdf_archive` sets their tags right.
"""

MARK_SEPARATOR = ",\u202f"
"""Between the numbers of one note mark: a comma and a narrow space that does not break."""
JOINER = "\u2060"
"""Word joiner, before a note mark, which must not begin a line: after ? and ! and before digits a
line may break."""


def targets(document: Document) -> Iterator[str]:
    """The ids of what links may lead to: headings, footnotes and entries of source lists."""
    for block in walk_blocks(document.body):
        if isinstance(block, Heading) and block.anchor:
            yield ANCHOR + block.anchor
        elif isinstance(block, SourceList):
            yield from (f"{SOURCE}{entry.number}" for entry in block.entries)
    if document.meta.has_footnotes:
        yield from (f"{NOTE}{note.number}" for note in document.notes)
