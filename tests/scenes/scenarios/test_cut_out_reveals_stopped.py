"""E11: the vehicle ahead leaves the lane at the last moment, and somebody stands there."""

import numpy as np
import pytest
from staged_case import bare_scene, staged

from simulator.physics.engine import simulate
from simulator.physics.settings import PhysicsSettings
from simulator.threat import Pair

NAME = "cut_out_reveals_stopped"


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_lead_clears_the_target_and_the_ego_keeps_its_headway(side: str) -> None:
    asked = (f"scenario.side={side}", "scenario.thw_s=1.2", "scenario.front_of_lead_m=30", "scenario.target=car")
    fixed = ("scenario.ego_reaction=none", "scenario.ego_speed_kmh=72", "scenario.lead=van", "road.turn_rad=0")
    params, found = staged(NAME, 1, *asked, *fixed, frames=60)
    scene = bare_scene(found)
    history = simulate(scene, PhysicsSettings())
    lead, target = scene.instance_of("lead"), scene.instance_of("target")
    assert not [t for t, a, b in history.contacts if {a, b} == {lead, target}]
    assert Pair.of(scene, history, lead).gaps_m(np.array([0.0]))[0] == pytest.approx(1.2 * 20.0, abs=0.2)
    # 30 m at 20 m/s are 1.5 s: too little for what was drawn where that is slow, never more than 3 m/s
    assert params["v_y_mps"] <= dict(found.solved)["v_y_mps"] <= 3.0
    left = Pair.of(scene, history, lead).offset_m(np.array([found.timing.meet_s - 0.2]))[1][0]
    assert (left > 1.0) == (side == "left")
