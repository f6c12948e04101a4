"""Garbage: Python's collector waits while a document is laid out or written.

A page is some ten thousand objects, all of which live until it is done. To look through them for
what nobody needs, again and again, takes a tenth of the time and finds next to nothing. What
documents before left behind is collected as soon as it may be much.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Garbage"]

_MUCH = 100_000
"""New objects after which it pays to look for garbage: those of some ten pages."""


class Garbage:
    """What documents leave behind."""

    def __init__(self) -> None:
        self._new = 0
        """Objects made, less those gone by themselves, since all were last looked through."""

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """A context in which nothing is collected; without effect where nothing ever is."""
        if not gc.isenabled():
            yield
            return
        self._collect_much()
        gc.disable()
        before = gc.get_count()[0]
        try:
            yield
        finally:
            self._new += gc.get_count()[0] - before
            gc.enable()

    def _collect_much(self) -> None:
        if self._new > _MUCH:
            gc.collect()
            self._new = 0
