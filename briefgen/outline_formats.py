"""An outline as text, Markdown, JSON and Argdown: every item, and every quotation verbatim.

In: an `Outline`. Out: one string that ends with a line break. Text and Markdown are painted from
the same blocks (`outline_blocks`); Argdown (https://argdown.org) shows the debate alone: claims,
their evidence, and who answers whom.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from pydantic import BaseModel

from briefgen.dates import EdtfDate
from briefgen.errors import Place
from briefgen.excerpts import Excerpt
from briefgen.outline import Argument, Outline
from briefgen.outline_blocks import Block, attribution, blocks_of
from briefgen.sources import Source, digest_of
from briefgen.wording import Scope

TEXT_WIDTH = 88


# Text and Markdown -------------------------------------------------------------------------


def as_text(outline: Outline) -> str:
    """The outline for a terminal, wrapped, headings underlined."""
    return _joined(_text_block(block) for block in blocks_of(outline))


def _text_block(block: Block) -> str:
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
    return _joined(_markdown_block(block) for block in blocks_of(outline))


def _markdown_block(block: Block) -> str:
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
        shown = type(value).model_fields.items()
        return {field.alias or name: _plain(getattr(value, name)) for name, field in shown}
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
    said = f"“{excerpt.quotation.text}” — {attribution(excerpt, outline)}"
    return f"[{excerpt.id}]: {_argdown(said)}"


# A colon between words or at a line's end is plain to Argdown's lexer; `:y:` would be a check mark.
# Two slashes begin a comment; one alone, or before an asterisk that has a backslash, is a slash.
_ARGDOWN_MARKS = re.compile(r"([\\\[\]<>*_#@{}|^]|:(?=\S)|/(?=/))")


def _argdown(text: str) -> str:
    """*text* on one line, with a backslash before all that Argdown would read as markup."""
    return _ARGDOWN_MARKS.sub(r"\\\1", " ".join(text.split()))
