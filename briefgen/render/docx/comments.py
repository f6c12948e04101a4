"""Comments: the remarks of a draft as Word comments, and the mark of a draft in its running head.

In: a `Draft` and the story of the part that holds the comments. Out: ``comments.xml``, and the
elements that anchor a comment in the body. A final has none of this, the part included.

LibreOffice 7.4 mixes up the footnotes of a file that has two comments or more among them, whoever
wrote it: four notes and two comments in a file of plain python-docx are enough.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.document import Inline, Text
from briefgen.house import Sheet
from briefgen.render.docx.inlines import Pen, paint
from briefgen.render.docx.names import COMMENT_REFERENCE, COMMENT_TEXT, DRAFT_MARK
from briefgen.render.docx.story import Story
from briefgen.render.docx.styles import paragraph_style, plain_style
from briefgen.render.docx.wml import Element, half_points, mended, root, w, words
from briefgen.review import IS_DRAFT, Draft, Remark

AUTHOR, INITIALS = "briefgen", "bg"
_SIZE = 10
"""The size of comments, in points, as in Word itself."""


def comments() -> Element:
    """An empty ``w:comments``."""
    return root("w:comments")


def draft_styles(sheet: Sheet) -> Iterator[Element]:
    """The styles that only drafts need."""
    size = (w("sz", val=half_points(_SIZE)), w("szCs", val=half_points(_SIZE)))
    spacing = w("spacing", before=0, after=60, line=240, lineRule="auto")
    yield plain_style("paragraph", COMMENT_TEXT, w("pPr", spacing), w("rPr", *size))
    small = w("rPr", w("sz", val=half_points(8)), w("szCs", val=half_points(8)))
    yield plain_style("character", COMMENT_REFERENCE, small)
    loud = sheet.role("running").model_copy(update={"weight": "bold", "colour": "against"})
    yield paragraph_style(sheet, DRAFT_MARK, loud)


def draft_mark() -> Element:
    """The paragraph that says in the running head that this is a draft."""
    style = w("pPr", w("pStyle", val=DRAFT_MARK.id))
    return w("p", style, w("r", words(IS_DRAFT)))


class Comments:
    """Writes the comments of a draft as their places are painted, numbered in reading order."""

    def __init__(self, draft: Draft, story: Story) -> None:
        self._draft = draft
        self._story = story
        issued = story.desk.document.meta.issued
        self._date = f"{issued.isoformat()}T00:00:00Z"

    def on_quotation(self, excerpt: str, cut: str) -> int | None:
        """The number of a new comment on a quotation; None where there is no remark."""
        return self._written(self._draft.quotations.get((excerpt, cut)))

    def on_mark(self, place: int) -> int | None:
        """The number of a new comment on the note mark at *place*; None where there is none."""
        return self._written(self._draft.bases.get(place))

    def _written(self, remark: Remark | None) -> int | None:
        if remark is None:
            return None
        part = self._story.part.element
        number = len(part)
        part.append(self._comment(remark, number))
        return number

    def _comment(self, remark: Remark, number: int) -> Element:
        lines = [self._line(line) for line in remark.lines]
        reference = w("r", w("rPr", w("rStyle", val=COMMENT_REFERENCE.id)), w("annotationRef"))
        lines[0].insert(1, reference)
        return w("comment", *lines, id=number, author=AUTHOR, date=self._date, initials=INITIALS)

    def _line(self, line: tuple[Inline, ...]) -> Element:
        pen = Pen(self._story, self._story.desk.sheet.role("body"))
        style = w("pPr", w("pStyle", val=COMMENT_TEXT.id))
        return w("p", style, *paint(tuple(_legible(one) for one in line), pen))


def _legible(inline: Inline) -> Inline:
    # A source may hold, beside the words quoted, what XML cannot carry: no reason to fail.
    return Text(mended(inline.text)) if isinstance(inline, Text) else inline
