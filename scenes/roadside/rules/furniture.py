"""Street furniture on pavements: bins, benches, hydrants, cabinets, letter boxes, shelters, boards, bollards."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import shapely

from scenes.asset import AssetSpec
from scenes.assets.street.billboard import Billboard
from scenes.assets.street.bus_shelter import BusShelter
from scenes.assets.street.poster import PosterKind
from scenes.assets.street.street_furniture import Bench, Bollard, Hydrant, LitterBin, StreetCabinet, WheelieBin
from scenes.assets.street.street_items import BarrelHydrant, BicycleStand, LetterBox, ParkingMeter, Planter, SteelBench
from scenes.material import Material
from scenes.pose import Pose
from scenes.roads.place import Setting
from scenes.roadside.road_edge import RoadEdge
from scenes.roadside.site import Site
from scenes.roadside.stand import Stand, Thing, box_area, stand

KERB_M = 0.45
"""Between the kerb and what stands along it: RASt 06, 0.50 m safety zone, 0.25 m where space is short."""
WALK_M = 1.5
"""Least width that stays free to walk (RASt 06: 1.80 m, 1.50 m at bottlenecks)."""
END_M = 5.0
BUS_SIGN = "224"
BEFORE_SIGN_M = 6.0
"""Chosen: the sign stands where a bus's front door halts, the shelter behind it."""
SHELTER_DEEP_M, SHELTER_OUT_M = 0.85, 1.75
"""Its back to the pavement's rim, but a wheelchair's width before it (1.50 m)."""
MARGIN_M, WALL_M = 0.15, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One kind of furniture. every_m: mean distance between two on one side. deep_m: how far it reaches across.

    line: along the kerb, or along the houses. looks: to the road, away from it, or at the traffic.
    """

    name: str
    make: Callable[[np.random.Generator], AssetSpec]
    every_m: float
    deep_m: float
    line: Literal["kerb", "wall"] = "kerb"
    looks: Literal["road", "away", "traffic"] = "away"


def _poster(rng: np.random.Generator) -> PosterKind:
    kinds: tuple[PosterKind, ...] = get_args(PosterKind)
    return kinds[int(rng.integers(len(kinds)))]


def _board(rng: np.random.Generator) -> Billboard:
    return Billboard(picture=_poster(rng), format="city_light", seed=int(rng.integers(4)))


def _hoops(rng: np.random.Generator) -> BicycleStand:
    return BicycleStand(hoops=int(rng.integers(2, 5)))


_GENERAL: tuple[Item, ...] = (
    Item(name="hydrant", make=lambda _: Hydrant(), every_m=110.0, deep_m=0.5),
    Item(name="cabinet", make=lambda _: StreetCabinet(), every_m=85.0, deep_m=0.5, line="wall", looks="road"),
)
# every_m chosen after counts along streets of German towns; hydrants: DVGW W 405, 80 to 150 m
ITEMS: dict[Setting, tuple[Item, ...]] = {
    "town": (
        *_GENERAL,
        Item(name="bench", make=lambda rng: (Bench(), SteelBench())[int(rng.integers(2))], every_m=60.0, deep_m=0.7),
        Item(name="bin", make=lambda _: LitterBin(), every_m=42.0, deep_m=0.45),
        Item(name="letter_box", make=lambda _: LetterBox(), every_m=220.0, deep_m=0.4, line="wall", looks="road"),
        Item(name="parking_meter", make=lambda _: ParkingMeter(), every_m=90.0, deep_m=0.3),
        Item(name="planter", make=lambda _: Planter(), every_m=95.0, deep_m=0.95),
        Item(name="bicycle_stand", make=_hoops, every_m=75.0, deep_m=0.9),
        Item(name="city_light", make=_board, every_m=130.0, deep_m=1.4, looks="traffic"),
    ),
    "suburb": (
        *_GENERAL,
        Item(name="bin", make=lambda _: LitterBin(), every_m=130.0, deep_m=0.45),
        Item(name="letter_box", make=lambda _: LetterBox(), every_m=260.0, deep_m=0.4, line="wall", looks="road"),
    ),
    "industrial": (
        *_GENERAL,
        Item(name="bin", make=lambda _: LitterBin(), every_m=160.0, deep_m=0.45),
    ),
    "parking": (Item(name="bin", make=lambda _: LitterBin(), every_m=60.0, deep_m=0.45),),
}
"""What a setting's pavements carry, and how often."""
_LIDS = ((0.045, 0.048, 0.05), (0.04, 0.09, 0.22), (0.45, 0.33, 0.03), (0.07, 0.045, 0.03))


def furniture(site: Site) -> Iterator[Stand]:
    """Everything along all pavements, where enough width stays free to walk."""
    rng = site.rng("furniture")
    for edge in site.edges:
        if "sidewalk" not in edge.lane_kinds:
            continue
        for item in ITEMS.get(site.surroundings.setting, ()):
            s = float(rng.uniform(END_M, item.every_m))
            while s < edge.length_m - END_M:
                yield from _placed(site, edge, item, s, rng)
                s += item.every_m * float(rng.uniform(0.5, 1.5))
        if site.surroundings.setting in {"town", "suburb"}:
            yield from _refuse(site, edge, rng)


