"""Fingerprints: one digest for any value of ours, the same in every process and on every run.

In: values, dataclasses, models, mappings and lists of them. Out: SHA-256 in hex. Where something
was written (`Place`) does not count: a line inserted above an excerpt does not change it. The order
of lists and mappings counts, that of sets does not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AnySet
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path

from pydantic import BaseModel

from briefgen.errors import Place

_PLAIN = (str, int, float, bool, type(None))


def fingerprint(value: object) -> str:
    """The digest of *value*. Raises TypeError for what has no fingerprint, such as a function."""
    found = hashlib.sha256()
    for part in _parts(value):
        # The length first, so that no two sequences of parts read alike.
        found.update(b"%d:" % len(part))
        found.update(part)
    return found.hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes in hex; '' where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def folder_digest(folder: Path) -> str:
    """The digest of all files below *folder*, hidden ones left out."""
    names = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    shown = [name for name in names if not any(part.startswith(".") for part in name.parts)]
    return fingerprint([(name.as_posix(), file_digest(folder / name)) for name in shown])


def _parts(value: object) -> Iterator[bytes]:
    """*value* as a sequence of byte strings that no other value has."""
    if isinstance(value, Enum):
        yield from _parts(value.value)
    elif isinstance(value, _PLAIN):
        yield type(value).__name__.encode()
        yield repr(value).encode("utf-8", "backslashreplace")
    elif isinstance(value, bytes):
        yield b"bytes"
        yield value
    elif isinstance(value, date):
        yield b"date"
        yield value.isoformat().encode()
    elif isinstance(value, AnySet):
        yield from _opened("set", sorted(fingerprint(one) for one in value))
    elif isinstance(value, tuple | list):
        yield from _opened("list", value)
    elif isinstance(value, Mapping):
        yield from _opened("mapping", list(value.items()))
    else:
        yield from _opened(type(value).__name__, list(_members(value)))


def _opened(kind: str, items: Sequence[object]) -> Iterator[bytes]:
    yield f"{kind} {len(items)}".encode()
    for item in items:
        yield from _parts(item)


def _members(value: object) -> Iterator[tuple[str, object]]:
    """The fields of a dataclass or model by name, without those that only say where."""
    if is_dataclass(value):
        names = [each.name for each in fields(value)]
    elif isinstance(value, BaseModel):
        names = list(type(value).model_fields)
    else:
        raise TypeError(f"a {type(value).__name__} has no fingerprint")
    for name in names:
        member = getattr(value, name)
        if not isinstance(member, Place):
            yield name, member
