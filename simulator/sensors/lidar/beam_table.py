"""Where the beams of a spinning LiDAR start and point: measured tables and plain fans."""

from __future__ import annotations

import functools
import json
import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class BeamTable:
    """B beams, top ring first: a point of beam b has z = origin_z_m[b] + r_xy * tan(elevation_rad[b]), sensor frame.

    elevation_rad, origin_z_m: (B,) float64. firings: azimuth steps of one revolution, evenly spaced from azimuth 0.
    """

    elevation_rad: Float64
    origin_z_m: Float64
    firings: int

    @property
    def beams(self) -> int:
        """Number of beams."""
        return len(self.elevation_rad)

    def azimuth_rad(self) -> Float64:
        """(firings,) counter-clockwise from x, rising from 0, in file order."""
        return np.arange(self.firings, dtype=np.float64) * (2.0 * math.pi / self.firings)


@dataclass(frozen=True, slots=True, kw_only=True)
class BeamModel(ABC):
    """A frozen description of a beam table."""

    @abstractmethod
    def table(self) -> BeamTable:
        """The beams. Pure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hdl64Kitti(BeamModel):
    """The Velodyne HDL-64E of KITTI as measured on its public scans: two firing blocks with origins of their own.

    Firings are spaced evenly at the measured mean step of 0.1668 degrees (2158 a revolution); the real scanner takes
    six steps of 0.1797 and one of 0.0899 degrees.
    """

    def table(self) -> BeamTable:
        """64 beams, +1.94 to -25.00 degrees."""
        return _hdl64_kitti()


@dataclass(frozen=True, slots=True, kw_only=True)
class BeamFan(BeamModel):
    """Evenly spaced beams from one origin: `count` beams from `top_rad` down to `bottom_rad`."""

    count: int
    top_rad: float
    bottom_rad: float
    firings: int

    def __post_init__(self) -> None:
        if self.count < 1 or self.firings < 1:
            raise ConfigError("beams", f"count and firings must be at least 1, got {self.count} and {self.firings}")
        if not -math.pi / 2 < self.bottom_rad <= self.top_rad < math.pi / 2:
            raise ConfigError(
                "beams", f"needs -pi/2 < bottom_rad <= top_rad < pi/2, got {self.bottom_rad} and {self.top_rad}"
            )

    def table(self) -> BeamTable:
        """`count` beams through the sensor's origin."""
        return BeamTable(
            elevation_rad=np.linspace(self.top_rad, self.bottom_rad, self.count),
            origin_z_m=np.zeros(self.count),
            firings=self.firings,
        )


@functools.cache
def _hdl64_kitti() -> BeamTable:
    text = resources.files("simulator.sensors.lidar").joinpath("hdl64_kitti.json").read_text(encoding="utf-8")
    measured = json.loads(text)
    elevation = np.radians([beam["elev_deg"] for beam in measured["beams"]])
    origin = np.array([beam["z0_m"] for beam in measured["beams"]])
    for array in (elevation, origin):
        array.flags.writeable = False
    return BeamTable(elevation_rad=elevation, origin_z_m=origin, firings=int(measured["firings_per_revolution"]))
