"""What each file of every edition says of itself: Section 508 for Word, the structure tree of PDFs,
both validators, the evidence, and what `briefgen verify` makes of it.

The files are those that `test_editions_end_to_end` builds, once for both modules. Where one format
can bear witness on the other, it does: headings, captions, notes and alternative texts of a PDF are
held against those of its Word file.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import page as validation
import pikepdf
import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator
from test_docx import R, W, controls, outline, part, styles, text_of, val
from test_editions_end_to_end import (
    DOSSIERS,
    EDITIONS,
    KINDS,
    Made,
    Name,
    every_edition,
    every_file,
    made,
)
from test_pdf import _contrast
from test_pdf_archive import Element, Opened, assert_notes_stand_with_their_marks, spaceless
from test_verify import edits_inside, edits_outside

from briefgen.errors import NOWHERE
from briefgen.evidence import read_evidence
from briefgen.outputs import edition_path
from briefgen.returned import returned
from briefgen.verify import judge

__all__ = ["made"]  # the fixture

NAMESPACES = {
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
}
WITH_FOOTNOTES = ("two-pager", "memo", "full")
_VAGUE = {"here", "click here", "link", "this link", "more", "read more", "this page", "website"}
_TYPED = re.compile(r"\s*(?:[•◦▪‣·*○●]|-\s|\(?\d{1,2}[.)]\s)")
"""What stands at the head of an item whose bullet or number was typed."""


def _sampled(name: Name) -> Any:
    """Long editions are slow to check: one of them in the normal run, the rest in soak."""
    left_out = name.length == "full" and name != Name("harbor-curfew", "congress", "full")
    return pytest.param(name, marks=[pytest.mark.soak] if left_out else [], id=str(name))


sampled_editions = pytest.mark.parametrize("name", [_sampled(name) for name in EDITIONS])


@dataclass(frozen=True)
class WordFile:
    """A Word file taken apart."""

    name: Name
    data: bytes

    @cached_property
    def stories(self) -> dict[str, etree._Element]:
        """The parts with text in them."""
        names = ["word/document.xml", "word/footnotes.xml", "word/footer1.xml"]
        return {name: part(self.data, name) for name in names}

    @cached_property
    def body(self) -> etree._Element:
        return self.stories["word/document.xml"]

    @cached_property
    def styles(self) -> dict[str, etree._Element]:
        return styles(self.data)

    @cached_property
    def notes(self) -> list[etree._Element]:
        """The footnotes, without the separators."""
        found = self.stories["word/footnotes.xml"].iter(f"{W}footnote")
        return [one for one in found if int(one.get(f"{W}id", "0")) > 0]

    @cached_property
    def alternatives(self) -> list[str]:
        """The alternative texts of the pictures."""
        return [str(one.get("descr")) for one in self.body.iterfind(".//wp:docPr", NAMESPACES)]

    @property
    def paragraphs(self) -> Iterator[etree._Element]:
        for root in self.stories.values():
            yield from root.iter(f"{W}p")

    def tables(self, style: str) -> list[etree._Element]:
        """The tables in a style whose id begins so."""
        return [
            one
            for one in self.body.iter(f"{W}tbl")
            if val(one.find(f"{W}tblPr/{W}tblStyle")).startswith(style)
        ]

    def links(self) -> Iterator[tuple[str, str]]:
        """Words of each link, and where it leads."""
        for name, root in self.stories.items():
            links = list(root.iter(f"{W}hyperlink"))
            where = part(self.data, name.replace("word/", "word/_rels/") + ".rels") if links else ()
            targets = {one.get("Id"): str(one.get("Target")) for one in where}
            for link in links:
                anchor = link.get(f"{W}anchor")
                target = f"#{anchor}" if anchor else targets[link.get(f"{R}id")]
                yield text_of(link), target

    def resolved(self, style: str, *path: str, attribute: str = "val") -> str:
        """What a style, or the nearest one that it is based on, says at *path*; '' if nothing."""
        found = self.styles.get(style)
        while found is not None:
            element = found.find("/".join(f"{W}{step}" for step in path))
            if element is not None:
                return str(element.get(f"{W}{attribute}"))
            found = self.styles.get(val(found.find(f"{W}basedOn")))
        return ""


# A fixture for each kind of file: tests on one edition then follow one another.


@pytest.fixture(scope="module", params=EDITIONS, ids=str)
def word(request: pytest.FixtureRequest, made: Callable[[Name], Made]) -> WordFile:
    return WordFile(request.param, made(request.param).files["docx"])


@dataclass(frozen=True)
class Pair:
    """A PDF read back, and the Word file of the same edition."""

    name: Name
    data: bytes
    opened: Opened
    word: WordFile


@pytest.fixture(scope="module", params=EDITIONS, ids=str)
def pair(request: pytest.FixtureRequest, made: Callable[[Name], Made]) -> Pair:
    files = made(request.param).files
    pdf = files["pdf"]
    return Pair(request.param, pdf, Opened(pdf), WordFile(request.param, files["docx"]))


# --- Section 508: Word -------------------------------------------------------------------------


def test_title_author_subject_and_language_are_set(word: WordFile) -> None:
    found = docx.Document(io.BytesIO(word.data)).core_properties
    assert all((found.title, found.author, found.subject, found.language))
    defaults = part(word.data, "word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert defaults is not None
    assert val(defaults.find(f"{W}lang")) == found.language


def test_headings_are_styles_without_a_gap(word: WordFile) -> None:
    levels = list(outline(word.data))
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert len(levels) > 1 or word.name.length == "blurb"
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert not list(word.body.iter(f"{W}outlineLvl")), "levels are the styles' affair"


def test_lists_are_real(word: WordFile) -> None:
    listed = 0
    for one in word.paragraphs:
        style = val(one.find(f"{W}pPr/{W}pStyle"))
        numbered = one.find(f"{W}pPr/{W}numPr") is not None
        numbered = numbered or bool(word.resolved(style, "pPr", "numPr", "numId"))
        assert numbered == (style.startswith("List") or style == "BriefSourceEntry")
        assert not _TYPED.match(text_of(one)) or style.startswith("BriefCell"), text_of(one)
        listed += numbered
    assert listed > 1 or word.name.length == "blurb"


def test_pages_are_counted_by_fields(word: WordFile) -> None:
    foot = word.stories["word/footer1.xml"]
    assert [one.get(f"{W}instr") for one in foot.iter(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]


def test_footnotes_are_real_in_long_editions_and_a_line_of_sources_elsewhere(
    word: WordFile,
) -> None:
    marks = [one.get(f"{W}id") for one in word.body.iter(f"{W}footnoteReference")]
    assert marks == [one.get(f"{W}id") for one in word.notes]
    assert all(len(text_of(one).split()) > 2 for one in word.notes)
    assert (len(marks) > 5) == (word.name.length in WITH_FOOTNOTES)
    used = {val(one) for one in word.body.iter(f"{W}pStyle")}
    assert ("BriefSourceLine" in used) == (word.name.length not in WITH_FOOTNOTES)


def test_header_rows_of_tables_are_marked(word: WordFile) -> None:
    tables = word.tables("BriefTable")
    assert tables or word.name.length not in ("memo", "full")
    for table in tables:
        first, *others = table.findall(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(text_of(cell).strip() for cell in first.iter(f"{W}tc"))
        assert others
        assert not [one for one in others if one.find(f"{W}trPr/{W}tblHeader") is not None]
        assert val(table.find(f"{W}tblPr/{W}tblDescription"))
    known = {"BriefTable", "BriefColumns", "BriefCalloutBox"}
    used = {val(one) for one in word.body.iter(f"{W}tblStyle")}
    assert not {one for one in used if not one.startswith(tuple(known))}


def test_pictures_have_alternative_text(word: WordFile) -> None:
    assert word.alternatives or word.name.length != "full"
    assert all(len(one.split()) > 3 for one in word.alternatives)
    assert len(word.alternatives) == len(list(word.body.iter(f"{W}drawing")))


def test_text_has_contrast_on_whatever_it_stands(word: WordFile) -> None:
    seen = set()
    for one in word.body.iter(f"{W}r"):
        fills = [
            word.resolved(val(table.find(f"{W}tblPr/{W}tblStyle")), *path, attribute="fill")
            for table in one.iterancestors(f"{W}tbl")
            for path in (("tcPr", "shd"), ("tblPr", "shd"))
        ]
        (paragraph, *_) = one.iterancestors(f"{W}p")
        named = (one.find(f"{W}rPr/{W}rStyle"), paragraph.find(f"{W}pPr/{W}pStyle"))
        colours = [word.resolved(val(style), "rPr", "color") for style in named]
        seen.add((_first(colours, "000000"), _first(fills, "FFFFFF")))
    assert len(seen) > 2
    assert [pair for pair in seen if _contrast(*(f"#{each}" for each in pair)) < 4.5] == []


def _first(colours: list[str], default: str) -> str:
    return next((one for one in colours if one not in {"", "auto"}), default)


def test_links_say_where_they_go(word: WordFile) -> None:
    bookmarks = {f"#{one.get(f'{W}name')}" for one in word.body.iter(f"{W}bookmarkStart")}
    for words, target in word.links():
        assert words.strip().casefold() not in _VAGUE
        assert len(words.split()) > 1 or words == target
        assert target in bookmarks or re.match(r"https?://|mailto:", target)


def test_long_editions_have_cross_references(word: WordFile) -> None:
    """Where an argument names what answers it, the words lead to the other side."""
    inward = {target for _, target in word.links() if target.startswith("#")}
    assert inward <= {"#for", "#against"}
    assert bool(inward) == (word.name.length == "full")


def test_there_is_no_text_box_and_nothing_floats(word: WordFile) -> None:
    for root in word.stories.values():
        names = {etree.QName(one).localname for one in root.iter("{*}*")}
        assert "p" in names
        assert names.isdisjoint({"txbxContent", "pict", "framePr", "AlternateContent", "anchor"})


def test_a_final_has_no_comments_and_no_tracked_changes(word: WordFile) -> None:
    marks = {"ins", "del", "moveFrom", "moveTo", "commentRangeStart", "commentReference"}
    for root in word.stories.values():
        changed = {one.tag for one in root.iter("{*}*") if one.tag.endswith("Change")}
        assert changed == set()
        assert {etree.QName(one).localname for one in root.iter("{*}*")}.isdisjoint(marks)
    package = docx.Document(io.BytesIO(word.data)).part.package
    names = [str(one.partname) for one in package.iter_parts()]
    assert len(names) > 8
    assert not [name for name in names if "comment" in name.casefold()]
    assert part(word.data, "word/settings.xml").find(f"{W}trackRevisions") is None


def test_file_names_are_short_and_without_spaces(word: WordFile) -> None:
    name = word.name
    for kind in KINDS:
        path = edition_path(Path("out"), name.dossier, name.audience, name.length, kind)
        assert len(path.name) < 30
        assert not re.search(r"\s", path.name)


# --- changing a style in Word changes the document ---------------------------------------------

_OF_RUNS, _OF_PARAGRAPHS = {"rStyle", "rtl"}, {"pStyle", "keepNext", "numPr"}
_OF_TABLES = {"tblStyle", "tblW", "tblLayout", "tblLook", "tblDescription"}
_OF_ROWS, _OF_CELLS = {"cantSplit", "tblHeader"}, {"tcW", "tcMar"}


def test_nothing_is_formatted_but_by_styles(word: WordFile) -> None:
    allowed = {
        "rPr": _OF_RUNS,
        "pPr": _OF_PARAGRAPHS,
        "tblPr": _OF_TABLES,
        "trPr": _OF_ROWS,
        "tcPr": _OF_CELLS,
    }
    for root in word.stories.values():
        for properties, names in allowed.items():
            found = {
                etree.QName(child).localname
                for one in root.iter(f"{W}{properties}")
                for child in one
            }
            assert found <= names
        # A column begins without "keep with next", so that it can run on to another page.
        for kept in root.iter(f"{W}keepNext"):
            begins = kept.getparent().getparent()
            assert (val(kept), etree.QName(begins.getparent()).localname) == ("0", "tc")
            assert begins is begins.getparent().find(f"{W}p")
    assert all(val(one.find(f"{W}pPr/{W}pStyle")) in word.styles for one in word.paragraphs)
    used = {val(one) for root in word.stories.values() for one in root.iter(f"{W}rStyle")}
    assert used
    assert used <= word.styles.keys()


def test_the_typeface_is_named_once(word: WordFile) -> None:
    """So that a change of the Normal style's typeface reaches every other style."""
    root = part(word.data, "word/styles.xml")
    (fonts,) = root.iter(f"{W}rFonts")
    assert fonts.getparent() == root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    based = [one for one in word.styles.values() if one.get(f"{W}type") == "paragraph"]
    assert len(based) > 10
    roots = [one.get(f"{W}styleId") for one in based if one.find(f"{W}basedOn") is None]
    assert roots == ["Normal"]


