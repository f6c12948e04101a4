"""The audiences and lengths that editions can have.

In: `audiences.yaml` and `lengths.yaml` of the shipped templates, and those of a dossier's own
`templates/`, whose entries are added or take the place of shipped ones with the same id. Out: a
`Catalog`. No code knows the name of an audience, nor of a length but the one of newsletter items
(`digest`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field

from briefgen.errors import BriefgenError, DossierError, InputErrors, TemplateError, printable
from briefgen.ids import ALL, nearest, suggestion
from briefgen.kinds import Cut, FigureName, IncrementKind, NoteStyle, SectionName
from briefgen.resources import Templates
from briefgen.values import Id, Text, mistake
from briefgen.yamlmodel import read_model
from briefgen.yamlshape import Shape

_PAGE = ".html.j2"
"""How the name of a length's template ends."""
Factor = Annotated[float, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=10_000)]


def _least_first(bounds: tuple[float, float]) -> tuple[float, float]:
    if bounds[0] > bounds[1]:
        raise mistake("the least is more than the most", "write [least, most]")
    return bounds


def _a_bound_or_none(ratio: float) -> float:
    if 0 < ratio < 1:
        raise mistake("the longer side is never shorter", "write 1 or more, or 0 for no bound")
    return ratio


SideRatio = Annotated[float, Field(ge=0, le=1000), AfterValidator(_a_bound_or_none)]


class Audience(Shape):
    """Whom an edition is for, and what matters to them."""

    id: Id
    name: Text
    reader: Text
    """Whom the edition addresses, in running text: `congressional staff`."""
    to: Text = ""
    """The TO line of a memo where the dossier names nobody."""
    themes: Mapping[str, Factor] = {}
    weights: Mapping[IncrementKind, Factor] = {}
    omit: frozenset[SectionName] = frozenset()
    words: Mapping[str, Text] = {}

    def cares_for(self, theme: str) -> float:
        """How much this audience weighs a theme; 1 for themes that it does not know."""
        return self.themes.get(theme, 1.0)


class BudgetRule(Shape):
    """Pages (exactly or at most) or words (least, most); neither means as long as it needs."""

    pages: Annotated[int, Field(ge=1, le=500)] | None = None
    exactly: bool = False
    words: Annotated[tuple[int, int], AfterValidator(_least_first)] | None = None


def _one_measure(budget: BudgetRule) -> BudgetRule:
    if budget.pages is not None and budget.words is not None:
        raise mistake("a budget has pages or words, not both", "leave one of them out")
    if budget.exactly and budget.pages is None:
        raise mistake("exactly speaks of pages, and none are named", "write pages: …, too")
    return budget


class QuoteRule(Shape):
    """Which cut of a quotation is printed, and how long it may be."""

    cut: Cut = "full"
    most_words: Annotated[int, Field(ge=2)] = 60


class BalanceRule(Shape):
    """What an edition owes to both sides."""

    arguments: Count = 0
    """Arguments a side at least, or all there are."""
    sources: Count = 0
    """Different sources at least, or all there are."""
    words_ratio: SideRatio = 0
    """Words of the longer side ÷ words of the shorter at most; 0 for no bound."""
    source_share: Share = 0
    """Share of the quotations that may come from one source; 0 for no bound. The audit reads it."""
    one_voice: bool = False
    """No speaker is quoted twice."""
    quotations: Count = 0
    """Quotations at most; 0 for no bound."""


class Length(Shape):
    """The kind and size of an edition."""

    id: Id
    name: Text
    template: Text
    layout: Text
    notes: NoteStyle
    budget: Annotated[BudgetRule, AfterValidator(_one_measure)]
    fill: Annotated[tuple[Share, Share], AfterValidator(_least_first)] = (0, 1)
    quote: QuoteRule = QuoteRule()
    balance: BalanceRule = BalanceRule()
    values: Mapping[IncrementKind, Factor] = {}
    owed: Mapping[IncrementKind, Count] = {}
    """How many increments of a kind come before all others, as far as they fit; for arguments on
    each side."""
    offer: Mapping[IncrementKind, Count] = {}
    """How many increments of a kind are considered at all: the strongest; for arguments on each
    side, for quotations in each argument."""
    most: Mapping[IncrementKind, Count] = {}
    """How many increments of a kind are enough; for arguments on each side."""
    appendix: bool = False
    """Whether the audit is shown: how the brief was made."""
    figures: tuple[FigureName, ...] = ()
    """Which figures are drawn."""

    def stretched(self, times: float) -> Length:
        """The same with so many times the room: more is offered, and nothing is enough any more."""
        if times <= 1:
            return self
        balance = self.balance.model_copy(update={"one_voice": False, "quotations": 0})
        offer = {kind: ceil(count * times) for kind, count in self.offer.items()}
        return self.model_copy(update={"balance": balance, "offer": offer, "most": {}})


