"""The audit: remarks on an outline that stop nothing.

In: an `Outline`. Out: `Finding`s, each with its rule, its place and what could be done: facts on
which the sources differ and nothing is settled, excerpts that no edition can print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from briefgen.errors import Place
from briefgen.excerpts import Excerpt
from briefgen.outline import Outline
from briefgen.wording import Scope, Wording


@dataclass(frozen=True, slots=True)
class Finding:
    """A remark that stops nothing: which rule, what, where, and what could be done."""

    rule: str
    message: str
    place: Place
    hint: str = ""


def warnings(outline: Outline) -> list[Finding]:
    """Unsettled disagreements, and excerpts that no edition can print; by place."""
    found = [*_unsettled(outline), *_unprintable(outline)]
    return sorted(found, key=lambda finding: finding.place)


def _unsettled(outline: Outline) -> Iterator[Finding]:
    for fact in outline.facts:
        if fact.unsettled:
            values = ", ".join(f"'{value}'" for value in fact.values)
            yield Finding(
                "unsettled-disagreement",
                f"sources differ on {fact.label}: {values}",
                fact.place,
                "declare the fact with settled: {value: …, because: …}",
            )


def _unprintable(outline: Outline) -> Iterator[Finding]:
    printable = _printable_ids(outline)
    for excerpt in outline.excerpts.values():
        if not excerpt.reserve and excerpt.id not in printable:
            yield Finding(
                "unprintable-excerpt",
                f"no edition can print excerpt '{excerpt.id}'",
                excerpt.place,
                "tag it to an item for the same audiences, or say why with reserve: …",
            )


def _printable_ids(outline: Outline) -> set[str]:
    """Excerpts that stand under an item of which some audience sees both, or that are cited."""
    shown: list[tuple[Scope, Iterable[Excerpt]]] = [
        *((each.scope, (*each.supports, *each.rebuttals)) for each in outline.arguments),
        *((each.scope, each.voices) for each in outline.stakeholders),
        *((each.scope, each.excerpts) for each in outline.next_steps),
        *((each.scope, each.excerpts) for each in outline.background),
    ]
    quoted = {each.id for scope, excerpts in shown for each in excerpts if _meet(scope, each.scope)}
    return quoted | set(cited(outline))


def _meet(one: Scope, other: Scope) -> bool:
    """Whether some audience, known or not, is admitted by both."""
    if one.only is None and other.only is None:
        return True
    named = (one.only or frozenset()) | (other.only or frozenset())
    return any(one.admits(audience) and other.admits(audience) for audience in named)


def cited(outline: Outline) -> tuple[str, ...]:
    """The excerpts that any item or wording names as evidence, in order of first mention."""
    found: dict[str, None] = {}
    wordings = (outline.title, outline.bottom_line, outline.ask)
    for wording in wordings:
        found.update(dict.fromkeys(wording.evidence if wording else ()))
    for item in _all_items(outline):
        found.update(dict.fromkeys(_evidence_of(item)))
    return tuple(found)


def _all_items(outline: Outline) -> Iterator[object]:
    yield from outline.arguments
    for items in (
        outline.stakeholders,
        outline.next_steps,
        outline.background,
        outline.timeline,
        outline.status,
        outline.votes,
        outline.talking_points,
        outline.questions,
        outline.options,
        outline.obstacles,
    ):
        yield from items


def _evidence_of(item: object) -> Iterator[str]:
    yield from getattr(item, "evidence", ())
    for name in getattr(item, "__slots__", ()):
        value = getattr(item, name)
        for wording in value if isinstance(value, tuple) else (value,):
            if isinstance(wording, Wording):
                yield from wording.evidence