# --- quotations --------------------------------------------------------------------------------


@cache
def _evidence_of(word: bytes) -> bytes:
    """The evidence of a Word file, which two tests ask for."""
    evidence = returned(word, NOWHERE).evidence
    assert evidence is not None
    return evidence


def test_quotations_stand_in_locked_controls_named_by_the_evidence(word: WordFile) -> None:
    evidence = read_evidence(_evidence_of(word.data))
    found = controls(word.data)
    assert found
    tagged = [val(one.find(f"{W}sdtPr/{W}tag")) for one in found]
    assert tagged == [one.excerpt for one in evidence.quotations]
    words = [text_of(one).strip("“”") for one in found]
    assert words == [one.text.strip("“”") for one in evidence.quotations]
    assert {val(one.find(f"{W}sdtPr/{W}lock")) for one in found} == {"contentLocked"}


def test_both_formats_carry_the_same_evidence(pair: Pair) -> None:
    (attached,) = pair.opened.root.AF
    assert str(attached.AFRelationship) == "/Data"
    assert attached.EF.F.read_bytes() == _evidence_of(pair.word.data)


@every_file
@sampled_editions
def test_a_file_as_built_is_intact(
    name: Name,
    kind: str,
    made: Callable[[Name], Made],
) -> None:
    verdict = judge(returned(made(name).files[kind], NOWHERE), kind, DOSSIERS[name.dossier])
    assert verdict.unproven == ()
    assert [one for one in verdict.findings if one.status.value != "intact" or one.remarks] == []
    assert verdict.changed_sources == ()
    assert verdict.intact
    assert verdict.findings


