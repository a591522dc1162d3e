"""Tractors and semi-trailers: two instances that share a group, coupled at the kingpin."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.cab_shape import Cab
from scenes.assets.heavy.companies import cab_color, company
from scenes.assets.heavy.lamps import markers, rear_lamps, rear_plate
from scenes.assets.heavy.marks import registration
from scenes.assets.heavy.parts import axle, ladder_frame, mudguard, side_guard, soft_box, tank, underrun_bar
from scenes.assets.heavy.truck_body import BodyKind, add_body
from scenes.assets.heavy.truck_box import Space
from scenes.assets.heavy.truck_cab import add_cab
from scenes.assets.heavy.truck_cab_fittings import roof_spoiler, side_deflectors
from scenes.assets.heavy.truck_open import CONTAINER_M
from scenes.assets.heavy.vehicle import Axle, HeavySpec
from scenes.assets.shaping.lofts import loft
from scenes.assets.shaping.shapes import both, box, cylinder, joined, moved, tube
from scenes.assets.shaping.solids import SOFT_RAD

COUPLING_M = 1.20
"""Height of the coupling's plate: 1.10 to 1.30 m (ISO 1726)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TractorUnit(HeavySpec):
    """A two-axle tractor for semi-trailers. lead_m: how far the kingpin's place lies ahead of the rear axle.

    high: whether the cab has a high roof. Defaults: 3.7 m of wheelbase, as those of long hauls in Europe.
    """

    lead_m: float = 0.60
    roof_m: float = 3.78
    length_m: float = 6.05
    width_m: float = 2.50
    height_m: float = 3.78
    wheelbase_m: float = 3.70
    front_overhang_m: float = 1.38
    wheel_radius_m: float = 0.50
    tyre_width_m: float = 0.305

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.truck"

    def axles(self) -> tuple[Axle, ...]:
        """A steered axle and twin wheels."""
        return (self.front_axle(0.09), self.axle_at(0.0, 0.005, "twin"))

    def kingpin_m(self) -> tuple[float, float, float]:
        """Where a trailer's kingpin is, in the body frame."""
        return (self.lead_m, 0.0, COUPLING_M)

    def furnish(self, work: Assembly, rng: np.random.Generator) -> None:
        """Cab, frame, coupling, tanks, mudguards, lamps."""
        plate, firm, r, half = registration(rng), company(rng), self.wheel_radius_m, self.width_m / 2
        cab = Cab(
            front_m=self.front_m,
            axle_m=self.wheelbase_m,
            long_m=2.28,
            half_m=half,
            roof_m=self.height_m,
            belt_m=1.98,
            screen_m=0.86,
            wheel_m=r,
            style=int(rng.integers(6)),
            driver=self.driver,
            lower=("paint", "paint", "plastic")[int(rng.integers(3))],
        )
        add_cab(work, cab, rng, plate)
        work.paint(cab_color(firm, rng))
        side_deflectors(work, cab, 0.42, "paint")
        if self.height_m < 3.3:
            roof_spoiler(work, cab, 3.75, "paint")
        ladder_frame(work, self.rear_m + 0.05, cab.rear_m + 0.6, 1.02)
        for own in self.axles():
            axle(work, own.x_m, r, own.centre_y_m, own.kind == "twin")
        _fifth_wheel(work, self.lead_m)
        front_end = self.wheelbase_m - r - 0.26
        skirts = rng.random() < 0.5
        for side in (1, -1):
            span = (r + 0.28, front_end - 0.12)
            tank(
                work,
                span,
                (0.5, half - 0.06),
                (0.40, 1.0),
                "aluminium" if side > 0 or rng.random() < 0.5 else "plastic",
                (side,),
            )
        if skirts:
            skirt = soft_box((r + 0.25, half - 0.04, 0.33), (front_end - 0.06, half - 0.005, 1.06), 0.02)
            work.add(both(skirt), "paint", "body", SOFT_RAD)
        inner = half - 2.2 * self.tyre_width_m
        mudguard(work, 0.0, r, r + 0.06, (inner, half - 0.01), (20.0, 160.0), flap_m=0.4)
        deck = box((0.3 + r, -0.42, 1.02), (cab.rear_m + 0.1, 0.42, 1.05))
        work.add(deck, "aluminium", "body")
        hoses = [
            tube([(cab.rear_m, y, 1.9), (cab.rear_m - 0.25, y, 1.35), (cab.rear_m - 0.5, y * 0.6, 1.4)], 0.022, 6)
            for y in (-0.15, 0.0, 0.15)
        ]
        for hose, color in zip(hoses, ("coat_red", "coat_black", "coat_yellow"), strict=True):
            work.add(hose, color, "body", 0.9)
        rear_lamps(work, self.rear_m + 0.02, 1.05, 0.86, 0.42, 0.13)
        rear_plate(work, (self.rear_m + 0.04, 0.0, 0.80), plate)
        work.add(both(box((self.rear_m + 0.06, 0.3, 0.76), (self.rear_m + 0.12, 1.0, 0.96))), "frame", "underbody")


