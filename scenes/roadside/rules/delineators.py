"""Delineator posts beside roads outside towns (VzKat 620; HLB: every 50 m, closer in bends and on crests)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from scenes.assets.street.road_restraint import DelineatorPost
from scenes.roadside.road_edge import RoadEdge, Spot
from scenes.roadside.site import Site
from scenes.roadside.stand import Stand, Thing, disc

SPACING_M = 50.0
TIGHT = ((30.0, 3.0), (50.0, 5.0), (100.0, 10.0), (200.0, 15.0), (400.0, 20.0), (700.0, 30.0))
"""Radii in metres up to which posts stand closer, and how close (HLB 2021, table of spacings; rounded)."""
BEYOND_M = 0.5
"""Distance from the carriageway's edge (HLB: 0.50 m)."""
BEHIND_M = 1.2
"""Chosen: behind a rail."""


def delineators(site: Site) -> Iterator[Stand]:
    """Posts in pairs on both sides of all roads, their reflectors along the road."""
    if any(thing.kind == "guide-post" for road in site.network.roads for thing in road.objects):
        return
    for edge in site.edges:
        if edge.outer_kind == "median":
            continue  # beyond it lies the other carriageway
        for s in _stations(edge):
            first, behind = edge.spot(s, BEYOND_M, "back"), edge.spot(s, BEHIND_M, "back")
            usual = _post(site, edge, first)
            yield usual
            # Where a rail has that place, the post stands behind it.
            yield replace(_post(site, edge, behind), instead_of=usual)


def _post(site: Site, edge: RoadEdge, spot: Spot) -> Stand:
    pose = site.pose(spot, spot.along_rad + (0.0 if edge.side < 0 else math.pi))
    return Stand(
        things=(Thing(name="delineator", asset=DelineatorPost(), T_world_body=pose),), foot=disc(*spot.xy, 0.1)
    )


def _stations(edge: RoadEdge) -> list[float]:
    """Stations of posts: the spacing follows the bend that they stand in."""
    bend = np.abs(edge.curve.plan_at(edge.stations_m).curvature_per_m)
    out, s = [], 2.0
    while s < edge.length_m - 1.0:
        out.append(s)
        curvature = float(np.interp(s, edge.stations_m, bend))
        radius = 1.0 / max(curvature, 1e-6)
        s += next((step for limit, step in TIGHT if radius <= limit), SPACING_M)
    return out
