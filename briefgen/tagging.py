"""Tags: which excerpts bear one, what tags name, and the words of what nothing else describes.

In: a `Dossier`, the roles of tags and the name of an item. Out: its excerpts, the strongest first;
the names that tags of a role have; a title made of a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from briefgen.dossier import Dossier
from briefgen.errors import Place
from briefgen.excerpts import Excerpt
from briefgen.typesetting import upper_first
from briefgen.wording import Wording


def titled(name: str) -> str:
    """An id as a title: 'air-quality' → 'Air quality'."""
    return upper_first(name.replace("-", " "))


def strongest_first(excerpts: Iterable[Excerpt]) -> tuple[Excerpt, ...]:
    """By weight; among equals, speakers not heard yet come first; then the order of the dossier."""
    by_weight = groupby(
        sorted(excerpts, key=lambda each: -each.weight), key=lambda each: each.weight
    )
    heard: set[str] = set()
    ordered: list[Excerpt] = []
    for _, equals in by_weight:
        ordered += _new_voices_first(list(equals), heard)
    return tuple(ordered)


def _new_voices_first(excerpts: list[Excerpt], heard: set[str]) -> list[Excerpt]:
    new: list[Excerpt] = []
    others: list[Excerpt] = []
    for excerpt in excerpts:
        voice = excerpt.speaker.name or excerpt.speaker.role
        (others if voice in heard else new).append(excerpt)
        heard.add(voice)
    return new + others


def tagged(dossier: Dossier, target: str, *roles: str) -> tuple[Excerpt, ...]:
    """The excerpts that a brief may print with a tag of one of *roles* for *target*."""
    return strongest_first(
        excerpt
        for excerpt in dossier.excerpts.values()
        if not excerpt.reserve
        and any(tag.role in roles and tag.target == target for tag in excerpt.tags)
    )


def targets(dossier: Dossier, *roles: str) -> dict[str, tuple[str, Place]]:
    """What tags of *roles* name, in order of first use, with the first role and its place."""
    found: dict[str, tuple[str, Place]] = {}
    for excerpt in dossier.excerpts.values():
        for tag in excerpt.tags:
            if tag.role in roles:
                found.setdefault(tag.target, (tag.role, tag.place))
    return found


def worded(name: str, place: Place) -> Wording:
    """The title of what only a tag at *place* names."""
    return Wording(titled(name), place=place)
