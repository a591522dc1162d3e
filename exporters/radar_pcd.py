"""Radar points as nuScenes' files hold them: PCD v0.7, binary, 18 fields (nuscenes-devkit 1.2.0, RadarPointCloud)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.readings.radar import RADAR_POINT


def radar_pcd(points: NDArray[Any]) -> bytes:
    """A complete file of points (N,) of `RADAR_POINT`. Without any it holds one of NaN, which readers take as none."""
    if points.dtype != RADAR_POINT:
        raise ValueError(f"radar points need the type RADAR_POINT, got {points.dtype}")
    if not len(points):
        points = np.zeros(1, dtype=RADAR_POINT)
        points["x"] = points["y"] = points["z"] = np.nan
    types = [RADAR_POINT[name] for name in RADAR_POINT.names or ()]
    lines = [
        "# .PCD v0.7 - Point Cloud Data file format",
        "VERSION 0.7",
        "FIELDS " + " ".join(RADAR_POINT.names or ()),
        "SIZE " + " ".join(str(kind.itemsize) for kind in types),
        "TYPE " + " ".join("F" if kind.kind == "f" else "I" for kind in types),
        "COUNT " + " ".join("1" for _ in types),
        f"WIDTH {len(points)}",
        "HEIGHT 1",
        "VIEWPOINT 0 0 0 1 0 0 0",
        f"POINTS {len(points)}",
        "DATA binary",
    ]
    # The devkit wants a byte after the last point's.
    return ("\n".join(lines) + "\n").encode() + np.ascontiguousarray(points).tobytes() + b"\n"
