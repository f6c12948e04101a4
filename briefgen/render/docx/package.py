"""A document written into a base document: body, notes, running head and foot, properties.

In: a `Document` and the base's bytes. Out: the bytes of the finished package.

`write` is a list of steps on an open python-docx document: whatever else a file is to carry (a
user's own base, comments of a draft, the evidence as ``customXml/item2``) is a step more.
"""

from __future__ import annotations

import io
from collections import Counter
from datetime import UTC, datetime, time
from typing import Any

import docx
from briefgen.document import Document, Inline, Meta, NoteRef, all_inlines
from briefgen.errors import OutputError
from briefgen.house import House, Sheet
from briefgen.render.docx import notes
from briefgen.render.docx.archive import unzipped, zipped
from briefgen.render.docx.base import base_document
from briefgen.render.docx.body import Column, flow, paragraph
from briefgen.render.docx.characters import CharacterStyles
from briefgen.render.docx.inlines import Pen, paint
from briefgen.render.docx.names import FOOTER, HEADER, Name
from briefgen.render.docx.numbering import Lists
from briefgen.render.docx.story import Desk, Story
from briefgen.render.docx.wml import Element, carried, node, root
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart

_PROPERTY_LIMIT = 255
"""Longer core properties are not valid."""


def write(document: Document, house: House, *, locked: bool) -> bytes:
    """The Word file of *document*; see the package's `write`."""
    meta = document.meta
    sheet = _sheet(house, meta)
    base = base_document(house, meta.page_size, meta.layout, meta.language)
    word = docx.Document(io.BytesIO(base))
    desk = _desk(document, sheet, word.part, locked=locked)
    _write_body(desk, word)
    _write_footnotes(desk, word.part)
    _write_running(desk, word)
    _write_properties(meta, word.core_properties)
    return _saved(word, meta)


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


def _write_body(desk: Desk, word: Any) -> None:
    column = Column(Story(desk, word.part, takes_notes=True), desk.sheet.text_width)
    word.element.body[0:0] = flow(desk.document.body, column)


def _write_footnotes(desk: Desk, main: Any) -> None:
    wanted = desk.document.notes if desk.has_footnotes else ()
    part = _part(
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


_HEAD = ("header", "w:hdr", HEADER, CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER)
_FOOT = ("footer", "w:ftr", FOOTER, CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER)


def _write_running(desk: Desk, word: Any) -> None:
    """Running head and foot, where the document has them."""
    references = [
        _running(desk, word.part, inlines, *kind)
        for inlines, kind in ((desk.document.header, _HEAD), (desk.document.footer, _FOOT))
        if inlines
    ]
    word.element.body.sectPr[0:0] = references


def _running(
    desk: Desk,
    main: Any,
    inlines: tuple[Inline, ...],
    name: str,
    tag: str,
    style: Name,
    content_type: str,
    relation: str,
) -> Element:
    """Write one of them; the reference to it for the section."""
    line = root(tag)
    part = _part(main, f"{name}1", content_type, relation, line)
    line.append(_running_line(inlines, style, Story(desk, part)))
    target = main.relate_to(part, relation)
    return node(f"w:{name}Reference", {"w:type": "default", "r:id": target})


def _running_line(inlines: tuple[Inline, ...], style: Name, story: Story) -> Element:
    return paragraph(style, paint(inlines, Pen(story, story.desk.sheet.role("running"))))


def _part(main: Any, name: str, content_type: str, relation: str, element: Element) -> Any:
    part = XmlPart(PackURI(f"/word/{name}.xml"), content_type, element, main.package)
    main.relate_to(part, relation)
    return part


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
