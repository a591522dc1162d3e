"""Trees and bushes at places: which details they have where cameras come near, and where crowns have room."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.asset import asset_of
from scenes.assets.plants.bush import Bush
from scenes.assets.plants.grown_tree import Tree
from scenes.assets.plants.tree_species import SPECIES, SpeciesName
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
LEAST_TREE_M = 5.5
"""Chosen: no lower tree is planted in a street."""


@functools.lru_cache(maxsize=16)
def crown_share(species: SpeciesName) -> float:
    """Width of a species' crown over its height."""
    box = asset_of(Tree(species=species, twig_share=TWIG_SHARES[-1])).box
    return max(box.length_m, box.width_m) / box.height_m


def tree(
    site: Site,
    xy: Float64,
    species: Sequence[SpeciesName],
    rng: np.random.Generator,
    name: str,
    room_m: float = 0.0,
    clear_m: float = 0.4,
) -> list[Stand]:
    """Trees (N) of some species at places (N, 2), details by their distance from the cameras' way.

    room_m: how far their crowns may reach, 0 for any. clear_m: height up to which they are pruned.
    """
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
        height = SPECIES[kind].height_m * (0.86, 1.0, 1.16)[int(shapes[k])]
        if room_m:
            height = max(min(height, 2.0 * room_m / crown_share(kind)), LEAST_TREE_M)
        spec = Tree(
            species=kind,
            season=site.season,
            height_m=round(height, 1),
            twig_share=TWIG_SHARES[int(level[k])],
            clear_m=clear_m,
            seed=int(shapes[k]),
        )
        pose: Placement = Pose.planar(float(xy[k, 0]), float(xy[k, 1]), float(turns[k]), float(heights[k]))
        reach = 0.16 * spec.height_m
        foot = disc(float(xy[k, 0]), float(xy[k, 1]), reach)
        made.append(Stand(things=(Thing(name=name, asset=spec, T_world_body=pose),), foot=foot))
    return made


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
