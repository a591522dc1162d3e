"""Meshes of any triangles for rendering tests: soups, closed boxes with their insides, grids; and their exact hits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot
from scenes.material import Material
from scenes.mesh import MeshBuilder
from scenes.scene import Scene
from scenes.streams import stream
from simulator.render.base import PinholeView

Float64 = NDArray[np.float64]
ULP = 2.0**-24
"""Largest relative rounding error of float32."""
GREY = Material(base_color=(0.5, 0.5, 0.5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape(AssetSpec):
    """Triangles of corners (x, y, z), one after the other, of one material."""

    corners_m: tuple[tuple[float, float, float], ...]
    material: Material = GREY

    def build(self) -> Asset:
        builder = MeshBuilder()
        builder.add(self.corners_m, np.arange(len(self.corners_m)).reshape(-1, 3), 0, crease_rad=0.0)
        return Asset(
            name="shape",
            semantic="vehicle.car",
            parts=(AssetPart(name="body", mesh=builder.build()),),
            slots=(Slot(material="m", part="body", semantic="vehicle.car"),),
            materials=(("m", self.material),),
            box=BodyBox(length_m=1.0, width_m=1.0, height_m=1.0),
        )


def shape_of(triangles_m: Float64, **material: Material) -> Shape:
    """A shape of triangles (F, 3, 3)."""
    corners = np.asarray(triangles_m, dtype=np.float64).reshape(-1, 3)
    return Shape(corners_m=tuple((float(x), float(y), float(z)) for x, y, z in corners), **material)


def soup(seed: int, faces: int, reach_m: float) -> Float64:
    """Triangles (F, 3, 3) within reach of the origin, from a three hundredth of it to three times as large, some thin.

    A quarter lies in planes through the origin: edge-on for a camera there.
    """
    draw = stream(seed, "soup")
    centre = draw.uniform(-reach_m, reach_m, (faces, 1, 3))
    out = centre + draw.normal(size=(faces, 3, 3)) * reach_m * 10.0 ** draw.uniform(-2.5, 0.5, (faces, 1, 1))
    thin = draw.random(faces) < 0.25
    out[thin, 2] += (0.5 * (out[thin, 0] + out[thin, 1]) - out[thin, 2]) * 0.95
    edge_on = draw.random(faces) < 0.25
    out[edge_on, 2] = out[edge_on, 0] * draw.uniform(0.3, 0.9, (edge_on.sum(), 1))
    return out


def grid_square(cells: int, size_m: float) -> Float64:
    """Triangles of a square of the plane x = 0 around the origin, of cells x cells squares."""
    line = np.linspace(-size_m / 2, size_m / 2, cells + 1)
    y, z = np.meshgrid(line[:-1], line[:-1])
    low, step = np.stack([0 * y, y, z], axis=-1).reshape(-1, 1, 3), size_m / cells
    square = np.array([[0, 0, 0], [0, 1, 1], [0, 1, 0], [0, 0, 0], [0, 0, 1], [0, 1, 1]]) * step
    return (low + square).reshape(-1, 3, 3)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ExactHits:
    """First hits in float64 of pixel centres (N,). sure: where float32 cannot find another face.

    depth_m, its bound in float32 error_m, normal (N, 3) facing the camera, instance, face and weights (N, 2) of its
    first and second corner; where nothing is met instance is 0.
    """

    sure: NDArray[np.bool_]
    instance: NDArray[np.int64]
    face: NDArray[np.int64]
    depth_m: Float64
    error_m: Float64
    normal: Float64
    weights: Float64
    weights_error: Float64


def exact_hits(scene: Scene, view: PinholeView) -> ExactHits:
    """Every pixel's ray against every triangle of the actors (Moller & Trumbore 1997), with bounds of rounding.

    A corner is known within ULP of the largest coordinate M. That moves a weight by ULP M e |d| / |d.n| and the plane
    along the ray by ULP M e^2 |d| / |d.n|, e the longest edge, n the normal of twice the area; 16 of each are allowed.
    """
    triangles, instance, face = [], [], []
    for k, actor in enumerate(scene.actors):
        mesh = actor.asset.build().parts[0].mesh
        triangles.append(actor.T_world_body.apply(mesh.vertices_m.astype(np.float64))[mesh.faces])
        instance.append(np.full(mesh.triangles, k + 2))
        face.append(np.arange(mesh.triangles))
    corners = view.T_world_camera.inverse().apply(np.concatenate(triangles).reshape(-1, 3)).reshape(-1, 3, 3)
    fx, fy, cx, cy = view.K
    u, v = np.meshgrid(*(np.arange(n) for n in view.size_px))
    rays = np.stack([(u - cx) / fx, (v - cy) / fy, np.ones(u.shape)], axis=-1).reshape(-1, 1, 3)
    largest = max(np.abs(np.concatenate(triangles)).max(), np.abs(corners).max())
    return _first(corners, rays, 16 * ULP * largest, np.concatenate(instance), np.concatenate(face), view)


def _first(corners: Float64, rays: Float64, off_m: float, instance, face, view: PinholeView) -> ExactHits:
    a, b, c = corners[None, :, 0], corners[None, :, 1], corners[None, :, 2]
    normal = np.cross(b - a, c - a)
    edge = np.max([np.linalg.norm(p - q, axis=-1) for p, q in ((a, b), (b, c), (c, a))], axis=0)
    facing = np.sum(rays * normal, axis=-1)
    slant = np.linalg.norm(rays, axis=-1) / np.maximum(np.abs(facing), 1e-300)
    depth = np.sum(a * normal, axis=-1) / np.where(facing == 0, 1e-300, facing)
    point = rays * depth[..., None]
    total = np.sum(normal * normal, axis=-1)
    wa = np.sum(np.cross(b - point, c - point) * normal, axis=-1) / total
    wb = np.sum(np.cross(c - point, a - point) * normal, axis=-1) / total
    inside = np.minimum(np.minimum(wa, wb), 1 - wa - wb)
    weight_off, depth_off = off_m * edge * slant, off_m * edge**2 * slant
    certain = (inside > weight_off) & (depth > depth_off) & (depth_off < 1e-2 * depth)
    possible = (inside > -weight_off) & (depth > -depth_off) & ~certain
    reach = np.where(certain, depth + depth_off, np.inf)
    first = np.argmin(reach, axis=1)
    rows = np.arange(len(rays))
    rival = np.where(certain | possible, depth - depth_off, np.inf)
    rival[rows[certain[rows, first]], first[certain[rows, first]]] = np.inf
    met = certain[rows, first]
    towards = np.where(facing > 0, -1.0, 1.0)[rows, first, None] * normal[0, first]
    towards /= np.linalg.norm(towards, axis=1, keepdims=True)
    return ExactHits(
        sure=rival.min(axis=1) > np.where(met, reach[rows, first], 1e300),
        instance=np.where(met, instance[first], 0),
        face=np.where(met, face[first], -1),
        depth_m=np.where(met, depth[rows, first], 0.0),
        error_m=depth_off[rows, first],
        normal=np.where(met[:, None], towards @ view.T_world_camera.rotation().T, 0.0),
        weights=np.where(met[:, None], np.stack([wa, wb], axis=-1)[rows, first], 0.0),
        weights_error=weight_off[rows, first],
    )
