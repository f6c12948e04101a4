"""Notes and source lists: golden forms for every kind of record, numbers in reading order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from tiny import excerpt, person, source

from briefgen.citations import (
    Numbering,
    citation,
    family_names,
    passage_address,
    short_citation,
    short_names,
    source_entry,
)
from briefgen.document import (
    Block,
    Cell,
    Document,
    Emphasis,
    Heading,
    Inline,
    Item,
    Labels,
    Link,
    Listing,
    Meta,
    Note,
    NoteRef,
    Paragraph,
    Row,
    Section,
    SourceList,
    Strong,
    Table,
    Text,
    all_inlines,
    plain,
    walk_blocks,
    walk_inlines,
)
from briefgen.excerpts import Excerpt, Manner
from briefgen.pruning import prune
from briefgen.sources import Name, Record, Source

TEXT = "Title\n\nFirst words are here.\n\nSecond words are there."


def written(inlines: tuple[Inline, ...]) -> str:
    """Inlines with their looks: *emphasis*, [link](href)."""
    parts = []
    for one in inlines:
        if isinstance(one, Emphasis):
            parts.append(f"*{written(one.children)}*")
        elif isinstance(one, Link):
            parts.append(f"[{written(one.children)}]({one.href})")
        else:
            assert isinstance(one, Text)
            parts.append(one.text)
    return "".join(parts)


def made(**record: object) -> tuple[Record, Excerpt]:
    of = source(TEXT, "s", **{"title": "A Title", **record})
    return of.record, excerpt("e", "Second words", of)


def made_short(record: Record, *excerpts: Excerpt) -> tuple[Inline, ...]:
    """A later mention of a source that stands beside no other."""
    return short_citation(short_names({"s": record})["s"], record, *excerpts)


ONE = {"author": (person("Doe", "Ann"),)}
RECORDS = [
    (
        {},
        "*A Title*, Alder Gazette, February 12, 2026",
        "Alder Gazette",
        "*A Title*, Alder Gazette, February 12, 2026 (news report).",
    ),
    (
        {**ONE, "kind": "op-ed"},
        "Ann Doe, *A Title*, Alder Gazette, February 12, 2026",
        "Doe",
        "Ann Doe, *A Title*, Alder Gazette, February 12, 2026 (opinion).",
    ),
    (
        {"author": (person("Doe", "Ann"), person("Roe", "Bo")), "issued": "2025-11"},
        "Ann Doe and Bo Roe, *A Title*, Alder Gazette, November 2025",
        "Doe and Roe",
        "Ann Doe and Bo Roe, *A Title*, Alder Gazette, November 2025 (news report).",
    ),
    (
        {
            "author": (person("Doe", "Ann"), person("Roe", "Bo"), person("Poe", "Cy")),
            "issued": "2024",
            "kind": "analysis",
        },
        "Ann Doe, Bo Roe and Cy Poe, *A Title*, Alder Gazette, 2024",
        "Doe and others",
        "Ann Doe, Bo Roe and Cy Poe, *A Title*, Alder Gazette, 2024 (analysis).",
    ),
    (
        {"author": (Name(literal="Office of Health"),), "container_title": "", "kind": "report"},
        "Office of Health, *A Title*, February 12, 2026",
        "Office of Health",
        "Office of Health, *A Title*, February 12, 2026 (report).",
    ),
    (
        {"container_title": "", "publisher": "County Press", "kind": "aggregator"},
        "*A Title*, County Press, February 12, 2026",
        "County Press",
        "*A Title*, County Press, February 12, 2026 (aggregated text).",
    ),
    (
        {"container_title": "", "issued": None, "kind": "law"},
        "*A Title*, undated",
        "*A Title*",
        "*A Title*, undated (law).",
    ),
    (
        {"issued": None, "container_title": "", "kind": ""},
        "*A Title*, undated",
        "*A Title*",
        "*A Title*, undated.",
    ),
    (
        {"issued": "2025-11~", "kind": "interview"},
        "*A Title*, Alder Gazette, about November 2025",
        "Alder Gazette",
        "*A Title*, Alder Gazette, about November 2025 (interview).",
    ),
    (
        {"issued": "2025?", "kind": "podcast"},
        "*A Title*, Alder Gazette, probably 2025",
        "Alder Gazette",
        "*A Title*, Alder Gazette, probably 2025 (podcast).",
    ),
]


@pytest.mark.parametrize(("record", "full", "short", "entry"), RECORDS)
def test_forms(record: Mapping[str, object], full: str, short: str, entry: str) -> None:
    known, quoted = made(**record)
    assert written(citation(known, quoted)) == f"{full},\u00a0¶\u00a03"
    assert written(made_short(known, quoted)) == f"{short},\u00a0¶\u00a03"
    assert written(source_entry(known)) == entry
    assert not set("“”\"'") & set(full + short + entry)


def test_an_address_leads_to_the_passage() -> None:
    known, quoted = made(url="https://example.org/a", **ONE)
    passage = "https://example.org/a#:~:text=Second%20words"
    assert written(citation(known, quoted)) == (
        f"Ann Doe, [*A Title*]({passage}), Alder Gazette, February 12, 2026,\u00a0¶\u00a03, "
        "[https://example.org/a](https://example.org/a)"
    )
    assert written(made_short(known, quoted)) == f"[Doe]({passage}),\u00a0¶\u00a03"
    assert written(source_entry(known)) == (
        "Ann Doe, [*A Title*](https://example.org/a), Alder Gazette, February 12, 2026 "
        "(news report)."
    )


@pytest.mark.parametrize(
    ("quote", "directive"),
    [
        ("one-two, three", "one%2Dtwo%2C%20three"),
        ("a b c d e f g h i j", "a%20b%20c%20d,g%20h%20i%20j"),
        ("a b … h i j", "a%20b,i%20j"),
        ("unforgettable", "unforgettable"),
    ],
)
def test_a_long_quotation_is_found_by_its_ends(quote: str, directive: str) -> None:
    of = source("T\n\none-two, three\n\na b c d e f g h i j\n\nunforgettable", "s")
    address = passage_address("https://example.org/x", excerpt("e", quote, of).quotation)
    assert address == f"https://example.org/x#:~:text={directive}"


def test_a_quotation_at_second_hand_says_from_where() -> None:
    of = source(TEXT, "s")
    quoted = excerpt("e", "First words", of, quoted_from="a letter read aloud")
    for form in (citation, made_short):
        said = ",\u00a0¶\u00a02, quoting a letter read aloud"
        assert written(form(of.record, quoted)).endswith(said)


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"container_title": "Beta Post"}, ["Alder Gazette", "Beta Post"]),
        ({"title": "More"}, ["Alder Gazette, *A Title*", "Alder Gazette, *More*"]),
        (
            {"issued": None},
            ["Alder Gazette, *A Title*, February 12, 2026", "Alder Gazette, *A Title*, undated"],
        ),
        (
            {"title": "A Title: and what follows from it", "author": (person("Doe"),)},
            ["Alder Gazette", "Doe"],
        ),
    ],
)
def test_short_names_tell_sources_apart(changes: Mapping[str, object], names: list[str]) -> None:
    records = {"one": made()[0], "other": made(**changes)[0]}
    assert [written(name) for name in short_names(records).values()] == names


def test_titles_that_begin_alike_are_told_in_full() -> None:
    titles = [f"Hearing on water: {'a long account of ' * 3}day {day}" for day in ("one", "two")]
    names = short_names({title: made(title=title)[0] for title in titles})
    assert {title: written(name) for title, name in names.items()} == {
        title: f"Alder Gazette, *{title}*, February 12, 2026" for title in titles
    }


def test_remarks_on_a_source_stand_in_its_entry() -> None:
    known, _ = made(basis="dated by a mention of the vote", reliability="Written by an office.")
    assert written(source_entry(known, remarks=True)) == (
        "*Title of s*".replace("Title of s", "A Title")
        + ", Alder Gazette, February 12, 2026 (news report). "
        + "dated by a mention of the vote. Written by an office."
    )
    assert "dated" not in written(source_entry(known))


def test_names_and_titles_are_typeset() -> None:
    """As they are below quotations and in the analyst's words, in every place."""
    known, quoted = made(
        title="The Clerk's $2 million", author=(person("O'Hara", "Ann"),), container_title="Men's"
    )
    title = "*The Clerk’s $2\u00a0million*"
    assert written(citation(known, quoted)).startswith(f"Ann O’Hara, {title}, Men’s, ")
    assert written(source_entry(known)).startswith(f"Ann O’Hara, {title}, Men’s, ")
    assert written(made_short(known, quoted)).startswith("O’Hara,")


