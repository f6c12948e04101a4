"""Statements: the analyst's own words, each with its variants and what bears it out.

In: an `Outline`. Out: every wording that an edition may print, as a `Statement`, so that rules on
words (numbers, bills and laws) need not know where in an outline wordings stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from briefgen.errors import Place
from briefgen.excerpts import Excerpt
from briefgen.outline import Fact, Item, Outline, Vote
from briefgen.wording import Wording

__all__ = ["Statement", "cited", "keyed_statements", "statements_of"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One wording: *texts* by edition ('' is the default), and the excerpts it rests on.

    *about* is the id of its item, or the key of dossier.yaml under which it stands.
    """

    about: str
    texts: Mapping[str, str]
    evidence: tuple[str, ...]
    place: Place


def statements_of(outline: Outline) -> Iterator[Statement]:
    """Every wording of the analyst, in the order of dossier.yaml."""
    whole = ("title", outline.title), ("bottom-line", outline.bottom_line), ("ask", outline.ask)
    for name, wording in whole:
        if wording is not None:
            yield _worded(name, wording, (), outline.place)
    for item in _items(outline):
        yield from _of_item(item)
    for fact in outline.facts:
        yield from _of_fact(fact)


def keyed_statements(outline: Outline) -> Iterator[tuple[str, Statement]]:
    """Every wording but the title with the key of the increment that prints it."""
    for name, wording in (("bottom-line", outline.bottom_line), ("ask", outline.ask)):
        if wording is not None:
            yield name, _worded(name, wording, (), outline.place)
    for kind, items in _kinds(outline):
        for item in items:
            for statement in _of_item(item):
                yield f"{kind}/{statement.about}", statement


def _items(outline: Outline) -> Iterator[Item]:
    for _, items in _kinds(outline):
        yield from items


def _kinds(outline: Outline) -> tuple[tuple[str, Sequence[Item]], ...]:
    """The items of an outline under the kinds of their increments."""
    return (
        ("argument", outline.arguments),
        ("stakeholder", outline.stakeholders),
        ("step", outline.next_steps),
        ("topic", outline.background),
        ("event", outline.timeline),
        ("status", outline.status),
        ("vote", outline.votes),
        ("point", outline.talking_points),
        ("question", outline.questions),
        ("option", outline.options),
        ("obstacle", outline.obstacles),
    )


def _of_item(item: Item) -> Iterator[Statement]:
    about, place, evidence = item.id, item.place, _evidence_of(item)
    for name in _PRINTED:
        value = getattr(item, name, None)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Wording):
                yield _worded(about, one, evidence, place)
            elif isinstance(one, str) and one:
                # How many votes says little without where.
                text = f"{one} votes, {item.chamber}" if isinstance(item, Vote) else one
                yield Statement(about, {"": text}, evidence, place)


_PRINTED = (
    *("claim", "gist", "interest", "action", "title", "event", "measure", "companion"),
    *("committee", "stage", "needed", "why", "text", "question", "answer", "pros", "cons"),
)
"""Fields of items that hold the analyst's words. Names of people and bodies are not among them."""


def _evidence_of(item: Item) -> tuple[str, ...]:
    if item.evidence:
        return item.evidence
    tagged: list[Excerpt] = []
    for name in ("supports", "voices", "excerpts"):
        tagged += getattr(item, name, ())
    return tuple(one.id for one in tagged)


def _worded(about: str, wording: Wording, evidence: Iterable[str], place: Place) -> Statement:
    texts = {"": wording.default, **wording.variants}
    kept = {edition: text for edition, text in texts.items() if text}
    known = wording.evidence or tuple(evidence)
    return Statement(about, kept, known, wording.place if wording.place.file else place)


def _of_fact(fact: Fact) -> Iterator[Statement]:
    """A settlement weighs the excerpts that assert the fact or are tagged with it."""
    if fact.settled is not None:
        for text in (fact.settled.value, fact.settled.because):
            known = tuple(one.id for one in fact.excerpts)
            yield Statement(fact.id, {"": text}, known, fact.place)


def cited(outline: Outline) -> tuple[str, ...]:
    """The excerpts that any item or wording names as evidence, in order of first mention."""
    found: dict[str, None] = {}
    for wording in (outline.title, outline.bottom_line, outline.ask):
        found.update(dict.fromkeys(wording.evidence if wording else ()))
    for item in _items(outline):
        found.update(dict.fromkeys(_named_by(item)))
    return tuple(found)


def _named_by(item: Item) -> Iterator[str]:
    yield from item.evidence
    for one in fields(item):
        value = getattr(item, one.name)
        for wording in value if isinstance(value, tuple) else (value,):
            if isinstance(wording, Wording):
                yield from wording.evidence
