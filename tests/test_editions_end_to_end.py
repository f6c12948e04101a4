"""Every edition of both dossiers, judged by its files: quotations, pages, agreement, bytes."""

from __future__ import annotations

import fcntl
import functools
import io
import itertools
import json
import os
import pickle
import re
import statistics
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest
from invented import Sizes
from invented import outline as invented
from office import SOFFICE, to_pdf
from reader import blocks, docx_text, fold, passages, pdf_text, quoted_share, unproven, words
from shipped import AUDIENCES, DOSSIERS, LENGTHS, outline, workshop
from word_slack import compared

from briefgen.build import build
from briefgen.request import Request
from briefgen.workshop import Workshop

KINDS = ("pdf", "docx")
PROMISED_PAGES = {"one-pager": (1, 1), "two-pager": (2, 2), "memo": (1, 4), "full": (1, 99)}
PROMISED_FILL = {"one-pager": (0.90, 0.97), "two-pager": (0.90, 0.97), "memo": (1 / 3, 0.97)}
LAYOUTS = {"one-pager": "sheet", "two-pager": "sheet", "memo": "memo"}
SCRAP = 0.15
"""A last page that is filled less looks left over."""
BLURB_WORDS = (80, 150)
MOST_QUOTED = 0.40
LEAST_DIFFERENT = 1 / 3


@dataclass(frozen=True)
class Name:
    """Names one edition of one dossier."""

    dossier: str
    audience: str
    length: str

    def __str__(self) -> str:
        return f"{self.dossier}-{self.audience}-{self.length}"


EDITIONS = [Name(*parts) for parts in itertools.product(DOSSIERS, AUDIENCES, LENGTHS)]
PAIRS = list(itertools.combinations(AUDIENCES, 2))
every_edition = pytest.mark.parametrize("name", EDITIONS, ids=str)
every_file = pytest.mark.parametrize("kind", KINDS)


@dataclass(frozen=True)
class Made:
    """What the tests need of one built edition; it can be handed from process to process."""

    files: dict[str, bytes]
    kept: tuple[str, ...]
    arguments: tuple[str, ...]
    """The ids of the arguments that are printed, in their order."""
    asks: tuple[str, ...]
    """The labels under which an edition asks; a neutral one has no ask."""
    disclosure: str
    pages: int
    fill: float
    """How full the last page is, by the plan."""
    gap: str
    layouts: int


