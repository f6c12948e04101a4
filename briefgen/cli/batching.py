"""What `briefgen batch` does first: see whether there is anything to do.

Only where there is, `batch_run` is loaded, and with it all that reads dossiers and makes files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from briefgen.cli import batch_words, console, effects
from briefgen.errors import printable
from briefgen.ids import dossier_name

_NOT_ASKED_OF_EDITIONS = frozenset({"jobs", "scheduler", "force", "prune", "json_lines", "out"})
"""Options that say how files are made, not which."""


def run_batch(dossiers: tuple[Path, ...], **wanted: Any) -> int:
    """Run the batch and tell of it; returns the exit status.

    Raises click.UsageError for options that contradict one another, BriefgenError where the whole
    batch fails; what was told until then stays told.
    """
    from briefgen import unchanged

    _check(dossiers, wanted)
    out = wanted["out"]
    again = unchanged.has_batch(out) and not (wanted["force"] or wanted["prune"])
    if not again:
        _advertise(wanted)
    asked = unchanged.asked_for(dossiers, _of_editions(wanted), wanted["recipients"])
    if again:
        if count := unchanged.files_left(out, asked):
            _tell_unchanged(count, json_lines=wanted["json_lines"])
            return 0
        _advertise(wanted)
    from briefgen.cli import batch_run

    return batch_run.run_batch(dossiers, asked, **wanted)


def _check(dossiers: tuple[Path, ...], wanted: Mapping[str, Any]) -> None:
    """Raise click.UsageError for what can be seen to be wrong before anything is read."""
    if wanted["jobs"] is not None and wanted["scheduler"] is not None:
        raise click.UsageError("name --jobs or --scheduler, not both")
    effects.require_effect(wanted, wanted["formats"])
    counts = Counter(dossier_name(dossier) for dossier in dossiers)
    if twice := [name for name, count in counts.items() if count > 1]:
        raise click.UsageError(f"two dossiers are called {printable(twice[0])}: rename one")
    if wanted["recipients"] and not wanted["recipients"].is_file():
        # A list of any length is gone through again instead of being kept in memory.
        raise click.UsageError("--recipients is read more than once: save the list to a file")


def _of_editions(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The options that say which editions are made, but for the list of recipients."""
    others = _NOT_ASKED_OF_EDITIONS | {"recipients"}
    return {name: value for name, value in wanted.items() if name not in others}


def _advertise(wanted: Mapping[str, Any]) -> None:
    """Begin to load what workers need, where there will be any, while dossiers are read."""
    if wanted["scheduler"] is None:
        from briefgen.pool import advertise

        advertise(wanted["jobs"])


def _tell_unchanged(count: int, *, json_lines: bool) -> None:
    if json_lines:
        console.show_line(batch_words.begun(0))
        console.show_line(batch_words.done(fresh=count))
    console.say(batch_words.summary(fresh=count))
