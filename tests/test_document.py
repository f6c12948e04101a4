"""The document tree: walking, counting, pruning, rewriting."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from counting import body_words, quoted_words
from hypothesis import given
from hypothesis import strategies as st
from tiny import words

from briefgen.document import (
    Block,
    BlockQuote,
    Callout,
    Cell,
    Columns,
    Definition,
    Definitions,
    Document,
    Emphasis,
    Figure,
    Group,
    Heading,
    Inline,
    Item,
    Link,
    Listing,
    Meta,
    Note,
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
    all_inlines,
    increments,
    plain,
    walk_blocks,
)
from briefgen.pruning import prune
from briefgen.rewriting import rewrite

META = Meta("d/a-l", "Title", "en-US", date(2026, 3, 1))


def p(text: str, key: str = "") -> Paragraph:
    return Paragraph(words(text), increment=key)


def h(level: int, text: str, key: str = "") -> Heading:
    return Heading(level, words(text), increment=key)


def document(*blocks: Block) -> Document:
    return Document(META, blocks)


def outline(blocks: tuple[Block, ...]) -> list[str]:
    """What is left, in reading order: containers by name, leaves by their words."""
    return [
        plain(block.children) if isinstance(block, Heading | Paragraph) else type(block).__name__
        for block in walk_blocks(blocks)
    ]


SAMPLE = document(
    h(1, "title here"),
    Callout((p("bottom line"),), "bottom-line"),
    Section("background", (h(2, "background"), p("topic one", "t1"), p("topic two", "t2"))),
    Columns(
        (
            Section(
                "for",
                (
                    h(2, "for"),
                    Group((h(3, "claim a"), p("gist a"), p("quote a", "qa")), "a"),
                    Group((h(3, "claim bare"),), "bare"),
                ),
            ),
        ),
        (Section("against", (h(2, "against"), Group((h(3, "claim b"), p("gist b")), "b"))),),
    ),
    Section(
        "who",
        (
            h(2, "who"),
            Table(
                (50, 50),
                (Cell(words("name"), True), Cell(words("says"), True)),
                (
                    Row((Cell(words("x")), Cell(words("yes"))), "x"),
                    Row((Cell(words("y")), Cell(words("no"))), "y"),
                ),
            ),
        ),
    ),
    Section(
        "steps",
        (h(2, "steps"), Listing((Item(words("one step"), "s1"), Item(words("two"), "s2")), True)),
    ),
    SourceList("line"),
)
KEYS = ("t1", "t2", "a", "qa", "bare", "b", "x", "y", "s1", "s2")


# --- walking and counting ----------------------------------------------------------------------


def test_blocks_are_walked_in_reading_order_containers_first() -> None:
    assert outline(SAMPLE.body) == [
        *("title here", "Callout", "bottom line"),
        *("Section", "background", "topic one", "topic two"),
        *("Columns", "Section", "for", "Group", "claim a", "gist a", "quote a"),
        *("Group", "claim bare", "Section", "against", "Group", "claim b", "gist b"),
        *("Section", "who", "Table", "Section", "steps", "Listing", "SourceList"),
    ]


def test_increments_are_named_once_in_reading_order() -> None:
    assert increments(SAMPLE) == KEYS
    assert increments(document(p("one", "k"), p("two", "k"), p("three"))) == ("k",)


def test_inlines_are_walked_outer_ones_first() -> None:
    mark = NoteRef(("e",))
    inner = Strong((Emphasis(words("in")), Link("#x", words("link")), mark))
    found = list(all_inlines(document(Paragraph((Text("out "), inner)))))
    assert found == [
        *(Text("out "), inner, Emphasis(words("in")), Text("in")),
        *(Link("#x", words("link")), Text("link"), mark),
    ]


def test_words_are_counted_without_notes_and_source_lists() -> None:
    counted = document(
        h(1, "two words"),
        Paragraph((Text("She said "), Quote("e", "full", "three plain words"), NoteRef(("e",)))),
        BlockQuote("e", "full", "four words set off"),
        Definitions((Definition("TO", words("the staff")),)),
        Table((100.0,), (Cell(words("head"), True),), (Row((Cell(words("a cell")),)),)),
        Listing((Item((Styled("label", words("So:")), Text(" one item"))),)),
        Figure("many words that nobody reads", 10, svg="<svg/>"),
        SourceList("line", (Note(1, words("A title of a source")),)),
    )
    assert body_words(counted) == 2 + 5 + 4 + 2 + 3 + 3
    assert quoted_words(counted) == 3 + 4


def test_plain_sets_marks_around_running_quotations() -> None:
    inlines = (Text("He: "), Quote("e", "full", "no"), NoteRef(("e",)), Text(" and "), Strong(()))
    assert plain(inlines) == "He: “no” and "


# --- pruning -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dropped", "gone"),
    [
        ({"t1"}, {"topic one"}),
        ({"t1", "t2"}, {"background", "topic one", "topic two", "Section"}),
        ({"qa"}, {"quote a"}),
        ({"a"}, {"claim a", "gist a", "quote a", "Group"}),
        ({"bare"}, {"claim bare", "Group"}),
        ({"x", "y"}, {"Section", "who", "Table"}),
        ({"s1", "s2"}, {"Section", "steps", "Listing"}),
    ],
    ids=lambda value: "+".join(sorted(value)),
)
def test_what_is_left_without_content_vanishes(dropped: set[str], gone: set[str]) -> None:
    before = outline(SAMPLE.body)
    after = outline(prune(SAMPLE, set(KEYS) - dropped).body)
    missing = list(before)
    for one in after:
        missing.remove(one)
    assert set(missing) == gone
    assert [one for one in before if one in after or one not in gone] != []


def test_rows_and_items_go_one_by_one() -> None:
    pruned = prune(SAMPLE, set(KEYS) - {"x", "s2"})
    [table] = [block for block in walk_blocks(pruned.body) if isinstance(block, Table)]
    [listing] = [block for block in walk_blocks(pruned.body) if isinstance(block, Listing)]
    assert [row.increment for row in table.rows] == ["y"]
    assert table.head
    assert [item.increment for item in listing.items] == ["s1"]
    assert listing.ordered


def test_one_column_alone_takes_the_full_width() -> None:
    left = outline(prune(SAMPLE, set(KEYS) - {"b"}).body)
    right = outline(prune(SAMPLE, set(KEYS) - {"a", "bare"}).body)
    neither = outline(prune(SAMPLE, set(KEYS) - {"a", "bare", "b"}).body)
    assert "Columns" not in left + right + neither
    start = left.index("for") - 2
    assert left[start : start + 3] == ["Group", "Section", "for"]
    assert "claim b" in right
    assert "for" not in right
    assert not {"for", "against"} & set(neither)


def test_a_claim_without_gist_keeps_its_section() -> None:
    left = outline(prune(SAMPLE, set(KEYS) - {"a"}).body)
    assert left[left.index("for") : left.index("claim bare") + 1] == ["for", "Group", "claim bare"]


def test_headings_alone_keep_no_section() -> None:
    lonely = document(
        Section("s", (h(2, "head"), Group((h(3, "sub"),)), Callout((p("c", "k"),)))), p("end")
    )
    assert outline(prune(lonely, ()).body) == ["end"]


def test_everything_kept_is_unchanged() -> None:
    assert prune(SAMPLE, KEYS) == SAMPLE


@given(kept=st.sets(st.sampled_from(KEYS)))
def test_pruning_keeps_the_order_and_is_idempotent(kept: set[str]) -> None:
    pruned = prune(SAMPLE, kept)
    found = increments(pruned)
    assert set(found) == {key for key in kept if key != "qa" or "a" in kept}
    assert list(found) == sorted(found, key=KEYS.index)
    assert prune(pruned, kept) == pruned
    assert not [
        block
        for block in walk_blocks(pruned.body)
        if (isinstance(block, Table) and not block.rows)
        or (isinstance(block, Listing) and not block.items)
        or (isinstance(block, Section) and len(block.blocks) < 2)
    ]


# --- rewriting ---------------------------------------------------------------------------------


def test_rewriting_reaches_every_leaf_and_keeps_everything_else() -> None:
    seen: list[Inline] = []

    def note(inline: Inline) -> Inline:
        seen.append(inline)
        return inline

    assert rewrite(SAMPLE, note) == SAMPLE
    leaves = [one for one in all_inlines(SAMPLE) if not getattr(one, "children", None)]
    assert seen == leaves
    assert len(leaves) > 15


def test_rewriting_changes_words_inside_other_inlines() -> None:
    def shout(inline: Inline) -> Inline:
        return Text(inline.text.upper()) if isinstance(inline, Text) else inline

    block = Paragraph((Strong((Link("#a", words("deep")),)), Text(" down")), "gist", "key")
    table = Table((100.0,), (Cell(words("h")),), (Row((Cell(words("c")),), "r"),), "cap", "grid")
    pairs = Definitions((Definition("To", words("you")),), "d")
    changed = rewrite(replace(document(block, table, pairs), notes=(Note(1, words("n")),)), shout)
    assert changed.body == (
        Paragraph((Strong((Link("#a", words("DEEP")),)), Text(" DOWN")), "gist", "key"),
        Table((100.0,), (Cell(words("H")),), (Row((Cell(words("C")),), "r"),), "cap", "grid"),
        Definitions((Definition("To", words("YOU")),), "d"),
    )
    assert changed.notes == (Note(1, words("n")),)
    assert changed.meta is META


def test_trees_are_frozen() -> None:
    for part in (SAMPLE, *walk_blocks(SAMPLE.body)):
        name = fields(part)[0].name
        with pytest.raises(AttributeError):
            setattr(part, name, None)
