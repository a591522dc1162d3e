"""E04: groups at crosswalks, of whom one is hidden as asked until the reveal."""

import numpy as np
import pytest
from staged_case import bare_scene, staged

from scenes.footprint import footprint_of
from scenes.staging.stepping_out import DASH_MPS2
from simulator.physics.engine import simulate
from simulator.physics.settings import PhysicsSettings

NAME = "partially_occluded_group"


@pytest.mark.parametrize("leaves", ["yes", "no"])
def test_as_many_people_as_asked_stand_apart_and_one_or_all_of_them_walk(leaves: str) -> None:
    _, found = staged(NAME, 2, f"scenario.leaves='{leaves}'", "scenario.group_size=6")
    people = [actor for actor in found.actors if actor.name == "walker" or actor.name.startswith("group_")]
    assert len(people) == 6
    walking = [actor for actor in people if actor.path is not None]
    assert len(walking) == (1 if leaves == "yes" else 6)
    prints = [footprint_of(actor) for actor in people]
    assert not any(a.overlaps(b) for k, a in enumerate(prints) for b in prints[:k])
    assert ("hider" in [actor.name for actor in found.actors]) == (leaves == "no")


@pytest.mark.parametrize("leaves", ["yes", "no"])
def test_the_speed_that_is_solved_for_stays_in_its_range(leaves: str) -> None:
    _, found = staged(NAME, 2, f"scenario.leaves='{leaves}'")
    assert 3.0 / 3.6 - 1e-9 <= float(dict(found.solved)["walker_speed_mps"]) <= 8.0 / 3.6 + 1e-9
    assert found.occlusion_share is not None
    assert 0.3 <= found.occlusion_share <= 0.9


@pytest.mark.parametrize("leaves", ["yes", "no"])
def test_who_steps_out_is_where_they_show_at_the_reveal(leaves: str) -> None:
    _, found = staged(NAME, 2, f"scenario.leaves='{leaves}'", "scenario.ego_reaction=none", frames=30)
    scene = bare_scene(found)
    history = simulate(scene, PhysicsSettings())
    walker = history.body_at(scene.instance_of("walker"), found.timing.reveal_s).translation_m
    eye = found.ego.T_world_body.inverse().apply(np.array([walker]))[0]
    met = history.body_at(scene.instance_of("walker"), found.timing.meet_s).translation_m
    there = found.ego.T_world_body.inverse().apply(np.array([met]))[0]
    speed = float(dict(found.solved)["walker_speed_mps"])
    # a start from a stand takes up to v / 2a longer than at full speed
    gone = abs(float(eye[1] - there[1]))
    assert found.timing.ttc_s * speed - 0.6 * speed**2 / DASH_MPS2 - 0.1 < gone < found.timing.ttc_s * speed + 0.1
