"""The manifest: which files a folder holds, with the digests of all that each was made from.

In: what batches wrote. Out: `manifest.json`, canonical and without any time in it, so that equal
input gives an equal manifest; it also says which files the last batches left, so that an equal one
knows at once that there is nothing to do. Beside it, while a batch runs, a journal with one line
for each edition that was finished. A batch that is killed leaves the journal, and the next one goes
on from there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from briefgen.errors import OutputError, Place, printable
from briefgen.outputs import reported, write_set

MANIFEST_NAME = "manifest.json"
JOURNAL_NAME = ".briefgen.journal"
_VERSION = 1
_MOST_BATCHES = 12
"""Batches of which the manifest says what they left."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file: its bytes' digest, the edition, and the keys of `freshness`."""

    sha256: str
    edition: str
    format: str
    key: str
    made: str
    personal: bool = False


class Ledger:
    """The manifest of one folder while a batch works on it."""

    def __init__(
        self, folder: Path, files: dict[str, FileRecord], editions: dict[str, Json]
    ) -> None:
        self.folder = folder
        self.files = files
        self.editions = editions
        self.batches: dict[str, Json] = {}
        """What whole batches were made from and which files they left, by what was asked for."""
        self._told: dict[str, Json] = {}

    @classmethod
    def open(cls, folder: Path) -> Ledger:
        """What earlier batches left in *folder*, a killed one included.

        Raises OutputError for a manifest that is none of ours.
        """
        ledger = cls(folder, {}, {})
        ledger._add(_read_manifest(folder / MANIFEST_NAME))
        for line in _read_journal(folder / JOURNAL_NAME):
            ledger._add(line)
        return ledger

    def record(self, edition: str, made_from: Json, files: Mapping[str, FileRecord]) -> None:
        """Note a finished edition, in the journal too. Raises OutputError."""
        told = self._told.get(edition) == made_from
        line: Json = {"files": {path: asdict(file) for path, file in files.items()}}
        if not told:
            line["editions"] = {edition: made_from}
        journal = self.folder / JOURNAL_NAME
        with reported(journal), journal.open("a", encoding="ascii") as stream:
            # The break before the line ends what a full disk may have left of the last one.
            stream.write(f"\n{json.dumps(line)}\n")
        self._told[edition] = made_from
        self.editions[edition] = made_from
        self.files.update(files)

    def forget(self, paths: Iterable[str]) -> None:
        """Drop files that are gone."""
        for path in paths:
            self.files.pop(path, None)

    def record_batch(
        self, key: str, stamps: Mapping[str, str], environment: str, paths: Iterable[str]
    ) -> None:
        """Note that a batch left all files that it was asked for, at these *paths*.

        What dossiers of these names left that had other *stamps*, or in another *environment*, is
        forgotten: a manifest does not tell what a dossier once was.
        """
        files = {path: self.files[path].sha256 for path in sorted(paths)}
        others = {
            name: one
            for name, one in self.batches.items()
            if name != key
            and one["environment"] == environment
            and all(stamps.get(dossier, of) == of for dossier, of in one["dossiers"].items())
        }
        # Whichever are left out, their equals will look for themselves.
        kept = sorted(others)[: _MOST_BATCHES - 1]
        self.batches = {name: others[name] for name in kept}
        self.batches[key] = {
            "dossiers": dict(stamps), "environment": environment, "files": files
        }  # fmt: skip

    def save(self, tool: Json) -> Path:
        """Write the manifest, then end the journal. Raises OutputError."""
        named = {file.edition for file in self.files.values()}
        content = {
            "manifest": _VERSION,
            "tool": tool,
            "batches": {key: one for key, one in self.batches.items() if self._is_left(one)},
            "editions": {name: one for name, one in self.editions.items() if name in named},
            "files": {path: asdict(file) for path, file in self.files.items()},
        }
        path = self.folder / MANIFEST_NAME
        text = json.dumps(content, indent=1, sort_keys=True) + "\n"
        write_set(self.folder, {path: text.encode("ascii")})
        journal = self.folder / JOURNAL_NAME
        with reported(journal):
            journal.unlink(missing_ok=True)
        return path

    def _is_left(self, batch: Json) -> bool:
        """Whether all files that a batch left are there as it left them."""
        left = batch["files"].items()
        return all(path in self.files and self.files[path].sha256 == of for path, of in left)

    def _add(self, part: Json) -> None:
        self.editions.update(part.get("editions", {}))
        self.batches.update(part.get("batches", {}))
        for path, file in part.get("files", {}).items():
            self.files[path] = FileRecord(**file)


def _read_manifest(path: Path) -> Json:
    with reported(path):
        if not path.exists():
            return {}
        text = path.read_bytes()
    try:
        content = json.loads(text)
        if content["manifest"] == _VERSION:
            _check_shape(content)
            return dict(content)
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise OutputError(
        "this is no manifest of this version of briefgen",
        Place(printable(path)),
        "move it away, or choose another folder with --out; files are then made anew",
    )


def _read_journal(path: Path) -> Iterable[Json]:
    if not path.exists():
        return
    with reported(path):
        lines = path.read_bytes().splitlines()
    for line in lines:
        try:
            content = json.loads(line)
            _check_shape(content)
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # blank, or torn by what killed the batch; that edition is made again
        yield content


def _check_shape(content: Json) -> None:
    for file in content["files"].values():
        FileRecord(**file)
    content.get("editions", {}).items()
    for batch in content.get("batches", {}).values():
        batch["files"].items()
        batch["dossiers"].items()
        str(batch["environment"])
