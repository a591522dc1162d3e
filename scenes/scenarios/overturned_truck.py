"""E23: a truck lies on its side across the lanes, its underside or its white roof towards the ego."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.actor import Actor, Scenery
from scenes.distributions import Distribution
from scenes.measures import ClipMeasures
from scenes.pose import rotation_of
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.ahead import before_m, even_stretch
from scenes.staging.cargo import cargo_of
from scenes.staging.crossing import AFTER_M
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.line import Approach
from scenes.staging.lying import outline
from scenes.staging.marks import puddle, skid_marks
from scenes.staging.overturned import KEY, TRUCKS, lies_across, truck_of
from scenes.staging.scattered import Place, met_lying, scattered
from scenes.staging.staged import Staged
from scenes.staging.timing import latest_ttc_s
from scenes.staging.venue import Venue
from scenes.staging.warned import warned

LOADS = {"box": ("box", "pallet"), "curtain": ("box", "pallet", "pipe"), "container": ("box", "sofa", "mattress")}
"""Chosen: what such bodies carry; tanks lose nothing that lies."""
BEFORE_M, BEYOND_M, BANK_M = 6.0, 9.0, 0.6
"""Chosen: how far before and beyond the truck a load slides, and how near to rails."""
ON_ITS_SIDE = math.cos(math.radians(60.0))
"""Cosine: what is tilted by more does not stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverturnedTruck(EdgeCase):
    """It lies in plain sight; the reveal is when the ego is `sight_m` away, less in short clips.

    truck: of one piece (`rigid`, 12 m) or `semi` (16.5 m). body: of it, or of its trailer. roll_deg: near which it
    settles. yaw_deg: from the way's direction, to either side, less where the road is too narrow. shows: what is
    towards the ego, `underside` or `roof`. aside_m: of its middle. items: of its load on the road. warned: `yes` for a
    driver in a vest beside the road, and a triangle.
    """

    CASE: ClassVar[Case] = Case(
        id="E23", name="overturned_truck", key_actor=KEY, nhtsa=(26, 36), layers=("L3", "L4"), level="object"
    )
    ROADS: ClassVar[tuple[str, ...]] = ("motorway", "rural")
    RANGES: ClassVar[Ranges] = {
        "sight_m": (30.0, 400.0, "m"),
        "roll_deg": (70.0, 110.0, "degrees"),
        "yaw_deg": (0.0, 90.0, "degrees"),
        "aside_m": (-6.0, 6.0, "m"),
        "items": (0.0, 60.0, ""),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        "truck": ("rigid", "semi"),
        "body": tuple(TRUCKS),
        "shows": ("underside", "roof"),
        "turned": ("left", "right"),
        "warned": ("yes", "no"),
    }

    sight_m: Distribution
    truck: Distribution
    body: Distribution
    roll_deg: Distribution
    yaw_deg: Distribution
    turned: Distribution
    shows: Distribution
    aside_m: Distribution
    items: Distribution
    warned: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """A nearly straight stretch, the truck on it, and its load around it."""
        speed = float(params["ego_speed_mps"])
        ttc = min(float(params["sight_m"]) / speed, latest_ttc_s(request, str(params["ego_reaction"])))
        at = venue.find(before_m(speed, ttc), AFTER_M, rng, even_stretch(speed, ttc))
        side = 1.0 if params["turned"] == "left" else -1.0
        # turned to the left, its right side is ahead: what rolls that way shows its underside
        roll = side * (1.0 if params["shows"] == "underside" else -1.0) * float(params["roll_rad"])
        specs = truck_of(str(params["truck"]), str(params["body"]), rng)
        truck, yaw = lies_across(specs, roll, side * float(params["yaw_rad"]), float(params["aside_m"]), at, venue)
        depth = max(float(outline(one, at)[:, 0].max()) for one in truck)
        kinds = LOADS.get(str(params["body"]), ())
        kind = kinds[int(rng.integers(len(kinds)))] if kinds else ""
        load = [cargo_of(kind, rng) for _ in range(round(float(params["items"])) if kind else 0)]
        lying = scattered(truck, load, at, _around(at, depth), venue, rng)
        staged = met_lying(venue, at, request, params, lying, 0.0, ttc, self.environment(params))
        others = warned(at, int(params["place_seed"]), venue, rng) if params["warned"] == "yes" else ()
        solved = (*staged.solved, ("yaw_rad", abs(yaw)), ("sight_m", ttc * speed))
        return replace(
            staged,
            actors=(*staged.actors, *others),
            solved=solved,
            least_area_px=None,
            scenery=_marks(at, truck[0], venue, rng),
        )

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """The truck lies on its side in the ego's way."""
        del measures
        truck = scene.bodies()[scene.instance_of(KEY) - 1]
        up = float(rotation_of(np.array(truck.T_world_body.rotation_xyzw))[2, 2])
        return () if up < ON_ITS_SIDE else ("the truck does not lie on its side",)


def _marks(at: Approach, truck: Actor, venue: Venue, rng: np.random.Generator) -> tuple[Scenery, ...]:
    """How it came to lie there, and what ran out of its tanks."""
    corners = outline(truck, at)
    ahead, left = (float(value) for value in corners.mean(axis=0))
    near = float(corners[:, 0].min())
    spill = (float(rng.uniform(near - 0.5, ahead)), left + float(rng.uniform(-1.5, 1.5)))
    return (*skid_marks(at, (ahead, left), venue, rng), puddle("puddle", at, spill, venue, rng))


def _around(at: Approach, depth_m: float) -> Place:
    """Before, beside and beyond the truck, on the paved road."""
    right, left = BANK_M - at.edge_m("right"), at.edge_m("left") - BANK_M

    def place(rng: np.random.Generator) -> tuple[float, float]:
        return float(rng.uniform(-BEFORE_M, depth_m + BEYOND_M)), float(rng.uniform(right, left))

    return place
