"""Farm tractors."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.lamps import beacon, rear_lamps, rear_plate
from scenes.assets.heavy.machine_cab import MachineCab, add_machine_cab
from scenes.assets.heavy.marks import registration, stick, words
from scenes.assets.heavy.parts import BOTH_SIDES, axle, mudguard, soft_box, tank
from scenes.assets.heavy.vehicle import Axle, HeavySpec
from scenes.assets.heavy.wheel_loader import road_lamps
from scenes.assets.shaping.lofts import loft
from scenes.assets.shaping.planar import filled, rectangle
from scenes.assets.shaping.shapes import both, box, joined, tube
from scenes.assets.shaping.solids import SOFT_RAD

_COATS = (
    ("coat_tractor_green", "pole_yellow"),
    ("coat_red", "coat_silver"),
    ("coat_blue", "coat_white"),
    ("coat_lime", "coat_grey"),
    ("coat_dark_green", "coat_red"),
)
_MAKES = ("AGRANDO", "FELDMARK", "TILLEX", "HOLMAR", "GRUNAU")


@dataclass(frozen=True, slots=True, kw_only=True)
class FarmTractor(HeavySpec):
    """A tractor of 100 to 160 hp. front_radius_m: of the front wheels."""

    front_radius_m: float = 0.66
    length_m: float = 4.95
    width_m: float = 2.50
    height_m: float = 3.05
    wheelbase_m: float = 2.75
    front_overhang_m: float = 0.95
    wheel_radius_m: float = 0.92
    tyre_width_m: float = 0.58

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.agricultural"

    def axles(self) -> tuple[Axle, ...]:
        """Smaller wheels ahead."""
        return (
            replace(self.front_axle(0.12, "lugged"), radius_m=self.front_radius_m, tyre_m=0.44),
            self.axle_at(0.0, 0.0, "lugged"),
        )

    def furnish(self, work: Assembly, rng: np.random.Generator) -> None:
        """Gear box and engine, hood, cab, mudguards, hitch, weights, lamps."""
        coat, accent = _COATS[int(rng.integers(len(_COATS)))]
        make, plate = _MAKES[int(rng.integers(len(_MAKES)))], registration(rng)
        f, half = self.front_m, self.width_m / 2
        trunk = [
            soft_box((-0.45, -0.32, 0.62), (1.6, 0.32, 1.25), 0.08),
            soft_box((1.3, -0.26, 0.72), (self.wheelbase_m + 0.5, 0.26, 1.15), 0.06),
        ]
        work.add(joined(trunk), "coat_grey", "underbody", SOFT_RAD)
        x = np.array([1.25, 1.7, 2.4, 3.0, f - 0.32, f - 0.12])
        top, wide = np.array([1.92, 1.92, 1.86, 1.76, 1.64, 1.45]), np.array([0.40, 0.42, 0.41, 0.38, 0.33, 0.24])
        low = np.array([1.15, 1.12, 1.08, 1.05, 1.02, 1.08])
        rings = []
        for at, z1, w, z0 in zip(x, top, wide, low, strict=True):
            a = np.linspace(0.0, 2 * np.pi, 28, endpoint=False)
            y = np.sign(np.cos(a)) * np.abs(np.cos(a)) ** 0.45 * w
            z = 0.5 * (z0 + z1) + np.sign(np.sin(a)) * np.abs(np.sin(a)) ** 0.45 * 0.5 * (z1 - z0)
            rings.append(np.column_stack([np.full(28, at), y, z]))
        work.add(loft(np.stack(rings)), coat, "hood", 0.7)
        grille = soft_box((f - 0.22, -0.22, 1.10), (f - 0.09, 0.22, 1.42), 0.03)
        slots = both(box((1.9, 0.36, 1.2), (2.9, 0.425, 1.6)))
        work.add(joined([grille, slots]), "grille", "grille")
        weights = soft_box((f - 0.28, -0.42, 0.62), (f, 0.42, 1.0), 0.05)
        work.add(weights, "coat_grey", "bumper", SOFT_RAD)
        for own in self.axles():
            axle(work, own.x_m, own.radius_m, 0.8, driven=True)
        mudguard(work, 0.0, self.wheel_radius_m, self.wheel_radius_m + 0.07, (0.62, half - 0.06), (20.0, 145.0), coat)
        mudguard(
            work,
            self.wheelbase_m,
            self.front_radius_m,
            self.front_radius_m + 0.09,
            (0.72, half - 0.14),
            (50.0, 160.0),
            "plastic",
        )
        tank(work, (0.95, 1.75), (0.32, 0.72), (0.62, 1.15), "plastic")
        stairs = both(joined([box((1.0, 0.70, z), (1.4, 1.0, z + 0.04)) for z in (0.5, 0.8, 1.1)]))
        work.add(stairs, "frame", "body")
        cab = MachineCab(
            low_m=(-0.45, -0.72, 1.22),
            high_m=(1.32, 0.72, self.height_m),
            sill_m=1.60,
            lean_m=0.06,
            roof="coat_white" if accent == "coat_white" else coat,
            coat="coat_black",
            driver=self.driver,
        )
        add_machine_cab(work, cab)
        beacon(work, "beacon_amber", "beacon", (-0.25, 0.55, self.height_m - 0.01))
        pipe = joined(
            [
                tube([(1.45, -0.60, 1.3), (1.45, -0.60, 2.1)], 0.075, 12),
                tube([(1.45, -0.60, 2.1), (1.45, -0.60, 2.9), (1.38, -0.60, 3.0)], 0.045, 10),
            ]
        )
        work.add(pipe, "steel", "exhaust", 0.9)
        arms = both(tube([(-0.4, 0.35, 0.75), (self.rear_m + 0.06, 0.42, 0.55)], 0.05, 8))
        upper = tube([(-0.4, 0.0, 1.1), (self.rear_m + 0.3, 0.0, 0.95)], 0.035, 8)
        work.add(joined([arms, upper]), "frame", "panel", 0.9)
        road_lamps(work, f - 0.13, 0.20, 1.52)
        work.add(both(box((-0.92, 1.0, 1.55), (-0.80, 1.2, 1.62))), "plastic", "tail_lamp")
        rear_lamps(work, -0.93, half - 0.02, 1.64, 0.34, 0.11)
        rear_plate(work, (-0.62, 0.0, 1.36), plate)
        for side, y in zip(BOTH_SIDES, (0.43, -0.43), strict=True):
            words(
                work,
                make,
                0.13,
                side,
                (2.25, y, 1.70),
                {"coat_lime": "coat_black", "coat_blue": "coat_white"}.get(coat, "coat_cream"),
                0.9,
                3,
            )
            stick(work, filled(rectangle(1.5, 0.04)), side, (2.1, y, 1.60), accent, 2)
