"""PDF/A-3a and PDF/UA-1: what validators say of the files, and what the structure tree says itself.

The tree is read with pikepdf, and positions with the independent reader: neither knows briefgen.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import page as validation
import pikepdf
import pytest
from letterheads import png
from reader import painted
from shipped import outline, workshop
from test_docx import memo as long_memo
from test_pdf import FOR, SAMPLES, simple
from tiny import words

from briefgen.build import build
from briefgen.citations import passage_address
from briefgen.document import (
    BlockQuote,
    Cell,
    Definition,
    Definitions,
    Document,
    Emphasis,
    Figure,
    Heading,
    Inline,
    Item,
    Link,
    Listing,
    Paragraph,
    Quote,
    Row,
    Strong,
    Styled,
    Table,
    Text,
    all_inlines,
    walk_blocks,
    walk_inlines,
)
from briefgen.excerpts import Grade, Insertion, Omission, Piece, Quotation, Span
from briefgen.house import load_house
from briefgen.render import pdf, pdf_archive
from briefgen.render.pdf import Attachment, Press
from briefgen.render.pdf_objects import is_unambiguous
from briefgen.request import Request
from briefgen.resources import templates_for

EDITIONS = (
    ("harbor-curfew", "congress", "memo"),
    ("harbor-curfew", "business", "one-pager"),
    ("jackson-vanik", "public", "two-pager"),
)
EVIDENCE = Attachment("evidence.json", json.dumps({"quotations": []}).encode(), "Evidence")
STRONG, EMPHASIS = Strong((Text("strong"),)), Emphasis((Text("slanted"),))
QUOTE, LINK = Quote("e1", "full", "said"), Link("https://example.org/", (Text("linked"),))
SPACE = Text(" ")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><path d="M0 0h9v9z"/></svg>'


# --- the files ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class File:
    """A produced file and the document that it was made of."""

    document: Document
    data: bytes


@cache
def press() -> Press:
    return Press(load_house(templates_for()))


@cache
def edition(number: int) -> File:
    """One of the EDITIONS, as `build` makes it."""
    dossier, audience, length = EDITIONS[number]
    request = Request(audience, length, formats=("pdf",))
    built = build(outline(dossier), request, workshop(dossier))
    return File(built.document, built.files["pdf"])


@cache
def sample(name: str) -> File:
    """An invented document of `test_pdf`, with the evidence attached."""
    laid = press().lay_out(SAMPLES[name])
    return File(SAMPLES[name], laid.pdf(identifier=name, attachments=[EVIDENCE]))


def pushed_down(lines: int) -> Document:
    """A memo with many long notes, its breaks shifted by some lines."""
    document = long_memo("a4")
    filler = tuple(Paragraph(words("A line."), "gist") for _ in range(lines))
    return replace(document, body=filler + document.body)


FILES = [pytest.param(lambda name=name: sample(name), id=name) for name in sorted(SAMPLES)] + [
    pytest.param(lambda n=number: edition(n), id=f"{dossier}-{length}")
    for number, (dossier, _, length) in enumerate(EDITIONS)
]


@pytest.fixture(params=FILES)
def file(request: pytest.FixtureRequest) -> File:
    made: File = request.param()
    return made


@pytest.fixture(params=[one for one in FILES if not str(one.id).endswith("one-pager")])
def noted(request: pytest.FixtureRequest) -> File:
    """Each file with footnotes."""
    made: File = request.param()
    assert made.document.meta.note_style == "footnotes"
    return made


# --- the structure tree ------------------------------------------------------------------------


@dataclass
class Element:
    """A structure element: its tag, its dictionary, the page and marks it holds, its kids."""

    tag: str
    raw: pikepdf.Object
    page: int
    above: tuple[str, ...]
    marks: list[tuple[int, int]] = field(default_factory=list)
    links: list[pikepdf.Object] = field(default_factory=list)
    kids: list[Element] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def all_marks(self) -> list[tuple[int, int]]:
        return [mark for element in self.walk() for mark in element.marks]


class Picture(NamedTuple):
    """A picture of a file, as it is stored and as it is shown."""

    stored: bytes
    pixels: bytes


class Opened:
    """A file read back."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(data))
        self.root = self.pdf.Root
        self._pages = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}
        (document,) = self.root.StructTreeRoot.K
        self.tree = self._element(document, ())
        self.content = painted(data)

    def _element(self, raw: pikepdf.Object, above: tuple[str, ...]) -> Element:
        page = self._pages[raw.Pg.objgen] if "/Pg" in raw else 0
        element = Element(str(raw.S).lstrip("/"), raw, page, above)
        for kid in raw.get("/K", []):
            if isinstance(kid, int):
                element.marks.append((page, int(kid)))
            elif kid.get("/Type") == "/OBJR":
                element.links.append(kid.Obj)
            else:
                element.kids.append(self._element(kid, (*above, element.tag)))
        return element

    @property
    def pictures(self) -> list[Picture]:
        return [
            Picture(one.read_raw_bytes(), one.read_bytes())
            for one in self.pdf.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
        ]

    def contents(self) -> list[tuple[bytes, bytes]]:
        """What each object says, however it is packed: a stream's bytes, and what else it holds."""
        found = []
        for one in self.pdf.objects:
            if not isinstance(one, pikepdf.Stream):
                found.append((b"", one.unparse()))
            elif one.get("/Type") not in ("/ObjStm", "/XRef"):
                packing = ("/Length", "/Filter")
                held = {key: value for key, value in one.items() if key not in packing}
                found.append((one.read_bytes(), pikepdf.Dictionary(held).unparse()))
        return found

    def having(self, tag: str) -> list[Element]:
        return [element for element in self.tree.walk() if element.tag == tag]

    def text(self, element: Element) -> str:
        runs = [run for mark in element.all_marks() for run in self.content.tagged.get(mark, ())]
        return "".join(run.text for run in runs)


