"""E16: red for who crosses, green for the ego, and heads that show both."""

import math
from dataclasses import replace

import numpy as np
import pytest
from staged_case import bare_scene, case, staged

from scenes.actor import Actor
from scenes.assets.signs.traffic_light import TrafficLight
from scenes.errors import SceneError
from scenes.links import links_of
from scenes.roads.signal_programs import states_at
from scenes.staging.venue import venue_of
from scenes.storyboard import Storyboard
from scenes.streams import stream
from simulator.physics.engine import simulate
from simulator.physics.settings import PhysicsSettings
from simulator.render.lamps import lamp_sites, lamp_states
from simulator.render.uploads import LAMPS

NAME = "red_light_runner"


@pytest.mark.parametrize("seed", range(3))
def test_the_light_turns_red_as_long_before_the_line_as_asked_and_the_ego_has_green(seed: int) -> None:
    params, found = staged(NAME, seed, frames=60)
    told = dict(found.solved)
    runner, ego = str(told["runner_light"]), str(told["ego_light"])
    since_s = float(told["runner_line_s"]) - float(params["red_s"])
    shown = [states_at(found.signals, since_s + step)[runner] for step in (-0.01, 0.01, float(params["red_s"]))]
    assert shown == ["amber", "red", "red"]
    assert states_at(found.signals, float(told["ego_line_s"]))[ego] == "green"


@pytest.mark.parametrize(("side", "sign"), [("near", 1.0), ("far", -1.0)])
def test_the_runner_crosses_at_about_right_angles_from_the_asked_side(side: str, sign: float) -> None:
    _, found = staged(NAME, 0, f"scenario.side={side}")
    turn = math.remainder(found.actors[0].T_world_body.yaw_rad - found.ego.T_world_body.yaw_rad, math.tau)
    assert math.sin(sign * turn) > 0.7


@pytest.mark.parametrize("arrives_s", [-0.8, 0.3])
def test_the_runners_front_is_at_the_crossing_as_long_after_the_egos_as_asked(arrives_s: float) -> None:
    fixed = ("scenario.ego_reaction=none", "scenario.ego_speed_kmh=40", "scenario.crossing_speed_kmh=30")
    _, at_once = staged(NAME, 1, f"scenario.arrives_s={arrives_s}", *fixed)
    _, later = staged(NAME, 1, f"scenario.arrives_s={arrives_s + 0.2}", *fixed)
    (x, y, _), (x2, y2, _) = (one.actors[0].T_world_body.translation_m for one in (at_once, later))
    assert math.hypot(x2 - x, y2 - y) == pytest.approx(0.2 * 30 / 3.6, rel=0.01)


def test_heads_follow_their_programme() -> None:
    _, found = staged(NAME, 1, "scenario.red_s=2", frames=60)
    told = dict(found.solved)
    heads = [
        Actor(name=who, asset=TrafficLight(), T_world_body=found.ego.T_world_body, signal=str(told[f"{who}_light"]))
        for who in ("ego", "runner")
    ]
    posed = [replace(head, name=f"{head.name}_head") for head in heads]
    scene = bare_scene(found)
    scene = replace(scene.with_actors(tuple(posed)), storyboard=Storyboard(signals=found.signals))
    history = simulate(scene, PhysicsSettings())
    sites = lamp_sites(links_of(scene))
    rows = {lamp: LAMPS.index(lamp) for lamp in ("signal_red", "signal_amber", "signal_green")}
    wanted = {"red": [1, 0, 0], "amber": [0, 1, 0], "green": [0, 0, 1], "red_amber": [1, 1, 0]}
    for time_s in np.arange(0.02, 6.0, 0.5):
        on = lamp_states(sites, history, float(time_s), scene.environment)
        shown = states_at(found.signals, float(time_s))
        for instance, head in enumerate(posed, start=2):
            assert on[instance, list(rows.values())].tolist() == wanted[shown[str(head.signal)]]


def test_a_junction_without_lights_is_refused() -> None:
    made, asked = case(NAME, "road.control=yield")
    params = made.draw(asked, stream(0, "draw"))
    assert asked.places is not None
    venue = venue_of(asked.places.place(params), int(params["place_seed"]))
    with pytest.raises(SceneError, match="the place has no junction for this case: it has no lights"):
        made.stage(params, venue, asked, stream(0, "stage"))
