"""The example clips with what nuScenes' rig has beside them: a radar, and LiDAR turns between the frames."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from exporters.base import PublishedClip
from exporters.example_frames import example_clip, example_frames, example_measures
from exporters.nuscenes import NuscenesExporter
from exporters.testing import INFO
from scenes.pose import Body, Pose, SensorFrame, World
from simulator.frame import Clip, Frame, LidarReading, RadarKind, RadarReading
from simulator.readings.radar import RADAR_POINT

VERSION = "v1.0-swerve"
RADAR = "RADAR_FRONT"
HALF_FRAME_NS = 50_000_000
T_EGO_RADAR: Pose[Body, SensorFrame] = Pose(translation_m=(3.4, 0.0, 0.5))


def rich_frames(clip: Clip) -> list[Frame]:
    """The example's frames with a radar that sees the middle of each thing, and LiDAR turns between."""
    return [_rich(frame) for frame in example_frames(clip)]


def write_clip(exporter: NuscenesExporter, root: Path, clip: Clip, frames: list[Frame]) -> PublishedClip:
    """As a run does it."""
    exporter.open(root, INFO)
    exporter.begin_clip(clip)
    for frame in frames:
        exporter.write(frame)
    numbers = tuple(frame.number for frame in frames)
    return PublishedClip(clip=clip.index, frame_numbers=numbers, files=exporter.end_clip(example_measures()))


def write_dataset(exporter: NuscenesExporter, root: Path, clips: int = 3) -> Path:
    """Rich example clips, finished."""
    published = [write_clip(exporter, root, example_clip(i), rich_frames(example_clip(i))) for i in range(clips)]
    exporter.finalize(root, INFO, published)
    return root


def _rich(frame: Frame) -> Frame:
    radar = _radar(frame)
    due = {name: type(reading) for name, reading in frame.readings.items()} | {RADAR: RadarReading}
    sweeps = {lidar.name: (_earlier(lidar),) for lidar in frame.lidars()} if frame.index else {}
    return replace(frame, readings={**frame.readings, RADAR: radar}, due=due, sweeps=sweeps)


def _radar(frame: Frame) -> RadarReading:
    T_world_radar = frame.T_world_ego @ T_EGO_RADAR
    things = list(frame.things.values())
    points = np.zeros(len(things), dtype=RADAR_POINT)
    for row, thing in zip(points, things, strict=True):
        centre = T_world_radar.inverse().apply(np.array(thing.box.T_world_box.translation_m))
        row["x"], row["y"] = centre[0], centre[1]
        row["dyn_prop"], row["ambig_state"] = 1, 3
    return RadarReading(
        name=RADAR,
        time_ns=frame.time_ns,
        T_ego_sensor=T_EGO_RADAR,
        T_world_sensor=T_world_radar,
        points=points,
        instance=np.array([thing.instance for thing in things], dtype=np.uint16),
        semantic=np.array([thing.semantic for thing in things], dtype=np.uint8),
        kind=np.array([RadarKind.GHOST if t.instance == 2 else RadarKind.OBJECT for t in things], dtype=np.uint8),
        offset_ns=np.zeros(len(things), dtype=np.int32),
        snr_db=np.full(len(things), 20.0, dtype=np.float32),
    )


def _earlier(lidar: LidarReading) -> LidarReading:
    """The same points, half a frame before; the ego drives 6 m/s along x."""
    back: Pose[World, World] = Pose(translation_m=(-6.0 * HALF_FRAME_NS * 1e-9, 0.0, 0.0))
    return replace(lidar, time_ns=lidar.time_ns - HALF_FRAME_NS, T_world_sensor=back @ lidar.T_world_sensor)