@sampled_editions
def test_an_edit_inside_a_quotation_is_reported_and_one_outside_hurts_none(
    name: Name, made: Callable[[Name], Made]
) -> None:
    docx = made(name).files["docx"]
    seed = EDITIONS.index(name)
    assert edits_inside(docx, 1, seed) == []
    assert edits_outside(docx, 1, seed) == []


@pytest.mark.soak
@every_edition
def test_many_edits_inside_quotations_are_reported_and_many_outside_hurt_none(
    name: Name, made: Callable[[Name], Made]
) -> None:
    """A thousand of each over all editions."""
    docx = made(name).files["docx"]
    seed = EDITIONS.index(name)
    assert edits_inside(docx, 25, seed + 1_000) == []
    assert edits_outside(docx, 25, seed + 1_000) == []


# --- validators --------------------------------------------------------------------------------


@sampled_editions
def test_openxml_audit_finds_nothing(
    name: Name,
    made: Callable[[Name], Made],
    tmp_path: Path,
) -> None:
    path = tmp_path / "edition.docx"
    path.write_bytes(made(name).files["docx"])
    assert OpenXmlValidator().validate(path).errors == []


@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_page_validation_finds_nothing(pair: Pair, profile: str, tmp_path: Path) -> None:
    path = tmp_path / "edition.pdf"
    path.write_bytes(pair.data)
    report = str(validation.validate_pdf(str(path), profile=profile))
    assert "Result: no failures" in report, report


