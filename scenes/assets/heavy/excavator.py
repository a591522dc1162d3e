"""Wheeled excavators: an undercarriage, an upper structure that slews, and a boom of three joints."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.lamps import beacon
from scenes.assets.heavy.machine_cab import MachineCab, add_machine_cab
from scenes.assets.heavy.marks import chevrons, stick, words
from scenes.assets.heavy.parts import BOTH_SIDES, axle, prism, slab, soft_box
from scenes.assets.heavy.vehicle import Axle, HeavySpec
from scenes.assets.shaping.planar import filled, rectangle
from scenes.assets.shaping.shapes import both, box, cylinder, joined, moved, tube
from scenes.assets.shaping.solids import SOFT_RAD

MAKES = ("DORVAK", "TERRON", "GRABEX", "KAVALO", "LORUM")
_COATS = ("coat_digger_yellow", "coat_digger_yellow", "coat_orange", "coat_yellow", "coat_white")
_POSTURES = {
    # (slew, boom, stick, bucket) in degrees: positive lowers; chosen so that travel fits below 4 m.
    "travel": (0.0, -14.0, 126.0, 58.0),
    "dig": (35.0, -18.0, 78.0, 40.0),
}
BOOM_M, STICK_M = 4.3, 2.15


@dataclass(frozen=True, slots=True, kw_only=True)
class WheeledExcavator(HeavySpec):
    """An excavator of 15 to 18 t on wheels, as they drive on roads. posture: folded for the road, or at work.

    length_m, height_m: while it travels. slew_rad: of the upper structure to the left, None as the posture has it.
    """

    posture_name: Literal["travel", "dig"] = "travel"
    slew_rad: float | None = None
    length_m: float = 7.5
    width_m: float = 2.55
    height_m: float = 3.66
    wheelbase_m: float = 2.70
    front_overhang_m: float = 3.6
    wheel_radius_m: float = 0.50
    tyre_width_m: float = 0.28

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.construction"

    def axles(self) -> tuple[Axle, ...]:
        """Two axles with twin tyres."""
        return (self.front_axle(0.0, "twin"), self.axle_at(0.0, 0.0, "twin"))

    def posture(self, parts_names: tuple[str, ...]) -> dict[int, float]:
        """Slew, boom, stick and bucket."""
        slew, *others = (math.radians(angle) for angle in _POSTURES[self.posture_name])
        angles = (slew if self.slew_rad is None else self.slew_rad, *others)
        return {parts_names.index(n): a for n, a in zip(("upper", "boom", "stick", "bucket"), angles, strict=True)}

    def furnish(self, work: Assembly, rng: np.random.Generator) -> None:
        """Undercarriage, upper structure, boom."""
        coat, make = _COATS[int(rng.integers(len(_COATS)))], MAKES[int(rng.integers(len(MAKES)))]
        middle = self.wheelbase_m / 2
        self._carriage(work, middle)
        work.member("upper", (middle, 0.0, 1.18), (0.0, 0.0, 1.0))
        self._upper(work, coat, make)
        work.member("boom", (0.32, -0.10, 0.78), parent="upper")
        work.member("stick", (BOOM_M, 0.0, 0.0), parent="boom")
        work.member("bucket", (STICK_M, 0.0, 0.0), parent="stick")
        _boom(work, coat, make, math.radians(_POSTURES[self.posture_name][2]))
        _stick(work, coat)
        _bucket(work)

    def _carriage(self, work: Assembly, middle: float) -> None:
        """Frame, axles, steps, blade, lamps for the road."""
        frame = soft_box((-0.75, -0.55, 0.55), (self.wheelbase_m + 0.75, 0.55, 1.02), 0.06)
        ring = moved(cylinder(0.62, 1.0, 1.18, 28), (middle, 0.0, 0.0))
        boxes = both(soft_box((middle - 0.5, 0.5, 0.5), (middle + 0.5, 1.15, 0.98), 0.06))
        work.add(joined([frame, boxes]), "coat_grey", "body", SOFT_RAD)
        work.add(ring, "frame", "frame", 0.6)
        for own in self.axles():
            axle(work, own.x_m, own.radius_m, 0.9, driven=True)
        blade = soft_box((-1.18, -1.24, 0.32), (-1.06, 1.24, 0.92), 0.04)
        arms = both(box((-1.1, 0.35, 0.5), (-0.6, 0.5, 0.75)))
        work.add(joined([blade, arms]), "coat_grey", "body", SOFT_RAD)
        chevrons(work, "rear", (-1.18, 0.0, 0.62), (2.3, 0.2), ("film_white", "film_red"), 0.14)
        ahead = soft_box((self.wheelbase_m + 0.72, -1.1, 0.78), (self.wheelbase_m + 0.82, 1.1, 0.98), 0.03)
        work.add(ahead, "coat_grey", "bumper", SOFT_RAD)
        x = self.wheelbase_m + 0.82
        for side, name in ((1.0, "left"), (-1.0, "right")):
            lens = moved(soft_box((-0.02, -0.09, -0.07), (0.02, 0.09, 0.07), 0.03), (x + 0.005, side * 0.85, 0.88))
            work.lamp(
                "low_beam",
                f"low_beam_{name}",
                lens,
                (x + 0.035, side * 0.85, 0.88),
                0.18 * 0.14,
                (1.0, 0.0, 0.0),
                part="head_lamp",
            )
            kind = f"indicator_front_{name}"
            lens = box((x - 0.01, side * 1.03 - 0.05, 0.82), (x + 0.02, side * 1.03 + 0.05, 0.94))
            work.lamp(kind, kind, lens, (x + 0.03, side * 1.03, 0.88), 0.012, (1.0, 0.0, 0.0), part="indicator")
            for kind, y in ((f"indicator_rear_{name}", 1.08), ("tail", 0.98), ("brake", 0.88)):
                lens = box((-1.20, side * y - 0.045, 0.94), (-1.14, side * y + 0.045, 1.04))
                label = kind if kind.startswith("indicator") else f"{kind}_{name}"
                part = {"i": "indicator", "t": "tail_lamp", "b": "brake_lamp"}[kind[0]]
                work.lamp(kind, label, lens, (-1.21, side * y, 0.99), 0.009, (-1.0, 0.0, 0.0), part=part)

    def _upper(self, work: Assembly, coat: str, make: str) -> None:
        """Deck, counterweight, engine house, cab, tanks, rails, beacon. Its frame lies on the slew ring's top."""
        deck = box((-1.5, -1.2, 0.02), (1.15, 1.2, 0.16))
        work.add(deck, "frame", "body", member="upper")
        a = np.radians(np.linspace(125.0, 235.0, 13))
        outline = np.column_stack([0.1 + 1.75 * np.cos(a), 1.2 * np.sin(a) / np.sin(a[0])])
        solid = prism(outline, 0.10, 0.95)
        vertices = solid[0][:, [1, 2, 0]]
        work.add((vertices, solid[1]), coat, "body", 0.5, "upper")
        house = soft_box((-1.35, -1.2, 0.14), (-0.2, 1.2, 1.12), 0.10, 2)
        side = soft_box((-0.3, -1.2, 0.14), (1.05, -0.42, 0.98), 0.08, 2)
        work.add(joined([house, side]), coat, "body", SOFT_RAD, "upper")
        grilles = both(box((-1.0, 1.195, 0.30), (-0.4, 1.206, 0.80)))
        work.add(grilles, "grille", "body", member="upper")
        pipe = tube([(-0.7, -0.7, 1.05), (-0.7, -0.7, 1.45), (-0.8, -0.7, 1.52)], 0.05, 10)
        work.add(pipe, "steel", "exhaust", 0.9, "upper")
        rails = [
            tube([(a, -1.12, z), (a, -1.12, z + 0.32), (b, -1.12, z + 0.32), (b, -1.12, z)], 0.018, 6)
            for a, b, z in ((-0.2, 1.0, 0.98), (-1.25, -0.3, 1.08))
        ]
        work.add(joined(rails), "frame", "body", 0.9, "upper")
        cab = MachineCab(
            low_m=(-0.28, 0.28, 0.14),
            high_m=(1.38, 1.24, 2.02),
            sill_m=0.62,
            lean_m=0.22,
            roof="coat_grey",
            coat="coat_grey",
            driver=self.driver,
            member="upper",
        )
        add_machine_cab(work, cab)
        beacon(work, "beacon_amber", "beacon", (-0.05, 0.75, 2.01), member="upper")
        for side_name, y in zip(BOTH_SIDES, (1.2, -1.2), strict=True):
            words(work, make, 0.22, side_name, (-0.8, y, 0.98), "coat_black", 1.0, 3, "upper")
        for y in (-0.28, 0.28):
            stick(work, filled(rectangle(0.3, 0.14)), "rear", (-1.638, y, 0.75), "contour_red", 1, member="upper")


