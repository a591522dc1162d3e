"""Mis-calibration: what the dataset's calibration says of a sensor's place is not where it is."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from randomizers.base import Randomizer
from randomizers.camera_pose import KITTI_CAMERA
from randomizers.mount_draws import Value, check_probability, drawn_by_mount, values_of
from scenes.distributions import Distribution, check_range, number
from scenes.pose import Pose, SensorFrame, axis_angle, multiply_quaternions
from scenes.rig import KITTI_LIDAR, Mount, Rig
from scenes.scenario import Params
from scenes.scene import Scene

_TURNS = ("x_rad", "y_rad", "z_rad")
_SHIFTS = ("x_m", "y_m", "z_m")
_AXES = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultsCalibration(Randomizer):
    """Falsifies the written calibration of sensors, once a clip; pictures, points and labels stay as they are.

    probability: of each sensor. angle_deg: about, shift_m: along each of its frame's axes. The record keeps both poses.
    The cameras of a KITTI rig share the error of image_2. Put it after `camera_pose`. A rig whose calibration came
    from a file is left alone: its params say `pinned`. Raises ConfigError.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = ("angle_deg", "shift_m")

    probability: float
    angle_deg: Distribution
    shift_m: Distribution

    def __post_init__(self) -> None:
        check_probability(self.probability)
        check_range(self.angle_deg, "angle_deg", -45.0, 45.0, "degrees")
        check_range(self.shift_m, "shift_m", -2.0, 2.0, "m")

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """Six numbers of every struck sensor, by `<mount>.<name>`."""
        if scene.rig.calibration_pinned:
            return {"pinned": True}
        drawn = drawn_by_mount(
            scene.rig, rng, self.probability, lambda mount: not scene.rig.follows(mount, KITTI_CAMERA), self._errors
        )
        return {"pinned": False, **drawn}

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene whose rig is believed to stand otherwise."""
        rig = scene.rig
        for mount in scene.rig.mounts:
            if values := values_of(mount, params):
                rig = _believed(rig, mount, _error(values))
        return replace(scene, rig=rig)

    def _errors(self, own: np.random.Generator) -> dict[str, Value]:
        turns = {name: math.radians(number(self.angle_deg, own)) for name in _TURNS}
        return {**turns, **{name: number(self.shift_m, own) for name in _SHIFTS}}


def _error(values: dict[str, Value]) -> Pose[SensorFrame, SensorFrame]:
    """The believed frame in the true one: turned about x, then y, then z of the turned axes."""
    x, y, z = (axis_angle(axis, float(values[name])) for axis, name in zip(_AXES, _TURNS, strict=True))
    turned = multiply_quaternions(multiply_quaternions(x, y), z)
    return Pose.from_arrays(np.array([float(values[name]) for name in _SHIFTS]), turned)


def _believed(rig: Rig, mount: Mount, error: Pose[SensorFrame, SensorFrame]) -> Rig:
    """The rig with a sensor's calibration off by an error, and with it the KITTI matrices that state it."""
    moved = rig.with_mount(replace(mount, T_ego_sensor_calibrated=mount.T_ego_sensor @ error))
    if rig.kitti is None or mount.name not in (KITTI_CAMERA, KITTI_LIDAR):
        return moved
    if mount.name == KITTI_LIDAR:
        return replace(moved, kitti=rig.kitti.with_lidar_moved(error))
    for other in (m for m in rig.mounts if rig.follows(m, KITTI_CAMERA)):
        T_here_other = mount.T_ego_sensor.inverse() @ other.T_ego_sensor
        believed = mount.T_ego_sensor @ error @ T_here_other
        moved = moved.with_mount(replace(other, T_ego_sensor_calibrated=believed))
    return replace(moved, kitti=rig.kitti.with_camera_moved(error))
