"""Ambulances on vans: with the van's own high roof, or with a box behind the cab; and parcel vans on the same base."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.companies import company, livery
from scenes.assets.heavy.lamps import beacon, light_bar, rear_lamps, rear_plate
from scenes.assets.heavy.marks import Leaning, Side, Wall, checks, chevrons, contour, registration, stick, words
from scenes.assets.heavy.parts import BOTH_SIDES, axle, ladder_frame, mudguard, soft_box
from scenes.assets.heavy.van_body import VAN_LEAN, VanBody, add_van
from scenes.assets.heavy.vehicle import Axle, HeavySpec
from scenes.assets.shaping.planar import Flat, filled, rectangle, together
from scenes.assets.shaping.shapes import both, box, joined
from scenes.assets.shaping.solids import SOFT_RAD

RescueScheme = Literal["check", "red_stripe", "orange_stripe"]
_GROUND = {"check": "coat_yellow", "red_stripe": "coat_white", "orange_stripe": "coat_cream"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambulance(HeavySpec):
    """An ambulance (EN 1789 type B or C). style: van, or box behind a chassis cab. scheme: of its colours."""

    style: Literal["van", "box"] = "box"
    scheme: RescueScheme = "check"
    length_m: float = 6.55
    width_m: float = 2.18
    height_m: float = 2.80
    wheelbase_m: float = 3.95
    front_overhang_m: float = 1.00
    wheel_radius_m: float = 0.348
    tyre_width_m: float = 0.225

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.emergency.ambulance"

    def axles(self) -> tuple[Axle, ...]:
        """Two with single tyres."""
        return (self.front_axle(0.05, "plain"), self.axle_at(0.0, 0.05, "plain"))

    def furnish(self, work: Assembly, rng: np.random.Generator) -> None:
        """Van or cab and box, markings, beacons."""
        plate, ground = registration(rng), _GROUND[self.scheme]
        boxed = self.style == "box"
        half = 1.0 if boxed else self.width_m / 2
        v = VanBody(
            front_m=self.front_m,
            rear_m=self.front_m - 2.5 if boxed else self.rear_m,
            axle_m=self.wheelbase_m,
            half_m=half,
            roof_m=2.30 if boxed else self.height_m,
            wheel_m=self.wheel_radius_m,
            paint=ground,
            cut=boxed,
            driver=self.driver,
            windows=False,
        )
        add_van(work, v, plate)
        if boxed:
            self._box(work, v, ground)
        wall = self.width_m / 2 - (0.004 if boxed else 0.0)
        skin = work if boxed else Leaning(work, VAN_LEAN)
        span = (self.rear_m + 0.06, v.cargo_m - 0.05 if boxed else v.cargo_m - 0.0)
        for side, y in zip(BOTH_SIDES, (wall, -wall), strict=True):
            self._marks(work, skin, side, y, span, v)
        self._rear(work, boxed)
        for own in self.axles():
            axle(work, own.x_m, own.radius_m, own.centre_y_m, driven=False)
        front = v.scuttle_m - 1.05
        at = (v.cargo_m + 0.2, 0.0, self.height_m) if boxed else (front - 0.2, 0.0, v.roof_m)
        light_bar(work, "beacon_blue", at, 1.45)
        for y, name in ((0.78, "rear_left"), (-0.78, "rear_right")):
            beacon(work, "beacon_blue", f"beacon_{name}", (self.rear_m + 0.22, y, self.height_m - 0.03), 0.075, 0.15)
        flashers = both(soft_box((self.front_m - 0.12, 0.30, 0.95), (self.front_m - 0.075, 0.44, 1.0), 0.012))
        work.add(flashers, "beacon_blue", "beacon", SOFT_RAD)
        rear_plate(work, (self.rear_m - 0.012, 0.0, 0.62), plate)
        at = (v.cargo_m + 0.645, 0.0, 2.52) if boxed else (v.front_m - 1.66, 0.0, 2.28)
        words(work, "AMBULANCE", 0.16, "front", at, "film_red")

    def _box(self, work: Assembly, v: VanBody, ground: str) -> None:
        """The box with rounded edges, lockers, windows, mudguards and a frame below."""
        r, f, h = self.rear_m, v.cargo_m + 0.02, self.width_m / 2
        body = soft_box((r, -h + 0.004, 0.62), (f, h - 0.004, self.height_m), 0.10, 3)
        work.add(body, ground, "body", SOFT_RAD)
        over = soft_box((f - 0.1, -0.85 * h, 2.12), (f + 0.62, 0.85 * h, self.height_m - 0.04), 0.20, 3)
        work.add(over, ground, "body", SOFT_RAD)
        wheel = self.wheel_radius_m
        skirts = [
            soft_box((r + 0.02, h - 0.05, 0.40), (-wheel - 0.12, h - 0.006, 0.68), 0.02),
            soft_box((wheel + 0.12, h - 0.05, 0.36), (f, h - 0.006, 0.68), 0.02),
        ]
        work.add(both(joined(skirts)), "plastic", "body", SOFT_RAD)
        mudguard(work, 0.0, wheel, wheel + 0.05, (h - 0.30, h + 0.0), (5.0, 175.0))
        ladder_frame(work, r + 0.05, v.axle_m - 0.6, 0.62)
        panes = [box((x, h - 0.01, 1.62), (x + 0.72, h + 0.001, 2.12)) for x in (0.75,)]
        work.add(both(joined(panes)), "dark_glass", "window")
        seams = [box((x, h - 0.01, 0.72), (x + 0.012, h + 0.0005, 2.3)) for x in (0.62, 1.6, -0.5)]
        work.add(both(joined(seams)), "gap", "door")
        handle = both(soft_box((1.42, h - 0.02, 1.3), (1.55, h + 0.025, 1.34), 0.01))
        work.add(handle, "plastic", "door", SOFT_RAD)

    def _marks(self, work: Assembly, skin: Wall, side: Side, y: float, span: tuple[float, float], v: VanBody) -> None:
        """Chequers or a broad stripe along the flank, the word, a star of life. skin: the wall behind the doors."""
        low, high = span
        door = Leaning(work, VAN_LEAN)
        side_y = v.half_m if y > 0 else -v.half_m
        if self.scheme == "check":
            start = (high if side == "left" else low, y, 0.80)
            checks(skin, side, start, high - low, 0.56, ("high_vis", "film_green"), 2)
            at = (v.front_m - 1.06 if side == "left" else v.cargo_m + 0.16, side_y, 0.80)
            checks(door, side, at, 1.2, 0.46, ("high_vis", "film_green"), 2)
        else:
            film = "film_red" if self.scheme == "red_stripe" else "film_orange"
            middle = 0.5 * (low + high)
            stick(skin, filled(rectangle(high - low, 0.30)), side, (middle, y, 1.12), film, 1)
            stick(skin, filled(rectangle(high - low, 0.06)), side, (middle, y, 0.88), "high_vis", 1)
            stick(door, filled(rectangle(1.15, 0.26)), side, (v.cargo_m + 0.78, side_y, 1.10), film, 1)
        words(
            skin,
            "AMBULANCE",
            0.20,
            side,
            (0.35 * low + 0.65 * high - 0.6, y, 2.42),
            "film_green" if self.scheme == "check" else "film_red",
            1.9,
        )
        stick(skin, star_of_life(0.26), side, (low + 0.55, y, 1.85), "film_blue", 1)

    def _rear(self, work: Assembly, boxed: bool) -> None:
        """Doors with windows, chevrons on them, lamps, a step."""
        r, h = self.rear_m, self.width_m / 2
        x = r if boxed else r + 0.004
        if boxed:
            work.add(box((r - 0.002, -0.006, 0.7), (r + 0.01, 0.006, 2.5)), "gap", "door")
            panes = both(box((r - 0.003, 0.1, 1.62), (r + 0.01, 0.62, 2.15)))
            work.add(panes, "dark_glass", "window")
        chevrons(work, "rear", (x - 0.006, 0.0, 1.15), (2 * h - 0.42, 0.66), ("high_vis", "contour_red"), 0.13)
        contour(work, "rear", (x - 0.008, -h + 0.24, 0.80), (x - 0.008, h - 0.24, 2.45), "contour_red")
        words(work, "AMBULANCE", 0.14, "rear", (x - 0.01, 0.0, 2.32), "film_red", 1.3)
        rear_lamps(work, r - 0.014, h - 0.03, 1.1, 0.6, 0.12, upright=True)
        step = soft_box((r - 0.02, -0.75, 0.34), (r + 0.3, 0.75, 0.44), 0.02)
        work.add(step, "plastic", "bumper", SOFT_RAD)


def star_of_life(radius_m: float) -> Flat:
    """Three crossed bars."""
    bars = []
    for k in range(3):
        a = np.pi * k / 3
        turn = np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
        bars.append(filled(np.einsum("ij,jk->ik", rectangle(0.42 * radius_m, 2 * radius_m), turn)))
    return together(bars)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelVan(HeavySpec):
    """A delivery van with a high roof in a company's colours."""

    length_m: float = 5.95
    width_m: float = 2.02
    height_m: float = 2.72
    wheelbase_m: float = 3.66
    front_overhang_m: float = 1.02
    wheel_radius_m: float = 0.348
    tyre_width_m: float = 0.225

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.van"

    def axles(self) -> tuple[Axle, ...]:
        """Two."""
        return (self.front_axle(0.05, "plain"), self.axle_at(0.0, 0.05, "plain"))

    def furnish(self, work: Assembly, rng: np.random.Generator) -> None:
        """Van and livery."""
        plate, firm = registration(rng), company(rng)
        v = VanBody(
            front_m=self.front_m,
            rear_m=self.rear_m,
            axle_m=self.wheelbase_m,
            half_m=self.width_m / 2,
            roof_m=self.height_m,
            wheel_m=self.wheel_radius_m,
            paint=f"coat_{firm.ground}",
            driver=self.driver,
            windows=False,
        )
        add_van(work, v, plate)
        low, high = self.rear_m + 0.15, v.cargo_m
        for side, y in zip(BOTH_SIDES, (1.0, -1.0), strict=True):
            livery(Leaning(work, VAN_LEAN), firm, side, (0.5 * (low + high), y * v.half_m, 1.52), (high - low, 1.05))
        words(work, firm.name, 0.17, "rear", (self.rear_m - 0.001, 0.0, 2.25), f"coat_{firm.main}", 1.3)
        for own in self.axles():
            axle(work, own.x_m, own.radius_m, own.centre_y_m, driven=False)
        rear_lamps(work, self.rear_m - 0.005, v.half_m - 0.01, 1.05, 0.6, 0.11, upright=True)
        rear_plate(work, (self.rear_m - 0.004, 0.0, 0.66), plate)
        step = soft_box((self.rear_m - 0.02, -0.7, 0.34), (self.rear_m + 0.2, 0.7, 0.43), 0.02)
        work.add(step, "plastic", "bumper", SOFT_RAD)
