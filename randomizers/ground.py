"""Where the ground lies under a place: heights of the surfaces that a scene's roads, pavements and land are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from randomizers.room import stands
from scenes.actor import Scenery
from scenes.asset import asset_of
from scenes.pose import Body, Pose, World, axis_angle, multiply_quaternions
from scenes.scene import Scene

Float64 = NDArray[np.float64]

LEAST_FACING = 0.3
"""Upward component of the normals of what one can stand on; chosen: kerbs' faces and walls are steeper."""
LEVEL_M = 0.004
"""How far flat things may be off a ground that is not quite flat; chosen: not seen, and above float32's grain."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Ground:
    """Triangles (N, 3, 3) of all ground pieces in the world, and the tree that finds them. semantic: (N,) names."""

    corners_m: Float64
    semantic: tuple[str, ...]
    tree: shapely.STRtree

    @classmethod
    def of(cls, scene: Scene, near_m: tuple[float, float, float] | None = None) -> Ground:
        """The ground of a scene; near_m: (x, y, radius), what lies farther is left out."""
        corners: list[Float64] = [np.empty((0, 3, 3))]
        names: list[str] = []
        for piece in scene.scenery:
            if is_ground(piece):
                made, of = _triangles(piece)
                if near_m is not None:
                    inside = np.hypot(*(made[:, :, :2].mean(axis=1) - near_m[:2]).T) < near_m[2]
                    made, of = made[inside], of[inside]
                corners.append(made)
                names += of.tolist()
        return cls.from_triangles(np.concatenate(corners), tuple(names))

    @classmethod
    def from_triangles(cls, corners_m: Float64, semantic: tuple[str, ...]) -> Ground:
        """The ground of triangles (N, 3, 3) in the world and their classes (N,)."""
        low, high = corners_m[:, :, :2].min(axis=1), corners_m[:, :, :2].max(axis=1)
        boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
        return cls(corners_m=corners_m, semantic=semantic, tree=shapely.STRtree(boxes))

    def at(self, xy_m: Float64) -> tuple[Float64, list[str]]:
        """Height (N,) of the highest ground under places (N, 2), NaN where there is none, and its class, '' there."""
        height, names = np.full(len(xy_m), np.nan), [""] * len(xy_m)
        place, triangle = self.tree.query(shapely.points(xy_m))
        a, b, c = (self.corners_m[triangle, k] for k in range(3))
        ab, ac, ap = (b - a)[:, :2], (c - a)[:, :2], xy_m[place] - a[:, :2]
        area = _cross(ab, ac)
        v, w = _cross(ap, ac) / area, _cross(ab, ap) / area
        inside = (v >= -1e-9) & (w >= -1e-9) & (v + w <= 1.0 + 1e-9)
        z = a[:, 2] + v * (b[:, 2] - a[:, 2]) + w * (c[:, 2] - a[:, 2])
        for k in np.flatnonzero(inside):
            if not height[place[k]] >= z[k]:
                height[place[k]], names[place[k]] = z[k], self.semantic[triangle[k]]
        return height, names

    def laid(self, x_m: float, y_m: float, yaw_rad: float, length_m: float, width_m: float) -> Pose[World, Body] | None:
        """The pose of a flat thing on the ground, tilted with it; None where the ground is not flat there, or none."""
        half = np.array([(0.0, 0.0), (1, 1), (1, -1), (-1, 1), (-1, -1)]) * [0.5 * length_m, 0.5 * width_m]
        turn = np.array([[np.cos(yaw_rad), np.sin(yaw_rad)], [-np.sin(yaw_rad), np.cos(yaw_rad)]])
        offset = np.einsum("ij,jk->ik", half, turn)
        z, _ = self.at(offset + np.array([x_m, y_m]))
        if np.isnan(z).any():
            return None
        # The corners' coordinates have mean 0 and no correlation: each slope of the fitted plane is found by itself.
        level, rise = float(z.mean()), np.einsum("ij,i->j", half, z) / np.einsum("ij,ij->j", half, half)
        if np.abs(level + np.einsum("ij,j->i", half, rise) - z).max() > LEVEL_M:
            return None
        pitch, roll = -float(np.arctan(rise[0])), float(np.arctan(rise[1]))
        tilt = multiply_quaternions(axis_angle((0.0, 1.0, 0.0), pitch), axis_angle((1.0, 0.0, 0.0), roll))
        turned = multiply_quaternions(axis_angle((0.0, 0.0, 1.0), yaw_rad), tilt)
        return Pose.from_arrays(np.array([x_m, y_m, level]), turned)


def is_ground(piece: Scenery) -> bool:
    """Whether a piece is a stretch of ground: it is in the world's frame and its class is a surface."""
    return not stands(piece) and piece.asset.semantic().startswith("flat.")


def _triangles(piece: Scenery) -> tuple[Float64, NDArray[np.str_]]:
    """Upward triangles (N, 3, 3) of a piece in the world and their classes (N,)."""
    asset = asset_of(piece.asset)
    corners, slots = [], []
    for part in asset.parts:
        corners.append(piece.T_world_body.apply(part.mesh.vertices_m[part.mesh.faces].astype(np.float64)))
        slots.append(part.mesh.face_slot)
    made, slot = np.concatenate(corners), np.concatenate(slots)
    normal = np.cross(made[:, 1] - made[:, 0], made[:, 2] - made[:, 0])
    up = np.abs(normal[:, 2]) > LEAST_FACING * np.linalg.norm(normal, axis=1)
    classes = np.array([entry.semantic for entry in asset.slots])
    return made[up], classes[slot[up]]


def _cross(a: Float64, b: Float64) -> Float64:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
