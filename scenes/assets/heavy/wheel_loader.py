"""Wheel loaders and tandem rollers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.excavator import MAKES
from scenes.assets.heavy.lamps import beacon, rear_lamps, rear_plate
from scenes.assets.heavy.machine_cab import MachineCab, add_machine_cab
from scenes.assets.heavy.marks import chevrons, registration, words
from scenes.assets.heavy.parts import BOTH_SIDES, axle, mudguard, slab, soft_box
from scenes.assets.heavy.vehicle import Axle, HeavySpec
from scenes.assets.heavy.wheel import drum
from scenes.assets.shaping.shapes import both, box, joined, tube
from scenes.assets.shaping.solids import SOFT_RAD

_COATS = ("coat_digger_yellow", "coat_yellow", "coat_orange", "coat_digger_yellow")


def road_lamps(work: Assembly, x_m: float, y_m: float, z_m: float) -> None:
    """Two head lamps with indicators that look ahead."""
    for side, name in ((1.0, "left"), (-1.0, "right")):
        house = soft_box((x_m - 0.12, side * y_m - 0.13, z_m - 0.1), (x_m + 0.005, side * y_m + 0.13, z_m + 0.1), 0.03)
        lens = soft_box((x_m - 0.02, side * y_m - 0.1, z_m - 0.07), (x_m + 0.02, side * y_m + 0.1, z_m + 0.07), 0.03)
        work.add(house, "plastic", "head_lamp", SOFT_RAD)
        work.lamp(
            "low_beam",
            f"low_beam_{name}",
            lens,
            (x_m + 0.03, side * y_m, z_m),
            0.2 * 0.14,
            (1.0, 0.0, 0.0),
            part="head_lamp",
        )
        kind = f"indicator_front_{name}"
        a, b = sorted((side * (y_m + 0.14), side * (y_m + 0.22)))
        lens = box((x_m - 0.06, a, z_m - 0.07), (x_m + 0.015, b, z_m + 0.07))
        work.lamp(kind, kind, lens, (x_m + 0.03, 0.5 * (a + b), z_m), 0.08 * 0.14, (1.0, 0.0, 0.0), part="indicator")


@dataclass(frozen=True, slots=True, kw_only=True)
class WheelLoader(HeavySpec):
    """A wheel loader of 12 to 15 t with its bucket in the position of travel. lift_rad: of the arms, upwards."""

    lift_rad: float = 0.0
    length_m: float = 7.6
    width_m: float = 2.55
    height_m: float = 3.3
    wheelbase_m: float = 3.0
    front_overhang_m: float = 2.55
    wheel_radius_m: float = 0.72
    tyre_width_m: float = 0.55

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.construction"

    def axles(self) -> tuple[Axle, ...]:
        """Four large lugged tyres."""
        return tuple(self.axle_at(x, 0.02, "lugged") for x in (self.wheelbase_m, 0.0))

    def posture(self, parts_names: tuple[str, ...]) -> dict[int, float]:
        """Arms and bucket: the bucket stays level."""
        return {parts_names.index("arm"): -self.lift_rad, parts_names.index("bucket"): self.lift_rad}

    def furnish(self, work: Assembly, rng: np.random.Generator) -> None:
        """Frames, engine house, cab, arms, bucket."""
        coat, make, plate = _COATS[int(rng.integers(4))], MAKES[int(rng.integers(len(MAKES)))], registration(rng)
        r, half = self.wheel_radius_m, self.width_m / 2
        hinge = self.wheelbase_m / 2
        rear = [
            soft_box((self.rear_m, -0.98, 0.62), (self.rear_m + 0.55, 0.98, 1.45), 0.12, 2),
            soft_box((self.rear_m + 0.2, -0.52, 0.5), (hinge, 0.52, 1.1), 0.05),
        ]
        work.add(joined(rear), coat if rng.random() < 0.6 else "coat_grey", "body", SOFT_RAD)
        hood = np.array(
            [[self.rear_m + 0.05, 1.35], [0.62, 1.35], [0.62, 2.25], [-0.3, 2.2], [self.rear_m + 0.15, 1.95]]
        )
        work.add(slab(hood, 0.62), coat, "hood")
        grilles = both(box((self.rear_m + 0.5, 0.615, 1.5), (0.2, 0.63, 2.0)))
        work.add(grilles, "grille", "hood")
        front = soft_box((hinge + 0.05, -0.5, 0.55), (self.wheelbase_m + 0.75, 0.5, 1.35), 0.08)
        tower = [
            slab(
                np.array(
                    [
                        [self.wheelbase_m - 0.35, 1.2],
                        [self.wheelbase_m + 0.45, 1.2],
                        [self.wheelbase_m + 0.35, 1.95],
                        [self.wheelbase_m - 0.2, 1.95],
                    ]
                ),
                0.05,
            )
        ]
        towers = both((tower[0][0] + np.array([0.0, 0.46, 0.0]), tower[0][1]))
        work.add(front, coat, "body", SOFT_RAD)
        work.add(towers, coat, "body")
        for own in self.axles():
            axle(work, own.x_m, r, 0.8, driven=True)
            mudguard(work, own.x_m, r, r + 0.09, (half - 0.60, half - 0.02), (25.0, 150.0), coat)
        ladder = both(joined([box((0.75, half - 0.35, z), (1.25, half - 0.08, z + 0.05)) for z in (0.55, 0.85, 1.15)]))
        work.add(ladder, "frame", "body")
        cab = MachineCab(
            low_m=(0.45, -0.72, 1.32),
            high_m=(1.95, 0.72, self.height_m),
            sill_m=1.85,
            lean_m=0.05,
            roof=coat,
            coat="coat_black",
            driver=self.driver,
        )
        add_machine_cab(work, cab)
        beacon(work, "beacon_amber", "beacon", (0.65, 0.45, self.height_m - 0.01))
        pipe = tube([(-0.2, 0.35, 2.15), (-0.2, 0.35, 2.75), (-0.3, 0.35, 2.82)], 0.055, 10)
        work.add(pipe, "steel", "exhaust", 0.9)
        road_lamps(work, self.wheelbase_m + 0.35, 0.80, 1.92)
        rear_lamps(work, self.rear_m - 0.004, 0.98, 1.25, 0.40, 0.12)
        rear_plate(work, (self.rear_m - 0.006, 0.0, 0.85), plate)
        chevrons(work, "rear", (self.rear_m - 0.002, 0.0, 1.08), (1.7, 0.14), ("film_white", "film_red"), 0.1)
        for side, y in zip(BOTH_SIDES, (0.62, -0.62), strict=True):
            words(work, make, 0.13, side, (-0.05, y, 2.11), "coat_black", 1.2, 3)
        self._arms(work, coat)

    def _arms(self, work: Assembly, coat: str) -> None:
        """Two lift arms with rams, a cross tube, the Z-bar and the bucket."""
        work.member("arm", (self.wheelbase_m - 0.05, 0.0, 1.75))
        work.member("bucket", (1.55, 0.0, -1.25), parent="arm")
        arm = np.array(
            [
                [-0.12, -0.12],
                [0.12, -0.16],
                [0.85, -0.42],
                [1.42, -1.34],
                [1.62, -1.38],
                [1.68, -1.18],
                [1.1, -0.25],
                [0.5, 0.10],
                [-0.1, 0.14],
            ]
        )
        one = slab(arm, 0.05)
        work.add(both((one[0] + np.array([0.0, 0.40, 0.0]), one[1])), coat, "boom", 0.0, "arm")
        cross = tube([(0.95, -0.42, -0.48), (0.95, 0.42, -0.48)], 0.09, 12)
        lever = slab(np.array([[0.80, -0.55], [1.0, -0.62], [1.05, 0.05], [0.90, 0.08]]), 0.06)
        work.add(joined([cross, lever]), coat, "boom", 0.6, "arm")
        ram = tube([(-0.05, 0.0, 0.05), (0.6, 0.0, 0.06)], 0.07, 10)
        rod = tube([(0.55, 0.0, 0.06), (0.98, 0.0, 0.02)], 0.04, 10)
        link = tube([(0.92, 0.0, -0.56), (1.55, 0.0, -0.92)], 0.05, 8)
        work.add(ram, coat, "boom", 0.9, "arm")
        work.add(joined([rod, link]), "steel", "boom", 0.9, "arm")
        half, tip = self.width_m / 2 - 0.002, self.front_m - (self.wheelbase_m - 0.05 + 1.55)
        back = np.array([[-0.05, 0.95], [0.02, 0.5], [-0.06, 0.1], [0.02, -0.14], [0.25, -0.22], [tip, -0.20]])
        inner = back[::-1] + np.array([0.035, 0.03])
        outline = np.concatenate([back, inner])
        work.add(slab(outline, half), "worn_steel", "bucket", 0.0, "bucket")
        cheek = np.array(
            [
                [-0.05, 0.95],
                [0.02, 0.5],
                [-0.06, 0.1],
                [0.02, -0.14],
                [0.25, -0.22],
                [tip, -0.20],
                [tip - 0.12, -0.10],
                [0.45, 0.62],
                [0.12, 0.95],
            ]
        )
        plate = slab(cheek, 0.016)
        work.add(both((plate[0] + np.array([0.0, half - 0.016, 0.0]), plate[1])), coat, "bucket", 0.0, "bucket")
        teeth = [
            box((tip - 0.15, y - 0.05, -0.215), (tip + 0.0, y + 0.05, -0.17))
            for y in np.linspace(-half + 0.1, half - 0.1, 8)
        ]
        work.add(joined(teeth), "steel", "bucket", member="bucket")


@dataclass(frozen=True, slots=True, kw_only=True)
class TandemRoller(HeavySpec):
    """A roller with two smooth drums for asphalt, 7 to 10 t."""

    length_m: float = 4.75
    width_m: float = 1.85
    height_m: float = 3.0
    wheelbase_m: float = 3.35
    front_overhang_m: float = 0.70
    wheel_radius_m: float = 0.62
    tyre_width_m: float = 1.68

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.construction"

    def axles(self) -> tuple[Axle, ...]:
        """The drums are no pairs of wheels."""
        return ()

    def wheel_radii(self) -> tuple[float, ...]:
        """Two drums."""
        return (self.wheel_radius_m, self.wheel_radius_m)

    def mount(self, work: Assembly) -> None:
        """The drums."""
        for k, x in enumerate((self.wheelbase_m, 0.0)):
            work.member(f"wheel_{k}", (x, 0.0, self.wheel_radius_m), mesh=drum(self.wheel_radius_m, self.tyre_width_m))

    def furnish(self, work: Assembly, rng: np.random.Generator) -> None:
        """Yokes, frame with engine and water tank, platform with a cab, rails, lamps."""
        coat, make = _COATS[int(rng.integers(4))], MAKES[int(rng.integers(len(MAKES)))]
        r, half = self.wheel_radius_m, self.width_m / 2
        for x in (self.wheelbase_m, 0.0):
            yoke = [
                both(soft_box((x - 0.22, half - 0.09, r - 0.14), (x + 0.22, half, 2 * r + 0.12), 0.03)),
                soft_box((x - 0.55, -half, 2 * r + 0.04), (x + 0.55, half, 2 * r + 0.34), 0.05),
            ]
            work.add(joined(yoke), coat, "body", SOFT_RAD)
            scraper = [
                box((x + s * (r + 0.005) - 0.02, -half + 0.12, 0.74), (x + s * (r + 0.005) + 0.02, half - 0.12, 0.80))
                for s in ((1.0,) if x == 0.0 else (-1.0,))
            ]
            work.add(joined(scraper), "frame", "body")
        middle = self.wheelbase_m / 2
        frame = [soft_box((r + 0.16, -0.75, 0.45), (self.wheelbase_m - r - 0.16, 0.75, 1.42), 0.08)]
        hood = soft_box(
            (self.wheelbase_m - 0.85, -0.62, 2 * r + 0.3), (self.front_m - 0.02, 0.62, 2 * r + 0.72), 0.12, 2
        )
        tail = soft_box((self.rear_m, -0.62, 2 * r + 0.3), (0.55, 0.62, 2 * r + 0.62), 0.12, 2)
        work.add(joined([*frame, hood, tail]), coat, "hood", SOFT_RAD)
        grille = box((self.front_m - 0.03, -0.45, 2 * r + 0.38), (self.front_m - 0.012, 0.45, 2 * r + 0.62))
        work.add(grille, "grille", "hood")
        cab = MachineCab(
            low_m=(middle - 0.85, -0.78, 1.42),
            high_m=(middle + 0.75, 0.78, self.height_m),
            sill_m=1.85,
            lean_m=0.0,
            roof=coat,
            coat="coat_grey",
            driver=self.driver,
        )
        add_machine_cab(work, cab)
        beacon(work, "beacon_amber", "beacon", (middle - 0.5, 0.5, self.height_m - 0.01))
        road_lamps(work, self.front_m - 0.1, 0.62, 2 * r + 0.20)
        rear_lamps(work, self.rear_m + 0.16, 0.80, 2 * r + 0.2, 0.34, 0.10)
        rails = both(
            tube(
                [
                    (r + 0.3, half - 0.05, 1.4),
                    (r + 0.3, half - 0.05, 2.1),
                    (self.wheelbase_m - r - 0.3, half - 0.05, 2.1),
                    (self.wheelbase_m - r - 0.3, half - 0.05, 1.4),
                ],
                0.02,
                6,
            )
        )
        work.add(rails, "frame", "body", 0.9)
        for side, y in zip(BOTH_SIDES, (0.75, -0.75), strict=True):
            words(work, make, 0.2, side, (middle, y, 1.05), "coat_black", 1.2, 3)
        chevrons(work, "rear", (self.rear_m - 0.002, 0.0, 2 * r + 0.46), (0.9, 0.16), ("film_white", "film_red"), 0.1)


def lift_height_m(spec: WheelLoader) -> float:
    """How high the bucket's pin is over the ground."""
    return 1.75 + 1.55 * math.sin(spec.lift_rad) - 1.25 * math.cos(spec.lift_rad)
