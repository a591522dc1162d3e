"""Lamps of an asset as light sources, beside the surfaces that one sees shine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from scenes.material import Lamp
from scenes.pose import LampFrame, Part, Pose

Photometry = Literal["low_beam", "high_beam", "street", "lambertian", "beacon", "signal"]
"""Shape of the luminous intensity over directions: a table a kind, 1 at its peak."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LampSource:
    """One light source. part: index into `Asset.parts`. lamp: the state that switches it, `none` if it always shines.

    T_part_lamp: the lamp shines along its frame's x axis, z is up (`aimed` makes it). peak_cd: largest luminous
    intensity, candela. color: linear RGB of luminance 1. radius_m: of the luminous area, for soft shadows. The surface
    that one sees shine is a material with the same `lamp`; its luminance is the intensity towards the viewer over area.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Beacons:
    """How the beacons of one vehicle flash, instead of as all do.

    rate_hz: UN R65 asks for 2 to 4. peak_cd: of each, while it is lit. color: linear RGB of luminance 1.
    """

    rate_hz: float
    peak_cd: float
    color: tuple[float, float, float]

    def __post_init__(self) -> None:
        if self.rate_hz <= 0.0 or self.peak_cd <= 0.0:
            raise ValueError(f"beacons: rate_hz and peak_cd must be positive, got {self.rate_hz} and {self.peak_cd}")


def aimed(position_m: ArrayLike, direction: ArrayLike) -> Pose[Part, LampFrame]:
    """A lamp at (3,) that shines along `direction` (3,), both in the part's frame.

    Its z axis is the part's up as far as it can; for lamps that look straight down or up it is the part's x axis.
    """
    x = np.asarray(direction, dtype=np.float64)
    x = x / np.linalg.norm(x)
    upward = np.array([0.0, 0.0, 1.0]) if abs(x[2]) < 0.999 else np.array([1.0, 0.0, 0.0])
    z = upward - (upward @ x) * x
    z = z / np.linalg.norm(z)
    matrix = np.eye(4)
    matrix[:3, :3] = np.stack([x, np.cross(z, x), z], axis=1)
    matrix[:3, 3] = np.asarray(position_m, dtype=np.float64)
    return Pose.from_matrix(matrix)