def _placed(site: Site, edge: RoadEdge, item: Item, s: float, rng: np.random.Generator) -> Iterator[Stand]:
    width = edge.pavement_m(s)
    if width < item.deep_m + WALK_M:
        return
    spec = item.make(rng)
    if site.surroundings.country == "US":
        spec = {"hydrant": BarrelHydrant(), "letter_box": LetterBox(color="blue")}.get(item.name, spec)
    spot = edge.spot(s, 0.0)
    towards = spot.out_rad + math.pi
    yaw = {"road": towards, "away": spot.out_rad, "traffic": spot.along_rad + (math.pi if edge.forward else 0.0)}
    there = Thing(name=item.name, asset=spec, T_world_body=Pose.planar(*spot.xy, yaw[item.looks]))
    out = shapely.get_coordinates(box_area(there)) - spot.xy
    reach = out @ np.array([math.cos(spot.out_rad), math.sin(spot.out_rad)])
    shift = KERB_M - float(reach.min()) if item.line == "kerb" else width - WALL_M - float(reach.max())
    thing = Thing(name=item.name, asset=spec, T_world_body=site.pose(spot.moved(0.0, shift), yaw[item.looks]))
    yield stand(thing, margin_m=MARGIN_M)


def _refuse(site: Site, edge: RoadEdge, rng: np.random.Generator) -> Iterator[Stand]:
    """Wheelie bins in ones to threes at house walls, their lids in the colours of paper, glass and the rest."""
    s = float(rng.uniform(END_M, 40.0))
    while s < edge.length_m - END_M:
        for k in range(int(rng.integers(1, 4))):
            width = edge.pavement_m(s)
            if width >= 0.8 + WALK_M:
                spot = edge.spot(s + 0.68 * k, width - 0.46)
                lid = Material(base_color=_LIDS[int(rng.integers(len(_LIDS)))], roughness=0.5)
                yaw = spot.out_rad + math.pi + float(rng.uniform(-0.15, 0.15))
                pose = site.pose(spot, yaw)
                made = Thing(name="wheelie_bin", asset=WheelieBin(), T_world_body=pose, appearance=(("lid", lid),))
                yield stand(made, margin_m=0.02)
        s += float(rng.uniform(18.0, 60.0))


def bus_stops(site: Site) -> Iterator[Stand]:
    """A shelter at every bus stop that the network names or signs, a bin beside it."""
    for edge in site.edges:
        for s in _stops(edge):
            spot = edge.spot(s, max(edge.pavement_m(s) - SHELTER_DEEP_M, SHELTER_OUT_M))
            pose = site.pose(spot, spot.out_rad + math.pi)
            shelter = Thing(name="bus_shelter", asset=BusShelter(picture="family", seed=1), T_world_body=pose)
            yield stand(shelter, margin_m=0.05)
            aside = edge.spot(min(s + 3.2, edge.length_m), KERB_M + 0.1)
            yield stand(Thing(name="bin", asset=LitterBin(), T_world_body=site.pose(aside, aside.out_rad)))


def _stops(edge: RoadEdge) -> list[float]:
    """Stations of shelters: at objects that are stops, and behind signs for bus stops as traffic comes to them."""
    back = -BEFORE_SIGN_M if edge.forward else BEFORE_SIGN_M
    signs = [one for one in edge.road.signals if one.code.startswith(BUS_SIGN) and one.country.upper() in {"DE", ""}]
    found = [min(max(one.s_m + back, 0.0), edge.length_m) for one in signs if (one.t_m > 0) == (edge.side > 0)]
    for thing in edge.road.objects:
        named = f"{thing.kind} {thing.subtype} {thing.name}".lower()
        if (("bus" in named and "stop" in named) or "shelter" in named) and (thing.t_m > 0) == (edge.side > 0):
            found.append(thing.s_m)
    return found


def bollards(site: Site) -> Iterator[Stand]:
    """Bollards beside crosswalks, so that nobody parks there."""
    for edge in site.edges:
        crossings = [thing for thing in edge.road.objects if thing.kind == "crosswalk"]
        for thing in crossings:
            reach = 0.5 * max(thing.length_m if thing.length_m < 8.0 else 4.0, 3.0)
            for offset in (s * (reach + 2.4 + 1.5 * k) for s in (-1, 1) for k in range(3)):
                s = thing.s_m + offset
                if 0.0 < s < edge.length_m and edge.pavement_m(s) > WALK_M:
                    spot = edge.spot(s, 0.4)
                    yield stand(Thing(name="bollard", asset=Bollard(), T_world_body=site.pose(spot, spot.along_rad)))
