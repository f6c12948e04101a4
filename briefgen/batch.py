"""Batches: many editions into one folder, each made only where it would come out otherwise.

In: `Order`s (a dossier and the editions wanted of it), perhaps a list of recipients, a folder and a
crew. Out: files, a manifest, and an `Outcome`. A failed edition is a record and the others go on.

This process reads the dossiers, knows what is fresh (`agenda`), and writes; the crew fits and
renders. So a file has one writer, and stopping the crew at any moment leaves whole files only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from briefgen.agenda import Agenda
from briefgen.crew import Crew, Task, results
from briefgen.environment import environment
from briefgen.errors import BriefgenError, OutputError, printable
from briefgen.fingerprints import file_digest
from briefgen.lock import locked
from briefgen.manifest import FileRecord, Json, Ledger
from briefgen.orders import Due, Order, Piece, columns_named_by
from briefgen.outputs import remove_files, remove_leftovers, write_set
from briefgen.personal import Fitting
from briefgen.recipients import RecipientList
from briefgen.stamps import stamp
from briefgen.unchanged import Asked
from briefgen.workers import Failure, Job, Product, failure_of, fit_personal, get_ready, make

_MOST_UNWRITTEN = 3
"""Editions in a row that cannot be written before the batch is given up."""
_MOST_NAMED = 10
"""Rows that a warning names."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom a batch tells what happens; each call is for the moment only."""

    counted: Callable[[int], None] = lambda _: None
    """How many editions there are to make."""
    begun: Callable[[str], None] = lambda _: None
    wrote: Callable[[Path], None] = lambda _: None
    failed: Callable[[str, Failure], None] = lambda _, __: None
    finished: Callable[[], None] = lambda: None
    """One more edition is done, written or failed."""


@dataclass
class Outcome:
    """What a batch did. Personal editions may be many: of those only the failed are kept."""

    written: int = 0
    """Files that were written."""
    fresh: int = 0
    """Files that were there and would come out the same."""
    failures: list[tuple[str, Failure]] = field(default_factory=list)
    warnings: dict[str, None] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    """Files of editions that no longer exist."""
    pruned: bool = False


def run(
    orders: Iterable[Order],
    out: Path,
    crew: Callable[[int], Crew],
    *,
    recipients: RecipientList | None = None,
    asked: Asked | None = None,
    force: bool = False,
    prune: bool = False,
    listener: Listener | None = None,
) -> Outcome:
    """Make what is wanted and not fresh; *crew* hires workers for a number of editions.

    The manifest remembers what was *asked* for, if all of it is there and nothing is to be pruned.

    Raises OutputError for a folder that cannot be written or is in use, `InputErrors` for a list
    of recipients with mistakes, CrewGoneError when the work could not go on. Whatever was written
    by then stays, and the next batch goes on from there.
    """
    with locked(out):
        remove_leftovers(out)
        batch = _Batch(tuple(orders), out, recipients, force, listener or Listener())
        batch.make(crew)
        batch.tidy(prune, asked)
        return batch.outcome


