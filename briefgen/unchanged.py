"""Unchanged: whether a folder still holds all that a batch would make, known by digests alone.

In: what a batch is asked for, and the folder. Out: how many files are as an equal batch left them.
No dossier is read and nothing composed for it: where no file that could bear on an edition has
changed since, the edition has not changed either. Where this cannot be said, `batch` finds out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefgen.environment import environment
from briefgen.fingerprints import file_digest, fingerprint
from briefgen.ids import dossier_name
from briefgen.lock import locked
from briefgen.manifest import JOURNAL_NAME, MANIFEST_NAME, Ledger
from briefgen.stamps import stamp


@dataclass(frozen=True, slots=True)
class Asked:
    """What a batch is asked for: *key* stands for all of it.

    *stamps* are those of the dossiers by their names (see `stamps`), *environment* and *recipients*
    the digests of the installation and of the list.
    """

    key: str
    stamps: Mapping[str, str]
    environment: str
    recipients: str


def asked_for(
    dossiers: Sequence[Path], options: Mapping[str, object], recipients: Path | None
) -> Asked:
    """What a batch of these *dossiers* with these *options* is asked for."""
    stamps = {dossier_name(dossier): stamp(dossier) for dossier in dossiers}
    installed = environment().digest
    listed = file_digest(recipients) if recipients else ""
    key = fingerprint((stamps, installed, listed, sorted(options.items())))
    return Asked(key, stamps, installed, listed)


def has_batch(out: Path) -> bool:
    """Whether *out* holds a batch that was brought to its end."""
    return (out / MANIFEST_NAME).is_file() and not (out / JOURNAL_NAME).exists()


def files_left(out: Path, asked: Asked) -> int:
    """How many files a batch that was asked for the same left in *out*; 0 if one of them changed.

    Raises OutputError where another batch is writing there, or for a manifest that is none of ours.
    """
    with locked(out):
        left = Ledger.open(out).batches.get(asked.key, {}).get("files", {})
        whole = all(file_digest(out / path) == digest for path, digest in left.items())
        return len(left) if whole else 0
