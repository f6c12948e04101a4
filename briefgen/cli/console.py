"""Everything that is printed: products to standard output, all else to standard error."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock, Timer
from typing import TYPE_CHECKING, Any

import click

from briefgen.errors import BriefgenError, InputErrors

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE = 1.0
"""Seconds of work before progress is shown."""
_NAMED = 6
"""Editions that one message names at most."""


class ReaderGone(Exception):  # noqa: N818 - not an error
    """The program that read our output has gone away (`briefgen outline | head`)."""


def say(message: str) -> None:
    """A line for the person: standard error, whatever becomes of it."""
    # A closed or full standard error leaves nobody to tell.
    with contextlib.suppress(OSError):
        click.echo(message, err=True, color=_colour())


def show(product: str) -> None:
    """What was asked for: standard output."""
    with _any_character():
        click.echo(product)


def show_path(path: Path) -> None:
    """A file that was written, one a line, byte for byte as the system names it."""
    click.echo(os.fsencode(path))


def show_record(record: object) -> None:
    """A value for programs, as JSON."""
    import json

    # Escaped to ASCII, so that no locale and no lone surrogate can break it.
    click.echo(json.dumps(record, indent=2, default=str))


def show_line(record: object) -> None:
    """A value for programs, as JSON on a line of its own."""
    import json

    click.echo(json.dumps(record, default=str))


def warn(message: str) -> None:
    """A sentence that the user should know of, marked as such."""
    say(f"{click.style('warning:', fg='yellow')} {message}")


def report(error: BriefgenError) -> None:
    """All mistakes of an error, with their places and hints."""
    mark = click.style("error:", fg="red", bold=True)
    if isinstance(error, InputErrors):
        for one in error.errors:
            say(str(one))
        say(f"{mark} {error.message}")
    else:
        say(str(error) if error.place.file else f"{mark} {error}")


def records_of(error: BriefgenError) -> list[dict[str, object]]:
    """The mistakes of an error for programs."""
    return [one.as_record() for one in error.single]


def report_failures(failures: Sequence[tuple[str, BriefgenError]], count: int) -> None:
    """The editions that failed and why; what befell several alike is told once.

    *failures* are (edition, error); *count* is how many editions were asked for.
    """
    alike: dict[str, list[str]] = {}
    for edition, error in failures:
        alike.setdefault(str(error), []).append(edition)
    if count > 1:
        rest = "; the others are written" if len(failures) < count else ""
        say(f"{len(failures)} of {count} editions failed{rest}")
    for message, editions in alike.items():
        say(f"{click.style(_shortened(editions), bold=True)}\n{_indented(message)}")


def table(rows: Iterable[Sequence[str]]) -> str:
    """Rows in aligned columns, two spaces apart; the last column runs free."""
    from rich.cells import cell_len, set_cell_size  # letters may be two columns wide, or none

    lines = [list(row) for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(map(set_cell_size, row, widths)).rstrip() for row in lines)


@dataclass
class Work:
    """Progress of a piece of work, told to `step`; shown on a terminal after a second."""

    total: int
    label: str = ""
    done: int = 0
    timed: bool = False
    """Whether rate and time left are shown."""
    _bar: Progress | None = None
    _task: TaskID | None = None
    _lock: RLock = field(default_factory=RLock)

    def expect(self, total: int) -> None:
        """How many pieces there are, once that is known."""
        self.total = total
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, total=total)

    def step(self, label: str) -> None:
        """What is being done now."""
        self.label = label
        self._refresh()

    def detail(self, what: str) -> None:
        """What is being done now within the current piece."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=f"{self.label}: {what}")

    def advance(self) -> None:
        """One more piece is done."""
        self.done += 1
        self._refresh()

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Within, the terminal is free for lines that stay."""
        with self._lock:
            self._vanish()
            try:
                yield
            finally:
                if self._bar is not None:
                    self._bar.start()

    def _appear(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            ProgressColumn,
            SpinnerColumn,
            Task,
            TextColumn,
            TimeRemainingColumn,
        )

        class _Rate(ProgressColumn):
            def render(self, task: Task) -> str:
                speed = task.finished_speed or task.speed or 0.0
                return f"{speed * 60:.0f}/min" if speed else ""

        columns: list[ProgressColumn] = [SpinnerColumn(), TextColumn("{task.description}")]
        if self.total > 1:
            columns += [BarColumn(), MofNCompleteColumn()]
        if self.timed:
            columns += [_Rate(), TimeRemainingColumn()]
        # Without redirection: rich would send what is meant for standard output to the bar.
        bar = Progress(
            *columns,
            console=Console(stderr=True),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        with self._lock:
            self._task = bar.add_task(self.label, total=self.total, completed=self.done)
            self._bar = bar
            bar.start()

    def _refresh(self) -> None:
        if self._bar is not None and self._task is not None:
            # At once: an edition may be done before the bar would look again by itself.
            self._bar.update(self._task, description=self.label, completed=self.done, refresh=True)

    def _vanish(self) -> None:
        if self._bar is not None:
            self._bar.stop()


@contextlib.contextmanager
def working(total: int, *, timed: bool = False) -> Iterator[Work]:
    """Show progress of *total* pieces of work on standard error, if that is a terminal.

    With rate and time left, where it is *timed*.
    """
    work = Work(total, timed=timed)
    if not sys.stderr.isatty():
        yield work
        return
    timer = Timer(_PATIENCE, work._appear)
    timer.daemon = True
    timer.start()
    try:
        yield work
    finally:
        timer.cancel()
        timer.join()
        work._vanish()


def _shortened(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def _colour() -> bool | None:
    """False where the user wants no colour (https://no-color.org); None lets click look."""
    return False if os.environ.get("NO_COLOR") else None


@contextlib.contextmanager
def _any_character() -> Iterator[None]:
    """Within, a character that standard output cannot encode is escaped, not an exception."""
    stream: Any = sys.stdout
    former = getattr(stream, "errors", None)
    if former != "strict" or not hasattr(stream, "reconfigure"):
        yield
        return
    stream.reconfigure(errors="backslashreplace")
    try:
        yield
    finally:
        stream.reconfigure(errors=former)
