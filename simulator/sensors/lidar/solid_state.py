"""Solid-state scanners: a mirror that draws lines, and two turning prisms that draw a rosette."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np

from scenes.errors import ConfigError
from simulator.sensors.lidar.scan import MOST_RINGS, Scan, ScanPattern, make_scan

HALF_TURN = math.pi


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorRaster(ScanPattern):
    """A MEMS mirror: `lines` from top to bottom within a reading, each drawn in a half swing of a sine.

    view_width_rad, view_height_rad: full angles, centred on x. points: of a line, evenly spaced in time, so that they
    stand closer at the ends, where the mirror turns round. The frame's middle is drawn at the reading's time.
    """

    lines: int = 120
    points: int = 600
    view_width_rad: float = 2.0944
    view_height_rad: float = 0.4363

    def __post_init__(self) -> None:
        if not 1 <= self.lines <= MOST_RINGS:
            raise ConfigError("pattern.lines", f"got {self.lines}, allowed 1 to {MOST_RINGS}")
        if self.points < 1:
            raise ConfigError("pattern.points", f"must be at least 1, got {self.points}")
        _check_view(self.view_width_rad, self.view_height_rad)

    def scan(self, rate_hz: float, t_s: float) -> Scan:
        """Line by line; every other line runs back."""
        return _raster(self, rate_hz)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrismRosette(ScanPattern):
    """Two prisms that turn against each other deflect a row of beams (Livox): a rosette that never repeats.

    beams: that share the prisms, side by side. points: a beam and reading. deflection_rad: of each prism.
    turns_hz: of the prisms, signed. beam_spacing_rad: in elevation. The pattern goes on from reading to reading as the
    sensor's clock does: a reading covers 1 / rate_hz, its middle at the reading's time.
    """

    beams: int = 6
    points: int = 4000
    deflection_rad: float = 0.1745
    turns_hz: tuple[float, float] = (121.567, -77.623)
    beam_spacing_rad: float = 0.0122

    def __post_init__(self) -> None:
        if not 1 <= self.beams <= MOST_RINGS or self.points < 1:
            problem = f"needs 1 to {MOST_RINGS} beams of at least 1 point, got {self.beams} of {self.points}"
            raise ConfigError("pattern.beams", problem)
        half = 2.0 * self.deflection_rad
        tallest = half + 0.5 * (self.beams - 1) * abs(self.beam_spacing_rad)
        if not (self.deflection_rad >= 0.0 and tallest <= math.pi / 2):
            raise ConfigError("pattern.deflection_rad", f"beams reach {math.degrees(tallest):.1f} degrees, allowed 90")

    def scan(self, rate_hz: float, t_s: float) -> Scan:
        """Beam by beam, in time order within each."""
        return _rosette(self, rate_hz, t_s)


def _check_view(width_rad: float, height_rad: float) -> None:
    if not 0.0 < width_rad <= 2.0 * HALF_TURN:
        raise ConfigError("pattern.view_width_rad", f"got {width_rad}, allowed above 0 and up to 2 pi")
    if not 0.0 < height_rad <= HALF_TURN:
        raise ConfigError("pattern.view_height_rad", f"got {height_rad}: beams would lie beyond +-90 degrees")


@functools.lru_cache(maxsize=8)
def _raster(pattern: MirrorRaster, rate_hz: float) -> Scan:
    count = pattern.lines * pattern.points
    line, k = np.divmod(np.arange(count), pattern.points)
    swing = np.sin((k + 0.5) / pattern.points * math.pi - math.pi / 2) * np.where(line % 2 == 0, -1.0, 1.0)
    down = np.linspace(0.5, -0.5, pattern.lines) if pattern.lines > 1 else np.zeros(1)
    return make_scan(
        elevation_rad=down[line] * pattern.view_height_rad,
        azimuth_rad=swing * pattern.view_width_rad / 2.0,
        origin_m=np.zeros((count, 3)),
        ring=line,
        offset_s=((np.arange(count) + 0.5) / count - 0.5) / rate_hz,
    )


def _rosette(pattern: PrismRosette, rate_hz: float, t_s: float) -> Scan:
    offset_s = ((np.arange(pattern.points) + 0.5) / pattern.points - 0.5) / rate_hz
    first, second = (2.0 * math.pi * turn * (t_s + offset_s) for turn in pattern.turns_hz)
    azimuth = pattern.deflection_rad * (np.cos(first) + np.cos(second))
    elevation = pattern.deflection_rad * (np.sin(first) + np.sin(second))
    shift = (0.5 * (pattern.beams - 1) - np.arange(pattern.beams)) * pattern.beam_spacing_rad
    return make_scan(
        elevation_rad=(elevation[None, :] + shift[:, None]).ravel(),
        azimuth_rad=np.tile(azimuth, pattern.beams),
        origin_m=np.zeros((pattern.beams * pattern.points, 3)),
        ring=np.repeat(np.arange(pattern.beams), pattern.points),
        offset_s=np.tile(offset_s, pattern.beams),
    )
