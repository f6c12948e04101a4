"""Reading: a YAML file becomes a tree with places.

In: a YAML file, or the text of one. Out: its `Written` tree, and the `DossierError`s for what in it
is not YAML (`exactyaml`) or not ours (`yamlgrowth`), or for a file that is not there, too large or
not UTF-8. What the keys mean is not known here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from briefgen.errors import NOWHERE, DossierError, Mistakes, Place, printable
from briefgen.exactyaml import exact_nodes
from briefgen.yamlgrowth import UNPRINTABLE, grown
from briefgen.yamltree import Written, WrittenList, WrittenMap, kind_of

try:
    from briefgen.quickyaml import quick_nodes
except ImportError:  # pragma: no cover - a PyYAML without libyaml: the exact reader reads all

    def quick_nodes(text: str) -> Any:
        """No nodes: nothing is read quickly here."""
        del text


YAML_SIZE_LIMIT = 10_000_000
"""Bytes of one YAML file; by far more than anybody writes by hand."""
_SMALLER = "nobody writes as much by hand: take out what was pasted or repeated here by mistake"


def read_mapping(
    path: Path, list_key: str = "", example: str = "`briefgen init DIR` writes an example"
) -> tuple[WrittenMap | None, tuple[DossierError, ...]]:
    """The mapping at the top of the YAML file *path*, and the mistakes found while reading it.

    *list_key* is that of the list which the file is for, if it is for one; *example* says what to
    write into an empty file.

    Scalars stay text as written. The mapping is None where the file cannot be read at all; a
    repeated key or a forbidden tag is a mistake that leaves the rest readable.
    """
    file = shown(path)
    try:
        data = bytes_of(path, YAML_SIZE_LIMIT, smaller=_SMALLER)
        tree, mistakes = parse_yaml(_decoded(data, file), file)
        return _top_level(tree, file, list_key, example), tuple(mistakes)
    except DossierError as error:
        return None, (error,)


def parse_yaml(text: str, file: str) -> tuple[Written, Mistakes]:
    """The tree of *text*, and what is wrong in it; places name *file*.

    Raises `DossierError` where there is no making a tree of it.
    """
    return grown(quick_nodes(text) or exact_nodes(text, file), file)


def shown(path: Path) -> str:
    """*path* as messages name it: relative to the working directory where it lies below it."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


@contextmanager
def readable() -> Iterator[None]:
    """Turn a folder or a file that the system does not let us read into a mistake with its name.

    It is one dossier's mistake then, and other dossiers are none the worse for it.
    """
    try:
        yield
    except OSError as error:
        place = Place(shown(Path(os.fsdecode(error.filename)))) if error.filename else NOWHERE
        reason = (error.strerror or "unknown error").lower()
        hint = "give yourself the right to read it, and what is in it"
        raise DossierError(f"it cannot be read: {reason}", place, hint) from error


def bytes_of(path: Path, limit: int, *, smaller: str = "keep only what is quoted") -> bytes:
    """The content of *path*. Raises `DossierError` where it is not there, not to be
    read, or has over *limit* bytes; *smaller* says what to do about that.
    """
    start = Place(shown(path), 1)
    if not path.exists():
        raise DossierError(f"{path.name} is missing", start, "`briefgen init DIR` shows one")
    if not path.is_file():
        raise DossierError(f"{path.name} is not a file", start)
    try:
        size = path.stat().st_size
        if size <= limit:
            return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown error"
        raise DossierError(f"the file cannot be read: {reason}", start) from None
    message = (
        f"the file is too large: {size / 1e6:,.1f} MB, and at most {limit / 1e6:,.0f} are read"
    )
    raise DossierError(message, start, smaller)


def _decoded(data: bytes, file: str) -> str:
    # In UTF-16 every other byte of Latin letters is zero; a mark may say so, too.
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:2].count(0) == 1:
        raise DossierError("the file is UTF-16, not UTF-8", Place(file, 1), "save it as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # utf-8-sig counts from behind the byte order mark
        body = data.removeprefix(b"\xef\xbb\xbf")
        before = body[: error.start].decode("utf-8", "replace")
        raise DossierError(
            f"byte {body[error.start]:#04x} is not UTF-8",
            _place_after(before, file),
            "save the file as UTF-8",
        ) from None
    control = UNPRINTABLE.search(text)
    if control:
        raise DossierError(
            f"control character {printable(control[0])} in the file",
            _place_after(text[: control.start()], file),
            "delete it",
        )
    return text


def _place_after(before: str, file: str) -> Place:
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _top_level(tree: Written, file: str, list_key: str, example: str) -> WrittenMap:
    if tree is None:
        raise DossierError("the file is empty", Place(file, 1), example)
    if not isinstance(tree, WrittenMap):
        raise DossierError(
            f"the file holds {kind_of(tree)}, not keys with values",
            tree.place,
            f"begin with the line {list_key}: and set the list below it, two spaces in"
            if list_key and isinstance(tree, WrittenList)
            else "begin with a line such as key: value",
        )
    return tree
