"""Figures of many editions: batches on two cores against pandoc and Typst, two at a time.

In: a `Bench`. Out: figures. Batches are whole commands, the start of the program and of its workers
included; so are the peers'. What the peers convert is written down beforehand and not counted.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from briefgen.build import Request, Workshop, prepare
from briefgen.errors import BriefgenError
from briefgen.outline import Outline
from briefgen.personal import specimen
from briefgen.recipients import REQUIRED

from .batches import (
    Observed,
    independent,
    observed,
    offices,
    recipients,
    with_pandoc,
    with_weasyprint,
)
from .content import Material
from .figures import AUDIENCE, Bench, Figure, Goal, milliseconds

JOBS = 2
_FASTER = Goal("≥ 1.5", least=1.5)
_MUCH_FASTER = Goal("≥ 1.5, reaching for 3", least=1.5)
_AGAIN = Goal("≤ 0.02", most=0.02)
_PERSONAL = ("--audience", AUDIENCE, "--length", "one-pager")
_WARM = 5
"""The edition from which on both workers are warm: the one that begins later has then made some."""


# all distinct editions ------------------------------------------------------------------------


def editions(bench: Bench) -> Iterator[Figure]:
    """Every audience at every length, PDF and Word, and the same batch again."""
    lengths = bench.extent.lengths or tuple(bench.workshop.lengths)
    sources, pages = (_fresh(bench.folder / f"editions-{one}") for one in ("markdown", "pages"))
    count = _write_editions(bench, lengths, sources, pages)
    options = ("--audience", "all", "--length", ",".join(lengths))
    first, again, theirs, bare = [], [], [], []
    for turn in bench.turns():
        out = _fresh(bench.folder / f"editions-{turn}")
        first.append(observed(bench.dossier, out, *options, jobs=JOBS).seconds)
        again.append(_again(bench, out, options))
        theirs.append(with_pandoc(bench.folder / "editions-pandoc", sources, JOBS))
        bare.append(with_weasyprint(pages, JOBS))
    yield _throughput(
        f"all {count} distinct editions, PDF + DOCX, two cores: throughput of briefgen ÷"
        " (pandoc + Typst, two at a time)",
        first,
        theirs,
    )
    yield Figure(
        "the same editions, the PDFs alone, by bare WeasyPrint: throughput ÷ that of the peers,"
        " which make both",
        _median_ratio(theirs, bare),
        how=f"bare WeasyPrint {_time(bare)}, pandoc + Typst {_time(theirs)}",
    )
    yield _repeated(f"the same batch of {count} again, nothing changed ÷ first batch", first, again)


def _throughput(title: str, ours: list[float], theirs: list[float], goal: Goal = _FASTER) -> Figure:
    return Figure(
        title,
        _median_ratio(theirs, ours),
        goal=goal,
        how=f"briefgen {_time(ours)}, pandoc + Typst {_time(theirs)}",
    )


def _repeated(title: str, first: list[float], again: list[float]) -> Figure:
    return Figure(
        title,
        _median_ratio(again, first),
        goal=_AGAIN,
        how=f"{_time(again)} after {_time(first)}",
    )


def _again(bench: Bench, out: Path, options: tuple[object, ...]) -> float:
    batch = observed(bench.dossier, out, *options, jobs=JOBS)
    if batch.editions:
        raise BriefgenError(f"{batch.editions} editions were made anew: did something change?")
    return batch.seconds


def _write_editions(bench: Bench, lengths: tuple[str, ...], markdown: Path, pages: Path) -> int:
    """Every edition as briefgen finished it, for pandoc and for WeasyPrint; returns how many."""
    requests = [Request(name, length) for name in bench.workshop.audiences for length in lengths]
    places = ((str(bench.dossier), request, markdown, pages) for request in requests)
    with ProcessPoolExecutor(JOBS, get_context("spawn")) as pool:
        return len(list(pool.map(_write_edition, places)))


def _write_edition(place: tuple[str, Request, Path, Path]) -> None:
    dossier, request, markdown, pages = place
    workshop, outline = _opened(dossier)
    prepared = prepare(outline, request, workshop)
    material = Material(f"{request.audience}-{request.length}", prepared)
    material.write_markdown(markdown)
    material.write_page(pages)


@lru_cache(maxsize=1)
def _opened(dossier: str) -> tuple[Workshop, Outline]:
    workshop = Workshop.open(Path(dossier))
    return workshop, workshop.read(Path(dossier))


# one for each office --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Offices:
    """The batch for all offices: the options and the folder of it, and how it went."""

    options: tuple[object, ...]
    out: Path
    batch: Observed


@lru_cache(maxsize=1)
def _all_offices(bench: Bench) -> _Offices:
    """One-pagers for all recipients, made once for every figure that tells of them."""
    rows = recipients(bench.folder / "offices.csv", offices(1, bench.extent.personal))
    options, out = ("--recipients", rows, *_PERSONAL), _fresh(bench.folder / "personal")
    return _Offices(options, out, observed(bench.dossier, out, *options, jobs=JOBS))


def personal(bench: Bench) -> Iterator[Figure]:
    """One-pagers made out to offices, and the same batch again."""
    ours, count = _all_offices(bench), bench.extent.personal
    again = [_again(bench, ours.out, ours.options) for _ in bench.turns()]
    sources = _fresh(bench.folder / "personal-markdown")
    _write_personal(bench, sources, offices(1, count))
    theirs = with_pandoc(bench.folder / "personal-pandoc", sources, JOBS)
    first = [ours.batch.seconds]
    yield _throughput(
        f"{count} personal one-pagers, PDF + DOCX, two cores: throughput of briefgen ÷"
        " (pandoc + Typst, two at a time)",
        first,
        [theirs],
        _MUCH_FASTER,
    )
    yield _repeated(f"the {count} again, nothing changed ÷ first batch", first, [median(again)])


def _write_personal(bench: Bench, folder: Path, names: list[str]) -> None:
    """The Markdown for each office: what briefgen fitted for all, with the office's name."""
    made_for = specimen(REQUIRED)
    request = bench.request("one-pager")
    prepared = prepare(bench.outline, request, bench.workshop, recipient=made_for)
    words = Material("specimen", prepared).markdown
    if words.count(made_for.title) != 1:
        raise BriefgenError("the recipient's name does not stand once in the edition")
    for name in names:
        text = words.replace(made_for.title, f"The Staff, {name}")
        (folder / f"{name.replace(' ', '-')}.md").write_text(text, encoding="utf-8")


