"""Whether a road's surface folds over itself, as in a bend that is narrower than the road is wide."""

from __future__ import annotations

from scenes.roads.surface.patch import SurfacePatch

LEAST_M2 = 1e-6
"""Faces turned over by less are rounding (chosen: a square millimetre)."""


def folds(patch: SurfacePatch) -> bool:
    """Whether a face to stand on is turned over, seen from above."""
    corners = patch.vertices_m[patch.faces[~patch.upright]][:, :, :2]
    one, two = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = 0.5 * (one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0])
    return bool((area < -LEAST_M2).any())
