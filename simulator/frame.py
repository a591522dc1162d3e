"""What travels from sensors and labels to exporters: frames and clips. Read-only buffers and values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.clock import Stamp
from scenes.environment import Environment
from scenes.pose import Body, Pose, SensorFrame, World
from simulator.annotations.bird_view import BirdView
from simulator.annotations.pixels import PixelMotion
from simulator.annotations.road import RoadInView, RoadLabels
from simulator.annotations.things import OrientedBox, PixelBox, Thing, ThingInView, Vector
from simulator.readings.camera import CameraReading
from simulator.readings.lidar import LidarReading, PointKind
from simulator.readings.motion import GnssReading, ImuReading, OdometryReading
from simulator.readings.radar import RadarKind, RadarReading

__all__ = [
    "CameraReading",
    "Clip",
    "Frame",
    "GnssReading",
    "ImuReading",
    "LidarReading",
    "OdometryReading",
    "OrientedBox",
    "PixelBox",
    "PointKind",
    "PublishedClip",
    "RadarKind",
    "RadarReading",
    "Reading",
    "RunInfo",
    "Thing",
    "ThingInView",
    "WrittenPicture",
]

Reading = CameraReading | LidarReading | RadarReading | ImuReading | GnssReading | OdometryReading


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class WrittenPicture:
    """image: (H, W, 3), kept here so that no other array can get its id. path: absolute, of the PNG file."""

    image: NDArray[np.uint8]
    path: Path


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Frame:
    """All readings of one tick and their labels. views: labels by camera name.

    number: clip * frames of the run + index. ego_*: of the ego's origin, world frame; the accelerations are means over
    10 ms around the tick. clean: what the cameras would see without the weather, by name, all but
    `image` equal to their readings; empty unless the run pairs its pictures.
    sweeps: readings since the last frame's own, oldest first, of sensors that measure between frames. stamps: what the
    sensors' clocks say of the readings; sweep_stamps: of the sweeps. due: the kind of every reading that this frame
    should have, in rig order; one that is not among the readings was lost on its way. calibrated: T_ego_sensor as the
    written calibration has it, of sensors where that is not the truth. things: at the tick; things_then: at the time of
    each reading that is taken at another one, by sensor. environment: light, air and water.
    Only where an exporter wants them (`annotations.wanted`): motion, albedo ((H, W, 3) uint8, sRGB code of the diffuse
    reflectance, dry and bare of snow; 0 for panes, bare metal and the sky) and roads by camera; road and bird_view of
    the frame.
    written: pictures of the frame that lie in a PNG file already, by `id` of their pixels; no part of its value.
    """

    clip: int
    index: int
    number: int
    time_ns: int
    T_world_ego: Pose[World, Body]
    ego_velocity_mps: Vector
    ego_spin_radps: Vector
    readings: Mapping[str, Reading]
    things: Mapping[int, Thing]
    views: Mapping[str, tuple[ThingInView, ...]]
    ego_acceleration_mps2: Vector = (0.0, 0.0, 0.0)
    ego_angular_acceleration_radps2: Vector = (0.0, 0.0, 0.0)
    clean: Mapping[str, CameraReading] = field(default_factory=dict)
    sweeps: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    sweep_stamps: Mapping[str, tuple[Stamp, ...]] = field(default_factory=dict)
    due: Mapping[str, type[Reading]] = field(default_factory=dict)
    calibrated: Mapping[str, Pose[Body, SensorFrame]] = field(default_factory=dict)
    things_then: Mapping[str, Mapping[int, Thing]] = field(default_factory=dict)
    environment: Environment = field(default_factory=Environment)
    motion: Mapping[str, PixelMotion] = field(default_factory=dict)
    albedo: Mapping[str, NDArray[np.uint8]] = field(default_factory=dict)
    road: RoadLabels | None = None
    roads: Mapping[str, RoadInView] = field(default_factory=dict)
    bird_view: BirdView | None = None
    written: dict[int, WrittenPicture] = field(default_factory=dict, repr=False)

    def things_of(self, reading: Reading) -> Mapping[int, Thing]:
        """The things as they are at the time of one of this frame's readings."""
        return self.things_then.get(reading.name, self.things)

    def calibration(self, reading: Reading) -> Pose[Body, SensorFrame]:
        """T_ego_sensor of a reading's sensor for files that state a calibration."""
        return self.calibrated.get(reading.name, reading.T_ego_sensor)

    def lost(self) -> tuple[str, ...]:
        """Sensors whose reading of this frame did not arrive."""
        return tuple(name for name in self.due if name not in self.readings)

    def cameras(self) -> tuple[CameraReading, ...]:
        """Camera readings in rig order."""
        return tuple(r for r in self.readings.values() if isinstance(r, CameraReading))

    def lidars(self) -> tuple[LidarReading, ...]:
        """LiDAR readings in rig order."""
        return tuple(r for r in self.readings.values() if isinstance(r, LidarReading))

    def radars(self) -> tuple[RadarReading, ...]:
        """Radar readings in rig order."""
        return tuple(r for r in self.readings.values() if isinstance(r, RadarReading))


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Clip:
    """Identity and provenance of one clip; JSON values throughout.

    (seed, index, attempt) is the key of its streams. scene: the resolved scene as JSON. drawn: values by purpose.
    refused: reasons of refused attempts. kitti: matrices of the rig's KITTI calibration, by name.
    """

    index: int
    seed: int
    attempt: int
    case_id: str
    case_name: str
    frames: int
    fps: float
    drawn: Mapping[str, Any]
    scene: Mapping[str, Any]
    refused: tuple[tuple[str, ...], ...] = ()
    kitti: Mapping[str, tuple[float, ...]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInfo:
    """What an exporter may know of the run. name: the exporter's key in the config, and its folder's default name.

    sensors: names of all sensors of the rig, in its order; empty where only a dataset is at hand.
    """

    name: str
    seed: int
    clips: int
    frames: int
    fps: float
    val_share: float
    version: str
    sensors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedClip:
    """One clip of a published shard: its index, frame numbers, and this exporter's files, relative to its root."""

    clip: int
    frame_numbers: tuple[int, ...]
    files: tuple[str, ...]
