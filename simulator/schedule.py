"""When sensors measure: reading n at offset + n / rate; which readings are a frame's own, and which lie between."""

from __future__ import annotations

import math

from scenes.errors import ConfigError
from scenes.rig import Mount, SensorSpec
from simulator.sensors.base import Sensor

TIE = 1e-9
"""In readings: products of rates and times are rounded; two readings equally near are told apart by it (chosen)."""


def reading_time_s(sensor: SensorSpec, number: int) -> float:
    """Time of reading `number`, seconds after the clip's start; before it for negative numbers."""
    return number / sensor.rate_hz + sensor.offset_s


def own_number(sensor: SensorSpec, fps: float, index: int) -> int:
    """The number of a frame's own reading: the nearest to its tick index / fps, of two the earlier.

    It is exactly at the tick where the rate is a whole multiple of fps and the offset is 0 (DESIGN section 13).
    """
    exact = (index / fps - sensor.offset_s) * sensor.rate_hz
    return math.ceil(exact - 0.5 - TIE)


def own_time_s(sensor: SensorSpec, fps: float, index: int) -> float:
    """Time of a frame's own reading, seconds after the clip's start."""
    return reading_time_s(sensor, own_number(sensor, fps, index))


def due_numbers(mount: Mount, fps: float, index: int) -> tuple[int, ...]:
    """Numbers of the readings that a frame has of a mount, in order: those since the last frame's, then its own.

    The first frame has none before its own.
    """
    own = own_number(mount.sensor, fps, index)
    if index == 0 or not mount.measures_between:
        return (own,)
    return tuple(range(own_number(mount.sensor, fps, index - 1) + 1, own + 1))


def check_rates(fps: float, mounts: tuple[Mount, ...]) -> None:
    """Raises ConfigError where a sensor is so slow that some frame would have no reading of it."""
    for mount in mounts:
        if mount.sensor.rate_hz < fps * (1.0 - TIE):
            raise ConfigError(
                "fps",
                f"got {fps:g}; the rig's sensor '{mount.name}' measures {mount.sensor.rate_hz:g} times a second, and "
                f"every frame needs a reading, so allowed: up to {mount.sensor.rate_hz:g}",
            )


def check_lead(lead_s: float, fps: float, mounts: tuple[Mount, ...]) -> None:
    """Raises ConfigError where a sensor's first reading begins before the simulation, `lead_s` before the clip."""
    for mount in mounts:
        if isinstance(mount.sensor, Sensor):
            needed_s = mount.sensor.looks_back_s - own_time_s(mount.sensor, fps, 0)
            if needed_s > lead_s + TIE:
                raise ConfigError(
                    "physics.lead_s",
                    f"got {lead_s:g}; the first reading of the rig's sensor '{mount.name}' begins {needed_s:g} s "
                    "before the clip, so allowed: from that on",
                )
