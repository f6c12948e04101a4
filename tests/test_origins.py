"""A character that no font has is told with the file and line in which it was written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Outcome

from briefgen import fonts
from briefgen.resources import house_templates

Briefgen = Callable[..., Outcome]

UNSHOWN = "\u0378"
"""No character has this number, so no font has a glyph for it."""
ONE_WORD = "lengths: []\n\nwords:\n  for: Good\n  bottom_line: In sho\u0378rt\n"
ONE_AUDIENCE = "audiences:\n  - id: public\n    name: Public\n    reader: the\n      pub\u0378lic\n"


def _own(starter: Path, name: str, content: str) -> None:
    path = starter / "templates" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, encoding="utf-8")


def _word(starter: Path) -> tuple[str, int]:
    _own(starter, "lengths.yaml", ONE_WORD)
    return "templates/lengths.yaml", 5


def _audience(starter: Path) -> tuple[str, int]:
    _own(starter, "audiences.yaml", ONE_AUDIENCE)
    return "templates/audiences.yaml", 4


def _template(starter: Path) -> tuple[str, int]:
    lines = (house_templates() / "one-pager.html.j2").read_text(encoding="utf-8").splitlines()
    at = lines.index('<sources data-form="line"/>')
    lines.insert(at, f"<p>Writ{UNSHOWN}ten here.</p>")
    _own(starter, "one-pager.html.j2", "\n".join(lines))
    return "templates/one-pager.html.j2", at + 1


def _claim(starter: Path) -> tuple[str, int]:
    path = starter / "dossier.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(at for at, line in enumerate(lines) if line.strip().startswith("claim: "))
    # In upper case, as a template may set what begins a line.
    lines[at] = f"    claim: {UNSHOWN}it's said once and for all"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return "dossier.yaml", at + 1


WRITTEN = [_word, _audience, _template, _claim]


@pytest.mark.parametrize("write", WRITTEN)
def test_what_no_font_shows_is_told_with_its_place(
    write: Callable[[Path], tuple[str, int]], starter: Path, briefgen: Briefgen
) -> None:
    assert fonts.missing(UNSHOWN)
    file, line = write(starter)
    wanted = f"{starter.name}/{file}:{line}"
    checked = briefgen("check", starter)
    assert checked.status == 1
    assert checked.err.count("U+0378") == 1
    assert wanted in checked.err.replace("\n", "")
    built = briefgen(
        "build", starter, "--audience", "public", "--length", "one-pager", "--format", "docx"
    )
    assert built.status == 1
    assert wanted in built.err.replace("\n", "")


def test_a_quotation_that_no_font_shows_is_found_by_checking(
    starter: Path, briefgen: Briefgen
) -> None:
    text, excerpts = (
        starter / name for name in ("texts/health-note.txt", "excerpts/health-note.yaml")
    )
    text.write_text(f"{text.read_text()}\n\nIt bears a sign like {UNSHOWN} here.\n")
    before = excerpts.read_text(encoding="utf-8").splitlines()
    quote = f"    quote: a sign like {UNSHOWN} here"
    added = ["", "  - id: sign", quote, "    tags: [background:x]"]
    excerpts.write_text("\n".join([*before, *added]) + "\n", encoding="utf-8")
    checked = briefgen("check", starter, "--json")
    found = json.loads(checked.out)["errors"]
    assert [one["error"] for one in found] == ["GlyphError"]
    assert found[0]["line"] == len(before) + 2
    assert "excerpt sign" in found[0]["message"]


def test_without_fonts_a_dossier_is_checked_all_the_same(
    starter: Path, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "_families", frozenset)
    monkeypatch.setattr(fonts, "missing", lambda *_: pytest.fail("no font can be asked"))
    assert briefgen("check", starter).status == 0
