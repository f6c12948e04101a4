"""Markdown with YAML front matter, as newsletter services and site generators take it.

In: a `Document` and its `Letter`. Out: text. Buttondown, Substack and Jekyll read different
dialects (python-markdown, an editor of its own, kramdown), so what is written here means the same
in all of them and in CommonMark: every character that one of them would take for markup is escaped,
by a backslash where all know that, else as a character reference. So words come out as themselves.
A paragraph is one line, however long, since some services turn line ends into breaks. The title
stands in the front matter only: the services print it themselves.

Note marks are footnotes, ``[^1]``; where the edition lists its sources, the sources are the notes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from briefgen.document import (
    BlockQuote,
    Break,
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
    marked_notes,
    plain,
)
from briefgen.endmarks import colon
from briefgen.letters import Letter
from briefgen.render.passages import linked_once
from briefgen.render.scripts import kept_in_order
from briefgen.render.writers import BlockWriter, without_page_count

_BOLD = frozenset({"label", "speaker", "for", "against"})
"""Character styles of the house that are bold."""
_BREAK = "<br>"
# Two spaces or a backslash at the end of a line are not known everywhere, or get lost in pasting.


def write(document: Document, letter: Letter) -> str:
    """The document as Markdown, front matter first."""
    return _front_matter(document, letter) + "\n" + _Writer(document).text()


# --- front matter ------------------------------------------------------------------------------


def _front_matter(document: Document, letter: Letter) -> str:
    meta = document.meta
    entries: dict[str, object] = {
        "title": meta.title,
        "subject": letter.subject,
        "description": letter.preheader,
        "author": letter.sender_name or meta.author,
        "lang": meta.language,
        "slug": re.sub(r"[^a-z0-9]+", "-", meta.identifier.lower()).strip("-"),
        "canonical_url": letter.link,
        "tags": list(meta.keywords),
    }
    lines = [f"{key}: {_yaml(value)}" for key, value in entries.items() if value]
    return "\n".join(["---", lines[0], f"date: {meta.issued.isoformat()}", *lines[1:], "---", ""])


def _yaml(value: object) -> str:
    # JSON is YAML, but for characters that YAML does not print and JSON leaves as they are.
    text = json.dumps(value, ensure_ascii=False)
    return re.sub(
        r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda match: f"\\u{ord(match[0]):04x}", text
    )


# --- words -------------------------------------------------------------------------------------

# These have a backslash in every dialect; the others have not, or, like { of Liquid and Django, are
# read by a program that comes before the Markdown.
_REFERENCES = {ord(char): f"&#{ord(char)};" for char in "{|~^"} | {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
}
_BACKSLASHED = re.compile(r"[\\`*_\[\]]")
_AT_START = re.compile(r"^( *)([#+=-]|\d+(?=[.)])|:)")


def escaped(text: str) -> str:
    """*text* so that Markdown prints it as it is, wherever in a line it stands."""
    safe = _BACKSLASHED.sub(r"\\\g<0>", text).translate(_REFERENCES)
    safe = safe.replace("$$", "&#36;&#36;")
    # Runs that smart punctuation would join: -- and ... and two commas.
    return re.sub(r"-(?=-)|,(?=,)|\.(?=\.\.)", lambda match: f"&#{ord(match[0])};", safe)


def _at_start(line: str) -> str:
    """A line that shall not begin a list, a heading, a rule or a definition."""

    def guard(match: re.Match[str]) -> str:
        mark = match[2]
        if mark.isdigit():
            return f"{match[1]}{mark[:-1]}&#{ord(mark[-1])};"
        return f"{match[1]}&#{ord(mark)};"

    return _AT_START.sub(guard, line)


def _address(href: str) -> str:
    """*href* as the destination of a link, in which nothing is markup."""
    quoted = {char: f"%{ord(char):02X}" for char in "()<>{}[]\\`*|^\"' "}
    return "".join(quoted.get(char, char) for char in href).replace("&", "&amp;")


# --- the document ------------------------------------------------------------------------------


@dataclass(slots=True)
class _Writer(BlockWriter):
    """Writes one document, a paragraph at a time."""

    document: Document
    paragraphs: list[str] = field(default_factory=list)
    notes: dict[int, Note] = field(default_factory=dict)
    """What note marks lead to."""

    def text(self) -> str:
        self.notes = {note.number: note for note in marked_notes(self.document)}
        self.blocks(self.document.body)
        foot = self.inlines(without_page_count(self.document.footer))
        if foot:
            self.paragraphs += ["* * *", _at_start(foot)]
        self.paragraphs += [
            f"[^{note.number}]: {_at_start(self.inlines(linked_once(note.children)))}"
            for note in self.notes.values()
        ]
        return "\n\n".join(self.paragraphs) + "\n"

    # --- blocks

    def heading(self, block: Heading) -> None:
        text = self.inlines(block.children)
        if block.level == 1 and plain(block.children) == self.document.meta.title:
            return
        # A closing run of # would be taken off.
        self.paragraphs.append(f"{'#' * block.level} {re.sub(r'#$', '&#35;', text)}")

    def paragraph(self, block: Paragraph) -> None:
        self.paragraphs.append(_at_start(self.inlines(block.children)))

    def blockquote(self, block: BlockQuote) -> None:
        self.paragraphs.append(f"> {_at_start(escaped(block.text))}")

    def listing(self, block: Listing) -> None:
        marks = (
            f"{number}." if block.ordered else "-" for number in range(1, 1 + len(block.items))
        )
        self.paragraphs.append(
            "\n".join(
                f"{mark} {_at_start(self.inlines(item.children))}"
                for mark, item in zip(marks, block.items, strict=True)
            )
        )

    def definitions(self, block: Definitions) -> None:
        lines = (
            f"**{escaped(colon(one.term))}** {self.inlines(one.children)}" for one in block.items
        )
        self.paragraphs.append(f"{_BREAK}\n".join(lines))

    def figure(self, block: Figure) -> None:
        # A picture would need an address of its own; its words stand for it. Those of a logo say
        # nothing that the foot does not.
        if block.role != "logo":
            self.paragraphs.append(f"\\[{escaped(block.alt)}\\]")

    def source_list(self, block: SourceList) -> None:
        if self.document.meta.has_footnotes and block.entries:
            self.paragraphs.append(
                "\n".join(
                    f"{entry.number}. {_at_start(self.inlines(entry.children))}"
                    for entry in block.entries
                )
            )

    def table(self, block: Table) -> None:
        width = max(len(row.cells) for row in block.rows)
        head = [self._cell(cell) for cell in block.head] or [""] * width
        rows = [[self._cell(cell) for cell in row.cells] for row in block.rows]
        lines = [head, ["---"] * len(head), *rows]
        self.paragraphs.append("\n".join(f"| {' | '.join(cells)} |" for cells in lines))

    def _cell(self, cell: Cell) -> str:
        text = self.inlines(cell.children)
        return _strong(text, " ") if cell.header and text else text

    # --- inlines

    def inlines(self, inlines: Iterable[Inline]) -> str:
        return self._joined(inlines, "").strip(" ")

    def _joined(self, inlines: Iterable[Inline], following: str) -> str:
        """*inlines* in a row; *following* is the character after them, on which marks depend."""
        written = ""
        for one in reversed(tuple(inlines)):
            written = self._inline(one, written[:1] or following) + written
        return written

    def _inline(self, inline: Inline, following: str) -> str:
        match inline:
            case Text():
                return escaped(kept_in_order(inline.text))
            case Quote():
                return f"“{escaped(inline.text)}”"
            case Break():
                return _BREAK
            case NoteRef():
                return "".join(map(self._mark, inline.numbers))
            case Field():
                return ""
            case Link():
                return self._link(inline)
            case Emphasis() | Strong() | Styled():
                return self._marked(inline, following)

    def _marked(self, inline: Emphasis | Strong | Styled, following: str) -> str:
        if isinstance(inline, Styled) and inline.role not in _BOLD:
            return self._joined(inline.children, following)
        text = self._joined(inline.children, "*")
        if isinstance(inline, Emphasis):
            return _emphasised(text, "*", "em", following)
        return _strong(text, following)

    def _link(self, link: Link) -> str:
        words = self._joined(link.children, "]")
        # Anchors of headings are named differently by every service.
        return words if link.href.startswith("#") else f"[{words}]({_address(link.href)})"

    def _mark(self, number: int) -> str:
        return f"[^{number}]" if number in self.notes else f"\\[{number}\\]"


def _strong(text: str, following: str) -> str:
    return _emphasised(text, "**", "strong", following)


_LETTER = re.compile(r"[A-Za-z0-9]")


def _emphasised(text: str, mark: str, tag: str, following: str) -> str:
    """*text* between marks, its outer spaces outside of them.

    Marks count as such only beside letters, or before a space; where they might not, as in
    «**(for)**x», the element is written out.
    """
    core = text.strip(" ")
    if not core:
        return text
    before, after = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    ends = bool(_LETTER.match(core[-1])) or (core[-1] in ".:" and (after or following) in {"", " "})
    if _LETTER.match(core[0]) and ends and "*" not in core and (after or following) != "*":
        return f"{before}{mark}{core}{mark}{after}"
    return f"{before}<{tag}>{core}</{tag}>{after}"
