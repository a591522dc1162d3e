"""What stands in open country: power lines beside and across roads, farms, villages with a church in the distance."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.asset import AssetSpec, asset_of
from scenes.assets.buildings.church import Church
from scenes.assets.plants.tree_species import SpeciesName
from scenes.assets.street.power_line import PowerLine
from scenes.pose import Pose
from scenes.roadside.building_choice import FARM_MAKERS, FRONTAGES, colours_of, pool
from scenes.roadside.planting import tree
from scenes.roadside.road_edge import RoadEdge
from scenes.roadside.site import Site
from scenes.roadside.stand import Placement, Stand, Thing, disc, stand

Float64 = NDArray[np.float64]

SPAN_M, BESIDE_M, RUN_M = 45.0, 16.0, 500.0
"""Spans of wooden poles for 20 kV (40 to 60 m), their distance from the road, and length of a line; chosen."""
LINE_SHARE, CROSSING_SHARE = 0.45, 0.35
"""Chosen: of roads with a line beside them, and of roads that one crosses."""
FARM_SHARE, FARM_M = 0.10, (45.0, 190.0)
"""Chosen: of meadows near the road that have a farm, and how far from the road it stands."""
VILLAGE_M, HOUSES = (170.0, 330.0), 12
"""Chosen: where villages lie, and how many houses of one are built."""
CLEAR_OF_WIRES_M = 8.0
FARM_TREES: tuple[SpeciesName, ...] = ("lime", "oak", "birch")


def power_lines(site: Site) -> Iterator[Stand]:
    """Lines on wooden poles along some roads, and across some."""
    rng = site.rng("power_lines")
    for edge in site.edges:
        if edge.length_m < 2 * SPAN_M or edge.outer_kind == "median":
            continue
        if edge.side < 0 and rng.random() < CROSSING_SHARE:
            at, slant = float(rng.uniform(0.25, 0.75)) * edge.length_m, float(rng.uniform(-0.5, 0.5))
            yield _line(site, _across(edge, at, slant))
        if rng.random() < LINE_SHARE * 0.5:
            s = np.arange(0.0, min(edge.length_m, RUN_M), SPAN_M)
            t = np.interp(s, edge.stations_m, edge.back_t_m) + edge.side * BESIDE_M
            yield _line(site, edge.curve.points(s, t).position_m[:, :2])


def _across(edge: RoadEdge, s: float, slant: float) -> Float64:
    """Poles (N, 2) of a line that crosses a road, none of them near it."""
    at = edge.curve.points(s, 0.5 * float(np.interp(s, edge.stations_m, edge.back_t_m)))
    way = float(at.heading_rad[0]) + math.pi / 2 + slant
    steps = SPAN_M * (np.arange(-3, 3) + 0.5)
    return np.asarray(at.position_m[0, :2] + steps[:, None] * np.array([math.cos(way), math.sin(way)]))


def _line(site: Site, xy: Float64) -> Stand:
    """A line over poles (N, 2), about its first one. Trees keep clear of its wires."""
    z = np.nan_to_num(site.heights(xy))
    local = tuple(
        (round(float(x - xy[0, 0]), 3), round(float(y - xy[0, 1]), 3), round(float(h - z[0]), 3))
        for (x, y), h in zip(xy, z, strict=True)
    )
    pose: Placement = Pose.planar(float(xy[0, 0]), float(xy[0, 1]), 0.0, float(z[0]))
    thing = Thing(name="power_line", asset=PowerLine(path_m=local), T_world_body=pose)
    poles = shapely.union_all([disc(float(x), float(y), 0.3) for x, y in xy])
    road = shapely.buffer(site.ground.areas.covered, CLEAR_OF_WIRES_M)
    wires = shapely.difference(shapely.buffer(shapely.LineString(xy), 3.0), road)
    return Stand(things=(thing,), foot=shapely.union(poles, wires))


def farms(site: Site) -> Iterator[Stand]:
    """Farmyards on meadows: a barn and a house about a yard, trees around."""
    rng = site.rng("farms")
    specs = [maker(rng) for maker in FARM_MAKERS]
    for parcel in site.ground.parcels:
        if parcel.kind not in {"meadow", "grass"} or rng.random() > FARM_SHARE * 3.0:
            continue
        centre = shapely.point_on_surface(parcel.area)
        at = np.array([[centre.x, centre.y]])
        if not FARM_M[0] < site.camera_distances(at)[0] < FARM_M[1] or parcel.area.area < 1500.0:
            continue
        yaw = float(rng.uniform(0.0, 2 * math.pi))
        for k, spec in enumerate(specs):
            yield _house(site, at[0], yaw + k * math.pi / 2, 12.0, spec, rng)
        around = at + 24.0 * np.array([[math.cos(a), math.sin(a)] for a in rng.uniform(0.0, 2 * math.pi, 5)])
        yield from tree(site, around, FARM_TREES, rng, "farm_tree")


def villages(site: Site) -> Iterator[Stand]:
    """One village in view: houses scattered about a church."""
    rng = site.rng("villages")
    far = [p for p in site.ground.parcels if p.kind != "forest_floor" and p.area.area > 2500.0]
    points = np.array([shapely.get_coordinates(shapely.point_on_surface(p.area))[0] for p in far]).reshape(-1, 2)
    if not len(points):
        return
    away = site.camera_distances(points)
    fit = np.flatnonzero((away > VILLAGE_M[0]) & (away < VILLAGE_M[1]))
    if not len(fit):
        return
    centre = points[int(fit[int(rng.integers(len(fit)))])]
    yield _house(site, centre, float(rng.uniform(0.0, 2 * math.pi)), 0.0, Church(), rng)
    specs = pool(FRONTAGES["suburb"], rng)
    for k in range(HOUSES * 3):
        angle, reach = 2.4 * k + float(rng.uniform(0.0, 0.5)), 22.0 + 7.5 * math.sqrt(k) * 2.0
        place = centre + reach * np.array([math.cos(angle), math.sin(angle)])
        if site.camera_distances(place[None])[0] > 90.0:
            yield _house(site, place, angle + math.pi + float(rng.uniform(-0.4, 0.4)), 0.0, specs[k % len(specs)], rng)
    around = centre + rng.normal(size=(20, 2)) * 45.0
    yield from tree(site, around, FARM_TREES, rng, "village_tree")


def _house(site: Site, at: Float64, yaw: float, out_m: float, spec: AssetSpec, rng: np.random.Generator) -> Stand:
    """A building whose front looks back at a place from a distance."""
    x, y = (float(c) for c in at - out_m * np.array([math.cos(yaw), math.sin(yaw)]))
    box = asset_of(spec).box
    back = box.length_m * np.array([math.cos(yaw), math.sin(yaw)])
    z = np.nan_to_num(site.heights(np.array([[x, y], [x - back[0], y - back[1]]]))).min()
    pose: Placement = Pose.planar(x, y, yaw, float(z))
    return stand(Thing(name="building", asset=spec, T_world_body=pose, appearance=colours_of(spec, rng)), margin_m=1.0)
