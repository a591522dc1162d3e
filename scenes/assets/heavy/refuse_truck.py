"""Refuse trucks: a packer body, a hopper behind with a lift for bins, on three axles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.cab_shape import Cab
from scenes.assets.heavy.lamps import beacon, markers, rear_lamps, rear_plate
from scenes.assets.heavy.marks import chevrons, contour_line, registration, stick, words
from scenes.assets.heavy.parts import BOTH_SIDES, axle, ladder_frame, mudguard, prism, side_guard, slab, soft_box, tank
from scenes.assets.heavy.truck_cab import add_cab
from scenes.assets.heavy.vehicle import Axle, HeavySpec
from scenes.assets.shaping.planar import filled, rectangle, stripes
from scenes.assets.shaping.shapes import both, box, joined, tube
from scenes.assets.shaping.solids import SOFT_RAD

# (cab, body): of cities and their firms; chosen.
_COLORS = (
    ("municipal_orange", "municipal_orange"), ("municipal_orange", "white"), ("white", "green"), ("white", "white"),
    ("green", "green"), ("blue", "blue"), ("white", "yellow"),
)  # fmt: skip
_WORDS = ("CITY CLEAN", "STADTREINIGUNG", "RECYCLING", "WE KEEP IT CLEAN", "ABFALLDIENST", "BIO - GLASS - PAPER")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseTruck(HeavySpec):
    """A rear loader (EN 1501-1) on a low-entry chassis. bogie_m: distance of the rear axles."""

    bogie_m: float = 1.35
    length_m: float = 9.9
    width_m: float = 2.55
    height_m: float = 3.55
    wheelbase_m: float = 4.55
    front_overhang_m: float = 1.42
    wheel_radius_m: float = 0.50
    tyre_width_m: float = 0.295

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.truck"

    def axles(self) -> tuple[Axle, ...]:
        """A steered axle, a driven one with twin wheels, a trailing one."""
        half = self.bogie_m / 2
        return (self.front_axle(0.09), self.axle_at(half, 0.02, "twin"), self.axle_at(-half, 0.05, "super"))

    def furnish(self, work: Assembly, rng: np.random.Generator) -> None:
        """Cab, body, hopper, lift, marks, beacons."""
        cab_coat, coat = (f"coat_{name}" for name in _COLORS[int(rng.integers(len(_COLORS)))])
        plate, half, r = registration(rng), self.width_m / 2, self.wheel_radius_m
        cab = Cab(
            front_m=self.front_m,
            axle_m=self.wheelbase_m,
            long_m=2.1,
            half_m=1.22,
            roof_m=2.85,
            belt_m=1.62,
            screen_m=1.0,
            paint=cab_coat,
            lower=cab_coat,
            wheel_m=r,
            visor=False,
            style=int(rng.integers(6)),
            driver=self.driver,
        )
        add_cab(work, cab, rng, plate)
        gate = self.rear_m + 1.75
        ladder_frame(work, gate - 0.4, cab.rear_m + 0.7, 1.0)
        for own in self.axles():
            axle(work, own.x_m, own.radius_m, own.centre_y_m, own.kind == "twin")
            if own.x_m < 2.0:
                mudguard(work, own.x_m, r, r + 0.07, (half - 0.64, half - 0.03), (15.0, 165.0))
        front = cab.rear_m - 0.12
        self._packer(work, front, gate, coat)
        self._hopper(work, gate, coat)
        ahead = self.wheelbase_m - r - 0.25
        tank(work, (ahead - 1.0, ahead - 0.15), (0.5, half - 0.12), (0.42, 0.95), "plastic", (1, -1))
        side_guard(work, (self.bogie_m / 2 + r + 0.2, ahead - 1.1), half - 0.03, 0.42, 0.92)
        markers(work, tuple(np.linspace(gate, front - 0.3, 3)), half - 0.02, 0.98)
        word = _WORDS[int(rng.integers(len(_WORDS)))]
        ink = "coat_white" if coat not in {"coat_white", "coat_yellow"} else "coat_dark_green"
        for side, y in zip(BOTH_SIDES, (half, -half), strict=True):
            words(
                work,
                word,
                0.34,
                side,
                (0.5 * (gate + front), y * 0.994 + 0.002 * np.sign(y), 2.25),
                ink,
                0.8 * (front - gate),
                layer=2,
            )
            contour_line(work, side, (gate, y, 1.14), (front - 0.05, y, 1.14), "contour_white")
            frame = rectangle(0.9, 0.3)
            at = (gate - 0.62, y * 0.99, 1.35)
            stick(work, filled(frame), side, at, "film_white", 3)
            stick(work, stripes(frame, 0.1, -45.0 if side == "left" else 45.0), side, at, "film_red", 4)
        for y, name in ((0.8, "left"), (-0.8, "right")):
            beacon(work, "beacon_amber", f"beacon_{name}", (cab.front_m - 1.1, y, cab.roof_m - 0.02))
            beacon(work, "beacon_amber", f"beacon_rear_{name}", (gate - 0.5, 1.2 * y, self.height_m - 0.02))
        rear_lamps(work, self.rear_m + 0.20, half - 0.04, 0.98, 0.46, 0.13)
        rear_plate(work, (self.rear_m + 0.20, 0.0, 0.80), plate)

    def _packer(self, work: Assembly, front: float, gate: float, coat: str) -> None:
        """The body: round shoulders, upright ribs."""
        half, top, low = self.width_m / 2, self.height_m - 0.12, 1.06
        skin = prism(_profile(half - 0.03, low, top, 0.32), gate, front)
        work.add(skin, coat, "cargo", 0.6)
        ribs = [
            prism(_profile(half, low, top + 0.025, 0.32), x, x + 0.09)
            for x in np.linspace(gate + 0.02, front - 0.12, 6)
        ]
        work.add(joined(ribs), coat, "cargo", 0.6)

    def _hopper(self, work: Assembly, gate: float, coat: str) -> None:
        """The tailgate: a sloping housing, an open trough with cheeks, rams, the lift's comb and foot boards."""
        half, top, rear = self.width_m / 2, self.height_m - 0.02, self.rear_m + 0.25
        outline = np.array(
            [
                [gate, 0.95],
                [gate, top],
                [gate - 0.75, top],
                [rear + 0.30, 2.55],
                [rear + 0.25, 2.2],
                [gate - 0.70, 2.0],
                [gate - 0.80, 1.45],
                [rear + 0.06, 1.45],
                [rear, 1.25],
                [rear + 0.1, 0.75],
                [gate - 0.9, 0.55],
            ]
        )
        inner = outline.copy()
        work.add(slab(inner, half - 0.14), coat, "cargo")
        cheek = np.array(
            [
                [gate, 0.95],
                [gate, top],
                [gate - 0.75, top],
                [rear + 0.30, 2.55],
                [rear + 0.12, 1.5],
                [rear, 1.25],
                [rear + 0.1, 0.75],
                [gate - 0.9, 0.55],
            ]
        )
        for side in (1.0, -1.0):
            patch = slab(cheek, 0.06)
            work.add((patch[0] + np.array([0.0, side * (half - 0.10), 0.0]), patch[1]), coat, "cargo")
        trough = [
            box((rear + 0.1, -half + 0.15, 1.44), (gate - 0.79, half - 0.15, 1.465)),
            box((gate - 0.84, -half + 0.15, 1.45), (gate - 0.80, half - 0.15, 1.98)),
        ]
        work.add(joined(trough), "worn_steel", "cargo")
        rams = both(tube([(gate - 0.2, half - 0.02, top - 0.25), (rear + 0.45, half - 0.02, 1.75)], [0.05, 0.035], 8))
        work.add(rams, "steel", "cargo", 0.9)
        lift = [
            box((rear - 0.22, -0.95, 1.02), (rear - 0.10, 0.95, 1.12)),
            box((rear - 0.2, -0.95, 0.62), (rear - 0.12, 0.95, 0.70)),
        ]
        lift += [box((rear - 0.2, y - 0.04, 0.6), (rear + 0.05, y + 0.04, 1.3)) for y in (-0.9, -0.3, 0.3, 0.9)]
        lift += [box((rear - 0.26, y - 0.015, 1.1), (rear - 0.10, y + 0.015, 1.17)) for y in np.linspace(-0.9, 0.9, 16)]
        work.add(joined(lift), "frame", "panel")
        boards = both(box((rear - 0.25, half - 0.42, 0.45), (rear + 0.15, half - 0.04, 0.49)))
        struts = both(box((rear + 0.06, half - 0.20, 0.46), (rear + 0.12, half - 0.12, 1.0)))
        work.add(struts, "frame", "panel")
        rails = both(tube([(rear - 0.02, half - 0.01, 0.9), (rear - 0.06, half + 0.0, 1.9)], 0.018, 6))
        work.add(boards, "steel", "panel")
        work.add(rails, "pole_yellow", "panel", 0.9)
        for y in (half - 0.24, -half + 0.24):
            chevrons(work, "rear", (rear + 0.06, y, 1.62), (0.30, 0.5), ("film_white", "film_red"), 0.1)
        soft = soft_box((rear + 0.27, -0.9, 2.24), (rear + 0.34, 0.9, 2.52), 0.02)
        work.add(soft, coat, "cargo", SOFT_RAD)
        words(
            work,
            "KEEP CLEAR",
            0.14,
            "rear",
            (rear + 0.268, 0.0, 2.38),
            "film_yellow" if "orange" not in coat else "film_white",
        )


def _profile(half: float, low: float, high: float, radius: float) -> np.ndarray:
    """Outline (N, 2) of a body's cross-section in (y, z), with round upper shoulders, counter-clockwise from the left
    lower corner seen from ahead.
    """
    a = np.radians(np.linspace(0.0, 90.0, 6))
    right = np.column_stack([half - radius + radius * np.cos(a), high - radius + radius * np.sin(a)])
    left = right[::-1] * [-1.0, 1.0]
    return np.concatenate([[[-half, low], [half, low]], right, left])
