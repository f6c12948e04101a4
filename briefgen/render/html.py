"""HTML for the PDF: the document tree written down for `css.style_sheet` to dress.

In: a `Document`. Out: one text, HTML and well-formed XML at once, every word of it escaped. No
quotation marks, numbers or punctuation are left to the style sheet, so that the text of the page is
the text of the tree; list markers and the running head and foot alone count in CSS.

Each piece (see `pieces`) bears its key in an attribute, and a footnote in its id, as `landmarks`
names them: by these layout tells where the piece came to stand.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import escape
from typing import cast

from briefgen.addresses import LINK_SCHEMES
from briefgen.document import (
    Block,
    BlockQuote,
    Break,
    Callout,
    Cell,
    Columns,
    Definitions,
    Document,
    Emphasis,
    Field,
    Figure,
    Group,
    Heading,
    Inline,
    Link,
    Listing,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Section,
    SourceList,
    Strong,
    Styled,
    Table,
    Text,
    keyed_blocks,
    walk_blocks,
)
from briefgen.render.landmarks import (
    ANCHOR,
    JOINER,
    MARK,
    MARK_SEPARATOR,
    NOTE,
    NOTE_TAG,
    PIECE,
    QUOTE_TAG,
    SOURCE,
    TITLE_TAG,
    targets,
)
from briefgen.render.pieces import role_within
from briefgen.render.scripts import EVERYTHING, direction, isolated, words
from briefgen.render.spaces import between, housed

__all__ = ["page_html"]

_SPACE = Text(" ")


def page_html(
    document: Document, *, shown: Container[int] = EVERYTHING, endless: bool = False
) -> str:
    """The whole document as HTML.

    *shown* are the code points that the text family has. Runs of others are marked, so that a font
    of other measures does not drive the lines apart: leading is exact.

    *endless* sets the notes in the flow after the body: as wide, and so as high, as at the foot of
    a page, but without the search for a page that holds both a note and its mark. All numbers of
    notes are then as wide as the highest: what is left of a document is numbered anew.
    """
    return _Painter(document, endless, shown).page()


@dataclass(slots=True)
class _Painter:
    """Writes one document. Each method writes its piece into `out`."""

    document: Document
    endless: bool
    shown: Container[int]
    out: list[str] = field(default_factory=list)
    keys: Iterator[tuple[str, Block]] = field(init=False)
    """The keys of the blocks that are still to come."""
    in_callout: bool = False
    in_running: bool = False
    """Inside the running head or foot, which no reader can follow links from."""
    targets: frozenset[str] = frozenset()
    """The ids that links of this document may lead to."""
    noted: set[int] = field(default_factory=set)
    """The footnotes whose bodies are written."""
    marked: set[int] = field(default_factory=set)
    """The footnotes whose marks are written, and can be gone back to."""
    widest: str = ""
    """What stands for every number of a note on an endless page."""

    def page(self) -> str:
        self.keys = keyed_blocks(self.document.body)
        self.targets = frozenset(targets(self.document))
        self.widest = "8" * _digits(self.document) if self.endless else ""
        meta = self.document.meta
        self.out.append(f'<html lang="{escape(meta.language)}"><head>')
        self._properties()
        self.out.append("</head><body>")
        self._running("head", self.document.header)
        self._running("foot", self.document.footer)
        self.blocks(self.document.body)
        if self.endless and self.document.meta.has_footnotes:
            for note in self.document.notes:
                self._note_body(note)
        self.out.append("</body></html>")
        return "".join(self.out)

    def _properties(self) -> None:
        meta = self.document.meta
        self.out.append(f"<title>{escape(meta.title)}</title>")
        issued = meta.issued.isoformat()
        properties = {
            "author": meta.author,
            "description": meta.subject,
            # WeasyPrint splits the list at commas again.
            "keywords": ", ".join(word.replace(",", " ") for word in meta.keywords),
            "generator": "briefgen",
            "dcterms.created": issued,
            "dcterms.modified": issued,
        }
        self.out += [
            f'<meta name="{name}" content="{escape(content)}"/>'
            for name, content in properties.items()
            if content
        ]

    def _running(self, name: str, inlines: tuple[Inline, ...]) -> None:
        """The running head or foot: what is styled `right` apart from the rest."""
        # An endless page is there to be measured, and is as high without them.
        if not inlines or self.endless:
            return
        right = tuple(one for one in inlines if isinstance(one, Styled) and one.role == "right")
        left = tuple(one for one in inlines if one not in right)
        self.in_running = True
        self.out.append(f'<div class="r-running {name}">')
        self.inlines(left)
        # Last, and floating: on the last line of the rest, or below it where that has no room, as
        # what stands behind a tab of Word's.
        if right:
            self.out.append('<span class="at-right">')
            self.inlines(right)
            self.out.append("</span>")
        self.out.append("</div>")
        self.in_running = False

    # --- blocks

    def blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            key, _ = next(self.keys)
            _WRITERS[type(block)](self, block, key)

    def _text_block(self, tag: str, role: str, key: str, inlines: Iterable[Inline]) -> None:
        self.out.append(f'<{tag} {PIECE}="{key}" class="r-{role}">')
        self.inlines(inlines)
        self.out.append(f"</{tag}>")

    def heading(self, block: Heading, key: str) -> None:
        role = role_within(block, self.in_callout)
        self.out.append(f'<h{block.level} {PIECE}="{key}" class="r-{role}">')
        if block.anchor:
            self.out.append(f'<span id="{ANCHOR}{escape(block.anchor)}">')
        self.inlines(block.children)
        self.out.append(f"{'</span>' if block.anchor else ''}</h{block.level}>")

    def paragraph(self, block: Paragraph, key: str) -> None:
        self._text_block("p", role_within(block, self.in_callout), key, block.children)

    def blockquote(self, block: BlockQuote, key: str) -> None:
        self.out.append(
            f'<blockquote {PIECE}="{key}" class="r-blockquote" dir="{direction(block.text)}"'
            f"{_lang(block.language)}>"
            f"<p>{self._quoted(block.text)}</p></blockquote>"
        )

    def listing(self, block: Listing, key: str) -> None:
        tag = "ol" if block.ordered else "ul"
        self.out.append(f"<{tag}>")
        for index, item in enumerate(block.items):
            self._text_block("li", "item", f"{key}.{index}", item.children)
        self.out.append(f"</{tag}>")

    def table(self, block: Table, key: str) -> None:
        summary = f' summary="{escape(block.caption)}"' if block.caption else ""
        self.out.append(f'<table class="grid {escape(block.role)}"{summary}>')
        self.out += [f'<col style="width:{width:g}%"/>' for width in block.widths]
        if block.head:
            self.out.append(f'<thead><tr {PIECE}="{key}.h">')
            for cell in block.head:
                self._cell(Cell(cell.children, header=True), "col", "head-cell")
            self.out.append("</tr></thead>")
        self.out.append("<tbody>")
        for index, row in enumerate(block.rows):
            self.out.append(f'<tr {PIECE}="{key}.{index}">')
            for cell in row.cells:
                self._cell(cell, "row", "cell")
            self.out.append("</tr>")
        self.out.append("</tbody></table>")

    def _cell(self, cell: Cell, scope: str, role: str) -> None:
        opening, closing = (f'th scope="{scope}"', "th") if cell.header else ("td", "td")
        self.out.append(f'<{opening} class="r-{role}">')
        self.inlines(cell.children)
        self.out.append(f"</{closing}>")

    def definitions(self, block: Definitions, key: str) -> None:
        # A table, because PDF has no tags for terms: each term heads its row.
        self.out.append(f'<table {PIECE}="{key}" class="definitions"><tbody>')
        for item in block.items:
            self.out.append(
                f'<tr><th scope="row" class="r-term">{escape(item.term)}</th>'
                '<td class="r-definition">'
            )
            self.inlines(item.children)
            self.out.append("</td></tr>")
        self.out.append("</tbody></table>")

    def figure(self, block: Figure, key: str) -> None:
        kind = "image/svg+xml" if block.svg else "image/png"
        data = block.svg.encode() if block.svg else block.png
        self.out.append(
            f'<div {PIECE}="{key}" class="figure {escape(block.role)}">'
            f'<img alt="{escape(block.alt)}" style="width:{block.width:g}%"'
            f' src="data:{kind};base64,{b64encode(data).decode("ascii")}"/></div>'
        )

    def source_list(self, block: SourceList, key: str) -> None:
        if block.form == "line":
            self._source_line(block, key)
            return
        self.out.append('<ol class="sources">')
        for index, entry in enumerate(block.entries):
            self.out.append(f'<li {PIECE}="{key}.{index}" value="{entry.number}" ')
            self.out.append(f'class="r-source-entry"><span id="{SOURCE}{entry.number}">')
            self.inlines(entry.children)
            self.out.append("</span></li>")
        self.out.append("</ol>")

    def _source_line(self, block: SourceList, key: str) -> None:
        # No space stands alone between two elements (see `spaces`).
        self.out.append(f'<p {PIECE}="{key}" class="r-source-line">')
        self._wrapped("b", "b", (Text(f"{self.document.meta.labels.sources} "),))
        for entry in block.entries:
            shown = self.widest or str(entry.number)
            self.out.append(f'<b id="{SOURCE}{entry.number}">{shown}\u00a0</b>')
            self.inlines((*entry.children, _SPACE))
        self.out.append("</p>")

    def section(self, block: Section, _key: str) -> None:
        self.out.append("<section>")
        self.blocks(block.blocks)
        self.out.append("</section>")

    def group(self, block: Group, _key: str) -> None:
        # No element of its own: what keeps its blocks together is that headings keep with next.
        self.blocks(block.blocks)

    def callout(self, block: Callout, key: str) -> None:
        outside, self.in_callout = self.in_callout, True
        self.out.append(f'<div {PIECE}="{key}" class="callout {escape(block.role)}">')
        self.blocks(block.blocks)
        self.out.append("</div>")
        self.in_callout = outside

    def columns(self, block: Columns, _key: str) -> None:
        self.out.append('<div class="columns"><div class="column left">')
        self.blocks(block.left)
        self.out.append('</div><div class="column right">')
        self.blocks(block.right)
        self.out.append("</div></div>")

    # --- inlines

    def inlines(self, inlines: Iterable[Inline]) -> None:
        for inline, before, after in housed(tuple(inlines)):
            self._inline(inline, before, after)

    def _inline(self, inline: Inline, before: str = "", after: str = "") -> None:
        """One inline, with white space that is to be painted inside it on either side."""
        match inline:
            case Text():
                self.out.append(words(inline.text, self.shown))
            case Strong():
                self._wrapped("strong", "strong", between(before, inline.children, after))
            case Emphasis():
                self._emphasis(inline, before, after)
            case Styled(role, children):
                opening = f'span class="s-{escape(role)}"'
                self._wrapped(opening, "span", between(before, children, after))
            case Quote():
                self._quote(inline, before, after)
            case NoteRef():
                self._mark(inline)
            case Link(href, children):
                self._link(Link(href, between(before, children, after)))
            case Field():
                self.out.append(f'<span class="{inline.name}"></span>')
            case Break():
                self.out.append("<br/>")

    def _wrapped(self, opening: str, tag: str, children: Iterable[Inline]) -> None:
        self.out.append(f"<{opening}>")
        self.inlines(children)
        self.out.append(f"</{tag}>")

    def _emphasis(self, title: Emphasis, before: str, after: str) -> None:
        if title.language:
            self.out.append(f"<{TITLE_TAG}{_lang(title.language)}>")
        self._wrapped("em", "em", between(before, title.children, after))
        if title.language:
            self.out.append(f"</{TITLE_TAG}>")

    def _quote(self, quote: Quote, before: str, after: str) -> None:
        # The marks belong to the sentence around, the words to the script of the quotation.
        shown = f"{before}“{self._quoted(quote.text)}”{after}"
        self.out.append(f"<{QUOTE_TAG}{_lang(quote.language)}>{shown}</{QUOTE_TAG}>")

    def _quoted(self, text: str) -> str:
        return words(text, self.shown) if direction(text) == "ltr" else isolated(text)

    def _link(self, link: Link) -> None:
        # The anchor stands inside what it could enclose: WeasyPrint would make of the emphasis in a
        # link another link.
        href = self._reachable(link.href)
        for child in link.children:
            if isinstance(child, Emphasis | Strong | Styled):
                self._inline(replace(child, children=(Link(link.href, child.children),)))
            elif href:
                self._wrapped(f'a href="{escape(href)}"', "a", (child,))
            else:
                self._inline(child)

    def _reachable(self, href: str) -> str:
        """*href* as the page has it; '' where nothing is there, or nothing may be led to."""
        if self.in_running:
            return ""
        if href.startswith("#"):
            target = ANCHOR + href[1:]
            return f"#{target}" if target in self.targets else ""
        return href if href.startswith(LINK_SCHEMES) else ""

    def _mark(self, mark: NoteRef) -> None:
        if not mark.numbers:
            return
        if len(mark.numbers) == 1:
            self.out.append(self._number(mark.numbers[0], JOINER, ' class="mark"'))
        else:
            self.out.append(f'<span class="mark">{JOINER}')
            self.out.append(MARK_SEPARATOR.join(self._number(one) for one in mark.numbers))
            self.out.append("</span>")
        if self.document.meta.has_footnotes and not self.endless:
            self._footnotes(mark.numbers)

    def _number(self, number: int, before: str = "", attributes: str = "") -> str:
        """One number of a note mark, leading to its note where there is one."""
        target = f"{NOTE if self.document.meta.has_footnotes else SOURCE}{number}"
        shown = self.widest or str(number)
        if target in self.targets:
            if self.document.meta.has_footnotes and number not in self.marked:
                self.marked.add(number)
                attributes += f' id="{MARK}{number}"'
            return f'<a href="#{target}"{attributes}>{before}{shown}</a>'
        return f"<span{attributes}>{before}{shown}</span>"

    def _footnotes(self, numbers: tuple[int, ...]) -> None:
        for number in numbers:
            if number not in self.noted and 0 < number <= len(self.document.notes):
                self.noted.add(number)
                self._note_body(self.document.notes[number - 1])

    def _note_body(self, note: Note) -> None:
        self.out.append(
            f'<{NOTE_TAG} id="{NOTE}{note.number}" class="footnote r-note">'
            f"{self._way_back(note.number)}\u2002"
        )
        self.inlines(note.children)
        self.out.append(f"</{NOTE_TAG}>")

    def _way_back(self, number: int) -> str:
        """The number of a note, leading back to the first mark that names it."""
        shown = self.widest or str(number)
        if number in self.marked:
            return f'<a href="#{MARK}{number}" class="number">{shown}</a>'
        return f'<span class="number">{shown}</span>'


_WRITERS = cast(
    "dict[type, Callable[[_Painter, Block, str], None]]",
    {
        Heading: _Painter.heading,
        Paragraph: _Painter.paragraph,
        BlockQuote: _Painter.blockquote,
        Listing: _Painter.listing,
        Table: _Painter.table,
        Definitions: _Painter.definitions,
        Figure: _Painter.figure,
        SourceList: _Painter.source_list,
        Section: _Painter.section,
        Group: _Painter.group,
        Callout: _Painter.callout,
        Columns: _Painter.columns,
    },
)


def _lang(language: str) -> str:
    """The attribute that names a *language* other than the document's."""
    return f' lang="{escape(language)}"' if language else ""


def _digits(document: Document) -> int:
    """How many digits the highest number of a note or a source has."""
    blocks = walk_blocks(document.body)
    sources = (block.entries for block in blocks if isinstance(block, SourceList))
    return len(str(max(map(len, (document.notes, *sources)))))
