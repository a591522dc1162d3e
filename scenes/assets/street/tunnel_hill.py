"""What lies over tunnels: one grown bank over all tubes that run side by side, and head walls at their portals."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import Piece, assemble
from scenes.assets.shaping.shapes import Patch, joined, quads
from scenes.assets.street.tunnel import MATERIALS

Float64 = NDArray[np.float64]
Path = tuple[tuple[float, float, float], ...]

COVER_M, CREST_M, SLOPE = 1.8, 4.5, 1.6
"""Chosen: earth over the ceiling, width of the top beyond the walls, and the run of its slopes over their rise."""
SUNK_M = 3.0
"""Chosen: how far slopes go on below the road's level, to meet land that lies lower."""
ROUND_M = 3.0
"""Chosen: breadth of the bend between top and slope, a hyperbola."""
FRAME_M = 0.5
GRID_M = 1e-3
ROUGH_M = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tube:
    """A tunnel's path on its road, half its inner width, and its ceiling's height."""

    path_m: Path = ((0.0, 0.0, 0.0), (40.0, 0.0, 0.0))
    half_width_m: float = 5.0
    height_m: float = 5.2


@dataclass(frozen=True, slots=True, kw_only=True)
class TunnelHill(AssetSpec):
    """The bank over some tubes. Raises ValueError for none."""

    tubes: tuple[Tube, ...] = (Tube(),)

    def __post_init__(self) -> None:
        if not self.tubes:
            raise ValueError("a hill over tunnels needs a tunnel")

    def build(self) -> Asset:
        """Bank of grass, head walls of concrete with a frame around each portal."""
        walls = [wall for tube in self.tubes for end in (0, -1) for wall in self._head_wall(tube, end)]
        pieces = [
            Piece(patch=self._bank(), material="grass", part="surface", semantic="flat.terrain", crease_rad=0.5),
            Piece(patch=joined(walls), material="concrete", part="wall"),
        ]
        return assemble("tunnel_hill", "static.tunnel", pieces, MATERIALS)

    def _bank(self) -> Patch:
        """Rings about all paths, cut off square at the portals."""
        lines = [shapely.LineString([point[:2] for point in tube.path_m]) for tube in self.tubes]
        bend = [CREST_M + share * ROUND_M for share in (-0.7, -0.3, 0.0, 0.3, 0.7)]
        reach = [0.0, *bend, CREST_M + 0.35 * _run(), CREST_M + 0.7 * _run(), CREST_M + _run()]
        halves = np.array([tube.half_width_m for tube in self.tubes])
        areas = [shapely.union_all(shapely.buffer(np.array(lines), halves + out, cap_style="flat")) for out in reach]
        borders = [shapely.segmentize(shapely.boundary(area), ROUGH_M) for area in areas]
        cut = shapely.union_all([*borders, *lines], grid_size=GRID_M)
        faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(cut)))
        faces = faces[shapely.contains(shapely.buffer(areas[-1], 0.01), faces)]
        parts = shapely.get_parts(shapely.constrained_delaunay_triangles(faces))
        corners = shapely.get_coordinates(parts).reshape(-1, 4, 2)[:, :3].reshape(-1, 2)
        vertices = np.column_stack([corners, self._top(corners)])
        triangles = np.arange(len(vertices)).reshape(-1, 3)
        a, b, c = (corners[triangles[:, k]] for k in range(3))
        turn = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
        return vertices, np.where((turn < 0.0)[:, None], triangles[:, ::-1], triangles)

    def _top(self, xy: Float64) -> Float64:
        """Heights (N,) of the bank at places (N, 2)."""
        best = np.full(len(xy), -np.inf)
        for tube in self.tubes:
            away, z = _beside(tube, xy)
            beyond = away - tube.half_width_m - CREST_M
            out = 0.5 * (beyond + np.hypot(beyond, ROUND_M))
            best = np.maximum(best, z + tube.height_m + COVER_M - out / SLOPE)
        return best

    def _head_wall(self, tube: Tube, end: int) -> list[Patch]:
        """The wall at one portal: as high as the bank behind, a little of a parapet above it, around the opening."""
        path = np.array(tube.path_m)
        inward = path[1, :2] - path[0, :2] if end == 0 else path[-2, :2] - path[-1, :2]
        inward = inward / np.hypot(*inward)
        across = np.array([-inward[1], inward[0]])
        foot = path[end]
        wide = tube.half_width_m + CREST_M + _run()
        u = np.arange(-wide, wide + 0.5, 0.5)
        places = foot[:2] + u[:, None] * across
        own, _ = _beside(tube, places)
        nearest = np.full(len(u), np.inf)
        for other in self.tubes:
            if other is not tube:
                nearest = np.minimum(nearest, _beside(other, places)[0])
        mine = own <= nearest + 1e-6
        top = self._top(places) - foot[2] + 0.35
        high = tube.height_m
        patches = []
        for k in range(len(u) - 1):
            if not (mine[k] and mine[k + 1]):
                continue
            for low_u, high_u in _beyond(u[k], u[k + 1], tube.half_width_m):
                inside = abs(0.5 * (low_u + high_u)) < tube.half_width_m
                low = high if inside else -SUNK_M
                tops = np.interp([low_u, high_u], u, top)
                if tops.max() <= low:
                    continue
                corners = [(low_u, low), (high_u, low), (high_u, max(tops[1], low)), (low_u, max(tops[0], low))]
                patches.append(_upright(corners, foot, across, inward, 0.0))
        half = tube.half_width_m
        lintel = high + FRAME_M
        for u0, z0, u1, z1 in ((-half - FRAME_M, -1.0, -half, lintel), (half, -1.0, half + FRAME_M, lintel)):
            patches.append(_block(u0, z0, u1, z1, foot, across, inward))
        patches.append(_block(-half, high, half, lintel, foot, across, inward))
        return patches


