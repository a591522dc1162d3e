"""Shapes of neck, head, face and hair, in the head part's frame with heights counted from the chin."""

from __future__ import annotations

from typing import Literal

import numpy as np

from scenes.assets.lofts import Float64, Rows, Solid, flat_tube, loft, mirrored, outward, refine, rings, rounded
from scenes.assets.shapes import ellipsoid, joined, moved

Hair = Literal["short", "long", "ponytail", "bald", "cap"]

CHIN_TO_CROWN_M = 0.215
"""Height of the skull in the tables below; the hair above it makes the whole head 0.1300 * 1.75 m = 0.2275 m."""
CROWN_M = 0.2275

# Rows (height above the chin, centre x, half width, reach before, behind), metres, adult of 1.75 m; x = 0 at the ears.
SKULL: Rows = (
    (-0.012, 0.020, 0.030, 0.035, 0.040),
    (0.000, 0.022, 0.036, 0.066, 0.055),
    (0.012, 0.020, 0.046, 0.074, 0.068),
    (0.035, 0.012, 0.058, 0.083, 0.078),
    (0.058, 0.006, 0.064, 0.086, 0.088),
    (0.082, 0.0, 0.069, 0.089, 0.090),
    (0.100, 0.0, 0.071, 0.084, 0.096),
    (0.118, 0.0, 0.073, 0.090, 0.101),
    (0.148, 0.0, 0.077, 0.090, 0.103),
    (0.172, 0.0, 0.075, 0.081, 0.097),
    (0.192, 0.0, 0.064, 0.065, 0.083),
    (0.206, 0.0, 0.046, 0.045, 0.060),
    (0.213, 0.0, 0.024, 0.024, 0.033),
    (CHIN_TO_CROWN_M, 0.0, 0.006, 0.006, 0.008),
)
LONG_HAIR: Rows = (
    (-0.135, -0.050, 0.070, 0.020, 0.030),
    (-0.10, -0.046, 0.088, 0.034, 0.056),
    (-0.03, -0.038, 0.088, 0.040, 0.066),
    (0.05, -0.026, 0.086, 0.044, 0.084),
    (0.12, -0.012, 0.086, 0.044, 0.102),
    (0.17, -0.008, 0.078, 0.030, 0.098),
)
# Nose: bridge, wings and tip; the last vertex row lies inside the skull.
_NOSE_VERTICES = np.array(
    [
        (0.086, 0.007, 0.108),
        (0.086, -0.007, 0.108),
        (0.112, 0.004, 0.074),
        (0.112, -0.004, 0.074),
        (0.086, 0.019, 0.066),
        (0.086, -0.019, 0.066),
        (0.105, 0.0, 0.064),
        (0.06, 0.0, 0.085),
    ]
)
_NOSE_FACES = np.array(
    [
        *[(0, 2, 1), (1, 2, 3), (0, 4, 2), (1, 3, 5), (2, 6, 3), (2, 4, 6)],
        *[(3, 6, 5), (6, 4, 7), (6, 7, 5), (0, 1, 7), (0, 7, 4), (1, 5, 7)],
    ]
)


def skin_solid() -> Solid:
    """Skull, nose and ears as one."""
    nose = outward((_NOSE_VERTICES, _NOSE_FACES))
    ear = moved(ellipsoid((0.020, 0.009, 0.032), 4, 6), (-0.004, 0.076, 0.090))
    return joined([loft(_head_rings(refine(SKULL, 13), 16)), nose, ear, mirrored(ear)])


def neck_solid(chin_m: float, girth: float, head_scale: float) -> Solid:
    """The neck in the head part's frame, from 3 cm below its root, inside the collar, to inside the skull above the
    chin.
    """
    low, high = -0.03 * girth, chin_m + 0.07 * head_scale
    middle = 0.5 * (low + chin_m)
    rows = [
        (low, 0.0, 0.058 * girth, 0.054 * girth, 0.056 * girth),
        (middle, 0.006 * girth, 0.054 * girth, 0.052 * girth, 0.056 * girth),
        (chin_m, 0.016 * girth, 0.053 * girth, 0.050 * girth, 0.060 * girth),
        (high, 0.016 * girth, 0.050 * girth, 0.036 * girth, 0.070 * girth),
    ]
    return loft(rings(refine(rows, 5), 12))


