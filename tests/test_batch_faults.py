"""What batches meet: kills, full disks, dead workers, lost schedulers. Files stay whole."""

from __future__ import annotations

import errno
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from clusters import await_workers, cluster, until
from conftest import Outcome
from processes import bound_by_permissions, children_of
from test_batch import made, order, tree

from briefgen import batch
from briefgen.batch import Listener
from briefgen.crew import Alone, CrewGoneError, Task, WorkerDiedError, results
from briefgen.errors import BriefgenError, OutputError
from briefgen.lock import locked
from briefgen.pool import Pool
from briefgen.unchanged import asked_for

BESIDE = {"manifest.json", ".briefgen.lock", ".briefgen.journal"}


def people(path: Path, count: int) -> Path:
    """A list of so many recipients."""
    rows = "".join(f"Name {i},Office {i},n{i}@example.org\n" for i in range(count))
    path.write_text("name,office,email\n" + rows)
    return path


def command(dossier: Path, out: Path, *options: object) -> list[str]:
    """A batch of blurbs as a process of its own."""
    given = ("--audience", "congress", "--length", "blurb", "--out", out, *options)
    return [sys.executable, "-m", "briefgen", "batch", str(dossier), *map(str, given)]


def run(*arguments: Any, **how: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, timeout=600, check=False, **how
    )


def undisturbed(dossier: Path, out: Path, listed: Path) -> None:
    """The same batch in this process."""
    rows = listed.read_text()
    outcome, _ = made(dossier, out, rows, audiences=("congress",), formats=("txt",))
    assert outcome.failures == []


def files_of(folder: Path) -> dict[str, bytes]:
    """The files of editions, without what a batch keeps beside them."""
    found = tree(folder) if folder.exists() else {}
    return {path: data for path, data in found.items() if path not in BESIDE}


def no_leftovers(folder: Path) -> bool:
    return not [path for path in tree(folder) if path.endswith((".part", ".journal"))]


# Permissions ---------------------------------------------------------------------------------


@pytest.mark.parametrize("closed", ["texts", "excerpts", "templates"])
def test_a_dossier_that_cannot_be_read_keeps_no_other_from_being_made(
    starter: Path, tmp_path: Path, closed: str
) -> None:
    shutil.copytree(starter, tmp_path / "shut")
    (tmp_path / "shut" / closed).mkdir(exist_ok=True)
    (tmp_path / "shut" / closed).chmod(0)
    given = ("shut", tmp_path / "out", starter, "--format", "txt")
    done = run(*given, cwd=tmp_path, preexec_fn=bound_by_permissions)
    assert done.returncode == 1
    assert list(files_of(tmp_path / "out")) == [f"{starter.name}/congress-blurb.txt"]
    assert re.search(f"shut/{closed}[^ ]*: it cannot be read: permission denied", done.stderr)
    assert "hint: give yourself the right to read it" in done.stderr


def test_no_other_folder_is_proposed_for_a_file_that_has_its_place(
    starter: Path, tmp_path: Path
) -> None:
    starter.chmod(0o555)
    check = [sys.executable, "-m", "briefgen", "check", str(starter), "--record"]
    done = subprocess.run(
        check, capture_output=True, text=True, check=False, preexec_fn=bound_by_permissions
    )
    starter.chmod(0o755)
    assert done.returncode == 1
    assert "sources.yaml: permission denied\n  hint: give yourself the right to" in done.stderr
    assert "--out" not in done.stderr


# Kills ---------------------------------------------------------------------------------------