def _fifth_wheel(work: Assembly, x_m: float) -> None:
    """The coupling's plate with its throat towards the rear."""
    a = np.radians(np.linspace(-150.0, 150.0, 18))
    outline = np.column_stack([x_m + 0.46 * np.cos(a), 0.46 * np.sin(a)])
    throat = np.array([[x_m - 0.42, -0.12], [x_m - 0.02, -0.05], [x_m - 0.02, 0.05], [x_m - 0.42, 0.12]])
    ring = np.concatenate([outline, throat[::-1]])
    rings = np.stack([np.column_stack([ring, np.full(len(ring), z)]) for z in (COUPLING_M - 0.07, COUPLING_M - 0.02)])
    work.add(loft(rings), "worn_steel", "frame")
    feet = both(box((x_m - 0.18, 0.30, 1.0), (x_m + 0.18, 0.42, COUPLING_M - 0.06)))
    work.add(feet, "frame", "frame")


@dataclass(frozen=True, slots=True, kw_only=True)
class SemiTrailer(HeavySpec):
    """A semi-trailer of three axles. wheelbase_m: from the bogie's middle to the kingpin; front_overhang_m: beyond it.

    Defaults: 13.6 m, kingpin to rear end 12.0 m as Directive 96/53/EC allows.
    """

    body: BodyKind = "curtain"
    length_m: float = 13.62
    width_m: float = 2.55
    height_m: float = 4.0
    wheelbase_m: float = 7.65
    front_overhang_m: float = 1.62
    wheel_radius_m: float = 0.52
    tyre_width_m: float = 0.385
    axle_gap_m: float = 1.31

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.trailer"

    def top_m(self) -> float:
        """Platforms end with their headboard, tippers where they are full, containers as high as they are."""
        own = {"flatbed": 2.60, "tipper": min(self.height_m, 3.2), "container": COUPLING_M + 0.02 + CONTAINER_M}
        return own.get(self.body, self.height_m)

    def axles(self) -> tuple[Axle, ...]:
        """Three axles with wide single tyres."""
        return tuple(self.axle_at(k * self.axle_gap_m, 0.02, "super") for k in (1, 0, -1))

    def kingpin_m(self) -> tuple[float, float, float]:
        """Where the kingpin is, in the body frame."""
        return (self.wheelbase_m, 0.0, COUPLING_M)

    def furnish(self, work: Assembly, rng: np.random.Generator) -> None:
        """Frame, legs, axles, guards, lamps, body."""
        firm, plate = company(rng), registration(rng)
        r, half, gap = self.wheel_radius_m, self.width_m / 2, self.axle_gap_m
        ladder_frame(work, self.rear_m + 0.1, self.front_m - 0.3, COUPLING_M - 0.02)
        pin = moved(cylinder(0.05, COUPLING_M - 0.08, COUPLING_M + 0.01, 12), (self.wheelbase_m, 0.0, 0.0))
        work.add(pin, "steel", "frame", 0.9)
        plate_below = box(
            (self.wheelbase_m - 1.0, -half + 0.06, COUPLING_M - 0.012),
            (self.front_m - 0.08, half - 0.06, COUPLING_M + 0.03),
        )
        work.add(plate_below, "frame", "frame")
        for own in self.axles():
            axle(work, own.x_m, r, own.centre_y_m, driven=False)
            mudguard(
                work,
                own.x_m,
                r,
                r + 0.06,
                (half - 0.42, half - 0.02),
                (35.0, 145.0),
                flap_m=0.5 if own.x_m < 0 else 0.0,
            )
        self._legs(work)
        guard = (gap + r + 0.2, self.wheelbase_m - 2.55)
        side_guard(work, guard, half - 0.02, 0.42, 0.94)
        side_guard(work, (self.rear_m + 0.5, -gap - r - 0.25), half - 0.02, 0.5, 0.9)
        if self.body != "container":
            tank(work, (guard[1] - 1.6, guard[1] - 0.1), (0.55, half - 0.16), (0.45, 1.0), "plastic", (1, -1))
        markers(work, tuple(np.linspace(self.rear_m + 0.5, self.front_m - 0.5, 6)), half - 0.02, COUPLING_M - 0.04)
        add_body(work, self.body, self._space(half), firm, rng)
        rear_lamps(work, self.rear_m + 0.08, half - 0.02, 1.0, 0.52, 0.15)
        rear_plate(work, (self.rear_m + 0.09, 0.0, 0.88), plate)
        bar = box((self.rear_m + 0.1, -half + 0.05, 0.90), (self.rear_m + 0.16, half - 0.05, 1.10))
        work.add(bar, "frame", "frame")
        underrun_bar(work, self.rear_m + 0.05, half - 0.05, 0.48)

    def _space(self, half: float) -> Space:
        space = Space(
            rear_m=self.rear_m, front_m=self.front_m, half_m=half, floor_m=COUPLING_M + 0.02, top_m=self.top_m()
        )
        if self.body == "tipper":
            return replace(space, floor_m=COUPLING_M, front_m=self.front_m - 0.55, top_m=self.top_m())
        if self.body == "container":
            return replace(space, rear_m=self.front_m - 12.25)
        return space

    def _legs(self, work: Assembly) -> None:
        """The landing legs, wound up."""
        x = self.wheelbase_m - 2.25
        legs = [box((x - 0.07, y - 0.07, 0.42), (x + 0.07, y + 0.07, COUPLING_M)) for y in (-0.72, 0.72)]
        feet = [box((x - 0.16, y - 0.11, 0.38), (x + 0.16, y + 0.11, 0.43)) for y in (-0.72, 0.72)]
        brace = tube([(x, -0.72, 0.95), (x, 0.72, 0.95)], 0.03, 6)
        work.add(joined([*legs, *feet, brace]), "frame", "frame")
