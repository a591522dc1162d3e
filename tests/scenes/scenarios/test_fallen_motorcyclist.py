"""E06: behind a bend a motorcyclist has fallen and lies in the lane."""

import math
from dataclasses import replace

import numpy as np
import pytest
from staged_case import bare_scene, staged

from scenes.pose import Body, Pose, World
from scenes.staging.lying import ON_A_SIDE, settled
from scenes.storyboard.motion import Launch
from simulator.physics.engine import simulate
from simulator.physics.settings import PhysicsSettings

NAME = "fallen_motorcyclist"


@pytest.mark.parametrize("seed", range(3))
def test_rider_and_machine_lie_as_far_apart_as_asked(seed: int) -> None:
    _, found = staged(NAME, seed, "scenario.gap_m=5", "scenario.sliding='no'")
    rider, machine = found.actors
    assert rider.asset.nominal().height_m < 0.5
    assert dict(found.solved)["gap_m"] == 5.0
    # between the middles; a body's origin is up to 0.7 m from its middle
    assert math.dist(rider.T_world_body.translation_m[:2], machine.T_world_body.translation_m[:2]) < 5.0 + 1.4
    assert machine.T_world_body.rotation()[2, 2] < math.cos(math.radians(45.0))


@pytest.mark.parametrize("rate", [4.0, 6.0])
def test_a_machine_that_slides_slows_down_as_asked(rate: float) -> None:
    asked = ("scenario.sliding='yes'", "scenario.slide_mps=3", f"scenario.decel_mps2={rate}", "scenario.light=noon")
    _, found = staged(NAME, 1, *asked, frames=60)
    (push,) = [a for event in found.events for a in event.actions if isinstance(a, Launch)]
    start_mps, reveal_s = float(np.linalg.norm(push.velocity_mps)), found.timing.reveal_s
    assert 0.0 < reveal_s <= 0.8 + 1e-9
    assert start_mps - rate * reveal_s == pytest.approx(3.0)
    rest = settled((found.actors[1].asset,), ON_A_SIDE[0])
    level: Pose[World, Body] = Pose(translation_m=(0.0, 0.0, 0.2), rotation_xyzw=rest)
    scene = replace(bare_scene(found), actors=(replace(found.actors[1], T_world_body=level),))
    history = simulate(scene, PhysicsSettings())
    key = scene.instance_of("machine")
    speeds = [float(np.linalg.norm(history.velocity_at(key, t)[0][:2])) for t in (0.4, 0.9)]
    # it has fallen a little; its frame turns about the centre of mass, by up to 0.6 m/s
    assert (speeds[0] - speeds[1]) / 0.5 == pytest.approx(rate, abs=1.6)
    assert float(np.linalg.norm(history.velocity_at(key, 3.0)[0])) < 0.1
