"""Whom an edited file names as the speaker of a quotation, and which note it gives for it.

In: a quotation's evidence and where its words were found. Out: what no longer holds, in words: as
`Holds.wrong` what puts the words into another mouth or under another note, as `Holds.remarks` what
merely reads otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from briefgen.evidence import Evidence, Printed
from briefgen.folding import is_word
from briefgen.nearest import nearest_passage
from briefgen.restated import contradictions, note_contradictions
from briefgen.returned import Mark, Returned
from briefgen.streams import BREAK, Span, Stream, key, wanted

__all__ = ["Attributions", "Holds", "attribution_at"]

_BETWEEN = re.compile(f'["\\s{BREAK}]*')
_PLAIN_NUMBERS = re.compile(r"\s?(\d{1,3}(?:\s?[,;]\s?\d{1,3})*)(?!\w)")
_NUMBER_BEFORE = re.compile(rf"(\d{{1,3}})[\s.){BREAK}]*$")
_SENTENCE_END = re.compile(r'[.!?]"?\s')
_GOES_ON = re.compile(r"\w|['-]\w")
_SIGNS = re.compile(r"\w+|¶+")
_SLACK = 60
"""Characters by which an attribution in a PDF may have grown."""
_SHORTEST_NAME = 3
_ALIKE = 80.0
"""From this similarity on, words are those of a note, changed."""


@dataclass(frozen=True, slots=True)
class Holds:
    """What became of an attribution: *wrong* is empty where it still holds."""

    wrong: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    """Words of the file beside a quotation: *reads* for comparing, *shown* as they stand."""

    reads: str = ""
    shown: str = ""


def _said(stream: Stream, begin: int, end: int) -> _Said:
    return _Said(stream.flat[begin:end].strip(' "'), stream.shown(begin, end).strip(' "“”'))


def attribution_at(printed: Printed, stream: Stream, start: int, end: int) -> int | None:
    """Where the attribution of a quotation at ``start:end`` ends, if it stands there as printed;
    *end* if none was printed; None if it does not stand there.
    """
    words = key(printed.attribution.text)
    if not words:
        return end
    if printed.attribution.position == "before":
        before = stream.flat[:start].rstrip(' "')
        return end if before.endswith(words.rstrip(' "')) else None
    begin = _after_marks(stream, end)
    found = wanted(words).match(stream.text, begin)
    if found is None:
        return None
    following = stream.text[found.end() : found.end() + 2]
    # A note number may follow at once, where its being raised is lost.
    goes_on = _GOES_ON.match(following) and not following[0].isdigit()
    return None if goes_on else found.end()


def _after_marks(stream: Stream, end: int) -> int:
    found = _BETWEEN.match(stream.text, end)
    return found.end() if found else end


def _introduction(stream: Stream, start: int) -> int:
    """Where the words begin that introduce a quotation at *start*: *As the mayor put it, “…”*."""
    line = stream.text.rfind(BREAK, 0, start) + 1
    ends = [found.end() for found in _SENTENCE_END.finditer(stream.text, line, start)]
    return ends[-1] if ends else line


class Attributions:
    """Checks attributions in one file; *streams* are its flows."""

    def __init__(self, evidence: Evidence, file: Returned, streams: Sequence[Stream]) -> None:
        self._evidence = evidence
        self._file = file
        self._streams = streams
        self._stand: dict[str, str] = {}
        self._texts = {note.number: key(note.text) for note in evidence.notes}

    def check(self, printed: Printed, stream: Stream, span: Span, limit: int) -> Holds:
        """What became of the attribution of *printed*, found at *span*; the next quotation of the
        stream begins at *limit*.
        """
        end = attribution_at(printed, stream, span.start, span.end)
        if end is None:
            speaker = self._reworded(printed, stream, span, limit)
            until = self._window(printed, stream, span, limit)[1]
        else:
            until = self._added_until(printed, stream, span, end, limit)
            speaker = self._added(printed, stream, span, until) if until > end else Holds()
        note = self._note(printed, stream, span, until, as_printed=end is not None)
        return Holds(speaker.wrong + note.wrong, speaker.remarks + note.remarks)

    # --- speakers

    def _window(self, printed: Printed, stream: Stream, span: Span, limit: int) -> tuple[int, int]:
        """From where to where the attribution may stand."""
        if printed.attribution.position == "before":
            return max(span.start - len(printed.attribution.text) - _SLACK, 0), span.start
        begin = _after_marks(stream, span.end)
        end = stream.paragraph_end(min(begin, len(stream.text) - 1))
        if self._file.form == "pdf":
            end = begin + len(printed.attribution.text) + _SLACK
        return begin, max(min(end, limit), begin)

    def _reworded(self, printed: Printed, stream: Stream, span: Span, limit: int) -> Holds:
        own = printed.attribution.named
        said = self._said_beside(printed, stream, span, limit)
        named = self._named(said.reads, own)
        introduces = printed.attribution.position == "before"
        if not named or introduces:
            introduction = _said(stream, _introduction(stream, span.start), span.start)
            if introduced := self._named(introduction.reads, own):
                named, said, introduces = introduced, introduction, True
        if named == own:
            as_printed, name = key(printed.attribution.text), _as_named(said.reads, own)
            wrong = contradictions(as_printed, said.reads, name, introduces=introduces)
            return Holds(tuple(wrong), (f"its attribution now reads “{said.shown}”",))
        if named:
            return Holds((f"it is now attributed to {named}: “{said.shown}”",))
        if not said.reads:
            return Holds((f"nothing names {own} as the speaker any more",))
        return Holds((f"its attribution no longer names {own}: “{said.shown}”",))

    def _said_beside(self, printed: Printed, stream: Stream, span: Span, limit: int) -> _Said:
        """What stands where the attribution was; nothing where that is the text that goes on."""
        begin, end = self._window(printed, stream, span, limit)
        said = _said(stream, begin, _noted(stream, begin, end))
        same_paragraph = begin <= stream.paragraph_end(span.end - 1)
        opened = key(printed.attribution.text).startswith("-")
        goes_on = opened and not same_paragraph and not said.reads.startswith("-")
        return _Said() if goes_on or not any(map(is_word, said.reads)) else said

    def _added_until(
        self, printed: Printed, stream: Stream, span: Span, end: int, limit: int
    ) -> int:
        """Where words end that were put between an attribution, which stands as printed up to
        *end*, and its mark; *end* if there are none.
        """
        if printed.attribution.position != "after" or end <= span.end:
            return end
        begin, most = self._window(printed, stream, span, limit)
        stop = _noted(stream, begin, min(end + _SLACK, most))
        marked = any(at == stop for at, _ in stream.marks)
        return stop if marked and any(map(str.isalpha, stream.flat[end:stop])) else end

    def _added(self, printed: Printed, stream: Stream, span: Span, until: int) -> Holds:
        """What such words make of the attribution."""
        said = _said(stream, _after_marks(stream, span.end), until)
        words = key(printed.attribution.text)
        name = _as_named(words, printed.attribution.named)
        wrong = contradictions(words, said.reads, name, introduces=False)
        return Holds(tuple(wrong), (f"its attribution now reads “{said.shown}”",))

    def named_after(self, stream: Stream, span: Span) -> str:
        """The speaker whom the file names right after the words at *span*; '' if none."""
        begin = _after_marks(stream, span.end)
        end = stream.paragraph_end(min(begin, len(stream.text) - 1))
        reads = stream.flat[begin:end]
        same_paragraph = begin <= stream.paragraph_end(span.end - 1)
        return self._named(reads) if same_paragraph or reads.startswith("-") else ""

    def _named(self, reads: str, own: str = "") -> str:
        """Whom the words *reads* name first: by the whole name, or else by the family name."""
        whole = {name: _find(reads, name) for name in self._names}
        found = {name: at for name, at in whole.items() if at >= 0}
        if not found:
            families = {name: _find(reads, name.split()[-1]) for name in self._full_names}
            found = {name: at for name, at in families.items() if at >= 0}
        # Of two names at one place the longer one is meant; its own comes first among equals.
        return min(found, key=lambda name: (found[name], -len(name), name != own), default="")

    @cached_property
    def _names(self) -> tuple[str, ...]:
        named = (one.attribution.named for one in self._evidence.quotations)
        return tuple(dict.fromkeys(name for name in named if name))

    @cached_property
    def _full_names(self) -> tuple[str, ...]:
        """The names with a family name of their own."""
        names = [one.speaker.name for one in self._evidence.quotations]
        return tuple(
            dict.fromkeys(
                name
                for name in names
                if " " in name and len(name.split()[-1]) >= _SHORTEST_NAME and name in self._names
            )
        )

    # --- notes

    def _note(
        self, printed: Printed, stream: Stream, span: Span, until: int, *, as_printed: bool
    ) -> Holds:
        expected = [self._texts[number] for number in printed.notes if number in self._texts]
        if not expected:
            return Holds()
        marks = _marks(stream, span.end, until)
        if not marks and as_printed:
            marks = _plain_marks(stream, until)
        if not marks:
            gone = as_printed or self._file.form == "docx"
            return Holds((f"its {_notes(printed.notes)} gone",) if gone else ())
        found = [text for mark in marks for text in self._texts_of(mark)]
        return self._compared(expected, found)

    def _compared(self, expected: Sequence[str], found: Sequence[str]) -> Holds:
        wrong, remarks = [], []
        for words in expected:
            if any(words in text or self._same_signs(words, text) for text in found):
                continue
            other = next((text for text in found if self._is_other(text, words)), None)
            if other is None:
                remarks.append(f"its note no longer reads “{words}”")
                wrong += [one for text in found for one in note_contradictions(words, text)]
            else:
                wrong.append(f"its note is now another one: “{other}” instead of “{words}”")
        return Holds(tuple(wrong), tuple(remarks))

    def _same_signs(self, words: str, text: str) -> bool:
        """Whether *text* has *words* but for the stops beside right-to-left ones: a PDF says where
        a stop is painted, and not on which side of such a word it is read.
        """
        backwards = any(unicodedata.bidirectional(char) in {"R", "AL"} for char in words)
        return self._file.form == "pdf" and backwards and _signs(words) in _signs(text)

    def _is_other(self, text: str, words: str) -> bool:
        """Whether a note that reads *text* is another one of the evidence's than *words*."""
        own = fuzz.ratio(text, words)
        return any(fuzz.ratio(text, one) > own and words != one for one in self._texts.values())

    def _texts_of(self, mark: Mark) -> list[str]:
        """What the notes of *mark* say, in the file's words."""
        if mark.kind == "footnote":
            return [key(self._file.footnotes.get(mark.value, ""))]
        number = int(mark.value)
        return self._listed.get(number) or [self._standing(self._texts.get(number, ""))]

    def _standing(self, words: str) -> str:
        """A note of these *words* as it stands in the file now: as it was if it is found, whatever
        its number, or what comes nearest to it.
        """
        if words not in self._stand:
            whole = any(wanted(words).search(one.text) for one in self._streams if words)
            self._stand[words] = words if whole else self._nearest(words)
        return self._stand[words]

    def _nearest(self, words: str) -> str:
        passages = ((one, nearest_passage(words, one.flat)) for one in self._streams if words)
        found = [(passage, one) for one, passage in passages if passage is not None]
        best = max(found, key=lambda pair: pair[0].score, default=None)
        if best is None or best[0].score < _ALIKE:
            return ""
        return best[1].flat[best[0].start : best[0].end]

    @cached_property
    def _listed(self) -> Mapping[int, list[str]]:
        """What the file's own list of notes or sources says under each number."""
        listed: dict[int, list[str]] = {}
        for words in dict.fromkeys(self._texts.values()):
            for stream in self._streams if words else ():
                for found in wanted(words).finditer(stream.text):
                    before = _NUMBER_BEFORE.search(
                        stream.text, max(found.start() - 8, 0), found.start()
                    )
                    if before:
                        listed.setdefault(int(before[1]), []).append(words)
        return listed


