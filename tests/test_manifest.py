"""Manifests and their journal; fingerprints; the lock."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from briefgen.errors import OutputError, Place
from briefgen.fingerprints import fingerprint
from briefgen.lock import LOCK_NAME, locked
from briefgen.manifest import JOURNAL_NAME, MANIFEST_NAME, FileRecord, Ledger

FILE = FileRecord("0" * 64, "d/e", "txt", "key", "made")


# Fingerprints --------------------------------------------------------------------------------


HERE = Place("a.yaml", 1)


@dataclass(frozen=True)
class Said:
    words: str
    place: Place = HERE


def test_values_that_differ_have_other_fingerprints() -> None:
    values = [
        "1", 1, 1.0, True, None, b"1", (), ("1",), ("1", "1"), (("1",), "1"), ("1", ("1",)),
        {"a": 1}, {"a": 1, "b": 2}, {"b": 2, "a": 1}, [["a", 1]], {1}, frozenset(),
        date(2026, 3, 1), "2026-03-01", Said("a"), Said("b"), "12", ("1", "2"), "\ud800",
    ]  # fmt: skip
    assert len({fingerprint(value) for value in values}) == len(values)


def test_values_that_are_equal_have_one_fingerprint() -> None:
    assert fingerprint([1, 2]) == fingerprint((1, 2))
    assert fingerprint({"b", "a", "c"}) == fingerprint(frozenset("cab"))
    assert fingerprint(Said("a")) == fingerprint(Said("a", Place("b.yaml", 7)))


def test_what_is_no_value_has_none() -> None:
    with pytest.raises(TypeError):
        fingerprint(print)


# The ledger ----------------------------------------------------------------------------------


def test_the_manifest_is_canonical(tmp_path: Path) -> None:
    written = []
    for names in (("a.txt", "b.txt"), ("b.txt", "a.txt")):
        ledger = Ledger.open(tmp_path / "new")
        (tmp_path / "new").mkdir(exist_ok=True)
        for name in names:
            ledger.record("d/e", {"excerpts": {}}, {name: FILE})
        written.append(ledger.save({"code": "x"}).read_bytes())
        (tmp_path / "new" / MANIFEST_NAME).unlink()
    assert written[0] == written[1]
    assert list(json.loads(written[0])["files"]) == ["a.txt", "b.txt"]


def test_what_a_killed_batch_noted_is_known_to_the_next(tmp_path: Path) -> None:
    first = Ledger.open(tmp_path)
    first.record("d/e", {"excerpts": {"x": "1"}}, {"a.txt": FILE})
    journal = tmp_path / JOURNAL_NAME
    # A full disk, or a kill, in the middle of a line; the next line is whole again.
    with journal.open("a", encoding="ascii") as stream:
        stream.write('\n{"files": {"torn.txt": {"sha2')
    first.record("d/e", {"excerpts": {"x": "1"}}, {"b.txt": FILE})
    second = Ledger.open(tmp_path)
    assert set(second.files) == {"a.txt", "b.txt"}
    assert second.editions == {"d/e": {"excerpts": {"x": "1"}}}
    second.save({})
    assert not journal.exists()
    assert Ledger.open(tmp_path).files == second.files


def test_editions_without_files_leave_the_manifest(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path)
    ledger.record("d/e", {}, {"a.txt": FILE})
    ledger.forget(["a.txt", "never-there.txt"])
    assert json.loads(ledger.save({}).read_text())["editions"] == {}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"manifest": 2, "files": {}}', "\xff",
                                  '{"manifest": 1, "files": {"a": {"sha256": 1}}}'])  # fmt: skip
def test_a_foreign_manifest_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / MANIFEST_NAME
    path.write_text(text, encoding="latin-1")
    with pytest.raises(OutputError, match="no manifest of this version"):
        Ledger.open(tmp_path)
    assert path.read_text(encoding="latin-1") == text


# The lock ------------------------------------------------------------------------------------


def test_a_folder_is_held_once(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "out"
    with (
        locked(folder),
        pytest.raises(OutputError, match="another batch") as caught,
        locked(folder),
    ):
        pass
    assert str(folder) in caught.value.message
    with locked(folder):
        assert (folder / LOCK_NAME).read_text()
    assert (folder / LOCK_NAME).read_bytes() == b""
