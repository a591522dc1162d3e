"""Lenses: fall-off, point spread, colour fringes and stray light against their closed forms."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from camera_bench import PERFECT, bench, flat, lens, shoot
from numpy.typing import NDArray

from scenes.lenses.kannala_brandt import KannalaBrandt
from simulator.sensors.camera.lens_light import falloff, origins, taps
from simulator.sensors.camera.optics import Glare, Optics, StarBurst
from simulator.sensors.camera.stray_light import PITCH_PX, long_spread, sharp_share, stray_light

SIZE = (201, 151)
MIDDLE = (75, 100)
NO_STAR = StarBurst(share=0.0)


def behind(optics: Optics, radiance: NDArray[np.float32], focal_px: float = 150.0) -> NDArray[np.float64]:
    """Radiance behind the lens."""
    chain = bench(optics=optics, keep=("hdr",))
    height, width = radiance.shape[:2]
    shown = shoot(chain, radiance, lens=lens((width, height), focal_px))
    return np.asarray(shown.hdr, dtype=np.float64)


def point(at: tuple[int, int] = MIDDLE, value: float = 1e4) -> NDArray[np.float32]:
    picture = flat(0.0, SIZE)
    picture[at] = value
    return picture


@pytest.mark.parametrize("exponent", [4.0, 2.0])
def test_flat_light_falls_off_by_cosine_and_vignetting(exponent: float) -> None:
    """cos(theta)^n (1 - a r^2), r = 1 in the corner, theta = atan(distance / f)."""
    optics = dataclasses.replace(PERFECT, falloff_exponent=exponent, vignetting_share=0.3)
    seen = behind(optics, flat(100.0, SIZE))[..., 1]
    v, u = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    square = (u - 100.0) ** 2 + (v - 75.0) ** 2
    expected = 100.0 * np.cos(np.arctan(np.sqrt(square) / 150.0)) ** exponent * (1.0 - 0.3 * square / (100**2 + 75**2))
    np.testing.assert_allclose(seen, expected, rtol=1e-5)


def test_behind_a_fisheye_s_edge_no_light_falls() -> None:
    wide = KannalaBrandt(
        width_px=80, height_px=80, fx_px=25.0, fy_px=25.0, cx_px=39.5, cy_px=39.5, k=(0.0, 0.0, 0.0, 0.0)
    )
    made = falloff(PERFECT, wide)
    assert np.isfinite(made).all()
    assert made[40, 40] == pytest.approx(1.0)
    assert falloff(dataclasses.replace(PERFECT, falloff_exponent=4.0), wide)[40, 0] < 0.01


@pytest.mark.parametrize("sigma_px", [0.4, 0.5, 0.6, 0.8, 0.9])
def test_a_point_is_spread_by_the_gaussian(sigma_px: float) -> None:
    """Its light stays, and its variance is the Gaussian's, less the taps below LEAST_TAP (at most 12 %)."""
    seen = behind(dataclasses.replace(PERFECT, psf_sigma_px=sigma_px), point())[..., 1]
    assert seen.sum() == pytest.approx(1e4, rel=1e-5)
    u = np.arange(SIZE[0]) - MIDDLE[1]
    variance = float((seen.sum(axis=0) * u * u).sum() / seen.sum())
    weights = np.exp(-0.5 * (np.arange(-2, 3) / sigma_px) ** 2)
    sampled = float((weights * np.arange(-2, 3) ** 2).sum() / weights.sum())
    assert variance == pytest.approx(sampled, rel=0.12)
    assert seen[MIDDLE] / seen[75, 101] == pytest.approx(math.exp(0.5 / sigma_px**2), rel=1e-4)


def test_taps_keep_all_light_and_its_place() -> None:
    for sigma_px in (0.0, 0.5, 0.9):
        weights = taps(sigma_px).astype(np.float64)
        np.testing.assert_allclose(weights.sum(axis=1), 1.0, rtol=1e-6)
        place = np.linspace(-0.5, 0.5, len(weights))
        np.testing.assert_allclose((weights * np.arange(-2, 3)).sum(axis=1), place, atol=0.08)


def test_red_is_drawn_larger_and_blue_smaller() -> None:
    """A line 80 px from the axis lies at 80 (1 + e) in red and 80 (1 - e) in blue."""
    line = flat(0.0, SIZE)
    line[:, 180] = 1e4
    epsilon = 0.01
    seen = behind(dataclasses.replace(PERFECT, lateral_color=epsilon, psf_sigma_px=0.6), line)[75]
    u = np.arange(SIZE[0]) - 100.0
    places = [(seen[:, k] * u).sum() / seen[:, k].sum() for k in range(3)]
    assert places[0] == pytest.approx(80.0 * (1.0 + epsilon), abs=0.1)
    assert places[1] == pytest.approx(80.0, abs=1e-3)
    assert places[2] == pytest.approx(80.0 * (1.0 - epsilon), abs=0.1)


