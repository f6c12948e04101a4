"""Running head and foot: the same lines on every page, with page numbers and the mark of a draft.

In: a `Desk`. Out: their parts, and the references to them in the section.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from briefgen.document import Inline
from briefgen.render.docx.comments import draft_mark
from briefgen.render.docx.inlines import Pen, paint
from briefgen.render.docx.names import FOOTER, HEADER, Name
from briefgen.render.docx.parts import add_part
from briefgen.render.docx.story import Desk, Story
from briefgen.render.docx.wml import Element, node, root, w
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    tag: str
    style: Name
    content_type: str
    relation: str


_HEAD = _Kind("header", "w:hdr", HEADER, CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER)
_FOOT = _Kind("footer", "w:ftr", FOOTER, CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER)


def write_running(desk: Desk, word: Any) -> None:
    """Running head and foot, where the document has them; a draft says in its head that it is."""
    document = desk.document
    marks = [draft_mark()] if desk.reviewer else []
    references = [
        _written(desk, word.part, inlines, kind, below)
        for inlines, kind, below in ((document.header, _HEAD, marks), (document.footer, _FOOT, []))
        if inlines or below
    ]
    word.element.body.sectPr[0:0] = references


def _written(
    desk: Desk, main: Any, inlines: tuple[Inline, ...], kind: _Kind, below: list[Element]
) -> Element:
    """Write one of them, with the paragraphs *below* it; the reference to it for the section."""
    content = root(kind.tag)
    part = add_part(main, f"{kind.name}1", kind.content_type, kind.relation, content)
    if inlines:
        content.append(_line(inlines, kind.style, Story(desk, part)))
    content.extend(below)
    target = main.relate_to(part, kind.relation)
    return node(f"w:{kind.name}Reference", {"w:type": "default", "r:id": target})


def _line(inlines: tuple[Inline, ...], style: Name, story: Story) -> Element:
    pen = Pen(story, story.desk.sheet.role("running"))
    return w("p", w("pPr", w("pStyle", val=style.id)), *paint(inlines, pen))
