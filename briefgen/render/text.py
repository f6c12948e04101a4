"""Plain text: the document tree written for people who read mail in letters of one width.

In: a `Document`. Out: text of at most 72 columns, shaped from the tree and not from its HTML.
Headings are underlined, quotations stand behind a bar, notes and links share one series of numbers,
so that each ``[7]`` is one thing. Nothing else is added to the words, and no word is broken: an
address longer than a line stays whole.

A table whose rows fit on one line each is set in columns. Any other is set as one record a row,
because most mail programs show plain text in letters of several widths.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from briefgen.document import (
    BlockQuote,
    Break,
    Definitions,
    Document,
    Emphasis,
    Field,
    Figure,
    Heading,
    Inline,
    Labels,
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
    marked_notes,
    plain,
    walk_inlines,
)
from briefgen.endmarks import colon
from briefgen.letters import Letter
from briefgen.render.passages import LEGIBLE, legible, whole
from briefgen.render.scripts import kept_in_order
from briefgen.render.writers import BlockWriter, without_page_count

WIDTH = 72
"""Columns of a line; 72 leaves room for the marks of a reply."""
_LINES = {1: "=", 2: "-", 3: "~", 4: "."}
_INDENTED = {"quotation": "  ", "attribution": "  "}
_BAR = "| "
_JOINS = frozenset({"kicker"})
"""Roles of paragraphs that no blank line parts from what follows."""


def write(document: Document, letter: Letter | None = None) -> str:
    """The document in lines, each ended by a newline; addresses of *letter* at the foot."""
    foot = _foot(letter, document.meta.labels) if letter else ()
    return _Writer(document).text() + "".join(foot)


def _foot(letter: Letter, labels: Labels) -> Iterator[str]:
    if letter.link:
        yield f"{colon(labels.online)} {letter.link}\n"
    if letter.unsubscribe:
        yield f"{colon(labels.unsubscribe)} {letter.unsubscribe.removeprefix('mailto:')}\n"


# --- lines -------------------------------------------------------------------------------------


def wrapped(text: str, first: str = "", rest: str | None = None) -> list[str]:
    """*text* in lines of at most `WIDTH` columns, *first* before the first, *rest* before others.

    Lines break at spaces, and between letters of scripts that are written without them.
    """
    rest = first if rest is None else rest
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, gap = "", ""
        for piece, space in _pieces(paragraph):
            lead = rest if lines else first
            if line and columns(lead + line + gap + piece) > WIDTH:
                lines.append(lead + line)
                line, gap = "", ""
            line += gap + piece
            gap = space
        lines.append(((rest if lines else first) + line).rstrip())
    return lines


def columns(text: str) -> int:
    """How many columns of a terminal *text* takes: none for marks, two for wide letters."""
    return sum(
        0
        if unicodedata.combining(char) or unicodedata.category(char) == "Cf"
        else 2
        if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What a line can be made of, with the space that follows each piece."""
    for match in re.finditer(r"([^ ]+)( *)", text):
        *solid, last = _unspaced(match[1])
        for piece in solid:
            yield piece, ""
        yield last, " " if match[2] else ""


def _unspaced(word: str) -> list[str]:
    """*word* cut where a line may end between wide letters; punctuation stays with its letter."""
    pieces = [word[0]]
    for before, char in pairwise(word):
        if _is_letter_of_its_own(before) and _is_letter_of_its_own(char):
            pieces.append(char)
        else:
            pieces[-1] += char
    return pieces


def _is_letter_of_its_own(char: str) -> bool:
    return unicodedata.east_asian_width(char) == "W" and unicodedata.category(char) == "Lo"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))


# --- the document ------------------------------------------------------------------------------


