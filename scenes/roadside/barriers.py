"""Rails, walls, fences and hedges along paths: long ones in pieces, so that assets stay small."""

from __future__ import annotations

import itertools
import math

import numpy as np
import shapely

from scenes.asset import AssetSpec
from scenes.assets.plants.tree import Hedge
from scenes.assets.shaping.extruded import Finish, NoiseBarrier, PathWall
from scenes.assets.street.road_restraint import ConcreteBarrier, GuardRail
from scenes.assets.street.street_furniture import Fence
from scenes.pose import Pose
from scenes.roadside.object_kinds import Line
from scenes.roadside.site import Site
from scenes.roadside.stand import Placement, Stand, Thing

Path = tuple[tuple[float, float, float], ...]

POINTS_A_PIECE = 20
ELEMENT_M = 4.0
NEAR_GROUND_M = 1.5
"""Chosen: paths that lie no further off the ground are put on it; others are on bridges."""


def barrier(site: Site, kind: Line, path_m: Path, height_m: float, width_m: float, finish: Finish) -> Stand:
    """A barrier of one kind along world points at its foot."""
    path = grounded(site, path_m)
    if kind in {"fence", "hedge"}:
        things = _elements(site, kind, path, height_m)
    else:
        pieces = [path[k : k + POINTS_A_PIECE + 1] for k in range(0, len(path) - 1, POINTS_A_PIECE)]
        things = tuple(_swept(kind, piece, height_m, width_m, finish) for piece in pieces if len(piece) > 1)
    line = shapely.LineString([point[:2] for point in path])
    return Stand(things=things, foot=shapely.buffer(line, max(0.5 * width_m, 0.1), cap_style="flat"))


def grounded(site: Site, path_m: Path) -> Path:
    """The path at the ground's heights, where it lies near them."""
    points = np.array(path_m)
    ground = site.heights(points[:, :2])
    near = np.abs(ground - points[:, 2]) < NEAR_GROUND_M
    z = np.where(near, ground, points[:, 2])
    return tuple(
        (float(x), float(y), round(float(h), 3)) for x, y, h in zip(points[:, 0], points[:, 1], z, strict=True)
    )


def _swept(kind: Line, path: Path, height: float, width: float, finish: Finish) -> Thing:
    """One piece about its first point."""
    x, y, z = path[0]
    local = tuple((round(a - x, 3), round(b - y, 3), round(c - z, 3)) for a, b, c in path)
    spec: AssetSpec
    if kind == "guard_rail":
        spec = GuardRail(path_m=local, post_spacing_m=4.0)
    elif kind == "concrete_barrier":
        spec = ConcreteBarrier(path_m=local)
    elif kind == "noise_barrier":
        spec = NoiseBarrier(path_m=local, height_m=round(max(height, 1.5), 2))
    else:
        spec = PathWall(
            path_m=local, width_m=round(max(width, 0.05), 2), height_m=round(max(height, 0.1), 2), finish=finish
        )
    pose: Placement = Pose.planar(x, y, 0.0, z)
    return Thing(name=kind, asset=spec, T_world_body=pose)


def _elements(site: Site, kind: Line, path: Path, height: float) -> tuple[Thing, ...]:
    """Fence panels or pieces of hedge along a path, each straight."""
    line = shapely.LineString([point[:2] for point in path])
    count = max(1, round(line.length / ELEMENT_M))
    ends = shapely.get_coordinates(shapely.line_interpolate_point(line, np.linspace(0.0, line.length, count + 1)))
    length = round(line.length / count, 2)
    high = round(min(max(height, 0.6), 3.0), 2)
    spec: AssetSpec = (
        Fence(length_m=length, height_m=high) if kind == "fence" else Hedge(length_m=length, height_m=high)
    )
    things = []
    for a, b in itertools.pairwise(ends):
        x, y = 0.5 * (a + b)
        yaw = math.atan2(b[1] - a[1], b[0] - a[0]) - math.pi / 2
        things.append(Thing(name=kind, asset=spec, T_world_body=site.standing(float(x), float(y), yaw)))
    return tuple(things)
