"""Which of a rig's sensors nuScenes can say, and under which channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exporters.nuscenes_clouds import LIDAR_TOP
from exporters.sensor_choice import sensors_due
from scenes.errors import ConfigError, OutputError
from simulator.frame import CameraReading, Frame, LidarReading, RadarReading, Reading

_MODALITIES: dict[type[Reading], str] = {CameraReading: "camera", LidarReading: "lidar", RadarReading: "radar"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One sensor's place in the tables. modality: camera, lidar or radar."""

    name: str
    modality: str


def channels_of(frame: Frame, chosen: Sequence[str], given: Mapping[str, str]) -> dict[str, Channel]:
    """Channels by sensor, in rig order. chosen: sensors, empty for all. given: channels of single sensors.

    A sensor's channel is its own name. Where no channel would be LIDAR_TOP, which evaluation asks for, the first LiDAR
    without a given channel becomes it. Raises ConfigError where two sensors share one, OutputError where none is left.
    """
    found: dict[str, Channel] = {}
    for sensor, kind in sensors_due(frame).items():
        modality = next((name for known, name in _MODALITIES.items() if issubclass(kind, known)), None)
        if modality is not None and (not chosen or sensor in chosen):
            found[sensor] = Channel(name=given.get(sensor, sensor), modality=modality)
    if not found:
        raise OutputError(f"frame {frame.number} has no camera, LiDAR or radar, and nuScenes needs one")
    names = [channel.name for channel in found.values()]
    if LIDAR_TOP not in names:
        free = (sensor for sensor, channel in found.items() if channel.modality == "lidar" and sensor not in given)
        found |= {sensor: Channel(name=LIDAR_TOP, modality="lidar") for sensor in [next(free, "")] if sensor}
    check_distinct(names)
    return found


def check_distinct(names: Sequence[str]) -> None:
    """Raises ConfigError where two sensors would write to one channel, or a channel's name is no name of a folder."""
    for name in names:
        if names.count(name) > 1:
            raise ConfigError("channels", f"gives '{name}' to several sensors; each needs its own")
        if not name or not name.replace("_", "").replace("-", "").replace(".", "").isalnum() or name.startswith("."):
            raise ConfigError("channels", f"must be letters, digits, '_', '-' and '.', got '{name}'")
