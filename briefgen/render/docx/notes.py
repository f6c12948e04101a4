"""Footnotes: a part of its own, with the separators that Word asks for.

In: the notes of a document. Out: ``footnotes.xml``, each note under its number.
"""

from __future__ import annotations

from briefgen.document import Note
from briefgen.render.docx.inlines import Pen, paint
from briefgen.render.docx.names import NOTE_SEPARATOR, style_of
from briefgen.render.docx.story import Story
from briefgen.render.docx.wml import Element, root, w, words

SEPARATOR, CONTINUATION = -1, 0


def footnotes() -> Element:
    """An empty ``w:footnotes`` with its separators."""
    part = root("w:footnotes")
    part.append(_separator(SEPARATOR, "separator"))
    part.append(_separator(CONTINUATION, "continuationSeparator"))
    return part


def footnote(note: Note, story: Story) -> Element:
    """One footnote, ready for the part that *story* writes."""
    pen = Pen(story, story.desk.sheet.role("note"))
    # At the foot the number stands on the line, as in the PDF.
    mark = w("r", w("footnoteRef"))
    content = (mark, w("r", words("\N{EN SPACE}")), *paint(note.children, pen))
    style = w("pPr", w("pStyle", val=style_of("note").id))
    return w("footnote", w("p", style, *content), id=note.number)


def settings_entry() -> Element:
    """``w:footnotePr`` for the settings: which notes are the separators."""
    return w("footnotePr", w("footnote", id=SEPARATOR), w("footnote", id=CONTINUATION))


def _separator(number: int, kind: str) -> Element:
    line = w("p", w("pPr", w("pStyle", val=NOTE_SEPARATOR.id)), w("r", w(kind)))
    return w("footnote", line, type=kind, id=number)
