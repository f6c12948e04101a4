"""Why a quotation is not proven: the one reason that helps its writer most.

In: the readings of a quotation that failed, its source, and what was to choose its place. Out: an
`UnprovenError` with a grade, the nearest passage, and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from briefgen.boundaries import cut_number, cut_word
from briefgen.errors import Place, QuotationError, printable
from briefgen.folding import REFERENCE_MARKS
from briefgen.matching import (
    MAX_SPAN,
    Choice,
    Match,
    chains,
    chosen,
    matches,
    text_for,
    whole_matches,
)
from briefgen.nearest import MOST_COMPARED, NEAR, difference, nearest_passage
from briefgen.quotations import Grade
from briefgen.sentences import NOTE_MARKS
from briefgen.sources import Source
from briefgen.written import Part, Written, long_enough, wordy

__all__ = ["UnprovenError", "ambiguous", "check_characters", "check_length", "failure"]

_AROUND = 40
"""Characters shown on either side of a place in a message."""
_SHOWN = 700
"""The longest line of a message."""
_PASSAGE_SHOWN = 160
"""Characters of a passage in a message; of a longer one its two ends."""
_MOST_PLACES = 10
_MOST_TOKENS = 7
"""Parts with more words and brackets in turn are not asked what they hide: it could take long."""
_UNTYPABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")


@dataclass(eq=False)
class UnprovenError(QuotationError):
    """A quotation that is not proven; *grade* is drifted, ambiguous or missing."""

    grade: Grade = field(default=Grade.MISSING, kw_only=True)

    def as_record(self) -> dict[str, object]:
        """The error for programs, with its grade."""
        return super().as_record() | {"error": "QuotationError", "grade": str(self.grade)}


def check_characters(written: str, place: Place) -> None:
    """Refuse control characters and lone surrogates, which no one can have meant."""
    bad = None if written.isprintable() else _UNTYPABLE.search(written)
    if bad:
        raise UnprovenError(
            f"the quotation holds U+{ord(bad[0]):04X}, which is not a character of a text",
            place,
            "delete it, or copy the words from the source again",
        )


def check_length(reading: Written, place: Place) -> None:
    """Refuse what is too short to be somebody's words, as a whole or between ellipses."""
    if len(reading.parts) > 1:
        for part in reading.parts:
            if not wordy(part.own_words):
                raise UnprovenError(
                    f"“{printable(part.own_words)}” beside an ellipsis is less than two words",
                    place,
                    "quote at least two words on each side of an ellipsis",
                )
    if not long_enough(" ".join(part.own_words for part in reading.parts)):
        raise UnprovenError(
            f"“{printable(reading.key)}” is too short for a quotation",
            place,
            "quote at least two words, or one of eight letters or more "
            "(four characters in scripts without spaces)",
        )


def ambiguous(
    found: Sequence[Sequence[Match]], source: Source, written: str, place: Place
) -> UnprovenError:
    """Several places and nothing that chooses one: all are shown with the words around."""
    shown = [_in_context(chain[0].start, chain[-1].end, source) for chain in found[:_MOST_PLACES]]
    if len(found) > _MOST_PLACES:
        shown.append(f"and {len(found) - _MOST_PLACES} more")
    return UnprovenError(
        f"{_quoted(written)} stands in {len(found)} places of “{printable(source.id)}”",
        place,
        "choose one by its `paragraph`, or by the words right before or after: `prefix`, `suffix`",
        detail=tuple(shown),
        grade=Grade.AMBIGUOUS,
    )


def failure(
    written: str, readings: Sequence[Written], source: Source, choice: Choice, place: Place
) -> UnprovenError:
    """Why none of *readings* is proven, the likeliest reason first."""
    full = next((reading for reading in readings if reading.composed), readings[0])
    if not full.key:
        return UnprovenError("the quotation is empty", place, "write the words of the source")
    try:
        check_length(full, place)
    except UnprovenError as short:
        return short
    case = _Case(written, tuple(readings), full, source, choice, place)
    return case.elsewhere() or case.cut() or case.apart() or case.hidden() or case.near()


