"""Trucks of one piece: a cab and a body on two or three axles."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.cab_shape import Cab
from scenes.assets.heavy.companies import cab_color, company
from scenes.assets.heavy.lamps import markers, rear_lamps, rear_plate
from scenes.assets.heavy.marks import registration
from scenes.assets.heavy.parts import axle, ladder_frame, mudguard, side_guard, tank, underrun_bar
from scenes.assets.heavy.truck_body import BodyKind, add_body
from scenes.assets.heavy.truck_box import Space
from scenes.assets.heavy.truck_cab import add_cab
from scenes.assets.heavy.truck_cab_fittings import roof_spoiler
from scenes.assets.heavy.truck_open import CONTAINER_M
from scenes.assets.heavy.vehicle import Axle, HeavySpec

CAB_GAP_M = 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class RigidTruck(HeavySpec):
    """A truck with a body of a kind. bogie_m: distance of two rear axles, 0 for a single one. cab_m: length of the cab.

    Defaults: a two-axle truck of 16 to 18 t with a box of 7.3 m, as makers' body builders' guides draw them.
    """

    body: BodyKind = "box"
    cab_m: float = 1.78
    bogie_m: float = 0.0
    floor_m: float = 1.08
    length_m: float = 9.4
    width_m: float = 2.55
    height_m: float = 3.75
    wheelbase_m: float = 5.3
    front_overhang_m: float = 1.38
    wheel_radius_m: float = 0.50
    tyre_width_m: float = 0.295

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.truck"

    def top_m(self) -> float:
        """Open bodies are lower than the cab, containers as high as they are."""
        if self.body == "container":
            return self.floor_m + CONTAINER_M
        return self.cab_roof_m if self.body in {"flatbed", "tipper"} else self.height_m

    @property
    def cab_roof_m(self) -> float:
        """Highest point of the cab; chosen: 2.95 m for short ones, 3.15 m for those with a bunk."""
        return 2.95 if self.cab_m < 2.0 else 3.15

    def axles(self) -> tuple[Axle, ...]:
        """A steered axle ahead, twin wheels behind."""
        places = (self.bogie_m / 2, -self.bogie_m / 2) if self.bogie_m else (0.0,)
        return (self.front_axle(0.09), *(self.axle_at(x, 0.03, "twin") for x in places))

    def furnish(self, work: Assembly, rng: np.random.Generator) -> None:
        """Cab, frame with all that hangs on it, body."""
        firm, plate = company(rng), registration(rng)
        if self.body == "tipper":
            firm = replace(firm, main=("orange", "yellow", "blue", "green", "red", "grey")[int(rng.integers(6))])
        r, half, floor = self.wheel_radius_m, self.width_m / 2, self.floor_m
        roof = self.cab_roof_m
        cab = Cab(
            front_m=self.front_m,
            axle_m=self.wheelbase_m,
            long_m=self.cab_m,
            half_m=min(half, 1.24),
            roof_m=roof,
            wheel_m=r,
            style=int(rng.integers(6)),
            driver=self.driver,
            visor=bool(rng.random() < 0.6),
            lower=("paint", "plastic")[int(rng.integers(2))],
        )
        add_cab(work, cab, rng, plate)
        work.paint(cab_color(firm, rng))
        ladder_frame(work, self.rear_m + 0.15, cab.rear_m + 0.6, floor - 0.06)
        for own in self.axles():
            axle(work, own.x_m, own.radius_m, own.centre_y_m, own.kind == "twin")
        reach = self.bogie_m / 2 + r + 0.12
        self._underside(work, cab, reach)
        space = Space(
            rear_m=self.rear_m,
            front_m=cab.rear_m - CAB_GAP_M,
            half_m=half,
            floor_m=floor,
            top_m=self.top_m(),
            nose_m=0.6,
        )
        add_body(work, self.body, self._placed(space), firm, rng)
        if self.body == "curtain" and self.height_m - roof > 0.35 and rng.random() < 0.6:
            roof_spoiler(work, cab, self.height_m - 0.05, "paint")
        rear_lamps(work, self.rear_m + 0.12, half - 0.02, 0.80)
        rear_plate(work, (self.rear_m + 0.13, 0.0, 0.80), plate)
        underrun_bar(work, self.rear_m + 0.05, half - 0.06, 0.50)

    def _placed(self, space: Space) -> Space:
        """The body's place: open ones are lower than the cab."""
        if self.body == "tipper":
            return replace(space, top_m=min(space.top_m, space.floor_m + 1.45))
        return space

    def _underside(self, work: Assembly, cab: Cab, reach: float) -> None:
        """Tank, battery box, air tanks, side guards, mudguards, markers."""
        r, half = self.wheel_radius_m, self.width_m / 2
        front_end = self.wheelbase_m - r - 0.25
        inner = half - 2.2 * self.tyre_width_m - 0.02
        tank(work, (front_end - 1.15, front_end - 0.2), (0.5, half - 0.10), (0.42, 0.98), "aluminium", (1,))
        tank(work, (front_end - 0.75, front_end - 0.15), (0.5, half - 0.10), (0.45, 0.95), "plastic", (-1,))
        side_guard(work, (reach + 0.12, front_end - 1.3), half - 0.03, 0.42, 0.92)
        for own in self.axles()[1:]:
            mudguard(
                work, own.x_m, r, r + 0.07, (inner, half - 0.04), (15.0, 165.0), flap_m=0.35 if own.x_m <= 0 else 0.0
            )
        markers(work, tuple(np.linspace(self.rear_m + 0.4, cab.rear_m - 0.4, 4)), half - 0.02, self.floor_m - 0.06)