# --- the structure tree ------------------------------------------------------------------------


def _headings(opened: Opened) -> list[Element]:
    return [one for one in opened.tree.walk() if re.fullmatch(r"H[1-6]", one.tag)]


def _trimmed(text: str) -> str:
    return spaceless(text).casefold()


def test_headings_are_those_of_the_word_file(pair: Pair) -> None:
    levels = [int(one.tag[1]) for one in _headings(pair.opened)]
    assert levels == list(outline(pair.word.data))
    assert all(pair.opened.text(one).strip() for one in _headings(pair.opened))


def test_bookmarks_are_the_headings(pair: Pair) -> None:
    def titles(items: list[Any]) -> Iterator[str]:
        for item in items:
            yield _trimmed(str(item.title))
            yield from titles(item.children)

    shown = [_trimmed(pair.opened.text(one)) for one in _headings(pair.opened)]
    with pair.opened.pdf.open_outline() as bookmarks:
        assert list(titles(list(bookmarks.root))) == shown


def test_title_and_language(pair: Pair) -> None:
    known = docx.Document(io.BytesIO(pair.word.data)).core_properties
    root = pair.opened.root
    assert str(root.Lang) == known.language
    assert str(pair.opened.pdf.docinfo["/Title"]) == known.title
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert bool(root.MarkInfo.Marked)


