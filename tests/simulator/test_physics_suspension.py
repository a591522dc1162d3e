"""Pitch and roll of vehicles: second-order response, and what it reaches."""

from __future__ import annotations

import math

import numpy as np
import pytest
from physics_bodies import CAR, PERSON, SETTINGS, Block, follower, scene_of

from scenes.asset import asset_of
from scenes.storyboard import AtTime, Event, SetSpeed
from simulator.physics.engine import simulate
from simulator.physics.history import WorldHistory
from simulator.physics.suspension import DAMPING, PITCH_HZ, chassis_of, respond

WHEELBASE_M, HEIGHT_M, BRAKING_MPS2 = 2.7, 1.45, 5.0
EGO_BODY, EGO_WHEELS = 0, [1, 2, 3, 4]


@pytest.fixture(scope="module")
def braking() -> WorldHistory:
    brake = SetSpeed(actor="ego", speed_mps=0.0, acceleration_mps2=BRAKING_MPS2)
    event = Event(name="brake", trigger=AtTime(time_s=1.0), actions=(brake,))
    ego = follower("ego", [(0, 0), (200, 0)], 25.0)
    return simulate(scene_of(ego=ego, events=[event], duration_s=7.0), SETTINGS)


def pitch_rad(history: WorldHistory, t_s: float) -> float:
    """Positive: nose down."""
    ahead = history.body_at(1, t_s).rotation()[:, 0]
    return -math.asin(ahead[2])


def test_under_constant_braking_the_nose_settles_at_m_a_h_over_k(braking: WorldHistory) -> None:
    mass, height, gyration = 1400.0, 0.38 * HEIGHT_M, WHEELBASE_M / 2
    stiffness = mass * gyration**2 * (2 * math.pi * PITCH_HZ) ** 2
    steady = mass * BRAKING_MPS2 * height / stiffness
    # after 4.5 s the transient has decayed to exp(-zeta w 4.5)
    left = steady * math.exp(-DAMPING * 2 * math.pi * PITCH_HZ * 4.5) / math.sqrt(1 - DAMPING**2)
    assert pitch_rad(braking, 5.5) == pytest.approx(steady, abs=left + 1e-9)
    assert math.degrees(steady) == pytest.approx(1.3, abs=0.1)


def test_the_nose_overshoots_and_rises_again_after_the_stop(braking: WorldHistory) -> None:
    pitch = np.array([pitch_rad(braking, t) for t in np.arange(0.0, 7.4, 0.02)])
    overshoot = math.exp(-math.pi * DAMPING / math.sqrt(1 - DAMPING**2))
    assert pitch[0] == 0.0
    assert pitch.max() / pitch_rad(braking, 5.5) == pytest.approx(1 + overshoot, abs=0.01)
    assert pitch.min() < -0.3 * pitch_rad(braking, 5.5)  # the stop itself kicks the nose up


def test_a_step_response_equals_the_closed_form() -> None:
    step, w = 1 / 240, 2 * math.pi * PITCH_HZ
    angle, rate = respond(np.full((480, 1), 3.0), PITCH_HZ, step)
    t = np.arange(480) * step
    wd = w * math.sqrt(1 - DAMPING**2)
    decay = np.exp(-DAMPING * w * t)
    expected = 3.0 / w**2 * (1 - decay * (np.cos(wd * t) + DAMPING * w / wd * np.sin(wd * t)))
    assert angle[:, 0] == pytest.approx(expected, abs=1e-12)  # exact for inputs held over a step: rounding only
    assert rate[:, 0] == pytest.approx(3.0 / wd * decay * np.sin(wd * t), abs=1e-12)


def test_wheels_stay_on_the_ground_and_roll_while_the_body_pitches(braking: WorldHistory) -> None:
    at = braking.links_at(2.0)
    assert at.position_m[EGO_WHEELS, 2] == pytest.approx(np.full(4, 0.3), abs=1e-12)
    travelled = 25.0 * 2.0 - 0.5 * BRAKING_MPS2 * 1.0
    assert at.position_m[EGO_WHEELS, 0] == pytest.approx(travelled + np.array([0, 0, 2.7, 2.7]), abs=1e-9)
    x, y, z, w = at.rotation_xyzw[1]
    rolled = travelled / 0.3
    assert (x, z) == (0.0, 0.0)
    assert math.cos(2 * math.atan2(y, w) - rolled) == pytest.approx(1.0, abs=1e-9)


def test_the_body_turns_about_the_point_between_the_axles_at_hub_height(braking: WorldHistory) -> None:
    pivot = np.array([WHEELBASE_M / 2, 0.0, 0.3])
    travelled = 25.0 * 2.0 - 0.5 * BRAKING_MPS2 * 1.0
    assert braking.body_at(1, 2.0).apply(pivot) == pytest.approx(pivot + np.array([travelled, 0, 0]), abs=1e-9)
    assert braking.links_at(2.0).position_m[EGO_BODY] == pytest.approx(braking.body_at(1, 2.0).translation_m, abs=1e-12)


def test_a_car_leans_out_of_a_bend_by_some_degrees_per_g() -> None:
    bend = [(40 * math.sin(a), 40 * (1 - math.cos(a))) for a in np.linspace(0, 2.5, 200)]
    history = simulate(scene_of(ego=follower("ego", bend, 12.0), duration_s=6.0), SETTINGS)
    left = history.body_at(1, 5.0).rotation()[:, 1]
    lean_per_g = math.degrees(math.asin(left[2])) / (12.0**2 / 40.0 / 9.81)
    assert 3.0 < lean_per_g < 7.0  # turning left lifts the left side: Gillespie's range for passenger cars


def test_only_vehicles_on_four_wheels_have_springs() -> None:
    assert chassis_of(asset_of(CAR)) is not None
    assert chassis_of(asset_of(Block(semantic="vehicle.bicycle"))) is None
    assert chassis_of(asset_of(PERSON)) is None
