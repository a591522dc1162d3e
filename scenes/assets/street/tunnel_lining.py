"""The inside of a tunnel along any path: walls with bright panels, ceiling, seams, cable trays, escape signs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import Piece, assemble
from scenes.assets.shaping.shapes import Patch, box, joined, moved, quads
from scenes.assets.street.road_restraint import stations
from scenes.assets.street.tunnel import FOOT_M, MATERIALS, PANEL_TOP_M, SEAM_M, SIGN_SPACING_M

Float64 = NDArray[np.float64]

KERB_M = 0.12
"""Chosen: a low kerb, so that doors open over it (RABT 2006: 3 to 7 cm; older tunnels 15 cm)."""
Path = tuple[tuple[float, float, float], ...]

_STRAIGHT: Path = ((0.0, 0.0, 0.0), (20.0, 0.0, 0.0), (40.0, 0.0, 0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class TunnelLining(AssetSpec):
    """A rectangular tube about a path on the road, open below and at both ends.

    half_width_m: from the path to the walls. height_m: of the ceiling over the path. walkway_m: width of the raised
    ways along both walls, 0 for none.
    """

    path_m: Path = _STRAIGHT
    half_width_m: float = 5.0
    height_m: float = 5.2
    walkway_m: float = 1.0

    def build(self) -> Asset:
        """One mesh."""
        y, z, low = self.half_width_m, self.height_m, PANEL_TOP_M
        path = np.array(self.path_m)
        panels = [strip(path, (y, FOOT_M), (y, low)), strip(path, (-y, low), (-y, FOOT_M))]
        upper = [strip(path, (y, low), (y, z)), strip(path, (-y, z), (-y, low))]
        trays = [strip(path, *ends) for s in (-1.0, 1.0) for ends in _ring(s * y - 0.2 * s, 0.3, z - 0.55, z - 0.47)]
        pieces = [
            Piece(patch=joined(panels), material="panel", part="wall", crease_rad=0.3),
            Piece(patch=joined(upper), material="concrete", part="wall", crease_rad=0.3),
            Piece(patch=strip(path, (y, z), (-y, z)), material="soot", part="wall", crease_rad=0.3),
            Piece(patch=joined(trays), material="tray", part="body"),
        ]
        if self.walkway_m > 0.0:
            kerbs = [_ring(s * (y - 0.5 * self.walkway_m), self.walkway_m, FOOT_M, KERB_M) for s in (-1.0, 1.0)]
            ways = joined([strip(path, *ends) for ring in kerbs for ends in ring])
            pieces.append(Piece(patch=ways, material="concrete", part="base", semantic="flat.sidewalk"))
        seams = [_seam(at, yaw, y - 0.01, z - 0.01) for at, yaw in stations(path, SEAM_M)[1:-1]]
        if seams:
            pieces.append(Piece(patch=joined(seams), material="seam", part="wall"))
        signs = [
            moved(box((-0.3, s * y - 0.04, 1.1), (0.3, s * y + 0.04, 1.4)), at, yaw)
            for at, yaw in stations(path, SIGN_SPACING_M)[1:-1]
            for s in (-1.0, 1.0)
        ]
        if signs:
            pieces.append(Piece(patch=joined(signs), material="sign", part="panel"))
        return assemble("tunnel_lining", "static.tunnel", pieces, MATERIALS)


def rings_along(path: Float64, left_m: float, up_m: float) -> Float64:
    """Points (N, 3) beside a path (N, 3), mitred at its corners."""
    steps = np.diff(path[:, :2], axis=0)
    normal = np.column_stack([-steps[:, 1], steps[:, 0]]) / np.linalg.norm(steps, axis=1, keepdims=True)
    bisector = np.vstack([normal[:1], normal]) + np.vstack([normal, normal[-1:]])
    across = bisector / ((bisector**2).sum(axis=1, keepdims=True) / 2)
    return np.column_stack([path[:, :2] + left_m * across, path[:, 2] + up_m])


def strip(path: Float64, start: tuple[float, float], end: tuple[float, float]) -> Patch:
    """A surface along a path between two places (left, up) of its section; seen along the path it faces right of the
    way from `start` to `end` turned a quarter to the left: towards the path where that goes up on its left side.
    """
    a, b = rings_along(path, *start), rings_along(path, *end)
    return quads(np.stack([a[:-1], a[1:], b[1:], b[:-1]], axis=1)[:, ::-1])


def _ring(left: float, width: float, low: float, high: float) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """The four sides of a rectangle of a section, to be seen from outside."""
    a, b = left - width / 2, left + width / 2
    corners = [(a, low), (b, low), (b, high), (a, high)]
    return [(corners[k], corners[(k + 1) % 4]) for k in range(4)]


def _seam(at: Float64, yaw: float, y: float, z: float) -> Patch:
    """A joint between cast segments: a thin dark band just before walls and ceiling."""
    half = 0.02
    bands = [
        [(-half, y, FOOT_M), (half, y, FOOT_M), (half, y, z), (-half, y, z)],
        [(half, -y, FOOT_M), (-half, -y, FOOT_M), (-half, -y, z), (half, -y, z)],
        [(-half, y, z), (half, y, z), (half, -y, z), (-half, -y, z)],
    ]
    return moved(quads(bands), at, yaw)
