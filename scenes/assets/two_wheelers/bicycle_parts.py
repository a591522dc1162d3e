"""Parts of bicycles: the frame's joints, handlebars, cranks, pedals, saddle, chain and mudguards."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.assets.people.proportions import Proportions
from scenes.assets.shaping.articulated import Cover, Limb, at, solid, vec
from scenes.assets.shaping.lofts import flat_tube
from scenes.assets.shaping.shapes import Patch, box, joined, moved, tube
from scenes.assets.shaping.solids import rounded_box
from scenes.assets.two_wheelers.bicycle_geometry import BicycleGeometry, BicycleKind
from scenes.assets.two_wheelers.cycle_wheel import hoop

Point = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class FrameJoints:
    """Joints of the frame's tubes (3,). steering: unit axis of the head tube, upwards."""

    bottom: Point
    crown: Point
    head_top: Point
    seat_top: Point
    saddle: Point
    steering: tuple[float, float, float]

    @classmethod
    def of(cls, g: BicycleGeometry, rider: Proportions) -> FrameJoints:
        """Of a geometry whose saddle is set for a rider."""
        up = np.array([-math.cos(g.head_angle_rad), 0.0, math.sin(g.head_angle_rad)])
        ahead = np.array([math.sin(g.head_angle_rad), 0.0, math.cos(g.head_angle_rad)])
        below = np.array([g.wheelbase_m, 0.0, g.wheel_radius_m]) - g.rake_m * ahead
        crown = below + (g.wheel_radius_m + 0.045) * up
        sx, sz = g.saddle_m(rider)
        bottom = np.array([g.bottom_m[0], 0.0, g.bottom_m[1]])
        along = np.array([-math.cos(g.seat_angle_rad), 0.0, math.sin(g.seat_angle_rad)])
        reach = (sz - bottom[2]) / along[2]
        head = max(0.08, min(0.16, 0.42 * (g.grip_m[1] - float(crown[2]))))
        return cls(
            bottom=bottom,
            crown=crown,
            head_top=crown + head * up,
            seat_top=bottom + 0.72 * reach * along,
            saddle=np.array([sx, 0.0, sz]),
            steering=(float(up[0]), 0.0, float(up[2])),
        )


def handlebar(kind: BicycleKind, g: BicycleGeometry, f: FrameJoints) -> tuple[Patch, Patch]:
    """Stem and bar, and grips with levers."""
    up = np.asarray(f.steering)
    gx, gz = g.grip_m
    top = f.head_top + max(0.02, gz - float(f.head_top[2]) - 0.02) / up[2] * up
    clamp = top + vec(0.035 if kind == "city" else 0.07, 0.0, 0.0)
    pieces, grips = [tube([f.head_top, top, clamp], 0.014, 8)], []
    for s in (-1.0, 1.0):
        grip = np.array([gx, s * g.grip_half_m, gz])
        if kind == "road":
            ramp = np.array([clamp[0] + 0.01, s * (g.grip_half_m - 0.01), clamp[2]])
            path = [
                clamp,
                clamp + vec(0, s * 0.12, 0),
                ramp,
                grip,
                grip + vec(0.0, 0, -0.06),
                grip + vec(-0.035, 0, -0.115),
            ]
            pieces.append(tube([*path, grip + vec(-0.12, s * 0.01, -0.13)], 0.013, 8))
            grips.append(
                tube(
                    [grip - vec(0.05, 0, 0.0), grip + vec(0.035, 0, 0.02), grip + vec(0.045, 0, 0.05)],
                    [0.015, 0.018, 0.012],
                    8,
                )
            )
            grips.append(tube([grip + vec(0.04, 0, 0.02), grip + vec(0.05, 0, -0.05)], 0.006, 5))
            continue
        back = np.array([0.9, -0.42 * s, 0.0]) if kind in ("city", "child") else np.array([0.12, -s, 0.0])
        back /= np.linalg.norm(back)
        inner, outer = grip + 0.065 * back, grip - 0.060 * back
        bend = clamp + vec(0.02, s * 0.55 * g.grip_half_m, 0.03 if kind == "city" else 0.02)
        pieces.append(tube([clamp, bend, inner, outer], 0.0115, 8))
        grips.append(tube([inner, outer], 0.017, 9))
        lever = inner + 0.02 * back
        grips.append(tube([lever + vec(0.02, 0, -0.005), lever - 0.10 * back + vec(0.05, 0, -0.02)], 0.006, 5))
    return joined(pieces), joined(grips)


