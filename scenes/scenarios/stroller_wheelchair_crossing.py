"""E05: a stroller, wheelchair, walking frame, shopping cart or kick scooter crosses the road."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from scenes.asset import AssetSpec, asset_of
from scenes.assets.people.people_kinds import Elderly
from scenes.assets.people.person import Adult, Person
from scenes.assets.people.pushed import Rollator, ShoppingCart, Stroller
from scenes.assets.people.resting_people import WheelchairUser
from scenes.assets.people.wheelchair import Wheelchair
from scenes.assets.two_wheelers.kick_scooter import KickScooter
from scenes.assets.two_wheelers.riders import KickScooterRider
from scenes.distributions import Distribution
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.crossing import AFTER_M, across, at_crosswalk, before_m, meeting, mid_block, sight
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.line import Side, sign_of
from scenes.staging.movers import half_width_m, passer_by, with_machine
from scenes.staging.staged import Staged
from scenes.staging.venue import Venue

DEVICES = ("stroller", "wheelchair", "rollator", "shopping_cart", "kick_scooter")
MASS_KG = {"stroller": 24.0, "wheelchair": 18.0, "rollator": 8.0, "shopping_cart": 28.0, "kick_scooter": 18.0}
"""Chosen: with what they usually carry, without the person."""
SCOOTER_ALONG_M = 22.0
"""Chosen: scooters come along the pavement and turn into the road."""
WORN = ("sex", "hair", "clothing", "physique", "beard", "headwear")
"""What a drawn passer-by lends to people whose age and bags are given by what they push."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StrollerWheelchairCrossing(EdgeCase):
    """On a crosswalk or mid-block, in sight all along; the reveal is `ttc_reveal_s` before the meeting.

    device: what crosses. crossing_speed_mps: of all but scooters. scooter_speed_mps: of those. where: `crosswalk`, or
    `mid_block` away from one. side: from which it comes, the ego's `near` one or the `far` one. impact_share: across
    the ego's front, 0 its right side.
    """

    CASE: ClassVar[Case] = Case(
        id="E05",
        name="stroller_wheelchair_crossing",
        key_actor="device",
        nhtsa=(12,),
        ncap="CPNA/CPFA",
        layers=("L4",),
        level="object",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("urban", "x_junction", "t_junction", "roundabout")
    RANGES: ClassVar[Ranges] = {
        "ttc_reveal_s": (0.8, 5.0, "s"),
        "crossing_speed_mps": (0.3, 3.0, "m/s"),
        "scooter_speed_mps": (1.0, 8.0, "m/s"),
        "impact_share": (0.0, 1.0, ""),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        "device": DEVICES,
        "where": ("crosswalk", "mid_block"),
        "side": ("near", "far"),
    }

    ttc_reveal_s: Distribution
    device: Distribution
    where: Distribution
    side: Distribution
    crossing_speed_mps: Distribution
    scooter_speed_mps: Distribution
    impact_share: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """The way over a crosswalk or between crosswalks, and who crosses it with what."""
        speed, ttc = float(params["ego_speed_mps"]), float(params["ttc_reveal_s"])
        need = before_m(speed, ttc)
        if params["where"] == "crosswalk":
            at = venue.at_objects("crosswalk", need, AFTER_M, rng, at_crosswalk)
        else:
            at = venue.find(need, AFTER_M, rng, mid_block(venue, "right", speed))
        kind = str(params["device"])
        machine, person = _pair(kind, int(params["place_seed"]))
        met = meeting(at, request, speed, ttc, float(params["impact_share"]), half_width_m(machine))
        side: Side = at.near if params["side"] == "near" else at.far
        pace = float(params["scooter_speed_mps" if kind == "kick_scooter" else "crossing_speed_mps"])
        passes = met.impact_m + sign_of(side) * asset_of(machine).box.middle_m
        along = SCOOTER_ALONG_M if kind == "kick_scooter" else 0.0
        walk = across(venue, at, side, pace, passes_m=passes, pass_s=met.timing.meet_s, along_m=along)
        actors = with_machine("device", machine, person, walk, mass_kg=MASS_KG[kind])
        return Staged(
            line=at.line,
            start_m=met.ego.origin_m(0.0),
            ego=met.ego.actor(),
            actors=actors,
            events=(*walk.events(*(actor.name for actor in actors)), *met.reaction(str(params["ego_reaction"]))),
            timing=met.timing,
            environment=self.environment(params),
            key_actor="device",
            clear=sight(met, walk, request),
        )

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """The device goes across the ego's way."""
        moved = measures.across_m
        asked = 0.5 * scene.case.value("crossing_speed_mps") * (scene.frames - 1) / scene.fps
        return () if moved > min(asked, 0.5) else (f"the device moves {moved:.2f} m across the ego's way",)


def _pair(kind: str, seed: int) -> tuple[AssetSpec, Person]:
    """What crosses, and who pushes, rides or sits."""
    drawn = passer_by(seed, "device")
    worn: dict[str, Any] = {name: drawn[name] for name in WORN}
    tall = min(max(float(drawn["height_m"]), 1.55), 1.9)
    if kind == "wheelchair":
        return Wheelchair(), WheelchairUser(height_m=tall, **worn)
    if kind == "kick_scooter":
        rider = KickScooterRider(height_m=tall, scooter=KickScooter(), **worn)
        return rider.companion(), rider
    if kind == "rollator":
        old = {name: worn[name] for name in ("sex", "physique", "clothing")}
        return Rollator(pusher_height_m=tall), Elderly(height_m=tall, bag="none", activity="pushing", **old)
    make = Stroller if kind == "stroller" else ShoppingCart
    return make(pusher_height_m=tall), Adult(height_m=tall, activity="pushing", **worn)