def _boom(work: Assembly, coat: str, make: str, stick_rad: float) -> None:
    """A bent box girder with two rams beside it, and one above that holds the stick at its angle."""
    top = [(-0.18, 0.10), (0.25, 0.34), (1.3, 0.80), (1.9, 0.98), (2.5, 0.92), (3.6, 0.44), (BOOM_M + 0.14, 0.14)]
    low = [(BOOM_M + 0.10, -0.14), (3.5, 0.06), (2.4, 0.40), (1.9, 0.44), (1.4, 0.30), (0.3, -0.14), (-0.12, -0.16)]
    outline = np.array([*low[::-1], *top[::-1]])
    work.add(slab(outline, 0.19), coat, "boom", 0.0, "boom")
    ram = both(tube([(0.05, 0.30, -0.42), (1.15, 0.30, 0.18)], 0.075, 10))
    rod = both(tube([(1.1, 0.30, 0.15), (1.85, 0.30, 0.58)], 0.042, 10))
    c, s = math.cos(stick_rad), math.sin(stick_rad)
    foot, pin = np.array([1.77, 0.0, 1.10]), np.array([BOOM_M - 0.72 * c + 0.16 * s, 0.0, 0.72 * s + 0.16 * c])
    upper = tube([foot, foot + 0.58 * (pin - foot)], 0.075, 10)
    upper_rod = tube([foot + 0.56 * (pin - foot), pin], 0.042, 10)
    work.add(joined([ram, upper]), coat, "boom", 0.9, "boom")
    work.add(joined([rod, upper_rod]), "steel", "boom", 0.9, "boom")
    lugs = [box((1.68, -0.1, 0.9), (1.86, 0.1, 1.2)), box((1.78, -0.34, 0.52), (1.92, 0.34, 0.64))]
    work.add(joined(lugs), coat, "boom", member="boom")
    hoses = both(
        tube([(0.3, 0.08, 0.40), (1.3, 0.08, 0.88), (1.9, 0.08, 1.05), (2.6, 0.08, 0.97), (4.0, 0.08, 0.36)], 0.022, 6)
    )
    work.add(hoses, "rubber", "boom", 0.9, "boom")
    pins = [tube([(x, -0.24, z), (x, 0.24, z)], 0.075, 12) for x, z in ((0.0, 0.0), (BOOM_M, 0.0))]
    work.add(joined(pins), "steel", "boom", 0.9, "boom")
    for side, y in zip(BOTH_SIDES, (0.19, -0.19), strict=True):
        words(work, make, 0.16, side, (2.05, y, 0.70), "coat_black", 0.9, 3, "boom")


