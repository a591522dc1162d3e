"""E26: the ego drives into the low sun, and somebody stands in its glare."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.asset import AssetSpec
from scenes.assets.heavy.fleet import VEHICLES
from scenes.assets.people.crowd import draw_person, person_of
from scenes.distributions import Distribution
from scenes.environment import Environment
from scenes.measures import ClipMeasures
from scenes.pose import rotate
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.ahead import Slower, before_m, even_stretch, met_ahead
from scenes.staging.crossing import AFTER_M
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.line import Approach
from scenes.staging.staged import Staged
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.venue import Venue

PERSON = "person"
MAN_M = 1.77
GLARE_RAD = math.radians(25.0)
"""Chosen: beyond, the sun stands outside the picture of a camera that sees 80 degrees and far from who is ahead."""
WET = 0.5
"""`Environment.wetness` of a closed film: a wet road mirrors the sun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LowSunGlare(EdgeCase):
    """The sun stands so far beside the ego's heading and so high over the road.

    sun_elevation_deg, sun_beside_deg: of the sun over the horizon, and to the left of the ego's heading at the meeting.
    cloud_cover: 0 to 1. wet: `yes` for a film on the road. target: `person` or the name of a vehicle; it stands.
    """

    CASE: ClassVar[Case] = Case(
        id="E26", name="low_sun_glare", key_actor="hazard", nhtsa=(26,), ncap="CCRs", layers=("L5",), level="physical"
    )
    ROADS: ClassVar[tuple[str, ...]] = ("rural", "motorway", "urban", "x_junction", "t_junction", "construction_zone")
    RANGES: ClassVar[Ranges] = {
        "ttc_reveal_s": (0.8, 8.0, "s"),
        "sun_elevation_deg": (0.5, 30.0, "degrees"),
        "sun_beside_deg": (-25.0, 25.0, "degrees"),
        "cloud_cover": (0.0, 1.0, ""),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {"wet": ("yes", "no"), "target": (PERSON, *VEHICLES)}

    ttc_reveal_s: Distribution
    sun_elevation_deg: Distribution
    sun_beside_deg: Distribution
    cloud_cover: Distribution
    wet: Distribution
    target: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """A straight stretch towards the sun, somebody on it."""
        speed, ttc = float(params["ego_speed_mps"]), float(params["ttc_reveal_s"])
        at = venue.find(before_m(speed, ttc), AFTER_M, rng, even_stretch(speed, ttc))
        ahead = Slower(spec=_target(str(params["target"]), rng))
        return met_ahead(venue, at, request, params, ahead, ttc, self._sunlit(params, at))

    def _sunlit(self, params: Params, at: Approach) -> Environment:
        azimuth = at.heading() + float(params["sun_beside_rad"])
        return replace(self.environment(params), sun_azimuth_rad=math.remainder(azimuth, 2.0 * math.pi))

    def environment(self, params: Params) -> Environment:
        """The light with a low sun and few clouds."""
        return replace(
            EdgeCase.environment(self, params),
            sun_elevation_rad=float(params["sun_elevation_rad"]),
            cloud_cover=float(params["cloud_cover"]),
            wetness=WET if params["wet"] == "yes" else 0.0,
        )

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """The sun stands before the ego at the clip's start, too."""
        del measures
        ahead = rotate(np.array(scene.ego.T_world_body.rotation_xyzw), np.array([1.0, 0.0, 0.0]))
        beside = math.remainder(scene.environment.sun_azimuth_rad - math.atan2(ahead[1], ahead[0]), 2.0 * math.pi)
        if abs(beside) <= GLARE_RAD + math.radians(12.0):
            return ()
        return (f"the sun stands {math.degrees(beside):.0f} degrees beside the ego's heading at first",)


def _target(name: str, rng: np.random.Generator) -> AssetSpec:
    if name != PERSON:
        return vehicle_of(name, rng)
    looks = draw_person(rng, MAN_M, 0.0)
    return person_of(looks | {"kind": "adult", "height_m": max(float(looks["height_m"]), 1.5)})
