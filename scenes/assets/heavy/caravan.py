"""Caravans and small trailers behind cars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.companies import company
from scenes.assets.heavy.lamps import markers, outline_lamps, rear_lamps, rear_plate
from scenes.assets.heavy.marks import contour_line, registration, stick, words
from scenes.assets.heavy.parts import BOTH_SIDES, axle, mudguard, soft_box
from scenes.assets.heavy.shell import Shell
from scenes.assets.heavy.vehicle import Axle, HeavySpec
from scenes.assets.heavy.zones import Arch, Level, Span, Zone, pane, seam
from scenes.assets.shaping.planar import filled, rectangle
from scenes.assets.shaping.shapes import both, box, joined, lathe, moved, tube
from scenes.assets.shaping.solids import SOFT_RAD

BALL_M = 0.43
"""Height of a tow ball's centre: 350 to 420 mm laden, some 430 unladen (UN R55)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BallTrailer(HeavySpec):
    """What hangs on a car's tow ball, with one axle. wheelbase_m: from the axle to the coupling's ball."""

    def kingpin_m(self) -> tuple[float, float, float]:
        """Where the coupling's ball is, in the body frame."""
        return (self.wheelbase_m, 0.0, BALL_M)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caravan(BallTrailer):
    """A caravan behind cars. length_m: with the drawbar."""

    length_m: float = 7.35
    width_m: float = 2.32
    height_m: float = 2.60
    wheelbase_m: float = 4.30
    front_overhang_m: float = 0.12
    wheel_radius_m: float = 0.32
    tyre_width_m: float = 0.195

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.caravan"

    def axles(self) -> tuple[Axle, ...]:
        """One."""
        return (self.axle_at(0.0, 0.04, "plain"),)

    @property
    def nose_m(self) -> float:
        """Where the body begins behind the drawbar, along x."""
        return self.wheelbase_m - 1.25

    @property
    def half_m(self) -> float:
        """Half the body's width."""
        return self.width_m / 2 - 0.02

    @property
    def door_m(self) -> Span:
        """The door on the right, along x."""
        return (self.nose_m - 1.75, self.nose_m - 1.10)

    def furnish(self, work: Assembly, rng: np.random.Generator) -> None:
        """Body with windows and a door, stripes, drawbar, lamps."""
        f, r, h, top = self.nose_m, self.rear_m, self.half_m, self.height_m
        accent = ("coat_blue", "coat_grey", "coat_dark_red", "coat_turquoise", "coat_brown")[int(rng.integers(5))]
        lean = 0.22 + 0.2 * float(rng.random())
        Shell(
            levels=self._levels(lean),
            zones=self._zones(),
            arches=(Arch(x_m=0.0, z_m=self.wheel_radius_m, radius_m=self.wheel_radius_m + 0.06),),
            material="coat_white",
            fill_m=9.0,
        ).build(work)
        self._livery(work, accent)
        axle(work, 0.0, self.wheel_radius_m, 0.9, driven=False)
        drawbar(work, self.wheelbase_m, f - 0.1, 0.50)
        bottle = soft_box((f - 0.02, -0.55, 0.5), (f + 0.38, 0.55, 1.0), 0.12, 2)
        work.add(bottle, "coat_white", "body", SOFT_RAD)
        rear_lamps(work, r - 0.006, h - 0.09, 0.80, 0.42, 0.13)
        rear_plate(work, (r - 0.01, 0.0, 0.72), registration(rng))
        outline_lamps(work, r + 0.14, h - 0.04, top - 0.20, -1.0)
        outline_lamps(work, f - lean - 0.10, h - 0.04, top - 0.20, 1.0)
        markers(work, (r + 0.5, -0.9 + 2.4), h - 0.002, 0.62)
        hatch = soft_box((0.2, -0.35, top - 0.03), (0.9, 0.35, top + 0.0), 0.02)
        work.add(hatch, "dark_glass", "roof", SOFT_RAD)

    def _levels(self, lean_m: float) -> tuple[Level, ...]:
        """The body's sections. lean_m: how far the front's upper edge lies behind its foremost place."""
        f, r, h, top = self.nose_m, self.rear_m, self.half_m, self.height_m

        def level(z: float, front: float, rear: float, narrow: float = 0.0) -> Level:
            return Level(z_m=z, front_m=f - front, rear_m=r + rear, half_m=h - narrow, nose_m=0.14, tail_m=0.12)

        return (
            level(0.42, 0.20, 0.10, 0.03),
            level(0.52, 0.06, 0.02),
            level(0.85, 0.0, 0.0),
            level(1.25, 0.03, 0.02),
            level(2.0, lean_m, 0.10),
            level(top - 0.22, lean_m + 0.12, 0.16, 0.02),
            level(top - 0.08, lean_m + 0.25, 0.24, 0.06),
            level(top - 0.02, lean_m + 0.45, 0.36, 0.14),
            level(top, lean_m + 0.7, 0.55, 0.26),
        )

    def _zones(self) -> tuple[Zone, ...]:
        """Windows that stand out, the door with its own, a flap."""
        f, r, door = self.nose_m, self.rear_m, self.door_m
        return (
            Zone(where="all", bottom_m=0.42, top_m=0.55, material="coat_grey"),
            pane("front", (1.32, 1.95), (-0.75, 0.75), -0.02, "dark_glass"),
            pane("rear", (1.35, 1.98), (-0.6, 0.6), -0.02, "dark_glass"),
            pane("left", (1.3, 1.95), (f - 1.5, f - 0.6), -0.02, "dark_glass"),
            pane("left", (1.3, 1.95), (r + 0.6, r + 1.7), -0.02, "dark_glass"),
            pane("left", (1.5, 1.95), (0.3, 0.85), -0.02, "dark_glass"),
            pane("right", (1.3, 1.95), (r + 0.6, r + 1.6), -0.02, "dark_glass"),
            pane("right", (1.3, 1.95), (0.2, 0.95), -0.02, "dark_glass"),
            pane("right", (1.42, 2.0), (door[0] + 0.12, door[1] - 0.12), material="dark_glass"),
            *(seam("right", (0.6, 2.25), x) for x in door),
            Zone(where="right", bottom_m=2.24, top_m=2.252, low_m=door[0], high_m=door[1], material="gap"),
            Zone(where="left", bottom_m=0.72, top_m=1.05, low_m=0.9, high_m=1.3, material="plastic"),
        )

    def _livery(self, work: Assembly, accent: str) -> None:
        """Two stripes and a name on both sides."""
        r, (end, _) = self.rear_m, self.door_m
        name = ("Wanderlust", "SEABREEZE", "Nomado", "Alpina Nova", "Felino")[int(self.seed) % 5]
        for side, y in zip(BOTH_SIDES, (self.half_m + 0.001, -self.half_m - 0.001), strict=True):
            for z, tall in ((1.14, 0.10), (1.24, 0.03)):
                stripe = filled(rectangle(end - r - 0.5, tall))
                stick(work, stripe, side, (0.5 * (end + r) + 0.1, y, z), accent, 1)
            words(work, name, 0.18, side, (r + 1.25, y, 2.15), accent, 1.4)