def crank_covers(kind: BicycleKind, g: BicycleGeometry) -> list[Cover]:
    """Chain ring, axle and both arms about the origin; the right arm points ahead."""
    ring = 0.085 if kind != "child" else 0.06
    teeth = hoop(ring, [(-0.012, -0.002), (0.004, -0.002), (0.004, 0.002), (-0.012, 0.002)], 36)
    web = [box((-0.01, -0.0015, 0.0), (0.01, 0.0015, ring)) for _ in range(4)]
    star = []
    for k, arm in enumerate(web):
        c, s = math.cos(k * math.pi / 2 + 0.4), math.sin(k * math.pi / 2 + 0.4)
        star.append((arm[0] @ np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]), arm[1]))
    arms = []
    for side in (-1.0, 1.0):
        tip = np.array([-side * g.crank_m, side * (g.pedal_out_m - 0.040), 0.0])
        arms.append(tube([vec(0.0, side * (g.pedal_out_m - 0.054), 0.0), tip], [0.014, 0.010], 8))
    axle = tube([[0, -0.06, 0], [0, 0.06, 0]], 0.012, 8)
    chainring = moved(joined([teeth, *star]), (0.0, -0.045, 0.0))
    return [solid(joined([axle, *arms]), "steel", "pedal"), solid(chainring, "dark_steel", "pedal", 0.5)]


def pedals(g: BicycleGeometry) -> list[Limb]:
    """Both pedals on the arms of the cranks, right first."""
    limbs = []
    for name, side in (("right", -1.0), ("left", 1.0)):
        out = 0.040
        body = moved(rounded_box((0.085, 0.085, 0.024), 0.008), (0.0, side * out, -0.012))
        shine = box((-0.0445, side * out - 0.03, -0.007), (0.0445, side * out + 0.03, 0.007))
        covers = [solid(body, "black", "pedal"), solid(shine, "reflector_amber", "pedal", 0.0)]
        place = at(-side * g.crank_m, side * (g.pedal_out_m - 0.040), 0.0)
        limbs.append(Limb(name=f"pedal_{name}", covers=covers, parent="crank", T_parent_part=place))
    return limbs


def saddle(top: Point, width: float) -> Patch:
    """A saddle: broad and raised behind, a slim nose ahead."""
    x = np.array([-0.135, -0.12, -0.07, 0.0, 0.07, 0.125, 0.14])
    half = np.array([0.034, 0.085, 0.098, 0.058, 0.030, 0.022, 0.008]) * width
    thick = np.array([0.012, 0.028, 0.030, 0.024, 0.018, 0.014, 0.006])
    lift = np.array([0.012, 0.008, 0.0, -0.004, -0.002, -0.002, -0.008])
    path = np.column_stack([x, np.zeros(7), lift - thick]) + top
    return flat_tube(path, np.column_stack([half, thick]), 12, (0.0, 1.0, 0.0))


def chain_runs(g: BicycleGeometry) -> Patch:
    """Upper and lower run of the chain, on the right."""
    x, z = g.bottom_m
    ring, sprocket, y = 0.085 if g.crank_m > 0.15 else 0.06, 0.036, -0.045
    runs = [tube([(0.0, y, g.wheel_radius_m + s * sprocket), (x, y, z + s * ring)], 0.0045, 4) for s in (-1.0, 1.0)]
    return joined(runs)


def chain_guard(g: BicycleGeometry) -> Patch:
    """A chain guard outside the upper run."""
    x, z = g.bottom_m
    r = g.wheel_radius_m
    low = np.array(
        [(x + 0.10, z - 0.03), (x + 0.07, z + 0.10), (x - 0.02, z + 0.115), (0.04, r + 0.055), (0.02, r + 0.01)]
    )
    path = np.column_stack([low[:, 0], np.full(5, -0.052), low[:, 1]])
    return flat_tube(path, np.tile([0.004, 0.016], (5, 1)), 6, (0.0, 1.0, 0.0))


def mudguard(axle: Point, radius_m: float, tyre_m: float, start_deg: float, end_deg: float) -> Patch:
    """A shell over the wheel from one angle to another, counted from ahead over the top."""
    angle = np.radians(np.linspace(start_deg, end_deg, 22))
    reach = radius_m + 0.018
    path = axle + np.column_stack([reach * np.cos(angle), np.zeros(22), reach * np.sin(angle)])
    return flat_tube(path, np.tile([0.5 * tyre_m + 0.008, 0.004], (22, 1)), 8, (0.0, 1.0, 0.0))
