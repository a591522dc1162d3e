"""Trees: along streets in pits, in rows beside country roads, as woods on their parcels, alone in between."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.assets.bush import Bush
from scenes.assets.grown_tree import Tree
from scenes.assets.tree_pit import TreePit
from scenes.assets.tree_species import SPECIES, SpeciesName
from scenes.pose import Pose
from scenes.roadside.site import Site
from scenes.roadside.stand import Placement, Stand, Thing, disc

Float64 = NDArray[np.float64]

NEAR_M, MIDDLE_M, FAR_M = 30.0, 90.0, 150.0
"""Chosen: up to there all twigs are drawn, and a third of them; a far tree's cards are then about 4 px of 90 degrees
over 1,000 px."""
TWIG_SHARES = (1.0, 0.35, 0.12, 0.06)
BUSH_NEAR_M, BUSH_MIDDLE_M = 12.0, 40.0
BUSH_SHARES = (0.6, 0.15, 0.04)
SHAPES = 3
"""Chosen: different trees of a species at one detail."""
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
JUNCTION_CLEAR_M = 12.0
"""Chosen: sight triangles at junctions (RASt 06: 10 m leg)."""
RAIL_CLEAR_M = 4.5
"""RPS 2009: trees from 0.08 m on are obstacles within the critical distance, 4.5 m up to 70 km/h behind no rail."""


def tree(site: Site, xy: Float64, species: Sequence[SpeciesName], rng: np.random.Generator, name: str) -> list[Stand]:
    """Trees (N) of some species at places (N, 2), details by their distance from the cameras' way."""
    if not len(xy):
        return []
    level = np.searchsorted([NEAR_M, MIDDLE_M, FAR_M], site.camera_distances(xy))
    heights = site.heights(xy)
    picks = rng.integers(len(species), size=len(xy))
    shapes, turns = rng.integers(SHAPES, size=len(xy)), rng.uniform(0, 2 * math.pi, len(xy))
    made = []
    for k in range(len(xy)):
        if not math.isfinite(heights[k]):
            continue
        kind = species[int(picks[k])]
        share = (0.86, 1.0, 1.16)[int(shapes[k])]
        spec = Tree(
            species=kind,
            season=site.season,
            height_m=round(SPECIES[kind].height_m * share, 1),
            twig_share=TWIG_SHARES[int(level[k])],
            seed=int(shapes[k]),
        )
        pose: Placement = Pose.planar(float(xy[k, 0]), float(xy[k, 1]), float(turns[k]), float(heights[k]))
        reach = 0.16 * spec.height_m
        foot = disc(float(xy[k, 0]), float(xy[k, 1]), reach)
        made.append(Stand(things=(Thing(name=name, asset=spec, T_world_body=pose),), foot=foot))
    return made


def street_trees(site: Site) -> Iterator[Stand]:
    """A row of one species on each pavement that is wide enough, each tree in a pit."""
    rng = site.rng("street_trees")
    for edge in site.edges:
        if "sidewalk" not in edge.lane_kinds or rng.random() < 0.15:
            continue
        species = STREET_SPECIES[int(rng.integers(len(STREET_SPECIES)))]
        first = JUNCTION_CLEAR_M + float(rng.uniform(0.0, 3.0))
        places = np.arange(first, edge.length_m - JUNCTION_CLEAR_M, STREET_SPACING_M)
        places = places[[edge.pavement_m(float(s)) >= PAVEMENT_M for s in places]]
        spots = [edge.spot(float(s), FROM_KERB_M) for s in places + rng.uniform(-0.5, 0.5, len(places))]
        stands = tree(site, np.array([spot.xy for spot in spots]).reshape(-1, 2), [species], rng, "street_tree")
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
    """Trees and bushes here and there on meadows and lawns, rows of bushes on borders between parcels."""
    rng = site.rng("lone_trees")
    for parcel in site.ground.parcels:
        if parcel.kind in {"meadow", "grass"}:
            yield from tree(site, scattered(parcel.area, 32.0, rng), COUNTRY_SPECIES, rng, "lone_tree")
        if rng.random() < 0.35:
            rim = along(shapely.boundary(parcel.area), 6.0, rng)
            near = rim[site.camera_distances(rim) < 160.0] if len(rim) else rim
            yield from bushes(site, near[rng.random(len(near)) < 0.5], rng, "hedgerow")


def bushes(site: Site, xy: Float64, rng: np.random.Generator, name: str) -> list[Stand]:
    """Bushes at places (N, 2)."""
    if not len(xy):
        return []
    made = []
    level = np.searchsorted([BUSH_NEAR_M, BUSH_MIDDLE_M], site.camera_distances(xy)).tolist()
    for (x, y), z, detail in zip(xy.tolist(), site.heights(xy).tolist(), level, strict=True):
        seed = int(rng.integers(3))
        spec = Bush(
            kind=("leafy", "small_leaved", "leafy")[seed],
            season=site.season,
            width_m=(1.6, 2.2, 2.8)[seed],
            height_m=(1.3, 1.7, 2.4)[seed],
            twig_share=BUSH_SHARES[detail],
            seed=seed,
        )
        turn = float(rng.uniform(0, 2 * math.pi))
        if math.isfinite(z):
            thing = Thing(name=name, asset=spec, T_world_body=Pose.planar(x, y, turn, z))
            made.append(Stand(things=(thing,), foot=disc(x, y, 0.35 * spec.width_m)))
    return made


def scattered(area: shapely.Geometry, spacing_m: float, rng: np.random.Generator) -> Float64:
    """Places (N, 2) inside an area on a shaken grid."""
    if area.is_empty:
        return np.empty((0, 2))
    x0, y0, x1, y1 = area.bounds
    xs, ys = np.arange(x0, x1, spacing_m), np.arange(y0, y1, spacing_m)
    xy = np.stack(np.meshgrid(xs, ys, indexing="ij"), axis=-1).reshape(-1, 2)
    xy = xy + rng.uniform(0.0, 0.9, xy.shape) * spacing_m
    shapely.prepare(area)
    return np.asarray(xy[shapely.contains_xy(area, xy)])


def along(line: shapely.Geometry, spacing_m: float, rng: np.random.Generator) -> Float64:
    """Places (N, 2) along a line, shaken a little."""
    if line.geom_type != "LineString":
        parts = [along(part, spacing_m, rng) for part in shapely.get_parts(line)]
        return np.concatenate(parts) if parts else np.empty((0, 2))
    count = int(line.length / spacing_m)
    points: Float64 = shapely.get_coordinates(shapely.line_interpolate_point(line, spacing_m * np.arange(count)))
    return points + rng.uniform(-0.25, 0.25, (count, 2)) * spacing_m
