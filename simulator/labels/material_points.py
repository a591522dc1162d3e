"""Points of surfaces that go where their links go: what pixels show, at any time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.pose import rotate
from simulator.physics.history import WorldHistory
from simulator.render.rays import Hits, Rays

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class MaterialPoints:
    """N points that rays met. world_m (N, 3): where they were met; those on links that never move stay there.

    moving (K,): which of them are on moving links; place (K,): of the link in `history.moving_links`; local_m (K, 3) in
    the link's frame. In float64, so that a displacement is exact though the world is large, and 0 where nothing moves.
    """

    history: WorldHistory
    world_m: Float64
    moving: NDArray[np.int64]
    place: NDArray[np.int64]
    local_m: Float64

    def at(self, times_s: Float64) -> Float64:
        """(N, 3) world positions, each point's at its own time (N,)."""
        position, rotation = self.history.moving_at(self.place, times_s[self.moving])
        there = self.world_m.copy()
        there[self.moving] = rotate(rotation, self.local_m) + position
        return there


def material_points(rays: Rays, hits: Hits, history: WorldHistory) -> MaterialPoints:
    """The points that rays met; the origin of a ray that met nothing, at rest."""
    met_m = rays.origin_m.astype(np.float64) + rays.direction.astype(np.float64) * hits.t.astype(np.float64)[:, None]
    place_of = np.full(len(history.rest.position_m), -1, dtype=np.int64)
    place_of[history.moving_links] = np.arange(len(history.moving_links))
    place = np.where(hits.link >= 0, place_of[hits.link], -1)
    moving = np.flatnonzero(place >= 0)
    position, rotation = history.moving_at(place[moving], rays.time_s[moving].astype(np.float64))
    back = rotation * np.array([-1.0, -1.0, -1.0, 1.0])
    return MaterialPoints(
        history=history,
        world_m=met_m,
        moving=moving,
        place=place[moving],
        local_m=rotate(back, met_m[moving] - position),
    )
