"""E27: somebody stands just behind a tunnel's portal, where eyes and cameras have to get used to the light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from scenes.assets.heavy.fleet import VEHICLES
from scenes.distributions import Distribution
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.ahead import Slower, before_m, even_stretch, met_ahead
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.line import Approach
from scenes.staging.staged import Staged
from scenes.staging.standing import HAZARD
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.venue import Fits, Venue

BEYOND_M = 12.0
"""Chosen: of way beyond the meeting; tunnels' approaches are short."""
NEAR_M = 2.5
"""Stations are 2 m apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TunnelExit(EdgeCase):
    """The ego drives out of a tunnel, or into one, towards a vehicle that stands behind the portal.

    way: `exit` or `entry`. after_portal_m: from the portal to the standing vehicle's rear. stopped: its name.
    hazard_lamps: `on` or `off`. Rain and snow fall outside alone.
    """

    CASE: ClassVar[Case] = Case(
        id="E27",
        name="tunnel_exit",
        key_actor="hazard",
        nhtsa=(26,),
        ncap="CCRs",
        layers=("L2", "L5"),
        level="physical",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("tunnel",)
    RANGES: ClassVar[Ranges] = {"ttc_reveal_s": (0.8, 8.0, "s"), "after_portal_m": (5.0, 150.0, "m")}
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        "way": ("exit", "entry"),
        "stopped": tuple(VEHICLES),
        "hazard_lamps": ("on", "off"),
    }

    ttc_reveal_s: Distribution
    way: Distribution
    after_portal_m: Distribution
    stopped: Distribution
    hazard_lamps: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """The station behind the portal, and who stands there."""
        speed, ttc = float(params["ego_speed_mps"]), float(params["ttc_reveal_s"])
        fits = _behind_portal(venue, params, even_stretch(speed, ttc))
        at = venue.find(before_m(speed, ttc), BEYOND_M, rng, fits)
        lamps = HAZARD if params["hazard_lamps"] == "on" else ()
        ahead = Slower(spec=vehicle_of(str(params["stopped"]), rng), lamps_on=lamps)
        return met_ahead(venue, at, request, params, ahead, ttc, self.environment(params))

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """The portal lies between ego and vehicle at first."""
        first, beyond = measures.ahead_m[0], scene.case.value("after_portal_m")
        if first > beyond - NEAR_M:
            return ()
        return (f"the vehicle is {first:.0f} m ahead at first, the portal {beyond:.0f} m before it",)


def portals_m(venue: Venue, at: Approach) -> tuple[tuple[float, str], ...]:
    """The portals on a station's way: distances along it, and whether it is an `exit` or an `entry` for the ego."""
    inside = np.array([_in_tunnel(venue, key.road, s) for key, s in zip(at.line.lanes, at.line.s_m, strict=True)])
    change = np.flatnonzero(inside[1:] != inside[:-1])
    middle = 0.5 * (at.line.station_m[1:] + at.line.station_m[:-1])
    return tuple((float(middle[k]), "exit" if inside[k] else "entry") for k in change)


def _in_tunnel(venue: Venue, road: str, s_m: float) -> bool:
    return any(
        one.kind == "tunnel" and one.s_m <= s_m <= one.s_m + one.length_m for one in venue.roads[road].structures
    )


def _behind_portal(venue: Venue, params: Params, fits: Fits) -> Fits:
    def both(at: Approach) -> str:
        asked = [along for along, kind in portals_m(venue, at) if kind == params["way"]]
        beyond = float(params["after_portal_m"])
        if not any(abs(at.at_m - along - beyond) < NEAR_M for along in asked):
            return f"no station lies {beyond:.0f} m behind a tunnel's {params['way']}"
        return fits(at)

    return both
