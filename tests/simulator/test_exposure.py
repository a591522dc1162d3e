"""How dark night and how light fog look: Krawczyk's key value, in stops below that of day, and the brightest anchor."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.sensors.camera.exposure import (
    DAYLIGHT_CD_M2,
    HIGHLIGHT_EV,
    METER_CONSTANT,
    AutoExposure,
    Float32,
    expose,
    meter,
    night_key_ev,
)


def ev100(luminance_cd_m2: float) -> float:
    """What a meter says of a luminance: L = 2^EV K / S at ISO 100 (ISO 2720)."""
    return math.log2(luminance_cd_m2 * 100.0 / METER_CONSTANT)


def test_day_is_exposed_as_metered() -> None:
    for luminance in (DAYLIGHT_CD_M2, 5_000.0, 1e5):
        assert night_key_ev(ev100(luminance)) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    ("luminance_cd_m2", "key"),
    # 1.03 - 2 / (2 + log10(L + 1)) by hand: log10 of 1, 2, 10 and 100.
    [(0.0001, 0.03), (1.0, 0.1608), (9.0, 0.3633), (99.0, 0.53)],
)
def test_night_has_the_published_key(luminance_cd_m2: float, key: float) -> None:
    day = 1.03 - 2.0 / (2.0 + math.log10(501.0))
    assert night_key_ev(ev100(luminance_cd_m2)) == pytest.approx(math.log2(key / day), abs=2e-3)


@given(st.floats(-12.0, 20.0), st.floats(-12.0, 20.0))
def test_darker_scenes_never_look_brighter(one: float, other: float) -> None:
    """Both the key and the exposed grey rise with the light."""
    low, high = sorted((one, other))
    assert night_key_ev(low) <= night_key_ev(high) <= 0.0
    assert low - night_key_ev(low) <= high - night_key_ev(high) + 1e-9


def street(luminance_cd_m2: float, brighter: float) -> Float32:
    """A uniform picture with a sky so many times as bright in its upper rows."""
    radiance = np.full((24, 32, 3), luminance_cd_m2, dtype=np.float32)
    radiance[:4] *= brighter
    return radiance


@pytest.mark.parametrize("luminance_cd_m2", [2000.0, 20.0, 0.5])
def test_cameras_expose_by_the_key(luminance_cd_m2: float) -> None:
    """What was metered of a night's street comes out darker than 18 % by the key's stops; by day at 18 %."""
    radiance = street(luminance_cd_m2, 16.0)
    metered = meter(radiance).ev100
    state = AutoExposure(compensation_ev=0.0).settle(radiance, 0.1, {})
    assert float(state["ev100"]) == pytest.approx(metered - night_key_ev(metered))
    mean = np.full((1, 1, 3), METER_CONSTANT / 100.0 * 2.0**metered, dtype=np.float32)
    linear = 0.18 * 2.0 ** night_key_ev(metered)
    # Below the knee the response is the sRGB curve.
    expected = 255 * (1.055 * linear ** (1 / 2.4) - 0.055)
    assert int(expose(mean, float(state["ev100"]))[0, 0, 0]) == pytest.approx(expected, abs=1.0)


@given(st.floats(1.0, 100.0))
def test_nothing_that_is_brightest_in_its_picture_is_shown_below_light_grey(brighter: float) -> None:
    """By day: fog without a shadow is 200 of 255, and a sky that is bright enough changes nothing."""
    radiance = street(2000.0, brighter)
    seen = meter(radiance)
    ev100 = float(AutoExposure().settle(radiance, 0.1, {})["ev100"])
    assert int(expose(radiance, ev100)[0, 0, 0]) >= 200
    if seen.headroom_ev > HIGHLIGHT_EV:
        assert ev100 == AutoExposure().compensation_ev * -1 + seen.ev100
    else:
        assert int(expose(radiance, ev100)[0, 0, 0]) <= 205


@given(st.floats(1.0, 100.0), st.floats(1.0, 1.2))
def test_a_little_more_contrast_changes_the_exposure_a_little(brighter: float, more: float) -> None:
    one, other = (
        float(AutoExposure().settle(street(2000.0, b), 0.1, {})["ev100"]) for b in (brighter, brighter * more)
    )
    assert abs(other - one) <= np.log2(more) + 1e-3
