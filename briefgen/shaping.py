"""Trees into models; pydantic's findings into mistakes in our words.

In: a shape and a tree as `reading` makes it. Out: a model of the shape, or of as much of the tree
as is sound; and for each thing that pydantic finds a `DossierError` that says where it stands and
what to write instead. What follows from another mistake is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from briefgen.counts import with_article
from briefgen.errors import DossierError, Mistakes, printable
from briefgen.ids import nearest, suggestion
from briefgen.yamlshape import ITEM_NAMES, Shape
from briefgen.yamltree import KEY, Written, WrittenList, WrittenMap, WrittenText, kind_of, where

ShapeT = TypeVar("ShapeT", bound=Shape)
Loc: TypeAlias = tuple[int | str, ...]
"""A path of keys and list indexes, as pydantic locates its findings."""
_SO_MANY = "write [one, two]"
_OR_NOT_AT_ALL = "write something, or leave the key out"


def shaped(shape: type[ShapeT], tree: WrittenMap | None, mistakes: Mistakes) -> ShapeT | None:
    """*tree* as a model of *shape*; mistakes are appended to *mistakes*, and what is sound is kept.

    None where the tree is None or where nothing of it is sound.
    """
    if tree is None:
        return None
    try:
        return shape.model_validate(tree)
    except ValidationError as error:
        details = error.errors(include_url=False)
        mistakes.extend(_shape_mistakes(shape, tree, details))
        return _sound_part(shape, tree, details)


def _shape_mistakes(shape: type[Shape], tree: WrittenMap, details: list[ErrorDetails]) -> Mistakes:
    misplaced = _misplaced_records(shape, tree, details)
    details = [
        detail
        for detail in details
        if detail["loc"][:2] not in misplaced and not _is_inherited(tree, detail["loc"])
    ]
    missing = [detail["loc"] for detail in details if detail["type"] == "missing"]
    found: Mistakes = list(misplaced.values())
    # a list whose only item is bad is not short as well
    explained = {detail["loc"][:-1] for detail in details}
    for detail in details:
        if detail["type"] == "extra_forbidden":
            *record, key = detail["loc"]
            lacking = [
                str(loc[-1]) for loc in missing if list(loc[:-1]) == record and loc not in explained
            ]
            meant = nearest(str(key), lacking) or _otherwise_called(str(key), lacking)
            if meant:
                explained.add((*record, meant))
            found.append(_unknown_key(shape, tree, detail["loc"], meant))
    found += [
        _shape_mistake(shape, tree, detail)
        for detail in details
        if detail["type"] != "extra_forbidden"
        and detail["loc"] not in explained
        # The first value that a list of so many lacks stands for those after it.
        and not (_lacks_a_value(detail) and detail["loc"][-1] != len(detail["input"]))
    ]
    return found


def _lacks_a_value(detail: ErrorDetails) -> bool:
    """Whether a list of so many values has too few."""
    return detail["type"] == "missing" and isinstance(detail["loc"][-1], int)


def _is_inherited(tree: WrittenMap, loc: Loc) -> bool:
    """Whether the value at *loc* is another record's, by `like:`, and is found fault with there."""
    record = _value_at(tree, loc[:-1])
    if not loc or not isinstance(record, WrittenMap):
        return False
    return "like" in record and loc[-1] not in record


def _misplaced_records(
    shape: type[Shape], tree: WrittenMap, details: list[ErrorDetails]
) -> dict[Loc, DossierError]:
    """Records that have all the keys of another list's records: a heading line is missing."""
    found: dict[Loc, DossierError] = {}
    for detail in details:
        loc = detail["loc"][:2]
        record = _value_at(tree, loc)
        if detail["type"] == "extra_forbidden" and len(loc) == 2 and isinstance(record, WrittenMap):
            home = _home_of(record, shape)
            if home and home != loc[0]:
                what, not_what = ITEM_NAMES[home], ITEM_NAMES.get(str(loc[0]), "record")
                message = f"this record is {with_article(what)}, not {with_article(not_what)}"
                keys = _shape_at(shape, loc[:1]).required()
                hint = f"put it under {home}:, or give it the keys of {with_article(not_what)}: "
                found[loc] = DossierError(message, record.place, hint + ", ".join(keys))
    return found


def _home_of(record: WrittenMap, shape: type[Shape]) -> str | None:
    """The list of *shape* whose records have just the keys of *record*."""
    for key, info in shape.model_fields.items():
        item = shape_in(info.annotation) if key in ITEM_NAMES else None
        if item and set(item.required()) <= set(record) <= set(item.keys()):
            return key
    return None


