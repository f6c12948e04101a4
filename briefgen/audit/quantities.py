"""Quantities: the numbers in the analyst's words, and what bears them out.

In: an `Outline`. Out: findings on every number, in digits or in words, that the cited passages do
not give, or give of something else. A count may also be made by the analyst: of the names in a list
that is cited, of the sources, of the people quoted, of bills named. Wordings must agree with one
another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from briefgen.audit.findings import Finding
from briefgen.audit.given import (
    Given,
    dates_of,
    given_by,
    is_a_year,
    list_sizes,
    passages_of,
    words_near,
)
from briefgen.audit.numbers import Number, numbers_in, values_in
from briefgen.audit.references import references_in
from briefgen.audit.statements import Statement, statements_of
from briefgen.dates import MONTHS, EdtfDate
from briefgen.excerpts import Excerpt
from briefgen.outline import Event, Fact, Outline
from briefgen.sentences import sentence_spans

__all__ = ["quantity_findings", "statement_findings"]


def quantity_findings(outline: Outline) -> Iterator[Finding]:
    """Findings on the numbers of wordings, of the chronology's dates and of asserted values."""
    statements = list(statements_of(outline))
    for statement in statements:
        yield from statement_findings(outline, statement)
    yield from _differing_among(statements)
    for event in outline.timeline:
        yield from _undated(outline, event)
    for excerpt in outline.excerpts.values():
        yield from _unsaid(outline, excerpt)


def statement_findings(outline: Outline, statement: Statement) -> Iterator[Finding]:
    """Findings on the numbers of one statement, in all of its wordings."""
    yield from _unsupported(outline, statement)
    yield from _rejected(outline, statement)
    yield from _differing(statement)


# What bears a number out -------------------------------------------------------------------------


def _unsupported(outline: Outline, statement: Statement) -> Iterator[Finding]:
    # Words without evidence of their own, such as a title, draw on all that the dossier has.
    given = given_by(outline, statement.evidence or tuple(outline.excerpts))
    for edition, text in statement.texts.items():
        for number in numbers_in(text):
            remark = ""
            if not _is_borne_out(number, text, given):
                remark = f"no passage cited gives {number.written}{_in(edition)}"
            elif statement.evidence and number.in_digits:
                remark = _misplaced(number, text, given, _in(edition))
            if remark:
                yield Finding("number-without-source", statement.about, remark, statement.place)


def _is_borne_out(number: Number, text: str, given: Given) -> bool:
    dated = _BEFORE_YEAR.search(text[: number.end - len(number.written)])
    if dated and number.in_digits and number.value <= _LAST_DAY:
        return True  # the day of a date; its year is looked at
    if dated and number.in_digits:
        return _is_date(dated, number, given)
    return number.value in given.values or _is_counted(number, text, given)


_LAST_DAY = 31
_PART_OF_YEAR = {"early": (1, 5), "mid": (5, 8), "late": (8, 12)}
_BEFORE_YEAR = re.compile(rf"\b(?:({'|'.join(MONTHS)})(?: \d{{1,2}},)?|(early|mid|late)-?) ?$")


def _is_date(before: re.Match[str], number: Number, given: Given) -> bool:
    """Whether a date like “February 2026” stands in a passage, or is when something was said."""
    if f"{before[0]}{number.written}".lower() in given.text:
        return True
    month = MONTHS.index(before[1]) + 1 if before[1] else 0
    first, last = (month, month) if month else _PART_OF_YEAR[before[2]]
    year = int(number.value)
    return any(
        (date.earliest().year, date.earliest().month) <= (year, last)
        and (year, first) <= (date.latest().year, date.latest().month)
        for date in given.dates
    )


def _misplaced(number: Number, text: str, given: Given, where: str) -> str:
    """Whether the passages give another number where the words around this one stand.

    Passages speak of years alone: what else is counted changes its words too often to compare. A
    text that gives the other number, too, in its own place, has not taken one for the other.
    """
    instead = _in_place_of(number, text, given)
    if instead is None or any(
        one.value == instead.value and _in_place_of(one, text, given) is None
        for one in numbers_in(text)
    ):
        return ""
    return f"the passages cited give {instead.written} here, not {number.written}{where}"


