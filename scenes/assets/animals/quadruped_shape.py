"""Bodies of four-legged animals as smooth limbs: trunk, neck, head with ears and eyes, legs with feet, tail."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenes.assets.animals.quadruped_head import SIDES, Piece
from scenes.assets.animals.quadruped_plan import FootKind, LegPlan, Plan, head_points
from scenes.assets.shaping.limbs import Limb, ellipsoid, limb

Float64 = NDArray[np.float64]

# Sections of legs: share of the segment, half width, reach before and behind, in thigh (first) or shin radii.
_FORE_UPPER = ((0.0, 0.70, 0.95, 0.95), (0.5, 0.62, 0.85, 0.85), (1.0, 0.45, 0.56, 0.66))
_HIND_UPPER = ((0.0, 0.80, 1.00, 1.10), (0.5, 0.74, 1.00, 1.08), (1.0, 0.50, 0.68, 0.85))
_FORE_LOWER = ((0.0, 0.45, 0.56, 0.66), (0.3, 0.38, 0.47, 0.46))
_HIND_LOWER = ((0.0, 0.50, 0.68, 0.85), (0.35, 0.38, 0.48, 0.56))
SUNK = (0.80, 0.95, 1.0)
"""Upper legs are thinner than the trunk's swelling above, thicker below: the seam lies where both are alike. Chosen."""
_FORE_ENDS = ((0.78, 1.12, 1.20, 1.18), (1.0, 1.24, 1.32, 1.24))
_PAW_ENDS = ((0.75, 1.02, 1.10, 1.08), (1.0, 1.02, 1.08, 1.10))
_HIND_ENDS = ((0.72, 1.10, 1.20, 1.65), (1.0, 1.20, 1.35, 1.60))
_CANNON = ((0.22, 0.92, 1.00, 1.15), (0.75, 0.90, 0.98, 1.15), (1.0, 1.18, 1.20, 1.35))


def trunk_limb(plan: Plan) -> Limb:
    """The barrel of the body."""
    x, top, bottom, half = np.array(plan.trunk).T
    middle, reach = 0.5 * (top + bottom), 0.5 * (top - bottom)
    return limb(np.column_stack([x, np.zeros_like(x), middle]), half, reach, cap=0.55)


def neck_limb(plan: Plan, down_rad: float, blend: float) -> Limb:
    """The whole neck, from inside the trunk to the occiput."""
    axis, _, _ = head_points(plan, down_rad)
    rows = np.array(plan.neck)
    points = np.column_stack([axis[:, 0], np.zeros(len(axis)), axis[:, 1]])
    return limb(points, rows[:, 2], rows[:, 3], rows[:, 4], cap=0.6, blend_m=blend)


def torso_pieces(plan: Plan, down_rad: float) -> list[Piece]:
    """The trunk, which swells where neck and legs come out of it."""
    axis, _, _ = head_points(plan, down_rad)
    rows = np.array(plan.neck)
    keep = 2 if down_rad > 0.5 else (len(rows) + 1) // 2  # a root that bends sharply would tear
    points = np.column_stack([axis[:, 0], np.zeros(len(axis)), axis[:, 1]])[:keep]
    shrink = np.linspace(0.97, 0.74, keep)
    root = limb(points, rows[:keep, 2] * shrink, rows[:keep, 3] * shrink, rows[:keep, 4] * shrink, 0.6, 0.09)
    swells = []
    for leg, sections in ((plan.fore, _FORE_UPPER), (plan.hind, _HIND_UPPER)):
        for _, side in SIDES:
            short = [(0.62 * share, *r) for share, *r in sections]
            swells.append(_segment(leg, 0, side, short, leg.muscle, 0.07, (1.0, 0.98, 0.85)))
    return [
        Piece(
            limbs=(trunk_limb(plan), root, *swells),
            material="coat",
            part="torso",
            cells=17,
            relief_share=plan.relief_share,
        )
    ]


def neck_pieces(plan: Plan, down_rad: float) -> list[Piece]:
    """The neck alone."""
    return [
        Piece(
            limbs=(neck_limb(plan, down_rad, 0.0),),
            material="coat",
            part="neck",
            cells=12,
            relief_share=plan.relief_share,
        )
    ]


def tail_pieces(plan: Plan) -> list[Piece]:
    """The tail from its root on."""
    rows = np.array(plan.tail)
    shape = limb(np.column_stack([rows[:, 0], np.zeros(len(rows)), rows[:, 1]]), rows[:, 2], cap=0.8)
    return [
        Piece(limbs=(shape,), material=plan.tail_material, part="tail", cells=9, relief_share=0.8 * plan.relief_share)
    ]


def leg_pieces(leg: LegPlan, fore: bool, side: float, foot: FootKind) -> tuple[list[Piece], ...]:
    """Upper and lower leg, shin and foot."""
    bone, muscle = leg.bone, leg.muscle
    upper = _segment(leg, 0, side, _FORE_UPPER if fore else _HIND_UPPER, muscle, 0.0, SUNK)
    thigh = (upper,) if fore else (upper, _buttock(leg, side, 0.5 * muscle))
    heads = _FORE_LOWER if fore else _HIND_LOWER
    ends = (_PAW_ENDS if foot == "paw" else _FORE_ENDS) if fore else _HIND_ENDS
    lower = _segment(leg, 1, side, (*_scaled(heads, muscle), *_scaled(ends, bone)), 1.0)
    fit = min(1.0, 0.85 * leg.joints[3][1] / (_CANNON[-1][3] * bone))  # of low feet, so that none sinks into the ground
    tip = (_CANNON[-1][0], *(fit * value for value in _CANNON[-1][1:]))
    cannon = _segment(leg, 2, side, (*_scaled(((0.0, *ends[1][1:]), *_CANNON[:-1], tip), bone),), 1.0)
    shin = [cannon]
    if not fore:  # the point of the hock
        x, y, z = _point(leg, 2, side)
        shin.append(ellipsoid((x - 0.85 * bone, y, z + 0.9 * bone), (0.9 * bone, 0.75 * bone, 1.6 * bone), 0.35, bone))
    return (
        [Piece(limbs=thigh, material="coat", part="leg", cells=7)],
        [Piece(limbs=(lower,), material="coat_legs", part="leg", cells=8)],
        [Piece(limbs=tuple(shin), material="coat_legs", part="leg", cells=7)],
        _foot(leg, side, foot),
    )


