"""The rules that hold between the records and files of a dossier.

In: its `Files` as written. Out: a `DossierError` for each repeated id, each name that nothing
bears, each side that does not fit, each argument without evidence, each file without a record. One
mistake gives one error: where another mistake may be the cause, the check stays silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from briefgen.counts import many
from briefgen.dossier_shapes import NUMBERED, DossierFile, numbered
from briefgen.errors import DossierError, Mistakes, Place, printable
from briefgen.files import Files, outside
from briefgen.ids import is_id, nearest, slug, suggestion
from briefgen.kinds import EVIDENCE_ROLES, SIDES, TAG_ROLES
from briefgen.mentions import (
    Names,
    Tagged,
    Use,
    add_names,
    assert_uses,
    names_of,
    tags_of,
    uses_in,
)
from briefgen.yamlshape import ITEM_NAMES
from briefgen.yamltree import WrittenMap, WrittenText, ids_in, records_in, texts_in

# Records -----------------------------------------------------------------------------------


def reference_mistakes(files: Files) -> Mistakes:
    """Mistakes between records: repeated ids, names that nothing bears, sides that do not fit."""
    kinds = {key: names_of(files.frame, key, ITEM_NAMES[key]) for key in _ITEM_KEYS}
    # where there are no excerpts at all, that is the mistake, and not each name that is missing
    excerpts = Names("excerpt", unreadable=not files.excerpts)
    for tree in files.excerpts.values():
        add_names(excerpts, tree, "excerpts")
    tagged = tags_of(files)
    mistakes = [mistake for names in (*kinds.values(), excerpts) for mistake in names.repeated]
    mistakes += _side_mistakes(files, kinds["arguments"], tagged)
    _add_created(files, kinds, tagged)
    kinds["excerpts"] = excerpts
    unknown = [use for use in uses_in(files, tagged) if kinds[use.kind].lacks(use.name)]
    mistakes += _unknown_names(unknown, kinds)
    mistakes += _choice_mistakes(files, kinds, {use.name for use in unknown})
    mistakes += _contradictory_choices(files)
    mistakes += _answer_mistakes(files)
    mistakes += _bare_arguments(
        files, tagged, {use.name for use in unknown if use.kind == "arguments"}
    )
    mistakes += _logo_mistakes(files)
    return mistakes


# An accepted finding has no name of its own to which anything could refer.
_ITEM_KEYS = tuple(key for key in DossierFile.model_fields if key in ITEM_NAMES and key != "accept")


def _add_created(files: Files, kinds: Mapping[str, Names], tagged: Tagged) -> None:
    """Adds the names that tags bring into being: those of kinds of which none is declared."""
    free = {key for key, names in kinds.items() if not names.places or key == "background"}
    for role, target, place in tagged.of(
        "for", "against", "stakeholder", "next-step", "background", "fact"
    ):
        if TAG_ROLES[role] in free:
            kinds[TAG_ROLES[role]].places.setdefault(target, place)
    if "facts" in free:
        for use in assert_uses(files):
            kinds["facts"].places.setdefault(use.name, use.place)


def _unknown_names(uses: Iterable[Use], kinds: Mapping[str, Names]) -> Iterator[DossierError]:
    """One mistake for each unknown name, however often it is used."""
    places: dict[tuple[str, str], list[Place]] = {}
    for use in sorted(uses, key=lambda use: use.place):
        known = places.setdefault((use.kind, use.name), [])
        if use.place not in known:  # an alias shows one place twice
            known.append(use.place)
    for (kind, name), used in places.items():
        what = ITEM_NAMES[kind]
        hint = suggestion(name, kinds[kind].choices, what=f"{what}s") or _DECLARE[kind]
        yield DossierError(f"there is no {what} '{name}'", used[0], hint, detail=also_at(used[1:]))


_DECLARE: Mapping[str, str] = MappingProxyType(
    {
        "arguments": "declare it in dossier.yaml, or tag an excerpt for:ID or against:ID",
        "stakeholders": "declare it under stakeholders in dossier.yaml",
        "next_steps": "declare it under next_steps in dossier.yaml",
        "background": "declare it under background in dossier.yaml",
        "facts": "declare it under facts in dossier.yaml",
        "excerpts": "name an excerpt of excerpts/*.yaml",
    }
)


def also_at(places: Sequence[Place]) -> tuple[str, ...]:
    """The first of *places* as lines of detail, and how many more there are."""
    shown_places = tuple(f"also at {place}" for place in places[:5])
    return (
        (*shown_places, f"and at {many(len(places) - 5, 'more place')}")
        if len(places) > 5
        else shown_places
    )


def _side_mistakes(files: Files, names: Names, tagged: Tagged) -> Iterator[DossierError]:
    """Tags for: and against: that contradict the argument's side, declared or first tagged."""
    sides: dict[str, tuple[str, str]] = {
        name: (str(argument.get("side")), "it is declared as an argument")
        for argument in records_in(files.frame, "arguments")
        for name in [_own_id(argument)]
        if argument.get("side") in SIDES
    }
    declared = bool(names.places) or names.unreadable
    for role, target, place in tagged.of(*SIDES):
        if not declared:
            sides.setdefault(target, (role, f"it is tagged at {place} as one"))
        side, why = sides.get(target, (role, ""))
        if side != role:
            hint = f"write supports:{target} for its evidence, or rebuts:{target} for a reply to it"
            yield DossierError(
                f"'{target}' is no argument {role} the proposal: {why} {side}", place, hint
            )


