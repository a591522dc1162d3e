"""Puts readings and labels of one tick together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from scenes.scene import EGO_INSTANCE
from simulator.annotations.things import ThingInView, Vector
from simulator.frame import CameraReading, Frame, LidarReading, RadarReading, Reading
from simulator.labels.albedo import albedo_image
from simulator.labels.futures import crossings_at, futures_at
from simulator.labels.image_points import with_points
from simulator.labels.looked import Looked, looked
from simulator.labels.pixel_motion import pixel_motion
from simulator.labels.road import road_fields
from simulator.labels.things import NOTHING_AHEAD, Ahead, things_at
from simulator.labels.views import count_views
from simulator.labels.visibility import with_visibility
from simulator.labels.world import LabelledWorld
from simulator.physics.history import WorldHistory

Float64 = NDArray[np.float64]

ACCELERATION_SPAN_S = 0.01  # chosen: the interval of an IMU of 100 Hz, as KITTI's


def make_frame(
    world: LabelledWorld, readings: Mapping[str, Reading], clip_index: int, index: int, first_number: int = 0
) -> Frame:
    """Frame `index` of a clip, at index / fps, from the readings of that tick.

    first_number: of the clip's frame 0 in its dataset, which a clip of its own length cannot know.
    """
    scene, history = world.scene, world.history
    t_s = index / scene.fps
    ranging = tuple(reading for reading in readings.values() if isinstance(reading, LidarReading | RadarReading))
    time_ns = round(t_s * 1e9)
    velocity, spin = history.velocity_at(EGO_INSTANCE, t_s)
    acceleration, angular_acceleration = _ego_acceleration(history, t_s)
    looks = _looked(world, readings)
    things = things_at(world.facts, t_s, ranging, world.keypoints, _ahead(world, t_s))
    return Frame(
        clip=clip_index,
        index=index,
        number=first_number + index,
        time_ns=time_ns,
        T_world_ego=history.body_at(EGO_INSTANCE, t_s),
        ego_velocity_mps=_triple(velocity),
        ego_spin_radps=_triple(spin),
        ego_acceleration_mps2=_triple(acceleration),
        ego_angular_acceleration_radps2=_triple(angular_acceleration),
        readings=dict(readings),
        things=things,
        views={
            name: _views(world, reading) for name, reading in readings.items() if isinstance(reading, CameraReading)
        },
        things_then={
            name: things_at(world.facts, reading.time_ns * 1e-9, ranging, world.keypoints)
            for name, reading in readings.items()
            if isinstance(reading, CameraReading | LidarReading | RadarReading) and reading.time_ns != time_ns
        },
        environment=scene.environment,
        albedo={n: albedo_image(world, seen) for n, seen in looks.items() if "albedo" in world.wanted},
        motion={n: pixel_motion(world, seen) for n, seen in looks.items() if "pixel_motion" in world.wanted},
        **road_fields(world, readings, things, t_s),
    )


def _looked(world: LabelledWorld, readings: Mapping[str, Reading]) -> dict[str, Looked]:
    """What cameras' pixels show, where somebody wants to know more of them than readings say."""
    if world.wanted.isdisjoint(("albedo", "pixel_motion")):
        return {}
    return {name: looked(world, seen) for name, seen in readings.items() if isinstance(seen, CameraReading)}


def _ego_acceleration(history: WorldHistory, t_s: float) -> tuple[Float64, Float64]:
    """Linear and angular acceleration (3,), (3,) of the ego's origin, world frame, means around t."""
    before, after = (history.velocity_at(EGO_INSTANCE, t_s + side * ACCELERATION_SPAN_S / 2) for side in (-1, 1))
    return (after[0] - before[0]) / ACCELERATION_SPAN_S, (after[1] - before[1]) / ACCELERATION_SPAN_S


def _triple(vector: Float64) -> Vector:
    return float(vector[0]), float(vector[1]), float(vector[2])


def _ahead(world: LabelledWorld, t_s: float) -> Ahead:
    if "trajectories" not in world.wanted:
        return NOTHING_AHEAD
    futures = futures_at(world.facts, t_s)
    return Ahead(futures=futures, crossings=crossings_at(world.facts, t_s, futures))


def _views(world: LabelledWorld, reading: CameraReading) -> tuple[ThingInView, ...]:
    """What the camera shows of every thing."""
    counted = count_views(world.scene, world.history, world.renderer, reading)
    placed = with_points(counted, world.facts, world.keypoints, reading)
    return with_visibility(placed, reading, world.renderer, world.history, world.scene.environment)
