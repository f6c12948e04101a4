"""Stamps: one digest of all files that can bear on the editions of a dossier.

In: a dossier's folder. Out: a digest that changes whenever one of the files does that are read for
its editions: those of the dossier, its own templates and ours. What is built into the folder, or
lies there for another purpose, changes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from briefgen.fingerprints import file_digest, fingerprint
from briefgen.resources import house_templates

__all__ = ["dossier_stamp", "stamp"]

_READ = frozenset({"excerpts", "templates", "texts"})
"""The folders of a dossier of which every file may be read."""
_BUILT = frozenset(
    {".pdf", ".docx", ".html", ".txt", ".eml", ".md", ".atom", ".xml"}
    | {".json", ".journal", ".lock", ".part", ".csv"}
)
"""What is not read from elsewhere in it. A logo may lie anywhere, under any other name."""
_NEVER = frozenset({".git", ".hg", ".svn", "__pycache__"})


def stamp(dossier: Path) -> str:
    """The digest of the files of a dossier, its own templates included, and of ours."""
    shipped = house_templates()
    return fingerprint((dossier_stamp(dossier), _digest(shipped, _everything(shipped))))


def dossier_stamp(dossier: Path) -> str:
    """The digest of the files of a dossier."""
    return _digest(dossier, _files(dossier))


def _digest(folder: Path, files: Iterable[str]) -> str:
    return fingerprint([(name, file_digest(folder / name)) for name in sorted(files)])


def _files(dossier: Path) -> Iterator[str]:
    for name in _everything(dossier):
        first, below, rest = name.partition("/")
        if (below and first in _READ) or _ending(rest.rpartition("/")[2] or first) not in _BUILT:
            yield name


def _ending(name: str) -> str:
    """The last part of *name*, its dot included, also of one that begins with a dot."""
    return name[name.rfind(".") :].lower() if "." in name else ""


def _everything(folder: Path) -> Iterator[str]:
    """The path within *folder* of every file below it, links followed, with slashes; what cannot
    be listed is left out.
    """
    return _below(str(folder), "", ())


def _below(folder: str, within: str, around: Collection[str]) -> Iterator[str]:
    real = os.path.realpath(folder)
    if real in around:
        return  # a link to a folder around it
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name in _NEVER:
            continue
        if _is(entry.is_dir):
            yield from _below(entry.path, f"{within}{entry.name}/", (*around, real))
        elif _is(entry.is_file):  # no pipe, which would never end
            yield f"{within}{entry.name}"


def _is(asked: Callable[[], bool]) -> bool:
    try:
        return asked()
    except OSError:
        return False