def growth(bench: Bench) -> Iterator[Figure]:
    """How time and memory change from few editions to many."""
    # Before and after, for a machine is not as fast the whole time.
    before = [_few(bench, turn) for turn in bench.turns()]
    many = _all_offices(bench).batch
    few = [*before, *(_few(bench, turn) for turn in bench.turns())]
    paces = [_pace(one) for one in few]
    pace = _pace(many)
    span = f"{bench.extent.few} → {many.editions} editions"
    yield Figure(
        f"{span}: change of time per edition",
        100 * (pace / median(paces) - 1),
        unit="%",
        goal=Goal("± 15 %", -15, 15),
        how=f"{milliseconds(median(paces))} → {milliseconds(pace)}, workers warm",
    )
    # Of the last editions nothing is known where the workers had ended by the time they were seen.
    peaks, most = [max(one.peaks) for one in few], max(many.peaks)
    if not (most and all(peaks)):
        yield Figure(f"{span}: growth of memory", missing="this system does not tell it")
        return
    yield Figure(
        f"{span}: growth of peak memory per worker",
        100 * (most / median(peaks) - 1),
        unit="%",
        goal=Goal("≤ 10 %", most=10),
        how=f"{median(peaks) / 1024:.0f} MiB → {most / 1024:.0f} MiB, the larger worker",
    )


def _pace(batch: Observed) -> float:
    """Seconds for each edition while no worker is new, and none has run out of work."""
    return batch.pace(_WARM, batch.editions - (JOBS - 1))


def _few(bench: Bench, turn: int) -> Observed:
    rows = recipients(bench.folder / "few.csv", offices(1, bench.extent.few))
    out = _fresh(bench.folder / f"few-{turn}")
    return observed(bench.dossier, out, "--recipients", rows, *_PERSONAL, jobs=JOBS)


# two workers ----------------------------------------------------------------------------------


def workers(bench: Bench) -> Iterator[Figure]:
    """Two workers of one batch against two batches side by side."""
    count = bench.extent.shared
    names = offices(1, count)
    halves = (names[: count // 2], names[count // 2 :])
    together = recipients(bench.folder / "shared.csv", names)
    lists = [recipients(bench.folder / f"half-{n}.csv", half) for n, half in enumerate(halves)]
    ours, theirs = [], []
    for turn in bench.turns():
        out = _fresh(bench.folder / f"together-{turn}")
        options = ("--recipients", together, *_PERSONAL)
        ours.append(observed(bench.dossier, out, *options, jobs=JOBS).seconds)
        outs = [_fresh(bench.folder / f"apart-{turn}-{n}") for n in range(len(lists))]
        theirs.append(independent(bench.dossier, zip(lists, outs, strict=True), *_PERSONAL))
    yield Figure(
        f"two workers ÷ two independent processes, throughput over {count} personal one-pagers",
        _median_ratio(theirs, ours),
        goal=Goal("≥ 0.9", least=0.9),
        how=f"{_time(ours)} and {_time(theirs)}",
    )


# measuring ------------------------------------------------------------------------------------


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _median_ratio(above: list[float], below: list[float]) -> float:
    return float(median(over / under for over, under in zip(above, below, strict=True)))


def _time(seconds: list[float]) -> str:
    return milliseconds(median(seconds)) + (f" (median of {len(seconds)})" * (len(seconds) > 1))
