"""Batches: many editions into one folder, each made only where it would come out otherwise.

In: `Order`s (a dossier and the editions wanted of it), perhaps a list of recipients, a folder and a
crew. Out: files, a manifest, and an `Outcome`. A failed edition is a record and the others go on.

This process reads the dossiers, knows what is fresh, and writes; the crew fits and renders. So a
file has one writer, and stopping the crew at any moment leaves whole files only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from briefgen.crew import Crew, Task, results
from briefgen.environment import environment
from briefgen.errors import BriefgenError, OutputError
from briefgen.fingerprints import file_digest, fingerprint
from briefgen.formats import FORMATS
from briefgen.lock import locked
from briefgen.manifest import FileRecord, Json, Ledger
from briefgen.orders import Due, Order, Piece, stem_of
from briefgen.outputs import remove_files, remove_leftovers, write_set
from briefgen.personal import Fitting
from briefgen.recipients import RecipientList
from briefgen.request import Request
from briefgen.stamps import stamp
from briefgen.unchanged import Asked
from briefgen.workers import Failure, Job, Product, failure_of, fit_personal, get_ready, make

_MOST_UNWRITTEN = 3
"""Editions in a row that cannot be written before the batch is given up."""


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
        self._force = force
        self._listener = listener
        self._ledger = Ledger.open(out)
        self._wanted: set[str] = set()
        self._stale: dict[tuple[str, str], tuple[str, ...]] = {}
        self._fittings: dict[str, tuple[Fitting, tuple[str, ...]]] = {}
        self._renewed: dict[str, Json] = {}
        self._unwritten = 0
        self.outcome = Outcome()
        if recipients is not None:
            recipients.check({name for order in orders for name in order.workshop.audiences})

    # what is to be made

    def make(self, hire: Callable[[int], Crew]) -> None:
        """Make all that is due."""
        pieces = tuple(self._pieces())
        self._find_stale(pieces)
        self._renew_records(pieces)
        self._listener.counted(len(self._stale))
        if not self._stale:
            return
        crew = hire(len(self._stale))
        done = False
        try:
            self._fit(crew, pieces)
            for due, product in results(crew, self._tasks(pieces)):
                self._take(due, product)
            done = True
        finally:
            crew.dismiss(now=not done)

    def _pieces(self) -> Iterator[Piece]:
        columns = self._recipients.columns if self._recipients else ()
        for order in self._orders:
            for request in self._asked(order):
                piece = Piece(order, request, columns, {})
                piece = replace(piece, known=self._ledger.editions.get(piece.name, {}))
                try:
                    _ = piece.key
                except BriefgenError as error:
                    name = f"{order.outline.name} {request.audience} {request.length}"
                    self._fail(name, failure_of(error))
                    self._keep(order, request)
                else:
                    yield piece

    def _asked(self, order: Order) -> Iterator[Request]:
        """The requests of *order*; of personal ones, those that a row is for."""
        for request in order.requests:
            if self._recipients is None or request.audience in self._recipients.audiences:
                yield request

    def _find_stale(self, pieces: tuple[Piece, ...]) -> None:
        """Look at every file once: a list of recipients is gone through again to be made."""
        for wanted in self._editions(pieces):
            forms = tuple(form for form in wanted.forms if not self._is_fresh(wanted, form))
            self._wanted.update(wanted.piece.path(form, wanted.stem) for form in wanted.forms)
            self.outcome.fresh += len(wanted.forms) - len(forms)
            if forms:
                self._stale[wanted.piece.name, wanted.stem] = forms

    def _renew_records(self, pieces: tuple[Piece, ...]) -> None:
        """Say of fresh editions what they are made from now.

        A comment in a template, for instance, changes a digest and no file.
        """
        stale = {name for name, _ in self._stale}
        for piece in pieces:
            if piece.known and piece.name not in stale and not piece.is_unchanged:
                shown = tuple(piece.known["excerpts"])
                self._ledger.editions[piece.name] = piece.made_from(shown)

    def _due(self, pieces: tuple[Piece, ...]) -> Iterator[Due]:
        """Every edition that is not fresh."""
        for wanted in self._editions(pieces):
            if forms := self._stale.get((wanted.piece.name, wanted.stem)):
                yield replace(wanted, forms=forms)

    def _editions(self, pieces: tuple[Piece, ...]) -> Iterator[Due]:
        """Every edition that is wanted."""
        if self._recipients is None:
            for piece in pieces:
                title = piece.name.replace("/", " ")
                yield Due(piece, piece.key, piece.request.formats, title)
            return
        for row in self._recipients:
            stem = self._recipients.stem(row.recipient)
            for piece in pieces:
                if row.recipient.audience == piece.request.audience:
                    key = fingerprint((piece.key, row.recipient, stem))
                    title = f"{piece.name}{stem} (row {row.number})"
                    yield Due(piece, key, piece.request.formats, title, row, stem)

    def _is_fresh(self, due: Due, form: str) -> bool:
        path = due.piece.path(form, due.stem)
        known = self._ledger.files.get(path)
        return (
            not self._force
            and known is not None
            and known.key == due.key
            # The edition's record may tell of another version, of which only other formats exist.
            and due.piece.is_on_record
            and self._is_whole(path)
        )

    def _is_whole(self, path: str) -> bool:
        known = self._ledger.files.get(path)
        return known is not None and file_digest(self._out / path) == known.sha256

    # making it

    def _fit(self, crew: Crew, pieces: tuple[Piece, ...]) -> None:
        """Fit every personal edition that a row needs, once for all rows."""
        if self._recipients is None:
            return
        needed = {due.piece.name: due.piece for due in self._due(pieces)}
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
                self._fail(fitted.name, failure_of(product))
            elif product.failure is not None or product.fitting is None:
                self._fail(fitted.name, product.failure or Failure("it was not fitted"))
            else:
                self._fittings[fitted.name] = (product.fitting, product.shown)

    def _tasks(self, pieces: tuple[Piece, ...]) -> Iterator[Task[Due, Product]]:
        for due in self._due(pieces):
            if due.row is not None and due.piece.name not in self._fittings:
                self._listener.finished()  # its edition failed, which is on record
                continue
            self._listener.begun(due.title)
            yield Task(due, make, self._job(due))

    def _job(self, due: Due) -> Job:
        job = due.piece.job()
        known = {form: self._made(due, form) for form in due.forms}
        job = replace(
            job,
            request=replace(job.request, formats=due.forms),
            known={form: made for form, made in known.items() if made},
        )
        if due.row is None:
            return job
        fitting, _ = self._fittings[due.piece.name]
        return replace(job, recipient=due.row.recipient, fitting=fitting, name=due.stem)

    def _made(self, due: Due, form: str) -> str:
        """The key of what the file on disk shows; '' where it is not whole, or shall be redone."""
        path = due.piece.path(form, due.stem)
        return self._ledger.files[path].made if not self._force and self._is_whole(path) else ""

    def _take(self, due: Due, product: Product | BriefgenError) -> None:
        """Write what a worker made, or keep what went wrong."""
        if isinstance(product, BriefgenError):
            self._fail(due.title, failure_of(product))
        elif product.failure is not None:
            self._fail(due.title, product.failure)
        else:
            self._write(due, product)
        self._listener.finished()

    def _write(self, due: Due, product: Product) -> None:
        try:
            paths = {
                self._out / due.piece.path(form, due.stem): content
                for form, content in product.files.items()
            }
            write_set(self._out, paths)
            self._note(due, product)
        except OutputError as error:
            self._fail(due.title, failure_of(error))
            self._unwritten += 1
            if self._unwritten >= _MOST_UNWRITTEN:
                raise OutputError(
                    f"{_MOST_UNWRITTEN} editions in a row could not be written: {error.message}",
                    hint="what is written stays; mend this and run the same command again",
                ) from error
            return
        self._unwritten = 0
        self.outcome.written += len(paths)
        self.outcome.fresh += len(due.forms) - len(paths)
        self.outcome.warnings.update(dict.fromkeys(product.warnings))
        for path in paths:
            self._listener.wrote(path)

    def _note(self, due: Due, product: Product) -> None:
        piece = due.piece
        made_from = self._made_from(due, product)
        files = {}
        for form in due.forms:
            path = piece.path(form, due.stem)
            digest = (
                sha256(product.files[form]).hexdigest()
                if form in product.files
                else self._ledger.files[path].sha256
            )
            files[path] = FileRecord(
                digest, piece.name, form, due.key, product.made, due.row is not None
            )
        self._ledger.record(piece.name, made_from, files)

    def _made_from(self, due: Due, product: Product) -> Json:
        """The edition's entry in the manifest: the same for all recipients, so made once."""
        piece = due.piece
        if due.row is None:
            return piece.made_from(product.shown)
        if piece.name not in self._renewed:
            self._renewed[piece.name] = piece.made_from(self._fittings[piece.name][1])
        return self._renewed[piece.name]

    def _fail(self, title: str, failure: Failure) -> None:
        self.outcome.failures.append((title, failure))
        self._listener.failed(title, failure)

    def _keep(self, order: Order, request: Request) -> None:
        """Files of an edition that cannot be composed now still belong to it."""
        stem = stem_of(order, request)
        self._wanted.update(
            path for path in self._ledger.files if path.startswith((f"{stem}.", f"{stem}/"))
        )

    # leaving

    def tidy(self, prune: bool, asked: Asked | None) -> None:
        """Write the manifest; name the files of editions that no longer exist, or remove them."""
        ledger = self._ledger
        ledger.forget(
            [
                path
                for path in ledger.files
                if path not in self._wanted and not (self._out / path).exists()
            ]
        )
        gone = sorted(path for path in ledger.files if self._is_gone(path))
        if prune:
            remove_files(self._out, gone)
            ledger.forget(gone)
        self.outcome.gone = tuple(gone)
        self.outcome.pruned = prune
        if asked is not None:
            if gone and not prune:
                ledger.batches.clear()  # they are named each time, until they are removed
            elif self._is_settled(asked):
                ledger.record_batch(asked.key, asked.stamps, asked.environment, self._wanted)
        ledger.save(environment().as_record())

    def _is_settled(self, asked: Asked) -> bool:
        """Whether all that was *asked* for is there, and what it is made from was not changed."""
        listed = "" if self._recipients is None else file_digest(self._recipients.path)
        return (
            not self.outcome.failures
            and listed == asked.recipients
            and all(
                order.stamp == asked.stamps[order.outline.name] == stamp(order.dossier)
                for order in self._orders
            )
        )

    def _is_gone(self, path: str) -> bool:
        """Whether a file's edition exists no longer, as far as this batch can know."""
        if path in self._wanted:
            return False
        file = self._ledger.files[path]
        made_from = self._ledger.editions.get(file.edition, {})
        order = self._order(str(made_from.get("dossier", "")))
        if order is None:
            return False  # another dossier's, or another batch's
        workshop = order.workshop
        audience, length = made_from.get("audience"), made_from.get("length")
        if audience not in workshop.audiences or length not in workshop.lengths:
            return True
        return file.format not in FORMATS or (file.personal and self._lists(length, file.format))

    def _lists(self, length: object, form: str) -> bool:
        """Whether this batch has the list of all recipients of that length."""
        return self._recipients is not None and any(
            length == request.length and form in request.formats
            for order in self._orders
            for request in order.requests
        )

    def _order(self, name: str) -> Order | None:
        return next((order for order in self._orders if order.outline.name == name), None)
