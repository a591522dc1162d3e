"""EMVA 1288 on rendered flats and darks: what was configured is what a laboratory would measure."""

from __future__ import annotations

import math

import numpy as np
import pytest
from camera_bench import EV100, LONG, bench, flat, raws, shoot, with_sensor
from numpy.typing import NDArray
from scipy import stats
from seen_world import Ground, crate, drifting, world_of

from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.camera.exposure import AutoExposure
from simulator.sensors.camera.exposure_programme import ExposureProgramme, ProgrammeStep
from simulator.sensors.camera.image_sensor import PHOTONS_PER_LUX_S_UM2, ImageSensor
from simulator.sensors.camera.pinhole import PinholeCamera
from simulator.sensors.camera.presets import BaslerSensor, Flea2Sensor, HdrSensor, KittiFlea2
from simulator.sensors.camera.sensor_chain import SensorChain, normal_quantiles
from simulator.sensors.rigs.mounted_rig import Placement

Float64 = NDArray[np.float64]

SENSORS = {
    "flea2": Flea2Sensor(color_filter="mono", row_noise_e=0.0, hot_share=0.0),
    "basler": BaslerSensor(color_filter="mono", row_noise_e=0.0, hot_share=0.0, bits=12, black_level=200),
    "hdr": HdrSensor(
        color_filter="mono", row_noise_e=0.0, hot_share=0.0, captures=(1.0,), companded_bits=None, read_noise_e=4.0
    ),
}
SATURATING_CD_M2 = 0.125 * 2.0**EV100 * 2.0**LONG.headroom_ev
"""Luminance that the bench's exposure puts at the full well: 2^headroom times the metered one."""


def temporal_variance(pair: Float64) -> float:
    """Of a pixel over time, from two pictures: half the mean square of their difference (EMVA 1288, 6.6)."""
    difference = pair[0] - pair[1]
    return float(0.5 * np.mean((difference - difference.mean()) ** 2))


def measured_gain(chain: SensorChain) -> float:
    """Slope of temporal variance over mean, between the dark and 70 % of saturation (EMVA 1288, 6.6)."""
    dark = raws(chain, 0.0, 2)
    levels = np.linspace(0.07, 0.7, 8)
    flats = [raws(chain, share * SATURATING_CD_M2, 2) for share in levels]
    mean = np.array([f.mean() for f in flats]) - dark.mean()
    variance = np.array([temporal_variance(f) for f in flats]) - temporal_variance(dark)
    return float(np.sum(mean * variance) / np.sum(mean * mean))


@pytest.mark.parametrize("name", SENSORS)
def test_gain_is_the_slope_of_variance_over_mean(name: str) -> None:
    """Eight pairs of 32,000 pixels: the variance of each is known to sqrt(2 / 32,000) = 0.8 %, all to some 0.5 %."""
    sensor = SENSORS[name]
    assert measured_gain(bench(sensor)) == pytest.approx(sensor.base_gain_dn_per_e, rel=0.02)


@pytest.mark.parametrize("name", SENSORS)
def test_read_noise_is_that_of_the_dark(name: str) -> None:
    """sigma_d = sqrt(var_dark - 1/12) / K; the estimate's own sigma is 0.4 %, dark current adds sqrt(I t)."""
    sensor = SENSORS[name]
    chain = bench(sensor)
    sigma_dn = math.sqrt(temporal_variance(raws(chain, 0.0, 2)) - 1.0 / 12.0)
    dark_e = sensor.dark_e(chain.settings(EV100).time_s)
    expected = math.hypot(sensor.read_noise_e, math.sqrt(dark_e))
    assert sigma_dn / sensor.base_gain_dn_per_e == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("name", SENSORS)
def test_fixed_patterns_have_the_configured_spread(name: str) -> None:
    """PRNU and DSNU from means of 16 pictures, their remaining temporal noise subtracted (EMVA 1288, 8.2)."""
    sensor, count = SENSORS[name], 16
    chain = bench(sensor)
    darks, flats = raws(chain, 0.0, count), raws(chain, 0.5 * SATURATING_CD_M2, count)

    def spatial_variance(stack: Float64) -> float:
        return float(np.var(stack.mean(axis=0)) - np.var(stack, axis=0, ddof=1).mean() / count)

    prnu = math.sqrt(spatial_variance(flats) - spatial_variance(darks)) / (flats.mean() - darks.mean())
    dsnu = math.sqrt(spatial_variance(darks)) / sensor.base_gain_dn_per_e
    assert prnu == pytest.approx(sensor.prnu_share, rel=0.04)
    assert dsnu == pytest.approx(sensor.dsnu_e, rel=0.06)


