"""Datasets: the same bytes for any number of workers and any interruption; what fails leaves no half clip."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, TINY, digests, program_environment

from scenes.errors import ClipFailed, DeviceError, OutputError, RunStopped
from scenes.json_codec import OWN_PACKAGES, decode
from scenes.scene import Scene
from simulator import generate, load_config, simulate_clip
from simulator.clip_faults import trace_path
from simulator.executors.base import ClipFaulted, ShardDone
from simulator.finalize import finalize
from simulator.listening import Planned
from simulator.render.device import require_answer

SLOW = "exporter.points.delay_s=0.3"
BUG = ("exporter.points.fault=bug", "exporter.points.fault_at=3")


def run(out: Path, *overrides: str) -> Path:
    summary = generate(load_config([*TINY, f"out={out}", *overrides]))
    assert summary.complete, summary
    return out


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of TINY, made in one go by one process."""
    return run(tmp_path_factory.mktemp("straight") / "out")


def test_clips_that_end_early_share_no_frame_number(tmp_path: Path) -> None:
    run(tmp_path / "out", "frames=3", "scenario.kept_share=[0, 1]", "clips=4")
    clips = [json.loads(line) for line in (tmp_path / "out/record/clips.jsonl").read_text().splitlines()]
    lengths = [len(clip["frame_numbers"]) for clip in clips]
    assert len(set(lengths[:-1])) > 1
    assert [clip["frame_numbers"] for clip in clips] == [
        [3 * clip + index for index in range(length)] for clip, length in enumerate(lengths)
    ]


def test_a_dataset_holds_exporters_files_and_the_record(straight: Path) -> None:
    names = set(digests(straight))
    assert {f"points/points/{n:06d}.pts" for n in range(6)} <= names
    assert {"points/index.txt", "record/run.json", "record/clips.jsonl", "record/manifest.json"} <= names
    assert {f"record/shards/{n:06d}.json" for n in range(3)} <= names
    assert not (straight / ".staging").exists()


def test_the_manifest_lists_every_file_with_its_hash(straight: Path) -> None:
    listed = {e["path"]: e["sha256"] for e in json.loads((straight / "record/manifest.json").read_text())["files"]}
    found = digests(straight)
    del found["record/manifest.json"]
    assert listed == found


def test_the_record_says_what_was_drawn_and_measured(straight: Path) -> None:
    clips = [json.loads(line) for line in (straight / "record/clips.jsonl").read_text().splitlines()]
    assert [clip["clip"] for clip in clips] == [0, 1, 2]
    assert [clip["frame_numbers"] for clip in clips] == [[0, 1], [2, 3], [4, 5]]
    assert 5.0 <= clips[0]["drawn"]["scenario"]["distance_m"] <= 20.0
    assert 0.1 <= clips[0]["drawn"]["randomizer.sun"]["elevation_rad"] <= 1.0
    assert clips[0]["measures"]["key_actor"] == "brick"


def test_the_recorded_scene_is_the_simulated_one(straight: Path) -> None:
    recorded = decode(json.loads((straight / "record/scenes/000001.json").read_text()), (*OWN_PACKAGES, "tiny"))
    assert isinstance(recorded, Scene)
    assert recorded == simulate_clip(load_config([*TINY]), 1).scene


def test_each_clip_has_its_own_pattern_of_weather() -> None:
    """No randomizer of TINY draws one."""
    config = load_config([*TINY])
    patterns = [simulate_clip(config, clip).scene.environment.fog_pattern for clip in (0, 1, 0)]
    assert patterns[0] == patterns[2] != patterns[1]
    assert 0 not in patterns


def test_the_frame_record_holds_exact_states_and_sensor_states(straight: Path) -> None:
    frames = [json.loads(line) for line in (straight / "record/frames/000001.jsonl").read_text().splitlines()]
    assert [frame["number"] for frame in frames] == [2, 3]
    assert frames[1]["time_ns"] == 100_000_000
    assert [frame["sensors"]["roof"]["state"] for frame in frames] == [{"sweeps": 1}, {"sweeps": 2}]
    assert {thing["name"] for thing in frames[0]["things"]} == {"brick"}
    moved = simulate_clip(load_config([*TINY]), 1).history.body_at(2, 0.1).translation_m
    box = next(thing for thing in frames[1]["things"] if thing["name"] == "brick")["box"]["T_world_box"]
    assert box[:3] == pytest.approx(moved, abs=1e-12)


