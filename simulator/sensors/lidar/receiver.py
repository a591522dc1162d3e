"""What becomes of an echo: whether it is detected, with what range error, and what reflectance is recorded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError

Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A detector and what it records. The defaults are the HDL-64E's of KITTI.

    faintest_reflectivity at faintest_range_m: the facing target that every second pulse detects; 10 % at 60 m, as its
    datasheet. fading_db: standard deviation of an echo's power from pulse to pulse (speckle and the laser's own).
    lost_share: echoes lost for no visible reason.
    range_sigma_m: of a strong echo. range_cell_m: an echo at the threshold has the error range_cell_m / sqrt(2 SNR),
    with threshold_snr_ratio there. stored_step_m: grid of coordinates; 0 for none.
    full_power_m, full_level_share, decade_share, faintest_level_share: see `recorded`. level_sigma_share: its noise.
    highest_level_share, level_step_share: of what is recorded.
    """

    faintest_reflectivity: float = 0.1
    faintest_range_m: float = 60.0
    fading_db: float = 1.0
    lost_share: float = 0.006
    range_sigma_m: float = 0.0075
    range_cell_m: float = 0.09
    threshold_snr_ratio: float = 5.0
    stored_step_m: float = 1e-3
    full_power_m: float = 22.0
    full_level_share: float = 0.55
    decade_share: float = 0.36
    faintest_level_share: float = 0.1
    level_sigma_share: float = 0.045
    highest_level_share: float = 0.99
    level_step_share: float = 0.01

    def __post_init__(self) -> None:
        for name in ("faintest_reflectivity", "faintest_range_m", "threshold_snr_ratio", "full_power_m"):
            if not getattr(self, name) > 0.0:
                raise ConfigError(f"receiver.{name}", f"must be positive, got {getattr(self, name)}")
        widths = (
            "fading_db",
            "range_sigma_m",
            "range_cell_m",
            "stored_step_m",
            "level_sigma_share",
            "level_step_share",
        )
        for name in widths:
            if not getattr(self, name) >= 0.0:
                raise ConfigError(f"receiver.{name}", f"must not be negative, got {getattr(self, name)}")
        if not 0.0 <= self.lost_share <= 1.0:
            raise ConfigError("receiver.lost_share", f"got {self.lost_share}, allowed 0 to 1")

    @property
    def threshold(self) -> float:
        """Power of the faintest echo, 1/m2 (as `Echoes.power`)."""
        return self.faintest_reflectivity / self.faintest_range_m**2

    def detected(self, power: Float32, fading: Float32 | float) -> NDArray[np.bool_]:
        """Whether echoes of these powers are seen. fading: how many standard deviations a pulse is stronger."""
        faded = np.float32(10.0) ** (np.asarray(fading, dtype=np.float32) * np.float32(self.fading_db / 10.0))
        return np.asarray(power * faded >= self.threshold, dtype=np.bool_)

    def range_sigmas_m(self, power: Float32) -> Float32:
        """Standard deviations of the range: the floor, and range_cell_m / sqrt(2 SNR) (LISA, Kilic et al. 2021)."""
        snr = np.float32(self.threshold_snr_ratio / self.threshold) * power
        noise = np.float32(self.range_cell_m**2 / 2.0) / np.maximum(snr, np.float32(1e-6))
        return np.asarray(np.sqrt(np.float32(self.range_sigma_m**2) + noise), dtype=np.float32)

    def recorded(self, power: Float32, range_m: Float32, level_share: Float32) -> Float32:
        """Reflectance 0 .. highest on its grid. level_share: what the laser adds, noise included.

        The scanner lowers its power for near targets, so that an echo counts as if its target stood at full_power_m,
        and records the logarithm: full_level_share for a facing white one there, decade_share less for a tenth of the
        power. What is weaker than faintest_level_share reads 0.
        """
        near_m = np.minimum(range_m, np.float32(self.full_power_m))
        level = np.float32(self.full_level_share) + np.float32(self.decade_share) * np.log10(
            np.maximum(power * near_m * near_m, np.float32(1e-12))
        )
        level = level + level_share
        level = np.where(level < self.faintest_level_share, np.float32(0.0), level)
        return self._on_grid(np.clip(level, 0.0, self.highest_level_share))

    def _on_grid(self, strength: Float32) -> Float32:
        step = self.level_step_share
        if step == 0.0:
            return strength.astype(np.float32)
        return np.asarray(np.floor(strength / step + 0.5) * step, dtype=np.float32)

    def stored(self, metres: NDArray[np.floating]) -> Float32:
        """Coordinates on the grid."""
        if self.stored_step_m == 0.0:
            return metres.astype(np.float32)
        steps = round(1.0 / self.stored_step_m) if self.stored_step_m < 1.0 else 1.0 / self.stored_step_m
        return np.asarray(np.round(metres.astype(np.float64) * steps) / steps, dtype=np.float32)