class AudiencesFile(Shape):
    """audiences.yaml: whom editions are for."""

    audiences: tuple[Audience, ...]


class LengthsFile(Shape):
    """lengths.yaml: the kinds and sizes of editions, and the templates' own words."""

    lengths: tuple[Length, ...]
    words: Mapping[str, Text] = {}
    values: Mapping[IncrementKind, Factor] = {}
    """What an increment of a kind is worth where a length says nothing else."""


@dataclass(frozen=True)
class Catalog:
    """All audiences and lengths by id, in the order of their files, and the templates' words."""

    audiences: Mapping[str, Audience]
    lengths: Mapping[str, Length]
    words: Mapping[str, str]

    def audience(self, name: str) -> Audience:
        """The audience of that id. Raises `BriefgenError` with the nearest valid name."""
        return _named(self.audiences, name, "audience")

    def length(self, name: str) -> Length:
        """The length of that id. Raises `BriefgenError` with the nearest valid name."""
        return _named(self.lengths, name, "length")


_Entry = TypeVar("_Entry", Audience, Length)


def _named(entries: Mapping[str, _Entry], name: str, what: str) -> _Entry:
    if name in entries:
        return entries[name]
    raise BriefgenError(
        f"there is no {what} '{printable(name, 60)}'", hint=suggestion(name, entries)
    )


def load_catalog(templates: Templates) -> Catalog:
    """The catalog of the shipped files and of a dossier's own, which add to them or replace.

    Raises `InputErrors` naming file, line and column.
    """
    audiences: dict[str, Audience] = {}
    lengths: dict[str, Length] = {}
    words: dict[str, str] = {}
    values: dict[IncrementKind, float] = {}
    for folder in reversed(templates.folders):
        if (path := folder / "audiences.yaml").is_file():
            audiences |= _by_id(read_model(AudiencesFile, path).audiences)
        if (path := folder / "lengths.yaml").is_file():
            file = read_model(LengthsFile, path)
            words |= file.words
            values |= file.values
            lengths |= _by_id(file.lengths)
    mistakes = [*_without_template(lengths.values(), templates)]
    if mistakes:
        raise InputErrors(mistakes)
    return Catalog(audiences, {name: _valued(one, values) for name, one in lengths.items()}, words)


def _without_template(lengths: Collection[Length], templates: Templates) -> Iterator[DossierError]:
    found = {length.template for length in lengths if templates.have(length.template)}
    # Without their endings, in which all are alike.
    pages = {name.removesuffix(_PAGE) for name in found | _own_pages(templates)}
    for length in lengths:
        try:
            templates.find(length.template)
        except TemplateError as error:
            near = nearest(length.template.removesuffix(_PAGE), pages)
            hint = (
                f"did you mean {near}{_PAGE}?" if near else "put it into the dossier's templates/"
            )
            yield DossierError(error.message, length.where("template"), hint)


def _own_pages(templates: Templates) -> set[str]:
    """What a dossier adds to the shipped templates: the page of a length may be among it."""
    *own, shipped = templates.folders
    added = {path.name for folder in own for path in folder.glob(f"*{_PAGE}")}
    return {name for name in added if not (shipped / name).is_file()}


def _by_id(entries: Iterable[_Entry]) -> dict[str, _Entry]:
    found: dict[str, _Entry] = {}
    mistakes = []
    for one in entries:
        if one.id == ALL:
            message = f"'{ALL}' stands for every audience and every length"
            mistakes.append(DossierError(message, one.where("id"), "give it another id"))
        if one.id in found:
            first = found[one.id].where("id")
            message = f"'{one.id}' stands here twice; first in line {first.line}"
            mistakes.append(DossierError(message, one.where("id"), "take one of the two out"))
        found.setdefault(one.id, one)
    if mistakes:
        raise InputErrors(mistakes)
    return found


def _valued(length: Length, values: Mapping[IncrementKind, float]) -> Length:
    return length.model_copy(update={"values": {**values, **length.values}})
