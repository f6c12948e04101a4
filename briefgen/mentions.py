"""Names as written: which records bear them, and where they are used.

In: the trees of a dossier's files, sound or not. Out: the `Names` of one kind of record, the tags
of all excerpts, and each `Use` of a name. They are read from the trees and not from the models,
since a record with a mistake has a name all the same. Where something cannot be read, no name can
be called unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from briefgen.dossier_shapes import DossierFile
from briefgen.errors import DossierError, Mistakes, Place, printable
from briefgen.excerpt_shapes import ExcerptsFile
from briefgen.files import Files
from briefgen.ids import is_id, nearest, slug
from briefgen.kinds import TAG_ROLES
from briefgen.source_shapes import SourcesFile
from briefgen.yamltree import (
    Written,
    WrittenList,
    WrittenMap,
    WrittenText,
    ids_in,
    records_in,
    texts_in,
)


@dataclass(slots=True)
class Names:
    """The names of one kind of record. Where some are *unreadable*, none can be called unknown."""

    what: str
    places: dict[str, Place] = field(default_factory=dict)
    meant: set[str] = field(default_factory=set)
    """What ids that are no ids were meant to be."""
    unreadable: bool = False
    repeated: Mistakes = field(default_factory=list)

    def add(self, name: str, place: Place) -> None:
        """Notes that a record at *place* bears *name*."""
        if name in self.places:
            first = self.places[name]
            line = (
                f"{first.file}:{first.line}" if first.file != place.file else f"line {first.line}"
            )
            message = f"{self.what} id '{printable(name, 64)}' is taken already, on {line}"
            self.repeated.append(DossierError(message, place, "give each its own id"))
            self.unreadable = True  # the name that one of them should bear is not known
        self.places.setdefault(name, place)
        if not is_id(name):
            self.meant.add(slug(name))

    @property
    def choices(self) -> set[str]:
        """The names that a use may be meant for; of ids that are no ids, what they should be."""
        return {name for name in self.places if is_id(name)} | self.meant

    def lacks(self, name: str) -> bool:
        """Whether no record bears *name*, for all that can be read."""
        return not (self.unreadable or name in self.places or name in self.meant)


def names_of(tree: WrittenMap | None, key: str, what: str) -> Names:
    """The ids of the records under *key*, which are called *what*."""
    names = Names(what)
    add_names(names, tree, key)
    return names


def add_names(names: Names, tree: WrittenMap | None, key: str) -> None:
    """Adds the ids of the records under *key* of one more file."""
    values = tree.get(key) if tree is not None else None
    records = list(records_in(tree, key))
    named = list(ids_in(tree, key))
    for name, place in named:
        names.add(name, place)
    names.unreadable |= (
        tree is None
        or (values is not None and not isinstance(values, WrittenList))
        or len(records) != len(values or ())
        or (key in _NEED_IDS and len(named) != len(records))
        or any(record.repeated for record in records)
        or (values is None and (key in {"sources", "excerpts"} or _misspelt(tree, key)))
    )


_NEED_IDS = frozenset(
    {
        "arguments",
        "stakeholders",
        "next_steps",
        "background",
        "facts",
        "options",
        "sources",
        "excerpts",
    }
)


def _misspelt(tree: WrittenMap, key: str) -> bool:
    """Whether an unknown key of *tree* probably is *key*."""
    known = {*DossierFile.keys(), *SourcesFile.keys(), *ExcerptsFile.keys()}
    return any(nearest(each, known) == key for each in tree if each not in known)


@dataclass(frozen=True, slots=True)
class Use:
    """A name used somewhere, and of which kind of record it should be the name."""

    kind: str
    name: str
    place: Place


@dataclass(slots=True)
class Tagged:
    """The tags of all excerpts as written."""

    sound: list[tuple[str, WrittenText]] = field(default_factory=list)
    """Role and tag, for each tag of a known role with a proper id."""
    spoilt: set[str] = field(default_factory=set)
    """What the other tags probably name."""
    unreadable: bool = False

    def of(self, *roles: str) -> Iterator[tuple[str, str, Place]]:
        """Role, target and place of each sound tag of one of *roles*."""
        for role, tag in self.sound:
            if role in roles:
                yield role, _target(tag), tag.place


def _target(tag: str) -> str:
    return tag.strip().partition(":")[2]


def _entries(files: Files) -> Iterator[WrittenMap]:
    for tree in files.excerpts.values():
        yield from records_in(tree, "excerpts")


def tags_of(files: Files) -> Tagged:
    """The tags of all excerpts of *files*."""
    tagged = Tagged(unreadable=not files.excerpts or None in files.excerpts.values())
    for tree in files.excerpts.values():
        tagged.unreadable |= tree is not None and not isinstance(tree.get("excerpts"), WrittenList)
    for entry in _entries(files):
        tags = list(texts_in(entry, "tags"))
        written = entry.get("tags")
        tagged.unreadable |= not isinstance(written, WrittenList) or len(tags) != len(written)
        for tag in tags:
            role, _, target = tag.strip().partition(":")
            if role in TAG_ROLES and is_id(target):
                tagged.sound.append((role, tag))
            else:
                tagged.spoilt |= {target or role, slug(target or role)}
    return tagged


def uses_in(files: Files, tagged: Tagged) -> list[Use]:
    """Every use of a name in *files*, whose tags are *tagged*."""
    return [
        *_tag_uses(tagged),
        *assert_uses(files),
        *_evidence_uses(files.frame),
        *_answer_uses(files),
    ]


def _tag_uses(tagged: Tagged) -> Iterator[Use]:
    for role, target, place in tagged.of(*TAG_ROLES):
        yield Use(TAG_ROLES[role], target, place)


def assert_uses(files: Files) -> Iterator[Use]:
    """Every fact of which an excerpt asserts a value."""
    for entry in _entries(files):
        asserts = entry.get("asserts")
        if isinstance(asserts, WrittenMap):
            for name, place in asserts.key_places.items():
                if is_id(name):
                    yield Use("facts", name, place)


def _evidence_uses(tree: Written) -> Iterator[Use]:
    """Every excerpt named as evidence, of items and of single wordings."""
    if isinstance(tree, WrittenMap):
        for text in texts_in(tree, "evidence"):
            if is_id(text.strip()):
                yield Use("excerpts", text.strip(), text.place)
    if isinstance(tree, (WrittenMap, WrittenList)):
        for value in tree.values() if isinstance(tree, WrittenMap) else tree:
            yield from _evidence_uses(value)


def _answer_uses(files: Files) -> Iterator[Use]:
    for argument in records_in(files.frame, "arguments"):
        for text in texts_in(argument, "answers"):
            if is_id(text.strip()):
                yield Use("arguments", text.strip(), text.place)