def test_origins_stay_inside_the_picture() -> None:
    for colour in origins(50, 10.0, -0.01).reshape(3, 50) // 128:
        assert colour.min() >= 0
        assert colour.max() <= 49


def test_veiling_glare_keeps_all_light_that_stays_in_the_picture() -> None:
    """A light in the middle of a wide picture: 98 % stay where they were, and with the veil all but the share beyond
    the border, that of 1 / (theta^2 + theta0^2)^1.5 outside a radius R in the plane: theta0 / sqrt(R^2 + theta0^2).
    """
    glare = Glare(veil_share=0.02, core_rad=0.01, ghosts=(), star=NO_STAR)
    focal = 150.0
    seen = behind(dataclasses.replace(PERFECT, glare=glare), point(), focal)[..., 1]
    whole = seen.sum() / 1e4
    core_px = 0.01 * focal
    assert 1.0 - 0.02 * core_px / math.hypot(60.0, core_px) > 0.999
    assert whole == pytest.approx(1.0, abs=5e-4)
    assert seen[MIDDLE] / 1e4 == pytest.approx(0.98, abs=0.01)


def test_the_veil_falls_as_its_law() -> None:
    """Ratio of two distances, means of both sides: the light's cell is half a pixel off it."""
    glare = Glare(veil_share=0.05, core_rad=0.01, ghosts=(), star=NO_STAR)
    seen = behind(dataclasses.replace(PERFECT, glare=glare), point())[..., 1]
    core = 0.01 * 150.0
    for near, far in ((20, 60), (10, 40)):
        expected = ((near**2 + core**2) / (far**2 + core**2)) ** 1.5
        measured = (seen[75, 100 + far] + seen[75, 100 - far]) / (seen[75, 100 + near] + seen[75, 100 - near])
        assert measured == pytest.approx(expected, rel=0.1)


@pytest.mark.parametrize(("blades", "spikes"), [(6, 6), (8, 8), (5, 10), (7, 14)])
def test_stars_have_as_many_spikes_as_blades_or_twice_as_many(blades: int, spikes: int) -> None:
    """Maxima on a circle around the light; an odd polygon has no parallel edges."""
    star = StarBurst(share=0.2, blades=blades, width_px=1.0, turn_rad=0.1)
    glare = Glare(veil_share=0.0, ghosts=(), star=star)
    angle = np.linspace(0.0, 2 * np.pi, 2880, endpoint=False)
    radius = 0.2
    weights = long_spread(glare, radius * np.cos(angle), radius * np.sin(angle), 1.0 / 75.0)
    low = weights < 0.5 * weights.max()
    assert int(np.sum(low & ~np.roll(low, 1))) == spikes


def test_all_long_spread_weights_sum_to_their_shares() -> None:
    glare = Glare(veil_share=0.03, star=StarBurst(share=0.02), ghosts=((0.5, 0.01),))
    axis = (np.arange(400) - 200) / 75.0
    weights = long_spread(glare, axis[None, :], axis[:, None], 1.0 / 75.0)
    assert weights.sum() == pytest.approx(0.05, rel=1e-9)
    assert sharp_share(glare) == pytest.approx(1.0 - 0.03 - 0.02 - 0.01)


@pytest.mark.parametrize("k", [0.5, 1.0, 1.5])
def test_ghosts_lie_mirrored_through_the_centre_and_keep_their_share(k: float) -> None:
    """A light at p makes a disc about c - k (p - c) that holds its share of the light."""
    glare = Glare(veil_share=0.0, star=NO_STAR, ghosts=((k, 0.01),), ghost_radius_px=10.0)
    light = np.zeros((SIZE[1], SIZE[0], 3), dtype=np.float32)
    light[74:77, 138:143] = 1e4
    stray = stray_light(light, glare, 150.0, (100.0, 75.0)).astype(np.float64)[..., 1]
    v, u = np.mgrid[0 : stray.shape[0], 0 : stray.shape[1]] * PITCH_PX + (PITCH_PX - 1) / 2
    total = stray.sum() * PITCH_PX**2
    assert total == pytest.approx(0.01 * light[..., 1].sum(), rel=0.12)
    assert (stray * u).sum() / stray.sum() == pytest.approx(100.0 - k * 40.0, abs=1.5)
    assert (stray * v).sum() / stray.sum() == pytest.approx(75.0, abs=1.5)


def test_without_glare_nothing_goes_astray() -> None:
    """A veil of nothing is the picture without one, to rounding."""
    none: Any = behind(PERFECT, point())
    empty = Glare(veil_share=0.0, star=NO_STAR, ghosts=())
    np.testing.assert_allclose(behind(dataclasses.replace(PERFECT, glare=empty), point()), none, atol=1e-6)
