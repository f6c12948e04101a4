"""Fonts: which are there, and what they show."""

from __future__ import annotations

import subprocess

import pytest

from briefgen import fonts
from briefgen.errors import MissingDependencyError
from briefgen.fonts import Coverage, coverage, families, installed, missing, require
from briefgen.house import load_house
from briefgen.resources import templates_for


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What `fc-list` says, by the form asked for; empty as if nothing were installed."""
    answers: dict[str, str] = {}
    monkeypatch.setattr(fonts, "_list_fonts", lambda form, family="": answers.get(form, ""))
    for cached in (fonts.coverage, fonts._families):
        monkeypatch.setattr(fonts, cached.__name__, cached.__wrapped__)
    return answers


def test_the_house_family_is_installed() -> None:
    house = load_house(templates_for())
    assert installed(house.families.text.pdf)
    assert installed("carlito")
    assert not installed("Carl")
    assert "Carlito" in families()


def test_every_fallback_family_is_installed() -> None:
    fallbacks = load_house(templates_for()).families.fallbacks
    assert fallbacks
    assert [one.pdf for one in fallbacks if not installed(one.pdf)] == []


@pytest.mark.parametrize(
    "text", ["→ ≥ ≤ ✓", "Ł ő š", "қ ғ ұ", "\u202f\u2011", "中文", "العربية", "עברית", "Ελλάδα", ""]
)
def test_nothing_is_missing(text: str) -> None:
    assert missing(text) == ()


@pytest.mark.parametrize("family", ["", "Carlito", "No Such Family"])
def test_what_no_font_shows_is_named_once_and_in_order(family: str) -> None:
    assert missing("a\u0378b中\U0010fffdc\u0378", family) == ("\u0378", "\U0010fffd")


def test_what_the_family_shows_is_not_asked_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def listed(_: str, family: str = "") -> str:
        asked.append(family)
        return "20-7e\n"

    monkeypatch.setattr(fonts, "_list_fonts", listed)
    monkeypatch.setattr(fonts, "coverage", fonts.coverage.__wrapped__)
    assert missing("abc\u200b", "Sans") == ()
    assert set(asked) == {"Sans"}
    assert missing("ab→", "Sans") == ("→",)
    assert set(asked) == {"Sans", ""}


@pytest.mark.parametrize("char", ["\t", "\n", "\u00ad", "\u200b", "\u2060", "\u202e", "\ufeff"])
def test_what_has_no_glyph_is_not_missing(char: str) -> None:
    assert missing(char) == ()


def test_coverage_of_one_family() -> None:
    carlito = coverage("Carlito")
    assert ord("A") in carlito
    assert ord("中") not in carlito
    assert ord("中") in coverage()
    assert ord("A") not in coverage("No Such Family: style=Bold")


@pytest.mark.parametrize(
    ("charset", "shown", "not_shown"),
    [
        ("20-7e a9", (0x20, 0x7E, 0xA9), (0x1F, 0x7F, 0xA8, 0xAA)),
        ("10-50 20-30 60", (0x10, 0x31, 0x50, 0x60), (0x51, 0x5F, 0x61)),
        ("", (), (0, 0x41)),
    ],
)
def test_ranges(
    listed: dict[str, str], charset: str, shown: tuple[int, ...], not_shown: tuple[int, ...]
) -> None:
    listed["%{charset}\n"] = charset
    found = fonts.coverage()
    assert isinstance(found, Coverage)
    assert all(code in found for code in shown)
    assert not any(code in found for code in not_shown)


def test_families_have_several_names(listed: dict[str, str]) -> None:
    listed["%{family}\n"] = "DejaVu Sans,DejaVu Sans Light\nCarlito\n"
    assert families() == {"DejaVu Sans", "DejaVu Sans Light", "Carlito"}
    require()


def test_without_fonts(listed: dict[str, str]) -> None:
    assert not listed
    assert missing("a中") == ("a", "中")
    with pytest.raises(MissingDependencyError, match="no font is installed"):
        require()


def test_without_fontconfig(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*_: object, **__: object) -> None:
        raise FileNotFoundError("fc-list")

    monkeypatch.setattr(subprocess, "run", absent)
    with pytest.raises(MissingDependencyError) as caught:
        fonts._list_fonts("%{family}\n")
    assert "apt-get install -y fontconfig" in caught.value.hint
