"""Whose folder `out` is: continue the same run, refuse others', replace only what is ours."""

from __future__ import annotations

import contextlib
import fcntl
import multiprocessing
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from multiprocessing.connection import Connection
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import TextIO

import pytest
from conftest import TINY, digests

from scenes.errors import OutputError
from simulator.config import load_config
from simulator.dataset import check_out, locked, locked_with_others
from simulator.files import write_atomically
from simulator.folder_storage import FolderStorage
from simulator.generation import generate
from simulator.layout import PROBE, RUN_FILE
from simulator.plan import Shard
from simulator.publish import ShardContents, is_settled, manifest_path, publish, published, staging

ONE = ("clips=1", "frames=1")


def fault_of(out: Path, *overrides: str) -> str:
    with pytest.raises(OutputError) as fault:
        generate(load_config([*TINY, *ONE, f"out={out}", *overrides]))
    return str(fault.value)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "out"
    generate(load_config([*TINY, *ONE, f"out={out}"]))
    return out


def test_another_runs_data_is_refused_with_the_keys_that_differ(made: Path) -> None:
    before = digests(made)
    told = fault_of(made, "seed=3", "val_share=0.5")
    assert "holds another run's data (seed: 0 -> 3; val_share: 0.2 -> 0.5)" in told
    assert "overwrite=true" in told
    assert digests(made) == before


