"""Checking a file that came back edited against the evidence that it carries.

In: a Word file or a PDF that briefgen made and that people edited since. Out: a `Verdict`: for each
quotation whether it is intact, altered, moved to another speaker or note, or removed, and every
passage in quotation marks, or set off as a quotation, for which there is no evidence. How a file
looks is nobody's business here, as long as its words can be read: fonts, merged paragraphs, retyped
quotation marks and hyphenated lines change no finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

from briefgen.against import Library
from briefgen.attributions import Attributions
from briefgen.claimed import STOPS
from briefgen.errors import Place, printable
from briefgen.evidence import Evidence, EvidenceError, Printed, read_evidence
from briefgen.marked import is_long, marked_passages, set_off_passages
from briefgen.returned import Flow, Returned, ReturnedFileError, read_returned
from briefgen.streams import Span, Stream, key, stream, wanted
from briefgen.tracing import Trace, traces
from briefgen.verdict import Finding, Passage, Status, Verdict, Word

__all__ = ["judge", "verify"]


def verify(path: Path, dossier: Path | None = None, original: Path | None = None) -> Verdict:
    """Check the file at *path* against the evidence in it, or in the *original* file as it was
    built; and the evidence against the texts of *dossier*, if given.

    Raises `ReturnedFileError` for a file that cannot be read or has no evidence, `EvidenceError`
    for evidence that is damaged.
    """
    file = read_returned(path)
    if original is not None:
        record = read_returned(original).evidence
        _evidence(record, str(original))
        file = replace(file, evidence=record)
    return judge(file, str(path), dossier)


def judge(file: Returned, name: str, dossier: Path | None = None) -> Verdict:
    """The verdict on a *file* that was read; *name* is what to call it. Raises as `verify` does."""
    evidence = _evidence(file.evidence, name)
    library = Library(dossier, evidence) if dossier is not None else None
    readings = [_reading(evidence, file, flows, library) for flows in file.readings]
    findings, unproven = _best(readings)
    edition = evidence.edition
    return Verdict(
        name,
        file.form,
        evidence.title,
        f"{evidence.dossier}: {edition.audience} {edition.length}",
        evidence.issued,
        findings,
        unproven,
        file.pending,
        file.unclear,
        library.findings if library else (),
    )


def _cited(evidence: Evidence, one: Stream) -> Iterator[Span]:
    """Where a note or the title of a source stands as printed: headlines, too, quote people."""
    notes = (note.text for note in evidence.notes)
    titles = (source.title for source in evidence.sources)
    for text in dict.fromkeys((*notes, *titles)):
        if '"' in key(text):
            for found in wanted(key(text)).finditer(one.text):
                yield Span(one.number, *found.span())


def _claimed(one: Stream) -> list[Span]:
    """Where the file says that words are somebody's: in quotation marks, or set off."""
    marked = marked_passages(one)
    begun = {span.start - 1 for span in marked}
    set_off = (span for span in set_off_passages(one) if span.start not in begun)
    return sorted((*marked, *set_off), key=lambda span: span.start)


_Reading = tuple[tuple[Finding, ...], tuple[Passage, ...]]


def _reading(
    evidence: Evidence, file: Returned, flows: Sequence[Flow], library: Library | None
) -> _Reading:
    """What is found in one reading of the file."""
    streams = [
        one for number, flow in enumerate(flows) if (one := stream(flow, number)) is not None
    ]
    found = traces(evidence.quotations, streams)
    attributions = Attributions(evidence, file, streams)
    numbered = {one.number: one for one in streams}
    judging = _Judging(attributions, numbered, found, library)
    findings = tuple(judging.finding(printed) for printed in evidence.quotations)
    taken = [trace.span for trace in found.values()]
    taken += [span for one in streams for span in _cited(evidence, one)]
    passages = [
        passage
        for one in streams
        for span in _claimed(one)
        if not any(span.overlaps(other) for other in taken)
        if (passage := _unproven(one, span, evidence, attributions, library)) is not None
    ]
    return findings, tuple(passages)


def _best(readings: Iterable[_Reading]) -> _Reading:
    """Of each quotation the best finding, and the passages that lack evidence in every reading."""
    (findings, unproven), *others = readings
    for more, also in others:
        pairs = zip(findings, more, strict=True)
        findings = tuple(max(pair, key=_closeness) for pair in pairs)
        texts = {one.text for one in also}
        unproven = tuple(one for one in unproven if one.text in texts)
    return findings, unproven


_FARTHEST_FIRST = (Status.REMOVED, Status.ALTERED, Status.MOVED, Status.INTACT)


def _closeness(finding: Finding) -> tuple[int, int]:
    """How near a finding says that the file is to what was printed."""
    changed = sum(len(word.text) for word in finding.difference if word.kind != "same")
    return _FARTHEST_FIRST.index(finding.status), -changed


def _evidence(record: bytes | None, name: str) -> Evidence:
    place = Place(printable(name))
    if record is None:
        raise ReturnedFileError(
            "the file carries no evidence, so its quotations cannot be checked",
            place,
            "either briefgen did not make it, or a program that saved it dropped the evidence; then"
            " name the file as briefgen built it with --original",
        )
    try:
        return read_evidence(record)
    except EvidenceError as error:
        raise EvidenceError(error.message, place, error.hint) from None


