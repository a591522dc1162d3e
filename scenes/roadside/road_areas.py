"""What roads cover of the ground, by kind; what lies on bridges left out."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.roads.network import RoadNetwork
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.road_object import LocalCorner, Outline, RoadObject, Structure
from scenes.roads.surface.areas import GRID_M, lane_areas
from scenes.roads.surface.kinds import KIND, KINDS
from scenes.roads.surface.section_layout import layout_of
from scenes.roadside.driven_kinds import DRIVEN
from scenes.roadside.road_levels import structures_of
from scenes.roadside.stations import stretch

Float64 = NDArray[np.float64]

BRIDGE_STEP_M = 2.0


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RoadAreas:
    """Areas in the ground plane.

    covered: all that roads cover at the ground. driven: lanes of vehicles and bicycles, bridges' among them;
    driven_below: without those. crossings: crosswalks. pavements: where people walk. bridges: what lies on bridges.
    """

    covered: shapely.Geometry
    driven: shapely.Geometry
    driven_below: shapely.Geometry
    crossings: shapely.Geometry
    pavements: shapely.Geometry
    bridges: shapely.Geometry


@functools.lru_cache(maxsize=8)
def road_areas(network: RoadNetwork) -> RoadAreas:
    """The areas of all roads of a network."""
    ground, driven, below, pavements, crossings, bridges = [], [], [], [], [], []
    for index, (road, structures) in enumerate(zip(network.roads, structures_of(network), strict=True)):
        curve = RoadCurve.of(road)
        decks = _decks(road, curve, structures)
        bridges += decks
        deck = shapely.union_all(decks) if decks else None
        for section in range(len(road.sections)):
            for area in lane_areas(curve, layout_of(road, curve, section), index):
                name = KINDS[area.kind].name
                on_ground = area.polygon if deck is None else shapely.difference(area.polygon, deck, grid_size=GRID_M)
                if name in DRIVEN:
                    driven.append(area.polygon)
                    below.append(on_ground)
                ground.append(on_ground)
                if area.kind == KIND["sidewalk"]:
                    pavements.append(on_ground)
        crossings += [outline_area(curve, thing, outline) for thing in road.objects for outline in _crosswalk(thing)]
    return RoadAreas(
        covered=_union(ground),
        driven=_union(driven),
        driven_below=_union(below),
        crossings=_union(crossings),
        pavements=_union(pavements),
        bridges=_union(bridges),
    )


def _decks(road: Road, curve: RoadCurve, structures: tuple[Structure, ...]) -> list[shapely.Geometry]:
    """The areas of a road's bridges, wide enough for all of its lanes."""
    decks = []
    for structure in structures:
        if structure.kind == "bridge":
            s = stretch(structure.s_m, min(structure.s_m + structure.length_m, road.length_m), BRIDGE_STEP_M)
            edges = [curve.points(s, side * 60.0).position_m[:, :2] for side in (-1.0, 1.0)]
            decks.append(shapely.make_valid(shapely.polygons(np.concatenate([edges[0], edges[1][::-1]]))))
    return decks


def outline_area(curve: RoadCurve, thing: RoadObject, outline: Outline) -> shapely.Geometry:
    """The area of an object's outline in the ground plane."""
    points = outline_points(curve, thing, outline)
    return shapely.make_valid(shapely.polygons(points[:, :2])) if len(points) > 2 else shapely.Polygon()


def outline_points(curve: RoadCurve, thing: RoadObject, outline: Outline) -> Float64:
    """World points (N, 3) of an outline's corners, at their lower ends."""
    points = []
    at = curve.points(thing.s_m, thing.t_m, thing.z_m)
    origin, heading = at.position_m[0], float(at.heading_rad[0]) + thing.heading_rad
    c, s = np.cos(heading), np.sin(heading)
    for corner in outline.corners:
        if isinstance(corner, LocalCorner):
            turned = np.array([c * corner.u_m - s * corner.v_m, s * corner.u_m + c * corner.v_m, corner.z_m])
            points.append(origin + turned)
        else:
            points.append(curve.points(corner.s_m, corner.t_m, corner.z_m).position_m[0])
    return np.array(points).reshape(-1, 3)


def _crosswalk(thing: RoadObject) -> tuple[Outline, ...]:
    return thing.outlines if thing.kind == "crosswalk" else ()


def _union(areas: list[shapely.Geometry]) -> shapely.Geometry:
    whole = shapely.union_all(areas, grid_size=GRID_M)
    parts = shapely.get_parts(whole)
    return (
        whole if whole.geom_type in {"Polygon", "MultiPolygon"} else shapely.union_all(parts[shapely.area(parts) > 0])
    )
