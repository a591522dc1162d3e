"""The satellite receiver: orbits, geodesy, statistics of its errors, what walls and tunnels take from it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from seen_world import Ground, crate, drifting, world_of

from scenes.errors import ConfigError
from scenes.geodesy import Datum, ecef_of, geodetic_of
from scenes.geodesy import world_of as point_of
from scenes.pose import Pose
from scenes.scene import Scene
from simulator.frame import GnssReading
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.motion.constellation import GALILEO, GPS, directions
from simulator.sensors.motion.gnss import Gnss
from simulator.sensors.motion.position_solution import geometry_of, solved
from simulator.sensors.motion.sky_view import BELOW, BLOCKED, CLEAR, SHADED, sky_view
from simulator.sensors.testing import check_sensor

ANTENNA = Mounting(name="gnss", T_ego_sensor=Pose(translation_m=(0.0, 0.0, 1.6)))


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


def sample(
    renderer: WarpRenderer, gnss: Gnss, scene: Scene, seed: int, state: Mapping[str, Any], t_s: float = 0.1
) -> tuple[GnssReading, Mapping[str, Any]]:
    reading, after = gnss.measure(ANTENNA, renderer, drifting(scene), scene.environment, t_s, seed, state)
    assert isinstance(reading, GnssReading)
    return reading, after


def errors_of(renderer: WarpRenderer, gnss: Gnss, scene: Scene, count: int) -> np.ndarray:
    """(count, 3) errors of first samples, each of a receiver of its own."""
    renderer.load(scene)
    readings = [sample(renderer, gnss, scene, seed, {})[0] for seed in range(count)]
    return np.array([np.subtract(r.position_m, r.true_position_m) for r in readings if r.fix != "none"])


def canyon(width_m: float = 16.0, height_m: float = 30.0) -> Scene:
    sides = [
        crate(name, 0.0, y * (width_m / 2 + 5.0), size_m=(300.0, 10.0, height_m), semantic="static.building")
        for name, y in (("left", 1), ("right", -1))
    ]
    return world_of(*sides, ground=Ground())


def tunnel() -> Scene:
    roof = crate("roof", 0.0, 0.0, z_m=5.0, size_m=(300.0, 40.0, 2.0), semantic="static.tunnel")
    sides = [
        crate(n, 0.0, y * 8.0, size_m=(300.0, 2.0, 5.0), semantic="static.tunnel") for n, y in (("l", 1), ("r", -1))
    ]
    return world_of(roof, *sides, ground=Ground())


@given(
    latitude=st.floats(-80.0, 80.0),
    longitude=st.floats(-179.0, 179.0),
    point=st.tuples(*[st.floats(-3000.0, 3000.0)] * 2, st.floats(-100.0, 500.0)),
)
def test_world_and_geodetic_places_agree(latitude: float, longitude: float, point: tuple[float, ...]) -> None:
    datum = Datum(latitude_deg=latitude, longitude_deg=longitude, altitude_m=50.0)
    back = point_of(datum, *geodetic_of(datum, point))
    np.testing.assert_allclose(back, point, atol=1e-5)


def test_geodesy_has_known_places() -> None:
    """The poles lie 6,356,752.3142 m from the centre (NIMA TR8350.2); a second of latitude at 49 degrees is 30.89 m."""
    np.testing.assert_allclose(ecef_of(90.0, 0.0, 0.0), (0.0, 0.0, 6_356_752.3142), atol=1e-4)
    latitude, longitude, altitude_m = geodetic_of(Datum(latitude_deg=49.0), (0.0, 1000.0, 0.0))
    assert (latitude - 49.0) * 3600 * 30.89 == pytest.approx(1000.0, rel=1e-3)
    assert longitude == pytest.approx(8.417, abs=1e-9)
    assert altitude_m == pytest.approx(114.0 + 1000.0**2 / (2 * 6.4e6), abs=0.01)


def test_orbits_turn_once_a_period() -> None:
    datum = Datum()
    for walker, part in ((GPS, slice(0, 24)), (GALILEO, slice(24, 48))):
        period_s = 2 * math.pi * math.sqrt(walker.radius_m**3 / 3.986004418e14)
        sidereal = period_s / 86_164.0905
        assert sidereal == pytest.approx({GPS: 0.5, GALILEO: 10 / 17}[walker], rel=2e-3)
        now = directions(datum, 1000.0)[part]
        np.testing.assert_allclose(np.sqrt((now**2).sum(axis=1)), 1.0)


def test_of_48_satellites_a_dozen_to_twenty_are_in_sight() -> None:
    counts = [(directions(Datum(), 600.0 * k)[:, 2] > math.sin(math.radians(10.0))).sum() for k in range(144)]
    assert min(counts) >= 10
    assert max(counts) <= 22


def test_an_error_common_to_all_ranges_is_the_clocks() -> None:
    sky = directions(Datum(), 0.0)
    sky = sky[sky[:, 2] > 0.2]
    geometry = geometry_of(sky, np.ones(len(sky)))
    assert geometry is not None
    np.testing.assert_allclose(solved(geometry, np.full(len(sky), 7.0)), 0.0, atol=1e-9)
    away = np.array([3.0, -2.0, 5.0])
    np.testing.assert_allclose(solved(geometry, -(sky * away).sum(axis=1)), away, atol=1e-9)
    assert geometry_of(sky[:3], np.ones(3)) is None
    along_a_line = np.array([[np.cos(a), 1e-3 * k, np.sin(a)] for k, a in enumerate(np.linspace(0.3, 2.8, 6))])
    assert geometry_of(along_a_line, np.ones(6)) is None


def test_keeps_the_promises_of_sensors(renderer: WarpRenderer) -> None:
    scene = canyon()
    for mode in ("code", "rtk"):
        check_sensor(Gnss(mode=mode), renderer, scene, drifting(scene), 0.3)


def test_under_the_open_sky_errors_are_those_that_it_believes(renderer: WarpRenderer) -> None:
    scene = world_of(ground=Ground())
    renderer.load(scene)
    readings = [sample(renderer, Gnss(), scene, seed, {})[0] for seed in range(150)]
    error = np.array([np.subtract(r.position_m, r.true_position_m) for r in readings])
    believed = np.array([r.position_sigma_m for r in readings])
    assert (error / believed).std(axis=0) == pytest.approx(1.0, abs=0.2)
    assert error.std(axis=0).max() < 3.0
    assert {r.fix for r in readings} == {"code"}


def test_noise_of_low_and_shaded_satellites_is_new_in_each_sample(renderer: WarpRenderer) -> None:
    """Without multipath and delays, errors of samples in a row are as independent as code_m is white at the zenith."""
    crown = crate("crown", 0.0, 0.0, z_m=4.0, size_m=(60.0, 60.0, 1.0), semantic="static.vegetation")
    scene = world_of(crown, ground=Ground())
    renderer.load(scene)
    gnss = Gnss(multipath_open_m=0.0, multipath_urban_m=0.0, atmosphere_m=0.0)
    errors = []
    for start in range(30):
        state: Mapping[str, Any] = {}
        pair = []
        for k in range(2):
            reading, state = sample(renderer, gnss, scene, 2 * start + k, state, 0.1 + 0.1 * k)
            pair.append(np.subtract(reading.position_m, reading.true_position_m) / reading.position_sigma_m)
        errors.append(pair)
    first, second = np.array(errors)[:, 0].ravel(), np.array(errors)[:, 1].ravel()
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.4  # 90 pairs: four sigma
    assert np.std([first, second]) == pytest.approx(1.0, abs=0.3)


def test_fixed_carriers_are_good_to_a_centimetre_or_two(renderer: WarpRenderer) -> None:
    error = errors_of(renderer, Gnss(mode="rtk"), world_of(ground=Ground()), 80)
    assert error.std(axis=0).min() > 0.001
    assert error.std(axis=0).max() < 0.02


def test_multipath_is_forgotten_within_its_time(renderer: WarpRenderer) -> None:
    """Autocorrelation exp(-dt / tau) of satellites' errors: dt = tau is exp(-1), from 48 x 40 pairs to 4 %."""
    scene, gnss = world_of(ground=Ground()), Gnss(multipath_s=0.5)
    renderer.load(scene)
    first, second = [], []
    for seed in range(40):
        _, state = sample(renderer, gnss, scene, seed, {}, 0.1)
        _, after = sample(renderer, gnss, scene, seed + 1000, state, 0.6)
        first += state["multipath"]
        second += after["multipath"]
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(math.exp(-1.0), abs=0.1)
    assert np.std(second) == pytest.approx(1.0, abs=0.1)


