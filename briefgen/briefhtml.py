"""Brief HTML becomes the document tree, and every quotation in it is proven again.

In: HTML text from a template, and the proven excerpts. Out: an `Article`: body, header and footer
of a `Document`. A quotation whose words are not, word for word, those that its excerpt stands for
is a `TemplateError` naming template, line and element; so is anything outside the vocabulary of
`markup`.

Text is collapsed white space; entities are resolved; nothing is ever interpreted twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import Literal, cast

from briefgen.counts import many
from briefgen.document import (
    Block,
    BlockQuote,
    Callout,
    Cell,
    Columns,
    Definition,
    Definitions,
    Figure,
    Group,
    Heading,
    Inline,
    Item,
    Listing,
    Paragraph,
    Row,
    Section,
    SourceList,
    Table,
)
from briefgen.errors import InputErrors, TemplateError, printable
from briefgen.excerpts import Excerpt
from briefgen.inlines import Inlines
from briefgen.markup import Element, Reader, words_of
from briefgen.sources import Source

_LINES = ("header", "footer")


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


NO_SOURCES: Mapping[str, Source] = MappingProxyType({})


def article(
    html: str,
    excerpts: Mapping[str, Excerpt],
    pictures: Pictures,
    template: str,
    sources: Mapping[str, Source],
) -> Article:
    """Parse and prove what a template wrote, and keep of which part of *html* each part was made.

    Raises `InputErrors` with a `TemplateError` for every element outside the vocabulary, for every
    quotation that is not, word for word, what its excerpt stands for, and for other words that
    stand in quotation marks and in none of *sources*.
    """
    root, mistakes = Reader(template).read(html)
    if mistakes:
        raise InputErrors(mistakes)
    builder = _Builder(excerpts, pictures, sources)
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
    """Turns elements into the document tree."""

    def __init__(
        self,
        excerpts: Mapping[str, Excerpt],
        pictures: Pictures,
        sources: Mapping[str, Source],
    ) -> None:
        self._inlines = Inlines(excerpts, sources)
        self._mistake = self._inlines.mistake
        self.mistakes = self._inlines.mistakes
        self._pictures = pictures
        self._makers: Mapping[str, Callable[[Element], Block | None]] = {
            "section": lambda e: Section(e.attributes["data-name"], self.blocks(e), e.increment),
            "div": self._division,
            "aside": lambda e: Callout(self.blocks(e), e.role, e.increment),
            "h1": self._heading,
            "h2": self._heading,
            "h3": self._heading,
            "h4": self._heading,
            "p": lambda e: Paragraph(self._inlines.of(e), e.role or "body", e.increment),
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
            made = self._inlines.of(child) if line else self._block(child)
            if line and any(name == child.name for name, _ in found):
                self._mistake(child, f"there is one <{child.name}>")
            elif made is not None:
                found.append((child.name, made))
        return found

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
        return Heading(
            int(element.name[1]), self._inlines.of(element), role, anchor, element.increment
        )

    def _blockquote(self, element: Element) -> Block | None:
        proven = self._inlines.proven(element)
        if proven is None:
            return None
        excerpt, cut, quotation = proven
        return BlockQuote(excerpt.id, cut, quotation.text, element.increment)

    def _listing(self, element: Element) -> Block:
        items = tuple(
            Item(self._inlines.of(item), item.increment) for item in self._only(element, {"li"})
        )
        return Listing(items, element.name == "ol", element.increment)

    def _table(self, element: Element) -> Block | None:
        widths = self._widths(element)
        rows = self._only(element, {"tr"})
        if not rows:
            self._mistake(element, "a table has a header row")
        if widths is None or not rows:
            return None
        self._inlines.hold(element, element.attributes["data-caption"])
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
            has = f"{many(len(cells), 'cell')}, the table {many(expected, 'column')}"
            self._mistake(row, f"this row has {has}")
        return tuple(Cell(self._inlines.of(cell), cell.name == "th") for cell in cells)

    def _definitions(self, element: Element) -> Block:
        parts = self._only(element, {"dt", "dd"})
        if [part.name for part in parts] != ["dt", "dd"] * (len(parts) // 2):
            self._mistake(element, "<dl> holds pairs of <dt> and <dd>")
        pairs = zip(parts[::2], parts[1::2], strict=False)
        for term in parts[::2]:
            self._inlines.hold(term, words_of(term))
        return Definitions(
            tuple(Definition(words_of(term), self._inlines.of(words)) for term, words in pairs),
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
        self._inlines.hold(element, element.attributes["alt"])
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
