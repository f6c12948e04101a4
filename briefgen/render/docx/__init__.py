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

from dataclasses import dataclass

from briefgen.document import Document
from briefgen.house import House
from briefgen.review import Draft

__all__ = ["Dressed", "check_style", "words_of_style", "write", "write_dressed"]


@dataclass(frozen=True, slots=True)
class Dressed:
    """A Word file in the clothes of a user's own, and the names of the styles which that lacks.

    These were added to the file from the house style, which is worth a warning.
    """

    file: bytes
    missing: tuple[str, ...]


def write(
    document: Document, house: House, *, draft: Draft | None = None, evidence: bytes = b""
) -> bytes:
    """The Word file of *document*: equal bytes for equal input.

    Each quotation's content control is guarded against accidental editing, but in a *draft*, whose
    remarks become comments. *evidence* is JSON that the file carries (`returned.docx`).

    Raises OutputError for words that XML cannot carry, pictures that cannot be painted, evidence
    that is no JSON and a sheet that the house style lacks; TemplateError for a span without a
    style.
    """
    from briefgen.render.docx import package

    return package.write(document, house, draft=draft, evidence=evidence)


def write_dressed(
    document: Document,
    house: House,
    style: bytes,
    *,
    draft: Draft | None = None,
    evidence: bytes = b"",
) -> Dressed:
    """The Word file of *document* as `write` makes it, dressed in *style*, a user's own .docx.

    That is its style template and letterhead: its page, running heads and feet, styles, fonts and
    theme. Raises as `write` does, and StyleTemplateError for a *style* that is broken, encrypted,
    no .docx or has macros.
    """
    from briefgen.render.docx import package

    file, missing = package.write_dressed(document, house, style, draft=draft, evidence=evidence)
    return Dressed(file, missing)


def check_style(style: bytes) -> None:
    """Raises StyleTemplateError, saying why not, where *style* cannot serve as style template."""
    from briefgen.render.docx import letterhead

    letterhead.read_letterhead(style)


def words_of_style(style: bytes) -> tuple[str, ...]:
    """The paragraphs of the running heads and feet of *style*, which files dressed in it show."""
    from briefgen.render.docx import letterhead

    return tuple(letterhead.read_letterhead(style).words())
