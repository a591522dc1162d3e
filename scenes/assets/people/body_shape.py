"""Shapes of trunk and shoes in their parts' frames: section tables of an average adult of 1.75 m, scaled to a figure.

Rows: height, centre x, half width, reach before, reach behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.assets.people.proportions import Proportions
from scenes.assets.shaping.lofts import Float64, Rows, Solid, loft

Sex = Literal["male", "female"]

# Trunk heights are shares of the distance from hip joints (0) to shoulder joints (1).
PELVIS: Rows = (
    (-0.20, -0.005, 0.085, 0.055, 0.065),
    (-0.14, -0.005, 0.140, 0.088, 0.105),
    (-0.04, -0.005, 0.170, 0.100, 0.126),
    (0.06, -0.003, 0.173, 0.105, 0.128),
    (0.16, 0.0, 0.164, 0.106, 0.112),
    (0.27, 0.003, 0.152, 0.104, 0.094),
)
SHIRT: Rows = (
    (0.10, 0.0, 0.181, 0.119, 0.130),
    (0.20, 0.0, 0.173, 0.119, 0.117),
    (0.34, 0.004, 0.161, 0.115, 0.100),
    (0.50, 0.004, 0.163, 0.118, 0.108),
    (0.66, 0.0, 0.171, 0.125, 0.119),
    (0.78, -0.004, 0.178, 0.122, 0.124),
    (0.88, -0.008, 0.188, 0.108, 0.120),
    (0.935, -0.011, 0.194, 0.090, 0.108),
    (0.985, -0.015, 0.184, 0.076, 0.094),
    (1.02, -0.018, 0.156, 0.066, 0.084),
    (1.055, -0.019, 0.104, 0.061, 0.074),
    (1.085, -0.018, 0.072, 0.060, 0.066),
    (1.10, -0.017, 0.063, 0.060, 0.061),
)
# Rows (x, half width, bottom, top): x and widths in foot lengths from the ankle, heights in ankle heights.
UPPER_SHOE = np.array(
    [
        (-0.285, 0.06, 0.30, 0.75),
        (-0.275, 0.13, 0.20, 1.15),
        (-0.22, 0.165, 0.15, 1.30),
        (-0.08, 0.175, 0.15, 1.32),
        (0.06, 0.175, 0.15, 1.22),
        (0.20, 0.18, 0.15, 0.95),
        (0.40, 0.19, 0.15, 0.74),
        (0.58, 0.185, 0.20, 0.62),
        (0.70, 0.14, 0.26, 0.52),
        (0.755, 0.06, 0.32, 0.45),
    ]
)
SOLE = np.array(
    [
        (-0.30, 0.09, 0.12, 0.34),
        (-0.28, 0.15, 0.02, 0.36),
        (-0.22, 0.178, 0.0, 0.36),
        (0.10, 0.172, 0.0, 0.30),
        (0.40, 0.205, 0.0, 0.30),
        (0.48, 0.205, 0.0, 0.30),
        (0.62, 0.185, 0.07, 0.33),
        (0.72, 0.14, 0.17, 0.38),
        (0.765, 0.07, 0.27, 0.42),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Proportions with a physique (-1 slender, 0 average, 1 heavy) and a sex."""

    proportions: Proportions
    physique: float
    sex: Sex

    @property
    def limb_girth(self) -> float:
        """Thickness of the limbs relative to the tables. Chosen: 10 % a unit of build, women's arms and calves 6 %
        thinner.
        """
        return self.proportions.girth * (1.0 + 0.10 * self.physique) * (0.94 if self.sex == "female" else 1.0)

    def trunk(self, rows: Rows) -> Float64:
        """Trunk sections in metres, in the root part's frame (origin between the hip joints)."""
        out = np.asarray(rows, dtype=np.float64).copy()
        t = out[:, 0].copy()
        girth = self.proportions.girth
        belly = 0.17 * self.physique * np.exp(-(((t - 0.3) / 0.45) ** 2))
        out[:, 1:] *= girth
        out[:, 2] *= 1.0 + 0.6 * belly
        out[:, 3] *= 1.0 + 2.0 * np.maximum(belly, 0.0) + 0.8 * np.minimum(belly, 0.0)
        out[:, 4] *= 1.0 + 0.6 * belly
        if self.sex == "female":
            _make_female(out, t, girth)
        out[:, 0] = t * self.proportions.trunk_m
        return out


def _make_female(sections: Float64, t: Float64, girth: float) -> None:
    """Narrower shoulders and waist, wider hips, a bust (factors chosen)."""
    sections[:, 2] *= np.interp(t, [-0.1, 0.1, 0.36, 0.7, 1.0, 1.1], [1.0, 1.04, 0.90, 0.90, 0.90, 0.86])
    sections[:, 3] *= np.interp(t, [0.0, 0.36, 1.0, 1.1], [0.97, 0.90, 0.96, 0.90])
    sections[:, 4] *= np.interp(t, [0.0, 0.36, 1.0, 1.1], [1.04, 0.94, 0.92, 0.90])
    sections[:, 3] += 0.034 * girth * np.exp(-(((t - 0.69) / 0.10) ** 2))


def shoe_solids(figure: Figure) -> tuple[Solid, Solid]:
    """Upper and sole of a shoe in the foot's frame: origin at the ankle joint, ground at minus the ankle's height."""
    p = figure.proportions
    scale = np.array([p.foot_m, p.foot_m, p.ankle_height_m])
    return _lengthwise(UPPER_SHOE, scale, 10), _lengthwise(SOLE, scale, 10)


def _lengthwise(rows: Float64, scale: Float64, sides: int) -> Solid:
    """A solid lofted along x from rows (x, half width, bottom, top), in units of the scale (3,); z = 0 is the
    ground.
    """
    angle = (np.arange(sides) + 0.5) * (2 * np.pi / sides)
    c, s = np.cos(angle), np.sin(angle)
    y = np.sign(c) * np.abs(c) ** 0.75
    z = np.sign(s) * np.abs(s) ** 0.6
    x, half, bottom, top = rows.T[:, :, None]
    points = np.stack(
        [np.broadcast_to(x, (len(rows), sides)), half * y, (bottom + top) / 2 + (top - bottom) / 2 * z], -1
    )
    return loft((points - np.array([0.0, 0.0, 1.0])) * scale)


def sole_outline(p: Proportions) -> Float64:
    """The sole's lower outline (K, 2) as (x, z) metres seen from the ankle joint, heel to toe."""
    return np.column_stack([SOLE[:, 0] * p.foot_m, (SOLE[:, 2] - 1.0) * p.ankle_height_m])
