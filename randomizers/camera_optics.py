"""Tolerance of lenses, written into the calibration that they have: focal lengths and principal points."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from randomizers.base import Randomizer
from randomizers.camera_pose import KITTI_CAMERA
from scenes.distributions import Distribution, check_range, number
from scenes.rig import Mount
from scenes.scenario import Params
from scenes.scene import Scene

_PINHOLE = ("fx_px", "fy_px", "cx_px", "cy_px", "width_px", "height_px")
"""What a sensor has that projects as a pinhole camera does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraOptics(Randomizer):
    """Gives every pinhole camera another lens, once a clip.

    focal_scale: factor of both focal lengths. centre_shift_share: of the principal point, along each axis, over the
    image's width. The other cameras of a KITTI rig get the same as image_2, as rectified pictures have. A rig whose
    calibration came from a file is left alone: its params say `pinned`.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = ("focal_scale", "centre_shift_share")

    focal_scale: Distribution
    centre_shift_share: Distribution

    def __post_init__(self) -> None:
        check_range(self.focal_scale, "focal_scale", 0.3, 3.0, "")
        check_range(self.centre_shift_share, "centre_shift_share", -0.2, 0.2, "")

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """Three numbers a camera, by `<mount>.<name>`."""
        if scene.rig.calibration_pinned:
            return {"pinned": True}
        params: dict[str, float | int | str | bool] = {"pinned": False}
        for mount in filter(_is_pinhole, scene.rig.mounts):
            if scene.rig.follows(mount, KITTI_CAMERA):
                continue
            sensor: Any = mount.sensor
            params[f"{mount.name}.focal_scale"] = number(self.focal_scale, rng)
            for axis in ("right_px", "down_px"):
                params[f"{mount.name}.{axis}"] = number(self.centre_shift_share, rng) * sensor.width_px
        return params

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The rig with those lenses, and its KITTI calibration with them."""
        if params["pinned"]:
            return scene
        rig = scene.rig
        for mount in filter(_is_pinhole, scene.rig.mounts):
            own = KITTI_CAMERA if rig.follows(mount, KITTI_CAMERA) else mount.name
            scale, right, down = (float(params[f"{own}.{key}"]) for key in ("focal_scale", "right_px", "down_px"))
            old: Any = mount.sensor
            new = replace(
                old, fx_px=old.fx_px * scale, fy_px=old.fy_px * scale, cx_px=old.cx_px + right, cy_px=old.cy_px + down
            )
            rig = rig.with_mount(replace(mount, sensor=new))
            if mount.name == KITTI_CAMERA and rig.kitti is not None:
                rig = replace(rig, kitti=rig.kitti.with_lens(scale, right, down))
        return replace(scene, rig=rig)


def _is_pinhole(mount: Mount) -> bool:
    return all(hasattr(mount.sensor, name) for name in _PINHOLE)
