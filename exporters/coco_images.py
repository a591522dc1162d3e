"""Images as COCO's files list them, the same in all files of the family."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.frame import CameraReading, Frame

IMAGES = "images/"


def image_path(camera: str, cameras: Sequence[str], frame: Frame) -> str:
    """images/%06d.png; of several cameras images/<camera>/%06d.png."""
    folder = "" if len(cameras) == 1 else f"{camera}/"
    return f"{IMAGES}{folder}{frame.number:06d}.png"


def image_entry(frame: Frame, camera: CameraReading, path: str) -> dict[str, Any]:
    """One entry of `images` without its id; clip, frame (index in the clip), camera and time_ns are ours."""
    width, height = camera.size_px
    return {
        "file_name": path.removeprefix(IMAGES),
        "width": width,
        "height": height,
        "clip": frame.clip,
        "frame": frame.index,
        "camera": camera.name,
        "time_ns": camera.time_ns,
    }
