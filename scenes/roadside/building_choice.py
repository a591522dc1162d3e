"""Which buildings stand in which setting, how far back and how far apart. A setting's table is all there is to edit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from scenes.asset import AssetSpec
from scenes.assets.buildings.apartment_block import ApartmentBlock
from scenes.assets.buildings.barn import Barn
from scenes.assets.buildings.building import TownHouse
from scenes.assets.buildings.detached_house import DetachedHouse, Finish
from scenes.assets.buildings.industrial_hall import IndustrialHall
from scenes.assets.buildings.office_block import OfficeBlock
from scenes.assets.buildings.supermarket import Supermarket
from scenes.material import Material
from scenes.roads.place import Setting
from scenes.roadside.houses import Appearance, house_colours, town_house

Maker = Callable[[np.random.Generator], AssetSpec]
Bounds = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontage:
    """How buildings stand along a setting's roads.

    makers: kinds of buildings with their weights. meshes: different ones in one place. setback_m: from the road's
    border. gap_m: to the next one, wherever a share `gap_share` has one; the others touch. plot: what lies before and
    between them.
    """

    makers: tuple[tuple[Maker, int], ...]
    meshes: int
    setback_m: Bounds
    gap_m: Bounds
    gap_share: float
    plot: Literal["closed", "garden", "yard"]


def _detached(rng: np.random.Generator) -> DetachedHouse:
    storeys: tuple[Literal[1, 2], Literal[1, 2]] = (1, 2)
    finishes: tuple[Finish, ...] = ("render", "brick", "siding", "render")
    return DetachedHouse(
        width_m=round(float(rng.uniform(9.0, 12.5)), 1),
        depth_m=round(float(rng.uniform(8.5, 10.5)), 1),
        storeys=storeys[int(rng.random() < 0.6)],
        finish=finishes[int(rng.integers(4))],
        ridge=("along_front", "across_front")[int(rng.random() < 0.35)],
        rise_share=round(float(rng.uniform(0.6, 1.0)), 2),
        garage=("right", "left", "none")[int(rng.integers(3))],
        shutters=("none", "pair")[int(rng.random() < 0.3)],
        solar_panels=(0, 0, 6, 12)[int(rng.integers(4))],
        seed=int(rng.integers(2**31)),
    )


def _block(rng: np.random.Generator) -> ApartmentBlock:
    return ApartmentBlock(
        sections=int(rng.integers(2, 4)), storeys=int(rng.integers(4, 7)), seed=int(rng.integers(2**31))
    )


def _office(rng: np.random.Generator) -> OfficeBlock:
    return OfficeBlock(
        bays_wide=int(rng.integers(3, 6)), bays_deep=3, storeys=int(rng.integers(4, 7)), seed=int(rng.integers(2**31))
    )


def _hall(rng: np.random.Generator) -> IndustrialHall:
    return IndustrialHall(
        width_m=round(float(rng.uniform(26.0, 60.0)), 1),
        depth_m=round(float(rng.uniform(22.0, 40.0)), 1),
        height_m=round(float(rng.uniform(7.0, 11.0)), 1),
        use=("workshop", "warehouse")[int(rng.integers(2))],
        seed=int(rng.integers(2**31)),
    )


def _shop(rng: np.random.Generator) -> Supermarket:
    return Supermarket(width_m=round(float(rng.uniform(26.0, 42.0)), 1))


def _barn(rng: np.random.Generator) -> Barn:
    return Barn(
        width_m=round(float(rng.uniform(10.0, 13.0)), 1),
        depth_m=round(float(rng.uniform(15.0, 26.0)), 1),
        silo=("none", "steel")[int(rng.integers(2))],
    )


def _row_house(rng: np.random.Generator) -> TownHouse:
    return town_house(rng, corner=False)


FRONTAGES: Mapping[Setting, Frontage] = MappingProxyType(
    {
        # closed blocks at the pavement, as in quarters before 1914; now and then a courtyard's gate
        "town": Frontage(
            makers=((_row_house, 12), (_office, 1), (_block, 1)),
            meshes=12, setback_m=(0.1, 0.4), gap_m=(4.0, 7.0), gap_share=0.10, plot="closed",
        ),
        # BauNVO and the building codes of the states: 3 m from the border of the plot to either side; front gardens
        "suburb": Frontage(
            makers=((_detached, 12), (_block, 1)),
            meshes=9, setback_m=(4.0, 7.5), gap_m=(6.5, 13.0), gap_share=1.0, plot="garden",
        ),
        "industrial": Frontage(
            makers=((_hall, 5), (_office, 1), (_shop, 1)),
            meshes=6, setback_m=(11.0, 18.0), gap_m=(10.0, 26.0), gap_share=1.0, plot="yard",
        ),
        "parking": Frontage(
            makers=((_shop, 2), (_hall, 1)),
            meshes=3, setback_m=(6.0, 10.0), gap_m=(20.0, 60.0), gap_share=1.0, plot="yard",
        ),
    }
)  # fmt: skip
"""Settings whose roads have buildings along them."""

FARM_MAKERS: tuple[Maker, ...] = (_barn, _detached)


def pool(frontage: Frontage, rng: np.random.Generator) -> list[AssetSpec]:
    """The buildings of one place: a few that are built again and again, each kind by its weight."""
    makers = [maker for maker, weight in frontage.makers for _ in range(weight)]
    rows = len(makers)
    return [makers[k * rows // frontage.meshes % rows](rng) for k in range(frontage.meshes)]


def colours_of(building: AssetSpec, rng: np.random.Generator) -> Appearance:
    """Paints of one building; those of its kind's own where it has no choice."""
    if isinstance(building, TownHouse):
        return house_colours(building, rng)
    if isinstance(building, DetachedHouse):
        return _detached_colours(rng)
    return ()


_RENDERS = ((0.60, 0.58, 0.53), (0.58, 0.52, 0.40), (0.55, 0.44, 0.30), (0.50, 0.51, 0.50), (0.52, 0.42, 0.36))
_TILES = ((0.24, 0.085, 0.05), (0.17, 0.065, 0.045), (0.075, 0.072, 0.075), (0.10, 0.055, 0.042), (0.13, 0.10, 0.085))


def _detached_colours(rng: np.random.Generator) -> Appearance:
    """Light renders and dark or red tiles, chosen from colour cards."""
    wall, roof = _RENDERS[int(rng.integers(len(_RENDERS)))], _TILES[int(rng.integers(len(_TILES)))]
    tone = float(rng.uniform(0.88, 1.08))
    return (
        (
            "wall",
            Material(
                base_color=(tone * wall[0], tone * wall[1], tone * wall[2]),
                roughness=0.9,
                pattern="plaster",
                lidar_reflectivity=0.55,
            ),
        ),
        ("roof", Material(base_color=roof, roughness=0.85, pattern="brick", lidar_reflectivity=0.35)),
    )
