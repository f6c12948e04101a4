"""Pins: what an editor wants an edition to show, held against what it has a place for.

In: an `Edition`, the `Document` with all that it may show, and the editor's choices for it. Out: a
`DossierError` for each pin that this edition cannot show, saying why and what to do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from briefgen.document import Document, increments, quoted_in
from briefgen.dossier_shapes import EditionShape
from briefgen.editions import Edition, Increment
from briefgen.errors import DossierError
from briefgen.excerpts import Excerpt
from briefgen.sections import UNWORDED

__all__ = ["pin_mistakes"]

_QUOTING: Mapping[str, str] = MappingProxyType(
    {
        "supports": "argument",
        "rebuts": "argument",
        "for": "argument",
        "against": "argument",
        "stakeholder": "stakeholder",
        "background": "topic",
    }
)
"""The kinds of item that print quotations, by the roles of the tags that attach these."""
_UNPIN = "take the pin out"


def pin_mistakes(
    wishes: EditionShape, edition: Edition, document: Document
) -> Iterator[DossierError]:
    """A mistake for each pin of *wishes* that *document*, unpruned, has no place for."""
    written = [edition.increments[key] for key in increments(document) if key in edition.increments]
    shown = {name for one in written for name in _names(one.key)} | set(quoted_in(document))
    kinds = {one.kind for one in written}
    for index, name in enumerate(wishes.pin):
        if name not in shown:
            why, hint = _reason(name, edition, kinds)
            message = f"{edition.key} cannot show '{name}': {why}"
            yield DossierError(message, wishes.where("pin", index), hint)


def _names(key: str) -> tuple[str, str]:
    """What pins may call the increment *key*: its item, or the excerpt that it quotes."""
    name = key.partition("/")[2]
    return name, name.rpartition("/")[2]


def _reason(name: str, edition: Edition, kinds: Collection[str]) -> tuple[str, str]:
    """Why *edition*, whose template writes increments of *kinds*, cannot show *name*; a hint."""
    excerpt = edition.excerpts.get(name)
    if excerpt and excerpt.reserve:
        return "it is kept in reserve", f"{_UNPIN}, or take reserve: out of the excerpt"
    if excerpt and (lost := _lost_holder(excerpt, edition)):
        return lost, _UNPIN
    for key, one in edition.increments.items():
        if name in _names(key):
            return _unwritten(one, edition, kinds)
    for key, reason in edition.excluded.items():
        if name in _names(key):
            return reason, _hint(reason)
    return "nothing that it shows quotes it", f"{_UNPIN}, or tag it supports:… of an argument"


def _lost_holder(excerpt: Excerpt, edition: Edition) -> str:
    """Why the edition leaves out an item that would quote *excerpt*; '' if it leaves out none."""
    for tag in excerpt.tags:
        reason = edition.excluded.get(f"{_QUOTING.get(tag.role, '')}/{tag.target}")
        if reason:
            return f"'{tag.target}', which it is tagged with, is left out: {reason}"
    return ""


def _unwritten(one: Increment, edition: Edition, kinds: Collection[str]) -> tuple[str, str]:
    """Why the template leaves out what the edition offers it."""
    template = edition.length.template
    if one.kind not in kinds:
        return f"{template} has no place for it", f"{_UNPIN}, or give the template a place for it"
    why = f"{template} prints others of its kind, which come before it"
    return why, f"{_UNPIN}, or skip one of those"


def _hint(reason: str) -> str:
    if reason == UNWORDED:
        return f"give it a gist, or {_UNPIN}"
    if reason == "not for this audience":
        return f"{_UNPIN}; audiences: of the item, or omit: of the audience, keeps it away"
    return _UNPIN
