"""Adopting: our styles and lists set into those of a letterhead.

In: the styles of a file of ours, and a user's. Out: the user's with those that we need and they
lack, and under which id each style of ours is to be found there. Styles are the same if they are of
one kind and Word shows them under one name: ids differ from one language of Word to another.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from briefgen.render.docx.grafting import clean
from briefgen.render.docx.letterhead import W
from briefgen.render.docx.names import FOOTNOTE_REFERENCE
from briefgen.render.docx.wml import Element, drop, w

REFERENCES = ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link")
"""Elements that name a style by its id."""
_PLAIN = frozenset({"normal", "default paragraph font", "normal table", "no list"})
_VARIANT = f"brief {FOOTNOTE_REFERENCE.shown} "
"""What the names of note marks for other sizes of type begin with, in small letters."""


@dataclass(frozen=True)
class Adopted:
    """The user's styles with ours among them."""

    styles: Element
    ids: Mapping[str, str]
    """Our ids, and what they are there."""
    missing: tuple[str, ...]
    """The names of the styles that the user's file lacked."""
    own: frozenset[str]
    """The ids, there, of the styles that are the user's own."""


def val(element: Element | None) -> str:
    """The ``w:val`` of *element*, '' without."""
    return "" if element is None else element.get(f"{W}val", "")


def used_styles(roots: Iterable[Element], styles: Element) -> set[str]:
    """The ids of the styles that *roots* name, with those that these are made from."""
    used = {val(one) for root in roots for name in REFERENCES for one in root.iter(f"{W}{name}")}
    bases = {one.get(f"{W}styleId", ""): val(one.find(f"{W}basedOn")) for one in styles}
    waiting = list(used)
    while waiting:
        base = bases.get(waiting.pop(), "")
        if base and base not in used:
            used.add(base)
            waiting.append(base)
    return used


def adopt(ours: Element, theirs: Element, used: set[str]) -> Adopted:
    """*theirs* with those of *ours* that are *used* and that it lacks."""
    result = copy.deepcopy(theirs)
    clean(result)
    known = {_key(one): one.get(f"{W}styleId", "") for one in result.iter(f"{W}style")}
    taken = {one.get(f"{W}styleId", "") for one in result.iter(f"{W}style")}
    defaults = {one.get(f"{W}type") for one in result.iter(f"{W}style") if one.get(f"{W}default")}
    ids: dict[str, str] = {}
    added: list[Element] = []
    for style in ours.iter(f"{W}style"):
        own = style.get(f"{W}styleId", "")
        match = known.get(_matching(_key(style), known))
        if match is not None:
            ids[own] = match
        elif own in used or _key(style)[1] in _PLAIN:
            ids[own] = f"{own}-brief" if own in taken else own
            added.append(_copied(style, ids[own], defaults))
    result.extend(added)
    rename(added, ids)
    missing = tuple(name for name in map(_shown, added) if name.casefold() not in _PLAIN)
    return Adopted(result, ids, missing, frozenset(known.values()))


def _matching(key: tuple[str, str], known: Mapping[tuple[str, str], str]) -> tuple[str, str]:
    """The style of the user's that *key* is to be: note marks look as theirs in all type."""
    mark = (key[0], FOOTNOTE_REFERENCE.shown)
    return mark if key[1].startswith(_VARIANT) and mark in known else key


def _key(style: Element) -> tuple[str, str]:
    return style.get(f"{W}type", "paragraph"), _shown(style).casefold()


def _shown(style: Element) -> str:
    return val(style.find(f"{W}name"))


def _copied(style: Element, own: str, defaults: set[str | None]) -> Element:
    copied = copy.deepcopy(style)
    copied.set(f"{W}styleId", own)
    if style.get(f"{W}type") in defaults:
        copied.attrib.pop(f"{W}default", "")
    return copied


def rename(elements: Iterable[Element], ids: Mapping[str, str]) -> None:
    """Change every name of a style in *elements* to what it is there; a follower that is not there
    is no longer named.
    """
    for element in elements:
        for reference in list(element.iter(*(f"{W}{name}" for name in REFERENCES))):
            renamed = ids.get(val(reference))
            if renamed is not None:
                reference.set(f"{W}val", renamed)
            elif reference.tag == f"{W}next":
                drop(reference)