@dataclass(slots=True)
class _Writer(BlockWriter):
    """Writes one document, a paragraph (a list of lines) at a time."""

    document: Document
    out: list[str] = field(default_factory=list)
    links: dict[str, int] = field(default_factory=dict)
    """The addresses of links in running text, and their numbers."""
    told: frozenset[str] = frozenset()
    """The addresses that notes have written out so far."""
    tight: bool = False
    """Whether the next paragraph follows without a blank line."""
    notes: tuple[Note, ...] = ()
    """What the marks of the text lead to: footnotes, or the sources of a source line."""

    def text(self) -> str:
        labels = self.document.meta.labels
        self.notes = tuple(marked_notes(self.document))
        self.blocks(self.document.body)
        if self.document.meta.has_footnotes and self.document.notes:
            self._titled(labels.notes, _LINES[2])
            self._notes(self.document.notes, "[{}] ")
        if self.links:
            self._titled(labels.links, _LINES[2])
            for number, href in zip(self.links.values(), self.links, strict=True):
                self.tight = number > min(self.links.values())
                self.put([f"[{number}] {href}"])
        foot = self.plain(without_page_count(self.document.footer))
        if foot:
            self.put(wrapped(foot))
        return "\n".join(self.out).strip("\n") + "\n"

    def put(self, lines: list[str]) -> None:
        """A paragraph, with a blank line before it where one belongs."""
        if self.out and not self.tight:
            self.out.append("")
        self.out += lines
        self.tight = False

    def _titled(self, text: str, line: str) -> None:
        lines = wrapped(text)
        self.put([*lines, line * max(map(columns, lines))])

    # --- blocks

    def heading(self, block: Heading) -> None:
        self._titled(self.plain(block.children), _LINES[block.level])

    def paragraph(self, block: Paragraph) -> None:
        self.tight = self.tight or (block.role == "attribution" and bool(self.out))
        self.put(wrapped(self.plain(block.children), _INDENTED.get(block.role, "")))
        self.tight = block.role in _JOINS

    def blockquote(self, block: BlockQuote) -> None:
        self.put(wrapped(block.text, _BAR))

    def listing(self, block: Listing) -> None:
        for number, item in enumerate(block.items, 1):
            mark = f"{number}. " if block.ordered else "- "
            self.tight = number > 1
            self.put(wrapped(self.plain(item.children), mark, " " * len(mark)))

    def definitions(self, block: Definitions) -> None:
        width = max(columns(item.term) for item in block.items) + 3
        for number, item in enumerate(block.items):
            self.tight = number > 0
            term = _padded(f"{colon(item.term.upper())} ", width)
            self.put(wrapped(self.plain(item.children), term, " " * width))

    def figure(self, block: Figure) -> None:
        if block.role != "logo":  # whose brief it is, its foot says in words
            self.put(wrapped(f"[{block.alt}]"))

    def source_list(self, block: SourceList) -> None:
        if not block.entries:
            return
        if block.form == "line":
            self._titled(self.document.meta.labels.sources, _LINES[2])
        footnotes = self.document.meta.has_footnotes
        self._notes(block.entries, "{}. " if footnotes else "[{}] ")

    def _notes(self, notes: Iterable[Note], form: str) -> None:
        """Notes, each with the addresses that its words do not give on lines of their own below."""
        for index, note in enumerate(notes):
            mark = form.format(note.number)
            indent = " " * len(mark)
            self.tight = index > 0
            words = legible(note.children)
            self.put(wrapped(self.plain(words, addressed=False), mark, indent))
            self.out += [indent + href for href in _addresses(words) if href not in self.told]
            self.told |= _written_out(words)

    # --- tables

    def table(self, block: Table) -> None:
        head = [self.plain(cell.children) for cell in block.head]
        rows = [[self.plain(cell.children) for cell in row.cells] for row in block.rows]
        if not self._columns(head, rows):
            for cells in rows:
                self._record(head, cells)

    def _columns(self, head: list[str], rows: list[list[str]]) -> bool:
        """Set the table in columns, if every row fits on a line."""
        every = [head, *rows] if head else rows
        if len({len(row) for row in every}) != 1 or any("\n" in "".join(row) for row in every):
            return False
        widths = [max(map(columns, column)) for column in zip(*every, strict=True)]
        if sum(widths) + 2 * (len(widths) - 1) > WIDTH:
            return False
        lines = [
            "  ".join(map(_padded, row, widths)).rstrip()
            for row in (*every[:1], ["-" * width for width in widths], *every[1:])
        ]
        self.put(lines if head else [lines[0], *lines[2:]])
        return True

    def _record(self, head: list[str], cells: list[str]) -> None:
        names = [*head, *[""] * len(cells)]
        for number, (name, cell) in enumerate(zip(names, cells, strict=False)):
            if not cell:
                continue
            self.tight = number > 0
            label = f"{colon(name)} " if name and number > 0 else ""
            mark = "* " if number == 0 else "  "
            self.put(wrapped(label + cell, mark, "    " if number else "  "))

    # --- inlines

    def plain(self, inlines: Iterable[Inline], *, addressed: bool = True) -> str:
        """The words of *inlines* on one line but for breaks; *addressed* numbers their links."""
        return "".join(self._inline(one, addressed) for one in inlines).strip()

    def _inline(self, inline: Inline, addressed: bool) -> str:
        match inline:
            case Text():
                return kept_in_order(inline.text)
            case Quote():
                return f"“{inline.text}”"
            case Break():
                return "\n"
            case NoteRef():
                return _marks(inline.numbers)
            case Field():
                return ""
            case Link():
                words = self.plain(inline.children)
                return words + (self._address(inline.href, words) if addressed else "")
            case Strong() | Emphasis() | Styled():
                return "".join(self._inline(one, addressed) for one in inline.children)

    def _address(self, href: str, words: str) -> str:
        """The number of a link, or nothing where the address is in the words or in the text."""
        if href.startswith("#") or href.removeprefix("mailto:") == words:
            return ""
        first = max((note.number for note in self.notes), default=0) + 1
        number = self.links.setdefault(href, first + len(self.links))
        return f" [{number}]"


def _marks(numbers: Iterable[int]) -> str:
    # No-break: a mark must not begin a line.
    listed = ", ".join(map(str, numbers)).replace(" ", "\u00a0")
    return f"\u00a0[{listed}]" if listed else ""


def _addresses(inlines: tuple[Inline, ...]) -> Iterator[str]:
    """The addresses to which *inlines* lead, each once, without those that are in their words.

    For a passage whose own address is too long to be read stands that of its text.
    """
    said = _written_out(inlines)
    for href in dict.fromkeys(map(_readable, _hrefs(inlines))):
        if not href.startswith("#") and href not in said:
            yield href


def _readable(href: str) -> str:
    return whole(href) if len(href) > LEGIBLE else href


def _hrefs(inlines: tuple[Inline, ...]) -> Iterator[str]:
    return (one.href for one in walk_inlines(inlines) if isinstance(one, Link))


def _written_out(inlines: tuple[Inline, ...]) -> frozenset[str]:
    """The addresses that *inlines* say in words."""
    return frozenset(
        one.href
        for one in walk_inlines(inlines)
        if isinstance(one, Link) and one.href.removeprefix("mailto:") == plain(one.children)
    )
