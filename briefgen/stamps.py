"""Stamps: one digest of all files that can bear on the editions of a dossier.

In: a dossier's folder. Out: a digest that changes whenever one of the files does that are read for
its editions: those of the dossier, its own templates and ours. What is built into the folder, or
lies there for another purpose, changes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
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


def _digest(folder: Path, files: Iterator[Path]) -> str:
    named = sorted((path.relative_to(folder).as_posix(), path) for path in files)
    return fingerprint([(name, file_digest(path)) for name, path in named])


def _files(dossier: Path) -> Iterator[Path]:
    for path in _everything(dossier):
        first, *others = path.relative_to(dossier).parts
        if (others and first in _READ) or _ending(path.name) not in _BUILT:
            yield path


def _ending(name: str) -> str:
    """The last part of *name*, its dot included, also of one that begins with a dot."""
    return name[name.rfind(".") :].lower() if "." in name else ""


def _everything(folder: Path) -> Iterator[Path]:
    """Every file below *folder*, links followed; what cannot be listed is left out."""
    return _below(folder, ())


def _below(folder: Path, around: Collection[str]) -> Iterator[Path]:
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
            yield from _below(folder / entry.name, (*around, real))
        elif _is(entry.is_file):  # no pipe, which would never end
            yield folder / entry.name


def _is(asked: Callable[[], bool]) -> bool:
    try:
        return asked()
    except OSError:
        return False