def test_a_street_canyon_hides_satellites_and_worsens_the_position_across(renderer: WarpRenderer) -> None:
    open_sky, between = world_of(ground=Ground()), canyon()
    renderer.load(open_sky)
    free = [sample(renderer, Gnss(), open_sky, seed, {})[0] for seed in range(40)]
    renderer.load(between)
    hemmed = [sample(renderer, Gnss(), between, seed, {})[0] for seed in range(40)]
    assert np.mean([r.satellites for r in hemmed]) < 0.7 * np.mean([r.satellites for r in free])
    assert np.median([r.hdop_ratio for r in hemmed]) > 1.3 * np.median([r.hdop_ratio for r in free])
    # The street runs along x: what is left of the sky lies along it, so that the ranges tell least across.
    across, along = (np.mean([r.position_sigma_m[k] for r in hemmed if r.fix == "code"]) for k in (1, 0))
    assert across > 1.3 * along


def test_what_stands_behind_leaves_and_the_own_body_hides_the_sky(renderer: WarpRenderer) -> None:
    """A receiver in the ego's box, and one under a crown: free in the open, lost below a roof."""
    crown = crate("crown", 0.0, 0.0, z_m=3.0, size_m=(60.0, 60.0, 0.5), semantic="static.vegetation")
    roof = crate("roof", 0.0, 0.0, z_m=5.0, size_m=(300.0, 300.0, 2.0), semantic="static.tunnel")
    sky = np.array([[0.0, 0.0, 1.0], [0.6, 0.0, 0.8], [0.0, 0.99, 0.1411], [0.0, 0.0, -1.0]])
    inside, under = np.array([0.0, 0.0, 0.02]), np.array([0.0, 0.0, 1.6])
    for actors, antenna_m, expected in (
        ((), inside, CLEAR),
        ((crown,), inside, SHADED),
        ((roof,), inside, BLOCKED),
        ((crown,), under, SHADED),
        ((crown, roof), under, BLOCKED),
    ):
        scene = world_of(*actors, ground=Ground())
        renderer.load(scene)
        view = sky_view(renderer, drifting(scene), antenna_m, sky, 0.1)
        assert view.tolist() == [expected, expected, BELOW, BELOW]


