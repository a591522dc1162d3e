"""A camera's reading: one image and its exact truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.errors import OutputError
from scenes.lenses.base import Lens
from scenes.lenses.pinhole import Pinhole
from scenes.pose import Body, Pose, SensorFrame, World

UInt8 = NDArray[np.uint8]
Float32 = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CameraReading:
    """One image and its exact per-pixel truth. All arrays are (H, W, ...), row 0 on top.

    time_ns: the trigger, exposure middle. lens: through which all of it is seen. readout_s: of a rolling shutter's
    rows together; 0: global. T_world_sensor: at time_ns, which is the middle row's.
    image: (H, W, 3) uint8 sRGB-like, as the camera's file holds it. depth_m: float32 z in the camera frame, 0: nothing;
    behind the image plane, which wide lenses see, it is negative. range_m: float32 distance along the ray, 0: nothing.
    normal: float32 unit, camera frame. instance uint16, part uint8, semantic uint8 (ids of `scenes.ontology`). flow_px:
    (H, W, 2) float32 forward motion (du, dv) to the camera's own next reading, one period of its rate later, NaN where
    the point leaves in front of the camera plane or is sky. raw: (H, W) uint16 digital numbers of the colour filter
    array, black level included; hdr: (H, W, 3) float32 linear Rec. 709 radiance behind the optics, cd/m2, without
    noise; None where the camera's chain does not keep them.
    """

    name: str
    time_ns: int
    T_ego_sensor: Pose[Body, SensorFrame]
    T_world_sensor: Pose[World, SensorFrame]
    lens: Lens
    readout_s: float = 0.0
    image: UInt8
    depth_m: Float32
    range_m: Float32
    normal: Float32
    instance: NDArray[np.uint16]
    part: UInt8
    semantic: UInt8
    flow_px: Float32
    raw: NDArray[np.uint16] | None = None
    hdr: Float32 | None = None

    @property
    def K(self) -> tuple[float, float, float, float]:  # noqa: N802 (the field's own name)
        """(fx, fy, cx, cy) px, first pixel's centre at (0, 0). Raises OutputError where the lens is no pinhole."""
        if not isinstance(self.lens, Pinhole):
            raise OutputError(
                f"camera '{self.name}' has a {type(self.lens).__name__} lens, which no matrix of intrinsics describes; "
                "use a pinhole camera, or a format that needs none"
            )
        return self.lens.K

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height)."""
        return self.image.shape[1], self.image.shape[0]
