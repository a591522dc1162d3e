"""Street lamps along roads, on both sides by turns where the carriageway is wide."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scenes.assets.street.street_furniture import LampPost
from scenes.roads.place import Setting
from scenes.roadside.road_edge import RoadEdge
from scenes.roadside.road_span import driven_span
from scenes.roadside.site import Site
from scenes.roadside.stand import Stand, Thing, disc

WIDE_M = 8.5
"""Carriageways from this width on are lit from both sides, staggered (DIN 13201-2: width above the lamps' height)."""
FROM_KERB_M = 0.55
"""RASt 06: 0.50 m safety zone beside the carriageway, and half a mast."""
FROM_RIM_M = 0.9
"""Chosen: masts without a pavement stand in the verge."""
END_M = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lighting:
    """How a setting lights its roads. spacing_m: between lamps of the road, whichever side they stand on."""

    height_m: float
    spacing_m: float
    flux_lm: float
    color_kelvin: float


LIGHTING: dict[Setting, Lighting] = {
    # spacing 3.5 to 4.5 times the height (DIN 13201, classes M5 and P4); flux of LED luminaires of these classes
    "town": Lighting(height_m=8.0, spacing_m=29.0, flux_lm=7500.0, color_kelvin=3000.0),
    "suburb": Lighting(height_m=5.5, spacing_m=32.0, flux_lm=3500.0, color_kelvin=3000.0),
    "industrial": Lighting(height_m=9.0, spacing_m=35.0, flux_lm=9000.0, color_kelvin=4000.0),
    "parking": Lighting(height_m=8.0, spacing_m=28.0, flux_lm=9000.0, color_kelvin=4000.0),
}
"""Settings that light their roads; roads outside towns are dark."""


def lamps(site: Site) -> Iterator[Stand]:
    """Lamps along all roads, arms over the carriageway."""
    lighting = LIGHTING.get(site.surroundings.setting)
    if lighting is None or any(thing.kind == "streetLamp" for road in site.network.roads for thing in road.objects):
        return
    rng = site.rng("lamps")
    for right, left in zip(site.edges[::2], site.edges[1::2], strict=True):
        low, high = driven_span(right.road, right.road.length_m / 2)
        both = high - low > WIDE_M
        first = float(rng.uniform(0.3, 0.7)) * lighting.spacing_m
        places = np.arange(first, right.length_m - END_M, lighting.spacing_m)
        one_side = right if right.driven else left
        for k, s in enumerate(places.tolist()):
            edge = (right, left)[k % 2] if both else one_side
            yield _lamp(site, edge, s, lighting)


def _lamp(site: Site, edge: RoadEdge, s: float, lighting: Lighting) -> Stand:
    paved = edge.pavement_m(s) > 1.2
    spot = edge.spot(s, FROM_KERB_M) if paved else edge.spot(s, FROM_RIM_M, "back")
    arm = 1.4 if paved else 2.0
    post = LampPost(height_m=lighting.height_m, arm_m=arm, flux_lm=lighting.flux_lm, color_kelvin=lighting.color_kelvin)
    pose = site.pose(spot, spot.out_rad + math.pi)
    return Stand(things=(Thing(name="lamp", asset=post, T_world_body=pose),), foot=disc(*spot.xy, 0.2))
