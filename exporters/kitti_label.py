"""Rows of label_2: what KITTI's object devkit says of each thing that the camera has in view (readme.txt)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from exporters.class_map import ClassMap, class_map
from exporters.kitti_calib import KittiCalib
from exporters.kitti_members import Sight, sights
from scenes.errors import ConfigError
from scenes.pose import Box, Pose, SensorFrame, World
from simulator.frame import CameraReading, Frame, PixelBox

Float64 = NDArray[np.float64]
AlphaOrigin = Literal["velodyne", "camera"]

DONT_CARE = "DontCare"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRules:
    """What becomes a row, and how. The real labels measure alpha at the Velodyne although the readme says camera.

    occluded_shares: visible shares from which on a thing counts as level 0, and as level 1. min_visible_px,
    min_height_px: things with fewer visible pixels, or lower silhouettes, become DontCare; with none they are left out.
    Raises ConfigError for shares that do not fall or lie outside [0, 1], and for pixels below 0.
    """

    classes: ClassMap = field(default_factory=lambda: class_map("kitti", {}))
    alpha_origin: AlphaOrigin = "velodyne"
    occluded_shares: tuple[float, float] = (0.8, 0.4)
    min_visible_px: int = 10
    min_height_px: int = 5

    def __post_init__(self) -> None:
        shares = self.occluded_shares
        if len(shares) != 2 or not 1.0 >= shares[0] >= shares[1] >= 0.0:
            raise ConfigError("occluded_shares", f"must be two falling shares in [0, 1], got {shares}")
        for name in ("min_visible_px", "min_height_px"):
            if getattr(self, name) < 0:
                raise ConfigError(name, f"must be 0 px or more, got {getattr(self, name)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRow:
    """One object. location_m: bottom centre in the rectified frame of camera 0. box: inclusive pixels, amodal."""

    instance: int
    kind: str
    truncation: float
    occluded: int
    visible_share: float
    alpha_rad: float
    box: PixelBox
    height_m: float
    width_m: float
    length_m: float
    location_m: tuple[float, float, float]
    rotation_y_rad: float

    def text(self) -> str:
        """The 15 columns."""
        size_and_place = (self.height_m, self.width_m, self.length_m, *self.location_m, self.rotation_y_rad)
        numbers = " ".join(_two_digits(value) for value in size_and_place)
        head = f"{self.kind} {_two_digits(self.truncation)} {self.occluded} {_two_digits(self.alpha_rad)}"
        return f"{head} {_box_text(self.box)} {numbers}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFile:
    """All rows of one frame: objects by instance id, then the regions that evaluation leaves out."""

    rows: tuple[LabelRow, ...] = ()
    dont_care: tuple[PixelBox, ...] = field(default=())

    def text(self) -> str:
        """The file; DontCare rows last, because readers number the objects by line."""
        lines = [row.text() for row in self.rows]
        lines += [f"{DONT_CARE} -1 -1 -10 {_box_text(box)} -1 -1 -1 -1000 -1000 -1000 -10" for box in self.dont_care]
        return "".join(f"{line}\n" for line in lines)


def label_file(frame: Frame, camera: CameraReading, calib: KittiCalib, rules: LabelRules) -> LabelFile:
    """The labels of one camera at one frame."""
    return labels_of(sights(frame, camera, rules.classes), camera, calib, rules)


def labels_of(seen: Iterable[Sight], camera: CameraReading, calib: KittiCalib, rules: LabelRules) -> LabelFile:
    """The labels of what one camera sees."""
    rows: list[LabelRow] = []
    dont_care: list[PixelBox] = []
    T_camera_world = camera.T_world_sensor.inverse()
    for sight in seen:
        if sight.visible_px == 0:
            continue  # what hides it must not become a region to ignore
        if _too_little(sight, rules):
            dont_care.append(sight.amodal_box)
        else:
            rows.append(_row(sight, T_camera_world, calib, rules))
    return LabelFile(rows=tuple(rows), dont_care=tuple(dont_care))


def alpha_of(rotation_y_rad: float, location_m: Float64, calib: KittiCalib, origin: AlphaOrigin) -> float:
    """Observation angle: rotation_y less the azimuth of the object's bottom centre, seen from the chosen origin."""
    if origin == "velodyne":
        x_m, y_m, _ = calib.velo_of(location_m)
        return wrapped(rotation_y_rad - math.atan2(-y_m, x_m))
    return wrapped(rotation_y_rad - math.atan2(location_m[0], location_m[2]))


def wrapped(angle_rad: float) -> float:
    """The same angle in (-pi, pi]."""
    return math.pi - (math.pi - angle_rad) % (2.0 * math.pi)


def occluded_level(visible_share: float, shares: Sequence[float]) -> int:
    """0 fully visible, 1 partly, 2 largely occluded."""
    return sum(visible_share < share for share in shares)


def _too_little(sight: Sight, rules: LabelRules) -> bool:
    box = sight.amodal_box
    flat = box.right == box.left or box.bottom == box.top  # no area in KITTI's coordinates
    low = box.bottom - box.top + 1 < rules.min_height_px
    return flat or low or sight.visible_px < rules.min_visible_px


def _row(sight: Sight, T_camera_world: Pose[SensorFrame, World], calib: KittiCalib, rules: LabelRules) -> LabelRow:
    box = sight.solid
    location, rotation_y_rad = _place(T_camera_world @ box.T_world_box, calib)
    share = sight.visible_px / sight.amodal_px
    return LabelRow(
        instance=sight.instance,
        kind=sight.kind,
        truncation=sight.truncation,
        occluded=occluded_level(share, rules.occluded_shares),
        visible_share=share,
        alpha_rad=alpha_of(rotation_y_rad, location, calib, rules.alpha_origin),
        box=sight.amodal_box,
        height_m=box.height_m,
        width_m=box.width_m,
        length_m=box.length_m,
        location_m=(float(location[0]), float(location[1]), float(location[2])),
        rotation_y_rad=rotation_y_rad,
    )


def _place(T_camera_box: Pose[SensorFrame, Box], calib: KittiCalib) -> tuple[Float64, float]:
    """Bottom centre in the rectified frame, and rotation about its y axis: heading = (cos ry, 0, -sin ry)."""
    location = np.asarray(T_camera_box.translation_m) - calib.camera_from_rect_m()
    heading = T_camera_box.rotation()[:, 0]
    return location, math.atan2(-heading[2], heading[0])


def _two_digits(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}"  # + 0.0 turns -0.0 into 0.0


def _box_text(box: PixelBox) -> str:
    """Pixel centres: an inclusive range is its own box."""
    return f"{box.left:.2f} {box.top:.2f} {box.right:.2f} {box.bottom:.2f}"
