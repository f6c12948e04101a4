"""Unchanged: whether a folder still holds all that a batch would make, known by digests alone.

In: what a batch is asked for, and the folder. Out: how many files are as an equal batch left them.
No dossier is read and nothing composed for it: where no file that could bear on an edition has
changed since, the edition has not changed either. Where this cannot be said, `batch` finds out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefgen.environment import environment
from briefgen.fingerprints import file_digest, fingerprint, folder_digest
from briefgen.lock import locked
from briefgen.manifest import JOURNAL_NAME, MANIFEST_NAME, Ledger
from briefgen.resources import templates_for


@dataclass(frozen=True, slots=True)
class Asked:
    """What a batch is asked for: *key* stands for all of it.

    *made_from* are the digests of what the editions are made from, by the names of the dossiers.
    """

    key: str
    made_from: Mapping[str, str]


def asked_for(
    dossiers: Iterable[Path], options: Mapping[str, object], recipients: Path | None
) -> Asked:
    """What a batch of these *dossiers* with these *options* is asked for."""
    made_from = {dossier.resolve().name: stamp(dossier) for dossier in dossiers}
    made_from["environment"] = environment().digest
    addressees = file_digest(recipients) if recipients else ""
    return Asked(fingerprint((made_from, sorted(options.items()), addressees)), made_from)


def stamp(dossier: Path) -> str:
    """The digest of the files of a dossier and of all templates."""
    folders = (dossier, *templates_for(dossier).folders)
    return fingerprint([folder_digest(folder) for folder in folders])


def has_batch(out: Path) -> bool:
    """Whether *out* holds a batch that was brought to its end."""
    return (out / MANIFEST_NAME).is_file() and not (out / JOURNAL_NAME).exists()


def files_left(out: Path, asked: Asked) -> int:
    """How many files a batch that was asked for the same left in *out*; 0 if one of them changed.

    Raises OutputError where another batch is writing there, or for a manifest that is none of ours.
    """
    with locked(out):
        ledger = Ledger.open(out)
        paths = ledger.batches.get(asked.key, {}).get("files", [])
        whole = all(
            path in ledger.files and file_digest(out / path) == ledger.files[path].sha256
            for path in paths
        )
        return len(paths) if whole else 0