def _unknown_key(shape: type[Shape], tree: WrittenMap, loc: Loc, meant: str | None) -> DossierError:
    key = str(loc[-1])
    keys = _shape_at(shape, loc[:-1]).keys()
    meant = meant or _otherwise_called(key, keys)
    hint = f"did you mean '{meant}'?" if meant else suggestion(key, keys, what="keys", most=None)
    if " " in key and _value_at(tree, loc) is None:
        hint = "in braces a comma ends a value: put a text with commas in quotation marks"
    whose = _record_name(tree, loc[:-1])
    return DossierError(
        f"unknown key '{printable(key, 60)}'{whose}", where(tree, (*loc, KEY)), hint
    )


_OTHERWISE_CALLED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "date": ("issued", "as_of"),
        "journal": ("container-title",),
        "link": ("URL",),
        "name": ("id", "title"),
        "newspaper": ("container-title",),
        "outlet": ("container-title",),
        "publication": ("container-title",),
        "quotation": ("quote",),
        "text": ("quote",),
        "words": ("quote",),
        "year": ("issued",),
    }
)
"""Other words for keys, which are spelled too differently to be found by their letters."""


def _otherwise_called(key: str, names: Iterable[str]) -> str | None:
    """The one of *names* for which *key* is another word."""
    known = frozenset(names)
    return next((name for name in _OTHERWISE_CALLED.get(key.lower(), ()) if name in known), None)


def _shape_at(shape: type[Shape], loc: Sequence[int | str]) -> type[Shape]:
    for step in loc:
        for name, info in shape.model_fields.items():
            if step in {name, info.alias}:
                shape = shape_in(info.annotation) or shape
    return shape


def shape_in(annotation: Any) -> type[Shape] | None:
    """The shape of the values of a field so annotated, or of the entries that it lists."""
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return annotation
    return next(filter(None, map(shape_in, get_args(annotation))), None)


def _record_name(tree: WrittenMap, loc: Sequence[int | str]) -> str:
    """Which record *loc* lies in, as " in argument 'redundant'"; '' at the top of a file."""
    for depth in range(len(loc), 0, -1):
        if isinstance(loc[depth - 1], int):
            break
    else:
        return f" in {loc[0]}" if loc else ""
    kind = ITEM_NAMES.get(str(loc[depth - 2]), "record") if depth > 1 else "record"
    record = _value_at(tree, loc[:depth])
    name = record.get("id") if isinstance(record, WrittenMap) else None
    if isinstance(name, str):
        return f" in {kind} '{printable(name, 64)}'"
    number = int(loc[depth - 1]) + 1
    if depth > 1 and loc[depth - 2] in _NUMBERED_THEMSELVES:
        return f" in entry {number} of {loc[depth - 2]}"
    return f" in {kind} {number}"


_NUMBERED_THEMSELVES = frozenset({"passed_over"})
"""Lists of what has a number of its own, which the place in the list must not pass for."""


def _value_at(tree: Written, loc: Iterable[int | str]) -> Written:
    value: Any = tree
    for step in loc:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value  # type: ignore[no-any-return]


def _shape_mistake(shape: type[Shape], tree: WrittenMap, detail: ErrorDetails) -> DossierError:
    loc = detail["loc"]
    message, hint = _in_words(shape, detail)
    if detail["type"] == "missing" and not _lacks_a_value(detail):
        message += _record_name(tree, loc[:-1])
    if detail["type"] == "literal_error" and loc[-1] == KEY:
        message += _record_name(tree, loc[:-2])
    return DossierError(message, where(tree, loc), hint)


def _in_words(shape: type[Shape], detail: ErrorDetails) -> tuple[str, str]:
    """Message and hint for what pydantic found."""
    kind, loc, value = detail["type"], detail["loc"], detail["input"]
    key = _key_of(loc)
    if kind == "dossier":
        return str(detail["ctx"]["message"]), str(detail["ctx"]["hint"])
    if _lacks_a_value(detail):
        return f"'{key}' has too few values", _SO_MANY
    if kind == "too_long":
        return f"'{key}' has too many values", _SO_MANY
    if kind == "missing":
        return f"'{key}' is missing", f"write {key}: …"
    if value is None or kind in {"string_too_short", "too_short"}:
        needed = _is_needed(shape, loc)
        return f"'{key}' is empty", f"write {key}: …" if needed else _OR_NOT_AT_ALL
    if kind.startswith(("int_", "float_", "finite_", "greater_", "less_")):
        return f"'{key}' cannot be {_quoted(value)}", f"write a {_number(detail, key)}"
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", str(detail["ctx"]["expected"]))
        hint = suggestion(str(value), choices, what="one of")
        if loc[-1] == KEY:
            return f"unknown key {_quoted(value)} in {_key_of(loc[:-2])}", hint
        return f"'{key}' cannot be {_quoted(value)}", hint
    return _wrong_kind(shape, detail, key)


