"""Rows of label_2 against the real labels, an independent projection, and the definitions."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from kitti_fixtures import REAL_FRAMES, REAL_TRAINING, needs_real_frames, real_matrices

from exporters.example_frames import example_clip, example_frames
from exporters.kitti_calib import derived_calib, published_calib
from exporters.kitti_label import LabelFile, LabelRow, LabelRules, alpha_of, label_file, occluded_level, wrapped
from exporters.members import enclosing_box
from scenes.ontology import class_of
from scenes.pose import Pose
from simulator.frame import Frame, OrientedBox
from simulator.validation.kitti_reader import read_frame

RULES = LabelRules()


def _frame() -> Frame:
    return next(example_frames(example_clip(0)))


def _label(frame: Frame, rules: LabelRules = RULES) -> LabelFile:
    camera, lidar = frame.cameras()[0], frame.lidars()[0]
    return label_file(frame, camera, derived_calib(camera, lidar), rules)


def _rows(frame: Frame, rules: LabelRules = RULES) -> dict[int, LabelRow]:
    return {row.instance: row for row in _label(frame, rules).rows}


# Real tracking labels with six decimals, quoted in public code: alpha, location, rotation_y; calibration of 2011_09_26.
@pytest.mark.parametrize(
    ("alpha", "location", "rotation_y"),
    [
        (-1.793451, (-4.552284, 1.858523, 13.410495), -2.115488),
        (-1.936993, (1.640400, 1.675660, 5.776261), -1.675458),
    ],
)
@needs_real_frames
def test_alpha_is_that_of_the_real_tracking_labels(
    alpha: float, location: tuple[float, float, float], rotation_y: float
) -> None:
    calib = published_calib(real_matrices("000001"))
    # inputs carry 5e-7; the azimuth turns 1/6 rad a metre
    assert alpha_of(rotation_y, np.array(location), calib, "velodyne") == pytest.approx(alpha, abs=2e-6)
    assert alpha_of(rotation_y, np.array(location), calib, "camera") != pytest.approx(alpha, abs=1e-3)


@needs_real_frames
@pytest.mark.parametrize("name", REAL_FRAMES)
def test_alpha_is_that_of_the_real_object_labels(name: str) -> None:
    calib = published_calib(real_matrices(name))
    for label in read_frame(REAL_TRAINING, name).labels:
        alpha = alpha_of(label.rotation_y_rad, np.array(label.location_m), calib, "velodyne")
        # rotation_y and alpha are rounded to 0.005 each, the location to 0.005 m at more than 5 m
        assert abs(wrapped(alpha - label.alpha_rad)) < 0.012


def test_boxes_are_the_projections_of_the_written_corners() -> None:
    frame = _frame()
    camera = frame.cameras()[0]
    rows = _rows(frame)
    fx, fy, cx, cy = camera.K
    whole = [row for row in rows.values() if row.truncation == 0.0 and row.kind != "Cyclist"]
    assert {row.kind for row in whole} == {"Car", "Pedestrian", "Truck"}
    for row in whole:
        c, s = math.cos(row.rotation_y_rad), math.sin(row.rotation_y_rad)
        x0, y0, z0 = row.location_m
        corners = [
            (x0 + c * along + s * across, y0 - up, z0 - s * along + c * across)
            for along in (-row.length_m / 2, row.length_m / 2)
            for across in (-row.width_m / 2, row.width_m / 2)
            for up in (0.0, row.height_m)
        ]
        u = [cx + fx * x / z for x, _, z in corners]
        v = [cy + fy * y / z for _, y, z in corners]
        # a mask's first pixel centre lies up to one pixel inside the outline, never outside
        for inner, outer in ((row.box.left, min(u)), (row.box.top, min(v))):
            assert 0.0 <= inner - outer <= 1.0
        for inner, outer in ((row.box.right, max(u)), (row.box.bottom, max(v))):
            assert 0.0 <= outer - inner <= 1.0


def test_locations_are_bottom_centres_in_the_camera_frame() -> None:
    row = _rows(_frame())[2]  # car at (15.0, 2.5, 0), yaw 0.2; camera at (1.6, 0, 1.6) looking along x
    assert row.location_m == pytest.approx((-2.5, 1.6, 13.4), abs=1e-9)
    assert row.rotation_y_rad == pytest.approx(-math.pi / 2 - 0.2, abs=1e-9)
    assert (row.height_m, row.width_m, row.length_m) == (1.5, 1.8, 4.2)


def test_the_location_is_in_camera_0_while_the_image_is_of_camera_2() -> None:
    frame = _frame()
    camera, lidar = frame.cameras()[0], frame.lidars()[0]
    plain = derived_calib(camera, lidar)
    fx, fy, cx, cy = camera.K
    offset = np.array([0.06, -0.002, 0.003])
    P2 = np.array([[fx, 0, cx], [0, fy, cy], [0, 0, 1]]) @ np.column_stack([np.eye(3), offset])
    rows = label_file(frame, camera, replace(plain, matrices={**plain.matrices, "P2": P2}), RULES).rows
    assert np.array(rows[0].location_m) == pytest.approx(np.array([-2.5, 1.6, 13.4]) - offset, abs=1e-9)


def test_things_that_kitti_does_not_know_are_not_written() -> None:
    frame = _frame()
    assert frame.things[4].semantic == class_of("movable_object.ball").id
    assert 4 not in _rows(frame)
    assert set(_rows(frame)) == {2, 3, 6, 8, 9}
    assert _label(frame).dont_care == ()  # neither the ball nor the hidden child is a region to leave out


def test_a_hidden_child_is_not_written_because_what_hides_it_is() -> None:
    view = next(view for view in _frame().views["image_2"] if view.instance == 5)
    assert view.visible_px == 0
    assert 5 not in _rows(_frame())
    assert "DontCare" not in _label(_frame()).text()


def test_a_truck_too_low_becomes_dont_care_and_comes_last() -> None:
    lines = _label(_frame(), LabelRules(min_height_px=20)).text().split("\n")
    box = next(view for view in _frame().views["image_2"] if view.instance == 9).amodal_box
    assert lines[-2] == (
        f"DontCare -1 -1 -10 {box.left}.00 {box.top}.00 {box.right}.00 {box.bottom}.00 -1 -1 -1 -1000 -1000 -1000 -10"
    )
    assert lines[-1] == ""


def test_things_too_small_become_dont_care() -> None:
    tall = LabelRules(min_height_px=20)
    many = LabelRules(min_visible_px=400)
    visible = {view.instance: view.visible_px for view in _frame().views["image_2"]}
    assert set(_rows(_frame(), tall)) == {2, 3, 6, 8}  # the truck is 15 px high
    assert min(visible[2], visible[8], visible[6] + visible[7]) >= 400 > max(visible[3], visible[9])
    assert set(_rows(_frame(), many)) == {2, 6, 8}


def test_a_rider_and_the_bicycle_are_one_cyclist_around_both() -> None:
    frame = _frame()
    row = _rows(frame)[6]
    bicycle, rider = (next(v for v in frame.views["image_2"] if v.instance == i) for i in (6, 7))
    union = np.zeros(frame.cameras()[0].instance.shape, bool)
    for view in (bicycle, rider):
        box = view.amodal_box
        union[box.top : box.bottom + 1, box.left : box.right + 1] |= view.amodal_mask
    assert row.kind == "Cyclist"
    assert row.visible_share == (bicycle.visible_px + rider.visible_px) / np.count_nonzero(union)
    assert row.box.top == rider.amodal_box.top
    assert row.box.left == bicycle.amodal_box.left
    assert (row.length_m, row.width_m, row.height_m) == pytest.approx((1.8, 0.5, 1.8))


def test_a_cyclist_keeps_the_whole_box_while_the_bicycle_is_out_of_view() -> None:
    frame = _frame()
    views = tuple(view for view in frame.views["image_2"] if view.instance == 7)
    row = _rows(replace(frame, views={"image_2": views}))[6]
    assert (row.kind, row.length_m) == ("Cyclist", pytest.approx(1.8))


def test_the_ego_is_never_an_object() -> None:
    frame = _frame()
    ego = replace(frame.things[2], semantic=class_of("vehicle.ego").id)
    assert 2 not in _rows(replace(frame, things={**frame.things, 2: ego}))


@pytest.mark.parametrize(("tilt_rad", "upright"), [(math.radians(14.0), False), (math.radians(16.0), True)])
def test_a_tilted_thing_is_labelled_by_its_upright_box(tilt_rad: float, upright: bool) -> None:
    frame = _frame()
    thing = frame.things[3]
    tilt = Pose(rotation_xyzw=(math.sin(tilt_rad / 2), 0.0, 0.0, math.cos(tilt_rad / 2)))
    tilted = replace(
        thing,
        box=replace(thing.box, T_world_box=thing.box.T_world_box @ tilt),
        box_upright=replace(thing.box, height_m=0.7),
    )
    row = _rows(replace(frame, things={**frame.things, 3: tilted}))[3]
    assert row.height_m == (0.7 if upright else 1.8)


@pytest.mark.parametrize(("share", "level"), [(1.0, 0), (0.8, 0), (0.799, 1), (0.4, 1), (0.399, 2), (0.0, 2)])
def test_occluded_levels(share: float, level: int) -> None:
    assert occluded_level(share, (0.8, 0.4)) == level


@pytest.mark.parametrize(
    ("angle", "same"),
    [(0.0, 0.0), (math.pi, math.pi), (-math.pi, math.pi), (3 * math.pi / 2, -math.pi / 2), (7.0, 7.0 - 2 * math.pi)],
)
def test_angles_are_wrapped_into_one_turn(angle: float, same: float) -> None:
    assert wrapped(angle) == pytest.approx(same, abs=1e-12)


def test_no_row_says_minus_zero() -> None:
    row = replace(_rows(_frame())[2], alpha_rad=-0.001, location_m=(-0.004, 1.0, 5.0), rotation_y_rad=-0.0)
    assert "-0.00" not in row.text()


def test_the_enclosing_box_of_one_box_is_that_box() -> None:
    box = OrientedBox(T_world_box=Pose.planar(3.0, -2.0, 0.7), length_m=4.0, width_m=1.8, height_m=1.5)
    around = enclosing_box([box, replace(box, height_m=0.5)])
    np.testing.assert_allclose(around.T_world_box.matrix(), box.T_world_box.matrix(), atol=1e-12)
    assert (around.length_m, around.width_m, around.height_m) == pytest.approx((4.0, 1.8, 1.5))
