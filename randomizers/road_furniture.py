"""Street furniture: how much of it stands on the pavements, and more of it, each kind where it belongs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from randomizers.base import Randomizer
from randomizers.ground import Ground
from randomizers.kerbs import KerbPlace, kerb_places
from randomizers.room import Room, heading_of
from scenes.actor import Actor
from scenes.asset import AssetSpec
from scenes.assets.street.street_furniture import Bench, Bollard, Hydrant, LitterBin, StreetCabinet, WheelieBin
from scenes.assets.street.street_items import (
    BarrelHydrant,
    BicycleStand,
    LetterBox,
    ParkingMeter,
    Planter,
    SteelBench,
)
from scenes.distributions import Distribution, check_names, check_range, number
from scenes.footprint import centred_pose, footprint_of
from scenes.scenario import Params
from scenes.scene import Scene
from scenes.streams import stream

SEED_LIMIT = 2**53
LEAST_PAVEMENT_M = 1.8
"""Chosen: on narrower pavements nothing is put up, people would have no way past."""
MARGIN_M = 0.5
"""Chosen: between one item and the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """A kind of furniture. edge: of the pavement where it stands. off_m: its middle from there. facing: its x axis."""

    asset: AssetSpec
    edge: Literal["kerb", "wall"]
    off_m: float
    facing: Literal["road", "wall"]


ITEMS: Mapping[str, _Item] = {
    "litter_bin": _Item(asset=LitterBin(), edge="kerb", off_m=0.45, facing="wall"),
    "parking_meter": _Item(asset=ParkingMeter(), edge="kerb", off_m=0.4, facing="wall"),
    "hydrant": _Item(asset=Hydrant(), edge="kerb", off_m=0.5, facing="wall"),
    "barrel_hydrant": _Item(asset=BarrelHydrant(), edge="kerb", off_m=0.5, facing="wall"),
    "bollard": _Item(asset=Bollard(), edge="kerb", off_m=0.4, facing="road"),
    "bicycle_stand": _Item(asset=BicycleStand(), edge="kerb", off_m=0.8, facing="wall"),
    "letter_box": _Item(asset=LetterBox(), edge="wall", off_m=0.35, facing="road"),
    "bench": _Item(asset=Bench(), edge="wall", off_m=0.45, facing="road"),
    "steel_bench": _Item(asset=SteelBench(), edge="kerb", off_m=0.75, facing="wall"),
    "planter": _Item(asset=Planter(), edge="wall", off_m=0.6, facing="road"),
    "street_cabinet": _Item(asset=StreetCabinet(), edge="wall", off_m=0.3, facing="road"),
    "wheelie_bin": _Item(asset=WheelieBin(), edge="wall", off_m=0.5, facing="road"),
}
"""Where each kind stands; chosen after RASt 06: what serves the road at the kerb, what serves houses at their wall."""
REMOVABLE = frozenset(type(item.asset) for item in ITEMS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadFurniture(Randomizer):
    """Thins what stands on pavements, then adds to it. Put it before `traffic`, whose people walk round it.

    kept_share: of bins, benches, meters and the like, drawn once a clip; signs, lights and what a scenario is about
    stay. added_per_100m: of kerb. kind: names of ITEMS. Each item stands at its edge of the pavement, faces what it
    serves, and is clear of what is there and of every path.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = ("kind",)

    kept_share: Distribution
    added_per_100m: Distribution
    kind: Distribution

    def __post_init__(self) -> None:
        check_range(self.kept_share, "kept_share", 0.0, 1.0, "")
        check_range(self.added_per_100m, "added_per_100m", 0.0, 40.0, "")
        check_names(self.kind, "kind", "kind of furniture", tuple(ITEMS))

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """The shares, `<actor>.kept` of what goes, and every addition as `furniture_<k>.<value>`."""
        kept, density, sub_seed = number(self.kept_share, rng), number(self.added_per_100m, rng), _seed(rng)
        params: dict[str, float | int | str | bool] = {"kept_share": kept, "added_per_100m": density}
        gone = [actor.name for actor in scene.actors if _goes(actor, scene, kept, sub_seed)]
        params |= {f"{name}.kept": False for name in gone}
        own, count = stream(sub_seed, "added"), 0
        places = kerb_places(scene, density / 100.0, own)
        if not places:
            return params
        room = Room.of(scene.with_actors(tuple(actor for actor in scene.actors if actor.name not in gone)))
        ground = Ground.of(scene)
        for place in places:
            kind = str(self.kind.sample(own))
            x, y, yaw = _standing(ITEMS[kind], place)
            height, semantic = ground.at(np.array([[x, y]]))
            if place.width_m < LEAST_PAVEMENT_M or semantic[0] != "flat.sidewalk":
                continue
            name, z = f"furniture_{count}", float(height[0])
            if room.take(footprint_of(_actor(name, ITEMS[kind].asset, x, y, z, yaw)), MARGIN_M):
                values: dict[str, float | str] = {"kind": kind, "x_m": x, "y_m": y, "z_m": z, "yaw_rad": yaw}
                params |= {f"{name}.{key}": value for key, value in values.items()}
                count += 1
        return params

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene with that furniture, additions after its own actors."""
        kept = [actor for actor in scene.actors if params.get(f"{actor.name}.kept", True)]
        names = [key.removesuffix(".kind") for key in params if key.endswith(".kind")]
        return scene.with_actors((*kept, *(_added(name, params) for name in names)))


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(SEED_LIMIT))


def _goes(actor: Actor, scene: Scene, kept_share: float, sub_seed: int) -> bool:
    """Whether a piece of furniture is taken away; each has its own stream."""
    if type(actor.asset) not in REMOVABLE or actor.body != "static" or actor.name == scene.case.key_actor:
        return False
    return float(stream(sub_seed, "kept", actor.name).random()) >= kept_share


def _standing(item: _Item, place: KerbPlace) -> tuple[float, float, float]:
    """(x, y, yaw) of an item on the pavement behind a place at its kerb."""
    x, y = place.beside(-item.off_m if item.edge == "kerb" else item.off_m - place.width_m)
    to_road = place.yaw_rad + place.road_side * math.pi / 2
    return x, y, heading_of(to_road if item.facing == "road" else to_road + math.pi)


def _actor(name: str, asset: AssetSpec, x_m: float, y_m: float, z_m: float, yaw_rad: float) -> Actor:
    pose = centred_pose(asset, x_m, y_m, yaw_rad, z_m)
    return Actor(name=name, asset=asset, body="static", T_world_body=pose)


def _added(name: str, params: Params) -> Actor:
    x, y, z, yaw = (float(params[f"{name}.{key}"]) for key in ("x_m", "y_m", "z_m", "yaw_rad"))
    return _actor(name, ITEMS[str(params[f"{name}.kind"])].asset, x, y, z, yaw)
