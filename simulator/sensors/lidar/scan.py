"""One reading's worth of pulses in the sensor's frame: where each starts and points, when, and on which ring."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError

Float64 = NDArray[np.float64]
Float32 = NDArray[np.float32]

MOST_RINGS = 256
"""Rings are stored as bytes."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Scan:
    """M pulses in file order, sensor frame (x forward, y left, z up); read-only.

    origin_m, direction: (M, 3) float32, directions unit. ring: (M,) uint8. moment: (M,) int32 index into offset_s (T,)
    float64, the different firing times, seconds after the reading's. row: pulses of a ring, where all rings have as
    many, one below the other; else 0. level_share: (R,) float32 what each ring adds to the reflectance that it records.
    """

    origin_m: Float32
    direction: Float32
    ring: NDArray[np.uint8]
    moment: NDArray[np.int32]
    offset_s: Float64
    level_share: Float32
    row: int = 0

    def __len__(self) -> int:
        return len(self.ring)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanPattern(ABC):
    """A frozen description of how a scanner looks around; one file a kind of scanner."""

    @abstractmethod
    def scan(self, rate_hz: float, t_s: float) -> Scan:
        """The pulses of the reading at time t (seconds, clip time) at that many readings a second. Pure."""


def make_scan(
    *,
    elevation_rad: Float64,
    azimuth_rad: Float64,
    origin_m: Float64,
    ring: NDArray[np.integer],
    offset_s: Float64,
    level_share: Float64 | None = None,
    row: int = 0,
) -> Scan:
    """A scan of pulses (M,) that point at elevations and azimuths (counter-clockwise from x).

    origin_m: (M, 3). Raises ConfigError for elevations beyond +-90 degrees, too many rings, values that are not finite.
    """
    check_elevations("beams", elevation_rad)
    for name, values in (("azimuth", azimuth_rad), ("origin", origin_m), ("time", offset_s)):
        if not np.isfinite(values).all():
            raise ConfigError("beams", f"every {name} must be finite")
    if len(ring) and int(ring.max()) >= MOST_RINGS:
        raise ConfigError("beams", f"got {int(ring.max()) + 1} rings, allowed at most {MOST_RINGS}")
    level = np.cos(elevation_rad)
    direction = np.stack([level * np.cos(azimuth_rad), level * np.sin(azimuth_rad), np.sin(elevation_rad)], axis=1)
    moments, moment = np.unique(np.round(offset_s, 9), return_inverse=True)
    scan = Scan(
        origin_m=origin_m.astype(np.float32),
        direction=direction.astype(np.float32),
        ring=ring.astype(np.uint8),
        moment=moment.astype(np.int32),
        offset_s=moments,
        level_share=(np.zeros(MOST_RINGS) if level_share is None else level_share).astype(np.float32),
        row=row,
    )
    for array in (scan.origin_m, scan.direction, scan.ring, scan.moment, scan.offset_s, scan.level_share):
        array.flags.writeable = False
    return scan


def check_elevations(path: str, elevation_rad: Float64) -> None:
    """Raises ConfigError that names the first beam beyond +-90 degrees."""
    wrong = np.flatnonzero(~(np.abs(elevation_rad) <= math.pi / 2))
    if len(wrong):
        first = int(wrong[0])
        degrees = math.degrees(float(elevation_rad[first]))
        raise ConfigError(path, f"beam {first} points at an elevation of {degrees:.2f} degrees, allowed -90 to 90")