Make = Callable[[Name], Made]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Builds each edition once in both formats, however many processes run the suite."""
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "editions"
    shared.mkdir(exist_ok=True)

    @functools.cache
    def make(name: Name) -> Made:
        path = shared / f"{name}.pickle"
        with path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                path.write_bytes(pickle.dumps(_make(name)))
        return pickle.loads(path.read_bytes())

    return make


def _make(name: Name) -> Made:
    request = Request(audience=name.audience, length=name.length, formats=KINDS)
    built = build(outline(name.dossier), request, workshop(name.dossier))
    kept = tuple(one.key for one in built.plan.kept)
    order = (*built.edition.arguments_for, *built.edition.arguments_against)
    return Made(
        files=dict(built.files),
        kept=kept,
        arguments=tuple(one.id for one in order if one.key in kept),
        asks=tuple(built.edition.words[word] for word in ("ask", "bottom_line")),
        disclosure=built.edition.issuer.disclosure,
        pages=built.plan.pages,
        fill=built.plan.fill,
        gap=built.plan.gap,
        layouts=built.plan.layouts,
    )


@functools.cache
def texts(dossier: str) -> tuple[str, ...]:
    """The source texts as they lie on the disk."""
    files = sorted((DOSSIERS[dossier] / "texts").glob("*.txt"))
    assert len(files) >= 4
    return tuple(path.read_bytes().decode("utf-8-sig") for path in files)


def page_count(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


# --- quotations --------------------------------------------------------------------------------


@every_file
@every_edition
def test_every_quotation_of_every_file_is_in_a_source(name: Name, kind: str, made: Make) -> None:
    data = made(name).files[kind]
    found = passages(data, kind)
    assert len(found) >= (1 if name.length == "blurb" else 2)
    assert unproven(data, kind, texts(name.dossier)) == []


@every_edition
def test_both_formats_carry_the_same_quotations(name: Name, made: Make) -> None:
    pdf, docx = (
        sorted(_squeezed(one) for one in passages(made(name).files[kind], kind)) for kind in KINDS
    )
    assert pdf == docx


@every_file
@every_edition
def test_at_most_two_fifths_are_quotation(name: Name, kind: str, made: Make) -> None:
    share = quoted_share(made(name).files[kind], kind)
    assert 0 < share <= MOST_QUOTED


@pytest.mark.parametrize("dossier", DOSSIERS)
def test_quotations_of_the_other_dossier_would_be_reported(dossier: str, made: Make) -> None:
    [other] = set(DOSSIERS) - {dossier}
    name = Name(dossier, "congress", "memo")
    for kind in KINDS:
        data = made(name).files[kind]
        assert len(unproven(data, kind, texts(other))) == len(passages(data, kind)) > 0


def _squeezed(text: str) -> str:
    """*text* without white space: a line break of a layout may stand for a space or for none."""
    return re.sub(r"\s", "", fold(text))


# --- what every file must be -------------------------------------------------------------------


@every_edition
def test_pages_and_words_are_as_promised(name: Name, made: Make) -> None:
    built = made(name)
    if name.length == "blurb":
        low, high = BLURB_WORDS
        for kind in KINDS:
            assert low <= len(blurb_words(built, kind)) <= high
        return
    low, high = PROMISED_PAGES[name.length]
    assert low <= page_count(built.files["pdf"]) <= high
    assert page_count(built.files["pdf"]) == built.pages
    least, most = PROMISED_FILL.get(name.length, (SCRAP, 1.0))
    assert least <= built.fill <= most
    assert not built.gap


def test_few_layouts_make_an_edition(made: Make) -> None:
    counts = [made(name).layouts for name in EDITIONS]
    assert len(counts) == 40
    assert statistics.median(counts) <= 3
    assert max(counts) <= 4


def blurb_words(built: Made, kind: str) -> list[str]:
    """The words of a newsletter item below its headline, without sources and disclosure."""
    body = [one for one in blocks(built.files[kind], kind) if one.kind == "body"]
    headline = [block.role in {"H1", "Heading1"} for block in body].index(True)
    apart = tuple(one for one in (built.disclosure, "Sources") if one)
    told = (block.text for block in body[headline + 1 :] if not block.text.startswith(apart))
    return " ".join(told).split()


@every_edition
def test_both_formats_say_the_same_in_the_same_order(name: Name, made: Make) -> None:
    built = made(name)
    for part in ("body", "note"):
        pdf, docx = (_tokens(words(built.files[kind], kind, part)) for kind in KINDS)
        assert pdf == docx
    assert len(_tokens(words(built.files["pdf"], "pdf"))) >= BLURB_WORDS[0]


def _tokens(found: list[str]) -> list[str]:
    """Words cut at hyphens and slashes, where a layout may break a line without a trace.

    Small letters: what is set in capitals is stored so in a PDF and as written in a Word file.
    """
    return re.findall(r"[^\s\-/]+", fold(" ".join(found)).casefold())


@every_edition
def test_no_character_is_undefined(name: Name, made: Make) -> None:
    files = made(name).files
    for text in ("\n".join(pdf_text(files["pdf"])), docx_text(files["docx"])):
        assert text
        odd = {char for char in text if unicodedata.category(char) in {"Co", "Cn", "Cs"}}
        assert odd | ({"\ufffd"} & set(text)) == set()


INVENTED = [
    (Sizes(), Request("congress", "one-pager")),
    (Sizes(3, (7, 4), stakeholders=14), Request("business", "two-pager", page_size="a4")),
    (Sizes(5, (12, 9), text=(20, 80)), Request("public", "memo")),
    (Sizes(8, (3, 6), longest_word=60), Request("executive", "memo", page_size="a4")),
]


def invented_files() -> dict[str, dict[str, bytes]]:
    """Editions of dossiers that nobody has looked at, in both formats."""
    shipped = Workshop.open(None)
    return {
        f"invented-{number}": dict(build(invented(sizes), request, shipped).files)
        for number, (sizes, request) in enumerate(INVENTED)
    }


@pytest.mark.office
def test_word_files_have_the_promised_pages_too(made: Make) -> None:
    assert SOFFICE, "LibreOffice is not installed"
    files = {str(name): made(name).files for name in EDITIONS} | invented_files()
    laid_out = to_pdf({name: formats["docx"] for name, formats in files.items()})
    assert len(laid_out) == len(files) == 44
    pages = {
        name: (page_count(laid_out[name]), page_count(formats["pdf"]))
        for name, formats in files.items()
    }
    wrong = {name: counts for name, counts in pages.items() if counts[0] != counts[1]}
    assert wrong == {}
    higher = {
        str(name): compared(str(name), sheet, made(name).files["pdf"], laid_out[str(name)]).share
        for name in EDITIONS
        if name.length in PROMISED_FILL
        for sheet in [workshop(name.dossier).house.sheet("letter", LAYOUTS[name.length])]
    }
    assert len(higher) == 24
    assert max(higher.values()) <= 1 - PROMISED_FILL["one-pager"][1]


# --- editions differ ---------------------------------------------------------------------------


@pytest.mark.parametrize("dossier", DOSSIERS)
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_one_pagers_ask_each_audience_something_else(
    dossier: str, one: str, other: str, made: Make
) -> None:
    asked = [_decision(made(Name(dossier, audience, "one-pager"))) for audience in (one, other)]
    assert all(asked)
    assert asked[0] != asked[1]


def _decision(edition: Made) -> str:
    """What a one-pager asks, as printed, without its label."""
    printed = blocks(edition.files["pdf"], "pdf")
    for label in edition.asks:
        for block in printed:
            if block.text.startswith(f"{label}."):
                return block.text.removeprefix(f"{label}.")
    raise AssertionError("nothing is asked")


@pytest.mark.parametrize("dossier", DOSSIERS)
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_one_pagers_differ_in_the_order_of_arguments(
    dossier: str, one: str, other: str, made: Make
) -> None:
    first, second = (
        made(Name(dossier, audience, "one-pager")).arguments for audience in (one, other)
    )
    assert len(first) >= 4
    assert len(second) >= 4
    assert first != second


@pytest.mark.parametrize("dossier", DOSSIERS)
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_one_pagers_differ_in_a_third_of_their_increments(
    dossier: str, one: str, other: str, made: Make
) -> None:
    first, second = (
        set(made(Name(dossier, audience, "one-pager")).kept) for audience in (one, other)
    )
    assert min(len(first), len(second)) >= 8
    assert len(first ^ second) / len(first | second) >= LEAST_DIFFERENT


# --- what the second dossier asks for ----------------------------------------------------------


@every_file
@pytest.mark.parametrize("audience", AUDIENCES)
def test_hostile_and_foreign_quotations_come_out_as_themselves(
    audience: str, kind: str, made: Make
) -> None:
    data = made(Name("harbor-curfew", audience, "full")).files[kind]
    printed = "\n".join(_squeezed(one) for one in passages(data, kind))
    expected = [
        "The export wrote ‘R&amp;D’ where the logs have R&D",
        "one free-text field held <script>alert(1)</script>.",
        "our own comment form answered each visitor with {{ 7*7 }} for a week",
        "Мы стоим на рейде по девять часов и слушаем, как спит город.",
        "夜间禁航使船期难以预测，我们可能改靠其他港口。",
        "زبائني هم عمال الميناء، والليل الهادئ لا يدفع الإيجار.",
        "An area of 2.3 km², about ⅖ of the harbor district, lay above 50 dB on trial nights.",
        "We planned our lives around six quiet hours… and we slept.",
        "A rule that shuts the channel … shuts it on the best water of the day",
    ]
    missing = [one for one in expected if _squeezed(one) not in printed]
    assert missing == []


@pytest.mark.parametrize("length", ["one-pager", "memo"])
@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_issuer_is_disclosed(audience: str, length: str, made: Make) -> None:
    name = Name("harbor-curfew", audience, length)
    disclosure = "The Quiet Harbor Project is paid for by dues of its members"
    for kind in KINDS:
        text = fold(" ".join(words(made(name).files[kind], kind)))
        assert disclosure in text


def test_pins_and_skips_are_obeyed(made: Make) -> None:
    built = made(Name("harbor-curfew", "congress", "one-pager"))
    text = fold(" ".join(words(built.files["docx"], "docx")))
    assert "a tired pilot is a dangerous pilot" in text
    assert "Twelve trial nights are thin evidence" not in text


def test_the_head_of_a_memo_comes_from_the_dossier(made: Make) -> None:
    memo = made(Name("harbor-curfew", "congress", "memo"))
    for kind in KINDS:
        text = fold(" ".join(words(memo.files[kind], kind)))
        assert "Members of the Saltmere delegation" in text
        assert "Night curfew and shore power at Saltmere" in text


def test_a_wording_for_one_edition_is_used_there_and_nowhere_else(made: Make) -> None:
    asked = {
        length: fold(
            " ".join(words(made(Name("harbor-curfew", "public", length)).files["pdf"], "pdf"))
        )
        for length in ("blurb", "one-pager")
    }
    assert "Comment by May 1." in asked["blurb"]
    assert "Comment by May 1." not in asked["one-pager"]


# --- the same bytes ----------------------------------------------------------------------------

_DIGESTS = """
import hashlib, json, sys
from pathlib import Path
from briefgen.assembling import assemble
from briefgen.build import Request, Workshop, build
from briefgen.dossier import load
folder = Path(sys.argv[1])
outline, workshop = assemble(load(folder)), Workshop.open(folder)
digests = {}
for one in sys.argv[2:]:
    audience, length = one.split("/")
    built = build(outline, Request(audience=audience, length=length), workshop)
    for kind, data in built.files.items():
        digests[f"{one}.{kind}"] = hashlib.sha256(data).hexdigest()
print(json.dumps(digests))
"""
_SAMPLE = ("congress/one-pager", "public/blurb", "executive/memo")
_SURROUNDINGS = {
    "harbor-curfew": {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    "jackson-vanik": {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8"},
}


@pytest.mark.parametrize("dossier", DOSSIERS)
def test_another_process_writes_equal_bytes(dossier: str, tmp_path: Path, made: Make) -> None:
    """Elsewhere, in other surroundings, and not after other editions but first."""
    done = subprocess.run(
        [sys.executable, "-c", _DIGESTS, str(DOSSIERS[dossier]), *_SAMPLE],
        cwd=tmp_path,
        env=os.environ | _SURROUNDINGS[dossier],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=240,
    )
    ours = {
        f"{one}.{kind}": sha256(data).hexdigest()
        for one in _SAMPLE
        for kind, data in made(Name(dossier, *one.split("/"))).files.items()
    }
    assert len(ours) == len(KINDS) * len(_SAMPLE)
    assert json.loads(done.stdout) == ours
