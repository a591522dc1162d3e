"""Bicycles: frame, fork that steers, wheels that roll, cranks that turn with the distance, pedals that stay level."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetSpec, BodyBox, Keypoint
from scenes.assets.people.proportions import CHILD_HEIGHTS_M, Proportions, proportions_of
from scenes.assets.shaping.articulated import Cover, Limb, articulated, at, shifted, solid, vec
from scenes.assets.shaping.shapes import joined, moved, tube
from scenes.assets.shaping.solids import rounded_box
from scenes.assets.two_wheelers.bicycle_geometry import GEOMETRIES, BicycleGeometry, BicycleKind
from scenes.assets.two_wheelers.bicycle_load import Load, load_covers
from scenes.assets.two_wheelers.bicycle_parts import (
    FrameJoints,
    chain_guard,
    chain_runs,
    crank_covers,
    handlebar,
    mudguard,
    pedals,
    saddle,
)
from scenes.assets.two_wheelers.cycle_lamps import head_lamp, tail_lamp
from scenes.assets.two_wheelers.cycle_wheel import CYCLE_MATERIALS, disc, wire_wheel
from scenes.lamp import LampSource
from scenes.pose import Pose

Float64 = NDArray[np.float64]
Point = NDArray[np.float64]
Fitted = Literal["lamps", "bare"]

SPOKES: dict[BicycleKind, int] = {"city": 36, "road": 24, "mountain": 32, "child": 20}
TUBE_M: dict[BicycleKind, float] = {"city": 0.017, "road": 0.020, "mountain": 0.024, "child": 0.017}
"""Radius of the down tube; chosen: slim steel, oversized aluminium."""
HEAD_LAMP_CD = 2500.0
"""Chosen: a dynamo's beam of 40 lx at 10 m has 4,000 cd at its peak, cheaper ones half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bicycle(AssetSpec):
    """A bicycle. load: what it carries. fitted: with mudguards, lamps and a rack where its kind has them, or bare.

    rider_height_m: stature for which the saddle is set; a child's bicycle is set for at most 1.35 m.
    """

    kind: BicycleKind = "city"
    load: Load = "none"
    fitted: Fitted = "lamps"
    rider_height_m: float = 1.75

    @property
    def geometry(self) -> BicycleGeometry:
        """Where everything is."""
        return GEOMETRIES[self.kind]

    def rider(self) -> Proportions:
        """Of whom the saddle is set for."""
        limit = CHILD_HEIGHTS_M[1] if self.kind == "child" else math.inf
        return proportions_of(min(self.rider_height_m, limit))

    def build(self) -> Asset:
        """Parts frame, fork, wheel_front, wheel_rear, crank, pedal_right, pedal_left."""
        g = self.geometry
        frame = FrameJoints.of(g, self.rider())
        crown, x, z = frame.crown, g.wheelbase_m, g.wheel_radius_m
        fork = [shifted(c, -crown) for c in _fork_covers(self, frame)]
        wheel = wire_wheel(z, g.tyre_m, SPOKES[self.kind])
        bx, bz = g.bottom_m
        limbs = [
            Limb(name="frame", covers=_frame_covers(self, frame)),
            Limb(name="fork", covers=fork, parent="frame", T_parent_part=at(*crown), axis=frame.steering),
            Limb(name="wheel_front", covers=wheel, parent="fork", T_parent_part=at(x - crown[0], 0.0, z - crown[2])),
            Limb(name="wheel_rear", covers=wheel, parent="frame", T_parent_part=at(0.0, 0.0, z)),
            Limb(name="crank", covers=crank_covers(self.kind, g), parent="frame", T_parent_part=at(bx, 0.0, bz)),
            *pedals(g),
        ]
        half = g.grip_half_m + 0.06
        length = x + 2 * z
        height = max(frame.saddle[2], g.grip_m[1] + 0.03)
        return articulated(
            "bicycle",
            "vehicle.bicycle",
            limbs,
            CYCLE_MATERIALS,
            BodyBox(
                length_m=length, width_m=2 * half, height_m=height, T_body_box=Pose(translation_m=(x / 2, 0.0, 0.0))
            ),
            lamps=_lamps(self, frame) if self.fitted == "lamps" and self.kind != "road" else (),
            keypoints=tuple(
                Keypoint(name=name, position_m=(float(p[0]), float(p[1]), float(p[2])), part=part)
                for name, part, p in (
                    ("wheel_front", "wheel_front", np.array([x, 0.0, z])),
                    ("wheel_rear", "wheel_rear", np.array([0.0, 0.0, z])),
                    ("saddle", "frame", frame.saddle),
                    ("grip_left", "fork", np.array([g.grip_m[0], g.grip_half_m, g.grip_m[1]])),
                    ("grip_right", "fork", np.array([g.grip_m[0], -g.grip_half_m, g.grip_m[1]])),
                )
            ),
        )

    def joint_angles(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """Joint angles (T, 7): wheels roll, cranks turn by the gear, pedals stay level; the fork points ahead."""
        del speed_mps
        rolled = np.asarray(distance_m, dtype=np.float64) / self.geometry.wheel_radius_m
        crank = self.geometry.crank_rad(np.asarray(distance_m, dtype=np.float64))
        still = np.zeros_like(rolled)
        return np.column_stack([still, still, rolled, rolled, crank, -crank, -crank])


def _frame_covers(bicycle: Bicycle, f: FrameJoints) -> list[Cover]:
    g, r = bicycle.geometry, TUBE_M[bicycle.kind]
    head_low, head_high = f.crown + 0.25 * (f.head_top - f.crown), f.crown + 0.8 * (f.head_top - f.crown)
    axle = np.array([0.0, 0.0, g.wheel_radius_m])
    rise = f.seat_top - f.bottom
    top = tube([head_high, f.bottom + 0.94 * rise], 0.85 * r, 10)
    if bicycle.kind == "city":
        dip = 0.5 * (head_high + f.bottom) + vec(-0.02, 0.0, 0.06)
        top = tube([head_high, dip, f.bottom + vec(0.03, 0.0, 0.17), f.bottom + 0.42 * rise], 0.8 * r, 10)
    tubes = [
        tube([f.crown, f.head_top], r + 0.004, 12),
        tube([f.bottom, f.seat_top], r - 0.002, 10),
        tube([head_low, f.bottom], r, 10),
        top,
        tube([f.bottom - vec(0, 0.045, 0), f.bottom + vec(0, 0.045, 0)], r + 0.003, 12),
    ]
    for s in (-1.0, 1.0):
        end = axle + vec(0.0, s * 0.062, 0.0)
        tubes.append(
            tube([f.bottom + vec(0, s * 0.03, 0), f.bottom * 0.6 + end * 0.4 + vec(0, s * 0.018, 0), end], 0.009, 7)
        )
        tubes.append(tube([f.bottom + 0.88 * (f.seat_top - f.bottom) + vec(0, s * 0.02, 0), end], 0.008, 7))
    post = tube([f.bottom + 0.9 * (f.seat_top - f.bottom), f.saddle - vec(0.0, 0.0, 0.045)], 0.013, 8)
    covers = [
        solid(joined(tubes), "paint", "frame"),
        solid(post, "steel", "frame"),
        solid(saddle(f.saddle, 1.0 if bicycle.kind == "city" else 0.72), "leather", "saddle"),
        solid(chain_runs(g), "dark_steel", "frame", 0.3),
        solid(
            moved(disc([(0.036, -0.003), (0.036, 0.003)], 16), (0.0, -0.045, g.wheel_radius_m)), "dark_steel", "wheel"
        ),
    ]
    if bicycle.fitted == "lamps" and bicycle.kind in ("city", "child"):
        covers += [solid(mudguard(axle, g.wheel_radius_m, g.tyre_m, 10.0, 190.0), "second_paint", "frame")]
        covers += [solid(chain_guard(g), "second_paint", "frame", 0.6)]
    if bicycle.fitted == "lamps" and bicycle.kind != "road":
        back = _tail_place(bicycle, f)
        covers.append(
            solid(moved(rounded_box((0.03, 0.06, 0.035), 0.01), back - vec(0, 0, 0.0175)), "tail_lens", "tail_lamp")
        )
    return [*covers, *load_covers(bicycle.load, g, f.saddle)]


def _fork_covers(bicycle: Bicycle, f: FrameJoints) -> list[Cover]:
    """Blades, stem, handlebar, grips, brake levers, head lamp and front mudguard, in the bicycle's frame."""
    g = bicycle.geometry
    axle = np.array([g.wheelbase_m, 0.0, g.wheel_radius_m])
    blades = []
    for s in (-1.0, 1.0):
        knee = f.crown + 0.62 * (axle - f.crown) - vec(0.012, 0, 0) + vec(0, s * 0.045, 0)
        blades.append(
            tube([f.crown + vec(0, s * 0.03, 0), knee, axle + vec(0, s * 0.052, 0)], [0.015, 0.013, 0.009], 8)
        )
    crown = tube([f.crown - vec(0, 0.045, 0), f.crown + vec(0, 0.045, 0)], 0.016, 8)
    bar, grips = handlebar(bicycle.kind, g, f)
    covers = [
        solid(joined([*blades, crown]), "black" if bicycle.kind == "mountain" else "paint", "frame"),
        solid(bar, "black" if bicycle.kind in ("road", "mountain") else "steel", "handlebar"),
        solid(grips, "black", "handlebar"),
    ]
    if bicycle.fitted == "lamps" and bicycle.kind in ("city", "child"):
        covers.append(solid(mudguard(axle, g.wheel_radius_m, g.tyre_m, 15.0, 150.0), "second_paint", "frame"))
    if bicycle.fitted == "lamps" and bicycle.kind != "road":
        x, _, z = _head_lamp_place(f)
        shell = moved(disc([(0.012, -0.03), (0.032, -0.01), (0.032, 0.01), (0.02, 0.03)], 12), (0, 0, 0))
        turned = (shell[0][:, [1, 0, 2]] * [1.0, -1.0, 1.0] + vec(x - 0.025, 0.0, z), shell[1])
        glass = disc([(0.029, -0.004), (0.029, 0.004)], 12)
        lens = (glass[0][:, [1, 0, 2]] * [1.0, -1.0, 1.0] + vec(x, 0.0, z), glass[1])
        covers += [solid(turned, "black", "head_lamp"), solid(lens, "lens", "head_lamp")]
    return covers


def _head_lamp_place(f: FrameJoints) -> Point:
    return np.asarray(f.crown + 0.5 * (f.head_top - f.crown) + vec(0.085, 0.0, 0.02))


def _tail_place(bicycle: Bicycle, f: FrameJoints) -> Point:
    """On the mudguard, where there is one, else below the saddle."""
    g = bicycle.geometry
    if bicycle.kind == "mountain":
        return np.asarray(f.saddle + vec(-0.075, 0.0, -0.075))
    angle, reach = math.radians(142.0), g.wheel_radius_m + 0.035
    return np.array([reach * math.cos(angle), 0.0, g.wheel_radius_m + reach * math.sin(angle)])


def _lamps(bicycle: Bicycle, f: FrameJoints) -> tuple[LampSource, ...]:
    head = _head_lamp_place(f) - f.crown + vec(0.01, 0.0, 0.0)
    tail = _tail_place(bicycle, f) - vec(0.02, 0.0, 0.0)
    return (head_lamp(head, 0.05, HEAD_LAMP_CD, 0.028), tail_lamp(tail, 0.02))
