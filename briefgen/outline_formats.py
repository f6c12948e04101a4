"""An outline as text, Markdown, JSON and Argdown: every item, and every quotation verbatim.

In: an `Outline`. Out: one string that ends with a line break. Text and Markdown are painted from
the same blocks; Argdown (https://argdown.org) shows the debate alone: claims, their evidence, and
who answers whom.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal

from pydantic import BaseModel

from briefgen.dates import EdtfDate
from briefgen.errors import Place
from briefgen.excerpts import Excerpt
from briefgen.outline import (
    Argument,
    Fact,
    Measure,
    NextStep,
    Option,
    Outline,
    Stakeholder,
    Topic,
    Vote,
)
from briefgen.sources import Source, digest_of
from briefgen.wording import Scope, Wording

TEXT_WIDTH = 88


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph of the report. *depth* is the level of a heading, the indent of all else."""

    kind: Literal["heading", "item", "line", "quotation"]
    depth: int
    text: str


_Blocks = Iterator[_Block]


# Blocks ------------------------------------------------------------------------------------


def _blocks(outline: Outline) -> _Blocks:
    yield _Block("heading", 1, outline.title.default or outline.question)
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
    items: Iterable[Any],
    blocks: Callable[[Any, Outline], _Blocks],
    outline: Outline,
) -> _Blocks:
    """A heading and its items; nothing at all where there are none."""
    for index, item in enumerate(items):
        if index == 0:
            yield _Block("heading", 2, title)
        yield from blocks(item, outline)


def _head(outline: Outline) -> _Blocks:
    yield _Block("line", 0, f"Question: {outline.question}")
    yield _Block(
        "line", 0, f"Proposal: {outline.proposal}. As of {outline.as_of}. {outline.stance}."
    )
    yield from _wording("Bottom line", outline.bottom_line, 0)
    yield from _wording("Ask", outline.ask, 0)
    for edition, choice in outline.editions.items():
        chosen = [("pinned", choice.pin), ("skipped", choice.skip)]
        said = "; ".join(f"{what}: {', '.join(ids)}" for what, ids in chosen if ids)
        if said:
            yield _Block("line", 0, f"In {edition} {said}")


def _wording(label: str, wording: Wording | None, depth: int) -> _Blocks:
    if wording is None:
        return
    prefix = f"{label}: " if label else ""
    spoken = {"": wording.default} if wording.default else {}
    cites = _cites(wording.evidence)
    for edition, words in {**spoken, **wording.variants}.items():
        whose = f"(for {edition}) " if edition else ""
        yield _Block("line", depth, f"{prefix}{whose}{words}{cites}")
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


def _argument(argument: Argument, outline: Outline) -> _Blocks:
    yield _Block("heading", 3, argument.claim.default or argument.id)
    remarks = [f"id {argument.id}", f"weight {argument.weight}", _for_whom(argument.scope)]
    remarks += [f"theme {argument.theme}"] if argument.theme else []
    remarks += [f"answers {', '.join(argument.answers)}"] if argument.answers else []
    remarks += [f"answered by {', '.join(argument.answered_by)}"] if argument.answered_by else []
    yield _Block("line", 0, "; ".join(filter(None, remarks)) + _cites(argument.evidence))
    yield from _variants("Claim", argument.claim)
    yield from _wording("", argument.gist, 0)
    yield from _quotations(argument.supports, outline, 0)
    if argument.rebuttals:
        yield _Block("line", 0, "Replies to it:")
        yield from _quotations(argument.rebuttals, outline, 0)


def _variants(label: str, wording: Wording) -> _Blocks:
    for edition, words in wording.variants.items():
        yield _Block("line", 0, f"{label} for {edition}: {words}")


def _quotations(excerpts: Iterable[Excerpt], outline: Outline, depth: int) -> _Blocks:
    for excerpt in excerpts:
        yield _Block(
            "quotation", depth, f"“{excerpt.quotation.text}” — {_attribution(excerpt, outline)}"
        )


