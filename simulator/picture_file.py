"""Pictures as files."""

from __future__ import annotations

from pathlib import Path

import cv2

from scenes.errors import OutputError
from simulator.files import disk_fault
from simulator.readings.camera import UInt8

_JPEG, _JPEG_QUALITY = (".jpg", ".jpeg"), 88
"""Chosen: no artefact shows at full size, a fifth of a PNG's bytes."""


def write_picture(path: Path, picture: UInt8) -> None:
    """Writes a picture (H, W, 3) in the format of the path's ending (.png, .jpg), its folder made where missing.

    Raises OutputError.
    """
    settings = [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY] if path.suffix.lower() in _JPEG else []
    done, data = cv2.imencode(path.suffix, picture[..., ::-1], settings)
    if not done:
        raise OutputError(f"{path}: the picture could not be encoded")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.tobytes())
    except OSError as fault:
        raise disk_fault(fault, path.parent) or OutputError(f"{path}: {fault.strerror}") from None
