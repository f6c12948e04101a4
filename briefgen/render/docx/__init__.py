"""Word files: a `Document` painted as WordprocessingML through styles made from the house style.

In: the tree and the house. Out: bytes. python-docx is imported only in this package, and only when
the first file is written.

    names, styles, characters, numbering, theme   what the house style becomes
    base, archive, parts            the lean package, its parts and its deterministic zip
    wml, story                      elements and units; what is shared while a file is written
    inlines, body, tables, figures, notes, running    the tree, painted
    anchors, comments               what a draft says to its reviewers
    evidence                        the proof that a file carries
    letterhead, grafting, adopting, dressing    a user's own file as style template
    package                         all of it put together
"""

from __future__ import annotations

from briefgen.document import Document
from briefgen.house import House
from briefgen.review import Draft

__all__ = ["check_style", "missing_styles", "write"]


def write(
    document: Document,
    house: House,
    *,
    locked: bool = True,
    draft: Draft | None = None,
    evidence: bytes = b"",
    style: bytes = b"",
) -> bytes:
    """The Word file of *document*: equal bytes for equal input.

    *locked* guards each quotation's content control against accidental editing; a *draft*, whose
    remarks become comments, is never locked. *evidence* is JSON that the file carries
    (`returned.docx`). *style* is a user's own .docx, the style template and letterhead: its page,
    running heads and feet, styles, fonts and theme; `missing_styles` says what it lacks.

    Raises OutputError for words that XML cannot carry, pictures that cannot be painted, evidence
    that is no JSON and a sheet that the house style lacks; TemplateError for a span without a
    style; StyleTemplateError for a *style* that is broken, encrypted, no .docx or has macros.
    """
    from briefgen.render.docx import package

    return package.write(
        document, house, locked=locked, draft=draft, evidence=evidence, style=style
    )


def check_style(style: bytes) -> None:
    """Raises StyleTemplateError, saying why not, where *style* cannot serve as style template."""
    from briefgen.render.docx import letterhead

    letterhead.read_letterhead(style)


def missing_styles(document: Document, house: House, style: bytes) -> tuple[str, ...]:
    """The names of the styles that *document* uses and *style*, a user's .docx, lacks.

    They are added to the file from the house style, and worth a warning. Raises as `write` does.
    """
    from briefgen.render.docx import package

    return package.missing_styles(document, house, style)
