"""Settlements that contradict one another: one fact, declared twice, settled in two ways.

In: dossier.yaml and the excerpts as written. Out: a `DossierError` for each second settlement. Two
facts are one where they bear the same label, or where the same excerpts assert the same of both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from briefgen.dossier_shapes import FactShape
from briefgen.errors import DossierError
from briefgen.excerpt_shapes import ExcerptShape
from briefgen.outline import folded_value

__all__ = ["settling_mistakes"]


def settling_mistakes(
    facts: Iterable[FactShape], entries: Mapping[str, ExcerptShape]
) -> Iterator[DossierError]:
    """A mistake for every fact that another one, declared before it, settles differently."""
    settled = [fact for fact in facts if fact.settled is not None]
    for index, fact in enumerate(settled):
        first = next((one for one in settled[:index] if _contradict(one, fact, entries)), None)
        if first is not None and fact.settled is not None and first.settled is not None:
            yield DossierError(
                f"'{fact.id}' is settled by '{fact.settled.value}', and '{first.id}', which is the"
                f" same fact, by '{first.settled.value}'",
                fact.where("settled", "value"),
                f"settle it once: see {first.where('settled', 'value')}",
            )


def _contradict(one: FactShape, other: FactShape, entries: Mapping[str, ExcerptShape]) -> bool:
    if one.settled is None or other.settled is None or one.id == other.id:
        return False
    differ = folded_value(one.settled.value) != folded_value(other.settled.value)
    asserted = _asserted(one.id, entries)
    same = _label(one) == _label(other) or (
        bool(asserted) and asserted == _asserted(other.id, entries)
    )
    return differ and same


def _label(fact: FactShape) -> str:
    return " ".join(fact.label.casefold().split())


def _asserted(fact: str, entries: Mapping[str, ExcerptShape]) -> set[tuple[str, str]]:
    return {
        (name, folded_value(entry.asserts[fact]))
        for name, entry in entries.items()
        if fact in entry.asserts
    }
