"""A crew of the workers of a Dask cluster.

In: the address of its scheduler. Out: a `Cluster`, which is a `crew.Crew`. The library is loaded
when it is asked for.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar

from briefgen.errors import BriefgenError, MissingDependencyError, printable

T = TypeVar("T")

_PATIENCE = 5.0
"""Seconds for which a cluster may be out of reach."""


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
