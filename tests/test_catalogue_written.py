"""Edge cases as a stranger finds them in written files: acceptance tests and each case's own, worked out anew.

`make catalogue` asks for twenty clips of each and keeps how many draws were accepted; the slow tests for a few.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from predicates import all_predicates
from staged_case import shipped_cases
from written_clip import WrittenClip, faults, read_clips

from simulator.config import load_config
from simulator.generation import generate

PREDICATES = all_predicates()
KITTI_CAMERA = ("fx_px=721.5", "fy_px=721.5", "cx_px=609.6", "cy_px=172.9", "width_px=1242", "height_px=375")
"""The default rig's, with the small rig's coarse LiDAR beside it."""
QUICK = ["rig=minimal", *(f"rig.mounts.front.sensor.{key}" for key in KITTI_CAMERA)]
LABELS_ONLY = ["plugins=[labels_only]", "renderer=labels_only", "exporter=[coco]"]


def written(out: Path, name: str, clips: int) -> list[WrittenClip]:
    asked = [f"scenario={name}", f"clips={clips}", "workers=1", "seed=5", *LABELS_ONLY, *QUICK, f"out={out}"]
    assert generate(load_config(asked)).complete
    return read_clips(out)


def check(clips: list[WrittenClip], name: str) -> None:
    for clip in clips:
        index = clip.entry["clip"]
        assert faults(clip) == [], f"clip {index}"
        assert PREDICATES[name](clip), f"clip {index} shows no {name}"
        assert clip.entry["case"]["name"] == name
        assert len(clip.entry["measures"]["lidar_points"]["roof"]) == len(clip.frames)


def test_every_case_is_judged_from_its_files() -> None:
    assert set(PREDICATES) == set(shipped_cases())
    assert len(PREDICATES) == 30


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PREDICATES))
def test_clips_of_each_case_show_it(name: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    count, kept = pytestconfig.getoption("clips"), pytestconfig.getoption("rates")
    clips = written(tmp_path / "out", name, count)
    assert len(clips) == count
    if kept:
        Path(kept).mkdir(parents=True, exist_ok=True)
        draws = json.loads((tmp_path / "out/record/manifest.json").read_text())["draws"]
        (Path(kept) / f"{name}.json").write_text(json.dumps(draws, indent=1) + "\n")
    check(clips, name)
