"""The command line: what it accepts, where it prints, with which status it ends."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import docx
import pytest
from conftest import Outcome

from briefgen import __version__
from briefgen.cli import commands
from briefgen.cli.arguments import chosen, find_dossier
from briefgen.cli.commands import cli
from briefgen.errors import BriefgenError, DossierError, InputErrors, Place

Briefgen = Callable[..., Outcome]
Python = Callable[..., "subprocess.CompletedProcess[str]"]
HEAVY = ("weasyprint", "docx", "resvg_py")


def every_command() -> list[tuple[str, click.Command]]:
    return sorted(cli.commands.items())


def no_traceback(outcome: Outcome) -> bool:
    return "Traceback" not in outcome.err + outcome.out


# Help -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "command"), every_command())
def test_every_command_and_option_has_help(name: str, command: click.Command) -> None:
    assert command.help, name
    first = command.get_short_help_str(limit=60)
    assert not first.endswith("..."), f"{name}: the first sentence is cut in the list of commands"
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts}"


@pytest.mark.parametrize(
    "name", ["build", "check", "outline", "plan", "init", "schema", "doctor", "completion"]
)
def test_every_command_is_listed(name: str, briefgen: Briefgen) -> None:
    outcome = briefgen("--help")
    assert outcome.status == 0
    assert f"\n  {name} " in outcome.out
    assert briefgen(name, "--help").status == 0


def test_the_version_is_shown(briefgen: Briefgen) -> None:
    assert briefgen("--version").out == f"briefgen {__version__}\n"


def test_the_module_is_the_same_program(python: Python) -> None:
    done = python("-m", "briefgen", "--version")
    assert done.stdout == f"briefgen {__version__}\n"


def test_what_lays_out_nothing_loads_no_renderer(starter: Path, python: Python) -> None:
    # From the lightest on: what is loaded stays, and the first line that shows it is the culprit.
    commands = [
        "completion bash",
        "--help",
        "init new",
        "schema dossier",
        "outline",
        "check",
        "check --json",
        "build --audience nobody --length memo",
    ]
    program = (
        "import sys\n"
        "from briefgen.cli import run\n"
        "for line in sys.argv[1:]:\n"
        "    status = run(line.split())\n"
        f"    loaded = [name for name in {HEAVY} if name in sys.modules]\n"
        "    print('loaded', loaded, status, line)"
    )
    done = python("-c", program, *commands, cwd=starter)
    said = [line for line in done.stdout.splitlines() if line.startswith("loaded ")]
    expected = [f"loaded [] {2 if 'nobody' in one else 0} {one}" for one in commands]
    assert said == expected, done.stderr


def test_help_loads_little(python: Python) -> None:
    program = "import sys; from briefgen.cli import run; run(['--help']); print(*sys.modules)"
    loaded = python("-c", program).stdout.splitlines()[-1].split()
    assert "click" in loaded
    assert not {"pydantic", "ruamel", "rich", "rapidfuzz", "jinja2", "lxml"} & set(loaded)


# Which dossier --------------------------------------------------------------------------------


@pytest.fixture
def folders(tmp_path: Path) -> Callable[..., Path]:
    def make(*dossiers: str) -> Path:
        for name in dossiers:
            (tmp_path / name).mkdir(parents=True)
            (tmp_path / name / "dossier.yaml").write_text("")
        return tmp_path

    return make


def test_the_current_folder_is_the_dossier(folders: Callable[..., Path]) -> None:
    assert find_dossier(folders("leaves") / "leaves") == Path()


def test_a_folder_above_is_the_dossier(folders: Callable[..., Path]) -> None:
    start = folders("leaves") / "leaves" / "excerpts"
    start.mkdir()
    assert find_dossier(start) == Path("..")


@pytest.mark.parametrize("name", ["seeds/leaves", "leaves"])
def test_the_only_dossier_below_is_meant(name: str, folders: Callable[..., Path]) -> None:
    assert find_dossier(folders(name)) == Path(name)


def test_several_dossiers_are_listed(folders: Callable[..., Path], briefgen: Briefgen) -> None:
    outcome = briefgen("check", cwd=folders("seeds/one", "seeds/two", "three"))
    assert outcome.status == 2
    assert "seeds/one\n  seeds/two\n  three\n" in outcome.err


def test_without_a_dossier_the_way_to_begin_one_is_told(tmp_path: Path, briefgen: Briefgen) -> None:
    outcome = briefgen("check", cwd=tmp_path)
    assert outcome.status == 2
    assert "briefgen init" in outcome.err


def test_the_file_dossier_yaml_stands_for_its_folder(starter: Path, briefgen: Briefgen) -> None:
    assert briefgen("outline", starter / "dossier.yaml").out == briefgen("outline", starter).out


def test_a_folder_that_is_not_there(briefgen: Briefgen) -> None:
    outcome = briefgen("check", "nowhere")
    assert outcome.status == 2
    assert "nowhere" in outcome.err


def test_a_folder_without_dossier_yaml(tmp_path: Path, briefgen: Briefgen) -> None:
    (tmp_path / "empty").mkdir()
    outcome = briefgen("check", "empty")
    assert outcome.status == 1
    assert "dossier.yaml" in outcome.err
    assert no_traceback(outcome)


# Lists of names -------------------------------------------------------------------------------


def test_names_are_taken_once_in_their_order() -> None:
    assert chosen("--x", ["b", "a", "b"], ["a", "b", "c"]) == ("b", "a")
    assert chosen("--x", ["b", "all"], ["a", "b", "c"]) == ("b", "a", "c")


@pytest.mark.parametrize(
    ("option", "wrong", "meant"),
    [
        ("--audience", "congres", "congress"),
        ("--audience", "Public", "public"),
        ("--length", "onepager", "one-pager"),
        ("--format", "doc", "docx"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(
    option: str, wrong: str, meant: str, starter: Path, briefgen: Briefgen
) -> None:
    wanted = {"--audience": "public", "--length": "memo", "--format": "pdf"} | {option: wrong}
    outcome = briefgen("build", starter, *(part for pair in wanted.items() for part in pair))
    assert outcome.status == 2
    assert f"Did you mean {meant}?" in outcome.err
    assert option in outcome.err
    assert outcome.out == ""


@pytest.mark.parametrize("option", ["--audience", "--length"])
def test_an_option_left_out_is_told_with_its_values(
    option: str, starter: Path, briefgen: Briefgen
) -> None:
    given = {"--audience": "public", "--length": "memo"}
    del given[option]
    outcome = briefgen("build", starter, *(part for pair in given.items() for part in pair))
    assert outcome.status == 2
    assert option in outcome.err
    assert {"--audience": "congress", "--length": "one-pager"}[option] in outcome.err


@pytest.mark.parametrize("day", ["2026-02-30", "20260301", "2026-W09-1", "March", "٢٠٢٦-03-01", ""])
def test_a_date_that_is_none(day: str, starter: Path, briefgen: Briefgen) -> None:
    editions = ("--audience", "public", "--length", "blurb")
    outcome = briefgen("build", starter, *editions, "--issued", day)
    assert outcome.status == 2
    assert "--issued" in outcome.err


@pytest.mark.parametrize("arguments", [["nope"], ["build", "--nope"], ["completion", "tcsh"], []])
def test_wrong_usage_ends_with_two(arguments: list[str], briefgen: Briefgen) -> None:
    outcome = briefgen(*arguments)
    assert outcome.status == 2
    assert no_traceback(outcome)


# Building -------------------------------------------------------------------------------------

BLURB = ("--audience", "public", "--length", "blurb")


def test_paths_go_to_standard_output_and_nothing_else(starter: Path, briefgen: Briefgen) -> None:
    outcome = briefgen("build", starter, *BLURB)
    assert outcome.status == 0, outcome.err
    assert outcome.out.splitlines() == [
        "out/leaf-burning/public-blurb.pdf",
        "out/leaf-burning/public-blurb.docx",
    ]
    for path in outcome.out.splitlines():
        assert (starter.parent / path).stat().st_size > 1000


def test_lists_repetition_and_all_are_understood(starter: Path, briefgen: Briefgen) -> None:
    outcome = briefgen(
        *("build", starter, "--length", "blurb", "--format", "docx", "--out", "o"),
        *("--audience", "congress,public", "--audience", "business"),
    )
    assert outcome.out.splitlines() == [
        f"o/leaf-burning/{name}-blurb.docx" for name in ("congress", "public", "business")
    ]
    everybody = briefgen(
        *("build", starter, "--length", "blurb", "--format", "docx", "--audience", "all")
    )
    assert len(everybody.out.splitlines()) >= 4


def test_json_names_the_files(starter: Path, briefgen: Briefgen) -> None:
    record = json.loads(briefgen("build", starter, *BLURB, "--json").out)
    assert record["dossier"] == "leaf-burning"
    assert record["failures"] == []
    (edition,) = record["editions"]
    assert (edition["audience"], edition["length"]) == ("public", "blurb")
    assert edition["files"]["pdf"] == "out/leaf-burning/public-blurb.pdf"


@pytest.fixture
def memo_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    from briefgen.cli import building

    build = building.build_edition

    def failing(outline: object, request: object, *rest: object) -> object:
        if request.length == "memo":  # type: ignore[attr-defined]
            raise BriefgenError("this memo is not to be", hint="take a blurb")
        return build(outline, request, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "build_edition", failing)


@pytest.mark.usefixtures("memo_fails")
def test_a_failed_edition_leaves_the_others(starter: Path, briefgen: Briefgen) -> None:
    outcome = briefgen(
        *("build", starter, "--format", "docx"),
        *("--audience", "public,congress", "--length", "memo,blurb"),
    )
    assert outcome.status == 1
    assert [Path(path).name for path in outcome.out.splitlines()] == [
        "public-blurb.docx",
        "congress-blurb.docx",
    ]
    assert "2 of 4 editions failed; the others are written" in outcome.err
    assert "public memo, congress memo" in outcome.err
    assert outcome.err.count("this memo is not to be") == 1, "one message for one mistake"


@pytest.mark.usefixtures("memo_fails")
def test_a_failed_edition_is_in_the_record(starter: Path, briefgen: Briefgen) -> None:
    editions = ("--audience", "public", "--length", "memo,blurb", "--format", "docx")
    outcome = briefgen("build", starter, *editions, "--json")
    assert outcome.status == 1
    record = json.loads(outcome.out)
    assert len(record["editions"]) == 1
    (failure,) = record["failures"]
    assert failure["edition"] == "public memo"
    assert failure["errors"][0]["hint"] == "take a blurb"


def test_an_output_folder_that_is_a_file(starter: Path, briefgen: Briefgen) -> None:
    (starter.parent / "out").write_text("here I am")
    outcome = briefgen("build", starter, *BLURB, "--format", "docx")
    assert outcome.status == 1
    assert "a file stands where a folder should be" in outcome.err


def test_a_name_that_no_file_can_have_is_made_harmless(
    starter: Path, tmp_path: Path, briefgen: Briefgen
) -> None:
    odd = starter.rename(tmp_path / "..Leaf \u202e burning\n")
    outcome = briefgen("build", odd, *BLURB, "--format", "docx")
    assert outcome.out == "out/leaf-burning/public-blurb.docx\n"


# Checking, planning, printing -----------------------------------------------------------------


def test_a_sound_dossier_passes(starter: Path, briefgen: Briefgen) -> None:
    outcome = briefgen("check", starter)
    assert (outcome.status, outcome.out) == (0, ""), outcome.err
    assert "20 quotations from 2 sources are proven" in outcome.err
    record = json.loads(briefgen("check", starter, "--json").out)
    assert (record["dossier"], record["errors"]) == ("leaf-burning", [])


@pytest.fixture
def two_mistakes(starter: Path) -> Path:
    excerpts = starter / "excerpts" / "health-note.yaml"
    text = excerpts.read_text()
    assert "412 permits in" in text
    assert "supports:early-contact" in text
    excerpts.write_text(
        text.replace("412 permits in", "421 permits in").replace(
            "supports:early-contact", "supports:erly-contact"
        )
    )
    return starter


def test_all_mistakes_are_told_with_their_places(two_mistakes: Path, briefgen: Briefgen) -> None:
    outcome = briefgen("check", two_mistakes)
    assert (outcome.status, outcome.out) == (1, "")
    assert "2 mistakes found" in outcome.err
    assert outcome.err.count("health-note.yaml:") == 2
    assert "early-contact" in outcome.err
    assert no_traceback(outcome)


def test_a_dossier_without_records_is_told_of_files_that_are_there(
    starter: Path, briefgen: Briefgen
) -> None:
    (starter / "sources.yaml").unlink()
    outcome = briefgen("check", starter)
    assert outcome.status == 0
    assert outcome.err.count("there is no sources.yaml") == 1
    assert outcome.err.count("sources.yaml") == 1
    assert f"{starter.name}/texts/health-note.txt\n  1: warning: not looked at" in outcome.err
    assert "sources.yaml" not in briefgen("check", starter, "--json").out
    (starter / "texts" / "health-note.txt").rename(starter / "texts" / "health-notes.txt")
    outcome = briefgen("check", starter)
    assert outcome.status == 1
    assert "health-note.yaml:1: there is no text texts/health-note.txt" in outcome.err
    assert "did you mean 'health-notes'?" in outcome.err


@pytest.mark.parametrize("command", [("check",), ("build", *BLURB), ("plan", *BLURB)])
def test_mistakes_are_told_to_programs(
    command: tuple[str, ...], two_mistakes: Path, briefgen: Briefgen
) -> None:
    outcome = briefgen(command[0], two_mistakes, *command[1:], "--json")
    assert outcome.status == 1
    errors = json.loads(outcome.out)["errors"]
    assert len(errors) == 2
    for error in errors:
        assert error["file"].endswith("health-note.yaml")
        assert error["line"] > 0


def test_record_writes_digests_and_a_changed_text_is_noticed(
    starter: Path, briefgen: Briefgen
) -> None:
    assert briefgen("check", starter, "--record").status == 0
    assert (starter / "sources.yaml").read_text().count("sha256:") == 2
    with (starter / "texts" / "health-note.txt").open("a") as text:
        text.write("One more word.\n")
    outcome = briefgen("check", starter)
    assert outcome.status == 1
    assert "health-note" in outcome.err


@pytest.mark.parametrize("form", ["text", "md", "json", "argdown"])
def test_the_outline_comes_in_every_form(form: str, starter: Path, briefgen: Briefgen) -> None:
    outcome = briefgen("outline", starter, "--format", form)
    assert outcome.status == 0
    assert "State law already covers open burning" in outcome.out
    assert outcome.err == ""
    if form == "json":
        json.loads(outcome.out)


def test_the_plan_says_what_is_in_and_what_is_out(starter: Path, briefgen: Briefgen) -> None:
    outcome = briefgen("plan", starter, "--audience", "public,business", "--length", "blurb")
    assert outcome.status == 0, outcome.err
    assert "blurb" in outcome.out
    plans = json.loads(briefgen("plan", starter, *BLURB, "--json").out)["plans"]
    assert len(plans) == 1
    assert not (starter.parent / "out").exists()


WITHOUT_EFFECT = [
    (("--format", "pdf", "--draft", "--words", "90", "--pages", "1"), "--pages or --words"),
    (("--format", "txt,md", "--draft"), "--draft has no effect on txt, md: add docx or pdf"),
    (("--format", "eml", "--draft"), "add docx or pdf to --format"),
    (("--format", "html", "--attach-pdf"), "--attach-pdf has no effect on html: add eml"),
    (("--format", "pdf", "--style", "own.docx"), "--style has no effect on pdf: add docx"),
    *(
        (("--format", "docx,pdf", option, "x"), f"{option} has no effect on docx, pdf: add html")
        for option in ("--subject", "--sender", "--unsubscribe", "--link")
    ),
]


@pytest.mark.parametrize(("options", "said"), WITHOUT_EFFECT)
def test_options_without_effect_are_wrong_usage(
    options: tuple[str, ...], said: str, starter: Path, tmp_path: Path, briefgen: Briefgen
) -> None:
    docx.Document().save(str(tmp_path / "own.docx"))
    outcome = briefgen("build", starter, *BLURB, *options, "--out", "out")
    assert outcome.status == 2
    assert said in outcome.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--subject", "Leaves"),
        ("--attach-pdf",),
        ("--format", "pdf,md", "--draft", "--subject", "Leaves"),
        ("--format", "pdf", "--draft"),
    ],
)
def test_options_that_may_have_effect_are_let_be(
    options: tuple[str, ...], starter: Path, briefgen: Briefgen
) -> None:
    assert briefgen("build", starter, *BLURB, *options, "--out", "out").status == 0


def test_a_plan_goes_by_pages_or_by_words(starter: Path, briefgen: Briefgen) -> None:
    outcome = briefgen("plan", starter, *BLURB, "--pages", "1", "--words", "90")
    assert outcome.status == 2
    assert "name --pages or --words, not both" in outcome.err


def test_schemas_are_listed_printed_and_written(tmp_path: Path, briefgen: Briefgen) -> None:
    names = briefgen("schema").out.split()
    assert names == ["dossier", "sources", "excerpts", "evidence"]
    for name in names:
        assert "$schema" in json.loads(briefgen("schema", name).out)
    written = briefgen("schema", "--out", "schemas").out.splitlines()
    assert written == [f"schemas/{name}.schema.json" for name in names]
    for path in written:
        json.loads((tmp_path / path).read_text())
    assert "Did you mean dossier?" in briefgen("schema", "dosier").err
    assert briefgen("schema", "all").status == 2
    assert briefgen("schema", "dossier", "--out", "schemas").status == 2


@pytest.mark.parametrize("shell", commands.SHELLS)
def test_completion_prints_a_script(shell: str, briefgen: Briefgen) -> None:
    outcome = briefgen("completion", shell)
    assert outcome.status == 0
    assert "_BRIEFGEN_COMPLETE" in outcome.out


def test_completion_knows_the_names(starter: Path, python: Python) -> None:
    done = python(
        *("-m", "briefgen"),
        cwd=starter,
        _BRIEFGEN_COMPLETE="bash_complete",
        COMP_WORDS="briefgen build --audience congress,p",
        COMP_CWORD="3",
    )
    assert done.stdout == "plain,congress,public\n", done.stderr


@pytest.mark.parametrize("command", ["build", "plan", "batch"])
def test_completion_knows_the_names_of_the_dossier_that_is_named(
    starter: Path, python: Python, command: str
) -> None:
    (starter / "templates").mkdir()
    (starter / "templates" / "audiences.yaml").write_text(
        "audiences: [{id: mayors, name: Mayors, reader: mayors}]"
    )
    done = python(
        *("-m", "briefgen"),
        cwd=starter.parent,
        _BRIEFGEN_COMPLETE="bash_complete",
        COMP_WORDS=f"briefgen {command} {starter.name} --length memo --audience m",
        COMP_CWORD="6",
    )
    assert done.stdout == "plain,mayors\n", done.stderr


# Beginning ------------------------------------------------------------------------------------


def test_init_writes_a_dossier_that_checks(tmp_path: Path, briefgen: Briefgen) -> None:
    outcome = briefgen("init", "my-question")
    assert outcome.status == 0
    assert "briefgen build my-question" in outcome.err
    written = outcome.out.splitlines()
    assert "my-question/dossier.yaml" in written
    for path in written:
        assert (tmp_path / path).is_file()
    assert briefgen("check", "my-question").status == 0


@pytest.mark.parametrize(
    ("name", "pasted"),
    [("my question", "'my question'"), ("it's", "'it'\"'\"'s'"), ("-new", "./-new")],
)
def test_the_command_that_init_names_can_be_pasted(
    briefgen: Briefgen, name: str, pasted: str
) -> None:
    outcome = briefgen("init", "--", name)
    assert outcome.status == 0
    assert f"briefgen build {pasted} --audience" in outcome.err


@pytest.mark.parametrize("command", ["build", "batch", "digest", "init", "schema"])
def test_a_folder_without_a_name_is_not_the_current_one(
    seed: Path, tmp_path: Path, briefgen: Briefgen, command: str
) -> None:
    edition = ("--audience", "public", "--length", "blurb", "--format", "txt")
    given = {
        "build": (seed, *edition, "--out", ""),
        "batch": (seed, *edition, "--out", ""),
        "digest": (seed, "--audience", "public", "--out", ""),
        "init": ("",),
        "schema": ("--out", ""),
    }[command]
    outcome = briefgen(command, *given)
    assert outcome.status == 2
    assert "the name is empty; write . for the current folder" in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_init_names_a_schema_that_is_there(starter: Path) -> None:
    files = [*starter.glob("*.yaml"), *starter.glob("excerpts/*.yaml")]
    assert len(files) == 4
    for file in files:
        first = file.read_text().splitlines()[0]
        head, _, schema = first.partition("$schema=")
        assert head == "# yaml-language-server: "
        assert json.loads((file.parent / schema).read_text())["$schema"]


def test_init_leaves_a_used_folder_alone(tmp_path: Path, briefgen: Briefgen) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("keep")
    outcome = briefgen("init", "mine")
    assert outcome.status == 1
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_init_speaks_of_its_folder_and_of_no_option(tmp_path: Path, briefgen: Briefgen) -> None:
    (tmp_path / "file").write_text("no folder")
    outcome = briefgen("init", "file/mine")
    assert outcome.status == 1
    assert "a file stands where a folder should be" in outcome.err
    assert "name another folder: briefgen init DIR" in outcome.err
    assert "--out" not in outcome.err


def test_init_takes_a_dot_for_the_current_folder(tmp_path: Path, briefgen: Briefgen) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    assert briefgen("init", ".", cwd=folder).status == 0
    assert briefgen("check", cwd=folder).status == 0


@pytest.mark.parametrize("length", ["blurb", "one-pager", "two-pager", "memo", "full"])
def test_the_new_dossier_builds_at_every_length(
    length: str, starter: Path, briefgen: Briefgen
) -> None:
    outcome = briefgen("build", starter, "--audience", "public", "--length", length)
    assert outcome.status == 0, outcome.err
    assert len(outcome.out.splitlines()) == 2


# Doctor ---------------------------------------------------------------------------------------


def test_doctor_finds_what_the_tests_run_on(briefgen: Briefgen) -> None:
    outcome = briefgen("doctor")
    assert outcome.status == 0
    for name in ("Python", "weasyprint", "Pango", "Carlito", "LibreOffice"):
        assert name in outcome.out
    findings = json.loads(briefgen("doctor", "--json").out)["findings"]
    assert {finding["state"] for finding in findings} <= {"ok", "lacking"}
    assert len(findings) > 10


def test_doctor_says_what_a_lack_means_and_what_mends_it(
    briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    from briefgen import doctor

    monkeypatch.setattr(doctor, "_opened", lambda _: None)
    monkeypatch.setattr(doctor, "_font_families", lambda: frozenset({"Courier"}))
    monkeypatch.setattr(doctor.shutil, "which", lambda _: None)
    outcome = briefgen("doctor")
    assert outcome.status == 1
    assert "MISSING Pango" in outcome.out
    assert "libpango-1.0-0" in outcome.out
    assert "fonts-crosextra-carlito" in outcome.out
    assert "Briefs cannot be built until this is mended: Pango, PangoFT2." in outcome.out


def test_doctor_counts_a_missing_library_and_an_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from briefgen import doctor

    declared = [("no-such-library", "1.0"), ("click", "9999.0"), ("click", "1.0")]
    monkeypatch.setattr(doctor, "_requirements", lambda: declared)
    states = [finding.state for finding in doctor._libraries()]
    assert states == ["missing", "lacking", "ok"]


def test_doctor_without_any_font_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    from briefgen import doctor

    monkeypatch.setattr(doctor, "_font_families", frozenset)
    assert [finding.state for finding in doctor._fonts()] == ["missing"]


def test_doctor_knows_every_declared_library() -> None:
    from importlib import metadata

    from briefgen import doctor

    declared = [line for line in metadata.requires("briefgen") or () if "extra" not in line]
    assert len(declared) > 8
    assert len(doctor._requirements()) == len(declared)


# The outer wall -------------------------------------------------------------------------------


@pytest.fixture
def raising(
    monkeypatch: pytest.MonkeyPatch, briefgen: Briefgen
) -> Iterator[Callable[[BaseException], Outcome]]:
    """Run a command within which something is raised."""

    def call(error: BaseException) -> Outcome:
        def fail(**_: object) -> None:
            raise error

        monkeypatch.setattr(cli.commands["doctor"], "callback", fail)
        return briefgen("doctor")

    return call


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (BriefgenError("the moon is down", hint="look up"), 1, "error: the moon is down\n  hint:"),
        (DossierError("odd", Place("a.yaml", 3, 4)), 1, "a.yaml:3:4: odd\n"),
        (
            InputErrors(
                [DossierError("b", Place("b.yaml", 1)), DossierError("a", Place("a.yaml"))]
            ),
            1,
            "a.yaml: a\nb.yaml:1: b\nerror: 2 mistakes found\n",
        ),
        (click.UsageError("not so"), 2, "Error: not so"),
        (KeyboardInterrupt(), 130, "stopped"),
        (OSError(errno.EIO, "Input/output error", "x\x1b[31m.txt"), 1, "x\\x1b[31m.txt: Input"),
        (ModuleNotFoundError("no", name="weasyprint"), 1, "weasyprint is not installed"),
        (MemoryError(), 1, "not enough memory"),
        (ZeroDivisionError("a/b\n"), 70, "bug in briefgen, not in your files (ZeroDivisionError"),
        (RecursionError(), 70, "(RecursionError)"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_happens_ends_in_a_message_and_a_status(
    error: BaseException,
    status: int,
    told: str,
    raising: Callable[[BaseException], Outcome],
) -> None:
    outcome = raising(error)
    assert outcome.status == status
    assert told in outcome.err
    assert outcome.out == ""
    assert no_traceback(outcome)


def test_the_traceback_of_a_bug_is_there_for_those_who_ask(
    raising: Callable[[BaseException], Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFGEN_TRACEBACK", "1")
    outcome = raising(ZeroDivisionError("oh"))
    assert outcome.status == 70
    assert "Traceback (most recent call last)" in outcome.err


def test_ctrl_c_stops_and_leaves_whole_files_only(starter: Path) -> None:
    program = subprocess.Popen(
        [
            *(sys.executable, "-m", "briefgen", "build", starter, "--out", starter / "out"),
            *("--audience", "all", "--length", "all", "--format", "docx"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    first = program.stdout.readline()
    program.send_signal(signal.SIGINT)
    rest, told = program.communicate(timeout=60)
    assert (program.returncode, told.strip()) == (130, "briefgen: stopped")
    files = sorted(path for path in (starter / "out").rglob("*") if path.is_file())
    assert sorted(map(Path, (first + rest).split())) <= files
    assert 1 <= len(files) < 20
    for path in files:
        assert zipfile.is_zipfile(path), path


def test_a_reader_that_goes_away_is_no_error(starter: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "briefgen", "outline", starter],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output_is_told(starter: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "briefgen", "outline", starter],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "error: the output: No space left on device\n"


def test_a_terminal_that_knows_few_characters_is_no_error(starter: Path, python: Python) -> None:
    done = python("-m", "briefgen", "outline", starter, PYTHONIOENCODING="latin-1")
    assert done.returncode == 0, done.stderr
    assert "\\u201c" in done.stdout


@pytest.mark.skipif(shutil.which("script") is None, reason="needs script(1), for a terminal")
@pytest.mark.parametrize("no_colour", ["", "1"])
def test_colour_is_for_terminals_that_want_it(no_colour: str, tmp_path: Path) -> None:
    command = f"{sys.executable} -m briefgen init {tmp_path}/used"
    (tmp_path / "used").mkdir()
    (tmp_path / "used/file").write_text("")
    environment = os.environ | {"NO_COLOR": no_colour, "TERM": "xterm"}
    done = subprocess.run(
        ["script", "--quiet", "--return", "--command", command, "/dev/null"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "is not an empty folder" in done.stdout
    assert ("\x1b[" in done.stdout) is (no_colour == "")


# All formats ----------------------------------------------------------------------------------


def test_of_all_formats_those_are_made_that_can_be(
    starter: Path, tmp_path: Path, briefgen: Briefgen
) -> None:
    """Nobody asked for a mail: that the dossier has no address for it keeps no other file back."""
    wanted = ("build", starter, "--audience", "public", "--length", "full", "--out", tmp_path)
    made = briefgen(*wanted, "--format", "all")
    assert made.status == 0, made.err
    endings = sorted(Path(line).suffix for line in made.out.splitlines())
    assert endings == [".docx", ".html", ".md", ".pdf", ".txt"]
    assert "no mails (eml) are made: the newsletter has no subject" in made.err
    assert "KB: Gmail will cut it off at 102 KB" in made.err
    named = briefgen(*wanted, "--format", "html")
    assert named.status == 1
    assert "KB: Gmail would cut it off at 102 KB" in named.err
    lacking = briefgen(*wanted, "--format", "txt,eml")
    assert lacking.status == 1
    assert "the newsletter has no subject" in lacking.err


def test_what_the_sample_says_of_mails_makes_mails(
    starter: Path, tmp_path: Path, briefgen: Briefgen
) -> None:
    frame = starter / "dossier.yaml"
    text = frame.read_text(encoding="utf-8")
    head, mails = text.split("# For mails (eml)")
    frame.write_text(head + "".join(mails.split("\n", 1)[1]).replace("# ", ""), encoding="utf-8")
    wanted = ("--audience", "public", "--length", "blurb", "--format", "all", "--out", tmp_path)
    made = briefgen("build", starter, *wanted)
    assert (made.status, made.err) == (0, "")
    assert len(made.out.splitlines()) == 6
