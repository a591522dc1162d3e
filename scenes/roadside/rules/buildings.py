"""Buildings side by side along the borders of streets: they follow bends, turn corners and leave gaps."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.asset import AssetSpec, asset_of
from scenes.assets.buildings.building import TownHouse
from scenes.roadside.building_choice import FRONTAGES, Frontage, colours_of, pool
from scenes.roadside.plots import between, plot_of
from scenes.roadside.site import Site
from scenes.roadside.stand import Stand, Thing, rectangle

Float64 = NDArray[np.float64]

STEP_M = 1.5
"""Chosen: how far a building that does not fit is moved on."""
BULGE_M = 2.2
"""Chosen: streets that bend into a front by more are left free by it."""
CORNER_M = 3.0
"""Chosen: side walls no further from a street than twice that have windows."""
TRIES = 4
"""Chosen: buildings that are tried at one place."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Front:
    """Where a building stands: middle of its front (2,), the way it looks, and the row's arc length at its ends."""

    middle_m: Float64
    yaw_rad: float
    start_m: float
    end_m: float


def buildings(site: Site) -> Iterator[Stand]:
    """Rows along all borders of what is built up, with what belongs to their plots."""
    frontage = FRONTAGES.get(site.surroundings.setting)
    if frontage is None:
        return
    rng = site.rng("buildings")
    specs = pool(frontage, rng)
    built = site.ground.ends.built
    shapely.prepare([built, site.ground.ends.caps])
    taken: list[shapely.Geometry] = []
    for part in shapely.get_parts(built):
        ring = shapely.geometry.polygon.orient(part, 1.0)
        for line in (ring.exterior, *ring.interiors):
            yield from _row(site, line, specs, frontage, taken, rng)


def _row(
    site: Site,
    line: shapely.Geometry,
    specs: list[AssetSpec],
    frontage: Frontage,
    taken: list[shapely.Geometry],
    rng: np.random.Generator,
) -> Iterator[Stand]:
    """Buildings along a closed border whose street lies on its left, until it is full."""
    at, last = 0.0, -1
    previous: tuple[float, float] | None = None
    while at < line.length - 6.0:
        setback = float(rng.uniform(*frontage.setback_m))
        choice = [k for k in rng.permutation(len(specs)).tolist() if k != last][:TRIES]
        found = _fitting(line, at, [specs[k] for k in choice], setback, site, taken)
        if found is None:
            at, previous = at + STEP_M, None
            continue
        spec, front, area = found
        taken.append(area)
        yield _building(site, front, spec, area, rng)
        yield from plot_of(site, frontage.plot, front.middle_m, front.yaw_rad, spec, setback, rng)
        if previous is not None:
            yield from between(site, frontage.plot, previous, front.middle_m, front.yaw_rad, rng)
        last, at, previous = specs.index(spec), front.end_m, None
        if rng.random() < frontage.gap_share:
            at += float(rng.uniform(*frontage.gap_m))
            previous = _corner(front, spec)


def _fitting(
    line: shapely.Geometry,
    at_m: float,
    specs: list[AssetSpec],
    setback_m: float,
    site: Site,
    taken: list[shapely.Geometry],
) -> tuple[AssetSpec, Front, shapely.Geometry] | None:
    """The first building that has room at an arc length, where it stands and the ground under it."""
    ends = site.ground.ends
    if shapely.intersects(ends.caps, shapely.line_interpolate_point(line, at_m)):
        return None
    for spec in specs:
        front = _front(line, at_m, spec, setback_m)
        if front is None:
            continue
        area = _area(front, spec)
        inner = shapely.buffer(area, -0.05)
        if shapely.intersects(ends.built, inner) or shapely.intersects(ends.caps, inner):
            continue
        if not shapely.intersects(np.array(taken, dtype=object), inner).any():
            return spec, front, area
    return None


def _front(line: shapely.Geometry, at_m: float, spec: AssetSpec, setback_m: float) -> Front | None:
    """Where a building that begins at an arc length stands; None where the border bends too much or ends."""
    width = asset_of(spec).box.width_m
    end = at_m + width
    if end > line.length:
        return None
    stations = np.linspace(at_m, end, max(3, int(width / 1.5)))
    points = shapely.get_coordinates(shapely.line_interpolate_point(line, stations))
    chord = points[-1] - points[0]
    length = float(np.hypot(*chord))
    if length < 0.93 * width:
        return None
    way = chord / length
    out = np.array([way[1], -way[0]])
    off = (points - points[0]) @ out
    if off.max() > BULGE_M or off.min() < -BULGE_M:
        return None
    middle = 0.5 * (points[0] + points[-1]) + (max(float(off.max()), 0.0) + setback_m) * out
    return Front(middle_m=middle, yaw_rad=math.atan2(-out[1], -out[0]), start_m=at_m, end_m=at_m + width)


def _area(front: Front, spec: AssetSpec) -> shapely.Geometry:
    """The ground under a building."""
    box = asset_of(spec).box
    back = 0.5 * box.length_m - box.front_m
    x, y = front.middle_m - back * np.array([math.cos(front.yaw_rad), math.sin(front.yaw_rad)])
    side = box.T_body_box.translation_m[1]
    x, y = x - side * math.sin(front.yaw_rad), y + side * math.cos(front.yaw_rad)
    return rectangle(float(x), float(y), front.yaw_rad, box.length_m / 2, box.width_m / 2)


def _building(site: Site, front: Front, spec: AssetSpec, area: shapely.Geometry, rng: np.random.Generator) -> Stand:
    x, y = (float(c) for c in front.middle_m)
    pose = site.standing(x, y, front.yaw_rad)
    spec = _turned_to_streets(site, front, spec)
    thing = Thing(name="building", asset=spec, T_world_body=pose, appearance=colours_of(spec, rng))
    return Stand(things=(thing,), foot=area)


def _turned_to_streets(site: Site, front: Front, spec: AssetSpec) -> AssetSpec:
    """A town house with windows in its side walls where one of them looks onto a street, as at corners."""
    if not isinstance(spec, TownHouse):
        return spec
    c, s = math.cos(front.yaw_rad), math.sin(front.yaw_rad)
    out = 0.5 * spec.width_m + CORNER_M
    middle = front.middle_m - 0.5 * spec.depth_m * np.array([c, s])
    sides = [shapely.points(middle + side * out * np.array([-s, c])) for side in (-1.0, 1.0)]
    seen = any(shapely.dwithin(site.ground.ends.built, point, CORNER_M) for point in sides)
    return replace(spec, side_bays=3) if seen else spec


def _corner(front: Front, spec: AssetSpec) -> tuple[float, float]:
    """The front's corner towards the next building of the row."""
    half = 0.5 * asset_of(spec).box.width_m
    c, s = math.cos(front.yaw_rad), math.sin(front.yaw_rad)
    # the row runs on to the building's own right
    return float(front.middle_m[0] + half * s), float(front.middle_m[1] - half * c)
