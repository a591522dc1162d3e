"""Motor cycles: naked, sport and scooter, with a fork that steers and wheels that roll."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetSpec, BodyBox
from scenes.assets.shaping.articulated import Cover, Limb, articulated, at, shifted, skin, solid, vec
from scenes.assets.shaping.contour import contour, painted
from scenes.assets.shaping.lofts import flat_tube
from scenes.assets.shaping.shapes import Patch, box, ellipsoid, joined, moved, tube
from scenes.assets.shaping.solids import rounded_box
from scenes.assets.two_wheelers.cycle_lamps import head_lamp, tail_lamp
from scenes.assets.two_wheelers.cycle_wheel import CYCLE_MATERIALS, cast_wheel
from scenes.assets.two_wheelers.motorcycle_body import body_covers, head_field
from scenes.assets.two_wheelers.motorcycle_geometry import GEOMETRIES, MotorcycleGeometry, MotorcycleKind
from scenes.lamp import LampSource
from scenes.light_color import SIGNAL_AMBER
from scenes.material import Material
from scenes.pose import Pose

Float64 = NDArray[np.float64]

HEAD_LAMP_CD = 20_000.0
"""Chosen: a halogen dipped beam of one lamp."""
_INDICATOR = Material(
    base_color=(0.75, 0.30, 0.02), roughness=0.2, emission_cd_m2=20_000.0, emission_color=SIGNAL_AMBER
)
MATERIALS: dict[str, Material] = {
    **CYCLE_MATERIALS,
    "indicator_left": replace(_INDICATOR, lamp="indicator_left"),
    "indicator_right": replace(_INDICATOR, lamp="indicator_right"),
    "plate": Material(
        base_color=(0.72, 0.72, 0.70), roughness=0.4, retroreflection_cd_lx_m2=60.0, lidar_reflectivity=1.1
    ),
    "mirror": Material(base_color=(0.75, 0.77, 0.80), roughness=0.05, metallic=1.0, lidar_reflectivity=0.6),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Motorcycle(AssetSpec):
    """A motor cycle without its rider."""

    kind: MotorcycleKind = "naked"

    @property
    def geometry(self) -> MotorcycleGeometry:
        """Where everything is."""
        return GEOMETRIES[self.kind]

    def build(self) -> Asset:
        """Parts frame, fork, wheel_front, wheel_rear."""
        g = self.geometry
        up = _steering(g)
        axle = np.array([g.wheelbase_m, 0.0, g.front_radius_m])
        head = axle + (0.60 if self.kind != "scooter" else 0.55) * up - vec(g.trail_offset_m, 0.0, 0.0)
        spokes = 5 if self.kind != "scooter" else 3
        front = cast_wheel(g.front_radius_m, g.front_tyre_m, g.front_radius_m - 0.072, spokes, 0.15)
        rear = cast_wheel(g.rear_radius_m, g.rear_tyre_m, g.rear_radius_m - 0.085, spokes, 0.11)
        fork = [shifted(c, -head) for c in _fork_covers(self.kind, g, axle, up)]
        limbs = [
            Limb(name="frame", covers=[*body_covers(self.kind, g), *_rear_covers(self.kind, g)]),
            Limb(
                name="fork",
                covers=fork,
                parent="frame",
                T_parent_part=at(*head),
                axis=(float(up[0]), 0.0, float(up[2])),
            ),
            Limb(name="wheel_front", covers=front, parent="fork", T_parent_part=at(*(axle - head))),
            Limb(name="wheel_rear", covers=rear, parent="frame", T_parent_part=at(0.0, 0.0, g.rear_radius_m)),
        ]
        rear_end = g.length_m - g.wheelbase_m - g.front_radius_m
        middle = 0.5 * (g.wheelbase_m + g.front_radius_m - rear_end)
        return articulated(
            "motorcycle",
            "vehicle.motorcycle",
            limbs,
            MATERIALS,
            BodyBox(
                length_m=g.length_m,
                width_m=g.width_m,
                height_m=g.height_m,
                T_body_box=Pose(translation_m=(middle, 0.0, 0.0)),
            ),
            lamps=_lamps(g, head),
        )

    def joint_angles(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """Joint angles (T, 4): wheels roll; the fork points ahead."""
        del speed_mps
        distance = np.asarray(distance_m, dtype=np.float64)
        still = np.zeros_like(distance)
        g = self.geometry
        return np.column_stack([still, still, distance / g.front_radius_m, distance / g.rear_radius_m])


def _steering(g: MotorcycleGeometry) -> Float64:
    return np.array([-math.sin(g.rake_rad), 0.0, math.cos(g.rake_rad)])


def _fork_covers(kind: MotorcycleKind, g: MotorcycleGeometry, axle: Float64, up: Float64) -> list[Cover]:
    """Fork, bar with grips, levers and mirrors, front mudguard, head lamp, in the machine's frame."""
    gx, gz = g.grip_m
    half = 0.5 * g.front_tyre_m + 0.045
    along = 0.70 if kind != "scooter" else 0.28
    legs, lower = [], []
    for s in (-1.0, 1.0):
        foot = axle + vec(0, s * half, 0)
        legs.append(tube([foot + 0.2 * up, foot + along * up], 0.022, 10))
        lower.append(tube([foot - 0.03 * up, foot + 0.33 * up], 0.03, 10))
    clamp = axle + 0.70 * up - vec(0.02, 0, 0)
    yokes = [
        tube([axle + k * up - vec(0, half + 0.02, 0), axle + k * up + vec(0, half + 0.02, 0)], 0.024, 8)
        for k in (along - 0.17, along - 0.02)
    ]
    if kind == "scooter":
        yokes.append(tube([axle + 0.25 * up, clamp], 0.03, 10))
    bars, grips, mirrors = [], [], []
    for s in (-1.0, 1.0):
        grip = np.array([gx, s * g.grip_half_m, gz])
        back = np.array([0.35, -s, 0.0 if kind != "sport" else 0.25])
        back /= np.linalg.norm(back)
        inner, outer = grip + 0.06 * back, grip - 0.065 * back
        rise = clamp + vec(0.0, s * 0.10, 0.05 if kind != "sport" else -0.08)
        bars.append(tube([clamp + vec(0, s * 0.03, 0), rise, inner, outer], 0.0125, 8))
        grips.append(tube([inner, outer], 0.018, 9))
        grips.append(tube([inner + vec(0.015, 0, 0), inner - 0.12 * back + vec(0.06, 0, -0.01)], 0.007, 5))
        stalk = inner + vec(0.03, s * 0.02, 0.15)
        if kind == "sport":
            stalk = np.array([g.wheelbase_m - 0.22, s * 0.31, 1.09])
            bars.append(tube([(g.wheelbase_m - 0.18, s * 0.12, 1.0), tuple(stalk)], 0.008, 6))
        else:
            bars.append(tube([inner, stalk], 0.005, 5))
        shell = ellipsoid((0.018, 0.062, 0.042), 5, 10)
        mirrors.append(moved(shell, stalk))
    angle = np.radians(np.linspace(35.0, 150.0, 14))
    reach = g.front_radius_m + 0.014
    arch = axle + np.column_stack([reach * np.cos(angle), np.zeros(14), reach * np.sin(angle)])
    guard = flat_tube(arch, np.tile([0.5 * g.front_tyre_m + 0.016, 0.006], (14, 1)), 10, (0.0, 1.0, 0.0))
    covers = [
        solid(joined(legs), "steel", "frame"),
        solid(joined([*lower, *yokes]), "dark_steel", "frame"),
        solid(joined(bars), "dark_steel", "handlebar"),
        solid(joined(grips), "black", "handlebar"),
        solid(joined(mirrors), "black", "mirror"),
        solid(guard, "paint", "body"),
    ]
    if kind != "sport":
        dome, lens = head_field(kind)
        top = axle + 0.72 * up
        names = ("second_paint" if kind == "naked" else "paint", "lens")
        covers.append(shifted(skin(painted(contour(dome, 0.014), [lens]), names, "head_lamp"), top))
        clocks = rounded_box((0.06, 0.16, 0.07), 0.02)
        covers.append(solid(moved(clocks, top + vec(0.02, 0, 0.02)), "black", "interior", 0.75))
        for s, name in ((1.0, "indicator_left"), (-1.0, "indicator_right")):
            blink = moved(
                ellipsoid((0.025, 0.03, 0.02), 5, 8), top + vec(0.06, s * 0.16, -0.11 if kind == "naked" else -0.03)
            )
            covers.append(solid(blink, name, "indicator"))
    return covers


