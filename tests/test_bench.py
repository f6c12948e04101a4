"""The benchmark compares like with like: its peers print the words that briefgen prints.

No test here asserts a time. What is compared is made from the starter dossier, which is small.
"""

from __future__ import annotations

import gc
import io
import json
import re
import subprocess
import sys
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from random import Random

import pytest
from bench import __main__ as program
from bench import single, timing
from bench.batches import Observed, offices, recipients
from bench.content import Material, markdown_of, values_of
from bench.figures import QUICK, Alone, Bench, Figure, Goal, Measurement
from bench.peers import (
    PEERS,
    BareDocx,
    BareWeasyPrint,
    DocxTemplate,
    Pandoc,
    PandocTypst,
    office_path,
    versions,
)
from bench.table import MARKS, Circumstances, Report, as_json, as_markdown, put_between_marks
from click.testing import CliRunner
from conftest import ROOT, put
from lxml import etree
from markdown_it import MarkdownIt
from pypdf import PdfReader

from briefgen.build import Request, Workshop, finish, prepare
from briefgen.document import (
    BlockQuote,
    Cell,
    Definitions,
    Document,
    Emphasis,
    Heading,
    Item,
    Link,
    Listing,
    Meta,
    Note,
    NoteRef,
    Paragraph,
    Row,
    SourceList,
    Strong,
    Table,
    Text,
    inlines_of,
    plain,
    walk_blocks,
)
from briefgen.errors import BriefgenError, MissingDependencyError
from briefgen.recipients import RecipientList

WORDS = {"one-pager": 350, "memo": 900}
"""The room that is given: counting words needs no layout."""
LENGTHS = tuple(WORDS)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BRACKETED_MARK = re.compile(r"\[\d+(?:, \d+)*\]")


@pytest.fixture(scope="module")
def materials(
    starter_files: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Material]:
    """The starter's one-pager and memo, finished."""
    folder = put(starter_files, tmp_path_factory.mktemp("bench") / "leaf-burning")
    workshop = Workshop.open(folder)
    outline = workshop.read(folder)
    return {
        length: Material(
            length, prepare(outline, Request("congress", length, words=room), workshop)
        )
        for length, room in WORDS.items()
    }


# the words of a document and of what was made of it -------------------------------------------


def printed(document: Document) -> tuple[list[str], list[str]]:
    """The words of the body and of the notes, as briefgen's tree has them."""
    body = " ".join(_texts(document)).split()
    return body, " ".join(plain(note.children) for note in document.notes).split()


def _texts(document: Document) -> Iterator[str]:
    for block in walk_blocks(document.body):
        match block:
            case BlockQuote():
                yield block.text
            case Table():
                rows = (block.head, *(row.cells for row in block.rows))
                yield from (plain(cell.children) for row in rows for cell in row)
            case Definitions():
                yield from (f"{one.term} {plain(one.children)}" for one in block.items)
            case Listing():
                yield from (plain(item.children) for item in block.items)
            case SourceList(form="line"):
                yield "Sources"
                yield from (f"{one.number} {plain(one.children)}" for one in block.entries)
            case SourceList():
                yield from (plain(one.children) for one in block.entries)
            case _:
                yield plain(inlines_of(block))


