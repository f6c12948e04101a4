"""Templates that no edition reads are told of, with the name that was meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Outcome

from briefgen.resources import house_templates
from briefgen.strays import stray_templates
from briefgen.workshop import Workshop


def strays(dossier: Path) -> list[str]:
    return [f"{one.message}; {one.hint}" for one in stray_templates(Workshop.open(dossier))]


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
    assert strays(starter) == [f"no edition reads {name}; did you mean {meant}?"]


def test_all_that_is_shipped_is_read(starter: Path) -> None:
    names = [path.relative_to(house_templates()) for path in house_templates().rglob("*.*")]
    assert len(names) > 8
    for name in names:
        put(starter, str(name), str(name))
    assert strays(starter) == []


def test_notes_beside_templates_and_dossiers_without_any_are_fine(starter: Path) -> None:
    assert strays(starter) == []
    (starter / "templates").mkdir()
    (starter / "templates" / "README.md").write_text("ours")
    assert strays(starter) == []


def test_check_tells_of_them(starter: Path, briefgen: Callable[..., Outcome]) -> None:
    put(starter, "one-papr.html.j2", "one-pager.html.j2")
    found = briefgen("check", starter)
    assert found.status == 1
    assert "one-papr.html.j2:1: no edition reads one-papr.html.j2" in found.err
