"""Loads that come off, and what rolls and tumbles over the road."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from physics_bodies import GRAVITY, SETTINGS, STEP_S, Block, follower, scene_of

from scenes.actor import Actor, Path
from scenes.asset import asset_of
from scenes.assets.heavy.rigid_truck import RigidTruck
from scenes.assets.street.debris import TyreTread
from scenes.assets.street.lost_cargo import Carton, Pallet
from scenes.pose import Pose
from scenes.storyboard import AtTime, Event, Launch
from scenes.storyboard.motion import Release
from simulator.physics.engine import simulate
from simulator.physics.history import WorldHistory
from simulator.physics.hulls import mass_properties, support_points
from simulator.physics.solids import solid_of

TRUCK, LOAD = 2, 3
FLATBED = RigidTruck(body="flatbed")
DECK_M = FLATBED.floor_m + 0.14
SPEED_MPS = 15.0


def load(asset: Carton | Pallet, x_m: float, z_m: float) -> Actor:
    way = Path(points_m=((x_m, 0.0, z_m), (300.0 + x_m, 0.0, z_m)))
    return Actor(name="load", asset=asset, body="kinematic", path=way, speed_mps=SPEED_MPS, group=1)


def released(
    velocity: tuple[float, float, float] = (0, 0, 0), spin: tuple[float, float, float] = (0, 0, 0), at_s: float = 0.2
) -> Event:
    action = Release(actor="load", velocity_mps=velocity, spin_radps=spin)
    return Event(name="comes off", trigger=AtTime(time_s=at_s), actions=(action,))


def on_truck(asset: Carton | Pallet, event: Event, duration_s: float = 3.0, *, x_m: float = 1.0) -> WorldHistory:
    truck = replace(follower("truck", [(0, 0), (300, 0)], SPEED_MPS, FLATBED), group=1)
    scene = scene_of(truck, load(asset, x_m, DECK_M + 0.02), events=[event], duration_s=duration_s)
    return simulate(scene, SETTINGS)


def test_a_load_that_nothing_moves_rides_on_the_deck() -> None:
    history = on_truck(Pallet(), released())
    relative = history.body_position_m[:, LOAD - 1] - history.body_position_m[:, TRUCK - 1]
    # it falls the 2 cm to the deck and goes along by friction
    assert relative[-1] == pytest.approx((1.0, 0.0, DECK_M), abs=0.03)
    assert [(one.instance, one.by) for one in history.handovers] == [(LOAD, 0)]


def test_a_load_leaves_with_the_velocity_of_the_truck_and_falls_freely() -> None:
    history = on_truck(Carton(), released((0.0, 0.0, 6.0)))
    start, t = 0.2, 0.9
    x, _, z = history.body_at(LOAD, t).translation_m
    fallen = 6.0 * (t - start) - 0.5 * GRAVITY * (t - start) * (t - start + STEP_S)
    assert x == pytest.approx(1.0 + SPEED_MPS * t, abs=0.01)
    assert z == pytest.approx(DECK_M + 0.02 + fallen, abs=0.01)


def test_a_load_that_comes_off_behind_tumbles_and_stays_on_the_road() -> None:
    history = on_truck(Carton(), released((-5.0, 0.0, 5.5), (0.5, -3.0, 0.3)), duration_s=6.0, x_m=-1.5)
    position = history.body_position_m[:, LOAD - 1]
    assert position[:, 2].min() > -0.3  # its frame is at the bottom of a box that turns over: 0.4 m at most
    assert np.linalg.norm(history.body_velocity_mps[-1, LOAD - 1]) < 0.05
    assert position[-1, 0] < history.body_position_m[-1, TRUCK - 1, 0] - 30.0
    # it slides and tumbles no further than sliding alone would take it, twice: v^2 / (2 mu g)
    assert position[-1, 0] - position[round(1.0 / STEP_S), 0] < 2 * SPEED_MPS**2 / (2 * 0.5 * GRAVITY)


def test_a_carton_bounces_by_its_restitution() -> None:
    crate = Block(size_m=(0.4, 0.4, 0.4))
    actor = Actor(name="crate", asset=crate, body="dynamic", T_world_body=Pose(translation_m=(0, 0, 1.0)))
    actor = replace(actor, mass_kg=4.0, restitution=0.4)
    history = simulate(scene_of(actor, events=[]), SETTINGS)
    z = history.body_position_m[:, 1, 2]
    lowest = int(np.argmin(z[: round(0.6 / STEP_S)]))
    # four corners meet the ground, Bullet's solver shares what comes back among them: no more than e^2 of the height,
    # and no less than half of it
    late = math.sqrt(2 * GRAVITY) * STEP_S  # the impact is found up to a step late
    assert 0.5 * 0.4**2 <= z[lowest:].max() <= 0.4**2 + late


def test_a_wheel_rolls_on_where_a_box_would_stop() -> None:
    wheel = Block(size_m=(0.6, 0.2, 0.6), shape="cylinder")
    actor = Actor(name="wheel", asset=wheel, body="dynamic", mass_kg=20.0, friction=0.7, restitution=0.3)
    roll = Launch(actor="wheel", velocity_mps=(10.0, 0.0, 0.0), spin_radps=(0.0, 10.0 / 0.3, 0.0))
    event = Event(name="roll", trigger=AtTime(time_s=0.0), actions=(roll,))
    history = simulate(scene_of(actor, events=[event], duration_s=3.0), SETTINGS)
    travelled = np.linalg.norm(history.body_at(2, 3.0).translation_m)
    box_stops = 10.0**2 / (2 * 0.7 * GRAVITY)
    assert travelled > 2.5 * box_stops
    assert travelled < 30.0 + 0.3


def test_a_tread_tumbles_and_lies_flat() -> None:
    tread = Actor(name="tread", asset=TyreTread(), body="dynamic", T_world_body=Pose(translation_m=(0, 0, 0.8)))
    fly = Launch(actor="tread", velocity_mps=(20.0, 0.0, 1.0), spin_radps=(3.0, -15.0, 4.0))
    event = Event(name="fly", trigger=AtTime(time_s=0.0), actions=(fly,))
    history = simulate(scene_of(tread, events=[event], duration_s=6.0), SETTINGS)
    assert np.linalg.norm(history.body_velocity_mps[-1, 1]) < 0.1
    assert abs(history.body_position_m[-1, 1, 2]) < asset_of(TyreTread()).box.height_m + 0.05
    turned = np.abs(np.diff(history.body_rotation_xyzw[:, 1], axis=0)).sum()
    assert turned > 2.0


def test_a_deck_is_hollow_and_a_cab_is_lower_than_the_box() -> None:
    solid = solid_of(FLATBED)
    tops = [hull[:, 2].max() + solid.centre_m[2] for hull in solid.hulls if np.ptp(hull[:, 0]) > 5.0]
    assert min(tops) == pytest.approx(DECK_M, abs=0.05)
    assert max(tops) > DECK_M + 0.5  # the boards


def test_inertia_of_a_hull_is_that_of_the_box_that_it_is() -> None:
    corners = np.array([[x, y, z] for x in (0, 2.0) for y in (0, 1.0) for z in (0, 0.5)])
    centre, inertia = mass_properties(support_points(corners))
    assert centre == pytest.approx((1.0, 0.5, 0.25))
    assert inertia == pytest.approx(((1 + 0.25) / 12, (4 + 0.25) / 12, (4 + 1) / 12))
