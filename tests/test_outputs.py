"""Names, whole files, and all of an edition or nothing."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from briefgen.errors import OutputError
from briefgen.outputs import edition_path, empty_folder, rewrite, write_edition, write_set

FILES = {"pdf": b"%PDF new", "docx": b"PK new"}


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below *folder*, hidden ones included."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def write(out: Path, files: dict[str, bytes] = FILES) -> tuple[Path, ...]:
    return write_edition(out, "leaves", "congress", "memo", files)


def test_files_stand_under_dossier_audience_and_length(tmp_path: Path) -> None:
    paths = write(tmp_path / "out")
    assert paths == (
        tmp_path / "out/leaves/congress-memo.pdf",
        tmp_path / "out/leaves/congress-memo.docx",
    )
    assert tree(tmp_path) == {
        "out/leaves/congress-memo.docx": b"PK new",
        "out/leaves/congress-memo.pdf": b"%PDF new",
    }


def test_a_relative_folder_stays_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert write(Path("out"))[0] == Path("out/leaves/congress-memo.pdf")


def test_writing_again_replaces(tmp_path: Path) -> None:
    write(tmp_path, {"pdf": b"old", "docx": b"old"})
    write(tmp_path)
    assert tree(tmp_path)["leaves/congress-memo.pdf"] == b"%PDF new"
    assert len(tree(tmp_path)) == 2


def test_a_file_has_the_permissions_that_the_umask_leaves(tmp_path: Path) -> None:
    former = os.umask(0o022)
    try:
        path, _ = write(tmp_path)
    finally:
        os.umask(former)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


UNFIT = ["", ".", "..", "../up", "a/b", "a\\b", "/etc", ".hidden", "a\0b", "a\nb", "\udc80", "a:b"]


@pytest.mark.parametrize("name", [*UNFIT, "x" * 300])
def test_a_name_that_leaves_its_folder_is_refused(name: str) -> None:
    fit = ["leaves", "congress", "memo", "pdf"]
    for position in range(4):
        names = [*fit[:position], name, *fit[position + 1 :]]
        with pytest.raises(OutputError, match="cannot be part of a file name"):
            edition_path(Path("out"), *names)


def test_names_in_other_scripts_are_fit() -> None:
    path = edition_path(Path("out"), "запрет", "公众", "one-pager", "pdf")
    assert path == Path("out/запрет/公众-one-pager.pdf")


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out/leaves").symlink_to(elsewhere)
    with pytest.raises(OutputError, match="would leave the output folder"):
        write(tmp_path / "out")
    assert tree(elsewhere) == {}


def test_links_that_go_in_circles_are_refused(tmp_path: Path) -> None:
    (tmp_path / "leaves").symlink_to(tmp_path / "leaves")
    with pytest.raises(OutputError):
        write(tmp_path)


def test_an_output_folder_that_is_a_link_is_fine(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    write(tmp_path / "out")
    assert len(tree(tmp_path / "real")) == 2


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("not a folder")
    with pytest.raises(OutputError, match="a file stands where a folder should be"):
        write(tmp_path / "out")


def test_a_folder_where_a_file_should_be_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    write(tmp_path, {"pdf": b"old"})
    (tmp_path / "leaves/congress-memo.docx").mkdir()
    with pytest.raises(OutputError, match="there is a folder of that name"):
        write(tmp_path)
    assert tree(tmp_path) == {"leaves/congress-memo.pdf": b"old"}


@pytest.mark.parametrize("before", [{}, {"pdf": b"old", "docx": b"old"}])
def test_a_full_disk_leaves_everything_as_it_was(
    before: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, before)
    former = tree(tmp_path)

    def full(path: Path, content: bytes) -> int:
        if ".docx" in path.name:
            with path.open("wb") as file:
                file.write(content[:2])
            raise OSError(errno.ENOSPC, "No space left on device")
        with path.open("wb") as file:
            return file.write(content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="the disk is full") as caught:
        write(tmp_path)
    assert "congress-memo.docx" in str(caught.value)
    assert "--out" in caught.value.hint
    assert tree(tmp_path) == former


@pytest.mark.parametrize("before", [{}, {"pdf": b"old", "docx": b"old"}])
@pytest.mark.parametrize(
    "stop", [PermissionError(errno.EPERM, "open in Word"), KeyboardInterrupt()]
)
def test_a_move_that_fails_takes_back_those_before_it(
    before: dict[str, bytes],
    stop: BaseException,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write(tmp_path, before)
    former = tree(tmp_path)
    move = Path.replace

    def held(path: Path, target: Path) -> Path:
        if target.suffix == ".docx":
            raise stop
        return move(path, target)

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises((OutputError, KeyboardInterrupt)):
        write(tmp_path)
    assert tree(tmp_path) == former


def test_a_limit_of_the_system_leaves_no_part_of_a_file(tmp_path: Path) -> None:
    """No stand-in: a process that really may not write as much as it wants to."""
    pytest.importorskip("resource")
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from briefgen.outputs import write_edition\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "files = {'pdf': b'x' * 100, 'docx': b'x' * 10_000}\n"
        "write_edition(Path(sys.argv[1]), 'leaves', 'congress', 'memo', files)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=False
    )
    assert "OutputError" in done.stderr
    assert "larger than allowed" in done.stderr
    assert tree(tmp_path) == {}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="permission denied"):
        write(tmp_path)


@pytest.mark.parametrize(
    ("number", "reason"),
    [(errno.EACCES, "permission denied"), (errno.EROFS, "read-only"), (errno.EIO, "Input/output")],
)
def test_what_the_system_says_is_told(
    number: int, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(OutputError, match=reason):
        write(tmp_path / "out")


def test_a_set_stays_below_its_folder(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="would leave"):
        write_set(tmp_path / "here", {tmp_path / "there" / "a.txt": b""})
    assert tree(tmp_path) == {}


def test_an_empty_or_a_missing_folder_takes_a_dossier(tmp_path: Path) -> None:
    empty_folder(tmp_path)
    empty_folder(tmp_path / "new")


def test_a_used_folder_or_a_file_takes_no_dossier(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for used in (tmp_path, tmp_path / "file"):
        with pytest.raises(OutputError, match="is not an empty folder"):
            empty_folder(used)


def test_a_file_of_the_user_keeps_its_permissions_and_links(tmp_path: Path) -> None:
    real = tmp_path / "elsewhere" / "sources.yaml"
    real.parent.mkdir()
    real.write_bytes(b"old")
    real.chmod(0o640)
    link = tmp_path / "sources.yaml"
    link.symlink_to(real)
    rewrite(link, b"new")
    assert link.is_symlink()
    assert (real.read_bytes(), real.stat().st_mode & 0o777) == (b"new", 0o640)
    assert [path.name for path in real.parent.iterdir()] == ["sources.yaml"]
    with pytest.raises(OutputError, match="cannot write"):
        rewrite(tmp_path / "missing" / "a.yaml", b"new")