def spaceless(text: str) -> str:
    return re.sub(r"[\s\u2060]", "", unicodedata.normalize("NFKC", text))


# --- levels ------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_the_file_conforms(file: File, profile: str, tmp_path: Path) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(file.data)
    report = str(validation.validate_pdf(str(path), profile=profile))
    assert "Result: no failures" in report, report


def test_both_levels_are_claimed_in_plain_metadata(file: File) -> None:
    opened = Opened(file.data)
    stream = opened.root.Metadata
    assert "/Filter" not in stream
    metadata = stream.read_raw_bytes()
    assert b'pdfaid:part="3"' in metadata
    assert b'pdfaid:conformance="A"' in metadata
    assert b'pdfuaid:part="1"' in metadata
    assert metadata.count(b"</rdf:RDF>") == 1
    assert metadata in file.data


def test_evidence_is_attached_once_and_typed() -> None:
    opened = Opened(sample("one-pager").data)
    (attached,) = opened.root.AF
    assert str(attached.AFRelationship) == "/Data"
    assert str(attached.UF) == EVIDENCE.name
    assert str(attached.EF.F.Subtype) == "/application/json"
    assert attached.EF.F.read_bytes() == EVIDENCE.content
    assert str(attached.EF.F.Params.ModDate) == "D:20260301000000Z"


def test_no_stream_seems_longer_than_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    unlucky = Attachment("a.json", b"\x0c")
    assert zlib.compress(unlucky.content).endswith(b"\r")
    laid = press().lay_out(simple(Paragraph(words("x"))))
    once = laid.pdf(identifier="x", attachments=[unlucky])
    assert is_unambiguous(once)
    opened = Opened(once)
    assert opened.root.AF[0].EF.F.read_bytes() == unlucky.content
    # The last streams are out of our hands: when they end badly, the file is written again.
    answers = iter([False, False, True])
    monkeypatch.setattr(pdf, "is_unambiguous", lambda _: next(answers))
    padded = Opened(laid.pdf(identifier="x", attachments=[unlucky]))
    assert len(padded.pdf.objects) == len(opened.pdf.objects) + 2


