"""Things that lie on the ground: which way up they come to rest, and where the ego meets them."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import ConvexHull

from scenes.actor import Actor
from scenes.asset import AssetSpec, asset_of
from scenes.footprint import footprint_of
from scenes.part_poses import rest_poses
from scenes.pose import Body, Pose, World, axis_angle, multiply_quaternions, rotate
from scenes.staging.line import Approach
from scenes.staging.venue import Venue

Float64 = NDArray[np.float64]
Quaternion = tuple[float, float, float, float]

SLOPE_M = 0.5
"""Chosen: to either side, over which the ground's slope is taken."""
FLUSH_M = 0.004
"""Chosen: corners that near to a face of the hull lie in it, so that round things find a face to rest on."""
SOFT_PARTS = frozenset({"mirror", "antenna"})
"""What a vehicle that rolls over folds or breaks off: it does not rest on them."""
AS_BUILT: Quaternion = (0.0, 0.0, 0.0, 1.0)
UPSIDE_DOWN: Quaternion = (1.0, 0.0, 0.0, 0.0)
_QUARTER = math.sqrt(0.5)
ON_A_SIDE: tuple[Quaternion, ...] = ((_QUARTER, 0.0, 0.0, _QUARTER), (-_QUARTER, 0.0, 0.0, _QUARTER))
ON_AN_END: tuple[Quaternion, ...] = ((0.0, _QUARTER, 0.0, _QUARTER), (0.0, -_QUARTER, 0.0, _QUARTER))
"""Rotations from the body frame to the level ground: quarter turns about the length, and about the width."""


@functools.lru_cache(maxsize=256)
def settled(specs: tuple[AssetSpec, ...], rough: Quaternion = AS_BUILT) -> Quaternion:
    """The rotation in which rigid things of one frame stay as they are on level ground, the nearest to a rough one.

    They rest on that face of their convex hull below their centroid which looks down the most.
    """
    points, centroid = _surface(specs)
    hull = ConvexHull(points)
    normals = np.unique(hull.equations[:, :3].round(6), axis=0)
    corners, turn = points[hull.vertices], np.array(rough)
    for k in np.argsort(rotate(turn, normals)[:, 2], kind="stable"):
        normal = normals[k] / np.linalg.norm(normals[k])
        depth = (corners * normal).sum(axis=1)
        if _carries(corners[depth > depth.max() - FLUSH_M], centroid, normal):
            return _quaternion(multiply_quaternions(_onto(rotate(turn, normal), (0.0, 0.0, -1.0)), turn))
    return rough


def laid(
    specs: dict[str, AssetSpec], x_m: float, y_m: float, yaw_rad: float, venue: Venue, rest: Quaternion
) -> tuple[Actor, ...]:
    """Static actors of one frame, by name, turned as `rest` says on the sloping ground, the first box over (x, y)."""
    ground_m, slope = _slope(venue, x_m, y_m)
    normal = np.array([-slope[0], -slope[1], 1.0]) / math.hypot(*slope, 1.0)
    level = multiply_quaternions(axis_angle((0.0, 0.0, 1.0), yaw_rad), np.array(rest))
    turn = multiply_quaternions(_onto(np.array([0.0, 0.0, 1.0]), tuple(normal)), level)
    box = asset_of(next(iter(specs.values()))).box
    middle = rotate(turn, np.array(box.T_body_box.translation_m) + np.array([0.0, 0.0, 0.5 * box.height_m]))
    points = rotate(turn, _surface(tuple(specs.values()))[0])
    off = points[:, :2] - middle[:2]
    z_m = ground_m - float((points[:, 2] - off[:, 0] * slope[0] - off[:, 1] * slope[1]).min())
    pose: Pose[World, Body] = Pose(
        translation_m=(x_m - float(middle[0]), y_m - float(middle[1]), z_m), rotation_xyzw=_quaternion(turn)
    )
    return tuple(Actor(name=name, asset=spec, T_world_body=pose) for name, spec in specs.items())


