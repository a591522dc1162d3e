"""Mounting tolerance of cameras, written into the calibration that they have."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from randomizers.base import Randomizer
from scenes.distributions import Distribution, check_range, number
from scenes.pose import Pose, SensorFrame, axis_angle, multiply_quaternions
from scenes.rig import Mount, Rig
from scenes.scenario import Params
from scenes.scene import Scene

KITTI_CAMERA = "image_2"
"""The mount whose pose a KITTI calibration states."""
_ANGLES = ("pitch_rad", "yaw_rad", "roll_rad")
"""About the camera's x (right), y (down) and z (forward) axes."""
_SHIFTS = ("right_m", "down_m", "forward_m")


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraPose(Randomizer):
    """Moves and turns every camera by a small error in its own frame, once a clip.

    angle_deg: of each of the three rotations. shift_m: along each of the three axes. The other cameras of a KITTI rig
    move with image_2 as on one bar: their pictures stay rectified. A rig whose calibration came from a file is left
    alone: its params say `pinned`. Raises ConfigError for errors beyond a mount's.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = ("angle_deg", "shift_m")

    angle_deg: Distribution
    shift_m: Distribution

    def __post_init__(self) -> None:
        check_range(self.angle_deg, "angle_deg", -10.0, 10.0, "degrees")
        check_range(self.shift_m, "shift_m", -0.3, 0.3, "m")

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """Six numbers a camera, by `<mount>.<name>`."""
        if scene.rig.calibration_pinned:
            return {"pinned": True}
        params: dict[str, float | int | str | bool] = {"pinned": False}
        for mount in _moved_alone(scene.rig):
            params |= {f"{mount.name}.{name}": math.radians(number(self.angle_deg, rng)) for name in _ANGLES}
            params |= {f"{mount.name}.{name}": number(self.shift_m, rng) for name in _SHIFTS}
        return params

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The rig with its cameras moved, and its KITTI calibration with them."""
        if params["pinned"]:
            return scene
        rig = scene.rig
        for mount in _moved_alone(scene.rig):
            T_old_new = _error(mount.name, params)
            rig = rig.with_mount(replace(mount, T_ego_sensor=mount.T_ego_sensor @ T_old_new))
            if mount.name == KITTI_CAMERA and rig.kitti is not None:
                rig = replace(rig, kitti=rig.kitti.with_camera_moved(T_old_new))
                for other in (m for m in rig.mounts if rig.follows(m, KITTI_CAMERA)):
                    T_old_other = mount.T_ego_sensor.inverse() @ other.T_ego_sensor
                    rig = rig.with_mount(replace(other, T_ego_sensor=mount.T_ego_sensor @ T_old_new @ T_old_other))
        return replace(scene, rig=rig)


def _moved_alone(rig: Rig) -> list[Mount]:
    return [mount for mount in rig.mounts if _is_camera(mount) and not rig.follows(mount, KITTI_CAMERA)]


def _is_camera(mount: Mount) -> bool:
    """What has optical axes."""
    return mount.sensor.AXES == "optical"


def _error(name: str, params: Params) -> Pose[SensorFrame, SensorFrame]:
    """The new frame in the old one: yaw, then pitch, then roll, each about the turned axes."""
    pitch, yaw, roll = (
        axis_angle(axis, float(params[f"{name}.{angle}"]))
        for axis, angle in zip(((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)), _ANGLES, strict=True)
    )
    turned = multiply_quaternions(multiply_quaternions(yaw, pitch), roll)
    return Pose.from_arrays(np.array([float(params[f"{name}.{shift}"]) for shift in _SHIFTS]), turned)