def _in_place_of(number: Number, text: str, given: Given) -> Number | None:
    """The number that the passages give with the words around *number*; None if it is the same."""
    if _BEFORE_YEAR.search(text[: number.end - len(number.written)]):
        return None  # a date with its month has been looked at as one
    near = words_near(number, text)
    is_year = is_a_year(number)
    same, other, instead = 0, 0, None
    for one in given.settings:
        shared = len(near & one.words)
        if one.number.value == number.value:
            same = max(same, shared)
        elif one.is_year == is_year and shared > max(other, one.enough - 1):
            other, instead = shared, one.number
    return instead if other > same else None


# What can be counted -----------------------------------------------------------------------------


def _is_counted(number: Number, text: str, given: Given) -> bool:
    """Whether the analyst may have counted: written in words, and as many as there are."""
    if number.in_digits:
        return False
    count, following = int(number.value), text[number.end :]
    words, own = _words_after(following), _own_counts(text, following)
    if not _EDITORS_OWN.isdisjoint(words):
        return not own or count <= max(own)
    if count == 1 or (count == _PAIR and not words):
        return True
    if words and words[0] in _REMAINING:
        return count + 1 in given.lists
    for nouns, counts in _countable(given):
        if not nouns.isdisjoint(words):
            return count in counts | own
    return count in given.lists | own


_PAIR = 2
_REMAINING = frozenset({"other", "others", "more"})
_EDITORS_OWN = frozenset(
    [
        "points",
        "reasons",
        "questions",
        "sides",
        "steps",
        "ways",
        "things",
        "kinds",
        "parts",
        "problems",
        "choices",
    ]
)
"""What an analyst makes up and may count without a source."""
_PEOPLE = frozenset(
    [
        "people",
        "experts",
        "economists",
        "analysts",
        "officials",
        "senators",
        "members",
        "critics",
        "supporters",
    ]
)
_REFERENCES = frozenset(["bill", "bills", "law", "laws", "act", "acts", "measure", "measures"])
_SOURCES = frozenset(["source", "sources", "texts", "articles"])
_WORDINGS = frozenset(["wordings", "versions", "values", "figures", "dates"])


def _countable(given: Given) -> tuple[tuple[frozenset[str], frozenset[int]], ...]:
    return (
        (_SOURCES, given.sources),
        (_REFERENCES, given.references),
        (_PEOPLE, given.people | given.lists),
        (_WORDINGS, given.wordings),
    )


_PHRASE = re.compile(r"[\s-]+([^\W\d_]+)(?:[\s-]+([^\W\d_]+))?(?:[\s-]+([^\W\d_]+))?")


def _words_after(following: str) -> tuple[str, ...]:
    """Up to three words after a number, before any punctuation, in lower case."""
    match = _PHRASE.match(following)
    return tuple(word.lower() for word in match.groups() if word) if match else ()


def _own_counts(text: str, following: str) -> frozenset[int]:
    """The sizes of lists that the same words go on to give, and of the bills that they name."""
    _, colon, listed = _sentence(following).partition(":")
    items = len(re.split(r"[,;] (?:and |or )?| and ", listed)) if colon else 0
    bills = len({one.key for one in references_in(text)})
    return frozenset({items, bills} - {0}) | frozenset(list_sizes(_sentence(following)))


def _sentence(following: str) -> str:
    begin, end = next(iter(sentence_spans(following, 0, len(following))), (0, 0))
    return following[begin:end]


# Dates and asserted values -----------------------------------------------------------------------

_DECADE = re.compile(r"\b(\d{3})0s\b")


def _years_of(texts: Iterable[str]) -> frozenset[Decimal]:
    """The numbers of *texts*, and every year of the decades that they name."""
    joined = "\n".join(texts)
    decades = (
        Decimal(f"{match[1]}{digit}") for match in _DECADE.finditer(joined) for digit in range(10)
    )
    return values_in(joined).union(decades)


