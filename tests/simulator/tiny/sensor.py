"""A LiDAR whose every point is noise: it shows whose seed keyed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scenes.environment import Environment
from scenes.streams import stream
from simulator.frame import LidarReading
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer
from simulator.sensors.base import Mounting, Sensor, SensorState


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseLidar(Sensor):
    """points: in a sweep."""

    points: int = 20

    def measure(
        self,
        mounting: Mounting,
        renderer: Renderer,
        history: WorldHistory,
        environment: Environment,
        t_s: float,
        seed: int,
        state: SensorState,
    ) -> tuple[LidarReading, Mapping[str, Any]]:
        count = self.points
        reading = LidarReading(
            name=mounting.name,
            time_ns=round(t_s * 1e9),
            T_ego_sensor=mounting.T_ego_sensor,
            T_world_sensor=history.body_at(1, t_s) @ mounting.T_ego_sensor,
            points=stream(seed, "points").random((count, 4), dtype=np.float32),
            offset_ns=np.arange(count, dtype=np.int32),
            ring=np.zeros(count, np.uint8),
            instance=np.full(count, 2, np.uint16),
            semantic=np.zeros(count, np.uint8),
            deskewed_m=np.zeros((count, 3), np.float32),
            velocity_mps=np.zeros((count, 3), np.float32),
            return_number=np.ones(count, np.uint8),
            kind=np.ones(count, np.uint8),
        )
        return reading, {"sweeps": int(state.get("sweeps", 0)) + 1}
