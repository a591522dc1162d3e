"""A sensor's clock: what its stamps say beside the true time, and when its readings arrive."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np

from scenes.errors import ConfigError

NS = 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Times of one reading, integer nanoseconds since the clip's start.

    time_ns: true. stamp_ns: by the sensor's clock, the only one that a recording car knows. arrival_ns: true time at
    which the reading reached the computer.
    """

    time_ns: int
    stamp_ns: int
    arrival_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How a sensor's time stamps go wrong. The default clock is right and its readings arrive at once.

    offset_s: how far it is ahead at the clip's start. drift_ppm: how much faster it runs than true time, microseconds a
    second (crystals: up to some 50). jitter_s: standard deviation of every single stamp. latency_s: from measuring to
    arriving; a stamp that is taken on arrival has it in offset_s as well.
    """

    offset_s: float = 0.0
    drift_ppm: float = 0.0
    jitter_s: float = 0.0
    latency_s: float = 0.0

    def __post_init__(self) -> None:
        for entry in fields(self):
            if not math.isfinite(getattr(self, entry.name)):
                raise ConfigError(entry.name, f"got {getattr(self, entry.name)}, allowed: a finite number")
        for name in ("jitter_s", "latency_s"):
            if getattr(self, name) < 0.0:
                raise ConfigError(name, f"got {getattr(self, name)} s, allowed: 0 or more")

    def stamp(self, time_ns: int, rng: np.random.Generator) -> Stamp:
        """The times of a reading taken at a true time. rng: the reading's own; drawn from even without jitter."""
        drifted_ns = self.drift_ppm * 1e-6 * time_ns
        error_ns = self.offset_s * NS + drifted_ns + self.jitter_s * NS * float(rng.standard_normal())
        return Stamp(
            time_ns=time_ns, stamp_ns=time_ns + round(error_ns), arrival_ns=time_ns + round(self.latency_s * NS)
        )
