"""Which vehicle it is: a fleet's name in one of its varieties, and lamps that have failed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scenes.asset import AssetSpec, BodyBox, asset_of
from scenes.assets.cars.fleet import FLEET, fleet_car
from scenes.assets.heavy.fleet import varied
from scenes.material import Lamp, Material

VARIETIES = 3
"""Chosen: of each name, as traffic has them, so that a dataset's many of them share meshes."""


def vehicle_of(name: str, rng: np.random.Generator) -> AssetSpec:
    """A vehicle of a name in `scenes.assets.heavy.fleet.VEHICLES`. Raises UnknownName."""
    number = int(rng.integers(VARIETIES))
    return fleet_car(name, number) if name in FLEET else varied(name, number)


def box_of(spec: AssetSpec) -> BodyBox:
    """Its box."""
    return asset_of(spec).box


def failed(spec: AssetSpec, lamp: Lamp) -> tuple[tuple[str, Material], ...]:
    """The appearance of a vehicle whose lamps of a kind stay dark whatever they are asked."""
    return tuple(
        (name, replace(material, lamp="none", emission_cd_m2=0.0))
        for name, material in asset_of(spec).materials
        if material.lamp == lamp
    )
