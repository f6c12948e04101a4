"""Coverage: which paragraphs of each source are quoted, passed over, or were not looked at.

In: an `Outline`. Out: a `Coverage` for each source, and findings on what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from briefgen.audit.findings import Finding
from briefgen.audit.statements import cited
from briefgen.excerpts import Excerpt
from briefgen.outline import Outline
from briefgen.sources import Paragraph, Source
from briefgen.wording import Scope

__all__ = ["Coverage", "coverage_findings", "coverage_of"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of a source's paragraphs, by number; those of boilerplate are not counted.

    Passed over are those that are listed so, and those of which every excerpt is kept in reserve:
    both have a reason.
    """

    source: str
    quoted: tuple[int, ...]
    passed_over: tuple[int, ...]
    unread: tuple[int, ...]
    excerpts: int

    def as_record(self) -> dict[str, object]:
        """The numbers for programs."""
        return {
            "source": self.source,
            "quoted": list(self.quoted),
            "passed_over": list(self.passed_over),
            "unread": list(self.unread),
            "excerpts": self.excerpts,
        }


def coverage_of(outline: Outline) -> tuple[Coverage, ...]:
    """The coverage of every source, in the order of sources.yaml."""
    return tuple(
        _covered(source, [one for one in outline.excerpts.values() if _is_of(one, source)])
        for source in outline.sources.values()
    )


def _is_of(excerpt: Excerpt, source: Source) -> bool:
    return excerpt.quotation.source == source.id


def _covered(source: Source, excerpts: list[Excerpt]) -> Coverage:
    # The headline is in the record, whether or not somebody lists it as passed over.
    article = [
        one
        for one in source.paragraphs
        if not one.boilerplate and source.printed(one.start, one.end) != source.record.title
    ]
    quoted = _held(article, (one for one in excerpts if not one.reserve))
    listed = {one.paragraph for one in source.record.passed_over}
    reserved = _held(article, (one for one in excerpts if one.reserve))
    passed = [
        one.number
        for one in article
        if one.number in listed or (one.number in reserved and one.number not in quoted)
    ]
    unread = [one.number for one in article if one.number not in {*quoted, *passed}]
    return Coverage(source.id, quoted, tuple(passed), tuple(unread), len(excerpts))


def _held(paragraphs: Iterable[Paragraph], excerpts: Iterable[Excerpt]) -> tuple[int, ...]:
    """The numbers of the paragraphs from which *excerpts* take words."""
    spans = [(one.quotation.start, one.quotation.end) for one in excerpts]
    return tuple(
        one.number
        for one in paragraphs
        if any(start < one.end and one.start < end for start, end in spans)
    )


def coverage_findings(outline: Outline) -> Iterator[Finding]:
    """Findings on sources, then on excerpts that nothing prints."""
    for coverage in coverage_of(outline):
        place = outline.sources[coverage.source].record.place
        if coverage.unread:
            message = f"not looked at: {_numbered(coverage.unread)} of '{coverage.source}'"
            yield Finding("unread-paragraphs", coverage.source, message, place)
        both = sorted(set(coverage.quoted) & set(coverage.passed_over))
        if both:
            message = f"passed over and quoted: {_numbered(both)} of '{coverage.source}'"
            yield Finding("passed-over-but-quoted", coverage.source, message, place)
    yield from _unprintable(outline)


def _numbered(paragraphs: Iterable[int]) -> str:
    """``paragraphs 2, 5–7``: runs are drawn together."""
    runs: list[list[int]] = []
    for number in paragraphs:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    many = len(shown) > 1 or "–" in shown[0]
    return f"paragraph{'s' if many else ''} {', '.join(shown)}"


def _unprintable(outline: Outline) -> Iterator[Finding]:
    printable = _printable_ids(outline)
    for excerpt in outline.excerpts.values():
        if not excerpt.reserve and excerpt.id not in printable:
            message = f"no edition can print excerpt '{excerpt.id}'"
            yield Finding("unprintable-excerpt", excerpt.id, message, excerpt.place)


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
