"""The small street of `seen_street` with a real camera in its rig, for tests of what changes cameras."""

from __future__ import annotations

from dataclasses import replace

from seen_street import PROJECTION, scene

from scenes.scene import Scene
from simulator.sensors.camera.exposure import AutoExposure, Exposure
from simulator.sensors.camera.pinhole import PinholeCamera


def filmed(pinned: bool = False, exposure: Exposure | None = None) -> Scene:
    """`image_2` is a camera with the focal length and principal point of the rig's KITTI calibration."""
    before = scene(pinned)
    camera = PinholeCamera(
        fx_px=PROJECTION[0],
        fy_px=PROJECTION[5],
        cx_px=PROJECTION[2],
        cy_px=PROJECTION[6],
        width_px=1200,
        height_px=360,
        exposure=exposure or AutoExposure(),
    )
    mount = replace(before.rig.mount("image_2"), sensor=camera)
    return replace(before, rig=before.rig.with_mount(mount))
