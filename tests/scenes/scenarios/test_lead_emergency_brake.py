"""E12: the vehicle ahead brakes hard."""

import math

import numpy as np
import pytest
from staged_case import bare_scene, staged

from scenes.links import links_of
from simulator.physics.engine import simulate
from simulator.physics.settings import PhysicsSettings
from simulator.render.lamps import lamp_sites, lamp_states
from simulator.render.uploads import LAMPS
from simulator.threat import Pair


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("thw", [0.8, 1.6])
def test_the_lead_brakes_at_the_asked_headway_and_as_hard_as_asked(seed: int, thw: float) -> None:
    asked = (f"scenario.thw_s={thw}", "scenario.deceleration_mps2=8", "scenario.jerk_mps3=20")
    fixed = ("scenario.ego_reaction=none", "scenario.ego_speed_kmh=72")
    _, found = staged("lead_emergency_brake", seed, *asked, *fixed, frames=60)
    scene = bare_scene(found)
    history = simulate(scene, PhysicsSettings())
    lead = scene.instance_of("lead")
    reveal = found.timing.reveal_s
    gap = Pair.of(scene, history, lead).gaps_m(np.array([reveal]))[0]
    # in bends straight on is a little shorter than along the way
    assert gap == pytest.approx(thw * 20.0, rel=0.01)
    # after the ramp of 0.4 s, in which half of it is lost, 8 m/s each second
    speeds = [math.hypot(*history.velocity_at(lead, reveal + t)[0][:2]) for t in (0.0, 0.5)]
    assert speeds[0] == pytest.approx(20.0, abs=0.1)
    assert speeds[1] == pytest.approx(20.0 - 0.5 * 8.0 * 0.4 - 8.0 * 0.1, abs=0.1)
    assert history.braking_at(reveal + 0.3)[lead - 1]


@pytest.mark.parametrize(("lamps", "dark"), [("work", False), ("defective", True)])
def test_defective_brake_lamps_stay_dark(lamps: str, dark: bool) -> None:
    _, found = staged("lead_emergency_brake", 0, f"scenario.brake_lamps={lamps}")
    scene = bare_scene(found)
    history = simulate(scene, PhysicsSettings())
    states = lamp_states(lamp_sites(links_of(scene)), history, found.timing.reveal_s + 0.5, found.environment)
    assert bool(states[scene.instance_of("lead"), LAMPS.index("brake")]) != dark


def test_a_careful_driver_takes_longer_to_meet_the_lead() -> None:
    asked = ("scenario.thw_s=1.8", "scenario.deceleration_mps2=5")
    _, calm = staged("lead_emergency_brake", 1, *asked, "scenario.ego_reaction=none", frames=80)
    _, careful = staged("lead_emergency_brake", 1, *asked, "scenario.ego_reaction=careful", frames=80)
    assert dict(calm.solved)["min_ttc_low_s"] == 0.0
    assert float(dict(careful.solved)["min_ttc_low_s"]) > 0.5
