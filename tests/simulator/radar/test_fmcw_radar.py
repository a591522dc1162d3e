"""The radar in small worlds: Doppler and range against closed forms, ghosts behind rails, folding, fields."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from seen_world import Ground, crate, drifting, world_of

from scenes.environment import Environment
from scenes.errors import ConfigError
from scenes.pose import Pose
from scenes.scene import Scene
from simulator.frame import RadarKind, RadarReading
from simulator.physics.history import WorldHistory
from simulator.readings.radar import RADAR_POINT, RMS_STEPS
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.radar.air import rain_echoes
from simulator.sensors.radar.cluster_list import AMBIGUOUS, ONCOMING, STATIONARY, UNAMBIGUOUS, rms_code
from simulator.sensors.radar.fmcw_radar import FmcwRadar
from simulator.sensors.radar.presets import ars408_far, ars408_near
from simulator.sensors.radar.surroundings import radar_at
from simulator.sensors.testing import check_sensor

MOUNTING = Mounting(name="front", T_ego_sensor=Pose(translation_m=(0.5, 0.0, 0.5)))
PLAIN = FmcwRadar(litter=0, interference_probability=0.0, ground_reflection_share=0.0, own_rcs_m2=0.0)
FAR = dataclasses.replace(PLAIN, modes=(ars408_far(),))
NEAR = dataclasses.replace(PLAIN, modes=(dataclasses.replace(ars408_near(), delay_s=0.0),))


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


def scan(
    renderer: WarpRenderer,
    radar: FmcwRadar,
    scene: Scene,
    history: WorldHistory,
    seed: int = 0,
    environment: Environment | None = None,
) -> RadarReading:
    renderer.load(scene)
    reading, state = radar.measure(MOUNTING, renderer, history, environment or scene.environment, 0.2, seed, {})
    assert state == {}
    assert isinstance(reading, RadarReading)
    return reading


def car(name: str, x_m: float, y_m: float = 0.0) -> object:
    return crate(name, x_m, y_m, size_m=(4.0, 1.8, 1.5), semantic="vehicle.car")


def of(reading: RadarReading, instance: int, kind: RadarKind = RadarKind.OBJECT) -> np.ndarray:
    return reading.points[(reading.instance == instance) & (reading.kind == kind)]


def test_keeps_the_promises_of_sensors(renderer: WarpRenderer) -> None:
    scene = world_of(car("a", 30.0), ground=Ground())
    check_sensor(FmcwRadar(), renderer, scene, drifting(scene, {"a": (5.0, 0.0, 0.0)}), 0.2)


def test_an_oncoming_car_is_measured_at_its_range_and_closing_speed(renderer: WarpRenderer) -> None:
    """Ego 10 m/s, car -15 m/s: -25 m/s relative, -15 m/s over ground; its near face lies at 60 - 2 + 0.2 * -15 m."""
    scene = world_of(car("a", 60.0))
    history = drifting(scene, {"ego": (10.0, 0.0, 0.0), "a": (-15.0, 0.0, 0.0)})
    points = np.concatenate([of(scan(renderer, FAR, scene, history, seed), 2) for seed in range(8)])
    nearest_m = 60.0 - 2.0 - 0.2 * 15.0 - (0.2 * 10.0 + 0.5)
    strong = points[points["rcs"] > 0.0]
    assert len(strong) >= 5
    # The face is 1.8 m wide and 0.5 m below to 1 m above the radar: slant ranges are up to 2 cm longer; 1/10 of 1.79 m.
    np.testing.assert_allclose(np.median(np.hypot(strong["x"], strong["y"])), nearest_m, atol=0.4)
    np.testing.assert_allclose(np.median(strong["vx"]), -25.0, atol=0.05)
    np.testing.assert_allclose(np.median(strong["vx_comp"]), -15.0, atol=0.05)
    assert (strong["dyn_prop"] == ONCOMING).all()


def test_what_stands_moves_by_as_the_cosine_of_its_bearing(renderer: WarpRenderer) -> None:
    scene = world_of(car("a", 20.0, 8.0), car("b", 15.0, -12.0))
    reading = scan(renderer, NEAR, scene, drifting(scene, {"ego": (12.0, 0.0, 0.0)}))
    points = reading.points[reading.kind == RadarKind.OBJECT]
    bearing = np.arctan2(points["y"], points["x"])
    radial = points["vx"] * np.cos(bearing) + points["vy"] * np.sin(bearing)
    assert len(points) >= 2
    # Bearings are known to a tenth of 3.2 degrees and more off the axis: 12 m/s * sin(40 deg) * 0.02 rad.
    np.testing.assert_allclose(radial, -12.0 * np.cos(bearing), atol=0.5)
    assert (points["dyn_prop"] == STATIONARY).mean() > 0.7


def test_velocities_lie_along_the_line_of_sight(renderer: WarpRenderer) -> None:
    scene = world_of(car("a", 25.0, 6.0), car("b", 18.0, -7.0), ground=Ground())
    points = scan(renderer, PLAIN, scene, drifting(scene, {"a": (0.0, 4.0, 0.0), "ego": (5.0, 0.0, 0.0)})).points
    for x, y in (("vx", "vy"), ("vx_comp", "vy_comp")):
        np.testing.assert_allclose(points["x"] * points[y] - points["y"] * points[x], 0.0, atol=1e-3)
    assert (points["z"] == 0.0).all()


def test_a_target_faster_than_the_interval_is_folded_and_said_to_be_ambiguous(renderer: WarpRenderer) -> None:
    slow = dataclasses.replace(ars408_far(), chirp_s=4.0 * ars408_far().chirp_s, velocity_low_mps=-20.0)
    radar = dataclasses.replace(FAR, modes=(slow,))
    scene = world_of(car("a", 80.0))
    points = of(scan(renderer, radar, scene, drifting(scene, {"a": (-30.0, 0.0, 0.0)})), 2)
    np.testing.assert_allclose(points["vx"], -30.0 + slow.velocity_span_mps, atol=0.2)
    assert (points["ambig_state"] == AMBIGUOUS).all()
    known = of(scan(renderer, FAR, scene, drifting(scene, {"a": (-30.0, 0.0, 0.0)})), 2)
    assert (known["ambig_state"] == UNAMBIGUOUS).all()


def test_a_car_has_its_ghost_mirrored_behind_a_guard_rail(renderer: WarpRenderer) -> None:
    """Rail along x at y = 5; a car's near face at x = 26, y = 0 .. 2: its image stands at y = 8 .. 10."""
    rail = crate("rail", 40.0, 5.1, size_m=(100.0, 0.2, 1.2), semantic="static.guard_rail")
    scene = world_of(crate("a", 28.0, 1.0, size_m=(4.0, 2.0, 1.5), semantic="vehicle.car"), rail)
    seeing = dataclasses.replace(PLAIN, most_clusters=400)
    history = drifting(scene, {"a": (3.0, 0.0, 0.0)})
    ghosts = np.concatenate([of(scan(renderer, seeing, scene, history, s), 2, RadarKind.GHOST) for s in range(10)])
    behind = ghosts[ghosts["y"] > 5.5]
    assert len(behind) >= 5
    # Images of the near face and of the side that looks at the rail: x - 0.5 of 25.5 .. 30, y of 8 .. 10, a cell each.
    assert np.median(behind["y"]) == pytest.approx(8.5, abs=1.5)
    assert (behind["x"] > 24.0).all()
    assert (behind["x"] < 32.0).all()
    assert (np.abs(behind["vx_comp"] - 3.0 * behind["x"] ** 2 / np.hypot(behind["x"], behind["y"]) ** 2) < 1.0).all()


