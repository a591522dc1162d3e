"""Somebody who has put up a warning triangle and stands beside the road in a warning vest."""

from __future__ import annotations

import math

import numpy as np

from scenes.actor import Actor
from scenes.assets.people.activities import Activity
from scenes.assets.people.person import Person
from scenes.assets.street.warning_triangle import WarningTriangle
from scenes.staging.line import Approach, sign_of
from scenes.staging.movers import passer_by, somebody
from scenes.staging.venue import Venue

TRIANGLE_M, DRIVER_M = (45.0, 90.0), (6.0, 25.0)
"""Chosen: how far before the station; German law asks for about 100 m on fast roads, few walk that far."""
GROWN_M = 1.55
"""Chosen: no shorter are those who drive trucks."""
INSIDE_M, BEHIND_M = 0.8, 1.9
"""Chosen: of the triangle from the edge of what is paved, and of who stands beyond it, behind a rail."""


def warned(at: Approach, seed: int, venue: Venue, rng: np.random.Generator) -> tuple[Actor, ...]:
    """The triangle faces who comes; the driver stands farther on, looks at the road, and waves or is on the phone."""
    sign, edge = sign_of(at.near), at.edge_m(at.near)
    does: tuple[Activity, ...] = ("waving", "phone_call")
    driver = in_a_vest(seed, does[int(rng.integers(2))])
    places = {
        "warning_triangle": (WarningTriangle(), -float(rng.uniform(*TRIANGLE_M)), edge - INSIDE_M, math.pi),
        "driver": (driver, -float(rng.uniform(*DRIVER_M)), edge + BEHIND_M, sign * -0.6 * math.pi),
    }
    made = []
    for name, (spec, ahead, aside, turn) in places.items():
        pose = venue.upright(at, ahead, sign * aside, turn + float(rng.uniform(-0.2, 0.2)))
        made.append(Actor(name=name, asset=spec, T_world_body=pose))
    return tuple(made)


def in_a_vest(seed: int, activity: Activity) -> Person:
    """Somebody grown, in a warning vest."""
    tall = max(float(passer_by(seed, "driver")["height_m"]), GROWN_M)
    looks = {"kind": "adult", "height_m": tall, "clothing": "reflective_vest", "bag": "none"}
    return somebody(seed, "driver", activity=activity, **looks)
