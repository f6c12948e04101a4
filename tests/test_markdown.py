"""Markdown for newsletter services, judged by what a CommonMark parser makes of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from newsletters import (
    EVERY,
    HOSTILE,
    edition,
    hostile,
    html_blocks,
    markdown_blocks,
    markdown_html,
    passages,
    simple,
    split_markdown,
    unproven,
)
from tiny import words

from briefgen.document import (
    BlockQuote,
    Break,
    Cell,
    Definition,
    Definitions,
    Emphasis,
    Figure,
    Heading,
    Inline,
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
    plain,
    walk_blocks,
)
from briefgen.letters import Letter
from briefgen.render.markdown import write


def body(*blocks: object, **meta: object) -> str:
    return split_markdown(write(simple(*blocks, **meta), Letter()))[1].strip("\n")


def read(*blocks: object) -> list[str]:
    """The paragraphs that a parser finds."""
    return [block.text for block in html_blocks(markdown_html(body(*blocks)))]


def test_a_logo_is_no_text() -> None:
    document, letter, _ = edition("harbor-curfew", "congress", "one-pager")
    (logo,) = (one for one in walk_blocks(document.body) if isinstance(one, Figure))
    assert logo.role == "logo"
    assert "Logo" not in write(document, letter)


@pytest.mark.parametrize("name", EVERY, ids="-".join)
def test_every_quotation_is_in_a_source(name: tuple[str, str, str]) -> None:
    document, letter, _ = edition(*name)
    written = write(document, letter)
    assert written == write(document, letter)
    found = markdown_blocks(written)
    assert len(passages(found)) >= (1 if name[2] == "blurb" else 5)
    assert unproven(found, name[0]) == []


@pytest.mark.parametrize("name", EVERY, ids="-".join)
def test_every_mark_has_its_note(name: tuple[str, str, str]) -> None:
    document, letter, _ = edition(*name)
    written = write(document, letter)
    marks = set(re.findall(r"(?<!\\)\[\^(\d+)\](?!:)", written))
    notes = re.findall(r"^\[\^(\d+)\]: ", written, re.MULTILINE)
    assert len(notes) > 2
    assert marks == set(notes)
    assert len(notes) == len(set(notes))


def test_front_matter() -> None:
    document = simple(title="A “title”: with \\ # and \u2028 {{ x }}", issued=date(2026, 3, 1))
    document = replace(document, meta=replace(document.meta, keywords=("one, two", "three")))
    letter = Letter('Re: "x"', "- before", "Desk <d@example.org>", "", "https://example.org/b")
    front, rest = split_markdown(write(document, letter))
    assert front == {
        "title": document.meta.title,
        "date": date(2026, 3, 1),
        "subject": letter.subject,
        "description": "- before",
        "author": "Desk",
        "lang": "en",
        "slug": "tiny-public-blurb",
        "canonical_url": "https://example.org/b",
        "tags": ["one, two", "three"],
    }
    assert rest.strip() == ""


def test_a_note_links_a_source_once() -> None:
    plainly = "https://e.org/a"
    note = (
        Link(f"{plainly}#:~:text=words", words("Title")),
        Text(", ¶ 2"),
        Text(", "),
        Link(plainly, words(plainly)),
        Text("; "),
        Link("https://e.org/b", words("https://e.org/b")),
        Text("."),
    )
    noted = Paragraph((Text("Known."), NoteRef(("e",), (1,))))
    assert body(noted, SourceList("line", (Note(1, note),))).endswith(
        "\n[^1]: [Title](https://e.org/a#:~:text=words), ¶ 2; [https://e.org/b](https://e.org/b)."
    )


def test_the_title_stands_in_the_front_matter_only() -> None:
    assert body(Heading(1, words("Title")), Heading(2, words("Two"))) == "## Two"
    assert body(Heading(1, words("Another"))) == "# Another"


def test_shapes() -> None:
    blocks = (
        Paragraph((Styled("label", words("Bottom line.")), Text(" So it is."))),
        Paragraph((Emphasis(words("Title")), Text(", "), Strong(words("strong")))),
        Listing((Item(words("a")), Item((Text("b"), Break(), Text("c"))))),
        Listing((Item(words("a")), Item(words("b"))), ordered=True),
        BlockQuote("e", "full", "Words of somebody."),
        Definitions((Definition("To", words("You")), Definition("Re", words("It")))),
        Figure("A chart", 50, svg="<svg/>"),
        Table((50, 50), (Cell(words("A")),), (Row((Cell(words("x"), header=True),)),)),
    )
    assert body(*blocks).split("\n\n") == [
        "**Bottom line.** So it is.",
        "*Title*, **strong**",
        "- a\n- b<br>c",
        "1. a\n2. b",
        "> Words of somebody.",
        "**To:** You<br>\n**Re:** It",
        "\\[A chart\\]",
        "| A |\n| --- |\n| **x** |",
    ]


def test_notes_and_links() -> None:
    noted = Paragraph((Text("Known."), NoteRef(("e",), (1, 3))))
    sources = SourceList("line", (Note(1, (Text("1. One"),)),))
    assert body(noted, sources) == "Known.[^1]\\[3\\]\n\n[^1]: &#49;. One"
    link = Link("https://e.org/a_(b)?c=1&copy=2", words("here"))
    assert body(Paragraph((link, Link("#to", words(" there"))))) == (
        "[here](https://e.org/a_%28b%29?c=1&amp;copy=2) there"
    )
    html = markdown_html(body(Paragraph((link,))))
    assert 'href="https://e.org/a_%28b%29?c=1&amp;copy=2"' in html
    listed = SourceList("list", (Note(1, words("One.")),))
    assert body(listed, note_style="footnotes") == "1. One."


PLACES: dict[str, Callable[[str], object]] = {
    "paragraph": lambda text: Paragraph(words(text)),
    "after": lambda text: Paragraph((Text("x "), Text(text), Text(" y"))),
    "quotation": lambda text: Paragraph((Quote("e", "full", text),)),
    "heading": lambda text: Heading(2, words(text)),
    "strong": lambda text: Paragraph((Strong(words(text)), Text("after"))),
    "emphasis": lambda text: Paragraph((Text("before"), Emphasis(words(text)))),
    "blockquote": lambda text: BlockQuote("e", "full", text),
    "item": lambda text: Listing((Item(words(text)),)),
    "link": lambda text: Paragraph((Link("https://example.org/", words(text)),)),
    "cell": lambda text: Table((100,), (Cell(words("h")),), (Row((Cell(words(text)),)),)),
    "break": lambda text: Paragraph((Text("a"), Break(), Text(text))),
}


AROUND = {"after": "x {} y", "quotation": "“{}”", "strong": "{}after", "emphasis": "before{}"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_as_itself(text: str) -> None:
    for place, block in PLACES.items():
        found = html_blocks(markdown_html(body(block(text))))
        assert found, place
        said = found[-1].text.removeprefix("a\n" if place == "break" else "")
        # Nobody sees the mark that keeps what follows Hebrew words behind them.
        said = said.replace("\N{LEFT-TO-RIGHT MARK}", "")
        assert said == AROUND.get(place, "{}").format(text), place


@pytest.mark.parametrize("text", HOSTILE)
def test_no_service_finds_a_command(text: str) -> None:
    written = write(simple(Paragraph(words(text)), title="Title"), Letter())
    assert not re.search(r"\{\{|\{%|\{#|\$\$", written)
    assert "<script" not in written


def test_a_hostile_document_keeps_every_block() -> None:
    document = hostile()
    found = "\n".join(block.text for block in markdown_blocks(write(document, Letter())))
    for text in HOSTILE:
        assert found.count(text) >= 8, text


PIECES: tuple[Inline, ...] = (
    Text("word"),
    Text(" spaced "),
    Text("(x)"),
    Text("中文。"),
    Strong((Text("bold."),)),
    Strong((Text("(bold)"),)),
    Emphasis((Text("it"),)),
    Strong((Text("中文。"),)),
    Emphasis((Strong((Text("both"),)),)),
)


def test_emphasis_holds_beside_any_neighbour() -> None:
    checked = 0
    for pair, end in product(product(PIECES, repeat=2), ((), (Text("word"),))):
        inlines = (*end, *pair, *end)
        html = markdown_html(body(Paragraph(inlines)))
        assert [block.text for block in html_blocks(html)] == [plain(inlines).strip()]
        checked += 1
    assert checked == 2 * len(PIECES) ** 2
