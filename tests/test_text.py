"""Plain text for mail: shaped from the tree, read again by a reader that knows nothing of it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from newsletters import (
    EVERY,
    HOSTILE,
    edition,
    hostile,
    passages,
    simple,
    text_blocks,
    unproven,
)
from tiny import words

from briefgen.document import (
    Break,
    Cell,
    Definition,
    Definitions,
    Figure,
    Heading,
    Item,
    Labels,
    Link,
    Listing,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Row,
    SourceList,
    Styled,
    Table,
    Text,
    walk_blocks,
)
from briefgen.letters import Letter
from briefgen.render.text import columns, wrapped, write


@pytest.mark.parametrize("name", EVERY, ids="-".join)
def test_every_quotation_is_in_a_source(name: tuple[str, str, str]) -> None:
    document, letter, _ = edition(*name)
    found = text_blocks(write(document, letter))
    assert len(passages(found)) >= (1 if name[2] == "blurb" else 5)
    assert unproven(found, name[0]) == []


def test_a_logo_is_no_text_and_its_issuer_is() -> None:
    document, letter, _ = edition("harbor-curfew", "congress", "one-pager")
    (logo,) = (one for one in walk_blocks(document.body) if isinstance(one, Figure))
    assert logo.alt == "Logo of Quiet Harbor Project"
    text = write(document, letter)
    assert "Logo" not in text
    assert "\nQuiet Harbor Project" in text


@pytest.mark.parametrize("name", EVERY, ids="-".join)
def test_lines_are_short_and_bare(name: tuple[str, str, str]) -> None:
    document, letter, _ = edition(*name)
    text = write(document, letter)
    assert text == write(document, letter)
    assert text.endswith("\n")
    assert "\n\n\n" not in text
    lines = text.splitlines()
    assert len(lines) > 20
    for line in lines:
        assert line == line.rstrip(" ")
        assert columns(line) <= 72 or " " not in line.strip().removeprefix("[").lstrip(
            "0123456789] "
        )


def test_headings_are_underlined() -> None:
    headings = [Heading(level, words(f"Level {level}")) for level in (1, 2, 3, 4)]
    assert write(simple(*headings)) == (
        "Level 1\n=======\n\nLevel 2\n-------\n\nLevel 3\n~~~~~~~\n\nLevel 4\n.......\n"
    )
    wide = "港口" * 20
    assert write(simple(Heading(2, words(wide)))).splitlines()[-1] == "-" * 72


def test_links_and_notes_are_one_series_of_numbers() -> None:
    document = simple(
        Paragraph((Text("See "), Link("https://a.example/", words("the record")), Text("."))),
        Paragraph((Text("Known."), NoteRef(("e",), (1, 2)))),
        Paragraph(
            (Link("https://a.example/", words("Again")), Text(" and "), Link("#x", words("y")))
        ),
        Paragraph((Link("mailto:a@b.example", words("a@b.example")),)),
        SourceList(
            "line",
            (
                Note(1, (Text("One, "), Link("https://s.example/1", words("Title")), Text("."))),
                Note(2, words("Two.")),
            ),
        ),
    )
    assert write(document) == (
        "See the record [3].\n\nKnown.\u00a0[1,\u00a02]\n\nAgain [3] and y\n\na@b.example\n\n"
        "Sources\n-------\n\n[1] One, Title.\n    https://s.example/1\n[2] Two.\n\n"
        "Links\n-----\n\n[3] https://a.example/\n"
    )


@pytest.mark.parametrize(("words_of_it", "readable"), [("few", True), ("x" * 100, False)])
def test_a_note_gives_one_address_that_can_be_read(words_of_it: str, readable: bool) -> None:
    plainly = "https://s.example/1"
    passage = f"{plainly}#:~:text={words_of_it}"
    first = (
        Link(passage, words("Title")),
        Text(", ¶ 2, "),
        Link(plainly, words(plainly)),
        Text("; "),
        Link(passage, words("Title again")),
        Text("."),
    )
    later = (Link(passage, words("Doe")), Text("."))
    other = (Link(f"https://o.example/#top:~:text={words_of_it}", words("Roe")), Text("."))
    notes = (Note(1, first), Note(2, later), Note(3, other))
    written = write(simple(SourceList("list", notes))).splitlines()
    if readable:
        assert written == [
            f"[1] Title, ¶ 2, {passage}; Title again.",
            "[2] Doe.",
            "[3] Roe.",
            "    https://o.example/#top:~:text=few",
        ]
    else:
        assert written == [
            f"[1] Title, ¶ 2, {plainly}; Title again.",
            "[2] Doe.",
            "[3] Roe.",
            "    https://o.example/#top",
        ]


def test_no_note_of_an_edition_repeats_an_address() -> None:
    document, letter, _ = edition("harbor-curfew", "business", "full")
    notes = write(document, letter).partition("\nNotes\n")[2]
    found = [
        [address.partition("#:~:")[0] for address in re.findall(r"https?://\S+(?<![.;])", note)]
        for note in re.split(r"\n(?=\[\d+\] )", notes)
    ]
    assert len(list(filter(None, found))) > 1
    assert all(len(addresses) == len(set(addresses)) for addresses in found)


def test_footnotes_stand_at_the_end() -> None:
    cited = Paragraph((Text("Known."), NoteRef(("e",), (1,))))
    document = replace(
        simple(cited, note_style="footnotes", labels=Labels(notes="Noten")),
        notes=(Note(1, words("A note.")),),
        footer=(Text("Desk"), Styled("right", words("1 / 2"))),
    )
    assert write(document, Letter(link="https://a.example/")) == (
        "Known.\u00a0[1]\n\nNoten\n-----\n\n[1] A note.\n\nDesk\nRead online: https://a.example/\n"
    )


def test_lists_and_heads_hang() -> None:
    long = "word " * 20 + "end"
    document = simple(
        Listing((Item(words(long)), Item(words("b"))), ordered=True),
        Listing((Item((Text("one"), Break(), Text("two"))),)),
        Definitions((Definition("To", words(long)), Definition("From", words("x")))),
        Figure("A chart of <things>", 50, svg="<svg/>"),
    )
    lines = write(document).splitlines()
    assert lines[0].startswith("1. word")
    assert lines[1].startswith("   word")
    assert lines[2] == "2. b"
    assert lines[4:6] == ["- one", "  two"]
    assert lines[7].startswith("TO:    word")
    assert lines[8].startswith("       word")
    assert "FROM:  x" in lines
    assert lines[-1] == "[A chart of <things>]"


def test_small_tables_are_set_in_columns_and_others_as_records() -> None:
    head = (Cell(words("Who")), Cell(words("Stand")))
    small = Table((50, 50), head, (Row((Cell(words("港口")), Cell(words("For")))),))
    assert write(simple(small)) == "Who   Stand\n----  -----\n港口  For\n"
    long = "word " * 20 + "end"
    large = Table((50, 50), head, (Row((Cell(words("A")), Cell(words(long)))),))
    lines = write(simple(large)).splitlines()
    assert lines[0] == "* A"
    assert lines[1].startswith("  Stand: word")
    assert lines[2].startswith("    word")
    bare = Table((50, 50), (), (Row((Cell(words("A")), Cell(words("B")))),))
    assert write(simple(bare)) == "A  B\n"


def test_words_are_never_broken() -> None:
    url = "https://example.org/" + "a" * 90
    assert wrapped(f"see {url} there") == ["see", url, "there"]
    assert wrapped("") == [""]
    chinese = wrapped("夜" * 50 + "。")
    assert [columns(line) for line in chinese] == [72, 30]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_as_itself(text: str) -> None:
    written = write(simple(Paragraph((Quote("e", "full", text),)), Paragraph(words(text))))
    flat = re.sub(r"\n+", "", written) if "港" in text else re.sub(r"\n+", " ", written)
    assert flat.count(text) == 2


def test_hostile_documents_keep_to_the_width() -> None:
    lines = write(hostile()).splitlines()
    assert len(lines) > 200
    assert max(map(columns, lines)) <= 72
