"""Processes that a process began, as Linux tells it."""

from __future__ import annotations

from pathlib import Path


def children_of(pid: int) -> set[int]:
    """The processes that this one began, and those that they began."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    found = {int(child) for child in path.read_text().split()} if path.exists() else set()
    return found.union(*map(children_of, found))