@dataclass(frozen=True, slots=True)
class _Case:
    """A quotation that failed; each method looks for one reason."""

    written: str
    readings: tuple[Written, ...]
    full: Written
    source: Source
    choice: Choice
    place: Place

    def error(
        self, message: str, hint: str, *detail: str, grade: Grade = Grade.DRIFTED
    ) -> UnprovenError:
        sentence = f"{_quoted(self.written)} {message}"
        return UnprovenError(sentence, self.place, hint, detail=detail, grade=grade)

    def elsewhere(self) -> UnprovenError | None:
        """The words are there, but not where they may be quoted or where they were looked for."""
        anywhere = Choice(boilerplate=True)
        found = [chain for one in self.readings for chain in chosen(one, self.source, anywhere)]
        if not found:
            return None
        shown = [
            _in_context(chain[0].start, chain[-1].end, self.source)
            for chain in dict.fromkeys(found[:_MOST_PLACES])
        ]
        message, hint, grade = self._exclusion()
        return self.error(message, hint, *shown, grade=grade)

    def _exclusion(self) -> tuple[str, str, Grade]:
        """Which of the conditions excludes every place: the first whose removal helps."""
        source = self.source
        article = Choice()
        if not self._found(article):
            return (
                f"stands in “{printable(source.id)}” only in boilerplate",
                "quote the article, or narrow the source's `boilerplate` if this is part of it",
                Grade.MISSING,
            )
        if self.choice.within and not self._found(replace(article, within=self.choice.within)):
            return (
                "is in the source, but not inside the quotation that it is to shorten",
                "cut it from the words of `quote`",
                Grade.MISSING,
            )
        paragraph = self.choice.paragraph
        if paragraph is not None and not self._found(replace(article, paragraph=paragraph)):
            count = len(source.paragraphs)
            known = (
                f"paragraph {paragraph}"
                if 0 < paragraph <= count
                else (f"paragraph {paragraph}: there are {count}")
            )
            return f"does not begin in {known}", "correct `paragraph`", Grade.DRIFTED
        return (
            "is in the source, but not between this `prefix` and `suffix`",
            "give the words right before or right after, as they stand in the source",
            Grade.DRIFTED,
        )

    def _found(self, choice: Choice) -> bool:
        return any(chosen(reading, self.source, choice) for reading in self.readings)

    def cut(self) -> UnprovenError | None:
        """The characters are there, but they begin or end inside a word."""
        for reading in self.readings:
            for part in reading.parts:
                word = self._cut_word(part, text_for(reading, self.source))
                if word:
                    return self.error(
                        f"begins or ends inside “{printable(word[0])}”",
                        "quote whole words and numbers;"
                        " [brackets] can change the case of one letter",
                        f"paragraph {word[1]}",
                    )
        return None

    def _cut_word(self, part: Part, text: str) -> tuple[str, int] | None:
        """The first word that every place of *part* cuts, and its paragraph."""
        first = None
        for match in matches(part, text):
            words = [cut_word(self.source, edge) for edge in (match.start, match.end)]
            words += [cut_number(self.source, at) for at in match.insertions]
            word = next(filter(None, words), "")
            if not word:
                return None
            first = first or (word, self._paragraph(match.start))
        return first

    def apart(self) -> UnprovenError | None:
        """Every part is there, but they do not follow one another, or not closely."""
        if len(self.full.parts) < 2:
            return None
        found = whole_matches(self.full, self.source, Choice())
        if len(found) < len(self.full.parts) or not found[-1]:
            return None
        places = [
            f"“{printable(part.own_words, 80)}”: paragraph {self._paragraph(options[0].start)}"
            for part, options in zip(self.full.parts, found, strict=True)
        ]
        if chains(found):
            return self.error(
                f"spans more than {MAX_SPAN:,} characters of the source",
                "these are two quotations: make an excerpt of each",
                *places,
            )
        return self.error(
            "joins pieces that do not follow one another in this order",
            "put the pieces in the order of the source, or make an excerpt of each",
            *places,
        )

    def hidden(self) -> UnprovenError | None:
        """A bracket stands for words that it may not replace."""
        text = text_for(self.full, self.source)
        for part in self.full.parts:
            if not part.has_brackets or len(part.tokens) > _MOST_TOKENS:
                continue
            for match in matches(part, text, hiding=True):
                gone = [text[s.start : s.end] for s in match.stretches if s.kind == "hidden"]
                if gone:
                    shown = "”, “".join(printable(words, 80) for words in gone)
                    return self.error(
                        f"has a bracket that hides “{shown}”",
                        "a bracket may insert words, stand for one pronoun or change the case of "
                        "one letter; keep the source's words, or leave them out with an ellipsis",
                        _in_context(match.start, match.end, self.source),
                    )
        return None

    def near(self) -> UnprovenError:
        """Nothing of this kind: show what comes nearest, and the difference."""
        words, low, text = self._sought()
        passage = nearest_passage(words, text)
        name = f"“{printable(self.source.id)}”"
        if passage is None or passage.score < NEAR / 2:
            return self.error(
                f"is not in {name}, nor anything near it",
                "check the source of the excerpt",
                grade=Grade.MISSING,
            )
        theirs = text[passage.start : passage.end]
        number = self._paragraph(low + passage.start)
        marked = printable(difference(words, theirs), _SHOWN)
        shown = (
            f"nearest, in paragraph {number}: {printable(theirs, _SHOWN)}",
            f"difference ([-written-], {{+source+}}): {marked}",
        )
        if passage.score < NEAR:
            message = f"is not in {name}"
            return self.error(message, "check the source", *shown, grade=Grade.MISSING)
        return self.error(f"is not in {name} in these words", _advice(words, theirs), *shown)

    def _sought(self) -> tuple[str, int, str]:
        """The words that were not found, and the folded text in which to look for them: the first
        part that is nowhere, else the whole; in the given passage if there is one.
        """
        folded = self.source.folded
        low, high = 0, len(folded.text)
        if self.choice.within:
            low, high = (folded.index_of(offset) for offset in self.choice.within)
        text = folded.text
        lost = next((part for part in self.full.parts if not any(matches(part, text))), None)
        words = lost.own_words if lost else self.full.key
        return " ".join(words[:MOST_COMPARED].split()), low, text[low:high]

    def _paragraph(self, index: int) -> int:
        return self.source.paragraph_at(self.source.folded.origin_of(index)).number


