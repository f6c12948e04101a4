"""YAML as written: trees in which every key and value knows its place.

Values made by `reading` and read by everything between the files and the models: texts, lists and
mappings, scalars left as written. Here too is how to look into a tree that may not be sound.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any, TypeAlias

from briefgen.errors import NOWHERE, Place


class WrittenText(str):
    """A scalar as written, whatever YAML would make of it: `2026-02-15` and `412` stay text."""

    __slots__ = ("place",)
    place: Place

    @classmethod
    def at(cls, value: str, place: Place) -> WrittenText:
        """The scalar *value*, which stands at *place*."""
        text = cls(value)
        text.place = place
        return text


class WrittenList(list[Any]):
    """A YAML list that knows where each of its values stands."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: list[Place] = []

    def put(self, value: Written, place: Place) -> None:
        """Adds *value*, which stands at *place*."""
        self.append(value)
        self.places.append(place)


class WrittenMap(dict[str, Any]):
    """A YAML mapping that knows where each of its keys and values stands."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.key_places: dict[str, Place] = {}
        self.places: dict[str, Place] = {}
        self.repeated = False
        """Whether a key stood here twice: two records may have run together."""

    def put(self, key: str, value: Written, key_place: Place, place: Place) -> None:
        """Sets *key*, which stands at *key_place*, to *value*, which stands at *place*."""
        self[key] = value
        self.key_places[key] = key_place
        self.places[key] = place


Written: TypeAlias = WrittenText | WrittenList | WrittenMap | None
KEY = "[key]"
"""Last step of a path that means the key itself, as in pydantic's locations."""


def where(written: object, path: Iterable[int | str]) -> Place:
    """The place of the value at *path*, or of the innermost record on the way that is there."""
    place = getattr(written, "place", NOWHERE)
    steps = tuple(path)
    for depth, step in enumerate(steps):
        if isinstance(written, WrittenMap) and step in written:
            if steps[depth + 1 :] == (KEY,):
                return written.key_places[str(step)]
            place, written = written.places[str(step)], written[str(step)]
        elif isinstance(written, WrittenList) and isinstance(step, int) and step < len(written):
            place, written = written.places[step], written[step]
        else:
            break
    return place


def kind_of(value: object) -> str:
    """What the user wrote, in words."""
    if value is None:
        return "empty"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "a mapping"


def records_in(tree: Written, key: str) -> Iterator[WrittenMap]:
    """The mappings in the list under *key* of *tree*, sound or not."""
    values = tree.get(key) if isinstance(tree, WrittenMap) else None
    if isinstance(values, WrittenList):
        yield from (value for value in values if isinstance(value, WrittenMap))


def ids_in(tree: WrittenMap | None, key: str) -> Iterator[tuple[str, Place]]:
    """The ids of the records under *key*, sound or not, with their places."""
    for record in records_in(tree, key):
        name = record.get("id")
        if isinstance(name, str) and name.strip():
            yield name.strip(), record.places["id"]


def texts_in(record: Written, key: str) -> Iterator[WrittenText]:
    """The texts in the list under *key* of *record*."""
    values = record.get(key) if isinstance(record, WrittenMap) else None
    if isinstance(values, WrittenList):
        yield from (value for value in values if isinstance(value, WrittenText))


def texts_below(tree: Written, besides: Container[str] = ()) -> Iterator[WrittenText]:
    """The texts of *tree*, without those under the keys *besides*."""
    if isinstance(tree, WrittenText):
        yield tree
    elif isinstance(tree, WrittenList):
        for value in tree:
            yield from texts_below(value, besides)
    elif isinstance(tree, WrittenMap):
        for name, value in tree.items():
            if name not in besides:
                yield from texts_below(value, besides)