class _Batch:
    def __init__(
        self,
        orders: tuple[Order, ...],
        out: Path,
        recipients: RecipientList | None,
        force: bool,
        listener: Listener,
    ) -> None:
        self._orders = orders
        self._out = out
        self._recipients = recipients
        self._listener = listener
        self._ledger = Ledger.open(out)
        self._fittings: dict[str, tuple[Fitting, Json]] = {}
        """The personal editions that are fitted, with their entries in the manifest."""
        self._unwritten = 0
        self.outcome = Outcome()
        if recipients is not None:
            recipients.check(
                {name for order in orders for name in order.workshop.audiences},
                columns_named_by(orders),
                [order.outline.sources.values() for order in orders],
            )
        self._unaddressed = _unaddressed(orders, recipients)
        self.outcome.warnings.update(dict.fromkeys(self._unaddressed))
        self._agenda = Agenda(orders, recipients, self._ledger, force=force, fail=self._failed)
        self.outcome.fresh = self._agenda.fresh

    def make(self, hire: Callable[[int], Crew]) -> None:
        """Make all that is due."""
        self._renew_records()
        self._listener.counted(len(self._agenda))
        if not self._agenda:
            return
        crew = hire(len(self._agenda))
        done = False
        try:
            self._fit(crew)
            for due, product in results(crew, self._tasks()):
                self._take(due, product)
            done = True
        finally:
            crew.dismiss(now=not done)

    def _renew_records(self) -> None:
        """Say of fresh editions what they are made from now."""
        for piece in self._agenda.outdated_records():
            shown = tuple(piece.known["excerpts"])
            self._ledger.editions[piece.name] = piece.made_from(shown)

    def _fit(self, crew: Crew) -> None:
        """Fit every personal edition that a row needs, once for all rows."""
        if self._recipients is None:
            return
        needed = {due.piece.name: due.piece for due in self._agenda.due()}
        tasks: list[Task[Piece | None, Product]] = [
            Task(piece, fit_personal, piece.job()) for piece in needed.values()
        ]
        # Whoever has nothing to fit gets ready meanwhile.
        idle = max(0, crew.size - 1 - len(tasks))
        tasks += [Task(None, get_ready, piece.job()) for piece in [*needed.values()][:1] * idle]
        for fitted, product in results(crew, iter(tasks)):
            if fitted is None:
                continue  # what keeps it from getting ready, its first edition will tell
            if isinstance(product, BriefgenError):
                self._failed(fitted.title, product)
            elif product.failure is not None or product.fitting is None:
                self._fail(fitted.title, product.failure or Failure("it was not fitted"))
            else:
                self._fittings[fitted.name] = (product.fitting, product.made_from)

    def _tasks(self) -> Iterator[Task[Due, Product]]:
        for due in self._agenda.due():
            if due.row is not None and due.piece.name not in self._fittings:
                self._listener.finished()  # its edition failed, which is on record
                continue
            self._listener.begun(due.title)
            yield Task(due, make, self._job(due))

    def _job(self, due: Due) -> Job:
        job = due.piece.job()
        known = {form: self._agenda.made(due, form) for form in due.forms}
        job = replace(
            job,
            request=replace(job.request, formats=due.forms),
            known={form: made for form, made in known.items() if made},
        )
        if due.row is None:
            return job
        fitting, _ = self._fittings[due.piece.name]
        return replace(job, recipient=due.row.recipient, fitting=fitting, name=due.stem)

    def _take(self, due: Due, product: Product | BriefgenError) -> None:
        """Write what a worker made, or keep what went wrong."""
        if isinstance(product, BriefgenError):
            self._failed(due.title, product)
        elif product.failure is not None:
            self._fail(due.title, product.failure)
        else:
            self._write(due, product)
        self._listener.finished()

    def _write(self, due: Due, product: Product) -> None:
        paths = {
            self._out / due.piece.path(form, due.stem): content
            for form, content in product.files.items()
        }
        try:
            write_set(self._out, paths)
            self._note(due, product)
        except OutputError as error:
            self._failed(due.title, error)
            self._give_up_in_time(error)
            return
        self._unwritten = 0
        self.outcome.written += len(paths)
        self.outcome.fresh += len(due.forms) - len(paths)
        self.outcome.warnings.update(dict.fromkeys(product.warnings))
        for path in paths:
            self._listener.wrote(path)

    def _give_up_in_time(self, error: OutputError) -> None:
        """Raise OutputError after so many editions in a row that the next would fail, too."""
        self._unwritten += 1
        if self._unwritten >= _MOST_UNWRITTEN:
            raise OutputError(
                f"{_MOST_UNWRITTEN} editions in a row could not be written: {error.message}",
                hint="what is written stays; mend this and run the same command again",
            ) from error

    def _note(self, due: Due, product: Product) -> None:
        piece = due.piece
        made_from = product.made_from if due.row is None else self._fittings[piece.name][1]
        key, files = due.key(product.key), {}
        for form in due.forms:
            path = piece.path(form, due.stem)
            digest = (
                sha256(product.files[form]).hexdigest()
                if form in product.files
                else self._ledger.files[path].sha256
            )
            files[path] = FileRecord(
                digest, piece.name, form, key, product.made, due.row is not None
            )
        self._ledger.record(piece.name, made_from, files)

    def _failed(self, title: str, error: BriefgenError) -> None:
        self._fail(title, failure_of(error))

    def _fail(self, title: str, failure: Failure) -> None:
        self.outcome.failures.append((title, failure))
        self._listener.failed(title, failure)

    def tidy(self, prune: bool, asked: Asked | None) -> None:
        """Write the manifest; name the files of editions that no longer exist, or remove them."""
        self._forget_missing()
        self._settle_gone(prune)
        if asked is not None:
            self._remember(asked)
        self._ledger.save(environment().as_record())

    def _forget_missing(self) -> None:
        """Forget files that are neither wanted nor there."""
        files, wanted = self._ledger.files, self._agenda.wanted
        self._ledger.forget(
            [path for path in files if path not in wanted and not (self._out / path).exists()]
        )

    def _settle_gone(self, prune: bool) -> None:
        gone = self._agenda.gone()
        if prune:
            remove_files(self._out, gone)
            self._ledger.forget(gone)
        self.outcome.gone = tuple(gone)
        self.outcome.pruned = prune

    def _remember(self, asked: Asked) -> None:
        """Put on record that what was *asked* for is done, so that it need not be looked at."""
        if self.outcome.gone and not self.outcome.pruned:
            self._ledger.batches.clear()  # they are named each time, until they are removed
        elif self._is_settled(asked):
            wanted = self._agenda.wanted
            self._ledger.record_batch(asked.key, asked.stamps, asked.environment, wanted)

    def _is_settled(self, asked: Asked) -> bool:
        """Whether all that was *asked* for is there, and what it is made from was not changed."""
        listed = "" if self._recipients is None else file_digest(self._recipients.path)
        return (
            not self.outcome.failures
            and not self._unaddressed  # it is told each time, until every row has an address
            and listed == asked.recipients
            and all(
                order.stamp == asked.stamps[order.outline.name] == stamp(order.dossier)
                for order in self._orders
            )
        )


def _unaddressed(orders: Iterable[Order], recipients: RecipientList | None) -> tuple[str, ...]:
    """A warning about the rows whose mails have nobody to go to, if there are any."""
    mails = any("eml" in request.formats for order in orders for request in order.requests)
    if recipients is None or not mails or not recipients.unaddressed:
        return ()
    rows = recipients.unaddressed
    more = f" and {len(rows) - _MOST_NAMED} more" if len(rows) > _MOST_NAMED else ""
    named = f"{', '.join(map(str, rows[:_MOST_NAMED]))}{more}"
    few = "row" if len(rows) == 1 else "rows"
    told = f"{few} {named} without an email: the mails (eml) are addressed to nobody"
    return (f"{printable(recipients.path)}: {told}",)
