"""Agendas: what a batch is to leave in its folder, and what of that is fresh, due or gone.

In: `Order`s, perhaps a list of recipients, and the `Ledger` of the folder. Out: an `Agenda`. Files
are looked at here, and what is on record of them; nothing is made, written or removed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from briefgen.errors import BriefgenError
from briefgen.fingerprints import file_digest
from briefgen.formats import FORMATS
from briefgen.manifest import Ledger
from briefgen.orders import Due, Order, Piece, stem_of
from briefgen.recipients import RecipientList
from briefgen.request import Request


class Agenda:
    """The editions that a batch is asked for, held against the files that are there."""

    def __init__(
        self,
        orders: tuple[Order, ...],
        recipients: RecipientList | None,
        ledger: Ledger,
        *,
        force: bool,
        fail: Callable[[str, BriefgenError], None],
    ) -> None:
        """Looks at every file once, as a list of recipients is gone through again to be made.

        With *force* no file is fresh. *fail* is told of each edition on record that cannot be
        composed any more; whoever is to make the others will find out.
        """
        self._orders = orders
        self._recipients = recipients
        self._ledger = ledger
        self._force = force
        self.wanted: set[str] = set()
        """The paths of all files that the editions have."""
        self.fresh = 0
        """How many of these are there and would come out the same."""
        self.pieces = tuple(self._pieces(fail))
        self._stale: dict[tuple[str, str], tuple[str, ...]] = {}
        self._find_stale()

    def __len__(self) -> int:
        """How many editions are due."""
        return len(self._stale)

    def due(self) -> Iterator[Due]:
        """Every edition that is not fresh, in the formats that are not."""
        for wanted in self._editions():
            if forms := self._stale.get((wanted.piece.name, wanted.stem)):
                yield replace(wanted, forms=forms)

    def outdated_records(self) -> Iterator[Piece]:
        """What is all fresh, and on record as made from something else.

        A comment in a template, for instance, changes a digest and no file.
        """
        stale = {name for name, _ in self._stale}
        for piece in self.pieces:
            if piece.known and piece.name not in stale and not piece.is_unchanged:
                yield piece

    def made(self, due: Due, form: str) -> str:
        """The key of what the file on disk shows; '' where it is not whole, or shall be redone."""
        path = due.piece.path(form, due.stem)
        return self._ledger.files[path].made if not self._force and self._is_whole(path) else ""

    def gone(self) -> list[str]:
        """The files, sorted, of editions that exist no longer, as far as this batch can know."""
        return sorted(path for path in self._ledger.files if self._is_gone(path))

    # what is wanted

    def _pieces(self, fail: Callable[[str, BriefgenError], None]) -> Iterator[Piece]:
        columns = self._recipients.columns if self._recipients else ()
        for order in self._orders:
            for request in self._asked(order):
                piece = Piece(order, request, columns, {})
                piece = replace(piece, known=self._ledger.editions.get(piece.name, {}))
                try:
                    # What is not on record is due anyway: it is composed where it is made.
                    _ = piece.key if piece.known else ""
                except BriefgenError as error:
                    fail(piece.title, error)
                    self._keep(order, request)
                else:
                    yield piece

    def _asked(self, order: Order) -> Iterator[Request]:
        """The requests of *order*; of personal ones, those that a row is for."""
        for request in order.requests:
            if self._recipients is None or request.audience in self._recipients.audiences:
                yield request

    def _keep(self, order: Order, request: Request) -> None:
        """Files of an edition that cannot be composed now still belong to it."""
        stem = stem_of(order, request)
        self.wanted.update(
            path for path in self._ledger.files if path.startswith((f"{stem}.", f"{stem}/"))
        )

    def _editions(self) -> Iterator[Due]:
        """Every edition that is wanted, but for those that failed here."""
        if self._recipients is None:
            # The longest first, or at last one worker makes the longest and the others wait.
            for piece in sorted(self.pieces, key=lambda piece: -piece.pages):
                yield Due(piece, piece.request.formats)
            return
        for row in self._recipients:
            stem = self._recipients.stem(row.recipient)
            for piece in self.pieces:
                if row.recipient.audience == piece.request.audience:
                    yield Due(piece, piece.request.formats, row, stem)

    # what is there

    def _find_stale(self) -> None:
        for wanted in self._editions():
            forms = tuple(form for form in wanted.forms if not self._is_fresh(wanted, form))
            self.wanted.update(wanted.piece.path(form, wanted.stem) for form in wanted.forms)
            self.fresh += len(wanted.forms) - len(forms)
            if forms:
                self._stale[wanted.piece.name, wanted.stem] = forms

    def _is_fresh(self, due: Due, form: str) -> bool:
        path = due.piece.path(form, due.stem)
        known = self._ledger.files.get(path)
        return (
            not self._force
            and known is not None
            # The edition's record may tell of another version, of which only other formats exist.
            and due.piece.is_on_record
            and known.key == due.key(due.piece.key)
            and self._is_whole(path)
        )

    def _is_whole(self, path: str) -> bool:
        known = self._ledger.files.get(path)
        return known is not None and file_digest(self._ledger.folder / path) == known.sha256

    def _is_gone(self, path: str) -> bool:
        if path in self.wanted:
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
        return file.format not in FORMATS or (
            file.personal and self._lists(str(length), file.format)
        )

    def _lists(self, length: str, form: str) -> bool:
        """Whether this batch has the list of all recipients of that length."""
        return self._recipients is not None and any(
            length == request.length and form in request.formats
            for order in self._orders
            for request in order.requests
        )

    def _order(self, name: str) -> Order | None:
        return next((order for order in self._orders if order.outline.name == name), None)
