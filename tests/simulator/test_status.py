"""`swerve status` tells how far a dataset is from its manifests and host records alone, and quickly."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TINY

from scenes.errors import OutputError
from simulator import generate, load_config
from simulator.cli import main
from simulator.dataset import locked
from simulator.number_ranges import number_ranges
from simulator.plan import plan
from simulator.publish import published
from simulator.quantities import bytes_text, clock_text
from simulator.status.overview import overview

HASH = "0123"
MACHINE = {"host": "node-1", "device": "cuda:0", "gpu": "NVIDIA H200", "driver": "580.65"}


def dataset(out: Path, clips: int, per_shard: int = 1, frames: int = 10) -> Path:
    """The record of a run of which no shard is published yet."""
    config = {
        "scenario": {"_target_": "scenes.scenarios.drive.Drive"},
        "rig": {"_target_": "simulator.sensors.rigs.kitti_rig.KittiRig"},
        "exporter": {"kitti": {}},
        "seed": 7,
        "clips": clips,
        "frames": frames,
        "clips_per_shard": per_shard,
        "device": "cuda:0",
    }
    _write(out / "record/run.json", {"config": config, "config_hash": HASH, "version": "0.1.0"})
    return out


def publish(out: Path, shard: int, clips: Mapping[int, Mapping[str, Any]] | None = None, frames: int = 10) -> None:
    """One shard's manifest. clips: what is told of those that failed, by number; shards of one clip without."""
    failures = [{"clip": clip, "refused": [], **told} for clip, told in (clips or {}).items()]
    made = [] if clips else [{"clip": shard, "frame_numbers": list(range(frames)), "files": {}, "refused": []}]
    manifest = {
        "schema_version": 1,
        "config_hash": HASH,
        "shard": shard,
        "clips": made,
        "failures": failures,
        "files": [{"path": f"kitti/{shard}", "sha256": "", "bytes": 1000}],
    }
    _write(out / f"record/shards/{shard:06d}.json", manifest)


def measure(out: Path, shard: int, **facts: Any) -> None:
    """One shard's record of its making: ten frames in five seconds."""
    record = {
        "config_hash": HASH,
        "shard": shard,
        "tries": 1,
        "frames": 10,
        "seconds": 5.0,
        "stages_s": {"simulate": 1.0, "render": 4.0, "write": 2.0},
        "ended": f"2026-11-22T19:00:{shard:02d}.000+00:00",
        "pid": 40,
        "memory": {"peak_bytes": 2_000_000_000 + shard, "gpu_peak_bytes": 10**10},
        "machine": MACHINE,
        "versions": {"numpy": "2.4.6"},
        "kernels": {"render.kernels.tracing": "aaaaaaa"},
    }
    _write(out / f"record/host/shards/{shard:06d}.json", {**record, **facts})


def _write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = main(["status", *arguments])
    return status, capsys.readouterr().out


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "out"
    assert generate(load_config([*TINY, f"out={out}"])).complete
    return out


