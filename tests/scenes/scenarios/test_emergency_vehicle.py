"""E25: beacons that flash as asked, in four situations."""

import math
from dataclasses import replace

import numpy as np
import pytest
from staged_case import bare_scene, staged

from scenes.asset import asset_of
from scenes.assets.cars.fleet import FLEET
from scenes.errors import SceneError
from scenes.links import links_of
from scenes.scenarios.emergency_vehicle import KEY
from scenes.staging.lamps import BEACON_COLORS, with_beacons
from simulator.physics.engine import simulate
from simulator.physics.settings import PhysicsSettings
from simulator.render.lamps import lamp_sites, lamp_states, lamp_table
from simulator.render.uploads import LAMPS

NAME = "emergency_vehicle"
BEACON = LAMPS.index("beacon")


@pytest.mark.parametrize(("rate_hz", "color"), [(1.5, "blue"), (4.0, "red")])
def test_beacons_flash_at_the_asked_rate_with_the_asked_light(rate_hz: float, color: str) -> None:
    asked = (f"scenario.beacon_hz={rate_hz}", "scenario.beacon_cd=1200", f"scenario.beacon={color}")
    _, found = staged(NAME, 1, "scenario.situation=parked_scene", *asked, "scenario.ego_reaction=none", frames=30)
    scene = bare_scene(found)
    history = simulate(scene, PhysicsSettings())
    sites = lamp_sites(links_of(scene))
    times = np.arange(0.0, 2.0, 0.005)
    on = np.array([lamp_states(sites, history, float(t), scene.environment)[scene.instance_of(KEY)] for t in times])
    edges = int(np.abs(np.diff(on[:, BEACON].astype(int))).sum())
    # two edges a period, one more or less at the ends
    assert edges == pytest.approx(2.0 * 2.0 * rate_hz, abs=1.0)
    table = lamp_table(sites, history, float(times[int(np.argmax(on[:, BEACON]))]), scene.environment)
    mine = table.intensity_cd[table.instance == scene.instance_of(KEY)]
    peak = np.multiply(1200.0, BEACON_COLORS[color])
    assert np.isclose(mine, peak).all(axis=1).any()
    lenses = [material for _, material in scene.actors[0].appearance if material.lamp == "beacon"]
    assert all(lens.emission_color == BEACON_COLORS[color] for lens in lenses)
    assert lenses


def test_a_car_without_beacons_is_refused() -> None:
    _, found = staged(NAME, 1, "scenario.situation=parked_scene")
    plain = replace(found.ego, asset=FLEET["sedan"])
    with pytest.raises(SceneError, match="'ego' has no beacons; expected a police car, an ambulance or a fire engine"):
        with_beacons(plain, 2.0, 500.0, "blue")


def test_from_behind_it_passes_beside_the_ego_without_a_touch() -> None:
    _, found = staged(NAME, 1, "scenario.situation=behind", "scenario.ego_reaction=none", frames=30)
    assert found.passes_m is not None
    assert found.passes_m > 0.5
    behind = found.ego.T_world_body.inverse().apply(np.array([found.actors[0].T_world_body.translation_m]))[0]
    assert behind[0] < 0.0
    assert found.actors[0].speed_mps > found.ego.speed_mps


def test_oncoming_it_drives_in_the_egos_lane_past_those_who_wait() -> None:
    _, found = staged(NAME, 1, "scenario.situation=oncoming", "scenario.ego_reaction=none", frames=30)
    key = found.actors[0]
    turn = math.remainder(key.T_world_body.yaw_rad - found.ego.T_world_body.yaw_rad, math.tau)
    assert abs(turn) > 2.8
    assert all(asset_of(actor.asset).semantic.startswith("vehicle.") for actor in found.actors[1:])


def test_it_crosses_on_red() -> None:
    _, found = staged(NAME, 1, "scenario.situation=crosses_on_red", frames=30)
    told = dict(found.solved)
    assert found.signals
    assert told["emergency_light"] != told["ego_light"]


def test_all_vehicles_of_a_scene_that_have_beacons_flash() -> None:
    _, found = staged(NAME, 1, "scenario.situation=parked_scene", frames=30)
    lit = [actor for actor in found.actors if actor.beacons is not None]
    assert {"emergency", "second"} <= {actor.name for actor in lit}
    assert any(actor.name.startswith("helper") for actor in found.actors)
