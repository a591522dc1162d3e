"""Season: leaves, grass and fields in the colours of spring, summer, autumn or winter, bare trees, fallen leaves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast, get_args

import numpy as np
import shapely

from randomizers.base import Randomizer
from randomizers.ground import Ground
from randomizers.kerbs import kerb_places
from randomizers.looks import Color, Thing, repainted
from scenes.actor import Actor, Scenery
from scenes.asset import AssetSpec
from scenes.assets.plants.bush import Bush
from scenes.assets.plants.fallen_leaves import FallenLeaves
from scenes.assets.plants.grown_tree import Tree
from scenes.assets.plants.tree import CLEAR_M, StreetTree
from scenes.assets.plants.tree_pit import TreePit
from scenes.assets.plants.tree_species import Season as SeasonName
from scenes.assets.plants.tree_species import SpeciesName
from scenes.distributions import Distribution, check_names, check_range, number
from scenes.material import Material
from scenes.scenario import Params
from scenes.scene import Scene
from scenes.streams import stream

SEED_LIMIT = 2**53
SEASONS: tuple[SeasonName, ...] = get_args(SeasonName)
DRIFTS = 6
"""Chosen: different drifts of fallen leaves, which all share."""

EVERGREENS = ("spruce", "pine")
HEAPS_A_TREE = 2.0
"""Chosen: heaps of fallen leaves below a tree in autumn."""
NEAR_ROAD_M = 30.0
"""Chosen: farther trees stand in woods, whose floor is brown by itself."""

_STREET_TREES: Mapping[str, SpeciesName] = {
    "round": "lime",
    "columnar": "poplar",
    "spreading": "oak",
    "conical": "maple",
}
"""The species that a street tree is outside summer, when its own leaves do not change; chosen by its form."""

_FADED: Mapping[SeasonName, Mapping[str, Color]] = {
    "spring": {
        "grass": (1.05, 1.15, 0.95),
        "leaf": (1.35, 1.30, 0.90),
        "rape": (4.3, 3.0, 0.5),
        "stubble": (0.45, 0.55, 0.5),
    },
    "summer": {},
    "autumn": {"grass": (1.25, 0.95, 1.0), "leaf": (2.6, 1.15, 0.8), "crop": (1.9, 1.05, 1.5), "rape": (1.0, 1.0, 1.0)},
    "winter": {
        "grass": (1.55, 0.92, 1.35),
        "leaf": (1.9, 0.85, 1.0),
        "crop": (1.5, 0.9, 1.5),
        "stubble": (0.55, 0.55, 0.6),
    },
}
"""Factors of reflectance a channel against summer. Chosen after ECOSTRESS's fresh and dry grasses (red over green 0.6
and 1.2) and looks: rape blooms yellow, winter lawns are dull, beech and hornbeam hedges keep brown leaves."""

_MATERIALS: Mapping[str, str] = {
    **dict.fromkeys(["grass", "verge", "meadow", "forest_floor"], "grass"),
    **dict.fromkeys(["leaf", "leaf_light", "leaf_dark", "leaf_inner"], "leaf"),
    **{"crop": "crop", "rape": "rape", "stubble": "stubble"},
}
"""Which of a season's factors a material's name goes by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Season(Randomizer):
    """Puts the scene's plants into a season.

    season: spring, summer, autumn or winter. drifts_per_100m: heaps of fallen leaves along kerbs, in autumn; half as
    many lie in winter. Trees shed their leaves in winter, evergreens and hedges keep theirs. Snow is the weather's.
    Raises UnknownName for another season.
    """

    season: Distribution
    drifts_per_100m: Distribution

    def __post_init__(self) -> None:
        check_names(self.season, "season", "season", SEASONS)
        check_range(self.drifts_per_100m, "drifts_per_100m", 0.0, 60.0, "")

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """The season, and the place of every drift as `drift_<k>.<value>`."""
        season, density = str(self.season.sample(rng)), number(self.drifts_per_100m, rng)
        share = {"autumn": 1.0, "winter": 0.5}.get(season, 0.0)
        own = stream(int(rng.integers(SEED_LIMIT)), "drifts")
        params: dict[str, float | int | str | bool] = {"season": season, "drifts_per_100m": density}
        if share * density == 0.0:
            return params
        ground = Ground.of(scene)
        places = [
            (*place.beside(float(own.uniform(0.1, 0.45))), place.yaw_rad)
            for place in kerb_places(scene, share * density / 100.0, own)
        ]
        for k, (x, y, along) in enumerate((*places, *_under_trees(scene, share, own))):
            variety = int(own.integers(DRIFTS))
            spec = _drift(variety)
            yaw = along + float(own.normal(scale=0.06))
            if ground.laid(x, y, yaw, 0.7 * spec.length_m, 0.5 * spec.width_m) is not None:
                params |= {
                    f"drift_{k}.x_m": x,
                    f"drift_{k}.y_m": y,
                    f"drift_{k}.yaw_rad": yaw,
                    f"drift_{k}.variety": variety,
                }
        return params

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene in that season, drifts of leaves after its scenery."""
        season = cast(SeasonName, params["season"])
        scenery = [_in_season(piece, season) for piece in scene.scenery]
        names = [key.removesuffix(".variety") for key in params if key.endswith(".variety")]
        if names:
            ground = Ground.of(scene)
            scenery += [_fallen(name, params, ground) for name in names]
        pits = [pit for piece in scene.scenery for pit in _pit(piece, season)]
        planted = tuple(_in_season(actor, season) for actor in scene.actors)
        return replace(scene, scenery=(*scenery, *pits), actors=planted)


def _under_trees(scene: Scene, share: float, rng: np.random.Generator) -> list[tuple[float, float, float]]:
    """(x, y, heading) of heaps within the crowns of broad-leaved trees near roads."""
    places: list[tuple[float, float, float]] = []
    roads = shapely.union_all([shapely.linestrings(np.array(lane.centre_m)[:, :2]) for lane in scene.road.lanes])
    for piece in scene.scenery:
        spec = piece.asset
        if not isinstance(spec, StreetTree) and not (isinstance(spec, Tree) and spec.species not in EVERGREENS):
            continue
        x, y, _ = piece.T_world_body.translation_m
        if shapely.distance(roads, shapely.points(x, y)) > NEAR_ROAD_M:
            continue
        for _ in range(int(rng.poisson(HEAPS_A_TREE * share))):
            angle, reach = float(rng.uniform(0.0, 2 * math.pi)), 3.2 * math.sqrt(float(rng.random()))
            places.append((x + reach * math.cos(angle), y + reach * math.sin(angle), float(rng.uniform(0, math.pi))))
    return places


def _drift(variety: int) -> FallenLeaves:
    length, width = (1.2, 2.0, 2.8, 3.6, 2.2, 4.5)[variety], (0.7, 0.5, 0.6, 0.45, 0.9, 0.5)[variety]
    return FallenLeaves(length_m=length, width_m=width, cards=int(36 * length), seed=variety)


def _fallen(name: str, params: Params, ground: Ground) -> Scenery:
    spec = _drift(int(params[f"{name}.variety"]))
    x, y, yaw = (float(params[f"{name}.{key}"]) for key in ("x_m", "y_m", "yaw_rad"))
    pose = ground.laid(x, y, yaw, 0.7 * spec.length_m, 0.5 * spec.width_m)
    assert pose is not None  # draws are of places where it can lie
    return Scenery(name=f"leaves_{name}", asset=spec, T_world_body=pose)


def _in_season(thing: Thing, season: SeasonName) -> Thing:
    """The thing as it is in a season: another plant where the plant knows seasons, else other colours."""
    spec = _grown(thing.asset, season)
    if spec is not None:
        return replace(thing, asset=spec, appearance=())
    factors = _FADED[season]
    if not factors or not _has_plants(thing):
        return thing
    return repainted(thing, lambda name, old: _tinted(name, old, factors))


def _has_plants(thing: Actor | Scenery) -> bool:
    """Lawns, fields, hedges and planters; buildings need not be asked."""
    semantic = thing.asset.semantic()
    return semantic.startswith(("flat.", "static.vegetation")) or semantic == "object.planter"


def _grown(spec: AssetSpec, season: SeasonName) -> AssetSpec | None:
    if isinstance(spec, Tree | Bush):
        return replace(spec, season=season)
    if isinstance(spec, StreetTree) and season in ("autumn", "winter"):
        share = 1.0 if spec.leaves >= StreetTree().leaves else 0.35
        return Tree(
            species=_STREET_TREES[spec.species],
            season=season,
            height_m=spec.height_m,
            twig_share=share,
            clear_m=CLEAR_M,
            seed=spec.seed % 3,
        )
    return None


def _pit(piece: Scenery, season: SeasonName) -> tuple[Scenery, ...]:
    """The pit that a street tree brings and the tree in its place does not."""
    if not isinstance(piece.asset, StreetTree) or _grown(piece.asset, season) is None:
        return ()
    return (Scenery(name=f"{piece.name}_pit", asset=TreePit(), T_world_body=piece.T_world_body),)


def _tinted(name: str, old: Material, factors: Mapping[str, Color]) -> Material | None:
    factor = factors.get(_MATERIALS.get(name, ""))
    if factor is None or old.pattern not in ("grass", "foliage"):
        return None
    red, green, blue = (min(0.9, c * f) for c, f in zip(old.base_color, factor, strict=True))
    return replace(old, base_color=(red, green, blue))
