"""Drafts: what a reviewer is told, and how a Word file says it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import cache

import docx
import pytest
from office import SOFFICE, converted
from openxml_audit import OpenXmlValidator
from test_docx import R, W, body, controls, house, memo, one_pager, part, ref, text_of, val
from tiny import words

from briefgen.document import (
    BlockQuote,
    Document,
    Emphasis,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Strong,
    Text,
    all_inlines,
    plain,
)
from briefgen.errors import NOWHERE
from briefgen.excerpts import Excerpt, Manner, Speaker, Tag, locate
from briefgen.render.docx import write
from briefgen.render.docx.anchors import Edge, anchored
from briefgen.review import Draft, Remark, editorial_marks, review_of
from briefgen.sources import Record, Source, read_source

TEXT = (
    "The register is old. It began in 1978. We keep it still. "
    "We enforce two rules that say the same thing, and we are tired of it. "
    "That costs money. Nobody wins. The end."
)


@cache
def source() -> Source:
    return read_source(Record("gazette", "news", "The Leaf Gazette"), TEXT.encode())


def excerpt(own: str, quote: str) -> Excerpt:
    return Excerpt(
        id=own,
        quotation=locate(quote, source()),
        short=None,
        speaker=Speaker("A. Doe", "fire chief"),
        tags=(Tag("supports", "redundant"), Tag("stakeholder", "chiefs")),
        asserts={},
        as_of="",
        weight=1,
        reserve="",
        manner=Manner.CONCEDES,
        quoted_from="",
        place=NOWHERE,
    )


EXCERPTS = {
    "rules": excerpt("rules", "We enforce two rules … and we are tired of it."),
    "money": excerpt("money", "That costs money."),
}


def mark(*evidence: str, number: int = 1) -> NoteRef:
    return NoteRef(evidence, (number,))


def sample() -> Document:
    rules = EXCERPTS["rules"].quotation.text
    blocks = (
        Paragraph(words("It began in 1978 and cost $4.5 million.", mark("money"))),
        Paragraph(words(Quote("rules", "full", rules), " — A. Doe", mark("rules"))),
        Paragraph(words(Quote("rules", "full", rules), " No figure", mark("money", "rules"))),
        BlockQuote("money", "full", "That costs money."),
        Paragraph(words("— A. Doe", mark("money")), "attribution"),
        Paragraph(words("A statement of our own.", mark("money"))),
    )
    return replace(one_pager(), body=blocks)


def review() -> Draft:
    return review_of(sample(), EXCERPTS, {"gazette": source()})


def drafted() -> bytes:
    return write(sample(), house(), draft=review())


def said(remark: Remark) -> str:
    return "\n".join(plain(line) for line in remark.lines)


# --- what is said ------------------------------------------------------------------------------


def test_marks_that_attribute_a_quotation_are_not_editorial() -> None:
    assert [place for place, _ in editorial_marks(sample())] == [0, 4]


@pytest.mark.parametrize("document", [one_pager(), memo(), sample()])
def test_places_count_all_marks_in_reading_order(document: Document) -> None:
    marks = [one for one in all_inlines(document) if isinstance(one, NoteRef)]
    found = list(editorial_marks(document))
    assert found
    assert all(marks[place] is one for place, one in found)


def test_a_quotation_is_shown_in_its_passage_with_its_record() -> None:
    text = said(review().quotations["rules", "full"])
    assert "The Leaf Gazette, ¶\u00a01." in text
    assert "Grade: normalised. Manner: A. Doe, fire chief concedes. Excerpt: rules." in text
    assert "Tags: supports:redundant, stakeholder:chiefs." in text
    passage = (
        "Passage: It began in 1978. We keep it still. »We enforce two rules« that say the same"
        " thing, »and we are tired of it.« That costs money. Nobody wins."
    )
    assert text.endswith(passage)


def test_the_words_quoted_are_strong() -> None:
    passage = review().quotations["rules", "full"].lines[-1]
    strong = [plain(one.children) for one in passage if isinstance(one, Strong)]
    assert strong == ["»We enforce two rules«", "»and we are tired of it.«"]


def test_an_editorial_statement_is_given_its_basis() -> None:
    text = said(review().bases[0])
    assert text.startswith("Basis: The Leaf Gazette")
    assert text.endswith("¶\u00a01: “That costs money.”")
    assert sorted(review().bases) == [0, 4]


# --- where it stands ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said_before", "enclosed"),
    [
        ("In 1978 it was $4.5 million (now).", "1978 it was $4.5"),
        ("It grew by 12%.", "12%"),
        ("No number at all.", "all."),
        ("", ""),
    ],
)
def test_a_remark_takes_in_the_figures_before_its_mark(said_before: str, enclosed: str) -> None:
    found = list(anchored(words(said_before, ref(1)), 0, lambda place: place))
    opened = next(i for i, one in enumerate(found) if isinstance(one, Edge) and one.opens)
    closed = next(i for i, one in enumerate(found) if isinstance(one, Edge) and not one.opens)
    inside = found[opened + 1 : closed]
    assert "".join(one.text for one in inside if isinstance(one, Text)) == enclosed
    assert isinstance(found[-1], NoteRef)


def test_a_figure_in_strong_words_is_taken_in_whole() -> None:
    inlines = words("It is ", Strong(words("412")), " a year", ref(1), Emphasis(words("x")))
    found = list(anchored(inlines, 3, {3: 7}.get))
    assert [type(one).__name__ for one in found] == [
        *("Text", "Edge", "Strong", "Edge", "Text", "NoteRef", "Emphasis")
    ]


def test_every_quotation_and_editorial_mark_has_its_comment() -> None:
    data = drafted()
    comments = docx.Document(io.BytesIO(data)).comments
    assert len(list(comments)) == 5
    assert {(one.author, one.initials) for one in comments} == {("briefgen", "bg")}
    dates = {one.get(f"{W}date") for one in part(data, "word/comments.xml")}
    assert dates == {"2026-03-01T00:00:00Z"}
    root = body(data)
    for tag in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        numbers = [one.get(f"{W}id") for one in root.iter(f"{W}{tag}")]
        assert numbers == ["0", "1", "2", "3", "4"]


def test_comments_on_quotations_enclose_their_controls() -> None:
    found = controls(drafted())
    assert len(found) == 3
    for one in found:
        before, after = one.getprevious(), one.getnext()
        assert before.tag == f"{W}commentRangeStart"
        assert after.tag == f"{W}commentRangeEnd"
        assert before.get(f"{W}id") == after.get(f"{W}id")
        assert one.find(f"{W}sdtPr/{W}lock") is None


def test_comments_look_as_their_styles_say() -> None:
    data = drafted()
    named = {one.get(f"{W}styleId") for one in part(data, "word/styles.xml").iter(f"{W}style")}
    assert {"CommentText", "CommentReference", "BriefDraftMark"} <= named
    seen = list(part(data, "word/comments.xml").iter(f"{W}p"))
    assert len(seen) > 5
    assert {val(one.find(f"{W}pPr/{W}pStyle")) for one in seen} == {"CommentText"}


def test_a_draft_says_so_in_its_running_head_and_a_final_has_no_trace() -> None:
    head = part(drafted(), "word/header1.xml")
    (line,) = [one for one in head.iter(f"{W}p") if text_of(one) == "Draft for review"]
    assert val(line.find(f"{W}pPr/{W}pStyle")) == "BriefDraftMark"
    with zipfile.ZipFile(io.BytesIO(write(sample(), house()))) as package:
        texts = {name: package.read(name) for name in package.namelist()}
    assert len(texts) > 8
    assert not [name for name, data in texts.items() if b"omment" in data or b"Draft" in data]


def test_a_draft_without_running_head_gets_one() -> None:
    data = write(replace(sample(), header=()), house(), draft=review())
    assert text_of(part(data, "word/header1.xml")) == "Draft for review"


def test_links_of_comments_are_those_of_their_part() -> None:
    linked = Record("gazette", "news", "The Leaf Gazette", url="https://example.org/leaf")
    found = review_of(sample(), EXCERPTS, {"gazette": read_source(linked, TEXT.encode())})
    data = write(sample(), house(), draft=found)
    used = {one.get(f"{R}id") for one in part(data, "word/comments.xml").iter(f"{W}hyperlink")}
    known = {one.get("Id") for one in part(data, "word/_rels/comments.xml.rels")}
    assert used
    assert used <= known


@pytest.mark.parametrize("name", ["sample", "memo"])
def test_drafts_are_valid_and_their_bytes_equal(name: str, tmp_path) -> None:
    if name == "sample":
        document, draft = sample(), review()
    else:
        document = memo()
        remark = Remark((words("Basis: x"),))
        draft = Draft({}, {place: remark for place, _ in editorial_marks(document)})
    data = write(document, house(), draft=draft)
    path = tmp_path / "draft.docx"
    path.write_bytes(data)
    assert not OpenXmlValidator().validate(path).errors
    assert data == write(document, house(), draft=draft)


def noted() -> Document:
    """Four statements, each with its figure, its remark and its own footnote."""
    marked = (
        Paragraph(words(f"It cost ${place} million.", mark("money", number=place)))
        for place in range(1, 5)
    )
    notes = tuple(Note(place, words(f"Note {place}.")) for place in range(1, 5))
    meta = replace(one_pager().meta, note_style="footnotes")
    return replace(one_pager(), meta=meta, body=tuple(marked), notes=notes)


def drafted_notes() -> bytes:
    remark = Remark((words("Basis: x"),))
    return write(noted(), house(), draft=Draft({}, dict.fromkeys(range(4), remark)))


def test_no_comment_has_its_mark_between_those_of_the_first_two_footnotes() -> None:
    short = {f"{W}commentRangeEnd": "end", f"{W}commentReference": "comment"}
    short[f"{W}footnoteReference"] = "note"
    found = [short[one.tag] for one in body(drafted_notes()).iter(*short)]
    usual = ["end", "comment", "note"]
    assert found == [*usual, "end", "note", "comment", *usual, *usual]


@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
def test_libreoffice_keeps_the_footnotes_of_a_draft_at_their_marks() -> None:
    saved = converted({"draft": drafted_notes()}, "docx")["draft"]
    notes = [text_of(one).strip() for one in part(saved, "word/footnotes.xml")]
    assert [note for note in notes if note] == [f"Note {place}." for place in range(1, 5)]


def test_what_xml_cannot_carry_does_not_stop_a_remark() -> None:
    draft = Draft({}, {0: Remark((words("odd \ufffe words"),))})
    data = write(sample(), house(), draft=draft)
    assert "odd \ufffd words" in text_of(part(data, "word/comments.xml"))


# --- named styles ------------------------------------------------------------------------------


def test_changing_the_colour_of_a_style_is_enough() -> None:
    """No element of a body names a colour, a font or a size of its own; only styles do."""
    for document in (one_pager(), memo()):
        data = write(document, house(), draft=Draft())
        named = ("color", "sz", "rFonts", "spacing", "ind", "vertAlign", "position")
        for name in ("word/document.xml", "word/footnotes.xml", "word/header1.xml"):
            root = part(data, name)
            assert len(list(root.iter(f"{W}p"))) > 1
            assert not [one for tag in named for one in root.iter(f"{W}{tag}")]


def test_note_marks_are_of_one_size_in_word_and_in_print() -> None:
    sheet = house().sheet("letter", "sheet")
    mark_tokens = sheet.house.spans["note-mark"]
    found = {one.get(f"{W}styleId"): one for one in part(drafted(), "word/styles.xml")}
    size = float(val(found["FootnoteReference"].find(f"{W}rPr/{W}sz"))) / 2
    # Word sets superscripts at about 65 per cent of their type.
    assert abs(size * 0.65 - sheet.role("body").size * mark_tokens.size_ratio) <= 0.25
    assert val(found["FootnoteReference"].find(f"{W}rPr/{W}vertAlign")) == "superscript"