def read_word(data: bytes, part: str) -> list[str]:
    """The words of one part of a Word file, raised numbers left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read(part))
    return " ".join(_paragraph(one) for one in root.iter(f"{_W}p")).split()


def _paragraph(paragraph: etree._Element) -> str:
    return "".join(_run(run) for run in paragraph.iter(f"{_W}r"))


def _run(run: etree._Element) -> str:
    raised = run.find(f"{_W}rPr/{_W}vertAlign[@{_W}val='superscript']")
    if raised is not None:
        return ""
    breaks = {f"{_W}br": " ", f"{_W}tab": " "}
    return "".join(breaks.get(one.tag, one.text or "") for one in run if one.tag != f"{_W}rPr")


def letters(text: str) -> Counter[str]:
    """How often each letter stands in *text*: what no layout changes."""
    return Counter(char for char in text if char.isalpha())


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


# like with like -------------------------------------------------------------------------------


@pytest.mark.parametrize("length", LENGTHS)
def test_pandoc_prints_the_same_words_and_notes(
    length: str, materials: dict[str, Material]
) -> None:
    body, notes = printed(materials[length].document)
    made = Pandoc().make(materials[length])
    assert read_word(made, "word/document.xml") == body
    assert len(body) > 200
    if notes:
        assert read_word(made, "word/footnotes.xml") == notes
    assert bool(notes) == (length == "memo")


@pytest.mark.parametrize("length", LENGTHS)
def test_python_docx_prints_the_same_words_and_notes(
    length: str, materials: dict[str, Material]
) -> None:
    body, notes = printed(materials[length].document)
    made = BareDocx().make(materials[length])
    assert read_word(made, "word/document.xml") == body + notes
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert package.read("evidence.json") == materials[length].evidence


@pytest.mark.parametrize("length", LENGTHS)
def test_docxtpl_prints_the_same_words_and_notes(
    length: str, materials: dict[str, Material]
) -> None:
    body, notes = printed(materials[length].document)
    found = " ".join(read_word(DocxTemplate().make(materials[length]), "word/document.xml"))
    assert _BRACKETED_MARK.search(found)
    assert _BRACKETED_MARK.sub("", found).split() == body + notes


def test_typst_prints_the_same_letters(materials: dict[str, Material]) -> None:
    body, notes = printed(materials["one-pager"].document)
    made = PandocTypst().make(materials["one-pager"])
    assert letters("".join(pages(made))) == letters("".join((*body, *notes)))


def test_bare_weasyprint_prints_the_same_pages(materials: dict[str, Material]) -> None:
    material = materials["one-pager"]
    ours = finish(material.prepared, ("pdf",)).files["pdf"]
    with warnings.catch_warnings():
        # WeasyPrint leaves the file of its colour profile open.
        warnings.simplefilter("ignore", ResourceWarning)
        theirs = BareWeasyPrint().make(material)
        gc.collect()
    assert pages(theirs) == pages(ours)
    assert PdfReader(io.BytesIO(theirs)).attachments["evidence.json"] == [material.evidence]


def test_tables_stay_tables(materials: dict[str, Material]) -> None:
    material = materials["memo"]
    wanted = [
        len(block.rows) + bool(block.head) if isinstance(block, Table) else len(block.items)
        for block in walk_blocks(material.document.body)
        if isinstance(block, Table | Definitions)
    ]
    assert len(wanted) >= 2
    for peer in (Pandoc(), BareDocx(), DocxTemplate()):
        with zipfile.ZipFile(io.BytesIO(peer.make(material))) as package:
            root = etree.fromstring(package.read("word/document.xml"))
        tables = [[*table.iter(f"{_W}tr")] for table in root.iter(f"{_W}tbl")]
        assert [len(rows) for rows in tables] == wanted, type(peer).__name__


# what Markdown might take for markup ----------------------------------------------------------

_TRICKY = "*a* _b_ `c` [d](e) <f> #g ^h^ ~i~ $j$ @k | l \\ {m} -- ... 'n' \"o\" &amp; 1. !"


def _tricky() -> Document:
    text = Text(_TRICKY)
    mark = NoteRef(("x",), (1,))
    starts = ("1. one", "- two", "+ three", ": four", "# five", "> six", "Table: seven", "% eight")
    return Document(
        Meta("dossier/edition", "Title", "en", date(2026, 3, 1)),
        body=(
            Heading(1, (Text("Of 3* and #4"),)),
            *(Paragraph((Text(words),)) for words in starts),
            Paragraph((Text("Words "), Strong((text,)), mark, Text(" more "), mark)),
            BlockQuote("x", "full", "- A quotation | with [marks]"),
            Listing((Item((text,)), Item((Text("2) second"),))), ordered=True),
            Table((40.0, 60.0), (Cell((text,)), Cell(())), (Row((Cell((mark,)), Cell((text,)))),)),
            Paragraph((Link("https://example.org/a_(b)", (Emphasis((Text(" a link "),)),)),)),
        ),
        notes=(Note(1, (Text("1. A note: "), text)),),
    )


def test_what_looks_like_markup_stays_words(tmp_path: Path) -> None:
    document = _tricky()
    path = tmp_path / "tricky.md"
    path.write_text(markdown_of(document, "tricky"), encoding="utf-8")
    made = Pandoc().convert(path).read_bytes()
    body, notes = printed(document)
    assert read_word(made, "word/document.xml") == body
    assert read_word(made, "word/footnotes.xml") == notes
    assert b"https://example.org/a_(b)" in zipfile.ZipFile(io.BytesIO(made)).read(
        "word/_rels/document.xml.rels"
    )


def test_values_hold_the_words_of_the_tree() -> None:
    values = values_of(_tricky())
    assert values["notes"] == [f"[1] 1. A note: {_TRICKY}"]
    blocks = values["blocks"]
    assert isinstance(blocks, list)
    assert {"kind": "quotation", "text": "- A quotation | with [marks]"} in blocks


# what is missing ------------------------------------------------------------------------------


def test_a_missing_library_is_reported_and_no_figure_made_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    with pytest.raises(MissingDependencyError, match="docxtpl is not installed"):
        PEERS["docxtpl", "docx"]()
    found = Measurement("word", single.word_file).measured(Bench(tmp_path, QUICK, tmp_path))
    assert found == (Figure("word", missing="docxtpl is not installed"),)
    assert found[0].reached is None


def test_a_missing_program_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(MissingDependencyError, match="LibreOffice is not installed"):
        office_path()
    assert versions()["LibreOffice"] == "missing"


def test_what_the_quick_run_leaves_out_says_so(tmp_path: Path) -> None:
    def personal(_: Bench) -> Iterator[Figure]:
        raise AssertionError("it was measured")

    found = Measurement("many", personal, personal=True).measured(Bench(tmp_path, QUICK, tmp_path))
    assert found == (Figure("many", missing="left out of the quick run"),)


# the table ------------------------------------------------------------------------------------

_REPORT = Report(
    (
        Figure("fast | enough", 1.6, goal=Goal("≥ 1.5", least=1.5), how="3 ms"),
        Figure("too slow", 1.2, goal=Goal("≥ 1.5", least=1.5)),
        Figure("too much", 25.0, unit="%", goal=Goal("± 15 %", -15, 15)),
        Figure("no goal", 1.73, unit="s"),
        Figure("not there", goal=Goal("≤ 3", most=3.0), missing="pandoc is not installed"),
    ),
    (
        Alone("briefgen", "pdf", {"one-pager": 0.25, "memo": 1.0}),
        Alone("pandoc", "docx", missing="it is not installed"),
    ),
    Circumstances("quick", 2, 0.5, None, 0.8, {"Python": "3.11", "pandoc": "missing"}),
)


def _tables(markdown: str) -> list[list[list[str]]]:
    """The tables of *markdown*: rows of cells."""
    found: list[list[list[str]]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type == "inline" and token.level == 4 + (token.level > 4):
            found[-1][-1].append(token.content)
    return found


def test_the_tables_are_well_formed() -> None:
    figures, tools = _tables(as_markdown(_REPORT))
    assert {len(row) for row in figures} == {5}
    assert {len(row) for row in tools} == {4}
    assert [row[:4] for row in figures[1:]] == [
        ["fast | enough", "1.6×", "≥ 1.5", "yes"],
        ["too slow", "1.2×", "≥ 1.5", "no, by 20%"],
        ["too much", "25 %", "± 15 %", "no, by 10 points"],
        ["no goal", "1.73 s", "", ""],
        ["not there", "not measured: pandoc is not installed", "≤ 3", ""],
    ]
    assert tools[1:] == [
        ["briefgen", "pdf", "250 ms", "1000 ms"],
        ["pandoc (it is not installed)", "docx", "not measured", "not measured"],
    ]


def test_what_is_not_measured_is_missed_as_well() -> None:
    assert _REPORT.missed == ("too slow", "too much", "not there")


@pytest.mark.parametrize(("recipients", "status"), [("20", 0), ("21", 1)])
def test_a_strict_run_ends_with_1_where_a_goal_is_missed(
    recipients: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def growth(bench: Bench) -> Iterator[Figure]:
        yield Figure("growth", bench.extent.personal, goal=Goal("≤ 20", most=20))

    monkeypatch.setitem(program.MEASUREMENTS, "growth", Measurement("growth", growth))
    options = ["--only", "growth", "--recipients", recipients, "--strict"]
    done = CliRunner().invoke(program.main, options)
    assert done.exit_code == status
    assert ("missed: growth" in done.output) == bool(status)


def test_the_json_says_the_same() -> None:
    record = json.loads(as_json(_REPORT))
    assert [one["reached"] for one in record["figures"]] == [True, False, False, None, None]
    assert record["figures"][0]["goal"] == "≥ 1.5"
    assert record["circumstances"]["cores"] == 2


def test_the_readme_takes_the_table_between_its_marks() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    once = put_between_marks(readme, "| a |")
    assert once.count("| a |") == 1
    assert put_between_marks(once, "| a |") == once
    outside = re.compile(f"{re.escape(MARKS[0])}.*{re.escape(MARKS[1])}", re.DOTALL)
    assert outside.sub("", once) == outside.sub("", readme)


def test_a_readme_without_marks_is_an_error() -> None:
    with pytest.raises(BriefgenError, match="marks"):
        put_between_marks("# briefgen", "| a |")


@pytest.mark.parametrize("target", ["bench", "bench-quick"])
def test_make_knows_the_benchmark(target: str) -> None:
    done = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "-m tests.bench" in done.stdout


# measuring ------------------------------------------------------------------------------------


def test_works_run_in_turn_and_warm_ups_do_not_count() -> None:
    order: list[str] = []
    works = {name: lambda name=name: order.append(name) for name in "ab"}
    found = timing.in_turn(works, turns=2, warm_ups=1)
    assert order == ["a", "b"] * 3
    assert found.turns == 2


def test_ratios_are_medians_of_the_turns() -> None:
    found = timing.Samples({"a": (1.0, 2.0, 9.0), "b": (1.0, 1.0, 3.0), "c": (1.0, 1.0, 0.0)})
    assert found.median("a") == 2.0
    assert found.ratio("a", "b") == 2.0
    assert found.ratio("a", "b", "c") == 1.0


def test_a_clock_leaves_everything_as_it_was() -> None:
    class Worker:
        def work(self, number: int) -> int:
            return number + 1

    original = Worker.work
    with timing.clocked({"work": [(Worker, "work")]}) as spent:
        assert Worker().work(1) == 2
    assert Worker.work is original
    assert set(spent) == {"work"}


def test_the_pace_is_that_of_a_warm_batch() -> None:
    batch = Observed(9.0, done=(5.0, 6.0, 8.0, 9.0), peaks=(1, 1, 1, 1))
    assert batch.editions == 4
    assert batch.pace(2, 4) == 1.5


def test_offices_are_invented_and_make_a_sound_list(tmp_path: Path) -> None:
    path = recipients(tmp_path / "offices.csv", offices(1, 12))
    rows = RecipientList(path, audience="congress")
    assert rows.check(["congress"]) == 12
    assert {row.recipient.name for row in rows} == {"The Staff"}


def test_every_invented_quotation_is_in_its_source() -> None:
    random = Random(1)
    words = [single._invented_word(random) for _ in range(500)]
    sources = [single._invented_source(random, words) for _ in range(3)]
    single._locate(sources)
    assert all(len(data) >= 10_000 and len(quotes) == 10 for data, quotes in sources)
