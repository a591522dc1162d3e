"""What becomes of an echo: whether it is detected, with what range error, and what reflectance is recorded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError

Float32 = NDArray[np.float32]

RANGE_KNOTS_M = (0.0, 5.0, 15.0, 25.0, 40.0, 55.0, 80.0)
RELATIVE_RESPONSE = (0.55, 0.69, 1.0, 0.94, 0.34, 0.05, 0.0)
"""Recorded reflectance over range relative to its peak: KITTI's medians .22 .32 .30 .11 0 at the bins' middles."""

RECORDING_GAIN = 0.58
RECORDING_EXPONENT = 1.0 / 3.0
"""Chosen: the scanner's own gain control flattens what it records. In KITTI scans asphalt (reflectivity 0.15, grazing)
and walls and paint (0.5, facing) differ by 1.5 to 2 in the median, not by 8; a cube root with this gain meets both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A detector and what it records.

    faintest_reflectivity at faintest_range_m: the facing target that is just detected; 10 % at 60 m, as the HDL-64E's
    datasheet. range_sigma_m: of a strong echo (measured on KITTI's roads: 5 mm). range_cell_m: an echo at the threshold
    has the error range_cell_m / sqrt(2 SNR), with threshold_snr there. lost_share: echoes lost for no visible reason.
    highest, step: of recorded reflectance. stored_step_m: grid of coordinates; 0 for none.
    """

    faintest_reflectivity: float = 0.1
    faintest_range_m: float = 60.0
    range_sigma_m: float = 0.005
    range_cell_m: float = 0.09
    threshold_snr_ratio: float = 12.5
    lost_share: float = 0.035
    highest_reflectivity: float = 0.99
    reflectivity_step_share: float = 0.01
    stored_step_m: float = 1e-3

    def __post_init__(self) -> None:
        for name in ("faintest_reflectivity", "faintest_range_m", "threshold_snr_ratio"):
            if not getattr(self, name) > 0.0:
                raise ConfigError(f"receiver.{name}", f"must be positive, got {getattr(self, name)}")
        for name in ("range_sigma_m", "range_cell_m", "stored_step_m", "reflectivity_step_share"):
            if not getattr(self, name) >= 0.0:
                raise ConfigError(f"receiver.{name}", f"must not be negative, got {getattr(self, name)}")
        if not 0.0 <= self.lost_share <= 1.0:
            raise ConfigError("receiver.lost_share", f"got {self.lost_share}, allowed 0 to 1")

    @property
    def threshold(self) -> float:
        """Power of the faintest echo, 1/m2 (as `Echoes.power`)."""
        return self.faintest_reflectivity / self.faintest_range_m**2

    def detected(self, power: Float32) -> NDArray[np.bool_]:
        """Whether echoes of these powers are seen."""
        return np.asarray(power >= self.threshold, dtype=np.bool_)

    def range_sigmas_m(self, power: Float32) -> Float32:
        """Standard deviations of the range: the floor, and range_cell_m / sqrt(2 SNR) (LISA, Kilic et al. 2021)."""
        snr = np.float32(self.threshold_snr_ratio / self.threshold) * power
        noise = np.float32(self.range_cell_m**2 / 2.0) / np.maximum(snr, np.float32(1e-6))
        return np.asarray(np.sqrt(np.float32(self.range_sigma_m**2) + noise), dtype=np.float32)

    def recorded(self, power: Float32, range_m: Float32) -> Float32:
        """Reflectance 0 .. highest on its grid."""
        response = np.interp(range_m, RANGE_KNOTS_M, RELATIVE_RESPONSE).astype(np.float32)
        echo = np.cbrt(power * range_m * range_m)
        strength = np.clip(np.float32(RECORDING_GAIN) * echo * response, 0.0, self.highest_reflectivity)
        return self._on_grid(strength)

    def _on_grid(self, strength: Float32) -> Float32:
        step = self.reflectivity_step_share
        if step == 0.0:
            return strength.astype(np.float32)
        return np.asarray(np.floor(strength / step + 0.5) * step, dtype=np.float32)

    def stored(self, metres: NDArray[np.floating]) -> Float32:
        """Coordinates on the grid."""
        if self.stored_step_m == 0.0:
            return metres.astype(np.float32)
        steps = round(1.0 / self.stored_step_m) if self.stored_step_m < 1.0 else 1.0 / self.stored_step_m
        return np.asarray(np.round(metres.astype(np.float64) * steps) / steps, dtype=np.float32)