def drawbar(work: Assembly, ball_m: float, root_m: float, z_m: float) -> None:
    """An A-frame with coupling, jockey wheel and handbrake."""
    bars = both(tube([(root_m, 0.55, z_m - 0.05), (ball_m - 0.25, 0.05, z_m - 0.03)], 0.045, 6))
    head = tube([(ball_m - 0.4, 0.0, z_m), (ball_m + 0.06, 0.0, z_m - 0.02)], 0.05, 10)
    ball = moved(lathe([(0.01, -0.06), (0.055, -0.03), (0.06, 0.02), (0.03, 0.05)], 12), (ball_m, 0.0, BALL_M))
    post = tube([(ball_m - 0.45, 0.10, 0.22), (ball_m - 0.45, 0.10, z_m + 0.35)], 0.028, 8)
    jockey = tube([(ball_m - 0.45, 0.055, 0.18), (ball_m - 0.45, 0.145, 0.18)], 0.11, 14)
    lever = tube([(ball_m - 0.25, -0.04, z_m + 0.04), (ball_m - 0.5, -0.06, z_m + 0.3)], 0.016, 6)
    work.add(joined([bars, head, ball, post, lever]), "galvanised", "frame", 0.9)
    work.add(jockey, "rubber", "frame", 0.6)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarTrailer(BallTrailer):
    """A trailer behind cars: open, or with a cover."""

    cover: Literal["open", "flat", "high"] = "high"
    length_m: float = 3.55
    width_m: float = 1.72
    height_m: float = 1.75
    wheelbase_m: float = 2.30
    front_overhang_m: float = 0.10
    wheel_radius_m: float = 0.285
    tyre_width_m: float = 0.165

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.trailer"

    def top_m(self) -> float:
        """Without a high cover it ends with its load or its boards."""
        return {"open": 1.0, "flat": 0.97}.get(self.cover, self.height_m)

    def axles(self) -> tuple[Axle, ...]:
        """One, its wheels beside the box."""
        return (self.axle_at(0.0, 0.02, "plain"),)

    def furnish(self, work: Assembly, rng: np.random.Generator) -> None:
        """Box, cover, mudguards, drawbar, lamps."""
        r, f, h = self.rear_m, self.wheelbase_m - 1.05, self.width_m / 2 - 0.22
        floor, top = 0.50, 0.92
        boards = [box((r, s * h - 0.015, floor), (f, s * h + 0.015, top)) for s in (-1.0, 1.0)]
        boards += [box((x - 0.015, -h, floor), (x + 0.015, h, top)) for x in (r + 0.015, f - 0.015)]
        corners = [
            box((x - 0.03, s * h - 0.03, floor - 0.03), (x + 0.03, s * h + 0.03, top + 0.01))
            for x in (r + 0.02, f - 0.02)
            for s in (-1.0, 1.0)
        ]
        work.add(joined([*boards, *corners]), "galvanised", "cargo_bed")
        work.add(box((r, -h, floor - 0.05), (f, h, floor)), "wood", "cargo_bed")
        coat = f"coat_{('grey', 'blue', 'dark_green', 'dark_red', 'black')[int(rng.integers(5))]}"
        if self.cover == "high":
            work.add(
                soft_box((r - 0.012, -h - 0.02, top - 0.06), (f + 0.012, h + 0.02, self.height_m), 0.09, 2),
                coat,
                "cargo",
                SOFT_RAD,
            )
            words(work, company(rng).name, 0.2, "left", (0.5 * (r + f), h + 0.02, 1.35), "coat_white", 1.5)
        elif self.cover == "flat":
            work.add(
                soft_box((r - 0.012, -h - 0.02, top - 0.08), (f + 0.012, h + 0.02, top + 0.05), 0.05),
                coat,
                "cargo",
                SOFT_RAD,
            )
        else:
            load = [
                box((r + 0.2 + 0.5 * k, -0.3, floor), (r + 0.6 + 0.5 * k, 0.25, floor + 0.3 + 0.1 * (k % 3)))
                for k in range(3)
            ]
            work.add(joined(load), "coat_brown", "cargo")
        axle(work, 0.0, self.wheel_radius_m, 0.6, driven=False)
        mudguard(
            work, 0.0, self.wheel_radius_m, self.wheel_radius_m + 0.05, (h + 0.01, self.width_m / 2), (10.0, 170.0)
        )
        drawbar(work, self.wheelbase_m, f - 0.3, 0.46)
        bar = box((r - 0.04, -self.width_m / 2 + 0.01, 0.46), (r + 0.02, self.width_m / 2 - 0.01, 0.60))
        work.add(bar, "galvanised", "bumper")
        rear_lamps(work, r - 0.06, self.width_m / 2, 0.53, 0.30, 0.10)
        rear_plate(work, (r - 0.045, 0.0, 0.53), registration(rng))
        contour_line(work, "rear", (r - 0.002, -h + 0.05, 0.8), (r - 0.002, h - 0.05, 0.8), "contour_red")
