"""Lines and the drivable area in a camera."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from scenes.ontology import CLASSES
from scenes.roads.lane_graph import LaneKey
from simulator.annotations.road import LaneLine, LineInView, RoadInView, RoadLabels
from simulator.frame import CameraReading
from simulator.labels.drivable import IS_ROAD, drivable
from simulator.labels.road_map import RoadMap
from simulator.physics.history import WorldHistory
from simulator.render.pixel_motion import image_points
from simulator.render.rays import PinholeView, View, pixel_rays
from simulator.render.views import camera_view

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Mask = NDArray[np.bool_]

NEAR_M = 25.0
"""Chosen: nearer to the camera, lines are looked at every STEP_M, so that none crosses a corner of the image unseen."""
STEP_M = 0.5
APART_PX = 2.0
"""Chosen: points of a line in an image are not nearer to each other; 2 px of a line that passes are straight."""
HALVINGS = 30
"""Of the piece of line on which the image's border is looked for: 2 m in 1 nm."""
HIDER_M, HIDER_SHARE = 0.3, 0.02
"""Chosen: what is nearer than a line's point by more stands before it; less is the line's own ground."""
_IS_GROUND: NDArray[np.bool_] = np.array([one.name.startswith("flat.") for one in CLASSES])


def road_in_view(
    roads: RoadMap | None, own: tuple[LaneKey, ...], labels: RoadLabels, history: WorldHistory, reading: CameraReading
) -> RoadInView:
    """The road in a reading: `labels`' lines as far as they lie in the image, and the drivable area of its pixels.

    own: the lanes that are the ego's own area. A rolling shutter's rows see lines each from where the camera then is.
    """
    view = camera_view(reading.lens, reading.T_ego_sensor, history, reading.time_ns * 1e-9, reading.readout_s)
    return RoadInView(lines=lines_in_view(labels.lines, view, reading), drivable=_drivable(roads, own, view, reading))


def lines_in_view(lines: Sequence[LaneLine], view: View, reading: CameraReading) -> tuple[LineInView, ...]:
    """Pieces of lines in the image, in the lines' order; a line that leaves the image and comes back has several."""
    if not lines:
        return ()
    eye = np.asarray(view.T_world_camera.translation_m)
    dense = [_dense(line.points_m, eye) for line in lines]
    owner = np.repeat(np.arange(len(lines)), [len(points) for points in dense])
    points = np.concatenate(dense)
    uv = _image_points(points, view)
    inside = _inside(uv, view)
    leaves = np.flatnonzero((inside[1:] != inside[:-1]) & ~_parted(uv, owner, view))
    into = inside[leaves + 1]
    borders = _border(points[np.where(into, leaves + 1, leaves)], points[np.where(into, leaves, leaves + 1)], view)
    at_border = dict(zip(leaves.tolist(), borders, strict=True))
    made = []
    for first, last in _runs(inside, _parted(uv, owner, view)):
        parts = [points[first:last]]
        if first - 1 in at_border:
            parts.insert(0, at_border[first - 1][None])
        if last - 1 in at_border:
            parts.append(at_border[last - 1][None])
        made.append((lines[owner[first]].id, np.concatenate(parts)))
    return tuple(_seen(line, piece, view, reading, eye) for line, piece in made if len(piece) > 1)


def _seen(line: int, points_m: Float64, view: View, reading: CameraReading, eye: Float64) -> LineInView:
    width, height = view.size_px
    uv = _image_points(points_m, view)
    kept = _thinned(uv)
    uv, points_m = uv[kept], points_m[kept]
    hidden = _hidden(uv, np.linalg.norm(points_m - eye, axis=1), reading)
    found = np.clip(uv, -0.5, (width - 0.5, height - 0.5)).astype(np.float32)
    for array in (found, hidden):
        array.flags.writeable = False
    return LineInView(line=line, points_px=found, is_hidden=hidden)


def _image_points(points_m: Float64, view: View) -> Float64:
    return np.asarray(image_points([points_m], view), dtype=np.float64)


def _inside(uv: Float64, view: View) -> Mask:
    """Whether image points (N, 2) lie in the image, to the outer edges of its pixels."""
    width, height = view.size_px
    with np.errstate(invalid="ignore"):
        return np.asarray(((uv >= -0.5) & (uv <= (width - 0.5, height - 0.5))).all(axis=1))


