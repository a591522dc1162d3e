"""E22: animals cross, alone or as a herd, and may freeze."""

import numpy as np
import pytest
from staged_case import bare_scene, staged

from scenes.actor import Actor
from simulator.physics.engine import simulate
from simulator.physics.settings import PhysicsSettings

ASKED = ("scenario.animal=roe_doe", "scenario.ego_reaction=none", "scenario.ego_speed_kmh=70")


@pytest.mark.parametrize("count", [0, 3])
def test_as_many_follow_as_asked_and_nobody_overlaps(count: int) -> None:
    _, found = staged("animal_crossing", 1, *ASKED, f"scenario.herd={count}")
    assert len(found.actors) == 1 + count
    starts = np.array([actor.T_world_body.translation_m[:2] for actor in found.actors])
    apart = np.linalg.norm(starts[:, None] - starts[None], axis=2) + 10.0 * np.eye(1 + count)
    assert apart.min() > 1.0


@pytest.mark.parametrize(("freezes", "stands"), [("yes", True), ("no", False)])
def test_who_freezes_stands_at_the_meeting(freezes: str, stands: bool) -> None:
    fixed = ("scenario.freezes_before_s=0.8", "scenario.flight_share=0.2", "scenario.herd=0")
    _, found = staged("animal_crossing", 2, *ASKED, *fixed, f"scenario.freezes='{freezes}'", frames=40)
    scene = bare_scene(found)
    history = simulate(scene, PhysicsSettings())
    before = history.velocity_at(scene.instance_of("animal"), found.timing.meet_s - 0.1)[0]
    assert (float(np.linalg.norm(before)) < 0.05) == stands


@pytest.mark.parametrize(("share", "speed_mps"), [(0.0, 1.2), (1.0, 12.0)])
def test_speeds_lie_between_walk_and_flight(share: float, speed_mps: float) -> None:
    _, found = staged("animal_crossing", 3, *ASKED, f"scenario.flight_share={share}", "scenario.freezes='no'")
    animal: Actor = found.actors[0]
    reached = {a.speed_mps for e in found.events for a in e.actions if getattr(a, "actor", "") == "animal"}
    assert speed_mps in {round(v, 6) for v in reached | {animal.speed_mps}}
