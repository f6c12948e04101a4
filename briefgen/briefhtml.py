"""Brief HTML becomes the document tree, and every quotation in it is proven again.

In: HTML text from a template, and the proven excerpts. Out: body, header and footer of a
`Document`. A quotation whose words are not, word for word, those that its excerpt stands for is a
`TemplateError` naming template, line and element; so is anything outside the vocabulary of
`markup`.

Text is collapsed white space; entities are resolved; nothing is ever interpreted twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest
from typing import Literal, cast

from briefgen.document import (
    Block,
    BlockQuote,
    Break,
    Callout,
    Cell,
    Columns,
    Definition,
    Definitions,
    Emphasis,
    Field,
    Figure,
    Group,
    Heading,
    Inline,
    Item,
    Link,
    Listing,
    NoteRef,
    Paragraph,
    Quote,
    Row,
    Section,
    SourceList,
    Strong,
    Styled,
    Table,
    Text,
)
from briefgen.errors import InputErrors, TemplateError, printable
from briefgen.excerpts import Excerpt, Quotation
from briefgen.markup import INLINE, Element, Reader, words_of
from briefgen.quotations import in_quotes, prove

_LINES = ("header", "footer")
_LINK = re.compile(r"(https?://|mailto:|#)[^\s]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures that templates may show, by name: SVG source or PNG bytes."""

    svg: Mapping[str, str] = field(default_factory=dict)
    png: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """What stands right in the article: *text* is its HTML, up to the next part."""

    text: str
    name: str
    """``header``, ``footer``, or another element for a block."""
    made: Block | tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """What a template produced, in its parts; *head* and *tail* are the HTML around these."""

    head: str
    parts: tuple[Part, ...]
    tail: str

    @property
    def is_sound(self) -> bool:
        """Whether it has one header at most, and one footer."""
        names = [one.name for one in self.parts]
        return all(names.count(name) <= 1 for name in _LINES)

    def parsed(self) -> Parsed:
        """What the parts are together."""
        lines = {one.name: one.made for one in self.parts if isinstance(one.made, tuple)}
        body = tuple(one.made for one in self.parts if not isinstance(one.made, tuple))
        return Parsed(body, lines.get("header", ()), lines.get("footer", ()))


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a template produced: the parts of a `Document` without its properties."""

    body: tuple[Block, ...]
    header: tuple[Inline, ...]
    footer: tuple[Inline, ...]


def parse(
    html: str, excerpts: Mapping[str, Excerpt], pictures: Pictures | None = None, template: str = ""
) -> Parsed:
    """Parse and prove what a template wrote.

    Raises `InputErrors` with a `TemplateError` for every element outside the vocabulary and for
    every quotation that is not, word for word, what its excerpt stands for.
    """
    return article(html, excerpts, pictures, template).parsed()


def article(
    html: str, excerpts: Mapping[str, Excerpt], pictures: Pictures | None = None, template: str = ""
) -> Article:
    """The same, and of which part of *html* each part was made. Raises as `parse` does."""
    root, mistakes = Reader(template).read(html)
    if mistakes:
        raise InputErrors(mistakes)
    builder = _Builder(excerpts, pictures or Pictures())
    made = builder.article(root)
    if builder.mistakes:
        raise InputErrors(builder.mistakes)
    [element] = root.elements()
    starts = [child.start for child in element.elements()]
    bounds = pairwise([*starts, element.end])
    return Article(
        html[: min(starts, default=element.end)],
        tuple(
            Part(html[begin:end], name, one)
            for (begin, end), (name, one) in zip(bounds, made, strict=True)
        ),
        html[element.end :],
    )


class _Builder:
    """Turns elements into the document tree, proving quotations on the way."""

    def __init__(self, excerpts: Mapping[str, Excerpt], pictures: Pictures) -> None:
        self._excerpts = excerpts
        self._pictures = pictures
        self.mistakes: list[TemplateError] = []
        self._makers: Mapping[str, Callable[[Element], Block | None]] = {
            "section": lambda e: Section(e.attributes["data-name"], self.blocks(e), e.increment),
            "div": self._division,
            "aside": lambda e: Callout(self.blocks(e), e.role, e.increment),
            "h1": self._heading,
            "h2": self._heading,
            "h3": self._heading,
            "h4": self._heading,
            "p": lambda e: Paragraph(self.inlines(e), e.role or "body", e.increment),
            "blockquote": self._blockquote,
            "ul": self._listing,
            "ol": self._listing,
            "table": self._table,
            "dl": self._definitions,
            "img": self._figure,
            "sources": self._sources,
        }

    def article(self, root: Element) -> list[tuple[str, Block | tuple[Inline, ...]]]:
        """The elements of the article by name, and what each becomes; the mistaken left out."""
        if [element.name for element in root.elements()] != ["article"]:
            message = "a template writes exactly one <article>"
            self.mistakes.append(TemplateError(message, root.place))
            return []
        [article] = root.elements()
        self._no_words(root, "stand outside <article>", article)
        self._no_words(article, "stand outside any paragraph")
        found: list[tuple[str, Block | tuple[Inline, ...]]] = []
        for child in article.elements():
            line = child.name in _LINES
            made = self.inlines(child) if line else self._block(child)
            if line and any(name == child.name for name, _ in found):
                self._mistake(child, f"there is one <{child.name}>")
            elif made is not None:
                found.append((child.name, made))
        return found

    # blocks

    def blocks(self, element: Element) -> tuple[Block, ...]:
        """The blocks that a container element holds."""
        self._no_words(element, "stand outside any paragraph")
        made: list[Block] = []
        for child in element.children:
            block = None if isinstance(child, str) else self._block(child)
            if block is not None:
                made.append(block)
        return tuple(made)

    def _block(self, element: Element) -> Block | None:
        maker = self._makers.get(element.name)
        if maker is None:
            self._mistake(element, f"<{element.name}> cannot stand between paragraphs")
            return None
        return maker(element)

    def _no_words(self, element: Element, where: str, blamed: Element | None = None) -> None:
        """Reports words right in *element*, which holds elements only."""
        for child in element.children:
            if isinstance(child, str) and child.strip():
                stray = printable(" ".join(child.split()), 60)
                self._mistake(blamed or element, f"words {where}: {stray}")

    def _division(self, element: Element) -> Block | None:
        if element.role == "columns":
            columns = element.elements()
            if len(columns) != 2 or any(one.role != "column" for one in columns):
                self._mistake(element, "columns hold exactly two <div class=column>")
                return None
            self._no_words(element, "stand outside <div class=column>")
            left, right = (self.blocks(one) for one in columns)
            return Columns(left, right, element.increment)
        if element.role == "column":
            self._mistake(element, "a column stands in <div class=columns>")
            return None
        return Group(self.blocks(element), element.increment)

    def _heading(self, element: Element) -> Block:
        role = f"heading-{element.role}" if element.role else ""
        anchor = element.attributes.get("id", "")
        return Heading(int(element.name[1]), self.inlines(element), role, anchor, element.increment)

    def _blockquote(self, element: Element) -> Block | None:
        proven = self._proven(element)
        if proven is None:
            return None
        excerpt, cut, quotation = proven
        return BlockQuote(excerpt.id, cut, quotation.text, element.increment)

    def _listing(self, element: Element) -> Block:
        items = tuple(
            Item(self.inlines(item), item.increment) for item in self._only(element, {"li"})
        )
        return Listing(items, element.name == "ol", element.increment)

    def _table(self, element: Element) -> Block | None:
        widths = self._widths(element)
        rows = self._only(element, {"tr"})
        if not rows:
            self._mistake(element, "a table has a header row")
        if widths is None or not rows:
            return None
        head, *rest = (Row(self._cells(row, len(widths)), row.increment) for row in rows)
        if not all(cell.header for cell in head.cells):
            self._mistake(rows[0], "the first row of a table is its header row: <th> in each cell")
        return Table(
            widths,
            head.cells,
            tuple(rest),
            element.attributes["data-caption"],
            element.role,
            element.increment,
        )

    def _widths(self, element: Element) -> tuple[float, ...] | None:
        try:
            widths = tuple(float(part) for part in element.attributes["data-widths"].split())
        except ValueError:
            widths = ()
        if not all(width > 0 for width in widths) or not abs(sum(widths) - 100) < 0.01:
            self._mistake(element, "data-widths are percentages that add up to 100")
            return None
        return widths

    def _cells(self, row: Element, expected: int) -> tuple[Cell, ...]:
        cells = self._only(row, {"th", "td"})
        if len(cells) != expected:
            self._mistake(row, f"this row has {len(cells)} cells, the table {expected} columns")
        return tuple(Cell(self.inlines(cell), cell.name == "th") for cell in cells)

    def _definitions(self, element: Element) -> Block:
        parts = self._only(element, {"dt", "dd"})
        if [part.name for part in parts] != ["dt", "dd"] * (len(parts) // 2):
            self._mistake(element, "<dl> holds pairs of <dt> and <dd>")
        pairs = zip(parts[::2], parts[1::2], strict=False)
        return Definitions(
            tuple(Definition(words_of(term), self.inlines(words)) for term, words in pairs),
            element.increment,
        )

    def _figure(self, element: Element) -> Block | None:
        name = element.attributes["data-picture"]
        svg, png = self._pictures.svg.get(name, ""), self._pictures.png.get(name, b"")
        if not svg and not png:
            self._mistake(element, f"there is no picture {printable(name)}")
            return None
        if not element.attributes["alt"].strip():
            self._mistake(element, "alt says in words what the picture shows")
        width = self._figure_width(element)
        return Figure(element.attributes["alt"], width, svg, png, element.role, element.increment)

    def _figure_width(self, element: Element) -> float:
        try:
            width = float(element.attributes["data-width"])
        except ValueError:
            width = 0.0
        if not 0 < width <= 100:
            self._mistake(element, "data-width is a percentage of the text width")
        return width

    def _sources(self, element: Element) -> Block | None:
        form = element.attributes["data-form"]
        if form not in {"line", "list"}:
            self._mistake(element, "data-form is line or list")
            return None
        return SourceList(cast('Literal["line", "list"]', form), (), element.increment)

    def _only(self, element: Element, names: set[str]) -> list[Element]:
        """The children, each of which must be one of *names*."""
        wanted = " or ".join(f"<{name}>" for name in sorted(names))
        self._no_words(element, f"stand outside {wanted}")
        for child in element.elements():
            if child.name not in names:
                self._mistake(child, f"<{element.name}> holds {wanted} only")
        return [child for child in element.elements() if child.name in names]

    # inlines

    def inlines(self, element: Element) -> tuple[Inline, ...]:
        """The inlines of one paragraph-like element: white space collapsed, trimmed at its ends."""
        return _trim(_collapse(self._raw_inlines(element)))

    def _raw_inlines(self, element: Element) -> list[Inline]:
        made: list[Inline] = []
        for child in element.children:
            if isinstance(child, str):
                made.append(Text(child))
            elif child.name in INLINE:
                inline = self._inline(child)
                if inline is not None:
                    made.append(inline)
            else:
                self._mistake(child, f"<{child.name}> cannot stand inside <{element.name}>")
        return made

    def _inline(self, element: Element) -> Inline | None:
        match element.name:
            case "strong":
                return Strong(tuple(self._raw_inlines(element)))
            case "em":
                return Emphasis(tuple(self._raw_inlines(element)))
            case "span":
                return Styled(element.role, tuple(self._raw_inlines(element)))
            case "a":
                return self._link(element)
            case "q":
                return self._quote(element)
            case "note":
                return self._note(element)
            case "field":
                return self._field(element)
            case _:
                return Break()

    def _link(self, element: Element) -> Inline | None:
        href = element.attributes["href"]
        if not _LINK.fullmatch(href):
            self._mistake(element, f"{printable(href)} is no address that a reader may follow")
            return None
        return Link(href, tuple(self._raw_inlines(element)))

    def _quote(self, element: Element) -> Inline | None:
        proven = self._proven(element)
        if proven is None:
            return None
        excerpt, cut, quotation = proven
        return Quote(excerpt.id, cut, in_quotes(quotation.text))

    def _note(self, element: Element) -> Inline | None:
        evidence = tuple(element.attributes["data-evidence"].split())
        unknown = [one for one in evidence if one not in self._excerpts]
        for one in unknown:
            self._mistake(element, f"there is no excerpt {printable(one)}")
        return NoteRef(evidence) if evidence and not unknown else None

    def _field(self, element: Element) -> Inline | None:
        name = element.attributes["data-name"]
        if name not in {"page", "pages"}:
            self._mistake(element, "data-name is page or pages")
            return None
        return Field(cast('Literal["page", "pages"]', name))

    # quotations

    def _proven(
        self, element: Element
    ) -> tuple[Excerpt, Literal["full", "short"], Quotation] | None:
        """The quotation that *element* prints, if its words are the excerpt's, word for word."""
        name = element.attributes["data-excerpt"]
        excerpt = self._excerpts.get(name)
        cut = element.attributes.get("data-cut", "full")
        if excerpt is None:
            self._mistake(element, f"there is no excerpt {printable(name)}")
            return None
        quotation = excerpt.short if cut == "short" else excerpt.quotation
        if cut not in {"full", "short"} or quotation is None:
            self._mistake(element, f"excerpt {name} has no cut {printable(cut)}")
            return None
        words = words_of(element)
        if not prove(words, quotation):
            self._altered(element, name, words, quotation)
            return None
        return excerpt, cast('Literal["full", "short"]', cut), quotation

    def _altered(self, element: Element, name: str, words: str, quotation: Quotation) -> None:
        self.mistakes.append(
            TemplateError(
                f"<{element.name}>: the words of quotation {name} were altered",
                element.place,
                "print the quotation's text as it is given",
                detail=(f"excerpt: {printable(quotation.text)}", f"printed: {printable(words)}"),
            )
        )

    def _mistake(self, element: Element, message: str) -> None:
        prefix = "" if message.startswith("<") else f"<{element.name}>: "
        self.mistakes.append(TemplateError(f"{prefix}{message}", element.place))