def _border(inside_m: Float64, outside_m: Float64, view: View) -> Float64:
    """The last points (N, 3) in the image on the ways from points in it to points outside."""
    low, high = np.zeros(len(inside_m)), np.ones(len(inside_m))
    for _ in range(HALVINGS if len(inside_m) else 0):
        middle = 0.5 * (low + high)
        seen = _inside(_image_points(inside_m + middle[:, None] * (outside_m - inside_m), view), view)
        low, high = np.where(seen, middle, low), np.where(seen, high, middle)
    return np.asarray(inside_m + low[:, None] * (outside_m - inside_m))


def _dense(points_m: Float64, eye: Float64) -> Float64:
    """A line (N, 3) with a point every STEP_M where it is near."""
    length = np.linalg.norm(np.diff(points_m, axis=0), axis=1)
    away = np.linalg.norm(points_m - eye, axis=1)
    near = np.minimum(away[1:], away[:-1]) < NEAR_M
    count = np.where(near, np.maximum(1, np.ceil(length / STEP_M)), 1).astype(np.int64)
    first = np.repeat(np.arange(len(length)), count)
    share = (np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)) / count[first]
    made = points_m[first] + share[:, None] * (points_m[first + 1] - points_m[first])
    return np.concatenate([made, points_m[-1:]])


def _parted(uv: Float64, owner: NDArray[np.int64], view: View) -> Mask:
    """(N - 1,) between which points a line ends, or jumps over a panorama's seam."""
    jump = np.abs(np.diff(uv[:, 0])) > 0.5 * view.size_px[0]
    return np.asarray((owner[1:] != owner[:-1]) | jump)


def _runs(inside: Mask, parted: Mask) -> Iterator[tuple[int, int]]:
    """First index and the one behind the last of all runs of points in the image of one line."""
    starts = inside & np.concatenate([[True], ~inside[:-1] | parted])
    ends = inside & np.concatenate([~inside[1:] | parted, [True]])
    yield from zip(np.flatnonzero(starts).tolist(), (np.flatnonzero(ends) + 1).tolist(), strict=True)


def _thinned(uv: Float64) -> list[int]:
    """Indices of points that are APART_PX from each other, first and last among them."""
    kept = [0]
    for k in range(1, len(uv) - 1):
        if np.hypot(*(uv[k] - uv[kept[-1]])) >= APART_PX:
            kept.append(k)
    return [*kept, len(uv) - 1]


def _hidden(uv: Float64, away_m: Float64, reading: CameraReading) -> Mask:
    """Whether something stands before points that lie away_m (N,) from the camera.

    Ground is followed a pixel up and down: seen flat, it is nearer there than in the pixel's middle by much.
    """
    width, height = reading.size_px
    u = np.clip(np.rint(uv[:, 0]), 0, width - 1).astype(np.int64)
    v = np.clip(np.rint(uv[:, 1]), 0, height - 1).astype(np.int64)
    ground = _IS_GROUND[reading.semantic[v, u]] & (reading.instance[v, u] == 0)
    rows = np.stack([np.clip(v + step, 0, height - 1) for step in (-1, 0, 1)])
    around = reading.range_m[rows, u]
    around = np.where(around > 0.0, around, np.inf)
    distance = np.where(ground, around.max(axis=0), around[1])
    return np.asarray(distance < away_m * (1.0 - HIDER_SHARE) - HIDER_M)


def _drivable(roads: RoadMap | None, own: tuple[LaneKey, ...], view: View, reading: CameraReading) -> NDArray[np.uint8]:
    """(H, W) codes of the pixels that show road and where it lies on a lane for vehicles."""
    road = IS_ROAD[reading.semantic] & (reading.instance == 0) & (reading.range_m > 0.0)
    row, column = np.nonzero(road)
    rays = pixel_rays(view, column, row)
    along = reading.depth_m if isinstance(view, PinholeView) else reading.range_m
    points = rays.origin_m.astype(np.float64) + rays.direction.astype(np.float64) * along[road][:, None]
    codes = np.zeros(road.shape, dtype=np.uint8)
    if roads is not None:
        codes[road] = drivable(roads, own, points)
    codes.flags.writeable = False
    return codes
