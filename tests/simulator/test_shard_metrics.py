"""Every shard that is made leaves a record of its time, memory and machine, outside the promise of equal bytes."""

from __future__ import annotations

import json
import os
import platform
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import TINY

from simulator import generate, load_config
from simulator.executors.base import ClipBegun, ClipFaulted, FrameDone, ShardDone
from simulator.frame_count import FrameCount
from simulator.layout import SHARD_METRICS
from simulator.listening import Planned
from simulator.machine import KERNEL_HASH_DIGITS, kernel_hashes
from simulator.plan import plan
from simulator.stage_clock import StageClock
from simulator.write_behind import WriteBehind


def records_of(out: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted((out / SHARD_METRICS).iterdir())]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of three clips in two shards, one of which is begun twice."""
    out = tmp_path_factory.mktemp("measured") / "out"
    fault = ("exporter.points.fault=bug", "exporter.points.fault_at=3", f"exporter.points.once={out.parent / 'once'}")
    assert generate(load_config([*TINY, f"out={out}", "executor.clips_per_shard=2", *fault])).complete
    return out


def test_each_shard_has_a_record_of_its_own(made: Path) -> None:
    assert [record["shard"] for record in records_of(made)] == [0, 1]
    assert [record["clips"] for record in records_of(made)] == [2, 1]
    assert [record["frames"] for record in records_of(made)] == [4, 2]


def test_tries_count_what_was_begun_again(made: Path) -> None:
    assert [record["tries"] for record in records_of(made)] == [3, 1]


def test_bytes_are_those_of_the_shards_files(made: Path) -> None:
    for record in records_of(made):
        manifest = json.loads((made / f"record/shards/{record['shard']:06d}.json").read_text())
        assert record["bytes"] == sum(file["bytes"] for file in manifest["files"])
        assert record["config_hash"] == manifest["config_hash"]


def test_stages_add_up_to_no_more_than_the_whole(made: Path) -> None:
    for record in records_of(made):
        stages = record["stages_s"]
        assert {"start_up", "simulate", "render", "write", "wait", "gate", "publish"} == set(stages)
        assert 0.0 < sum(spent for stage, spent in stages.items() if stage != "write") <= record["seconds"]
        assert record["frames_per_second"] == pytest.approx(record["frames"] / record["seconds"], rel=1e-2)
        assert record["started"] < record["ended"]


def test_the_machine_is_told(made: Path) -> None:
    record = records_of(made)[0]
    assert (record["machine"]["host"], record["machine"]["device"], record["pid"]) == (
        platform.node(),
        "cpu",
        os.getpid(),
    )
    assert record["versions"]["warp-lang"]
    assert record["memory"]["peak_bytes"] > 10_000_000
    assert "gpu" not in record["machine"]


def test_records_are_facts_of_the_host() -> None:
    assert SHARD_METRICS.startswith("record/host/")


def test_exported_shards_have_records_too(tmp_path: Path) -> None:
    from simulator.export import export

    generate(load_config([*TINY, "clips=1", "exporter=[swerve]", f"out={tmp_path / 'stored'}"]))
    overrides = ["plugins=[tiny]", "exporter=[points]", f"out={tmp_path / 'out'}"]
    assert export(tmp_path / "stored", overrides).complete
    (record,) = records_of(tmp_path / "out")
    assert {"read", "write", "publish"} <= set(record["stages_s"])
    assert "render" not in record["stages_s"]


def test_loaded_kernels_are_told_by_their_hashes() -> None:
    import warp as wp

    from simulator.render.kernels import exposure

    name = exposure.__name__.removeprefix("simulator.")
    assert all(len(digest) == KERNEL_HASH_DIGITS for digest in kernel_hashes().values())
    wp.load_module(exposure, device="cpu")
    assert kernel_hashes()[name] == wp.get_module(exposure.__name__).get_module_hash().hex()[:KERNEL_HASH_DIGITS]


class Ticks:
    """A clock by which every look at it takes a second."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        self.now_s += 1.0
        return self.now_s


def test_a_clock_adds_up_stages_and_items(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = Ticks()
    monkeypatch.setattr("simulator.stage_clock.time.perf_counter", ticks)
    clock = StageClock()
    for _ in range(2):
        with clock.stage("simulate"):
            ticks.now_s += 10.0
    taken = []
    for item in clock.each("render", iter("abc")):
        taken.append(item)
        ticks.now_s += 100.0
    assert taken == ["a", "b", "c"]
    assert clock.seconds == {"simulate": 22.0, "render": 4.0}, "what is done with items is not counted"


def test_a_fault_inside_a_stage_is_timed_and_passes_on() -> None:
    clock = StageClock()
    with pytest.raises(ZeroDivisionError), clock.stage("simulate"):
        raise ZeroDivisionError
    assert "simulate" in clock.seconds


def test_writing_beside_is_told_apart_from_waiting_for_it() -> None:
    clock = StageClock()
    with WriteBehind[int](lambda _: time.sleep(0.01), clock) as behind:
        for item in range(5):
            behind.put(item)
    assert clock.seconds["write"] >= 0.05
    assert clock.seconds["wait"] > 0.0


def test_frames_are_counted_once_and_what_cannot_come_is_not_waited_for() -> None:
    count = FrameCount()
    count.hear(Planned(shards=plan(4, 2), frames_per_clip=10, published_frames=0, kernels=False))
    assert (count.done, count.left) == (0, 40)
    for event in (ClipBegun(clip=0), *[FrameDone(clip=0)] * 10, ClipBegun(clip=1), *[FrameDone(clip=1)] * 4):
        count.hear(event)
    assert (count.done, count.left) == (14, 26)
    count.hear(ClipFaulted(clip=1, problem="broke"))
    assert (count.done, count.left) == (10, 30)
    for event in (ClipBegun(clip=1), *[FrameDone(clip=1)] * 6, ShardDone(shard=0)):
        count.hear(event)
    assert (count.done, count.left) == (16, 20), "clip 1 ended early"
    for event in (ClipBegun(clip=2), *[FrameDone(clip=2)] * 5, ShardDone(shard=1, problem="no such disk")):
        count.hear(event)
    assert (count.done, count.left) == (16, 0)
