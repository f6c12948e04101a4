"""HTML for mail: the document tree as mail programs can show it.

In: a `Document`, its `Letter` and the `House`. Out: HTML of one column, at most 600 pixels wide,
whose style stands in every element. Layout is done by tables that say they are none
(``role="presentation"``); tables of data keep their header cells. The two columns of a sheet stand
one below the other.

Pictures are PNG, because mail programs show no SVG. Where they come from is the caller's to say: in
the file itself (``data:``), or from a part of a mail (``cid:``).
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape

from briefgen.addresses import LINK_SCHEMES
from briefgen.document import (
    BlockQuote,
    Break,
    Callout,
    Cell,
    Definitions,
    Document,
    Emphasis,
    Field,
    Figure,
    Heading,
    Inline,
    Link,
    Listing,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    SourceList,
    Strong,
    Styled,
    Table,
    Text,
)
from briefgen.drawings import PNG
from briefgen.errors import OutputError, printable
from briefgen.house import House
from briefgen.letters import Letter
from briefgen.render import email_css
from briefgen.render.landmarks import ANCHOR, JOINER, NOTE, SOURCE, targets
from briefgen.render.pieces import role_within
from briefgen.render.raster import png_of
from briefgen.render.scripts import direction, kept_in_order
from briefgen.render.writers import BlockWriter, without_page_count

Picture = Callable[[bytes], str]
"""From a PNG to the address under which the mail finds it."""

_LAYOUT = 'role="presentation" cellpadding="0" cellspacing="0" border="0"'
# Outlook knows no max-width: for it alone, a table of fixed width stands around the column.
_OUTLOOK = (
    f'<!--[if mso]><table {_LAYOUT} width="{email_css.WIDTH}"><tr><td><![endif]-->',
    "<!--[if mso]></td></tr></table><![endif]-->",
)
_PREHEADER_ROOM = 100
_FILLER = "\u034f\u200c\u00a0"
"""Invisible: keeps what follows a short preheader out of the inbox."""
_COLUMN = email_css.WIDTH - 56


def in_file(png: bytes) -> str:
    """The address of a picture that the file itself holds."""
    return f"data:image/png;base64,{b64encode(png).decode('ascii')}"


def write(document: Document, letter: Letter, house: House, picture: Picture = in_file) -> str:
    """The document as a mail's HTML, its style inlined."""
    import css_inline

    sheet = house.sheet(document.meta.page_size, document.meta.layout)
    page = _Painter(document, letter, picture).page()
    inliner = css_inline.CSSInliner(
        extra_css=email_css.inlined(sheet), load_remote_stylesheets=False
    )
    styled = inliner.inline(page)
    kept = f"<style>\n{email_css.kept(sheet)}\n</style></head>"
    return _without_commands(styled.replace("</head>", kept, 1)) + "\n"


def fragment(document: Document) -> str:
    """The body alone, without style, for readers of feeds. Pictures are told in words."""
    painter = _Painter(document, Letter(), None)
    painter.blocks(document.body)
    painter.notes()
    return _without_commands(re.sub(r' (?:class|id)="[^"]*"', "", "".join(painter.out)))


def _without_commands(html: str) -> str:
    """*html* in which no newsletter service finds a command of its template language."""
    # Neither our style sheets nor our tags have two such signs in a row; words may.
    return re.sub(r"\{(?=[{%#])", "&#123;", html).replace("*|", "&#42;|")


