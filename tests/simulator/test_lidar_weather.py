"""Weather on LiDAR against its formulas: fog's soft target, rain's drops, snow's discs, wet roads."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from seen_world import Ground, crate, drifting, world_of

from scenes.pose import Pose
from scenes.streams import stream
from scenes.weather import fog, rain, snow
from scenes.weather.precipitation import with_precipitation
from simulator.frame import LidarReading, PointKind
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.lidar.beam_table import BeamFan
from simulator.sensors.lidar.fog_echo import BACKSCATTER_MOR, HALF_POWER_S, LIGHT_MPS, fog_echoes, response, soft_table
from simulator.sensors.lidar.optics import Optics
from simulator.sensors.lidar.overlap import FOCUS_M, overlap
from simulator.sensors.lidar.rain_echo import FRESNEL_REFLECTIVITY, cone_m3, drop_power, rain_echoes, reach_m
from simulator.sensors.lidar.receiver import Receiver
from simulator.sensors.lidar.snow_echo import REACH_M, discs_per_m2, hidden_per_m, snow_echoes
from simulator.sensors.lidar.spinning_lidar import SpinningLidar

MOUNTING = Mounting(name="velodyne", T_ego_sensor=Pose(translation_m=(0.76, 0.0, 1.73)))
THRESHOLD = Receiver().threshold


@pytest.mark.parametrize("mor_m", [50.0, 150.0, 600.0])
@pytest.mark.parametrize("range_m", [1.5, 4.0, 9.0, 20.0])
def test_fogs_response_is_the_published_integral(mor_m: float, range_m: float) -> None:
    """P(R) / (C P0) = beta int_0^2tau sin^2(pi t / 2 tau) e^(-2 alpha x) xi(x) / x^2 dt with x = R - ct/2, Hahner 2021,
    beside rho / pi 2 / c of a hard target."""
    alpha, tau = fog.extinction_per_m(mor_m), HALF_POWER_S

    def integrand(t: float) -> float:
        x = range_m - LIGHT_MPS * t / 2
        seen = float(overlap(np.float64(x))) if x > 0 else 0.0
        return math.sin(math.pi * t / (2 * tau)) ** 2 * math.exp(-2 * alpha * x) * seen / x**2

    kinks = [2 * (range_m - x) / LIGHT_MPS for x in (0.9, 1.0, FOCUS_M) if 0 < range_m - x < LIGHT_MPS * tau]
    integral, _ = quad(integrand, 0.0, 2 * tau, points=kinks or None, limit=200)
    expected = math.pi * BACKSCATTER_MOR / mor_m * integral * LIGHT_MPS / 2
    assert response(np.array(range_m), alpha) == pytest.approx(expected, rel=3e-3)


@given(st.floats(20.0, 1000.0), st.floats(1.0, 60.0))
@settings(max_examples=30, deadline=None)
def test_fogs_echo_grows_with_the_way_and_never_stands_behind_the_target(mor_m: float, target_m: float) -> None:
    table = soft_table(round(fog.extinction_per_m(mor_m), 6))
    assert (np.diff(table.power) >= 0).all()
    target = np.array([target_m], dtype=np.float32)
    range_m, power = fog_echoes(fog.extinction_per_m(mor_m), target, np.array([3.0], dtype=np.float32))
    assert 0.0 <= range_m[0] <= target_m
    assert power[0] >= 0.0


def test_clear_air_has_no_echo_of_its_own() -> None:
    _, power = fog_echoes(fog.extinction_per_m(30_000.0), np.full(3, 50.0, np.float32), np.zeros(3, np.float32))
    assert not power.any()


@pytest.mark.parametrize(("mor_m", "share"), [(50.0, 0.0025), (100.0, 0.05), (200.0, 0.224), (1000.0, 0.741)])
def test_a_wall_in_fog_loses_what_the_published_table_says(mor_m: float, share: float) -> None:
    """Two-way transmission at 50 m, exp(-2 * 50 * ln 20 / MOR)."""
    assert math.exp(-2.0 * 50.0 * fog.extinction_per_m(mor_m)) == pytest.approx(share, abs=6e-4)


def test_rain_drops_are_lisas_monte_carlo_in_expectation() -> None:
    """The number of pulses with a detected drop is 1 - exp(-mean), the mean an integral over diameters and ranges."""
    rate, divergence, count = 50.0, 2e-3, 60_000
    alpha = rain.extinction_per_m(rate)
    target = np.full(count, 100.0, dtype=np.float32)
    range_m, power = rain_echoes(rate, target, divergence, THRESHOLD, alpha, stream(3, "rain"))
    found = power >= THRESHOLD
    r = np.linspace(0.5, reach_m(divergence, THRESHOLD), 1500)
    d = np.linspace(0.05, rain.LARGEST_MM, 600)
    density = rain.N0_PER_M3_MM * np.exp(-rain.slope_per_mm(rate) * d)
    seen = drop_power(r[:, None], d[None, :], divergence, alpha) >= THRESHOLD
    area = math.pi * (r * math.tan(divergence / 2)) ** 2
    mean = float(np.trapezoid(np.trapezoid(seen * density[None, :], d, axis=1) * area, r))
    expected = 1.0 - math.exp(-mean)
    # Binomial: four standard deviations, and the largest drops are cut in one and scaled in the other (1 %).
    sigma = math.sqrt(expected * (1 - expected) / count)
    assert found.mean() == pytest.approx(expected, abs=4 * sigma + 0.01 * expected)
    assert (range_m[found] < 100.0).all()


def test_a_drops_power_is_lisas_formula_beyond_the_focus() -> None:
    r, alpha = 20.0, 1e-3
    beam_m = 2 * r * math.tan(1.5e-3)
    expected = FRESNEL_REFLECTIVITY * math.exp(-2 * alpha * r) * (3e-3 / beam_m) ** 2 / r**2
    assert drop_power(np.array(r), np.array(3.0), 3e-3, alpha) == pytest.approx(expected)
    assert pytest.approx((0.33 / 2.33) ** 2) == FRESNEL_REFLECTIVITY
    assert cone_m3(2e-3, 10.0) == pytest.approx(math.pi / 3 * 1e-4 * 10.0, rel=1e-5)


def test_nothing_falls_behind_the_target() -> None:
    target = np.full(40_000, 2.0, dtype=np.float32)
    range_m, power = rain_echoes(100.0, target, 3e-3, THRESHOLD, 0.0, stream(1, "rain"))
    assert power.any()
    assert range_m.max() < 2.0


@pytest.mark.parametrize("rate", [0.5, 2.5])
def test_snow_hides_what_discs_in_the_plane_hide_on_average(rate: float) -> None:
    """E[prod(1 - q)] = exp(-int n theta r E[q] dr) (Campbell), q = min(D / (theta r), 1)."""
    divergence, count = 3e-3, 40_000
    ranges = np.tile(np.float32([80.0, 0.5 * REACH_M]), (count, 1))
    _, _, passed = snow_echoes(rate, ranges[:, 0], ranges, divergence, THRESHOLD, stream(2, "snow"))
    slope = snow.slope_per_mm(rate) * 1e3

    def expected_to(end_m: float) -> float:
        r = np.linspace(1e-3, end_m, 20_000)
        covered = (1.0 - np.exp(-slope * divergence * r)) / slope  # theta r E[q] for exponential diameters
        return math.exp(-discs_per_m2(rate) * float(np.trapezoid(covered, r)))

    for share, end_m in zip(passed.T, (REACH_M, 0.5 * REACH_M), strict=True):
        assert share.mean() == pytest.approx(expected_to(end_m), abs=5 * float(share.std()) / math.sqrt(count))
    # Far from the sensor, where flakes are small beside the beam, Beer's law with n E[D] a metre.
    assert -math.log(expected_to(REACH_M)) == pytest.approx(hidden_per_m(rate) * REACH_M, rel=0.1)


def test_discs_fill_the_published_occupancy() -> None:
    """n pi / 4 E[D^2] = R / (3.6e6 rho v), E[D^2] = 2 / L^2."""
    slope = snow.slope_per_mm(1.0) * 1e3
    assert discs_per_m2(1.0) * math.pi / 4 * 2 / slope**2 == pytest.approx(1.0 / (3.6e6 * 0.1 * 1.0))


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


def sweep(renderer: WarpRenderer, lidar: SpinningLidar, wall_m: float, **weather: float) -> LidarReading:
    scene = world_of(crate("wall", wall_m + 1.26, 0.0, size_m=(1.0, 30.0, 20.0), reflectivity=0.2), ground=Ground())
    environment = with_precipitation(
        dataclasses.replace(scene.environment, **{k: v for k, v in weather.items() if not k.endswith("mmph")}),
        weather.get("rain_mmph", 0.0),
        weather.get("snow_mmph", 0.0),
    )
    renderer.load(scene)
    reading, _ = lidar.measure(MOUNTING, renderer, drifting(scene), environment, 0.2, 5, {})
    assert isinstance(reading, LidarReading)
    return reading


def ahead(lidar_range: LidarReading, wall_m: float) -> np.ndarray:
    """Kinds of the points straight ahead that could be of the wall or before it."""
    x, y, z = lidar_range.points[:, :3].T
    return lidar_range.kind[(np.abs(y) < 0.15 * x) & (np.abs(z) < 0.05 * x) & (x < wall_m + 1.0)]


LEVEL = SpinningLidar(beams=BeamFan(count=5, top_rad=0.04, bottom_rad=-0.04, firings=1800))


def test_dense_fog_moves_far_points_to_itself_and_leaves_near_ones(renderer: WarpRenderer) -> None:
    near, far = (ahead(sweep(renderer, LEVEL, wall_m, mor_m=50.0), wall_m) for wall_m in (12.0, 40.0))
    assert (near == PointKind.SURFACE).mean() > 0.95
    assert (far == PointKind.FOG).mean() > 0.5
    assert not (far == PointKind.SURFACE).any()
    clear = ahead(sweep(renderer, LEVEL, 40.0), 40.0)
    assert (clear == PointKind.SURFACE).mean() > 0.95


def test_particles_have_no_instance_no_class_and_no_velocity(renderer: WarpRenderer) -> None:
    triple = dataclasses.replace(LEVEL, returns="triple", optics=Optics(divergence_rad=3e-3))
    reading = sweep(renderer, triple, 20.0, snow_mmph=2.5)
    flakes = reading.kind == PointKind.SNOW
    assert flakes.sum() > 20
    assert not reading.instance[flakes].any()
    assert not reading.semantic[flakes].any()
    assert not reading.velocity_mps[flakes].any()


def test_a_wet_road_returns_less_the_more_grazing(renderer: WarpRenderer) -> None:
    """T_as rho T_sa / (1 - rho r): (0.98^2 / 1.77) / (1 - 0.472 rho) of rho at normal incidence, less at 85 degrees."""
    dry, wet = (
        sweep(
            renderer,
            SpinningLidar(beams=BeamFan(count=24, top_rad=-0.02, bottom_rad=-0.4, firings=360)),
            90.0,
            wetness=w,
        )
        for w in (0.0, 0.5)
    )
    kept = []
    for low, high in ((4.0, 10.0), (25.0, 60.0)):
        counts = []
        for reading in (dry, wet):
            r = np.hypot(reading.points[:, 0], reading.points[:, 1])
            counts.append(np.count_nonzero((r > low) & (r < high) & (reading.points[:, 2] < -1.5)))
        kept.append(counts[1] / max(counts[0], 1))
    assert kept[0] > 0.97
    assert kept[1] < 0.9 * kept[0]
    near = [np.hypot(x.points[:, 0], x.points[:, 1]) < 10.0 for x in (dry, wet)]
    levels = [float(np.median(x.points[at & (x.kind == 0), 3])) for x, at in zip((dry, wet), near, strict=True)]
    assert levels[1] < levels[0] - 0.05
