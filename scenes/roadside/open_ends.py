"""How a place goes on where its roads end: a cross street in towns, the road itself in the country. Drawn as land."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.roads.network import RoadNetwork
from scenes.roads.place import Setting
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roadside.road_span import driven_span

Float64 = NDArray[np.float64]

BUILT_UP: frozenset[Setting] = frozenset(["town", "suburb", "industrial"])
CARRIAGEWAY_M, PAVEMENT_M = 7.5, 3.0
"""Chosen: a cross street of two lanes with pavements."""
REACH_M = 75.0
"""Chosen: how far a cross street reaches to either side; houses hide what comes then."""
ONWARD_M = 160.0
"""Chosen: how far a country road goes on beyond its end."""
CLOSED_M = 2.0
"""Ends nearer to another road than this are joined to it."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class OpenEnds:
    """zones: what is drawn on the land, lowest first, with its kind. built: all streets of a town with these.

    caps: lines across which streets go on: no house stands there.
    """

    zones: tuple[tuple[shapely.Geometry, str], ...]
    built: shapely.Geometry
    caps: shapely.Geometry

    @property
    def drawn(self) -> shapely.Geometry:
        """All zones together."""
        return shapely.union_all([area for area, _ in self.zones])


def open_ends(network: RoadNetwork, setting: Setting, covered: shapely.Geometry) -> OpenEnds:
    """The ends of all roads that nothing follows."""
    zones: list[tuple[shapely.Geometry, str]] = []
    caps: list[shapely.Geometry] = []
    streets: list[shapely.Geometry] = []
    for road in network.roads:
        for end in _free_ends(road):
            middle, heading, low, high = _cut(road, end)
            if _met(covered, middle, heading):
                continue
            if setting in BUILT_UP:
                whole = _strip(middle, heading, (0.0, CARRIAGEWAY_M + PAVEMENT_M), (-REACH_M, REACH_M))
                inner = _strip(middle, heading, (-0.5, CARRIAGEWAY_M), (-REACH_M, REACH_M))
                beside = _strip(middle, heading, (-PAVEMENT_M, 0.0), (-REACH_M, REACH_M))
                zones += [(shapely.union(whole, beside), "slabs"), (inner, "street")]
                streets += [whole, beside]
                far = (-REACH_M - 1.0, -REACH_M + 1.0), (REACH_M - 1.0, REACH_M + 1.0)
                caps += [_strip(middle, heading, (-PAVEMENT_M - 6.0, CARRIAGEWAY_M + 9.0), span) for span in far]
            else:
                onward = _strip(middle, heading, (-0.5, ONWARD_M), (low, high))
                zones.append((onward, "street"))
                caps.append(onward)
    return OpenEnds(
        zones=tuple((shapely.difference(area, covered, grid_size=1e-4), kind) for area, kind in zones),
        built=shapely.union_all([covered, *streets], grid_size=1e-4),
        caps=shapely.union_all(caps),
    )


def _free_ends(road: Road) -> list[float]:
    """Stations of a road's ends that no link leads on from."""
    if road.junction is not None:
        return []
    return [s for s, link in ((0.0, road.predecessor), (road.length_m, road.successor)) if link is None]


def _cut(road: Road, s_m: float) -> tuple[Float64, float, float, float]:
    """The middle of an end (2,), the heading out of the road there, and its lanes' span about the middle."""
    low, high = driven_span(road, s_m)
    curve = RoadCurve.of(road)
    t = 0.5 * (low + high)
    at = curve.points(s_m, t)
    heading = float(at.heading_rad[0]) + (math.pi if s_m == 0.0 else 0.0)
    return at.position_m[0, :2], heading, -0.5 * (high - low), 0.5 * (high - low)


def _met(covered: shapely.Geometry, middle: Float64, heading: float) -> bool:
    """Whether another road begins right behind an end."""
    ahead = middle + (CLOSED_M + 1.0) * np.array([math.cos(heading), math.sin(heading)])
    return bool(shapely.dwithin(covered, shapely.points(ahead), CLOSED_M))


def _strip(
    middle: Float64, heading: float, out_m: tuple[float, float], across_m: tuple[float, float]
) -> shapely.Geometry:
    """A rectangle before an end, by how far out it lies and how far to the left."""
    c, s = math.cos(heading), math.sin(heading)
    (near, far), (right, left) = out_m, across_m
    corners = [(near, right), (far, right), (far, left), (near, left)]
    return shapely.polygons([(middle[0] + c * u - s * v, middle[1] + s * u + c * v) for u, v in corners])
