"""The report on an outline: every item and every quotation, as headings, items and lines.

In: an `Outline`. Out: `Block`s in reading order, which `outline_formats` paints as text and as
Markdown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

from briefgen.excerpts import Excerpt, Speaker
from briefgen.outline import (
    Argument,
    Fact,
    Item,
    Measure,
    NextStep,
    Option,
    Outline,
    Stakeholder,
    Topic,
    Vote,
)
from briefgen.sources import Source
from briefgen.voices import outlet, outlet_named
from briefgen.wording import Scope, Wording

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the report. *depth* is the level of a heading, the indent of all else."""

    kind: Literal["heading", "item", "line", "quotation"]
    depth: int
    text: str


Blocks = Iterator[Block]


def blocks_of(outline: Outline) -> Blocks:
    """The whole report, in reading order; sections without items are left out."""
    yield Block("heading", 1, outline.title.default or outline.question)
    yield from _head(outline)
    yield from _section(
        f"Arguments for {outline.proposal}", outline.arguments_for, _argument, outline
    )
    yield from _section(
        f"Arguments against {outline.proposal}", outline.arguments_against, _argument, outline
    )
    yield from _section("Stakeholders", outline.stakeholders, _stakeholder, outline)
    yield from _section("Next steps", outline.next_steps, _next_step, outline)
    yield from _section("Background", outline.background, _topic, outline)
    yield from _section("Facts", outline.facts, _fact, outline)
    yield from _section("Status", outline.status, _measure, outline)
    yield from _section("Votes", outline.votes, _vote, outline)
    yield from _section("Options", outline.options, _option, outline)
    yield from _plain_sections(outline)
    yield from _section("Sources", tuple(outline.sources.values()), _source, outline)
    yield from _section(
        "In reserve",
        [each for each in outline.excerpts.values() if each.reserve],
        _reserve,
        outline,
    )


def _section(
    title: str,
    items: Iterable[_T],
    blocks: Callable[[_T, Outline], Blocks],
    outline: Outline,
) -> Blocks:
    """A heading and its items; nothing at all where there are none."""
    for index, item in enumerate(items):
        if index == 0:
            yield Block("heading", 2, title)
        yield from blocks(item, outline)


def _head(outline: Outline) -> Blocks:
    yield Block("line", 0, f"Question: {outline.question}")
    yield Block(
        "line", 0, f"Proposal: {outline.proposal}. As of {outline.as_of}. Stance: {outline.stance}."
    )
    yield from _wording("Bottom line", outline.bottom_line, 0)
    yield from _wording("Ask", outline.ask, 0)
    for edition, choice in outline.editions.items():
        chosen = [("pinned", choice.pin), ("skipped", choice.skip)]
        said = "; ".join(f"{what}: {', '.join(ids)}" for what, ids in chosen if ids)
        if said:
            yield Block("line", 0, f"In {edition} {said}")


def _wording(label: str, wording: Wording | None, depth: int) -> Blocks:
    if wording is None:
        return
    prefix = f"{label}: " if label else ""
    spoken = {"": wording.default} if wording.default else {}
    cites = _cites(wording.evidence)
    for edition, words in {**spoken, **wording.variants}.items():
        whose = f"(for {edition}) " if edition else ""
        yield Block("line", depth, f"{prefix}{whose}{words}{cites}")
        cites = ""  # the evidence is the same for all


def _cites(evidence: tuple[str, ...]) -> str:
    return f" [{', '.join(evidence)}]" if evidence else ""


def _for_whom(scope: Scope) -> str:
    if scope.only is not None:
        return f"for {', '.join(sorted(scope.only))} only"
    return f"not for {', '.join(sorted(scope.but))}" if scope.but else ""


def _remarks(*remarks: str) -> str:
    said = [remark for remark in remarks if remark]
    return f" ({'; '.join(said)})" if said else ""


def _argument(argument: Argument, outline: Outline) -> Blocks:
    yield Block("heading", 3, argument.claim.default or argument.id)
    remarks = [f"id {argument.id}", f"weight {argument.weight}", _for_whom(argument.scope)]
    remarks += [f"theme {argument.theme}"] if argument.theme else []
    remarks += [f"answers {', '.join(argument.answers)}"] if argument.answers else []
    remarks += [f"answered by {', '.join(argument.answered_by)}"] if argument.answered_by else []
    yield Block("line", 0, "; ".join(filter(None, remarks)) + _cites(argument.evidence))
    yield from _variants(argument.claim, 0, "Claim for")
    yield from _wording("", argument.gist, 0)
    yield from _quotations(argument.supports, outline, 0)
    if argument.rebuttals:
        yield Block("line", 0, "Replies to it:")
        yield from _quotations(argument.rebuttals, outline, 0)


def _variants(wording: Wording, depth: int, label: str = "for") -> Blocks:
    for edition, words in wording.variants.items():
        yield Block("line", depth, f"{label} {edition}: {words}")


def _quotations(excerpts: Iterable[Excerpt], outline: Outline, depth: int) -> Blocks:
    for excerpt in excerpts:
        yield Block(
            "quotation", depth, f"“{excerpt.quotation.text}” — {attribution(excerpt, outline)}"
        )


