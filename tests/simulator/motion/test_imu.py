"""The IMU against closed forms: Allan deviations, gravity, turning at a lever arm, and the path that its sums give."""

from __future__ import annotations

import math

import numpy as np
import pytest
from seen_world import drifting, world_of
from steady_motion import circling, integrated, wavering

from scenes.errors import ConfigError
from scenes.pose import Pose
from scenes.streams import stream
from simulator.frame import ImuReading
from simulator.physics.history import WorldHistory
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.motion.imu import GRAVITY_MPS2, Imu, true_motion
from simulator.sensors.motion.imu_models import Adis16448, CustomImu, Ellipse2, OxtsRt3003, PerfectImu, Stim300
from simulator.sensors.motion.inertial_errors import TriadErrors, aged, read_out, switched_on
from simulator.sensors.testing import check_sensor

CENTRE = Mounting(name="imu", T_ego_sensor=Pose())
PERFECT = Imu(model=PerfectImu())


def sample(imu: Imu, history: WorldHistory, t_s: float, mounting: Mounting = CENTRE) -> ImuReading:
    scene = world_of()
    renderer = WarpRenderer(quality="draft", threads=1)
    reading, _ = imu.measure(mounting, renderer, history, scene.environment, t_s, 0, {})
    assert isinstance(reading, ImuReading)
    return reading


def allan_deviation(samples: np.ndarray, rate_hz: float, cluster: int) -> float:
    """Overlapping estimate from rates (N,) at tau = cluster / rate (IEEE 952, annex C)."""
    angle = np.concatenate([[0.0], np.cumsum(samples)]) / rate_hz
    second = angle[2 * cluster :] - 2 * angle[cluster:-cluster] + angle[: -2 * cluster]
    return math.sqrt(float((second**2).mean()) / 2.0) * rate_hz / cluster


def rested(errors: TriadErrors, count: int, rate_hz: float, seed: int = 0) -> np.ndarray:
    """(count, 3) outputs of a triad at rest."""
    state = switched_on(errors, stream(seed, "on"))
    rng, out = stream(seed, "run"), np.empty((count, 3))
    for k in range(count):
        state = aged(errors, state, 1.0 / rate_hz, rng)
        out[k] = read_out(errors, state, np.zeros(3), rate_hz, rng)
    return out


def test_white_noise_falls_with_the_root_of_time() -> None:
    """N / sqrt(tau): at m of 20,000 samples the estimate's own deviation is about sqrt(m / 20,000) / sqrt(3 axes)."""
    density, rate_hz = 1.7e-4, 100.0
    samples = rested(TriadErrors(noise_density=density), 20_000, rate_hz)
    for cluster in (1, 10, 100):
        measured = np.mean([allan_deviation(samples[:, k], rate_hz, cluster) for k in range(3)])
        assert measured == pytest.approx(density / math.sqrt(cluster / rate_hz), rel=0.1)


def test_a_walking_bias_rises_with_the_root_of_time() -> None:
    """K sqrt(tau / 3)."""
    density, rate_hz = 2e-5, 10.0
    samples = rested(TriadErrors(noise_density=0.0, walk_density=density), 20_000, rate_hz)
    for cluster in (20, 100, 400):
        measured = np.mean([allan_deviation(samples[:, k], rate_hz, cluster) for k in range(3)])
        assert measured == pytest.approx(density * math.sqrt(cluster / rate_hz / 3.0), rel=0.2)


def test_slopes_of_the_allan_plot_are_minus_and_plus_a_half() -> None:
    noisy = rested(TriadErrors(noise_density=1e-3), 20_000, 100.0)[:, 0]
    walking = rested(TriadErrors(noise_density=0.0, walk_density=1e-3), 20_000, 100.0)[:, 0]
    for samples, slope in ((noisy, -0.5), (walking, 0.5)):
        deviations = [allan_deviation(samples, 100.0, m) for m in (10, 20, 40, 80, 160)]
        fitted = np.polyfit(np.log([10, 20, 40, 80, 160]), np.log(deviations), 1)[0]
        assert fitted == pytest.approx(slope, abs=0.1)


def test_a_drifting_bias_keeps_its_deviation_and_forgets_within_its_time() -> None:
    errors = TriadErrors(noise_density=0.0, drift_bias=0.01, drift_s=2.0)
    samples = rested(errors, 20_000, 10.0)
    assert samples.std() == pytest.approx(0.01, rel=0.1)
    later = (samples[20:] * samples[:-20]).mean() / samples.var()
    assert later == pytest.approx(math.exp(-1.0), abs=0.08)


def test_outputs_lie_on_their_steps() -> None:
    samples = rested(TriadErrors(noise_density=0.01, step=0.004), 50, 100.0)
    np.testing.assert_allclose(samples / 0.004, np.round(samples / 0.004), atol=1e-6)


