"""What boxes cover of the ground, upright and tilted."""

import itertools
import math

import numpy as np
import pytest

from scenes.actor import Actor
from scenes.asset import BodyBox
from scenes.assets.street.lost_cargo import Pallet
from scenes.footprint import footprint_of
from scenes.pose import Pose, axis_angle, multiply_quaternions, rotation_of
from scenes.rectangles import footprints, heights

BOX = BodyBox(length_m=10.0, width_m=2.5, height_m=3.8, T_body_box=Pose(translation_m=(3.0, 0.0, 0.1)))


def turned(yaw: float, pitch: float, roll: float) -> np.ndarray:
    turn = axis_angle((0.0, 0.0, 1.0), yaw)
    for axis, angle in (((0.0, 1.0, 0.0), pitch), ((1.0, 0.0, 0.0), roll)):
        turn = multiply_quaternions(turn, axis_angle(axis, angle))
    return turn


def corners(turn: np.ndarray) -> np.ndarray:
    local = [(3.0 + 5.0 * x, 1.25 * y, 0.1 + 1.9 + 1.9 * z) for x, y, z in itertools.product((-1.0, 1.0), repeat=3)]
    return np.array(local) @ rotation_of(turn).T


@pytest.mark.parametrize("roll", [80.0, 90.0, 100.0, -95.0])
@pytest.mark.parametrize("yaw", [0.0, 0.7, 2.0])
def test_what_lies_on_its_side_covers_all_its_corners_and_no_more(yaw: float, roll: float) -> None:
    turn = turned(yaw, 0.0, math.radians(roll))
    plan = footprints(BOX, np.zeros((1, 3)), turn[None])
    along = np.array([math.cos(yaw), math.sin(yaw)])
    across = np.array([-along[1], along[0]])
    offset = corners(turn)[:, :2] - plan.centre_m[0]
    assert plan.half_m[0] == pytest.approx((np.abs(offset @ along).max(), np.abs(offset @ across).max()))
    assert plan.half_m[0] == pytest.approx(
        (5.0, 1.9 * abs(math.sin(math.radians(roll))) + 1.25 * abs(math.cos(math.radians(roll))))
    )
    low, high = heights(BOX, np.zeros((1, 3)), turn[None])
    assert (low[0], high[0]) == pytest.approx((corners(turn)[:, 2].min(), corners(turn)[:, 2].max()))


@pytest.mark.parametrize("pitch", [0.0, math.radians(3.0)])
def test_what_pitches_on_its_springs_covers_what_it_did(pitch: float) -> None:
    turn = turned(0.3, pitch, 0.0)
    plan = footprints(BOX, np.zeros((2, 3)), np.stack([turn, turned(0.3, 0.0, math.radians(90.0))]))
    assert plan.half_m[0] == pytest.approx((5.0, 1.25))
    assert plan.half_m[1] == pytest.approx((5.0, 1.9))


def test_an_actor_that_stands_on_its_edge_covers_its_thickness() -> None:
    quaternion = turned(0.0, 0.0, math.radians(90.0))
    pose: Pose = Pose(translation_m=(1.0, 2.0, 0.4), rotation_xyzw=tuple(float(q) for q in quaternion))
    print_ = footprint_of(Actor(name="pallet", asset=Pallet(), T_world_body=pose))
    assert (print_.half_length_m, print_.half_width_m) == pytest.approx((0.6, 0.072))
    # its frame is at the bottom's middle, which is a side now
    assert print_.centre_m == pytest.approx((1.0, 2.0 - 0.072))
