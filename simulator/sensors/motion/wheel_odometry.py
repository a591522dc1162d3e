"""Wheel odometry: counts of the rear wheels, with wrong radii and slip."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.errors import ConfigError
from scenes.pose import rotate
from scenes.scene import EGO_INSTANCE
from scenes.streams import stream
from simulator.frame import OdometryReading, Reading
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer
from simulator.sensors.base import Mounting, Sensor, SensorState

Float64 = NDArray[np.float64]

G_MPS2 = 9.80665
_STEPS_A_SAMPLE = 8
"""Parts of an interval over which wheels are turned, at least (chosen: shorter than the physics' steps at 50 Hz)."""
_LONGEST_STEP_S = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class WheelOdometry(Sensor):
    """Two encoders on the rear axle, at the ego's origin; the mount's place does not matter.

    track_m, radius_m: as the controller has them. ticks: of a revolution (48 poles, two edges each). scale_ratio:
    standard deviation of each wheel's true radius over radius_m, by wear and load (chosen 1 %). slip_share: of a
    driven or braked wheel at 1 g (chosen: 2.5 %, as tyres have on dry roads). State: revolutions,
    radii, ticks and time of the last sample.
    """

    rate_hz: float = 50.0
    track_m: float = 1.55
    radius_m: float = 0.32
    ticks: int = 96
    scale_ratio: float = 0.01
    slip_share: float = 0.025

    def __post_init__(self) -> None:
        for name in ("rate_hz", "track_m", "radius_m", "ticks"):
            if not getattr(self, name) > 0:
                raise ConfigError(name, f"must be positive, got {getattr(self, name)}")
        if not 0.0 <= self.scale_ratio <= 0.2:
            raise ConfigError("scale_ratio", f"got {self.scale_ratio}, allowed 0 to 0.2")
        if not 0.0 <= self.slip_share <= 0.5:
            raise ConfigError("slip_share", f"got {self.slip_share}, allowed 0 to 0.5")

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
        """An `OdometryReading`, and the wheels' state after it."""
        del renderer, environment
        if not state:
            wear = 1.0 + self.scale_ratio * stream(seed, "odometry.wear").standard_normal(2)
            begin = max(t_s - 1.0 / self.rate_hz, history.start_s)
            state = {"t_s": begin, "turned": [0.0, 0.0], "wear": wear.tolist(), "ticks": [0, 0]}
        passed_s = max(t_s - float(state["t_s"]), 1e-9)
        rolled = self._rolled(history, float(state["t_s"]), t_s)
        turns = rolled / (2.0 * math.pi * self.radius_m * np.asarray(state["wear"]))
        turned = np.asarray(state["turned"]) + turns
        ticks = [math.floor(turn * self.ticks) for turn in turned]
        each_m = 2.0 * math.pi * self.radius_m / self.ticks
        left, right = ((now - before) * each_m / passed_s for now, before in zip(ticks, state["ticks"], strict=True))
        reading = OdometryReading(
            name=mounting.name,
            time_ns=round(t_s * 1e9),
            T_ego_sensor=mounting.T_ego_sensor,
            T_world_sensor=history.body_at(EGO_INSTANCE, t_s) @ mounting.T_ego_sensor,
            ticks_left=ticks[0],
            ticks_right=ticks[1],
            speed_mps=0.5 * (left + right),
            yaw_rate_radps=(right - left) / self.track_m,
            true_speed_mps=float(_forward_and_yaw(history, np.array([t_s]))[0][0]),
        )
        return reading, {"t_s": t_s, "turned": turned.tolist(), "wear": list(state["wear"]), "ticks": ticks}

    def _rolled(self, history: WorldHistory, begin_s: float, end_s: float) -> Float64:
        """(2,) metres that the left and right wheel roll over an interval, slip included: trapezoids."""
        parts = max(_STEPS_A_SAMPLE, math.ceil((end_s - begin_s) / _LONGEST_STEP_S))
        times = np.linspace(begin_s, end_s, parts + 1)
        forward, yaw_rate = _forward_and_yaw(history, times)
        slip = self.slip_share / G_MPS2 * np.gradient(forward, times) if end_s > begin_s else 0.0
        slipping = forward + np.abs(forward) * slip
        wheels = [slipping + side * 0.5 * self.track_m * yaw_rate for side in (-1.0, 1.0)]
        return np.array([float((0.5 * (w[1:] + w[:-1]) * np.diff(times)).sum()) for w in wheels])


def _forward_and_yaw(history: WorldHistory, times_s: Float64) -> tuple[Float64, Float64]:
    """Speed along the ego's x axis (K,) and rate about its z axis (K,)."""
    _, rotation = history.bodies_at(EGO_INSTANCE, times_s)
    moving = [history.velocity_at(EGO_INSTANCE, float(t)) for t in times_s]
    ahead, up = (rotate(rotation, np.broadcast_to(axis, (len(times_s), 3))) for axis in (np.eye(3)[0], np.eye(3)[2]))
    forward = (np.array([v for v, _ in moving]) * ahead).sum(axis=1)
    return forward, (np.array([w for _, w in moving]) * up).sum(axis=1)
