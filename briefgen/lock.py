"""One batch at a time in one folder.

In: a folder. Out: a context in which no other batch can write there. The lock is the system's: it
ends with the process that holds it, however that ends, so that nobody has to remove a stale one.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefgen.errors import OutputError, printable
from briefgen.outputs import reported

LOCK_NAME = ".briefgen.lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold *folder*, which is made where it is missing.

    Raises OutputError where another process holds it, or where it cannot be written.
    """
    path = folder / LOCK_NAME
    with reported(path):
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        _take(handle, folder)
        try:
            yield
        finally:
            # Empty again, so that two undisturbed runs leave equal trees.
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _take(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.pread(handle, 40, 0).decode("ascii", "replace").strip()
        who = f"another batch (process {printable(holder)})" if holder else "another batch"
        raise OutputError(
            f"{who} is writing into {printable(folder)}",
            hint="wait until it is done, or choose another folder with --out",
        ) from error
    os.ftruncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
