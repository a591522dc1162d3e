"""What belongs to a building's plot: front gardens with hedges and drives, walls across gaps, fences around yards."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.asset import AssetSpec, asset_of
from scenes.assets.buildings.detached_house import DetachedHouse
from scenes.assets.buildings.paved_slab import PavedSlab
from scenes.assets.plants.bush import Bush
from scenes.assets.plants.grown_tree import Tree
from scenes.assets.plants.tree import Hedge
from scenes.assets.plants.tree_species import SpeciesName
from scenes.assets.street.road_restraint import MeshFence
from scenes.assets.street.street_furniture import Fence, LowWall
from scenes.roadside.site import Site
from scenes.roadside.stand import Stand, Thing, disc, stand

Float64 = NDArray[np.float64]
Plot = Literal["closed", "garden", "yard"]

ELEMENT_M = 3.0
"""Chosen: length of a piece of hedge, wall or fence."""
FROM_BORDER_M = 0.45
"""Chosen: hedges grow and walls stand inside the plot."""
HEDGE_NEAR_M = 14.0
"""Chosen: hedges nearer to the cameras have more twigs."""
GARDEN_TREES: tuple[SpeciesName, ...] = ("cherry", "birch", "young", "maple", "spruce")


def plot_of(
    site: Site,
    plot: Plot,
    middle_m: Float64,
    yaw_rad: float,
    spec: AssetSpec,
    setback_m: float,
    rng: np.random.Generator,
) -> Iterator[Stand]:
    """What stands on the plot of one building, between it and the street, and behind it."""
    if plot == "garden":
        yield from _garden(site, middle_m, yaw_rad, spec, setback_m, rng)
    elif plot == "yard":
        yield from _yard(site, middle_m, yaw_rad, spec, setback_m, rng)


def between(
    site: Site, plot: Plot, corner_m: tuple[float, float], middle_m: Float64, yaw_rad: float, rng: np.random.Generator
) -> Iterator[Stand]:
    """What closes a gap between a building's corner and the next building."""
    if plot != "closed":
        return
    c, s = math.cos(yaw_rad), math.sin(yaw_rad)
    way = middle_m - np.array(corner_m)
    length = float(way @ np.array([s, -c]))
    if not 2.0 < length < 40.0:
        return
    wide = math.floor(10.0 * min(length, 8.0)) / 10.0
    wall = (LowWall, Fence)[int(rng.integers(2))](length_m=wide - 0.6, height_m=1.7)
    x, y = corner_m[0] + 0.5 * wide * s - 0.3 * c, corner_m[1] - 0.5 * wide * c - 0.3 * s
    yield stand(Thing(name="gap_wall", asset=wall, T_world_body=site.standing(x, y, yaw_rad)))
    tree = _tree(site, x - 6.0 * c, y - 6.0 * s, "lime", rng)
    yield Stand(things=(tree,), foot=disc(x - 6.0 * c, y - 6.0 * s, 1.2))


