"""Checking a file that came back edited against the evidence that it carries.

In: a Word file or a PDF that briefgen made and that people edited since. Out: a `Verdict`: for each
quotation whether it is intact, altered, moved to another speaker or note, or removed, and every
passage in quotation marks, or set off as a quotation, for which there is no evidence. How a file
looks is nobody's business here, as long as its words can be read: fonts, merged paragraphs, retyped
quotation marks and hyphenated lines change no finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

from briefgen.against import Library
from briefgen.attributions import Attributions
from briefgen.errors import Place, printable
from briefgen.evidence import Evidence, EvidenceError, Printed, read_evidence
from briefgen.returned import Flow, Returned, ReturnedFileError, read_returned
from briefgen.streams import Span, Stream, key, stream
from briefgen.tracing import Trace, traces
from briefgen.unevidenced import unevidenced
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
    quoted = [trace.span for trace in found.values()]
    return findings, tuple(unevidenced(streams, quoted, evidence, attributions, library))


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


@dataclass(frozen=True, slots=True)
class _Judging:
    attributions: Attributions
    streams: dict[int, Stream]
    found: dict[int, Trace]
    library: Library | None

    def finding(self, printed: Printed) -> Finding:
        """What became of *printed*."""
        gone = Finding(
            printed.number,
            printed.excerpt,
            Status.REMOVED,
            printed.text,
            printed.speaker.name or printed.speaker.role,
            printed.heading,
            reasons=self.library.objections(printed) if self.library else (),
        )
        trace = self.found.get(printed.number)
        return gone if trace is None else self._found(printed, trace, gone)

    def _found(self, printed: Printed, trace: Trace, gone: Finding) -> Finding:
        """What became of *printed*, which is not *gone* but left a *trace*."""
        stream, span = self.streams[trace.span.stream], trace.span
        objections = (*gone.reasons, *_numbers_within(stream, span))
        holds = self.attributions.check(printed, stream, span, self._limit(span))
        unmarked = ("it stands without quotation marks",) if trace.unmarked else ()
        there = replace(
            gone,
            place=stream.place(span.start),
            reasons=(*holds.wrong, *objections),
            remarks=(*unmarked, *holds.remarks),
        )
        if trace.intact:
            status = Status.MOVED if holds.wrong else Status.INTACT
            # Evidence that its source does not bear out proves nothing, and 10⁶ is not 10.
            return replace(there, status=Status.ALTERED if objections else status)
        found = stream.shown(span.start, span.end)
        difference = tuple(_difference(printed.text, found))
        return replace(there, status=Status.ALTERED, found=found, difference=difference)

    def _limit(self, span: Span) -> int:
        """Where the next quotation of the stream begins."""
        others = (one.span for one in self.found.values())
        later = (one.start for one in others if one.stream == span.stream and one.start >= span.end)
        return min(later, default=len(self.streams[span.stream].text))


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
