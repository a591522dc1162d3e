"""Where in a scene there is room for more: what stands, what moves where, and what has been added since."""

from __future__ import annotations

import math

from scenes.actor import Scenery
from scenes.footprint import Footprint, corridors_of, footprint_of
from scenes.scene import Scene

CORRIDOR_M = 0.8
"""Chosen: kept free on both sides of every path, so that nothing blocks whom the scenario sends somewhere."""
POST_RADIUS_M = 0.35
"""Chosen: trunks, posts and hydrants are this thick to people who walk past."""


class Room:
    """Collects what is taken. Additions take their room one after the other."""

    def __init__(self, taken: list[Footprint]) -> None:
        self._taken = taken

    @classmethod
    def of(cls, scene: Scene) -> Room:
        """What a scene's bodies cover and sweep, and the posts of its scenery."""
        taken = [footprint_of(body) for body in scene.bodies()]
        taken += [strip.grown(CORRIDOR_M, CORRIDOR_M) for body in scene.bodies() for strip in corridors_of(body)]
        return cls(taken + [post_of(piece) for piece in scene.scenery if stands(piece)])

    def take(self, place: Footprint, margin_m: float) -> bool:
        """Whether a place with a margin around it is free; it is taken then."""
        grown = place.grown(margin_m, margin_m)
        if any(near(grown, other) and grown.overlaps(other) for other in self._taken):
            return False
        self._taken.append(place)
        return True


def near(one: Footprint, other: Footprint) -> bool:
    """Whether the circles about two rectangles meet: most do not."""
    dx, dy = one.centre_m[0] - other.centre_m[0], one.centre_m[1] - other.centre_m[1]
    reach = one.half_length_m + one.half_width_m + other.half_length_m + other.half_width_m
    return dx * dx + dy * dy <= reach * reach


def stands(piece: Scenery) -> bool:
    """Ground pieces have their origin at the street's; what stands somewhere has its origin there."""
    x, y, _ = piece.T_world_body.translation_m
    return not (x == 0.0 and y == 0.0)


def post_of(piece: Scenery) -> Footprint:
    """What a post, a trunk or a mast covers."""
    x, y, _ = piece.T_world_body.translation_m
    return Footprint(centre_m=(x, y), yaw_rad=0.0, half_length_m=POST_RADIUS_M, half_width_m=POST_RADIUS_M)


def heading_of(yaw_rad: float) -> float:
    """A heading between -pi and pi."""
    return math.remainder(yaw_rad, 2.0 * math.pi)
