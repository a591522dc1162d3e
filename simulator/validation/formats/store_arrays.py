"""Types and shapes of a stored frame's arrays: those of one reading fit each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulator.validation.store_reader import kind_of
from simulator.validation.stored import Json

PIXELS: Mapping[str, tuple[str, tuple[int, ...]]] = {
    "depth_m": ("f4", ()),
    "range_m": ("f4", ()),
    "normal": ("f4", (3,)),
    "instance": ("u2", ()),
    "part": ("u1", ()),
    "semantic": ("u1", ()),
    "flow_px": ("f4", (2,)),
}
"""Of a camera's reading: type, and shape behind height and width; as simulator/readings/camera.py says."""

MOTION: Mapping[str, tuple[str, tuple[int, ...]]] = {
    "flow_back_px": ("f4", (2,)),
    "gone_next": ("b1", ()),
    "gone_before": ("b1", ()),
    "next_depth_m": ("f4", ()),
    "scene_flow_m": ("f4", (3,)),
}
"""Of simulator/annotations/pixels.py."""

POINTS: Mapping[str, tuple[str, tuple[int, ...]]] = {
    "points": ("f4", (4,)),
    "deskewed_m": ("f4", (3,)),
    "offset_ns": ("i4", ()),
    "ring": ("u1", ()),
    "instance": ("u2", ()),
    "semantic": ("u1", ()),
    "velocity_mps": ("f4", (3,)),
    "return_number": ("u1", ()),
    "kind": ("u1", ()),
}
"""Of a LiDAR's reading, behind the number of points."""

ALBEDO = {"albedo": ("u1", (3,))}


def array_faults(stored: Json) -> list[str]:
    """Arrays that are not of the documented type, or of another size than the rest of their reading."""
    found = []
    for name, reading in stored["readings"].items():
        if kind_of(reading) == "CameraReading":
            lens = reading["lens"]
            sized = "width_px" in lens and "height_px" in lens
            lead = (lens["height_px"], lens["width_px"]) if sized else reading["instance"].shape
            found += _misfits(name, reading, PIXELS, lead)
            if name in stored["motion"]:
                found += _misfits(f"motion of {name}", stored["motion"][name], MOTION, lead)
            if name in stored["albedo"]:
                found += _misfits(name, {"albedo": stored["albedo"][name]}, ALBEDO, lead)
        elif kind_of(reading) == "LidarReading":
            found += _misfits(name, reading, POINTS, reading["instance"].shape[:1])
    for camera, views in stored["views"].items():
        for view in views:
            box = view["amodal_box"]
            lead = (box["bottom"] - box["top"] + 1, box["right"] - box["left"] + 1)
            place = f"{camera}, instance {view['instance']}"
            found += _misfits(place, view, {"amodal_mask": ("b1", ())}, lead)
    return found


def _misfits(
    place: str, values: Mapping[str, Any], expected: Mapping[str, tuple[str, tuple[int, ...]]], lead: tuple[int, ...]
) -> list[str]:
    found = []
    for name, (kind, rest) in expected.items():
        array = values[name]
        if array.dtype != np.dtype(kind) or array.shape != (*lead, *rest):
            wanted = f"{np.dtype(kind)} {(*lead, *rest)}"
            found.append(f"{place}: {name} is {array.dtype} {array.shape}, expected {wanted}")
    return found