def test_family_names() -> None:
    assert family_names(()) == ""
    assert family_names((Name(literal="The Office"), person("Doe"))) == "The Office and Doe"


# --- numbering ---------------------------------------------------------------------------------

ALPHA = source(TEXT, "alpha", author=(person("Doe", "Ann"),))
BETA = source(TEXT, "beta", container_title="Beta Post")
GAMMA = source(TEXT, "gamma", container_title="Gamma Mail")
SOURCES: tuple[Source, ...] = (ALPHA, BETA, GAMMA)
EXCERPTS = {
    one.id: one
    for of in SOURCES
    for one in (
        excerpt(f"{of.id}-1", "First words", of),
        excerpt(f"{of.id}-2", "Second words", of),
    )
}
RECORDS_BY_ID = {of.id: of.record for of in SOURCES}


def cite(*evidence: str, key: str = "") -> Paragraph:
    return Paragraph((Text("x"), NoteRef(evidence)), increment=key)


def numbered(style: str, *blocks: Block) -> Document:
    meta = Meta("d/a-l", "T", "en-US", date(2026, 3, 1), note_style=style)  # type: ignore[arg-type]
    return number(Document(meta, blocks))


def number(document: Document, excerpts: Mapping[str, Excerpt] = EXCERPTS) -> Document:
    return Numbering(excerpts, RECORDS_BY_ID, document.meta.labels).number(document)