def _buttock(leg: LegPlan, side: float, blend: float) -> Limb:
    """The hamstrings: from behind the hip to below the knee."""
    hip, knee, hock = (np.array(_point(leg, k, side)) for k in range(3))
    m = leg.muscle
    start = hip + np.array([-0.75 * m, 0.0, 0.1 * m])
    end = 0.62 * knee + 0.38 * hock + np.array([-0.12 * m, 0.0, 0.0])
    middle = 0.5 * (start + end) + np.array([-0.28 * m, side * 0.06 * m, 0.0])
    size = m * np.array([0.90, 0.95, 1.0])
    return limb([start, middle, end], size * [0.42, 0.46, 0.22], size * [0.5, 0.52, 0.24], blend_m=blend)


def _foot(leg: LegPlan, side: float, kind: FootKind) -> list[Piece]:
    """Pastern and hoof, two hooves, or a paw with toes; the sole lies on the ground."""
    b = leg.bone
    x0, y0, z0 = _point(leg, 3, side)
    toe_x, y1, _ = _point(leg, 4, side)
    if kind == "paw":
        pad = limb(
            [(x0, y0, z0), (0.5 * (x0 + toe_x), y1, 0.62 * z0), (toe_x - 1.1 * b, y1, 0.95 * b)],
            [1.12 * b, 1.25 * b, 1.15 * b],
            [1.1 * b, 1.15 * b, 0.85 * b],
            [min(1.2 * b, 0.95 * z0), 0.62 * z0, 0.94 * b],
            cap=0.5,
        )
        toes = [
            ellipsoid((toe_x - 0.95 * b, y1 + k * 0.62 * b, 0.72 * b), (0.95 * b, 0.42 * b, 0.71 * b), 0.0, 0.25 * b)
            for k in (-1.0, 1.0)
        ]
        toes += [
            ellipsoid((toe_x - 0.72 * b, y1 + k * 0.24 * b, 0.74 * b), (0.74 * b, 0.36 * b, 0.72 * b), 0.0, 0.2 * b)
            for k in (-1.0, 1.0)
        ]
        return [Piece(limbs=(pad, *toes), material="coat_legs", part="leg", cells=8)]
    hoof_z = min(0.55 * z0, 2.2 * b)
    back_x = x0 + 0.45 * (toe_x - x0)
    pastern = limb(
        [(x0, y0, z0), (0.45 * x0 + 0.55 * back_x, y1, 0.5 * (z0 + hoof_z)), (back_x, y1, 0.8 * hoof_z)],
        [1.15 * b, 0.98 * b, 1.05 * b],
        [1.18 * b, 1.0 * b, 1.1 * b],
        [1.30 * b, 1.05 * b, 1.1 * b],
        cap=0.7,
    )
    claws = (0.0,) if kind == "hoof" else (-0.56, 0.56)
    wide = 1.42 if kind == "hoof" else 0.66
    sole_x = 0.5 * (back_x - 1.1 * b + toe_x)
    reach = toe_x - sole_x
    hooves = []
    for k in claws:
        low = limb(
            [(back_x - 0.05 * b, y1 + k * 0.9 * b, hoof_z), (sole_x, y1 + k * b, 0.10 * hoof_z)],
            [0.8 * wide * b, wide * b],
            [1.05 * b, reach],
            [1.05 * b, reach],
            cap=0.09,
        )
        hooves.append(Piece(limbs=(low,), material="hooves", part="leg", cells=6))
    return [Piece(limbs=(pastern,), material="coat_legs", part="leg", cells=7), *hooves]


def _point(leg: LegPlan, index: int, side: float) -> tuple[float, float, float]:
    """A joint of a leg in the body frame; legs stand closer the lower they are."""
    x, z = leg.joints[index]
    root_z = leg.joints[0][1]
    y = leg.track[1] + (leg.track[0] - leg.track[1]) * (z / root_z) ** 2
    return x, side * y, z


def _segment(
    leg: LegPlan,
    index: int,
    side: float,
    sections: Sequence[Sequence[float]],
    scale: float,
    blend: float = 0.0,
    shrink: Sequence[float] | float = 1.0,
) -> Limb:
    """The limb between two joints. sections: share, half width, reach before and behind."""
    a, b = (np.array(_point(leg, index + k, side)) for k in (0, 1))
    rows = np.array([tuple(row) for row in sections])
    points = a + rows[:, :1] * (b - a)
    r = rows[:, 1:] * scale * np.broadcast_to(np.asarray(shrink, dtype=np.float64), len(rows))[:, None]
    return limb(points, r[:, 0], r[:, 1], r[:, 2], 0.9, blend)


def _scaled(rows: Sequence[Sequence[float]], scale: float) -> list[tuple[float, ...]]:
    return [(row[0], *(scale * value for value in row[1:])) for row in rows]
