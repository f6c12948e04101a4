"""Files on disk: their names, and writing them so that nobody ever meets half of one.

In: bytes. Out: whole files, one set at a time: all of an edition's formats or none. Nothing else in
briefgen writes, but for the lock of a batch and the journal of its manifest.

Each file is first written beside its place under a hidden temporary name, then moved onto it with
`os.replace`, which readers see happen at once. A set is moved only when all of it has been written;
if a move fails, the files moved before it get their former content back.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from briefgen.errors import OutputError, printable

ANOTHER_FOLDER = "choose another folder with --out"
"""What may help where one folder cannot be written; `init` words it for its own argument."""
_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{8}\.part", re.DOTALL)
_LONGEST_NAME = 240
"""Bytes of one file name; file systems allow 255, and the temporary name is a little longer."""


def edition_path(out: Path, dossier: str, audience: str, length: str, format_: str) -> Path:
    """``OUT/<dossier>/<audience>-<length>.<format>``.

    Raises OutputError where one of the names would lead out of its folder.
    """
    for name in (dossier, audience, length, format_):
        _check_name(name)
    return out / dossier / f"{audience}-{length}.{format_}"


def write_edition(
    out: Path, dossier: str, audience: str, length: str, files: Mapping[str, bytes]
) -> tuple[Path, ...]:
    """Write the formats of one edition, all or none; *files* maps a format to its bytes.

    Returns the paths in the order of *files*. Raises OutputError.
    """
    placed = {
        edition_path(out, dossier, audience, length, format_): content
        for format_, content in files.items()
    }
    return write_set(out, placed)


def write_set(folder: Path, files: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Write *files*, all of them below *folder*, all or none. Missing folders are made.

    Raises OutputError for a place outside *folder* (through a symbolic link, for instance), a full
    disk, a folder that cannot be written. Then no file has changed and no temporary one is left.
    """
    for target in files:
        _check_place(folder, target)
    with contextlib.ExitStack() as leftovers:
        written: dict[Path, Path] = {}
        for target, content in files.items():
            with reported(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                _check_place(folder, target)
                temporary = _beside(target)
                leftovers.callback(_discard, temporary)
                temporary.write_bytes(content)
                written[target] = temporary
        _move_all(written)
    return tuple(files)


def rewrite(path: Path, content: bytes) -> None:
    """Put *content* in the place of a file of the user's own, in one step.

    It keeps its permissions; where *path* is a link, what it leads to is rewritten. Raises
    OutputError.
    """
    target = path.resolve()
    with contextlib.ExitStack() as leftovers, _reported_in_place(path):
        temporary = _beside(target)
        leftovers.callback(_discard, temporary)
        temporary.write_bytes(content)
        temporary.chmod(target.stat().st_mode & 0o777)
        temporary.replace(target)


def empty_folder(folder: Path) -> None:
    """Make sure that *folder* can take a new dossier: it is missing or empty.

    Raises OutputError otherwise.
    """
    with reported(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise OutputError(
                f"{printable(folder)} is there already and is not an empty folder",
                hint="name a new folder; nothing has been written",
            )


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files of runs that were killed. To be called under a lock."""
    for path in folder.rglob(".*.part"):
        if _TEMPORARY.fullmatch(path.name) and path.is_file():
            _discard(path)


def remove_files(folder: Path, names: Iterable[str]) -> None:
    """Remove files below *folder*, and the folders that are empty then. Raises OutputError."""
    for name in names:
        path = folder / name
        _check_place(folder, path)
        with reported(path):
            path.unlink(missing_ok=True)
        for parent in path.relative_to(folder).parents:
            with contextlib.suppress(OSError):  # not empty, or the folder itself
                if parent != Path():
                    (folder / parent).rmdir()


def _move_all(written: Mapping[Path, Path]) -> None:
    """Move every temporary file onto its target, or put back what was there before."""
    before: dict[Path, bytes | None] = {}
    try:
        for target, temporary in written.items():
            with reported(target):
                former = target.read_bytes() if target.exists() else None
                temporary.replace(target)
                before[target] = former
    except BaseException:
        for target, former in before.items():
            _put_back(target, former)
        raise


def _put_back(target: Path, former: bytes | None) -> None:
    # The error that brought us here is the one to report; a second one must not hide it.
    with contextlib.suppress(OSError):
        if former is None:
            target.unlink()
            return
        temporary = _beside(target)
        try:
            temporary.write_bytes(former)
            temporary.replace(target)
        finally:
            _discard(temporary)


def _beside(target: Path) -> Path:
    # Not `tempfile`: its files are private to the user, and ours shall follow the umask.
    return target.with_name(f".{target.name[:200]}.{secrets.token_hex(4)}.part")


def _discard(temporary: Path) -> None:
    with contextlib.suppress(OSError):
        temporary.unlink()


def _check_name(name: str) -> None:
    unfit = (
        not name
        or name.startswith(".")
        or any(char in '/\\:*?"<>|' or unicodedata.category(char) in {"Cc", "Cs"} for char in name)
        or len(os.fsencode(name)) > _LONGEST_NAME
    )
    if unfit:
        raise OutputError(
            f"“{printable(name)}” cannot be part of a file name",
            hint="use letters, digits and hyphens, and do not begin with a full stop",
        )


def _check_place(folder: Path, target: Path) -> None:
    # Not Path.resolve: it raises RuntimeError for links that go in circles.
    root = Path(os.path.realpath(folder))
    if root not in Path(os.path.realpath(target)).parents:
        raise OutputError(
            f"{printable(target)} would leave the output folder {printable(folder)}",
            hint=f"remove the symbolic link on the way, or {ANOTHER_FOLDER}",
        )


_MENDS = {
    errno.ENOSPC: ("the disk is full", f"free some space, or {ANOTHER_FOLDER}"),
    errno.EDQUOT: ("your quota is used up", f"free some space, or {ANOTHER_FOLDER}"),
    errno.EFBIG: ("the file is larger than allowed here", "raise the limit (ulimit -f)"),
    errno.EROFS: ("the file system is read-only", ANOTHER_FOLDER),
    errno.EACCES: ("permission denied", ANOTHER_FOLDER),
    errno.EPERM: ("permission denied", "close the file where it is open, or choose another folder"),
    errno.EISDIR: ("there is a folder of that name", "move it away, or choose another folder"),
    errno.ENOTDIR: ("a file stands where a folder should be", ANOTHER_FOLDER),
    errno.EEXIST: ("a file stands where a folder should be", ANOTHER_FOLDER),
    errno.ELOOP: ("a symbolic link goes in circles", "remove it, or choose another folder"),
    errno.ENAMETOOLONG: ("the name is too long", "use a shorter path"),
}


@contextlib.contextmanager
def reported(target: Path) -> Iterator[None]:
    """Turn an error of the system into one that names the file, the reason and the mend."""
    try:
        yield
    except OSError as error:
        known = _MENDS.get(error.errno or 0)
        reason, hint = known or (printable(error.strerror or type(error).__name__), "")
        raise OutputError(f"cannot write {printable(target)}: {reason}", hint=hint) from error


@contextlib.contextmanager
def _reported_in_place(target: Path) -> Iterator[None]:
    """`reported` of a file that can be written nowhere else: no other folder mends that."""
    try:
        with reported(target):
            yield
    except OutputError as error:
        hint = "give yourself the right to write it" if "folder" in error.hint else error.hint
        raise OutputError(error.message, hint=hint) from error.__cause__