def attribution(excerpt: Excerpt, outline: Outline) -> str:
    """Speaker, role, source, paragraph and grade of a quotation, with how it is held."""
    quotation = excerpt.quotation
    record = outline.sources[quotation.source].record
    speaker = excerpt.speaker
    place = f"{record.title or record.id} ({quotation.source}, paragraph {quotation.paragraph})"
    # A source that has nothing but a title speaks under it.
    is_title = outlet(record) == record.title and speaker == Speaker(outlet_named(record))
    said = [
        *([place] if is_title else [speaker.name, speaker.role, f"in {place}"]),
        f"as of {excerpt.as_of}" if excerpt.as_of else "",
        f"quoted from {excerpt.quoted_from}" if excerpt.quoted_from else "",
        excerpt.manner.value if excerpt.manner != "states" else "",
        _for_whom(excerpt.scope),
        f"{quotation.grade.value} [{excerpt.id}]",
    ]
    return ", ".join(part for part in said if part)


def _stakeholder(stakeholder: Stakeholder, outline: Outline) -> Blocks:
    remarks = _remarks(stakeholder.position, _for_whom(stakeholder.scope))
    yield Block("item", 0, f"{stakeholder.name}{remarks}{_cites(stakeholder.evidence)}")
    yield from _wording("Interest", stakeholder.interest, 1)
    yield from _quotations(stakeholder.voices, outline, 1)


def _next_step(step: NextStep, outline: Outline) -> Blocks:
    remarks = _remarks(step.owner, step.when, _for_whom(step.scope))
    yield Block("item", 0, f"{step.action.default or step.id}{remarks}{_cites(step.evidence)}")
    yield from _variants(step.action, 1)
    yield from _quotations(step.excerpts, outline, 1)


def _topic(topic: Topic, outline: Outline) -> Blocks:
    remarks = _remarks(_for_whom(topic.scope))
    yield Block("item", 0, f"{topic.title.default or topic.id}{remarks}{_cites(topic.evidence)}")
    yield from _wording("", topic.gist, 1)
    yield from _quotations(topic.excerpts, outline, 1)


def _fact(fact: Fact, outline: Outline) -> Blocks:
    state = (
        "sources differ, unsettled"
        if fact.unsettled
        else "sources differ"
        if fact.disagrees
        else ""
    )
    yield Block("item", 0, f"{fact.label}{_remarks(state)}")
    for assertion in fact.assertions:
        as_of = f", as of {assertion.as_of}" if assertion.as_of else ""
        yield Block(
            "line", 1, f"{assertion.value}: {assertion.source}{as_of} [{assertion.excerpt}]"
        )
    if fact.settled:
        covers = f"; the same as {', '.join(fact.settled.covers)}" if fact.settled.covers else ""
        yield Block(
            "line", 1, f"settled: {fact.settled.value}, because {fact.settled.because}{covers}"
        )
    asserted = {assertion.excerpt for assertion in fact.assertions}
    yield from _quotations([each for each in fact.excerpts if each.id not in asserted], outline, 1)


def _measure(measure: Measure, _outline: Outline) -> Blocks:
    named = [measure.measure, measure.chamber, measure.committee]
    named += [f"companion {measure.companion}"] if measure.companion else []
    named += [f"as of {measure.as_of}"] if measure.as_of else []
    yield Block("item", 0, f"{', '.join(filter(None, named))}{_cites(measure.evidence)}")
    yield from _wording("", measure.stage, 1)


def _vote(vote: Vote, _outline: Outline) -> Blocks:
    as_of = _remarks(f"as of {vote.as_of}" if vote.as_of else "")
    yield Block("item", 0, f"{vote.chamber}: {vote.needed}{as_of}{_cites(vote.evidence)}")
    yield from _wording("", vote.why, 1)


def _option(option: Option, _outline: Outline) -> Blocks:
    remarks = _remarks(_for_whom(option.scope))
    yield Block("item", 0, f"{option.title.default or option.id}{remarks}{_cites(option.evidence)}")
    yield from _wording("", option.gist, 1)
    for label, wordings in (("Pro", option.pros), ("Con", option.cons)):
        for wording in wordings:
            yield from _wording(label, wording, 1)


def _plain_sections(outline: Outline) -> Blocks:
    """Sections whose items are one wording, or a title and a wording."""
    sections: tuple[tuple[str, list[tuple[str, Item, tuple[Wording | None, ...]]]], ...] = (
        ("Chronology", [(each.date.text, each, (each.event,)) for each in outline.timeline]),
        ("Talking points", [("", each, (each.text,)) for each in outline.talking_points]),
        ("Questions", [("", each, (each.question, each.answer)) for each in outline.questions]),
        ("Obstacles", [("", each, (each.title, each.gist)) for each in outline.obstacles]),
    )
    for title, entries in sections:
        if entries:
            yield Block("heading", 2, title)
        for label, item, wordings in entries:
            yield from _plain_item(label, item, wordings)


def _plain_item(label: str, item: Item, wordings: tuple[Wording | None, ...]) -> Blocks:
    first, *others = wordings
    words = first.default or item.id if first else item.id
    lead = f"{label}: {words}" if label else words
    yield Block("item", 0, f"{lead}{_remarks(_for_whom(item.scope))}{_cites(item.evidence)}")
    yield from _variants(first, 1) if first else ()
    for wording in others:
        yield from _wording("", wording, 1)


def _source(source: Source, _outline: Outline) -> Blocks:
    record = source.record
    authors = ", ".join(str(author) for author in record.author)
    issued = record.issued.text if record.issued else ""
    named = [authors, record.title, record.container_title, record.publisher, issued, record.url]
    yield Block("item", 0, f"{source.id}: {', '.join(filter(None, named))}{_remarks(record.kind)}")
    for remark in filter(None, (record.basis, record.reliability)):
        yield Block("line", 1, remark)


def _reserve(excerpt: Excerpt, outline: Outline) -> Blocks:
    yield Block("item", 0, f"{excerpt.id}: {excerpt.reserve}")
    yield from _quotations([excerpt], outline, 1)