def test_lists_have_their_parts(pair: Pair) -> None:
    lists = pair.opened.having("L")
    assert lists or pair.name.length == "blurb"
    for one in lists:
        assert {item.tag for item in one.kids} == {"LI"}
        for item in one.kids:
            assert [each.tag for each in item.kids] == ["Lbl", "LBody"]
            assert all(pair.opened.text(each).strip() for each in item.kids)


def test_tables_have_scoped_headers(pair: Pair) -> None:
    for row in pair.opened.having("TR"):
        assert {cell.tag for cell in row.kids} <= {"TH", "TD"}
    heads = pair.opened.having("TH")
    for head in heads:
        assert str(head.raw.A.Scope) == ("/Column" if "THead" in head.above else "/Row")
        assert pair.opened.text(head).strip()
    captions = [
        val(one.find(f"{W}tblPr/{W}tblDescription")) for one in pair.word.tables("BriefTable")
    ]
    tables = pair.opened.having("Table")
    ids = [str(head.raw.ID) for head in heads]
    assert len(ids) == len(set(ids))
    for cell in pair.opened.having("TD"):
        assert {str(one) for one in cell.raw.A.Headers} <= set(ids)
        assert len(cell.raw.A.Headers) or not [one for one in heads if "THead" in one.above]
    shown = [
        str(one.raw.A.Summary) for one in tables if "/A" in one.raw and "/Summary" in one.raw.A
    ]
    assert shown == captions
    assert heads or not tables


def test_notes_have_ids_and_are_linked_both_ways(pair: Pair) -> None:
    opened = pair.opened
    notes = {str(one.raw.ID): one for one in opened.having("Note")}
    assert len(notes) == len(pair.word.notes)
    if not notes:
        assert pair.name.length not in WITH_FOOTNOTES
        return
    names = list(opened.root.StructTreeRoot.IDTree.Names)
    index = dict(zip(map(str, names[::2]), (one.objgen for one in names[1::2]), strict=True))
    assert {name: one.raw.objgen for name, one in notes.items()}.items() <= index.items()
    led = {}
    for reference in opened.having("Reference"):
        (link,) = reference.kids
        (annotation,) = link.links
        led.setdefault(str(annotation.Dest), opened.text(link).strip("\u2060"))
    assert led.keys() == notes.keys()
    for name, note in notes.items():
        back = next(one for one in note.walk() if one.links)
        number = name.removeprefix("note-")
        assert str(back.links[0].Dest) == f"mark-{number}"
        assert opened.text(back) == led[name] == number
    told = [_trimmed(text_of(one)) for one in pair.word.notes]
    shown = [
        _trimmed(opened.text(one)).removeprefix(str(n)) for n, one in enumerate(notes.values(), 1)
    ]
    assert shown == told
    assert assert_notes_stand_with_their_marks(opened) == len(notes)


