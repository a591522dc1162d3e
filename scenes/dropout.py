"""Readings that are lost on their way: alone or in bursts."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scenes.errors import ConfigError

LONGEST = 8
"""Bursts end after so many times their mean length; chosen: of a geometric length, 0.03 % are longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropout:
    """Which readings never arrive: the sensor measures them, and the car does not get them.

    lost_share: of all readings, 0 to 1. burst: mean number of readings lost in a row, at least 1; lengths are geometric
    (Gilbert 1960, a channel that is good or bad).
    """

    lost_share: float = 0.0
    burst: int = 1

    def __post_init__(self) -> None:
        if not 0.0 <= self.lost_share <= 1.0:
            raise ConfigError("lost_share", f"got {self.lost_share}, allowed: 0 to 1")
        if self.burst < 1:
            raise ConfigError("burst", f"got {self.burst}, allowed: 1 reading or more")

    def loses(self, number: int, rng_of: Callable[[int], np.random.Generator]) -> bool:
        """Whether reading `number` is lost. rng_of: the own random stream of each reading, by number."""
        if not 0.0 < self.lost_share < 1.0:
            return self.lost_share >= 1.0
        starts = 1.0 - (1.0 - self.lost_share) ** (1.0 / self.burst)
        for back in range(LONGEST * self.burst if self.burst > 1 else 1):
            rng = rng_of(number - back)
            if rng.random() < starts and self._length(rng) > back:
                return True
        return False

    def _length(self, rng: np.random.Generator) -> int:
        return 1 if self.burst == 1 else math.ceil(math.log(1.0 - rng.random()) / math.log1p(-1.0 / self.burst))
