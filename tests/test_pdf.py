"""The PDF: laid out, measured, written; judged by readers that know nothing of briefgen."""

from __future__ import annotations

import io
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import page as validation
import pikepdf
import pypdf
import pytest
from tiny import words

from briefgen import fonts
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
    Field,
    Figure,
    Group,
    Heading,
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
    increments,
    walk_blocks,
)
from briefgen.errors import GlyphError, MissingDependencyError, TemplateError
from briefgen.house import House, load_house
from briefgen.pruning import prune
from briefgen.render.paging import Paging, stacked
from briefgen.render.pdf import Attachment, LaidOut, Press
from briefgen.render.pieces import keys, notes_height
from briefgen.render.scripts import direction
from briefgen.resources import templates_for

ROOT = Path(__file__).resolve().parent.parent

# --- samples: an invented question, laid out as the real editions are --------------------------


def cited(text: str, *numbers: int) -> tuple[Text | NoteRef, ...]:
    return (Text(text), NoteRef(tuple(f"e{n}" for n in numbers), numbers))


def argument(key: str, claim: str, gist: str, quotation: str, speaker: str, *numbers: int) -> Group:
    return Group(
        (
            Heading(3, words(claim), increment=f"{key}.claim"),
            Paragraph(cited(gist, *numbers), "gist", f"{key}.gist"),
            Paragraph(
                (
                    Quote(f"e{numbers[0]}", "full", quotation),
                    Text(" — "),
                    Styled("speaker", words(speaker)),
                    NoteRef((f"e{numbers[0]}",), numbers[:1]),
                ),
                "quotation",
                f"{key}.quote",
            ),
        ),
        increment=key,
    )


FOR = (
    argument(
        "redundant",
        "State law already covers open burning",
        "Since 2004 the state code has set distances, hours and fines; the county rule repeats them"
        " with older numbers, and crews must check both before they write a citation.",
        "We enforce two rules that say the same thing, and they do not say it in the same words.",
        "A. Doe, fire chief, conceding",
        1,
        3,
    ),
    argument(
        "cost",
        "Permits cost more than they bring in",
        "The clerk’s office spends about nine hours a week on a permit that costs two dollars.",
        "… a drawer full of carbon copies that nobody has opened since I was hired …",
        "B. Roe, county clerk",
        2,
    ),
    argument(
        "compost",
        "Most residents already compost",
        "Since curbside collection began, permits have fallen by two thirds.",
        "Nobody on our road has lit a pile in years.",
        "C. Poe, resident",
        4,
    ),
)
AGAINST = (
    argument(
        "warning",
        "The permit is the only warning that neighbours get",
        "A permit is called in to the nurse line by noon, and patients who ask are told the same"
        " day.",
        "The call from the clerk is how my mother knows to close her windows.",
        "D. Low, visiting nurse",
        4,
    ),
    argument(
        "inspectors",
        "State inspectors are two hours away",
        "The state employs three inspectors for eleven counties; none is on duty at weekends, when"
        " most leaves are burned.",
        "I grant that the county is quicker.",
        "A. Doe, fire chief, conceding",
        1,
    ),
    argument(
        "return",
        "A repealed rule is hard to bring back",
        "New local burning rules need state approval, which took the neighbouring county four"
        " years.",
        "We gave ours up in an evening and spent four years asking for it back.",
        "E. Coe, commissioner of the neighbouring county",
        5,
        6,
    ),
)


def row(key: str, who: str, stance: str, role: str, interest: str, *numbers: int) -> Row:
    cells = (
        Cell(words(who), header=True),
        Cell((Styled(role, words(stance)),)),
        Cell(cited(interest, *numbers)),
    )
    return Row(cells, increment=f"who.{key}")


STAKEHOLDERS = Table(
    (30, 20, 50),
    tuple(
        Cell(words(text), header=True) for text in ("Stakeholder", "Position", "What is at stake")
    ),
    (
        row(
            "chiefs",
            "Fire Chiefs Association",
            "Supports",
            "for",
            "One rule to enforce, one form",
            1,
        ),
        row("clerk", "County clerk", "Leans toward repeal", "for", "Nine hours a week", 2, 3),
        row(
            "nurses",
            "Clinic and visiting nurses",
            "Opposes",
            "against",
            "A warning by noon for patients with lung disease",
            4,
        ),
        row(
            "committee",
            "Public Safety Committee",
            "Undeclared",
            "muted",
            "Five votes of nine are needed",
            5,
        ),
    ),
    caption="Who stands where",
    increment="who",
)
STEPS = Listing(
    (
        Item((Strong(words("Committee:")), Text(" vote before the April recess.")), "step.1"),
        Item(
            (Strong(words("Clerk:")), *cited(" report the permit register by 20 March.", 2)),
            "step.2",
        ),
        Item((Strong(words("Chiefs:")), Text(" publish response times by district.")), "step.3"),
    ),
    ordered=True,
)
SOURCES = tuple(
    Note(
        number,
        (Text(f"{who}, “{title},” "), Emphasis(words(where)), Text(f", {when}.")),
        (f"e{number}",),
    )
    for number, who, title, where, when in (
        (1, "A. Writer", "Two rules, one fire", "The Gazette", "12 Nov. 2025"),
        (2, "County Counsel", "Analysis of the ordinance", "memorandum", "4 Feb. 2026"),
        (3, "County Clerk", "Register of permits", "report", "Jan. 2026"),
        (4, "Health Board", "Hearing on open burning", "transcript", "20 Jan. 2026"),
        (5, "Committee on Public Safety", "Roster and rules", "web page", "n.d. (2026)"),
        (6, "F. Scribe", "Four years for an evening", "The Neighbour", "2 Mar. 2025"),
    )
)
RUNNING = {
    "header": (),
    "footer": (
        Text("Example Institute · for county staff · as of 1 March 2026"),
        Styled("right", (Field("page"), Text(" / "), Field("pages"))),
    ),
}


