"""Disagreement: sources that differ on a fact, and wordings that differ in their numbers.

In: an `Outline`. Out: findings, and `disputed`: the facts on which editions must say that sources
differ. A number in the analyst's words must stand in a passage that the statement cites, in a fact
or in the chronology; wordings of one statement for different readers must agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from briefgen.audit.findings import Finding
from briefgen.audit.numbers import Number, numbers_in, values_in
from briefgen.audit.statements import Statement, statements_of
from briefgen.excerpts import Excerpt
from briefgen.outline import Fact, Outline, folded_value

__all__ = ["disagreement_findings", "unsettled_facts"]


def unsettled_facts(outline: Outline, evidence: Iterable[str]) -> tuple[Fact, ...]:
    """The facts that *evidence* asserts, on which sources differ and nothing is settled."""
    named = set(evidence)
    return tuple(
        fact
        for fact in outline.facts
        if fact.unsettled and any(one.excerpt in named for one in fact.assertions)
    )


def disagreement_findings(outline: Outline) -> Iterator[Finding]:
    """Findings on facts, then on the numbers of every wording."""
    for fact in outline.facts:
        yield from _on_fact(fact)
    for statement in statements_of(outline):
        yield from _unsupported(outline, statement)
        yield from _rejected(outline, statement)
        yield from _differing(statement)


# Facts -------------------------------------------------------------------------------------------


def _on_fact(fact: Fact) -> Iterator[Finding]:
    if fact.unsettled:
        values = ", ".join(f"'{value}'" for value in fact.values)
        message = f"sources differ on {fact.label}: {values} ({_sources_of(fact)})"
        yield Finding("unsettled-disagreement", fact.id, message, fact.place)
    if fact.settled is not None and fact.assertions and not _is_asserted(fact):
        message = f"{fact.label} is settled by '{fact.settled.value}', which no source gives"
        yield Finding("settled-without-source", fact.id, message, fact.place)


def _sources_of(fact: Fact) -> str:
    said = (f"{one.source}, {one.as_of or 'undated'}" for one in fact.assertions)
    return "; ".join(dict.fromkeys(said))


def _is_asserted(fact: Fact) -> bool:
    if fact.settled is None:
        return True
    accepted = {folded_value(one) for one in (fact.settled.value, *fact.settled.covers)}
    return any(folded_value(one.value) in accepted for one in fact.assertions)


# Numbers -----------------------------------------------------------------------------------------


def _unsupported(outline: Outline, statement: Statement) -> Iterator[Finding]:
    """Numbers in digits that neither the passages cited nor facts nor the chronology give."""
    given = [
        (edition, number)
        for edition, text in statement.texts.items()
        for number in numbers_in(text)
        if number.in_digits
    ]
    if not given or not statement.evidence:
        return
    known = _known_values(outline, statement.evidence)
    for edition, number in given:
        if number.value not in known:
            message = f"no passage cited gives {number.written}{_in(edition)}"
            yield Finding("number-without-source", statement.about, message, statement.place)


def _known_values(outline: Outline, evidence: Iterable[str]) -> set[Decimal]:
    texts = [outline.question, outline.as_of.text]
    for name in evidence:
        texts += _texts_behind(outline, outline.excerpts[name])
    texts += [event.date.text for event in outline.timeline]
    texts += [fact.settled.value for fact in outline.facts if fact.settled]
    return {value for text in texts for value in values_in(text)}


def _texts_behind(outline: Outline, excerpt: Excerpt) -> Iterator[str]:
    """Where a number may stand that an excerpt bears out: around it, too, and in its record."""
    source = outline.sources[excerpt.quotation.source]
    paragraph = source.paragraphs[excerpt.quotation.paragraph - 1]
    yield source.text[paragraph.start : paragraph.end]
    yield excerpt.quotation.text
    yield excerpt.speaker.role
    yield excerpt.as_of
    yield source.record.issued.text if source.record.issued else ""
    yield from excerpt.asserts.values()


def _rejected(outline: Outline, statement: Statement) -> Iterator[Finding]:
    """Wordings that give a number which the settlement of a fact has set aside."""
    for fact in outline.facts:
        settled = _settled_numbers(fact)
        if not settled or not any(one.excerpt in statement.evidence for one in fact.assertions):
            continue
        values = {number for one in fact.assertions for number in values_in(one.value)}
        for edition, text in statement.texts.items():
            given = values_in(text)
            if given & (values - settled) and not given & settled:
                message = f"{fact.label} is settled otherwise{_in(edition)}"
                yield Finding("rejected-value", statement.about, message, statement.place)


def _settled_numbers(fact: Fact) -> frozenset[Decimal]:
    if fact.settled is None or not fact.disagrees:
        return frozenset()
    return values_in(" ".join((fact.settled.value, *fact.settled.covers)))


def _differing(statement: Statement) -> Iterator[Finding]:
    """The same thing counted differently in two wordings of one statement."""
    first: dict[str, tuple[Number, str]] = {}
    for edition, text in statement.texts.items():
        for number in numbers_in(text):
            if not number.counted:
                continue
            other, where = first.setdefault(number.counted, (number, edition))
            if other.value != number.value and where != edition:
                message = (
                    f"“{number.written} {number.counted}”{_in(edition)},"
                    f" and “{other.written} {other.counted}”{_in(where) or ' by default'}"
                )
                yield Finding("numbers-differ", statement.about, message, statement.place)


def _in(edition: str) -> str:
    return f" in the wording for {edition}" if edition else ""
