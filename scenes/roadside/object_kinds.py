"""What the objects of maps are: by the words of their type, subtype and name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from scenes.asset import AssetSpec
from scenes.assets.plants.bush import Bush
from scenes.assets.shaping.extruded import Finish
from scenes.assets.signs.arrow_board import ArrowBoard
from scenes.assets.signs.signal_post import Gantry
from scenes.assets.signs.traffic_sign import SignPost
from scenes.assets.street.billboard import Billboard
from scenes.assets.street.bus_shelter import BusShelter
from scenes.assets.street.power_line import PowerPole
from scenes.assets.street.road_restraint import ConcreteElement, DelineatorPost
from scenes.assets.street.street_furniture import (
    Bench,
    Bollard,
    Hydrant,
    LitterBin,
    StreetCabinet,
)
from scenes.assets.street.street_items import BicycleStand, LetterBox, ParkingMeter, Planter
from scenes.assets.street.work_zone import Barricade, BeaconBoard, Drum, TrafficCone, TubeMarker, WaterBarrier
from scenes.roads.road_object import RoadObject

Line = Literal["guard_rail", "fence", "hedge", "wall", "noise_barrier", "concrete_barrier"]

PAINT = frozenset(["parkingspace", "crosswalk", "roadmark", "patch", "roadsurface", "trafficisland"])
"""Types that are no things: paint and surface of roads."""

LINES: tuple[tuple[str, Line], ...] = (
    ("guardrail", "guard_rail"),
    ("guard_rail", "guard_rail"),
    ("guard-rail", "guard_rail"),
    ("railing", "guard_rail"),
    ("jersey", "concrete_barrier"),
    ("concretebarrier", "concrete_barrier"),
    ("soundbarrier", "noise_barrier"),
    ("noise", "noise_barrier"),
    ("hedge", "hedge"),
    ("fence", "fence"),
    ("wall", "wall"),
)
"""What goes on without a gap, by words; the first that fits holds."""

POINTS: tuple[tuple[str, Callable[[RoadObject], AssetSpec]], ...] = (
    ("cone", lambda _: TrafficCone()),
    ("drum", lambda _: Drum()),
    ("beacon", lambda _: BeaconBoard()),
    ("tube", lambda _: TubeMarker()),
    ("arrowboard", lambda _: ArrowBoard()),
    ("barricade", lambda _: Barricade()),
    ("waterbarrier", lambda _: WaterBarrier()),
    ("concreteelement", lambda _: ConcreteElement()),
    ("guide-post", lambda _: DelineatorPost()),
    ("guidepost", lambda _: DelineatorPost()),
    ("delineator", lambda _: DelineatorPost()),
    ("bollard", lambda _: Bollard()),
    ("hydrant", lambda _: Hydrant()),
    ("bench", lambda _: Bench()),
    ("bin", lambda _: LitterBin()),
    ("cabinet", lambda _: StreetCabinet()),
    ("letterbox", lambda _: LetterBox()),
    ("parkingmeter", lambda _: ParkingMeter()),
    ("planter", lambda _: Planter()),
    ("bicyclestand", lambda _: BicycleStand()),
    ("shelter", lambda _: BusShelter()),
    ("billboard", lambda _: Billboard()),
    ("powerpole", lambda _: PowerPole()),
    ("gantry", lambda thing: Gantry(span_m=round(max(thing.width_m, thing.length_m, 6.0), 1))),
    ("rail-pole", lambda thing: SignPost(height_m=max(round(thing.height_m, 2), 0.55))),
    ("bush", lambda _: Bush()),
)
"""What stands at one place, by words; the first that fits holds."""

FINISHES: tuple[tuple[str, Finish], ...] = (
    ("building", "plaster"),
    ("vegetation", "foliage"),
    ("hedge", "foliage"),
    ("fence", "wood"),
    ("pole", "steel"),
    ("railing", "steel"),
)
"""What blocks are made of, by words; all others are of concrete."""


def words_of(thing: RoadObject) -> str:
    """Type, subtype and name of an object in one line of small letters."""
    return f"{thing.kind} {thing.subtype} {thing.name}".lower().replace("_", "")


def line_of(thing: RoadObject) -> Line | None:
    """What a long object is; None where no word tells."""
    words = words_of(thing)
    return next((line for word, line in LINES if word.replace("_", "") in words), None)


def maker_of(thing: RoadObject) -> Callable[[RoadObject], AssetSpec] | None:
    """What an object at one place is; None where no word tells."""
    words = words_of(thing)
    return next((maker for word, maker in POINTS if word in words), None)


def finish_of(thing: RoadObject) -> Finish:
    """What the block that stands for an object is made of."""
    words = words_of(thing)
    return next((finish for word, finish in FINISHES if word in words), "concrete")
