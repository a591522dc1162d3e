"""Electric kick scooters: a deck between two small wheels, a stem that steers, a bar with brake lever and lamp."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetSpec, BodyBox
from scenes.assets.shaping.articulated import Cover, Limb, articulated, at, solid, vec
from scenes.assets.shaping.lofts import flat_tube
from scenes.assets.shaping.shapes import box, joined, moved, tube
from scenes.assets.shaping.solids import rounded_box
from scenes.assets.two_wheelers.cycle_lamps import head_lamp
from scenes.assets.two_wheelers.cycle_wheel import CYCLE_MATERIALS, disc, hoop, round_section
from scenes.pose import Pose

Float64 = NDArray[np.float64]

WHEEL_M, TYRE_M, WHEELBASE_M = 0.110, 0.052, 0.90
"""Of the 8.5-inch scooters that are common for hire; chosen."""
DECK_TOP_M, DECK_FROM_M, DECK_TO_M = 0.155, 0.10, 0.66
GRIP_M, GRIP_HALF_M = (0.705, 1.13), 0.205
"""(x, z) of the middle of a grip, and its distance from the middle."""
STEM_FOOT_M = (0.86, 0.23)
"""(x, z) of the steering axis at its foot; it leans back to the bar."""
HEAD_LAMP_CD = 1200.0
"""Chosen: less than a bicycle's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KickScooter(AssetSpec):
    """An electric kick scooter, 1.12 m long and 1.17 m high."""

    def build(self) -> Asset:
        """Parts frame, stem, wheel_front, wheel_rear."""
        foot = np.array([STEM_FOOT_M[0], 0.0, STEM_FOOT_M[1]])
        up = np.array([GRIP_M[0] - 0.01, 0.0, GRIP_M[1]]) - foot
        axis = up / np.linalg.norm(up)
        steering = (float(axis[0]), 0.0, float(axis[2]))
        front = np.array([WHEELBASE_M, 0.0, WHEEL_M]) - foot
        limbs = [
            Limb(name="frame", covers=_deck()),
            Limb(name="stem", covers=_stem(up, front), parent="frame", T_parent_part=at(*foot), axis=steering),
            Limb(name="wheel_front", covers=_wheel(), parent="stem", T_parent_part=at(*front)),
            Limb(name="wheel_rear", covers=_wheel(), parent="frame", T_parent_part=at(0.0, 0.0, WHEEL_M)),
        ]
        lamp = head_lamp(up * 0.88 + vec(0.06, 0.0, 0.0), 0.08, HEAD_LAMP_CD, 0.02)
        length = WHEELBASE_M + 2 * WHEEL_M
        return articulated(
            "kick_scooter",
            "vehicle.kick_scooter",
            limbs,
            CYCLE_MATERIALS,
            BodyBox(length_m=length, width_m=0.52, height_m=1.17, T_body_box=Pose(translation_m=(0.45, 0.0, 0.0))),
            lamps=(lamp,),
        )

    def joint_angles(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """Joint angles (T, 4): the wheels roll."""
        del speed_mps
        rolled = np.asarray(distance_m, dtype=np.float64) / WHEEL_M
        still = np.zeros_like(rolled)
        return np.column_stack([still, still, rolled, rolled])


def _wheel() -> list[Cover]:
    tyre = hoop(WHEEL_M - TYRE_M / 2, round_section(TYRE_M / 2, 10), 28)
    hub = disc([(0.03, -0.03), (0.075, -0.022), (0.075, 0.022), (0.03, 0.03)], 18)
    return [solid(tyre, "tyre", "wheel"), solid(hub, "dark_steel", "wheel", 0.6)]


def _deck() -> list[Cover]:
    """Deck with its grip mat, neck, rear fender with the tail lamp, kick stand and side reflectors."""
    length, middle = DECK_TO_M - DECK_FROM_M, 0.5 * (DECK_TO_M + DECK_FROM_M)
    deck = moved(rounded_box((length, 0.16, 0.07), 0.02), (middle, 0.0, DECK_TOP_M - 0.072))
    mat = box((DECK_FROM_M + 0.03, -0.062, DECK_TOP_M - 0.004), (DECK_TO_M - 0.03, 0.062, DECK_TOP_M))
    neck = flat_tube(
        [(DECK_TO_M - 0.05, 0, 0.12), (DECK_TO_M + 0.06, 0, 0.135), (0.82, 0, 0.215), (0.865, 0, 0.25)],
        [(0.065, 0.03), (0.055, 0.03), (0.035, 0.028), (0.03, 0.025)],
        10,
        (0.0, 1.0, 0.0),
    )
    stays = [tube([(DECK_FROM_M + 0.02, s * 0.05, 0.12), (0.0, s * 0.045, WHEEL_M)], 0.014, 8) for s in (-1.0, 1.0)]
    angle = np.radians(np.linspace(40.0, 165.0, 12))
    arch = np.column_stack([0.132 * np.cos(angle), np.zeros(12), WHEEL_M + 0.132 * np.sin(angle)])
    fender = flat_tube(arch, np.tile([0.034, 0.005], (12, 1)), 8, (0.0, 1.0, 0.0))
    tail = moved(rounded_box((0.02, 0.05, 0.025), 0.008), (-0.125, 0.0, WHEEL_M + 0.035))
    stand = tube([(0.30, 0.075, 0.10), (0.24, 0.10, 0.055)], 0.007, 6)
    sides = [
        box((DECK_FROM_M + 0.02, s * 0.081 - 0.001, 0.105), (DECK_FROM_M + 0.07, s * 0.081 + 0.001, 0.125))
        for s in (-1.0, 1.0)
    ]
    return [
        solid(deck, "second_paint", "frame", 0.75),
        solid(mat, "black", "frame", 0.0),
        solid(neck, "second_paint", "frame"),
        solid(joined([*stays, stand]), "dark_steel", "frame"),
        solid(fender, "black", "frame"),
        solid(tail, "tail_lens", "tail_lamp"),
        solid(joined(sides), "reflector_amber", "frame", 0.0),
    ]


def _stem(up: Float64, front: Float64) -> list[Cover]:
    """Stem, bar with grips, brake lever and display, head lamp, fork with its fender, about the stem's foot."""
    pole = tube([up * 0.0, up * 0.97], 0.0215, 12)
    collar = tube([up * 0.10, up * 0.16], 0.03, 12)
    top = up - np.array([-0.005, 0.0, 0.0])
    bar = tube([top + vec(0, -0.16, 0), top + vec(0, 0.16, 0)], 0.014, 8)
    grips = [tube([top + vec(0, s * 0.15, 0), top + vec(-0.01, s * 0.26, 0)], 0.018, 10) for s in (-1.0, 1.0)]
    lever = tube([top + vec(0.02, 0.13, -0.01), top + vec(0.045, 0.22, -0.015)], 0.006, 5)
    display = moved(rounded_box((0.06, 0.055, 0.03), 0.01), top + vec(0.0, 0.0, 0.0))
    lamp = up * 0.88
    shell = moved(rounded_box((0.06, 0.045, 0.045), 0.012), lamp + vec(0.025, 0.0, -0.0225))
    glass = moved(rounded_box((0.012, 0.036, 0.036), 0.005), lamp + vec(0.055, 0.0, -0.018))
    cable = tube([lamp + vec(0.05, 0.0, 0.02), up * 0.6 + vec(0.06, 0.0, 0.0), up * 0.2 + vec(0.035, 0, 0)], 0.004, 5)
    blades = [tube([vec(0.0, s * 0.015, -0.01), front + vec(0, s * 0.045, 0)], 0.013, 8) for s in (-1.0, 1.0)]
    angle = np.radians(np.linspace(20.0, 140.0, 10))
    arch = front + np.column_stack([0.128 * np.cos(angle), np.zeros(10), 0.128 * np.sin(angle)])
    fender = flat_tube(arch, np.tile([0.033, 0.005], (10, 1)), 8, (0.0, 1.0, 0.0))
    shine = box(up * 0.30 + vec(0.018, -0.012, -0.03), up * 0.30 + vec(0.024, 0.012, 0.03))
    return [
        solid(joined([pole, collar]), "second_paint", "frame"),
        solid(joined([bar, lever, cable, *blades]), "dark_steel", "handlebar"),
        solid(joined(grips), "black", "handlebar"),
        solid(joined([display, shell]), "black", "handlebar", 0.75),
        solid(glass, "lens", "head_lamp"),
        solid(fender, "black", "frame"),
        solid(shine, "reflector_white", "frame", 0.0),
    ]


def grip_m(side: float) -> tuple[float, float, float]:
    """Middle of a grip in the scooter's frame; side: 1 left, -1 right."""
    return (GRIP_M[0], math.copysign(GRIP_HALF_M, side), GRIP_M[1])
