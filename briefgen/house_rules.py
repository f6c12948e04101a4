"""What a house style cannot be: names that nobody defines, pages without room for text.

In: parts of a house style that is being read. Out: a detail of pydantic's for each mistake, with
where it stands below the value that is looked at; `shaping` makes file, line and column of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import ValidationError, ValidationInfo
from pydantic_core import InitErrorDetails, PydanticCustomError

from briefgen.catalog import Length
from briefgen.errors import DossierError, Mistakes, Place, printable
from briefgen.ids import suggestion
from briefgen.values import mistake
from briefgen.yamltree import kind_of

__all__ = ["lacking", "raise_all", "resolved", "textless", "undefined", "unlike", "without_layout"]

_LEAST_TEXT = 36
"""Points that the margins of a page leave for text at least, each way."""

_Path: TypeAlias = tuple[int | str, ...]


def _fault(path: _Path, value: object, error: PydanticCustomError) -> InitErrorDetails:
    return InitErrorDetails(type=error, loc=path, input=value)


def raise_all(found: Iterable[InitErrorDetails]) -> None:
    """Raises pydantic's ValidationError with all of *found*, if there are any."""
    if details := list(found):
        raise ValidationError.from_exception_data("house", details)


def lacking(
    entries: Mapping[str, object], needed: Iterable[str], what: str, path: _Path = ()
) -> Iterator[InitErrorDetails]:
    """What is *needed* by name and not among *entries*."""
    for name in needed:
        if name not in entries:
            message = f"the {what} '{name}' is missing, which editions are written with"
            hint = f"write {name}: …, as briefgen's own house.yaml has it"
            yield _fault(path, entries, mistake(message, hint))


def undefined(
    info: ValidationInfo, wanted: Mapping[str, str], path: _Path, *, or_none: str = ""
) -> Iterator[InitErrorDetails]:
    """The colours *wanted* under keys that `colours` does not define; under the key *or_none* ''
    wants none, which is no name of a colour elsewhere.
    """
    colours = info.data.get("colours")
    if colours is None:  # they are mistaken themselves
        return
    for key, name in wanted.items():
        if name not in colours and (name or key != or_none):
            message = f"there is no colour '{printable(name, 40)}'"
            hint = suggestion(name, colours, what="colours")
            yield _fault((*path, key), name, mistake(message, hint))


def textless(
    name: str, margins: object, room: Mapping[str, tuple[float, float]]
) -> Iterator[InitErrorDetails]:
    """The pages on which the *margins* of the layout *name* leave next to no room for text.

    *room* says how wide and how high that is, by page size.
    """
    for size, (wide, high) in room.items():
        if min(wide, high) < _LEAST_TEXT:
            message = (
                f"the margins of '{printable(name, 40)}' leave {wide:g} by {high:g} points for text"
                f" on a page of '{printable(size, 40)}'"
            )
            hint = f"write smaller margins: text needs {_LEAST_TEXT} points each way"
            yield _fault((name, "margins"), margins, mistake(message, hint))


def unlike(roles: Mapping[str, Any]) -> Iterator[InitErrorDetails]:
    """The roles that are ``like`` something from which no tokens can be taken over."""
    plain = [one for one, own in roles.items() if isinstance(own, dict) and own.get("like") is None]
    for name, tokens in roles.items():
        if not isinstance(tokens, dict) or tokens.get("like") is None:
            continue
        base, path = tokens["like"], ("roles", name, "like")
        if not isinstance(base, str):
            message = f"'like' is {kind_of(base)}, not the name of a role"
            yield _fault(path, base, mistake(message, "write one role of this layout"))
        elif base not in roles:
            message = f"this layout has no role '{printable(base, 40)}'"
            yield _fault(path, base, mistake(message, suggestion(base, plain, what="roles")))
        elif base not in plain:
            message = f"the role '{printable(base, 40)}' is itself like another, or no mapping"
            yield _fault(path, base, mistake(message, "name a role that has its own tokens"))


def resolved(roles: Mapping[str, Any], name: str) -> Any:
    """The tokens of a role with those of the role that it is ``like``."""
    tokens = roles[name]
    if not isinstance(tokens, dict) or "like" not in tokens:
        return tokens
    base = roles[tokens["like"]] if tokens["like"] is not None else {}
    return {key: value for key, value in {**base, **tokens}.items() if key != "like"}


def without_layout(
    layouts: Collection[str], place: Place, lengths: Iterable[Length], shipped: Path
) -> Mistakes:
    """A mistake for each layout that *lengths* have and the house's *layouts*, at *place*, lack.

    It is the length's where that is a dossier's own, else the house's: nobody edits what is in the
    folder *shipped*.
    """
    found: dict[tuple[str, bool], DossierError] = {}
    for length in lengths:
        if length.layout in layouts:
            continue
        asked, layout = length.where("layout"), printable(length.layout, 40)
        if Path(asked.file).resolve().parent == shipped.resolve():
            message = f"the layout '{layout}' is missing, which the length '{length.id}' has"
            hint = f"write {layout}: …, as briefgen's own house.yaml has it"
            found.setdefault((length.layout, True), DossierError(message, place, hint))
        else:
            hint = suggestion(length.layout, layouts, what="layouts")
            found[length.id, False] = DossierError(
                f"the house style has no layout '{layout}'", asked, hint
            )
    return list(found.values())