def _own_id(record: WrittenMap) -> str:
    name = record.get("id")
    return name.strip() if isinstance(name, str) else ""


def _answer_mistakes(files: Files) -> Iterator[DossierError]:
    """Answers to an argument of the same side, or to itself."""
    arguments = list(records_in(files.frame, "arguments"))
    sides = {_own_id(argument): argument.get("side") for argument in arguments}
    for argument in arguments:
        own = argument.get("side")
        others = [name for name, side in sides.items() if side in SIDES and side != own]
        for text in texts_in(argument, "answers"):
            if own in SIDES and sides.get(text.strip()) == own:
                message = f"'{text.strip()}' speaks {own} the proposal too: nothing to answer"
                hint = f"arguments of the other side: {', '.join(others[:12])}" if others else ""
                yield DossierError(message, text.place, hint)


def _bare_arguments(files: Files, tagged: Tagged, unknown: set[str]) -> Iterator[DossierError]:
    """Declared arguments without evidence, unless another mistake may have taken it away."""
    if tagged.unreadable:
        return
    evidenced = {target for _, target, _ in tagged.of(*EVIDENCE_ROLES)}
    names = [name for name, _ in ids_in(files.frame, "arguments")]
    mistaken = {nearest(name, names) for name in unknown} | tagged.spoilt
    reported: set[str] = set()
    for argument in records_in(files.frame, "arguments"):
        name = _own_id(argument)
        is_argument = is_id(name) and ("side" in argument or "claim" in argument)
        if is_argument and name not in evidenced | mistaken | reported:
            reported.add(name)
            yield DossierError(
                f"argument '{name}' has no evidence",
                argument.place,
                f"tag an excerpt supports:{name}, or take the argument out",
            )


def _choice_mistakes(
    files: Files, kinds: Mapping[str, Names], reported: set[str]
) -> Iterator[DossierError]:
    """Pins and skips of editions that name nothing, unless the name is *reported* already."""
    if any(names.unreadable for names in kinds.values()):
        return
    known = {name for names in kinds.values() for name in (*names.places, *names.meant)}
    known |= reported
    known |= {
        numbered(key, index)
        for key in NUMBERED
        for index, _ in enumerate(records_in(files.frame, key))
    }
    for choices in _choices(files).values():
        for text in (*texts_in(choices, "pin"), *texts_in(choices, "skip")):
            if is_id(text.strip()) and text.strip() not in known:
                message = f"there is nothing named '{text.strip()}' to pin or skip"
                yield DossierError(
                    message,
                    text.place,
                    suggestion(text, filter(is_id, known - reported), what="ids"),
                )


