"""E07: the ego turns over the line of a cyclist beside it."""

import math

import numpy as np
import pytest
from staged_case import bare_scene, staged

from simulator.physics.engine import simulate
from simulator.physics.settings import PhysicsSettings


@pytest.mark.parametrize("seed", range(2))
def test_the_ego_turns_right_and_the_cyclist_goes_straight_on_at_its_side(seed: int) -> None:
    _, found = staged("cyclist_blind_spot_right_turn", seed, "scenario.ego_reaction=none", frames=40)
    history = simulate(bare_scene(found), PhysicsSettings())
    start, end = history.body_at(1, 0.0), history.body_at(1, found.timing.meet_s + 2.5)
    assert math.remainder(end.yaw_rad - start.yaw_rad, math.tau) < -0.6
    ridden = [history.body_at(2, t).yaw_rad for t in (0.0, found.timing.meet_s - 0.3)]
    assert math.remainder(ridden[1] - ridden[0], math.tau) == pytest.approx(0.0, abs=0.35)


@pytest.mark.parametrize(("cyclist_kmh", "comes"), [(12, "overtaken"), (28, "from_behind")])
def test_slower_cyclists_have_been_overtaken_and_faster_ones_come_up_from_behind(cyclist_kmh: int, comes: str) -> None:
    asked = ("scenario.ego_reaction=none", "scenario.ego_speed_kmh=16", f"scenario.cyclist_speed_kmh={cyclist_kmh}")
    _, found = staged("cyclist_blind_spot_right_turn", 1, *asked, frames=40)
    assert dict(found.solved)["comes"] == comes
    history = simulate(bare_scene(found), PhysicsSettings())
    ego, cyclist = history.body_at(1, 0.0), history.body_at(2, 0.0)
    ahead = ego.inverse().apply(np.array([cyclist.translation_m]))[0][0]
    assert (ahead > 3.0) == (comes == "overtaken")
