"""A crew of processes of this machine.

In: how many. Out: a `Pool`, which is a `crew.Crew`. What its processes need can be loaded before
there is any work, while this process does something else.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from briefgen.processes import deferred, processors, withheld

T = TypeVar("T")

_METHODS = ["spawn"]
"""How processes can be begun, the best way first."""


def advertise(jobs: int | None) -> None:
    """Begin to load what the workers of a `Pool` need, while this process does something else.

    They are forked from a process that has loaded it, and does nothing else. Not from this one:
    its threads and libraries would come along half alive. Elsewhere than on Linux libraries mind
    being forked; there, and where such a process cannot be begun, each worker loads for itself.
    """
    if (jobs or processors()) < 2 or not sys.platform.startswith("linux"):
        return
    from multiprocessing import forkserver, resource_tracker

    multiprocessing.set_forkserver_preload(["briefgen.preload"])
    with suppress(OSError):
        resource_tracker.ensure_running()  # otherwise begun below, and then Ctrl-C is let in again
        with withheld():
            forkserver.ensure_running()
        _METHODS[:] = ["forkserver", "spawn"]


class Pool:
    """Processes of this machine."""

    called = "the worker"

    def __init__(self, jobs: int) -> None:
        # One more than there are workers, so that none waits for the main process.
        self.size = jobs + 1
        self._jobs = jobs
        self._context = multiprocessing.get_context(_METHODS[0])
        self._others = set(multiprocessing.active_children())
        self._executor = self._hired()

    def _hired(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._jobs, self._context, _begin_work)

    def submit(self, work: Callable[[Any], T], value: object) -> Future[T]:
        # It may start a process, which must be known before it can be stopped.
        with deferred():
            return self._executor.submit(work, value)

    def renew(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._hired()

    def lost(self) -> str:
        return ""

    def dismiss(self, *, now: bool) -> None:
        if not now:
            self._executor.shutdown(cancel_futures=True)
            return
        with deferred():
            self._executor.shutdown(wait=False, cancel_futures=True)
            for process in set(multiprocessing.active_children()) - self._others:
                process.kill()


def _begin_work() -> None:
    """Set a new worker process up: it leaves Ctrl-C to its parent, and ends when that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # A worker whose parent was killed would wait for its next task for ever.
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
