"""E17: the ego turns over the oncoming lane on Euro NCAP's path."""

import math

import numpy as np
import pytest
from staged_case import staged

from scenes.roads.templates.x_junction import XJunction
from scenes.staging.junctions import ways_through
from scenes.staging.left_turn import turns_over_oncoming
from scenes.staging.turn_path import turned
from scenes.staging.venue import venue_of
from scenes.streams import stream

NAME = "left_turn_across_path"
CAR = ("scenario.oncoming=car", "scenario.ego_reaction=none")


@pytest.mark.parametrize(("kmh", "radius_m"), [(10.0, 9.0), (15.0, 11.75), (20.0, 14.75)])
def test_the_turn_is_a_clothoid_an_arc_and_a_clothoid_of_the_protocols_radius(kmh: float, radius_m: float) -> None:
    venue = venue_of(XJunction(), 1)
    way = next(one for one in ways_through(venue, 100.0, stream(1, "ways")) if turns_over_oncoming(one))
    made, start = turned(venue, way, kmh / 3.6)
    s = np.arange(start - 2.0, start + 40.0, 0.5)
    heading = np.unwrap([made.line.pose(float(v))[2] for v in s])
    bend = np.diff(heading) / 0.5
    # over half a metre a polyline with points every 0.1 m gives the curvature to a per cent or two
    assert bend.max() == pytest.approx(1.0 / radius_m, rel=0.03)
    assert heading[-1] - heading[0] == pytest.approx(0.5 * math.pi, abs=0.01)
    assert np.abs(np.diff(bend)).max() < 0.02


@pytest.mark.parametrize("gap_s", [2.0, 3.0])
def test_a_longer_gap_lets_the_other_come_as_much_later(gap_s: float) -> None:
    fixed = (*CAR, "scenario.ego_speed_kmh=15", "scenario.oncoming_speed_kmh=40", "scenario.ttc_reveal_s=1.5")
    _, found = staged(NAME, 1, f"scenario.gap_s={gap_s}", *fixed, frames=60)
    touch_or_pass = found.timing.meet_s - found.timing.reveal_s
    assert touch_or_pass == pytest.approx(1.5, abs=0.15)


@pytest.mark.parametrize("seed", range(2))
def test_a_van_hides_a_motorcycle_as_asked(seed: int) -> None:
    wanted = ("scenario.oncoming=motorcycle", "scenario.van_hides='yes'", "scenario.hidden_share=0.6")
    _, found = staged(NAME, seed, *wanted)
    assert found.occlusion_share == 0.6
    names = [actor.name for actor in found.actors]
    assert names == ["oncoming", "oncoming_rider", "van"]
    assert found.actors[2].path is None


def test_who_comes_faces_the_ego_and_a_low_sun_stands_behind_it() -> None:
    _, found = staged(NAME, 3, "scenario.light=low_sun", *CAR)
    heading = found.ego.T_world_body.yaw_rad
    turn = math.remainder(found.actors[0].T_world_body.yaw_rad - heading, math.tau)
    assert abs(turn) > math.radians(150.0)
    assert abs(math.remainder(found.environment.sun_azimuth_rad - heading, math.tau)) < math.radians(35.0)
