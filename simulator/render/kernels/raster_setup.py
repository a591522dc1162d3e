"""Which faces a pinhole view may show, and the pixels that each may cover: the first half of rasterisation."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.camera import Camera
from simulator.render.kernels.world import World

wp.set_module_options(kernel_options())

NEAR_M = wp.constant(1.0e-3)
"""Vertices nearer than this have no pixel; faces that reach behind it are tested against whole rows."""
MARGIN_PX = wp.constant(2.0e-3)
"""By how much bounds grow, against the rounding of projected vertices."""
ROW_SHIFT = wp.constant(65536)


@wp.struct
class Batch:
    """Faces of the links that may be seen, in chunks of one link each, in the order of links and faces.

    vertex_first: where the link's vertices start in `vertex`, camera frame.
    """

    link: wp.array(dtype=wp.int32)
    face_first: wp.array(dtype=wp.int32)
    face_count: wp.array(dtype=wp.int32)
    list_first: wp.array(dtype=wp.int32)
    vertex_first: wp.array(dtype=wp.int32)
    vertex: wp.array(dtype=wp.vec3)


@wp.struct
class Window:
    """Inclusive pixel ranges that are looked at."""

    left: int
    top: int
    right: int
    bottom: int


@wp.struct
class Listed:
    """Faces with at least one pixel centre in their bounds, chunk by chunk. rows, columns: first + 65536 * last."""

    count: wp.array(dtype=wp.int32)
    chunk_rows: wp.array(dtype=wp.int32)
    face: wp.array(dtype=wp.int32)
    rows: wp.array(dtype=wp.int32)
    columns: wp.array(dtype=wp.int32)


@wp.kernel
def place_vertices(
    world: World,
    link: wp.array(dtype=wp.int32),
    vertex_first: wp.array(dtype=wp.int32),
    vertex_count: wp.array(dtype=wp.int32),
    out_first: wp.array(dtype=wp.int32),
    rotation: wp.array(dtype=wp.mat33),
    translation: wp.array(dtype=wp.vec3),
    first: int,
    vertex: wp.array(dtype=wp.vec3),
):
    """Vertices of one chunk a thread, from their link's frame to the camera's; poses stand by link."""
    chunk = first + wp.tid()
    mesh = wp.mesh_get(world.mesh[link[chunk]])
    R = rotation[link[chunk]]
    t = translation[link[chunk]]
    for k in range(vertex_count[chunk]):
        vertex[out_first[chunk] + k] = R * mesh.points[vertex_first[chunk] + k] + t


@wp.func
def first_pixel(low: float, limit: int) -> int:
    """The first pixel centre at or after a coordinate, not before limit."""
    return wp.max(int(wp.ceil(wp.clamp(low - MARGIN_PX, -1.0e6, 1.0e6))), limit)


@wp.func
def last_pixel(high: float, limit: int) -> int:
    """The last pixel centre at or before a coordinate, not after limit."""
    return wp.min(int(wp.floor(wp.clamp(high + MARGIN_PX, -1.0e6, 1.0e6))), limit)


@wp.kernel
def list_faces(world: World, camera: Camera, window: Window, batch: Batch, first: int, listed: Listed):
    """Bounds of the faces of one chunk a thread; those without a pixel centre are left out."""
    chunk = first + wp.tid()
    mesh = wp.mesh_get(world.mesh[batch.link[chunk]])
    out = batch.list_first[chunk]
    base = batch.vertex_first[chunk]
    top = int(window.bottom + 1)
    bottom = int(window.top - 1)
    kept = int(0)
    face = batch.face_first[chunk]
    for _k in range(batch.face_count[chunk]):
        a = batch.vertex[base + mesh.indices[3 * face]]
        b = batch.vertex[base + mesh.indices[3 * face + 1]]
        c = batch.vertex[base + mesh.indices[3 * face + 2]]
        y0 = int(window.top)
        y1 = int(window.bottom)
        x0 = int(window.left)
        x1 = int(window.right)
        nearest = wp.min(a[2], wp.min(b[2], c[2]))
        if nearest > NEAR_M:
            ya = a[1] / a[2]
            yb = b[1] / b[2]
            yc = c[1] / c[2]
            y0 = first_pixel(wp.min(ya, wp.min(yb, yc)) * camera.fy + camera.cy, window.top)
            y1 = last_pixel(wp.max(ya, wp.max(yb, yc)) * camera.fy + camera.cy, window.bottom)
            if y0 <= y1:
                xa = a[0] / a[2]
                xb = b[0] / b[2]
                xc = c[0] / c[2]
                x0 = first_pixel(wp.min(xa, wp.min(xb, xc)) * camera.fx + camera.cx, window.left)
                x1 = last_pixel(wp.max(xa, wp.max(xb, xc)) * camera.fx + camera.cx, window.right)
        elif wp.max(a[2], wp.max(b[2], c[2])) <= 0.0:
            y1 = y0 - 1
        if y0 <= y1 and x0 <= x1:
            listed.face[out + kept] = face
            listed.rows[out + kept] = y0 + ROW_SHIFT * y1
            listed.columns[out + kept] = x0 + ROW_SHIFT * x1
            kept += 1
            top = wp.min(top, y0)
            bottom = wp.max(bottom, y1)
        face += 1
    listed.count[chunk] = kept
    listed.chunk_rows[chunk] = wp.max(top, 0) + ROW_SHIFT * wp.max(bottom, 0)
