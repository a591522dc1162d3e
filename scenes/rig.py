"""The sensor rig: which sensors the ego carries, and where."""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass, replace

from scenes.errors import UnknownName
from scenes.pose import Body, Pose, SensorFrame

Matrix = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorSpec(ABC):
    """Base of every sensor's frozen description; the classes that measure live in `simulator.sensors`.

    rate_hz: readings per second. offset_s: time of the first reading after the clip's start.
    """

    rate_hz: float = 10.0
    offset_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """A sensor on the ego: `T_ego_sensor` maps the sensor's frame to the ego's body frame."""

    name: str
    sensor: SensorSpec
    T_ego_sensor: Pose[Body, SensorFrame]


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

    def with_mount(self, mount: Mount) -> Rig:
        """A rig in which the mount of the same name is replaced."""
        self.mount(mount.name)
        return replace(self, mounts=tuple(mount if m.name == mount.name else m for m in self.mounts))
