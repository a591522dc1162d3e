"""The shipped choices of `road`, by which cases say where they can be."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from scenes.roads.place import Place
from scenes.roads.templates.construction_zone import ConstructionZone
from scenes.roads.templates.motorway import Motorway
from scenes.roads.templates.parking_lot import ParkingLot
from scenes.roads.templates.road_tunnel import RoadTunnel
from scenes.roads.templates.roundabout import Roundabout
from scenes.roads.templates.rural_road import RuralRoad
from scenes.roads.templates.t_junction import TJunction
from scenes.roads.templates.underpass import Underpass
from scenes.roads.templates.urban_road import UrbanRoad
from scenes.roads.templates.x_junction import XJunction

SHIPPED: Mapping[str, type[Place]] = MappingProxyType(
    {
        "construction_zone": ConstructionZone,
        "motorway": Motorway,
        "parking_lot": ParkingLot,
        "roundabout": Roundabout,
        "rural": RuralRoad,
        "t_junction": TJunction,
        "tunnel": RoadTunnel,
        "underpass": Underpass,
        "urban": UrbanRoad,
        "x_junction": XJunction,
    }
)
"""By the name of the choice in conf/road."""


def shipped_name(place: Place) -> str | None:
    """The choice that makes such places; None for a map or a place of somebody else."""
    return next((name for name, kind in SHIPPED.items() if type(place) is kind), None)