def _attribution(excerpt: Excerpt, outline: Outline) -> str:
    """Speaker, role, source, paragraph and grade of a quotation, with how it is held."""
    quotation = excerpt.quotation
    record = outline.sources[quotation.source].record
    said = [
        excerpt.speaker.name,
        excerpt.speaker.role,
        f"in {record.title or record.id} ({quotation.source}, paragraph {quotation.paragraph})",
        f"as of {excerpt.as_of}" if excerpt.as_of else "",
        f"quoted from {excerpt.quoted_from}" if excerpt.quoted_from else "",
        excerpt.manner.value if excerpt.manner != "states" else "",
        _for_whom(excerpt.scope),
        f"{quotation.grade.value} [{excerpt.id}]",
    ]
    return ", ".join(part for part in said if part)


def _stakeholder(stakeholder: Stakeholder, outline: Outline) -> _Blocks:
    remarks = _remarks(stakeholder.position, _for_whom(stakeholder.scope))
    yield _Block("item", 0, f"{stakeholder.name}{remarks}{_cites(stakeholder.evidence)}")
    yield from _wording("Interest", stakeholder.interest, 1)
    yield from _quotations(stakeholder.voices, outline, 1)


def _next_step(step: NextStep, outline: Outline) -> _Blocks:
    remarks = _remarks(step.owner, step.when, _for_whom(step.scope))
    yield _Block("item", 0, f"{step.action.default or step.id}{remarks}{_cites(step.evidence)}")
    for edition, words in step.action.variants.items():
        yield _Block("line", 1, f"for {edition}: {words}")
    yield from _quotations(step.excerpts, outline, 1)


def _topic(topic: Topic, outline: Outline) -> _Blocks:
    remarks = _remarks(_for_whom(topic.scope))
    yield _Block("item", 0, f"{topic.title.default or topic.id}{remarks}{_cites(topic.evidence)}")
    yield from _wording("", topic.gist, 1)
    yield from _quotations(topic.excerpts, outline, 1)


def _fact(fact: Fact, outline: Outline) -> _Blocks:
    state = (
        "sources differ, unsettled"
        if fact.unsettled
        else "sources differ"
        if fact.disagrees
        else ""
    )
    yield _Block("item", 0, f"{fact.label}{_remarks(state)}")
    for assertion in fact.assertions:
        as_of = f", as of {assertion.as_of}" if assertion.as_of else ""
        yield _Block(
            "line", 1, f"{assertion.value}: {assertion.source}{as_of} [{assertion.excerpt}]"
        )
    if fact.settled:
        covers = f"; the same as {', '.join(fact.settled.covers)}" if fact.settled.covers else ""
        yield _Block(
            "line", 1, f"settled: {fact.settled.value}, because {fact.settled.because}{covers}"
        )
    asserted = {assertion.excerpt for assertion in fact.assertions}
    yield from _quotations([each for each in fact.excerpts if each.id not in asserted], outline, 1)


def _measure(measure: Measure, _outline: Outline) -> _Blocks:
    named = [measure.measure, measure.chamber, measure.committee]
    named += [f"companion {measure.companion}"] if measure.companion else []
    named += [f"as of {measure.as_of}"] if measure.as_of else []
    yield _Block("item", 0, f"{', '.join(filter(None, named))}{_cites(measure.evidence)}")
    yield from _wording("", measure.stage, 1)


def _vote(vote: Vote, _outline: Outline) -> _Blocks:
    as_of = _remarks(f"as of {vote.as_of}" if vote.as_of else "")
    yield _Block("item", 0, f"{vote.chamber}: {vote.needed}{as_of}{_cites(vote.evidence)}")
    yield from _wording("", vote.why, 1)


def _option(option: Option, _outline: Outline) -> _Blocks:
    remarks = _remarks(_for_whom(option.scope))
    yield _Block(
        "item", 0, f"{option.title.default or option.id}{remarks}{_cites(option.evidence)}"
    )
    yield from _wording("", option.gist, 1)
    for label, wordings in (("Pro", option.pros), ("Con", option.cons)):
        for wording in wordings:
            yield from _wording(label, wording, 1)