def _is_needed(shape: type[Shape], loc: Sequence[int | str]) -> bool:
    """Whether the key that *loc* ends with may not be left out of its record."""
    fields = _shape_at(shape, loc[:-1]).model_fields
    return any(
        loc[-1] in {name, info.alias} and info.is_required() for name, info in fields.items()
    )


def _number(detail: ErrorDetails, key: str) -> str:
    """Which number is wanted, as far as the mistake tells."""
    if key == "weight":
        return "whole number from 1 to 5"
    bounds, kind = detail.get("ctx", {}), detail["type"]
    limit = bounds.get("ge", bounds.get("le"))
    whole = "" if isinstance(limit, float) or kind.startswith(("float_", "finite_")) else "whole "
    if limit is None:
        return f"{whole}number"
    return (
        f"{whole}number from {limit:g} on" if "ge" in bounds else f"{whole}number up to {limit:g}"
    )


def _wrong_kind(shape: type[Shape], detail: ErrorDetails, key: str) -> tuple[str, str]:
    kind, value = detail["type"], detail["input"]
    if kind in {"tuple_type", "list_type", "frozen_set_type"}:
        return (
            f"'{key}' is {kind_of(value)}, not a list",
            "write [one, two], or one item a line after a hyphen",
        )
    if kind in {"model_type", "dict_type", "mapping_type"}:
        keys = ", ".join(_shape_at(shape, detail["loc"]).keys()[:6])
        wanted = f"its keys are {keys}" if kind == "model_type" else "write {key: value}"
        return f"'{key}' is {kind_of(value)}, not a mapping", wanted
    if kind == "string_type":
        return (
            f"'{key}' is {kind_of(value)}, not a text",
            "write one text, in quotation marks if it has a colon or brackets in it",
        )
    if kind == "string_pattern_mismatch":
        return (
            f"'{key}' cannot be {_quoted(value)}",
            f"write what matches {detail['ctx']['pattern']}",
        )
    return f"'{key}': {printable(detail['msg'])}", ""


def _key_of(loc: Sequence[int | str]) -> str:
    names = [str(step) for step in loc if isinstance(step, str) and step != KEY]
    return printable(names[-1], 60) if names else "file"


def _quoted(value: object) -> str:
    return f"'{printable(value, 60)}'" if isinstance(value, str) else kind_of(value)


# Stand-ins, so that the rest of a file can be read where a required value is bad.
_STAND_INS: Mapping[str, Any] = MappingProxyType(
    {"question": "?", "proposal": "?", "as_of": "2000-01-01", "sources": [], "excerpts": []}
)


def _sound_part(
    shape: type[ShapeT], tree: WrittenMap, details: list[ErrorDetails]
) -> ShapeT | None:
    """*tree* as a model without the records and values that *details* find fault with."""
    bad = {_smallest_part(tree, detail) for detail in details}
    sound = {key: _sound_value(key, value, bad) for key, value in tree.items() if (key,) not in bad}
    for key, info in shape.model_fields.items():
        if info.is_required():
            sound.setdefault(key, _STAND_INS.get(key))
    try:
        return shape.model_validate(sound)
    except ValidationError:
        return None


# Keys that have no part in finding a quotation: without them a record's words can still be proven,
# so that a misquotation is reported in the same pass as a bad date.
_SPARED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "sources": frozenset({"kind", "author", "issued", "accessed", "URL"}),
        "excerpts": frozenset({"tags", "speaker", "asserts", "as_of", "weight", "manner"}),
    }
)
_SPARE_TAG = "background:unread"


def _smallest_part(tree: WrittenMap, detail: ErrorDetails) -> Loc:
    """What to leave out for a mistake: a record of a list or a key of it, else a key of *tree*."""
    loc = detail["loc"]
    if len(loc) == 1 or not isinstance(tree.get(str(loc[0])), WrittenList):
        return loc[:1]
    spared = _SPARED.get(str(loc[0]), frozenset())
    return loc[:3] if len(loc) > 2 and loc[2] in spared else loc[:2]


def _sound_value(key: str, value: Written, bad: set[Loc]) -> Written | list[Any]:
    if not isinstance(value, WrittenList):
        return value
    return [
        _sound_record(each, {loc[2] for loc in bad if loc[:2] == (key, index)})
        for index, each in enumerate(value)
        if (key, index) not in bad
    ]


def _sound_record(record: Written, bad: set[int | str]) -> Written:
    """*record* without its *bad* keys; tags, which it must have, are stood in for."""
    if not bad or not isinstance(record, WrittenMap):
        return record
    sound = WrittenMap(record.place)
    for key, value in record.items():
        if key not in bad:
            sound.put(key, value, record.key_places[key], record.places[key])
    if "tags" in bad:
        tags = WrittenList(record.place)
        tags.put(WrittenText.at(_SPARE_TAG, record.place), record.place)
        sound.put("tags", tags, record.place, record.place)
    return sound
