"""What the tests of newsletter formats share: documents of both dossiers, a reader of the files.

The reader is independent of briefgen, as `reader` is: html, txt, md and eml are read as a mail
program or a site generator would, and their quotations looked for in the texts of the sources.
"""

from __future__ import annotations

import email
import email.policy
import functools
import itertools
import re
from dataclasses import replace
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

from markdown_it import MarkdownIt
from reader import Block, find, quoted_passages
from ruamel.yaml import YAML
from shipped import AUDIENCES, DOSSIERS, LENGTHS, outline, workshop

EVERY = [
    *itertools.product(DOSSIERS, AUDIENCES, ("blurb",)),
    ("jackson-vanik", "congress", "memo"),
    *(("harbor-curfew", "business", length) for length in LENGTHS[1:]),
]

# Hostile text: every sign that HTML, Markdown, Liquid, Django or smart punctuation could take for
# its own, and scripts that run the other way or without spaces.
HOSTILE = (
    "<script>alert(1)</script>",
    "{{ site.secret }} {% include x %} {# y #} *|MERGE|*",
    "&amp; &lt; &#42; &copy",
    "*a* _b_ **c** `d` [e](f) ![g](h) [^1] ~~i~~ snake_case_word 2*3*4",
    "# one",
    "1. two",
    "- three",
    "+ four",
    "=== five",
    "> six",
    ": seven",
    "| eight | nine |",
    "--- ten -- ...",
    "$$x$$ $17 and $18",
    "\\ eleven \\*",
    "אין שקט בלילה, אמר השכן",
    "夜间宵禁让居民安睡，港口委员会将于六月就此表决。" * 4,
    "12) twelve",
    "<!-- thirteen --> <b>",
    "ends with #",
    "\u200fmarks\u00a0stay\u202fhere",
)


# --- what is read ------------------------------------------------------------------------------


def opened(dossier: str) -> Any:
    """The outline and the workshop of a dossier."""
    return outline(dossier), workshop(dossier)


@functools.cache
def edition(dossier: str, audience: str, length: str) -> tuple[Any, Any, Any]:
    """A document with all that an edition may show, its letter, and the house style."""
    from briefgen.build import composed, edition_of
    from briefgen.letters import MailWishes, letter_of
    from briefgen.request import Request

    read, ours = opened(dossier)
    made = edition_of(read, Request(audience, length), ours)
    letter = letter_of(made, MailWishes())
    return composed(read, made, ours).numbered, letter, ours.house


def hostile() -> Any:
    """A document with hostile text in every place that can hold text."""
    from briefgen.document import (
        BlockQuote,
        Callout,
        Cell,
        Definition,
        Definitions,
        Document,
        Emphasis,
        Heading,
        Item,
        Link,
        Listing,
        Note,
        NoteRef,
        Paragraph,
        Quote,
        Row,
        SourceList,
        Strong,
        Styled,
        Table,
        Text,
    )

    blocks: list[Any] = []
    for word in HOSTILE:
        text = (Text(word),)
        blocks += [
            Heading(2, text),
            Paragraph(text),
            Paragraph((Strong(text), Text(" "), Emphasis(text), Text(" "), Styled("label", text))),
            Paragraph((Quote("e", "full", word), NoteRef(("e",), (1,)))),
            Paragraph((Link("https://example.org/a_(b)?c=1&copy=2", text), Text(" after"))),
            BlockQuote("e", "full", word),
            Listing((Item(text), Item(text)), ordered=True),
            Callout((Paragraph(text),)),
            Definitions((Definition("Re", text),)),
            Table((50, 50), (Cell(text), Cell(text)), (Row((Cell(text, True), Cell(text))),)),
        ]
    blocks.append(SourceList("line", (Note(1, (Text(HOSTILE[0]),)),)))
    return Document(replace(plain_meta(), title=HOSTILE[0]), tuple(blocks))


def plain_meta() -> Any:
    from datetime import date

    from briefgen.document import Meta

    return Meta("tiny/public-blurb", "Title", "en", date(2026, 3, 1), note_style="sources")


def simple(*blocks: Any, **meta: Any) -> Any:
    from briefgen.document import Document

    return Document(replace(plain_meta(), **meta), blocks)


@functools.cache
def texts(dossier: str) -> tuple[str, ...]:
    files = sorted((DOSSIERS[dossier] / "texts").glob("*.txt"))
    assert len(files) >= 4
    return tuple(path.read_bytes().decode("utf-8-sig") for path in files)


# --- the reader --------------------------------------------------------------------------------


def passages(blocks: list[Block]) -> list[str]:
    """Everything that stands in quotation marks or is set off as a quotation."""
    found: list[str] = []
    for block in blocks:
        found += block.set_off
        found += quoted_passages(block.text)
    return found


def unproven(blocks: list[Block], dossier: str) -> list[str]:
    return [one for one in passages(blocks) if not find(one, texts(dossier))]


def html_blocks(html: str) -> list[Block]:
    parser = _Page()
    parser.feed(html)
    parser.close()
    parser.flush()
    return parser.found


class _Page(HTMLParser):
    """The paragraphs of a page, without what is not shown and without note marks."""

    INLINE = frozenset({"a", "strong", "em", "span", "b", "i", "sup", "code"})
    HIDDEN = frozenset({"style", "title", "sup", "script"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Block] = []
        self.words = ""
        self.hidden = 0
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.words += "\n"
        elif tag not in self.INLINE:
            self.flush()
        self.hidden += tag in self.HIDDEN
        self.quoted += tag == "blockquote"

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.INLINE:
            self.flush()
        self.hidden -= tag in self.HIDDEN
        self.quoted -= tag == "blockquote"

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words += data

    def flush(self) -> None:
        text = self.words.strip()
        if text:
            self.found.append(Block("body", text, [text] if self.quoted else []))
        self.words = ""


def text_blocks(text: str) -> list[Block]:
    """The paragraphs of a plain text; lines behind a bar are a quotation set off."""
    found: list[Block] = []
    for paragraph in re.split(r"\n\s*\n", text):
        for quoted, group in itertools.groupby(
            paragraph.split("\n"), key=lambda line: line.startswith("| ")
        ):
            lines = [line[2:] if quoted else line.strip() for line in group]
            # A mark such as [1, 2] may stand within a sentence that goes on behind it.
            words = re.sub(r"[ \u00a0]?\[\d+(?:,[ \u00a0]\d+)*\]", "", "\n".join(lines)).strip()
            if words and not re.fullmatch(r"([-=~.])\1*", words):
                found.append(Block("body", words, [words] if quoted else []))
    return found


def split_markdown(text: str) -> tuple[dict[str, Any], str]:
    """The front matter and the Markdown behind it."""
    match = re.fullmatch(r"---\n(.*?)\n---\n(.*)", text, re.DOTALL)
    assert match
    return dict(YAML(typ="safe").load(match[1])), match[2]


def markdown_html(markdown: str) -> str:
    """What CommonMark with tables makes of it; notes become paragraphs, their marks vanish."""
    notes = re.sub(r"^\[\^\d+\]: ", "", markdown, flags=re.MULTILINE)
    bare = re.sub(r"\[\^\d+\]", "", notes)
    return str(_PARSER.render(bare))


_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def markdown_blocks(text: str) -> list[Block]:
    return html_blocks(markdown_html(split_markdown(text)[1]))


def parsed_mail(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not [part.defects for part in message.walk() if part.defects]
    return message


def mail_part(data: bytes, subtype: str) -> str:
    part = parsed_mail(data).get_body((subtype,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