# --- quotations --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Judging:
    attributions: Attributions
    streams: dict[int, Stream]
    found: dict[int, Trace]
    library: Library | None

    def finding(self, printed: Printed) -> Finding:
        """What became of *printed*."""
        trace = self.found.get(printed.number)
        objections = self.library.objections(printed) if self.library else ()
        if trace is None:
            return self._told(printed, Status.REMOVED, reasons=objections)
        stream = self.streams[trace.span.stream]
        objections += tuple(_numbers_within(stream, trace.span))
        holds = self.attributions.check(printed, stream, trace.span, self._limit(trace.span))
        remarks = holds.remarks
        if trace.unmarked:
            remarks = ("it stands without quotation marks", *remarks)
        difference: tuple[Word, ...] = ()
        if trace.intact:
            status = Status.MOVED if holds.wrong else Status.INTACT
            # Evidence that its source does not bear out proves nothing, and 10⁶ is not 10.
            status = Status.ALTERED if objections else status
            found = ""
        else:
            status = Status.ALTERED
            found = stream.shown(trace.span.start, trace.span.end)
            difference = tuple(_difference(printed.text, found))
        return self._told(
            printed,
            status,
            place=stream.place(trace.span.start),
            found=found,
            difference=difference,
            reasons=(*holds.wrong, *objections),
            remarks=remarks,
        )

    def _limit(self, span: Span) -> int:
        """Where the next quotation of the stream begins."""
        others = (one.span for one in self.found.values())
        later = (one.start for one in others if one.stream == span.stream and one.start >= span.end)
        return min(later, default=len(self.streams[span.stream].text))

    def _told(
        self,
        printed: Printed,
        status: Status,
        *,
        place: str = "",
        found: str = "",
        difference: tuple[Word, ...] = (),
        reasons: tuple[str, ...] = (),
        remarks: tuple[str, ...] = (),
    ) -> Finding:
        speaker = printed.speaker.name or printed.speaker.role
        return Finding(
            printed.number,
            printed.excerpt,
            status,
            printed.text,
            speaker,
            printed.heading,
            place,
            found,
            difference,
            reasons,
            remarks,
        )


def _numbers_within(stream: Stream, span: Span) -> Iterator[str]:
    """Raised numbers among the words of a quotation: they read as marks of notes, or as powers."""
    for at, mark in stream.marks:
        if span.start < at < span.end and mark.kind == "number":
            yield f"a raised “{mark.value}” stands within its words"


def _difference(printed: str, found: str) -> Iterator[Word]:
    """*printed* compared with *found* word by word; words that only look otherwise are the same."""
    ours, theirs = printed.split(), found.split()
    codes = SequenceMatcher(None, _keys(ours), _keys(theirs), autojunk=False).get_opcodes()
    for code, a, b, c, d in codes:
        if code == "equal":
            yield Word("same", " ".join(ours[a:b]))
            continue
        if b > a:
            yield Word("gone", " ".join(ours[a:b]))
        if d > c:
            yield Word("new", " ".join(theirs[c:d]))


def _keys(words: Iterable[str]) -> list[str]:
    return [key(word) or word for word in words]


# --- passages without evidence -----------------------------------------------------------------


def _unproven(
    stream: Stream,
    span: Span,
    evidence: Evidence,
    attributions: Attributions,
    library: Library | None,
) -> Passage | None:
    """The passage in quotation marks at *span*, if it is long and nothing proves it.

    Proven words may be repeated, as long as nobody else is named for them.
    """
    words = stream.flat[span.start : span.end].strip()
    if not is_long(words):
        return None
    shown, place = stream.shown(span.start, span.end), stream.place(span.start)
    for one in evidence.borrowed:
        if _covers(one.text, words, stream, span):
            objections = library.objections(one) if library else ()
            return Passage(shown, place, remark="; ".join(objections)) if objections else None
    if any(_is_whole(source.title, stream, span) for source in evidence.sources):
        return None
    speakers = {
        printed.attribution.named
        for printed in evidence.quotations
        if _holds(key(printed.text), words)
    }
    if not speakers:
        return Passage(shown, place, library.source_of(shown) if library else "")
    named = attributions.named_after(stream, span)
    if not named or named in speakers:
        return None
    own = " or ".join(sorted(speakers))
    return Passage(shown, place, remark=f"the evidence has these words from {own}, not {named}")


def _covers(text: str, words: str, stream: Stream, span: Span) -> bool:
    """Whether *words*, which stand at *span*, are *text* or a part of it."""
    return _holds(key(text), words) or _is_whole(text, stream, span)


def _is_whole(text: str, stream: Stream, span: Span) -> bool:
    """Whether all of *text* stands at *span*, where a line may break a word."""
    pattern = wanted(key(text).rstrip(STOPS))
    return pattern.fullmatch(stream.text[span.start : span.end].strip().rstrip(STOPS)) is not None


def _holds(text: str, words: str) -> bool:
    """Whether proven *text* has *words*, whole ones; a comma before the closing mark is let be."""
    pattern = re.escape(words.rstrip(STOPS))
    return re.search(rf"(?<!\w){pattern}(?!\w)", text) is not None
