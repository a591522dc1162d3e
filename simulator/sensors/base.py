"""The sensor interface: ask the world at a time, get a reading and the next state."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenes.environment import Environment
from scenes.pose import Body, Pose, SensorFrame
from scenes.rig import SensorSpec
from simulator.frame import Reading
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer

SensorState = Mapping[str, Any]
"""JSON: exposure, biases. Stored a frame, so that one frame can be made again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mounting:
    """Where a sensor sits and what its reading is called."""

    name: str
    T_ego_sensor: Pose[Body, SensorFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor(SensorSpec):
    """Base of sensors: a frozen description that measures. The ego is instance 1 of the history."""

    @property
    def looks_back_s(self) -> float:
        """How long before its time a reading begins: the world must have been simulated by then."""
        return 0.0

    @abstractmethod
    def measure(
        self,
        mounting: Mounting,
        renderer: Renderer,
        history: WorldHistory,
        environment: Environment,
        t_s: float,
        seed: int,
        state: SensorState,
    ) -> tuple[Reading, SensorState]:
        """The reading at time t (seconds, clip time) and the state after it. Pure: `seed` keys all noise."""