def test_a_near_car_echoes_again_at_twice_its_range_and_speed(renderer: WarpRenderer) -> None:
    scene = world_of(car("a", 10.0))
    radar = dataclasses.replace(NEAR, own_rcs_m2=10.0)
    history = drifting(scene, {"a": (-4.0, 0.0, 0.0)})
    ghosts = np.concatenate([of(scan(renderer, radar, scene, history, s), 2, RadarKind.GHOST) for s in range(6)])
    face_m = 10.0 - 2.0 - 0.8 - 0.5
    assert len(ghosts) >= 3
    np.testing.assert_allclose(np.median(ghosts["x"]), 2 * face_m, atol=0.2)
    np.testing.assert_allclose(np.median(ghosts["vx"]), -8.0, atol=0.1)


def test_rain_takes_power_both_ways(renderer: WarpRenderer) -> None:
    scene = world_of(car("a", 90.0))
    history = drifting(scene)
    dry = of(scan(renderer, FAR, scene, history), 2)["rcs"].max()
    pouring = Environment(rain_mmph=100.0, mor_m=400.0)
    wet = of(scan(renderer, FAR, scene, history, environment=pouring), 2)["rcs"].max()
    # 31 dB/km over 2 * 87.5 m; the reported cross-section is in steps of 0.5 dB.
    assert dry - wet == pytest.approx(30.8 * 0.175, abs=0.75)


