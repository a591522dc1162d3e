"""Lamps' light distributions against regulations, closed forms and their own tables."""

from __future__ import annotations

import math

import numpy as np
import pytest
from lamp_flux import flux_per_candela

from simulator.render.photometry import (
    PHOTOMETRIES,
    intensity_table,
    off_axis_envelope,
    relative_intensity,
)

LOW_BEAM_CD = 40_000.0


def low_beam_cd(h_left_deg: float, v_up_deg: float) -> float:
    h, v = np.array(math.radians(h_left_deg)), np.array(math.radians(v_up_deg))
    return LOW_BEAM_CD * float(relative_intensity("low_beam", h, v))


@pytest.mark.parametrize(
    ("h_left_deg", "v_up_deg", "least_cd", "most_cd"),
    [
        (3.43, 0.57, 0, 350),  # B50L
        (-2.5, 1.0, 0, 1_750),  # BR
        (-1.15, -0.57, 10_100, math.inf),  # 75R
        (3.43, -0.57, 0, 10_600),  # 75L
        (3.43, -0.86, 0, 13_200),  # 50L
        (-1.72, -0.86, 10_100, math.inf),  # 50R
        (0.0, -0.86, 5_100, math.inf),  # 50V
        (9.0, -1.72, 1_700, math.inf),  # 25L
        (-9.0, -1.72, 1_700, math.inf),  # 25R
        (8.0, 1.0, 0, 625),  # zone III: 1 lx at 25 m
        (4.0, 3.0, 0, 625),
        (0.0, 0.0, 0, 625),
    ],
)
def test_the_passing_beam_passes_the_test_points_of_un_regulation_112(h_left_deg, v_up_deg, least_cd, most_cd) -> None:
    assert least_cd <= low_beam_cd(h_left_deg, v_up_deg) <= most_cd


def test_the_cut_off_is_as_sharp_as_annex_9_asks() -> None:
    v = np.radians(np.arange(-1.5, 0.0, 0.1))
    intensity = relative_intensity("low_beam", np.full_like(v, math.radians(2.5)), v)
    assert 0.13 <= np.diff(-np.log10(intensity)).max() <= 0.40


def test_the_cut_off_rises_to_the_right_by_fifteen_degrees() -> None:
    v = np.linspace(-2, 3, 5001)

    def cut(h_right_deg: float) -> float:
        intensity = relative_intensity("low_beam", np.full_like(v, -math.radians(h_right_deg)), np.radians(v))
        return float(v[np.argmin(np.gradient(np.log(intensity), v))])

    left, near, far = cut(-3.0), cut(2.0), cut(4.0)
    # The steepest fall of log I lies up the logistic's tail, equally far everywhere.
    assert (far - near) / 2.0 == pytest.approx(math.tan(math.radians(15)), rel=0.1)
    assert near - left == pytest.approx(2.0 * math.tan(math.radians(15)), rel=0.2)


def test_fluxes_are_those_of_closed_forms() -> None:
    assert flux_per_candela("lambertian") == pytest.approx(math.pi, rel=1e-5)
    # Around the upright axis: 2 pi times the integral of exp(-v^2 / 2 s^2) cos v = s sqrt(2 pi) exp(-s^2 / 2).
    s = math.radians(8.0)
    expected = 2 * math.pi * s * math.sqrt(2 * math.pi) * math.exp(-s * s / 2)
    assert flux_per_candela("beacon") == pytest.approx(expected, rel=1e-5)


def test_lamps_have_the_flux_of_their_kind() -> None:
    assert 500 < 40_000 * flux_per_candela("low_beam") < 1_200  # an H7 lamp emits 1500 lm, about half leaves the lens
    assert 1_000 < 75_000 * flux_per_candela("high_beam") < 2_000
    assert 5_000 < 7_000 * flux_per_candela("street") < 15_000


@pytest.mark.parametrize("kind", PHOTOMETRIES)
def test_peaks_are_one_and_nothing_is_negative(kind) -> None:
    h, v = np.meshgrid(np.radians(np.linspace(-180, 180, 721)), np.radians(np.linspace(-90, 90, 721)))
    intensity = relative_intensity(kind, h, v)
    assert intensity.min() >= 0.0
    assert intensity.max() == pytest.approx(1.0, abs=0.02)
    if kind != "beacon":
        assert (intensity[np.abs(h) > math.pi / 2] == 0).all()


@pytest.mark.parametrize("kind", [k for k in PHOTOMETRIES if k != "lambertian"])
def test_tables_hold_the_closed_form_within_two_hundredths(kind) -> None:
    table = intensity_table(kind)
    rows, columns = table.values.shape
    middle = 0.25 * (table.values[1:, 1:] + table.values[:-1, 1:] + table.values[1:, :-1] + table.values[:-1, :-1])
    first, second = (
        low + (np.arange(n - 1) + 0.5) * (high - low) / (n - 1)
        for low, high, n in zip(table.low, table.high, (columns, rows), strict=True)
    )
    first, second = np.meshgrid(first, second)
    if table.projection == "perspective":
        expected = relative_intensity(kind, np.arctan(first), np.arctan(second))
        known = np.ones_like(first, dtype=bool)
        border = np.concatenate([table.values[0], table.values[-1], table.values[:, 0], table.values[:, -1]])
        assert border.max() < 1e-6  # a beam ends before its table does: no line on the road
    else:
        ahead = 1.0 - first**2 - second**2
        known = ahead > 0.02
        expected = relative_intensity(
            kind, np.arctan2(first, np.sqrt(np.maximum(ahead, 1e-9))), np.arcsin(np.clip(second, -1, 1))
        )
    assert np.abs(middle - expected)[known].max() < 0.02


@pytest.mark.parametrize("kind", PHOTOMETRIES)
def test_no_direction_outshines_the_envelope(kind) -> None:
    h, v = np.meshgrid(np.radians(np.linspace(-90, 90, 733)), np.radians(np.linspace(-60, 60, 777)))
    envelope = off_axis_envelope(kind)
    place = np.ceil((np.cos(h) * np.cos(v) + 1.0) * 128).astype(int)
    assert (relative_intensity(kind, h, v) <= envelope[np.clip(place, 0, 256)] + 0.02).all()
