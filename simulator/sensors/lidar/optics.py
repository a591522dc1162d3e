"""The light of a LiDAR: how wide a pulse is, in how many rays it is traced, how long it is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenes.errors import ConfigError
from simulator.render.pulses import MAX_SUB_RAYS, Float32, disc_footprint

MOST_SUB_RAYS = MAX_SUB_RAYS - 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Optics:
    """A pulse and its footprint.

    divergence_rad: full angle of the cone; 2 mrad as the HDL-64E's datasheet. sub_rays: it is traced in, the first
    along its axis; 1 knows no edges. echo_gap_m: surfaces closer in range than this give one echo (0.2 to 0.3 m is half
    the length of a pulse of some nanoseconds). mirrored_share: of pulses that meet a mirror, pane or puddle, those
    whose mirrored ray is followed and may give a ghost (chosen, after the reference: 0.3).
    """

    divergence_rad: float = 2.0e-3
    sub_rays: int = 5
    echo_gap_m: float = 0.3
    mirrored_share: float = 0.3

    def __post_init__(self) -> None:
        if not 0.0 <= self.divergence_rad <= math.radians(5.0):
            raise ConfigError("optics.divergence_rad", f"got {self.divergence_rad}, allowed 0 to 0.0873")
        if not 1 <= self.sub_rays <= MOST_SUB_RAYS:
            raise ConfigError("optics.sub_rays", f"got {self.sub_rays}, allowed 1 to {MOST_SUB_RAYS}")
        if not self.echo_gap_m > 0.0:
            raise ConfigError("optics.echo_gap_m", f"must be positive, got {self.echo_gap_m}")
        if not 0.0 <= self.mirrored_share <= 1.0:
            raise ConfigError("optics.mirrored_share", f"got {self.mirrored_share}, allowed 0 to 1")

    def footprint(self) -> Float32:
        """(S, 2) slopes of the rays across the axis."""
        return disc_footprint(self.divergence_rad, self.sub_rays)
