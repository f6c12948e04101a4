"""Templates and words that no edition reads are told of, with the name that was meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Outcome

from briefgen import strays
from briefgen.resources import house_templates
from briefgen.workshop import Workshop


def told(dossier: Path) -> list[str]:
    return [f"{one.message}; {one.hint}" for one in strays.strays(Workshop.open(dossier))]


def put(dossier: Path, name: str, like: str) -> None:
    path = dossier / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((house_templates() / like).read_text(encoding="utf-8"), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "like", "meant"),
    [
        ("one-papr.html.j2", "one-pager.html.j2", "one-pager.html.j2"),
        ("hous.yaml", "house.yaml", "house.yaml"),
        ("audience.yaml", "audiences.yaml", "audiences.yaml"),
    ],
)
def test_a_misspelt_name_is_told(starter: Path, name: str, like: str, meant: str) -> None:
    put(starter, name, like)
    assert told(starter) == [f"no edition reads {name}; did you mean {meant}?"]


def test_all_that_is_shipped_is_read(starter: Path) -> None:
    names = [path.relative_to(house_templates()) for path in house_templates().rglob("*.*")]
    assert len(names) > 8
    for name in names:
        put(starter, str(name), str(name))
    assert told(starter) == []


def test_notes_beside_templates_and_dossiers_without_any_are_fine(starter: Path) -> None:
    assert told(starter) == []
    (starter / "templates").mkdir()
    (starter / "templates" / "README.md").write_text("ours")
    assert told(starter) == []


AUDIENCES = """audiences:
  - id: mayors
    name: Mayors
    reader: mayors
    words: {steps: What mayors can do, stakholders: Who says what}
"""
LENGTHS = """lengths: []
words:
  sources: Where it stands
  contnets: In this number
"""


def worded(dossier: Path, template: str = "") -> list[str]:
    (dossier / "templates").mkdir()
    for name, text in (("audiences.yaml", AUDIENCES), ("lengths.yaml", LENGTHS)):
        (dossier / "templates" / name).write_text(text)
    if template:
        (dossier / "templates" / "memo.html.j2").write_text(template)
    return told(dossier)


def test_a_misspelt_word_is_told(starter: Path) -> None:
    assert worded(starter) == [
        "no template has a place for the word 'stakholders'; did you mean 'stakeholders'?",
        "no template has a place for the word 'contnets'; did you mean 'contents'?",
    ]


def test_a_word_that_an_own_template_names_is_none(starter: Path) -> None:
    found = worded(starter, "{{ edition.words.contnets }}")
    assert [one.split(";")[0] for one in found] == [
        "no template has a place for the word 'stakholders'"
    ]


def test_words_unlike_all_others_are_those_of_own_templates(starter: Path) -> None:
    """Their names can be computed, in any file; near ones are told even beside a copy of ours."""
    (starter / "templates").mkdir()
    text = LENGTHS.replace("contnets", "label-of-neutral")
    (starter / "templates" / "lengths.yaml").write_text(text)
    assert told(starter) == []
    put(starter, "memo.html.j2", "memo.html.j2")
    (starter / "templates" / "lengths.yaml").write_text(LENGTHS)
    assert len(told(starter)) == 1


def test_check_tells_of_words_with_their_place(
    starter: Path, briefgen: Callable[..., Outcome]
) -> None:
    worded(starter)
    found = briefgen("check", starter)
    assert found.status == 1
    assert "audiences.yaml:5:40: no template has a place for the word 'stakholders'" in found.err
    assert "lengths.yaml:4:3: no template has a place for the word 'contnets'" in found.err


def test_check_tells_of_them(starter: Path, briefgen: Callable[..., Outcome]) -> None:
    put(starter, "one-papr.html.j2", "one-pager.html.j2")
    found = briefgen("check", starter)
    assert found.status == 1
    assert "one-papr.html.j2:1: no edition reads one-papr.html.j2" in found.err


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (b"{{ edition.title }", "16: unexpected '}'"),
        (b"{% if %}", "16: Expected an expression"),
        (b"{% include 'prts.html.j2' %}", "16: there is no template named prts.html.j2"),
        (b"\xff", "the file is not UTF-8"),
    ],
)
def test_check_tells_of_a_template_that_cannot_be_read(
    starter: Path, briefgen: Callable[..., Outcome], wrong: bytes, message: str
) -> None:
    put(starter, "one-pager.html.j2", "one-pager.html.j2")
    path = starter / "templates" / "one-pager.html.j2"
    lines = path.read_bytes().splitlines()
    assert len(lines) == 16
    path.write_bytes(b"\n".join([*lines[:15], wrong, lines[15]]))
    found = briefgen("check", starter)
    assert found.status == 1
    assert message in found.err
    assert "one-pager.html.j2" in found.err
