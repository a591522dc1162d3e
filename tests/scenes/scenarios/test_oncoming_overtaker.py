"""E15: somebody who overtakes comes towards the ego in its lane."""

import numpy as np
import pytest
from staged_case import bare_scene, staged

from simulator.physics.engine import simulate
from simulator.physics.settings import PhysicsSettings
from simulator.threat import Pair

NAME = "oncoming_overtaker"
FIXED = ("scenario.ego_reaction=none", "scenario.overlap_share=0.8", "scenario.ttc_reveal_s=3", "road.radius_m=250")


@pytest.mark.parametrize("seed", range(2))
def test_who_returns_is_out_of_the_way_at_the_asked_time(seed: int) -> None:
    _, found = staged(NAME, seed, *FIXED, "scenario.returns='yes'", "scenario.returns_ttc_s=1", frames=80)
    scene = bare_scene(found)
    history = simulate(scene, PhysicsSettings())
    instance = scene.instance_of("overtaker")
    times = np.arange(found.timing.reveal_s, found.timing.meet_s, 0.05)
    ttc = Pair.of(scene, history, instance).ttc_s(times)
    assert min(value for value in ttc if value is not None) < 3.0
    assert not history.contacts
    assert found.passes_m is not None
    assert found.passes_m > 0.2


def test_who_never_returns_meets_the_ego() -> None:
    _, found = staged(NAME, 0, *FIXED, "scenario.returns=never", frames=80)
    assert found.passes_m is None
    assert [actor.name for actor in found.actors] == ["overtaker", "overtaken"]
    slow, fast = found.actors[1].speed_mps, found.actors[0].speed_mps
    assert slow < fast


@pytest.mark.parametrize("overlap", [0.25, 0.6])
def test_the_overtaker_never_touches_whom_it_overtakes(overlap: float) -> None:
    for seed in range(4):
        _, found = staged(NAME, seed, "scenario.ego_reaction=none", f"scenario.overlap_share={overlap}")
        scene = bare_scene(found)
        both = {scene.instance_of("overtaker"), scene.instance_of("overtaken")}
        assert all({a, b} != both for _, a, b in simulate(scene, PhysicsSettings()).contacts)
