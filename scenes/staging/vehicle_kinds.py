"""Which vehicle it is: a fleet's name in one of its varieties."""

from __future__ import annotations

import numpy as np

from scenes.asset import AssetSpec
from scenes.assets.cars.fleet import FLEET, fleet_car
from scenes.assets.heavy.fleet import varied

VARIETIES = 3
"""Chosen: of each name, as traffic has them, so that a dataset's many of them share meshes."""


def vehicle_of(name: str, rng: np.random.Generator) -> AssetSpec:
    """A vehicle of a name in `scenes.assets.heavy.fleet.VEHICLES`. Raises UnknownName."""
    number = int(rng.integers(VARIETIES))
    return fleet_car(name, number) if name in FLEET else varied(name, number)