def test_a_finished_dataset_is_complete(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, text = told(capsys, str(made))
    assert status == 0
    for line in ("shards     3 of 3 published", "clips      3 made", "finalized  yes"):
        assert line in text
    assert "TinyScenario, rig MountedRig, exporters points, seed 0, 3 clips of 2 frames, cpu" in text


def test_json_says_the_same(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, text = told(capsys, str(made), "json=true")
    found = json.loads(text)
    assert status == 0
    assert found["complete"] is found["finalized"] is True
    assert (found["shards"]["published"], found["clips"]["made"], found["frames"]) == (3, 3, 6)
    assert found["measured"]["shards"] == 3
    assert found["runs"][0]["reason"] == "complete"
    assert found["bytes"] == sum(
        entry["bytes"] for path in (made / "record/shards").iterdir() for entry in json.loads(path.read_text())["files"]
    )


def test_missing_shards_are_told_as_a_job_array_takes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = dataset(tmp_path, 10)
    for shard in (1, 4, 5):
        publish(out, shard)
    status, text = told(capsys, str(out))
    assert status == 1
    assert "shards     3 of 10 published" in text
    assert "missing    shards 0,2-3,6-9" in text
    assert "finalized  no" in text


def test_elements_of_an_array_are_told_by_its_length(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = dataset(tmp_path, 10)
    for shard in range(10):
        if shard not in {2, 6}:
            publish(out, shard)
    assert "sbatch --array=2  (elements of 4)" in told(capsys, str(out), "count=4")[1]


def test_clips_that_failed_are_counted_by_kind_and_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = dataset(tmp_path, 8, per_shard=2)
    draws = [["at 3 m"], ["at 4 m", "too dark"]]
    publish(out, 0, {0: {"reason": "all 2 were refused", "refused": draws}, 1: {"reason": "all 3 were refused"}})
    publish(out, 1, {2: {"reason": "it failed the gate: a box is empty", "quarantined": {}}})
    publish(out, 2, {4: {"reason": "a fault: division by zero", "fault": {}}})
    status, text = told(capsys, str(out))
    found = overview(out)
    assert status == 1
    assert found.made.faulted == (2,)
    assert found.made.refused == {"all # were refused": 2}
    assert found.made.refusals == {"at # m": 2, "too dark": 1}
    assert "clips      0 made, 2 given up: no draw was accepted, 1 in quarantine, 1 broken" in text
    assert "2  at # m" in text
    assert "1  it failed the gate: a box is empty" in text
    assert "broken     shards 2 hold clips on which something broke" in text
    assert found.elements(4) == (2, 3)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"config_hash": "0123"}', '{"clips": 1}', "\x00\x01"])
def test_a_damaged_manifest_is_named_and_its_shard_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    out = dataset(tmp_path, 2)
    publish(out, 0)
    (out / "record/shards/000001.json").write_text(content)
    status, text = told(capsys, str(out))
    assert status == 1
    assert "missing    shards 1" in text
    assert "shard 1: " in text
    assert "record/shards/000001.json: is damaged" in text


@pytest.mark.parametrize("key", ["clip", "frame_numbers", "files", "refused", "path", "sha256", "bytes"])
def test_a_manifest_that_lacks_what_others_read_is_damaged(tmp_path: Path, key: str) -> None:
    """So that its shard is made again, where else nothing that reads the dataset would come to its end."""
    out = dataset(tmp_path, 1)
    publish(out, 0)
    path = out / "record/shards/000000.json"
    path.write_text(path.read_text().replace(f'"{key}":', f'"_{key}":'))
    assert "is damaged" in overview(out).made.damaged[0]
    assert published(out, plan(1, 1)[0], HASH) is None


def test_a_manifest_of_another_run_is_named(tmp_path: Path) -> None:
    out = dataset(tmp_path, 2)
    publish(out, 0)
    shutil.copy(out / "record/shards/000000.json", out / "record/shards/000001.json")
    assert "belongs to another run" in overview(out).made.damaged[1]


def test_time_is_told_by_stage_and_by_machine(tmp_path: Path) -> None:
    out = dataset(tmp_path, 4)
    for shard in range(3):
        publish(out, shard)
        measure(out, shard, pid=40 + shard % 2)
    measured = overview(out).measured
    assert measured.stages_s == {"simulate": 3.0, "render": 12.0, "write": 6.0}
    (place,) = measured.places
    assert (place.host, place.device, place.processes, place.frames) == ("node-1", "cuda:0", 2, 30)
    assert place.fps == 2.0
    assert place.memory_peak_bytes == 2_000_000_002
    assert measured.differing == {}


def test_the_time_to_go_is_that_of_the_processes_at_work(tmp_path: Path) -> None:
    """Two processes at two frames a second each; a third has not ended a shard for long."""
    out = dataset(tmp_path, 10)
    for shard in range(4):
        publish(out, shard)
        measure(out, shard, pid=shard)
    measure(out, 0, pid=1, ended="2026-11-22T18:00:00.000+00:00")
    measure(out, 3, pid=3, ended="2026-11-22T18:00:00.000+00:00")
    found = overview(out)
    assert found.measured.pace is not None
    assert (found.measured.pace.processes, found.measured.pace.fps) == (2, 4.0)
    assert found.left_s == 60 / 4.0


def test_what_differs_between_shards_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = dataset(tmp_path, 4)
    for shard in range(4):
        publish(out, shard)
    measure(out, 0)
    measure(out, 1, machine={**MACHINE, "driver": "575.12"})
    measure(out, 2, versions={"numpy": "2.4.7"})
    measure(out, 3, kernels={"render.kernels.tracing": "bbbbbbb", "render.kernels.snow": "ccccccc"})
    differing = overview(out).measured.differing
    assert differing == {
        "driver": {"580.65": "0,2-3", "575.12": "1"},
        "version of numpy": {"2.4.6": "0-1,3", "2.4.7": "2"},
        "kernels of render.kernels.tracing": {"aaaaaaa": "0-2", "bbbbbbb": "3"},
    }
    assert "driver differs" in told(capsys, str(out))[1]


def test_records_that_are_damaged_or_of_another_run_count_as_not_there(tmp_path: Path) -> None:
    out = dataset(tmp_path, 4)
    for shard in range(4):
        publish(out, shard)
    measure(out, 0)
    measure(out, 1, config_hash="other")
    (out / "record/host/shards/000002.json").write_text('{"shard": 2}')
    measured = overview(out).measured
    assert (measured.shards, measured.unmeasured) == (1, (1, 2, 3))


@pytest.mark.parametrize(
    "facts", [{"memory": []}, {"memory": {}}, {"machine": "node"}, {"ended": "today"}, {"stages_s": {"render": "long"}}]
)
def test_a_record_of_another_form_counts_as_not_there(tmp_path: Path, facts: dict[str, Any]) -> None:
    out = dataset(tmp_path, 1)
    publish(out, 0)
    measure(out, 0, **facts)
    assert overview(out).measured.unmeasured == (0,)


def test_a_dataset_that_has_grown_since_it_was_finalized_is_not_finalized(made: Path, tmp_path: Path) -> None:
    out = shutil.copytree(made, tmp_path / "copy")
    manifest = json.loads((out / "record/manifest.json").read_text())
    manifest |= {"clips": [0, 1], "missing_shards": [2]}
    (out / "record/manifest.json").write_text(json.dumps(manifest))
    assert not overview(out).finalized


def test_whether_a_run_is_writing_is_told(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with locked(made):
        assert "writing    yes, a run is writing now" in told(capsys, str(made))[1]
    assert "writing    no\n" in told(capsys, str(made))[1] + "\n"


def test_a_run_whose_log_does_not_end_is_named(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = shutil.copytree(made, tmp_path / "copy")
    (log,) = (out / "record/host").glob("log-*.jsonl")
    lines = log.read_text().splitlines(keepends=True)
    log.write_text("".join(lines[:-1]) + '{"time": "2026-11-')
    (out / "record/manifest.json").unlink()
    (run,) = overview(out).runs
    assert run.reason is None
    assert run.last == "shard 2 done"
    assert f"process {run.pid}: was killed, last heard " in told(capsys, str(out))[1]
    with locked(out):
        text = told(capsys, str(out))[1]
    assert f"writing    yes, a run is writing now\n           {run.host}, process {run.pid}: last heard " in text
    assert generate(load_config([*TINY, f"out={out}"])).complete
    assert f"process {run.pid}" not in told(capsys, str(out))[1]


def test_of_elements_of_a_job_array_nobody_knows_whether_they_live(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    generate(load_config([*TINY, f"out={out}", "executor=array", "executor.count=3", "executor.index=1"]))
    assert "writing    no\n" in told(capsys, str(out))[1]
    (log,) = (out / "record/host").glob("log-*.jsonl")
    log.write_text("".join(log.read_text().splitlines(keepends=True)[:-1]))
    text = told(capsys, str(out))[1]
    assert "writing    perhaps: elements of a job array, at work or killed" in text
    assert "finalized  no; the same command makes what is missing and does it" in text


def test_who_finalizes_is_told(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = shutil.copytree(made, tmp_path / "copy")
    (out / "record/manifest.json").unlink()
    assert f"finalized  no; swerve finalize {out} does it" in told(capsys, str(out))[1]
    with locked(out):
        assert "finalized  no; the run that is writing does it at its end" in told(capsys, str(out))[1]


def test_a_folder_that_is_no_dataset_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", str(tmp_path / "nothing")]) == 2
    assert "is not a dataset" in capsys.readouterr().err
    for damaged in ({"config": {}}, {"config_hash": HASH, "config": {}}, [], {"config": 1, "config_hash": HASH}):
        _write(tmp_path / "record/run.json", damaged)
        with pytest.raises(OutputError, match=r"run\.json: is damaged"):
            overview(tmp_path)


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["a", "json=perhaps"], ["a", "count=0"], ["a", "jsn=true"]])
def test_arguments_that_cannot_be_used_are_bad_input(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", *arguments]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_nothing_is_written(tmp_path: Path) -> None:
    out = dataset(tmp_path, 2)
    publish(out, 0)
    before = sorted(out.rglob("*"))
    overview(out)
    assert sorted(out.rglob("*")) == before


def test_it_loads_neither_renderers_nor_plug_ins_nor_hydra(made: Path) -> None:
    heavy = ("warp", "pybullet", "hydra", "omegaconf", "cv2", "numpy", "scipy", "rich", "yaml")
    script = (
        "import sys; from simulator.cli import main; "
        f"main(['status', {str(made)!r}]); main(['status', {str(made)!r}, 'json=true']); "
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_numbers_are_told_as_ranges() -> None:
    assert number_ranges([]) == ""
    assert number_ranges([5]) == "5"
    assert number_ranges([7, 0, 1, 2, 3, 12, 13, 3]) == "0-3,7,12-13"


def test_spans_and_sizes_are_told_in_words() -> None:
    assert [clock_text(seconds) for seconds in (0.4, 61, 3600 * 103)] == ["0:00:00", "0:01:01", "103:00:00"]
    assert [bytes_text(size) for size in (0, 999, 1000, 1_500_000, 2 * 10**18)] == [
        "0 bytes",
        "999 bytes",
        "1.0 kB",
        "1.5 MB",
        "2000.0 PB",
    ]
