"""Word files: what `briefgen.render.docx.write` promises, tried on the produced package.

The samples are invented: a one-pager with compact notes, a memo with footnotes, and a page of
hostile words.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import docx
import pikepdf
import pytest
from lxml import etree
from office import SOFFICE, to_pdf
from openxml_audit import OpenXmlValidator
from packages import unzipped
from tiny import words

from briefgen.document import (
    BlockQuote,
    Break,
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
)
from briefgen.errors import BriefgenError, OutputError, TemplateError
from briefgen.house import load_house
from briefgen.render.docx import write
from briefgen.render.pdf import Press
from briefgen.resources import templates_for
from briefgen.review import Draft

# --- samples -----------------------------------------------------------------------------------


def ref(*numbers: int) -> NoteRef:
    return NoteRef(tuple(f"e{n}" for n in numbers), numbers)


def argument(key: str, claim: str, gist: str, number: int, quote: str, who: str) -> Group:
    return Group(
        (
            Heading(3, words(claim), increment=f"{key}/claim"),
            Paragraph(words(gist, ref(number)), "gist", f"{key}/gist"),
            Paragraph(
                words(
                    Quote(f"{key}-quote", "short", quote),
                    " ",
                    Styled("muted", words("— " + who)),
                    ref(number),
                ),
                "quotation",
            ),
        ),
        key,
    )


def one_pager(page_size: str = "letter", **meta: object) -> Document:
    entries = tuple(
        Note(n, words(t, Emphasis(words(" Gazette")), f", {n} Nov. 2025."))
        for n, t in enumerate(
            (
                "A. Doe, news item,",
                "County counsel, analysis,",
                "Clerk’s register, report,",
                "Hearing transcript,",
            ),
            1,
        )
    )
    body = (
        Paragraph(words("Policy one-pager · Public safety · Invented example"), "kicker"),
        Heading(1, words("Repeal the 1978 leaf-burning ordinance?"), anchor="top"),
        Paragraph(
            words("What the county board decides in April, and what it turns on"), "subtitle"
        ),
        Callout(
            (
                Paragraph(
                    words(
                        Styled("label", words("Bottom line.")),
                        " One or two sentences that a reader in a hurry can act on: what"
                        " the rule does today, what repeal would change, and what the"
                        " choice turns on.",
                        ref(1),
                        " ",
                        Strong(words("Decision:")),
                        " the Public Safety Committee votes before the April recess.",
                    )
                ),
                Paragraph(words("A second paragraph in the box, so that its inner spacing shows.")),
            ),
            "bottom-line",
        ),
        Columns(
            (
                Heading(2, words("Arguments for repeal"), "heading-for", "for"),
                argument(
                    "redundant",
                    "State law already covers open burning",
                    "The gist of the argument, in the analyst’s own words, with a note"
                    " where it states a fact.",
                    2,
                    "We enforce two rules that say the same thing.",
                    "Fire chief",
                ),
                argument(
                    "cost",
                    "Permits cost more than they bring in",
                    "Each claim heading is a whole sentence, so that the headings alone"
                    " tell the story.",
                    3,
                    "… a drawer full of carbon copies …",
                    "County clerk",
                ),
                argument(
                    "compost",
                    "Residents already compost",
                    "A third argument with its evidence, shorter than the first two.",
                    2,
                    "Nobody on our road has lit a pile in years.",
                    "Resident",
                ),
            ),
            (
                Heading(2, words("Arguments against repeal"), "heading-against", "against"),
                argument(
                    "warning",
                    "The permit is the only warning neighbors get",
                    "The weaker side, put as its own best advocate would put it.",
                    4,
                    "The call from the clerk is how my mother knows to close her windows.",
                    "Nurse",
                ),
                argument(
                    "far",
                    "State inspectors are two hours away",
                    "Conceded by a supporter of repeal, and marked as conceded.",
                    1,
                    "I grant that the county is quicker.",
                    "Fire chief, conceding",
                ),
                Group(
                    (
                        Heading(3, words("A repealed rule is hard to bring back")),
                        Paragraph(
                            words(
                                "Short arguments may stand without a quotation when room"
                                " is scarce.",
                                ref(2, 3),
                            ),
                            "gist",
                        ),
                    )
                ),
            ),
        ),
        Section(
            "stakeholders",
            (
                Heading(2, words("Who stands where")),
                Table(
                    (30, 20, 50),
                    tuple(Cell(words(t), True) for t in ("Stakeholder", "Position", "Interest")),
                    tuple(
                        Row((Cell(words(a), True), Cell(words(b)), Cell(words(c, ref(n)))))
                        for a, b, c, n in (
                            (
                                "Fire Chiefs Association",
                                "Supports",
                                "One rule to enforce, one form to fill in",
                                1,
                            ),
                            (
                                "County clerk",
                                "Leans toward repeal",
                                (
                                    "Cost of permits, accuracy of the register, and a longer"
                                    " line of words to make the cell wrap"
                                ),
                                3,
                            ),
                            (
                                "Clinic and visiting nurses",
                                "Opposes",
                                "Warning for patients with lung disease",
                                4,
                            ),
                            (
                                "Public Safety Committee",
                                "Undeclared",
                                "Five votes of nine are needed",
                                2,
                            ),
                        )
                    ),
                    "Stakeholders, positions, interests",
                    "grid",
                ),
            ),
        ),
        Columns(
            (
                Heading(2, words("Next steps")),
                Listing(
                    tuple(
                        Item(words(Strong(words(a)), b))
                        for a, b in (
                            (
                                "Committee:",
                                (
                                    " vote before the April recess, and long enough that the"
                                    " item takes a second line."
                                ),
                            ),
                            ("Clerk:", " report the permit register by 20 March."),
                            ("Chiefs:", " publish response times by district."),
                        )
                    ),
                    True,
                ),
            ),
            (
                Heading(2, words("Where sources disagree")),
                Paragraph(
                    words(
                        "Permits a year: ",
                        Quote("q9", "short", "about 400"),
                        " (chief, Nov. 2025) against 412 (register, Jan. 2026). This page"
                        " uses the register, because it is the record of issue.",
                        ref(1, 3),
                    )
                ),
                Listing(
                    (
                        Item(
                            words(
                                "A bullet with a ",
                                Link("https://example.org/a?b=1&c=2", words("link")),
                                " in it.",
                            )
                        ),
                        Item(words("Another; see ", Link("#for", words("the arguments for")), ".")),
                    )
                ),
            ),
        ),
        BlockQuote(
            "long-quote",
            "full",
            "We have kept the register since 1978, and in none of those years did the"
            " permits pay for the hours that the clerk spent on them.",
        ),
        Paragraph(words("— The county clerk, hearing, 20 January 2026", ref(4)), "attribution"),
        SourceList("line", entries),
        Paragraph(words("Prepared by an invented office. Nothing here is advice."), "disclosure"),
    )
    base = {
        "identifier": "leaf-burning/county-one-pager",
        "title": "Repeal the 1978 leaf-burning ordinance?",
        "language": "en-US",
        "issued": date(2026, 3, 1),
        "author": "Invented Office",
        "subject": "Leaf burning",
        "keywords": ("leaf burning", "county"),
        "page_size": page_size,
        "layout": "sheet",
        "note_style": "sources",
    }
    return Document(
        Meta(**{**base, **meta}),
        body,
        words("Invented Office", Styled("right", words("County staff"))),
        words(
            "For county staff · as of 1 March 2026",
            Styled("right", words(Field("page"), " / ", Field("pages"))),
        ),
        entries,
    )


def memo(page_size: str = "letter", **meta: object) -> Document:
    notes = tuple(
        Note(
            n,
            words(
                f"A. Doe, “A title of some length for note {n},” ",
                Emphasis(words("The Gazette")),
                f", {n} November 2025, ",
                Link(f"https://example.org/{n}", words(f"example.org/{n}")),
                ".",
            ),
        )
        for n in range(1, 13)
    )
    sections = []
    n = 0
    for s in range(6):
        blocks = [
            Heading(2, words(f"Section {s + 1}: what the committee needs to know"), anchor=f"s{s}")
        ]
        for _ in range(2):
            n += 1
            blocks += [
                Heading(
                    3, words("A claim that is a whole sentence and says what the paragraph shows")
                ),
                Paragraph(
                    words(
                        "The county adopted the ordinance in 1978, when the state had no"
                        " rule of its own; the state code has since come to cover every"
                        " case that the ordinance names, and the fire chiefs enforce both. ",
                        Quote(f"q{n}", "full", "we enforce two rules that say the same thing"),
                        ", one of them said.",
                        ref(n),
                        " Whether the county should keep a rule for the sake of the"
                        " warning that it gives to neighbours is what the vote turns on.",
                    )
                ),
                Paragraph(
                    words(
                        Quote(
                            f"b{n}",
                            "full",
                            "The call from the clerk is how my mother knows to close her"
                            " windows, and nobody has told us who would make that call.",
                        ),
                        " ",
                        Styled("speaker", words("A. Nurse")),
                        Styled("muted", words(", visiting nurse")),
                    ),
                    "quotation",
                ),
            ]
        blocks.append(
            Listing(
                tuple(
                    Item(
                        words(
                            f"Point {i} of the list, with words enough that the item needs"
                            " more than a single line of the memo’s measure."
                        )
                    )
                    for i in range(3)
                ),
                bool(s % 2),
            )
        )
        if s == 2:
            blocks.append(
                Table(
                    (25, 15, 60),
                    tuple(Cell(words(t), True) for t in ("Stakeholder", "Position", "Interest")),
                    tuple(
                        Row(
                            (
                                Cell(words(f"Stakeholder {i}")),
                                Cell(words("Supports")),
                                Cell(
                                    words(
                                        "An interest that needs more than one line in its"
                                        " cell, so that the row is two lines high, or even"
                                        " three lines of it"
                                    )
                                ),
                            )
                        )
                        for i in range(14)
                    ),
                    "Stakeholders",
                    "grid",
                )
            )
        if s == 4:
            blocks.append(
                BlockQuote(
                    "bq",
                    "full",
                    "We have kept the register since 1978, and in none of those years did"
                    " the permits pay for the hours that the clerk spent on them.",
                )
            )
            blocks.append(Paragraph(words("— The county clerk"), "attribution"))
            blocks.append(
                Callout(
                    (
                        Paragraph(words(Styled("label", words("Ask.")), " Vote for repeal.")),
                        Listing((Item(words("one thing")), Item(words("another")))),
                    ),
                    "ask",
                )
            )
        sections.append(Section(f"s{s}", tuple(blocks)))
    body = (
        Paragraph(words("Memorandum"), "kicker"),
        Heading(1, words("Leaf burning: repeal the ordinance of 1978")),
        Definitions(
            (
                Definition("TO", words("Members, Public Safety Committee")),
                Definition(
                    "FROM",
                    words(
                        "Invented Office, and a second line of senders so long that it has"
                        " to wrap at the right margin of the memo"
                    ),
                ),
                Definition("DATE", words("1 March 2026")),
                Definition("RE", words(Strong(words("Repeal of the leaf-burning ordinance")))),
            )
        ),
        Callout(
            (
                Paragraph(
                    words(
                        Styled("label", words("Bottom line.")),
                        " Repeal, and keep the nuisance rule.",
                    )
                ),
            ),
            "bottom-line",
        ),
        *sections,
    )
    base = {
        "identifier": "leaf-burning/county-memo",
        "title": "Leaf burning: memo",
        "language": "en-US",
        "issued": date(2026, 3, 1),
        "author": "Invented Office",
        "page_size": page_size,
        "layout": "memo",
        "note_style": "footnotes",
    }
    return Document(
        Meta(**{**base, **meta}),
        body,
        words("Invented Office", Styled("right", words("Memorandum"))),
        words(
            "As of 1 March 2026",
            Styled("right", words("Page ", Field("page"), " of ", Field("pages"))),
        ),
        notes,
    )


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 50">'
    '<rect width="200" height="50" fill="#1d4e79"/>'
    '<circle cx="25" cy="25" r="20" fill="#fff"/></svg>'
)
LRM = "\N{LEFT-TO-RIGHT MARK}"
HOSTILE = (
    "<script>alert(1)</script>",
    "{{ 7*7 }} {% raw %}",
    "&amp; &lt; & ]]> <!-- -->",
    "Қазақ ғұлама Владимир Łódź ő → ≥ ✓",
    "שלום עולם 1978, and on",
    "العربية نص",
    "中文引文，逐字",
    "  two  spaces\u00a0and a non-breaking‑hyphen",
    "=cmd|' /C calc'!A0",
)


def hostile() -> Document:
    """Words that templates, XML and Word could take for their own, and blocks nested in blocks."""
    blocks = [
        Heading(1, words("Hostile ", Emphasis(words("words"))), anchor="1 odd anchor! " + "x" * 60),
        Heading(2, words(Strong(words("Strong ", Emphasis(words("both")))), ref(2)), anchor="same"),
        *(Paragraph(words(text, ref(1))) for text in HOSTILE),
        *(BlockQuote("an-excerpt-with-a-long-id-" + "x" * 80, "full", text) for text in HOSTILE),
        Figure("A chart of <nothing>", 50, svg=SVG, role="chart"),
        Figure("A chart, again", 50, svg=SVG, role="chart"),
        Columns(
            (
                Callout((Paragraph(words("In a column, ", Styled("for", words("for")))),)),
                Table(
                    (50, 50),
                    (),
                    (
                        Row(
                            (Cell(words("a", Break(), "b")), Cell(())),
                        ),
                    ),
                ),
                Table((100,), (Cell(words("Head"), True),), (Row((Cell(words("row")),)),)),
            ),
            (),
        ),
        Columns((Paragraph(words("left")),), (Paragraph(words("right")),)),
        SourceList("list", tuple(Note(n, words(f"Source {n}")) for n in (1, 2))),
        SourceList("line"),
        Callout((Listing((Item(words("last")),), ordered=True),)),
    ]
    return replace(one_pager(title="<T> & " + "t" * 300), body=tuple(blocks))


# --- reading what was written ------------------------------------------------------------------

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@cache
def house():
    return load_house(templates_for())


@cache
def files() -> dict[str, bytes]:
    """The samples, written once."""
    documents = {
        "one-pager": one_pager(),
        "one-pager-a4": one_pager("a4"),
        "memo": memo(),
        "memo-a4": memo("a4"),
        "hostile": hostile(),
    }
    return {name: write(document, house()) for name, document in documents.items()}


NAMES = ("one-pager", "one-pager-a4", "memo", "memo-a4", "hostile")


def part(data: bytes, name: str) -> etree._Element:
    return etree.fromstring(unzipped(data)[name])


def body(data: bytes) -> etree._Element:
    return part(data, "word/document.xml")


def val(element: etree._Element | None) -> str:
    return "" if element is None else element.get(f"{W}val", "")


def text_of(element: etree._Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{W}t"))


def paragraphs(data: bytes, style: str) -> list[etree._Element]:
    found = [p for p in body(data).iter(f"{W}p") if val(p.find(f"{W}pPr/{W}pStyle")) == style]
    assert found, f"no paragraph in {style}"
    return found


def styles(data: bytes) -> dict[str, etree._Element]:
    return {one.get(f"{W}styleId"): one for one in part(data, "word/styles.xml").iter(f"{W}style")}


def controls(data: bytes) -> list[etree._Element]:
    return list(body(data).iter(f"{W}sdt"))


# --- valid, deterministic ----------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_valid_by_openxml_audit(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.docx"
    path.write_bytes(files()[name])
    assert not OpenXmlValidator().validate(path).errors


@pytest.mark.parametrize("name", NAMES)
def test_python_docx_opens_it(name: str) -> None:
    document = docx.Document(io.BytesIO(files()[name]))
    assert document.paragraphs
    assert document.core_properties.title


def test_only_wanted_parts_sorted_and_dated_the_day_of_issue() -> None:
    with zipfile.ZipFile(io.BytesIO(files()["memo"])) as package:
        names = package.namelist()
        assert {entry.date_time for entry in package.infolist()} == {(2026, 3, 1, 0, 0, 0)}
    assert names[0] == "[Content_Types].xml"
    assert names[1:] == sorted(names[1:])
    assert set(names[1:]) == {
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/_rels/footnotes.xml.rels",
        "word/document.xml",
        "word/fontTable.xml",
        "word/footer1.xml",
        "word/footnotes.xml",
        "word/header1.xml",
        "word/numbering.xml",
        "word/settings.xml",
        "word/styles.xml",
        "word/theme/theme1.xml",
    }


@pytest.mark.parametrize("day", [date(1974, 12, 20), date(2108, 1, 1), date(9999, 12, 31)])
def test_a_day_that_zip_archives_do_not_know_is_no_obstacle(day: date) -> None:
    assert write(one_pager(issued=day), house())


_DIGEST = """
import hashlib, sys
sys.path[:0] = {paths!r}
import test_docx
print([hashlib.sha256(data).hexdigest() for data in test_docx.files().values()])
"""


def test_equal_bytes_in_processes_with_other_seeds_and_zones() -> None:
    paths = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _DIGEST.format(paths=paths)],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale},
            stdout=subprocess.PIPE,
        )
        for seed, zone, locale in (("1", "UTC", "C"), ("77", "Asia/Almaty", "C.UTF-8"))
    ]
    printed = {process.communicate()[0] for process in running}
    assert all(process.returncode == 0 for process in running)
    assert len(printed) == 1


def test_writing_twice_in_one_process_gives_equal_bytes() -> None:
    assert write(memo(), house()) == files()["memo"]


# --- styles ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_styles_used_are_defined(name: str) -> None:
    data = files()[name]
    defined = styles(data)
    used = set()
    for tag in ("pStyle", "rStyle", "tblStyle"):
        used |= {val(one) for one in body(data).iter(f"{W}{tag}")}
    assert len(used) > 5
    assert used <= set(defined)


@pytest.mark.parametrize("name", NAMES)
def test_every_paragraph_has_a_named_style_and_no_direct_looks(name: str) -> None:
    """What changes a style in Word must change the document."""
    root = body(files()[name])
    seen = list(root.iter(f"{W}p"))
    assert len(seen) > 20
    assert all(val(p.find(f"{W}pPr/{W}pStyle")) for p in seen)
    allowed_of_runs = {"rStyle", "rtl"}
    # A column begins without "keep with next", so that it can run on to another page.
    allowed_of_paragraphs = {"pStyle", "keepNext", "numPr", "outlineLvl"}
    for properties, allowed in (("rPr", allowed_of_runs), ("pPr", allowed_of_paragraphs)):
        found = {
            etree.QName(child).localname for one in root.iter(f"{W}{properties}") for child in one
        }
        assert found
        assert found <= allowed


@pytest.mark.parametrize("layout", ["sheet", "memo"])
def test_every_role_of_the_house_is_a_style_with_its_tokens(layout: str) -> None:
    data = write(one_pager(layout=layout), house())
    named = {val(one.find(f"{W}name")): one for one in styles(data).values()}
    known = {
        "title": "heading 1",
        "heading": "heading 2",
        "claim": "heading 3",
        "subheading": "heading 4",
        "subtitle": "Subtitle",
        "body": "Body Text",
        "blockquote": "Quote",
        "note": "footnote text",
        "item": "List Bullet",
        "running": "footer",
    }
    roles = house().sheet("letter", layout).roles
    assert len(roles) > 20
    for role, tokens in roles.items():
        style = named[known.get(role, "Brief " + role.replace("-", " ").title())]
        assert float(val(style.find(f"{W}rPr/{W}sz"))) == tokens.size * 2
        spacing = style.find(f"{W}pPr/{W}spacing")
        assert float(spacing.get(f"{W}line")) == round(tokens.leading * 20)
        assert spacing.get(f"{W}lineRule") == "exact"
        assert float(spacing.get(f"{W}before")) == round(tokens.before * 20)
        assert spacing.get(f"{W}after") == "0"
        assert (style.find(f"{W}rPr/{W}b") is not None) == (tokens.weight == "bold")
        assert (style.find(f"{W}pPr/{W}keepNext") is not None) == tokens.keep_with_next


def test_sizes_of_the_house_are_half_points_which_is_all_that_word_knows() -> None:
    sizes = {
        (layout, name): role.size
        for layout, tokens in house().layouts.items()
        for name, role in tokens.roles.items()
    }
    assert sizes
    assert not {key: size for key, size in sizes.items() if size * 2 % 1}


def test_kerning_languages_and_no_hyphenation() -> None:
    data = write(one_pager(language="en-GB"), house())
    defaults = part(data, "word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert val(defaults.find(f"{W}kern")) == "2"
    assert val(defaults.find(f"{W}lang")) == "en-GB"
    settings = part(data, "word/settings.xml")
    assert val(settings.find(f"{W}autoHyphenation")) == "0"
    modes = {one.get(f"{W}name"): val(one) for one in settings.iter(f"{W}compatSetting")}
    assert modes["compatibilityMode"] == "15"


def test_fonts_per_script_are_those_of_the_house() -> None:
    fonts = part(files()["hostile"], "word/styles.xml").find(f".//{W}docDefaults//{W}rFonts")
    families = house().families
    by_script = {script: one.word for one in families.fallbacks for script in one.scripts}
    assert fonts.get(f"{W}ascii") == fonts.get(f"{W}hAnsi") == families.text.word
    assert fonts.get(f"{W}eastAsia") == by_script["han"]
    assert fonts.get(f"{W}cs") == by_script["arabic"]
    twins = {
        one.get(f"{W}name"): val(one.find(f"{W}altName"))
        for one in part(files()["hostile"], "word/fontTable.xml")
    }
    assert twins[families.text.word] == families.text.pdf


def test_strong_words_stay_strong_in_a_bold_paragraph() -> None:
    """Toggles of paragraph and character style would cancel out."""
    data = files()["hostile"]
    (heading,) = paragraphs(data, "Heading2")
    used = {text_of(run): val(run.find(f"{W}rPr/{W}rStyle")) for run in heading.iter(f"{W}r")}
    assert used["Strong "] == ""
    both = styles(data)[used["both"]]
    assert both.find(f"{W}rPr/{W}b") is None
    assert both.find(f"{W}rPr/{W}i") is not None


def test_a_span_without_style_is_an_error() -> None:
    broken = replace(one_pager(), body=(Paragraph(words(Styled("loud", words("x")))),))
    with pytest.raises(TemplateError, match="loud"):
        write(broken, house())


# --- words -------------------------------------------------------------------------------------


def test_hostile_words_come_out_as_themselves() -> None:
    data = files()["hostile"]
    said = [
        text_of(p).removesuffix("1").replace("\u2060", "").replace(LRM, "")
        for p in paragraphs(data, "BodyText")
    ]
    assert said[: len(HOSTILE)] == list(HOSTILE)
    assert [text_of(one) for one in controls(data)] == list(HOSTILE)


def test_figures_after_right_to_left_words_stay_behind_them() -> None:
    """A program draws `¶ 4` on the left of an Arabic newspaper otherwise, and turned around."""
    data = files()["hostile"]
    said = [text_of(p) for p in paragraphs(data, "BodyText")]
    assert [LRM in one for one in said[: len(HOSTILE)]] == [
        any(unicodedata.bidirectional(char) in {"R", "AL"} for char in one) for one in HOSTILE
    ]
    assert any(re.search(f"[\u05d0-\u05ea]{LRM} 1978", one) for one in said)


def test_right_to_left_words_are_marked_so() -> None:
    data = files()["hostile"]
    backwards = [
        text_of(run) for run in body(data).iter(f"{W}r") if run.find(f"{W}rPr/{W}rtl") is not None
    ]
    assert backwards == ["שלום עולם", "العربية نص"] * 2
    turned = paragraphs(data, "BriefQuoteFromRight")
    assert [text_of(p) for p in turned] == [HOSTILE[4], HOSTILE[5]]
    assert styles(data)["BriefQuoteFromRight"].find(f"{W}pPr/{W}bidi") is not None


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\x1b", "\ud800", "\ufffe"])
@pytest.mark.parametrize("where", ["words", "quote", "alt", "href", "title", "keyword", "excerpt"])
def test_what_xml_cannot_carry_is_refused(bad: str, where: str) -> None:
    text = f"a{bad}b"
    document = {
        "words": lambda: replace(one_pager(), body=(Paragraph(words(text)),)),
        "quote": lambda: replace(one_pager(), body=(BlockQuote("e", "full", text),)),
        "alt": lambda: replace(one_pager(), body=(Figure(text, 50, svg=SVG),)),
        "href": lambda: replace(one_pager(), body=(Paragraph((Link(f"https://{text}", ()),)),)),
        "title": lambda: one_pager(title=text),
        "keyword": lambda: one_pager(keywords=(text,)),
        "excerpt": lambda: replace(one_pager(), body=(Paragraph((Quote(text, "full", "x"),)),)),
    }[where]()
    with pytest.raises(BriefgenError) as caught:
        write(document, house())
    assert bad == "\ufffe" or bad not in str(caught.value)


# --- quotations --------------------------------------------------------------------------------


def test_each_quotation_stands_in_a_control_tagged_with_its_excerpt() -> None:
    found = controls(files()["one-pager"])
    tagged = [(val(one.find(f"{W}sdtPr/{W}tag")), text_of(one)) for one in found]
    assert ("redundant-quote", "“We enforce two rules that say the same thing.”") in tagged
    assert ("q9", "“about 400”") in tagged
    assert tagged[-1][0] == "long-quote"
    assert tagged[-1][1].startswith("We have kept")
    assert len(tagged) == 7
    ids = [val(one.find(f"{W}sdtPr/{W}id")) for one in found]
    assert len(set(ids)) == len(ids)
    assert {val(one.find(f"{W}sdtPr/{W}lock")) for one in found} == {"contentLocked"}


def test_a_draft_is_not_locked() -> None:
    found = controls(write(one_pager(), house(), draft=Draft()))
    assert found
    assert not [one for one in found if one.find(f"{W}sdtPr/{W}lock") is not None]


def test_tags_are_as_short_as_word_wants_them() -> None:
    tags = {val(one.find(f"{W}sdtPr/{W}tag")) for one in controls(files()["hostile"])}
    assert tags
    assert max(map(len, tags)) <= 64


# --- notes -------------------------------------------------------------------------------------


def test_footnotes_are_real_and_in_order() -> None:
    data = files()["memo"]
    marks = [int(one.get(f"{W}id")) for one in body(data).iter(f"{W}footnoteReference")]
    assert marks == list(range(1, 13))
    notes = {int(one.get(f"{W}id")): one for one in part(data, "word/footnotes.xml")}
    assert sorted(notes) == [-1, 0, *range(1, 13)]
    assert {notes[-1].get(f"{W}type"), notes[0].get(f"{W}type")} == {
        "separator",
        "continuationSeparator",
    }
    assert "title of some length for note 7" in text_of(notes[7])
    separators = part(data, "word/settings.xml").find(f"{W}footnotePr")
    assert [one.get(f"{W}id") for one in separators] == ["-1", "0"]


def test_a_note_cited_again_refers_to_its_first_mark() -> None:
    document = memo()
    again = (*document.body, Paragraph(words("Said before.", ref(3))))
    data = write(replace(document, body=again), house())
    (name,) = {
        one.get(f"{W}name")
        for one in body(data).iter(f"{W}bookmarkStart")
        if "Note" in one.get(f"{W}name")
    }
    fields = [one.get(f"{W}instr") for one in body(data).iter(f"{W}fldSimple")]
    assert fields == [rf"NOTEREF {name} \f \h"]


@pytest.mark.parametrize("numbers", [(2, 1), (1, 3), (13,)])
def test_footnotes_that_word_would_number_otherwise_are_refused(numbers: tuple[int, ...]) -> None:
    disordered = tuple(Paragraph(words("x", ref(number))) for number in numbers)
    with pytest.raises(OutputError, match="reading order"):
        write(replace(memo(), body=disordered), house())


def test_compact_notes_are_raised_numbers_and_one_line_of_sources() -> None:
    data = files()["one-pager"]
    assert not list(body(data).iter(f"{W}footnoteReference"))
    assert len(part(data, "word/footnotes.xml")) == 2  # the separators
    marks = [
        text_of(run)
        for run in body(data).iter(f"{W}r")
        if val(run.find(f"{W}rPr/{W}rStyle")) == "BriefNoteMark"
    ]
    assert "2,\u202f3" in marks
    (line,) = paragraphs(data, "BriefSourceLine")
    assert text_of(line).startswith("Sources 1\u00a0A. Doe")


@pytest.mark.parametrize(("end", "joined"), [("word", False), ("中", True), ("—", True)])
def test_no_mark_can_begin_a_line(end: str, joined: bool) -> None:
    document = replace(one_pager(), body=(Paragraph(words(end, ref(1))),))
    (paragraph,) = paragraphs(write(document, house()), "BodyText")
    joiner = "\u2060" if joined else ""
    assert text_of(paragraph) == f"{end}{joiner}1"


# --- structure ---------------------------------------------------------------------------------


def outline(data: bytes) -> Iterator[int]:
    """The outline levels of the paragraphs, from 1, as Word resolves them."""
    levels = {
        name: int(val(one.find(f"{W}pPr/{W}outlineLvl"))) + 1
        for name, one in styles(data).items()
        if one.find(f"{W}pPr/{W}outlineLvl") is not None
    }
    for paragraph in body(data).iter(f"{W}p"):
        direct = paragraph.find(f"{W}pPr/{W}outlineLvl")
        style = val(paragraph.find(f"{W}pPr/{W}pStyle"))
        if direct is not None:
            yield int(val(direct)) + 1
        elif style in levels:
            yield levels[style]


@pytest.mark.parametrize("name", NAMES)
def test_headings_have_no_gap(name: str) -> None:
    levels = list(outline(files()[name]))
    assert levels[0] == 1
    assert len(levels) > 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_heading_in_another_role_keeps_its_level() -> None:
    headings = (Heading(1, words("One")), Heading(2, words("Two"), "kicker"))
    assert list(outline(write(replace(one_pager(), body=headings), house()))) == [1, 2]


def test_lists_are_real_and_count_from_their_own_start() -> None:
    data = files()["memo"]
    numbering = part(data, "word/numbering.xml")
    lists = {one.get(f"{W}numId"): one for one in numbering.iter(f"{W}num")}
    used = list(
        dict.fromkeys(
            val(p.find(f"{W}pPr/{W}numPr/{W}numId")) for p in paragraphs(data, "ListNumber")
        )
    )
    assert len(used) == 3
    assert all(val(lists[one].find(f".//{W}startOverride")) == "1" for one in used)
    bullets = styles(data)["ListBullet"].find(f"{W}pPr/{W}numPr/{W}numId")
    assert val(lists[val(bullets)].find(f"{W}abstractNumId")) == "1"
    assert paragraphs(data, "ListBullet")


def test_header_rows_repeat_and_rows_stay_whole() -> None:
    for name in ("one-pager", "memo"):
        tables = [
            one
            for one in body(files()[name]).iter(f"{W}tbl")
            if val(one.find(f"{W}tblPr/{W}tblStyle")).startswith("BriefTable")
        ]
        assert tables
        for table in tables:
            rows = table.findall(f"{W}tr")
            assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
            assert not [r for r in rows[1:] if r.find(f"{W}trPr/{W}tblHeader") is not None]
            assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
            assert val(table.find(f"{W}tblPr/{W}tblDescription")).startswith("Stakeholders")


@pytest.mark.parametrize("name", NAMES)
def test_tables_are_fixed_and_as_wide_as_their_column(name: str) -> None:
    data = files()[name]
    tables = list(body(data).iter(f"{W}tbl"))
    assert tables
    for table in tables:
        assert table.find(f"{W}tblPr/{W}tblLayout").get(f"{W}type") == "fixed"
        grid = [int(one.get(f"{W}w")) for one in table.find(f"{W}tblGrid")]
        assert sum(grid) == int(table.find(f"{W}tblPr/{W}tblW").get(f"{W}w"))
    margins = body(data).find(f".//{W}pgMar")
    page = body(data).find(f".//{W}pgSz")
    sides = sum(int(margins.get(f"{W}{side}")) for side in ("left", "right"))
    widest = max(int(one.find(f"{W}tblPr/{W}tblW").get(f"{W}w")) for one in tables)
    assert abs(widest - (int(page.get(f"{W}w")) - sides)) <= 30


@pytest.mark.parametrize("name", NAMES)
def test_body_and_cells_end_in_a_paragraph_and_tables_do_not_touch(name: str) -> None:
    root = body(files()[name])
    holders = [root.find(f"{W}body"), *root.iter(f"{W}tc")]
    assert len(holders) > 3
    for holder in holders:
        blocks = [etree.QName(one).localname for one in holder]
        blocks = [one for one in blocks if one in {"p", "tbl"}]
        assert blocks[-1] == "p"
        assert "tbl tbl" not in " ".join(blocks)


def test_links_lead_out_and_in() -> None:
    data = files()["one-pager"]
    relations = {one.get("Id"): one for one in part(data, "word/_rels/document.xml.rels")}
    outward, inward = [], []
    for link in body(data).iter(f"{W}hyperlink"):
        if link.get(f"{R}id"):
            outward.append(relations[link.get(f"{R}id")])
        else:
            inward.append(link.get(f"{W}anchor"))
    assert [one.get("Target") for one in outward] == ["https://example.org/a?b=1&c=2"]
    assert {one.get("TargetMode") for one in outward} == {"External"}
    bookmarks = {one.get(f"{W}name") for one in body(data).iter(f"{W}bookmarkStart")}
    assert inward
    assert set(inward) <= bookmarks


def test_a_link_to_a_heading_that_is_not_there_is_none() -> None:
    lost = Paragraph(words("See ", Link("#gone", words("the rest")), "."))
    data = write(replace(one_pager(), body=(Heading(1, words("One")), lost)), house())
    assert text_of(paragraphs(data, "BodyText")[0]) == "See the rest."
    assert not list(body(data).iter(f"{W}hyperlink"))


def test_bookmarks_have_names_that_word_takes() -> None:
    names = [one.get(f"{W}name") for one in body(files()["hostile"]).iter(f"{W}bookmarkStart")]
    assert len(names) == len(set(names)) == 2
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,39}", name) for name in names)


def test_pictures_have_alternative_text_and_a_png_beside_the_svg() -> None:
    data = files()["hostile"]
    root = body(data)
    wp = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
    described = [one.get("descr") for one in root.iter(f"{wp}docPr")]
    assert described == ["A chart of <nothing>", "A chart, again"]
    aspects = [int(one.get("cx")) / int(one.get("cy")) for one in root.iter(f"{wp}extent")]
    assert aspects == [pytest.approx(4, abs=0.02)] * 2
    media = {name: content for name, content in unzipped(data).items() if "/media/" in name}
    assert sorted(name.rpartition(".")[2] for name in media) == ["png", "svg"]
    assert SVG.encode() in media.values()


def test_a_logo_stands_off_what_is_below_it() -> None:
    logo = Figure("Logo", 20, svg=SVG, role="logo")
    for figure, between in ((logo, ["BriefGapTable"]), (replace(logo, role="chart"), [])):
        made = body(write(replace(one_pager(), body=(figure, Paragraph(words("Below.")))), house()))
        found = [val(one.find(f"{W}pPr/{W}pStyle")) for one in made.iter(f"{W}p")]
        assert found[:-1] == ["BriefFigure", *between]


@pytest.mark.parametrize("broken", [Figure("x", 50, svg="<svg"), Figure("x", 50, png=b"GIF89a")])
def test_a_picture_that_is_none_is_an_error(broken: Figure) -> None:
    with pytest.raises(OutputError):
        write(replace(one_pager(), body=(broken,)), house())


def test_running_head_and_foot_count_pages() -> None:
    data = files()["memo"]
    foot = part(data, "word/footer1.xml")
    assert [one.get(f"{W}instr") for one in foot.iter(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]
    assert foot.find(f".//{W}tab") is not None
    assert "\u00a0\u00a0Page 1" in text_of(foot), "may touch what stands before the tab"
    assert text_of(part(data, "word/header1.xml")).startswith("Invented Office")
    kinds = [etree.QName(one).localname for one in body(data).find(f".//{W}sectPr")]
    assert kinds[:2] == ["headerReference", "footerReference"]


def test_without_running_lines_there_are_no_parts_for_them() -> None:
    data = write(replace(one_pager(), header=(), footer=()), house())
    assert not [name for name in unzipped(data) if "header" in name or "footer" in name]


def test_core_properties() -> None:
    found = docx.Document(io.BytesIO(files()["one-pager"])).core_properties
    assert found.title == "Repeal the 1978 leaf-burning ordinance?"
    assert (found.author, found.subject) == ("Invented Office", "Leaf burning")
    assert found.keywords == "leaf burning, county"
    assert found.language == "en-US"
    assert found.created == found.modified
    assert found.created.date() == date(2026, 3, 1)


def test_a_sheet_that_the_house_lacks_is_an_error() -> None:
    with pytest.raises(OutputError, match="poster"):
        write(one_pager(layout="poster"), house())


def test_an_empty_document_is_a_file() -> None:
    assert body(write(replace(one_pager(), body=()), house())).find(f".//{W}p") is not None


# --- in LibreOffice ----------------------------------------------------------------------------


def marks() -> Document:
    """Words of every length, so that some note mark comes to stand at the end of its line."""
    ends = ("why", "why?", "why!”", "why—", "中文", "5 %", "(why)", "why…")
    swept = tuple(
        Paragraph(words("i" * length + " many words" * 11 + " " + end, ref(1)))
        for end in ends
        for length in range(0, 60, 2)
    )
    return replace(one_pager(), body=swept)


def long_columns() -> Document:
    """Two columns that run on from a page on which something stands already."""
    column = (Heading(2, words("Arguments")), *(Paragraph(words("many words " * 25)),) * 12)
    rest = Heading(2, words("Who stands where"))
    return replace(one_pager(), body=(*marks().body[:5], Columns(column, column), rest))


@cache
def laid_out() -> dict[str, bytes]:
    """The samples, and what tests make of them, as LibreOffice lays them out, in one call."""
    more = {"marks": marks(), "long-columns": long_columns()}
    written = {name: write(each, house()) for name, each in more.items()}
    return to_pdf({**files(), **written, **restyled()})


def restyled() -> dict[str, bytes]:
    """The memo as somebody changes it who opens it in Word: another typeface for Normal, and body
    text so large that it needs more pages.
    """
    changed = {}
    for name, style, change in (
        ("typeface", "Normal", {"name": "Liberation Serif"}),
        ("size", "Body Text", {"size": docx.shared.Pt(22)}),
    ):
        document = docx.Document(io.BytesIO(files()["memo"]))
        for attribute, value in change.items():
            setattr(document.styles[style].font, attribute, value)
        document.styles[style].paragraph_format.line_spacing = 1.0
        out = io.BytesIO()
        document.save(out)
        changed[name] = out.getvalue()
    return changed


def pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


_LINE = re.compile(r'<line [^>]*yMax="([\d.]+)">(.*?)</line>', re.S)
_WORD = re.compile(r"<word[^>]*>(.*?)</word>")


def lines(pdf: bytes) -> dict[str, float]:
    """Where the lines of one page end: the letters of each that stands there once, and its foot."""
    found = subprocess.run(
        ["pdftotext", "-bbox-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    every = [
        (re.sub(r"[\W\d]", "", "".join(_WORD.findall(content))), float(foot))
        for foot, content in _LINE.findall(found)
    ]
    heard = Counter(text for text, _ in every)
    return {text: foot for text, foot in every if text and heard[text] == 1}


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
def test_libreoffice_opens_every_sample() -> None:
    counted = {name: pages(laid_out()[name]) for name in NAMES}
    assert counted == {"one-pager": 1, "one-pager-a4": 1, "memo": 5, "memo-a4": 5, "hostile": 1}


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
def test_columns_run_on_from_page_to_page() -> None:
    ours = Press(house()).lay_out(long_columns()).pdf(identifier="x")
    assert pages(laid_out()["long-columns"]) == pages(ours) == 2


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
def test_changing_a_style_changes_the_document() -> None:
    assert fonts_of(laid_out()["memo"]) == {"Carlito"}
    assert fonts_of(laid_out()["typeface"]) == {"LiberationSerif"}
    assert pages(laid_out()["size"]) > pages(laid_out()["memo"])


def fonts_of(pdf: bytes) -> set[str]:
    """The families of the fonts of a PDF, apart from the one for bullets."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        names = {
            str(one.FontName).partition("+")[2].partition("-")[0]
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        }
    return names - {"OpenSymbol"}


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
@pytest.mark.parametrize("name", ["one-pager", "one-pager-a4"])
def test_lines_break_and_stand_as_in_the_pdf(name: str) -> None:
    document = {"one-pager": one_pager, "one-pager-a4": lambda: one_pager("a4")}[name]()
    ours = lines(Press(house()).lay_out(document).pdf(identifier="x"))
    theirs = lines(laid_out()[name])
    assert len(ours) > 40
    assert set(theirs) == set(ours)
    # Letters stand a little lower in Word's lines; what counts is that this does not add up.
    shifts = [theirs[text] - foot for text, foot in ours.items()]
    assert max(shifts) - min(shifts) <= 3


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
def test_no_note_mark_begins_a_line() -> None:
    printed = subprocess.run(
        ["pdftotext", "-layout", "-", "-"],
        input=laid_out()["marks"],
        capture_output=True,
        check=True,
    ).stdout.decode()
    assert len(printed.splitlines()) > len(marks().body)
    assert not [line for line in printed.splitlines() if re.fullmatch(r"\W*1", line)]
