"""E19: what the lights of a junction show when they are out of order, and how their heads look."""

import math

import pytest
from staged_case import staged

from scenes.asset import asset_of
from scenes.assets.signs.signal_cover import CoveredTrafficLight
from scenes.assets.signs.traffic_light import TrafficLight
from scenes.roads.signal_programs import states_at

NAME = "traffic_light_outage_or_contradiction"


@pytest.mark.parametrize(
    ("state", "mine", "others"),
    [
        ("dark", "dark", "dark"),
        ("flashing_amber", "flashing", "flashing"),
        ("all_red", "red", "red"),
        ("two_colours", "on;off;on", "green"),
        ("sun_phantom", "dark", "dark"),
        ("bagged", "dark", "dark"),
    ],
)
def test_lights_show_their_fault_all_the_time(state: str, mine: str, others: str) -> None:
    _, found = staged(NAME, 1, f"scenario.state={state}")
    light = str(dict(found.solved)["ego_light"])
    for time_s in (0.0, 7.0, 60.0):
        shown = states_at(found.signals, time_s)
        assert shown[light] == mine
        assert {shown[one] for one in shown if one.endswith("_lights") and one != light} == {others}


def test_phantoms_have_a_low_sun_right_behind_the_ego() -> None:
    _, found = staged(NAME, 2, "scenario.state=sun_phantom", "scenario.light=night")
    air = found.environment
    assert math.radians(3.9) < air.sun_elevation_rad < math.radians(10.1)
    behind = math.remainder(air.sun_azimuth_rad - found.ego.T_world_body.yaw_rad - math.pi, math.tau)
    assert abs(behind) < math.radians(12.0)


def test_an_officer_stands_out_of_both_ways_and_faces_the_ego() -> None:
    _, found = staged(NAME, 3, "scenario.officer='yes'")
    officer = next(actor for actor in found.actors if actor.name == "officer")
    x, y, _ = officer.T_world_body.translation_m
    for actor in (found.ego, found.actors[0]):
        assert actor.path is not None
        assert min(math.hypot(px - x, py - y) for px, py, _ in actor.path.points_m) > 2.0
    turn = math.remainder(officer.T_world_body.yaw_rad - found.ego.T_world_body.yaw_rad, math.tau)
    assert math.cos(turn) < -0.9


def test_who_waited_starts_from_its_line() -> None:
    fixed = ("scenario.starts='yes'", "scenario.crossing_speed_kmh=20", "scenario.ttc_reveal_s=2.5")
    _, found = staged(NAME, 1, *fixed, "scenario.arrives_s=0.5", frames=80)
    assert found.actors[0].speed_mps < 20 / 3.6


def test_a_sack_hides_all_lenses_and_a_phantom_glows_though_its_lamp_is_off() -> None:
    bare, bagged = (asset_of(head) for head in (TrafficLight(), CoveredTrafficLight()))
    assert bagged.box.width_m > bare.box.width_m + 0.05
    assert bagged.box.length_m > bare.box.length_m
    lit, phantom = (dict(asset_of(TrafficLight(phantom_share=share)).materials)["lens_red"] for share in (0.0, 0.5))
    assert (lit.lamp, phantom.lamp) == ("signal_red", "none")
    assert phantom.emission_cd_m2 == pytest.approx(0.5 * lit.emission_cd_m2)
