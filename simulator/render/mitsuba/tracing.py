"""Hits of rays in a Mitsuba scene, and where what was hit is at another time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.pose import rotate
from simulator.physics.history import LinkPoses
from simulator.render.base import Float32, Hits, Rays
from simulator.render.geometry import SceneTables
from simulator.render.mitsuba.cutouts import Cutout
from simulator.render.mitsuba.geometry import Patch

MAX_HOLES = 64
"""Chosen: a ray through two crowns meets some twenty."""
HOLE_GAP_M = 1.0e-4
"""Behind a hole at which a ray goes on (kernels/tracing.py)."""

Found = tuple[Float32, NDArray[np.int64], NDArray[np.int64], Float32]
"""t (N,) with 0 for nothing, patch (N,), triangle of the patch (N,), weights of its second and third corner (N, 2)."""


def hits_of(tables: SceneTables, patches: Sequence[Patch], found: Found, rays: Rays) -> Hits:
    """What the tables say about the triangles that were found."""
    t, patch, triangle, uv = found
    count = len(t)
    met = t > 0
    link = np.full(count, -1, dtype=np.int32)
    primitive = np.full(count, -1, dtype=np.int32)
    normal = np.zeros((count, 3), dtype=np.float32)
    for index, piece in enumerate(patches):
        mine = np.flatnonzero(met & (patch == index))
        link[mine] = piece.link[triangle[mine]]
        primitive[mine] = piece.primitive[triangle[mine]]
        a, b, c = np.moveaxis(piece.corners_m[triangle[mine]].astype(np.float64), 1, 0)
        across = np.cross(b - a, c - a)
        normal[mine] = across / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-30)
    normal[np.sum(normal * rays.direction, axis=1) > 0] *= -1.0
    barycentric = np.where(met[:, None], np.stack([1.0 - uv[:, 0] - uv[:, 1], uv[:, 0]], axis=1), 0.0)
    slot = np.zeros(count, dtype=np.int64)
    slot[met] = tables.slot_offset[link[met]] + tables.face_slot[tables.face_offset[link[met]] + primitive[met]]
    return Hits(
        t=t,
        link=link,
        primitive=primitive,
        barycentric=barycentric.astype(np.float32),
        normal=normal,
        instance=np.where(met, tables.link_instance[link], 0).astype(np.uint16),
        semantic=np.where(met, tables.slot_semantic[slot], 0).astype(np.uint8),
        part=np.where(met, tables.slot_part[slot], 0).astype(np.uint8),
    )


def first_hits(mi: Any, scene: Any, meshes: Sequence[Any], cutouts: Sequence[Cutout | None], rays: Rays) -> Found:
    """First triangle along every ray; through holes of cut-outs it goes on behind them."""
    t, patch, triangle, uv = _next_hits(mi, scene, meshes, rays)
    for _hole in range(MAX_HOLES):
        passing = _in_holes(cutouts, patch, triangle, uv)
        if not len(passing):
            break
        step = t[passing] + HOLE_GAP_M / np.linalg.norm(rays.direction[passing], axis=1)
        origin = rays.origin_m[passing] + rays.direction[passing] * step[:, None]
        on = Rays(origin_m=origin, direction=rays.direction[passing], time_s=rays.time_s[passing])
        further, patch[passing], triangle[passing], uv[passing] = _next_hits(mi, scene, meshes, on)
        t[passing] = np.where(further > 0, step + further, 0.0)
    return t, patch, triangle, uv


def _in_holes(
    cutouts: Sequence[Cutout | None], patch: NDArray[np.int64], triangle: NDArray[np.int64], uv: Float32
) -> NDArray[np.int64]:
    """Rays whose hit lies in a hole."""
    passing = []
    for index, cutout in enumerate(cutouts):
        if cutout is not None:
            mine = np.flatnonzero(patch == index)
            passing.append(mine[cutout.holes(triangle[mine], uv[mine])])
    return np.sort(np.concatenate([np.zeros(0, dtype=np.int64), *passing]))


def _next_hits(mi: Any, scene: Any, meshes: Sequence[Any], rays: Rays) -> Found:
    """First triangle along every ray, in one wavefront where the variant has them."""
    if mi.variant().startswith("scalar"):
        return _one_by_one(mi, scene, meshes, rays)
    import drjit as dr  # noqa: PLC0415

    origin, direction = (np.ascontiguousarray(a.T) for a in (rays.origin_m, rays.direction))
    seen = scene.ray_intersect_preliminary(mi.Ray3f(mi.Point3f(origin), mi.Vector3f(direction)), coherent=False)
    t = np.array(seen.t)
    met = np.isfinite(t)
    handles = [int(dr.reinterpret_array(mi.UInt32, mi.ShapePtr(mesh))[0]) for mesh in meshes]
    patch_of = np.full(max(handles, default=0) + 1, -1, dtype=np.int64)
    patch_of[handles] = np.arange(len(handles))
    patch = np.where(met, patch_of[np.where(met, np.array(dr.reinterpret_array(mi.UInt32, seen.shape)), 0)], -1)
    uv = np.where(met[:, None], np.array(seen.prim_uv).T, 0.0)
    triangle = np.where(met, np.array(seen.prim_index).astype(np.int64), 0)
    return np.where(met, t, 0.0).astype(np.float32), patch, triangle, uv.astype(np.float32)


def _one_by_one(mi: Any, scene: Any, meshes: Sequence[Any], rays: Rays) -> Found:
    """The scalar variant has no wavefronts: about 4 microseconds a ray."""
    count = len(rays)
    t, uv = np.zeros(count, dtype=np.float32), np.zeros((count, 2), dtype=np.float32)
    patch, triangle = np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=np.int64)
    number = {id(mesh): index for index, mesh in enumerate(meshes)}
    pairs = zip(rays.origin_m.tolist(), rays.direction.tolist(), strict=True)
    for index, (origin, direction) in enumerate(pairs):
        seen = scene.ray_intersect_preliminary(mi.Ray3f(origin, direction), coherent=False)
        if seen.is_valid():
            t[index], triangle[index], uv[index] = seen.t, seen.prim_index, seen.prim_uv
            patch[index] = number[id(seen.shape)]
    return t, patch, triangle, uv


def carried(rays: Rays, hits: Hits, now: LinkPoses, then: LinkPoses) -> Float32:
    """(N, 3) world positions of what was hit when its links have moved from the poses `now` to `then`."""
    points = rays.origin_m.astype(np.float64) + rays.direction.astype(np.float64) * hits.t[:, None]
    met = hits.link >= 0
    link = hits.link[met]
    conjugate = now.rotation_xyzw[link] * np.array([-1.0, -1.0, -1.0, 1.0])
    local = rotate(conjugate, points[met] - now.position_m[link])
    points[met] = rotate(then.rotation_xyzw[link], local) + then.position_m[link]
    return points.astype(np.float32)