def _signs(text: str) -> str:
    """The words of *text*, and its signs for paragraphs, one space between them."""
    return f" {' '.join(_SIGNS.findall(text))} "


def _marks(stream: Stream, start: int, end: int) -> list[Mark]:
    """The marks of the first place with any between two offsets."""
    places = [at for at, _ in stream.marks if start <= at <= end + 1]
    return [mark for at, mark in stream.marks if places and places[0] <= at <= places[0] + 2]


def _plain_marks(stream: Stream, at: int) -> list[Mark]:
    """Note numbers that stand as plain text right after an attribution."""
    found = _PLAIN_NUMBERS.match(stream.text, at)
    return [Mark(at, "number", one) for one in re.findall(r"\d+", found[1])] if found else []


def _noted(stream: Stream, begin: int, end: int) -> int:
    """Where the attribution ends that begins at *begin*: at the first mark after any words."""
    places = (at for at, _ in stream.marks if begin < at <= end)
    return next((at for at in places if any(map(is_word, stream.flat[begin:at]))), end)


def _as_named(reads: str, name: str) -> str:
    """The form of *name* that *reads* has: the whole, or else the family name."""
    return key(name) if _find(reads, name) >= 0 else key(name.split()[-1])


def _find(text: str, name: str) -> int:
    """Where *name* stands in folded *text*, as whole words, whatever the case; −1 if nowhere."""
    pattern = rf"(?<!\w){re.escape(key(name))}(?!\w)"
    found = re.search(pattern, text, re.IGNORECASE)
    return found.start() if found else -1


def _notes(numbers: Iterable[int]) -> str:
    listed = ", ".join(map(str, numbers))
    return f"notes {listed} are" if "," in listed else f"note {listed} is"
