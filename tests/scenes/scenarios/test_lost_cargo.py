"""E20: cargo lies on the road, or falls off the truck ahead."""

from dataclasses import replace

import numpy as np
import pytest
from staged_case import bare_scene, staged

from scenes.actor import Actor
from scenes.footprint import footprint_of
from scenes.staging.cargo import CARGO
from scenes.staging.lying import reaches
from simulator.physics.engine import simulate
from simulator.physics.settings import PhysicsSettings

DECK_M, LOAD_M = 1.225, 1.84
"""Of the empty truck, and of what lies on its crates."""
NAME, CALM = "lost_cargo", "scenario.ego_reaction=none"


@pytest.mark.parametrize("kind", sorted(CARGO))
def test_a_load_lies_apart_and_the_ego_meets_its_first_piece(kind: str) -> None:
    _, found = staged(NAME, 2, CALM, f"scenario.kind={kind}", "scenario.items=5", "scenario.falls=no", frames=40)
    key, *others = found.actors
    assert found.key_actor == key.name == "cargo"
    assert set(found.anomalous) == {actor.name for actor in found.actors}
    prints = [footprint_of(actor) for actor in found.actors]
    assert not any(a.overlaps(b) for k, a in enumerate(prints) for b in prints[:k])
    at_m = found.start_m + found.ego.speed_mps * found.timing.meet_s
    assert at_m > 0.0
    assert all(actor.body == "static" for actor in (key, *others))


def flat(actor: Actor) -> Actor:
    """The actor on level ground, loads as high above it as they were at the start."""
    (x, y, _), path = actor.T_world_body.translation_m, actor.path
    up = 0.0 if actor.name in ("ego", "truck") else LOAD_M if actor.name == "cargo" else DECK_M
    if path is not None:
        path = replace(path, points_m=tuple((px, py, up) for px, py, _ in path.points_m))
    return replace(actor, T_world_body=replace(actor.T_world_body, translation_m=(x, y, up)), path=path)


def test_a_load_comes_off_drops_behind_the_truck_and_meets_the_ego_about_when_planned() -> None:
    asked = (CALM, "scenario.falls=yes", "scenario.kind=box", "road.grade_share=0", "scenario.ttc_reveal_s=2")
    _, found = staged(NAME, 3, *asked, frames=60)
    bare = bare_scene(found)
    scene = replace(bare, ego=flat(bare.ego), actors=tuple(flat(actor) for actor in bare.actors))
    history = simulate(scene, PhysicsSettings())
    load, truck = (scene.instance_of(name) for name in ("cargo", "truck"))
    (off,) = [one for one in history.handovers if one.instance == load]
    assert off.by == 0
    assert off.time_s == pytest.approx(found.timing.reveal_s, abs=0.02)
    before, after = (
        np.array(history.body_at(load, t).translation_m) - history.body_at(truck, t).translation_m
        for t in (found.timing.reveal_s, found.timing.meet_s - 0.2)
    )
    assert after[0] < before[0] - 3.0
    touched = [t for t, a, b in history.contacts if (a, b) == (1, load)]
    # what tumbles is known no better
    assert touched[0] == pytest.approx(found.timing.meet_s, abs=0.6)


@pytest.mark.parametrize(("left_m", "gap_m"), [(0.0, 0.0), (1.3, 0.3), (-2.0, 1.0)])
def test_what_reaches_into_the_egos_strip_is_met_and_what_does_not_is_passed(left_m: float, gap_m: float) -> None:
    square = np.add([(0.5, 0.1), (-0.5, 0.1), (-0.5, -0.1), (0.5, -0.1)], (4.0, left_m))
    assert reaches(square, 0.9) == pytest.approx((3.5, gap_m))