def one_pager(**changes: object) -> Document:
    meta = Meta(
        "leaf-burning/public-one-pager",
        "Repeal the 1978 leaf-burning ordinance?",
        "en",
        date(2026, 3, 1),
        author="Example Institute",
        subject="Policy one-pager on leaf burning",
        keywords=("ordinance", "open burning"),
        note_style="sources",
    )
    body = (
        Paragraph(words("Policy one-pager · Public safety"), "kicker"),
        Heading(1, words("Repeal the 1978 leaf-burning ordinance?")),
        Paragraph(
            words("What the rule does today, who wants it gone and what would be lost"), "subtitle"
        ),
        Callout(
            (
                Paragraph(
                    (
                        Styled("label", words("Bottom line. ")),
                        *cited(
                            "The ordinance repeats state law and costs more than it earns, but its"
                            " permit is the only warning that patients get.",
                            1,
                            4,
                        ),
                        Styled("label", words(" Decision: ")),
                        Text("the committee votes before the April recess."),
                    )
                ),
            ),
            "bottom-line",
        ),
        Columns(
            (Section("for", (Heading(2, words("Arguments for repeal"), "heading-for"), *FOR)),),
            (
                Section(
                    "against",
                    (Heading(2, words("Arguments against repeal"), "heading-against"), *AGAINST),
                ),
            ),
        ),
        Section("stakeholders", (Heading(2, words("Who stands where")), STAKEHOLDERS)),
        Columns(
            (Section("next", (Heading(2, words("Next steps")), STEPS)),),
            (
                Section(
                    "disagree",
                    (
                        Heading(2, words("Where the sources disagree")),
                        Paragraph(
                            (
                                Strong(words("Permits a year: ")),
                                Quote("e1", "short", "about 400"),
                                *cited(
                                    " (chief, Nov. 2025) against 412 (register, Jan. 2026). This"
                                    " page uses the register, because it is the record of issue.",
                                    1,
                                    3,
                                ),
                            ),
                            increment="disagree.permits",
                        ),
                    ),
                ),
            ),
        ),
        SourceList("line", SOURCES),
        Paragraph(
            words("Balance: three arguments and three quotations a side; six sources."),
            "disclosure",
        ),
    )
    return Document(meta, body, notes=SOURCES, **RUNNING)  # type: ignore[arg-type]