def _garden(
    site: Site, middle_m: Float64, yaw_rad: float, spec: AssetSpec, setback_m: float, rng: np.random.Generator
) -> Iterator[Stand]:
    """A drive to the garage or a path to the door, a border along the street, shrubs, a tree in front or behind."""
    half = 0.5 * asset_of(spec).box.width_m + 2.5
    drive = _drive_at(spec)
    door = PavedSlab(length_m=round(setback_m + 0.6, 1), width_m=3.0 if drive is not None else 1.4)
    way_in = drive if drive is not None else 0.0
    x, y = _at(middle_m, yaw_rad, 0.5 * setback_m, way_in)
    yield Stand(
        things=(Thing(name="drive", asset=door, T_world_body=site.standing(x, y, yaw_rad)),),
        foot=disc(x, y, 0.3),
    )
    close = bool(site.camera_distances(np.array([_at(middle_m, yaw_rad, setback_m, 0.0)]))[0] < HEDGE_NEAR_M)
    border = _border(rng, 0.7 if close else 0.2)
    gap = 0.5 * door.width_m + 0.3
    for low, high in ((-half, way_in - gap), (way_in + gap, half)):
        count = int((high - low) // ELEMENT_M)
        for k in range(count if border is not None else 0):
            x, y = _at(middle_m, yaw_rad, setback_m - FROM_BORDER_M, low + (k + 0.5) * (high - low) / count)
            if border is not None:
                yield stand(Thing(name="plot_border", asset=border, T_world_body=site.standing(x, y, yaw_rad)))
    for _ in range(int(rng.integers(2, 6))):
        x, y = _at(
            middle_m, yaw_rad, float(rng.uniform(0.9, max(1.0, setback_m - 1.3))), float(rng.uniform(-half, half))
        )
        seed = int(rng.integers(3))
        share = float(np.interp(site.camera_distances(np.array([[x, y]]))[0], [10.0, 40.0], [0.6, 0.1]))
        shrub = Bush(
            kind=("leafy", "small_leaved", "conifer")[seed],
            season=site.season,
            width_m=1.3,
            height_m=(0.9, 1.1, 1.5)[seed],
            twig_share=round(share, 1),
            seed=seed,
        )
        thing = Thing(name="shrub", asset=shrub, T_world_body=site.standing(x, y, float(rng.uniform(0.0, 6.28))))
        yield Stand(things=(thing,), foot=disc(x, y, 0.5))
    depth = asset_of(spec).box.length_m
    for out in (setback_m - 2.2, -depth - 6.0, -depth - 11.0):
        x, y = _at(middle_m, yaw_rad, out, float(rng.uniform(-half, half)))
        if rng.random() < 0.6:
            species = GARDEN_TREES[int(rng.integers(len(GARDEN_TREES)))]
            yield Stand(things=(_tree(site, x, y, species, rng),), foot=disc(x, y, 0.8))


def _border(rng: np.random.Generator, twig_share: float) -> AssetSpec | None:
    """A piece of what stands between a garden and the street; None where it is open."""
    kinds = (
        Hedge(length_m=ELEMENT_M, height_m=1.1, twig_share=twig_share),
        LowWall(length_m=ELEMENT_M, height_m=0.6),
        Fence(length_m=ELEMENT_M, height_m=0.9),
        None,
    )
    return kinds[int(rng.choice(4, p=[0.4, 0.2, 0.25, 0.15]))]


def _yard(
    site: Site, middle_m: Float64, yaw_rad: float, spec: AssetSpec, setback_m: float, rng: np.random.Generator
) -> Iterator[Stand]:
    """A paved yard before the gates, and a wire fence along the street with an opening."""
    half = 0.5 * asset_of(spec).box.width_m
    slab = PavedSlab(length_m=round(setback_m - 1.0, 1), width_m=round(1.6 * half, 1), surface="asphalt")
    x, y = _at(middle_m, yaw_rad, 0.5 * (setback_m - 1.0), 0.0)
    yield Stand(
        things=(Thing(name="yard", asset=slab, T_world_body=site.standing(x, y, yaw_rad)),), foot=disc(x, y, 0.1)
    )
    way_in, panel = float(rng.uniform(-0.5, 0.5)) * half, MeshFence()
    for k in range(int(2 * (half + 3.0) / panel.length_m)):
        across = -half - 3.0 + (k + 0.5) * panel.length_m
        if abs(across - way_in) > 5.0:
            x, y = _at(middle_m, yaw_rad, setback_m - 1.2, across)
            yield stand(Thing(name="yard_fence", asset=panel, T_world_body=site.standing(x, y, yaw_rad)))


def _drive_at(spec: AssetSpec) -> float | None:
    """How far to the left of the front's middle a garage stands; None where there is none."""
    if not isinstance(spec, DetachedHouse) or spec.garage == "none":
        return None
    return (1.0 if spec.garage == "left" else -1.0) * (0.5 * spec.width_m + 1.7)


def _at(middle_m: Float64, yaw_rad: float, out_m: float, left_m: float) -> tuple[float, float]:
    """A place before a front: so far out towards the street and to the building's left."""
    c, s = math.cos(yaw_rad), math.sin(yaw_rad)
    return float(middle_m[0] + out_m * c - left_m * s), float(middle_m[1] + out_m * s + left_m * c)


def _tree(site: Site, x: float, y: float, species: SpeciesName, rng: np.random.Generator) -> Thing:
    share = 1.0 if site.camera_distances(np.array([[x, y]]))[0] < 25.0 else 0.2
    spec = Tree(species=species, season=site.season, twig_share=share, seed=int(rng.integers(2)))
    return Thing(name="garden_tree", asset=spec, T_world_body=site.standing(x, y, float(rng.uniform(0.0, 6.28))))
