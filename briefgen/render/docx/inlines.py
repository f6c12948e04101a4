"""Inlines → runs: words, quotations in content controls, note marks, links and fields.

In: inlines of the tree and the role of their paragraph. Out: the elements that stand in ``w:p``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from briefgen.document import (
    Break,
    Emphasis,
    Field,
    Inline,
    Link,
    NoteRef,
    Quote,
    Strong,
    Styled,
    Text,
    plain,
)
from briefgen.errors import OutputError
from briefgen.house import Role
from briefgen.render.docx.anchors import Edge, Painted, anchored
from briefgen.render.docx.characters import EMPHASIS, LINK, STRONG
from briefgen.render.docx.names import COMMENT_REFERENCE, FOOTNOTE_REFERENCE, NOTE_MARK, Name
from briefgen.render.docx.story import Desk, Story, tag_of
from briefgen.render.docx.wml import Element, carried, node, w, words
from briefgen.render.landmarks import JOINER, MARK_SEPARATOR
from briefgen.render.scripts import kept_in_order, stretches
from docx.opc.constants import RELATIONSHIP_TYPE

_EAST_ASIAN = frozenset({"zh", "ja", "ko"})
_FROM_RIGHT = frozenset({"ar", "fa", "he", "ps", "ug", "ur", "yi"})
"""Languages whose words Word takes for complex script."""
_FIELDS = {"page": "PAGE", "pages": "NUMPAGES"}
TO_THE_RIGHT = "right"
"""The span that a running head or foot sets at the right margin."""
_APART = "\u00a0" * 8
"""Nearly two em, as in the PDF: what stands behind a tab may otherwise touch what is before.

No line may end in it: LibreOffice would leave the tab on the line before, and set the rest left.
"""


@dataclass(frozen=True, slots=True)
class Pen:
    """How the next run is written: in which story, in which paragraph, inside which spans."""

    story: Story
    role: Role
    spans: tuple[str, ...] = ()
    language: str = ""
    """Where it is another than the document's."""

    def within(self, span: str) -> Pen:
        """The same pen inside one more span."""
        return replace(self, spans=(*self.spans, span))

    def speaking(self, language: str) -> Pen:
        """The same pen for words in *language*; '' leaves it as it is."""
        return replace(self, language=language) if language else self

    def style(self) -> Element | None:
        """``w:rStyle`` for the spans, if they need one."""
        style = self.story.desk.characters.id_for(self.spans, self.role)
        return w("rStyle", val=style) if style else None


def paint(inlines: tuple[Inline, ...], pen: Pen) -> Iterator[Element]:
    """The runs, links and controls of *inlines*."""
    before = " "
    for inline in _with_remarks(inlines, pen.story):
        if isinstance(inline, Edge):
            yield from _edge(inline, pen.story.desk)
        elif isinstance(inline, NoteRef):
            pen.story.desk.marks += pen.story.takes_notes
            yield from _note_marks(inline.numbers, before, pen)
        else:
            yield from _paint_one(inline, pen)
            before = plain((inline,))[-1:] or before


def _paint_one(inline: Inline, pen: Pen) -> Iterator[Element]:
    match inline:
        case Text(text):
            yield from runs(kept_in_order(text), pen)
        case Strong(children):
            yield from paint(children, pen.within(STRONG))
        case Emphasis(children, language):
            yield from paint(children, pen.within(EMPHASIS).speaking(language))
        case Styled(role, children):
            yield from _styled(role, children, pen)
        case Quote(excerpt, cut, text, language):
            yield from quotation(excerpt, cut, f"“{text}”", pen.speaking(language))
        case Link(href, children):
            yield from _link(href, children, pen)
        case Field(name):
            yield w("fldSimple", _run(pen, words("1")), instr=_FIELDS[name])
        case Break():
            yield _run(pen, w("br"))


def _styled(role: str, children: tuple[Inline, ...], pen: Pen) -> Iterator[Element]:
    if role == TO_THE_RIGHT:
        yield _run(pen, w("tab"))
        yield _run(pen, words(_APART))
        yield from paint(children, pen)
    else:
        yield from paint(children, pen.within(role))


def _run(pen: Pen, content: Element) -> Element:
    style = pen.style()
    return w("r", w("rPr", style) if style is not None else None, content)


# --- words and scripts -------------------------------------------------------------------------


def runs(text: str, pen: Pen) -> Iterator[Element]:
    """*text* as runs; right-to-left stretches are marked as such, in Word's complex-script font."""
    for stretch, backwards in stretches(text):
        style = pen.style()
        wanted = (style, w("rtl") if backwards else None, _language(pen.language))
        properties = [one for one in wanted if one is not None]
        yield w("r", w("rPr", *properties) if properties else None, words(stretch))


def _language(language: str) -> Element | None:
    """``w:lang`` for words in another language than the document's; Word keeps one for each kind of
    script.
    """
    if not language:
        return None
    primary = language.partition("-")[0].lower()
    if primary in _EAST_ASIAN:
        return w("lang", eastAsia=language)
    return w("lang", bidi=language) if primary in _FROM_RIGHT else w("lang", val=language)


# --- quotations --------------------------------------------------------------------------------


