"""What tests of cars ask of assets."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.asset import Asset
from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.city_car import CityCar
from scenes.assets.cars.convertible import Convertible
from scenes.assets.cars.coupe import Coupe
from scenes.assets.cars.hatchback import Hatchback
from scenes.assets.cars.minivan import Minivan
from scenes.assets.cars.pickup import Pickup
from scenes.assets.cars.police_car import PoliceCar
from scenes.assets.cars.sedan import Sedan
from scenes.assets.cars.suv import Suv
from scenes.assets.cars.van import Van
from scenes.assets.cars.wagon import Wagon

STYLES: tuple[type[VehicleSpec], ...] = (
    *(Sedan, Hatchback, CityCar, Wagon, Suv, Coupe, Convertible, Minivan, Pickup, Van, PoliceCar),
)
PASSENGER = STYLES[:8]
each_style = pytest.mark.parametrize(
    "spec", [kind(detail="far") for kind in STYLES], ids=lambda spec: type(spec).__name__
)


def corners_of(asset: Asset, part: int) -> np.ndarray:
    """Triangle corners (F, 3, 3) in the body frame, joints at zero."""
    points = asset.parts[part].mesh.vertices_m.astype(np.float64)
    at = part
    while at >= 0:
        points = asset.parts[at].T_parent_part.apply(points)
        at = asset.parts[at].parent
    return points[asset.parts[part].mesh.faces]


def index_of(asset: Asset) -> dict[str, int]:
    return {part.name: index for index, part in enumerate(asset.parts)}
