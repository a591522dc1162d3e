"""Masks, depth, LiDAR and flow of one camera at one frame say the same of the same world."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.validation.findings import Findings
from simulator.validation.formats.base import CameraTruth
from simulator.validation.geometry import Float64, between, corners, local, placed, times
from simulator.validation.point_checks import SURFACE, limit_m
from simulator.validation.stored import Json, RecordedFrame

FEWEST = 200
"""Points or pixels below which a share or a median says nothing; chosen."""

DEPTH_ERROR_M = 0.05
"""Median difference of depth and LiDAR on flat surfaces; chosen: it is below 0.02 m, and half a pixel shifts the road
at 10 m by 0.04 m."""

SAME_THING_SHARE = 0.97
"""Of points that lie within a pixel of their own thing; chosen: 0.995 over a dataset, silhouettes cost some frames
more."""

IN_RANGE_SHARE = 0.98
"""Of a mask's pixels whose depth is that of its thing; chosen: loads and open doors stand out of boxes."""

FARTHEST_CODED_M = 255.0
"""Beyond it 16-bit depth codes have no value, and say 0."""

FLOW_ERROR_PX = 0.5
"""Median error of flow on what stands; chosen: it is a few hundredths of a pixel."""

CODED_M, CODED_PX = 1.0 / 256.0 + 1e-6, 1.0 / 64.0 + 1e-4
"""Differences of depth and flow that KITTI's 16-bit codings leave: half a step each, and float32's rounding."""


def merged(truths: Iterable[CameraTruth]) -> dict[str, CameraTruth]:
    """What all formats say of each camera, the first that says something of a kind."""
    found: dict[str, CameraTruth] = {}
    for truth in truths:
        known = found.setdefault(truth.camera, truth)
        new = {
            field.name: getattr(truth, field.name)
            for field in fields(truth)
            if field.name in ("ids", "depth_m", "K", "flow_px") and getattr(known, field.name) is None
        }
        if known.ids is None and truth.ids is not None:
            new["labelled"] = truth.labelled
        if truth.depth_m is not None and not known.depth_file:
            new["depth_file"] = truth.file
        found[truth.camera] = replace(known, **new)
    return found


def check_formats(frame: RecordedFrame, truths: Sequence[CameraTruth], findings: Findings) -> None:
    """Formats that show one camera's masks, depth or flow show the same, but for what their codings round."""
    for place, truth in enumerate(truths):
        for other in (one for one in truths[:place] if one.camera == truth.camera):
            told = _difference(other, truth)
            if told:
                reason = f"frame {frame.number}, {truth.camera}: {told} {other.depth_file or other.file} says"
                findings.error("agree.formats", truth.file, reason)


def _difference(first: CameraTruth, second: CameraTruth) -> str:
    """What the second says otherwise than the first; empty where they agree, or speak of nothing in common."""
    if _fit(first.ids, second.ids):
        both = list(first.labelled & second.labelled)
        one, two = (np.where(np.isin(ids, both), ids, 0) for ids in map(np.asarray, (first.ids, second.ids)))
        wrong = int(np.count_nonzero(one != two))
        if wrong:
            return f"{wrong} px are of other things than"
    if _fit(first.depth_m, second.depth_m):
        one_m, two_m = (np.asarray(truth.depth_m) for truth in (first, second))
        apart_m = np.where((one_m > 0.0) & (two_m > 0.0), np.abs(one_m - two_m), 0.0)
        if apart_m.max() > CODED_M:
            return (
                f"{int(np.count_nonzero(apart_m > CODED_M))} px are up to {apart_m.max():.2f} m nearer or farther than"
            )
    if _fit(first.flow_px, second.flow_px):
        with np.errstate(invalid="ignore"):
            apart_px = np.nan_to_num(np.abs(np.asarray(first.flow_px) - np.asarray(second.flow_px)))
        if apart_px.max() > CODED_PX:
            return f"flow is up to {apart_px.max():.2f} px from what"
    return ""


