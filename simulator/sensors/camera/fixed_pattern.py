"""Fixed patterns: what a sensor adds to every one of its pictures, drawn once from its serial name."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.streams import stream
from simulator.sensors.camera.image_sensor import ImageSensor

Float32 = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class FixedPattern:
    """(H * W,) float32 each. gain: 1 + PRNU. offset_e: DSNU. dark_rate: of the dark current, 1 but in hot pixels."""

    gain: Float32
    offset_e: Float32
    dark_rate: Float32


def fixed_pattern(sensor: ImageSensor, serial: str, size_px: tuple[int, int]) -> FixedPattern:
    """The pattern of the sensor of that serial: normal maps of gain and offset, hot pixels in random places.

    Other gains, temperatures or times use the same map: it depends on the serial and the sensor's own parameters.
    """
    alive = _pattern(sensor.prnu_share, sensor.dsnu_e, sensor.hot_share, sensor.hot_factor, serial, size_px)
    if sensor.dead_share == 0.0 and sensor.dead_rows == 0:
        return alive
    return _with_dead(alive, sensor.dead_share, sensor.dead_rows, serial, size_px)


@functools.lru_cache(maxsize=8)
def _with_dead(pattern: FixedPattern, share: float, rows: int, serial: str, size_px: tuple[int, int]) -> FixedPattern:
    """The pattern with pixels and rows, in random places, that gather neither light nor dark current."""
    width, height = size_px
    dead = stream(0, "camera.dead", serial).random((height, width), dtype=np.float32) < share
    dead[stream(0, "camera.dead_rows", serial).permutation(height)[:rows]] = True
    gain, rate = (np.where(dead.ravel(), np.float32(0.0), values) for values in (pattern.gain, pattern.dark_rate))
    for values in (gain, rate):
        values.flags.writeable = False
    return FixedPattern(gain=gain, offset_e=pattern.offset_e, dark_rate=rate)


@functools.lru_cache(maxsize=8)
def _pattern(
    prnu: float, dsnu_e: float, hot_share: float, hot_factor: float, serial: str, size_px: tuple[int, int]
) -> FixedPattern:
    count = size_px[0] * size_px[1]
    gain = 1.0 + prnu * stream(0, "camera.prnu", serial).standard_normal(count, dtype=np.float32)
    offset = dsnu_e * stream(0, "camera.dsnu", serial).standard_normal(count, dtype=np.float32)
    hot = stream(0, "camera.hot", serial).random(count, dtype=np.float32) < hot_share
    rate = np.where(hot, hot_factor, 1.0)
    maps = [np.asarray(m, dtype=np.float32) for m in (np.maximum(gain, 0.0), offset, rate)]
    for values in maps:
        values.flags.writeable = False
    return FixedPattern(gain=maps[0], offset_e=maps[1], dark_rate=maps[2])
