"""What goes into a renderer and comes out: pinhole views, rays with times, hits."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from scenes.errors import UnsupportedRays
from scenes.pose import Pose, SensorFrame, World, rotation_of
from simulator.render.lens_view import LensView

Float32 = NDArray[np.float32]
Mask = NDArray[np.bool_]

PixelRange = tuple[int, int, int, int]
"""Inclusive (left, top, right, bottom)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinholeView:
    """A global-shutter pinhole image: pixel (u, v) looks along ((u - cx)/fx, (v - cy)/fy, 1) in the camera frame.

    K: (fx, fy, cx, cy) in pixels, the centre of the first pixel at (0, 0). size_px: (width, height).
    t_s: exposure middle, clip time. Raises ValueError without pixels or a focal length.
    """

    T_world_camera: Pose[World, SensorFrame]
    K: tuple[float, float, float, float]
    size_px: tuple[int, int]
    t_s: float

    def __post_init__(self) -> None:
        if not (all(map(math.isfinite, self.K)) and min(self.K[:2]) > 0):
            raise ValueError(f"a view's K must be finite with positive focal lengths, got {self.K}")
        if min(self.size_px) < 1:
            raise ValueError(f"a view needs at least one pixel, got {self.size_px}")


View = PinholeView | LensView


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Rays:
    """N rays in the world frame.

    origin_m (N, 3), direction (N, 3) not necessarily unit: a hit's `t` counts in lengths of `direction`; a pinhole's
    directions have camera z = 1, so that t is the depth. time_s (N,) clip time. view: set when the rays are exactly the
    row-major pixel centres of that view. through_glass: panes let the ray pass (LiDAR).
    """

    origin_m: Float32
    direction: Float32
    time_s: Float32
    view: PinholeView | None = None
    through_glass: bool = False

    def __len__(self) -> int:
        return len(self.time_s)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Hits:
    """What N rays met first. t (N,) float32, 0 where nothing; link (N,) int32, -1 where nothing.

    primitive (N,) int32 triangle of the link's mesh; barycentric (N, 2) float32 weights of its first and second vertex;
    normal (N, 3) float32 unit geometric normal in the world frame, facing the ray's origin.
    instance (N,) uint16; semantic (N,) uint8; part (N,) uint8: 0 where nothing.
    """

    t: Float32
    link: NDArray[np.int32]
    primitive: NDArray[np.int32]
    barycentric: Float32
    normal: Float32
    instance: NDArray[np.uint16]
    semantic: NDArray[np.uint8]
    part: NDArray[np.uint8]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LonePixels:
    """A thing, and the pixels of which is asked whether they would show it if it were alone: a mask (h, w) of a box."""

    instance: int
    box: PixelRange
    pixels: Mask


def whole(view: View) -> PixelRange:
    """All pixels of a view."""
    return 0, 0, view.size_px[0] - 1, view.size_px[1] - 1


def without(hits: Hits, blind: Mask) -> Hits:
    """The same hits, but nothing where `blind` (N,) is set."""
    if not blind.any():
        return hits
    arrays = {field.name: getattr(hits, field.name).copy() for field in fields(Hits)}
    for name, array in arrays.items():
        array[blind] = -1 if name in ("link", "primitive") else 0
    return Hits(**arrays)


def require_pinhole(view: View, renderer: str) -> PinholeView:
    """The view of a renderer that knows pinholes alone. Raises UnsupportedRays for any other."""
    if isinstance(view, PinholeView):
        return view
    kind = type(view.lens).__name__
    raise UnsupportedRays(
        f"renderer={renderer} sees through global-shutter pinholes only, got {kind}: use renderer=warp"
    )


def time_span(view: View) -> tuple[float, float]:
    """First and last time at which a view looks, its frame's among them."""
    if isinstance(view, PinholeView):
        return view.t_s, view.t_s
    return min(float(view.row_time_s.min()), view.t_s), max(float(view.row_time_s.max()), view.t_s)


def pixels_of(box: PixelRange) -> int:
    """How many pixels a range has."""
    left, top, right, bottom = box
    return (right - left + 1) * (bottom - top + 1)


