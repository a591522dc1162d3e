"""The frames that exporters are tested on are what they say: labels and pixels are one truth."""

from __future__ import annotations

import numpy as np
import pytest

from exporters.example_frames import FRAMES, example_clip, example_frames
from scenes.ontology import class_of
from scenes.skeletons import skeleton
from simulator.annotations.road import DRIVABLE
from simulator.annotations.things import KEYPOINT_HIDDEN, KEYPOINT_OUTSIDE, KEYPOINT_VISIBLE
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


def test_keypoints_lie_in_their_boxes_and_show_where_their_thing_does(frames: list[Frame]) -> None:
    frame = frames[0]
    camera, views = frame.cameras()[0], {view.instance: view for view in frame.views["image_2"]}
    for thing in frame.things.values():
        if thing.keypoints_m is None:
            assert thing.skeleton == ""
            assert views[thing.instance].keypoint_state is None
            continue
        local = thing.box.T_world_box.inverse().apply(thing.keypoints_m)
        size_m = np.array([thing.box.length_m, thing.box.width_m, thing.box.height_m])
        assert (np.abs(local[:, :2]) <= size_m[:2] / 2).all()
        assert (local[:, 2] > 0).all()
        assert (local[:, 2] < size_m[2]).all()
        assert len(local) == len(skeleton(thing.skeleton).points)
        view = views[thing.instance]
        assert view.keypoints_px is not None
        assert view.keypoint_state is not None
        column, row = np.rint(view.keypoints_px[view.keypoint_state == KEYPOINT_VISIBLE]).astype(int).T
        assert (camera.instance[row, column] == thing.instance).all()
    walker, van = views[3].keypoint_state, views[8].keypoint_state
    assert walker is not None
    assert (walker == KEYPOINT_VISIBLE).sum() >= 8, "seen from its right"
    assert van is not None
    assert (van == KEYPOINT_OUTSIDE).any()
    assert (van == KEYPOINT_HIDDEN).any()


def test_corners_enclose_what_shows_of_a_box(frames: list[Frame]) -> None:
    for view in frames[0].views["image_2"]:
        assert view.corners_px is not None
        if view.truncation == 0.0:
            box = view.amodal_box
            low, high = view.corners_px.min(axis=0), view.corners_px.max(axis=0)
            assert np.abs(low - [box.left, box.top]).max() <= 1.0
            assert np.abs(high - [box.right, box.bottom]).max() <= 1.0


def test_the_future_is_where_boxes_are_later(frames: list[Frame]) -> None:
    for instance, thing in frames[0].things.items():
        assert thing.future is not None
        assert thing.future.step_s == 0.1
        later = frames[2].things[instance].box.T_world_box
        np.testing.assert_allclose(thing.future.position_m[1], later.translation_m, atol=1e-12)


def test_frames_are_numbered_through_and_cannot_be_written_to(frames: list[Frame]) -> None:
    assert [frame.number for frame in example_frames(example_clip(2))] == [2 * FRAMES, 2 * FRAMES + 1, 2 * FRAMES + 2]
    assert not frames[0].cameras()[0].image.flags.writeable
    assert not frames[0].lidars()[0].points.flags.writeable


def test_lines_in_view_are_the_lines_of_the_road_and_drivable_pixels_lie_between_them(frames: list[Frame]) -> None:
    frame = frames[0]
    camera, view, road = frame.cameras()[0], frame.roads["image_2"], frame.road
    assert road is not None
    fx, fy, cx, cy = camera.K
    height = camera.T_world_sensor.translation_m[2]
    y_m = {line.id: float(line.points_m[0, 1]) for line in road.lines}
    assert {line.line for line in view.lines} == set(y_m)
    for line in view.lines:
        u, v = line.points_px.astype(np.float64).T
        depth = fy * height / (v - cy)
        # float32 pixels: 1e-5 px of 3 px below the horizon, 3e-6 of the depth
        np.testing.assert_allclose((cx - u) / fx * depth, y_m[line.line], atol=1e-4)
        assert ((u >= -0.5) & (u <= camera.size_px[0] - 0.5) & (v <= camera.size_px[1] - 0.5)).all()
    assert any(line.is_hidden.any() and not line.is_hidden.all() for line in view.lines)
    assert not (view.drivable[camera.instance > 0]).any()
    rows, columns = np.nonzero(view.drivable == DRIVABLE.index("own"))
    y = (cx - columns) / fx * camera.depth_m[rows, columns]
    assert y.min() > y_m[1] - 1e-3
    assert y.max() < y_m[2] + 1e-3
    assert set(np.unique(view.drivable)) == {0, 1, 2}


def test_the_map_holds_things_where_their_boxes_stand(frames: list[Frame]) -> None:
    frame = frames[2]
    bird = frame.bird_view
    assert bird is not None
    assert set(np.unique(bird.instance)) >= {0, 1, 2, 8}
    rows, columns = np.indices(bird.instance.shape)
    middle = 0.5 * (np.array(bird.instance.shape) - 1)
    local = np.stack([middle[0] - rows, middle[1] - columns, 0 * rows], axis=-1) * bird.cell_m
    van = frame.things[8].box
    inside = van.T_world_box.inverse().apply(bird.T_world_map.apply(local))
    held = (np.abs(inside[..., 0]) <= 0.5 * van.length_m) & (np.abs(inside[..., 1]) <= 0.5 * van.width_m)
    np.testing.assert_array_equal(bird.instance == 8, held)
    own = bird.drivable == DRIVABLE.index("own")
    assert np.abs(own.sum(axis=1) - 7).max() <= 1  # 3.5 m of cells of 0.5 m, centres on either rim in or out
