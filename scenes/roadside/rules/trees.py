"""Trees: along streets in pits, in rows beside country roads, as woods on their parcels, alone in between."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.assets.plants.tree_pit import TreePit
from scenes.assets.plants.tree_species import SpeciesName
from scenes.roadside.planting import along, bushes, scattered, tree
from scenes.roadside.site import Site
from scenes.roadside.stand import Stand, Thing, disc

Float64 = NDArray[np.float64]

STREET_SPECIES: tuple[SpeciesName, ...] = ("lime", "maple", "oak", "cherry")
COUNTRY_SPECIES: tuple[SpeciesName, ...] = ("oak", "lime", "maple", "birch", "poplar")
WOODS: tuple[tuple[SpeciesName, ...], ...] = (
    ("oak", "lime", "birch"),
    ("spruce", "spruce", "pine", "birch"),
    ("pine", "birch", "oak"),
)
STREET_SPACING_M = 11.0
"""Chosen: crowns of street trees just touch (GALK: 8 to 12 m)."""
FROM_KERB_M = 1.0
"""Trunk's middle to the kerb's face: RASt 06, 1.0 m and more."""
PAVEMENT_M = 2.9
"""Least pavement with trees: a pit and 1.5 m to walk (RASt 06: 2.50 m; chosen for narrow old streets)."""
WALL_M, OPEN_M = 0.5, 2.5
"""How far crowns may reach beyond the pavement: chosen, they touch walls and are cut there, or hang over gardens."""
CLEAR_M = 2.5
"""RASt 06: clearance of 2.50 m over pavements; over lanes crowns are cut back higher with the years."""
JUNCTION_CLEAR_M = 12.0
"""Chosen: sight triangles at junctions (RASt 06: 10 m leg)."""
RAIL_CLEAR_M = 4.5
"""RPS 2009: trees from 0.08 m on are obstacles within the critical distance, 4.5 m up to 70 km/h behind no rail."""


def street_trees(site: Site) -> Iterator[Stand]:
    """A row of one species on each pavement that is wide enough, each tree in a pit."""
    rng = site.rng("street_trees")
    closed = site.surroundings.setting == "town"
    for edge in site.edges:
        if "sidewalk" not in edge.lane_kinds or rng.random() < 0.15:
            continue
        species = STREET_SPECIES[int(rng.integers(len(STREET_SPECIES)))]
        first = JUNCTION_CLEAR_M + float(rng.uniform(0.0, 3.0))
        places = np.arange(first, edge.length_m - JUNCTION_CLEAR_M, STREET_SPACING_M)
        places = places[[edge.pavement_m(float(s)) >= PAVEMENT_M for s in places]]
        spots = [edge.spot(float(s), FROM_KERB_M) for s in places + rng.uniform(-0.5, 0.5, len(places))]
        room = edge.pavement_m(edge.length_m / 2) - FROM_KERB_M + (WALL_M if closed else OPEN_M)
        xy = np.array([spot.xy for spot in spots]).reshape(-1, 2)
        stands = tree(site, xy, [species], rng, "street_tree", room, CLEAR_M)
        for one, spot in zip(stands, spots, strict=True):
            if rng.random() < 0.06:
                continue  # felled, not yet planted again
            pit = Thing(name="tree_pit", asset=TreePit(), T_world_body=site.pose(spot, spot.along_rad))
            yield Stand(things=(*one.things, pit), foot=disc(*spot.xy, 0.75))


def tree_rows(site: Site) -> Iterator[Stand]:
    """Avenues: rows of trees along stretches of country roads, clear of the traffic."""
    rng = site.rng("tree_rows")
    for edge in site.edges:
        at = float(rng.uniform(0.0, 60.0))
        while at < edge.length_m:
            length = float(rng.uniform(60.0, 220.0))
            if rng.random() < 0.4:
                species = COUNTRY_SPECIES[int(rng.integers(len(COUNTRY_SPECIES)))]
                spacing = float(rng.uniform(10.0, 18.0))
                s = np.arange(at, min(at + length, edge.length_m), spacing)
                spots = [edge.spot(float(x), RAIL_CLEAR_M + 2.0 + float(rng.uniform(0.0, 1.0)), "back") for x in s]
                yield from tree(site, np.array([spot.xy for spot in spots]).reshape(-1, 2), [species], rng, "row_tree")
            at += length


def woods(site: Site) -> Iterator[Stand]:
    """Trees all over the parcels with forest floor, undergrowth along their edges."""
    rng = site.rng("woods")
    for parcel in site.ground.parcels:
        if parcel.kind != "forest_floor":
            continue
        mix = WOODS[int(rng.integers(len(WOODS)))]
        inner = shapely.buffer(parcel.area, -2.0)
        xy = scattered(inner, 6.0, rng)
        distance = site.camera_distances(xy) if len(xy) else np.empty(0)
        # what stands deep in the wood is not seen
        seen = distance < 45.0 + 90.0 * rng.random(len(xy)) ** 2
        yield from tree(site, xy[seen & (distance < 260.0)], mix, rng, "wood_tree")
        rim = along(shapely.boundary(shapely.buffer(parcel.area, -1.0)), 4.0, rng)
        yield from bushes(site, rim[site.camera_distances(rim) < 70.0] if len(rim) else rim, rng, "undergrowth")


def lone_trees(site: Site) -> Iterator[Stand]:
    """Trees here and there on meadows and lawns; in the country, rows of bushes on borders between parcels."""
    rng = site.rng("lone_trees")
    country = site.surroundings.setting in {"rural", "motorway", "parking"}
    reach = 330.0 if country else 55.0  # houses hide what stands behind them
    for parcel in site.ground.parcels:
        if parcel.kind in {"meadow", "grass"}:
            xy = scattered(parcel.area, 32.0 if country else 20.0, rng)
            seen = xy[site.camera_distances(xy) < reach] if len(xy) else xy
            yield from tree(site, seen, COUNTRY_SPECIES, rng, "lone_tree")
        if country and rng.random() < 0.35:
            rim = along(shapely.boundary(parcel.area), 6.0, rng)
            near = rim[site.camera_distances(rim) < 160.0] if len(rim) else rim
            yield from bushes(site, near[rng.random(len(near)) < 0.5], rng, "hedgerow")