def test_alternative_texts_are_those_of_the_word_file(pair: Pair) -> None:
    figures = pair.opened.having("Figure")
    assert [str(one.raw.Alt) for one in figures] == pair.word.alternatives
    for one in figures:
        left, bottom, right, top = map(float, one.raw.A.BBox)
        assert left < right
        assert bottom < top


def test_quotations_are_tagged(pair: Pair) -> None:
    opened = pair.opened
    shown = [
        _trimmed(opened.text(one)).strip("“”")
        for one in opened.tree.walk()
        if one.tag in {"Quote", "BlockQuote"}
    ]
    assert sorted(shown) == sorted(
        _trimmed(text_of(one)).strip("“”") for one in controls(pair.word.data)
    )


def test_links_say_where_they_go_and_print(pair: Pair) -> None:
    opened = pair.opened
    links = [(one, link) for one in opened.having("Link") for link in one.links]
    held = sum(len(each.get("/Annots", [])) for each in opened.pdf.pages)
    assert len(links) == held > 0
    dests = {str(name) for name in list(opened.root.Names.Dests.Names)[::2]}
    for element, link in links:
        assert opened.text(element).strip("\u2060 ").casefold() not in {"", *_VAGUE}
        assert int(link.F) == 4
        contents = str(link.Contents)
        assert len(contents.split()) > 1 or contents.startswith("http")
        assert not re.match(r"(mark|note|source|to)-", contents)
        assert "/Dest" not in link or str(link.Dest) in dests
    outward = {str(link.A.URI) for _, link in links if "/A" in link}
    assert outward == {target for _, target in pair.word.links() if not target.startswith("#")}


def test_nothing_is_left_out_of_the_tree(pair: Pair) -> None:
    """What is neither tagged nor the running foot would be unknown to a screen reader."""
    opened = pair.opened
    marks = opened.tree.all_marks()
    assert len(marks) == len(set(marks)) > 10
    assert set(opened.content.tagged) <= set(marks)
    pages = len(opened.pdf.pages)
    feet = [" ".join(run.text.split()) for run in opened.content.artifacts]
    for number in range(1, pages + 1):
        assert any(foot.endswith(f"{number} / {pages}") for foot in feet)
    empty = [one.tag for one in opened.tree.walk() if not (one.kids or one.marks or one.links)]
    assert set(empty) <= {"TD", "TH"}


def test_the_left_column_is_read_before_the_right(pair: Pair) -> None:
    opened = pair.opened
    text = _trimmed(opened.text(opened.tree))
    columns = pair.word.tables("BriefColumns")
    assert columns or pair.name.length != "one-pager"
    at = 0
    for table in columns:
        cells = [
            [_trimmed(text_of(one)) for one in cell.iter(f"{W}p") if text_of(one).strip()]
            for cell in table.iter(f"{W}tc")
        ]
        assert len(cells) == 2
        assert all(cells)
        middle = float(opened.pdf.pages[0].mediabox[2]) / 2
        for cell, is_right in zip(cells, (False, True), strict=True):
            at = text.index(cell[0], at)
            head = next(
                one
                for one in opened.tree.walk()
                if _trimmed(opened.text(one)) == cell[0] and one.marks
            )
            runs = [run for mark in head.marks for run in opened.content.tagged[mark]]
            assert all((run.x > middle) == is_right for run in runs if run.text.strip())
            at = max(text.find(one, at) + len(one) for one in cell)


def test_fonts_are_embedded(pair: Pair) -> None:
    found = [
        one
        for one in pair.opened.pdf.objects
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
    ]
    assert found
    assert all({"/FontFile2", "/FontFile3"} & set(one.keys()) for one in found)
