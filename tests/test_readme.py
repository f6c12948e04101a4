"""README.md tells the truth: its commands run, and it names every command and option."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from conftest import ROOT, Outcome

from briefgen.cli.commands import cli

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS = [line[2:] for block in BLOCKS for line in block.splitlines() if line.startswith("$ ")]


def block(language: str) -> str:
    """All that the README shows in *language*, one after the other."""
    return "".join(re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL))


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a user sees after cloning, without the code: the dossiers."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    (folder / "offices.csv").write_text(block("csv"), encoding="utf-8")
    return folder


def test_the_commands_of_the_readme_run(checkout: Path, briefgen: Callable[..., Outcome]) -> None:
    """In their order, in one folder, as a reader would type them."""
    ours = [command for command in COMMANDS if command.startswith("briefgen ")]
    assert len(ours) >= 8
    for command in ours:
        words = shlex.split(command)[1:]
        outcome = briefgen(*words, cwd=checkout)
        assert outcome.status == 0, f"{command}\n{outcome.err}"
        for path in outcome.out.splitlines() if words[0] == "build" else ():
            assert (checkout / path).is_file(), command


def test_every_command_of_the_readme_says_which_of_several_dossiers_it_means() -> None:
    """After `briefgen init` there are two."""
    shown = [*COMMANDS, *block("sh").splitlines()]
    begun = shown.index("briefgen init leaf-burning")
    takes = ("batch", "check", "build", "plan", "outline", "digest")
    for command in shown[begun:]:
        if command.startswith(tuple(f"briefgen {name} " for name in takes)):
            assert re.match(r"briefgen \w+ (leaf-burning|seeds/)", command), command


def test_what_the_readme_writes_into_dossier_yaml_fits_the_dossier_that_init_begins(
    tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    assert briefgen("init", tmp_path / "leaf-burning").status == 0
    with (tmp_path / "leaf-burning/dossier.yaml").open("a", encoding="utf-8") as file:
        file.write(block("yaml"))
    outcome = briefgen("check", tmp_path / "leaf-burning")
    assert outcome.status == 0, outcome.err
    assert "1 finding accepted" in outcome.err
    ready = ("--audience", "public", "--length", "blurb", "--format", "eml", "--out", tmp_path)
    assert briefgen("build", tmp_path / "leaf-burning", *ready).status == 0


def test_the_readme_shows_no_command_that_goes_untested() -> None:
    others = [command for command in COMMANDS if not command.startswith("briefgen ")]
    # `make test` is what runs this; `make brief` is tested with the Makefile.
    assert others == ["make brief", "make test"]


def test_make_knows_the_targets_that_the_readme_names() -> None:
    targets = set(re.findall(r"`make ([a-z-]+)`", README)) | {"brief", "test"}
    assert len(targets) >= 6
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_and_option_stands_in_the_readme(name: str) -> None:
    assert re.search(rf"`briefgen {name}\b", README), f"briefgen {name}"
    options = [one for one in cli.commands[name].params if isinstance(one, click.Option)]
    for option in options:
        rows = [line for line in README.splitlines() if line.startswith(f"| `{option.opts[0]}")]
        assert any(re.search(rf"\| [^|]*\b{name}\b[^|]* \|", row) for row in rows), option.opts[0]


def test_every_audience_and_length_stands_in_the_readme() -> None:
    from briefgen.workshop import Workshop

    workshop = Workshop.open()
    names = [*workshop.audiences, *workshop.lengths]
    assert len(names) >= 9
    for name in names:
        assert f"`{name}`" in README, name


def test_every_exit_status_stands_in_the_readme() -> None:
    from briefgen.cli import guard

    for status in (guard.DONE, guard.MENDABLE, 2, guard.BUG, guard.STOPPED, guard.READER_GONE):
        assert re.search(rf"^\| {status} \|", README, re.MULTILINE), status


def test_every_link_and_picture_of_the_readme_is_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert len(links) >= 4
    missing = [link for link in links if not (ROOT / link).exists()]
    assert not missing


def test_documents_that_comments_name_are_there() -> None:
    files = [*(ROOT / "briefgen").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    named = {name for one in files for name in _DOCUMENT.findall(one.read_text(encoding="utf-8"))}
    assert "README.md" in named
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


_DOCUMENT = re.compile(r"\b[A-Z]{2,}\.md\b")


def test_every_system_package_of_the_makefile_stands_in_the_readme() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    packages = set(
        re.findall(r"\b(?:lib(?:pango|harfbuzz|reoffice)|fonts-|poppler-|qpdf)[\w.-]*", makefile)
    )
    assert len(packages) >= 10
    for package in packages:
        assert package in README, package
