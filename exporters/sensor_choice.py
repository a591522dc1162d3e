"""Which of a frame's sensors a format of one camera and one LiDAR takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scenes.errors import OutputError, UnknownName
from simulator.frame import CameraReading, Frame, LidarReading, Reading


def check_named(path: str, names: Iterable[str], sensors: Sequence[str]) -> None:
    """Raises UnknownName for the first name that the rig has no sensor of. path: of the setting that names them."""
    for name in names:
        if name not in sensors:
            raise UnknownName(path, "sensor", name, sensors)


def cameras_due(frame: Frame) -> tuple[str, ...]:
    """Names of the rig's cameras in its order, those too whose reading of this frame was lost."""
    return tuple(name for name, kind in sensors_due(frame).items() if issubclass(kind, CameraReading))


def chosen_cameras(frame: Frame, names: tuple[str, ...]) -> tuple[str, ...]:
    """These cameras, or all of the rig for no names; those too whose reading was lost.

    Raises UnknownName for a camera that the rig has not, OutputError for a rig without any.
    """
    known = cameras_due(frame)
    if not known:
        raise OutputError(f"frame {frame.number} has no camera reading, and this format needs one")
    for name in names:
        if name not in known:
            raise UnknownName("cameras", "camera", name, known)
    return names or known


def pick_camera(frame: Frame, name: str) -> CameraReading | None:
    """The camera of that name, or the rig's first for an empty name; None where its reading was lost.

    Raises UnknownName, or OutputError for a rig without any.
    """
    cameras = cameras_due(frame)
    if not cameras:
        raise OutputError(f"frame {frame.number} has no camera reading, and this format needs one")
    if name and name not in cameras:
        raise UnknownName("camera", "camera", name, cameras)
    return camera_named(frame, name or cameras[0])


def camera_named(frame: Frame, name: str) -> CameraReading | None:
    """The camera's reading of that name, None where there is none."""
    reading = frame.readings.get(name)
    return reading if isinstance(reading, CameraReading) else None


def lidar_name(frame: Frame, name: str) -> str:
    """That name, or of the rig's first LiDAR for an empty name; empty where the rig has none. Raises UnknownName."""
    lidars = [known for known, kind in sensors_due(frame).items() if issubclass(kind, LidarReading)]
    if name and name not in lidars:
        raise UnknownName("lidar", "lidar", name, lidars)
    return name or next(iter(lidars), "")


def lidar_named(frame: Frame, name: str) -> LidarReading | None:
    """The LiDAR's reading of that name, None where there is none."""
    reading = frame.readings.get(name)
    return reading if isinstance(reading, LidarReading) else None


def sensors_due(frame: Frame) -> Mapping[str, type[Reading]]:
    """Kinds of the rig's readings by sensor, in its order, those too whose reading of this frame was lost."""
    return frame.due or {name: type(reading) for name, reading in frame.readings.items()}