def test_time_and_instance_of_every_point_are_kept(straight: Path) -> None:
    with np.load(straight / "record/points/000000.npz") as points:
        assert points["roof/000001/offset_ns"].tolist() == list(range(20))
        assert set(points["roof/000001/instance"].tolist()) == {2}


def test_the_same_seed_gives_the_same_bytes(straight: Path, tmp_path: Path) -> None:
    assert digests(run(tmp_path / "again")) == digests(straight)


def test_another_seed_gives_others(straight: Path, tmp_path: Path) -> None:
    other = digests(run(tmp_path / "other", "seed=1"))
    assert other["points/points/000000.pts"] != digests(straight)["points/points/000000.pts"]


def test_two_workers_give_the_same_bytes(straight: Path, tmp_path: Path) -> None:
    assert digests(run(tmp_path / "two", "workers=2")) == digests(straight)


def test_shards_change_no_byte_of_what_exporters_write(straight: Path, tmp_path: Path) -> None:
    big = digests(run(tmp_path / "big", "executor.clips_per_shard=2"))
    assert {n: d for n, d in big.items() if n.startswith("points/")} == {
        n: d for n, d in digests(straight).items() if n.startswith("points/")
    }


def test_adding_a_sensor_reading_clip_depends_on_its_own_number_alone(straight: Path, tmp_path: Path) -> None:
    fewer = digests(run(tmp_path / "fewer", "clips=1"))
    assert fewer["points/points/000001.pts"] == digests(straight)["points/points/000001.pts"]


