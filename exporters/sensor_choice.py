"""Which of a frame's sensors a format of one camera and one LiDAR takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scenes.errors import OutputError, UnknownName
from simulator.frame import CameraReading, Frame, LidarReading


def check_named(path: str, names: Iterable[str], sensors: Sequence[str]) -> None:
    """Raises UnknownName for the first name that the rig has no sensor of. path: of the setting that names them."""
    for name in names:
        if name not in sensors:
            raise UnknownName(path, "sensor", name, sensors)


def pick_camera(frame: Frame, name: str) -> CameraReading:
    """The camera of that name, or the rig's first for an empty name. Raises UnknownName, or OutputError without any."""
    cameras = {reading.name: reading for reading in frame.cameras()}
    if not cameras:
        raise OutputError(f"frame {frame.number} has no camera reading, and this format needs one")
    if not name:
        return next(iter(cameras.values()))
    if name not in cameras:
        raise UnknownName("camera", "camera", name, cameras)
    return cameras[name]


def pick_lidar(frame: Frame, name: str) -> LidarReading | None:
    """The LiDAR of that name, or the rig's first for an empty name; None where the rig has none. Raises UnknownName."""
    lidars = {reading.name: reading for reading in frame.lidars()}
    if not name:
        return next(iter(lidars.values()), None)
    if name not in lidars:
        raise UnknownName("lidar", "lidar", name, lidars)
    return lidars[name]
