"""A user's own file as style template, and the evidence that a file carries."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import pytest
from conftest import Outcome
from letterheads import (
    LOGO_COLOUR,
    bare,
    foreign,
    hostile,
    letterhead,
    png,
    with_macros,
)
from office import SOFFICE, converted, to_pdf
from openxml_audit import OpenXmlValidator
from packages import unzipped, zipped
from test_docx import W, body, house, memo, one_pager, pages, paragraphs, part, styles, text_of, val

from briefgen.build import build
from briefgen.errors import NOWHERE, BriefgenError, OutputError
from briefgen.render.docx import Dressed, package, write, write_dressed
from briefgen.request import Request
from briefgen.returned import returned
from briefgen.review import Draft
from briefgen.workshop import Workshop

STYLES = {"letterhead": letterhead, "foreign": foreign, "hostile": hostile, "bare": bare}
DOCUMENTS = {"one-pager": one_pager, "memo": memo}
EVIDENCE = json.dumps({"é": "<&> ]]> “x”", "lines": [1, 2]}, ensure_ascii=False, indent=2).encode()


@cache
def style(name: str) -> bytes:
    return STYLES[name]()


@cache
def dressing(name: str, document: str = "memo", draft: bool = False) -> Dressed:
    draft_or_none = Draft() if draft else None
    return write_dressed(
        DOCUMENTS[document](), house(), style(name), draft=draft_or_none, evidence=EVIDENCE
    )


def dressed(name: str, document: str = "memo", draft: bool = False) -> bytes:
    return dressing(name, document, draft).file


def running(data: bytes) -> dict[str, str]:
    """The words of the running heads and feet that the section names, by kind and page type."""
    targets = {
        one.get("Id"): one.get("Target") for one in part(data, "word/_rels/document.xml.rels")
    }
    found = {}
    for one in body(data).find(f"{W}body/{W}sectPr"):
        if one.tag.endswith("Reference"):
            target = targets[next(v for k, v in one.attrib.items() if k.endswith("}id"))]
            kind = one.tag.removeprefix(W).removesuffix("Reference")
            found[f"{kind} {one.get(f'{W}type')}"] = text_of(part(data, f"word/{target}"))
    return found


# --- what survives -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", STYLES)
@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("draft", [False, True])
def test_dressed_files_are_valid(name: str, document: str, draft: bool, tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(dressed(name, document, draft))
    assert not OpenXmlValidator().validate(path).errors


def test_page_heads_feet_and_logo_are_the_users() -> None:
    data = dressed("letterhead")
    section = docx.Document(io.BytesIO(data)).sections[0]
    assert section.page_width.pt == pytest.approx(595.3, abs=0.1)
    assert (section.left_margin.pt, section.top_margin.pt) == (90, 100)
    assert running(data) == {
        "header default": "Ministry of Letterheads, continued",
        "header first": " Ministry of Letterheads",
        "footer default": "12 Letter Street",
        "footer first": "12 Letter Street, first page",
    }
    assert png() in unzipped(data).values()


def test_styles_are_the_users_and_those_missing_ours() -> None:
    found = styles(dressed("letterhead"))
    heading = found["Heading1"]
    assert val(heading.find(f"{W}rPr/{W}color")) == "{:02X}{:02X}{:02X}".format(*LOGO_COLOUR)
    assert "MinistryNote" in found
    missing = dressing("letterhead").missing
    assert "Brief Kicker" in missing
    assert not {"heading 1", "Body Text", "Normal"} & set(missing)
    shown = {val(one.find(f"{W}name")) for one in found.values()}
    assert set(missing) <= shown


def test_one_writing_tells_what_is_missing_too(
    starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    monkeypatch.setattr(package, "_written", lambda *given: written.append(1) or _WRITTEN(*given))
    monkeypatch.setattr("briefgen.writing.count_pages", lambda _: None)
    workshop = Workshop.open(starter)
    request = Request("public", "blurb", formats=("docx",), style=style("letterhead"))
    built = build(workshop.read(starter), request, workshop)
    assert "your style template lacks styles" in " ".join(built.warnings)
    assert written == [1]


_WRITTEN = package._written


def test_styles_are_found_by_the_name_that_word_shows() -> None:
    data = dressed("foreign", "one-pager")
    assert paragraphs(data, "berschrift1")
    assert paragraphs(data, "Textkrper")
    assert paragraphs(data, "Aufzhlung")
    assert not {"Heading1", "BodyText", "ListBullet"} & set(styles(data))


@pytest.mark.parametrize("name", STYLES)
def test_every_style_and_list_that_is_named_is_there(name: str) -> None:
    data = dressed(name)
    known = set(styles(data))
    used = {val(p) for tag in ("pStyle", "rStyle", "tblStyle") for p in body(data).iter(W + tag)}
    assert len(used) > 8
    assert used <= known
    lists = {one.get(f"{W}numId") for one in part(data, "word/numbering.xml").iter(f"{W}num")}
    named = {val(one) for one in body(data).iter(f"{W}numId")}
    named |= {val(one) for one in part(data, "word/styles.xml").iter(f"{W}numId")}
    assert named
    assert named - {"0"} <= lists


@pytest.mark.parametrize("name", STYLES)
def test_the_language_is_that_of_the_brief(name: str) -> None:
    spoken = list(part(dressed(name), "word/styles.xml").iter(f"{W}lang"))
    assert [val(one) for one in spoken] == ["en-US"]


def test_without_running_lines_of_the_user_ours_stand() -> None:
    found = running(dressed("bare"))
    assert found["header default"].startswith("Invented Office")
    assert found["footer default"].startswith("As of")


def test_a_draft_is_marked_in_every_running_head_of_the_user() -> None:
    found = running(dressed("letterhead", draft=True))
    heads = [words for kind, words in found.items() if kind.startswith("header")]
    assert len(heads) == 2
    assert all(words.endswith("Draft for review") for words in heads)


# --- what stays behind -------------------------------------------------------------------------


def test_nothing_else_of_the_users_file_comes_along() -> None:
    data = dressed("hostile")
    names = set(unzipped(data))
    everything = b"".join(unzipped(data).values())
    assert len(names) > 12
    assert not [name for name in names if re.search("vba|comments|Effects|webSettings", name)]
    for gone in (b"Old words", b"old comment", b"evil.dotm", b"tracker.png", b"/etc/passwd"):
        assert gone in b"".join(unzipped(style("hostile")).values())
        assert gone not in everything
    assert b"https://example.org/ministry" in everything
    settings = {one.tag.removeprefix(W) for one in part(data, "word/settings.xml")}
    assert not {"trackRevisions", "documentProtection", "attachedTemplate", "rsids"} & settings


def test_changes_in_running_heads_are_accepted() -> None:
    said = running(dressed("hostile"))["header default"]
    assert "Inserted" in said
    assert "Web" in said
    heads = [data for name, data in unzipped(dressed("hostile")).items() if "header" in name]
    assert heads
    assert not [one for one in heads if b"<w:ins " in one or b"Deleted" in one]


def _with_main_type(kind: bytes) -> bytes:
    parts = unzipped(letterhead())
    types = parts["[Content_Types].xml"]
    old = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return zipped({**parts, "[Content_Types].xml": types.replace(old, kind)})


def _strict() -> bytes:
    """The letterhead as Word saves it as “Strict Open XML Document”, by its names."""
    renamed = {
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main": b"wordprocessingml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"officeDocument/relationships"
        ),
    }
    parts = dict(unzipped(letterhead()))
    for name, content in parts.items():
        for old, new in renamed.items():
            content = content.replace(old, b"http://purl.oclc.org/ooxml/" + new)
        parts[name] = content
    return zipped(parts)


BROKEN = {
    "strict": (_strict, "strict variant"),
    "nothing": (lambda: b"no zip at all", "no Word file"),
    "encrypted": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted"),
    "cut": (lambda: letterhead()[:5000], "no Word file"),
    "macros": (with_macros, "macros"),
    "a zip": (lambda: zipped({"a.txt": b"a"}), "no Word file"),
    "bad xml": (lambda: zipped({**unzipped(letterhead()), "word/styles.xml": b"<a>"}), "damaged"),
    "a sheet": (lambda: _with_main_type(b"application/x-spreadsheet+xml"), "x-spreadsheet"),
    "bomb": (lambda: zipped({f"{n}.txt": b"" for n in range(5001)}), "too large"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_style_template_is_refused(name: str) -> None:
    make, message = BROKEN[name]
    with pytest.raises(BriefgenError, match=message):
        write_dressed(memo(), house(), make())


def test_what_is_no_style_template_is_told_by_its_name(
    seed: Path, tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    (tmp_path / "letter.docx").write_bytes(b"no Word file")
    options = ("--audience", "congress", "--length", "blurb", "--out", tmp_path / "out")
    outcome = briefgen("build", seed, *options, "--style", "letter.docx")
    assert outcome.status == 1
    assert "letter.docx: the style template is no Word file" in outcome.err
    assert "save it in Word as .docx" in outcome.err
    assert not (tmp_path / "out").exists()


def test_a_strict_file_is_told_how_to_be_saved() -> None:
    with pytest.raises(BriefgenError) as caught:
        write_dressed(memo(), house(), _strict())
    assert "save it in Word as “Word Document (.docx)”" in caught.value.hint


@pytest.mark.parametrize(
    ("line", "words", "status"),
    [
        ("header", "“We will never do it at all”", 1),
        ("first_page_footer", "“We will never do it at all”", 1),
        ("header", "“A better county”", 0),  # a motto of three words is nobody's speech
        ("first_page_footer", "“the permit desk takes 600 hours a year”", 0),
    ],
)
def test_a_letterhead_has_no_invented_words_in_quotation_marks(
    starter: Path,
    tmp_path: Path,
    briefgen: Callable[..., Outcome],
    words: str,
    status: int,
    line: str,
) -> None:
    word = docx.Document(io.BytesIO(letterhead()))
    getattr(word.sections[0], line).paragraphs[0].text = f"Since 1901: {words}"
    word.save(str(tmp_path / "letter.docx"))
    edition = ("--audience", "public", "--length", "one-pager", "--format", "docx")
    outcome = briefgen("build", starter, *edition, "--style", "letter.docx", "--out", "out")
    assert outcome.status == status, outcome.err
    file = tmp_path / f"out/{starter.name}/public-one-pager.docx"
    assert file.exists() == (status == 0)
    if status:
        told = (
            "the style template: “We will never do it at all” stands in quotation marks and in no"
        )
        assert told in outcome.err
    else:
        data = file.read_bytes()
        named = [name for name in unzipped(data) if re.search(r"(header|footer)\d*\.xml$", name)]
        assert len(named) >= 2
        assert any(words in text_of(part(data, name)) for name in named)


@pytest.mark.parametrize("cut", range(40))
def test_damaged_bytes_never_end_in_a_traceback(cut: int) -> None:
    data = bytearray(style("letterhead"))
    at = (len(data) * cut) // 40
    data[at : at + 40] = b"\xff" * 40
    try:
        assert write_dressed(memo(), house(), bytes(data)).file
    except BriefgenError as error:
        assert "style template" in str(error)


# --- evidence ----------------------------------------------------------------------------------


def evidence_in(data: bytes) -> bytes | None:
    """The evidence as `verify` reads it."""
    return returned(data, NOWHERE).evidence


def test_the_evidence_comes_back_and_can_be_read() -> None:
    data = write(memo(), house(), evidence=EVIDENCE)
    assert evidence_in(data) == EVIDENCE
    assert "“x”".encode() in unzipped(data)["customXml/item2.xml"]
    assert {"customXml/itemProps2.xml", "customXml/_rels/item2.xml.rels"} <= set(unzipped(data))
    assert evidence_in(dressed("hostile")) == EVIDENCE
    assert evidence_in(write(memo(), house())) is None


def test_what_xml_cannot_carry_is_escaped() -> None:
    given = '{"a": "\ufffe"}\r\n'.encode()
    assert evidence_in(write(memo(), house(), evidence=given)) == b'{"a": "\\ufffe"}\r\n'


@pytest.mark.parametrize("bad", [b"\xff", b"{", b"not json"])
def test_evidence_that_is_no_json_is_refused(bad: bytes) -> None:
    with pytest.raises(OutputError, match="JSON"):
        write(memo(), house(), evidence=bad)


def test_a_foreign_part_of_custom_data_is_passed_over() -> None:
    parts = unzipped(write(memo(), house(), evidence=EVIDENCE))
    parts["customXml/item1.xml"] = b"<other/>"
    parts["customXml/item0.xml"] = b"<another>words</another>"
    assert evidence_in(zipped(parts)) == EVIDENCE


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
def test_in_libreoffice_the_evidence_survives_and_letterheads_open() -> None:
    saved = converted({"memo": write(memo(), house(), evidence=EVIDENCE)}, "docx")["memo"]
    assert evidence_in(saved) == EVIDENCE
    laid_out = to_pdf({name: dressed(name, "one-pager") for name in STYLES})
    assert len(laid_out) == len(STYLES)
    assert all(pages(pdf) in (1, 2) for pdf in laid_out.values())


_DIGEST = """
import hashlib, pathlib, sys
sys.path[:0] = {paths!r}
import test_docx_review as r
from briefgen.render.docx import write_dressed
style = pathlib.Path({style!r}).read_bytes()
dressed = write_dressed(r.sample(), r.house(), style, draft=r.review(), evidence=b"[1]").file
print([hashlib.sha256(one).hexdigest() for one in (dressed, r.drafted())])
"""


def test_equal_bytes_in_other_processes_drafts_and_letterheads_included(tmp_path: Path) -> None:
    given = tmp_path / "style.docx"
    given.write_bytes(style("letterhead"))
    paths = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]
    code = _DIGEST.format(paths=paths, style=str(given))
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale},
            cwd=folder,
            stdout=subprocess.PIPE,
        )
        for seed, zone, locale, folder in (
            ("1", "UTC", "C", tmp_path),
            ("77", "Asia/Almaty", "C.UTF-8", Path(__file__).parent),
        )
    ]
    printed = {process.communicate()[0] for process in processes}
    assert all(process.returncode == 0 for process in processes)
    assert len(printed) == 1