def _undated(outline: Outline, event: Event) -> Iterator[Finding]:
    """The years of the chronology, unless they are put down as approximate.

    A date is printed bare: unlike words without evidence, it cannot draw on the whole dossier.
    """
    names = dict.fromkeys((*event.event.evidence, *event.evidence))
    cited = [outline.excerpts[name] for name in names]
    texts = [text for one in cited for text in passages_of(outline, one)]
    texts += [date.text for one in cited for date in dates_of(outline, one)]
    years = _years_of(texts)
    for end in _certain_ends(event.date):
        if Decimal(end) not in years:
            told = "no passage cited gives" if cited else "no passage is cited for"
            message = f"{told} {end}, a year of the chronology"
            yield Finding("number-without-source", event.id, message, event.place)


def _certain_ends(date: EdtfDate) -> Iterator[str]:
    for end in dict.fromkeys(date.text.split("/")):
        if end[:4].isdecimal() and end[-1] not in "~?%":
            yield end[:4]


def _unsaid(outline: Outline, excerpt: Excerpt) -> Iterator[Finding]:
    """Values that an excerpt is said to assert, and whose numbers its own passage does not give."""
    source = outline.sources[excerpt.quotation.source]
    paragraph = source.paragraphs[excerpt.quotation.paragraph - 1]
    said = values_in(source.text[paragraph.start : paragraph.end]) | values_in(
        excerpt.quotation.text
    )
    for fact, value in excerpt.asserts.items():
        for number in numbers_in(value):
            if number.value not in said:
                message = (
                    f"'{excerpt.id}' does not give {number.written}, which it asserts of '{fact}'"
                )
                yield Finding("number-without-source", excerpt.id, message, excerpt.place)


# Agreement ---------------------------------------------------------------------------------------


def _rejected(outline: Outline, statement: Statement) -> Iterator[Finding]:
    """Wordings that give a number which the settlement of a fact has set aside."""
    for fact in outline.facts:
        settled = _settled_numbers(fact)
        if (
            fact.settled is None
            or not settled
            or not any(one.excerpt in statement.evidence for one in fact.assertions)
        ):
            continue
        values = {number for one in fact.assertions for number in values_in(one.value)}
        for edition, text in statement.texts.items():
            given = values_in(text)
            rejected = given & (values - settled)
            if rejected and not given & settled:
                message = (
                    f"{_written(text, rejected)} is given{_in(edition)}, and {fact.label} is "
                    f"settled by '{fact.settled.value}'"
                )
                yield Finding("rejected-value", statement.about, message, statement.place)


def _written(text: str, values: frozenset[Decimal]) -> str:
    """The first of *values* as *text* has it."""
    found = (number.written for number in numbers_in(text) if number.value in values)
    return next(found, str(min(values)))


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
                    f"'{number.written} {number.counted}'{_in(edition)},"
                    f" and '{other.written} {other.counted}'{_in(where) or ' by default'}"
                )
                yield Finding("numbers-differ", statement.about, message, statement.place)


def _differing_among(statements: Iterable[Statement]) -> Iterator[Finding]:
    """The same thing counted differently in two statements that cite the same passage."""
    first: dict[tuple[str, str], tuple[Number, Statement]] = {}
    for statement in statements:
        for number in (one for text in statement.texts.values() for one in numbers_in(text)):
            for name in statement.evidence if number.counted else ():
                other, earlier = first.setdefault((name, number.counted), (number, statement))
                if other.value != number.value and earlier.about != statement.about:
                    message = (
                        f"'{number.written} {number.counted}', and '{other.written}"
                        f" {other.counted}' under '{earlier.about}'; both cite '{name}'"
                    )
                    yield Finding("numbers-differ", statement.about, message, statement.place)


def _in(edition: str) -> str:
    return f" in the wording for {edition}" if edition else ""