def quotation(excerpt: str, cut: str, text: str, pen: Pen) -> Iterator[Element]:
    """A quotation in its control; in a draft with the remark on it."""
    reviewer = pen.story.reviewer
    comment = reviewer.on_quotation(excerpt, cut) if reviewer else None
    painted = _control(excerpt, text, pen)
    if comment is None:
        yield painted
        return
    yield from _edge(Edge(comment, opens=True), pen.story.desk)
    yield painted
    yield from _edge(Edge(comment, opens=False), pen.story.desk)


def _control(excerpt: str, text: str, pen: Pen) -> Element:
    """A quotation in a content control tagged with its excerpt, guarded if the file is final."""
    desk = pen.story.desk
    properties = w(
        "sdtPr",
        w("tag", val=tag_of(excerpt)),
        w("id", val=next(desk.controls)),
        w("lock", val="contentLocked") if desk.locked else None,
    )
    return w("sdt", properties, w("sdtContent", *runs(text, pen)))


# --- remarks of a draft ------------------------------------------------------------------------


def _with_remarks(inlines: tuple[Inline, ...], story: Story) -> Iterable[Painted]:
    """*inlines* with the edges of remarks among them; as they are where nobody comments."""
    if story.reviewer is None:
        return inlines
    return anchored(inlines, story.desk.marks, story.reviewer.on_mark)


def _edge(edge: Edge, desk: Desk) -> Iterator[Element]:
    if edge.opens:
        yield w("commentRangeStart", id=edge.comment)
        return
    yield w("commentRangeEnd", id=edge.comment)
    desk.held.append(edge.comment)
    if not desk.holds_comments:
        yield from _comment_marks(desk)


def _comment_marks(desk: Desk) -> Iterator[Element]:
    """The marks of the comments that have ended: what they are about is between their edges."""
    for comment in desk.held:
        style = w("rPr", w("rStyle", val=COMMENT_REFERENCE.id))
        yield w("r", style, w("commentReference", id=comment))
    desk.held.clear()


# --- notes -------------------------------------------------------------------------------------


def _note_marks(numbers: tuple[int, ...], before: str, pen: Pen) -> Iterator[Element]:
    """The marks of notes after a word that ends in the character *before*."""
    if not numbers:
        return
    if _breaks_after(before):
        yield _mark(words(JOINER), NOTE_MARK, pen)
    if not (pen.story.takes_notes and pen.story.desk.document.meta.has_footnotes):
        yield _mark(words(MARK_SEPARATOR.join(map(str, numbers))), NOTE_MARK, pen)
        return
    for index, number in enumerate(numbers):
        if index:
            yield _mark(words(MARK_SEPARATOR), NOTE_MARK, pen)
        yield from _footnote_mark(number, pen)


def _breaks_after(char: str) -> bool:
    """Whether a line may end after *char*, so that a mark could begin the next one."""
    return unicodedata.category(char) == "Pd" or unicodedata.east_asian_width(char) in "WF"


def _footnote_mark(number: int, pen: Pen) -> Iterator[Element]:
    """The mark of a footnote; where the note was cited before, a reference to that mark."""
    desk = pen.story.desk
    name = f"_RefNote{number}"
    if number in desk.noted:
        shown = _mark(words(str(number)), FOOTNOTE_REFERENCE, pen)
        yield w("fldSimple", shown, instr=rf"NOTEREF {name} \f \h")
        return
    _require_next(number, desk)
    desk.noted.add(number)
    mark = _mark(w("footnoteReference", id=number), FOOTNOTE_REFERENCE, pen)
    yield from bookmarked(name, [mark], desk) if number in desk.cited_again else [mark]
    if not desk.holds_comments:
        yield from _comment_marks(desk)


def _require_next(number: int, desk: Desk) -> None:
    """Word counts footnotes by itself: refuse a document in which it would count differently."""
    if number != len(desk.noted) + 1 or number > len(desk.document.notes):
        raise OutputError(
            f"{desk.document.meta.identifier}: footnote {number} is not the next one in reading"
            " order, or has no text",
            hint="number the notes of the document after pruning it",
        )


def bookmarked(name: str, content: list[Element], desk: Desk) -> list[Element]:
    """*content* between the two ends of a bookmark."""
    number = next(desk.bookmarks)
    start = w("bookmarkStart", id=number, name=name)
    return [start, *content, w("bookmarkEnd", id=number)]


def _mark(content: Element, name: Name, pen: Pen) -> Element:
    style = pen.story.desk.characters.mark_for(name, pen.role)
    return w("r", w("rPr", w("rStyle", val=style)), content)


# --- links -------------------------------------------------------------------------------------


def _link(href: str, children: tuple[Inline, ...], pen: Pen) -> Iterator[Element]:
    desk = pen.story.desk
    if href.startswith("#") and href[1:] not in desk.targets:
        # The heading was pruned, or never there: a link to it would lead nobody anywhere.
        yield from paint(children, pen)
        return
    painted = paint(children, pen.within(LINK))
    if href.startswith("#"):
        yield w("hyperlink", *painted, anchor=desk.bookmark_name(href[1:]))
        return
    target = pen.story.part.relate_to(carried(href), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    yield node("w:hyperlink", {"r:id": target}, *painted)