def memo() -> Document:
    meta = Meta(
        "leaf-burning/congress-memo",
        "The 1978 leaf-burning ordinance",
        "en",
        date(2026, 3, 1),
        author="Example Institute",
        subject="Staff memo",
        layout="memo",
    )
    body = (
        Paragraph(words("Staff memorandum"), "kicker"),
        Heading(1, words("The 1978 leaf-burning ordinance: repeal, keep or amend?")),
        Definitions(
            (
                Definition("To", words("Members and staff, Public Safety Committee")),
                Definition("From", words("Example Institute, county programme")),
                Definition("Date", words("1 March 2026")),
                Definition(
                    "Re",
                    words(
                        "Repeal of the leaf-burning ordinance (Res. 2026-14): arguments,"
                        " positions and the vote before the April recess"
                    ),
                ),
            )
        ),
        Callout(
            (
                Paragraph(
                    (
                        Styled("label", words("Bottom line. ")),
                        *cited(
                            "The ordinance repeats state law and costs more than it earns, but"
                            " its permit is the only warning that patients get.",
                            1,
                        ),
                    )
                ),
                Paragraph(
                    (
                        Styled("label", words("Ask. ")),
                        Text(
                            "Report the resolution with the nurse line kept as a duty of the clerk."
                        ),
                    )
                ),
            ),
            "bottom-line",
        ),
        section(
            "background",
            "Background",
            Paragraph(
                (
                    *cited(
                        "The ordinance dates from 1978, when no state rule existed. The state"
                        " code of 2004 set distances, hours and fines for all counties",
                        2,
                    ),
                    Text(
                        " and left stricter local rules in force. Three counties have since"
                        " repealed theirs; see "
                    ),
                    Link("#next", words("next steps")),
                    Text("."),
                )
            ),
            Paragraph(
                (
                    *cited("Some 400 permits are issued a year.", 3),
                    Text(" The register counts permits, not fires: one permit may cover a season."),
                )
            ),
        ),
        section(
            "for", "The case for repeal", *(memo_argument(one, n) for n, one in enumerate(FOR, 4))
        ),
        section(
            "against",
            "The case against repeal",
            *(memo_argument(one, n) for n, one in enumerate(AGAINST, 7)),
            BlockQuote(
                "e5",
                "full",
                "We gave ours up in an evening and spent four years asking for it back, and in"
                " those four years the only people who could tell you where the smoke came from"
                " were the people who had lit it.",
            ),
            Paragraph(cited("E. Coe, commissioner of the neighbouring county", 10), "attribution"),
        ),
        section("who", "Who stands where", renumbered(STAKEHOLDERS)),
        section(
            "next",
            "Next steps",
            Listing(
                tuple(
                    Item(tuple(one for one in item.children if not isinstance(one, NoteRef)))
                    for item in STEPS.items
                ),
                ordered=True,
            ),
        ),
        section(
            "talk",
            "Talking points",
            Listing(
                (
                    Item(words("One rule, one form, one fine.")),
                    Item(words("Keep the call, drop the carbon copies.")),
                    Item(
                        words(
                            "Ask the state for a weekend inspector before the season starts,"
                            " not after the first complaint has come in."
                        )
                    ),
                )
            ),
        ),
    )
    notes = tuple(
        Note(
            n,
            (
                *SOURCES[n % 6].children,
                Text(" See "),
                Link("https://example.org/register?year=2026&page=3", words("the register")),
                Text("."),
            ),
        )
        for n in range(1, 11)
    )
    header = (Text("The 1978 leaf-burning ordinance"), Styled("right", words("1 March 2026")))
    return Document(meta, body, header, RUNNING["footer"], notes)


def section(name: str, title: str, *blocks: Block) -> Section:
    return Section(name, (Heading(2, words(title), anchor=name), *blocks))


def memo_argument(group: Group, number: int) -> Group:
    claim, gist, quotation = group.blocks
    assert isinstance(gist, Paragraph)
    assert isinstance(quotation, Paragraph)
    return Group(
        (
            claim,
            Paragraph((gist.children[0], NoteRef(("e",), (number,))), "gist"),
            Paragraph(quotation.children[:3], "quotation"),
        )
    )


def renumbered(table: Table) -> Table:
    rows = tuple(
        Row(tuple(Cell(cell.children[:1], cell.header) for cell in one.cells)) for one in table.rows
    )
    return Table(table.widths, table.head, rows, table.caption)


SAMPLES = {"one-pager": one_pager(), "memo": memo()}


def simple(*blocks: Block, **changes: object) -> Document:
    """A sheet with *blocks* and the notes of the one-pager."""
    meta = replace(one_pager().meta, **changes)  # type: ignore[arg-type]
    return Document(meta, blocks, notes=SOURCES)


# --- what every test needs ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def house() -> House:
    return load_house(templates_for())


@pytest.fixture(scope="module")
def press(house: House) -> Press:
    return Press(house)


@pytest.fixture(params=sorted(SAMPLES))
def sample(request: pytest.FixtureRequest) -> Document:
    return SAMPLES[request.param]


def written(laid: LaidOut) -> bytes:
    return laid.pdf(identifier="test")


@pytest.fixture(scope="module")
def files(press: Press) -> dict[str, bytes]:
    """The files of the samples, written once."""
    return {name: written(press.lay_out(document)) for name, document in SAMPLES.items()}


@pytest.fixture(params=sorted(SAMPLES))
def pdf(request: pytest.FixtureRequest, files: dict[str, bytes]) -> bytes:
    """Each sample's file."""
    return files[request.param]


def page_texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


_OPENED: list[pikepdf.Pdf] = []


def opened(pdf: bytes) -> pikepdf.Pdf:
    """*pdf* as pikepdf reads it, kept open: its objects do not outlive it."""
    _OPENED.append(pikepdf.open(io.BytesIO(pdf)))
    return _OPENED[-1]


def annotations(pdf: bytes) -> list[tuple[int, pikepdf.Object]]:
    pages = opened(pdf).pages
    return [(number, one) for number, page in enumerate(pages) for one in page.get("/Annots", [])]


