"""Fire engines: pumpers with roller shutters and a ladder on the roof, and turntable ladders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.assets.heavy.assembly import Assembly, turned
from scenes.assets.heavy.cab_shape import Cab
from scenes.assets.heavy.lamps import beacon, light_bar, markers, rear_lamps, rear_plate
from scenes.assets.heavy.marks import chevrons, contour, contour_line, registration, stick, words
from scenes.assets.heavy.parts import BOTH_SIDES, axle, ladder_frame, mudguard, soft_box, underrun_bar
from scenes.assets.heavy.truck_cab import add_cab
from scenes.assets.heavy.vehicle import Axle, HeavySpec
from scenes.assets.shaping.planar import filled, rectangle
from scenes.assets.shaping.shapes import Patch, both, box, cylinder, joined, moved, tube
from scenes.assets.shaping.solids import SOFT_RAD
from scenes.assets.vehicles.skin import grid_panel


@dataclass(frozen=True, slots=True, kw_only=True)
class FireEngine(HeavySpec):
    """A fire engine (EN 1846). ladder: carried on the roof, or a turntable ladder of its own.

    Defaults: a pumper with a crew of nine.
    """

    ladder: Literal["rack", "turntable"] = "rack"
    length_m: float = 8.4
    width_m: float = 2.55
    height_m: float = 3.30
    wheelbase_m: float = 4.45
    front_overhang_m: float = 1.42
    wheel_radius_m: float = 0.50
    tyre_width_m: float = 0.295

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.emergency.fire_engine"

    def top_m(self) -> float:
        """A turntable ladder lies over the cab."""
        return self.height_m if self.ladder == "rack" else self.height_m + 0.23

    def axles(self) -> tuple[Axle, ...]:
        """A steered axle and twin wheels."""
        return (self.front_axle(0.09), self.axle_at(0.0, 0.02, "twin"))

    def furnish(self, work: Assembly, rng: np.random.Generator) -> None:
        """Crew cab, body with shutters, ladder, marks, beacons."""
        plate, half = registration(rng), self.width_m / 2
        film = ("contour_yellow", "contour_white")[int(rng.integers(2))]
        crew = self.ladder == "rack"
        cab = Cab(
            front_m=self.front_m,
            axle_m=self.wheelbase_m,
            long_m=2.95 if crew else 2.1,
            half_m=1.25,
            roof_m=2.92,
            paint="coat_fire_red",
            lower=("coat_white", "coat_fire_red")[int(rng.integers(2))],
            crew=crew,
            wheel_m=self.wheel_radius_m,
            visor=False,
            style=3 * int(rng.integers(2)),
            driver=self.driver,
        )
        add_cab(work, cab, rng, plate)
        ladder_frame(work, self.rear_m + 0.2, cab.rear_m + 0.8, 0.98)
        for own in self.axles():
            axle(work, own.x_m, own.radius_m, own.centre_y_m, own.kind == "twin")
        front = cab.rear_m - 0.06
        if crew:
            self._body(work, front, half - 0.025, 3.02)
            self._rack(work, front, 3.02)
        else:
            self._body(work, front, half - 0.025, 2.0)
            self._turntable(work, cab)
        self._marks(work, cab, front, half, film)
        light_bar(work, "beacon_blue", (self.front_m - 0.95, 0.0, cab.roof_m - 0.02), 1.9, 0.34, 0.13)
        top = 3.02 if crew else 2.0
        for y, name in ((half - 0.25, "rear_left"), (-half + 0.25, "rear_right")):
            beacon(work, "beacon_blue", f"beacon_{name}", (self.rear_m + 0.2, y, top), 0.085, 0.18)
        flash = both(soft_box((self.front_m - 0.05, 0.42, 1.32), (self.front_m + 0.012, 0.58, 1.38), 0.012))
        work.add(flash, "beacon_blue", "beacon", SOFT_RAD)
        rear_lamps(work, self.rear_m - 0.012, half - 0.01, 1.02, 0.56, 0.12, upright=True)
        rear_plate(work, (self.rear_m - 0.008, 0.0, 0.66), plate)
        underrun_bar(work, self.rear_m + 0.06, half - 0.08, 0.48)
        markers(work, tuple(np.linspace(self.rear_m + 0.4, front - 0.3, 3)), half, 0.72)

    def _body(self, work: Assembly, front: float, half: float, top: float) -> None:
        """A red body with shutters at both sides and behind; lockers below reach down between the axles."""
        r, rear = self.wheel_radius_m, self.rear_m
        low = 0.98
        hull = [soft_box((rear, -half, low), (front, half, top), 0.03)]
        hull += [
            box((a, s * half - (0.5 if s > 0 else 0.0), 0.52), (b, s * half + (0.0 if s > 0 else 0.5), low + 0.05))
            for a, b in ((rear + 0.02, -r - 0.14), (r + 0.14, front))
            for s in (1.0, -1.0)
        ]
        work.add(joined(hull), "coat_fire_red", "body", SOFT_RAD)
        mudguard(work, 0.0, r, r + 0.07, (half - 0.62, half + 0.005), (5.0, 175.0), "coat_fire_red")
        edge = top - 0.20
        spans = [(rear + 0.12, -r - 0.20, 0.60), (-r - 0.10, r + 0.10, 1.18), (r + 0.22, front - 0.10, 0.60)]
        if front - r - 0.3 > 2.0:
            middle = 0.5 * (r + 0.22 + front - 0.10)
            spans[2:] = [(r + 0.22, middle - 0.04, 0.60), (middle + 0.04, front - 0.10, 0.60)]
        for a, b, foot in spans:
            sheet = shutter(b - a, edge - foot)
            for side in (1.0, -1.0):
                vertices = np.column_stack([a + sheet[0][:, 0], half + 0.004 + sheet[0][:, 1], foot + sheet[0][:, 2]])
                faces = sheet[1] if side > 0 else sheet[1][:, ::-1]
                work.add((vertices * [1.0, side, 1.0], faces), "aluminium", "door")
            bar = both(tube([(a + 0.12, half + 0.035, foot + 0.06), (b - 0.12, half + 0.035, foot + 0.06)], 0.014, 6))
            work.add(bar, "rubber", "door", 0.9)
            frame = [
                box((x - 0.03, half - 0.01, foot - 0.02), (x + 0.03, half + 0.016, edge + 0.03))
                for x in (a - 0.02, b + 0.02)
            ]
            work.add(both(joined(frame)), "steel", "door")
        sheet = shutter(1.30, edge - 0.78)
        vertices = np.column_stack([rear - 0.004 - sheet[0][:, 1], sheet[0][:, 0] - 0.65, 0.78 + sheet[0][:, 2]])
        faces = sheet[1]
        a, b, c = vertices[faces[0]]
        work.add((vertices, faces if np.cross(b - a, c - a)[0] < 0 else faces[:, ::-1]), "aluminium", "door")

    def _rack(self, work: Assembly, front: float, top: float) -> None:
        """A ladder of aluminium, a box and a rail on the roof, rungs up to it behind."""
        a, b = self.rear_m + 0.15, min(self.front_m - 1.3, front + 1.4)
        lay = moved(ladder(b - a, 0.42, 0.05), (a, 0.52, top + 0.14))
        work.add(lay, "aluminium", "panel")
        lay = moved(ladder(b - a - 0.8, 0.36, 0.05), (a + 0.3, 0.52, top + 0.22))
        work.add(lay, "aluminium", "panel")
        holders = [box((x - 0.03, 0.25, top - 0.02), (x + 0.03, 0.80, top + 0.13)) for x in (a + 0.5, b - 1.5)]
        work.add(joined(holders), "frame", "roof")
        chest = soft_box((a + 0.4, -0.95, top - 0.01), (a + 2.6, -0.35, top + 0.25), 0.03)
        work.add(chest, "aluminium", "roof", SOFT_RAD)
        half = self.width_m / 2
        rails = [soft_box((self.rear_m, half - 0.06, top - 0.02), (front, half - 0.01, top + 0.10), 0.02)]
        work.add(both(joined(rails)), "coat_fire_red", "roof", SOFT_RAD)
        climb = [
            tube([(self.rear_m - 0.04, y, 1.0), (self.rear_m - 0.04, y, top + 0.2)], 0.014, 6) for y in (0.78, 1.08)
        ]
        climb += [
            tube([(self.rear_m - 0.04, 0.78, z), (self.rear_m - 0.04, 1.08, z)], 0.012, 5)
            for z in np.arange(1.1, top, 0.3)
        ]
        work.add(joined(climb), "steel", "panel", 0.9)
        mast = moved(cylinder(0.05, 0.0, 0.22, 10), (front - 0.3, -0.2, top))
        lamps = box((front - 0.4, -0.5, top + 0.14), (front - 0.2, 0.1, top + 0.26))
        work.add(joined([mast, lamps]), "frame", "roof")

    def _turntable(self, work: Assembly, cab: Cab) -> None:
        """A turntable behind, four nested ladders that lie over the cab, a cage at their tip, jacks at the sides."""
        base = moved(cylinder(0.85, 2.0, 2.25, 28), (-0.6, 0.0, 0.0))
        column = [soft_box((-1.5, y - 0.12, 2.2), (0.2, y + 0.12, 3.0), 0.05) for y in (-0.55, 0.55)]
        work.add(base, "coat_grey", "boom", 0.6)
        work.add(joined(column), "coat_fire_red", "boom", SOFT_RAD)
        console = soft_box((-1.3, 0.75, 2.2), (-0.5, 1.2, 2.95), 0.05)
        work.add(console, "coat_grey", "boom", SOFT_RAD)
        rear, tip = self.rear_m + 0.2, self.front_m - 0.80
        lift = cab.roof_m + 0.16
        for k in range(4):
            wide, low = 0.92 - 0.16 * k, 2.62 + 0.06 * k
            part = lattice(tip - rear - 0.25 * k, wide, 0.30 - 0.04 * k)
            tilt = -np.arctan2(lift - 2.62, tip - rear - 1.5)
            vertices, faces = turned(part, (0.0, 1.0, 0.0), float(tilt))
            work.add(
                (vertices + np.array([rear + 0.12 * k, 0.0, low]), faces), "aluminium" if k else "coat_white", "boom"
            )
        z = self.top_m() - 0.45
        cage = [box((tip - 0.15, -0.75, z - 0.55), (tip + 0.75, 0.75, z - 0.48))]
        posts = [(x, y) for x in (tip - 0.12, tip + 0.72) for y in (-0.72, 0.0, 0.72)]
        cage += [tube([(x, y, z - 0.5), (x, y, z + 0.45)], 0.022, 6) for x, y in posts]
        round_m = [(tip - 0.12, -0.72), (tip + 0.72, -0.72), (tip + 0.72, 0.72), (tip - 0.12, 0.72)]
        cage += [tube([(x, y, level) for x, y in round_m], 0.02, 6) for level in (z, z + 0.43)]
        work.add(joined(cage), "coat_yellow", "boom", 0.5)
        plates = [box((tip + 0.73, -0.7, z - 0.46), (tip + 0.745, 0.7, z - 0.05))]
        work.add(joined(plates), "contour_yellow", "boom")

    def _marks(self, work: Assembly, cab: Cab, front: float, half: float, film: str) -> None:
        """Stripes along the flanks, words, chevrons behind."""
        low, top = 1.02, 3.0 if self.ladder == "rack" else 1.95
        for side, y in zip(BOTH_SIDES, (1.0, -1.0), strict=True):
            wall = y * (cab.half_m + 0.001)
            stripe = filled(rectangle(cab.long_m - 0.4, 0.22))
            stick(work, stripe, side, (cab.rear_m + 0.5 * cab.long_m - 0.12, wall, 1.30), film, 1)
            words(work, "FIRE", 0.30, side, (cab.rear_m + 0.5 * cab.long_m - 0.05, wall, 1.58), "film_white", layer=2)
            contour_line(
                work,
                side,
                (self.rear_m + 0.1, y * (half - 0.019), top - 0.09),
                (front - 0.1, y * (half - 0.019), top - 0.09),
                film,
            )
            contour_line(
                work,
                side,
                (self.rear_m + 0.1, y * (half - 0.019), low - 0.47),
                (-self.wheel_radius_m - 0.2, y * (half - 0.019), low - 0.47),
                film,
            )
        words(work, "FIRE", 0.15, "front", (self.front_m - 0.205, 0.0, cab.window_top_m + 0.10), "film_white")
        for y in (0.92, -0.92):
            chevrons(
                work,
                "rear",
                (self.rear_m - 0.004, y, 0.5 * (0.75 + top)),
                (0.38, top - 0.95),
                ("contour_yellow", "contour_red"),
                0.16,
            )
        contour(
            work,
            "rear",
            (self.rear_m - 0.004, -half + 0.04, 0.72),
            (self.rear_m - 0.004, half - 0.04, top - 0.03),
            "contour_red",
        )


def shutter(wide_m: float, high_m: float) -> Patch:
    """A roller shutter of slats: x across, y out of the wall, z up, from a corner; it faces +y."""
    count = max(4, round(high_m / 0.075))
    z = np.repeat(np.linspace(0.0, high_m, count + 1), 2)[1:-1]
    out = np.tile([0.0, 0.010], count)
    rows = np.stack([np.stack([np.full_like(z, x), out, z], axis=1) for x in (wide_m, 0.0)], axis=1)
    panel = grid_panel(rows, 0)
    return panel.vertices_m, panel.faces


def ladder(long_m: float, wide_m: float, bar_m: float) -> Patch:
    """A ladder lying along x about y = 0."""
    rails = both(box((0.0, wide_m / 2 - bar_m / 2, -bar_m), (long_m, wide_m / 2, bar_m / 2)))
    rungs = [box((x - 0.014, -wide_m / 2, -0.016), (x + 0.014, wide_m / 2, 0.016)) for x in np.arange(0.2, long_m, 0.3)]
    return joined([rails, *rungs])


def lattice(long_m: float, wide_m: float, high_m: float) -> Patch:
    """A section of a turntable ladder: rails below and above with diagonals between, rungs below; along x from 0."""
    rails = both(joined([box((0.0, wide_m / 2 - 0.05, z), (long_m, wide_m / 2, z + 0.05)) for z in (0.0, high_m)]))
    steps_x = np.arange(0.3, long_m - 0.5, 0.6)
    braces = []
    for k, x in enumerate(steps_x):
        z0, z1 = (0.02, high_m) if k % 2 else (high_m, 0.02)
        braces.append(tube([(x, wide_m / 2 - 0.025, z0), (x + 0.6, wide_m / 2 - 0.025, z1)], 0.018, 4))
    rungs = [box((x - 0.014, -wide_m / 2, 0.0), (x + 0.014, wide_m / 2, 0.03)) for x in np.arange(0.2, long_m, 0.3)]
    return joined([rails, both(joined(braces)), *rungs])
