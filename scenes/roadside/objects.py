"""The objects of a network as things: poles, lamps, trees, barriers along paths, buildings over outlines."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.asset import AssetSpec, asset_of
from scenes.assets.buildings.building import TownHouse
from scenes.assets.plants.grown_tree import Tree
from scenes.assets.plants.tree_species import SPECIES
from scenes.assets.shaping.extruded import Corner, OutlineBlock
from scenes.assets.signs.signal_post import LATTICE_M, Gantry
from scenes.assets.signs.traffic_sign import SignPost, TrafficSign
from scenes.assets.street.street_furniture import LampPost
from scenes.pose import Pose
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.road_object import Outline, Repeat, RoadObject
from scenes.roadside.barriers import barrier
from scenes.roadside.object_kinds import PAINT, finish_of, line_of, maker_of, words_of
from scenes.roadside.road_areas import outline_area, outline_points
from scenes.roadside.road_span import driven_span
from scenes.roadside.site import Site
from scenes.roadside.stand import Placement, Stand, Thing, box_area, disc
from scenes.roadside.stations import stretch

Float64 = NDArray[np.float64]

USUAL_M = (0.5, 0.5, 1.0)
"""Length, width and height of objects that give none; chosen."""
MAX_COPIES = 5000
PIECE_M = 4.0
CARRIED = frozenset(["pole"])
"""Types that signals bring themselves: esmini's maps draw a sign's post as an object."""


def objects(site: Site, notes: list[str]) -> Iterator[Stand]:
    """All objects of all roads; `notes` gets a line for each that no word of ours tells."""
    for road in site.network.roads:
        curve = RoadCurve.of(road)
        posts = [(signal.s_m, signal.t_m) for signal in road.signals]
        for thing in road.objects:
            if thing.kind.lower() in PAINT:
                continue
            at_sign = any(math.hypot(thing.s_m - s, thing.t_m - t) < 0.6 for s, t in posts)
            if not (thing.kind.lower() in CARRIED and at_sign):
                yield from _object(site, road, curve, thing, notes)


def _object(site: Site, road: Road, curve: RoadCurve, thing: RoadObject, notes: list[str]) -> Iterator[Stand]:
    known = _point_maker(site, thing) is not None or line_of(thing) is not None or finish_of(thing) != "concrete"
    if not known:
        name = f"object {thing.id} of type '{thing.kind}' named '{thing.name}'"
        notes.append(f"road {road.id}, {name}: nothing of ours goes by that, shown as a block of its size")
    if thing.outlines:
        yield from (_block(site, curve, thing, outline) for outline in thing.outlines if len(outline.corners) > 1)
    elif not thing.repeats:
        yield _single(site, road, curve, thing, thing.s_m, thing.t_m, thing.z_m)
    for repeat in thing.repeats:
        if repeat.distance_m > 0.0:
            for s in np.arange(repeat.s_m, min(repeat.s_m + repeat.length_m, road.length_m), repeat.distance_m)[
                :MAX_COPIES
            ]:
                share = (float(s) - repeat.s_m) / max(repeat.length_m, 1e-6)
                t, z = (a + share * (b - a) for a, b in (repeat.t_m, repeat.z_m))
                yield _single(site, road, curve, thing, float(s), t, z)
        else:
            yield from _continuous(site, road, curve, thing, repeat)


def _point_maker(site: Site, thing: RoadObject) -> AssetSpec | None:
    """The asset of an object at one place; None where no word tells."""
    words = words_of(thing)
    maker = maker_of(thing)
    if maker is not None:
        return maker(thing)
    if "lamp" in words or "streetlight" in words:
        height = thing.height_m or 7.5
        return LampPost(height_m=round(height, 2), arm_m=1.2 if height > 4.0 else 0.6, flux_lm=1000.0 * height)
    if "tree" in words or ("vegetation" in words and thing.radius_m and thing.height_m > 3.0):
        height = thing.height_m or SPECIES["lime"].height_m
        return Tree(species="lime", season=site.season, height_m=round(min(max(height, 3.0), 30.0), 1), twig_share=0.35)
    if "pole" in words:
        return SignPost(height_m=round(thing.height_m or 3.0, 2))
    if "building" in words and thing.length_m > 7.0 and thing.width_m > 5.0:
        storeys = max(2, round((thing.height_m - 3.8) / 3.2) + 1)
        width = round(thing.length_m, 1)
        return TownHouse(
            width_m=width,
            depth_m=round(thing.width_m, 1),
            storeys=min(storeys, 8),
            bays=max(3, round(width / 3.0)),
            roof="flat",
            side_bays=3,
        )
    return None


def _single(site: Site, road: Road, curve: RoadCurve, thing: RoadObject, s: float, t: float, z: float) -> Stand:
    """One object at a place in road coordinates."""
    at = curve.points(s, t, z)
    x, y, height = (float(c) for c in at.position_m[0])
    ground = float(site.heights(np.array([[x, y]]))[0])
    if math.isfinite(ground) and abs(ground - (height - z)) < 3.0:
        height = ground + z
    heading = float(at.heading_rad[0]) + thing.heading_rad
    spec = _point_maker(site, thing)
    if spec is None:
        spec = _box(thing)
    elif isinstance(spec, TownHouse):
        x, y, heading = _fronted(spec, road, s, t, x, y, heading)
    elif isinstance(spec, LampPost):
        low, high = driven_span(road, s)
        heading += math.pi / 2 * (1.0 if t < 0.5 * (low + high) else -1.0)
    pose: Placement = Pose.planar(x, y, heading, height)
    one = Thing(name="map_object", asset=spec, T_world_body=pose)
    if isinstance(spec, Gantry):
        return _gantry(site, road, spec, s, one)
    slim = isinstance(spec, LampPost | Tree)
    return Stand(things=(one,), foot=disc(x, y, 0.25) if slim else box_area(one))


def _gantry(site: Site, road: Road, spec: Gantry, s: float, one: Thing) -> Stand:
    """A sign bridge on its two legs, turned to those who come; with a board where the network hangs no signs there."""
    turned: Placement = one.T_world_body @ Pose.planar(0.0, 0.0, math.pi)
    things = [Thing(name="gantry", asset=spec, T_world_body=turned)]
    hung = any(abs(signal.s_m - s) < 2.0 and signal.z_m > 4.0 for signal in road.signals)
    if not hung:
        board = TrafficSign(kind="motorway_board", country=site.surroundings.country)
        up = spec.clear_m + 0.5 * LATTICE_M - 0.5 * asset_of(board).box.height_m
        at: Placement = turned @ Pose.planar(0.37, 0.12 * spec.span_m, 0.0, max(up, 5.0))
        things.append(Thing(name="sign_motorway_board", asset=board, T_world_body=at))
    ends: list[Placement] = [turned @ Pose.planar(0.0, side * 0.5 * spec.span_m, 0.0) for side in (-1.0, 1.0)]
    feet = [disc(*end.translation_m[:2], 0.8) for end in ends]
    return Stand(things=tuple(things), foot=feet[0].union(feet[1]))


def _fronted(
    house: TownHouse, road: Road, s: float, t: float, x: float, y: float, heading: float
) -> tuple[float, float, float]:
    """A house about its middle, its front along the object's length and towards the road."""
    low, high = driven_span(road, s)
    facing = heading + math.pi / 2 * (1.0 if t < 0.5 * (low + high) else -1.0)
    half = 0.5 * house.depth_m
    return x + half * math.cos(facing), y + half * math.sin(facing), facing


