"""The real thing, small: a street, a child, Warp and both exporters, through the command line's own path."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from conftest import ROOT, digests, program_environment

from scenes.json_codec import decode
from scenes.streams import stream
from simulator.config import load_config
from simulator.generation import generate
from simulator.parts import build_parts

KILLS = 6
SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGKILL)

REAL = ("scenario=parked_street", "rig=minimal", "clips=2", "frames=2", "seed=3", "workers=1", "renderer.quality=draft")


def run(out: Path, workers: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "simulator", *REAL, f"out={out}", f"workers={workers}"],
        cwd=ROOT,
        env=program_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


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
    assert scene.case.id == record["case"]["id"] == "STILL"
    assert scene.rig.name == parts.rig.name
    assert scene.frames == 2
    again = decode(json.loads((dataset / "record/scenes/000000.json").read_text()))
    assert again == scene
    assert hash(again) == hash(scene)


def test_what_randomizers_drew_is_recorded_under_their_names(dataset: Path) -> None:
    drawn = json.loads((dataset / "record/clips.jsonl").read_text().splitlines()[0])["drawn"]
    assert list(drawn) == ["scenario", *(f"randomizer.{name}" for name in load_config(REAL).nodes["randomizer"])]


def test_the_same_from_python(dataset: Path) -> None:
    from simulator import load_config, simulate_clip

    clip = simulate_clip(load_config([*REAL]), 1)
    frame = list(clip.frames())[1]
    pixels = cv2.imread(str(dataset / "kitti/training/image_2/000003.png"))[..., ::-1]
    np.testing.assert_array_equal(frame.cameras()[0].image, pixels)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_no_kill_at_any_moment_changes_a_byte(dataset: Path, tmp_path: Path, workers: int) -> None:
    straight = time.monotonic()
    assert run(tmp_path / "straight", workers).wait() == 0
    straight = time.monotonic() - straight
    assert digests(tmp_path / "straight") == digests(dataset)

    out = tmp_path / "killed"
    moments = stream(1, "test.kills", workers).uniform(0.1, 1.0, KILLS) * straight
    for number, moment_s in enumerate(moments):
        process = run(out, workers)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=float(moment_s))
        process.send_signal(SIGNALS[number % len(SIGNALS)])
        process.wait()
    assert generate(load_config([*REAL, f"out={out}"])).complete
    assert digests(out) == digests(dataset)
    assert not (out / ".staging").exists()

    assert generate(load_config([*REAL, f"out={out}", "overwrite=true"])).complete
    assert digests(out) == digests(dataset)
