"""An inertial measurement unit: specific force and angular rate where it is mounted, with its errors."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.errors import ConfigError
from scenes.pose import multiply_quaternions, rotate
from scenes.scene import EGO_INSTANCE
from scenes.streams import stream
from simulator.frame import ImuReading, Reading
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer
from simulator.sensors.base import Mounting, Sensor, SensorState
from simulator.sensors.motion.imu_models import Adis16448
from simulator.sensors.motion.inertial_errors import ImuModel, aged, read_out, switched_on
from simulator.sensors.motion.mounted import mount_velocity, triple

Float64 = NDArray[np.float64]

GRAVITY_MPS2 = 9.81
"""As the physics has it (`simulator.physics.settings`). The Earth's rotation, 0.004 degrees a second, is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imu(Sensor):
    """A sample is the mean over its interval of 1 / rate_hz around its time, so that sums reproduce the motion.

    model: the kind of IMU. State: biases and axes of both triads, and the time of the last sample.
    """

    rate_hz: float = 100.0
    model: ImuModel = field(default_factory=Adis16448)

    def __post_init__(self) -> None:
        if not 0.0 < self.rate_hz <= 2000.0:
            raise ConfigError("rate_hz", f"got {self.rate_hz}, allowed above 0 to 2000")

    @property
    def looks_back_s(self) -> float:
        """Half of its interval."""
        return 0.5 / self.rate_hz

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
        """An `ImuReading`, and the biases after it."""
        del renderer, environment
        force, rate = true_motion(mounting, history, t_s, 1.0 / self.rate_hz)
        errors, rng = self.model.errors(), stream(seed, "imu")
        triads = {"gyroscope": errors.gyroscope, "accelerometer": errors.accelerometer}
        if state:
            passed_s = max(t_s - float(state["t_s"]), 0.0)
            after = {name: aged(triad, state[name], passed_s, rng) for name, triad in triads.items()}
        else:
            after = {name: switched_on(triad, rng) for name, triad in triads.items()}
        reading = ImuReading(
            name=mounting.name,
            time_ns=round(t_s * 1e9),
            T_ego_sensor=mounting.T_ego_sensor,
            T_world_sensor=history.body_at(EGO_INSTANCE, t_s) @ mounting.T_ego_sensor,
            specific_force_mps2=triple(
                read_out(errors.accelerometer, after["accelerometer"], force, self.rate_hz, rng)
            ),
            angular_rate_radps=triple(read_out(errors.gyroscope, after["gyroscope"], rate, self.rate_hz, rng)),
            true_specific_force_mps2=triple(force),
            true_angular_rate_radps=triple(rate),
        )
        return reading, {"t_s": t_s, **after}


def true_motion(mounting: Mounting, history: WorldHistory, t_s: float, interval_s: float) -> tuple[Float64, Float64]:
    """Mean specific force (3,) m/s2 and angular rate (3,) rad/s in the sensor's frame over an interval around t.

    The mount's change of velocity holds what turning adds at a lever arm; the rate is the rotation vector from the
    interval's begin to its end.
    """
    begin, end = t_s - 0.5 * interval_s, t_s + 0.5 * interval_s
    change = mount_velocity(history, mounting, end) - mount_velocity(history, mounting, begin)
    _, rotation = history.bodies_at(EGO_INSTANCE, np.array([begin, t_s, end]))
    own = np.asarray(mounting.T_ego_sensor.rotation_xyzw)
    axes = multiply_quaternions(rotation, np.broadcast_to(own, rotation.shape))
    back = axes * np.array([-1.0, -1.0, -1.0, 1.0])
    force = rotate(back[1], change / interval_s + np.array([0.0, 0.0, GRAVITY_MPS2]))
    return force, _rotation_vector(multiply_quaternions(back[0], axes[2])) / interval_s


def _rotation_vector(q: Float64) -> Float64:
    """(3,) axis times angle of a small rotation (4,)."""
    q = q if q[3] >= 0.0 else -q
    sine = math.sqrt(float((q[:3] ** 2).sum()))
    angle = 2.0 * math.atan2(sine, float(q[3]))
    return np.asarray(q[:3] * (angle / sine if sine > 1e-12 else 2.0), dtype=np.float64)
