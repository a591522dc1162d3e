"""The whole chain: what it shows on average, what it keeps, what it repeats and what it refuses."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import numpy as np
import pytest
from camera_bench import EV100, PERFECT, QUIET, bench, flat, lens, shoot
from hypothesis import given, settings
from hypothesis import strategies as st

from scenes.errors import ConfigError
from scenes.json_codec import decode, encode
from simulator.build import build
from simulator.sensors.camera.chain import IdealChain, Shot
from simulator.sensors.camera.exposure import WHITE, camera_response, expose
from simulator.sensors.camera.exposure_programme import ExposureProgramme, ProgrammeStep
from simulator.sensors.camera.image_sensor import ImageSensor
from simulator.sensors.camera.optics import Glare, Optics, StarBurst
from simulator.sensors.camera.presets import AutomotiveHdr, KittiFlea2, NuscenesBasler
from simulator.sensors.camera.processing import (
    TONE_STEPS,
    Processing,
    as_jpeg_shows,
    color_correction,
    linear_of_stops,
    tone_table,
)

PRESETS = (IdealChain(), KittiFlea2(), NuscenesBasler(), AutomotiveHdr())
NAMES = [type(chain).__name__ for chain in PRESETS]
BALANCE = (0.8, 1.0, 1.4)


def street() -> Any:
    """A picture with shadows, colours and a lamp, that is exposed for as daylight is."""
    v, u = np.mgrid[0:60, 0:80]
    luminance = 20.0 * 2.0 ** (u / 10.0)
    picture = np.stack([luminance * (1.0 + 0.3 * np.sin(v / 9.0)), luminance, luminance * 0.8], axis=-1)
    picture[30:33, 40:43] = 2e5
    return picture.astype(np.float32)


def test_the_ideal_chain_is_the_camera_s_response_alone() -> None:
    radiance = street()
    shown = shoot(IdealChain(), radiance, balance=BALANCE)
    assert shown.image.tobytes() == expose(radiance, EV100, BALANCE).tobytes()
    assert shown.raw is None
    assert shown.hdr is None


@pytest.mark.parametrize("chain", PRESETS, ids=NAMES)
def test_equal_arguments_give_equal_bytes(chain: Any) -> None:
    """Whatever else was developed in between."""
    first = shoot(chain, street(), 5).image
    shoot(chain, flat(100.0), 6)
    assert shoot(chain, street(), 5).image.tobytes() == first.tobytes()


def test_noise_changes_from_picture_to_picture_and_the_fixed_pattern_does_not() -> None:
    """Means of many pictures keep what the sensor's serial draws: correlated for one camera, not for two."""
    chain = bench(ImageSensor(prnu_share=0.02, dsnu_e=5.0))
    one, other = shoot(chain, flat(30.0), 1).raw, shoot(chain, flat(30.0), 2).raw
    assert one.tobytes() != other.tobytes()

    def pattern(serial: str, first: int) -> Any:
        stack = [shoot(chain, flat(30.0), first + k, serial=serial).raw.astype(float) for k in range(12)]
        mean = np.mean(stack, axis=0)
        return [(mean[v::2, u::2] - mean[v::2, u::2].mean()).ravel() for v in (0, 1) for u in (0, 1)]

    left, again, right = (np.concatenate(pattern(*key)) for key in (("left", 0), ("left", 50), ("right", 0)))
    assert np.corrcoef(left, again)[0, 1] > 0.7
    assert abs(np.corrcoef(left, right)[0, 1]) < 0.05


@pytest.mark.parametrize("balance", [(1.0, 1.0, 1.0), BALANCE])
def test_without_noise_colours_are_those_of_the_ideal_camera(balance: tuple[float, float, float]) -> None:
    """A sensor's colours, white balance and matrix cancel: within two counts below the knee, where all curves agree."""
    for color in ((1.0, 1.0, 1.0), (1.2, 0.9, 0.5), (0.4, 0.7, 1.1)):
        radiance = flat(60.0) * np.array(color, dtype=np.float32)
        ours = shoot(bench(), radiance, balance=balance).image[4:-4, 4:-4].mean(axis=(0, 1))
        ideal = expose(radiance, EV100, balance)[0, 0]
        np.testing.assert_allclose(ours, ideal, atol=2.0)


