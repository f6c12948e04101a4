"""Dressing: a finished file put into the clothes of a user's letterhead.

In: an open python-docx document of ours and a `Letterhead`. Out: the same document with the user's
page, running heads and feet, styles, lists, fonts and theme. Where they have a running head or foot
of their own, ours gives way; a style of ours that they lack is added.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from briefgen.render.docx.adopting import (
    Adopted,
    adopt,
    adopt_lists,
    number_paragraphs,
    rename,
    used_styles,
    val,
)
from briefgen.render.docx.comments import draft_mark
from briefgen.render.docx.grafting import Grafter, clean
from briefgen.render.docx.letterhead import Letterhead, W, parse
from briefgen.render.docx.names import NUMBERED
from briefgen.render.docx.wml import NAMESPACES, Element, as_part, drop, node, root, w
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart

_RUNNING = {"header": RELATIONSHIP_TYPE.HEADER, "footer": RELATIONSHIP_TYPE.FOOTER}
_ROOTS = {"header": "hdr", "footer": "ftr"}
_TAKEN_WHOLE = (RELATIONSHIP_TYPE.THEME, RELATIONSHIP_TYPE.FONT_TABLE)
# Settings that belong to a letterhead, and after which of ours the schema wants them.
_SETTINGS = {
    "zoom": ("embedTrueTypeFonts", "embedSystemFonts", "saveSubsetFonts", "mirrorMargins"),
    "autoHyphenation": ("evenAndOddHeaders",),
    "themeFontLang": ("clrSchemeMapping",),
}


def dress(word: Any, letterhead: Letterhead, *, is_draft: bool) -> tuple[str, ...]:
    """Put *letterhead* on *word*, in place; the names of the styles that it lacked."""
    adopted = _dress_styles(word, letterhead, is_draft=is_draft)
    _dress_settings(word, letterhead)
    grafter = Grafter(word.part.package)
    _dress_page(word, letterhead, grafter, is_draft=is_draft)
    for relation in _TAKEN_WHOLE:
        part = letterhead.related(relation)
        if part is not None:
            _replace(word.part, relation, grafter.graft(part))
    return adopted.missing


# --- styles and lists --------------------------------------------------------------------------


def _dress_styles(word: Any, letterhead: Letterhead, *, is_draft: bool) -> Adopted:
    styles = word.part.part_related_by(RELATIONSHIP_TYPE.STYLES)
    numbering = word.part.numbering_part.element
    gone = {_ROOTS[kind] for kind in _RUNNING if letterhead.running(kind)}
    stories = [story for story in _stories(word) if story.tag.removeprefix(W) not in gone]
    if is_draft:
        stories.append(draft_mark())
    adopted = adopt(styles.element, letterhead.styles, used_styles(stories, styles.element))
    _speak(adopted.styles, styles.element)
    styles._element = adopted.styles
    rename([*stories, numbering], adopted.ids)
    numbers = adopt_lists(numbering, letterhead.numbering, adopted)
    _renumber([*stories, adopted.styles], numbers, adopted)
    kept = {style: numbers[str(number)] for style, number in NUMBERED.items()}
    number_paragraphs(word.element, adopted, kept)
    return adopted


def _stories(word: Any) -> Iterable[Element]:
    """The roots of our parts with text in them."""
    yield word.element
    for relation in word.part.rels.values():
        if not relation.is_external and isinstance(relation.target_part, XmlPart):
            element = relation.target_part.element
            if element.tag.removeprefix(W) in ("footnotes", "comments", "hdr", "ftr"):
                yield element


def _speak(theirs: Element, ours: Element) -> None:
    """Make the language of the brief that of the file, whatever that of the letterhead is."""
    for spoken in list(theirs.iter(f"{W}lang")):
        drop(spoken)
    properties = theirs
    for name in ("docDefaults", "rPrDefault", "rPr"):
        properties = _first(properties, name)
    later = (f"{W}eastAsianLayout", f"{W}specVanish", f"{W}oMath")
    places = (
        place
        for place, one in enumerate(properties)
        if one.tag in later or not one.tag.startswith(W)
    )
    language = ours.findall(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    place = next(places, len(properties))
    properties[place:place] = map(copy.deepcopy, language)


def _first(holder: Element, name: str) -> Element:
    """The child *name* of *holder*, which stands first; made where there is none."""
    found = holder.find(f"{W}{name}")
    if found is None:
        found = w(name)
        holder.insert(0, found)
    return found


def _renumber(elements: Iterable[Element], numbers: dict[str, str], adopted: Adopted) -> None:
    """Say the new numbers of our lists in paragraphs, and in the styles that are ours."""
    for element in elements:
        for number in element.iter(f"{W}numId"):
            holder = next((one for one in number.iterancestors() if one.tag == f"{W}style"), None)
            foreign = holder is not None and holder.get(f"{W}styleId") in adopted.own
            if not foreign and val(number) in numbers:
                number.set(f"{W}val", numbers[val(number)])


# --- page, running head and foot ---------------------------------------------------------------


def _dress_page(word: Any, letterhead: Letterhead, grafter: Grafter, *, is_draft: bool) -> None:
    section = word.element.body.sectPr
    ours = {kind: _our_running(section, kind) for kind in _RUNNING}
    references: list[Element] = []
    for kind in _RUNNING:
        parts = _running_parts(word, letterhead, grafter, kind, is_draft=is_draft)
        if parts:
            _forget(word.part, ours[kind])
        elif ours[kind]:
            parts = dict.fromkeys(letterhead.page_types(), ours[kind])
        references += [_reference(kind, page, target) for page, target in parts.items()]
    own = list(letterhead.section_properties())
    named = {one.tag for one in own}
    page = [one for one in section if one.tag in (f"{W}pgSz", f"{W}pgMar") and one.tag not in named]
    first = [one for one in [*own, *page] if one.tag == f"{W}pgSz"]
    second = [one for one in [*own, *page] if one.tag == f"{W}pgMar"]
    rest = [one for one in own if one.tag not in (f"{W}pgSz", f"{W}pgMar")]
    section[:] = [*references, *first, *second, *rest]


def _our_running(section: Element, kind: str) -> str:
    """The relationship of our own running head or foot, or ''."""
    found = section.find(f"{W}{kind}Reference")
    return "" if found is None else str(found.get(f"{{{NAMESPACES['r']}}}id"))


def _forget(main: Any, target: str) -> None:
    if target:
        del main.rels[target]


def _running_parts(
    word: Any, letterhead: Letterhead, grafter: Grafter, kind: str, *, is_draft: bool
) -> dict[str, str]:
    """The relationships of the user's running heads or feet, by page type; {} without any."""
    theirs = letterhead.running(kind)
    if not theirs:
        return {}
    parts: dict[str, Any] = {page: grafter.graft(part) for page, part in theirs.items()}
    if is_draft and kind == "header":
        for part in {id(one): one for one in parts.values()}.values():
            _mark_as_draft(part)
        for page in letterhead.page_types():
            parts.setdefault(page, _marked_page(word, page))
    relation = _RUNNING[kind]
    return {page: word.part.relate_to(part, relation) for page, part in parts.items()}


def _mark_as_draft(part: Part) -> None:
    element = parse(part.blob)
    element.append(draft_mark())
    part._blob = as_part(element)


def _marked_page(word: Any, page: str) -> Part:
    """A running head with nothing but the mark, for pages on which the letterhead has none."""
    element = root("w:hdr")
    element.append(draft_mark())
    name = PackURI(f"/word/draft-{page}.xml")
    return Part(name, CONTENT_TYPE.WML_HEADER, as_part(element), word.part.package)


def _reference(kind: str, page: str, target: str) -> Element:
    return node(f"w:{kind}Reference", {"w:type": page, "r:id": target})


# --- settings, fonts, theme --------------------------------------------------------------------


def _dress_settings(word: Any, letterhead: Letterhead) -> None:
    settings = word.settings.element
    if letterhead.settings is None:
        return
    for before, names in _SETTINGS.items():
        place = settings.find(f"{W}{before}")
        for name in names:
            theirs = letterhead.settings.find(f"{W}{name}")
            if theirs is not None and place is not None:
                place.addnext(copy.deepcopy(theirs))
                place = place.getnext()
    clean(settings)


def _replace(main: Any, relation: str, part: Any) -> None:
    for one in main.rels.values():
        if one.reltype == relation:
            one._target = part
