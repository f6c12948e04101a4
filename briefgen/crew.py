"""Crews: who does the work of a batch. Any `concurrent.futures.Executor` will do.

In: tasks. Out: what came of each, in the order in which they are done. Three crews: this very
process, processes of this machine, and a Dask cluster. Only so many tasks are under way as keep a
crew busy, so that a list of ten thousand is never in memory at once.

Where a worker process dies, every task that was under way is lost with the pool. They are done
again in a fresh pool, one at a time, which tells the one that kills its worker from those that only
stood beside it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from briefgen.errors import BriefgenError, MissingDependencyError, printable
from briefgen.processes import deferred, processors, withheld

T = TypeVar("T")
Tag = TypeVar("Tag")

_GLANCE = 0.25
"""Seconds after which a waiting main process looks up: at Ctrl-C, at a lost scheduler."""
_PATIENCE = 5.0
"""Seconds for which a cluster may be out of reach."""
_METHODS = ["spawn"]
"""How processes can be begun, the best way first."""
_MOST_DEATHS = 3
"""Tasks in a row that may kill their workers before the batch is given up."""


class CrewGoneError(BriefgenError):
    """Nobody is left to do the work."""


class WorkerDiedError(BriefgenError):
    """The task that killed the process in which it was done, twice."""


@dataclass(frozen=True, slots=True)
class Task(Generic[Tag, T]):
    """A function of one value, both picklable, and a *tag* that stays at home."""

    tag: Tag
    work: Callable[[Any], T]
    value: object


class Crew(Protocol):
    """Workers behind an executor, which may have to be renewed."""

    size: int
    called: str
    """What messages call those who do the work."""

    def submit(self, work: Callable[[Any], T], value: object) -> Future[T]: ...
    def renew(self) -> None:
        """Replace workers that died."""

    def lost(self) -> str:
        """Why nobody works any more; '' as long as somebody does."""

    def dismiss(self, *, now: bool) -> None:
        """End all work: when it is done, or *now*, whatever is under way."""


def results(crew: Crew, tasks: Iterator[Task[Tag, T]]) -> Iterator[tuple[Tag, T | BriefgenError]]:
    """What came of each of *tasks*, under its tag, as soon as it is done.

    An error stands for a task that died with its worker, twice; tasks return their own failures.
    Raises CrewGoneError when nobody is left to do the rest.
    """
    return _Shift(crew, tasks).results()


class _Shift(Generic[Tag, T]):
    def __init__(self, crew: Crew, tasks: Iterator[Task[Tag, T]]) -> None:
        self._crew = crew
        self._tasks = tasks
        self._pending: dict[Future[T], Task[Tag, T]] = {}
        self._suspects: deque[Task[Tag, T]] = deque()
        self._alone = False
        self._deaths = 0

    def results(self) -> Iterator[tuple[Tag, T | BriefgenError]]:
        while self._filled():
            # Futures have locks, which Ctrl-C would leave locked; so it waits for the next glance.
            with deferred():
                done, _ = wait(self._pending, _GLANCE, FIRST_COMPLETED)
            if not done and (why := self._crew.lost()):
                raise CrewGoneError(why, hint=_AGAIN)
            for future in done:
                if future in self._pending:
                    yield from self._result(future, self._pending.pop(future))

    def _filled(self) -> bool:
        """Have enough under way; False when all is done. Suspects are done alone."""
        while self._suspects and not self._pending:
            self._alone = True
            self._start(self._suspects.popleft())
        while not self._alone and len(self._pending) < self._crew.size:
            task = next(self._tasks, None)
            if task is None:
                break
            self._start(task)
        return bool(self._pending or self._suspects)

    def _start(self, task: Task[Tag, T]) -> None:
        try:
            self._pending[self._crew.submit(task.work, task.value)] = task
        except BrokenExecutor:  # a worker died a moment ago, and no result has told of it yet
            self._suspects.append(task)
            self._gather_suspects()

    def _result(
        self, future: Future[T], task: Task[Tag, T]
    ) -> Iterator[tuple[Tag, T | BriefgenError]]:
        alone, self._alone = self._alone, False
        try:
            with deferred():
                result = future.result()
            yield task.tag, result
            self._deaths = 0
        except BrokenExecutor:
            yield from self._bury(task, alone=alone)
        except CancelledError as error:
            raise CrewGoneError(
                self._crew.lost() or "the work was cancelled from outside", hint=_AGAIN
            ) from error
        except Exception as error:  # lack of memory; what a cluster says of a killed worker
            what = f"{type(error).__name__}: {printable(error)}".removesuffix(": ")
            yield task.tag, WorkerDiedError(f"{self._crew.called} could not do it: {what}")

    def _bury(self, task: Task[Tag, T], *, alone: bool) -> Iterator[tuple[Tag, T | BriefgenError]]:
        self._suspects.extendleft([] if alone else [task])
        self._gather_suspects()
        if not alone:
            return
        self._deaths += 1
        yield (
            task.tag,
            WorkerDiedError(
                "the worker process died, twice", hint="is there enough memory? try --jobs 1"
            ),
        )
        if self._deaths >= _MOST_DEATHS:
            raise CrewGoneError(f"{_MOST_DEATHS} workers in a row died", hint=_AGAIN)

    def _gather_suspects(self) -> None:
        self._suspects.extend(self._pending.values())
        self._pending.clear()
        self._crew.renew()


_AGAIN = "what is written stays; run the same command again to go on"


# this process ---------------------------------------------------------------------------------


class Alone:
    """Does each task at once, in this process."""

    size = 1
    called = "the worker"

    def submit(self, work: Callable[[Any], T], value: object) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(work(value))
        except Exception as error:
            future.set_exception(error)
        return future

    def renew(self) -> None:
        """There is nobody to replace."""

    def lost(self) -> str:
        return ""

    def dismiss(self, *, now: bool) -> None:
        """There is nobody to send home."""


# processes ------------------------------------------------------------------------------------


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


# a cluster ------------------------------------------------------------------------------------


class Cluster:
    """A Dask cluster, by the address of its scheduler.

    Raises MissingDependencyError without the library, BriefgenError where nobody answers.
    """

    called = "the cluster"

    def __init__(self, address: str) -> None:
        self._address = address
        self._client = _client(address)
        self._away_since = 0.0
        self._asked = 0.0
        threads = sum(self._client.nthreads().values())
        if not threads:
            self._client.close(timeout=1)
            raise BriefgenError(
                f"the scheduler at {printable(address)} has no workers",
                hint=f"start some: dask worker {address} --nthreads 1",
            )
        self.size = threads + 1
        # Not pure: a task is done anew, whatever the scheduler remembers of an equal one.
        self._executor = self._client.get_executor(pure=False)

    def submit(self, work: Callable[[Any], T], value: object) -> Future[T]:
        future: Future[T] = self._executor.submit(work, value)
        return future

    def renew(self) -> None:
        """Dask replaces its workers itself, and does again what they were at."""

    def lost(self) -> str:
        if self._answers():
            self._away_since = 0.0
            return ""
        self._away_since = self._away_since or time.monotonic()
        if time.monotonic() - self._away_since < _PATIENCE:
            return ""
        return f"the scheduler at {printable(self._address)} or all of its workers are gone"

    def _answers(self) -> bool:
        if self._client.status != "running":
            return False
        if self._away_since == 0.0 and time.monotonic() - self._asked < _PATIENCE:
            return True  # asked a moment ago: workers do not vanish that often
        self._asked = time.monotonic()
        try:
            return bool(self._client.nthreads())
        except Exception:  # whatever the library makes of a lost connection
            return False

    def dismiss(self, *, now: bool) -> None:
        with suppress(Exception):  # the work is done or given up; there may be nobody to tell
            if self._client.status == "running":
                self._executor.shutdown(wait=not now)
            self._client.close(timeout=1)


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise MissingDependencyError(
            "the library distributed, which speaks to Dask clusters, is not installed",
            hint="run: python -m pip install 'briefgen[cluster]'",
        ) from error
    try:
        connect: Any = Client
        return connect(address, timeout=10, set_as_default=False)
    except Exception as error:  # OSError, TimeoutError, ValueError, by kind of address
        raise BriefgenError(
            f"no scheduler answers at {printable(address)}",
            hint="start one: dask scheduler --host 127.0.0.1 --port 8786",
        ) from error