def _fit(first: NDArray[Any] | None, second: NDArray[Any] | None) -> bool:
    return first is not None and second is not None and first.shape == second.shape


def check_agreement(
    frame: RecordedFrame,
    truth: CameraTruth,
    clouds: Mapping[str, Float64],
    classes: Mapping[int, str],
    findings: Findings,
) -> None:
    """All pairs of what is known of a camera. Sizes must fit, or nothing else is compared. clouds: by LiDAR."""
    shapes = {array.shape[:2] for array in (truth.ids, truth.depth_m, truth.flow_px) if array is not None}
    place = f"frame {frame.number}, {truth.camera}"
    if len(shapes) > 1:
        findings.error("agree.sizes", truth.file, f"{place}: masks, depth and flow have the sizes {sorted(shapes)}")
        return
    if truth.camera not in frame.state["sensors"]:
        return
    if truth.depth_m is not None and truth.ids is not None and truth.K is not None:
        _masks_and_depth(frame, truth, classes, findings)
    if truth.depth_m is not None and truth.K is not None:
        for sensor, cloud in clouds.items():
            if _same_time(frame, sensor, truth.camera):
                _points_and_pixels(frame, sensor, cloud, truth, findings)


def check_flow(frame: RecordedFrame, following: Json, truth: CameraTruth, findings: Findings) -> None:
    """Flow of pixels of nothing that moves is what depth and the camera's two poses say. following: the next state."""
    camera = truth.camera
    if truth.flow_px is None or truth.depth_m is None or truth.K is None or camera not in following["sensors"]:
        return
    poses = [state["sensors"][camera]["T_world_sensor"] for state in (frame.state, following)]
    moving = [n for n, thing in frame.things_of(camera).items() if np.any(np.array(thing["velocity_mps"]) != 0.0)]
    still = np.ones(truth.depth_m.shape, dtype=np.bool_) if truth.ids is None else ~np.isin(truth.ids, moving)
    rows, columns = np.nonzero(still & (truth.depth_m > 0) & np.isfinite(truth.flow_px).all(axis=2))
    if len(rows) < FEWEST:
        return
    pixels = np.column_stack([columns, rows]).astype(np.float64)
    rays = times(
        np.column_stack([pixels, np.ones(len(pixels))]), np.asarray(np.linalg.inv(truth.K).T, dtype=np.float64)
    )
    world = placed(poses[0], rays * truth.depth_m[rows, columns][:, None])
    then = local(poses[1], world)
    ahead = then[:, 2] > 0.1
    image = times(then[ahead], truth.K.T)
    expected = image[:, :2] / image[:, 2:] - pixels[ahead]
    error_px = float(np.median(np.linalg.norm(truth.flow_px[rows, columns][ahead] - expected, axis=1)))
    if not error_px < FLOW_ERROR_PX:
        reason = f"frame {frame.number}, {camera}: flow is {error_px:.2f} px from what depth and poses say (median)"
        findings.error("agree.flow_depth", truth.file, f"{reason}, allowed {FLOW_ERROR_PX} px")


def _masks_and_depth(frame: RecordedFrame, truth: CameraTruth, classes: Mapping[int, str], findings: Findings) -> None:
    assert truth.ids is not None
    assert truth.depth_m is not None
    pose = frame.state["sensors"][truth.camera]["T_world_sensor"]
    things = frame.things_of(truth.camera)
    flat, depth = truth.ids.ravel(), truth.depth_m.ravel()
    labelled = np.flatnonzero(flat)
    order = labelled[np.argsort(flat[labelled], kind="stable")]
    numbers, starts = np.unique(flat[order], return_index=True)
    for number, own in zip(numbers.tolist(), np.split(order, starts)[1:], strict=True):
        thing = things.get(number)
        if thing is None:
            continue
        solid = np.concatenate([corners(thing["box"]), corners(thing["box_upright"])])
        z_m = local(pose, solid)[:, 2]
        limit = limit_m(thing, classes)
        seen = depth[own]
        inside = (seen >= z_m.min() - limit) & (seen <= z_m.max() + limit)
        inside |= (seen == 0.0) & (z_m.max() + limit > FARTHEST_CODED_M)
        wrong = len(own) - int(np.count_nonzero(inside))
        if wrong > (1.0 - IN_RANGE_SHARE) * len(own) + 1:
            told = f"{wrong} of the {len(own)} pixels of {thing['name']} (instance {number}) have a depth outside "
            reason = f"frame {frame.number}, {truth.camera}: {told}{z_m.min():.1f} to {z_m.max():.1f} m"
            findings.error("agree.masks_depth", truth.depth_file, reason)


