"""Quotations and titles in other languages say which one, in every format that can."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import page as validation
import pikepdf
import pytest
from audited import excerpt, source, write_dossier
from lxml import etree, html

from briefgen.build import build
from briefgen.errors import InputErrors
from briefgen.request import Request
from briefgen.workshop import Workshop

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ENGLISH = "The toll is too high for us."
GERMAN = "Der Zoll ist für kleine Schiffe zu hoch."
UKRAINIAN = "Цей збір потрібен для ремонту шлюзів."
ARABIC = "الرسم مرتفع جدا على الصيادين الصغار"
CHINESE = "这笔费用对小船来说太高了。"
SAID = {
    "en-GB": (ENGLISH, "On tolls", "supports:high"),
    "de": (GERMAN, "Über den Zoll", "supports:high"),
    "uk": (UKRAINIAN, "Про збір", "supports:needed"),
    "ar": (ARABIC, "عن الرسوم", "supports:high"),
    "zh-Hans": (CHINESE, "关于费用", "supports:needed"),
}
FOREIGN = {language: said for language, said in SAID.items() if language != "en-GB"}
ATTRIBUTE = {"de": "val", "uk": "val", "ar": "bidi", "zh-Hans": "eastAsia"}
FRAME: dict[str, Any] = {
    "title": "The toll",
    "arguments": [
        {"id": "high", "side": "for", "claim": "It is high."},
        {"id": "needed", "side": "against", "claim": "It is needed."},
    ],
}


@pytest.fixture(scope="module", params=["two-pager", "full"])
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An edition that sets quotations in running text, and one that sets them off."""
    folder = tmp_path_factory.mktemp("languages") / "toll"
    sources = (
        source(
            language.lower(),
            f"{title}\n\n{quote}\n\nAnd so on.\n",
            excerpt(f"said-{language.lower()}", quote, tag),
            title=title,
            language=language,
        )
        for language, (quote, title, tag) in SAID.items()
    )
    write_dossier(folder, *sources, **FRAME)
    workshop = Workshop.open(folder)
    wanted = Request("public", request.param, formats=("pdf", "docx", "html"))
    return build(workshop.read(folder), wanted, workshop).files


def test_word_knows_the_language_of_every_run(files: dict[str, bytes]) -> None:
    spoken: dict[tuple[str, str], str] = {}
    with zipfile.ZipFile(io.BytesIO(files["docx"])) as package:
        for name in ("word/document.xml", "word/footnotes.xml"):
            for run in etree.fromstring(package.read(name)).iter(f"{W}r"):
                text = "".join(run.itertext())
                for found in run.iterfind(f"{W}rPr/{W}lang"):
                    [(kind, language)] = found.items()
                    key = language, etree.QName(kind).localname
                    spoken[key] = f"{spoken.get(key, '')}{text}"
    assert dict(spoken.keys()) == ATTRIBUTE
    for (language, _), text in spoken.items():
        quote, title, _ = SAID[language]
        assert quote in text
        assert title in text
        assert not re.search("[A-Za-z]{4}", text) or language == "de"


def test_the_structure_of_a_pdf_knows_the_language(files: dict[str, bytes]) -> None:
    found: dict[str, set[str]] = {}
    silent = 0
    with pikepdf.open(io.BytesIO(files["pdf"])) as pdf:
        due = [pdf.Root.StructTreeRoot.K[0]]
        while due:
            one = due.pop()
            if isinstance(one, pikepdf.Dictionary) and "/S" in one:
                if "/Lang" in one:
                    found.setdefault(str(one.Lang), set()).add(str(one.S))
                silent += str(one.S) in {"/Quote", "/BlockQuote"} and "/Lang" not in one
                kids = one.get("/K", [])
                due += list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    assert found.keys() == FOREIGN.keys()
    for kinds in found.values():
        assert "/Span" in kinds  # its title
        assert kinds & {"/Quote", "/BlockQuote"}
    assert silent == 1  # the English one


def test_a_pdf_with_languages_is_still_accessible(files: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "toll.pdf"
    path.write_bytes(files["pdf"])
    assert "no failures" in str(validation.validate_pdf(str(path), profile="ua1"))


def test_a_mail_knows_the_language(files: dict[str, bytes]) -> None:
    spoken: dict[str, str] = {}
    for one in html.fromstring(files["html"]).iterfind(".//*[@lang]"):
        if one.tag in {"span", "blockquote", "em"}:
            language = one.get("lang")
            spoken[language] = spoken.get(language, "") + one.text_content()
    assert spoken.keys() == FOREIGN.keys()
    for language, text in spoken.items():
        assert all(words in text for words in SAID[language][:2])


@pytest.mark.parametrize(
    ("language", "hint"), [("German", "en, de"), ("en_US", "write en-US"), ("de-", "en, de")]
)
def test_what_is_no_tag_of_a_language_is_a_mistake(
    language: str, hint: str, tmp_path: Path
) -> None:
    told = source("a", f"{ENGLISH}\n", excerpt("said", ENGLISH, "for:x"), language=language)
    folder = write_dossier(tmp_path / "toll", told)
    with pytest.raises(InputErrors) as caught:
        Workshop.open(folder).read(folder)
    [error] = caught.value.errors
    assert f"'{language}' is not the tag of a language" in error.message
    assert hint in error.hint
    assert error.place.file.endswith("sources.yaml")
