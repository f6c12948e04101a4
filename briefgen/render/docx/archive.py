"""Deterministic zip archives: parts in a fixed order under a fixed date.

In: parts by name. Out: the bytes of the package, equal for equal parts.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date

_FIRST = "[Content_Types].xml"
_EARLIEST, _LATEST = date(1980, 1, 1), date(2107, 12, 31)
"""Zip archives know no earlier day and no later one."""


def zipped(parts: Mapping[str, bytes], day: date = _EARLIEST) -> bytes:
    """A package of *parts*, dated *day*; readers expect the content types first."""
    stamp = min(max(day, _EARLIEST), _LATEST)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != _FIRST, name)):
            archive.writestr(_entry(name, stamp), parts[name])
    return buffer.getvalue()


def _entry(name: str, day: date) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    # The system that made an archive is on record in it: say Unix everywhere.
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def unzipped(package: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
