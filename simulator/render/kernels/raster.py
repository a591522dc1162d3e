"""Primary visibility of a pinhole view on the CPU: each triangle is tested against the rays of pixels it may cover.

Homogeneous edge functions (Olano & Greer, Triangle Scan Conversion using 2D Homogeneous Coordinates, 1997): pixel rays
d = (X, Y, 1) of the camera frame against planes through the camera's centre, so nothing is clipped and the test is that
of a ray tracer. An edge a-b enters as (a + b) x (b - a), whose negative is exactly that of b-a: no gaps between faces.
"""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.camera import Camera, camera_direction
from simulator.render.kernels.raster_setup import ROW_SHIFT, Batch, Listed, Window, first_pixel, last_pixel
from simulator.render.kernels.tracing import lets_pass, placement, store
from simulator.render.kernels.world import CUTOUT, Hit, HitBuffers, World

wp.set_module_options(kernel_options())


@wp.struct
class Edges:
    """A triangle as planes: inside where all three edge functions of a ray are >= 0; 1 / depth = inverse . ray."""

    a: wp.vec3
    b: wp.vec3
    c: wp.vec3
    inverse: wp.vec3


@wp.func
def edges_of(a: wp.vec3, b: wp.vec3, c: wp.vec3) -> Edges:
    """Planes of a triangle, turned so that rays through it see them all positive; inverse 0 for one seen edge-on."""
    out = Edges()
    normal = wp.cross(b - a, c - a)
    distance = wp.dot(a, normal)
    if distance == 0.0:
        return out
    side = wp.sign(distance)
    out.a = wp.cross(b + c, c - b) * side
    out.b = wp.cross(c + a, a - c) * side
    out.c = wp.cross(a + b, b - a) * side
    out.inverse = normal / distance
    return out


@wp.func
def span_start(x: float, row: float, step: float) -> float:
    """Where the half-line of x >= -row / step starts, as far as an edge that rises with x bounds it."""
    if step > 0.0:
        return wp.max(x, -row / step)
    return x


@wp.func
def span_end(x: float, row: float, step: float) -> float:
    """Where x must end for an edge that falls with x."""
    if step < 0.0:
        return wp.min(x, -row / step)
    return x


@wp.func
def shows(world: World, link: int, face: int, a: float, b: float, c: float) -> bool:
    """Whether a face of a link with cut-outs is solid where the edge functions have these values."""
    total = wp.max(a + b + c, 1.0e-30)
    return not lets_pass(world, link, face, a / total, b / total, 0)


@wp.func
def draw_face(
    world: World,
    camera: Camera,
    window: Window,
    e: Edges,
    link: int,
    face: int,
    y0: int,
    y1: int,
    x0: int,
    x1: int,
    near: wp.array(dtype=wp.float32),
    seen_link: wp.array(dtype=wp.int32),
    seen_face: wp.array(dtype=wp.int32),
):
    """Writes a triangle where its inverse depth is the largest so far."""
    width = window.right - window.left + 1
    holed = int(world.link_surface[link]) & CUTOUT
    for y in range(y0, y1 + 1):
        ray_y = (float(y) - camera.cy) * camera.per_fy
        ra = e.a[1] * ray_y + e.a[2]
        rb = e.b[1] * ray_y + e.b[2]
        rc = e.c[1] * ray_y + e.c[2]
        rq = e.inverse[1] * ray_y + e.inverse[2]
        left = int(x0)
        right = int(x1)
        if x1 - x0 > 8:
            low = span_start(span_start(span_start(-1.0e6, ra, e.a[0]), rb, e.b[0]), rc, e.c[0])
            high = span_end(span_end(span_end(1.0e6, ra, e.a[0]), rb, e.b[0]), rc, e.c[0])
            left = first_pixel(low * camera.fx + camera.cx, x0)
            right = last_pixel(high * camera.fx + camera.cx, x1)
        i = (y - window.top) * width + left - window.left
        for x in range(left, right + 1):
            ray_x = (float(x) - camera.cx) * camera.per_fx
            a = e.a[0] * ray_x + ra
            b = e.b[0] * ray_x + rb
            c = e.c[0] * ray_x + rc
            if a >= 0.0 and b >= 0.0 and c >= 0.0:
                q = e.inverse[0] * ray_x + rq
                if q > near[i] and (holed == 0 or shows(world, link, face, a, b, c)):
                    near[i] = q
                    seen_link[i] = link
                    seen_face[i] = face
            i += 1