def killed_at_random(dossier: Path, tmp_path: Path, kills: int, rows: int, *options: str) -> None:
    """Kill batches at random moments: no torn file, and the last ends like an undisturbed one."""
    listed = ("--recipients", people(tmp_path / "people.csv", rows), *options)
    calm, out = tmp_path / "calm", tmp_path / "out"
    began = time.monotonic()
    assert run(dossier, calm, *listed).returncode == 0
    lasted = time.monotonic() - began
    wanted = files_of(calm)
    assert len(wanted) >= rows
    chance = random.Random(1978)
    hit = 0
    for _ in range(kills):
        process = subprocess.Popen(
            command(dossier, out, *listed), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.3, 1.0) * lasted)
        process.kill()
        hit += process.wait() == -signal.SIGKILL
        for path, data in files_of(out).items():
            if not path.endswith(".part"):
                assert data == wanted[path], path
        if files_of(out).keys() >= wanted.keys():
            shutil.rmtree(out)
    assert hit
    assert run(dossier, out, *listed).returncode == 0
    assert tree(out) == tree(calm)


def test_kills_leave_whole_files_and_a_batch_that_goes_on(starter: Path, tmp_path: Path) -> None:
    killed_at_random(starter, tmp_path, 3, 12, "--format", "txt", "--jobs", "1")


@pytest.mark.soak
def test_fifty_kills_of_a_batch_of_two_hundred(starter: Path, tmp_path: Path) -> None:
    killed_at_random(starter, tmp_path, 50, 200, "--format", "txt,docx", "--jobs", "2")


