"""The urban street: a straight two-lane street with kerb parking, pavements, houses, trees and street furniture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.actor import Actor, Scenery
from scenes.errors import ConfigError
from scenes.roads.frontage import frontage
from scenes.roads.ground import Terrain
from scenes.roads.network import Bay, Lane, LaneKind, RoadNetwork
from scenes.roads.street_fixtures import fixtures, furniture, paving
from scenes.roads.street_surface import CROSSWALK_M, StreetSurface

Side = Literal["right", "left"]

BAY_LENGTH_M = 5.7  # parallel parking along the kerb, RASt 06 (FGSV 2006) table 22
FREE_BEFORE_CROSSWALK_M = 5.0  # no parking before a zebra crossing, StVO section 26 and sign 293
FREE_AT_ENDS_M = 12.0  # chosen: sight at the cross streets (StVO section 12 asks for 5 m)

_LIMITS: dict[str, tuple[float, float]] = {
    "length_m": (80.0, 2000.0),
    "lane_width_m": (2.5, 4.5),
    "parking_width_m": (1.8, 3.0),
    "pavement_width_m": (2.0, 6.0),
    "kerb_height_m": (0.02, 0.25),
    "tree_spacing_m": (7.0, 30.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UrbanStreet:
    """A street along +x from x = 0 to `length_m`, centre line y = 0, right-hand traffic, carriageway at z = 0.

    Lanes: 'east' (y < 0, heading +x), 'west' (heading -x), 'parking_right' (y < 0), 'parking_left', 'pavement_right',
    'pavement_left'. crosswalk_at_m: x of the zebra crossing's middle, None for none. tree_spacing_m: mean distance of
    the trees on either pavement. clear_m: spans of x in which nothing stands on the pavements (where people will walk).
    near_m: span of x whose trees cameras come near; those elsewhere have fewer, larger leaves. None: all are near.
    Raises ConfigError for a field out of range.
    """

    length_m: float = 200.0
    lane_width_m: float = 3.25
    parking_width_m: float = 2.1
    pavement_width_m: float = 3.0
    kerb_height_m: float = 0.12
    crosswalk_at_m: float | None = None
    tree_spacing_m: float = 11.0
    speed_limit_mps: float = 8.33
    clear_m: tuple[tuple[float, float], ...] = ()
    near_m: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        for name, (low, high) in _LIMITS.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise ConfigError(f"road.{name}", f"got {value}, allowed {low} to {high}")
        at = self.crosswalk_at_m
        if at is not None and not FREE_AT_ENDS_M <= at <= self.length_m - FREE_AT_ENDS_M:
            allowed = f"{FREE_AT_ENDS_M} to {self.length_m - FREE_AT_ENDS_M}"
            raise ConfigError("road.crosswalk_at_m", f"got {at}, allowed {allowed} in a street of {self.length_m} m")

    def network(self) -> RoadNetwork:
        """The six lanes, centre lines in driving direction (pavements: that of the lane beside them), and all bays."""
        parking = self.lane_width_m + self.parking_width_m / 2
        pavement = self.lane_width_m + self.parking_width_m + self.pavement_width_m / 2
        rows: list[tuple[str, LaneKind, float, float, float]] = [
            ("east", "driving", self.lane_width_m, -self.lane_width_m / 2, 0.0),
            ("west", "driving", self.lane_width_m, self.lane_width_m / 2, 0.0),
            ("parking_right", "parking", self.parking_width_m, -parking, 0.0),
            ("parking_left", "parking", self.parking_width_m, parking, 0.0),
            ("pavement_right", "pavement", self.pavement_width_m, -pavement, self.kerb_height_m),
            ("pavement_left", "pavement", self.pavement_width_m, pavement, self.kerb_height_m),
        ]
        bays = (*self.parking_bays("right"), *self.parking_bays("left"))
        return RoadNetwork(name="urban_street", lanes=tuple(self._lane(*row) for row in rows), bays=bays)

    def _lane(self, lane_id: str, kind: LaneKind, width_m: float, y_m: float, z_m: float) -> Lane:
        ends = ((0.0, y_m, z_m), (self.length_m, y_m, z_m))
        centre = ends if y_m < 0 else (ends[1], ends[0])
        limit = self.speed_limit_mps
        return Lane(id=lane_id, kind=kind, width_m=width_m, centre_m=centre, speed_limit_mps=limit)

    def parking_bays(self, side: Side) -> tuple[Bay, ...]:
        """The bays of one side ('right': y < 0) in order of growing x."""
        sign = -1.0 if side == "right" else 1.0
        y = sign * (self.lane_width_m + self.parking_width_m / 2)
        yaw = 0.0 if side == "right" else math.pi
        return tuple(
            Bay(x_m=start + (k + 0.5) * BAY_LENGTH_M, y_m=y, yaw_rad=yaw, length_m=BAY_LENGTH_M)
            for start, count in self._bay_runs()
            for k in range(count)
        )

    def surface(self) -> StreetSurface:
        """The ground mesh's description."""
        return StreetSurface(
            length_m=self.length_m,
            lane_width_m=self.lane_width_m,
            parking_width_m=self.parking_width_m,
            pavement_width_m=self.pavement_width_m,
            kerb_height_m=self.kerb_height_m,
            crosswalk_at_m=self.crosswalk_at_m,
            bay_length_m=BAY_LENGTH_M,
            bay_runs=self._bay_runs(),
        )

    def furnish(self, rng: np.random.Generator) -> tuple[Scenery, ...]:
        """Ground, houses, trees, lamp posts, sign posts, hedges: everything that is no instance."""
        surface = self.surface()
        ground = (
            Scenery(name="street_surface", asset=surface),
            Scenery(name="terrain", asset=Terrain(length_m=self.length_m)),
        )
        standing = fixtures(surface, self.tree_spacing_m, self.clear_m, self.near_m, rng)
        return (*ground, *paving(surface, rng), *frontage(surface, rng), *standing)

    def furniture(self, rng: np.random.Generator) -> tuple[Actor, ...]:
        """Bins, benches, bollards, hydrants, sign panels: static instances, clear of what `furnish` puts."""
        return furniture(self.surface(), self.tree_spacing_m, self.clear_m, rng)

    def _bay_runs(self) -> tuple[tuple[float, int], ...]:
        """(first separator's x, number of bays) between the street's ends and the crosswalk."""
        first, last = FREE_AT_ENDS_M, self.length_m - FREE_AT_ENDS_M
        if self.crosswalk_at_m is None:
            spans = [(first, last)]
        else:
            free = CROSSWALK_M / 2 + FREE_BEFORE_CROSSWALK_M
            spans = [(first, self.crosswalk_at_m - free), (self.crosswalk_at_m + free, last)]
        counts = [int((end - start) // BAY_LENGTH_M) for start, end in spans]
        # The left run starts at the street's end, the right one ends there: bays keep clear of the crossing exactly.
        starts = [spans[0][1] - counts[0] * BAY_LENGTH_M] + [start for start, _ in spans[1:]]
        return tuple((start, count) for start, count in zip(starts, counts, strict=True) if count > 0)