def test_at_rest_and_level_it_reads_gravity_upwards() -> None:
    reading = sample(PERFECT, drifting(world_of()), 0.2)
    np.testing.assert_allclose(reading.specific_force_mps2, (0.0, 0.0, GRAVITY_MPS2), atol=1e-9)
    np.testing.assert_allclose(reading.angular_rate_radps, 0.0, atol=1e-9)


def test_a_tilted_sensor_reads_gravity_along_its_own_axes() -> None:
    rolled = Mounting(name="imu", T_ego_sensor=Pose(rotation_xyzw=(math.sin(0.25), 0.0, 0.0, math.cos(0.25))))
    reading = sample(PERFECT, drifting(world_of()), 0.2, rolled)
    expected = (0.0, GRAVITY_MPS2 * math.sin(0.5), GRAVITY_MPS2 * math.cos(0.5))
    np.testing.assert_allclose(reading.specific_force_mps2, expected, atol=1e-9)


@pytest.mark.parametrize("arm_m", [(0.0, 0.0, 0.0), (1.2, 0.0, 0.5), (0.0, -0.8, 0.0)])
def test_on_a_circle_it_reads_the_pull_to_the_middle_at_its_own_radius(arm_m: tuple[float, float, float]) -> None:
    """Left turn of radius 20 m at 10 m/s, w = 0.5: a point at (x, y) of the body is pulled by w^2 (-x, 20 - y)."""
    history = circling(radius_m=20.0, speed_mps=10.0)
    mounting = Mounting(name="imu", T_ego_sensor=Pose(translation_m=arm_m))
    reading = sample(PERFECT, history, 1.0, mounting)
    rate = 10.0 / 20.0
    expected = (-(rate**2) * arm_m[0], rate**2 * (20.0 - arm_m[1]), GRAVITY_MPS2)
    # Means over 10 ms of a turning vector, and states every 1/240 s between which it is interpolated: w^2 dt^2 / 8.
    np.testing.assert_allclose(reading.specific_force_mps2, expected, atol=1e-3)
    np.testing.assert_allclose(reading.angular_rate_radps, (0.0, 0.0, rate), atol=1e-5)


def test_sums_of_a_noise_free_imu_reproduce_the_path() -> None:
    history = wavering(duration_s=4.0)
    mounting = Mounting(name="imu", T_ego_sensor=Pose(translation_m=(0.9, 0.3, 0.6)))
    rate_hz = 100.0
    times = (np.arange(round(3.8 * rate_hz)) + 0.5) / rate_hz
    motion = [true_motion(mounting, history, t, 1.0 / rate_hz) for t in times]
    path, place = integrated(mounting, history, motion, rate_hz)
    # Mid-interval attitudes stand for their interval's: errors of order (w dt)^2 a, 1e-5 m/s2 over 4 s.
    np.testing.assert_allclose(path, place, atol=2e-3)


def test_state_carries_biases_from_sample_to_sample() -> None:
    scene, history = world_of(), drifting(world_of())
    imu, renderer = Imu(model=Adis16448()), WarpRenderer(quality="draft", threads=1)
    _, first = imu.measure(CENTRE, renderer, history, scene.environment, 0.1, 1, {})
    _, second = imu.measure(CENTRE, renderer, history, scene.environment, 0.11, 2, first)
    assert second["gyroscope"]["turn_on"] == first["gyroscope"]["turn_on"]
    assert second["gyroscope"]["walk"] != first["gyroscope"]["walk"]
    assert second["gyroscope"]["walk"] == pytest.approx(first["gyroscope"]["walk"], abs=5 * 1.939e-5 * 0.1)


@pytest.mark.parametrize("model", [Adis16448(), Ellipse2(), Stim300(), OxtsRt3003(), PerfectImu()])
def test_every_model_keeps_the_promises_of_sensors(model: object) -> None:
    scene = world_of()
    check_sensor(Imu(model=model), WarpRenderer(quality="draft", threads=1), scene, drifting(scene), 0.3)


def test_models_have_their_published_noise() -> None:
    assert Adis16448().errors().gyroscope.noise_density == 1.697e-4
    assert Stim300().errors().gyroscope.noise_density == pytest.approx(4.4e-5, rel=0.01)
    assert Stim300().errors().accelerometer.noise_density == pytest.approx(1.2e-3, rel=0.03)


def test_bad_imus_are_refused() -> None:
    with pytest.raises(ConfigError, match="rate_hz"):
        Imu(rate_hz=0.0)
    with pytest.raises(ConfigError, match="noise_density"):
        TriadErrors(noise_density=-1.0)
    with pytest.raises(ConfigError, match="drift_s"):
        TriadErrors(noise_density=0.0, drift_s=0.0)
    good = TriadErrors(noise_density=1.0)
    assert CustomImu(gyroscope=good, accelerometer=good).errors().gyroscope is good
