"""Trunk, limbs and hands of a figure as signed-distance fields, each in its part's frame.

Girths come near an average adult's of 1.75 m (chest 0.98, waist 0.86, hips 0.98, thigh 0.55, calf 0.37, upper arm
0.31 m), scaled to the figure.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.assets.people.body_shape import PELVIS, SHIRT, Figure
from scenes.assets.shaping.fields import Field, chain, column, ellipsoid, paired, round_cone, united

Float64 = NDArray[np.float64]
HandShape = Literal["relaxed", "fist", "flat"]

SHOULDER_DEPTH = 0.905
"""Height of the shoulder joint's centre in trunk lengths: some 5 cm below the acromion (de Leva 1996, rounded)."""
_CLOSE = 0.008
"""How much closer the skin lies than the shirt's sections, for 1.75 m."""


def trunk_field(figure: Figure) -> Field:
    """From the crotch to the collar, with shoulders and buttocks, in the torso's frame."""
    p, g = figure.proportions, figure.proportions.girth
    trunk = p.trunk_m
    shirt = figure.trunk(SHIRT)
    shirt[:, 2:] -= _CLOSE * g
    pelvis = figure.trunk(PELVIS)
    body = column(np.concatenate([pelvis[:4], shirt[2:]]), 2.25, 0.02 * g)
    y = p.shoulder_half_m
    size = figure.limb_girth
    shoulder = round_cone(
        (-0.016 * g, 0.40 * y, 0.985 * trunk),
        (-0.012 * g, 0.97 * y, SHOULDER_DEPTH * trunk),
        0.036 * size,
        0.050 * size,
    )
    chest = ellipsoid((0.062 * g, 0.072 * g, 0.70 * trunk), (0.050 * g, 0.070 * g, 0.070 * g))
    if figure.sex == "female":
        chest = ellipsoid((0.080 * g, 0.066 * g, 0.665 * trunk), (0.058 * g, 0.058 * g, 0.060 * g))
    if p.height_m < 1.4:
        chest = ellipsoid((0.045 * g, 0.06 * g, 0.68 * trunk), (0.050 * g, 0.070 * g, 0.070 * g))
    buttock = ellipsoid((-0.055 * g, 0.075 * g, -0.02 * trunk), (0.085 * g, 0.085 * g, 0.105 * g))
    blade = ellipsoid((-0.070 * g, 0.085 * g, 0.78 * trunk), (0.045 * g, 0.065 * g, 0.09 * g))
    return united(body, paired(shoulder), paired(chest), paired(buttock), paired(blade), blend_m=0.05 * g)


def upper_arm_field(figure: Figure, ease_m: float = 0.0) -> Field:
    """Below the shoulder joint."""
    s, length = figure.limb_girth, figure.proportions.upper_arm_m
    ease = ease_m * figure.proportions.girth
    radii = [0.0505 * s + ease, 0.0475 * s + ease, 0.0425 * s + ease, 0.0385 * s + ease]
    return chain([(0, 0, 0), (0.004, 0, -0.35 * length), (0.002, 0, -0.7 * length), (0, 0, -length)], radii, 0.02)


def forearm_field(figure: Figure, ease_m: float = 0.0) -> Field:
    """Below the elbow."""
    s, length = figure.limb_girth, figure.proportions.forearm_m
    ease = ease_m * figure.proportions.girth
    radii = [0.0385 * s + ease, 0.0400 * s + ease, 0.0335 * s + ease, 0.0265 * s + 1.3 * ease]
    return chain([(0, 0, 0), (0.003, 0, -0.22 * length), (0.002, 0, -0.6 * length), (0, 0, -length)], radii, 0.02)


def thigh_field(figure: Figure, ease_m: float = 0.0) -> Field:
    """Below the hip joint."""
    s, length = figure.limb_girth, figure.proportions.thigh_m
    ease = ease_m * figure.proportions.girth
    path = [(-0.004, 0, 0.0), (0.006, 0, -0.30 * length), (0.006, 0, -0.70 * length), (0.0, 0, -length)]
    return chain(path, [0.088 * s + ease, 0.083 * s + ease, 0.066 * s + ease, 0.058 * s + ease], 0.03)


def shank_field(figure: Figure, ease_m: float = 0.0) -> Field:
    """Below the knee."""
    s, length = figure.limb_girth, figure.proportions.shank_m
    ease = ease_m * figure.proportions.girth
    path = [
        (0, 0, 0),
        (-0.016, 0, -0.26 * length),
        (-0.010, 0, -0.55 * length),
        (-0.004, 0, -0.88 * length),
        (-0.004, 0, -length),
    ]
    radii = [0.056 * s + ease, 0.056 * s + ease, 0.047 * s + ease, 0.037 * s + 1.4 * ease, 0.037 * s + 1.6 * ease]
    return chain(path, radii, 0.03)


def trouser_leg_field(figure: Figure, ease_m: float) -> Field:
    """A trouser's leg below the knee: nearly straight, whatever the calf; hems of jeans are some 0.2 m wide, flat."""
    s, length = figure.limb_girth, figure.proportions.shank_m
    ease = ease_m * figure.proportions.girth
    path = [(0, 0, 0), (-0.006, 0, -0.30 * length), (-0.008, 0, -0.62 * length), (-0.006, 0, -0.99 * length)]
    return chain(path, [0.0565 * s + ease, 0.0560 * s + ease, 0.0515 * s + ease, 0.0485 * s + 1.2 * ease], 0.04)


def hand_field(figure: Figure, shape: HandShape) -> Field:
    """A left hand below the wrist at the origin, its palm towards -y: palm, four fingers, thumb."""
    h = figure.proportions.hand_m
    fingers = {
        "relaxed": [(0.0, -0.44), (-0.045, -0.66), (-0.13, -0.83), (-0.19, -0.93)],
        "flat": [(0.0, -0.44), (-0.005, -0.68), (-0.015, -0.88), (-0.025, -0.98)],
        "fist": [(0.02, -0.44), (-0.06, -0.60), (-0.21, -0.58), (-0.235, -0.40)],
    }[shape]
    thumbs = {
        "relaxed": [(0.13, -0.02, -0.14), (0.22, -0.07, -0.32), (0.24, -0.13, -0.50)],
        "flat": [(0.13, 0.0, -0.14), (0.25, -0.02, -0.32), (0.30, -0.04, -0.50)],
        "fist": [(0.13, -0.04, -0.14), (0.18, -0.16, -0.34), (0.08, -0.25, -0.44)],
    }[shape]
    palm = united(
        chain(np.array([(0.09, 0, -0.10), (0.125, 0, -0.42)]) * h, [0.072 * h, 0.075 * h]),
        chain(np.array([(-0.06, 0, -0.10), (-0.12, 0, -0.40)]) * h, [0.075 * h, 0.070 * h]),
        chain(np.array([(0.0, 0, 0.04), (0.0, 0, -0.42)]) * h, [0.115 * h, 0.080 * h]),
        blend_m=0.06 * h,
    )
    parts = [palm, chain(np.array(thumbs) * h, [0.065 * h, 0.056 * h, 0.042 * h], 0.02 * h)]
    for x, reach in ((0.135, 0.96), (0.047, 1.0), (-0.043, 0.97), (-0.125, 0.86)):
        path = [(x, y * reach, -0.44 + (z + 0.44) * reach) for y, z in fingers]
        parts.append(chain(np.array(path) * h, [0.056 * h, 0.052 * h, 0.046 * h, 0.034 * h]))
    return united(*parts, blend_m=0.03 * h)
