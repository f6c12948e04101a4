"""Disagreement: facts on which sources differ, and the value by which the briefs go.

In: an `Outline`. Out: findings, and the facts on which editions must say that sources differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from briefgen.audit.findings import Finding
from briefgen.audit.given import stems, words_near
from briefgen.audit.numbers import numbers_in, values_in
from briefgen.audit.statements import Statement, keyed_statements
from briefgen.outline import Fact, Outline, folded_value

__all__ = ["differing_items", "disagreement_findings", "unsettled_facts"]


def unsettled_facts(outline: Outline, evidence: Iterable[str]) -> tuple[Fact, ...]:
    """The facts that *evidence* asserts, on which sources differ and nothing is settled."""
    named = set(evidence)
    return tuple(
        fact
        for fact in outline.facts
        if fact.unsettled and any(one.excerpt in named for one in fact.assertions)
    )


def differing_items(outline: Outline) -> dict[str, tuple[str, ...]]:
    """What of an outline uses a fact that is not settled: the labels of these facts.

    Keyed as increments are (``status/hr-1``), and ``bottom-line`` and ``ask``. A statement uses a
    fact if its evidence asserts it, or if it says one of the values.
    """
    open_facts = [fact for fact in outline.facts if fact.unsettled]
    labels: dict[str, dict[str, None]] = {}
    for key, statement in keyed_statements(outline) if open_facts else ():
        for fact in open_facts:
            if _uses(statement, fact):
                labels.setdefault(key, {})[fact.label] = None
    return {key: tuple(found) for key, found in labels.items()}


def _uses(statement: Statement, fact: Fact) -> bool:
    asserting = {one.excerpt for one in fact.assertions}
    return not asserting.isdisjoint(statement.evidence) or any(
        _says(text, value) or _counts(text, value, fact.label)
        for text in statement.texts.values()
        for value in fact.values
    )


def _says(text: str, value: str) -> bool:
    """Whether *text* has the words of *value*, of which there must be several."""
    phrase = folded_value(value).lower()
    found = re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", folded_value(text).lower())
    return found is not None and len(phrase.split()) > 1


def _counts(text: str, value: str, label: str) -> bool:
    """Whether *text* gives the number of *value* beside a word of the fact's label."""
    values, words = values_in(value), stems(label)
    return any(
        number.in_digits
        and number.value in values
        and not words.isdisjoint(words_near(number, text))
        for number in numbers_in(text)
    )


def disagreement_findings(outline: Outline) -> Iterator[Finding]:
    """Findings on facts."""
    for fact in outline.facts:
        yield from _on_fact(fact)


# Facts -------------------------------------------------------------------------------------------


def _on_fact(fact: Fact) -> Iterator[Finding]:
    if fact.unsettled:
        message = f"sources differ on {fact.label}: {_side_by_side(fact)}"
        yield Finding("unsettled-disagreement", fact.id, message, fact.place)
    if fact.settled is None or not fact.assertions:
        return
    asserted = {folded_value(one.value) for one in fact.assertions}
    covered = [value for value in fact.settled.covers if folded_value(value) not in asserted]
    if asserted.isdisjoint(map(folded_value, (fact.settled.value, *fact.settled.covers))):
        message = f"{fact.label} is settled by '{fact.settled.value}', which no source gives"
        yield Finding("settled-without-source", fact.id, message, fact.place)
    elif covered:
        message = f"{fact.label} covers '{covered[0]}', which no source gives"
        hint = "write under covers what an excerpt asserts, or take it out"
        yield Finding("settled-without-source", fact.id, message, fact.place, hint)


def _side_by_side(fact: Fact) -> str:
    """Every value with who gives it and when: “'412' (log, 2025-06), 'about 400' (letter)”."""
    said: dict[str, dict[str, None]] = {}
    for one in fact.assertions:
        given = f"{one.source}, {one.as_of}" if one.as_of else one.source
        said.setdefault(one.value, {})[given] = None
    return ", ".join(f"'{value}' ({'; '.join(by)})" for value, by in said.items())