def test_charge_ends_at_the_full_well() -> None:
    """Where the converter reaches farther than the well, ten times the saturating light reads the well."""
    sensor = ImageSensor(color_filter="mono", full_well_e=8000.0, gain_dn_per_e=0.4, prnu_share=0.0, dsnu_e=0.0)
    bright = raws(bench(sensor), 10.0 * SATURATING_CD_M2, 1)
    assert bright.mean() - sensor.black_level == pytest.approx(8000.0 * 0.4, abs=0.5)


def test_the_meter_s_grey_lies_its_headroom_below_the_well() -> None:
    sensor = SENSORS["flea2"]
    grey = raws(bench(sensor), 0.125 * 2.0**EV100, 1).mean() - sensor.black_level
    assert grey / sensor.base_gain_dn_per_e == pytest.approx(sensor.full_well_e / 2.0**LONG.headroom_ev, rel=0.01)


@pytest.mark.parametrize("temperature_c", [25.0, 41.0])
def test_dark_signal_grows_with_time_and_doubles_every_eight_degrees(temperature_c: float) -> None:
    """mu_d = I t: 1000 e/s, 0.01 and 0.5 s by the exposure programme; 16 degrees are two doublings."""
    warm = with_sensor(
        bench(SENSORS["flea2"]), dark_current_e_per_s=1000.0, temperature_c=temperature_c, dark_doubling_c=8.0
    )
    means = []
    for time_s in (0.01, 0.5):
        steps = (ProgrammeStep(longest_s=time_s),)
        fixed = ExposureProgramme(steps=steps, shortest_s=time_s, headroom_ev=3.0)
        means.append(raws(bench(warm.sensor, programme=fixed), 0.0, 1).mean())
    measured_e = (means[1] - means[0]) / warm.sensor.base_gain_dn_per_e / 0.49
    assert measured_e == pytest.approx(1000.0 * 2.0 ** ((temperature_c - 25.0) / 8.0), rel=0.02)


def test_photons_are_those_of_the_standard_s_own_formula() -> None:
    """mu_p = 50.34 A[um2] t[ms] lambda[um] E[uW/cm2] (EMVA 1288, 2.2); 1 lux of 555 nm is 1/683 W/m2."""
    e_uw_cm2 = 1.0 / 683.0 * 1e6 / 1e4
    assert pytest.approx(50.34 * 1000.0 * 0.555 * e_uw_cm2, rel=1e-3) == PHOTONS_PER_LUX_S_UM2


@pytest.mark.parametrize("mean_e", [0.3, 3.0, 11.5, 12.5, 40.0])
def test_few_electrons_follow_poisson_s_law(mean_e: float) -> None:
    """Chi-square of 32,000 counts against the exact law: a right sampler fails once in 10^6 draws."""
    sensor = ImageSensor(
        color_filter="mono",
        full_well_e=4000.0,
        gain_dn_per_e=1.0,
        black_level=0,
        read_noise_e=0.0,
        row_noise_e=0.0,
        dark_current_e_per_s=0.0,
        prnu_share=0.0,
        dsnu_e=0.0,
        hot_share=0.0,
    )
    saturation_e = 4000.0
    counts = raws(bench(sensor), SATURATING_CD_M2 * mean_e / saturation_e, 1).astype(int).ravel()
    edges = np.unique(stats.poisson.ppf(np.linspace(0.01, 0.99, 25), mean_e)).astype(int)
    observed = np.bincount(np.searchsorted(edges, counts, side="left"), minlength=len(edges) + 1)
    below = np.concatenate([[0.0], stats.poisson.cdf(edges, mean_e), [1.0]])
    expected = np.diff(below) * counts.size
    assert stats.chisquare(observed, expected).pvalue > 1e-6


def test_the_table_of_normal_numbers_is_normal() -> None:
    """Sums of two of its values: variance 1, no excess kurtosis to 1 %, tails of 3 sigma to 2 %."""
    q = normal_quantiles().astype(np.float64)
    variance, fourth = 2.0 * np.mean(q**2), 2.0 * np.mean(q**4) + 6.0 * np.mean(q**2) ** 2
    assert variance == pytest.approx(1.0, abs=1e-5)
    assert fourth / variance**2 == pytest.approx(3.0, rel=0.01)
    beyond = np.mean(1.0 - np.searchsorted(q, 3.0 - q) / len(q))
    assert beyond == pytest.approx(stats.norm.sf(3.0), rel=0.02)