def test_leftovers_of_a_killed_batch_are_removed_and_nothing_else(
    starter: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out" / starter.name
    folder.mkdir(parents=True)
    torn = folder / ".congress-blurb.txt.0123abcd.part"
    other = folder / ".notes.part"
    torn.write_text("half of")
    other.write_text("a user's own")
    made(starter, tmp_path / "out")
    assert not torn.exists()
    assert other.exists()


def test_ctrl_c_leaves_whole_files_and_no_worker(starter: Path, tmp_path: Path) -> None:
    out, calm = tmp_path / "out", tmp_path / "calm"
    people(tmp_path / "people.csv", 60)
    listed = ("--recipients", tmp_path / "people.csv", "--format", "txt")
    process = subprocess.Popen(
        command(starter, out, *listed, "--jobs", "2"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline()
    workers = children_of(process.pid)
    assert workers
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.decode().split("\n") == ["", "briefgen: stopped", ""]
    assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    begun = files_of(out)
    assert 0 < len(begun) < 60
    undisturbed(starter, calm, listed[1])
    assert begun.items() <= files_of(calm).items()
    undisturbed(starter, out, listed[1])
    assert tree(out) == tree(calm), "two workers and one make the same"


def test_ctrl_c_at_any_moment_says_one_word(starter: Path, tmp_path: Path) -> None:
    people(tmp_path / "people.csv", 12)
    listed = ("--recipients", tmp_path / "people.csv", "--format", "pdf", "--jobs", "2")
    began = time.monotonic()
    assert run(starter, tmp_path / "calm", *listed).returncode == 0
    lasted = time.monotonic() - began
    wanted = files_of(tmp_path / "calm")
    for share in (0.1, 0.3, 0.5):
        out = tmp_path / f"out-{share}"
        process = subprocess.Popen(
            command(starter, out, *listed),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        time.sleep(max(share * lasted, 0.4))  # before that, Python has not even begun with ours
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
        # Where it hits Python making a dataclass, the process ends as if the signal had ended it,
        # though it was heeded; a shell tells 130 of both.
        assert process.returncode in (130, -signal.SIGINT), share
        assert said.decode().strip() == "briefgen: stopped"
        assert files_of(out).items() <= wanted.items()


def test_workers_end_with_a_parent_that_is_killed() -> None:
    program = (
        "from briefgen.pool import Pool\nimport time\n"
        "if __name__ == '__main__':\n"
        " pool = Pool(1)\n print(pool.submit(abs, -1).result(), flush=True)\n time.sleep(600)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout
    assert process.stdout.readline() == b"1\n"
    workers = children_of(process.pid)
    assert workers
    process.kill()
    process.wait()
    process.stdout.close()
    assert until(lambda: not any(is_alive(pid) for pid in workers))


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and that nobody asked after does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


# Disks and folders ---------------------------------------------------------------------------


def test_a_full_disk_is_reported_and_nothing_is_lost(
    starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write = Path.write_bytes
    room = [2]

    def full(path: Path, data: bytes) -> int:
        room[0] -= 1
        if room[0] < 0:
            write(path, data[:10])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(OutputError, match="the disk is full"):
            made(starter, out, audiences=("congress", "public", "business", "executive"))
    assert len(files_of(out)) == 2
    assert no_leftovers(out) or (out / ".briefgen.journal").exists()
    outcome, written = made(starter, out, audiences=("congress", "public", "business", "executive"))
    assert (len(written), outcome.fresh) == (6, 2)
    made(starter, tmp_path / "calm", audiences=("congress", "public", "business", "executive"))
    assert tree(out) == tree(tmp_path / "calm")


def test_a_limit_of_the_system_is_reported(starter: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))

    options = ("--format", "txt,docx", "--jobs", "1")
    found = run(starter, out, *options, preexec_fn=limit)
    assert found.returncode == 1
    assert "larger than allowed" in found.stderr
    assert files_of(out) == {}
    for folder in (out, tmp_path / "calm"):
        made(starter, folder, audiences=("congress",), formats=("txt", "docx"))
    assert tree(out) == tree(tmp_path / "calm")


def test_a_folder_that_cannot_be_written_is_reported(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/briefgen")):
        found = briefgen(*command(starter, out, "--format", "txt")[3:])
        assert found.status == 1
        assert f"cannot write {out}" in found.err


def test_a_place_that_is_taken_fails_that_edition_only(starter: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / starter.name / "public-blurb.txt" / "folder").mkdir(parents=True)
    outcome, written = made(starter, out)
    assert len(written) == 2
    assert "there is a folder of that name" in outcome.failures[0][1].message
    assert not (out / starter.name / "public-blurb.md").exists(), "all formats or none"


def test_two_batches_into_one_folder_do_not_meet(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    out = tmp_path / "out"
    with locked(out):
        found = briefgen(*command(starter, out, "--format", "txt")[3:])
        assert found.status == 1
        assert f"another batch (process {os.getpid()}) is writing into {out}" in found.err
        assert files_of(out) == {}
    assert briefgen(*command(starter, out, "--format", "txt")[3:]).status == 0


# Workers -------------------------------------------------------------------------------------


def test_a_worker_that_dies_costs_its_own_task_only() -> None:
    pool = Pool(2)
    works: dict[int, Callable[[Any], Any]] = {13: os._exit}
    tasks = (Task(value, works.get(value, abs), -value) for value in (1, 2, 13, 3, 4, 5))
    found = dict(results(pool, tasks))
    pool.dismiss(now=False)
    assert isinstance(found.pop(13), WorkerDiedError)
    assert found == {value: value for value in (1, 2, 3, 4, 5)}


class Fragile(Alone):
    """A crew whose workers die of every task in *deadly*, and of as many others as *mishaps*."""

    size = 3

    def __init__(self, deadly: tuple[object, ...] = (), mishaps: int = 0) -> None:
        self.deadly = deadly
        self.mishaps = mishaps
        self.renewed = 0

    def submit(self, work: Callable[[Any], Any], value: object) -> Future[Any]:
        if value in self.deadly or self.mishaps > 0:
            self.mishaps -= 1
            future: Future[Any] = Future()
            future.set_exception(BrokenProcessPool("a process died"))
            return future
        return super().submit(work, value)

    def renew(self) -> None:
        self.renewed += 1


@pytest.mark.parametrize("mishaps", range(4))
def test_what_was_under_way_is_done_again(mishaps: int) -> None:
    crew = Fragile(mishaps=mishaps)
    found = list(results(crew, (Task(value, abs, -value) for value in range(8))))
    assert sorted(tag for tag, _ in found) == list(range(8))
    failed = [tag for tag, one in found if isinstance(one, BriefgenError)]
    assert len(failed) <= max(0, mishaps - 1)
    assert all(one == tag for tag, one in found if tag not in failed)
    assert bool(crew.renewed) == bool(mishaps)


def test_workers_that_always_die_end_the_batch() -> None:
    crew = Fragile(deadly=tuple(range(100)))
    with pytest.raises(CrewGoneError, match="workers in a row died"):
        list(results(crew, (Task(value, abs, value) for value in range(100))))


def test_a_batch_survives_the_death_of_a_worker(starter: Path, tmp_path: Path) -> None:
    failed: list[str] = []
    outcome = batch.run(
        [order(starter)],
        tmp_path / "out",
        lambda _: Fragile(mishaps=1),
        asked=asked_for([starter], {}, None),
        listener=Listener(failed=lambda name, _: failed.append(name)),
    )
    assert (outcome.written, failed) == (4, [])
    made(starter, tmp_path / "calm")
    assert tree(tmp_path / "out") == tree(tmp_path / "calm")


def out_of_memory(_: object) -> None:
    raise MemoryError


@pytest.mark.parametrize("hire", [Alone, lambda: Pool(1)], ids=["alone", "pool"])
def test_what_a_worker_raises_is_not_said_of_a_cluster(hire: Callable[[], Any]) -> None:
    crew = hire()
    [(_, error)] = results(crew, iter([Task(1, out_of_memory, 1)]))
    crew.dismiss(now=False)
    assert str(error) == "the worker could not do it: MemoryError"


class Vanishing(Alone):
    """A crew of which nothing is heard after so many tasks."""

    def __init__(self, after: int) -> None:
        self.after = after

    def submit(self, work: Callable[[Any], Any], value: object) -> Future[Any]:
        self.after -= 1
        return super().submit(work, value) if self.after >= 0 else Future()

    def lost(self) -> str:
        return "the scheduler is gone"


def test_a_batch_whose_crew_vanishes_goes_on_with_the_next(starter: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(CrewGoneError, match="the scheduler is gone") as caught:
        batch.run([order(starter)], out, lambda _: Vanishing(1))
    assert "run the same command again" in caught.value.hint
    assert len(files_of(out)) == 2
    outcome, _ = made(starter, out)
    assert (outcome.written, outcome.fresh) == (2, 2)
    made(starter, tmp_path / "calm")
    assert tree(out) == tree(tmp_path / "calm")


# A cluster -----------------------------------------------------------------------------------


@pytest.mark.skipif(find_spec("distributed") is None, reason="the extra `cluster` is not installed")
def test_a_cluster_makes_the_same_files_and_may_vanish(starter: Path, tmp_path: Path) -> None:
    people(tmp_path / "people.csv", 60)
    listed = ("--recipients", tmp_path / "people.csv", "--format", "txt")
    calm, out, torn = tmp_path / "calm", tmp_path / "out", tmp_path / "torn"
    assert run(starter, calm, *listed).returncode == 0
    with cluster(tmp_path) as (address, scheduler):
        await_workers(address)
        found = run(starter, out, *listed, "--scheduler", address)
        assert (found.returncode, found.stderr.splitlines()[-1:]) == (
            0, ["60 files written, 0 up to date, 0 editions failed"],
        )  # fmt: skip
        assert tree(out) == tree(calm)
        process = subprocess.Popen(
            command(starter, torn, *listed, "--scheduler", address),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout
        assert process.stdout.readline()
        scheduler.kill()
        _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "run the same command again to go on" in said.decode()
    assert files_of(torn).items() < files_of(calm).items()
    assert run(starter, torn, *listed).returncode == 0
    assert tree(torn) == tree(calm)


def test_a_scheduler_that_does_not_answer(
    starter: Path, tmp_path: Path, briefgen: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    found = briefgen(*command(starter, tmp_path / "out", "--scheduler", "tcp://127.0.0.1:9")[3:])
    assert found.status == 1
    assert "pip install 'briefgen[cluster]'" in found.err