def outline(actor: Actor, at: Approach) -> Float64:
    """Corners (4, 2) of what an actor covers: ahead of a station and left of its way, as if that were straight."""
    print_ = footprint_of(actor)
    (ax, ay), (bx, by) = print_.axes
    long, wide = print_.half_length_m, print_.half_width_m
    signs = ((1, 1), (-1, 1), (-1, -1), (1, -1))
    corners = np.array([(i * long * ax + j * wide * bx, i * long * ay + j * wide * by) for i, j in signs])
    away = corners + np.array(print_.centre_m) - np.array(at.point(0.0, 0.0))
    heading = at.heading()
    ahead = np.array([math.cos(heading), math.sin(heading)])
    left = np.array([-ahead[1], ahead[0]])
    return np.stack([(away * ahead).sum(axis=1), (away * left).sum(axis=1)], axis=1)


def reaches(corners_m: Float64, half_width_m: float) -> tuple[float, float]:
    """How far ahead what is outlined begins in a strip that wide, and the gap beside the strip, 0 where it is in it."""
    shape = shapely.Polygon(corners_m)
    strip = shapely.box(-1e3, -half_width_m, 1e3, half_width_m)
    inside = shape.intersection(strip)
    if inside.is_empty:
        return float(corners_m[:, 0].min()), float(shape.distance(strip))
    return float(inside.bounds[0]), 0.0


def apart(actor: Actor, others: Sequence[Actor], margin_m: float = 0.1) -> bool:
    """Whether an actor covers nothing of what others do."""
    own = footprint_of(actor).grown(margin_m, margin_m)
    return not any(own.overlaps(footprint_of(other)) for other in others)


@functools.lru_cache(maxsize=64)
def _surface(specs: tuple[AssetSpec, ...]) -> tuple[Float64, Float64]:
    """The corners (N, 3) of all that is rigid in the body frame, and the centroid (3,) of its surface."""
    points, middles, areas = [], [], []
    for spec in specs:
        asset = asset_of(spec)
        rigid = np.array([slot.part not in SOFT_PARTS for slot in asset.slots])
        for part, at, turn in zip(asset.parts, *rest_poses(asset), strict=True):
            faces = part.mesh.faces[rigid[part.mesh.face_slot]]
            if not len(faces):
                continue
            own = at + rotate(turn, part.mesh.vertices_m.astype(np.float64))
            corners, own = own[faces], own[np.unique(faces)]
            edges = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
            points.append(own)
            middles.append(corners.mean(axis=1))
            areas.append(np.linalg.norm(edges, axis=1))
    weight = np.concatenate(areas)
    return np.concatenate(points), (np.concatenate(middles) * weight[:, None]).sum(axis=0) / weight.sum()


def _carries(face: Float64, centroid: Float64, normal: Float64) -> bool:
    """Whether a centroid lies over a face, corners (N, 3), along its normal."""
    first = np.cross(normal, [0.0, 0.0, 1.0] if abs(normal[2]) < 0.9 else [1.0, 0.0, 0.0])
    first /= np.linalg.norm(first)
    second = np.cross(normal, first)
    flat = np.stack([(face * first).sum(axis=1), (face * second).sum(axis=1)], axis=1)
    over = shapely.Point(float((centroid * first).sum()), float((centroid * second).sum()))
    return bool(shapely.MultiPoint(flat).convex_hull.contains(over))


def _onto(vector: Float64, target: tuple[float, ...]) -> Float64:
    """The least rotation of a unit vector onto another."""
    axis = np.cross(vector, target)
    sine, cosine = float(np.linalg.norm(axis)), float((vector * target).sum())
    if sine < 1e-9:
        return np.array(AS_BUILT if cosine > 0.0 else UPSIDE_DOWN)
    x, y, z = (axis / sine).tolist()
    return axis_angle((x, y, z), math.atan2(sine, cosine))


def _slope(venue: Venue, x_m: float, y_m: float) -> tuple[float, tuple[float, float]]:
    """Height and slopes of the ground along x and y."""
    around = [
        (x_m, y_m),
        *((x_m + dx, y_m + dy) for dx, dy in ((SLOPE_M, 0), (-SLOPE_M, 0), (0, SLOPE_M), (0, -SLOPE_M))),
    ]
    z, east, west, north, south = venue.heights_m(np.array(around)).tolist()
    return z, ((east - west) / (2 * SLOPE_M), (north - south) / (2 * SLOPE_M))


def _quaternion(q: Float64) -> Quaternion:
    x, y, z, w = (q / np.linalg.norm(q)).tolist()
    return x, y, z, w
