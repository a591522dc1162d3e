"""Things: where they are, what they do, and what a camera shows of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.pose import Box, Pose, World

Float64 = NDArray[np.float64]
Vector = tuple[float, float, float]

Motion = Literal["moving", "stopped", "parked"]
Crossing = Literal["no", "soon", "now"]

KEYPOINT_OUTSIDE, KEYPOINT_HIDDEN, KEYPOINT_VISIBLE = 0, 1, 2
"""States of a keypoint in a view, COCO's numbers: not in the image (or the body has no such point), hidden, seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelBox:
    """Inclusive integer pixel ranges of a mask."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrientedBox:
    """A 3D box: size along its own x (length), y (width), z (height) and the pose of its bottom centre."""

    T_world_box: Pose[World, Box]
    length_m: float
    width_m: float
    height_m: float

    def corners_m(self) -> Float64:
        """(8, 3) corners in the world frame. Bits of a corner's index: 4 front, 2 left, 1 top."""
        x_m, y_m = self.length_m / 2, self.width_m / 2
        local = np.array([[x, y, z] for x in (-x_m, x_m) for y in (-y_m, y_m) for z in (0.0, self.height_m)])
        return self.T_world_box.apply(local)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributes:
    """What a thing does and shows; empty where its class knows no such thing.

    motion: moving; stopped, but it moves within the clip or has a driver; parked. posture: of people and animals, such
    as walking, standing, sitting, lying, riding. open_doors: names of parts that stand open. lit_lamps: names of
    `scenes.material.Lamp`. signal: the state that a traffic light shows; sign: what a traffic sign says, as its asset
    names it.
    """

    motion: Motion = "stopped"
    posture: str = ""
    open_doors: tuple[str, ...] = ()
    lit_lamps: tuple[str, ...] = ()
    signal: str = ""
    sign: str = ""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Trajectory:
    """Where a thing's box will be: position_m (N, 3) of its bottom centre, world frame, and yaw_rad (N,), at the
    frame's time plus step_s, 2 step_s, ... N is smaller where the thing is gone or the simulated time ends.
    """

    step_s: float
    position_m: Float64
    yaw_rad: Float64


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Thing:
    """One instance's state at a frame's time, whether or not a sensor sees it.

    semantic: class id. box: constant size over the clip. box_upright: gravity-aligned around this frame's geometry.
    velocity_mps, acceleration_mps2, spin_radps: world frame. lidar_points, radar_points: points of this instance a
    sensor, by name. is_anomaly: it is out of place or of no usual kind, as its case says. skeleton: name of the
    keypoints' kind in `scenes.skeletons`, "" for none; keypoints_m: (K, 3) world frame in its order, NaN for points
    that this body lacks; None where nobody wants them. future: None where nobody wants it. crossing: of people, riders
    and animals, whether they are on a lane for vehicles, or will be within `future`; None for others, with it, and in
    scenes without lanes. Things of `Frame.things_then` have neither.
    acceleration_mps2: over a tenth of a second around the time. radar_points: echoes by a detour are not counted.
    """

    instance: int
    group: int
    name: str
    semantic: int
    box: OrientedBox
    box_upright: OrientedBox
    velocity_mps: Vector
    spin_radps: Vector
    acceleration_mps2: Vector = (0.0, 0.0, 0.0)
    lidar_points: Mapping[str, int] = field(default_factory=dict)
    radar_points: Mapping[str, int] = field(default_factory=dict)
    is_anomaly: bool = False
    attributes: Attributes = Attributes()
    skeleton: str = ""
    keypoints_m: Float64 | None = None
    future: Trajectory | None = None
    crossing: Crossing | None = None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ThingInView:
    """One instance in one camera, counted (DESIGN section 13). Only things with amodal_px >= 1 have one.

    modal_box: None when nothing is visible. amodal_mask: (h, w) bool, the silhouette alone inside the image, cut to
    amodal_box; the modal mask is `reading.instance == instance`. truncation: share of the silhouette's solid angle
    outside the image, exactly 0 when nothing lies outside. occluders: instance ids (0: scenery) that hide pixels of it,
    with counts. transmittance: share of green light that the air leaves from its visible pixels to the camera, mean;
    contrast: of its mean pixel value to that of what is around it, |a - b| / (a + b). Both None where nothing of it is
    visible or nobody looked.
    corners_px: (8, 2) float32 `box.corners_m()` through the lens, also outside the image, NaN where the lens sees them
    not; None where nobody looked. keypoints_px: (K, 2) float32 of `Thing.keypoints_m`, likewise; keypoint_state: (K,)
    uint8 KEYPOINT_OUTSIDE, _HIDDEN (by others or by itself) or _VISIBLE; None where nobody wants them.
    """

    instance: int
    visible_px: int
    amodal_px: int
    truncation: float
    modal_box: PixelBox | None
    amodal_box: PixelBox
    amodal_mask: NDArray[np.bool_]
    occluders: Mapping[int, int]
    transmittance: float | None = None
    contrast: float | None = None
    corners_px: NDArray[np.float32] | None = None
    keypoints_px: NDArray[np.float32] | None = None
    keypoint_state: NDArray[np.uint8] | None = None

    @property
    def occlusion(self) -> float:
        """1 - visible_px / amodal_px."""
        return 1.0 - self.visible_px / self.amodal_px

    @property
    def inside_share(self) -> float:
        """Share of the silhouette's solid angle inside the image."""
        return 1.0 - self.truncation
