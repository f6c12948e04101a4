"""Processes that a process began, as Linux tells it, and what they may do."""

from __future__ import annotations

import ctypes
from pathlib import Path

_DROP, _OVERRIDE, _SEARCH = 24, 1, 2
"""PR_CAPBSET_DROP, CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH of prctl(2) and capabilities(7)."""


def bound_by_permissions() -> None:
    """Run between fork and exec: not even root may then read or write what its mode forbids."""
    libc = ctypes.CDLL(None)
    for capability in (_OVERRIDE, _SEARCH):
        libc.prctl(_DROP, capability, 0, 0, 0)


def children_of(pid: int) -> set[int]:
    """The processes that this one began, and those that they began."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    found = {int(child) for child in path.read_text().split()} if path.exists() else set()
    return found.union(*map(children_of, found))
