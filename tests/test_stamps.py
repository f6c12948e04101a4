"""Stamps: they change with whatever is read for editions, and with nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from briefgen.stamps import stamp
from briefgen.unchanged import asked_for
from briefgen.workshop import Workshop

Change = Callable[[Path], object]


def write(path: Path, text: str = "x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def link_folder(path: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target, target_is_directory=True)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: write(d / "dossier.yaml", "question: Why?"),
        lambda d: write(d / "sources.yaml"),
        lambda d: write(d / "excerpts" / "more.yaml"),
        lambda d: write(next((d / "texts").iterdir())),
        lambda d: next((d / "texts").iterdir()).unlink(),
        lambda d: write(d / "templates" / "deep" / "part.html.j2"),
        lambda d: write(d / "logo.svg"),
        lambda d: write(d / "assets" / "Logo"),
        lambda d: write(d / ".assets" / "logo.PNG"),
    ],
)
def test_what_is_read_changes_the_stamp(starter: Path, change: Change) -> None:
    before = stamp(starter)
    assert stamp(starter) == before
    change(starter)
    assert stamp(starter) != before


@pytest.mark.parametrize("name", ["templates", "texts/more", "excerpts/deep"])
def test_links_are_followed(starter: Path, tmp_path: Path, name: str) -> None:
    link_folder(starter / name, tmp_path / "elsewhere")
    before = stamp(starter)
    write(tmp_path / "elsewhere" / "one.txt")
    assert stamp(starter) != before


@pytest.mark.parametrize(
    "change",
    [
        lambda d: write(d / "out" / "x" / "public-blurb.pdf"),
        lambda d: write(d / "out" / ".briefgen.lock", "77"),
        lambda d: write(d / "out" / "manifest.json"),
        lambda d: write(d / "people.csv"),
        lambda d: write(d / ".git" / "index"),
        lambda d: os.mkfifo(d / "pipe"),
        lambda d: (d / "nowhere").symlink_to(d / "not-there"),
        lambda d: link_folder(d / "texts" / "around", d),
    ],
)
def test_nothing_else_does(starter: Path, change: Change) -> None:
    before = stamp(starter)
    change(starter)
    assert stamp(starter) == before


def test_a_dossier_may_have_any_name(starter: Path) -> None:
    dossier = starter.rename(starter.with_name("environment"))
    before = asked_for([dossier], {}, None)
    write(dossier / "texts" / "more.txt")
    assert asked_for([dossier], {}, None).key != before.key


def test_a_dossier_is_read_once_until_it_changes(starter: Path) -> None:
    workshop = Workshop.open(starter)
    first = workshop.read(starter)
    assert workshop.read(starter) is first
    path = starter / "dossier.yaml"
    path.write_text(f"{path.read_text()}\n# a remark\n")
    assert workshop.read(starter) is not first
    assert workshop.read(starter) == workshop.read(starter)
