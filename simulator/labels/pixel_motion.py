"""Where the points that a camera shows are one period later and earlier, and whether it shows them then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.annotations.pixels import PixelMotion
from simulator.labels.looked import Looked, view_at
from simulator.labels.material_points import MaterialPoints, material_points
from simulator.labels.world import LabelledWorld
from simulator.physics.history import WorldHistory
from simulator.render.base import Hits, Mask, Rays, Renderer, View
from simulator.render.lens_view import LensView, blind_pixels
from simulator.render.pixel_motion import exposed, pixel_flow, turned_to_camera
from simulator.render.rays import time_span, view_rays
from simulator.render.views import row_offsets_s

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

HIDING_M = 3e-4
HIDING_SHARE = 1e-6
"""A point is hidden when the surface that a ray to it meets lies farther before it than this and this share of its
distance, along that surface's normal, so that grazing views need no more. Measured in streets: of 3 million rays that
met the point's own face again none was 6e-5 m off (float32 positions), and one in 10,000 met another face 0.1 to 1 mm
before the point."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Landing:
    """Points in another view: flow_px (H, W, 2), depth_m (H, W), gone (H, W), as `PixelMotion` has them."""

    flow_px: Float32
    depth_m: Float32
    gone: Mask


def pixel_motion(world: LabelledWorld, looked: Looked) -> PixelMotion:
    """Motion of a reading's pixels. The renderer has the scene loaded. Costs two rays a pixel.

    Raises UnsupportedRays where the renderer answers whole views only.
    """
    history, reading, view, hits = world.history, looked.reading, looked.view, looked.hits
    t_s, period_s = reading.time_ns * 1e-9, 1.0 / world.scene.rig.mount(reading.name).sensor.rate_hz
    points = material_points(view_rays(view), hits, history)
    ahead = _landing(world.renderer, points, hits, view_at(world, reading, t_s + period_s))
    first_s = t_s - period_s + float(row_offsets_s(view.size_px[1], reading.readout_s)[0])
    if history.holds(first_s):
        behind = _landing(world.renderer, points, hits, view_at(world, reading, t_s - period_s))
    else:
        behind = _unknown(hits, ahead)
    motion = PixelMotion(
        flow_back_px=behind.flow_px,
        gone_next=ahead.gone,
        gone_before=behind.gone,
        next_depth_m=ahead.depth_m,
        scene_flow_m=_scene_flow(points, hits, view, period_s),
    )
    for name in ("flow_back_px", "gone_next", "gone_before", "next_depth_m", "scene_flow_m"):
        getattr(motion, name).flags.writeable = False
    return motion


def _unknown(hits: Hits, like: _Landing) -> _Landing:
    """Of a time that was not simulated."""
    return _Landing(
        flow_px=np.full_like(like.flow_px, np.nan),
        depth_m=np.zeros_like(like.depth_m),
        gone=(hits.link >= 0).reshape(like.gone.shape),
    )


def _landing(renderer: Renderer, points: MaterialPoints, hits: Hits, then: View) -> _Landing:
    """The points in a view of another time."""
    width, height = then.size_px
    count = width * height
    moved_m = [points.at(np.full(count, time_s)) for time_s in dict.fromkeys(time_span(then))]
    flow = pixel_flow(moved_m, hits, then)
    column = (flow[..., 0].astype(np.float64) + np.arange(width)).ravel()
    row = (flow[..., 1].astype(np.float64) + np.arange(height)[:, None]).ravel()
    time_s, eye_m, R = _exposed(then, row)
    point_m = points.at(time_s) if len(moved_m) > 1 else moved_m[0]
    seen = np.isfinite(column)
    depth_m = np.where(seen, turned_to_camera(R, point_m - eye_m)[:, 2], 0.0)
    inside = np.flatnonzero(_inside(then, column, row))
    gone = hits.link >= 0
    gone[inside] = _hidden(renderer, points.history, hits, inside, point_m[inside], eye_m[inside], time_s[inside])
    shape = (height, width)
    return _Landing(flow_px=flow, depth_m=depth_m.astype(np.float32).reshape(shape), gone=gone.reshape(shape))


def _exposed(view: View, row: Float64) -> tuple[Float64, Float64, Float64]:
    """`exposed`, of pinholes too: (N,), (N, 3), and (N, 3, 3) or (1, 3, 3)."""
    if isinstance(view, LensView):
        return exposed(view, row)
    eye_m = np.broadcast_to(np.asarray(view.T_world_camera.translation_m), (len(row), 3))
    return np.full(len(row), view.t_s), eye_m, view.T_world_camera.rotation()[None]


def _inside(view: View, column: Float64, row: Float64) -> Mask:
    """Which image points (N,) lie on a pixel that shows something; not those that are NaN."""
    width, height = view.size_px
    inside = (column >= -0.5) & (column < width - 0.5) & (row >= -0.5) & (row < height - 0.5)
    if isinstance(view, LensView):
        some = np.flatnonzero(inside)
        nearest = np.rint(row[some]).astype(np.int64), np.rint(column[some]).astype(np.int64)
        inside[some] = ~blind_pixels(view.lens)[np.clip(nearest[0], 0, height - 1), np.clip(nearest[1], 0, width - 1)]
    return np.asarray(inside)


def _hidden(
    renderer: Renderer,
    history: WorldHistory,
    hits: Hits,
    chosen: NDArray[np.int64],
    point_m: Float64,
    eye_m: Float64,
    time_s: Float64,
) -> Mask:
    """Whether something stands between eyes (K, 3) and points (K, 3), those of the hits' chosen (K,) ones."""
    origin_m = eye_m.astype(np.float32)
    way_m = point_m - origin_m
    rays = Rays(origin_m=origin_m, direction=way_m.astype(np.float32), time_s=time_s.astype(np.float32))
    met = renderer.trace(rays, history)
    across = np.abs((met.normal.astype(np.float64) * way_m).sum(axis=1))
    gap_m = (1.0 - met.t.astype(np.float64)) * across
    same = (met.link == hits.link[chosen]) & (met.primitive == hits.primitive[chosen])
    far_m = np.sqrt((way_m * way_m).sum(axis=1))
    return np.asarray((met.link >= 0) & ~same & (gap_m > HIDING_M + HIDING_SHARE * far_m))


def _scene_flow(points: MaterialPoints, hits: Hits, view: View, period_s: float) -> Float32:
    """(H, W, 3) displacement of the points from their pixels' times over a period, in the frames of their rows."""
    width, height = view.size_px
    now_s, _, R = _exposed(view, np.repeat(np.arange(float(height)), width))
    flow_m = turned_to_camera(R, points.at(now_s + period_s) - points.at(now_s))
    # -0 is 0 in any axes.
    flow_m = np.where((hits.link >= 0)[:, None], flow_m + 0.0, np.nan)
    return flow_m.astype(np.float32).reshape(height, width, 3)
