"""White balance: how a camera takes the tint of the light out of its picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError
from scenes.light_color import color_of_temperature
from simulator.sensors.base import SensorState

Float32 = NDArray[np.float32]
Gains = tuple[float, float, float]

NEUTRAL: Gains = (1.0, 1.0, 1.0)
STRIDE_PX = 4
"""Chosen: every fourth pixel of every fourth row is looked at."""
FAINTEST_CD_M2 = 1e-4
LARGEST_GAIN = 2.5
"""Chosen: what daylight cameras allow between open shade and tungsten."""

NEAR_LOCUS = 0.3
"""Log ratio of red to green about that of a black body with the same blue; chosen: asphalt, concrete, clouds and blue
sky lie nearer, grass (0.8), leaves and bricks farther."""
LEAST_SHARE = 0.02
"""Of pixels that may be grey; where there are fewer, all count. Chosen."""
_LOCUS = np.log(
    [
        (red / green, blue / green)
        for red, green, blue in map(color_of_temperature, (2000, 2500, 3000, 4000, 5000, 6500, 8000, 12_000, 20_000))
    ]
)
"""(9, 2) log ratios red to green and blue to green, blue rising."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhiteBalance:
    """Grey-world balance on the median chromaticity of what may be grey: pixels near the colours of black bodies.

    Meadows, woods and brick walls, of which no light makes grey, so have no say however much of the picture they fill.

    balanced_share: 0 leaves the light's tint, 1 takes it out (chosen: cameras keep a part of it).
    tau_s: time constant of the adaptation; the first image is balanced at once.
    """

    balanced_share: float = 0.7
    tau_s: float = 1.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.balanced_share <= 1.0:
            raise ConfigError("white_balance.balanced_share", f"got {self.balanced_share}, allowed 0 to 1")
        if self.tau_s <= 0.0:
            raise ConfigError("white_balance.tau_s", f"must be positive, got {self.tau_s}")

    def settle(self, radiance: Float32, dt_s: float, state: SensorState) -> SensorState:
        """The state {"white_balance": [r, g, b]} to balance this image (H, W, 3) with; dt_s: since the state before."""
        wanted = self._wanted(radiance)
        if "white_balance" in state:
            share = 1.0 - math.exp(-dt_s / self.tau_s)
            before = gains_of(state)
            wanted = tuple(b * (w / b) ** share for b, w in zip(before, wanted, strict=True))
        return {"white_balance": list(wanted)}

    def _wanted(self, radiance: Float32) -> tuple[float, ...]:
        """Gains, green 1, that bring the median chromaticity towards grey."""
        sample = np.fmax(radiance[::STRIDE_PX, ::STRIDE_PX].reshape(-1, 3), np.float32(FAINTEST_CD_M2))
        tint = np.log(sample) - np.log(sample[:, 1:2])
        near = np.abs(tint[:, 0] - np.interp(tint[:, 2], _LOCUS[:, 1], _LOCUS[:, 0])) < NEAR_LOCUS
        if near.mean() >= LEAST_SHARE:
            tint = tint[near]
        limit = math.log(LARGEST_GAIN)
        shift = np.clip(-self.balanced_share * np.median(tint, axis=0).astype(np.float64), -limit, limit)
        return tuple(float(g) for g in np.exp(shift))


def gains_of(state: SensorState) -> Gains:
    """The gains of a state; neutral where it has none."""
    red, green, blue = state.get("white_balance", NEUTRAL)
    return float(red), float(green), float(blue)
