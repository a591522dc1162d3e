"""E28: in dense fog the ego comes up behind somebody who drives slowly, without light."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.assets.heavy.fleet import VEHICLES
from scenes.distributions import Distribution
from scenes.environment import Environment
from scenes.errors import SceneError
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.ahead import KEY, Slower, before_m, closing_mps, even_stretch, met_ahead
from scenes.staging.crossing import AFTER_M
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.lamps import kept_dark
from scenes.staging.staged import Staged
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.venue import Venue

DENSE_M = 1000.0
"""WMO No. 8: fog is below 1 km of meteorological optical range."""
LEAST_TTC_S = 0.8
"""The catalogue's shortest reveal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DenseFog(EdgeCase):
    """Who is ahead shows at the meteorological optical range, or `ttc_reveal_s` before a meeting where that is later.

    mor_m: that range, at which air leaves 5 % of a contrast. slower: name of a vehicle. slower_speed_kmh: its speed.
    lights: `off` is unlit, `on` has tail lamps. Patches and ground layers of fog are not made.
    """

    CASE: ClassVar[Case] = Case(
        id="E28", name="dense_fog", key_actor="hazard", nhtsa=(24,), ncap="CCRm", layers=("L4", "L5"), level="domain"
    )
    ROADS: ClassVar[tuple[str, ...]] = ("rural", "motorway", "urban", "underpass", "x_junction", "t_junction")
    RANGES: ClassVar[Ranges] = {
        "ttc_reveal_s": (0.8, 8.0, "s"),
        "mor_m": (10.0, 1000.0, "m"),
        "slower_speed_kmh": (0.0, 100.0, "km/h"),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {"slower": tuple(VEHICLES), "lights": ("on", "off")}

    ttc_reveal_s: Distribution
    mor_m: Distribution
    slower: Distribution
    slower_speed_kmh: Distribution
    lights: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """A stretch, and both on it."""
        slower_mps = float(params["slower_speed_mps"])
        seen_s = float(params["mor_m"]) / closing_mps(params, slower_mps)
        if seen_s < LEAST_TTC_S:
            raise SceneError(f"fog shows who is ahead {seen_s:.1f} s before the meeting, asked {LEAST_TTC_S} s")
        ttc = min(float(params["ttc_reveal_s"]), seen_s)
        speed = float(params["ego_speed_mps"])
        at = venue.find(before_m(speed, ttc), AFTER_M + slower_mps * ttc, rng, even_stretch(speed, ttc))
        spec = vehicle_of(str(params["slower"]), rng)
        ahead = Slower(spec=spec, speed_mps=slower_mps)
        solved = (("fog_shows_s", seen_s),)
        staged = met_ahead(venue, at, request, params, ahead, ttc, self.environment(params), solved)
        dark = (*kept_dark(KEY, "tail"), *kept_dark(KEY, "head")) if params["lights"] == "off" else ()
        return replace(staged, events=(*staged.events, *dark))

    def environment(self, params: Params) -> Environment:
        """The light with that fog in it."""
        return replace(EdgeCase.environment(self, params), mor_m=float(params["mor_m"]))

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """It is foggy, and the ego comes nearer to who is ahead."""
        if scene.environment.mor_m >= DENSE_M:
            return (f"visibility is {scene.environment.mor_m:.0f} m, fog has less than {DENSE_M:.0f} m",)
        nearer = measures.ahead_m[0] - min(measures.ahead_m)
        return () if nearer > 0.0 else ("the ego does not come nearer to who is ahead",)