def test_a_picture_may_end_as_it_likes() -> None:
    """Pictures come to us deflated, and one in 256 ends in a carriage return."""
    colour = (7, 0, 0)
    laid = press().lay_out(simple(Figure("A square", 50, png=png(3, 3, colour))))
    file = laid.pdf(identifier="x")
    assert is_unambiguous(file)
    (picture,) = Opened(file).pictures
    assert picture.stored.endswith(b"\r\n"), "this picture ends otherwise: find another colour"
    assert picture.pixels == bytes(colour) * 9


@pytest.mark.parametrize("name", ["one-pager", "memo"])
def test_objects_written_down_once_say_what_pydyf_would_write(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Opened(sample(name).data)
    monkeypatch.setattr(pdf_archive, "turn_into_bytes", lambda _: None)
    laid = press().lay_out(SAMPLES[name])
    theirs = Opened(laid.pdf(identifier=name, attachments=[EVIDENCE]))
    assert ours.contents() == theirs.contents()
    assert len(ours.contents()) > 100


# --- what the tree says ------------------------------------------------------------------------


def test_headings_come_in_order(file: File) -> None:
    opened = Opened(file.data)
    levels = [int(e.tag[1]) for e in opened.tree.walk() if re.fullmatch(r"H\d", e.tag)]
    assert levels[0] == 1
    assert len(levels) > 4
    assert set(levels) <= {1, 2, 3, 4}
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_lists_have_their_parts(file: File) -> None:
    opened = Opened(file.data)
    lists = opened.having("L")
    assert lists
    for one in lists:
        assert str(one.raw.A.O) == "/List"
        assert {kid.tag for kid in one.kids} == {"LI"}
        assert [part.tag for part in one.kids[0].kids] == ["Lbl", "LBody"]
        first = opened.text(one.kids[0].kids[0]).strip()
        numbered = first.rstrip(".").isdigit()
        assert str(one.raw.A.ListNumbering) == ("/Decimal" if numbered else "/Disc")


def test_tables_have_scopes_and_say_what_they_show(file: File) -> None:
    opened = Opened(file.data)
    for head in opened.having("TH"):
        column = "THead" in head.above
        assert str(head.raw.A.Scope) == ("/Column" if column else "/Row")
    for row in opened.having("TR"):
        assert {cell.tag for cell in row.kids} <= {"TH", "TD"}
    captions = [one.caption for one in walk_blocks(file.document.body) if hasattr(one, "caption")]
    shown = [str(one.raw.A.Summary) for one in opened.having("Table") if "/A" in one.raw]
    assert set(shown) == set(filter(None, captions))


def test_what_a_page_break_cuts_is_one_thing_all_the_same() -> None:
    rows = tuple(Row((Cell(words(f"Row {n}"), header=True), Cell(words("x")))) for n in range(90))
    head = (Cell(words("Who"), header=True), Cell(words("What"), header=True))
    items = tuple(Item(words(f"Item {n}. " + "Many words. " * 130)) for n in range(9))
    table, listing = Table((50, 50), head, rows, "Who and what"), Listing(items, ordered=True)
    definitions = Definitions(tuple(Definition(f"Term {n}", words("x")) for n in range(90)))
    laid = press().lay_out(simple(table, listing, definitions))
    opened = Opened(laid.pdf(identifier="x"))
    assert len(opened.pdf.pages) > 6
    data, terms = opened.having("Table")
    assert [one.tag for one in data.kids] == ["THead", "TBody"]
    assert len(data.kids[1].kids) == 90
    assert [one.tag for one in terms.kids] == ["TBody"]
    assert len(terms.kids[0].kids) == 90
    columns = {str(one.raw.ID) for one in data.kids[0].walk() if one.tag == "TH"}
    for cell in (one for one in data.walk() if one.tag == "TD"):
        assert columns & {str(one) for one in cell.raw.A.Headers}
    (numbered,) = opened.having("L")
    assert [[part.tag for part in item.kids] for item in numbered.kids] == [["Lbl", "LBody"]] * 9
    assert len({mark[0] for mark in numbered.all_marks()}) > 2
    pages = {mark[0] for mark in data.all_marks()}
    repeated = [run for run in opened.content.artifacts if run.text == "WhoWhat"]
    assert {run.page for run in repeated} == pages - {min(pages)}
    assert len(pages) > 1


def test_a_repeated_head_with_a_link_in_it_stays_in_the_tree(tmp_path: Path) -> None:
    rows = tuple(Row((Cell(words(f"Row {n}")),)) for n in range(90))
    table = Table((100,), (Cell((LINK,), header=True),), rows, "Linked")
    path = tmp_path / "linked.pdf"
    path.write_bytes(press().lay_out(simple(table)).pdf(identifier="x"))
    assert len(Opened(path.read_bytes()).having("Table")) > 1
    assert "no failures" in str(validation.validate_pdf(str(path), profile="ua1"))


def test_figures_have_their_words_and_their_place() -> None:
    figure = Figure("Permits have fallen since 2019", 50, SVG)
    opened = Opened(press().lay_out(simple(figure)).pdf(identifier="x"))
    (element,) = opened.having("Figure")
    assert str(element.raw.Alt) == figure.alt
    left, bottom, right, top = map(float, element.raw.A.BBox)
    width, height = map(float, opened.pdf.pages[0].mediabox[2:])
    assert 0 < left < right < width
    assert height / 2 < bottom < top < height


def test_quotations_are_tagged(file: File) -> None:
    opened = Opened(file.data)
    running = [f"“{one.text}”" for one in all_inlines(file.document) if isinstance(one, Quote)]
    set_off = [one.text for one in walk_blocks(file.document.body) if isinstance(one, BlockQuote)]
    assert running or set_off
    for tag, expected in (("Quote", running), ("BlockQuote", set_off)):
        shown = [spaceless(opened.text(one)) for one in opened.having(tag)]
        assert shown == [spaceless(text) for text in expected]


@pytest.mark.parametrize(
    ("inlines", "shown"),
    [
        ((STRONG, SPACE, EMPHASIS), "strong slanted"),
        ((EMPHASIS, SPACE, Styled("muted", words("grey"))), "slanted grey"),
        ((QUOTE, SPACE, QUOTE), "“said” “said”"),
        ((QUOTE, SPACE, LINK), "“said” linked"),
        ((LINK, SPACE, STRONG), "linked strong"),
        ((LINK, SPACE, LINK), "linked linked"),
        ((Strong((EMPHASIS, SPACE, EMPHASIS)), SPACE, STRONG), "slanted slanted strong"),
        ((STRONG, Text("\u00a0"), EMPHASIS), "strong\u00a0slanted"),
        ((STRONG, Text(" 中文 "), EMPHASIS), "strong 中文 slanted"),
    ],
)
def test_a_space_between_two_elements_is_in_the_file(
    inlines: tuple[Inline, ...], shown: str
) -> None:
    laid = press().lay_out(simple(Paragraph(inlines)))
    opened = Opened(laid.pdf(identifier="x"))
    said = [opened.text(one) for one in opened.having("P")]
    assert shown in [one.removesuffix(" ") for one in said]


def test_notes_are_notes_and_marks_lead_to_them_and_back(noted: File) -> None:
    opened = Opened(noted.data)
    notes = {str(one.raw.ID): one for one in opened.having("Note")}
    assert len(notes) == len(noted.document.notes) > 4
    names = opened.root.StructTreeRoot.IDTree.Names
    index = {
        str(name): element.objgen for name, element in zip(names[::2], names[1::2], strict=True)
    }
    assert {name: one.raw.objgen for name, one in notes.items()}.items() <= index.items()
    assert [str(name) for name in names[::2]] == sorted(index)
    marks = {}
    for reference in opened.having("Reference"):
        (link,) = reference.kids
        (annotation,) = link.links
        assert (link.tag, "Note" in link.above) == ("Link", False)
        marks[str(annotation.Dest)] = opened.text(link).strip("\u2060")
    assert marks.keys() == notes.keys()
    for name, note in notes.items():
        back = next(one for one in note.walk() if one.links)
        number = name.removeprefix("note-")
        assert str(back.links[0].Dest) == f"mark-{number}"
        assert str(back.links[0].Contents) == f"Back to mark {number}"
        assert opened.text(back) == marks[name] == number


def test_every_anchor_is_there(file: File) -> None:
    opened = Opened(file.data)
    dests = {str(name) for name in list(opened.root.Names.Dests.Names)[::2]}
    targets = {
        str(link.Dest) for one in opened.tree.walk() for link in one.links if "/Dest" in link
    }
    assert targets
    assert targets <= dests


def test_links_print_and_say_whereto(file: File) -> None:
    opened = Opened(file.data)
    links = [link for one in opened.having("Link") for link in one.links]
    held = sum(len(page.get("/Annots", [])) for page in opened.pdf.pages)
    assert len(links) == held > 3
    for link in links:
        assert int(link.F) == 4
        assert re.match(
            r"Note \d|Source \d|Back to mark \d|https?://|The passage at|\w", str(link.Contents)
        )
        assert not re.match(r"(mark|note|source|to)-", str(link.Contents))


def test_a_link_within_the_file_names_the_heading_that_it_leads_to() -> None:
    heading = Heading(2, words("What comes next"), anchor="next")
    leading = Paragraph((Link("#next", words("see below")),))
    opened = Opened(press().lay_out(simple(leading, heading)).pdf(identifier="x"))
    (link,) = (link for one in opened.having("Link") for link in one.links)
    assert (str(link.Dest), str(link.Contents)) == ("to-next", "What comes next")


def test_nothing_is_marked_for_no_element(file: File) -> None:
    opened = Opened(file.data)
    marks = opened.tree.all_marks()
    assert len(marks) == len(set(marks)) > 20
    assert set(opened.content.tagged) <= set(marks)
    feet = [" ".join(run.text.split()) for run in opened.content.artifacts]
    total = len(opened.pdf.pages)
    for number in range(1, total + 1):
        assert any(foot.endswith(f"{number} / {total}") for foot in feet)


def test_no_element_is_empty(file: File) -> None:
    opened = Opened(file.data)
    empty = [one for one in opened.tree.walk() if not (one.kids or one.marks or one.links)]
    assert {one.tag for one in empty} <= {"TD", "TH"}


def test_the_left_column_is_read_before_the_right() -> None:
    opened = Opened(sample("one-pager").data)
    text = spaceless(opened.text(opened.tree))
    left = [spaceless(one.blocks[0].children[0].text) for one in FOR]  # type: ignore[union-attr]
    ends = [text.index(claim) for claim in left]
    assert ends == sorted(ends)
    assert ends[-1] < text.index(spaceless("Arguments against repeal"))


def test_title_language_and_bookmarks(file: File) -> None:
    opened = Opened(file.data)
    root = opened.root
    assert str(root.Lang) == file.document.meta.language
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert bool(root.MarkInfo.Marked)
    with pikepdf.open(io.BytesIO(file.data)) as pdf:
        assert str(pdf.docinfo["/Title"]) == file.document.meta.title
        with pdf.open_outline() as outline:
            assert outline.root
            assert outline.root[0].children


# --- notes on pages ----------------------------------------------------------------------------


def assert_notes_stand_with_their_marks(opened: Opened) -> int:
    """Marks and notes on the same pages, every note below all body text; how many there are."""
    marked: dict[str, int] = {}
    for reference in opened.having("Reference"):
        (annotation,) = reference.kids[0].links
        marked.setdefault(str(annotation.Dest), reference.page)
    notes = {str(one.raw.ID): one for one in opened.having("Note")}
    assert {name: note.page for name, note in notes.items()} == marked
    below = {mark for note in notes.values() for mark in note.all_marks()}
    for number in range(len(opened.pdf.pages)):
        runs = [
            (mark in below, run)
            for mark, found in opened.content.tagged.items()
            if mark[0] == number
            for run in found
            if run.text.strip()
        ]
        body = [run.y for note, run in runs if not note]
        assert body, "a page of notes only"
        tops = [run.y + 0.75 * run.size for note, run in runs if note]
        assert max(tops, default=0) < min(body)
    return len(notes)


def test_notes_stand_on_the_page_of_their_marks(noted: File) -> None:
    assert assert_notes_stand_with_their_marks(Opened(noted.data)) == len(noted.document.notes)


# Shifts at which WeasyPrint, left alone, puts a note off: in a paragraph that breaks, in several,
# and for the sake of one that then goes to the next page as a whole.
@pytest.mark.parametrize("lines", [5, 17, 22])
def test_no_note_is_put_off_for_a_line(lines: int) -> None:
    document = pushed_down(lines)
    laid = press().lay_out(document)
    assert laid.pages == 5
    assert max(laid.fills) <= 1
    assert assert_notes_stand_with_their_marks(Opened(laid.pdf(identifier="x"))) == len(
        document.notes
    )


# --- links to passages -------------------------------------------------------------------------


def quotation(*pieces: Piece, marks: tuple[str, ...] = ()) -> Quotation:
    return Quotation("s", Grade.EXACT, 0, 1, 1, pieces, "", marks)


def span(text: str) -> Span:
    return Span(0, len(text), text)


URL = "https://example.org/a?b=1"
LONG = "gave ours up in an evening and spent four years asking for it back"


@pytest.mark.parametrize(
    ("pieces", "directive"),
    [
        ((span("two rules, one-sided & old"),), "two%20rules%2C%20one%2Dsided%20%26%20old"),
        ((span(LONG),), "gave%20ours%20up%20in,asking%20for%20it%20back"),
        ((Insertion(0, 1, "[W]", "w"), span("e enforce two")), "we%20enforce%20two"),
        ((span("one two three"), Omission(0, 9, " … ", ""), span("x y")), "one%20two,x%20y"),
        ((span("400"),), "400"),
    ],
)
def test_addresses_of_passages(pieces: tuple[Piece, ...], directive: str) -> None:
    assert passage_address(URL, quotation(*pieces)) == f"{URL}#:~:text={directive}"
    assert passage_address(f"{URL}#top", quotation(*pieces)).endswith(f"#top:~:text={directive}")


def test_dropped_reference_marks_are_not_looked_for() -> None:
    address = passage_address(URL, quotation(span("one two three four"), marks=("[1]",)))
    assert address.endswith("text=one%20two,three%20four")


def test_first_citations_lead_to_the_passage_and_print_the_plain_address() -> None:
    file = edition(0)
    links = [
        one
        for note in file.document.notes
        for one in walk_inlines(note.children)
        if isinstance(one, Link)
    ]
    deep = [one.href for one in links if ":~:text=" in one.href]
    plain = [one for one in links if ":~:text=" not in one.href]
    assert deep
    assert len(plain) == 1, "the plain address stands with the first mention only"
    assert plain[0].children[0].text == plain[0].href  # type: ignore[union-attr]
    opened = Opened(file.data)
    shown = {
        str(link.A.URI): str(link.Contents)
        for one in opened.tree.walk()
        for link in one.links
        if "/A" in link
    }
    assert {*deep, plain[0].href} <= shown.keys()
    assert {shown[href] for href in deep} == {f"The passage at {plain[0].href}"}
