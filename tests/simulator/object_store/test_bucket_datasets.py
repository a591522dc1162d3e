"""Datasets in a bucket: whatever happens, the objects are the files of a run to a folder. Skipped without moto."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from conftest import ROOT, TINY, digests, program_environment
from s3_server import BUCKET, S3Server, contents, digests_of, serving, store, wait_for

from scenes.errors import ConfigError, OutputError, StorageLost
from simulator import generate, load_config
from simulator.cli import STOPPED, main
from simulator.object_store.bucket import Bucket
from simulator.object_store.url import StoreUrl
from simulator.survey import Summary

pytest.importorskip("moto", reason="needs a server: make test-cloud")
pytest.importorskip("obstore")

SLOWLY = ("clips=6", "exporter.points.delay_s=0.3")


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with serving() as running:
        yield running


@pytest.fixture
def url(server: S3Server, tmp_path: Path) -> str:
    return f"s3://{BUCKET}/{tmp_path.name}/run"


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Digests of the dataset in a folder."""
    return made_in_a_folder(tmp_path_factory.mktemp("straight") / "out")


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The same, of the longer run."""
    return made_in_a_folder(tmp_path_factory.mktemp("six") / "out", *SLOWLY)


def made_in_a_folder(out: Path, *overrides: str) -> dict[str, str]:
    assert generate(load_config([*TINY, *overrides, f"out={out}"])).complete
    return digests(out)


def run(url: str, *overrides: str) -> Summary:
    return generate(load_config([*TINY, f"out={url}", *overrides]))


def start(url: str, *overrides: str, temporary: Path | None = None) -> subprocess.Popen[str]:
    """A driver of its own. temporary: its folder for what is on its way, as on another machine."""
    return subprocess.Popen(
        [sys.executable, "-m", "simulator", *TINY, f"out={url}", *overrides],
        cwd=ROOT,
        env={**program_environment(), **({} if temporary is None else {"TMPDIR": str(temporary)})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def finished(process: subprocess.Popen[str], status: int = 0) -> str:
    told, _ = process.communicate(timeout=120)
    assert process.returncode == status, told
    assert "Traceback" not in told
    return told


def shard(number: int) -> str:
    return f"record/shards/{number:06d}.json"


def test_objects_are_the_files_of_a_folder_and_nothing_is_left_here(
    url: str, straight: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    summary = run(url)
    assert summary.complete
    assert str(summary.out) == url
    assert digests_of(url) == straight
    assert list(tmp_path.iterdir()) == []
    there = contents(url)
    assert {f"record/host/shards/{number:06d}.json" for number in range(3)} <= set(there)
    log = next(data for path, data in there.items() if path.startswith("record/host/log-"))
    assert orjson.loads(log.splitlines()[-1])["reason"] == "complete"
    assert not any(b"nobody-may-read-this" in data for data in there.values())


def test_a_whole_dataset_is_made_by_nobody_again(url: str, straight: dict[str, str]) -> None:
    run(url)
    before = {path: data for path, data in contents(url).items() if path.startswith("record/host/shards/")}
    assert run(url).complete
    there = contents(url)
    assert {path: there[path] for path in before} == before
    assert digests_of(url) == straight


def test_formats_that_merge_parts_and_give_second_names_are_the_same(url: str, tmp_path: Path) -> None:
    of_all = [text for text in TINY if not text.startswith(("exporter", "rig"))]
    formats = "exporter=[kitti,coco,coco_panoptic,kitti_depth_flow,yolo,webdataset]"
    asked = [*of_all, "rig=kitti", formats, "val_share=0.5"]
    assert generate(load_config([*asked, f"out={tmp_path / 'out'}"])).complete
    assert generate(load_config([*asked, f"out={url}"])).complete
    assert digests_of(url) == digests(tmp_path / "out")


def test_another_run_is_refused_with_the_keys_that_differ_and_overwrite_with_a_way_out(url: str) -> None:
    run(url)
    before = contents(url)
    with pytest.raises(OutputError, match=r"another run's data \(seed: 0 -> 3\); choose another prefix"):
        run(url, "seed=3")
    with pytest.raises(ConfigError, match=f"aws s3 rm --recursive {url}"):
        run(url, "overwrite=true")
    assert contents(url) == before


def test_what_is_no_dataset_of_ours_is_never_touched(url: str) -> None:
    store(url).put("thesis.tex", b"years of work")
    with pytest.raises(OutputError, match=r"not a dataset of this program.*thesis\.tex"):
        run(url)
    assert contents(url) == {"thesis.tex": b"years of work"}


def test_a_bucket_that_is_not_there_is_told(server: S3Server) -> None:
    with pytest.raises(OutputError, match="s3://elsewhere/run: there is no such bucket"):
        run("s3://elsewhere/run")


def test_a_server_that_is_started_again_in_the_middle_of_a_run_costs_nothing(
    server: S3Server, url: str, six: dict[str, str]
) -> None:
    driver = start(url, *SLOWLY)
    wait_for(url, shard(1))
    server.stop()
    time.sleep(4.0)
    server.start()
    told = finished(driver)
    assert "fault" not in told
    assert digests_of(url) == six


@pytest.mark.parametrize("workers", [1, 2])
def test_a_server_that_stays_away_ends_the_run_with_its_name_and_the_same_command_goes_on(
    server: S3Server, url: str, six: dict[str, str], workers: int
) -> None:
    driver = start(url, *SLOWLY, "store_patience_s=1", f"workers={workers}")
    wait_for(url, shard(1))
    server.stop()
    told = finished(driver, status=STOPPED)
    server.start()
    assert f"{url}: the storage does not answer" in told
    assert "the same command continues" in told
    assert "given up" not in told
    assert not any("faults" in path for path in contents(url))
    assert "frames to make, " in finished(start(url, *SLOWLY))
    assert digests_of(url) == six


def test_two_drivers_at_once_make_one_dataset(url: str, six: dict[str, str], tmp_path: Path) -> None:
    machines = [tmp_path / "one", tmp_path / "two"]
    for machine in machines:
        machine.mkdir()
    drivers = [start(url, *SLOWLY, temporary=machine) for machine in machines]
    for driver in drivers:
        finished(driver)
    assert digests_of(url) == six
    assert all(not list(machine.iterdir()) for machine in machines)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_driver_that_is_killed_is_gone_on_with_from_another_machine(
    url: str, six: dict[str, str], tmp_path: Path, workers: int
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    driver = start(url, *SLOWLY, f"workers={workers}", temporary=first)
    wait_for(url, shard(2))
    wait_for(url, "record/host/log-")
    os.killpg(driver.pid, signal.SIGKILL)
    driver.communicate()
    assert "frames to make, " in finished(start(url, *SLOWLY, temporary=second))
    assert digests_of(url) == six
    assert not list(second.iterdir())


def test_an_interrupted_run_leaves_nothing_here_and_goes_on(url: str, six: dict[str, str], tmp_path: Path) -> None:
    driver = start(url, *SLOWLY, "workers=2", temporary=tmp_path)
    wait_for(url, shard(0))
    os.killpg(driver.pid, signal.SIGINT)
    assert "interrupted" in finished(driver, status=130)
    assert list(tmp_path.iterdir()) == []
    finished(start(url, *SLOWLY, temporary=tmp_path))
    assert digests_of(url) == six


def test_the_last_element_of_a_job_array_finalizes(url: str, straight: dict[str, str]) -> None:
    array = ("executor=array", "executor.count=2")
    first = run(url, *array, "executor.index=1")
    assert (first.missing_shards, first.others_shards) == ((), (0, 2))
    assert "record/manifest.json" not in contents(url)
    assert run(url, *array, "executor.index=0").complete
    assert digests_of(url) == straight


def test_a_clip_that_faults_is_recorded_with_its_trace_and_made_by_the_next_run(
    url: str, tmp_path: Path, straight: dict[str, str]
) -> None:
    fault = ("exporter.points.fault=bug", "exporter.points.fault_at=3", f"exporter.points.once={tmp_path / 'met'}")
    summary = run(url, *fault, "executor.tries=1")
    assert dict(summary.faulted).keys() == {1}
    assert b"ZeroDivisionError" in contents(url)["record/host/faults/clip-000001.txt"]
    assert run(url, *fault).complete
    assert "record/host/faults/clip-000001.txt" not in contents(url)
    straight_again = made_in_a_folder(tmp_path / "out", *fault)
    assert digests_of(url) == straight_again


def test_shards_whose_manifest_or_files_are_damaged_are_made_again(url: str, straight: dict[str, str]) -> None:
    run(url)
    store(url).put(shard(0), b"{")
    store(url).put("points/points/000002.pts", b"")
    store(url).delete("points/points/000005.pts")
    assert run(url).complete
    assert digests_of(url) == straight


def test_strays_go_once_no_shard_is_missing(url: str, straight: dict[str, str]) -> None:
    array = ("executor=array", "executor.count=2")
    run(url, *array, "executor.index=1")
    store(url).put("points/points/000099.pts", b"of a driver that was killed")
    assert main(["finalize", url]) == 1
    assert "points/points/000099.pts" in contents(url)
    run(url, *array, "executor.index=0")
    assert digests_of(url) == straight


def test_status_and_finalize_take_the_url(
    url: str, straight: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(url, "executor=array", "executor.count=2", "executor.index=0")
    assert main(["status", url]) == 1
    assert "2 of 3 published" in capsys.readouterr().out
    run(url)
    store(url).delete("record/clips.jsonl")
    assert main(["finalize", url]) == 0
    assert digests_of(url) == straight
    assert main(["status", url]) == 0
    told = capsys.readouterr().out
    assert f"{url}: TinyScenario" in told
    assert "3 of 3 published" in told


def test_a_dataset_of_another_schema_is_told_by_its_url(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    store(url).put("record/run.json", orjson.dumps({"schema_version": 2, "config": {}, "config_hash": ""}))
    assert main(["finalize", url]) == 2
    assert f"{url}: has schema_version 2" in capsys.readouterr().err


def test_a_storage_that_cannot_put_if_absent_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def put_anyway(bucket: Bucket, path: str, data: bytes) -> bool:
        bucket.write(path, data)
        return True

    monkeypatch.setattr(Bucket, "create", put_anyway)
    with pytest.raises(OutputError, match="in spite of If-None-Match"):
        run(url)


def test_a_put_whose_answer_was_lost_counts(
    url: str, straight: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    create = Bucket.create

    def forgetful(bucket: Bucket, path: str, data: bytes) -> bool:
        return create(bucket, path, data) and not path.startswith("record/shards/")

    monkeypatch.setattr(Bucket, "create", forgetful)
    assert run(url).complete
    assert "record/host/shards/000001.json" in contents(url)
    assert digests_of(url) == straight


def test_a_server_that_is_away_at_the_start_is_told(server: S3Server, url: str) -> None:
    server.stop()
    try:
        with pytest.raises(StorageLost, match="does not answer"):
            run(url, "store_patience_s=0")
    finally:
        server.start()


def test_the_doctor_tries_the_bucket(url: str, server: S3Server) -> None:
    from simulator.doctor.bucket import check_once, check_reach

    assert check_reach(StoreUrl(url)).level == check_once(StoreUrl(url)).level == "ok"
    found = check_reach(StoreUrl("s3://elsewhere/run"))
    assert (found.level, "no such bucket" in found.found) == ("fault", True)
    assert contents(url) == {}


@pytest.mark.parametrize(
    "platform", [("slurm",), ("kubernetes", "image=swerve"), ("aws_batch", "image=swerve", "queue=q")]
)
def test_job_files_ask_for_missing_elements_without_a_volume_and_hold_no_secret(
    url: str, capsys: pytest.CaptureFixture[str], platform: tuple[str, ...]
) -> None:
    run(url, "executor=array", "executor.count=3", "executor.index=1")
    capsys.readouterr()
    assert main(["submit", "--dry-run", *platform, "count=3", *TINY, f"out={url}"]) == 0
    told = capsys.readouterr().out
    assert "0,2" in told
    assert f"out={url}" in told
    assert "olume" not in told
    assert "nobody-may-read-this" not in told
    assert platform[0] == "slurm" or "eu-north-1" in told
