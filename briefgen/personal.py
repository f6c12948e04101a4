"""Personal editions: one fit for all recipients, then each one's own words in the room reserved.

In: an edition fitted for a specimen recipient. Out: the same selection made out to a real one. The
specimen is the same whoever is on the list, so that an edition does not change when its neighbour
on the list does. A row whose words take more room than the specimen's is an error: nothing is
shrunk, and nothing is left out of one recipient's edition alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING

from briefgen.build import composed, edition_of
from briefgen.document import Document
from briefgen.editions import Edition
from briefgen.errors import BriefgenError, printable
from briefgen.fit import Fitted
from briefgen.measuring import Pages
from briefgen.outline import Outline
from briefgen.plan import Plan
from briefgen.pruning import prune
from briefgen.recipient import Recipient
from briefgen.request import Request
from briefgen.workshop import Workshop
from briefgen.writing import Prepared

if TYPE_CHECKING:
    from briefgen.render.presses import AnyLaidOut

_HAIR = 0.01
"""Points by which two layouts of the same lines may differ."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """What one fit found: its *plan*, and the *room* in points that it takes.

    Room is endless where nothing is printed: text and mail have no lines to keep to.
    """

    plan: Plan
    room: float

    @property
    def kept(self) -> frozenset[str]:
        return frozenset(one.key for one in self.plan.kept)


def specimen(columns: Iterable[str]) -> Recipient:
    """The recipient for whom personal editions are fitted; every column has a value."""
    words = {
        "name": "The Honorable Recipient Name",
        "office": "Office of the Recipient",
        "email": "recipient@example.org",
        "state": "State",
    }
    known = {name: words.get(name, name) for name in columns}
    return Recipient(
        known.get("name", words["name"]),
        known.get("office", ""),
        known.get("email", ""),
        state=known.get("state", ""),
        columns=known,
    )


def fitting_of(prepared: Prepared) -> Fitting:
    """What was found for the specimen."""
    printed = prepared.request.is_printed
    room = prepared.pages.room(prepared.document).size if printed else inf
    return Fitting(prepared.fitted.plan, room)


class PersonalEdition:
    """An edition for many, its specimen laid out once: each recipient's differs by a few words."""

    def __init__(
        self,
        outline: Outline,
        request: Request,
        workshop: Workshop,
        columns: Iterable[str],
        fitting: Fitting,
    ) -> None:
        self._outline = outline
        self._request = request
        self._workshop = workshop
        self._columns = tuple(columns)
        self._fitting = fitting

    def made_out(self, recipient: Recipient, name: str) -> Prepared:
        """The fitted edition made out to *recipient*; *name*, its file's, tells it apart.

        Raises BriefgenError where the recipient's words do not fit the room that is reserved.
        """
        edition, document = self._composed(recipient)
        document = _named(document, name)
        printed = self._fitting.room < inf
        pages = Pages(self._workshop, like=self._specimen if printed else None)
        if printed:
            _require_room(pages.room(document).size - self._fitting.room, recipient)
        fitted = Fitted(document, self._fitting.plan)
        return Prepared(self._outline, self._request, edition, fitted, pages)

    @cached_property
    def _specimen(self) -> AnyLaidOut:
        _, document = self._composed(specimen(self._columns))
        return self._workshop.press.lay_out(document)

    def _composed(self, recipient: Recipient) -> tuple[Edition, Document]:
        edition = edition_of(self._outline, self._request, self._workshop).made_for(recipient)
        whole = composed(self._outline, edition, self._workshop)
        return edition, whole.number(prune(whole.document, self._fitting.kept))


def _require_room(excess: float, recipient: Recipient) -> None:
    if excess > _HAIR:
        raise BriefgenError(
            f"“{printable(recipient.title)}” takes more lines than there is room for",
            hint="shorten the name or the office so that they keep to one line",
        )


def _named(document: Document, name: str) -> Document:
    meta = document.meta
    return replace(document, meta=replace(meta, identifier=f"{meta.identifier}/{name}"))