@pytest.mark.parametrize("captures", [(1.0,), (1.0, 0.0625)])
def test_a_well_that_is_full_below_the_converters_top_is_white(captures: tuple[float, ...]) -> None:
    """8000 e at 0.4 dn/e are 3200 of 4031 numbers: full is white, grey as light as of a sensor that uses them all."""
    narrow = ImageSensor(full_well_e=8000.0, gain_dn_per_e=0.4, captures=captures)
    wide = ImageSensor(full_well_e=8000.0, captures=captures)
    assert narrow.white_dn == 3200.0 / captures[-1]
    grey, bright = (
        [float(np.median(shoot(bench(chip), flat(light)).image)) for chip in (narrow, wide)]
        for light in (0.1 * SATURATING_CD_M2, 20.0 * SATURATING_CD_M2)
    )
    assert grey[0] == pytest.approx(grey[1], abs=1.5)
    assert bright == [255.0, 255.0]


@pytest.mark.parametrize("sensor", SENSORS.values())
def test_a_preset_s_range_is_the_converter_s(sensor: ImageSensor) -> None:
    assert sensor.full_dn == sensor.top_dn - sensor.black_level


def test_rows_share_their_noise() -> None:
    """Means of 200 columns leave the row noise and 1/sqrt(200) of the pixel's."""
    sensor = SENSORS["flea2"]
    chain = bench(with_sensor(bench(sensor), row_noise_e=4.0, dsnu_e=0.0).sensor)
    rows = raws(chain, 0.0, 8).mean(axis=2) / sensor.base_gain_dn_per_e
    expected = math.hypot(4.0, sensor.read_noise_e / math.sqrt(200))
    assert rows.std(axis=1).mean() == pytest.approx(expected, rel=0.1)


def test_hot_pixels_stand_out_of_long_exposures() -> None:
    sensor = ImageSensor(hot_share=0.002, hot_factor=1000.0, dark_current_e_per_s=100.0, temperature_c=25.0)
    chain = bench(sensor, programme=ExposureProgramme(steps=(ProgrammeStep(longest_s=0.05),), shortest_s=0.05))
    dark = shoot(chain, flat(0.0)).raw.astype(float) - sensor.black_level
    hot = dark / sensor.base_gain_dn_per_e > 4000.0
    assert hot.mean() == pytest.approx(0.002, rel=0.4)
    assert np.median(dark[hot]) / sensor.base_gain_dn_per_e == pytest.approx(5000.0, rel=0.02)


def test_a_rendered_street_shows_the_same_photon_transfer() -> None:
    """48 pictures of one scene in other noise: over all pixels, temporal variance rises with the mean by K."""
    scene = world_of(crate("a", 8.0, 1.0), ground=Ground())
    camera = PinholeCamera(fx_px=80.0, fy_px=80.0, cx_px=39.5, cy_px=24.5, width_px=80, height_px=50)
    mounting = Mounting(name="front", T_ego_sensor=Placement(sensor=camera, x_m=1.0, y_m=0.0, z_m=1.5).pose())
    renderer = WarpRenderer(quality="draft", threads=1)
    renderer.load(scene)
    history = drifting(scene)
    radiance, _ = renderer.render(camera.view(mounting, history, 0.1), history, scene.environment, 0)
    sensor = SENSORS["flea2"]
    chain = bench(sensor, optics=KittiFlea2().optics)
    ev100 = AutoExposure().settle(radiance, 0.1, {})["ev100"]

    def stack(light: NDArray[np.float32]) -> Float64:
        pictures = [shoot(chain, light, seed, lens=camera.lens, ev100=ev100).raw for seed in range(48)]
        return np.stack(pictures).astype(np.float64).reshape(48, -1)

    street, dark = stack(radiance), stack(np.zeros_like(radiance))
    unclipped = street.max(axis=0) < 0.9 * sensor.top_dn
    assert unclipped.mean() > 0.5
    mean = (street.mean(axis=0) - dark.mean())[unclipped]
    variance = street.var(axis=0, ddof=1)[unclipped] - dark.var(axis=0, ddof=1).mean()
    # The slope's own sigma is 0.7 %: 48 pictures know a variance to 20 %, 2000 pixels their mean to 0.5 %.
    assert variance.sum() / mean.sum() == pytest.approx(sensor.base_gain_dn_per_e, rel=0.03)
    read_e = math.sqrt(dark.var(axis=0, ddof=1).mean() - 1.0 / 12.0) / sensor.base_gain_dn_per_e
    assert read_e == pytest.approx(sensor.read_noise_e, rel=0.02)
