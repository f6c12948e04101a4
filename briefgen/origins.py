"""Origins: in which file and line a character of a document was written.

In: an outline, its workshop, and a text of a document. Out: the place of the words that
the text was made of. Documents do not carry places with them; they are looked for once something
is wrong, which is seldom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeAlias

from briefgen.errors import NOWHERE, Place
from briefgen.excerpts import Quotation
from briefgen.outline import Outline
from briefgen.reading import read_mapping
from briefgen.sources import Source
from briefgen.workshop import Workshop
from briefgen.yamlshape import Shape

__all__ = ["Origins"]

_WORDED = ("audiences.yaml", "lengths.yaml")
"""The files beside the templates whose words are printed."""
_Written: TypeAlias = tuple[str, Place]


class Origins:
    """Where the words of an outline's editions are written."""

    def __init__(self, outline: Outline, workshop: Workshop) -> None:
        """The editions of *outline* are made in *workshop*."""
        self._outline = outline
        self._workshop = workshop

    def place_of(self, char: str, text: str, excerpt: str = "") -> Place:
        """Where *char* of *text* was written, which quotes *excerpt* if that is not ''.

        Known by the word that it stands in, whose case a template may change; `NOWHERE` where no
        file has that word: it may be a recipient's.
        """
        if excerpt in self._outline.excerpts:
            return self._outline.excerpts[excerpt].place
        found = re.search(rf"\w*{re.escape(char)}\w*", text)
        word = found[0].casefold() if found else char
        return next((place for words, place in self._all() if word in words.casefold()), NOWHERE)

    def _all(self) -> Iterator[_Written]:
        yield from _texts(self._outline, NOWHERE)
        templates = self._workshop.templates
        for folder in templates.folders:
            for path in (folder / name for name in _WORDED):
                if path.is_file():
                    yield from _texts(read_mapping(path)[0], Place(str(path)))
        for name in dict.fromkeys(self._workshop.template_names()):
            file = str(templates.find(name))
            for number, line in enumerate(templates.read(name).splitlines(), 1):
                yield line, Place(file, number)


def _texts(value: Any, place: Place) -> Iterator[_Written]:
    """Every text in *value* with its place, or that of the record that it is of."""
    if isinstance(value, Shape):
        value = value.written
    place = getattr(value, "place", place)
    if isinstance(value, str):
        yield value, place
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each, place)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _texts(each, place)
    elif isinstance(value, Source):
        yield from _texts(value.record, place)
    # What stands in a source is known by its excerpt.
    elif is_dataclass(value) and not isinstance(value, Quotation):
        for one in fields(value):
            yield from _texts(getattr(value, one.name), place)