def test_a_run_that_was_killed_continues_to_the_same_bytes(straight: Path, tmp_path: Path) -> None:
    out = tmp_path / "killed"
    # The delay is part of the exporter's config, so both runs of this test need it: compare with a straight one.
    arguments = [*TINY, f"out={out}", SLOW]
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator", *arguments], cwd=ROOT, env=program_environment(), stderr=subprocess.DEVNULL
    )
    _wait_for(out / "record/shards/000000.json", process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (out / "record/manifest.json").exists()
    made_before = (out / "record/shards/000000.json").stat().st_mtime_ns
    events = []
    summary = generate(load_config(arguments), events.append)
    assert summary.complete
    assert (out / "record/shards/000000.json").stat().st_mtime_ns == made_before
    assert events[0].published_frames >= 2
    assert _without_config(digests(out)) == _without_config(digests(straight))


def _alive(pid: str) -> bool:
    """Whether a process runs; a dead one that nobody has waited for does not (proc(5): state Z)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_workers_die_with_a_killed_parent(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator", *TINY, "workers=2", "exporter.points.delay_s=60", f"out={tmp_path}"],
        env=program_environment(),
        stderr=subprocess.DEVNULL,
    )
    while len(list(tmp_path.glob(".staging/*/points"))) < 2:
        assert process.poll() is None
        time.sleep(0.02)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert len(children) >= 2
    process.kill()
    process.wait()
    for _ in range(300):
        if not any(_alive(child) for child in children):
            return
        time.sleep(0.1)
    pytest.fail("worker processes outlive the run")


def test_termination_leaves_nothing_half_published_and_says_so(tmp_path: Path) -> None:
    for signal_number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        out = tmp_path / f"stopped-{status}"
        process = subprocess.Popen(
            [sys.executable, "-m", "simulator", *TINY, f"out={out}", SLOW, "workers=2"],
            cwd=ROOT,
            env=program_environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        _wait_for(out / "record/shards/000000.json", process)
        process.send_signal(signal_number)
        _, told = process.communicate(timeout=60)
        assert process.returncode == status, told
        assert "the same command continues" in told
        assert "Traceback" not in told
        assert not (out / ".staging").exists()


def test_a_finished_run_is_left_as_it_is(straight: Path, tmp_path: Path) -> None:
    out = shutil.copytree(straight, tmp_path / "copy")
    events = []
    summary = generate(load_config([*TINY, f"out={out}"]), events.append)
    assert summary.complete
    assert [type(event) for event in events] == [Planned]
    assert digests(out) == digests(straight)


def test_a_shard_whose_file_is_gone_is_made_again(straight: Path, tmp_path: Path) -> None:
    out = shutil.copytree(straight, tmp_path / "holed")
    (out / "points/points/000002.pts").unlink()
    assert digests(run(out)) == digests(straight)


@pytest.mark.parametrize("length", [0, 100])
def test_a_shard_whose_file_is_cut_off_is_made_again_and_no_other(straight: Path, tmp_path: Path, length: int) -> None:
    out = shutil.copytree(straight, tmp_path / "cut")
    os.truncate(out / "points/points/000002.pts", length)
    events = []
    assert generate(load_config([*TINY, f"out={out}"]), events.append).complete
    assert [event.shard for event in events if isinstance(event, ShardDone)] == [1]
    assert digests(out) == digests(straight)


@pytest.mark.parametrize("damage", ["truncated", "emptied", "no json"])
def test_a_shard_whose_manifest_is_damaged_is_made_again_and_no_other(
    straight: Path, tmp_path: Path, damage: str
) -> None:
    out = shutil.copytree(straight, tmp_path / "damaged")
    path = out / "record/shards/000001.json"
    whole = path.read_bytes()
    path.write_bytes({"truncated": whole[: len(whole) // 2], "emptied": b"", "no json": b"\0" * 100}[damage])
    events = []
    assert generate(load_config([*TINY, f"out={out}"]), events.append).complete
    assert [event.shard for event in events if isinstance(event, ShardDone)] == [1]
    assert digests(out) == digests(straight)


def test_finalize_is_idempotent_and_removes_what_no_shard_lists(straight: Path, tmp_path: Path) -> None:
    out = shutil.copytree(straight, tmp_path / "stray")
    (out / "points/points/999999.pts").write_text("left by a killed run")
    (out / "record/frames/000009.jsonl").write_text("left by a killed run")
    finalize(out)
    assert digests(out) == digests(straight)


def test_finalize_tells_what_is_missing(straight: Path, tmp_path: Path) -> None:
    out = shutil.copytree(straight, tmp_path / "missing")
    (out / "record/shards/000001.json").unlink()
    summary = finalize(out)
    assert summary.missing_shards == (1,)
    assert not summary.complete
    assert (out / "points/index.txt").read_text().split() == ["0", "1", "4", "5"]


def test_refused_attempts_are_drawn_again_and_recorded(tmp_path: Path) -> None:
    out = run(tmp_path / "picky", "scenario.accept_share=0.3", "max_attempts=100", "clips=8", "frames=1")
    clips = [json.loads(line) for line in (out / "record/clips.jsonl").read_text().splitlines()]
    assert all(clip["drawn"]["scenario"]["luck"] < 0.3 for clip in clips)
    assert all(len(clip["refused"]) == clip["attempt"] for clip in clips)
    assert any(clip["attempt"] > 0 for clip in clips)


@pytest.mark.parametrize(
    ("override", "reason"),
    [("scenario.accept_share=0", "is not below 0.0"), ("scenario.broken=true", "the street has no room")],
)
def test_clips_that_cannot_be_made_are_recorded_with_reasons(tmp_path: Path, override: str, reason: str) -> None:
    out = tmp_path / "none"
    config = load_config([*TINY, f"out={out}", override, "max_attempts=2"])
    with pytest.raises(ClipFailed, match="all 2 attempts were refused"):
        simulate_clip(config, 0)
    summary = generate(config)
    assert summary.failed_clips == (0, 1, 2)
    assert not summary.complete
    failures = [json.loads(line) for line in (out / "record/clips.jsonl").read_text().splitlines()]
    assert [len(failure["refused"]) for failure in failures] == [2, 2, 2]
    assert reason in failures[0]["refused"][0][0]
    draws = json.loads((out / "record/manifest.json").read_text())["draws"]
    assert (draws["accepted"], draws["refused"]) == (0, 6)
    assert sum(draws["reasons"].values()) == 6
    assert len(draws["reasons"]) == 1, "numbers aside, all were refused for the same reason"
    assert generate(config).failed_clips == (0, 1, 2), "a rerun tells it again"


@pytest.mark.parametrize("workers", [1, 2])
def test_a_full_disk_stops_the_run_without_half_a_clip(tmp_path: Path, workers: int) -> None:
    out = tmp_path / "full"
    fault = ("exporter.points.fault=disk_full", "exporter.points.fault_at=3")
    with pytest.raises(RunStopped, match=r"no space is left on the device.*the same command continues"):
        generate(load_config([*TINY, f"out={out}", *fault, f"workers={workers}"]))
    assert not (out / "record/shards/000001.json").exists()
    assert not list((out / "points").rglob("000002.pts"))
    assert not (out / ".staging").exists()


def test_a_clip_that_faults_is_tried_again_then_recorded_and_the_others_are_made(tmp_path: Path) -> None:
    events = []
    config = load_config([*TINY, f"out={tmp_path}", "executor.clips_per_shard=3", *BUG, "executor.tries=3"])
    summary = generate(config, events.append)
    assert (summary.clips, summary.failed_clips, summary.missing_shards) == (2, (1,), ())
    assert not summary.complete
    assert "ZeroDivisionError: division by zero (tried 3 times)" in summary.faulted[1]
    assert sum(isinstance(event, ClipFaulted) for event in events) == 3
    told = (tmp_path / trace_path(1)).read_text()
    assert told.count("seed 0") == 3
    assert "exporter.py" in told
    assert not list(tmp_path.rglob("000001.jsonl"))
    failure = [json.loads(line) for line in (tmp_path / "record/clips.jsonl").read_text().splitlines()][1]
    assert (failure["seed"], failure["fault"]["type"]) == (0, "ZeroDivisionError")


def test_a_device_that_is_lost_stops_the_run_instead_of_failing_every_clip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object, **__: object) -> None:
        raise RuntimeError("CUDA error 719: unspecified launch failure")

    monkeypatch.setattr("simulator.render.device.wp.ones", lost)
    with pytest.raises(DeviceError, match=r"does not compute any more \(CUDA error 719.*the same command continues"):
        require_answer("cpu")
    with pytest.raises(RunStopped, match="does not compute any more"):
        generate(load_config([*TINY, f"out={tmp_path}", *BUG]))
    assert not (tmp_path / "record/shards/000001.json").exists()


def test_a_rerun_tries_faulted_clips_again(straight: Path, tmp_path: Path) -> None:
    once = f"exporter.points.once={tmp_path / 'mended'}"
    config = load_config([*TINY, f"out={tmp_path / 'out'}", *BUG, once, "executor.tries=1"])
    assert generate(config).failed_clips == (1,)
    events = []
    assert generate(config, events.append).complete
    assert [event.shard for event in events if isinstance(event, ShardDone)] == [1]
    assert _without_config(digests(tmp_path / "out")) == _without_config(digests(straight))
    assert not list((tmp_path / "out/record/host/faults").iterdir())


def test_a_file_that_an_exporter_did_not_list_is_a_fault(tmp_path: Path) -> None:
    fault = ("exporter.points.fault=unlisted", "exporter.points.fault_at=3")
    with pytest.raises(OutputError, match=r"exporter 'points' wrote a file that it did not list: stray\.txt"):
        generate(load_config([*TINY, f"out={tmp_path / 'x'}", *fault]))


def test_a_shard_whose_process_dies_is_tried_once_more(straight: Path, tmp_path: Path) -> None:
    fault = ("exporter.points.fault=killed", "exporter.points.fault_at=3")
    once = f"exporter.points.once={tmp_path / 'died'}"
    out = run(tmp_path / "survived", *fault, once, "workers=2")
    assert _without_config(digests(out)) == _without_config(digests(straight))


def test_a_clip_on_which_processes_die_is_given_up_and_the_others_of_its_shard_are_made(tmp_path: Path) -> None:
    fault = ("exporter.points.fault=killed", "exporter.points.fault_at=3", "executor.clips_per_shard=2")
    summary = generate(load_config([*TINY, f"out={tmp_path}", *fault, "workers=2"]))
    assert (summary.clips, summary.failed_clips, summary.missing_shards) == (2, (1,), ())
    assert "killed by signal 9" in summary.faulted[1]
    assert "killed by signal 9" in (tmp_path / trace_path(1)).read_text()
    assert "tried 2 times" in summary.faulted[1]


def test_progress_is_told_frame_by_frame(tmp_path: Path) -> None:
    events = []
    generate(load_config([*TINY, f"out={tmp_path / 'heard'}"]), events.append)
    assert isinstance(events[0], Planned)
    assert events[0].frames == 6
    assert [e.shard for e in events if isinstance(e, ShardDone)] == [0, 1, 2]
    assert len(events) == 1 + 3 + 6 + 3


def _wait_for(path: Path, process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if path.exists():
            return
        assert process.poll() is None, "the run ended before its first shard"
        time.sleep(0.05)
    raise AssertionError(f"{path} did not appear")


def _without_config(found: dict[str, str]) -> dict[str, str]:
    """Files that do not hold the config's hash: runs of this module differ in what faults their exporter has."""
    holding = ("record/run.json", "record/manifest.json", "record/shards/")
    return {name: digest for name, digest in found.items() if not name.startswith(holding)}