def test_overwrite_replaces_a_dataset_and_keeps_what_is_not_ours(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    generate(load_config([*TINY, "clips=2", "frames=1", f"out={out}"]))
    (out / "notes.txt").write_text("mine")
    generate(load_config([*TINY, *ONE, f"out={out}", "overwrite=true"]))
    assert (out / "notes.txt").read_text() == "mine"
    (out / "notes.txt").unlink()
    assert digests(out) == digests(made)


def test_an_overwriting_run_that_is_killed_leaves_a_dataset_that_can_be_overwritten(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = shutil.copytree(made, tmp_path / "out")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("simulator.dataset.write_atomically", killed)
        with pytest.raises(KeyboardInterrupt):
            generate(load_config([*TINY, *ONE, f"out={out}", "seed=1", "overwrite=true"]))
    assert not (out / "points").exists()
    assert "holds another run's data (seed: 0 -> 1)" in fault_of(out, "seed=1")
    generate(load_config([*TINY, *ONE, f"out={out}", "overwrite=true"]))
    assert digests(out) == digests(made)


def test_overwrite_replaces_a_dataset_whose_record_is_damaged(made: Path, tmp_path: Path) -> None:
    out = shutil.copytree(made, tmp_path / "out")
    (out / RUN_FILE).write_bytes(b"")
    assert "is damaged" in fault_of(out)
    generate(load_config([*TINY, *ONE, f"out={out}", "overwrite=true"]))
    assert digests(out) == digests(made)


@pytest.mark.parametrize("overwrite", ["true", "false"])
def test_a_folder_of_somebody_else_is_never_touched(tmp_path: Path, overwrite: str) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    told = fault_of(tmp_path, f"overwrite={overwrite}")
    assert "not a dataset of this program" in told
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_out_that_is_a_file_or_below_one_is_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert f"{file} is a file, expected a folder" in fault_of(file)
    assert f"{file} is a file, expected a folder" in fault_of(file / "deeper" / "out")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    # /proc takes no new folders, not even from root, for whom permission bits mean nothing.
    assert "out=/proc/swerve: the folder cannot be made" in fault_of(Path("/proc/swerve"))
    if os.geteuid() != 0:
        tmp_path.chmod(0o500)
        assert "is not writable" in fault_of(tmp_path / "out")


@pytest.mark.parametrize(
    "left",
    [
        ("host/lock",),
        ("host/lock", "host/publish.lock", ".ontology.json.a1b2"),
        ("host/lock", "host/publish.lock", "ontology.json", ".run.json.c3d4"),
    ],
)
def test_a_folder_of_a_run_that_starts_or_was_killed_at_its_start_is_used(
    tmp_path: Path, made: Path, left: tuple[str, ...]
) -> None:
    (tmp_path / "record" / "host").mkdir(parents=True)
    for name in left:
        (tmp_path / "record" / name).touch()
    generate(load_config([*TINY, *ONE, f"out={tmp_path}"]))
    assert digests(tmp_path) == digests(made)


def test_what_the_doctor_writes_for_a_moment_is_nobodys_data(tmp_path: Path, made: Path) -> None:
    out, probe = tmp_path / "out", tmp_path / "out" / f"{PROBE}a1b2"
    probe.mkdir(parents=True)
    (probe / "file").touch()
    generate(load_config([*TINY, *ONE, f"out={out}"]))
    shutil.rmtree(probe)
    assert digests(out) == digests(made)


@pytest.mark.parametrize("name", ["lock", "record/host/.thesis.tex.a1b2", ".run.json.c3d4"])
def test_files_that_are_like_a_runs_in_another_place_are_somebody_elses(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).touch()
    assert "not a dataset of this program" in fault_of(tmp_path)


def test_a_dataset_is_joined_while_folders_come_and_go_in_it(begun: Path) -> None:
    done = threading.Event()

    def stage() -> None:
        while not done.is_set():
            with staging(begun, Shard(index=7, clips=(7,))) as folder:
                (folder / "points/points").mkdir(parents=True)

    with ThreadPoolExecutor() as pool:
        others = pool.submit(stage)
        try:
            for _ in range(500):
                check_out(begun, {"config_hash": "h", "config": {}}, overwrite=False)
        finally:
            done.set()
        others.result()


def test_an_element_that_comes_first_while_another_looks_is_no_stranger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def names_now(out: Path) -> Iterator[str]:
        write_atomically(out / RUN_FILE, b'{"config_hash": "h", "config": {}}')
        yield from (RUN_FILE, "record/shards/000000.json")

    monkeypatch.setattr("simulator.dataset.names_below", names_now)
    check_out(tmp_path, {"config_hash": "h", "config": {}}, overwrite=False)


@pytest.mark.parametrize("take", [locked, locked_with_others])
def test_locks_are_taken_as_network_file_systems_want_them(
    take: Callable[[Path], AbstractContextManager[None]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NFS refuses what is not open for reading to those who share, for writing to those who do not (flock(2))."""
    modes = []
    flock = fcntl.flock

    def noted(file: TextIO, kind: int) -> None:
        modes.append(fcntl.fcntl(file, fcntl.F_GETFL) & os.O_ACCMODE)
        flock(file, kind)

    monkeypatch.setattr(fcntl, "flock", noted)
    with take(tmp_path):
        assert modes == [os.O_RDWR]


def test_two_runs_do_not_write_to_one_dataset_at_a_time(made: Path) -> None:
    with locked(made):
        assert "another run is writing there now" in fault_of(made)


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """A dataset that a run has opened."""
    write_atomically(tmp_path / RUN_FILE, b'{"config_hash": "h", "config": {}}')
    return tmp_path


def _staged(out: Path, content: str) -> bool:
    shard = Shard(index=7, clips=(7,))
    with staging(out, shard) as folder:
        (folder / "kitti").mkdir()
        for name in ("a.txt", "b.txt"):
            (folder / "kitti" / name).write_text(content)
        return publish(out, shard, folder, ShardContents(config_hash="h", clips=[], failures=[]))


def _race(out: Path, start: Barrier, told: SimpleQueue[tuple[str, bool]]) -> None:
    start.wait()
    told.put((str(os.getpid()), _staged(out, str(os.getpid()))))


def test_of_workers_with_one_shard_one_wins_and_the_others_leave_no_trace(begun: Path) -> None:
    context = multiprocessing.get_context("spawn")
    start, told = context.Barrier(4), context.SimpleQueue()
    workers = [context.Process(target=_race, args=(begun, start, told)) for _ in range(4)]
    for worker in workers:
        worker.start()
    results = dict(told.get() for _ in workers)
    for worker in workers:
        worker.join()
    winners = [process for process, first in results.items() if first]
    assert len(winners) == 1
    assert [(begun / "kitti" / name).read_text() for name in ("a.txt", "b.txt")] == winners * 2
    assert list((begun / ".staging").iterdir()) == []
    assert not _staged(begun, "too late")
    assert (begun / "kitti/a.txt").read_text() == winners[0]


def test_a_shard_with_a_clip_that_faulted_can_be_published_again(begun: Path) -> None:
    shard, fault = Shard(index=7, clips=(7,)), {"clip": 7, "reason": "a fault", "fault": {}}
    with staging(begun, shard) as folder:
        assert publish(begun, shard, folder, ShardContents(config_hash="h", clips=[], failures=[fault]))
    assert not is_settled(published(begun, shard, "h"))
    assert _staged(begun, "made")
    assert is_settled(published(begun, shard, "h"))


def test_a_dataset_that_vanishes_during_a_run_is_told(begun: Path) -> None:
    shard = Shard(index=0, clips=(0,))
    with staging(begun, shard) as folder:
        (begun / RUN_FILE).unlink()
        with pytest.raises(OutputError, match=r"record/run\.json has gone during the run; was the storage unmounted"):
            publish(begun, shard, folder, ShardContents(config_hash="h", clips=[], failures=[]))
    assert not (begun / "record/shards").exists()


def test_a_worker_that_outlives_its_run_does_not_publish_into_the_one_that_replaced_it(begun: Path) -> None:
    shard = Shard(index=0, clips=(0,))
    with staging(begun, shard) as folder:
        (folder / "old.txt").touch()
        write_atomically(begun / RUN_FILE, b'{"config_hash": "another", "config": {}}')
        with pytest.raises(OutputError, match="another run has replaced the dataset"):
            publish(begun, shard, folder, ShardContents(config_hash="h", clips=[], failures=[]))
    assert not (begun / "old.txt").exists()


def test_nothing_is_published_before_its_manifest(begun: Path) -> None:
    shard = Shard(index=7, clips=(7,))
    contents = ShardContents(config_hash="h", clips=[], failures=[])
    with staging(begun, shard) as folder:
        (folder / "kitti").mkdir()
        (folder / "kitti/a.txt").write_text("a")
        assert published(begun, shard, "h") is None
        publish(begun, shard, folder, contents)
    manifest = published(begun, shard, "h")
    assert manifest is not None
    assert [entry["path"] for entry in manifest["files"]] == ["kitti/a.txt"]
    assert (begun / "kitti/a.txt").read_text() == "a"
    assert published(begun, shard, "another config") is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"config_hash": "h", "config": {}}'])
def test_a_damaged_manifest_counts_as_missing(tmp_path: Path, damage: bytes) -> None:
    shard = Shard(index=0, clips=(0,))
    write_atomically(manifest_path(tmp_path, shard), damage)
    assert published(tmp_path, shard, "h") is None


def test_staging_is_gone_whatever_happens(begun: Path) -> None:
    def fail() -> None:
        with staging(begun, Shard(index=0, clips=(0,))) as folder:
            (folder / "half.bin").touch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list((begun / ".staging").iterdir()) == []


def _stays_in_staging(out: Path, told: Connection) -> None:
    with staging(out, Shard(index=0, clips=(0,))) as folder:
        told.send(folder)
        told.recv()


def test_elements_clear_staging_of_killed_processes_anywhere_and_of_nobody_else(begun: Path) -> None:
    (begun / ".staging/000003-left-by-another-machine").mkdir(parents=True)
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    worker = context.Process(target=_stays_in_staging, args=(begun, there))
    worker.start()
    folder = here.recv()
    FolderStorage(begun).clear_up(shared=True)
    assert list((begun / ".staging").iterdir()) == [folder]
    worker.kill()
    worker.join()
    FolderStorage(begun).clear_up(shared=True)
    assert list((begun / ".staging").iterdir()) == []


@pytest.mark.parametrize("fault", [None, FileNotFoundError("gone")])
def test_a_signal_during_publication_acts_once_the_shard_is_published_or_not(
    begun: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception | None
) -> None:
    def signalled(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
        if fault is not None:
            raise fault

    monkeypatch.setattr("simulator.publish._move", signalled)
    met: list[bool] = []
    before = {
        signal.SIGINT: signal.signal(signal.SIGINT, signal.SIG_IGN),  # as a pool's processes have it
        signal.SIGTERM: signal.signal(signal.SIGTERM, lambda *_: met.append((begun / "record/shards").exists())),
    }
    try:
        with contextlib.suppress(FileNotFoundError):
            _staged(begun, "made")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert met == [fault is None]


def test_an_interrupted_write_leaves_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f"
    write_atomically(path, b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["f"]