def test_rain_returns_what_its_volume_holds_at_its_own_speed() -> None:
    """eta R^2 dOmega dR of 25 mm/h at 8 m: 1.05e-3 * 64 * (2/36 * 0.347) * 0.39 m2, ahead of a radar at 10 m/s."""
    mode = ars408_near()
    scene = world_of()
    radar = radar_at(drifting(scene, {"ego": (10.0, 0.0, 0.0)}), MOUNTING.T_ego_sensor, 0.2)
    rain = rain_echoes(Environment(rain_mmph=25.0, mor_m=1000.0), mode, radar)
    cell = np.flatnonzero((np.abs(rain.range_m - 8.0) < 0.3) & (np.abs(rain.across) < 0.03))[0]
    expected = 1.3e-4 * 25**0.65 * rain.range_m[cell] ** 2 * (2 / 36 * 2 * np.sin(np.radians(10))) * 0.39
    assert rain.snr[cell] / mode.unit_snr(rain.range_m[cell]) == pytest.approx(expected, rel=0.02)
    assert rain.velocity_mps[cell] == pytest.approx(-10.0, abs=0.05)
    assert len(rain_echoes(Environment(), mode, radar)) == 0


def test_rain_raises_no_alarms_but_hides_what_moves_with_it(renderer: WarpRenderer) -> None:
    """A steady clutter is noise to the detector: its rate of false alarms stays, its threshold rises."""
    pouring = Environment(rain_mmph=100.0, mor_m=400.0)
    bin_ = crate("bin", 9.0, 0.0, size_m=(0.2, 0.3, 0.5), semantic="movable_object.trafficcone")
    scene = world_of(bin_)
    found = {}
    for environment in (Environment(), pouring):
        scans = [scan(renderer, NEAR, scene, drifting(scene), s, environment) for s in range(20)]
        found[environment.rain_mmph] = sum(len(of(one, 2)) > 0 for one in scans)
        assert sum((one.kind == RadarKind.CLUTTER).sum() for one in scans) < 40
    assert found[100.0] < found[0.0]


def test_dirt_before_the_radar_costs_twice_its_loss(renderer: WarpRenderer) -> None:
    scene = world_of(car("a", 40.0))
    history = drifting(scene)
    clean, dirty = (
        of(scan(renderer, dataclasses.replace(FAR, blockage_db=loss), scene, history), 2)["rcs"].max()
        for loss in (0.0, 6.0)
    )
    assert clean - dirty == pytest.approx(12.0, abs=0.6)


def test_the_own_bumper_is_a_radome(renderer: WarpRenderer) -> None:
    scene = world_of(car("a", 30.0))
    inside = Mounting(name="front", T_ego_sensor=Pose(translation_m=(0.0, 0.0, 0.05)))
    renderer.load(scene)
    reading, _ = FAR.measure(inside, renderer, drifting(scene), scene.environment, 0.2, 0, {})
    assert isinstance(reading, RadarReading)
    assert (reading.instance == 2).any()


def test_points_are_nearest_first_and_at_most_as_many_as_asked(renderer: WarpRenderer) -> None:
    things = [car(f"c{k}", 10.0 + 6.0 * k, 4.0 * (-1) ** k) for k in range(12)]
    scene = world_of(*things, ground=Ground())
    reading = scan(renderer, dataclasses.replace(PLAIN, most_clusters=9), scene, drifting(scene))
    away = np.hypot(reading.points["x"], reading.points["y"])
    assert len(away) == 9
    assert (np.diff(away) >= 0).all()
    assert (reading.points["id"] == np.arange(9)).all()
    assert reading.points.dtype == RADAR_POINT
    assert RADAR_POINT.itemsize == 43


def test_peaks_that_lie_together_are_one_cluster(renderer: WarpRenderer) -> None:
    scene = world_of(car("a", 5.0, 0.5))
    reading = scan(renderer, NEAR, scene, drifting(scene))
    points = reading.points[reading.kind == RadarKind.OBJECT]
    assert 2 <= len(points) <= 15
    apart_m = np.hypot(*(np.subtract.outer(points[axis], points[axis]) for axis in "xy"))
    assert apart_m[np.triu_indices(len(points), 1)].min() >= 0.99


def test_standard_deviations_have_continentals_codes() -> None:
    codes = rms_code(np.array([0.001, 0.005, 0.0149, 0.1, 9.9, 50.0]))
    assert codes.tolist() == [0, 1, 5, 12, 30, 31]
    assert len(RMS_STEPS) == 31


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rate_hz": 0.0}, "rate_hz"),
        ({"modes": ()}, "modes"),
        ({"rays": 0}, "rays"),
        ({"false_alarm_probability": 0.5}, "false_alarm_probability"),
        ({"ground_reflection_share": 1.5}, "ground_reflection_share"),
        ({"blockage_db": -1.0}, "own_rcs_m2"),
        ({"most_clusters": 0}, "most_clusters"),
        ({"interference_probability": 2.0}, "interference_probability"),
        ({"litter": -1}, "litter"),
    ],
)
def test_bad_radars_are_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        dataclasses.replace(FmcwRadar(), **change)