def _stick(work: Assembly, coat: str) -> None:
    """The arm with the bucket's ram and links."""
    outline = np.array(
        [
            [-0.75, 0.16],
            [-0.70, 0.02],
            [-0.1, -0.16],
            [0.2, -0.15],
            [STICK_M + 0.08, -0.10],
            [STICK_M + 0.10, 0.08],
            [1.2, 0.16],
            [0.35, 0.30],
            [-0.5, 0.30],
        ]
    )
    work.add(slab(outline, 0.15), coat, "boom", 0.0, "stick")
    ram = tube([(0.15, 0.0, 0.44), (1.15, 0.0, 0.34)], 0.06, 10)
    rod = tube([(1.1, 0.0, 0.345), (1.75, 0.0, 0.32)], 0.036, 10)
    links = both(
        joined(
            [
                tube([(1.75, 0.18, 0.32), (1.88, 0.18, 0.0)], 0.035, 8),
                tube([(1.75, 0.18, 0.32), (2.15, 0.18, 0.26)], 0.035, 8),
            ]
        )
    )
    lug = box((0.05, -0.06, 0.22), (0.25, 0.06, 0.48))
    work.add(joined([ram, lug]), coat, "boom", 0.9, "stick")
    work.add(joined([rod, links]), "steel", "boom", 0.9, "stick")
    pin = tube([(-0.72, -0.2, 0.16), (-0.72, 0.2, 0.16)], 0.05, 10)
    work.add(pin, "steel", "boom", 0.9, "stick")


def _bucket(work: Assembly) -> None:
    """A bucket with side plates, a round back and teeth; it opens towards -z in its frame, its pin at the origin."""
    half = 0.55
    a = np.radians(np.linspace(100.0, -35.0, 10))
    back = np.column_stack([0.42 + 0.50 * np.cos(a), -0.42 + 0.52 * np.sin(a)])
    cheek = np.concatenate([[[-0.12, 0.02], [0.0, 0.12]], back, [[0.62, -1.02], [0.35, -0.78], [-0.02, -0.30]]])
    for side in (1.0, -1.0):
        vertices, faces = slab(cheek, 0.014)
        work.add((vertices + np.array([0.0, side * half, 0.0]), faces), "worn_steel", "bucket", 0.0, "bucket")
    path = np.concatenate([[[-0.02, 0.06]], back, [[0.62, -1.02]]])
    normal = np.gradient(path, axis=0)
    normal = np.column_stack([-normal[:, 1], normal[:, 0]]) / np.linalg.norm(normal, axis=1, keepdims=True)
    shell = np.concatenate([path, (path - 0.022 * normal)[::-1]])
    work.add(slab(shell, half), "worn_steel", "bucket", 0.0, "bucket")
    teeth = [slab(np.array([[0.56, -0.98], [0.66, -1.0], [0.67, -1.20], [0.63, -1.20]]), 0.045) for _ in range(5)]
    for patch, y in zip(teeth, np.linspace(-0.48, 0.48, 5), strict=True):
        work.add((patch[0] + np.array([0.0, y, 0.0]), patch[1]), "steel", "bucket", 0.0, "bucket")
    ears = both(slab(np.array([[-0.12, -0.06], [0.1, -0.1], [0.28, 0.12], [0.2, 0.30], [0.05, 0.28]]), 0.02))
    vertices, faces = ears
    n = len(vertices) // 2
    vertices = vertices.copy()
    vertices[:n, 1] += 0.2
    vertices[n:, 1] -= 0.2
    work.add((vertices, faces), "worn_steel", "bucket", 0.0, "bucket")
