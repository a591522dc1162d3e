"""What stands and lies beside and on roads, by name: the catalogue of contact sheets, distractors and scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from scenes.asset import AssetSpec
from scenes.assets.plants.bush import Bush
from scenes.assets.plants.grown_tree import Tree
from scenes.assets.plants.tree import Hedge
from scenes.assets.plants.tree_species import SPECIES
from scenes.assets.signs.arrow_board import ArrowBoard
from scenes.assets.signs.signal_post import Gantry, MastArm, SignalPost
from scenes.assets.signs.traffic_light import TrafficLight
from scenes.assets.signs.traffic_sign import SIGNS, SignPost, TrafficSign
from scenes.assets.signs.walk_sign import WalkSign
from scenes.assets.street.billboard import Billboard
from scenes.assets.street.bus_shelter import BusShelter
from scenes.assets.street.debris import LooseTyre, Rock, RubbishBag, TyreTread
from scenes.assets.street.lost_cargo import Carton, Ladder, Mattress, Pallet, Pipe, Sofa, Suitcase
from scenes.assets.street.power_line import PowerLine, PowerPole
from scenes.assets.street.road_patch import Manhole
from scenes.assets.street.road_restraint import ConcreteBarrier, ConcreteElement, DelineatorPost, GuardRail, MeshFence
from scenes.assets.street.street_furniture import (
    Bench,
    Bollard,
    Fence,
    Hydrant,
    LampPost,
    LitterBin,
    LowWall,
    StreetCabinet,
    WheelieBin,
)
from scenes.assets.street.street_items import BarrelHydrant, BicycleStand, LetterBox, ParkingMeter, Planter, SteelBench
from scenes.assets.street.work_zone import Barricade, BeaconBoard, Drum, TrafficCone, TubeMarker, WaterBarrier

_STRAIGHT = ((-6.0, 0.0, 0.0), (0.0, 0.0, 0.0), (6.0, 0.0, 0.0))

_THINGS: dict[str, AssetSpec] = {
    "sign_post": SignPost(),
    "sign_post_us": SignPost(profile="channel"),
    "gantry": Gantry(),
    "signal_post": SignalPost(),
    "mast_arm": MastArm(),
    "traffic_light": TrafficLight(),
    "traffic_light_us": TrafficLight(lens_mm=300, housing="yellow", backboard_m=0.13),
    "traffic_light_arrow": TrafficLight(shape="arrow_left"),
    "pedestrian_light": TrafficLight(shape="pedestrian"),
    "bicycle_light": TrafficLight(shape="bicycle"),
    "walk_sign": WalkSign(),
    "traffic_cone": TrafficCone(),
    "traffic_cone_us": TrafficCone(height_m=0.91, foot="black"),
    "drum": Drum(),
    "tube_marker": TubeMarker(),
    "beacon_board": BeaconBoard(),
    "barricade": Barricade(),
    "barricade_red": Barricade(boards=2, color="red", width_m=2.0),
    "barricade_type_3": Barricade(boards=3, width_m=2.4),
    "water_barrier": WaterBarrier(),
    "arrow_board": ArrowBoard(),
    "concrete_element": ConcreteElement(),
    "concrete_barrier": ConcreteBarrier(),
    "guard_rail": GuardRail(path_m=_STRAIGHT),
    "delineator_post": DelineatorPost(),
    "mesh_fence": MeshFence(),
    "fence": Fence(),
    "low_wall": LowWall(),
    "bollard": Bollard(),
    "tyre_tread": TyreTread(),
    "loose_tyre": LooseTyre(),
    "rubbish_bag": RubbishBag(),
    "rock": Rock(),
    "carton": Carton(),
    "open_carton": Carton(open_flaps=True, seed=1),
    "pallet": Pallet(),
    "mattress": Mattress(),
    "ladder": Ladder(),
    "pipe": Pipe(),
    "sofa": Sofa(),
    "suitcase": Suitcase(),
    "bench": Bench(),
    "steel_bench": SteelBench(),
    "litter_bin": LitterBin(),
    "wheelie_bin": WheelieBin(),
    "hydrant": Hydrant(),
    "hydrant_us": BarrelHydrant(),
    "street_cabinet": StreetCabinet(),
    "parking_meter": ParkingMeter(),
    "letter_box": LetterBox(),
    "letter_box_us": LetterBox(color="blue"),
    "planter": Planter(),
    "bicycle_stand": BicycleStand(),
    "bus_shelter": BusShelter(),
    "billboard": Billboard(),
    "billboard_car": Billboard(picture="car", seed=1),
    "city_light": Billboard(picture="family", format="city_light", seed=2),
    "lamp_post": LampPost(),
    "power_pole": PowerPole(transformer=True),
    "power_line": PowerLine(path_m=((-30.0, 0.0, 0.0), (30.0, 0.0, 0.0))),
    "manhole": Manhole(),
    "hedge": Hedge(),
    "bush": Bush(),
    "bush_conifer": Bush(kind="conifer"),
}
ROADSIDE: Mapping[str, AssetSpec] = MappingProxyType(
    {
        **_THINGS,
        **{f"tree_{species}": Tree(species=species) for species in SPECIES},
        **{
            f"sign_{c.lower()}_{kind}": TrafficSign(kind=kind, country=c)
            for c, kinds in SIGNS.items()
            for kind in kinds
        },
    }
)
"""Specifications by name, the signs of all countries and the trees of all species among them."""