@wp.kernel
def draw_rows(
    world: World,
    camera: Camera,
    window: Window,
    batch: Batch,
    listed: Listed,
    rows: int,
    first: int,
    near: wp.array(dtype=wp.float32),
    seen_link: wp.array(dtype=wp.int32),
    seen_face: wp.array(dtype=wp.int32),
):
    """One band of so many rows a thread: the nearest face of every pixel; bands write to their own rows only."""
    top = window.top + (first + wp.tid()) * rows
    bottom = wp.min(top + rows - 1, window.bottom)
    width = window.right - window.left + 1
    for i in range((top - window.top) * width, (bottom - window.top + 1) * width):
        near[i] = 0.0
        seen_link[i] = -1
    for chunk in range(batch.link.shape[0]):
        reach = listed.chunk_rows[chunk]
        if listed.count[chunk] > 0 and reach % ROW_SHIFT <= bottom and reach // ROW_SHIFT >= top:
            link = batch.link[chunk]
            mesh = wp.mesh_get(world.mesh[link])
            base = batch.vertex_first[chunk]
            start = batch.list_first[chunk]
            for k in range(start, start + listed.count[chunk]):
                y0 = wp.max(listed.rows[k] % ROW_SHIFT, top)
                y1 = wp.min(listed.rows[k] // ROW_SHIFT, bottom)
                if y0 <= y1:
                    face = listed.face[k]
                    e = edges_of(
                        batch.vertex[base + mesh.indices[3 * face]],
                        batch.vertex[base + mesh.indices[3 * face + 1]],
                        batch.vertex[base + mesh.indices[3 * face + 2]],
                    )
                    x0 = listed.columns[k] % ROW_SHIFT
                    x1 = listed.columns[k] // ROW_SHIFT
                    draw_face(world, camera, window, e, link, face, y0, y1, x0, x1, near, seen_link, seen_face)


@wp.func
def weigh(world: World, hit: Hit, origin: wp.vec3, ray: wp.vec3, time: float) -> Hit:
    """The hit with the weights of its face's first and second corner."""
    at = placement(world, hit.link, time)
    mesh = wp.mesh_get(world.mesh[hit.link])
    eye = wp.quat_rotate_inv(at.rotation, origin - at.position)
    local = wp.quat_rotate_inv(at.rotation, ray)
    a = mesh.points[mesh.indices[3 * hit.face]] - eye
    b = mesh.points[mesh.indices[3 * hit.face + 1]] - eye
    c = mesh.points[mesh.indices[3 * hit.face + 2]] - eye
    wa = wp.dot(local, wp.cross(b + c, c - b))
    wb = wp.dot(local, wp.cross(c + a, a - c))
    wc = wp.dot(local, wp.cross(a + b, b - a))
    total = wa + wb + wc
    out = hit
    if total != 0.0:
        out.u = wp.clamp(wa / total, 0.0, 1.0)
        out.v = wp.clamp(wb / total, 0.0, 1.0 - out.u)
    return out


@wp.kernel
def resolve(
    world: World,
    camera: Camera,
    window: Window,
    near: wp.array(dtype=wp.float32),
    seen_link: wp.array(dtype=wp.int32),
    seen_face: wp.array(dtype=wp.int32),
    first: int,
    hits: HitBuffers,
):
    """Hits of the pixels' nearest faces."""
    i = first + wp.tid()
    width = window.right - window.left + 1
    hit = Hit()
    hit.link = seen_link[i]
    ray = wp.vec3(0.0, 0.0, 0.0)
    if hit.link >= 0:
        x = window.left + i % width
        y = window.top + i // width
        hit.face = seen_face[i]
        hit.t = 1.0 / near[i]
        ray = camera_direction(camera, float(x), float(y))
        hit = weigh(world, hit, camera.origin, ray, camera.time)
    store(world, hits, i, hit, ray, camera.time)
