"""Riders: feet on pedals over a whole turn of the cranks, hands on grips, seats below them."""

from __future__ import annotations

import math
from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from scenes.asset import asset_of
from scenes.assets.two_wheelers.bicycle import Bicycle
from scenes.assets.two_wheelers.bicycle_geometry import GEOMETRIES, TREAD_M, BicycleKind
from scenes.assets.two_wheelers.kick_scooter import DECK_TOP_M, grip_m
from scenes.assets.two_wheelers.motorcycle import Motorcycle
from scenes.assets.two_wheelers.motorcycle_geometry import MotorcycleKind
from scenes.assets.two_wheelers.riders import BicycleRider, KickScooterRider, MotorcycleRider, Rider, sole_on_pedal_m
from scenes.pose import rotation_of
from simulator.physics.articulation import part_poses

Float64 = NDArray[np.float64]
KINDS: tuple[BicycleKind, ...] = get_args(BicycleKind)


def cyclist(kind: BicycleKind, height_m: float) -> BicycleRider:
    return BicycleRider(bicycle=Bicycle(kind=kind, rider_height_m=height_m), height_m=height_m)


CYCLISTS = [*(cyclist(kind, 1.25 if kind == "child" else 1.75) for kind in KINDS), cyclist("city", 1.58)]
ALL: list[Rider] = [
    *CYCLISTS,
    *(MotorcycleRider(machine=Motorcycle(kind=kind)) for kind in get_args(MotorcycleKind)),
    KickScooterRider(),
]


def point(rider: Rider, part: str, local: tuple[float, float, float], distance: Float64) -> Float64:
    """(T, 3) of a part's point in the machine's frame."""
    asset = asset_of(rider)
    position, rotation = part_poses(
        asset, rider.joint_angles(distance, np.full(len(distance), 4.0)), np.zeros(len(distance))
    )
    k = [p.name for p in asset.parts].index(part)
    return np.asarray(position[:, k] + np.einsum("tij,j->ti", rotation_of(rotation[:, k]), np.array(local)))


def hand(rider: Rider, side: str) -> Float64:
    """(3,) the middle of a fist."""
    p = rider.proportions()
    return point(rider, f"forearm_{side}", (0.0, 0.0, -p.forearm_m - 0.42 * p.hand_m), np.zeros(1))[0]


@pytest.mark.parametrize("rider", CYCLISTS)
def test_soles_stay_on_the_pedals_over_a_turn_of_the_cranks(rider: BicycleRider) -> None:
    """Within 1 cm; across, within the pedal's half width of 4 cm."""
    g = rider.bicycle.geometry
    distance = np.linspace(0.0, g.turn_m, 37)
    for side, sign, lag in (("right", -1.0, 0.0), ("left", 1.0, math.pi)):
        sole = point(rider, f"foot_{side}", sole_on_pedal_m(rider), distance)
        pedal = g.pedal_m(g.crank_rad(distance) + lag) + np.array([0.0, TREAD_M])
        assert np.linalg.norm(sole[:, [0, 2]] - pedal, axis=1).max() < 0.010, side
        assert np.abs(sole[:, 1] - sign * g.pedal_out_m).max() < 0.015, side


@pytest.mark.parametrize("rider", CYCLISTS)
def test_knees_bend_as_much_as_a_fit_asks_for(rider: BicycleRider) -> None:
    """25 to 35 degrees at the lowest pedal (Holmes et al. 1994), and never over 125."""
    g = rider.bicycle.geometry
    angles = np.degrees(rider.joint_angles(np.linspace(0.0, g.turn_m, 73), np.full(73, 4.0)))
    knee = angles[:, [p.name for p in asset_of(rider).parts].index("shank_left")]
    assert 22.0 < knee.min() < 36.0
    assert 90.0 < knee.max() < 125.0


@pytest.mark.parametrize("rider", ALL)
def test_hands_are_on_the_grips(rider: Rider) -> None:
    for side, sign in (("left", 1.0), ("right", -1.0)):
        if isinstance(rider, BicycleRider):
            (x, z), y = rider.bicycle.geometry.grip_m, rider.bicycle.geometry.grip_half_m
        elif isinstance(rider, MotorcycleRider):
            (x, z), y = rider.machine.geometry.grip_m, rider.machine.geometry.grip_half_m
        else:
            x, y, z = grip_m(1.0)
        assert np.linalg.norm(hand(rider, side) - np.array([x, sign * y, z])) < 0.010, side


@pytest.mark.parametrize("kind", KINDS)
def test_a_cyclist_sits_on_the_saddle(kind: BicycleKind) -> None:
    rider = cyclist(kind, 1.25 if kind == "child" else 1.75)
    hip = point(rider, "torso", (0.0, 0.0, 0.0), np.zeros(1))[0]
    x, z = GEOMETRIES[kind].saddle_m(rider.bicycle.rider())
    assert hip[2] - z == pytest.approx(0.085 * rider.proportions().girth, abs=0.005)
    assert abs(hip[0] - x) < 0.05


def test_a_motor_cyclists_feet_are_on_the_rests_and_a_scooter_riders_on_the_deck() -> None:
    for kind in get_args(MotorcycleKind):
        rider = MotorcycleRider(machine=Motorcycle(kind=kind))
        rest = rider.machine.geometry.rest_m
        low = min(
            point(rider, "foot_left", (x, 0.0, -rider.proportions().ankle_height_m), np.zeros(1))[0][2]
            for x in (0.0, 0.1)
        )
        assert low == pytest.approx(rest[2] + 0.013, abs=0.025)
    rider_on_deck = KickScooterRider()
    p = rider_on_deck.proportions()
    for side in ("left", "right"):
        sole = point(rider_on_deck, f"foot_{side}", (0.0, 0.0, -p.ankle_height_m), np.zeros(1))[0]
        assert sole[2] == pytest.approx(DECK_TOP_M, abs=0.005)


@pytest.mark.parametrize("rider", ALL)
def test_riders_have_their_class_keypoints_and_a_box_about_them(rider: Rider) -> None:
    asset = asset_of(rider)
    assert asset.semantic == type(rider).SEMANTIC
    assert len(asset.keypoints) == 17
    middle, box = np.array(asset.box.T_body_box.translation_m), asset.box
    for keypoint in asset.keypoints:
        offset = np.array(keypoint.position_m) - middle
        assert (np.abs(offset[:2]) < np.array([box.length_m, box.width_m]) / 2 + 0.25).all()
        assert -0.05 < offset[2] < box.height_m + 0.05


def test_a_rider_who_does_not_reach_the_pedals_is_refused_with_what_helps() -> None:
    with pytest.raises(ValueError, match=r"rider of 1\.5 m does not reach the pedals .* set for 1\.9 m"):
        BicycleRider(height_m=1.50, bicycle=Bicycle(rider_height_m=1.90))