@given(
    st.floats(0.5, 2.0),
    st.floats(0.5, 2.0),
    st.tuples(*[st.floats(0.05, 0.4)] * 6),
    st.tuples(*[st.floats(0.5, 1)] * 3),
)
def test_grey_stays_grey_for_any_sensor_and_white_balance(
    red: float, blue: float, beside: tuple[float, ...], own: tuple[float, ...]
) -> None:
    """What the light of the white balance makes of grey becomes grey; the matrix's rows sum to 1."""
    rows = ((own[0], *beside[:2]), (beside[2] / 2, own[1], beside[3] / 2), (*beside[4:], own[2]))
    if abs(np.linalg.det(np.array(rows))) < 0.05:
        return
    balance = (red, 1.0, blue)
    correction = color_correction(rows, balance)
    seen = np.array(rows) @ (0.4 / np.array(balance))
    shown = np.array(correction.matrix) @ (np.array(correction.white_gain) * seen)
    np.testing.assert_allclose(shown, 0.4, rtol=1e-9)
    np.testing.assert_allclose(np.sum(correction.matrix, axis=1), 1.0, rtol=1e-9)


@pytest.mark.parametrize("chain", PRESETS[1:], ids=NAMES[1:])
@pytest.mark.parametrize("balance", [(1.0, 1.0, 1.0), BALANCE])
def test_what_saturates_is_white(chain: Any, balance: tuple[float, float, float]) -> None:
    """Never magenta, as clipped colours are that are balanced afterwards."""
    chain = dataclasses.replace(chain, optics=PERFECT)
    shown = shoot(chain, flat(1e8), balance=balance).image[4:-4, 4:-4]
    assert shown.min() == 255


@given(st.floats(1.0, 13.0))
@settings(max_examples=20)
def test_the_tone_curve_s_table_is_the_camera_s_response(stops_ev: float) -> None:
    """Between two entries lies at most one count, so that rounding to the next is off by at most one."""
    white = linear_of_stops(stops_ev)
    table = tone_table(white)
    share = np.linspace(0.0, 1.0, 997)
    looked_up = table[np.floor(np.sqrt(share) * TONE_STEPS + 0.5).astype(int)]
    exact = 255.0 * camera_response(share * white, white)
    assert np.abs(looked_up - exact).max() < 1.0
    assert np.diff(table.astype(int)).max() <= 1


def test_white_of_the_default_curve_is_that_of_the_ideal_camera() -> None:
    x = np.linspace(0.0, 10.0, 101)
    np.testing.assert_array_equal(camera_response(x), camera_response(x, WHITE))


def test_raw_numbers_tell_the_light() -> None:
    """Black subtracted, over K and the electrons of a candela: the radiance, by colour."""
    chain = bench()
    raw = shoot(chain, flat(200.0)).raw
    assert raw.dtype == np.uint16
    seconds = chain.settings(EV100).time_s
    electrons = (raw.astype(float) - chain.sensor.black_level) / chain.sensor.base_gain_dn_per_e
    lux_s = np.pi / 4 * chain.optics.transmission_share * 200.0 * seconds / chain.optics.f_number**2
    for (v, u), row in {(0, 0): 0, (0, 1): 1, (1, 0): 1, (1, 1): 2}.items():
        expected = lux_s * chain.sensor.electrons_per_lux_s * sum(chain.sensor.response[row])
        assert electrons[v::2, u::2].mean() == pytest.approx(expected, rel=1e-3)


def test_companded_numbers_hold_120_decibels() -> None:
    """From a thousandth of middle grey to 1000 times it, all below 4096 and in order."""
    chain = dataclasses.replace(AutomotiveHdr(), optics=PERFECT, keep=("raw",))
    means = [float(shoot(chain, flat(grey)).raw[0::2, 1::2].mean()) for grey in 128.0 * 10.0 ** np.arange(-3, 3.1)]
    assert means == sorted(means)
    assert means[-1] < 4095
    assert np.diff(means).min() > 1.0


def test_hdr_is_radiance_behind_the_lens_without_noise() -> None:
    chain = dataclasses.replace(KittiFlea2(), optics=PERFECT, keep=("hdr",))
    radiance = street()
    shown = shoot(chain, radiance)
    assert shown.hdr is not None
    np.testing.assert_allclose(shown.hdr, radiance, rtol=1e-6)
    assert shown.raw is None


def test_jpeg_pictures_are_what_the_file_holds() -> None:
    """Their mean stays, their detail does not; a second compression changes less than the first."""
    plain = dataclasses.replace(NuscenesBasler(), processing=Processing(sharpening_weight=0.3))
    sharp, shown = shoot(plain, street()).image, shoot(NuscenesBasler(), street()).image
    assert shown.tobytes() == as_jpeg_shows(sharp, 90).tobytes()
    first = np.abs(shown.astype(int) - sharp).mean()
    assert 0.1 < first < 8.0
    assert np.abs(as_jpeg_shows(shown, 90).astype(int) - shown).mean() < first / 2
    assert abs(shown.mean() - sharp.mean()) < 0.5


