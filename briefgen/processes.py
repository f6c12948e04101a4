"""Processes: how many can work at once, and Ctrl-C where it must not strike them or this one.

In: nothing, or a block of code. Out: a count; the same block, after which a Ctrl-C that came
meanwhile is heeded.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["deferred", "processors", "withheld"]


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def deferred() -> Iterator[None]:
    """Ctrl-C waits until this is done: a lock that is held then would be held for ever."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[tuple[int, FrameType | None]] = []
    heeded = signal.signal(signal.SIGINT, lambda *one: waiting.append(one))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, heeded)
        if waiting and callable(heeded):
            heeded(*waiting[0])


@contextmanager
def withheld() -> Iterator[None]:
    """Processes that are begun in this never hear Ctrl-C, from their first moment."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
