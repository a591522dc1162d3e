"""What holds of every edge case: flat draws by named streams, a conflict by time, roads that it can use."""

import json
import math

import numpy as np
import pytest
from staged_case import bare_scene, case, shipped_cases, staged

from scenes.errors import ConfigError
from scenes.staging.edge_case import EdgeCase
from scenes.storyboard.motion import Release
from scenes.streams import stream
from simulator.physics.engine import simulate
from simulator.physics.settings import PhysicsSettings
from simulator.places import check_place
from simulator.threat import Pair

CASES = shipped_cases()


@pytest.mark.parametrize("name", CASES)
def test_draws_are_flat_json_and_the_same_again(name: str) -> None:
    made, asked = case(name)
    drawn = made.draw(asked, stream(3, "draw"))
    assert drawn == made.draw(asked, stream(3, "draw"))
    assert json.loads(json.dumps(dict(drawn), allow_nan=False)) == dict(drawn)


@pytest.mark.parametrize("name", CASES)
def test_fixing_one_field_leaves_the_others_as_they_were(name: str) -> None:
    free, asked = case(name)
    fixed, _ = case(name, "scenario.ego_speed_kmh=33")
    one, two = free.draw(asked, stream(3, "draw")), fixed.draw(asked, stream(3, "draw"))
    assert {key for key in one if one[key] != two[key]} == {"ego_speed_mps"}
    assert two["ego_speed_mps"] == pytest.approx(33.0 / 3.6)


@pytest.mark.parametrize("name", CASES)
def test_the_case_is_named_as_its_file_and_as_the_catalogue(name: str) -> None:
    made, _ = case(name)
    known = made.CASE
    assert known.name == name
    assert known.id[0] == "E"
    assert known.id[1:].isdigit()
    assert known.layers
    assert set(known.layers) <= {f"L{k}" for k in range(1, 7)}
    assert known.level


@pytest.mark.parametrize("name", CASES)
def test_other_roads_are_refused_before_the_first_clip(name: str) -> None:
    made, _ = case(name)
    for road in {"motorway", "parking_lot"} - set(made.ROADS):
        _, elsewhere = case(name, f"road={road}")
        with pytest.raises(ConfigError, match=rf"road: {name} cannot take place on road={road}; expected one of road="):
            check_place(made, elsewhere.places)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("frames", [pytest.param(10, marks=pytest.mark.slow), 60])
def test_without_a_reaction_ego_and_key_actor_touch_or_pass_at_the_meeting(name: str, frames: int) -> None:
    made, _ = case(name)
    assert isinstance(made, EdgeCase)
    if made.MEETS:
        pytest.skip(f"the ego meets {made.MEETS}, no box")
    _, found = staged(name, 1, "scenario.ego_reaction=none", frames=frames)
    if any(isinstance(action, Release) for event in found.events for action in event.actions):
        pytest.skip("where physics takes the key actor is its own test's")
    scene = bare_scene(found)
    tail_s = max(3.0, found.timing.meet_s - found.timing.duration_s + 1.0)
    history = simulate(scene, PhysicsSettings(tail_s=tail_s))
    key = scene.instance_of(found.key_actor)
    if found.passes_m is not None:
        gaps = Pair.of(scene, history, key).gaps_m(np.arange(0.0, found.timing.meet_s + 0.5, 0.05))
        # measured between boxes that are on a slant
        assert 0.0 < gaps.min() < found.passes_m + 0.3
        return
    touched = [time_s for time_s, a, b in history.contacts if (a, b) == (1, key)]
    assert touched, f"{found.key_actor} is never touched"
    # boxes are as wide as bodies at their widest, so that they touch a little before
    assert math.isclose(touched[0], found.timing.meet_s, abs_tol=made.MEETING_TOLERANCE_S)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("frames", [10, pytest.param(20, marks=pytest.mark.slow), 200])
def test_the_reveal_lies_in_the_first_half_of_the_clip(name: str, frames: int) -> None:
    _, found = staged(name, 2, frames=frames)
    assert 0.0 <= found.timing.reveal_s <= 0.5 * frames / 10
    assert found.timing.duration_s <= frames / 10
