"""What the tests share: places, the sample dossier, goldens, and which tests are long."""

from __future__ import annotations

import gc
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from briefgen.outline import Outline
    from briefgen.workshop import Workshop

# No test asserts a time, and every run tries the same cases: a failure is never a matter of luck.
settings.register_profile(
    "briefgen",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("briefgen")

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "seeds" / "jackson-vanik"
HARBOR = ROOT / "tests" / "dossiers" / "harbor-curfew"
GOLDENS = ROOT / "tests" / "goldens"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run the long tests, too")
    parser.addoption(
        "--update-goldens", action="store_true", help="write the goldens instead of comparing"
    )


def pytest_configure(config: pytest.Config) -> None:
    # A shell that runs the suite in the background has it ignore Ctrl-C, and all that it starts.
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # Thousands of tests leave much behind, and little of it in circles: at the usual pace the
    # search for these takes a tenth of the time.
    gc.set_threshold(20_000, 20, 20)
    config.addinivalue_line("markers", "layout_warns: WeasyPrint may warn in this test")


# What takes long comes first, so that no process is left alone with it at the end.
_FIRST = (
    "test_editions_structure",
    "test_editions_end_to_end",
    "test_batch_faults",
    "test_cli",
    "test_fit",
    "test_verify",
    "test_batch",
    "test_beside",
    "test_pdf",
    "test_docx_letterhead",
    "test_build",
    "test_docx",
    "test_words",
    "test_origins",
    "test_strays",
    "test_wheel",
    "test_readme",
)
_EDITION = re.compile(r"\[((?:jackson-vanik|harbor-curfew)-[a-z]+)-[a-z0-9-]+\]$")
"""The dossier and the audience of an edition that a test is about, as its id ends."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """One process takes the tests of one file, or all that look at the editions of one audience.

    They share what they set up and read, such as the pieces of text that were measured. Where
    another way than that of `-n` is asked for by `--dist`, it is taken.
    """
    if config.getvalue("dist") != "load":
        return None
    from xdist.scheduler import LoadScopeScheduling

    config.option.loadscopereorder = False

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::")[0]
            edition = _EDITION.search(nodeid) if "test_editions_" in file else None
            return edition[1] if edition else file

    return Scheduling(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(_FIRST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))
    if config.getoption("--soak"):
        return
    long = pytest.mark.skip(reason="long: only with --soak (make soak)")
    for item in items:
        if item.get_closest_marker("soak"):
            item.add_marker(long)


# Places ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def seed() -> Path:
    """The shipped dossier, to be read only."""
    return SEED


@pytest.fixture(scope="session")
def starter_files() -> Mapping[str, bytes]:
    """A new dossier as `briefgen init` writes it. Its schemas take longer to make than a test."""
    from briefgen.starter import files

    return MappingProxyType(files())


@pytest.fixture
def starter(starter_files: Mapping[str, bytes], tmp_path: Path) -> Path:
    """A new dossier in a folder, to be changed."""
    return put(starter_files, tmp_path / "leaf-burning")


def put(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write *files* into a new folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.fixture(scope="session")
def workshop() -> Workshop:
    """What editions of the second dossier are made with."""
    import shipped

    return shipped.workshop(HARBOR.name)


@pytest.fixture(scope="session")
def outline() -> Outline:
    """The outline of the second dossier."""
    import shipped

    return shipped.outline(HARBOR.name)


# The program ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What one run of the program printed, and its exit status."""

    status: int
    out: str
    err: str


@pytest.fixture
def briefgen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Outcome]:
    """Run a command line within this process, in *tmp_path* unless ``cwd`` says otherwise."""
    from briefgen.cli import run

    def call(*arguments: object, cwd: Path = tmp_path) -> Outcome:
        monkeypatch.chdir(cwd)
        capsys.readouterr()
        status = run([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Outcome(status, printed.out, printed.err)

    return call


@pytest.fixture(scope="session")
def python() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run Python with *arguments* in a process of its own."""

    def call(
        *arguments: object, cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=cwd,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return call


# Goldens --------------------------------------------------------------------------------------


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with `tests/goldens/NAME`; with --update-goldens write it.

    A golden that is missing fails.
    """

    def compare(name: str, text: str) -> None:
        path = GOLDENS / name
        if request.config.getoption("--update-goldens"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        assert path.is_file(), f"no golden {name}: run pytest --update-goldens and look at it"
        assert text == path.read_text(encoding="utf-8")

    return compare


# What must not happen -------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def no_layout_warning(request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning of WeasyPrint fails the test, unless it is marked `layout_warns`."""
    seen: list[str] = []
    watcher = logging.Handler(logging.WARNING)
    watcher.emit = lambda record: seen.append(record.getMessage())  # type: ignore[method-assign]
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    for logger in loggers:
        logger.addHandler(watcher)
    yield
    for logger in loggers:
        logger.removeHandler(watcher)
    if not request.node.get_closest_marker("layout_warns"):
        assert not seen, f"WeasyPrint warns: {seen}"
