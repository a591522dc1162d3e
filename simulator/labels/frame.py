"""Puts readings and labels of one tick together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from scenes.scene import EGO_INSTANCE
from simulator.annotations.pixels import PixelMotion
from simulator.annotations.things import ThingInView
from simulator.frame import CameraReading, Frame, LidarReading, RadarReading, Reading
from simulator.labels.albedo import albedo_image
from simulator.labels.boxes import things_at
from simulator.labels.pixel_motion import pixel_motion
from simulator.labels.views import count_views
from simulator.labels.visibility import with_visibility
from simulator.labels.world import LabelledWorld


def make_frame(
    world: LabelledWorld, readings: Mapping[str, Reading], clip_index: int, index: int, first_number: int = 0
) -> Frame:
    """Frame `index` of a clip, at index / fps, from the readings of that tick.

    first_number: of the clip's frame 0 in its dataset, which a clip of its own length cannot know.
    """
    scene, history = world.scene, world.history
    t_s = index / scene.fps
    lidars = tuple(reading for reading in readings.values() if isinstance(reading, LidarReading))
    time_ns = round(t_s * 1e9)
    velocity, spin = history.velocity_at(EGO_INSTANCE, t_s)
    return Frame(
        clip=clip_index,
        index=index,
        number=first_number + index,
        time_ns=time_ns,
        T_world_ego=history.body_at(EGO_INSTANCE, t_s),
        ego_velocity_mps=(float(velocity[0]), float(velocity[1]), float(velocity[2])),
        ego_spin_radps=(float(spin[0]), float(spin[1]), float(spin[2])),
        readings=dict(readings),
        things=things_at(scene, history, t_s, lidars),
        views={
            name: _views(world, reading) for name, reading in readings.items() if isinstance(reading, CameraReading)
        },
        things_then={
            name: things_at(scene, history, reading.time_ns * 1e-9, lidars)
            for name, reading in readings.items()
            if isinstance(reading, CameraReading | LidarReading | RadarReading) and reading.time_ns != time_ns
        },
        environment=scene.environment,
        motion=_motion(world, readings),
        albedo=_albedo(world, readings),
    )


def _motion(world: LabelledWorld, readings: Mapping[str, Reading]) -> dict[str, PixelMotion]:
    if "pixel_motion" not in world.wanted:
        return {}
    return {name: pixel_motion(world, seen) for name, seen in readings.items() if isinstance(seen, CameraReading)}


def _albedo(world: LabelledWorld, readings: Mapping[str, Reading]) -> dict[str, NDArray[np.uint8]]:
    if "albedo" not in world.wanted:
        return {}
    return {name: albedo_image(world, seen) for name, seen in readings.items() if isinstance(seen, CameraReading)}


def _views(world: LabelledWorld, reading: CameraReading) -> tuple[ThingInView, ...]:
    """What the camera shows of every thing."""
    counted = count_views(world.scene, world.history, world.renderer, reading)
    return with_visibility(counted, reading, world.renderer, world.history, world.scene.environment)
