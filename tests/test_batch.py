"""Batches: what is made, what is not made again, and what the manifest says of it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from clusters import await_workers, cluster
from conftest import Outcome
from rich.cells import cell_len

from briefgen import batch, workers
from briefgen.batch import Listener
from briefgen.crew import Alone
from briefgen.orders import Order
from briefgen.recipients import RecipientList
from briefgen.request import Request
from briefgen.stamps import stamp
from briefgen.unchanged import asked_for, files_left
from briefgen.workshop import Workshop

TEXTS = ("txt", "md")
Run = Callable[..., batch.Outcome]


def order(
    dossier: Path,
    audiences: tuple[str, ...] = ("congress", "public"),
    lengths: tuple[str, ...] = ("blurb",),
    formats: tuple[str, ...] = TEXTS,
    words: int | None = None,
) -> Order:
    """Editions of the dossier in this folder."""
    workshop = Workshop.open(dossier)
    requests = tuple(
        Request(a, n, formats=formats, words=words) for a in audiences for n in lengths
    )
    return Order(dossier, workshop.read(dossier), workshop, requests, stamp(dossier))


def made(
    dossier: Path,
    out: Path,
    rows: str = "",
    force: bool = False,
    prune: bool = False,
    **what: object,
) -> tuple[batch.Outcome, list[str]]:
    """Run a batch in this process; the outcome, and the files that were written."""
    written: list[str] = []
    people = path = None
    if rows:
        path = out.with_suffix(".csv")
        path.write_text(rows, encoding="utf-8")
        people = RecipientList(path, audience="congress")
    outcome = batch.run(
        [order(dossier, **what)],  # type: ignore[arg-type]
        out,
        lambda _: Alone(),
        recipients=people,
        asked=asked_for([dossier], what, path),
        force=force,
        prune=prune,
        listener=Listener(wrote=lambda path: written.append(path.relative_to(out).as_posix())),
    )
    return outcome, written


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below *folder* with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# What is made --------------------------------------------------------------------------------


def test_two_batches_give_equal_trees(starter: Path, tmp_path: Path) -> None:
    outcome, written = made(starter, tmp_path / "a")
    assert (outcome.written, outcome.fresh, outcome.failures) == (4, 0, [])
    assert sorted(written) == [
        f"{starter.name}/{audience}-blurb.{form}"
        for audience in ("congress", "public")
        for form in ("md", "txt")
    ]
    made(starter, tmp_path / "b")
    assert tree(tmp_path / "a") == tree(tmp_path / "b")
    assert set(tree(tmp_path / "a")) == {*written, "manifest.json", ".briefgen.lock"}


def test_an_unchanged_dossier_is_not_rendered_again(starter: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    made(starter, out)
    before = tree(out)

    def hire(_: int) -> Alone:
        pytest.fail("there is no work")

    outcome = batch.run([order(starter)], out, hire)
    assert (outcome.written, outcome.fresh) == (0, 4)
    assert tree(out) == before


def test_force_makes_everything_anew(starter: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    made(starter, out)
    before = tree(out)
    assert len(made(starter, out, force=True)[1]) == 4
    assert tree(out) == before


def test_files_that_were_changed_or_removed_are_made_again(starter: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    made(starter, out)
    before = tree(out)
    (out / starter.name / "public-blurb.txt").write_text("scribbled")
    (out / starter.name / "congress-blurb.md").unlink()
    outcome, written = made(starter, out)
    assert sorted(Path(path).name for path in written) == ["congress-blurb.md", "public-blurb.txt"]
    assert outcome.fresh == 2
    assert tree(out) == before


# Freshness -----------------------------------------------------------------------------------


@pytest.fixture
def fits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The editions that are fitted from now on."""
    seen: list[str] = []
    prepare = workers.prepare

    def counted(outline: object, request: Request, *rest: object, **named: object) -> object:
        seen.append(request.audience)
        return prepare(outline, request, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(workers, "prepare", counted)
    return seen


def shown_by(out: Path, edition: str) -> set[str]:
    return set(json.loads((out / "manifest.json").read_text())["editions"][edition]["excerpts"])


def excerpt_file(dossier: Path, name: str) -> Path:
    (found,) = [
        path
        for path in (dossier / "excerpts").glob("*.yaml")
        if f"id: {name}\n" in path.read_text()
    ]
    return found


def test_a_touched_excerpt_renders_the_editions_that_show_it(
    starter: Path, tmp_path: Path, fits: list[str]
) -> None:
    out = tmp_path / "out"
    made(starter, out)
    shown = shown_by(out, f"{starter.name}/congress-blurb")
    assert shown
    name = sorted(shown)[0]
    users = [
        a for a in ("congress", "public") if name in shown_by(out, f"{starter.name}/{a}-blurb")
    ]
    path = excerpt_file(starter, name)
    edit(path, f"id: {name}\n", f"id: {name}\n    as_of: 2025-12\n")
    fits.clear()
    _, written = made(starter, out)
    assert {Path(one).name.split("-")[0] for one in written} == set(users)
    fresh = tmp_path / "fresh"
    made(starter, fresh)
    assert tree(out) == tree(fresh), "a batch that goes on must end where a new one does"


def test_an_excerpt_that_is_not_chosen_renders_nothing(
    starter: Path, tmp_path: Path, fits: list[str]
) -> None:
    """It may be chosen now, so the edition is fitted again; nothing new comes of it."""
    out = tmp_path / "out"
    made(starter, out)
    shown = shown_by(out, f"{starter.name}/congress-blurb") | shown_by(
        out, f"{starter.name}/public-blurb"
    )
    everyone = Workshop.open(starter).read(starter).excerpts
    spare = [name for name in everyone if name not in shown and not everyone[name].as_of]
    assert spare
    for name in spare:
        path = excerpt_file(starter, name)
        edit(path, f"id: {name}\n", f"id: {name}\n    as_of: 2025-12\n")
    fits.clear()
    outcome, written = made(starter, out)
    assert (written, outcome.fresh) == ([], 4)
    made(starter, tmp_path / "fresh")
    assert tree(out) == tree(tmp_path / "fresh")


def test_what_bears_on_no_word_changes_no_file(
    starter: Path, tmp_path: Path, fits: list[str]
) -> None:
    out = tmp_path / "out"
    made(starter, out)
    fits.clear()
    for path in (starter / "excerpts").glob("*.yaml"):
        path.write_text("# A line above moves every excerpt.\n" + path.read_text())
    (starter / "templates").mkdir()
    template = Workshop.open().templates.read("blurb.html.j2")
    (starter / "templates" / "blurb.html.j2").write_text("{# ours #}" + template)
    assert made(starter, out)[1] == []
    assert fits == []
    made(starter, tmp_path / "fresh")
    assert tree(out) == tree(tmp_path / "fresh"), "the manifest names the template as it is now"


@pytest.mark.parametrize("what", ["template", "house", "catalog", "versions", "fonts"])
def test_whatever_bears_on_all_files_renders_all(
    what: str, starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    made(starter, out)
    shipped = Workshop.open().templates
    own = starter / "templates"
    own.mkdir()
    if what == "template":
        text = shipped.read("blurb.html.j2").replace("<article>", "<article><p>New.</p>")
        (own / "blurb.html.j2").write_text(text)
    elif what == "house":
        (own / "house.yaml").write_text(shipped.read("house.yaml").replace("#1b2330", "#000000"))
    elif what == "catalog":
        text = shipped.read("lengths.yaml")
        (own / "lengths.yaml").write_text(text.replace("most_words: 30", "most_words: 31"))
    else:
        _change_environment(what, monkeypatch)
    outcome, written = made(starter, out)
    if what == "catalog":  # another bound on quotations: fitted again, the same comes out
        assert outcome.fresh == 4
    else:
        assert len(written) == 4


def _change_environment(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from briefgen import freshness, unchanged
    from briefgen.environment import environment

    now = environment()
    other = (
        replace(now, versions={**now.versions, "weasyprint": "99"})
        if what == "versions"
        else replace(now, fonts="others")
    )
    for module in (freshness, unchanged):
        monkeypatch.setattr(module, "environment", lambda: other)
    # What a process runs on never changes while it lives: this one plays the next.
    workers._ingredients.cache_clear()


def test_an_edition_that_borrows_words_is_made_anew_when_their_source_changes(
    starter: Path, tmp_path: Path
) -> None:
    """Its evidence says where they stand, though it shows no excerpt."""
    own = starter / "templates" / "blurb.html.j2"
    own.parent.mkdir()
    own.write_text("<article><p>They “filled most of the public comment”.</p></article>")
    _, written = made(starter, tmp_path / "out", audiences=("public",), formats=("docx",))
    assert len(written) == 1
    text = starter / "texts" / "committee-report.txt"
    text.write_text(f"{text.read_text(encoding='utf-8')}\nMore.\n", encoding="utf-8")
    _, written = made(starter, tmp_path / "out", audiences=("public",), formats=("docx",))
    assert len(written) == 1


# Editions that are gone ----------------------------------------------------------------------


def test_editions_of_another_batch_stay(starter: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    made(starter, out, audiences=("congress",))
    outcome, _ = made(starter, out, audiences=("public",), formats=("txt",), prune=True)
    assert outcome.gone == ()
    assert len(json.loads((out / "manifest.json").read_text())["files"]) == 3


def test_files_of_editions_that_are_gone_are_named_and_removed(
    starter: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    own = starter / "templates"
    own.mkdir()
    (own / "audiences.yaml").write_text(
        "audiences:\n  - {id: mayors, name: Mayors, reader: mayors}\n"
    )
    made(starter, out, audiences=("mayors", "public"))
    (own / "audiences.yaml").unlink()
    stranger = out / starter.name / "notes.txt"
    stranger.write_text("not ours")
    outcome, _ = made(starter, out, audiences=("public",))
    gone = tuple(f"{starter.name}/mayors-blurb.{form}" for form in ("md", "txt"))
    assert outcome.gone == gone
    assert all((out / path).is_file() for path in gone)
    outcome, _ = made(starter, out, audiences=("public",), prune=True)
    assert outcome.gone == gone
    assert not any((out / path).exists() for path in gone)
    assert stranger.is_file()
    assert "mayors" not in (out / "manifest.json").read_text()
    assert made(starter, out, audiences=("public",))[0].gone == ()


# Failures ------------------------------------------------------------------------------------


def test_an_edition_that_fails_does_not_keep_the_others(starter: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    own = starter / "templates"
    own.mkdir()
    shipped = Workshop.open().templates.read("lengths.yaml")
    entry = shipped[shipped.index("  - id: blurb") : shipped.index("  - id: one-pager")]
    broken = entry.replace("id: blurb", "id: broken").replace("blurb.html.j2", "broken.html.j2")
    tight = entry.replace("id: blurb", "id: tight").replace("[90, 150]", "[1, 2]")
    (own / "lengths.yaml").write_text(f"lengths:\n{broken}\n{tight}")
    (own / "broken.html.j2").write_text("<article>{{ edition.nonsense }}</article>")
    told: list[str] = []
    outcome = batch.run(
        [order(starter, lengths=("broken", "tight", "blurb"))],
        out,
        lambda _: Alone(),
        listener=Listener(failed=lambda name, _: told.append(name)),
    )
    assert outcome.written == 4
    assert len(outcome.failures) == len(told) == 4
    messages = "\n".join(failure.message for _, failure in outcome.failures)
    assert "unknown variable" in messages
    assert "does not fit" in messages
    assert all(failure.records for _, failure in outcome.failures)


BROKEN = "editions: {congress/blurb: {pin: [committee]}}\n"
"""Makes an edition that cannot be composed: its template has no place for stakeholders."""


@pytest.mark.parametrize("personal", [False, True])
def test_an_edition_that_cannot_be_composed_has_one_name(
    starter: Path, tmp_path: Path, personal: bool
) -> None:
    """Whether it was made before, and its agenda says so, or never was, and a worker does."""
    dossier = starter / "dossier.yaml"
    sound = dossier.read_text(encoding="utf-8")
    told = []
    for text in (sound + BROKEN, sound, sound + BROKEN):
        dossier.write_text(text, encoding="utf-8")
        outcome, _ = made(
            starter, tmp_path / "out", PEOPLE if personal else "", audiences=("congress",)
        )
        told.append([(title, one.message.splitlines()[0]) for title, one in outcome.failures])
    before, between, after = told
    assert [title for title, _ in before] == [f"{starter.name} congress-blurb"]
    assert "no place for it" in before[0][1]
    assert (between, after) == ([], before)


def test_files_whose_edition_is_not_on_record_keep_no_other_from_being_made(
    starter: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    made(starter, out)
    manifest = json.loads((out / "manifest.json").read_text())
    (out / "manifest.json").write_text(json.dumps(manifest | {"editions": {}, "batches": {}}))
    before = tree(out / starter.name)
    dossier = starter / "dossier.yaml"
    dossier.write_text(dossier.read_text(encoding="utf-8") + BROKEN, encoding="utf-8")
    outcome, _ = made(starter, out)
    assert [title for title, _ in outcome.failures] == [f"{starter.name} congress-blurb"]
    assert tree(out / starter.name) == before
    assert [*json.loads((out / "manifest.json").read_text())["editions"]] == [
        f"{starter.name}/public-blurb"
    ]


def test_a_worker_that_sees_another_dossier_makes_no_file(starter: Path, tmp_path: Path) -> None:
    wanted = order(starter)
    edit(starter / "dossier.yaml", "leaf", "twig")
    outcome = batch.run([wanted], tmp_path / "out", lambda _: Alone())
    assert outcome.written == 0
    assert len(outcome.failures) == 2
    assert "another file" in outcome.failures[0][1].message


# Recipients ----------------------------------------------------------------------------------

PEOPLE = (
    "name,office,email,district\n"
    '"Lee, Ann ""Annie""",=cmd()|x,ann@example.org,1\n'
    "José Núñez,../../Whip,jose@example.org,2\n"
    "Bob <b>,R&D,,3\n"
)


def test_one_personal_edition_a_row(starter: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcome, written = made(starter, out, PEOPLE, formats=("txt",))
    folder = f"{starter.name}/congress-blurb"
    assert written == [
        f"{folder}/cmd-x-lee-ann-annie.txt",
        f"{folder}/whip-jose-nunez.txt",
        f"{folder}/r-d-bob-b.txt",
    ]
    assert outcome.failures == []
    greetings = [(out / path).read_text().count("Dear ") for path in written]
    assert greetings == [1, 1, 1]
    assert "Dear Bob <b>," in (out / written[2]).read_text()
    made(starter, tmp_path / "again", PEOPLE, formats=("txt",))
    assert tree(out) == tree(tmp_path / "again")
    outcome, _ = made(starter, out, PEOPLE, formats=("txt",))
    assert (outcome.written, outcome.fresh) == (0, 3)


def test_one_row_changes_one_file(starter: Path, tmp_path: Path, fits: list[str]) -> None:
    out = tmp_path / "out"
    made(starter, out, PEOPLE, formats=("txt",))
    assert fits == ["congress"], "one fit serves all rows"
    _, written = made(starter, out, PEOPLE.replace("R&D", "R&D 2"), formats=("txt",))
    assert [Path(one).name for one in written] == ["r-d-2-bob-b.txt"]
    outcome, written = made(starter, out, PEOPLE, formats=("txt",), prune=True)
    assert [Path(one).name for one in outcome.gone] == ["r-d-2-bob-b.txt"]
    assert written == []


def test_rows_choose_their_audience(starter: Path, tmp_path: Path) -> None:
    rows = "name,office,email,audience\nA,B,,public\nC,D,,\n"
    _, written = made(starter, tmp_path / "out", rows, formats=("txt",))
    assert written == [
        f"{starter.name}/public-blurb/b-a.txt",
        f"{starter.name}/congress-blurb/d-c.txt",
    ]


def test_templates_name_columns(starter: Path, tmp_path: Path) -> None:
    (starter / "templates").mkdir()
    template = Workshop.open().templates.read("blurb.html.j2")
    text = template.replace(
        "{{ edition.recipient.greeting | comma }}</p>",
        "Dear you,</p><p>District {{ edition.recipient.district }}</p>",
    )
    (starter / "templates" / "blurb.html.j2").write_text(text)
    _, written = made(starter, tmp_path / "out", PEOPLE, formats=("txt",))
    assert len(written) == 3
    for number, path in enumerate(written, 1):
        assert f"District {number}" in (tmp_path / "out" / path).read_text()
    outcome, _ = made(starter, tmp_path / "no", "name,office,email\nA,B,\n", formats=("txt",))
    assert "district" in outcome.failures[0][1].message


def test_mails_are_addressed_and_carry_one_recipient_each(seed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    _, written = made(seed, out, PEOPLE, formats=("eml",))
    mails = [
        message_from_bytes((out / path).read_bytes(), policy=policy.default) for path in written
    ]
    assert [str(mail["To"] or "") for mail in mails] == [
        '"Lee, Ann \\"Annie\\"" <ann@example.org>', "José Núñez <jose@example.org>", "",
    ]  # fmt: skip


def test_a_mail_that_goes_to_nobody_is_told_each_time(seed: Path, tmp_path: Path) -> None:
    rows = "name,office,email\nA,B,a@example.org\nC,D,\nE,F,\n"
    for count in (3, 0):
        outcome, written = made(seed, tmp_path / "out", rows, formats=("eml",))
        assert len(written) == count
        told = [warning for warning in outcome.warnings if "addressed to nobody" in warning]
        [warning] = told
        assert warning.startswith(f"{tmp_path / 'out.csv'}: rows 3, 4 without an email: ")
    outcome, _ = made(seed, tmp_path / "out", rows, formats=("txt",))
    assert not any("nobody" in warning for warning in outcome.warnings)


def test_what_no_mail_of_an_edition_has_is_told_once_for_all_rows(
    starter: Path, tmp_path: Path
) -> None:
    outcome, written = made(starter, tmp_path / "out", PEOPLE, formats=("eml",))
    assert written == []
    [(edition, failure)] = outcome.failures
    assert edition == f"{starter.name} congress-blurb"
    assert re.search(r"dossier\.yaml:\d+:\d+: the newsletter has no subject", failure.message)


def test_printed_personal_editions_keep_to_the_room_of_one_fit(
    starter: Path, tmp_path: Path
) -> None:
    long = "Office of the Deputy Assistant Under Secretary " * 4
    rows = PEOPLE + f"Long,{long},,4\n"
    outcome, written = made(
        starter, tmp_path / "out", rows, lengths=("one-pager",), formats=("pdf", "docx")
    )
    assert len(written) == 6
    ((title, failure),) = outcome.failures
    assert "row 5" in title
    assert "more lines than there is room for" in failure.message
    for path in written:
        data = (tmp_path / "out" / path).read_bytes()
        if path.endswith(".pdf"):
            assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") <= 1
            text = pdf_text(data)
        else:
            text = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
        name = next(
            one
            for one in ("Annie", "Núñez", "Bob")
            if one.lower()[:3] in path.replace("nunez", "núñez")
        )
        assert name in text
        assert "Prepared for" in text


def pdf_text(data: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()


def test_memos_have_the_recipient_in_to(starter: Path, tmp_path: Path) -> None:
    rows = "name,office,email\nAnn Lee,Whip’s Office,\n"
    _, written = made(
        starter, tmp_path / "out", rows, lengths=("memo",), formats=("txt",), words=1500
    )
    (path,) = written
    assert re.search(r"(?i)to:?\s+Ann Lee, Whip’s Office", (tmp_path / "out" / path).read_text())


# The command ---------------------------------------------------------------------------------


def test_the_command_makes_everything_by_default(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    from briefgen.cli import batch_run

    asked: list[Order] = []

    def run(orders: tuple[Order, ...], *_: object, **__: object) -> batch.Outcome:
        asked.extend(orders)
        return batch.Outcome()

    monkeypatch.setattr(batch_run.batch, "run", run)
    assert briefgen("batch", starter).status == 0
    (one,) = asked
    workshop = Workshop.open()
    assert {(r.audience, r.length) for r in one.requests} == {
        (a, n) for a in workshop.audiences for n in workshop.lengths
    }
    assert {form for request in one.requests for form in request.formats} >= {"pdf", "docx", "md"}


def test_the_command_prints_one_line_a_file(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    command = ("batch", starter, "--audience", "public", "--length", "blurb", "--format", "txt")
    found = briefgen(*command, "--out", "out")
    assert found.status == 0
    assert found.out.splitlines() == [f"out/{starter.name}/public-blurb.txt"]
    assert "1 file written, 0 up to date" in found.err
    found = briefgen(*command, "--out", "out", "--json")
    events = [json.loads(line) for line in found.out.splitlines()]
    assert [event["event"] for event in events] == ["begun", "done"]
    assert events[-1]["fresh"] == 1
    found = briefgen(*command, "--out", "out", "--json", "--force")
    assert [json.loads(line)["event"] for line in found.out.splitlines()] == [
        "begun",
        "wrote",
        "done",
    ]


# Nothing to do -------------------------------------------------------------------------------

BLURB = ("--audience", "public", "--length", "blurb", "--format", "txt")


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each batch that looked at its dossiers, and did not know at once."""
    from briefgen.cli import batch_run

    found: list[int] = []
    original = batch_run.run_batch

    def run(*arguments: object, **options: object) -> int:
        found.append(1)
        return original(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(batch_run, "run_batch", run)
    return found


def test_where_no_file_changed_no_dossier_is_read(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome], looked: list[int]
) -> None:
    briefgen("batch", starter, *BLURB, "--out", "out")
    before = tree(tmp_path / "out")
    again = briefgen("batch", starter, *BLURB, "--out", "out")
    assert (again.status, again.out) == (0, "")
    assert again.err == "0 files written, 1 up to date, 0 editions failed\n"
    assert len(looked) == 1
    assert tree(tmp_path / "out") == before


def _lose(path: Path) -> None:
    path.unlink()


def _append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n# x\n")


@pytest.mark.parametrize(
    ("change", "options"),
    [
        (lambda d, out: _append(d / "dossier.yaml"), ()),
        (lambda d, out: _append(next((d / "texts").iterdir())), ()),
        (lambda d, out: (d / "templates").mkdir() or (d / "templates/x.j2").write_text("x"), ()),
        (lambda d, out: _append(out / d.name / "public-blurb.txt"), ()),
        (lambda d, out: _lose(out / d.name / "public-blurb.txt"), ()),
        (lambda d, out: _lose(out / "manifest.json"), ()),
        (lambda d, out: (out / ".briefgen.journal").write_text("\n"), ()),
        (lambda d, out: None, ("--words", "180")),
        (lambda d, out: None, ("--link", "https://example.org/another")),
        (lambda d, out: None, ("--stance", "advocacy")),
        (lambda d, out: None, ("--force",)),
        (lambda d, out: None, ("--prune",)),
    ],
)
def test_whatever_may_change_a_file_is_looked_at(
    starter: Path,
    tmp_path: Path,
    briefgen: Callable[..., Outcome],
    looked: list[int],
    change: Callable[[Path, Path], object],
    options: tuple[str, ...],
) -> None:
    briefgen("batch", starter, *BLURB, "--out", "out")
    change(starter, tmp_path / "out")
    briefgen("batch", starter, *BLURB, *options, "--out", "out")
    assert len(looked) == 2


def test_what_failed_or_needs_a_warning_is_looked_at_again(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome], looked: list[int]
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "dossier.yaml").write_text("nonsense: 1\n")
    for _ in range(2):
        found = briefgen("batch", broken, starter, *BLURB, "--out", "out")
        assert found.status == 1
        assert "broken (every edition)" in found.err
    assert len(looked) == 2


def test_what_another_batch_wrote_over_is_made_again(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome], looked: list[int]
) -> None:
    file = tmp_path / "out" / starter.name / "public-blurb.txt"
    found = []
    for options in (("--stance", "advocacy"), (), ("--stance", "advocacy")):
        briefgen("batch", starter, *BLURB, *options, "--out", "out")
        found.append(file.read_bytes())
    assert found[0] == found[2] != found[1]
    assert len(looked) == 3


def test_a_column_that_was_meant_for_another_is_told(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("name,office,email,greting\nA,B,,Hello\n", encoding="utf-8")
    for _ in range(2):
        found = briefgen("batch", starter, *BLURB, "--recipients", rows, "--out", "out")
        assert found.status == 0
        assert "'greting' is used by no template; did you mean 'greeting'?" in found.err


def test_a_changed_list_is_looked_at(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome], looked: list[int]
) -> None:
    rows = tmp_path / "rows.csv"
    for text in (PEOPLE, PEOPLE, PEOPLE.replace("Bob", "Rob"), PEOPLE):
        rows.write_text(text, encoding="utf-8")
        briefgen("batch", starter, *BLURB, "--recipients", rows, "--out", "out")
    assert len(looked) == 3


def test_a_list_that_changed_meanwhile_is_not_taken_for_what_it_was(
    starter: Path, tmp_path: Path
) -> None:
    out, rows = tmp_path / "out", tmp_path / "rows.csv"
    rows.write_text(PEOPLE, encoding="utf-8")
    asked = asked_for([starter], {}, rows)
    rows.write_text(PEOPLE.replace("Bob", "Rob"), encoding="utf-8")
    people = RecipientList(rows, audience="congress")
    batch.run([order(starter)], out, lambda _: Alone(), recipients=people, asked=asked)
    assert files_left(out, asked) == 0
    asked = asked_for([starter], {}, rows)
    batch.run([order(starter)], out, lambda _: Alone(), recipients=people, asked=asked)
    assert files_left(out, asked) == 6


def test_files_that_are_gone_are_named_each_time(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    head, *people = PEOPLE.splitlines(keepends=True)
    lists = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path, person in zip(lists, people, strict=False):
        path.write_text(head + person, encoding="utf-8")
    said = []
    for path in (lists[0], lists[1], lists[0], lists[0]):
        found = briefgen("batch", starter, *BLURB, "--recipients", path, "--out", "out")
        said.append("no longer exist" in found.err)
    assert said == [False, True, True, True]


def test_a_list_out_of_a_pipe_is_refused(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    os.mkfifo(tmp_path / "rows.csv")
    found = briefgen("batch", starter, *BLURB, "--recipients", tmp_path / "rows.csv")
    assert found.status == 2
    assert "save the list to a file" in found.err


def test_a_warning_is_told_again(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome], looked: list[int]
) -> None:
    text = (starter / "dossier.yaml").read_text()
    assert "\nnewsletter" not in text, "so that no mails can be made, and that is told"
    options = ("--audience", "public", "--length", "blurb", "--out", "out")
    told = [briefgen("batch", starter, *options).err for _ in range(2)]
    assert ["no mails (eml) are made" in one for one in told] == [True, True]


def test_mails_are_made_of_the_editions_that_have_what_they_need(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    chosen = "\neditions: {public/blurb: {subject: Leaves and smoke}}\n"
    with (starter / "dossier.yaml").open("a") as file:
        file.write(chosen)
    options = ("--audience", "congress,public", "--length", "blurb", "--out", "out")
    addresses = ("--unsubscribe", "out@example.org", "--link", "https://example.org/x")
    found = briefgen("batch", starter, *options, *addresses)
    assert found.status == 0
    assert "no mails (eml) are made of congress blurb: the newsletter has no subject" in found.err
    assert [path.name for path in (tmp_path / "out").rglob("*.eml")] == ["public-blurb.eml"]


def test_where_no_mails_can_be_made_recipients_get_all_other_files(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    people = tmp_path / "people.csv"
    people.write_text("name,office,email\nA. One,Office 1,a@example.org\n")
    wanted = ("--recipients", people, "--audience", "public", "--length", "blurb")
    made = briefgen("batch", starter, *wanted, "--out", tmp_path / "out")
    assert made.status == 0, made.err
    assert "no mails (eml) are made" in made.err
    assert sorted(Path(line).suffix for line in made.out.splitlines()) == [
        *(".docx", ".html", ".md", ".pdf", ".txt")
    ]


def test_batches_into_the_dossier_itself_know_nothing_is_to_be_done(
    starter: Path, briefgen: Callable[..., Outcome], looked: list[int]
) -> None:
    for _ in range(2):
        briefgen("batch", starter, *BLURB, "--out", starter / "out")
    assert len(looked) == 1


def test_the_command_lists_failures_and_exits_with_1(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "dossier.yaml").write_text("nonsense: 1\n")
    found = briefgen(
        "batch", broken, starter, "--audience", "public", "--length", "blurb", "--format", "txt"
    )
    assert found.status == 1
    assert found.out.splitlines() == [f"out/{starter.name}/public-blurb.txt"]
    assert "FAILED" in found.err
    assert "broken (every edition)" in found.err
    found = briefgen("batch", broken, "--json")
    events = [json.loads(line) for line in found.out.splitlines()]
    assert [event["event"] for event in events] == ["failed", "begun", "done"]
    assert events[0]["errors"][0]["file"]


@pytest.mark.parametrize(
    "options",
    [
        ("--jobs", "2", "--scheduler", "tcp://127.0.0.1:1"),
        ("--recipients", "list.csv"),
        ("--recipients", "list.csv", "--length", "blurb", "--audience", "all"),
        ("--audience", "nobody"),
        ("--recipients", "not-there.csv"),
        ("--pages", "1", "--words", "90"),
        ("--format", "pdf,docx", "--subject", "Leaves"),
        ("--format", "txt", "--attach-pdf"),
    ],
)
def test_options_that_mean_nothing_are_wrong_usage(
    options: tuple[str, ...], starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    (tmp_path / "list.csv").write_text("name,office,email\nA,B,\n")
    assert briefgen("batch", starter, *options).status == 2
    assert not (tmp_path / "out").exists()


def test_mistakes_in_a_list_are_reported_before_anything_is_made(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    with (tmp_path / "list.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows(
            [["name", "office", "email"], ["A\nBcc: x", "B", ""], ["", "", "x"]]
        )
    found = briefgen(
        "batch", starter, "--recipients", "list.csv", "--audience", "public", "--length", "blurb"
    )
    assert found.status == 1
    assert "list.csv:2: row 2: name" in found.err
    assert "row 3: has no name" in found.err
    assert not (tmp_path / "out" / starter.name).exists()


def test_a_batch_that_cannot_begin_tells_programs_so(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    (tmp_path / "list.csv").write_text("name,mail\nA,B\n")
    options = ("--audience", "public", "--length", "blurb", "--json")
    found = briefgen("batch", starter, "--recipients", "list.csv", *options)
    assert found.status == 1
    [event] = [json.loads(line) for line in found.out.splitlines()]
    assert event["event"] == "stopped"
    [error] = event["errors"]
    assert (error["file"], error["line"]) == ("list.csv", 1)
    (tmp_path / "out" / "manifest.json").mkdir(parents=True)
    found = briefgen("batch", starter, *options)
    assert [json.loads(line)["event"] for line in found.out.splitlines()] == ["stopped"]


@contextmanager
def terminal() -> Iterator[tuple[int, int]]:
    ours, theirs = os.openpty()
    try:
        yield ours, theirs
    finally:
        os.close(ours)


def test_progress_shows_count_rate_and_current_file_on_a_terminal(
    starter: Path, tmp_path: Path
) -> None:
    # Progress appears after a second, which fewer editions would not take.
    wanted = ("--audience", "all", "--length", "one-pager,memo", "--format", "pdf")
    arguments = ("batch", starter, *wanted, "--jobs", "1", "--out", tmp_path / "out")
    with terminal() as (ours, theirs):
        process = subprocess.Popen(
            [sys.executable, "-m", "briefgen", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=theirs,
            env=os.environ | {"COLUMNS": "120", "TERM": "xterm"},
        )
        os.close(theirs)
        shown = b""
        try:
            while data := os.read(ours, 65536):
                shown += data
        except OSError:  # the other end is closed
            pass
        lines = process.communicate()[0].splitlines()
    assert process.returncode == 0
    assert len(lines) == 8
    text = shown.decode()
    assert "/8" in text
    assert "/min" in text
    assert f"{starter.name} public-one-pager" in text, "the last one"


# The long run --------------------------------------------------------------------------------


@pytest.mark.soak
def test_a_personal_one_pager_for_every_office(seed: Path, tmp_path: Path) -> None:
    """535 of them, PDF and Word: twice here and once on a cluster, with equal trees."""
    rows = [f"Member {n},Office {n},m{n}@example.org" for n in range(1, 536)]
    path = tmp_path / "offices.csv"
    path.write_text("\n".join(["name,office,email", *rows]))
    ways: dict[str, tuple[str, ...]] = {"a": (), "b": ()}
    with cluster(tmp_path) as (address, _):
        await_workers(address)
        ways["dask"] = ("--scheduler", address)
        trees = [offices(seed, path, tmp_path / name, *way) for name, way in ways.items()]
    assert len(trees[0]) >= 1070
    assert trees[0] == trees[1] == trees[2]


def offices(seed: Path, recipients: Path, out: Path, *options: str) -> dict[str, bytes]:
    """The files of one batch of one-pagers for everybody on a list."""
    arguments = ("batch", seed, "--recipients", recipients, "--audience", "congress", "--length",
                 "one-pager", "--format", "pdf,docx", "--out", out, *options)  # fmt: skip
    command = [sys.executable, "-m", "briefgen", *map(str, arguments)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert len(found.stdout.splitlines()) == 1070
    return tree(out)


# Several batches in one folder ---------------------------------------------------------------


def rename_everywhere(dossier: Path, old: str, new: str) -> None:
    """Give an excerpt another id, in its file and wherever the dossier names it."""
    changed = 0
    for path in dossier.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        changed += old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    assert changed


def test_what_batches_of_other_formats_did_meanwhile_hurts_none(
    starter: Path, tmp_path: Path
) -> None:
    """The record of an edition is of its last version; a file may be of one before."""
    out = tmp_path / "out"
    made(starter, out, audiences=("public",), formats=("txt",))
    before = tree(out)
    shown = json.loads(before["manifest.json"])["editions"]["leaf-burning/public-blurb"]["excerpts"]
    [name, *_] = sorted(shown)
    rename_everywhere(starter, name, "renamed")
    made(starter, out, audiences=("public",), formats=("md",))
    rename_everywhere(starter, "renamed", name)
    outcome, written = made(starter, out, audiences=("public",), formats=("txt",))
    assert (outcome.failures, written) == ([], [])
    again = json.loads(tree(out)["manifest.json"])["editions"]["leaf-burning/public-blurb"]
    assert set(again["excerpts"]) == set(shown)


@pytest.mark.parametrize("name", ["Leaf Burning", "Über Laub!", "_"])
def test_a_folder_may_have_any_name(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome], name: str
) -> None:
    folder = starter.rename(starter.with_name(name))
    wanted = ("batch", folder, "--audience", "public", "--length", "blurb", "--format", "txt")
    first = briefgen(*wanted, "--out", tmp_path / "out")
    assert first.status == 0, first.err
    assert "already" not in first.err
    second = briefgen(*wanted, "--out", tmp_path / "out")
    assert (second.status, second.out) == (0, "")


def test_folders_with_one_name_for_their_editions_are_refused(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    other = Path(shutil.copytree(starter, tmp_path / "x" / "Leaf Burning"))
    found = briefgen("batch", starter, other, "--format", "txt", "--out", tmp_path / "out")
    assert found.status == 2
    assert "two dossiers are called leaf-burning: rename one" in found.err
    assert not (tmp_path / "out").exists()


def test_the_table_of_failures_aligns_whatever_the_letters(
    tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    names = ["東京の港", "cafe\u0301", "tolls"]
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "dossier.yaml").write_text("question: Who knows?\n")
    wanted = ("--audience", "public", "--length", "blurb")
    told = briefgen("batch", *(tmp_path / name for name in names), *wanted).err.splitlines()
    head = next(at for at, line in enumerate(told) if line.startswith("FAILED "))
    rows = told[head + 1 : head + 1 + len(names)]
    whys = [re.split(r"\(every edition\) +", row)[1] for row in rows]
    assert all(whys)
    starts = [cell_len(row.removesuffix(why)) for row, why in zip(rows, whys, strict=True)]
    assert starts == [told[head].index("WHY")] * len(names)
