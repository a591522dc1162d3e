"""Waveform, cells and detection against the radar equation and the statistics of Swerling's first case."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.errors import ConfigError
from scenes.streams import stream
from simulator.frame import RadarKind
from simulator.sensors.radar.cells import filled
from simulator.sensors.radar.cfar import (
    TRAINING,
    Cfar,
    averaging_factor,
    detections,
    ordered_factor,
    ordered_probability,
)
from simulator.sensors.radar.clusters import Clusters, clusters_of
from simulator.sensors.radar.echoes import Echoes, thinned
from simulator.sensors.radar.ground_bounce import two_ray_power
from simulator.sensors.radar.presets import ars408_far, ars408_near
from simulator.sensors.radar.waveform import LIGHT_MPS, RadarMode

P_FA = 1e-4
MODE = RadarMode(
    max_range_m=100.0,
    bandwidth_hz=150e6,
    chirp_s=20e-6,
    chirps=256,
    elements=32,
    velocity_low_mps=-40.0,
    half_azimuth_rad=0.7,
    half_elevation_rad=0.1,
    beam_azimuth_rad=0.7,
    beam_elevation_rad=0.1,
)


def echoes_at(*places: tuple[float, float, float], snr: float = 1e5) -> Echoes:
    """Echoes at (range, velocity, across)."""
    count = len(places)
    columns = np.array(places, dtype=np.float64).reshape(-1, 3).T
    return Echoes(
        range_m=columns[0],
        velocity_mps=columns[1],
        across=columns[2],
        snr=np.full(count, snr),
        instance=np.arange(2, 2 + count, dtype=np.uint16),
        semantic=np.full(count, 17, dtype=np.uint8),
        kind=np.full(count, RadarKind.OBJECT, dtype=np.uint8),
    )


def scanned(echoes: Echoes, seed: int = 0, mode: RadarMode = MODE, p_fa: float = 1e-9) -> Clusters:
    rng = stream(seed, "test")
    return clusters_of(mode, echoes, filled(mode, echoes, rng), p_fa, "ordered_statistic", rng)


def test_resolutions_follow_from_the_waveform() -> None:
    wavelength_m = LIGHT_MPS / 76.5e9
    assert MODE.range_step_m == pytest.approx(LIGHT_MPS / (2 * 150e6))
    assert MODE.velocity_step_mps == pytest.approx(wavelength_m / (2 * 256 * 20e-6))
    assert MODE.velocity_span_mps == pytest.approx(2 * wavelength_m / (4 * 20e-6))
    assert MODE.sine_step_ratio == pytest.approx(2 / 32)


def test_ars408_has_its_datasheets_resolutions() -> None:
    far, near = ars408_far(), ars408_near()
    assert (far.range_step_m, near.range_step_m) == pytest.approx((1.79, 0.39))
    assert (far.velocity_step_mps * 3.6, near.velocity_step_mps * 3.6) == pytest.approx((0.37, 0.43), rel=0.01)
    assert np.degrees([far.sine_step_ratio, near.sine_step_ratio]) == pytest.approx((1.6, 3.2), rel=0.01)
    assert (far.velocity_low_mps * 3.6, (far.velocity_low_mps + far.velocity_span_mps) * 3.6) == pytest.approx(
        (-400.0, 200.0)
    )


@given(range_m=st.floats(11.0, 100.0))
def test_the_radar_equation_falls_by_forty_decibels_a_decade(range_m: float) -> None:
    here, there = (float(MODE.unit_snr(np.array(r))) for r in (range_m, 10.0 * range_m))
    assert 10.0 * math.log10(here / there) == pytest.approx(40.0)


def test_the_radar_equation_has_its_closed_form() -> None:
    """P G^2 lambda^2 T / ((4 pi)^3 R^4 k T0 F L) of 10 dBm, 20 dBi, F 12 dB, L 6 dB, 5.12 ms at 100 m, 1 m2."""
    power_w, gain, losses = 0.01, 100.0, 10**1.8
    wavelength_m = LIGHT_MPS / 76.5e9
    noise = 1.380649e-23 * 290.0 * losses
    expected = power_w * gain**2 * wavelength_m**2 * 256 * 20e-6 / ((4 * math.pi) ** 3 * 1e8 * noise)
    assert float(MODE.unit_snr(np.array(100.0))) == pytest.approx(expected, rel=1e-9)


def detection_probability(snr: float, false_alarm_probability: float) -> float:
    """P_fa^(1 / (1 + SNR)): of a Swerling 1 target over known noise (Skolnik, ch. 2)."""
    return false_alarm_probability ** (1.0 / (1.0 + snr))


def test_ten_square_metres_at_the_datasheets_range_are_found_more_often_than_not() -> None:
    snr = 10.0 * float(ars408_far().unit_snr(np.array(250.0)))
    assert 0.5 < detection_probability(snr, 1e-7) < 0.95


@given(velocity=st.floats(-300.0, 300.0))
def test_velocities_fold_into_the_interval(velocity: float) -> None:
    folded = float(MODE.folded(np.array(velocity)))
    assert MODE.velocity_low_mps - 1e-9 <= folded <= MODE.velocity_low_mps + MODE.velocity_span_mps + 1e-9
    turns = (velocity - folded) / MODE.velocity_span_mps
    assert turns == pytest.approx(round(turns), abs=1e-9)


@pytest.mark.parametrize("cfar", ["ordered_statistic", "cell_averaging"])
def test_noise_alone_raises_the_configured_share_of_alarms(cfar: Cfar) -> None:
    """400,000 cells at 1e-3: 400 alarms give or take 20; five sigma."""
    power = stream(3, "noise").standard_exponential((1000, 400))
    alarms = len(detections(power, 1e-3, cfar)[0]) / power.size
    assert alarms == pytest.approx(1e-3, abs=5 * math.sqrt(1e-3 / power.size))


@pytest.mark.parametrize("cfar", ["ordered_statistic", "cell_averaging"])
@pytest.mark.parametrize("snr_db", [3.0, 10.0, 17.0, 25.0])
def test_detection_of_swerling_one_meets_its_closed_forms(snr_db: float, cfar: Cfar) -> None:
    """A signal divides the factor by 1 + SNR; both forms tend to P_fa^(1 / (1 + SNR)) of known noise."""
    snr, lines, cells = 10 ** (snr_db / 10), 20_000, 2 * TRAINING
    rng = stream(1, "swerling", round(snr_db))
    power = rng.standard_exponential((lines, 61))
    power[:, 30] *= 1.0 + snr
    found = float((detections(power, P_FA, cfar)[1] == 30).sum()) / lines
    if cfar == "cell_averaging":
        expected = (1.0 + averaging_factor(P_FA, cells) / (cells * (1.0 + snr))) ** -cells
    else:
        expected = ordered_probability(ordered_factor(P_FA, cells) / (1.0 + snr), cells)
    assert found == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / lines))
    # Noise known from 24 cells instead of infinitely many costs at most 2 dB here (Richards, section 6.5.3).
    ideal = [detection_probability(snr * loss, P_FA) for loss in (10**-0.2, 1.0)]
    assert ideal[0] - 0.01 < found < ideal[1] + 0.01


def test_ordered_statistics_see_two_targets_where_the_mean_hides_both() -> None:
    power = stream(2, "pair").standard_exponential((50, 80))
    power[:, [30, 36]] = 1e4
    assert len(detections(power, 1e-9, "ordered_statistic")[0]) == 100
    assert len(detections(power, 1e-9, "cell_averaging")[0]) == 0


def test_a_scan_without_echoes_has_as_many_alarms_as_cells_times_probability() -> None:
    cells = MODE.chirps * MODE.sine_cells * MODE.range_cells
    counts = [len(scanned(echoes_at(), seed, p_fa=1e-5).snr) for seed in range(200)]
    expected = cells * 1e-5
    assert np.mean(counts) == pytest.approx(expected, abs=4 * math.sqrt(expected / 200))


def test_a_point_is_measured_where_it_is_within_its_errors() -> None:
    """At 40 dB errors are the floor, a tenth of the resolution; 300 scans pin mean and deviation to 20 %."""
    found = [scanned(echoes_at((50.3, -7.2, 0.21), snr=1e6), seed) for seed in range(300)]
    strongest = [(c.range_m[0], c.velocity_mps[0], c.across[0]) for c in found if len(c.snr)]
    steps = np.array([MODE.range_step_m, MODE.velocity_step_mps, MODE.sine_step_ratio])
    errors = (np.array(strongest) - (50.3, -7.2, 0.21)) / steps
    assert len(strongest) > 290
    assert np.abs(errors.mean(axis=0)) == pytest.approx(0.0, abs=0.1 * 4 / math.sqrt(290))
    assert errors.std(axis=0) == pytest.approx(0.1, rel=0.2)


def test_errors_grow_as_the_root_of_noise_over_signal() -> None:
    faint = scanned(echoes_at(*((r, 0.0, 0.0) for r in range(10, 100, 6)), snr=10.0), 4)
    expected = np.maximum(1.0 / np.sqrt(2.0 * faint.snr), 0.1)
    assert faint.range_sigma_m / MODE.range_step_m == pytest.approx(expected)
    assert faint.velocity_sigma_mps / MODE.velocity_step_mps == pytest.approx(expected)


def things(found: Clusters) -> set[int]:
    return set(found.truth.instance[found.truth.kind == RadarKind.OBJECT].tolist())


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_two_points_within_a_resolution_merge_and_three_apart_do_not(axis: int) -> None:
    step = (MODE.range_step_m, MODE.velocity_step_mps, MODE.sine_step_ratio)[axis]
    place = np.array([40.0, 3.0, 0.1])
    shift = np.eye(3)[axis] * step
    merged = [len(scanned(echoes_at(tuple(place), tuple(place + 0.8 * shift)), seed).snr) for seed in range(60)]
    apart = [things(scanned(echoes_at(tuple(place), tuple(place + 4.0 * shift)), seed)) for seed in range(60)]
    assert np.mean(merged) < 1.15
    assert np.mean([len(seen) for seen in apart]) > 1.9


def test_a_fast_target_is_seen_at_its_alias() -> None:
    folded = scanned(echoes_at((40.0, 70.0, 0.0)), 2)
    assert folded.velocity_mps[0] == pytest.approx(70.0 - MODE.velocity_span_mps, abs=MODE.velocity_step_mps)


def test_amplitudes_fluctuate_as_an_exponential() -> None:
    on_cell = (40 * MODE.range_step_m, MODE.velocity_low_mps + 100 * MODE.velocity_step_mps, 0.0)
    powers = np.array([filled(MODE, echoes_at(on_cell, snr=100.0), stream(s, "p")).power.max() for s in range(400)])
    # Mean 101 and standard deviation alike, known to 5 % from 400 draws.
    assert powers.mean() == pytest.approx(101.0, rel=0.2)
    assert powers.std() == pytest.approx(101.0, rel=0.25)


def test_thinning_keeps_all_power() -> None:
    rng = stream(5, "many")
    many = echoes_at(*rng.random((500, 3)) * (90.0, 10.0, 0.5), snr=3.0)
    few = thinned(many, (10.0, 5.0, 0.5))
    assert few.snr.sum() == pytest.approx(many.snr.sum())
    one_thing = echoes_at((10.0, 0.0, 0.0))
    doubled = Echoes(**{f: np.repeat(getattr(one_thing, f), 2) for f in Echoes.__dataclass_fields__})
    assert len(thinned(doubled, (1.0, 1.0, 0.1))) == 1


def test_the_roads_mirror_fades_and_keeps_the_mean() -> None:
    heights = np.linspace(0.0, 3.0, 20_000)
    power = two_ray_power(0.5, heights, np.full(len(heights), 40.0), MODE.wavelength_m, 0.6)
    assert power.mean() == pytest.approx(1.0, rel=0.02)
    assert power.min() == pytest.approx((1 - 0.6) ** 4 / (1 + 4 * 0.36 + 0.6**4), rel=0.01)
    assert two_ray_power(0.5, heights, heights + 5.0, 0.004, 0.0) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"max_range_m": 0.1}, "max_range_m"),
        ({"bandwidth_hz": 0.0}, "bandwidth_hz"),
        ({"half_azimuth_rad": 1.6}, "half_azimuth_rad"),
        ({"chirps": 1}, "chirps"),
    ],
)
def test_bad_waveforms_are_refused(change: dict[str, float], said: str) -> None:
    fields = {name: getattr(MODE, name) for name in RadarMode.__dataclass_fields__} | change
    with pytest.raises(ConfigError, match=said):
        RadarMode(**fields)
