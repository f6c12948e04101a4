"""Orders: the editions that are wanted of dossiers, their keys, and where their files go.

In: dossiers as read, requests, what the manifest knows. Out: `Order`s, each of which is a number of
`Piece`s, one for each request; and what is `Due` of a piece: the edition itself, or that of one
recipient.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from math import inf
from pathlib import Path

from briefgen.errors import TemplateError
from briefgen.fingerprints import fingerprint
from briefgen.freshness import Ingredients, ingredients, inputs_of
from briefgen.manifest import Json
from briefgen.outline import Outline
from briefgen.personal import specimen
from briefgen.recipients import Row, columns_named
from briefgen.request import Request
from briefgen.workers import Job
from briefgen.workshop import Workshop


@dataclass(frozen=True)
class Order:
    """The editions that are wanted of one dossier."""

    dossier: Path
    outline: Outline
    workshop: Workshop
    requests: tuple[Request, ...]
    stamp: str
    """That of the dossier's files, and of all templates, when the outline was read."""


def columns_named_by(orders: Iterable[Order]) -> Iterator[str]:
    """The columns of a list of recipients that the templates of *orders* may name."""
    for order in orders:
        templates = order.workshop.templates
        for name in templates.names():
            # One that cannot be read is a mistake of its own, told where it is composed.
            with suppress(TemplateError):
                yield from columns_named(templates.read(name)) if name.endswith(".j2") else ()


@dataclass(frozen=True)
class Piece:
    """One edition of an order, or the edition of all recipients, and where its files go.

    *known* is its entry in the manifest, {} where it has none.
    """

    order: Order
    request: Request
    columns: tuple[str, ...]
    known: Json

    @property
    def name(self) -> str:
        """Its name in the manifest; those of personal editions end with a slash."""
        return f"{stem_of(self.order, self.request)}{'/' * bool(self.columns)}"

    @cached_property
    def inputs(self) -> str:
        """The digest of whatever can bear on it."""
        return inputs_of(self.order.stamp, self.request, self.columns)

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing at all has changed since it was made: it need not even be composed."""
        return bool(self.known.get("inputs") == self.inputs)

    @property
    def title(self) -> str:
        """What messages call it."""
        return stem_of(self.order, self.request).replace("/", " ")

    @property
    def pages(self) -> float:
        """How many it may have: endless where it is as long as it needs."""
        budget = self.order.workshop.lengths[self.request.length].budget
        if self.request.words or budget.words:
            return 1
        return self.request.pages or budget.pages or inf

    @cached_property
    def ingredients(self) -> Ingredients:
        """What it is made from. Raises `BriefgenError` of composing."""
        made_for = specimen(self.columns) if self.columns else None
        return ingredients(self.order.outline, self.request, self.order.workshop, made_for)

    @property
    def key(self) -> str:
        """The key of `freshness`. Raises `BriefgenError` of composing."""
        return str(self.known["key"]) if self.is_unchanged else self.ingredients.key

    @property
    def is_on_record(self) -> bool:
        """Whether its entry in the manifest tells of what it is now; without one it is not asked.

        Raises `BriefgenError` of composing.
        """
        return bool(self.known) and bool(self.known.get("key") == self.key)

    def path(self, form: str, stem: str = "") -> str:
        return f"{self.name}{stem}.{form}"

    def made_from(self, shown: tuple[str, ...]) -> Json:
        """Its entry in the manifest."""
        order = self.order
        return self.ingredients.as_record(self.inputs, shown, order.outline, order.workshop)

    def job(self) -> Job:
        folder = str(self.order.dossier.resolve())
        return Job(folder, self.order.stamp, self.request, self.inputs, columns=self.columns)


def stem_of(order: Order, request: Request) -> str:
    """What the names of an edition's files begin with, and its name in the manifest."""
    return f"{order.outline.name}/{request.audience}-{request.length}"


@dataclass(frozen=True, slots=True)
class Due:
    """An edition to be made: its place in the manifest, its recipient and their file's name."""

    piece: Piece
    forms: tuple[str, ...]
    row: Row | None = None
    stem: str = ""

    @property
    def title(self) -> str:
        """What messages call it."""
        return (
            f"{self.piece.title}/{self.stem} (row {self.row.number})"
            if self.row
            else self.piece.title
        )

    def key(self, edition: str) -> str:
        """The key of its files, where its *edition* has that key of `freshness`."""
        return fingerprint((edition, self.row.recipient, self.stem)) if self.row else edition
