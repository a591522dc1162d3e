"""E10: somebody changes into the ego's lane close ahead."""

import numpy as np
import pytest
from staged_case import bare_scene, staged

from scenes.storyboard.motion import SwitchLamp
from simulator.physics.engine import simulate
from simulator.physics.settings import PhysicsSettings
from simulator.threat import Pair

CALM = (
    "scenario.ego_reaction=none",
    "scenario.ego_speed_kmh=90",
    "scenario.v_rel_kmh=-20",
    "scenario.cutter=sedan",
    "road.turn_rad=0",
)
HALF_LANE_M, HALF_CAR_M = 0.5 * 3.75, 0.9


@pytest.mark.parametrize(("side", "sign"), [("left", 1.0), ("right", -1.0)])
@pytest.mark.parametrize("seed", range(2))
def test_it_crosses_the_line_at_the_asked_distance_and_ends_ahead_of_the_ego(seed: int, side: str, sign: float) -> None:
    asked = (f"scenario.side={side}", "scenario.dx0_m=30", "scenario.v_y_mps=1.5", "scenario.deceleration_mps2=0")
    _, found = staged("cut_in_hard", seed, *CALM, *asked, frames=80)
    scene = bare_scene(found)
    history = simulate(scene, PhysicsSettings())
    pair = Pair.of(scene, history, scene.instance_of("cutter"))
    times = np.arange(0.0, found.timing.meet_s, 0.02)
    ahead, left = pair.offset_m(times)
    crosses = int(np.flatnonzero(sign * left <= HALF_LANE_M + HALF_CAR_M)[0])
    # the rear axle crosses by the plan, and the middle, on a slant, up to a fifth of a second before: at 5.6 m/s
    assert ahead[crosses] - 0.5 * 4.5 == pytest.approx(30.0, abs=1.5)
    assert sign * left[0] > HALF_LANE_M
    assert abs(left[-1]) < 0.3
    # 30 m at 20 km/h
    assert times[-1] - times[crosses] == pytest.approx(30.0 / (20.0 / 3.6), abs=0.2)


@pytest.mark.parametrize(("side", "lamp"), [("left", "indicator_right"), ("right", "indicator_left")])
def test_it_signals_where_it_goes_or_not_at_all(side: str, lamp: str) -> None:
    for blinker, count in (("yes", 2), ("no", 0)):
        _, found = staged("cut_in_hard", 1, *CALM, f"scenario.side={side}", f"scenario.blinker='{blinker}'")
        switched = [a for event in found.events for a in event.actions if isinstance(a, SwitchLamp)]
        assert [action.lamp for action in switched] == [lamp] * count
