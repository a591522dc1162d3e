"""Spinning heads: a column of beams that turns, and the azimuths at which it fires."""

from __future__ import annotations

import functools
import json
import math
from abc import abstractmethod
from dataclasses import dataclass
from importlib import resources
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError
from simulator.sensors.lidar.scan import Scan, ScanPattern, check_elevations, make_scan

Float64 = NDArray[np.float64]

FULL_STEP_RAD, HALF_STEP_RAD = math.radians(0.1797), math.radians(0.0890)
STEPS_A_GROUP = 7
"""Of the HDL-64E in KITTI's scans, measured: 86 % of the steps are full, every seventh is a half one."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class BeamTable:
    """B beams, top ring first, that fire together F times a revolution, from azimuth 0 on counter-clockwise.

    elevation_rad, azimuth_rad (offset to the head's azimuth), delay_s (after the head's firing), level_share (what a
    laser adds to the reflectance that it records): (B,). origin_m: (B, 3) in the head's frame, x along its azimuth.
    turn_rad: (F,) azimuths of the head, rising within 0 .. 2 pi.
    """

    elevation_rad: Float64
    azimuth_rad: Float64
    delay_s: Float64
    origin_m: Float64
    turn_rad: Float64
    level_share: Float64

    @property
    def beams(self) -> int:
        """Number of beams."""
        return len(self.elevation_rad)

    @property
    def firings(self) -> int:
        """Firings a revolution."""
        return len(self.turn_rad)


@dataclass(frozen=True, slots=True, kw_only=True)
class BeamModel(ScanPattern):
    """A spinning head. A reading is one revolution that faces ahead exactly at the reading's time.

    ahead_deg: the azimuth, in the sensor's frame, that is ahead of the car; 90 where the sensor's y axis points there.
    turns: the head, seen from above, to the left (counter-clockwise) or to the right.
    """

    ahead_deg: float = 0.0
    turns: Literal["left", "right"] = "left"

    @property
    def head_rate_hz(self) -> float | None:
        """Revolutions a second that the table is of; None where it is the same at all."""
        return None

    @abstractmethod
    def table(self) -> BeamTable:
        """The beams. Pure."""

    def scan(self, rate_hz: float, t_s: float) -> Scan:
        """Ring by ring, the head's azimuth rising from 0 within each, as KITTI stores its scans."""
        return _scan_of(self, rate_hz)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hdl64Kitti(BeamModel):
    """The Velodyne HDL-64E of KITTI as measured on its public scans: two firing blocks with origins of their own.

    steps: `measured`, six of 0.1797 and one of 0.0890 degrees, as the scanner's encoder has it; `even`, at their mean
    of 0.1668 degrees (2158 a revolution).
    """

    steps: Literal["even", "measured"] = "measured"

    def table(self) -> BeamTable:
        """64 beams, +1.94 to -25.00 degrees."""
        return _hdl64_kitti(self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class BeamFan(BeamModel):
    """Evenly spaced beams from one origin: `count` beams from `top_rad` down to `bottom_rad`."""

    count: int
    top_rad: float
    bottom_rad: float
    firings: int

    def __post_init__(self) -> None:
        if not 1 <= self.count <= 256 or self.firings < 1:
            problem = f"count must lie in 1 to 256 and firings be at least 1, got {self.count} and {self.firings}"
            raise ConfigError("beams", problem)
        if not -math.pi / 2 < self.bottom_rad <= self.top_rad < math.pi / 2:
            raise ConfigError(
                "beams", f"needs -pi/2 < bottom_rad <= top_rad < pi/2, got {self.bottom_rad} and {self.top_rad}"
            )

    def table(self) -> BeamTable:
        """`count` beams through the sensor's origin."""
        return simple_table(np.linspace(self.top_rad, self.bottom_rad, self.count), even_turn(self.firings))


def even_turn(firings: int) -> Float64:
    """(F,) azimuths evenly spaced from 0."""
    return np.arange(firings, dtype=np.float64) * (2.0 * math.pi / firings)


def simple_table(
    elevation_rad: Float64,
    turn_rad: Float64,
    *,
    azimuth_rad: Float64 | None = None,
    delay_s: Float64 | None = None,
    origin_m: Float64 | None = None,
    level_share: Float64 | None = None,
) -> BeamTable:
    """A table whose missing columns are 0; read-only. Raises ConfigError for a beam beyond +-90 degrees."""
    check_elevations("beams", elevation_rad)
    zeros = np.zeros(len(elevation_rad))
    table = BeamTable(
        elevation_rad=elevation_rad,
        azimuth_rad=zeros if azimuth_rad is None else azimuth_rad,
        delay_s=zeros if delay_s is None else delay_s,
        origin_m=np.zeros((len(elevation_rad), 3)) if origin_m is None else origin_m,
        turn_rad=turn_rad,
        level_share=zeros if level_share is None else level_share,
    )
    columns = (table.elevation_rad, table.azimuth_rad, table.delay_s, table.origin_m, table.level_share)
    for array in (*columns, table.turn_rad):
        array.flags.writeable = False
    return table


def firing_offsets(turn_rad: Float64, rate_hz: float, ahead_deg: float = 0.0) -> Float64:
    """(F,) seconds after the forward-facing moment: azimuth from there / (2 pi) of a period, azimuth in (-pi, pi]."""
    turn = (turn_rad / (2.0 * math.pi) - ahead_deg / 360.0) % 1.0
    return np.where(turn > 0.5, turn - 1.0, turn) / rate_hz


def spun(table: BeamTable, rate_hz: float, ahead_deg: float = 0.0, sense: int = 1) -> Scan:
    """The scan of a revolution: ring by ring, azimuth rising from 0 in each. sense: 1 turns left, -1 right."""
    # Rings that are staggered by more than a firing have no neighbours above and below.
    is_grid = float(np.ptp(table.azimuth_rad)) <= 2.0 * math.pi / table.firings
    turn_s = sense * firing_offsets(table.turn_rad, rate_hz, ahead_deg)
    turn = table.turn_rad[None, :]
    cos_t, sin_t = np.cos(turn), np.sin(turn)
    ahead, left, up = (table.origin_m[:, k, None] for k in range(3))
    origin = np.stack([ahead * cos_t - left * sin_t, ahead * sin_t + left * cos_t, up + 0.0 * turn], axis=-1)
    return make_scan(
        elevation_rad=np.repeat(table.elevation_rad, table.firings),
        azimuth_rad=(turn + sense * table.azimuth_rad[:, None]).ravel(),
        origin_m=origin.reshape(-1, 3),
        ring=np.repeat(np.arange(table.beams), table.firings),
        offset_s=(turn_s[None, :] + table.delay_s[:, None]).ravel(),
        level_share=table.level_share,
        row=table.firings if is_grid else 0,
    )


@functools.lru_cache(maxsize=8)
def _scan_of(model: BeamModel, rate_hz: float) -> Scan:
    return spun(model.table(), rate_hz, model.ahead_deg, 1 if model.turns == "left" else -1)


@functools.cache
def _hdl64_kitti(steps: str) -> BeamTable:
    text = resources.files("simulator.sensors.lidar").joinpath("hdl64_kitti.json").read_text(encoding="utf-8")
    measured = json.loads(text)
    elevation = np.radians([beam["elev_deg"] for beam in measured["beams"]])
    origin = np.array([(0.0, 0.0, beam["z0_m"]) for beam in measured["beams"]])
    firings = int(measured["firings_per_revolution"])
    turn = even_turn(firings) if steps == "even" else _measured_turn()
    level = np.array([beam["level_share"] for beam in measured["beams"]])
    return simple_table(elevation, turn, origin_m=origin, level_share=level)


def _measured_turn() -> Float64:
    """Azimuths of six full steps and a half one in turn, within one revolution."""
    group = np.array([FULL_STEP_RAD] * (STEPS_A_GROUP - 1) + [HALF_STEP_RAD])
    steps = np.tile(group, math.ceil(2.0 * math.pi / group.sum()) + 1)
    turn = np.concatenate([[0.0], np.cumsum(steps)])
    return np.asarray(turn[turn < 2.0 * math.pi - HALF_STEP_RAD / 2.0])
