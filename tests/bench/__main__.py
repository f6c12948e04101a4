"""`python -m tests.bench`: measure, print the table, write it to out/bench/.

With ``--readme`` nothing is measured: the table of the last full run goes into the README.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import click

from briefgen.errors import BriefgenError, Place
from briefgen.processes import processors

from . import many, single
from .alone import alone
from .figures import FULL, QUICK, Alone, Bench, Extent, Figure, Measurement
from .peers import versions
from .table import Circumstances, Report, as_json, as_markdown, put_between_marks
from .timing import load

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "out" / "bench"

MEASUREMENTS = {
    "editions": Measurement("all distinct editions: briefgen ÷ (pandoc + Typst)", many.editions),
    "growth": Measurement(
        "10 → 535 editions: time per edition, peak memory per worker", many.growth, personal=True
    ),
    "personal": Measurement(
        "535 personal one-pagers: briefgen ÷ (pandoc + Typst); again ÷ first batch",
        many.personal,
        personal=True,
    ),
    "both": Measurement("one warm one-pager: briefgen ÷ floor", single.both_formats),
    "word": Measurement("one warm one-pager, DOCX: briefgen ÷ docxtpl", single.word_file),
    "outside": Measurement("time outside layout and writing", single.time_outside),
    "workers": Measurement("two workers ÷ two independent processes", many.workers, personal=True),
    "quotations": Measurement("10,000 excerpts located", single.quotations),
    "start": Measurement("`briefgen --help` ÷ click", single.starting),
}
TOOLS = "tools"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--quick", is_flag=True, help="Less than a minute: fewer turns, fewer figures.")
@click.option(
    "--only",
    type=click.Choice([*MEASUREMENTS, TOOLS]),
    multiple=True,
    help="Measure these alone and print them; no file is written.",
)
@click.option(
    "--recipients", type=click.IntRange(min=20), help="Personal one-pagers, instead of 535."
)
@click.option(
    "--strict", is_flag=True, help="Exit with 1 where a goal is missed, or a figure not measured."
)
@click.option("--readme", is_flag=True, help="Put the last full table into README.md.")
@click.option(
    "--dossier",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=ROOT / "seeds" / "jackson-vanik",
    help="What is built; as a rule the sample.",
)
def main(
    *,
    quick: bool,
    only: tuple[str, ...],
    recipients: int | None,
    strict: bool,
    readme: bool,
    dossier: Path,
) -> None:
    """Time briefgen and its peers on the same content."""
    try:
        if readme:
            _fill_readme()
        else:
            extent = QUICK if quick else FULL
            if recipients is not None:
                extent = replace(extent, personal=recipients)
            report = _measure(dossier, extent, only)
            if strict:
                _require_goals(report)
    except BriefgenError as error:
        raise click.ClickException(str(error)) from error


def _measure(dossier: Path, extent: Extent, only: tuple[str, ...]) -> Report:
    report = measure(dossier, extent, only or (*MEASUREMENTS, TOOLS))
    table = as_markdown(report)
    click.echo(table)
    if not only:
        name = "bench" if extent == FULL else f"bench-{extent.name}"
        OUT.mkdir(parents=True, exist_ok=True)
        (OUT / f"{name}.md").write_text(table, encoding="utf-8")
        (OUT / f"{name}.json").write_text(as_json(report), encoding="utf-8")
    return report


def _require_goals(report: Report) -> None:
    if report.missed:
        raise BriefgenError(f"missed: {'; '.join(report.missed)}")


def measure(dossier: Path, extent: Extent, wanted: tuple[str, ...]) -> Report:
    """Measure what is *wanted*, one after the other."""
    begin, before = perf_counter(), load()
    with TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(dossier, extent, Path(folder))
        figures: list[Figure] = []
        for name, measurement in MEASUREMENTS.items():
            if name in wanted:
                with _told(measurement.title):
                    figures += measurement.measured(bench)
        tools: tuple[Alone, ...] = ()
        if TOOLS in wanted:
            with _told("each tool alone"):
                tools = tuple(alone(bench))
    minutes = (perf_counter() - begin) / 60
    found = Circumstances(extent.name, processors(), before, load(), round(minutes, 2), versions())
    return Report(tuple(figures), tools, found)


@contextmanager
def _told(title: str) -> Iterator[None]:
    """Say what is being measured, and in the end how long that took."""
    begin = perf_counter()
    click.echo(f"measuring: {title} … ", err=True, nl=False)
    yield
    click.echo(f"{perf_counter() - begin:.0f} s", err=True)


def _fill_readme() -> None:
    try:
        table = (OUT / "bench.md").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise BriefgenError(
            "nothing has been measured yet", Place("out/bench/bench.md"), hint="run: make bench"
        ) from error
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(put_between_marks(text, table), encoding="utf-8")
    click.echo("README.md shows the last full table", err=True)


if __name__ == "__main__":
    main(prog_name="python -m tests.bench")
