"""The wheel: templates are inside, source texts are not, and elsewhere it builds a new dossier."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

pytest.importorskip("hatchling", reason="`make test` installs what builds the wheel")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `pip wheel` would build it, with neither network nor isolation."""
    folder = tmp_path_factory.mktemp("wheel")
    program = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    done = _run(sys.executable, "-c", program, folder, cwd=ROOT)
    return folder / done.stdout.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `briefgen` program of a fresh environment that has the wheel and not the checkout.

    The libraries come from the environment of the tests, so that no network is needed.
    """
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv", with_pip=False)
    home = Path(sysconfig.get_path("purelib", vars={"base": str(folder / "venv")}))
    install = "pip --disable-pip-version-check install --no-index --no-deps -q --target"
    _run(sys.executable, "-m", *install.split(), home, wheel)
    return folder


def _run(
    *command: object, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done


def _briefgen(elsewhere: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    python = elsewhere / "venv/bin/python"
    # PYTHONPATH and not a .pth file: that would follow the editable install back to the checkout.
    libraries = sysconfig.get_path("purelib")
    return _run(python, "-m", "briefgen", *arguments, cwd=elsewhere, PYTHONPATH=libraries)


def test_the_wheel_has_every_template_and_no_source_text(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    shipped = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    assert len(shipped) >= 5
    for path in shipped:
        assert f"briefgen/templates/{path.relative_to(ROOT / 'templates').as_posix()}" in names
    assert "briefgen/py.typed" in names
    assert not [name for name in names if "seeds" in name or "jackson" in name]
    assert not [name for name in names if name.split("/")[0] in {"tests", "out", "templates"}]


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    files = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "briefgen").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    assert len(files) > 20
    assert set(files) <= names


def test_the_installed_wheel_is_not_the_checkout(elsewhere: Path) -> None:
    python = elsewhere / "venv/bin/python"
    program = (
        "import briefgen.resources as r; print(r.__file__); print(r.house_templates());"
        "import weasyprint; print(weasyprint.__file__)"
    )
    libraries = sysconfig.get_path("purelib")
    module, templates, library = _run(
        python, "-c", program, cwd=elsewhere, PYTHONPATH=libraries
    ).stdout.splitlines()
    assert module.startswith(str(elsewhere))
    assert templates.startswith(str(elsewhere))
    assert library.startswith(libraries)


def test_elsewhere_the_wheel_builds_a_new_dossier(elsewhere: Path) -> None:
    _briefgen(elsewhere, "init", "mine")
    _briefgen(elsewhere, "check", "mine")
    done = _briefgen(
        *(elsewhere, "build", "mine", "--audience", "public", "--length", "one-pager,memo")
    )
    paths = [elsewhere / line for line in done.stdout.splitlines()]
    assert [path.name for path in paths] == [
        "public-one-pager.pdf",
        "public-one-pager.docx",
        "public-memo.pdf",
        "public-memo.docx",
    ]
    for path in paths:
        assert path.read_bytes()[:4] in {b"%PDF", b"PK\x03\x04"}