def test_in_a_tunnel_there_is_no_position_but_the_last_one(renderer: WarpRenderer) -> None:
    outside, inside = world_of(ground=Ground()), tunnel()
    renderer.load(outside)
    gnss = Gnss(mode="rtk")
    before, state = sample(renderer, gnss, outside, 1, {}, 0.1)
    renderer.load(inside)
    within, state = sample(renderer, gnss, inside, 2, state, 0.2)
    assert (before.fix, within.fix) == ("fixed", "none")
    assert within.satellites < 4
    assert within.position_m == before.position_m
    renderer.load(outside)
    after, _ = sample(renderer, gnss, outside, 3, state, 0.3)
    assert after.fix == "float"


def test_velocity_is_the_antennas(renderer: WarpRenderer) -> None:
    scene = world_of(ground=Ground())
    renderer.load(scene)
    history = drifting(scene, {"ego": (6.0, 1.0, 0.0)}, {"ego": 0.5})
    mounting = dataclasses.replace(ANTENNA, T_ego_sensor=Pose(translation_m=(2.0, 0.0, 1.6)))
    reading, _ = Gnss(velocity_mps=1e-6).measure(mounting, renderer, history, scene.environment, 0.0, 0, {})
    assert isinstance(reading, GnssReading)
    np.testing.assert_allclose(reading.velocity_mps, (6.0, 1.0 + 0.5 * 2.0, 0.0), atol=1e-4)


@pytest.mark.parametrize("change", [{"rate_hz": 0.0}, {"multipath_s": 0.0}, {"atmosphere_m": -1.0}])
def test_bad_receivers_are_refused(change: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match=next(iter(change))):
        Gnss(**change)
    with pytest.raises(ConfigError, match="latitude_deg"):
        Datum(latitude_deg=95.0)
