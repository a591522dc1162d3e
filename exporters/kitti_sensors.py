"""What the KITTI formats share: the pictures and the cloud that they take of a frame, and its calibration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exporters.base import RunInfo
from exporters.kitti_calib import (
    KittiCalib,
    as_calibrated,
    check_calib,
    derived_calib,
    published_calib,
    with_true_poses,
)
from exporters.sensor_choice import camera_named, cameras_due, check_named, lidar_name, lidar_named, pick_camera
from scenes.errors import OutputError
from simulator.frame import CameraReading, Clip, Frame, LidarReading

LEFT, RIGHT = 2, 3
"""KITTI's numbers of its colour cameras: image_2 or image_02, P2, and so on."""

RIGHT_CAMERA = "image_3"
"""As KITTI's rig calls it; a rig may lack it."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class KittiReadings:
    """One frame as KITTI's rig sees it. pictures: by camera number, LEFT always. lidar: None of rigs without one.

    calib: as files state it. true_calib: as the sensors really stand, for labels.
    """

    pictures: Mapping[int, CameraReading]
    lidar: LidarReading | None
    calib: KittiCalib
    true_calib: KittiCalib

    @property
    def left(self) -> CameraReading:
        """The camera whose view is labelled."""
        return self.pictures[LEFT]

    def cloud(self) -> NDArray[np.float32] | None:
        """(N, 4) x, y, z, reflectance of KITTI's files, one a pulse, in the LiDAR's order; None without a LiDAR."""
        if self.lidar is None:
            return None
        first = self.lidar.return_number == 1
        points = self.lidar.points if first.all() else self.lidar.points.compress(first, axis=0)
        return np.ascontiguousarray(points, dtype="<f4")


@dataclass(frozen=True, slots=True, kw_only=True)
class KittiChoice:
    """Which of the rig's sensors play KITTI's.

    camera, lidar: sensor names; empty: the rig's first. right_camera: of a rig with a KITTI calibration, camera RIGHT;
    the rig may lack the default one, empty: none.
    """

    camera: str = ""
    lidar: str = ""
    right_camera: str = RIGHT_CAMERA

    def check(self, info: RunInfo) -> None:
        """Raises UnknownName for a named sensor that the rig has not."""
        check_named("camera", (self.camera,) if self.camera else (), info.sensors)
        check_named("lidar", (self.lidar,) if self.lidar else (), info.sensors)
        named = self.right_camera not in ("", RIGHT_CAMERA)
        check_named("right_camera", (self.right_camera,) if named else (), info.sensors)

    def readings(self, clip: Clip, frame: Frame) -> KittiReadings | None:
        """The frame's readings; None where one of them was lost.

        Raises UnknownName where a named sensor is none of its kind, and OutputError where the rig has no camera,
        where its calibration contradicts its mounts, or where it has none and a right camera is named.
        """
        left, scanner = pick_camera(frame, self.camera), lidar_name(frame, self.lidar)
        lidar = lidar_named(frame, scanner)
        pictures = None if left is None else self._pictures(clip, frame, left)
        if left is None or pictures is None or (scanner and lidar is None):
            return None
        calib = _calib(clip, frame, pictures, lidar)
        true_calib = with_true_poses(calib, frame, left, lidar)
        return KittiReadings(pictures=pictures, lidar=lidar, calib=calib, true_calib=true_calib)

    def _pictures(self, clip: Clip, frame: Frame, left: CameraReading) -> dict[int, CameraReading] | None:
        right = self.right_camera
        if clip.kitti is None and right not in ("", RIGHT_CAMERA):
            raise OutputError(
                f"right_camera '{right}' is named, and only a rig with a KITTI calibration says where it stands (P3)"
            )
        if clip.kitti is None or right == left.name or right not in cameras_due(frame):
            return {LEFT: left}
        reading = camera_named(frame, right)
        return None if reading is None else {LEFT: left, RIGHT: reading}


def _calib(clip: Clip, frame: Frame, pictures: Mapping[int, CameraReading], lidar: LidarReading | None) -> KittiCalib:
    if clip.kitti is None:
        scanner = None if lidar is None else as_calibrated(frame, lidar)
        return derived_calib(as_calibrated(frame, pictures[LEFT]), scanner)
    calib = published_calib(clip.kitti)
    if lidar is not None:
        for number, picture in pictures.items():
            check_calib(calib, as_calibrated(frame, picture), as_calibrated(frame, lidar), f"P{number}")
    return calib