def test_sharpening_leaves_flat_areas_and_lifts_edges() -> None:
    edge = flat(40.0)
    edge[:, 100:] = 120.0
    soft = shoot(bench(), edge).image[80].astype(int)
    crisp = shoot(bench(processing=Processing(sharpening_weight=1.0)), edge).image[80].astype(int)
    assert crisp[99, 1] < soft[99, 1] - 5
    assert crisp[100, 1] > soft[100, 1] + 5
    assert np.abs(crisp[:90] - soft[:90]).max() <= 3


def test_night_is_noisier_than_day() -> None:
    """The same picture of a 1000th of the light: time first, then gain, then noise."""
    chain = dataclasses.replace(KittiFlea2(), optics=PERFECT)
    day = shoot(chain, flat(100.0), ev100=10.0).image[..., 1].std()
    night = shoot(chain, flat(0.1), ev100=10.0 - np.log2(1000.0)).image[..., 1].std()
    assert night > 4.0 * day


def test_nothing_is_not_a_number() -> None:
    broken = flat(50.0)
    broken[10, 10], broken[20, 20], broken[30, 30] = np.nan, np.inf, -5.0
    for chain in PRESETS[1:]:
        shown = shoot(dataclasses.replace(chain, optics=PERFECT), broken).image
        assert shown[100, 100].max() < 200
        assert shown[20, 20].min() > 150


@pytest.mark.parametrize("chain", PRESETS, ids=NAMES)
def test_presets_survive_json_and_config(chain: Any) -> None:
    assert decode(json.loads(json.dumps(encode(chain)))) == chain
    assert build({"_target_": f"{type(chain).__module__}.{type(chain).__name__}"}, "chain") == chain


def test_one_value_of_a_preset_can_be_set_alone() -> None:
    node = {
        "_target_": "simulator.sensors.camera.presets.KittiFlea2",
        "sensor": {"read_noise_e": 3.0},
        "cover": {"drops": {"cover_share": 0.2}},
        "keep": ["raw"],
    }
    chain = build(node, "rig.chain")
    assert chain.sensor.read_noise_e == 3.0
    assert chain.sensor.full_well_e == KittiFlea2().sensor.full_well_e
    assert chain.cover.drops.cover_share == 0.2


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (ImageSensor, "full_well_e", 0.0),
        (ImageSensor, "bits", 3),
        (ImageSensor, "bits", 17),
        (ImageSensor, "pixel_pitch_um", 0.0),
        (ImageSensor, "read_noise_e", -1.0),
        (ImageSensor, "black_level", 2048),
        (ImageSensor, "prnu_share", 0.5),
        (ImageSensor, "quantum_efficiency_share", 1.5),
        (ImageSensor, "captures", (1.0, 2.0)),
        (ImageSensor, "captures", ()),
        (ImageSensor, "companded_bits", 20),
        (ImageSensor, "response", ((1.0, 0.0, 0.0),) * 3),
        (Optics, "f_number", 0.0),
        (Optics, "psf_sigma_px", 0.1),
        (Optics, "vignetting_share", 1.0),
        (Glare, "veil_share", 0.9),
        (StarBurst, "blades", 2),
        (Processing, "jpeg_quality", 0),
        (Processing, "white_ev", 30.0),
        (ExposureProgramme, "headroom_ev", 0.0),
        (ExposureProgramme, "steps", ()),
        (ProgrammeStep, "longest_s", 0.0),
        (IdealChain, "longest_s", 2.0),
    ],
)
def test_impossible_values_are_refused_by_name(kind: Any, name: str, value: Any) -> None:
    needed = {"longest_s": 0.01} if kind is ProgrammeStep else {}
    with pytest.raises(ConfigError, match=name):
        kind(**{**needed, name: value})


def test_merged_captures_that_no_file_holds_must_be_companded() -> None:
    with pytest.raises(ConfigError, match="companded"):
        ImageSensor(captures=(1.0, 0.0625, 0.00390625))


def test_cameras_of_any_size_develop() -> None:
    """Down to a pixel, where filters have no neighbours."""
    for width, height in ((1, 1), (2, 3), (5, 2)):
        for chain in PRESETS:
            shown = chain.develop(flat(50.0, (width, height)), Shot(lens=lens((width, height)), ev100=EV100))
            assert shown.image.shape == (height, width, 3)


def test_bits_of_the_sensor_s_noise_are_below_its_steps() -> None:
    """The bench's own quiet sensor is what other tests take it for."""
    raw = shoot(bench(QUIET), flat(400.0)).raw[0::2, 1::2].astype(float)
    assert raw.std() / (raw.mean() - QUIET.black_level) < 0.003
