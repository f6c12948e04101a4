"""Fingerprints: one digest for any value of ours, the same in every process and on every run.

In: values, dataclasses, models, mappings and lists of them. Out: SHA-256 in hex. Where something
was written (`Place`) does not count: a line inserted above an excerpt does not change it. The order
of lists and mappings counts, that of sets does not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AnySet
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefgen.errors import Place

if TYPE_CHECKING:
    from briefgen.outline import Outline

_PLAIN = (str, int, float, bool, type(None))


def fingerprint(value: object) -> str:
    """The digest of *value*. Raises TypeError for what has no fingerprint, such as a function."""
    parts: list[bytes] = []
    _collect(value, parts)
    # The length first, so that no two sequences of parts read alike.
    return hashlib.sha256(b"".join(b"%d:%s" % (len(part), part) for part in parts)).hexdigest()


def proven(outline: Outline) -> dict[str, str]:
    """The digest of every excerpt, with the source that bears it out, by the excerpt's id."""
    sources = {
        name: fingerprint((source.record, source.digest))
        for name, source in outline.sources.items()
    }
    return {
        name: fingerprint((excerpt, sources[excerpt.quotation.source]))
        for name, excerpt in outline.excerpts.items()
    }


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes in hex; '' where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _collect(value: object, parts: list[bytes]) -> None:
    """Add *value* to *parts* as a sequence of byte strings that no other value has."""
    if type(value) is str:  # as most are
        parts += (b"str", repr(value).encode("utf-8", "backslashreplace"))
    elif isinstance(value, Enum):
        _collect(value.value, parts)
    elif isinstance(value, _PLAIN):
        parts += (type(value).__name__.encode(), repr(value).encode("utf-8", "backslashreplace"))
    elif isinstance(value, tuple | list):
        _open("list", value, parts)
    elif isinstance(value, bytes):
        parts += (b"bytes", value)
    elif isinstance(value, date):
        parts += (b"date", value.isoformat().encode())
    elif isinstance(value, AnySet):
        _open("set", sorted(fingerprint(one) for one in value), parts)
    elif isinstance(value, Mapping):
        _open("mapping", list(value.items()), parts)
    else:
        _collect_members(value, parts)


def _open(kind: str, items: Sequence[object], parts: list[bytes]) -> None:
    parts.append(b"%s %d" % (kind.encode(), len(items)))
    for item in items:
        _collect(item, parts)


def _collect_members(value: object, parts: list[bytes]) -> None:
    """Add the fields of a dataclass or model by name, without those that only say where."""
    named = _fields(type(value))
    members = [(begin, getattr(value, name)) for name, begin in named.items()]
    told = [(begin, member) for begin, member in members if not isinstance(member, Place)]
    parts.append(b"%s %d" % (type(value).__name__.encode(), len(told)))
    for begin, member in told:
        parts += begin
        _collect(member, parts)


_FIELDS: dict[type[Any], Mapping[str, tuple[bytes, ...]]] = {}
"""Of each type that was met, the names of its fields, with what a pair of name and value begins."""


def _fields(kind: type[Any]) -> Mapping[str, tuple[bytes, ...]]:
    if kind not in _FIELDS:
        names = _found_names(kind)
        _FIELDS[kind] = {name: (b"list 2", b"str", repr(name).encode()) for name in names}
    return _FIELDS[kind]


def _found_names(kind: type[Any]) -> tuple[str, ...]:
    if is_dataclass(kind):
        return tuple(each.name for each in fields(kind))
    # A model of pydantic's, whose import takes longer than many a digest.
    if (named := getattr(kind, "model_fields", None)) is not None:
        return tuple(named)
    raise TypeError(f"a {kind.__name__} has no fingerprint")
