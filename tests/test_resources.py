"""Templates are found wherever briefgen is installed, the dossier's own first."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen import resources
from briefgen.errors import MissingDependencyError, TemplateError
from briefgen.resources import house_templates, templates_for


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    (tmp_path / "templates/partials").mkdir(parents=True)
    (tmp_path / "templates/memo.html.j2").write_text("mine", encoding="utf-8-sig")
    (tmp_path / "templates/partials/own.html.j2").write_text("own")
    return tmp_path


def test_the_checkouts_templates_are_found(root: Path) -> None:
    assert house_templates() == root / "templates"
    assert templates_for().find("house.yaml") == root / "templates/house.yaml"


def test_a_dossier_shadows_by_name(dossier: Path) -> None:
    templates = templates_for(dossier)
    assert templates.read("memo.html.j2") == "mine"
    assert templates.read("partials/own.html.j2") == "own"
    assert templates.find("house.yaml").parent == house_templates()
    assert {"house.yaml", "memo.html.j2", "partials/own.html.j2"} <= set(templates.names())


def test_a_dossier_without_templates_has_the_shipped_ones(tmp_path: Path) -> None:
    assert templates_for(tmp_path).folders == (house_templates(),)


@pytest.mark.parametrize("name", ["", "../house.yaml", "/etc/passwd", "a/../../b", "a\\b", "a\0"])
def test_a_name_cannot_leave_the_folders(name: str) -> None:
    with pytest.raises(TemplateError, match="is no name of a template"):
        templates_for().find(name)


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    with pytest.raises(TemplateError, match=r"no template named hous\.yaml") as caught:
        templates_for().find("hous.yaml")
    assert caught.value.hint == "did you mean house.yaml?"


def test_a_template_that_is_not_utf8_is_told(dossier: Path) -> None:
    (dossier / "templates/memo.html.j2").write_bytes(b"caf\xe9")
    with pytest.raises(TemplateError, match="not UTF-8") as caught:
        templates_for(dossier).read("memo.html.j2")
    assert caught.value.place.file.endswith("memo.html.j2")


def test_an_installation_without_templates_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "briefgen/resources.py"))
    house_templates.cache_clear()
    try:
        with pytest.raises(MissingDependencyError, match="not installed"):
            house_templates()
    finally:
        house_templates.cache_clear()