def marks(document: Document) -> list[tuple[int, ...]]:
    return [one.numbers for one in all_inlines(document) if isinstance(one, NoteRef)]


def entries(document: Document) -> list[Note]:
    [listed] = [block for block in walk_blocks(document.body) if isinstance(block, SourceList)]
    return list(listed.entries)


BODY: tuple[Block, ...] = (
    Section("s", (Heading(2, (Text("h"), NoteRef(("beta-1",)))), cite("alpha-1", "beta-2"))),
    Listing((Item((Strong((NoteRef(("alpha-2",)),)),)), Item((Text("no"),)))),
    Table((100.0,), (Cell((Text("a"),)),), (Row((Cell((NoteRef(("gamma-1",)),)),)),)),
    cite("beta-1"),
    SourceList("list"),
)


def test_footnotes_count_in_reading_order() -> None:
    document = numbered("footnotes", *BODY)
    assert marks(document) == [(1,), (2,), (3,), (4,), (5,)]
    assert [note.number for note in document.notes] == [1, 2, 3, 4, 5]
    assert [note.evidence for note in document.notes][1] == ("alpha-1", "beta-2")


def test_a_source_is_named_in_full_once_then_shortly() -> None:
    notes = [written(note.children) for note in numbered("footnotes", *BODY).notes]
    assert notes == [
        "*Title of beta*, Beta Post, February 12, 2026,\u00a0¶\u00a02.",
        (
            "Ann Doe, *Title of alpha*, Alder Gazette, February 12, 2026,\u00a0¶\u00a02; "
            "Beta Post,\u00a0¶\u00a03."
        ),
        "Doe,\u00a0¶\u00a03.",
        "*Title of gamma*, Gamma Mail, February 12, 2026,\u00a0¶\u00a02.",
        "Beta Post,\u00a0¶\u00a02.",
    ]