def _plain_sections(outline: Outline) -> _Blocks:
    """Sections whose items are one wording, or a title and a wording."""
    sections: tuple[tuple[str, list[tuple[str, Any, tuple[Wording | None, ...]]]], ...] = (
        ("Chronology", [(each.date.text, each, (each.event,)) for each in outline.timeline]),
        ("Talking points", [("", each, (each.text,)) for each in outline.talking_points]),
        ("Questions", [("", each, (each.question, each.answer)) for each in outline.questions]),
        ("Obstacles", [("", each, (each.title, each.gist)) for each in outline.obstacles]),
    )
    for title, entries in sections:
        if entries:
            yield _Block("heading", 2, title)
        for label, item, wordings in entries:
            yield from _plain_item(label, item, wordings)


def _plain_item(label: str, item: Any, wordings: tuple[Wording | None, ...]) -> _Blocks:
    first, *others = wordings
    words = first.default or item.id if first else item.id
    lead = f"{label}: {words}" if label else words
    yield _Block("item", 0, f"{lead}{_remarks(_for_whom(item.scope))}{_cites(item.evidence)}")
    for edition, variant in (first.variants if first else {}).items():
        yield _Block("line", 1, f"for {edition}: {variant}")
    for wording in others:
        yield from _wording("", wording, 1)


def _source(source: Source, _outline: Outline) -> _Blocks:
    record = source.record
    authors = ", ".join(str(author) for author in record.author)
    issued = record.issued.text if record.issued else ""
    named = [authors, record.title, record.container_title, record.publisher, issued, record.url]
    yield _Block("item", 0, f"{source.id}: {', '.join(filter(None, named))}{_remarks(record.kind)}")
    for remark in filter(None, (record.basis, record.reliability)):
        yield _Block("line", 1, remark)


def _reserve(excerpt: Excerpt, outline: Outline) -> _Blocks:
    yield _Block("item", 0, f"{excerpt.id}: {excerpt.reserve}")
    yield from _quotations([excerpt], outline, 1)


# Text and Markdown -------------------------------------------------------------------------


def as_text(outline: Outline) -> str:
    """The outline for a terminal, wrapped, headings underlined."""
    return _joined(_text_block(block) for block in _blocks(outline))


def _text_block(block: _Block) -> str:
    if block.kind == "heading":
        rule = {1: "=", 2: "-"}.get(block.depth, "")
        lines = textwrap.wrap(block.text, TEXT_WIDTH, break_long_words=False) or [""]
        return "\n".join(["", *lines, *([rule * max(map(len, lines))] if rule else [])])
    bullet = {"item": "- ", "quotation": "> "}.get(block.kind, "")
    margin = "  " * block.depth
    return textwrap.fill(
        block.text,
        TEXT_WIDTH,
        initial_indent=margin + bullet,
        subsequent_indent=margin + " " * len(bullet),
        break_long_words=False,
        break_on_hyphens=False,
    )


def as_markdown(outline: Outline) -> str:
    """The outline as CommonMark; nothing in a text can be taken for markup."""
    return _joined(_markdown_block(block) for block in _blocks(outline))


def _markdown_block(block: _Block) -> str:
    text = _escaped_markdown(block.text)
    if block.kind == "heading":
        return f"\n{'#' * block.depth} {text}\n"
    margin = "  " * block.depth
    mark = {"item": "- ", "quotation": "> "}.get(block.kind, "")
    # a blank line before what is no list item keeps paragraphs and quotations apart
    return f"{'' if block.kind == 'item' else chr(10)}{margin}{mark}{text}"


_MARKDOWN_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&$])|^([-+=]|\d+(?=[.)]))")


def _escaped_markdown(text: str) -> str:
    one_line = " ".join(text.split())
    return _MARKDOWN_MARKS.sub(_escape_mark, one_line)


def _escape_mark(match: re.Match[str]) -> str:
    # a number at the start of a line would begin a list: "1974." is written 1974\.
    if match[2] and match[2][0].isdigit():
        return f"{match[2]}\\"
    return f"\\{match[0]}"


