"""Lamps of an asset as light sources, beside the surfaces that one sees shine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenes.material import Lamp
from scenes.pose import LampFrame, Part, Pose

Photometry = Literal["low_beam", "high_beam", "street", "lambertian", "beacon"]
"""Shape of the luminous intensity over directions: a table a kind, 1 at its peak."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LampSource:
    """One light source. part: index into `Asset.parts`. lamp: the state that switches it.

    T_part_lamp: the lamp shines along its frame's x axis, z is up. peak_cd: largest luminous intensity, candela.
    color: linear RGB of luminance 1. radius_m: of the luminous area, for soft shadows.
    """

    name: str
    part: int
    lamp: Lamp
    photometry: Photometry
    T_part_lamp: Pose[Part, LampFrame]
    peak_cd: float
    color: tuple[float, float, float] = (1.0, 1.0, 1.0)
    radius_m: float = 0.05

    def __post_init__(self) -> None:
        if self.peak_cd <= 0 or self.radius_m <= 0:
            raise ValueError(f"lamp {self.name}: peak_cd and radius_m must be positive")
