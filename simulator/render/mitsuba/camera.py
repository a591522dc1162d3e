"""The pinhole view as a Mitsuba sensor."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from scenes.errors import UnsupportedRays
from simulator.render.base import PinholeView


def sensor_of(mi: Any, view: PinholeView) -> dict[str, Any]:
    """Description of the camera with a box filter of one pixel. Raises UnsupportedRays for pixels that are not square.

    Mitsuba's camera looks along z with x to the left and y up; its image coordinates put a pixel's edge at 0.
    """
    fx, fy, cx, cy = view.K
    width, height = view.size_px
    if not math.isclose(fx, fy, rel_tol=1e-6):
        raise UnsupportedRays(f"renderer=mitsuba needs square pixels, got fx {fx} and fy {fy}: use renderer=warp")
    to_world = view.T_world_camera.matrix() @ np.diag([-1.0, -1.0, 1.0, 1.0])
    return {
        "type": "perspective",
        "to_world": mi.ScalarTransform4f(to_world),
        "fov_axis": "x",
        "fov": math.degrees(2.0 * math.atan(0.5 * width / fx)),
        "principal_point_offset_x": 0.5 - (cx + 0.5) / width,
        "principal_point_offset_y": 0.5 - (cy + 0.5) / height,
        "near_clip": 1e-3,
        "far_clip": 1e7,
        "film": {
            "type": "hdrfilm",
            "width": width,
            "height": height,
            "rfilter": {"type": "box"},
            "pixel_format": "rgb",
            "component_format": "float32",
        },
        "sampler": {"type": "multijitter"},
    }


def sub_pixels(samples: int) -> int:
    """Into how many columns and rows a pixel is split, so that each part has several samples and one distance."""
    return 2 if samples >= 16 else 1


def finer_view(view: PinholeView, parts: int) -> PinholeView:
    """The same image with every pixel split into `parts` columns and rows."""
    fx, fy, cx, cy = view.K
    width, height = view.size_px
    return replace(
        view,
        K=(fx * parts, fy * parts, (cx + 0.5) * parts - 0.5, (cy + 0.5) * parts - 0.5),
        size_px=(width * parts, height * parts),
    )
