"""What lies on carriageways: manhole covers, repaired asphalt, and leaves along kerbs in autumn."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import shapely

from scenes.asset import AssetSpec
from scenes.assets.plants.fallen_leaves import FallenLeaves
from scenes.assets.street.road_patch import AsphaltRepair, Manhole
from scenes.pose import Pose, axis_angle
from scenes.roads.cross_section import CrossSection
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.surface.kinds import KIND, kind_of_lane
from scenes.roadside.road_span import section_at
from scenes.roadside.site import Site
from scenes.roadside.stand import Placement, Stand, Thing

EVERY_M = {"town": 17.0, "suburb": 24.0, "industrial": 28.0, "parking": 40.0, "rural": 70.0}
"""Mean distance of covers and repairs along a lane; chosen: sewers have a cover every 30 to 60 m (DWA-A 157), and
three repairs come to one cover."""
SPECS: tuple[AssetSpec, ...] = (
    Manhole(),
    Manhole(),
    AsphaltRepair(length_m=4.5, width_m=1.1),
    AsphaltRepair(length_m=2.2, width_m=1.6),
    AsphaltRepair(length_m=9.0, width_m=0.8),
)
COUNTRY: tuple[AssetSpec, ...] = SPECS[2:]


def paving(site: Site) -> Iterator[Stand]:
    """Covers and repairs in the lanes of all roads outside junctions, off their marks and off bridges."""
    every = EVERY_M.get(site.surroundings.setting)
    if every is None:
        return
    rng = site.rng("paving")
    specs = COUNTRY if site.surroundings.setting == "rural" else SPECS
    for road in site.network.roads:
        if road.junction is not None:
            continue
        curve = RoadCurve.of(road)
        s = float(rng.uniform(4.0, every))
        while s < road.length_m - 6.0:
            spec = specs[int(rng.integers(len(specs)))]
            t = _in_a_lane(road, s, rng)
            bend = abs(float(curve.plan_at(s).curvature_per_m[0]))
            deck = any(one.s_m < s < one.s_m + one.length_m for one in road.structures)
            if t is not None and bend < 0.02 and not deck:
                thing = Thing(name="paving", asset=spec, T_world_body=_flat(curve, s, t))
                x, y, _ = thing.T_world_body.translation_m
                if not shapely.dwithin(site.ground.areas.crossings, shapely.Point(x, y), 6.0):
                    yield Stand(things=(thing,), foot=shapely.Polygon())
            s += every * float(rng.uniform(0.6, 1.4))


def leaves(site: Site) -> Iterator[Stand]:
    """Drifts of leaves along kerbs in autumn."""
    if site.season != "autumn" or site.surroundings.setting not in {"town", "suburb"}:
        return
    rng = site.rng("leaves")
    for edge in site.edges:
        s = float(rng.uniform(2.0, 8.0))
        while s < edge.length_m - 3.0:
            pose = _flat(edge.curve, s, float(np.interp(s, edge.stations_m, edge.kerb_t_m)) - 0.35 * edge.side)
            drift = FallenLeaves(seed=int(rng.integers(4)))
            yield Stand(things=(Thing(name="leaves", asset=drift, T_world_body=pose),), foot=shapely.Polygon())
            s += float(rng.uniform(2.5, 9.0))


def _in_a_lane(road: Road, s: float, rng: np.random.Generator) -> float | None:
    """T of a place inside a driving lane at a station, clear of its borders; None where there is none wide enough."""
    cross = CrossSection.of(road, section_at(road, s))
    lanes = []
    for lane_id in cross.lane_ids:
        middle, width = cross.middle_m(lane_id, np.array([s]))
        if kind_of_lane(cross.section.lane(lane_id).kind, float(width[0])) == KIND["driving"] and width[0] > 2.6:
            lanes.append((float(middle[0]), float(width[0])))
    if not lanes:
        return None
    middle_m, width_m = lanes[int(rng.integers(len(lanes)))]
    return middle_m + float(rng.uniform(-0.5, 0.5)) * (width_m - 2.2)


def _flat(curve: RoadCurve, s: float, t: float) -> Placement:
    """A pose in the road's surface, x along the road."""
    at = curve.points(s, t)
    heading, n = float(at.heading_rad[0]), at.normal[0]
    lean = math.acos(min(1.0, float(n[2])))
    x, y, z = (float(c) for c in at.position_m[0])
    level: Placement = Pose.planar(x, y, heading, z)
    if lean < 1e-6:
        return level
    axis = np.array([-n[1], n[0], 0.0]) / math.hypot(float(n[0]), float(n[1]))
    turn = axis_angle((float(axis[0]), float(axis[1]), 0.0), lean)
    tilt: Placement = Pose.from_arrays(np.array([x, y, z]), turn)
    return tilt @ Pose.planar(0.0, 0.0, heading, 0.0)
