"""The real thing, small: the street, the child, Warp and both exporters, through the command line's own path."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, digests, program_environment

from scenes.json_codec import decode
from simulator.config import load_config
from simulator.generation import generate
from simulator.parts import build_parts

REAL = ("rig=minimal", "clips=2", "frames=2", "seed=3", "renderer.quality=draft")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clips of two frames, made by one process."""
    out = tmp_path_factory.mktemp("real") / "out"
    assert generate(load_config([*REAL, f"out={out}"])).complete
    return out


def test_all_formats_and_the_record_are_there(dataset: Path) -> None:
    names = set(digests(dataset))
    for number in range(4):
        for kind, suffix in (("image_2", "png"), ("label_2", "txt"), ("calib", "txt"), ("velodyne", "bin")):
            assert f"kitti/training/{kind}/{number:06d}.{suffix}" in names
    assert any(name.startswith("coco/annotations/") for name in names)


def test_a_real_scene_comes_back_from_json_exactly(dataset: Path) -> None:
    config = load_config([*REAL])
    parts = build_parts(config)
    record = json.loads((dataset / "record/clips.jsonl").read_text().splitlines()[0])
    scene = decode(json.loads((dataset / "record/scenes/000000.json").read_text()))
    assert scene.case.id == record["case"]["id"] == "E01"
    assert scene.rig.name == parts.rig.name
    assert scene.frames == 2
    again = decode(json.loads((dataset / "record/scenes/000000.json").read_text()))
    assert again == scene
    assert hash(again) == hash(scene)


def test_what_randomizers_drew_is_recorded_under_their_names(dataset: Path) -> None:
    drawn = json.loads((dataset / "record/clips.jsonl").read_text().splitlines()[0])["drawn"]
    assert list(drawn) == ["scenario"] + [
        f"randomizer.{name}" for name in ("sky", "appearance", "traffic", "camera_pose")
    ]


@pytest.mark.slow
def test_two_workers_and_a_kill_change_no_byte(dataset: Path, tmp_path: Path) -> None:
    assert generate(load_config([*REAL, f"out={tmp_path / 'two'}", "workers=2"])).complete
    assert digests(tmp_path / "two") == digests(dataset)
    out = tmp_path / "killed"
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator", *REAL, f"out={out}"],
        cwd=ROOT,
        env=program_environment(),
        stderr=subprocess.DEVNULL,
    )
    while not (out / "record/shards/000000.json").exists():
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert generate(load_config([*REAL, f"out={out}"])).complete
    assert digests(out) == digests(dataset)
