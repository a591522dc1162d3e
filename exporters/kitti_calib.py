"""The calibration of one KITTI object frame: published matrices kept to the digit, or derived from the sensors' poses.

`x = P2 · R0_rect · Tr_velo_to_cam · y` takes a Velodyne point y to pixels of image_2 (object devkit, readme.txt).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from scenes.errors import OutputError
from scenes.pose import Body, Pose, SensorFrame
from simulator.frame import CameraReading, Frame, LidarReading

Float64 = NDArray[np.float64]
SensorReading = TypeVar("SensorReading", CameraReading, LidarReading)

SHAPES: Mapping[str, tuple[int, int]] = {
    "P0": (3, 4),
    "P1": (3, 4),
    "P2": (3, 4),
    "P3": (3, 4),
    "R0_rect": (3, 3),
    "Tr_velo_to_cam": (3, 4),
    "Tr_imu_to_velo": (3, 4),
}
"""Names and shapes in the file's order; readers index the lines by number."""

CHECK_DISTANCE_M = 10.0  # chosen: where most labelled objects are; nearer only magnifies errors of translation
TOLERANCE_PX = 0.05  # chosen: a twentieth of a pixel; the seven digits of real calibration files cost about 0.001


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class KittiCalib:
    """The seven matrices by name, each float64 in the shape of `SHAPES`. rect: the rectified frame of camera 0."""

    matrices: Mapping[str, Float64]
    _velo_from_rect: Float64 = field(init=False, repr=False)
    _camera_from_rect_m: Float64 = field(init=False, repr=False)

    def __post_init__(self) -> None:  # once a frame, not once a labelled thing
        P2 = self.matrices["P2"]
        object.__setattr__(self, "_velo_from_rect", np.linalg.inv(self.rect_from_velo()))
        object.__setattr__(self, "_camera_from_rect_m", np.linalg.solve(P2[:, :3], P2[:, 3]))

    def text(self) -> str:
        """The file: seven lines and an empty one, numbers as `%.12e`."""
        rows = (f"{name}: {' '.join(f'{v:.12e}' for v in self.matrices[name].ravel())}\n" for name in SHAPES)
        return "".join(rows) + "\n"

    def rect_from_velo(self) -> Float64:
        """R0_rect · Tr_velo_to_cam, 4x4."""
        rectify = np.eye(4)
        rectify[:3, :3] = self.matrices["R0_rect"]
        move = np.eye(4)
        move[:3] = self.matrices["Tr_velo_to_cam"]
        return np.asarray(rectify @ move, dtype=np.float64)

    def camera_from_rect_m(self) -> Float64:
        """(3,) offset t with `x_camera2 = x_rect + t`, as P2 = K [I | t] says it."""
        return self._camera_from_rect_m.copy()

    def velo_of(self, rect_m: Float64) -> Float64:
        """A point (3,) of the rectified frame in the Velodyne's."""
        return np.asarray(self._velo_from_rect[:3, :3] @ rect_m + self._velo_from_rect[:3, 3], dtype=np.float64)

    def project_velo(self, velo_m: Float64, projection: str = "P2") -> Float64:
        """Pixels (N, 2) of points (N, 3) in the Velodyne's frame."""
        homogeneous = np.column_stack([velo_m, np.ones(len(velo_m))])
        image = homogeneous @ (self.matrices[projection] @ self.rect_from_velo()).T
        return np.asarray(image[:, :2] / image[:, 2:], dtype=np.float64)


def published_calib(matrices: Mapping[str, tuple[float, ...]]) -> KittiCalib:
    """The rig's own matrices. Raises OutputError where one is missing or has the wrong number of values."""
    arrays: dict[str, Float64] = {}
    for name, shape in SHAPES.items():
        values = matrices.get(name, ())
        if len(values) != shape[0] * shape[1]:
            raise OutputError(f"the rig's KITTI matrix {name} needs {shape[0] * shape[1]} values, got {len(values)}")
        arrays[name] = np.array(values, dtype=np.float64).reshape(shape)
    return KittiCalib(matrices=arrays)


def as_calibrated(frame: Frame, reading: SensorReading) -> SensorReading:
    """A reading whose T_ego_sensor is what the calibration says of its sensor, which need not be the truth."""
    return replace(reading, T_ego_sensor=frame.calibration(reading))


def derived_calib(camera: CameraReading, lidar: LidarReading | None) -> KittiCalib:
    """One perfect camera: all P = K [I | 0], R0 = I. IMU frame: the ego's; without a LiDAR, Velodyne too."""
    fx, fy, cx, cy = camera.K
    projection = np.array([[fx, 0.0, cx, 0.0], [0.0, fy, cy, 0.0], [0.0, 0.0, 1.0, 0.0]])
    T_ego_velo: Pose[Body, SensorFrame] = Pose() if lidar is None else lidar.T_ego_sensor
    arrays = dict.fromkeys(("P0", "P1", "P2", "P3"), projection)
    arrays["R0_rect"] = np.eye(3)
    arrays["Tr_velo_to_cam"] = (camera.T_ego_sensor.inverse() @ T_ego_velo).matrix()[:3]
    arrays["Tr_imu_to_velo"] = T_ego_velo.inverse().matrix()[:3]
    return KittiCalib(matrices=arrays)


def with_true_poses(calib: KittiCalib, frame: Frame, camera: CameraReading, lidar: LidarReading | None) -> KittiCalib:
    """The calibration as the sensors really stand, for labels; the same where it is believed rightly."""
    if not frame.calibrated:
        return calib
    T_ego_velo: Pose[Body, SensorFrame] = Pose() if lidar is None else lidar.T_ego_sensor
    T_rect_velo = (camera.T_ego_sensor.inverse() @ T_ego_velo).matrix()
    T_rect_velo[:3, 3] -= calib.camera_from_rect_m()
    Tr = np.asarray(np.linalg.solve(calib.matrices["R0_rect"], T_rect_velo[:3]), dtype=np.float64)
    return KittiCalib(matrices={**calib.matrices, "Tr_velo_to_cam": Tr})


def check_calib(calib: KittiCalib, camera: CameraReading, lidar: LidarReading, projection: str = "P2") -> None:
    """Raises OutputError where the matrices do not say what the readings do: image corners and centre, at 10 m.

    projection: the camera's matrix.
    """
    fx, fy, cx, cy = camera.K
    width, height = camera.size_px
    pixels = np.array([[u, v] for u in (0.0, width / 2, width - 1.0) for v in (0.0, height / 2, height - 1.0)])
    rays = np.column_stack([(pixels[:, 0] - cx) / fx, (pixels[:, 1] - cy) / fy, np.ones(len(pixels))])
    T_velo_camera = lidar.T_ego_sensor.inverse() @ camera.T_ego_sensor
    error_px = float(
        np.abs(calib.project_velo(T_velo_camera.apply(rays * CHECK_DISTANCE_M), projection) - pixels).max()
    )
    if not error_px <= TOLERANCE_PX:
        raise OutputError(
            f"the rig's KITTI calibration contradicts the mounts of '{camera.name}' and '{lidar.name}': "
            f"{error_px:.2f} px at {CHECK_DISTANCE_M:g} m, allowed {TOLERANCE_PX:g} px"
        )
