"""Pictures without the weather: the same frames, ids and labels, another picture."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from conftest import TINY

from scenes.conditions import CONDITIONS, NOON, without_weather
from scenes.errors import ConfigError
from simulator import generate, load_config, simulate_clip
from simulator.clip import Tick

PAIRED = (
    *("scenario=parked_street", "rig=minimal", "clips=1", "frames=2", "seed=3", "renderer.quality=draft", "pair=clean"),
    "randomizer=[appearance,conditions]",
    "randomizer.conditions.condition=fog",
)
"""A street in fog, without traffic: the picture's twin is of the same street in clear air."""


@pytest.fixture(scope="module")
def ticks() -> list[Tick]:
    return list(simulate_clip(load_config([*PAIRED]), 0).ticks())


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pairs") / "out"
    assert generate(load_config([*PAIRED, f"out={out}"])).complete
    return out


def test_all_but_the_picture_is_equal(ticks: list[Tick]) -> None:
    for tick in ticks:
        for camera in tick.frame.cameras():
            twin = tick.frame.clean[camera.name]
            for name in ("depth_m", "normal", "instance", "part", "semantic", "flow_px"):
                np.testing.assert_array_equal(getattr(twin, name), getattr(camera, name))
            assert (twin.T_world_sensor, twin.K, twin.time_ns) == (camera.T_world_sensor, camera.K, camera.time_ns)
            assert not np.array_equal(twin.image, camera.image)


def test_the_picture_without_fog_has_more_contrast_far_away(ticks: list[Tick]) -> None:
    """At a visibility of 120 m less than a quarter of a contrast is left behind 60 m (0.05^(60/120) = 0.22)."""
    camera = ticks[-1].frame.cameras()[0]
    far = camera.depth_m > 60.0
    assert far.any()
    spread = [
        float(np.std(image[far].astype(float))) for image in (camera.image, ticks[-1].frame.clean[camera.name].image)
    ]
    assert spread[0] < 0.5 * spread[1]


def test_each_exposes_for_itself(ticks: list[Tick]) -> None:
    camera = ticks[0].frame.cameras()[0].name
    assert ticks[0].states[camera]["ev100"] != ticks[0].clean_states[camera]["ev100"]


def test_formats_have_the_twins_beside_by_the_same_names(dataset: Path) -> None:
    for adverse, clean in (
        ("kitti/training/image_2", "kitti/training/image_2_clean"),
        ("coco/images", "coco/images_clean"),
    ):
        names = [sorted(path.name for path in (dataset / folder).iterdir()) for folder in (adverse, clean)]
        assert names[0] == names[1] == ["000000.png", "000001.png"]
        pictures = [cv2.imread(str(dataset / folder / "000001.png")) for folder in (adverse, clean)]
        assert pictures[0].shape == pictures[1].shape
        assert not np.array_equal(pictures[0], pictures[1])


def test_the_record_tells_of_them(dataset: Path) -> None:
    assert json.loads((dataset / "record/run.json").read_text())["config"]["pair"] == "clean"
    clip = json.loads((dataset / "record/clips.jsonl").read_text())
    assert clip["clean_environment"]["mor_m"] == 30_000.0
    frame = json.loads((dataset / "record/frames/000000.jsonl").read_text().splitlines()[1])
    assert any("clean_state" in sensor for sensor in frame["sensors"].values())


def test_pictures_are_those_of_a_run_without_pairs(ticks: list[Tick]) -> None:
    alone = list(simulate_clip(load_config([*PAIRED, "pair=none"]), 0).frames())
    for tick, frame in zip(ticks, alone, strict=True):
        assert not frame.clean
        np.testing.assert_array_equal(tick.frame.cameras()[0].image, frame.cameras()[0].image)


@pytest.mark.parametrize("name", sorted(CONDITIONS))
def test_without_weather_is_clear_and_dry_and_keeps_the_light(name: str) -> None:
    before = CONDITIONS[name]
    after = without_weather(before)
    assert (after.wetness, after.mor_m >= 30_000.0, after.cloud_cover <= NOON.cloud_cover) == (0.0, True, True)
    assert (after.sun_elevation_rad, after.street_lights_on) == (before.sun_elevation_rad, before.street_lights_on)
    assert without_weather(after) == after


def test_other_pairs_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"pair: unknown value 'cleam'\. Did you mean 'clean'\?"):
        load_config([*TINY, "pair=cleam"])