@dataclass(slots=True)
class _Painter(BlockWriter):
    """Writes one document. Each method writes its piece into `out`."""

    document: Document
    letter: Letter
    picture: Picture | None
    out: list[str] = field(default_factory=list)
    in_callout: bool = False
    targets: frozenset[str] = frozenset()
    """The ids that links of this document may lead to."""

    def page(self) -> str:
        self.targets = frozenset(targets(self.document))
        meta = self.document.meta
        title = escape(self.letter.subject or meta.title)
        self.out.append(
            f'<!DOCTYPE html><html lang="{escape(meta.language)}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<meta name="color-scheme" content="light dark">'
            '<meta name="supported-color-schemes" content="light dark">'
            '<meta name="x-apple-disable-message-reformatting">'
            '<meta name="format-detection" content="telephone=no, date=no, address=no">'
            f"<title>{title}</title></head><body>"
        )
        self._preheader()
        self.out.append(
            f'<table {_LAYOUT} width="100%" class="page"><tbody><tr>'
            # Web mail takes <html> away, and the language with it.
            f'<td align="center" class="frame" lang="{escape(meta.language)}" dir="ltr">'
            f'{_OUTLOOK[0]}<table {_LAYOUT} class="sheet"><tbody>'
        )
        self._top()
        self.out.append('<tr><td class="main">')
        self.blocks(self.document.body)
        self.notes()
        self.out.append("</td></tr>")
        self._foot()
        self.out.append(f"</tbody></table>{_OUTLOOK[1]}</td></tr></tbody></table></body></html>")
        return "".join(self.out)

    def _preheader(self) -> None:
        text = self.letter.preheader
        if text:
            filler = _FILLER * max(_PREHEADER_ROOM - len(text), 0)
            self.out.append(f'<div class="preheader">{escape(text)}{filler}</div>')

    def _top(self) -> None:
        name = self.letter.sender_name or self.document.meta.author
        links = " · ".join(self._letter_links())
        if name or links:
            self.out.append(
                f'<tr><td class="top"><table {_LAYOUT} width="100%" class="wide"><tbody><tr>'
                f'<td class="top-name b">{escape(name)}</td><td class="links">{links}</td>'
                "</tr></tbody></table></td></tr>"
            )

    def _foot(self) -> None:
        foot = without_page_count(self.document.footer)
        links = " · ".join(self._letter_links())
        if foot or links:
            self.out.append('<tr><td class="foot">')
            if foot:
                self._element("p", foot)
            if links:
                self.out.append(f"<p>{links}</p>")
            self.out.append("</td></tr>")

    def _letter_links(self) -> Iterator[str]:
        labels = self.document.meta.labels
        online = (labels.online, self.letter.link)
        for words, href in (online, (labels.unsubscribe, self.letter.unsubscribe)):
            if href:
                yield f'<a href="{escape(href)}">{escape(words)}</a>'

    # --- blocks

    def _element(self, tag: str, inlines: Iterable[Inline], attributes: str = "") -> None:
        self.out.append(f"<{tag}{attributes}>")
        self.inlines(inlines)
        self.out.append(f"</{tag}>")

    def _text_block(self, tag: str, role: str, inlines: Iterable[Inline]) -> None:
        self._element(tag, inlines, f' class="r-{escape(role)}"')

    def heading(self, block: Heading) -> None:
        anchor = f' id="{ANCHOR}{escape(block.anchor)}"' if block.anchor else ""
        role = role_within(block, self.in_callout)
        self._element(f"h{block.level}", block.children, f' class="r-{escape(role)}"{anchor}')

    def paragraph(self, block: Paragraph) -> None:
        if len(block.children) == 1 and isinstance(block.children[0], Link):
            self._button(block.children[0])
        else:
            self._text_block("p", role_within(block, self.in_callout), block.children)

    def _button(self, link: Link) -> None:
        self.out.append(
            f'<table {_LAYOUT}><tbody><tr><td class="gap"><table {_LAYOUT}><tbody><tr>'
            '<td class="button">'
        )
        self._link(link)
        self.out.append("</td></tr></tbody></table></td></tr></tbody></table>")

    def blockquote(self, block: BlockQuote) -> None:
        way = _spoken(block.text, block.language)
        self.out.append(f'<blockquote class="r-blockquote"{way}>{escape(block.text)}</blockquote>')

    def listing(self, block: Listing) -> None:
        tag = "ol" if block.ordered else "ul"
        self.out.append(f"<{tag}>")
        for item in block.items:
            self._text_block("li", "item", item.children)
        self.out.append(f"</{tag}>")

    def table(self, block: Table) -> None:
        self.out.append('<table cellpadding="0" cellspacing="0" border="0" width="100%">')
        if block.head:
            self.out.append("<thead><tr>")
            for width, cell in zip(block.widths, block.head, strict=False):
                sized = f' width="{width:g}%" scope="col" class="head"'
                self._element("th", cell.children, sized)
            self.out.append("</tr></thead>")
        self.out.append("<tbody>")
        for row in block.rows:
            self.out.append("<tr>")
            for cell in row.cells:
                self._cell(cell)
            self.out.append("</tr>")
        self.out.append("</tbody></table>")

    def _cell(self, cell: Cell) -> None:
        if cell.header:
            self._element("th", cell.children, ' scope="row" class="cell b"')
        else:
            self._element("td", cell.children, ' class="cell"')

    def definitions(self, block: Definitions) -> None:
        self.out.append('<table cellpadding="0" cellspacing="0" border="0" width="100%"><tbody>')
        for item in block.items:
            self.out.append(
                f'<tr><th scope="row" class="cell r-term" width="18%">{escape(item.term)}</th>'
            )
            self._element("td", item.children, ' class="cell"')
            self.out.append("</tr>")
        self.out.append("</tbody></table>")

    def figure(self, block: Figure) -> None:
        if self.picture is None:
            self.out.append(f"<p>[{escape(block.alt)}]</p>")
            return
        width = round(_COLUMN * block.width / 100)
        png = block.png or png_of(block.svg, width * 2)
        if png[:8] != PNG:
            raise OutputError(f"the picture of {printable(block.alt, 60)} is no PNG")
        self.out.append(
            f'<img alt="{escape(block.alt)}" width="{width}" src="{escape(self.picture(png))}">'
        )

    def source_list(self, block: SourceList) -> None:
        if not block.entries:
            return
        if block.form == "line":
            words = self.document.meta.labels.sources
            self.out.append(f'<p class="r-source-line b">{escape(words)}</p>')
        self.out.append("<ol>")
        for entry in block.entries:
            self._note(entry, SOURCE)
        self.out.append("</ol>")

    def notes(self) -> None:
        """The footnotes, after the body."""
        if self.document.meta.has_footnotes and self.document.notes:
            words = self.document.meta.labels.notes
            self.out.append(f'<h2 class="r-heading">{escape(words)}</h2><ol>')
            for note in self.document.notes:
                self._note(note, NOTE)
            self.out.append("</ol>")

    def _note(self, note: Note, kind: str) -> None:
        attributes = f' class="r-note" id="{kind}{note.number}" value="{note.number}"'
        self._element("li", note.children, attributes)

    def callout(self, block: Callout) -> None:
        outside, self.in_callout = self.in_callout, True
        self.out.append(
            f'<table {_LAYOUT} width="100%" class="wide"><tbody><tr><td class="gap">'
            f'<table {_LAYOUT} width="100%" class="wide"><tbody><tr><td class="box">'
        )
        self.blocks(block.blocks)
        self.out.append("</td></tr></tbody></table></td></tr></tbody></table>")
        self.in_callout = outside

    # --- inlines

    def inlines(self, inlines: Iterable[Inline]) -> None:
        for inline in inlines:
            self._inline(inline)

    def _inline(self, inline: Inline) -> None:
        match inline:
            case Text():
                self.out.append(escape(kept_in_order(inline.text)))
            case Strong():
                self._element("strong", inline.children)
            case Emphasis():
                self._element("em", inline.children, _lang(inline.language))
            case Styled():
                self._element("span", inline.children, f' class="s-{escape(inline.role)}"')
            case Quote():
                self._quote(inline)
            case NoteRef():
                self._marks(inline)
            case Link():
                self._link(inline)
            case Field():
                pass
            case Break():
                self.out.append("<br>")

    def _quote(self, quote: Quote) -> None:
        way = _spoken(quote.text, quote.language)
        words = escape(quote.text)
        # The marks belong to the sentence around, the words to the script of the quotation.
        self.out.append(f"“<span{way}>{words}</span>”" if way else f"“{words}”")

    def _link(self, link: Link) -> None:
        href = link.href
        if href.startswith("#"):
            href = f"#{ANCHOR}{href[1:]}" if ANCHOR + href[1:] in self.targets else ""
        elif not href.startswith(LINK_SCHEMES):
            href = ""
        if href:
            self._element("a", link.children, f' href="{escape(href)}"')
        else:
            self.inlines(link.children)

    def _marks(self, mark: NoteRef) -> None:
        if mark.numbers:
            listed = ",\u202f".join(map(self._number, mark.numbers))
            # The joiner keeps the mark on the line of what it stands by.
            self.out.append(f"<sup>{JOINER}{listed}</sup>")

    def _number(self, number: int) -> str:
        target = f"{NOTE if self.document.meta.has_footnotes else SOURCE}{number}"
        return f'<a href="#{target}">{number}</a>' if target in self.targets else str(number)


def _spoken(text: str, language: str) -> str:
    """Attributes for the way of *text* and its *language*, where these are not the mail's."""
    way = ' dir="rtl"' if direction(text) == "rtl" else ""
    return f"{way}{_lang(language)}"


def _lang(language: str) -> str:
    return f' lang="{escape(language)}"' if language else ""
