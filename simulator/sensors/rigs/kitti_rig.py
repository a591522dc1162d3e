"""The KITTI car's colour cameras and Velodyne, from the published geometry or from a real calibration file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from scenes.errors import ConfigError, InputFileError
from scenes.lenses.base import MAX_SIDE_PX
from scenes.pose import Body, Pose, SensorFrame
from scenes.rig import KITTI_LIDAR, KittiCalibration, Matrix, Mount, Rig
from simulator.sensors.camera.chain import CameraChain
from simulator.sensors.camera.exposure import AutoExposure, Exposure
from simulator.sensors.camera.pinhole import PinholeCamera
from simulator.sensors.camera.presets import KittiFlea2
from simulator.sensors.lidar.spinning_lidar import SpinningLidar
from simulator.sensors.rigs.kitti_calib_file import read_kitti_calib
from simulator.sensors.rigs.rig_model import RigModel

Float64 = NDArray[np.float64]

CameraName = Literal["image_2", "image_3"]
PROJECTIONS: Mapping[CameraName, str] = {"image_2": "P2", "image_3": "P3"}
"""Colour cameras, left and right, and the matrices that project into their pictures."""

PUBLISHED_SIZE_PX = (1242, 375)
"""Rectified images of 2011_09_26."""

VELODYNE_HEIGHT_M = 1.73
"""Published height of the Velodyne above the ground (KITTI sensor setup)."""

VELODYNE_AHEAD_M = 0.76
"""Distance ahead of the rear axle; chosen after KITTI's drawing of the car, as no calibration file states it."""

FOCAL_PX, CENTRE_U_PX, CENTRE_V_PX = 721.5377, 609.5593, 172.854


def _published_projection(tx: float, ty: float = 0.0, tz: float = 0.0) -> Matrix:
    return (FOCAL_PX, 0.0, CENTRE_U_PX, tx, 0.0, FOCAL_PX, CENTRE_V_PX, ty, 0.0, 0.0, 1.0, tz)


PUBLISHED = KittiCalibration(
    P0=_published_projection(0.0),
    P1=_published_projection(-387.5744),
    P2=_published_projection(44.85728, 0.2163791, 0.002745884),
    P3=_published_projection(-339.5242, 2.199936, 0.002729905),
    R0_rect=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0),
    Tr_velo_to_cam=(
        *(0.00753374, -0.99997139, -0.00061660, -0.00406977),
        *(0.01480249, 0.00072807, -0.99989021, -0.07631618),
        *(0.99986207, 0.00752379, 0.01480755, -0.27178061),
    ),
    Tr_imu_to_velo=(
        *(0.9999976, 0.0007553071, -0.002035826, -0.8086759),
        *(-0.0007854027, 0.9998898, -0.01482298, 0.3195559),
        *(0.002024406, 0.01482454, 0.9998881, -0.7997231),
    ),
)
"""Published calibration of 2011_09_26 with an identity rectification: this rig's cameras need none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KittiRig(RigModel):
    """Colour cameras and `velodyne`, whose written calibration is exactly how they are mounted.

    cameras: `image_2`, and `image_3` 0.5327 m to its right for stereo, rectified to each other. calib: a KITTI object
    calib file; then the dataset's own calibration equals it and nothing may move a mount. size: (width, height) in
    pixels; by default that of the image_2 picture beside the calib file, else 1242 x 375. The Velodyne stands level,
    velodyne_height_m above the ground.
    """

    cameras: tuple[CameraName, ...] = ("image_2",)
    calib: str | None = None
    size: tuple[int, int] | None = None
    velodyne_height_m: float = VELODYNE_HEIGHT_M
    velodyne_ahead_m: float = VELODYNE_AHEAD_M
    rate_hz: float = 10.0
    lidar: SpinningLidar = field(default_factory=SpinningLidar)
    exposure: Exposure = field(default_factory=AutoExposure)
    chain: CameraChain = field(default_factory=KittiFlea2)

    def __post_init__(self) -> None:
        if "image_2" not in self.cameras or len(set(self.cameras)) < len(self.cameras):
            raise ConfigError("rig.cameras", f"got {list(self.cameras)}, allowed: image_2, alone or with image_3")
        if self.size is not None and min(self.size) < 1:
            raise ConfigError("rig.size", f"needs two positive pixel counts, got {list(self.size)}")
        if self.size is not None and max(self.size) > MAX_SIDE_PX:
            raise ConfigError("rig.size", f"got {list(self.size)}, allowed: at most {MAX_SIDE_PX} pixels a side")
        if not 0.0 < self.velodyne_height_m < 5.0:
            raise ConfigError("rig.velodyne_height_m", f"got {self.velodyne_height_m} m, allowed above 0 and below 5")

    def build(self) -> Rig:
        """The rig. Raises InputFileError for a malformed calib file or an unreadable image beside it."""
        kitti = PUBLISHED if self.calib is None else read_kitti_calib(Path(self.calib))
        T_ego_velodyne: Pose[Body, SensorFrame] = Pose(
            translation_m=(self.velodyne_ahead_m, 0.0, self.velodyne_height_m)
        )
        return Rig(
            name="kitti" if len(self.cameras) == 1 else "kitti_stereo",
            mounts=(
                *(self._camera(name, kitti, T_ego_velodyne) for name in self.cameras),
                Mount(name=KITTI_LIDAR, sensor=self.lidar, T_ego_sensor=T_ego_velodyne),
            ),
            kitti=kitti,
            calibration_pinned=self.calib is not None,
        )

    def _camera(self, name: CameraName, kitti: KittiCalibration, T_ego_velodyne: Pose[Body, SensorFrame]) -> Mount:
        P = np.array(getattr(kitti, PROJECTIONS[name])).reshape(3, 4)
        width, height = self.size or self._size_beside_calib()
        camera = PinholeCamera(
            fx_px=float(P[0, 0]),
            fy_px=float(P[1, 1]),
            cx_px=float(P[0, 2]),
            cy_px=float(P[1, 2]),
            width_px=width,
            height_px=height,
            rate_hz=self.rate_hz,
            exposure=self.exposure,
            chain=self.chain,
        )
        T_ego_camera: Pose[Body, SensorFrame] = Pose.from_matrix(
            T_ego_velodyne.matrix() @ velodyne_from_camera(kitti, P)
        )
        return Mount(name=name, sensor=camera, T_ego_sensor=T_ego_camera)

    def _size_beside_calib(self) -> tuple[int, int]:
        if self.calib is None:
            return PUBLISHED_SIZE_PX
        calib = Path(self.calib)
        picture = calib.parent.parent / "image_2" / f"{calib.stem}.png"
        if not picture.exists():
            return PUBLISHED_SIZE_PX
        try:
            with Image.open(picture) as image:
                return image.size
        except OSError as fault:
            raise InputFileError(str(picture), None, f"is no readable image ({fault})") from fault


def velodyne_from_camera(kitti: KittiCalibration, P: Float64) -> Float64:
    """(4, 4) homogeneous map from the frame of the camera with projection P (3, 4) to the Velodyne's.

    A Velodyne point y is seen by P R0 Tr y = K (R0 Tr y + t) with t = inv(K) P[:, 3].
    """
    T_rect_velodyne = np.eye(4)
    T_rect_velodyne[:3] = np.array(kitti.R0_rect).reshape(3, 3) @ np.array(kitti.Tr_velo_to_cam).reshape(3, 4)
    T_rect_velodyne[:3, 3] += np.linalg.solve(P[:, :3], P[:, 3])
    return np.asarray(np.linalg.inv(T_rect_velodyne), dtype=np.float64)
