"""Crews: who does the work of a batch. Any `concurrent.futures.Executor` will do.

In: tasks. Out: what came of each, in the order in which they are done. Three crews: this very
process (here), processes of this machine (`pool`), and a Dask cluster (`cluster`). Only so many
tasks are under way as keep a crew busy, so that a list of ten thousand is never in memory at once.

Where a worker process dies, every task that was under way is lost with the pool. They are done
again in a fresh pool, one at a time, which tells the one that kills its worker from those that only
stood beside it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Future,
    wait,
)
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from briefgen.errors import BriefgenError, printable
from briefgen.processes import deferred

T = TypeVar("T")
Tag = TypeVar("Tag")

_GLANCE = 0.25
"""Seconds after which a waiting main process looks up: at Ctrl-C, at a lost scheduler."""
_MOST_DEATHS = 3
"""Tasks in a row that may kill their workers before the batch is given up."""


class CrewGoneError(BriefgenError):
    """Nobody is left to do the work."""


class WorkerDiedError(BriefgenError):
    """A task that killed the process in which it was done, twice; or that could not be done."""


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