def _same_time(frame: RecordedFrame, sensor: str, camera: str) -> bool:
    sensors = frame.state["sensors"]
    return bool(sensors[sensor]["time_ns"] == sensors[camera]["time_ns"])


def _points_and_pixels(
    frame: RecordedFrame, sensor: str, cloud: Float64, truth: CameraTruth, findings: Findings
) -> None:
    """Points that nothing nearer hides lie on the depth and the thing that the pixel shows.

    Glass stops the camera alone, so that points behind what a pixel shows are left out; and points of weather, mirrors
    and edges are of no surface that a pixel could show.
    """
    assert truth.depth_m is not None
    assert truth.K is not None
    arrays = frame.points[sensor]
    kept = arrays["kind"] == SURFACE
    camera = local(frame.state["sensors"][truth.camera]["T_world_sensor"], cloud[kept])
    height, width = truth.depth_m.shape
    ahead = camera[:, 2] > 1.0
    camera, own = camera[ahead], arrays["instance"][kept][ahead].astype(np.int64)
    image = times(camera, truth.K.T)
    exact = image[:, :2] / image[:, 2:]
    seen = (exact >= 1.0).all(axis=1) & (exact[:, 0] <= width - 2.0) & (exact[:, 1] <= height - 2.0)
    exact, z_m, own = exact[seen], camera[seen][:, 2], own[seen]
    around = _around(truth.depth_m, exact)
    depths = np.where(around > 0, around, np.inf)
    is_open = depths.min(axis=0) > 0.99 * z_m - 0.1
    place = f"frame {frame.number}, {truth.camera} and {sensor}"
    same = np.ones((9, len(own)), dtype=np.bool_)
    if truth.ids is not None:
        is_open &= (own == 0) | np.isin(own, list(truth.labelled))
        same = _around(truth.ids, exact).astype(np.int64) == own
        hits, total = int((same.any(axis=0) & is_open).sum()), int(is_open.sum())
        if total >= FEWEST and hits < SAME_THING_SHARE * total:
            reason = f"{place}: {total - hits} of {total} points lie on pixels of another thing"
            findings.error("agree.masks_lidar", truth.file, reason)
    flat = is_open & same.all(axis=0) & (np.ptp(np.minimum(depths, 1e3), axis=0) < 0.5)
    if np.count_nonzero(flat) >= FEWEST:
        error_m = float(np.median(np.abs(between(truth.depth_m, exact[flat]) - z_m[flat])))
        if not error_m < DEPTH_ERROR_M:
            reason = f"{place}: depth is {error_m:.3f} m from the points (median), allowed {DEPTH_ERROR_M} m"
            findings.error("agree.depth_lidar", truth.depth_file, reason)


def _around(array: NDArray[Any], pixels: Float64) -> NDArray[Any]:
    """(9, N) values of an image (H, W) at and around the pixels (N, 2) that points fall on."""
    column, row = np.rint(pixels).astype(np.int64).T
    return np.stack([array[row + i, column + j] for i in (-1, 0, 1) for j in (-1, 0, 1)])


def by_camera(truths: Mapping[str, CameraTruth]) -> list[CameraTruth]:
    """In order of the cameras' names, so that reports do not depend on the order of formats."""
    return [truths[name] for name in sorted(truths)]