def eye_solids() -> Solid:
    """Eyes with their lashes, as two dark lenses."""
    eye = moved(ellipsoid((0.006, 0.0150, 0.0072), 3, 6), (0.0775, 0.0315, 0.101))
    return joined([eye, mirrored(eye)])


def brow_solids() -> Solid:
    """Eyebrows."""
    brow = moved(ellipsoid((0.006, 0.019, 0.0042), 3, 5), (0.0800, 0.032, 0.1195))
    return joined([brow, mirrored(brow)])


def mouth_solid() -> Solid:
    """Lips."""
    return moved(ellipsoid((0.008, 0.024, 0.0075), 3, 7), (0.0900, 0.0, 0.039))


def hair_solid(hair: Hair) -> Solid | None:
    """What grows on the head, or None where nothing does."""
    if hair == "bald":
        return None
    solids = [_hair_cap(hair)]
    if hair == "long":
        solids.append(loft(rings(rounded(refine(LONG_HAIR, 7), 0.0, 0.02, 1), 12, 2.4)))
    if hair == "ponytail":
        path = [(-0.09, 0.0, 0.165), (-0.13, 0.0, 0.16), (-0.155, 0.0, 0.12), (-0.155, 0.0, 0.05), (-0.14, 0.0, -0.03)]
        radii = [(0.02, 0.02), (0.022, 0.022), (0.034, 0.03), (0.030, 0.026), (0.008, 0.008)]
        solids.append(flat_tube(path, radii, 8, (0.0, 1.0, 0.0)))
    return joined(solids)


def cap_solid() -> Solid:
    """A baseball cap: crown and peak."""
    table = refine(SKULL, 21)
    crown = table[table[:, 0] > 0.135]
    crown[:, 2:] += 0.014
    crown[:, 0] += 0.013 * np.linspace(0.0, 1.0, len(crown))
    half = np.linspace(-1.0, 1.0, 9)
    edge = np.stack([0.085 + 0.078 * np.sqrt(1 - half**2), 0.078 * half, 0.142 - 0.012 * (1 - half**2)], -1)
    root = np.stack([0.02 + 0.055 * np.sqrt(1 - half**2), 0.078 * half, np.full(9, 0.145)], -1)
    lip = np.array([0.0, 0.0, 0.006])
    peak = np.stack([root, edge, edge + lip, root + lip], axis=1)
    return joined([loft(_head_rings(crown, 16)), loft(peak)])


def _head_rings(table: Float64, sides: int) -> Float64:
    """Rings of the head, squarer than ellipses."""
    return rings(table, sides, 2.25)


def _hair_cap(hair: Hair) -> Solid:
    """The skull's surface lifted above the hairline and sunk below it, so that the two surfaces cross there."""
    thick = 0.008 if hair == "cap" else CROWN_M - CHIN_TO_CROWN_M
    sides = 16
    table = refine(SKULL, 17)
    table = table[table[:, 0] > 0.01]
    skull = _head_rings(table, sides)
    angle = np.abs((np.arange(sides) * 360 / sides + 180) % 360 - 180)
    line = np.interp(
        angle, [0, 25, 50, 66, 80, 100, 130, 180], [0.172, 0.170, 0.150, 0.125, 0.075, 0.085, 0.045, 0.025]
    )
    lift = np.clip((skull[..., 2] - line) / 0.020, -1.0, 1.0)
    normal = skull - np.array([0.0, 0.0, 0.105])
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    vertices, faces = loft(skull + normal * np.where(lift > 0, thick * lift, 0.008 * lift)[..., None])
    covered_m = 0.165 if hair == "cap" else np.inf
    shown = np.append(((lift > -0.99) & (skull[..., 2] < covered_m)).reshape(-1), [False, hair != "cap"])
    return vertices, faces[shown[faces].any(axis=1)]
