"""What bodies and the ground are to the contact solver: boxes and spheres."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.asset import AssetSpec, CollisionShape, asset_of
from scenes.pose import Box, Pose, World, multiply_quaternions, rotate
from scenes.roads.network import Lane, RoadNetwork

Float64 = NDArray[np.float64]

SLAB_M = 1.0
"""Chosen: pavements are this thick, so that nothing sinks through them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solid:
    """A convex shape about its own centre. half_m: half extents of the box; a sphere's radius is the third of them.

    centre_m: its centre in the body frame. turn_xyzw: its rotation in the body frame.
    """

    shape: CollisionShape
    half_m: tuple[float, float, float]
    centre_m: tuple[float, float, float] = (0.0, 0.0, 0.0)
    turn_xyzw: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 1.0)

    @property
    def radius_m(self) -> float:
        """Radius of the sphere around its centre that holds it."""
        return self.half_m[2] if self.shape == "sphere" else math.dist(self.half_m, (0.0, 0.0, 0.0))

    def from_body(self, position_m: Float64, rotation_xyzw: Float64) -> tuple[Float64, Float64]:
        """Poses (T, 3), (T, 4) of the solid from those of the body frame."""
        centre = np.broadcast_to(np.array(self.centre_m), position_m.shape)
        turn = multiply_quaternions(rotation_xyzw, np.array(self.turn_xyzw))
        return position_m + rotate(rotation_xyzw, centre), turn

    def to_body(self, position_m: Float64, rotation_xyzw: Float64) -> tuple[Float64, Float64]:
        """Poses (T, 3), (T, 4) of the body frame from those of the solid."""
        x, y, z, w = self.turn_xyzw
        turn = multiply_quaternions(rotation_xyzw, np.array((-x, -y, -z, w)))
        centre = np.broadcast_to(np.array(self.centre_m), position_m.shape)
        return position_m - rotate(turn, centre), turn


def solid_of(spec: AssetSpec) -> Solid:
    """The solid of an asset: its nominal box, or the sphere as high as that box."""
    box = asset_of(spec).box
    centre = box.T_body_box.apply(np.array([0.0, 0.0, 0.5 * box.height_m]))
    return Solid(
        shape=spec.collision(),
        half_m=(0.5 * box.length_m, 0.5 * box.width_m, 0.5 * box.height_m),
        centre_m=(float(centre[0]), float(centre[1]), float(centre[2])),
        turn_xyzw=box.T_body_box.rotation_xyzw,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Slab:
    """A piece of raised ground: half extents of a box, and the pose of its centre."""

    half_m: tuple[float, float, float]
    T_world_slab: Pose[World, Box]


def slabs_of(road: RoadNetwork) -> tuple[Slab, ...]:
    """Boxes under all pavements, their tops at the lanes' height; the carriageway is the plane z = 0."""
    return tuple(slab for lane in road.of_kind("pavement") for slab in _lane_slabs(lane))


def _lane_slabs(lane: Lane) -> list[Slab]:
    """One box a straight piece: pieces in line are one box, so that a ball does not catch on the seams."""
    points = [np.array(p) for p in lane.centre_m]
    corners = [points[0]]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        if np.linalg.norm(np.cross(_unit(here - before), _unit(after - here))) > 1e-6:
            corners.append(here)
    corners.append(points[-1])
    return [_slab(a, b, lane.width_m) for a, b in itertools.pairwise(corners)]


def _slab(a: Float64, b: Float64, width_m: float) -> Slab:
    middle, along = 0.5 * (a + b), b - a
    return Slab(
        half_m=(0.5 * float(np.hypot(along[0], along[1])), 0.5 * width_m, 0.5 * SLAB_M),
        T_world_slab=Pose.planar(middle[0], middle[1], math.atan2(along[1], along[0]), float(middle[2]) - 0.5 * SLAB_M),
    )


def _unit(vector: Float64) -> Float64:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), dtype=np.float64)
