"""The names of the styles and lists of a file: what every module calls them, and Word shows.

Word's own styles are used where it has one for the purpose, so that its navigation, its outline and
screen readers know what a paragraph is.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A style as Word knows it: *id* in the file, *shown* to people; *outline* from 0."""

    id: str
    shown: str
    outline: int | None = None

    def for_size(self, size: float) -> Name:
        """The name of the variant of a style for text of *size* points."""
        shown = self.shown if self.shown.startswith("Brief ") else f"Brief {self.shown.title()}"
        variant = f"{shown} {size:g}"
        return Name(variant.replace(" ", "").replace(".", "-"), variant)


# The title is Heading 1, not Title: a screen reader finds headings without a gap.
_WORDS_OWN = {
    "title": Name("Heading1", "heading 1", 0),
    "heading": Name("Heading2", "heading 2", 1),
    "heading-for": Name("BriefHeadingFor", "Brief Heading For", 1),
    "heading-against": Name("BriefHeadingAgainst", "Brief Heading Against", 1),
    "claim": Name("Heading3", "heading 3", 2),
    "subheading": Name("Heading4", "heading 4", 3),
    "subtitle": Name("Subtitle", "Subtitle"),
    "body": Name("BodyText", "Body Text"),
    "blockquote": Name("Quote", "Quote"),
    "note": Name("FootnoteText", "footnote text"),
}
LIST_BULLET = Name("ListBullet", "List Bullet")
LIST_NUMBER = Name("ListNumber", "List Number")
HEADER = Name("Header", "header")
FOOTER = Name("Footer", "footer")
HYPERLINK = Name("Hyperlink", "Hyperlink")
FOOTNOTE_REFERENCE = Name("FootnoteReference", "footnote reference")
NOTE_MARK = Name("BriefNoteMark", "Brief Note Mark")
ROW_HEAD = Name("BriefRowHead", "Brief Row Head")
TERM = Name("BriefTermWord", "Brief Term Word")
FIGURE = Name("BriefFigure", "Brief Figure")
CALLOUT_BOX = Name("BriefCalloutBox", "Brief Callout Box")
COLUMNS = Name("BriefColumns", "Brief Columns")
FIRST_DEFINITION = Name("BriefFirstDefinition", "Brief First Definition")
QUOTE_FROM_RIGHT = Name("BriefQuoteFromRight", "Brief Quote From Right")
NOTE_SEPARATOR = Name("BriefNoteSeparator", "Brief Note Separator")
COMMENT_TEXT = Name("CommentText", "annotation text")
COMMENT_REFERENCE = Name("CommentReference", "annotation reference")
DRAFT_MARK = Name("BriefDraftMark", "Brief Draft Mark")
HAIRLINE = Name("BriefHairline", "Brief Hairline")
GAP_CALLOUT = Name("BriefGapCallout", "Brief Gap Callout")
GAP_TABLE = Name("BriefGapTable", "Brief Gap Table")


BULLETS, NUMBERS, SOURCES = 1, 2, 3
"""The lists of the base part, one per kind of list."""
NUMBERED = {LIST_BULLET.id: BULLETS, LIST_NUMBER.id: NUMBERS, "BriefSourceEntry": SOURCES}
"""The list that a paragraph style belongs to."""


def style_of(role: str) -> Name:
    """The paragraph style of a role of the house style."""
    if role in _WORDS_OWN:
        return _WORDS_OWN[role]
    return _brief(role)


def table_style(role: str) -> Name:
    """The table style of a kind of table; '' is that of any table."""
    return _brief(f"table-{role}" if role else "table")


def _brief(role: str) -> Name:
    shown = "Brief " + role.replace("-", " ").title()
    return Name(shown.replace(" ", ""), shown)
