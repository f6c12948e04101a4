"""A document written into a base document: body, notes, running head and foot, properties.

In: a `Document`, and what else its file is to carry. Out: the bytes of the finished package.

`write` is a list of steps on an open python-docx document. A user's own style template comes last:
it dresses the finished parts.
"""

from __future__ import annotations

import io
from collections import Counter
from datetime import UTC, datetime, time
from typing import Any

import docx
from briefgen.document import Document, Meta, NoteRef, all_inlines
from briefgen.errors import OutputError
from briefgen.house import House, Sheet
from briefgen.render.docx import notes
from briefgen.render.docx.archive import unzipped, zipped
from briefgen.render.docx.base import base_document
from briefgen.render.docx.body import Column, flow
from briefgen.render.docx.characters import CharacterStyles
from briefgen.render.docx.comments import Comments, comments, draft_styles
from briefgen.render.docx.dressing import dress
from briefgen.render.docx.evidence import attach
from briefgen.render.docx.letterhead import read_letterhead
from briefgen.render.docx.numbering import Lists
from briefgen.render.docx.parts import add_part
from briefgen.render.docx.running import write_running
from briefgen.render.docx.story import Desk, Story
from briefgen.render.docx.wml import carried
from briefgen.review import Draft
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE

_PROPERTY_LIMIT = 255
"""Longer core properties are not valid."""


def write(document: Document, house: House, *, draft: Draft | None, evidence: bytes) -> bytes:
    """The Word file of *document*; see the package's `write`."""
    return _saved(_written(document, house, draft, evidence), document.meta)


def write_dressed(
    document: Document, house: House, style: bytes, *, draft: Draft | None, evidence: bytes
) -> tuple[bytes, tuple[str, ...]]:
    """The fields of the package's `Dressed`, for *document* written for the page of a user's file
    and put into its clothes.
    """
    letterhead = read_letterhead(style)
    _sheet(house, document.meta)
    fitting = letterhead.page_of(house, document.meta)
    word = _written(document, fitting, draft, evidence)
    missing = dress(word, letterhead, is_draft=draft is not None)
    return _saved(word, document.meta), missing


def _written(document: Document, house: House, draft: Draft | None, evidence: bytes) -> Any:
    """The document in the house style, open."""
    meta = document.meta
    sheet = _sheet(house, meta)
    base = base_document(house, meta.page_size, meta.layout, meta.language)
    word = docx.Document(io.BytesIO(base))
    desk = _desk(document, sheet, word.part, locked=draft is None)
    if draft is not None:
        _prepare_review(desk, draft, word.part)
    _write_body(desk, word)
    _write_footnotes(desk, word.part)
    write_running(desk, word)
    _write_properties(meta, word.core_properties)
    if evidence:
        attach(evidence, word.part)
    return word


def _sheet(house: House, meta: Meta) -> Sheet:
    sheet = house.sheet(meta.page_size, meta.layout)
    if meta.page_size not in house.pages or meta.layout not in house.layouts:
        raise OutputError(f"the house style has no {meta.layout} on {meta.page_size} paper")
    return sheet


def _desk(document: Document, sheet: Sheet, part: Any, *, locked: bool) -> Desk:
    characters = CharacterStyles(sheet, part.part_related_by(RELATIONSHIP_TYPE.STYLES).element)
    marks = Counter(
        number
        for inline in all_inlines(document)
        if isinstance(inline, NoteRef)
        for number in inline.numbers
    )
    return Desk(
        document,
        sheet,
        characters,
        Lists(part.numbering_part.element),
        locked,
        cited_again=frozenset(number for number, count in marks.items() if count > 1),
    )


def _prepare_review(desk: Desk, draft: Draft, main: Any) -> None:
    """The part for comments, who writes them, and the styles that drafts alone have."""
    main.part_related_by(RELATIONSHIP_TYPE.STYLES).element.extend(draft_styles(desk.sheet))
    part = add_part(
        main, "comments", CONTENT_TYPE.WML_COMMENTS, RELATIONSHIP_TYPE.COMMENTS, comments()
    )
    desk.reviewer = Comments(draft, Story(desk, part))


def _write_body(desk: Desk, word: Any) -> None:
    column = Column(Story(desk, word.part, takes_notes=True), desk.sheet.text_width)
    word.element.body[0:0] = flow(desk.document.body, column)


def _write_footnotes(desk: Desk, main: Any) -> None:
    wanted = desk.document.notes if desk.document.meta.has_footnotes else ()
    part = add_part(
        main,
        "footnotes",
        CONTENT_TYPE.WML_FOOTNOTES,
        RELATIONSHIP_TYPE.FOOTNOTES,
        notes.footnotes(),
    )
    story = Story(desk, part)
    for note in wanted:
        if note.number in desk.noted:
            part.element.append(notes.footnote(note, story))


def _write_properties(meta: Meta, properties: Any) -> None:
    issued = datetime.combine(meta.issued, time(), tzinfo=UTC)
    values = {
        "title": meta.title,
        "author": meta.author,
        "last_modified_by": meta.author,
        "subject": meta.subject,
        "keywords": ", ".join(meta.keywords),
        "language": meta.language,
        "identifier": meta.identifier,
        "created": issued,
        "modified": issued,
        "revision": 1,
    }
    for name, value in values.items():
        if isinstance(value, str):
            value = carried(value)[:_PROPERTY_LIMIT]
        if value:
            setattr(properties, name, value)


def _saved(word: Any, meta: Meta) -> bytes:
    buffer = io.BytesIO()
    word.save(buffer)
    # python-docx stamps the time of saving on every part: pack again under the day of issue.
    return zipped(unzipped(buffer.getvalue()), meta.issued)