def _rear_covers(kind: MotorcycleKind, g: MotorcycleGeometry) -> list[Cover]:
    """Plate on its holder, tail lamp, indicators, foot rests."""
    x, z = g.seat_m[0] - 0.62, g.seat_m[1] + (0.0 if kind != "scooter" else -0.13)
    plate = moved(box((-0.004, -0.10, -0.10), (0.004, 0.10, 0.06)), (x - 0.08, 0, z - 0.20))
    holder = tube([(x + 0.12, 0, z - 0.02), (x - 0.06, 0, z - 0.18)], 0.022, 6)
    covers = [solid(holder, "black", "body"), solid(plate, "plate", "plate", 0.0)]
    for s, name in ((1.0, "indicator_left"), (-1.0, "indicator_right")):
        blink = moved(ellipsoid((0.025, 0.03, 0.02), 5, 8), (x - 0.05, s * 0.14, z - 0.08))
        stalk = tube([(x + 0.02, s * 0.02, z - 0.06), (x - 0.05, s * 0.13, z - 0.08)], 0.006, 5)
        covers += [solid(blink, name, "indicator"), solid(stalk, "black", "body")]
    if kind != "scooter":
        tail = moved(ellipsoid((0.03, 0.06, 0.025), 5, 10), (x - 0.0, 0, z + 0.03))
        covers.append(solid(tail, "tail_lens", "tail_lamp"))
    rx, ry, rz = g.rest_m
    rests: list[Patch] = []
    if kind != "scooter":
        for s in (-1.0, 1.0):
            rests.append(tube([(rx, s * 0.10, rz), (rx, s * (ry + 0.05), rz)], 0.013, 7))
            rests.append(tube([(rx, s * 0.12, rz), (rx + 0.05, s * 0.12, rz + 0.12)], 0.014, 6))
        covers.append(solid(joined(rests), "dark_steel", "frame"))
    return covers


def _lamps(g: MotorcycleGeometry, head: Float64) -> tuple[LampSource, ...]:
    front = vec(g.wheelbase_m - 0.02, 0.0, 0.90) - head
    tail = (g.seat_m[0] - 0.68, 0.0, g.seat_m[1] + 0.02)
    return (head_lamp(front, 0.02, HEAD_LAMP_CD, 0.06), tail_lamp(tail, 0.03))
