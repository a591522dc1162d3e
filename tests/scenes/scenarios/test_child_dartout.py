"""E01: a child from between parked vehicles, after a ball or not."""

import math

import numpy as np
import pytest
from staged_case import case, staged

from scenes.asset import asset_of
from scenes.errors import ConfigError, SceneError
from scenes.footprint import footprint_of
from scenes.staging.staged import Staged
from scenes.staging.venue import venue_of
from scenes.storyboard import Launch
from scenes.streams import stream
from simulator.build import build
from simulator.config import load_config

NAME = "child_dartout_parked"


def along(found: Staged, name: str) -> tuple[float, float, float]:
    """Middle, half length and left of a body in the frame of the child's path: x along the ego's way."""
    child = next(actor for actor in found.actors if actor.name == "child")
    other = next(actor for actor in (found.ego, *found.actors) if actor.name == name)
    print_ = footprint_of(other)
    heading = found.ego.T_world_body.yaw_rad if name == "ego" else other.T_world_body.yaw_rad
    x, y = (print_.centre_m[k] - child.T_world_body.translation_m[k] for k in (0, 1))
    ahead = x * math.cos(heading) + y * math.sin(heading)
    return ahead, print_.half_length_m, -x * math.sin(heading) + y * math.cos(heading)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_child_runs_through_the_gap_that_was_drawn(seed: int) -> None:
    params, found = staged(NAME, seed, "road.radius_m=500", "road.turn_rad=0")
    behind, half_behind, _ = along(found, "occluder")
    ahead, half_ahead, _ = along(found, "parked_ahead")
    assert (ahead - half_ahead) - (behind + half_behind) == pytest.approx(params["gap_m"], abs=0.02)
    width = asset_of(found.actors[0].asset).box.width_m
    bumper = 0.5 * width + params["path_share"] * (params["gap_m"] - width)
    assert -(behind + half_behind) == pytest.approx(bumper, abs=0.02)


@pytest.mark.parametrize("seed", range(3))
def test_a_row_stands_at_the_kerb_clear_of_each_other_and_of_the_ego(seed: int) -> None:
    _, found = staged(NAME, seed)
    parked = [footprint_of(a) for a in found.actors if a.name.startswith(("parked", "occluder"))]
    assert 6 <= len(parked) <= 9
    assert not any(a.overlaps(b) for k, a in enumerate(parked) for b in parked[:k])
    assert not any(footprint_of(found.ego).overlaps(one) for one in parked)
    solved = dict(found.solved)
    assert solved["lateral_clearance_m"] >= 0.3
    assert 5.0 / 3.6 <= solved["child_speed_mps"] <= 10.0 / 3.6
    assert 0.1 <= solved["impact_share"] <= 0.9


def test_the_ball_rolls_ahead_of_the_child_and_shows_before_it() -> None:
    params, found = staged(NAME, 4, "scenario.ball=yes", frames=60)
    ball = next(actor for actor in found.actors if actor.name == "ball")
    event = next(event for event in found.events if event.name == "ball_kicked")
    (launch,) = event.actions
    assert isinstance(launch, Launch)
    assert ball.body == "dynamic"
    child = found.actors[0]
    across = np.array(launch.velocity_mps[:2]) / params["ball_speed_mps"]
    start = np.array(ball.T_world_body.translation_m[:2]) - np.array(child.T_world_body.translation_m[:2])
    assert start @ across > 0.3
    assert abs(start @ np.array([-across[1], across[0]])) < 1e-6  # on the child's path
    starts = min((e.trigger.time_s for e in found.events if e.name.startswith("child")), default=0.0)
    assert event.trigger.time_s < max(starts, 0.0) + 1e-9
    assert params["ball_speed_mps"] > dict(found.solved)["child_speed_mps"] * 0.8


def test_without_a_ball() -> None:
    _, found = staged(NAME, 6, "scenario.ball=no")
    assert "ball" not in [actor.name for actor in found.actors]


def test_the_child_stands_behind_the_kerb_until_it_runs() -> None:
    params, found = staged(NAME, 5, frames=100)
    child = found.actors[0]
    assert child.speed_mps == 0.0
    (go, *_) = [event for event in found.events if event.name == "child_pace_0"]
    run_up = 0.5 * dict(found.solved)["child_speed_mps"] ** 2 / go.actions[0].acceleration_mps2
    assert run_up == pytest.approx(params["run_up_m"])


def test_wide_vehicles_leave_the_ego_no_room_in_narrow_lanes() -> None:
    narrow = ("road.lane_width_m=2.75", "road.cycle=none", "road.lanes=1", "road.crosswalk=none", "road.bus_stop=none")
    made, asked = case(NAME, "scenario.occluder=box_truck", *narrow)
    params = made.draw(asked, stream(3, "draw"))
    venue = venue_of(asked.places.place(params), 3)
    with pytest.raises(SceneError, match="would pass the occluder at"):
        made.stage(params, venue, asked, stream(3, "stage"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("child_height_m=[0.5,1.2]", r"scenario\.child_height_m: got 0\.5 to 1\.2 m, allowed 0\.95 to 1\.35 m"),
        ("ego_speed_kmh=170", r"scenario\.ego_speed_kmh: got 170 km/h, allowed 3 to 150 km/h"),
        ("occluder=vam", r"scenario\.occluder: unknown occluder 'vam'.*Did you mean 'van'"),
        ("ego_reaction=carefull", r"scenario\.ego_reaction.*Did you mean 'careful'"),
        ("gap_m=[2,1]", r"scenario\.gap_m: got low 2 above high 1"),
    ],
)
def test_bad_values_name_the_key_the_value_and_what_is_allowed(change: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        build(load_config([f"scenario={NAME}", f"scenario.{change}"]).nodes["scenario"], "scenario")
