"""The sensor rig: which sensors the ego carries, and where."""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

import numpy as np

from scenes.clock import Clock
from scenes.dropout import Dropout
from scenes.errors import SceneError, UnknownName
from scenes.pose import Body, Pose, SensorFrame

Matrix = tuple[float, ...]

KITTI_CAMERAS = ("image_0", "image_1", "image_2", "image_3")
"""Mounts of a rig with a KITTI calibration whose pictures are rectified to each other: they sit on one bar."""
KITTI_LIDAR = "velodyne"
"""The mount to which such a calibration refers."""

Between = Literal["measured", "skipped"]
"""What becomes of a sensor's readings between two frames."""

Axes = Literal["vehicle", "optical"]
"""A sensor's frame: x forward, y left, z up; or a camera's x right, y down, z forward."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorSpec(ABC):  # noqa: B024 (the simulator's sensors add what is abstract)
    """Base of every sensor's frozen description; the classes that measure live in `simulator.sensors`.

    rate_hz: readings per second. offset_s: reading n is taken at offset_s + n / rate_hz after the clip's start.
    AXES: of its frame. BETWEEN: what its mounts do unless they say: pictures cost much, and few want those between.
    """

    AXES: ClassVar[Axes] = "vehicle"
    BETWEEN: ClassVar[Between] = "measured"

    rate_hz: float = 10.0
    offset_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """A sensor on the ego: `T_ego_sensor` maps the sensor's frame to the ego's body frame.

    T_ego_sensor_calibrated: what the written calibration says of it; None: the truth. between: whether readings between
    frames are measured; None: as is usual for the sensor. clock: what its stamps say. dropout: which readings get lost.
    """

    name: str
    sensor: SensorSpec
    T_ego_sensor: Pose[Body, SensorFrame]
    T_ego_sensor_calibrated: Pose[Body, SensorFrame] | None = None
    between: Between | None = None
    clock: Clock = Clock()  # noqa: RUF009 (frozen)
    dropout: Dropout = Dropout()  # noqa: RUF009 (frozen)

    @property
    def calibrated(self) -> Pose[Body, SensorFrame]:
        """T_ego_sensor as the written calibration has it."""
        return self.T_ego_sensor if self.T_ego_sensor_calibrated is None else self.T_ego_sensor_calibrated

    @property
    def measures_between(self) -> bool:
        """Whether readings between frames are measured."""
        return (self.between or self.sensor.BETWEEN) == "measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class KittiCalibration:
    """The seven matrices of a KITTI object calib file, row-major, as published or as read from a file.

    P0..P3: 3x4 projections of the rectified cameras. R0_rect: 3x3. Tr_velo_to_cam, Tr_imu_to_velo: 3x4.
    """

    P0: Matrix
    P1: Matrix
    P2: Matrix
    P3: Matrix
    R0_rect: Matrix
    Tr_velo_to_cam: Matrix
    Tr_imu_to_velo: Matrix

    def __post_init__(self) -> None:
        for name in ("P0", "P1", "P2", "P3", "R0_rect", "Tr_velo_to_cam", "Tr_imu_to_velo"):
            expected = 9 if name == "R0_rect" else 12
            if len(getattr(self, name)) != expected:
                raise ValueError(f"{name} needs {expected} numbers, got {len(getattr(self, name))}")

    def with_camera_moved(self, T_old_new: Pose[SensorFrame, SensorFrame]) -> KittiCalibration:
        """The calibration after image_2 moved: T_old_new is its new pose in its old frame.

        Only Tr_velo_to_cam changes. A Velodyne point is seen at P2 R0 Tr y = K (R0 Tr y + t) with t = inv(K) P2[:, 3]:
        R0 Tr y + t is the point in image_2's frame, which the moved camera sees at inv(T_old_new) (R0 Tr y + t).
        """
        P2 = np.array(self.P2).reshape(3, 4)
        shift, rectify, Tr = np.eye(4), np.eye(4), np.eye(4)
        shift[:3, 3] = np.linalg.solve(P2[:, :3], P2[:, 3])
        rectify[:3, :3] = np.array(self.R0_rect).reshape(3, 3)
        Tr[:3] = np.array(self.Tr_velo_to_cam).reshape(3, 4)
        T_camera_velo = T_old_new.inverse().matrix() @ shift @ rectify @ Tr
        moved = np.linalg.solve(shift @ rectify, T_camera_velo)
        return replace(self, Tr_velo_to_cam=tuple(float(c) for c in moved[:3].ravel()))

    def with_lidar_moved(self, T_old_new: Pose[SensorFrame, SensorFrame]) -> KittiCalibration:
        """The calibration after the Velodyne moved: T_old_new is its new pose in its old frame.

        A point y of the moved one was T_old_new y: Tr' = Tr T_old_new, and Tr_imu_to_velo' = inv(T_old_new) times it.
        """
        made = {}
        for name, left, right in (
            ("Tr_velo_to_cam", np.eye(4), T_old_new.matrix()),
            ("Tr_imu_to_velo", T_old_new.inverse().matrix(), np.eye(4)),
        ):
            Tr = np.eye(4)
            Tr[:3] = np.array(getattr(self, name)).reshape(3, 4)
            made[name] = tuple(float(c) for c in (left @ Tr @ right)[:3].ravel())
        return replace(self, **made)

    def with_lens(self, focal_scale: float, right_px: float, down_px: float) -> KittiCalibration:
        """The calibration with all cameras' focal lengths scaled and principal points moved.

        P = K (I | t) with the same K for all four, so that P' = K' inv(K) P: their places t stay.
        """
        made = {}
        for name in ("P0", "P1", "P2", "P3"):
            P = np.array(getattr(self, name)).reshape(3, 4)
            K = P[:, :3].copy()
            K[:2, :2] *= focal_scale
            K[:2, 2] += (right_px, down_px)
            made[name] = tuple(float(c) for c in (K @ np.linalg.solve(P[:, :3], P)).ravel())
        return replace(self, **made)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rig:
    """All mounts, and the KITTI calibration that they realise where the rig has one.

    calibration_pinned: the calibration came from a user's file, so nothing may move a mount.
    """

    name: str
    mounts: tuple[Mount, ...]
    kitti: KittiCalibration | None = None
    calibration_pinned: bool = False

    def mount(self, name: str) -> Mount:
        """The mount of that name; raises UnknownName."""
        for mount in self.mounts:
            if mount.name == name:
                return mount
        raise UnknownName("rig", "mount", name, (m.name for m in self.mounts))

    def follows(self, mount: Mount, leader: str) -> bool:
        """Whether a mount is a KITTI camera that sits on one bar with another one, whose lens and pose it shares."""
        return self.kitti is not None and mount.name in KITTI_CAMERAS and mount.name != leader

    def with_mount(self, mount: Mount) -> Rig:
        """A rig in which the mount of the same name is replaced."""
        self.mount(mount.name)
        return replace(self, mounts=tuple(mount if m.name == mount.name else m for m in self.mounts))


def forward_camera_m(rig: Rig) -> tuple[float, float, float]:
    """Position in the ego's frame of the first mount whose optical (z) axis looks ahead: cameras, never a LiDAR.

    Raises SceneError for a rig without one.
    """
    for mount in rig.mounts:
        if mount.T_ego_sensor.rotation()[0, 2] > 0.5:
            return mount.T_ego_sensor.translation_m
    raise SceneError(f"rig '{rig.name}': no camera looks ahead; this scenario times its reveal by the first that does")
