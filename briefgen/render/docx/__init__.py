"""Word files: a `Document` painted as WordprocessingML through styles made from the house style.

In: the tree and the house. Out: bytes. python-docx is imported only in this package, and only when
the first file is written.

    names, styles, characters, numbering, theme   what the house style becomes
    base, archive, parts            the lean package, its parts and its deterministic zip
    wml, story                      elements and units; what is shared while a file is written
    inlines, body, tables, figures, notes, running    the tree, painted
    anchors, comments               what a draft says to its reviewers
    evidence                        the proof that a file carries
    package                         all of it put together
"""

from __future__ import annotations

from briefgen.document import Document
from briefgen.house import House
from briefgen.review import Draft

__all__ = ["read_evidence", "write"]


def write(
    document: Document,
    house: House,
    *,
    locked: bool = True,
    draft: Draft | None = None,
    evidence: bytes = b"",
) -> bytes:
    """The Word file of *document*: equal bytes for equal input.

    *locked* guards each quotation's content control against accidental editing. Raises
    OutputError for words that XML cannot carry, pictures that cannot be painted and a sheet that
    the house style lacks; TemplateError for a span without a style.
    """
    from briefgen.render.docx import package

    return package.write(document, house, locked=locked, draft=draft, evidence=evidence)


def read_evidence(docx: bytes) -> bytes | None:
    """The evidence (JSON) that a Word file carries, also after LibreOffice saved it; None without.

    Raises OutputError for bytes that are no Word file.
    """
    from briefgen.render.docx import evidence

    return evidence.read_evidence(docx)
