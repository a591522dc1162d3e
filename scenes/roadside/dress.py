"""Dresses a road network: terrain, structures, signs, and what its setting's rules put beside its roads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import shapely

from scenes.actor import Actor, Scenery
from scenes.assets.plants.tree_species import Season
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Place, Setting, Surroundings, network_of
from scenes.roads.surface.map_surface import MapSurface, PlaceSurface
from scenes.roadside.objects import objects
from scenes.roadside.road_edge import road_edges
from scenes.roadside.rules.buildings import buildings
from scenes.roadside.rules.countryside import farms, power_lines, villages
from scenes.roadside.rules.delineators import delineators
from scenes.roadside.rules.furniture import bollards, bus_stops, furniture
from scenes.roadside.rules.lamps import lamps
from scenes.roadside.rules.paving import leaves, paving
from scenes.roadside.rules.rails import noise_barriers, rails
from scenes.roadside.rules.trees import lone_trees, street_trees, tree_rows, woods
from scenes.roadside.signals import signals
from scenes.roadside.site import Site
from scenes.roadside.stand import Stand, as_scene, settled
from scenes.roadside.structures import structures
from scenes.roadside.terrain import PlaceTerrain, RoadsideTerrain, ground_of

Rule = Callable[[Site], Iterator[Stand]]
Line = Sequence[tuple[float, ...]]

RULES: Mapping[Setting, tuple[Rule, ...]] = MappingProxyType(
    {
        "motorway": (rails, noise_barriers, delineators, power_lines, farms, villages, woods, lone_trees),
        "rural": (paving, rails, delineators, power_lines, farms, villages, tree_rows, woods, lone_trees),
        "town": (paving, leaves, lamps, bus_stops, bollards, buildings, street_trees, furniture, lone_trees),
        "suburb": (paving, leaves, lamps, bus_stops, bollards, buildings, street_trees, furniture, lone_trees),
        "industrial": (paving, lamps, bus_stops, buildings, street_trees, furniture, lone_trees),
        "parking": (paving, lamps, buildings, street_trees, furniture, woods, lone_trees),
    }
)
"""What holds in each setting; where two want one place, the earlier rule has it."""

CROSSING_CLEAR_M = 2.0
"""Chosen: ground before crosswalks where people wait and drivers look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dressing:
    """What stands on and beside roads. notes: what of the network could not be as it says, a line each."""

    scenery: tuple[Scenery, ...]
    actors: tuple[Actor, ...]
    notes: tuple[str, ...] = ()


def dress(
    network: RoadNetwork,
    surroundings: Surroundings,
    rng: np.random.Generator,
    *,
    season: Season = "summer",
    clear: Iterable[Line] = (),
    near: Line | None = None,
) -> Dressing:
    """The roads' surface, the land around them and all that stands there.

    clear: areas as corners (x, y) in which nothing is put (where people will walk). near: points (x, y) of the way that
    cameras take: details are fine along it and coarse far away; None: they may be anywhere on the roads. Draws once
    from `rng`: equal generators dress alike. Raises SceneError for a network without any surface.
    """
    seed = int(rng.integers(2**31))
    land = (
        Scenery(name="roads", asset=MapSurface(network=network)),
        Scenery(name="terrain", asset=RoadsideTerrain(network=network, surroundings=surroundings, seed=seed)),
    )
    return _dressed(network, surroundings, seed, land, season, clear, near)


def dress_place(
    place: Place, rng: np.random.Generator, *, near: Line | None = None, clear: Iterable[Line] = ()
) -> Dressing:
    """The same of a place, in summer; roads and land are held as the place's description, not as its network."""
    seed = int(rng.integers(2**31))
    land = (
        Scenery(name="roads", asset=PlaceSurface(place=place)),
        Scenery(name="terrain", asset=PlaceTerrain(place=place, seed=seed)),
    )
    return _dressed(network_of(place), place.surroundings(), seed, land, "summer", clear, near)


def _dressed(
    network: RoadNetwork,
    surroundings: Surroundings,
    seed: int,
    land: tuple[Scenery, ...],
    season: Season,
    clear: Iterable[Line],
    near: Line | None,
) -> Dressing:
    ground = ground_of(network, surroundings, seed)
    notes: list[str] = []
    site = Site(
        network=network,
        surroundings=surroundings,
        ground=ground,
        edges=road_edges(network),
        season=season,
        near=None if near is None else _way(near),
        seed=seed,
    )
    given = [*structures(site), *signals(site, notes), *objects(site, notes)]
    proposed = [one for rule in RULES[surroundings.setting] for one in rule(site)]
    kept = settled(given, proposed, _forbidden(site, clear))
    scenery, actors = as_scene(kept)
    return Dressing(scenery=(*land, *scenery), actors=actors, notes=tuple(notes))


def _way(points: Line) -> shapely.Geometry:
    xy = [point[:2] for point in points]
    return shapely.LineString(xy) if len(xy) > 1 else shapely.Point(xy[0])


def _forbidden(site: Site, clear: Iterable[Line]) -> shapely.Geometry:
    """Where nothing may stand: lanes, also those that are drawn, crosswalks and before them, what is kept clear."""
    areas = site.ground.areas
    kept = [shapely.make_valid(shapely.Polygon([point[:2] for point in corners])) for corners in clear]
    return shapely.union_all(
        [areas.driven, site.ground.ends.drawn, shapely.buffer(areas.crossings, CROSSING_CLEAR_M), *kept]
    )
