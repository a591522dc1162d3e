"""Box corners and keypoints of things in a camera's image: where the lens shows them, and whether they can be seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from scenes.pose import rotate
from simulator.annotations.things import KEYPOINT_HIDDEN, KEYPOINT_OUTSIDE, KEYPOINT_VISIBLE
from simulator.frame import CameraReading, ThingInView
from simulator.labels.facts import ThingFacts
from simulator.labels.keypoints import KeypointTable
from simulator.physics.history import WorldHistory
from simulator.render.lens_view import LensView
from simulator.render.pixel_motion import lens_points
from simulator.render.rays import View, time_span
from simulator.render.views import camera_view

Float64 = NDArray[np.float64]
PointsAt = Callable[[float], Float64]
Scalar = TypeVar("Scalar", bound=np.generic)

SLANT = 1.25
"""Chosen: how much deeper a point lies below the surface that shows it where it is looked at aslant."""
CLOTH_M = 0.02
"""Chosen: for cloth, hair and the mesh's own coarseness."""
_AROUND = np.array([(0, 0), (1, 0), (0, 1), (1, 1)])


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ImagePoints:
    """N points in an image. place_px: (N, 2), NaN where the lens sees them not. range_m: (N,) from the camera."""

    place_px: Float64
    range_m: Float64


def with_points(
    views: Sequence[ThingInView],
    facts: ThingFacts,
    keypoints: KeypointTable | None,
    reading: CameraReading,
) -> tuple[ThingInView, ...]:
    """The labels of a reading with `corners_px`, and with keypoints where there is a table."""
    if not views:
        return ()
    history = facts.history
    view = camera_view(reading.lens, reading.T_ego_sensor, history, reading.time_ns * 1e-9, reading.readout_s)
    seen = np.array([one.instance for one in views])
    corners = points_in_image(lambda t_s: _corners(facts, seen, t_s), view, reading)
    boxes = _read_only(corners.place_px.astype(np.float32).reshape(-1, 8, 2))
    cornered = tuple(replace(one, corners_px=own) for one, own in zip(views, boxes, strict=True))
    return cornered if keypoints is None else _with_keypoints(cornered, history, keypoints, view, reading)


def points_in_image(points_at: PointsAt, view: View, reading: CameraReading) -> ImagePoints:
    """Moving points (N, 3) of the world as the image shows them: each at the time of the row that it falls on.

    Between the times of the first and the last row points move straight.
    """
    first_s, last_s = time_span(view)
    if not isinstance(view, LensView) or first_s == last_s:
        local = view.T_world_camera.inverse().apply(points_at(view.t_s))
        return ImagePoints(place_px=reading.lens.project(local), range_m=np.linalg.norm(local, axis=1))
    moved = points_at(first_s), points_at(last_s)
    place = lens_points(moved, view).astype(np.float64)
    row = np.clip(np.rint(np.nan_to_num(place[:, 1])), 0, view.size_px[1] - 1).astype(np.int64)
    done = ((view.row_time_s[row] - first_s) / (last_s - first_s))[:, None]
    between = moved[0] * (1.0 - done) + moved[1] * done
    return ImagePoints(place_px=place, range_m=np.linalg.norm(between - view.row_position_m[row], axis=1))


def keypoint_states(
    points: ImagePoints, depth_m: Float64, instance: NDArray[np.int64], reading: CameraReading
) -> NDArray[np.uint8]:
    """(N,) of `KEYPOINT_*`: visible where one of the four pixels around the point shows its own instance, and no part
    of it that is nearer than the point's own surface can be. So points on an outline and limbs that are thinner than a
    pixel are seen as well.

    depth_m: (N,) how deep points lie below their own surface. Loose clothes and what is carried hide what is behind.
    """
    width, height = reading.size_px
    u, v = np.nan_to_num(points.place_px, nan=-1.0e6).T
    inside = np.flatnonzero((u >= -0.5) & (u < width - 0.5) & (v >= -0.5) & (v < height - 0.5))
    states = np.full(len(u), KEYPOINT_OUTSIDE, dtype=np.uint8)
    low = np.floor(np.stack([u[inside], v[inside]], axis=1)).astype(np.int64)
    column, row = (low[:, None, :] + _AROUND).clip(0, (width - 1, height - 1)).transpose(2, 0, 1)
    nearest_m = points.range_m[inside] - SLANT * depth_m[inside] - CLOTH_M
    own = reading.instance[row, column] == instance[inside, None]
    seen = (own & (reading.range_m[row, column] >= nearest_m[:, None])).any(axis=1)
    states[inside] = np.where(seen, KEYPOINT_VISIBLE, KEYPOINT_HIDDEN)
    return states


def _corners(facts: ThingFacts, instances: NDArray[np.int64], t_s: float) -> Float64:
    """(N * 8, 3) box corners of things, world frame."""
    position, rotation = facts.history.all_bodies_at(t_s)
    own = instances - 1
    return (rotate(rotation[own][:, None], facts.corners_m[own]) + position[own][:, None]).reshape(-1, 3)


def _with_keypoints(
    views: Sequence[ThingInView],
    history: WorldHistory,
    keypoints: KeypointTable,
    view: View,
    reading: CameraReading,
) -> tuple[ThingInView, ...]:
    rows = [np.arange(len(keypoints.link))[keypoints.rows.get(one.instance, slice(0, 0))] for one in views]
    chosen = np.concatenate(rows)
    counts = [len(own) for own in rows]
    instance = np.repeat([one.instance for one in views], counts)
    points = points_in_image(lambda t_s: keypoints.at(history.links_at(t_s))[chosen], view, reading)
    states = _read_only(keypoint_states(points, keypoints.depth_m[chosen], instance, reading))
    places = _read_only(points.place_px.astype(np.float32))
    ends = np.cumsum(counts)[:-1]
    return tuple(
        replace(one, keypoints_px=place, keypoint_state=state) if len(place) else one
        for one, place, state in zip(views, np.split(places, ends), np.split(states, ends), strict=True)
    )


def _read_only(array: NDArray[Scalar]) -> NDArray[Scalar]:
    array.flags.writeable = False
    return array
