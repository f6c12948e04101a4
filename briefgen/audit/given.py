"""What cited passages give: their numbers, where these stand, and what an analyst may count there.

In: an `Outline` and the excerpts that a statement names as its evidence. Out: a `Given`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from briefgen.audit.numbers import Number, numbers_in, values_in
from briefgen.audit.references import references_in
from briefgen.dates import EdtfDate
from briefgen.excerpts import Excerpt
from briefgen.outline import Fact, Outline
from briefgen.sentences import sentence_spans
from briefgen.voices import own_voices, speaker_key

__all__ = [
    "Given",
    "Setting",
    "dates_of",
    "given_by",
    "is_a_year",
    "list_sizes",
    "passages_of",
    "words_near",
]


@dataclass(frozen=True, slots=True)
class Setting:
    """A number with the words by it, of which *enough* must recur where it belongs."""

    number: Number
    words: frozenset[str]
    enough: int

    @property
    def is_year(self) -> bool:
        return is_a_year(self.number)


@dataclass(frozen=True, slots=True)
class Given:
    """What the passages that a statement cites give: their numbers, and what can be counted.

    *dates* are those of the statements and sources themselves.
    """

    values: frozenset[Decimal]
    text: str
    dates: tuple[EdtfDate, ...]
    lists: frozenset[int]
    sources: frozenset[int]
    people: frozenset[int]
    references: frozenset[int]
    wordings: frozenset[int]
    settings: tuple[Setting, ...]
    """Every year of the passages, and every number of the facts on which they bear."""


def given_by(outline: Outline, evidence: Iterable[str]) -> Given:
    """What the excerpts named in *evidence* give, with all that bears on the same facts."""
    names = set(evidence)
    excerpts = [outline.excerpts[name] for name in outline.excerpts if name in names]
    facts = [fact for fact in outline.facts if any(one.excerpt in names for one in fact.assertions)]
    values = [fact.settled.value for fact in facts if fact.settled]
    asserted = [value for one in excerpts for value in one.asserts.values()]
    passages = [text for one in excerpts for text in passages_of(outline, one)]
    events = [one.date.text for one in outline.timeline if names & set(one.evidence)]
    listing = [one.quotation.text for one in excerpts] + asserted
    return Given(
        values=_values_of((*passages, *asserted, *values, *events, outline.question)),
        text=" ".join(" ".join((*passages, *asserted, *values)).split()).lower(),
        dates=(outline.as_of, *(date for one in excerpts for date in dates_of(outline, one))),
        lists=frozenset(size for text in listing for size in list_sizes(text)),
        sources=_source_counts(outline, excerpts, facts),
        people=_people_counts(outline, excerpts),
        references=frozenset(len({one.key for one in references_in(text)}) for text in passages),
        wordings=frozenset(len(fact.values) for fact in facts),
        settings=(
            *(one for text in dict.fromkeys(passages) for one in _settings_in(text)),
            *(one for fact in facts for one in _settings_of(fact)),
        ),
    )


def passages_of(outline: Outline, excerpt: Excerpt) -> tuple[str, ...]:
    """Where a number may stand that an excerpt bears out: around it, too, and in the role."""
    source = outline.sources[excerpt.quotation.source]
    paragraph = source.paragraphs[excerpt.quotation.paragraph - 1]
    around = source.text[paragraph.start : paragraph.end]
    return around, excerpt.quotation.text, excerpt.speaker.role


def dates_of(outline: Outline, excerpt: Excerpt) -> Iterator[EdtfDate]:
    """When the source of *excerpt* came out, and for which day it speaks, as far as known."""
    issued = outline.sources[excerpt.quotation.source].record.issued
    if issued:
        yield issued
    if excerpt.as_of:
        yield EdtfDate(excerpt.as_of)


@lru_cache(maxsize=512)
def _values_of(texts: tuple[str, ...]) -> frozenset[Decimal]:
    return frozenset().union(*map(values_in, texts))


# Where a number stands ---------------------------------------------------------------------------

_REACH = 7
"""So many words before and after a number say what it is of."""
_ALIKE = 3
"""So many words in common make a setting the same: those of a year in a sentence, …"""
_ALIKE_IN_LABEL = 2
"""… and those of the label of a fact, which has few."""
_STEM = 5
_CONTENT = re.compile(rf"[^\W\d_]{{{_STEM - 1},}}")
_YEAR = re.compile(r"[12]\d{3}")


def is_a_year(number: Number) -> bool:
    """Whether it is written as a year: four digits and nothing else."""
    return bool(_YEAR.fullmatch(number.written))


@lru_cache(maxsize=4096)
def _settings_in(text: str) -> tuple[Setting, ...]:
    years = (number for number in numbers_in(text) if is_a_year(number))
    return tuple(Setting(number, words_near(number, text), _ALIKE) for number in years)


def _settings_of(fact: Fact) -> Iterator[Setting]:
    words = stems(fact.label)
    for number in numbers_in(fact.settled.value if fact.settled else ""):
        yield Setting(number, words, _ALIKE_IN_LABEL)


def words_near(number: Number, text: str) -> frozenset[str]:
    """The stems of the words by a number, as far as its sentence and the next number go."""
    start = number.end - len(number.written)
    spans = sentence_spans(text, 0, len(text))
    begin, stop = next((one for one in spans if one[0] <= start < one[1]), (0, len(text)))
    before = re.split(r"\d", text[begin:start])[-1].split()[-_REACH:]
    after = re.split(r"\d", text[number.end : stop])[0].split()[:_REACH]
    return stems(" ".join((*before, *after)))


def stems(words: str) -> frozenset[str]:
    """The beginnings of the words that say something, so that “vote” and “votes” are the same."""
    return frozenset(match[0].lower()[:_STEM] for match in _CONTENT.finditer(words)) - _FILLERS


_FILLERS = frozenset(
    [
        "with",
        "from",
        "under",
        "that",
        "this",
        "were",
        "have",
        "been",
        "which",
        "their",
        "into",
        "than",
        "also",
        "after",
    ]
)


# What can be counted -----------------------------------------------------------------------------

_NAME = r"[A-Z][\w’'-]*(?:[ .][A-Z][\w’'-]*)*"
_LIST = re.compile(
    rf"{_NAME}(?:,? (?:and|or|along with|as well as) {_NAME}|, {_NAME})+(?:, and {_NAME})?"
)
_BETWEEN = re.compile(r",? (?:and|or|along with|as well as) |, ")
_ASIDE = re.compile(r" \([^)]*\)")


def list_sizes(text: str) -> Iterator[int]:
    """How many names each list of names in *text* has: “Armenia, Georgia, and Ukraine” is three."""
    for match in _LIST.finditer(_ASIDE.sub("", text).replace(", and ", " and ")):
        yield len(_BETWEEN.split(match[0]))


def _source_counts(
    outline: Outline, excerpts: Iterable[Excerpt], facts: Iterable[Fact]
) -> frozenset[int]:
    cited = {one.quotation.source for one in excerpts}
    on_facts = (len({one.source for one in fact.assertions}) for fact in facts)
    return frozenset({len(outline.sources), len(cited), *on_facts})


def _people_counts(outline: Outline, excerpts: Iterable[Excerpt]) -> frozenset[int]:
    """How many speak in the passages cited, and in each of the sources from which these are."""
    cited = list(excerpts)
    voices: dict[str, set[str]] = {one.quotation.source: set() for one in cited}
    own = {name: own_voices(outline.sources[name].record) for name in voices}
    for one in outline.excerpts.values():
        source, name = one.quotation.source, one.speaker.name
        if source in voices and name and name not in own[source]:
            voices[source].add(speaker_key(one))
    return frozenset({len({speaker_key(one) for one in cited}), *map(len, voices.values())} - {0})
