"""Whole batches as users run them, watched from outside: when each edition is done, and memory.

In: options of `briefgen batch`. Out: an `Observed`. Memory is that of the largest process below the
batch, its peak so far, as the kernel of Linux tells it; elsewhere it is not known.
"""

from __future__ import annotations

import json
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter

from briefgen.errors import BriefgenError

from .peers import BareWeasyPrint, Pandoc, PandocTypst

_FORMATS = ("pdf", "docx")


@dataclass(frozen=True)
class Observed:
    """One batch: how long all of it took, and for each edition when it was done."""

    seconds: float
    done: tuple[float, ...]
    peaks: tuple[int, ...]
    """Per edition, the peak memory of the largest worker until then, in kilobytes; 0: unknown."""

    @property
    def editions(self) -> int:
        return len(self.done)

    def pace(self, first: int, last: int) -> float:
        """Seconds for each edition from the one numbered *first* to the one numbered *last*."""
        return (self.done[last - 1] - self.done[first - 1]) / (last - first)


def observed(dossier: Path, out: Path, *options: object, jobs: int) -> Observed:
    """Run a batch of PDF and Word files. Raises BriefgenError where an edition fails."""
    command = _command(dossier, out, *options, "--jobs", jobs, "--json")
    begin = perf_counter()
    done: list[float] = []
    peaks: list[int] = []
    with (
        TemporaryFile() as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors) as process,
    ):
        assert process.stdout is not None
        for number, _ in enumerate(_written(process.stdout), start=1):
            # Files of one edition are written together; the last one tells that it is done.
            if number % len(_FORMATS) == 0:
                done.append(perf_counter() - begin)
                peaks.append(_peak_below(process.pid))
        if process.wait():
            errors.seek(0)
            raise _failure(errors.read().decode(errors="replace"))
    return Observed(perf_counter() - begin, tuple(done), tuple(peaks))


def _written(lines: Iterable[bytes]) -> Iterator[str]:
    """The files that the JSON lines of a batch tell of."""
    for line in lines:
        record = json.loads(line)
        if record["event"] == "wrote":
            yield record["file"]


def _command(dossier: Path, out: Path, *options: object) -> list[str]:
    formats = ("--format", ",".join(_FORMATS))
    words = ("batch", dossier, *options, *formats, "--out", out)
    return [sys.executable, "-m", "briefgen", *map(str, words)]


def _failure(said: str) -> BriefgenError:
    lines = said.strip().splitlines()
    return BriefgenError(f"the batch failed: {lines[-1] if lines else 'silently'}")


def independent(dossier: Path, outs: Iterable[tuple[Path, Path]], *options: object) -> float:
    """Seconds for batches of one worker each, side by side, each *out* with its own recipients."""
    begin = perf_counter()
    processes = [
        subprocess.Popen(
            _command(dossier, out, "--recipients", rows, *options, "--jobs", 1),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for rows, out in outs
    ]
    statuses = [process.wait() for process in processes]
    if any(statuses):
        raise BriefgenError("one of the independent batches failed")
    return perf_counter() - begin


def _peak_below(pid: int) -> int:
    peaks = (_peak(process) for process in _below(str(pid)))
    return max(peaks, default=0)


def _below(pid: str) -> Iterator[str]:
    """The processes that this one began, and those that they began."""
    for child in _children(pid):
        yield child
        yield from _below(child)


def _children(pid: str) -> list[str]:
    try:
        lists = [task / "children" for task in Path(f"/proc/{pid}/task").iterdir()]
        return [child for one in lists for child in one.read_text().split()]
    except OSError:
        return []


def _peak(pid: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


# recipients -----------------------------------------------------------------------------------


def offices(first: int, last: int) -> list[str]:
    """Invented recipients, by the number of their office."""
    return [f"Office {number:03d}" for number in range(first, last + 1)]


def recipients(path: Path, names: Iterable[str]) -> Path:
    """A list of recipients for `--recipients`."""
    rows = (f"The Staff,{name},{name.lower().replace(' ', '')}@example.org" for name in names)
    path.write_text("\n".join(("name,office,email", *rows)) + "\n", encoding="utf-8")
    return path


# the peers' batches ---------------------------------------------------------------------------


def with_pandoc(folder: Path, sources: Path, jobs: int, paper: str = "letter") -> float:
    """Seconds to make Word and PDF of every Markdown file in *sources*, *jobs* at a time."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(sources, folder)
    return _seconds(partial(_make_both, paper=paper), folder.glob("*.md"), jobs)


def with_weasyprint(folder: Path, jobs: int) -> float:
    """Seconds to make a PDF, and no Word file, of every page in *folder*, *jobs* at a time."""
    return _seconds(_make_pdf, folder.glob("*.page"), jobs)


def _seconds(make: Callable[[Path], None], files: Iterable[Path], jobs: int) -> float:
    begin = perf_counter()
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        made = list(pool.map(make, sorted(files)))
    if not made:
        raise BriefgenError("there is nothing to convert")
    return perf_counter() - begin


def _make_both(markdown: Path, paper: str) -> None:
    pandoc, typst = _converters(paper)
    pandoc.convert(markdown)
    typst.convert(markdown)


def _make_pdf(page: Path) -> None:
    made = _weasyprint().write(pickle.loads(page.read_bytes()))
    page.with_suffix(".pdf").write_bytes(made)


@lru_cache(maxsize=1)
def _weasyprint() -> BareWeasyPrint:
    return BareWeasyPrint()


@lru_cache(maxsize=1)
def _converters(paper: str) -> tuple[Pandoc, PandocTypst]:
    return Pandoc(), PandocTypst(paper)
