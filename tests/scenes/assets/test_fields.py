"""Signed-distance fields and their surfaces: closed forms of volume and area, borders of colours, bad input."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenes.assets.shaping.contour import Surface, contour, painted
from scenes.assets.shaping.fields import (
    Field,
    ball,
    below,
    block,
    chain,
    column,
    common,
    ellipsoid,
    grown,
    lengthwise,
    outside,
    paired,
    placed,
    round_cone,
    united,
    wrinkled,
)


def volume_m3(surface: Surface) -> float:
    a, b, c = (surface.vertices_m[surface.faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def area_m2(surface: Surface, label: int) -> float:
    a, b, c = (surface.vertices_m[surface.faces[surface.label == label][:, k]] for k in range(3))
    return float(0.5 * np.linalg.norm(np.cross(b - a, c - a), axis=1).sum())


def cone_volume(length: float, r: float) -> float:
    return math.pi * r * r * length + 4 / 3 * math.pi * r**3


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (ball((0.1, 0.2, 0.3), 0.2), 4 / 3 * math.pi * 0.2**3),
        (ellipsoid((0, 0, 0), (0.3, 0.2, 0.1)), 4 / 3 * math.pi * 0.3 * 0.2 * 0.1),
        (round_cone((0, 0, 0), (0, 0.3, 0.4), 0.1, 0.1), cone_volume(0.5, 0.1)),
        (placed(ellipsoid((0, 0, 0), (0.15, 0.1, 0.05)), (1, 2, 3), 0.7, 2.0), 4 / 3 * math.pi * 0.3 * 0.2 * 0.1),
        (grown(ball((0, 0, 0), 0.15), 0.05), 4 / 3 * math.pi * 0.2**3),
        (paired(ball((0, 0.3, 0), 0.2)), 8 / 3 * math.pi * 0.2**3),
        (common(ball((0, 0, 0), 0.2), outside(below(0.0))), 2 / 3 * math.pi * 0.2**3),
    ],
)
def test_surfaces_enclose_the_volume_of_the_closed_form(field: Field, expected: float) -> None:
    """Chords of cells of c = 1 cm lie inside by about c^2 / (8 r) of r: 0.4 % of the volume at r = 5 cm and more."""
    assert volume_m3(contour(field, 0.01)) == pytest.approx(expected, rel=0.012)


def test_vertices_lie_on_the_surface_and_normals_point_outward() -> None:
    surface = contour(ball((0, 0, 0), 0.2), 0.02)
    assert np.linalg.norm(surface.vertices_m, axis=1) == pytest.approx(0.2, abs=1e-5)
    assert np.einsum("ij,ij->i", surface.normals, surface.vertices_m) == pytest.approx(0.2, abs=1e-4)


def test_surfaces_are_closed() -> None:
    faces = contour(
        united(ball((0, 0, 0), 0.2), round_cone((0, 0, 0), (0.5, 0, 0), 0.1, 0.05), blend_m=0.1), 0.02
    ).faces
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    assert (np.unique(edges, axis=0, return_counts=True)[1] == 2).all()


def test_a_smooth_union_is_no_smaller_than_the_plain_one_and_equal_far_away() -> None:
    a, b = ball((0, 0, 0), 0.2), ball((0.3, 0, 0), 0.2)
    points = np.random.Generator(np.random.Philox(key=1)).uniform(-0.6, 0.9, (500, 3))
    plain, smooth = united(a, b).distance(points), united(a, b, blend_m=0.1).distance(points)
    apart = np.abs(a.distance(points) - b.distance(points)) > 0.1
    assert (smooth <= plain + 1e-12).all()
    assert smooth[apart] == pytest.approx(plain[apart])
    assert (plain - smooth).max() <= 0.1 / 4 + 1e-12


def test_painted_regions_have_their_own_area_and_leave_the_shape_alone() -> None:
    """A cap above z = h of a ball of radius r has the area 2 pi r (r - h)."""
    whole = contour(ball((0, 0, 0), 0.2), 0.01)
    cut = painted(whole, [outside(below(0.1))])
    assert area_m2(cut, 1) == pytest.approx(2 * math.pi * 0.2 * 0.1, rel=0.01)
    assert volume_m3(cut) == pytest.approx(volume_m3(whole), rel=1e-9)


def test_columns_follow_their_sections_and_lie_down() -> None:
    rows = [(0.0, 0.0, 0.1, 0.2, 0.2), (0.5, 0.0, 0.1, 0.2, 0.2), (1.0, 0.0, 0.1, 0.2, 0.2)]
    standing, lying = contour(column(rows), 0.02), contour(lengthwise(column(rows)), 0.02)
    assert np.ptp(standing.vertices_m, axis=0) == pytest.approx([0.4, 0.2, 1.0], abs=0.01)
    assert np.ptp(lying.vertices_m, axis=0) == pytest.approx([1.0, 0.2, 0.4], abs=0.01)


def test_folds_stay_within_their_height() -> None:
    plain = chain([(0, 0, 0), (0, 0, 0.4)], [0.1, 0.08])
    points = contour(wrinkled(plain, 0.004, 0.08), 0.01).vertices_m
    assert np.abs(plain.distance(points)).max() < 0.0045


def test_a_box_has_its_size() -> None:
    assert np.ptp(contour(block((0, 0, 0), (0.2, 0.1, 0.05), 0.01), 0.01).vertices_m, axis=0) == pytest.approx(
        [0.4, 0.2, 0.1], abs=0.002
    )


def test_nothing_to_contour_is_an_error() -> None:
    with pytest.raises(ValueError, match="no point of the grid inside"):
        contour(Field(distance=lambda p: np.ones(len(p)), low_m=np.zeros(3), high_m=np.ones(3)), 0.2)
