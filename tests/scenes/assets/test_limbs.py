"""Limbs: distances against closed forms, and meshes that are closed, smooth and lie on their surface."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from scenes.assets.shaping.contour import contour
from scenes.assets.shaping.fields import mirrored, rough, smaller
from scenes.assets.shaping.limbs import ellipsoid, limb, melted
from scenes.streams import stream

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]

CAPSULE = limb([[0, 0, 0], [0.4, 0, 0]], 0.1)
BODY = (limb([[0, 0, 0], [0.5, 0, 0.1], [1, 0, 0]], [0.1, 0.2, 0.15]), limb([[0.5, 0, 0], [0.5, 0, -0.6]], [0.1, 0.05]))


def volume_m3(vertices: Float64, faces: Int64) -> float:
    """Divergence theorem: positive where faces look outward."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def edges_match(faces: Int64) -> bool:
    """Every directed edge is met by as many the other way: no hole."""
    directed = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    there, counts = np.unique(directed, axis=0, return_counts=True)
    back, back_counts = np.unique(directed[:, ::-1], axis=0, return_counts=True)
    return np.array_equal(there, back) and np.array_equal(counts, back_counts)


def test_a_round_limb_is_a_capsule() -> None:
    points = np.array([[0.2, 0, 0.3], [0.2, 0.05, 0], [0.7, 0, 0], [-0.3, 0.4, 0]])
    assert CAPSULE.distance(points) == pytest.approx([0.2, -0.05, 0.2, 0.4], abs=1e-12)


def test_half_widths_reach_sideways_and_over_is_up_for_a_limb_along_x() -> None:
    shape = limb([[0, 0, 0], [1, 0, 0]], 0.3, 0.2, 0.1)
    on_surface = np.array([[0.5, 0.3, 0], [0.5, -0.3, 0], [0.5, 0, 0.2], [0.5, 0, -0.1]])
    assert shape.distance(on_surface) == pytest.approx(0.0, abs=1e-12)


def test_one_point_is_an_ellipsoid() -> None:
    shape = ellipsoid((1, 2, 3), (0.5, 0.3, 0.2))
    tips = np.array([[1.5, 2, 3], [1, 2.3, 3], [1, 2, 3.2], [1, 2, 2.8]])
    assert shape.distance(tips) == pytest.approx(0.0, abs=1e-12)


def test_a_smooth_union_only_adds_and_only_near_the_seam() -> None:
    a, b = np.array([0.0, 0.0, 0.3]), np.array([0.0, 0.3, 0.0])
    blended = smaller(a, b, 0.2)
    assert blended == pytest.approx([-0.05, 0.0, 0.0])  # k / 4 at the seam, nothing beyond k


def test_a_skin_is_closed_looks_outward_and_lies_on_the_surface() -> None:
    cell = 0.025
    surface = contour(melted(BODY), cell)
    vertices, faces, normals = surface.vertices_m, surface.faces, surface.normals
    assert edges_match(faces)
    assert np.abs(melted(BODY).distance(vertices)).max() < 0.01 * cell
    assert np.linalg.norm(normals, axis=1) == pytest.approx(1.0)
    corners = vertices[faces]
    facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert (np.einsum("ij,ij->i", facing, normals[faces].sum(axis=1)) > 0).all()


def test_the_skin_of_a_sphere_has_its_volume() -> None:
    surface = contour(ellipsoid((0, 0, 0), (0.2, 0.2, 0.2)), 0.02)
    # Chords of a cell cut off c^2 / (8 r) = 0.25 mm of the radius: 0.4 % of the volume.
    assert volume_m3(surface.vertices_m, surface.faces) == pytest.approx(4 / 3 * math.pi * 0.008, rel=0.005)
    assert surface.normals == pytest.approx(surface.vertices_m / 0.2, abs=1e-3)


def test_relief_stands_out() -> None:
    woolly = rough(ellipsoid((0, 0, 0), (0.2, 0.2, 0.2)), lambda p: np.full(len(p), 0.01))
    assert np.linalg.norm(contour(woolly, 0.02).vertices_m, axis=1) == pytest.approx(0.21, abs=1e-4)


def test_a_mirrored_limb_mirrors_its_distances() -> None:
    shape = limb([[0, 0.1, 0], [0.1, 0.3, 0.2], [0.3, 0.2, 0.5]], [0.05, 0.08, 0.03], [0.1, 0.05, 0.04])
    points = stream(0, "test.limbs").uniform(-0.5, 0.8, (200, 3))
    image = mirrored(shape)
    assert image.distance(points * [1, -1, 1]) == pytest.approx(shape.distance(points), abs=1e-12)
    assert (image.low_m[1], image.high_m[1]) == (-shape.high_m[1], -shape.low_m[1])


def test_equal_limbs_make_equal_bytes() -> None:
    one, two = (contour(melted(BODY), 0.03) for _ in range(2))
    assert one.vertices_m.tobytes() == two.vertices_m.tobytes()
    assert one.faces.tobytes() == two.faces.tobytes()


def test_bad_limbs_are_refused() -> None:
    with pytest.raises(ValueError, match="radii must be positive, the least is 0"):
        limb([[0, 0, 0], [1, 0, 0]], [0.1, 0.0])
    with pytest.raises(ValueError, match="control points coincide"):
        limb([[0, 0, 0], [0, 0, 0]], 0.1)
    with pytest.raises(ValueError, match="no point of the grid inside"):
        contour(ellipsoid((0, 0, 0), (0.001, 0.001, 0.001)), 0.1)


def test_bounds_hold_what_melts_and_bulges_at_its_seam() -> None:
    ball, other = (ellipsoid((0, y, 0), (0.2, 0.2, 0.2), blend_m=0.3) for y in (-0.05, 0.05))
    for field in (BODY[0], melted(BODY), melted([ball, other])):
        vertices = contour(field, 0.03).vertices_m
        assert (vertices >= field.low_m - 1e-3).all()
        assert (vertices <= field.high_m + 1e-3).all()


def test_each_limb_melts_over_its_own_blend() -> None:
    """At a point of equal distances d the seam stands out by k / 4."""
    ball = ellipsoid((0, 0, 0), (0.2, 0.2, 0.2))
    hard, soft = (ellipsoid((x, 0, 0), (0.2, 0.2, 0.2), blend_m=k) for x, k in ((0.6, 0.0), (-0.6, 0.2)))
    field = melted([ball, hard, soft])
    between = field.distance(np.array([[0.3, 0.0, 0.0], [-0.3, 0.0, 0.0]]))
    d = float(ball.distance(np.array([[0.3, 0.0, 0.0]]))[0])
    assert between == pytest.approx([d, d - 0.05])


def test_a_limb_is_as_thin_as_its_thinner_part() -> None:
    assert limb([[0, 0, 0], [1, 0, 0], [2, 0, 0]], 0.3, 0.2, 0.1).thin_m == pytest.approx(0.1)
    assert ellipsoid((0, 0, 0), (0.1, 0.3, 0.2)).thin_m == 0.2


def test_a_pitched_ellipsoid_raises_its_nose() -> None:
    shape = ellipsoid((1, 0, 1), (0.5, 0.2, 0.1), pitch_rad=math.radians(30))
    nose = np.array([[1 + 0.5 * math.cos(math.radians(30)), 0, 1.25]])
    assert shape.distance(nose) == pytest.approx(0.0, abs=1e-12)