def test_a_note_names_each_source_once_with_all_its_paragraphs() -> None:
    [full, short] = numbered(
        "footnotes", cite("alpha-2", "beta-1", "alpha-1"), cite("alpha-1", "alpha-2")
    ).notes
    assert written(full.children) == (
        "Ann Doe, *Title of alpha*, Alder Gazette, February 12, 2026,\u00a0¶¶\u00a02,\u00a03; "
        "*Title of beta*, Beta Post, February 12, 2026,\u00a0¶\u00a02."
    )
    assert full.evidence == ("alpha-2", "beta-1", "alpha-1")
    assert written(short.children) == "Doe,\u00a0¶¶\u00a02,\u00a03."


def test_a_source_that_quotes_another_is_named_apart() -> None:
    told = {"told": replace(EXCERPTS["alpha-2"], id="told", quoted_from="a letter")}
    meta = Meta("d/a-l", "T", "en-US", date(2026, 3, 1), note_style="footnotes")
    document = Document(meta, (cite("alpha-1", "alpha-2", "told"),))
    [note] = number(document, EXCERPTS | told).notes
    assert written(note.children).endswith("\u00a0¶\u00a02; Doe,\u00a0¶\u00a03, quoting a letter.")


@pytest.mark.parametrize(
    ("manner", "shipped", "own"),
    [(Manner.QUOTES, "quoting", "citing"), (Manner.REPORTS, "reporting", "after")],
)
def test_a_note_says_how_a_source_holds_the_words_of_another(
    manner: Manner, shipped: str, own: str
) -> None:
    told = replace(EXCERPTS["alpha-2"], quoted_from="A. Doe", manner=manner)
    for how, labels in ((shipped, Labels()), (own, Labels(quoting="citing", reported="after"))):
        meta = Meta("d/a-l", "T", "en-US", date(2026, 3, 1), labels=labels)
        [note] = number(Document(meta, (cite("alpha-2"),)), {"alpha-2": told}).notes
        assert written(note.children).endswith(f"\u00a0¶\u00a03, {how} A. Doe.")


def test_a_note_is_worded_by_what_was_named_before_it() -> None:
    """One numbering words the notes of many prunings, each time as if it was the first."""
    one, other = cite("alpha-1", key="one"), cite("alpha-1", "beta-1")
    document = Document(numbered("footnotes").meta, (one, other))
    numbering = Numbering(EXCERPTS, RECORDS_BY_ID, document.meta.labels)
    both, alone = document, prune(document, ())
    for pruned in (both, alone, both, alone):
        assert numbering.number(pruned) == number(pruned)
    short, full = (numbering.number(pruned).notes[-1].children for pruned in (both, alone))
    assert short != full


def test_marks_show_the_numbers_of_sources_on_sheets() -> None:
    document = numbered("sources", *BODY)
    assert marks(document) == [(1,), (1, 2), (2,), (3,), (1,)]
    assert document.notes == ()
    assert [(entry.number, plain(entry.children)[:13]) for entry in entries(document)] == [
        (1, "Title of beta"),
        (2, "Ann Doe, Titl"),
        (3, "Title of gamm"),
    ]


def test_only_cited_sources_are_listed_and_numbers_have_no_holes() -> None:
    pruned = prune(
        Document(
            numbered("sources").meta,
            (cite("alpha-1", key="k"), cite("gamma-1"), SourceList("line")),
        ),
        (),
    )
    document = number(pruned)
    assert marks(document) == [(1,)]
    assert [plain(entry.children)[:14] for entry in entries(document)] == ["Title of gamma"]


def test_several_excerpts_of_one_source_are_one_number() -> None:
    assert marks(numbered("sources", cite("alpha-1", "alpha-2", "beta-1"))) == [(1, 2)]


def test_numbering_twice_changes_nothing() -> None:
    for style in ("footnotes", "sources"):
        document = numbered(style, *BODY)
        assert number(document) == document


def test_links_are_those_of_records_only() -> None:
    document = numbered("footnotes", *BODY)
    inlines = [one for note in document.notes for one in walk_inlines(note.children)]
    assert len(inlines) > 10
    assert not [one for one in inlines if isinstance(one, Link)]
