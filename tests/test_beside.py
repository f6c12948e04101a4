"""A press in another process: the same pages, the same errors, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import HARBOR
from processes import children_of

from briefgen.build import build
from briefgen.document import Text
from briefgen.errors import BriefgenError, GlyphError
from briefgen.render.beside import PressBeside
from briefgen.render.pdf import Press
from briefgen.request import Request
from briefgen.workshop import Workshop

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="a system that does not fork as we need it"
)
WANTED = Request("public", "two-pager", formats=("pdf", "docx"))
PROGRAM = """
import os, sys
from pathlib import Path
from briefgen.render.beside import PressBeside
press = PressBeside()
from briefgen.build import build
from briefgen.request import Request
from briefgen.workshop import Workshop
folder = Path(sys.argv[1])
workshop = Workshop.open(folder, press.for_house)
wanted = Request("public", "two-pager", formats=("pdf", "docx"))
built = build(workshop.read(folder), wanted, workshop)
assert "weasyprint" not in sys.modules
for form, data in built.files.items():
    Path(sys.argv[2] + "." + form).write_bytes(data)
"""


def test_files_are_the_same_as_of_a_press_in_this_process(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", PROGRAM, HARBOR, tmp_path / "brief"], check=True)
    workshop = Workshop.open(HARBOR)
    files = build(workshop.read(HARBOR), WANTED, workshop).files
    assert set(files) == {"pdf", "docx"}
    for form, data in files.items():
        assert (tmp_path / f"brief.{form}").read_bytes() == data


def test_errors_come_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: Press, *_: object) -> None:
        raise GlyphError("a character is missing", hint="install a font", detail=("one", "two"))

    monkeypatch.setattr(Press, "heights", fails)
    press = PressBeside()
    workshop = Workshop.open(HARBOR, press.for_house)
    with pytest.raises(GlyphError) as caught:
        build(workshop.read(HARBOR), WANTED, workshop)
    assert str(caught.value).splitlines() == [
        "a character is missing", "  one", "  two", "  hint: install a font",
    ]  # fmt: skip


def test_a_process_that_died_is_told_of() -> None:
    before = children_of(os.getpid())
    press = PressBeside()
    (pid,) = children_of(os.getpid()) - before
    os.kill(pid, signal.SIGKILL)
    workshop = Workshop.open(HARBOR)
    with pytest.raises(BriefgenError, match="has died"):
        press.for_house(workshop.house)


def test_something_else_is_done_meanwhile_once_and_may_fail() -> None:
    done: list[int] = []

    def fails() -> None:
        done.append(1)
        raise OSError("out of reach")

    press = PressBeside(fails)
    here = Workshop.open(HARBOR)
    there = Workshop.open(HARBOR, press.for_house)
    document = build(here.read(HARBOR), replace(WANTED, formats=()), there).document
    other = replace(document, header=(Text("Another"),))
    laid_out, expected = press.lay_out(other), here.press.lay_out(other)
    assert (laid_out.pages, laid_out.fills) == (expected.pages, expected.fills)
    assert laid_out.pdf(identifier="x") == expected.pdf(identifier="x")
    assert done == [1]


def test_layouts_are_forgotten_on_both_sides() -> None:
    press = PressBeside()
    workshop = Workshop.open(HARBOR, press.for_house)
    document = build(workshop.read(HARBOR), replace(WANTED, formats=()), workshop).document
    kept, lost = press.lay_out(document), press.lay_out(document)
    assert lost.number > kept.number
    number = lost.number
    del lost
    assert kept.pdf(identifier="x").startswith(b"%PDF-")
    with pytest.raises(KeyError):
        press._ask("pdf", number, "x", ())
    assert kept.pdf(identifier="x").startswith(b"%PDF-"), "the next answer is that to its question"


class _UnsendableError(Exception):
    def __init__(self) -> None:
        super().__init__("cannot be sent")
        self.handle = open(os.devnull)  # noqa: SIM115, PTH123 - no file can be sent


def test_whatever_goes_wrong_over_there_comes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: Press, *_: object) -> None:
        raise _UnsendableError

    monkeypatch.setattr(Press, "heights", fails)
    press = PressBeside()
    workshop = Workshop.open(HARBOR, press.for_house)
    with pytest.raises(RuntimeError, match="_UnsendableError: cannot be sent"):
        build(workshop.read(HARBOR), WANTED, workshop)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_nobody_is_left_behind(tmp_path: Path, how: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "briefgen", "build", HARBOR, "--audience", "all",
         "--length", "one-pager", "--out", tmp_path],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline()
    (other,) = children_of(process.pid)
    os.killpg(process.pid, how) if how == signal.SIGINT else process.kill()
    _, said = process.communicate(timeout=60)
    assert b"Traceback" not in said
    until = time.monotonic() + 20
    while Path(f"/proc/{other}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{other}").exists()


def test_workers_find_everything_loaded() -> None:
    program = (
        "import sys, briefgen.preload as preload\n"
        "assert len(preload.MODULES) == 3\n"
        "for name in (*preload.MODULES, 'weasyprint', 'docx'): assert name in sys.modules, name"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
