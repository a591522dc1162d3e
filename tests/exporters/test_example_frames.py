"""The frames that exporters are tested on are what they say: labels and pixels are one truth."""

from __future__ import annotations

import numpy as np
import pytest

from exporters.example_frames import FRAMES, example_clip, example_frames
from scenes.ontology import class_of
from simulator.frame import Frame


@pytest.fixture(scope="module")
def frames() -> list[Frame]:
    return list(example_frames(example_clip(0)))


def test_views_count_the_pixels_of_the_id_image(frames: list[Frame]) -> None:
    for frame in frames:
        camera = frame.cameras()[0]
        assert {v.instance for v in frame.views["image_2"]} >= set(np.unique(camera.instance).tolist()) - {0}
        for view in frame.views["image_2"]:
            visible = camera.instance == view.instance
            box = view.amodal_box
            alone = np.zeros_like(visible)
            alone[box.top : box.bottom + 1, box.left : box.right + 1] = view.amodal_mask
            assert view.visible_px == np.count_nonzero(visible)
            assert view.amodal_px == np.count_nonzero(alone)
            assert not (visible & ~alone).any()
            assert sum(view.occluders.values()) == view.amodal_px - view.visible_px


def test_the_ground_is_where_its_depth_says(frames: list[Frame]) -> None:
    camera = frames[0].cameras()[0]
    rows, columns = np.nonzero(camera.semantic == class_of("flat.driveable_surface").id)
    fx, fy, cx, cy = camera.K
    z = camera.depth_m[rows, columns].astype(np.float64)
    points = np.stack([(columns - cx) / fx * z, (rows - cy) / fy * z, z], axis=1)
    # float32 depth: 6e-8 relative of up to 400 m, times a slope of at most 1
    assert np.abs(camera.T_world_sensor.apply(points)[:, 2]).max() < 1e-4


def test_flow_follows_points_to_the_next_frame(frames: list[Frame]) -> None:
    camera, later = frames[0].cameras()[0], frames[1].cameras()[0]
    for instance in (0, 2, 3):
        rows, columns = np.nonzero((camera.instance == instance) & (camera.depth_m > 0) & (camera.depth_m < 15))
        landed = np.rint(np.stack([columns, rows], axis=1) + camera.flow_px[rows, columns]).astype(int)
        inside = ((landed >= 0) & (landed < later.size_px)).all(axis=1)
        found = later.instance[landed[inside, 1], landed[inside, 0]]
        assert np.mean(found == instance) > 0.9  # the rest lands on silhouettes


def test_the_frames_hold_what_formats_stumble_over(frames: list[Frame]) -> None:
    views = {view.instance: view for view in frames[0].views["image_2"]}
    assert views[5].visible_px == 0 < views[5].amodal_px
    assert 0.3 < views[8].truncation < 0.8
    assert views[2].truncation == 0.0
    assert frames[0].things[6].group == frames[0].things[7].group
    assert all(not frame.views["image_2"] for frame in example_frames(example_clip(1)))


def test_frames_are_numbered_through_and_cannot_be_written_to(frames: list[Frame]) -> None:
    assert [frame.number for frame in example_frames(example_clip(2))] == [2 * FRAMES, 2 * FRAMES + 1, 2 * FRAMES + 2]
    assert not frames[0].cameras()[0].image.flags.writeable
    assert not frames[0].lidars()[0].points.flags.writeable
