"""E03: somebody steps into the road in front of a bus at its stop, unseen until they pass its corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from scenes.actor import Actor
from scenes.asset import asset_of
from scenes.assets.heavy.bus import CityBus
from scenes.distributions import Distribution
from scenes.errors import SceneError
from scenes.measures import ClipMeasures
from scenes.pose import Body, Pose, World
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.crossing import AFTER_M, before_m, meeting, mid_block, sight
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.line import Approach, Strip, sign_of
from scenes.staging.movers import half_width_m, on_foot, somebody
from scenes.staging.revealed import Emergence
from scenes.staging.staged import Staged
from scenes.staging.venue import Fits, Venue

KMH = 1.0 / 3.6
BUS = CityBus()
KERB_GAP_M = (0.15, 0.35)
"""Chosen: of a bus that has driven up to its kerb."""
ROOM_M = 1.0
"""Chosen: of the stop's lane behind the bus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PedOccludedByBus(EdgeCase):
    """The bus stands in its bay, or in the lane beside the ego's; the walker comes from before its front.

    ttc_reveal_s: from the reveal to the meeting. walker_speed_kmh: what is solved for within its range, then the impact
    point within its, then the time. impact_share: across the ego's front, 0 its right side. emerges_m: between the
    bus's front and the walker. visible_share: of the walker at the reveal.
    """

    CASE: ClassVar[Case] = Case(
        id="E03",
        name="ped_occluded_by_bus",
        key_actor="walker",
        nhtsa=(12,),
        ncap="CPNCO",
        layers=("L4",),
        level="scenario",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("urban", "x_junction", "t_junction")
    RANGES: ClassVar[Ranges] = {
        "ttc_reveal_s": (0.4, 5.0, "s"),
        "walker_speed_kmh": (2.0, 18.0, "km/h"),
        "impact_share": (0.0, 1.0, ""),
        "emerges_m": (0.2, 4.0, "m"),
        "visible_share": (0.02, 0.6, ""),
    }
    WISHES: ClassVar[dict[str, str]] = {"bus_stop": "bay"}
    UNPLANNED: ClassVar[tuple[str, ...]] = ("walker_speed_kmh",)

    ttc_reveal_s: Distribution
    walker_speed_kmh: Distribution
    impact_share: Distribution
    emerges_m: Distribution
    visible_share: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """The bus at a stop beside the ego's lane, and who comes from before it."""
        speed = float(params["ego_speed_mps"])
        slowest = self.ttc_reveal_s.support()[1]
        at = venue.find(before_m(speed, slowest), AFTER_M, rng, _at_stop(venue, speed))
        spec = somebody(int(params["place_seed"]), "walker")
        half = half_width_m(spec)
        bus = _bus(at, venue, half + float(params["emerges_m"]), rng)
        emergence = Emergence(
            approach=at,
            venue=venue,
            request=request,
            spec=spec,
            hiders=((BUS, bus),),
            side=at.near,
            half_depth_m=half,
            ego_mps=speed,
            speed_mps=float(params["walker_speed_mps"]),
            impact_share=float(params["impact_share"]),
            ttc_s=float(params["ttc_reveal_s"]),
            shown_share=float(params["visible_share"]),
        )
        low, high = self.walker_speed_kmh.support()
        fitted = emergence.fitted((low * KMH, high * KMH), self.impact_share.support(), self.ttc_reveal_s.support())
        met = meeting(at, request, speed, fitted.ttc_s, fitted.impact_share, half)
        walk = fitted.walk(met.timing.meet_s)
        walker = on_foot("walker", spec, walk)
        return Staged(
            line=at.line,
            start_m=met.ego.origin_m(0.0),
            ego=met.ego.actor(),
            actors=(
                walker,
                Actor(name="bus", asset=BUS, T_world_body=bus, mass_kg=12_000.0, lamps_on=("head", "tail")),
            ),
            events=(*walk.events("walker"), *met.reaction(str(params["ego_reaction"]))),
            timing=met.timing,
            environment=self.environment(params),
            key_actor="walker",
            clear=sight(met, walk, request),
            solved=(("walker_speed_mps", fitted.speed_mps), ("impact_share", fitted.impact_share)),
            occlusion_share=1.0 - fitted.shown_share,
        )

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """The bus stands on the walker's side and the walker is seen past it."""
        bus = scene.instance_of("bus")
        return () if bus > 1 else ("no bus stands there",)


def _at_stop(venue: Venue, speed_mps: float) -> Fits:
    """Suits where a bus can stand beside the ego's lane, with its whole length."""
    block = mid_block(venue, None, speed_mps)

    def fits(at: Approach) -> str:
        if at.kerb_m(at.near) is None:
            return "it has no pavement on the near side"
        rear = venue.approach(at.line, at.at_m - BUS.length_m - ROOM_M)
        if any(_stop(here) is None for here in (at, rear)):
            return "no bus stop or lane for a bus lies beside the ego's"
        return block(at)

    return fits


def _stop(at: Approach) -> Strip | None:
    """Where a bus stands: a bay, or the ego's neighbouring lane, wide enough for it."""
    outward = at.outward(at.near)
    bay = at.first(at.near, "stop")
    lane = outward[0] if outward and outward[0].kind in ("driving", "bus") and outward[0].along else None
    strip = bay or lane
    return strip if strip is not None and strip.width_m > BUS.width_m + KERB_GAP_M[1] else None


def _bus(at: Approach, venue: Venue, front_m: float, rng: np.random.Generator) -> Pose[World, Body]:
    """The bus at the outer edge of its bay or lane, its front so far before the walker's way."""
    strip = _stop(at)
    if strip is None:
        raise SceneError("there is no room for a bus")
    sign = sign_of(at.near)
    outer = strip.left_m if at.near == "left" else -strip.right_m
    left = sign * (outer - float(rng.uniform(*KERB_GAP_M)) - 0.5 * BUS.width_m)
    origin = -front_m - asset_of(BUS).box.front_m
    return venue.upright(at, origin, left)
