"""Marks that show words in another order than they stand are told with file and line."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from audited import excerpt, source, write_dossier
from conftest import Outcome

Briefgen = Callable[..., Outcome]
MARKS = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: f"{ord(mark):x}")
def test_a_mark_in_the_analysts_words_is_a_mistake_of_its_line(
    mark: str, starter: Path, briefgen: Briefgen
) -> None:
    path = starter / "dossier.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(at for at, line in enumerate(lines) if line.strip().startswith("claim: "))
    lines[at] = f"    claim: State law {mark}already covers it."
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    outcome = briefgen("check", starter)
    assert outcome.status == 1
    told = outcome.err.replace("\n", "")
    assert f"dossier.yaml:{at + 1}:" in told
    assert f"a mark that turns letters around (U+{ord(mark):04X})" in told
    assert "take it out" in told
    assert "1 mistake" in outcome.err


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("templates/lengths.yaml", "lengths: []\nwords:\n  for: Good \u202eas it is\n", 3),
        (
            "templates/audiences.yaml",
            "audiences:\n  - id: us\n    name: Us\n    reader: \u2067us\u2069\n",
            4,
        ),
    ],
)
def test_a_mark_in_the_words_of_templates_is_one_too(
    name: str, content: str, line: int, starter: Path, briefgen: Briefgen
) -> None:
    (starter / "templates").mkdir()
    (starter / name).write_text(content, encoding="utf-8")
    outcome = briefgen("check", starter)
    assert outcome.status == 1
    assert f"{name}:{line}:" in outcome.err.replace("\n", "")
    assert "letters around" in outcome.err


def test_a_mark_in_a_subject_is_told_once(starter: Path, briefgen: Briefgen) -> None:
    path = starter / "dossier.yaml"
    said = f"{path.read_text(encoding='utf-8')}\nnewsletter:\n  subject: This \u202eweek\n"
    path.write_text(said, encoding="utf-8")
    outcome = briefgen("check", starter)
    assert outcome.status == 1
    assert outcome.err.count("U+202E") == 1


def test_what_a_source_says_is_left_alone(tmp_path: Path, briefgen: Briefgen) -> None:
    words = "The toll is \u202etoo high\u202c for us."
    told = source("a", f"{words}\n", excerpt("said", words, "for:x"), title="A \u2067title\u2069")
    folder = write_dossier(tmp_path / "toll", told)
    wanted = ("--audience", "public", "--length", "full", "--format", "docx", "--out", "out")
    outcome = briefgen("build", folder, *wanted)
    assert outcome.status == 0, outcome.err
    data = (tmp_path / "out/toll/public-full.docx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        shown = package.read("word/document.xml").decode()
    assert "The toll is too high for us." in shown