# --- lists -------------------------------------------------------------------------------------


def adopt_lists(ours: Element, theirs: Element | None, adopted: Adopted) -> dict[str, str]:
    """Set the user's lists before *ours*, in place; our numbers of lists, and what they are now.

    A numbered list in a style of the user's counts in the user's way.
    """
    foreign = [] if theirs is None else [copy.deepcopy(one) for one in theirs]
    foreign = [one for one in foreign if one.tag in (f"{W}abstractNum", f"{W}num")]
    for one in foreign:
        clean(one)
        for picture in list(one.iter(f"{W}lvlPicBulletId")):
            drop(picture)
    kinds = _moved(ours, foreign, "abstractNum", "abstractNumId")
    numbers = _moved(ours, foreign, "num", "numId")
    _point_to_kinds(ours, kinds, _kinds_of_styles(foreign, adopted))
    _leave_styles_to_their_owner(ours, adopted)
    everything = [*foreign, *ours]
    ours[:] = sorted(everything, key=lambda one: one.tag != f"{W}abstractNum")
    return numbers


def _moved(ours: Element, foreign: list[Element], tag: str, attribute: str) -> dict[str, str]:
    """Number ours after the *foreign* ones."""
    key = f"{W}{attribute}"
    after = max((int(one.get(key, "0")) for one in foreign if one.tag == f"{W}{tag}"), default=0)
    moved = {}
    for one in ours.iter(f"{W}{tag}"):
        old = one.get(key, "0")
        moved[old] = str(int(old) + after)
        one.set(key, moved[old])
    return moved


def _kinds_of_styles(foreign: list[Element], adopted: Adopted) -> dict[str, str]:
    """The kind of list of each of the user's styles that is one."""
    kinds = {
        one.get(f"{W}numId", ""): val(one.find(f"{W}abstractNumId"))
        for one in foreign
        if one.tag == f"{W}num"
    }
    found = {}
    for style in adopted.styles.iter(f"{W}style"):
        number = val(style.find(f"{W}pPr/{W}numPr/{W}numId"))
        if style.get(f"{W}styleId") in adopted.own and number in kinds:
            found[style.get(f"{W}styleId", "")] = kinds[number]
    return found


def _point_to_kinds(ours: Element, moved: Mapping[str, str], theirs: Mapping[str, str]) -> None:
    """Make our lists of the kinds that they were, or of that of the user's style."""
    styles = {one.get(f"{W}abstractNumId", ""): _style_of(one) for one in ours}
    for number in ours.iter(f"{W}num"):
        for kind in number.findall(f"{W}abstractNumId"):
            now = moved[val(kind)]
            kind.set(f"{W}val", theirs.get(styles.get(now, ""), now))


def _style_of(kind: Element) -> str:
    return val(kind.find(f"{W}lvl/{W}pStyle"))


def _leave_styles_to_their_owner(ours: Element, adopted: Adopted) -> None:
    """Untie our kinds of lists from styles of the user's, which are tied to theirs or to none."""
    for style in list(ours.iter(f"{W}pStyle")):
        if val(style) in adopted.own or val(style) not in adopted.ids.values():
            drop(style)


def number_paragraphs(body: Element, adopted: Adopted, lists: Mapping[str, str]) -> None:
    """Say of each paragraph which list it is of, where the user's style of that name is none.

    *lists* holds the number of a list of ours by the id of our style.
    """
    unlisted = {
        style.get(f"{W}styleId", "")
        for style in adopted.styles.iter(f"{W}style")
        if style.find(f"{W}pPr/{W}numPr") is None
    }
    wanted = {adopted.ids[own]: number for own, number in lists.items() if own in adopted.ids}
    for properties in body.iter(f"{W}pPr"):
        style = properties.find(f"{W}pStyle")
        number = wanted.get(val(style)) if val(style) in unlisted else None
        if style is not None and number and properties.find(f"{W}numPr") is None:
            style.addnext(w("numPr", w("ilvl", val=0), w("numId", val=number)))