def _choices(files: Files) -> Mapping[str, Any]:
    """What stands under `editions`, by the names of the editions."""
    editions = files.frame.get("editions") if files.frame is not None else None
    return editions if isinstance(editions, WrittenMap) else {}


def _contradictory_choices(files: Files) -> Iterator[DossierError]:
    """What one edition both must and must not show."""
    for edition, choices in _choices(files).items():
        skipped = {text.strip(): text.place for text in texts_in(choices, "skip")}
        for text in texts_in(choices, "pin"):
            name = text.strip()
            if is_id(name) and name in skipped:
                message = f"'{name}' is pinned in {printable(edition, 80)} and skipped there, too"
                hint = f"take it out of pin or out of skip, at {skipped[name]}"
                yield DossierError(message, text.place, hint)


# Files -------------------------------------------------------------------------------------


def orphan_mistakes(files: Files) -> Iterator[DossierError]:
    """Texts and excerpt files without a record; `source:` that names another file."""
    names = names_of(files.sources, "sources", "source")
    yield from names.repeated if files.recorded else ()
    awaited = {name for name in names.places if name not in files.texts}
    orphans = sorted({*files.texts, *files.excerpts} - set(names.places))
    for stem in orphans:
        # a record that misses its text has been told of the text that misses its record
        if names.lacks(stem) and not (stem in files.texts and nearest(stem, awaited)):
            yield _orphan(files, stem, names)
    for stem, tree in files.excerpts.items():
        if stem not in orphans:
            yield from _source_key_mistakes(stem, tree)


def _orphan(files: Files, stem: str, names: Names) -> DossierError:
    if not files.recorded:
        hint = suggestion(stem, names.choices, what="texts") or f"put it into texts/{stem}.txt"
        return DossierError(
            f"there is no text texts/{printable(stem, 64)}.txt for the excerpt file",
            files.start_of(f"excerpts/{stem}.yaml"),
            hint,
        )
    if stem in files.texts:
        name, what = f"texts/{stem}.txt", "the text"
        hint = f"add {{id: {stem}, title: …}} to sources.yaml, or take the file out"
        if not is_id(stem):
            hint = f"rename it to {slug(stem) or 'a-name'}.txt and add it to sources.yaml"
    else:
        name, what = f"excerpts/{stem}.yaml", "the excerpt file"
        hint = (
            suggestion(stem, names.choices, what="sources")
            or f"add the source '{printable(stem, 64)}' to sources.yaml"
        )
    return DossierError(f"{what} has no record in sources.yaml", files.start_of(name), hint)


def _source_key_mistakes(stem: str, tree: WrittenMap | None) -> Iterator[DossierError]:
    said = tree.get("source") if tree is not None else None
    if isinstance(said, WrittenText) and is_id(said.strip()) and said.strip() != stem:
        yield DossierError(
            f"source '{said.strip()}' does not agree with the file's name",
            said.place,
            f"write source: {stem}, or leave it out",
        )


def _logo_mistakes(files: Files) -> Iterator[DossierError]:
    issuer = files.frame.get("issuer") if files.frame is not None else None
    logo = issuer.get("logo") if isinstance(issuer, WrittenMap) else None
    if not isinstance(logo, WrittenText) or not logo.strip():
        return
    path = files.path(logo.strip())
    if (
        Path(logo.strip()).is_absolute()
        or ".." in Path(logo.strip()).parts
        or outside(path, files.folder)
    ):
        message = f"the logo '{printable(logo, 80)}' lies outside the dossier's folder"
        yield DossierError(message, logo.place, "copy it into the folder and write its name")
    elif not path.is_file():
        message = f"there is no file '{printable(logo, 80)}' in the dossier's folder"
        pictures = [
            each.name
            for each in files.folder.glob("*.*")
            if each.suffix != ".yaml" and not each.name.startswith(".")
        ]
        hint = suggestion(logo, pictures, what="files") or "copy the picture there, as PNG or SVG"
        yield DossierError(message, logo.place, hint)
