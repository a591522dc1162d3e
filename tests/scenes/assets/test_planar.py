"""Flat shapes: areas by closed forms, and every triangle faces the reader."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.assets.shaping.planar import (
    Flat,
    clipped,
    disc,
    filled,
    limb,
    mirrored,
    placed,
    plate,
    polygon,
    rectangle,
    ring,
    rounded,
    stripes,
    stroke,
)


def areas(flat: Flat) -> np.ndarray:
    a, b, c = (flat[0][flat[1][:, k]] for k in range(3))
    return 0.5 * ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0])


def test_an_l_is_cut_into_triangles_of_its_area() -> None:
    flat = filled([(0, 0), (3, 0), (3, 1), (1, 1), (1, 2), (0, 2)])
    assert areas(flat).min() > 0
    assert areas(flat).sum() == pytest.approx(4.0)


@given(st.lists(st.floats(0.2, 2.0), min_size=3, max_size=14), st.booleans())
def test_any_star_is_filled_without_gaps_or_overlaps(radii: list[float], backwards: bool) -> None:
    angle = np.arange(len(radii)) * 2 * math.pi / len(radii)
    outline = np.array(radii)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    following = np.roll(outline, -1, 0)
    shoelace = 0.5 * (outline[:, 0] * following[:, 1] - outline[:, 1] * following[:, 0]).sum()
    flat = filled(outline[::-1] if backwards else outline)
    assert areas(flat).min() > -1e-9
    assert areas(flat).sum() == pytest.approx(shoelace)
    assert len(flat[1]) == len(radii) - 2


def test_a_straight_stroke_is_a_rectangle_and_a_ring_lies_between_circles() -> None:
    assert areas(stroke([(0, 0), (4, 3)], 0.2)).sum() == pytest.approx(1.0)
    band = areas(ring(disc(2.0, sides=64), disc(1.0, sides=64)))
    assert band.min() > 0
    # a regular polygon of n corners has n/2 sin(2 pi/n) of its circle's squared radius
    assert band.sum() == pytest.approx(32 * math.sin(math.pi / 32) * 3)


@pytest.mark.parametrize(
    "line", [[(0, 0), (1, 0), (1, 1)], [(0, 0), (1, 0), (0.1, 0.2)], [(0, 0), (1, 0), (0.1, -0.2)]]
)
def test_corners_of_strokes_leave_no_hole_and_face_the_reader(line: list[tuple[float, float]]) -> None:
    flat = stroke(line, 0.1)
    assert areas(flat).min() > 0
    corner = np.array(line[1])
    inside = [
        (np.cross(np.append(np.roll(t, -1, 0) - t, np.zeros((3, 1)), 1), np.append(corner - t, np.zeros((3, 1)), 1)))
        for t in flat[0][flat[1]]
    ]
    assert any((turn[:, 2] > -1e-12).all() for turn in inside)


def test_clipping_keeps_what_lies_inside() -> None:
    window = rectangle(1.0, 1.0)
    assert areas(clipped(filled(rectangle(3.0, 0.5)), window)).sum() == pytest.approx(0.5)
    with pytest.raises(ValueError, match="nothing"):
        clipped(filled(rectangle(1.0, 1.0, (5.0, 0.0))), window)


@pytest.mark.parametrize("slope", [-45.0, 0.0, 45.0, 90.0])
def test_stripes_cover_about_half_of_a_window_and_stay_in_it(slope: float) -> None:
    flat = stripes(rectangle(0.25, 1.0), 0.05, slope)
    assert areas(flat).min() > -1e-12
    assert areas(flat).sum() == pytest.approx(0.125, rel=0.25)
    assert np.abs(flat[0]).max(axis=0) == pytest.approx([0.125, 0.5], abs=0.05)
    assert (np.abs(flat[0]) <= [0.125 + 1e-9, 0.5 + 1e-9]).all()


def test_round_corners_shrink_a_square_by_what_four_quarters_leave() -> None:
    flat = filled(rounded(polygon(4, math.sqrt(2), math.pi / 4), 0.5))
    assert areas(flat).sum() == pytest.approx(4 - (4 - math.pi) * 0.25, abs=0.01)


def test_limbs_turned_shifted_and_mirrored_keep_their_area_and_sense() -> None:
    one = limb((0, 0), (0.4, 0.3), 0.1, 0.05)
    for other in (placed(one, 1.0, (3, 4), 37.0), mirrored(one)):
        assert areas(other).min() > -1e-12
        assert areas(other).sum() == pytest.approx(areas(one).sum())


def test_a_plate_is_closed_and_as_thick_as_told() -> None:
    vertices, faces = plate(polygon(8, 0.4, 0.1), -0.01, 0.02)
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    assert (np.unique(edges, axis=0, return_counts=True)[1] == 2).all()
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    volume = np.einsum("ij,ij->", a, np.cross(b, c)) / 6
    assert volume == pytest.approx(0.03 * 4 * math.sin(math.pi / 4) * 0.16)
