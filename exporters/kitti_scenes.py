"""One scene of KITTI's stereo and flow benchmark of 2015: two pictures of each camera, and the truth of the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exporters.cityscapes_labels import CityscapesLabel
from exporters.kitti_calib import CHECK_DISTANCE_M, TOLERANCE_PX
from exporters.kitti_depth import Float64
from exporters.kitti_flow import code_disparity, code_flow
from exporters.kitti_semantics import object_map, pixel_labels
from exporters.kitti_sensors import LEFT, RIGHT, KittiReadings
from exporters.kitti_stereo import StereoPair, disparity_at, pixel_grid, right_view, stereo_pair
from exporters.png import grey8_png, grey16_png, rgb16_png, rgb_png
from scenes.errors import OutputError
from simulator.annotations.pixels import PixelMotion
from simulator.frame import CameraReading, Clip, Frame

SAME_NS = 1_000
"""Times that differ by no more are one reading's: periods are rounded to nanoseconds. Chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneRules:
    """baseline_m: of an ideal right camera; None: the calibration's. labels: Cityscapes' by class id."""

    baseline_m: float | None
    labels: Sequence[CityscapesLabel]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Shown:
    """One frame and what KITTI's rig reads in it."""

    frame: Frame
    readings: KittiReadings


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class SceneFiles:
    """images: complete PNG files by folder below training/. counted: what the codings could not say, by kind."""

    images: Mapping[str, bytes]
    counted: Counter[str]


def next_pictures(clip: Clip, now: Shown, after: Frame) -> Mapping[int, CameraReading] | None:
    """The cameras' readings to which `flow_px` of `now` leads, by number: one period of the left camera's rate later.

    after: the next frame, with the readings since. None where one of them was lost or not measured. Raises OutputError
    where the camera is so much faster than frames come that none is ever measured.
    """
    left = now.readings.left
    rate_hz = _rate_hz(clip, left.name)
    then_ns = left.time_ns + round(1e9 / rate_hz)
    found: dict[int, CameraReading] = {}
    for number, picture in now.readings.pictures.items():
        for reading in (*after.sweeps.get(picture.name, ()), after.readings.get(picture.name)):
            if isinstance(reading, CameraReading) and abs(reading.time_ns - then_ns) <= SAME_NS:
                found[number] = reading
    return found if found.keys() == now.readings.pictures.keys() else None


def _rate_hz(clip: Clip, camera: str) -> float:
    """Of a camera, from the clip's rig; that of frames where the clip tells of none."""
    mounts = {mount["name"]: mount for mount in clip.scene.get("rig", {}).get("mounts", ())}
    if camera not in mounts:
        return clip.fps
    rate_hz = float(mounts[camera]["sensor"]["rate_hz"])
    if rate_hz >= 2.0 * clip.fps and mounts[camera].get("between") != "measured":
        raise OutputError(
            f"camera '{camera}' measures {rate_hz:g} times a second, of which {clip.fps:g} are frames' and the others "
            f"are skipped: no picture is there to which its flow leads; use fps={rate_hz:g}, a slower camera, or a "
            "mount with between: measured"
        )
    return rate_hz


def scene_files(now: Shown, later: Mapping[int, CameraReading], rules: SceneRules) -> SceneFiles:
    """All truth of the first picture. later: of `next_pictures`. Raises OutputError where there is no pixel motion."""
    camera = now.readings.left
    motion = now.frame.motion.get(camera.name)
    if motion is None:
        raise OutputError(f"frame {now.frame.number} has no pixel motion of camera '{camera.name}'")
    things = now.frame.things_of(camera)
    labels, objects = pixel_labels(camera, things, rules.labels), object_map(camera, things)
    seen = np.asarray(np.isfinite(camera.flow_px).all(axis=2))
    stays = ~motion.gone_next
    flow, flow_noc = code_flow(camera.flow_px, seen), code_flow(camera.flow_px, seen & stays)
    images = {
        "flow_occ": rgb16_png(flow.code),
        "flow_noc": rgb16_png(flow_noc.code),
        "obj_map": grey8_png(objects.code),
        "semantic": grey8_png(labels.semantic),
        "instance": grey16_png(labels.instance),
        "semantic_rgb": rgb_png(labels.colors),
    }
    counted = Counter(
        flow_beyond_range_px=flow.beyond_range_px,
        moving_things_without_number_px=objects.beyond_px,
        instances_without_number_px=labels.without_number_px,
    )
    pair = stereo_pair(now.readings.calib, camera, rules.baseline_m)
    if pair is None or not _is_rectified(pair, now.readings):
        counted["scenes_without_disparity"] += 1
    else:
        images |= _disparities(pair, now, later, motion, counted)
    return SceneFiles(images=images, counted=counted)


def _disparities(
    pair: StereoPair, now: Shown, later: Mapping[int, CameraReading], motion: PixelMotion, counted: Counter[str]
) -> dict[str, bytes]:
    """disp_occ and disp_noc of both times, all at the pixels of the first picture."""
    camera, right = now.readings.left, now.readings.pictures.get(RIGHT)
    u_px, v_px = pixel_grid(camera.size_px)
    flow_px = camera.flow_px.astype(np.float64)
    first = disparity_at(pair, u_px, v_px, camera.depth_m, right_view(pair, camera, right))
    second = disparity_at(
        pair,
        u_px + flow_px[:, :, 0],
        v_px + flow_px[:, :, 1],
        motion.next_depth_m,
        right_view(pair, later[LEFT], later.get(RIGHT)),
    )
    everywhere = np.ones_like(first.shown)
    chosen: dict[str, tuple[Float64, NDArray[np.bool_]]] = {
        "disp_occ_0": (first.px, everywhere),
        "disp_noc_0": (first.px, first.shown),
        "disp_occ_1": (second.px, everywhere),
        "disp_noc_1": (second.px, second.shown & ~motion.gone_next),
    }
    coded = {folder: code_disparity(np.nan_to_num(px), valid) for folder, (px, valid) in chosen.items()}
    counted["disparity_beyond_range_px"] += coded["disp_occ_0"].beyond_range_px + coded["disp_occ_1"].beyond_range_px
    return {folder: grey16_png(disparity.code) for folder, disparity in coded.items()}


def _is_rectified(pair: StereoPair, readings: KittiReadings) -> bool:
    """Whether a right camera that is written really stands where the pair says, as a tenth of a pixel tells."""
    right = readings.pictures.get(RIGHT)
    if right is None:
        return True
    T_right_left = right.T_ego_sensor.inverse() @ readings.pictures[LEFT].T_ego_sensor
    width, height = right.size_px
    u, v = np.array([0.0, width - 1.0, 0.0, width - 1.0]), np.array([0.0, 0.0, height - 1.0, height - 1.0])
    fx, fy, cx, cy = pair.left
    depth = np.full(4, CHECK_DISTANCE_M)
    local = T_right_left.apply(np.column_stack([(u - cx) / fx, (v - cy) / fy, np.ones(4)]) * CHECK_DISTANCE_M)
    expected = np.column_stack(pair.in_right(u, v, depth))
    fx, fy, cx, cy = right.K
    found = np.column_stack([fx * local[:, 0] / local[:, 2] + cx, fy * local[:, 1] / local[:, 2] + cy])
    return bool(np.abs(found - expected).max() <= 2 * TOLERANCE_PX)
