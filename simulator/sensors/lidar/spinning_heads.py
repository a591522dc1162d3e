"""Spinning scanners by their manuals: Velodyne HDL-32E and VLP-16, Ouster OS1-128."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np

from scenes.errors import ConfigError
from simulator.sensors.lidar.beam_table import BeamModel, BeamTable, even_turn, simple_table

HDL32_CYCLE_S, HDL32_LASER_S = 46.080e-6, 1.152e-6
"""HDL-32E manual (63-9113): 32 lasers fire one after the other, then the head recharges."""
VLP16_CYCLE_S, VLP16_LASER_S = 55.296e-6, 2.304e-6
"""VLP-16 manual (63-9243), section 9.4."""
OS1_BEAM_ORIGIN_M = 0.015806
"""Radius at which OS1's beams leave (`lidar_origin_to_beam_origin_mm` of its metadata)."""
OS1_STAGGER_DEG = (4.2, 1.4, -1.4, -4.2)
"""Azimuths of neighbouring beams of an OS1-128, nominal (its metadata's `beam_azimuth_angles` repeat by four)."""
OS1_HALF_VIEW_DEG = 22.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Hdl32(BeamModel):
    """Velodyne HDL-32E, nuScenes' scanner: 32 beams from +10.67 to -30.67 degrees; 1085 firings a turn at 20 Hz.

    rate_hz: of the head, which fixes the firings a turn.
    """

    rate_hz: float = 20.0

    @property
    def head_rate_hz(self) -> float:
        """Its own."""
        return self.rate_hz

    def table(self) -> BeamTable:
        """32 beams, 4/3 degrees apart; even and odd lasers interleave from the two halves of the stack."""
        return _velodyne(32, 10.0 + 2.0 / 3.0, -30.0 - 2.0 / 3.0, HDL32_CYCLE_S, HDL32_LASER_S, self.rate_hz)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vlp16(BeamModel):
    """Velodyne VLP-16: 16 beams from +15 to -15 degrees; 1808 firings a turn at 10 Hz."""

    rate_hz: float = 10.0

    @property
    def head_rate_hz(self) -> float:
        """Its own."""
        return self.rate_hz

    def table(self) -> BeamTable:
        """16 beams, 2 degrees apart."""
        return _velodyne(16, 15.0, -15.0, VLP16_CYCLE_S, VLP16_LASER_S, self.rate_hz)


@dataclass(frozen=True, slots=True, kw_only=True)
class Os1128(BeamModel):
    """Ouster OS1-128: 128 beams over 45 degrees, all at once, staggered in azimuth, leaving a circle of 16 mm.

    columns: a turn; 512, 1024 or 2048.
    """

    columns: int = 1024

    def __post_init__(self) -> None:
        if self.columns not in (512, 1024, 2048):
            raise ConfigError("beams.columns", f"got {self.columns}, allowed: 512, 1024, 2048")

    def table(self) -> BeamTable:
        """128 beams, 0.354 degrees apart."""
        elevation = np.radians(np.linspace(OS1_HALF_VIEW_DEG, -OS1_HALF_VIEW_DEG, 128))
        azimuth = np.radians(np.tile(OS1_STAGGER_DEG, 32))
        leaving = OS1_BEAM_ORIGIN_M * np.stack([np.cos(azimuth), np.sin(azimuth), np.zeros(128)], axis=1)
        return simple_table(elevation, even_turn(self.columns), azimuth_rad=azimuth, origin_m=leaving)


@functools.cache
def _velodyne(
    count: int, top_deg: float, bottom_deg: float, cycle_s: float, laser_s: float, rate_hz: float
) -> BeamTable:
    """Lasers 0, 2, 4 .. are the lower half from the bottom up, 1, 3, 5 .. the upper half (both manuals).

    Raises ConfigError for a head that turns faster or slower than 5 to 20 Hz.
    """
    if not 5.0 <= rate_hz <= 20.0:
        raise ConfigError("beams.rate_hz", f"got {rate_hz}, allowed 5 to 20")
    elevation = np.radians(np.linspace(top_deg, bottom_deg, count))
    from_bottom = np.arange(count)[::-1]
    laser = np.where(from_bottom < count // 2, 2 * from_bottom, 2 * (from_bottom - count // 2) + 1)
    delay = laser * laser_s
    firings = math.floor(1.0 / rate_hz / cycle_s)
    # A head that turns at w is further on by w * delay when a later laser fires.
    turned = delay * rate_hz * 2.0 * math.pi
    return simple_table(elevation, even_turn(firings), azimuth_rad=turned, delay_s=delay)
