"""Edge cases as a stranger finds them in written files: acceptance tests and each case's own, worked out anew."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from staged_case import shipped_cases
from written_clip import WrittenClip, faults, read_clips

from simulator.config import load_config
from simulator.generation import generate

CAMERA = [f"rig.mounts.front.sensor.{key}" for key in ("fx_px=480", "fy_px=480", "cx_px=399.5", "cy_px=119.5")]
SMALL = ["rig=minimal", *CAMERA, "rig.mounts.front.sensor.width_px=800", "rig.mounts.front.sensor.height_px=240"]
"""A camera of 800 x 240 pixels: large enough for 15 px at 50 m, and quick."""
CLIPS = 2
"""Of each case; a clip takes some ten seconds, most of them for its place."""
PEOPLE, BUSES, RIDER = {2, 3, 4, 6}, {15, 16}, 67
"""Class ids of the ontology: people on foot, buses, somebody on a bicycle."""
DEVICES = {5, 7, 8, 61, 90}


def written(out: Path, name: str, clips: int) -> list[WrittenClip]:
    asked = [f"scenario={name}", f"clips={clips}", "frames=16", "seed=5", "renderer.quality=draft", "exporter=[coco]"]
    assert generate(load_config([*asked, *SMALL, f"out={out}"])).complete
    return read_clips(out)


def across_mps(clip: WrittenClip) -> float:
    """The key actor's fastest speed across the ego's heading."""
    speeds = []
    for frame in range(len(clip.frames)):
        x, y, z, w = clip.frames[frame]["T_world_ego"][3:]
        yaw = math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z))
        vx, vy, _ = clip.thing(frame)["velocity_mps"]
        speeds.append(abs(-vx * math.sin(yaw) + vy * math.cos(yaw)))
    return max(speeds)


def jaywalks_at_night_in_rain(clip: WrittenClip) -> bool:
    air = clip.scene["environment"]
    air = air.get("fields", air)
    dark_and_wet = air["sun_elevation_rad"] < math.radians(-7.9) and air["rain_mmph"] >= 2.0
    waits = clip.asked["hesitates"] == "yes"
    return dark_and_wet and clip.thing(0)["semantic"] in PEOPLE and (waits or across_mps(clip) > 0.6)


def comes_from_before_a_bus(clip: WrittenClip) -> bool:
    at = np.array(clip.thing(clip.reveal)["box"]["T_world_box"][:2])
    buses = [t for t in clip.frames[clip.reveal]["things"] if t["semantic"] in BUSES]
    near = [np.linalg.norm(np.array(bus["box"]["T_world_box"][:2]) - at) < 11.0 for bus in buses]
    return any(near) and clip.thing(0)["semantic"] in PEOPLE and clip.occlusion(0) > 0.5


def crosses_with_a_device(clip: WrittenClip) -> bool:
    device = clip.thing(0)
    partners = [t for t in clip.frames[0]["things"] if t["group"] == device["group"] > 0]
    return device["semantic"] in DEVICES and len(partners) == 2 and across_mps(clip) > 0.4


def turns_over_a_cyclists_line(clip: WrittenClip) -> bool:
    first, last = clip.frames[0]["ego_velocity_mps"], clip.frames[-1]["ego_velocity_mps"]
    turned = math.atan2(first[0] * last[1] - first[1] * last[0], first[0] * last[0] + first[1] * last[1])
    return clip.thing(0)["semantic"] == RIDER and (turned < -0.1 or clip.asked["ego_reaction"] == "careful")


def rides_out_from_hiding(clip: WrittenClip) -> bool:
    return clip.thing(0)["semantic"] == RIDER and across_mps(clip) > 2.0 and clip.occlusion(0) > 0.3


def opens_a_door(clip: WrittenClip) -> bool:
    widths = [clip.thing(k)["box_upright"]["size_m"][1] for k in range(len(clip.frames))]
    return max(widths) - widths[0] > 0.4


PREDICATES: dict[str, Callable[[WrittenClip], bool]] = {
    "jaywalker_night_rain": jaywalks_at_night_in_rain,
    "ped_occluded_by_bus": comes_from_before_a_bus,
    "stroller_wheelchair_crossing": crosses_with_a_device,
    "cyclist_blind_spot_right_turn": turns_over_a_cyclists_line,
    "cyclist_nearside_obstructed": rides_out_from_hiding,
    "dooring": opens_a_door,
}
"""What a case's files must show of its name; a new case adds its own."""


def check(clips: list[WrittenClip], name: str) -> None:
    for clip in clips:
        assert faults(clip) == []
        assert PREDICATES[name](clip), f"clip {clip.entry['clip']} shows no {name}"
        assert clip.entry["case"]["name"] == name
        assert len(clip.entry["measures"]["lidar_points"]["roof"]) == len(clip.frames)


def test_predicates_are_of_shipped_cases() -> None:
    assert set(PREDICATES) <= set(shipped_cases())


def test_one_clip_shows_its_case_from_the_files_alone(tmp_path: Path) -> None:
    check(written(tmp_path / "out", "ped_occluded_by_bus", 1), "ped_occluded_by_bus")


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PREDICATES))
def test_clips_of_each_case_show_it(name: str, tmp_path: Path) -> None:
    clips = written(tmp_path / "out", name, CLIPS)
    assert len(clips) == CLIPS
    check(clips, name)
