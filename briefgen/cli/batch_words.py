"""What is told of a batch first and last, whether it had anything to do or not."""

from __future__ import annotations

from collections.abc import Sequence

from briefgen.counts import many


def begun(editions: int) -> dict[str, object]:
    """The first line that programs read."""
    return {"event": "begun", "editions": editions}


def done(
    *,
    fresh: int,
    written: int = 0,
    failed: int = 0,
    warnings: Sequence[str] = (),
    gone: Sequence[str] = (),
    pruned: bool = False,
) -> dict[str, object]:
    """The last line that programs read."""
    return {
        "event": "done",
        "written": written,
        "fresh": fresh,
        "failed": failed,
        "warnings": list(warnings),
        "gone": list(gone),
        "pruned": pruned,
    }


def summary(*, fresh: int, written: int = 0, failed: int = 0) -> str:
    """The last line that people read."""
    return (
        f"{many(written, 'file')} written, {fresh:,} up to date, {many(failed, 'edition')} failed"
    )
