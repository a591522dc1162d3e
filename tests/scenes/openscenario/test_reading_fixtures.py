"""Every real scenario is read whole: nothing is left unread, and what has no effect is told."""

from __future__ import annotations

from pathlib import Path

from scenario_fixtures import each_real_scenario, needs_real_scenarios, real_scenario

from scenes.json_codec import decode, encode
from scenes.openscenario.reader import read_openscenario
from scenes.storyboard.motion import ChangeLane, MatchSpeed

pytestmark = needs_real_scenarios


@each_real_scenario
def test_a_real_file_is_read_and_its_storyboard_keeps_over_json(path: Path) -> None:
    told = read_openscenario(path)
    assert told.entities
    assert decode(encode(told.storyboard)) == told.storyboard


def test_the_cut_in_changes_to_the_egos_lane_at_a_factor_of_its_speed() -> None:
    told = read_openscenario(real_scenario("cut-in"))
    (maneuver,) = told.storyboard.stories[0].acts[0].groups[0].maneuvers
    speed, change, _ = (event.actions[0] for event in maneuver.events)
    assert speed == MatchSpeed(actor="OverTaker", reference="Ego", factor=1.2, continuous=True)
    assert isinstance(change, ChangeLane)
    assert (change.actor, change.lane, change.reference, change.dynamics.value) == ("OverTaker", 0, "Ego", 3.0)


def test_assigned_parameters_replace_those_of_the_file() -> None:
    told = read_openscenario(real_scenario("cut-in"), {"EgoSpeed": "36"})
    assert dict(told.parameters)["EgoSpeed"] == "36"
    assert any(getattr(action, "speed_mps", None) == 10.0 for action in told.storyboard.init)
