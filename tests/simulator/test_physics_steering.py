"""Steering and leaning on a circle, against their closed forms."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from junction_traffic import scene_of

from scenes.actor import Actor, Path
from scenes.asset import AssetSpec, asset_of
from scenes.assets.cars.fleet import FLEET
from scenes.assets.heavy.fleet import varied
from scenes.assets.two_wheelers.bicycle import Bicycle
from scenes.pose import Pose, rotate
from scenes.roads.templates.x_junction import XJunction
from simulator.physics.articulation import part_poses
from simulator.physics.engine import simulate
from simulator.physics.motion import Rail
from simulator.physics.settings import PhysicsSettings
from simulator.physics.steering import GRAVITY_MPS2, leaning, steering, turned_wheels
from simulator.physics.suspension import wheelbase_m
from simulator.storyboard.rails import rails_of_world
from simulator.storyboard.runtime import tell

RADIUS_M, SPEED_MPS = 15.0, 6.0
SETTINGS = PhysicsSettings(rate_hz=60, tail_s=0.1)


def on_a_circle(spec: AssetSpec, turn: float) -> Actor:
    """Somebody on a circle about the origin, to the left (1) or right (-1), in pieces of 1 degree."""
    angles = np.radians(np.arange(0.0, 300.0)) * turn
    points = tuple(
        (float(RADIUS_M * math.sin(abs(a))), float(-turn * RADIUS_M * math.cos(a)), 0.0) for a in angles.tolist()
    )
    pose: Pose = Pose.planar(points[0][0], points[0][1], 0.0)
    return Actor(
        name="rider",
        asset=spec,
        body="kinematic",
        T_world_body=pose,
        path=Path(points_m=points),
        speed_mps=SPEED_MPS,
    )


def ridden(spec: AssetSpec, turn: float) -> tuple[Rail, Rail]:
    """The rail of that ride, as it is and leaning."""
    scene = replace(scene_of(XJunction(), [on_a_circle(spec, turn)], 5.0), place=None)
    rails = rails_of_world(tell(scene, SETTINGS).world)
    return rails[2], leaning(scene, rails, SETTINGS.step_s)[2]


@pytest.mark.parametrize("turn", [1.0, -1.0])
def test_a_bicycle_leans_into_the_bend_by_the_angle_of_balance(turn: float) -> None:
    _, leant = ridden(Bicycle(), turn)
    up = rotate(leant.motion.rotation_xyzw, np.broadcast_to([0.0, 0.0, 1.0], leant.motion.position_m.shape))
    inward = -leant.motion.position_m[:, :2] / RADIUS_M
    middle = slice(60, 240)
    lean = np.arctan2((up[:, :2] * inward).sum(axis=1), up[:, 2])[middle]
    # Headings turn by 1 degree a piece: the mean over 0.4 s holds 9 pieces, give or take one.
    assert lean == pytest.approx(math.atan(SPEED_MPS**2 / (RADIUS_M * GRAVITY_MPS2)), rel=0.12)


def test_cars_do_not_lean() -> None:
    upright, same = ridden(FLEET["sedan"], 1.0)
    assert same is upright


@pytest.mark.parametrize("turn", [1.0, -1.0])
@pytest.mark.parametrize("spec", [FLEET["sedan"], varied("box_truck", 0), Bicycle()], ids=["car", "truck", "bicycle"])
def test_all_wheels_roll_about_one_centre(spec: AssetSpec, turn: float) -> None:
    """The axles of the front wheels point at the middle of the circle, which lies on the rear axle's line."""
    rail, _ = ridden(spec, turn)
    asset = asset_of(spec)
    found = steering(asset, rail, SETTINGS.step_s)
    angles = np.zeros_like(spec.joint_angles(rail.distance_m, rail.speed_mps))
    for part, angle in found.joints:
        angles[:, part] = angle
    position, rotation = part_poses(asset, angles, np.zeros(len(angles)))
    turned_wheels(rotation, found.wheels)
    base = wheelbase_m(asset)
    front = [
        k for k, part in enumerate(asset.parts) if part.name.startswith("wheel") and position[0, k, 0] > 0.8 * base
    ]
    assert front
    for k in front:
        axle = rotate(rotation[150, k], np.array([0.0, 1.0, 0.0]))
        to_centre = np.array([0.0, turn * RADIUS_M]) - position[150, k, :2]
        across = abs(axle[0] * to_centre[1] - axle[1] * to_centre[0])
        off = math.degrees(math.asin(across / np.linalg.norm(to_centre) / np.hypot(axle[0], axle[1])))
        # A fork is raked: its wheel turns by less about the upright axis; else the pieces' degrees count as above.
        assert off < (3.0 if isinstance(spec, Bicycle) else 1.5)


def test_the_history_shows_steered_wheels() -> None:
    scene = replace(scene_of(XJunction(), [on_a_circle(FLEET["sedan"], 1.0)], 2.0), place=None)
    history = simulate(scene, SETTINGS)
    assert np.isfinite(history.moving_rotation_xyzw).all()