def _joined(blocks: Iterable[str]) -> str:
    text = "\n".join(blocks)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


# JSON --------------------------------------------------------------------------------------


def as_json(outline: Outline) -> str:
    """The outline for programs. Items name their excerpts by id; `excerpts` and `sources` hold
    them. A wording is {default, variants, evidence}, a scope {only}, {except} or null; the
    logo is the digest of its file.
    """
    record = {field.name: _plain(getattr(outline, field.name)) for field in fields(outline)}
    record["facts"] = [{**_plain(fact), "disagrees": fact.disagrees} for fact in outline.facts]
    record["excerpts"] = {name: _full(each) for name, each in outline.excerpts.items()}
    record["sources"] = {name: _source_record(each) for name, each in outline.sources.items()}
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _plain(value: Any) -> Any:
    """*value* as JSON has it."""
    if isinstance(value, Excerpt):
        return value.id
    if isinstance(value, Scope):
        return _plain_scope(value)
    if isinstance(value, (Place, EdtfDate)):
        return str(value)
    if isinstance(value, BaseModel):
        return {key: _plain(each) for key, each in value.model_dump(by_alias=True).items()}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    if isinstance(value, bytes):
        return digest_of(value) if value else ""
    if is_dataclass(value):
        return _full(value)
    return value


def _plain_scope(scope: Scope) -> dict[str, list[str]] | None:
    if scope.only is not None:
        return {"only": sorted(scope.only)}
    return {"except": sorted(scope.but)} if scope.but is not None else None


def _full(value: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _source_record(source: Source) -> dict[str, Any]:
    # the text itself stays out: it is the rights-holder's, and in texts/
    return {**_full(source.record), "digest": source.digest, "paragraphs": len(source.paragraphs)}


# Argdown -----------------------------------------------------------------------------------

_PROPOSAL = "The proposal"
"""Title of the statement at the root; ids have no spaces, so no excerpt can take it."""


def as_argdown(outline: Outline) -> str:
    """The debate as Argdown: arguments support or attack the proposal, quotations support them,
    replies attack them, and an argument attacks those that it answers.
    """
    lines = [f"# {_argdown(outline.title.default or outline.question)}", ""]
    lines += [f"[{_PROPOSAL}]: {_argdown(outline.question)} — {_argdown(outline.proposal)}"]
    lines += [f"  + <{each.id}>" for each in outline.arguments_for]
    lines += [f"  - <{each.id}>" for each in outline.arguments_against]
    written: set[str] = set()
    for argument in outline.arguments:
        lines += ["", *_argdown_argument(argument, outline, written)]
    return "\n".join(lines) + "\n"


def _argdown_argument(argument: Argument, outline: Outline, written: set[str]) -> Iterator[str]:
    gist = argument.gist.default if argument.gist else ""
    words = " ".join(filter(None, [argument.claim.default or argument.id, gist]))
    yield f"<{argument.id}>: {_argdown(words)}"
    for sign, excerpts in (("+", argument.supports), ("-", argument.rebuttals)):
        for excerpt in excerpts:
            yield f"  {sign} {_argdown_statement(excerpt, outline, written)}"
    for answered in argument.answers:
        yield f"  -> <{answered}>"


def _argdown_statement(excerpt: Excerpt, outline: Outline, written: set[str]) -> str:
    """The quotation with its source where it first stands, later its title alone."""
    if excerpt.id in written:
        return f"[{excerpt.id}]"
    written.add(excerpt.id)
    said = f"“{excerpt.quotation.text}” — {_attribution(excerpt, outline)}"
    return f"[{excerpt.id}]: {_argdown(said)}"


_ARGDOWN_MARKS = re.compile(r"([\\\[\]<>*_#@{}/:|^])")


def _argdown(text: str) -> str:
    """*text* on one line, with a backslash before all that Argdown would read as markup."""
    return _ARGDOWN_MARKS.sub(r"\\\1", " ".join(text.split()))