def structure(pdf: bytes) -> Iterator[pikepdf.Object]:
    """Every element of the structure tree, in reading order."""
    waiting = [opened(pdf).Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        if "/S" in element:
            yield element
        kids = element.get("/K", [])
        kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        waiting += [kid for kid in reversed(kids) if isinstance(kid, pikepdf.Dictionary)]


def places(pdf: bytes) -> list[tuple[float, float, float, float, str]]:
    """Left, top, right and bottom of each word of *pdf*, as Poppler reads them, and the word."""
    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True
    )
    box = re.compile(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>')
    found = box.findall(done.stdout.decode())
    return [(float(a), float(b), float(c), float(d), word) for a, b, c, d, word in found]


# --- layout and measures -----------------------------------------------------------------------


def test_samples_take_their_pages(press: Press) -> None:
    one, long = (press.lay_out(SAMPLES[name]) for name in ("one-pager", "memo"))
    assert (one.pages, long.pages) == (1, 2)
    assert all(0.8 < fill < 1 for fill in (*one.fills, *long.fills))


def test_page_sizes(press: Press) -> None:
    sizes = {}
    for size in ("letter", "a4"):
        document = replace(one_pager(), meta=replace(one_pager().meta, page_size=size))
        reader = pypdf.PdfReader(io.BytesIO(written(press.lay_out(document))))
        sizes[size] = tuple(round(float(side), 2) for side in reader.pages[0].mediabox[2:])
    assert sizes == {"letter": (612, 792), "a4": (595.28, 841.89)}


def test_every_piece_is_measured_and_nothing_else(press: Press, sample: Document) -> None:
    measured = press.heights(sample)
    assert set(measured) == set(keys(sample))
    assert len(measured) > 30
    assert all(height > 0 for height in measured.values())


def test_pieces_are_as_high_on_pages_as_in_measuring(press: Press, sample: Document) -> None:
    measured, paged = press.heights(sample), press.lay_out(sample).heights
    # Blocks that break over pages are cut, and no line of theirs is lost.
    assert {key: paged[key] for key in measured} == pytest.approx(dict(measured), abs=0.01)


@pytest.fixture(scope="module")
def endless(house: House) -> Press:
    """A press with paper on which any document is one page."""
    tall = {name: page.model_copy(update={"height": 100_000}) for name, page in house.pages.items()}
    return Press(house.model_copy(update={"pages": tall}))


@pytest.mark.parametrize("seed", range(12))
def test_prediction_is_what_layout_finds(
    press: Press, endless: Press, house: House, seed: int
) -> None:
    chance = random.Random(seed)
    document = SAMPLES[("one-pager", "memo")[seed % 2]]
    sheet = house.sheet(document.meta.page_size, document.meta.layout)
    heights = press.heights(document)
    share = chance.choice((0.4, 0.7, 0.9))
    keep = {key for key in increments(document) if chance.random() < share}
    pruned = prune(document, keep)

    found = _flow(endless.lay_out(pruned), pruned, house)
    predicted = stacked(Paging(document, document, heights, sheet).strips(pruned, pruned))

    columns = [sum(isinstance(b, Columns) for b in walk_blocks(d.body)) for d in (document, pruned)]
    if columns[0] == columns[1]:
        assert predicted == pytest.approx(found, abs=0.5)
    else:  # a column left alone is set to the full width, in fewer lines
        assert predicted >= found - 0.5


def _flow(laid: LaidOut, document: Document, house: House) -> float:
    """How high the body stands on the first page, and only page, of endless paper."""
    assert laid.pages == 1
    sheet = house.sheet(document.meta.page_size, document.meta.layout)
    room = 100_000 - sheet.layout.margins.top - sheet.layout.margins.bottom
    numbers = [int(key[1:]) for key in laid.heights if key.startswith("n")]
    return laid.fills[0] * room - notes_height(numbers, laid.heights, sheet)


def test_prediction_counts_what_a_page_holds(press: Press, house: House) -> None:
    document, sheet = SAMPLES["one-pager"], house.sheet("letter", "sheet")
    heights = press.heights(document)
    on_page = press.lay_out(document).fills[0] * sheet.text_height
    strips = Paging(document, document, heights, sheet).strips(document, document)
    assert stacked(strips) == pytest.approx(on_page, abs=0.01)


def test_notes_count_for_the_fill_of_their_page(press: Press, house: House) -> None:
    text = Paragraph(cited("Words with a note.", 1))
    meta = replace(one_pager().meta, note_style="footnotes")
    bare = press.lay_out(Document(replace(meta, note_style="sources"), (text,), notes=SOURCES))
    noted = press.lay_out(Document(meta, (text,), notes=SOURCES))
    sheet = house.sheet("letter", "sheet")
    area = notes_height([1], noted.heights, sheet)
    assert area > 15
    assert noted.fills[0] * sheet.text_height == pytest.approx(
        bare.fills[0] * sheet.text_height + area, abs=0.01
    )


# --- words and scripts -------------------------------------------------------------------------

SCRIPTS = (
    "中文报告说：取消限制",
    "نحن نطبق قاعدتين تقولان الشيء نفسه",
    "אנחנו אוכפים שני כללים",
    "Мы применяем два правила",
    "Қазақстан ұлттық ғылым",
    "a → b ≥ c ≤ d ✓ e",
    "10\u202f000 non\u2011breaking, Łódź and Őš",
    "<script>alert(1)</script> {{ 7*7 }} &amp; <b>",
)


@pytest.mark.parametrize("text", SCRIPTS)
def test_every_script_comes_out_as_itself(press: Press, text: str) -> None:
    laid = press.lay_out(
        simple(
            Paragraph((Text("He said "), Quote("e1", "full", text), Text(" to us."))),
            Paragraph(words(text)),
            BlockQuote("e1", "full", text),
        )
    )
    assert set(laid.heights.values()) == {12.0}, "another font drives the lines apart"
    shown = page_texts(written(laid))[0]
    assert shown.count(text) == 3
    # pypdf takes punctuation after right-to-left words for a part of them.
    assert f"“{text}”" in shown or direction(text) == "rtl"


def test_right_to_left_quotations_stand_at_the_right(press: Press, house: House) -> None:
    def right_edge(text: str) -> float:
        edges: list[float] = []
        reader = pypdf.PdfReader(
            io.BytesIO(written(press.lay_out(simple(BlockQuote("e", "full", text)))))
        )
        reader.pages[0].extract_text(
            visitor_text=lambda text, cm, tm, *_: edges.append(tm[4] * cm[0] + cm[4])
        )
        return max(edges)

    assert right_edge(SCRIPTS[2]) > house.pages["letter"].width / 2
    assert right_edge(SCRIPTS[3]) < house.pages["letter"].width / 2


@pytest.mark.layout_warns
def test_a_glyph_that_no_font_has_is_an_error(press: Press) -> None:
    unassigned = "\u0378"
    assert fonts.missing(unassigned)
    laid = press.lay_out(simple(Paragraph(words(f"a {unassigned} b"))))
    with pytest.raises(GlyphError, match="no installed font") as caught:
        written(laid)
    assert any("U+0378" in line for line in caught.value.detail)


def test_a_control_character_is_an_error(press: Press) -> None:
    with pytest.raises(TemplateError, match="no page can show"):
        press.lay_out(simple(Paragraph(words("a \x01 b"))))


def test_quotations_carry_their_marks_in_the_text(files: dict[str, bytes]) -> None:
    text = page_texts(files["one-pager"])[0].replace("\n", " ")
    quotes = [
        q for b in FOR + AGAINST for p in b.blocks for q in p.children if isinstance(q, Quote)
    ]  # type: ignore[union-attr]
    assert len(quotes) == 6
    for quote in quotes:
        assert f"“{quote.text}”" in text


@pytest.mark.parametrize("char", ["W", "1", "Ж", "中", "/"])
def test_a_word_that_has_no_end_stays_within_the_margins(
    press: Press, house: House, char: str
) -> None:
    word = char * 400
    blocks = (Heading(1, words(word)), Paragraph(cited(word, 1)), Listing((Item(words(word)),)))
    pdf = written(press.lay_out(simple(*blocks, SourceList("line", SOURCES))))
    ends = [right for _, _, right, _, _ in places(pdf)]
    assert len(ends) > 20
    assert max(ends) <= house.pages["letter"].width - house.layouts["sheet"].margins.right + 0.5


# --- notes -------------------------------------------------------------------------------------


def test_marks_of_one_place_are_joined(files: dict[str, bytes]) -> None:
    text = page_texts(files["one-pager"])[0]
    assert "1,\u202f3" in text


@pytest.mark.parametrize("end", ["?", ".", "—", "中"])
def test_no_note_mark_begins_a_line(press: Press, house: House, end: str) -> None:
    # Word by word the line fills up, until the mark alone would not fit on it.
    paragraphs = [Paragraph(cited(f"{'i' * n}{' mm' * 22} word{end}", 1)) for n in range(1, 60)]
    source = SourceList("line", SOURCES)
    pdf = written(press.lay_out(simple(*paragraphs, source)))
    edge = house.layouts["sheet"].margins.left
    lefts = [float(one.Rect[0]) for _, one in annotations(pdf) if str(one.Dest) == "source-1"]
    assert len(lefts) == 59
    assert min(lefts) > edge + 1


def test_footnotes_stand_on_the_page_of_their_marks(files: dict[str, bytes]) -> None:
    pdf = files["memo"]
    pages = page_texts(pdf)
    marked = {
        str(one.Dest): page
        for page, one in annotations(pdf)
        if str(one.Contents).startswith("Note ")
    }
    assert len(marked) == 10
    for target, page in marked.items():
        number = int(target.removeprefix("note-"))
        assert re.search(rf"^{number}\W", pages[page], re.MULTILINE)


def test_a_note_cited_twice_is_printed_once(press: Press) -> None:
    twice = [Paragraph(cited(text, 1)) for text in ("First.", "Second.")]
    document = simple(*twice, note_style="footnotes")
    text = page_texts(written(press.lay_out(document)))[0]
    assert text.count("Two rules, one fire") == 1


def test_footnotes_and_a_source_list_stand_side_by_side(press: Press) -> None:
    document = simple(
        Paragraph(cited("Words.", 1)), SourceList("list", SOURCES), note_style="footnotes"
    )
    laid = press.lay_out(document)
    assert set(laid.heights) == {"b0", "n1", *(f"b1.{index}" for index in range(6))}
    assert page_texts(written(laid))[0].count("Two rules, one fire") == 2


# --- blocks over pages -------------------------------------------------------------------------


def test_a_table_repeats_its_head_and_keeps_its_rows_whole(press: Press) -> None:
    rows = tuple(
        Row((Cell(words(f"Row {n}")), Cell(words(f"begins {n} {'and goes on ' * 30}ends {n}"))))
        for n in range(40)
    )
    head = tuple(Cell(words(text), header=True) for text in ("Which", "What it says"))
    laid = press.lay_out(simple(Table((20, 80), head, rows, "Rows")))
    pages = page_texts(written(laid))
    assert laid.pages == len(pages) > 1
    assert all("What it says" in page for page in pages)
    for n in range(40):
        assert [f"begins {n} " in page for page in pages] == [
            bool(re.search(rf"ends\s{n}\b", page)) for page in pages
        ]


def test_headings_stay_with_what_follows(press: Press) -> None:
    found = 0
    for lines in range(48, 60):
        filler = [Paragraph(words("A line."), "gist") for _ in range(lines)]
        laid = press.lay_out(
            simple(*filler, Heading(2, words("A heading")), Paragraph(words("Its text.")))
        )
        pages = page_texts(written(laid))
        found += len(pages) > 1
        assert ["A heading" in page for page in pages] == ["Its text." in page for page in pages]
    assert found > 3


def test_running_foot_counts_pages(files: dict[str, bytes]) -> None:
    pages = page_texts(files["memo"])
    assert len(pages) == 2
    for number, text in enumerate(pages, start=1):
        assert f"{number} / 2" in text
        assert "Example Institute · for county staff" in text


RIGHT = ("at", "the", "right")


@pytest.mark.parametrize("kind", ["header", "footer"])
@pytest.mark.parametrize(
    ("unit", "counts"), [("office ", (0, 4, 12, 16, 30)), ("x", (0, 4, 60, 110, 124))]
)
def test_a_running_line_is_never_printed_over_its_right_side(
    press: Press, house: House, kind: str, unit: str, counts: tuple[int, ...]
) -> None:
    edge = house.pages["letter"].width - house.layouts["sheet"].margins.right
    lines, edges = set(), set()
    for count in counts:
        left = (unit * count).strip()
        line = (*words(left), Styled("right", (Text("at the right"),)))
        pdf = written(press.lay_out(replace(simple(Paragraph(words("Body."))), **{kind: line})))
        text = page_texts(pdf)[0]
        assert text.rfind(unit.strip()) < text.index("at the right"), "not read from left to right"
        printed = [one for one in places(pdf) if one[4] != "Body."]
        outermost = min(one[1] for one in printed), max(one[3] for one in printed)
        edges.add(round(outermost[kind == "footer"], 1))
        found = {name: [one for one in printed if one[4] == name] for name in RIGHT}
        assert [len(one) for one in found.values()] == [1, 1, 1]
        [(start, top, _, _, _)], _, [(_, _, end, bottom, _)] = found.values()
        assert end == pytest.approx(edge, abs=0.5)
        others = [one for one in printed if one[4] not in RIGHT]
        assert "".join(one[4] for one in others) == left.replace(" ", "")
        assert all(one[2] < edge + 0.5 for one in others)
        beside = [one for one in others if one[1] < bottom - 1 and one[3] > top + 1]
        assert all(one[2] < start - 1 for one in beside)
        lines.add(len({one[1] for one in others}))
    assert len(edges) == 1
    # Nothing, what fits on one line, and what goes on below: a word without an end does as a whole.
    assert lines == ({0, 1, 2} if " " in unit else {0, 1})


def test_the_right_side_stands_on_the_last_line_as_behind_a_tab_of_word_s(press: Press) -> None:
    line = (*words("office " * 30 + "last"), Styled("right", (Text("7 / 9"),)))
    printed = places(
        written(press.lay_out(replace(simple(Paragraph(words("Body."))), footer=line)))
    )
    tops = {name: round(top) for _, top, _, _, name in printed}
    assert tops["7"] == tops["last"]
    assert len({round(top) for _, top, _, _, name in printed if name == "office"}) == 2


def test_the_right_side_stands_apart_or_below(press: Press, house: House) -> None:
    apart = 2 * house.layouts["sheet"].roles["running"].size
    beside = 0
    for count in range(132, 144):
        line = (*words("x" * count), Styled("right", (Text("7/9"),)))
        pdf = written(press.lay_out(replace(simple(Paragraph(words("Body."))), footer=line)))
        [left] = [one for one in places(pdf) if one[4].startswith("x")]
        [right] = [one for one in places(pdf) if one[4] == "7/9"]
        beside += (is_beside := round(left[1]) == round(right[1]))
        assert not is_beside or right[0] - left[2] > apart - 0.5
    assert 0 < beside < 12


@pytest.mark.parametrize("kind", ["header", "footer"])
def test_a_running_line_that_would_reach_the_text_is_an_error(press: Press, kind: str) -> None:
    refused = []
    for count in (20, 50, 80, 110):
        document = replace(simple(Paragraph(words("Body."))), **{kind: words("office " * count)})
        try:
            press.lay_out(document)
        except TemplateError as error:
            assert f"running {kind.removesuffix('er')} takes" in error.message
            assert f"<{kind}>" in error.hint
            refused.append(count)
    assert refused in ([80, 110], [110])


# --- links and pictures ------------------------------------------------------------------------


def test_links_lead_where_they_say(press: Press) -> None:
    body = (
        Heading(2, words("Here"), anchor="here"),
        Paragraph(
            (
                Link("https://example.org/a?b=1&c=2", words("out")),
                Link("#here", words("up")),
                Link("#pruned", words("nowhere")),
                Link("javascript:alert(1)", words("never")),
            )
        ),
    )
    links = [one for _, one in annotations(written(press.lay_out(simple(*body))))]
    assert [str(one.A.URI) for one in links if "/A" in one] == ["https://example.org/a?b=1&c=2"]
    assert [str(one.Dest) for one in links if "/Dest" in one] == ["to-here"]


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">{}</svg>'


def test_a_figure_has_its_alternative_text(press: Press) -> None:
    picture = Figure("Permits have fallen since 2019", 50, SVG.format('<path d="M0 0h9v9z"/>'))
    pdf = written(press.lay_out(simple(picture)))
    assert [str(one.Alt) for one in structure(pdf) if one.S == "/Figure"] == [picture.alt]


def test_a_logo_stands_off_what_is_below_it(press: Press, house: House) -> None:
    logo = Figure("Logo", 20, SVG.format('<path d="M0 0h9v9z"/>'), role="logo")
    kicker = Paragraph(words("One-pager"), "kicker")
    sheet = house.sheet("letter", "sheet")
    space = house.table.before
    picture = sheet.text_width * 0.2 / 2
    laid = press.lay_out(simple(logo, kicker))
    assert laid.heights["b0"] == pytest.approx(picture + space, abs=0.01)
    assert laid.fills[0] * sheet.text_height == pytest.approx(
        space + picture + space + sheet.role("kicker").leading, abs=0.01
    )
    chart = press.lay_out(simple(replace(logo, role="chart"), kicker))
    assert chart.heights["b0"] == pytest.approx(picture, abs=0.01)


@pytest.mark.layout_warns
@pytest.mark.parametrize("where", ["file:///etc/hostname", "http://127.0.0.1:9/x.png"])
def test_nothing_is_fetched(press: Press, where: str) -> None:
    picture = Figure("x", 50, SVG.format(f'<image href="{where}" width="9" height="9"/>'))
    with pytest.raises(TemplateError):
        written(press.lay_out(simple(picture)))


# --- the file ----------------------------------------------------------------------------------


def test_properties(files: dict[str, bytes]) -> None:
    reader = pypdf.PdfReader(io.BytesIO(files["one-pager"]))
    info = reader.metadata
    assert info is not None
    assert info.title == "Repeal the 1978 leaf-burning ordinance?"
    assert (info.author, info.subject) == ("Example Institute", "Policy one-pager on leaf burning")
    assert info["/Keywords"] == "ordinance, open burning"
    assert info["/CreationDate"].startswith("D:20260301")
    assert reader.root_object["/Lang"] == "en"


def test_bookmarks_are_the_headings(files: dict[str, bytes]) -> None:
    outline = opened(files["memo"]).open_outline().root
    assert [one.title for one in outline] == [memo().meta.title + ": repeal, keep or amend?"]
    sections = [one.title for one in outline[0].children]
    assert sections[:2] == ["Background", "The case for repeal"]
    assert len(sections) == 6


def test_fonts_are_embedded(files: dict[str, bytes]) -> None:
    found = 0
    for pdf in files.values():
        for one in opened(pdf).objects:
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor":
                assert "Carlito" in str(one.FontName)
                assert {"/FontFile2", "/FontFile3"} & set(one.keys())
                found += 1
    assert found >= 4


def test_the_file_is_accessible(pdf: bytes, tmp_path: Path) -> None:
    path = tmp_path / "sample.pdf"
    path.write_bytes(pdf)
    report = str(validation.validate_pdf(str(path), profile="ua1"))
    assert "no failures" in report


def test_structure_says_what_things_are(pdf: bytes) -> None:
    elements = list(structure(pdf))
    kinds = [str(one.S).lstrip("/") for one in elements]
    levels = [int(kind[1]) for kind in kinds if re.fullmatch(r"H\d", kind)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    heads = [one for one in elements if one.S == "/TH"]
    assert len(heads) > 4
    assert {str(one.A.Scope) for one in heads} == {"/Column", "/Row"}
    assert {"L", "LI", "Lbl", "LBody", "Table", "THead"} <= set(kinds)


def test_links_print_and_say_whereto(pdf: bytes) -> None:
    links = [one for _, one in annotations(pdf)]
    assert len(links) >= 10
    assert all(int(one.F) & 4 for one in links)
    assert not any(re.match(r"(mark|note|source|to)-", str(one.Contents)) for one in links)


def test_the_file_names_no_pieces(press: Press, sample: Document) -> None:
    laid = press.lay_out(sample)
    names = opened(written(laid)).Root.Names.Dests.Names
    targets = [str(name) for name in list(names)[::2]]
    assert targets
    assert all(re.match(r"(mark|note|source|to)-", target) for target in targets)
    assert laid.heights, "measures outlive the writing"


def test_attachments_carry_the_date_of_issue(press: Press) -> None:
    evidence = Attachment("evidence.json", b'{"a": 1}', "Evidence of the quotations")
    pdf = press.lay_out(one_pager()).pdf(identifier=b"x", attachments=[evidence])
    attached = opened(pdf).attachments["evidence.json"]
    assert attached.get_file().read_bytes() == evidence.content
    assert str(attached.obj.EF.F.Params.ModDate) == "D:20260301000000Z"


BUILD = """
import sys; sys.path.insert(0, sys.argv[1])
from test_pdf import SAMPLES, Attachment, Press, load_house, templates_for
press = Press(load_house(templates_for()))
for name in sorted(SAMPLES):
    laid = press.lay_out(SAMPLES[name])
    sys.stdout.buffer.write(laid.pdf(identifier=name, attachments=[Attachment("a.json", b"{}")]))
"""


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    outputs = []
    for seed, zone, locale, folder in (
        ("1", "Asia/Almaty", "C", tmp_path),
        ("2", "America/New_York", "C.UTF-8", ROOT),
    ):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        environment["PYTHONPATH"] = str(ROOT)
        command = [sys.executable, "-c", BUILD, str(ROOT / "tests")]
        done = subprocess.run(command, capture_output=True, check=True, env=environment, cwd=folder)
        outputs.append(done.stdout)
    assert outputs[0].startswith(b"%PDF")
    assert outputs[0] == outputs[1]


# --- the house style ---------------------------------------------------------------------------


def test_every_colour_of_text_has_contrast(house: House) -> None:
    fill = house.colours[house.callout.fill]
    used = {role.colour for layout in house.layouts.values() for role in layout.roles.values()}
    used |= {span.colour for span in house.spans.values() if span.colour}
    assert len(used) >= 4
    for name in sorted(used):
        for ground in ("#ffffff", fill):
            assert _contrast(house.colours[name], ground) >= 4.5, (name, ground)


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_sizes_are_those_that_word_knows(house: House) -> None:
    roles = [role for layout in house.layouts.values() for role in layout.roles.values()]
    assert len(roles) > 20
    assert all((2 * role.size).is_integer() for role in roles)
    assert all((20 * role.leading).is_integer() for role in roles)


# --- what is missing ---------------------------------------------------------------------------


def test_no_fonts(monkeypatch: pytest.MonkeyPatch, house: House) -> None:
    monkeypatch.setattr(fonts, "_families", frozenset)
    with pytest.raises(MissingDependencyError, match="no font") as caught:
        Press(house)
    assert "apt-get install -y fonts-" in caught.value.hint


def test_without_the_house_font_another_one_sets_the_page(house: House) -> None:
    family = house.families.text.model_copy(update={"pdf": "No Such Family"})
    families = house.families.model_copy(update={"text": family})
    other = Press(house.model_copy(update={"families": families}))
    text = page_texts(written(other.lay_out(one_pager())))
    assert "leaf-burning" in text[0]
    assert "a → b" in page_texts(written(other.lay_out(simple(Paragraph(words("a → b"))))))[0]


class _Broken:
    """An import that fails as WeasyPrint's does without its libraries."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def find_spec(self, name: str, *_: object) -> None:
        if name == "weasyprint":
            raise self._error


@pytest.mark.parametrize(
    ("error", "mend"),
    [
        (OSError("cannot load library 'libpango-1.0-0'"), "apt-get install -y libpango"),
        (ModuleNotFoundError("No module named 'weasyprint'"), "pip install weasyprint"),
    ],
)
def test_no_libraries(
    monkeypatch: pytest.MonkeyPatch, house: House, error: Exception, mend: str
) -> None:
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [_Broken(error), *sys.meta_path])
    with pytest.raises(MissingDependencyError) as caught:
        Press(house)
    assert mend in caught.value.hint


def test_importing_the_module_does_not_load_the_engine() -> None:
    command = "import sys, briefgen.render.pdf; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", command], cwd=ROOT, check=False).returncode == 0
