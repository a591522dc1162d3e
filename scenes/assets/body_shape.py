"""Shapes of trunk, limbs and shoes in their parts' frames: section tables of an average adult of 1.75 m, scaled to a
figure.

Sections are chosen so that girths come near an average adult's (chest 0.98, waist 0.86, hips 0.98, thigh 0.55, calf
0.37, upper arm 0.31 m) without clothes. Rows: height, centre x, half width, reach before, reach behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.assets.lofts import Float64, Rows, Solid, flat_tube, loft, mirrored, refine, rings, rounded
from scenes.assets.proportions import Proportions

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
# Limb heights are shares of the segment's length, from its lower joint (0) to its upper one (1).
UPPER_ARM: Rows = (
    (0.0, 0.0, 0.038, 0.038, 0.040),
    (0.25, 0.0, 0.040, 0.042, 0.042),
    (0.55, 0.0, 0.044, 0.050, 0.047),
    (0.80, 0.0, 0.049, 0.056, 0.056),
    (1.0, 0.0, 0.046, 0.054, 0.056),
)
FOREARM: Rows = (
    (0.0, 0.0, 0.022, 0.029, 0.029),
    (0.18, 0.0, 0.026, 0.031, 0.031),
    (0.60, 0.0, 0.037, 0.041, 0.040),
    (0.85, 0.0, 0.040, 0.041, 0.041),
    (1.0, 0.0, 0.038, 0.038, 0.040),
)
THIGH: Rows = (
    (0.0, 0.004, 0.056, 0.058, 0.056),
    (0.12, 0.006, 0.058, 0.060, 0.056),
    (0.40, 0.010, 0.072, 0.076, 0.068),
    (0.75, 0.006, 0.086, 0.090, 0.084),
    (1.0, 0.0, 0.088, 0.088, 0.096),
)
SHANK: Rows = (
    (0.0, -0.004, 0.034, 0.036, 0.040),
    (0.12, -0.004, 0.034, 0.038, 0.042),
    (0.40, -0.006, 0.047, 0.046, 0.058),
    (0.70, -0.006, 0.058, 0.050, 0.070),
    (0.90, 0.0, 0.055, 0.052, 0.058),
    (1.0, 0.004, 0.054, 0.055, 0.054),
)
# Trouser legs hang from the knee and end above the shoe.
TROUSER_LEG: Rows = (
    (-0.04, -0.004, 0.056, 0.062, 0.066),
    (0.15, -0.004, 0.056, 0.060, 0.066),
    (0.45, -0.004, 0.059, 0.058, 0.068),
    (0.72, -0.004, 0.064, 0.060, 0.074),
    (1.0, 0.004, 0.062, 0.063, 0.062),
)
SHORTS_LEG: Rows = (
    (0.16, 0.006, 0.088, 0.094, 0.088),
    (0.50, 0.006, 0.088, 0.094, 0.088),
    (0.80, 0.005, 0.092, 0.096, 0.092),
    (1.0, 0.0, 0.093, 0.094, 0.102),
)
SHORT_SLEEVE: Rows = (
    (0.38, 0.0, 0.058, 0.064, 0.064),
    (0.60, 0.0, 0.056, 0.062, 0.062),
    (0.82, 0.0, 0.054, 0.060, 0.060),
    (1.0, 0.0, 0.047, 0.054, 0.056),
)

# Rows (x, y, z, radius across, radius square to it), in hand lengths below the wrist; left hand.
PALM = np.array(
    [
        (0.0, 0.0, 0.06, 0.135, 0.10),
        (0.0, 0.0, -0.12, 0.15, 0.095),
        (0.01, -0.01, -0.34, 0.205, 0.09),
        (0.015, -0.04, -0.55, 0.20, 0.08),
        (0.01, -0.11, -0.76, 0.17, 0.07),
        (0.0, -0.19, -0.90, 0.12, 0.055),
        (-0.005, -0.22, -0.95, 0.05, 0.03),
    ]
)
THUMB = np.array(
    [
        (0.10, -0.01, -0.12, 0.075, 0.075),
        (0.22, -0.05, -0.28, 0.065, 0.065),
        (0.27, -0.10, -0.44, 0.055, 0.055),
        (0.27, -0.14, -0.56, 0.025, 0.025),
    ]
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

    def limb(self, rows: Rows, length_m: float, ease_m: float = 0.0) -> Float64:
        """Limb sections in metres below their upper joint; ease_m is the cloth's distance from the skin."""
        out = np.asarray(rows, dtype=np.float64).copy()
        out[:, 0] = (out[:, 0] - 1.0) * length_m
        out[:, 1:] *= self.limb_girth
        out[:, 2:] += ease_m * self.proportions.girth
        return out


def _make_female(sections: Float64, t: Float64, girth: float) -> None:
    """Narrower shoulders and waist, wider hips, a bust (factors chosen)."""
    sections[:, 2] *= np.interp(t, [-0.1, 0.1, 0.36, 0.7, 1.0, 1.1], [1.0, 1.04, 0.90, 0.90, 0.90, 0.86])
    sections[:, 3] *= np.interp(t, [0.0, 0.36, 1.0, 1.1], [0.97, 0.90, 0.96, 0.90])
    sections[:, 4] *= np.interp(t, [0.0, 0.36, 1.0, 1.1], [1.04, 0.94, 0.92, 0.90])
    sections[:, 3] += 0.034 * girth * np.exp(-(((t - 0.69) / 0.10) ** 2))


def trunk_solid(sections: Float64, count: int, sides: int = 18) -> Solid:
    """The solid of trunk sections, a little squarer than an ellipse."""
    return loft(rings(refine([tuple(row) for row in sections], count), sides, 2.35))


def limb_solid(sections: Float64, count: int, sides: int, dome_low: bool, dome_high: bool) -> Solid:
    """The solid of limb sections; domes of the end's own radius make joints without gaps."""
    dense = refine([tuple(row) for row in sections], count)
    low = dense[0, 2] if dome_low else 0.0
    high = 0.8 * dense[-1, 2] if dome_high else 0.0
    return loft(rings(rounded(dense, low, high, 2), sides))


def hand_solids(figure: Figure, side: float) -> list[Solid]:
    """Palm with slightly curled fingers, and a thumb, below the wrist; palms face the thighs. side: 1 left, -1
    right.
    """
    scale = figure.proportions.hand_m
    palm = flat_tube(PALM[:, :3] * scale, PALM[:, 3:] * scale, 8, (1.0, 0.0, 0.0))
    thumb = flat_tube(THUMB[:, :3] * scale, THUMB[:, 3:] * scale, 6, (1.0, 0.0, 0.0))
    return [palm, thumb] if side > 0 else [mirrored(palm), mirrored(thumb)]


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
