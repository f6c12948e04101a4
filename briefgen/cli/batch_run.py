"""What `briefgen batch` does between its options and `briefgen.batch`, if there is work to do."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from briefgen import batch
from briefgen.cli import arguments, batch_words, console
from briefgen.cli.building import Commission, commission, whatever_can_be_made
from briefgen.cluster import Cluster
from briefgen.counts import many
from briefgen.crew import Alone, Crew
from briefgen.errors import BriefgenError, printable
from briefgen.formats import FORMATS
from briefgen.ids import ALL
from briefgen.orders import Order, columns_named_by
from briefgen.pool import Pool
from briefgen.processes import processors
from briefgen.recipients import RecipientList
from briefgen.stamps import stamp
from briefgen.unchanged import Asked
from briefgen.workers import Failure, failure_of

_MOST_ROWS = 40
"""Failures and files that are listed one by one."""


def run_batch(
    dossiers: tuple[Path, ...],
    asked: Asked,
    *,
    out: Path,
    audiences: tuple[str, ...],
    lengths: tuple[str, ...],
    formats: tuple[str, ...],
    recipients: Path | None,
    name_pattern: str,
    jobs: int | None,
    scheduler: str | None,
    force: bool,
    prune: bool,
    json_lines: bool,
    **wanted: Any,
) -> int:
    """Run the batch that is *asked* for and tell of it; returns the exit status.

    Raises click.UsageError for options that contradict one another, BriefgenError where the whole
    batch fails; what was told until then stays told.
    """
    addressees = _recipients(recipients, name_pattern, audiences, lengths)
    # The rows of a list say for which audiences.
    named = audiences if addressees is None else ()
    wanted |= {"audiences": named or (ALL,), "lengths": lengths or (ALL,)}
    with console.working(2, timed=True) as work:
        told = _Telling(work, json_lines)
        try:
            orders = tuple(_orders(dossiers, told, formats, wanted))
            told.misspelt(addressees, orders)
            outcome = batch.run(
                orders,
                out,
                _hiring(jobs, scheduler),
                recipients=addressees,
                asked=told.settled(asked),
                force=force,
                prune=prune,
                listener=told.listener,
            )
        except BriefgenError:
            told.stopped()
            raise
    told.summed_up(outcome)
    return 1 if told.failures else 0


def _hiring(jobs: int | None, scheduler: str | None) -> Callable[[int], Crew]:
    """The way to hire workers for a number of editions."""
    if scheduler is not None:
        # A cluster that is lost is reported in our own words.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        return lambda _: Cluster(scheduler)
    return lambda count: _on_this_computer(min(jobs or processors(), count))


def _on_this_computer(hands: int) -> Crew:
    return Pool(hands) if hands > 1 else Alone()


def _recipients(
    path: Path | None, pattern: str, named: tuple[str, ...], lengths: tuple[str, ...]
) -> RecipientList | None:
    """The list of recipients, whose rows then say for which audiences editions are made.

    An audience that is *named* is for rows that name none.
    """
    if path is None:
        return None
    if not lengths:
        raise click.UsageError("with --recipients, name the lengths: --length one-pager")
    if len(named) > 1 or named == (ALL,):
        raise click.UsageError(
            "with --recipients, name one audience; a row may have its own, in the column audience"
        )
    return RecipientList(path, pattern, named[0] if named else "")


# orders ---------------------------------------------------------------------------------------


def _orders(
    dossiers: tuple[Path, ...],
    told: _Telling,
    named: tuple[str, ...],
    wanted: Mapping[str, Any],
) -> Iterator[Order]:
    """The editions that are wanted of each dossier; one that cannot be read is a failure.

    *named* are formats; where there are none, all that can be made are meant.
    """
    formats = arguments.chosen("--format", named or (ALL,), FORMATS)
    for dossier in dossiers:
        try:
            with arguments.among(dossiers, dossier):
                ordered, read = _unchanging(dossier, formats, wanted)
            if not named or ALL in named:
                ordered = whatever_can_be_made(ordered, told.warned)
        except BriefgenError as error:
            told.failed(f"{dossier.resolve().name} (every edition)", failure_of(error))
            continue
        yield Order(dossier, ordered.outline, ordered.workshop, ordered.requests, read)


def _unchanging(
    dossier: Path, formats: tuple[str, ...], wanted: Mapping[str, Any]
) -> tuple[Commission, str]:
    """What is wanted of *dossier*, and the stamp of its files, which are what was read."""
    before = stamp(dossier)
    ordered = commission(dossier, formats=formats, **wanted)
    if stamp(dossier) != before:
        raise BriefgenError("the dossier changed while it was read", hint="try again")
    return ordered, before


# telling --------------------------------------------------------------------------------------


@dataclass
class _Telling:
    """Tells of a batch: a bar on a terminal, one line a file otherwise, JSON lines to programs."""

    work: console.Work
    json_lines: bool
    failures: list[tuple[str, Failure]] = field(default_factory=list)
    warnings: dict[str, None] = field(default_factory=dict)

    @property
    def listener(self) -> batch.Listener:
        return batch.Listener(self.counted, self.work.step, self.wrote, self.failed, self.finished)

    def counted(self, count: int) -> None:
        self.work.expect(count)
        if self.json_lines:
            console.show_line(batch_words.begun(count))

    def wrote(self, path: Path) -> None:
        if self.json_lines:
            self._aside({"event": "wrote", "file": str(path)})
        elif not (sys.stderr.isatty() and sys.stdout.isatty()):
            with self.work.aside():
                console.show_path(path)

    def failed(self, edition: str, failure: Failure) -> None:
        self.failures.append((edition, failure))
        if self.json_lines:
            self._aside({"event": "failed", "edition": edition, "errors": list(failure.records)})

    def finished(self) -> None:
        self.work.advance()

    def warned(self, message: str) -> None:
        self.warnings.setdefault(message)

    def misspelt(self, recipients: RecipientList | None, orders: Iterable[Order]) -> None:
        """Columns of the list that seem to be meant for those that templates name."""
        for warning in recipients.misspelt(columns_named_by(orders)) if recipients else ():
            self.warned(warning)

    def settled(self, asked: Asked) -> Asked | None:
        """What may be remembered as done; None where what was told will have to be said again."""
        return None if self.warnings or self.failures else asked

    def stopped(self) -> None:
        """The batch could not go on; the error itself is reported where the command ends."""
        self._tell_failures()

    def summed_up(self, outcome: batch.Outcome) -> None:
        """What was done, in the end."""
        for warning in (*self.warnings, *outcome.warnings):
            console.warn(warning)
        if self.json_lines:
            done = batch_words.done(
                written=outcome.written,
                fresh=outcome.fresh,
                failed=len(self.failures),
                warnings=[*self.warnings, *outcome.warnings],
                gone=outcome.gone,
                pruned=outcome.pruned,
            )
            console.show_line(done)
        self._tell_gone(outcome)
        failed = len(self.failures)
        console.say(
            batch_words.summary(written=outcome.written, fresh=outcome.fresh, failed=failed)
        )
        self._tell_failures()

    def _aside(self, record: object) -> None:
        with self.work.aside():
            console.show_line(record)

    def _tell_gone(self, outcome: batch.Outcome) -> None:
        if not outcome.gone:
            return
        count = len(outcome.gone)
        if outcome.pruned:
            became = "was removed" if count == 1 else "were removed"
        else:
            became = f"{'is' if count == 1 else 'are'} left; remove with --prune"
        console.say(f"{many(count, 'file')} of editions that no longer exist {became}:")
        console.say("\n".join(_some([f"  {printable(path)}" for path in outcome.gone])))

    def _tell_failures(self) -> None:
        """A table of what failed; messages of several lines follow it, each once."""
        if not self.failures:
            return
        rows = [(title, _first_line(failure.message)) for title, failure in self.failures]
        console.say(console.table([("FAILED", "WHY"), *rows[:_MOST_ROWS]]))
        if len(rows) > _MOST_ROWS:
            console.say(f"… and {len(rows) - _MOST_ROWS} more")
        messages = dict.fromkeys(failure.message for _, failure in self.failures)
        for message in [one for one in messages if "\n" in one][:_MOST_ROWS]:
            console.say(f"\n{message}")


def _first_line(message: str) -> str:
    return message.split("\n", 1)[0]


def _some(lines: list[str]) -> list[str]:
    more = [f"  … and {len(lines) - _MOST_ROWS} more"] if len(lines) > _MOST_ROWS else []
    return [*lines[:_MOST_ROWS], *more]
