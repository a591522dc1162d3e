"""Sweeps, stamps, losses and labels off the tick, in the record of a real run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from conftest import TINY

from simulator import generate, load_config


def frames_of(out: Path, *overrides: str) -> list[dict[str, Any]]:
    summary = generate(load_config([*TINY, "clips=1", f"out={out}", *overrides]))
    assert summary.complete, summary
    return [json.loads(line) for line in (out / "record/frames/000000.jsonl").read_text().splitlines()]


def test_readings_between_frames_are_in_the_record(tmp_path: Path) -> None:
    first, second = frames_of(tmp_path / "out", "fps=2.5", "rig.mounts.roof.clock.offset_s=0.001")
    assert "sweeps" not in first
    assert [sweep["time_ns"] for sweep in second["sweeps"]["roof"]] == [100_000_000, 200_000_000, 300_000_000]
    assert second["sensors"]["roof"]["stamp_ns"] == 401_000_000
    assert second["sensors"]["roof"]["state"] == {"sweeps": 5}
    points = np.load(tmp_path / "out/record/points/000000.npz")
    assert {"roof/000001/ring", "roof/000001/sweep_00/ring", "roof/000001/sweep_02/ring"} <= set(points.files)


def test_what_is_measured_between_changes_no_frame(tmp_path: Path) -> None:
    with_sweeps = frames_of(tmp_path / "a", "fps=2.5")
    without = frames_of(tmp_path / "b", "fps=2.5", "rig.mounts.roof.between=skipped")
    for one, other in zip(with_sweeps, without, strict=True):
        assert one["sensors"]["front"] == other["sensors"]["front"]
        assert one["things"] == other["things"]


def test_lost_readings_are_told_and_nothing_breaks(tmp_path: Path) -> None:
    for frame in frames_of(tmp_path / "out", "rig.mounts.roof.dropout.lost_share=1"):
        assert frame["lost"] == ["roof"]
        assert set(frame["sensors"]) == {"front"}


def test_boxes_are_kept_at_the_time_of_a_late_picture(tmp_path: Path) -> None:
    for frame in frames_of(tmp_path / "out", "rig.mounts.front.offset_s=0.03"):
        assert frame["sensors"]["front"]["time_ns"] == frame["time_ns"] + 30_000_000
        assert set(frame["things_then"]) == {"front"}
        assert len(frame["things_then"]["front"]) == len(frame["things"])
