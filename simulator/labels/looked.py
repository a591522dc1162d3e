"""A reading's own hits once more: labels get readings, which keep none."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.frame import CameraReading
from simulator.labels.world import LabelledWorld
from simulator.render.base import Hits, View
from simulator.render.views import camera_view


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Looked:
    """A reading, its view, and what the rays of its pixels met (row-major)."""

    reading: CameraReading
    view: View
    hits: Hits


def looked(world: LabelledWorld, reading: CameraReading) -> Looked:
    """What a reading's pixels show. The renderer has the scene loaded."""
    view = view_at(world, reading, reading.time_ns * 1e-9)
    return Looked(reading=reading, view=view, hits=world.renderer.look(view, world.history))


def view_at(world: LabelledWorld, reading: CameraReading, t_s: float) -> View:
    """What a reading's camera sees at a time."""
    return camera_view(reading.lens, reading.T_ego_sensor, world.history, t_s, reading.readout_s)
