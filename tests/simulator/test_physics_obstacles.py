"""Scenery that loose bodies meet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics_bodies import CAR, SETTINGS, follower, scene_of

from scenes.actor import Scenery
from scenes.asset import AssetSpec
from scenes.assets.buildings.detached_house import DetachedHouse
from scenes.assets.plants.grown_tree import Tree
from scenes.assets.street.road_restraint import DelineatorPost, GuardRail
from scenes.assets.street.street_furniture import LampPost
from scenes.pose import Pose
from scenes.scene import Scene
from scenes.storyboard import AtTime, Event
from scenes.storyboard.motion import Release
from simulator.physics.engine import simulate

FRONT_M = 3.6


def skidding(obstacle: AssetSpec, pose: Pose, aside_mps: float = 0.0) -> Scene:
    """A car at 15 m/s lets go of its lane near some scenery."""
    action = Release(actor="car", velocity_mps=(0.0, aside_mps, 0.0))
    event = Event(name="slips", trigger=AtTime(time_s=0.1), actions=(action,))
    scene = scene_of(follower("car", [(0, 0), (200, 0)], 15.0, CAR), events=[event], duration_s=3.0)
    return replace(scene, scenery=(Scenery(name="thing", asset=obstacle, T_world_body=pose),))


@pytest.mark.parametrize("thing", [LampPost(), Tree(), DetachedHouse()], ids=["lamp", "tree", "house"])
def test_a_car_stops_at_what_stands_fast(thing: AssetSpec) -> None:
    history = simulate(skidding(thing, Pose.planar(20.0, 0.0, 0.0)), SETTINGS)
    x = history.body_position_m[:, 1, 0]
    # its bumper gets no further than the middle of a pole or trunk, whose radius is less than 0.4 m; houses are larger
    assert x.max() < 20.0 - FRONT_M
    assert abs(history.velocity_at(2, 3.0)[0][0]) < 2.0


def test_a_guard_rail_leads_a_car_back() -> None:
    rail = GuardRail(path_m=tuple((float(x), 0.0, 0.0) for x in range(0, 61, 4)), post_spacing_m=4.0)
    history = simulate(skidding(rail, Pose.planar(0.0, 3.0, 0.0), aside_mps=4.0), SETTINGS)
    position = history.body_position_m[:, 1]
    assert position[:, 1].max() < 3.0 - 0.9 + 0.1  # its side stays on this side of the rail
    assert position[-1, 0] > 20.0  # it slides along
    assert position[:, 2].max() < 0.5


def test_a_delineator_gives_way() -> None:
    bare = simulate(replace(skidding(DelineatorPost(), Pose()), scenery=()), SETTINGS)
    post = simulate(skidding(DelineatorPost(), Pose.planar(20.0, 0.0, 0.0)), SETTINGS)
    assert np.array_equal(bare.body_position_m, post.body_position_m)