def _advice(words: str, theirs: str) -> str:
    """What to write instead of *words*, where *theirs* is what comes nearest."""
    if words in _BROKEN_WORD.sub("", theirs):
        return "the source breaks a word at the end of a line: quote words before it or after it"
    if words in REFERENCE_MARKS.sub("", theirs):
        return "the source has reference marks: write reference_marks: brackets in its record"
    if words in _NOTE_MARK.sub("", theirs):
        return "the source has a mark of its notes there: leave it out with an ellipsis"
    return "quote the source's words"


_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])- (?=[^\W\d_])")
_NOTE_MARK = re.compile(f"[{NOTE_MARKS}]")


def _quoted(written: str) -> str:
    return f"“{printable(' '.join(written.split()), 80)}”"


def _in_context(start: int, end: int, source: Source) -> str:
    """``paragraph 3: … words before »the passage« words after …``, of folded characters."""
    text = source.folded.text
    before, after = text[max(start - _AROUND, 0) : start], text[end : end + _AROUND]
    if start > _AROUND:
        before = f"… {before.partition(' ')[2]}"
    if end + _AROUND < len(text):
        after = f"{after.rpartition(' ')[0]} …"
    number = source.paragraph_at(source.folded.origin_of(start)).number
    shown = printable(f"{before}»{_clipped(text[start:end])}«{after}", _SHOWN)
    return f"paragraph {number}: {shown}"


def _clipped(text: str) -> str:
    half = _PASSAGE_SHOWN // 2
    return text if len(text) <= _PASSAGE_SHOWN else f"{text[:half]} … {text[-half:]}"