def _run() -> float:
    return SLOPE * (SUNK_M + 5.2 + COVER_M)


def _beyond(low: float, high: float, half: float) -> list[tuple[float, float]]:
    """An interval, cut where a wall begins or ends."""
    cuts = [c for c in (-half, half) if low < c < high]
    return list(pairwise([low, *cuts, high]))


def _upright(
    corners: list[tuple[float, float]], foot: Float64, across: Float64, inward: Float64, out_m: float
) -> Patch:
    """A polygon (across, up) in the plane of a portal that faces out of the tunnel, moved out a little."""
    points = [(*(foot[:2] + u * across - out_m * inward), foot[2] + z) for u, z in corners]
    # seen from outside, `across` runs to the left of `inward`: counter-clockwise is from high to low u
    return quads([points[::-1]])


def _block(
    u0: float, z0: float, u1: float, z1: float, foot: Float64, across: Float64, inward: Float64, out: float = 0.35
) -> Patch:
    """A bar of the frame that stands out of the head wall."""

    def at(u: float, z: float, w: float) -> tuple[float, float, float]:
        x, y = foot[:2] + u * across - w * inward
        return float(x), float(y), float(foot[2] + z)

    front = [at(u1, z0, out), at(u0, z0, out), at(u0, z1, out), at(u1, z1, out)]
    back = [at(u1, z0, 0.0), at(u0, z0, 0.0), at(u0, z1, 0.0), at(u1, z1, 0.0)]
    sides = [[back[k], back[(k + 1) % 4], front[(k + 1) % 4], front[k]] for k in range(4)]
    return quads([front[::-1], *[side[::-1] for side in sides]])


def _beside(tube: Tube, xy: Float64) -> tuple[Float64, Float64]:
    """Distances (N,) of places from a tube's path, and the path's height there (N,)."""
    path = np.array(tube.path_m)
    line = shapely.LineString(path[:, :2])
    points = shapely.points(xy)
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path[:, :2], axis=0), axis=1))])
    s = shapely.line_locate_point(line, points)
    return np.asarray(shapely.distance(line, points)), np.interp(s, along, path[:, 2])
