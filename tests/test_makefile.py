"""`make brief` and `make test` on a fresh machine, with stand-ins for the package tools."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

NOBODY = 65534
Install = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder of stand-ins: only the package `there` is installed; each call is logged."""
    folder = tmp_path / "tools"
    folder.mkdir()
    _program(folder / "dpkg-query", 'case "$*" in *there*) echo installed;; *) exit 1;; esac')
    _program(folder / "apt-get", f'echo "apt-get $*" >> {folder}/log; exit ${{APT_STATUS:-0}}')
    shutil.copy(ROOT / ".ci/packages", folder / "packages")
    return folder


def _program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def install(tools: Path) -> Install:
    def call(*packages: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", str(tools / "packages"), *packages],
            env=os.environ | {"PATH": f"{tools}:{os.environ['PATH']}"} | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return call


def log(tools: Path) -> list[str]:
    path = tools / "log"
    return path.read_text().splitlines() if path.exists() else []


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


def test_nothing_is_done_about_what_is_there(install: Install, tools: Path) -> None:
    done = install("there")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert log(tools) == []


@as_root
def test_root_installs_what_is_missing_and_only_that(install: Install, tools: Path) -> None:
    assert install("there", "missing").returncode == 0
    update, install_line = log(tools)
    assert update.startswith("apt-get update")
    assert install_line.endswith("--no-install-recommends missing")


@as_root
def test_an_installation_that_fails_says_what_to_run(install: Install) -> None:
    done = install("missing", APT_STATUS="100")
    assert done.returncode == 1
    assert "apt-get install -y --no-install-recommends missing" in done.stderr


@pytest.mark.parametrize("sudo", [False, True])
def test_another_user_installs_with_sudo_or_is_told(
    sudo: bool, tools: Path, install: Install
) -> None:
    status = 0 if sudo else 1
    _program(tools / "sudo", f'[ "$1" = --non-interactive ] && exit {1 - sudo}; exec "$@"')
    if os.geteuid() == 0:
        # bash alone decides who the user is; a stand-in for EUID needs a line of its own.
        script = (tools / "packages").read_text()
        assert "EUID == 0" in script
        (tools / "packages").write_text(script.replace("EUID == 0", f"{NOBODY} == 0"))
    done = install("missing", "there", "more")
    assert done.returncode == status
    if sudo:
        assert log(tools)[-1].endswith("--no-install-recommends missing more")
    else:
        assert "sudo apt-get install -y --no-install-recommends missing more" in done.stderr
        assert log(tools) == []


@pytest.mark.parametrize("target", ["brief", "test", "soak", "gallery", "lint", "types", "clean"])
def test_every_target_is_sound(target: str) -> None:
    done = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "VENV=/nowhere/venv", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_every_target_is_run_whatever_files_there_are_and_told_by_help() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):(?!=)", makefile, re.MULTILINE))
    (phony,) = re.findall(r"^\.PHONY: ((?:.*\\\n)*.*)", makefile, re.MULTILINE)
    assert targets == set(phony.replace("\\\n", "").split())
    told = set(re.findall(r"^\t@echo 'make ([a-z-]+)", makefile, re.MULTILINE))
    assert told == targets - {"help", "packages", "test-packages"}


def test_the_linter_s_exceptions_are_of_files_that_are_there() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for pattern in pyproject["tool"]["ruff"]["lint"]["per-file-ignores"]:
        assert any(ROOT.glob(pattern)), pattern


def test_brief_builds_the_one_pager_and_the_memo() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert "--audience congress --length one-pager,memo" in makefile
    assert "seeds/jackson-vanik" in makefile


def test_continuous_integration_runs_make_test() -> None:
    run = ROOT / ".ci/run"
    assert os.access(run, os.X_OK)
    assert "exec make test" in run.read_text()


def test_constraints_pin_every_declared_library_and_no_address() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert len(pins) > 30
    for pin in pins:
        assert re.fullmatch(r"[\w.-]+==[\w.]+", pin), pin
    pinned = {_normal(pin.split("==")[0]) for pin in pins}
    declared = re.findall(r'^  "([\w.-]+)>=', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert len(declared) > 15
    assert {_normal(name) for name in declared} <= pinned


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