def shifted(view: PinholeView, offset_px: NDArray[np.float64]) -> PinholeView:
    """The view whose pixel centres are this view's, moved by offset_px (2,)."""
    fx, fy, cx, cy = view.K
    return replace(view, K=(fx, fy, cx - float(offset_px[0]), cy - float(offset_px[1])))


def pinhole_rays(view: PinholeView, box: PixelRange | None = None) -> Rays:
    """Row-major rays with camera z = 1 of a box of pixels; of the whole view, which they then name, without one."""
    left, top, right, bottom = box or whole(view)
    across, down = _steps(view, np.arange(left, right + 1), np.arange(top, bottom + 1))
    rays = _from_one_point(view, (down[:, None, :] + across[None, :, :]).reshape(-1, 3))
    return rays if box else replace(rays, view=view)


def view_rays(view: View, box: PixelRange | None = None) -> Rays:
    """Row-major rays of a box of pixels, or of the whole view: those of `pinhole_rays`, or unit directions of a lens.

    A pixel to which the lens shows nothing has a ray of length 0.25.
    """
    if isinstance(view, PinholeView):
        return pinhole_rays(view, box)
    left, top, right, bottom = box or whole(view)
    column, row = np.meshgrid(np.arange(left, right + 1), np.arange(top, bottom + 1))
    return pixel_rays(view, column.ravel(), row.ravel())


def pixel_rays(view: View, column: NDArray[np.integer], row: NDArray[np.integer]) -> Rays:
    """The rays (N,) that `view_rays` has for the pixels of a view in columns (N,) and rows (N,)."""
    if isinstance(view, LensView):
        return _lens_rays(view, column, row)
    across, down = _steps(view, np.arange(view.size_px[0]), np.arange(view.size_px[1]))
    return _from_one_point(view, down[row] + across[column])


def each_alone(rays: Rays, instances: NDArray[np.int32], trace: Callable[[Rays, int], Hits]) -> Hits:
    """`Renderer.trace_alone` of a backend that traces one instance's rays at a time; trace(no rays, 1) must work."""
    owners = np.unique(instances)
    if len(owners) <= 1:
        return trace(rays, int(owners.max(initial=1)))
    order = np.argsort(instances, kind="stable")
    parts = [trace(_some(rays, np.flatnonzero(instances == owner)), int(owner)) for owner in owners]
    back = np.argsort(order)
    names = [field.name for field in fields(Hits)]
    return Hits(**{name: np.concatenate([getattr(part, name) for part in parts])[back] for name in names})


def _some(rays: Rays, chosen: NDArray[np.intp]) -> Rays:
    arrays = {name: getattr(rays, name)[chosen] for name in ("origin_m", "direction", "time_s")}
    return replace(rays, view=None, **arrays)


def _steps(view: PinholeView, u: NDArray[np.integer], v: NDArray[np.integer]) -> tuple[Float32, Float32]:
    """Parts (U, 3) of columns and (V, 3) of rows in the directions of their pixels: a direction is the sum of two."""
    fx, fy, cx, cy = view.K
    R = view.T_world_camera.rotation()
    across = ((u - cx) / fx)[:, None] * R[:, 0] + R[:, 2]
    down = ((v - cy) / fy)[:, None] * R[:, 1]
    return across.astype(np.float32), down.astype(np.float32)


def _lens_rays(view: LensView, column: NDArray[np.integer], row: NDArray[np.integer]) -> Rays:
    local = view.table()[row + 1, column + 1].astype(np.float64)
    R = rotation_of(view.row_rotation_xyzw)[row]
    # Elementwise, so that no library's thread count can change a bit.
    direction = R[:, :, 0] * local[:, 0:1] + R[:, :, 1] * local[:, 1:2] + R[:, :, 2] * local[:, 2:3]
    return Rays(
        origin_m=view.row_origin_m()[row].astype(np.float32),
        direction=direction.astype(np.float32),
        time_s=view.row_time_s[row].astype(np.float32),
    )


def _from_one_point(view: PinholeView, direction: Float32) -> Rays:
    origin = np.asarray(view.T_world_camera.translation_m, dtype=np.float32)
    return Rays(
        origin_m=np.broadcast_to(origin, direction.shape),
        direction=direction,
        time_s=np.full(len(direction), view.t_s, dtype=np.float32),
    )
