"""A Dask cluster on loopback, and patience with processes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def until(answer: Callable[[], Any], seconds: float = 60) -> Any:
    """Wait for a true answer. The bound only keeps a failing test from hanging."""
    end = time.monotonic() + seconds
    while not (found := answer()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Dask scheduler and two workers on loopback: its address and its process."""
    note = folder / "scheduler.json"
    ends = ("--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(note))
    quiet: dict[str, Any] = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "cwd": folder,
    }
    dask = [sys.executable, "-m", "dask"]
    scheduler = subprocess.Popen([*dask, "scheduler", "--port", "0", *ends], **quiet)
    started = [scheduler]
    try:
        assert until(note.exists)
        works = ("--nthreads", "1", "--no-nanny", "--death-timeout", "60")
        started += [subprocess.Popen([*dask, "worker", *ends, *works], **quiet) for _ in range(2)]
        yield json.loads(note.read_text())["address"], scheduler
    finally:
        for process in started:
            process.kill()
            process.wait()


def await_workers(address: str) -> None:
    program = f"import distributed as d\nd.Client({address!r}).wait_for_workers(2, timeout=60)"
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, timeout=120)