def _box(thing: RoadObject) -> OutlineBlock:
    """A block of an object's size, or a column of its radius."""
    length, width, height = (
        given or usual for given, usual in zip((thing.length_m, thing.width_m, thing.height_m), USUAL_M, strict=True)
    )
    if thing.radius_m > 0.0:
        angle = np.arange(10) * (2 * math.pi / 10)
        rim = [(thing.radius_m * math.cos(a), thing.radius_m * math.sin(a)) for a in angle.tolist()]
    else:
        rim = [(-length / 2, -width / 2), (length / 2, -width / 2), (length / 2, width / 2), (-length / 2, width / 2)]
    corners: tuple[Corner, ...] = tuple((round(x, 3), round(y, 3), 0.0, round(height, 3)) for x, y in rim)
    return OutlineBlock(corners=corners, finish=finish_of(thing))


def _block(site: Site, curve: RoadCurve, thing: RoadObject, outline: Outline) -> Stand:
    """An outline extruded by its corners' heights, about its first corner."""
    points = outline_points(curve, thing, outline)
    heights = np.array([corner.height_m or thing.height_m or USUAL_M[2] for corner in outline.corners])
    if not outline.closed or len(points) < 3:
        path = tuple((float(x), float(y), float(z)) for x, y, z in points)
        return barrier(site, "wall", path, float(heights.mean()), thing.width_m or 0.2, finish_of(thing))
    origin = points[0]
    if not shapely.is_valid(shapely.polygons(points[:, :2])):
        # An outline that crosses itself has no inside: its hull stands for it.
        hull = shapely.get_coordinates(shapely.convex_hull(shapely.multipoints(points[:, :2])))[:-1]
        points = np.column_stack([hull, np.full(len(hull), points[:, 2].min())])
        heights = np.full(len(hull), heights.mean())
    rows = np.column_stack([points - origin, heights])
    corners: tuple[Corner, ...] = tuple((float(a), float(b), float(c), float(d)) for a, b, c, d in rows.round(3))
    pose: Placement = Pose.planar(float(origin[0]), float(origin[1]), 0.0, float(origin[2]))
    one = Thing(name="map_object", asset=OutlineBlock(corners=corners, finish=finish_of(thing)), T_world_body=pose)
    return Stand(things=(one,), foot=outline_area(curve, thing, outline))


def _continuous(site: Site, road: Road, curve: RoadCurve, thing: RoadObject, repeat: Repeat) -> Iterator[Stand]:
    """An object stretched along the road, in the pieces of its line."""
    end = min(repeat.s_m + repeat.length_m, road.length_m)
    if end - repeat.s_m < 0.2:
        return
    s = stretch(repeat.s_m, end, PIECE_M)
    share = (s - s[0]) / max(repeat.length_m, 1e-6)
    t, z = (a + share * (b - a) for a, b in (repeat.t_m, repeat.z_m))
    kind = line_of(thing) or "wall"
    # Rails have their own height over the ground, whatever a map's beam is lifted by.
    points = curve.points(s, t, 0.0 if kind == "guard_rail" else z).position_m
    wide = np.mean(repeat.width_m) if repeat.width_m else thing.width_m or 0.2
    high = np.mean(repeat.height_m) if repeat.height_m else thing.height_m or USUAL_M[2]
    low, up = driven_span(road, 0.5 * (repeat.s_m + end))
    if float(t.mean()) < 0.5 * (low + up):
        points = points[::-1]  # rails look to the right of their path: towards the traffic
    path = tuple((float(a), float(b), float(c)) for a, b, c in points.round(3))
    yield barrier(site, kind, path, float(high), float(wide), finish_of(thing))