# --- white space -------------------------------------------------------------------------------

# HTML's own white space only: a no-break space in a source is a character like any other.
_SPACE = re.compile(r"[ \t\n\r\f]+")


def _collapse(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """*inlines* with runs of white space made one space, across the borders of elements too."""
    return _collapsed(tuple(inlines), after_space=True)[0]


def _collapsed(inlines: tuple[Inline, ...], after_space: bool) -> tuple[tuple[Inline, ...], bool]:
    made: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text):
            text = _SPACE.sub(" ", inline.text)
            if after_space:
                text = text.lstrip(" ")
            if text:
                made.append(Text(text))
                after_space = text.endswith(" ")
        elif isinstance(inline, Strong | Emphasis | Styled | Link):
            children, after_space = _collapsed(inline.children, after_space)
            made.append(replace(inline, children=children))
        else:
            made.append(inline)
            after_space = isinstance(inline, Break)
    return tuple(made), after_space


def _trim(inlines: tuple[Inline, ...], at_end: bool = True) -> tuple[Inline, ...]:
    """*inlines* without white space at the end, and without a space before a note mark."""
    made: list[Inline] = []
    for inline, following in zip_longest(inlines, inlines[1:]):
        ends = at_end if following is None else isinstance(following, NoteRef)
        if isinstance(inline, Strong | Emphasis | Styled | Link):
            made.append(replace(inline, children=_trim(inline.children, ends)))
        elif not isinstance(inline, Text):
            made.append(inline)
        elif text := inline.text.rstrip(" ") if ends else inline.text:
            made.append(Text(text))
    return tuple(made)
