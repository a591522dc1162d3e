"""Where the ego turns to its own side at a junction, and the line of somebody who goes straight on beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.errors import SceneError
from scenes.roads.ways import Ways
from scenes.staging.ego import EgoRun
from scenes.staging.line import Approach, sign_of
from scenes.staging.sight import solve
from scenes.staging.venue import LONG_M, WAYS, Venue

TURN_RAD = (0.9, 2.1)
"""Chosen: what counts as a turn to the side."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Turn:
    """A turn to the near side. approach: at the junction's entry. exit_m: where on the way the junction ends."""

    approach: Approach
    exit_m: float

    def straight(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Coordinates of a place ahead of the entry and left of the line that goes straight on there."""
        ox, oy = self.approach.point(0.0, 0.0)
        heading = self.approach.heading(-2.0)
        cosine, sine = float(np.cos(heading)), float(np.sin(heading))
        return (x_m - ox) * cosine + (y_m - oy) * sine, -(x_m - ox) * sine + (y_m - oy) * cosine

    def place(self, ahead_m: float, left_m: float) -> tuple[float, float]:
        """The place at such coordinates; before the entry they follow the way."""
        if ahead_m <= 0.0:
            return self.approach.point(ahead_m, left_m)
        ox, oy = self.approach.point(0.0, 0.0)
        heading = self.approach.heading(-2.0)
        cosine, sine = float(np.cos(heading)), float(np.sin(heading))
        return ox + ahead_m * cosine - left_m * sine, oy + ahead_m * sine + left_m * cosine

    def meets(self, left_m: float, impact_share: float, ego: EgoRun) -> tuple[float, float]:
        """Where the ego's front is on its way when its point at a share meets the line so far left, and how far ahead.

        Raises SceneError where it does not within the junction.
        """
        found = solve(
            lambda front: self._impact(front, impact_share, ego)[1] - left_m,
            self.approach.at_m - 4.0,
            self.exit_m + ego.box.front_m,
        )
        if found is None:
            raise SceneError(f"the ego's turn does not cross the line {left_m:.1f} m beside its way")
        return found, self._impact(found, impact_share, ego)[0]

    def _impact(self, front_m: float, share: float, ego: EgoRun) -> tuple[float, float]:
        x, y, heading = self.approach.line.pose(front_m - ego.box.front_m)
        ahead, left = ego.box.front_m, (share - 0.5) * ego.box.width_m
        cosine, sine = float(np.cos(heading)), float(np.sin(heading))
        return self.straight(x + ahead * cosine - left * sine, y + ahead * sine + left * cosine)


def near_turn(venue: Venue, before_m: float, rng: np.random.Generator) -> Turn:
    """A turn to the side that traffic keeps to, with so much way before it. Raises SceneError where there is none."""
    ways = Ways(venue.network, venue.graph)
    for _ in range(4 * WAYS):
        line = venue.line(ways.drawn(before_m + LONG_M, rng))
        for entry, leaves in line.junctions():
            turned = line.turn_rad(entry - 2.0, leaves + 2.0) * sign_of(line.keeps)
            if entry >= before_m and TURN_RAD[0] < turned < TURN_RAD[1] and leaves + 20.0 < line.path.length_m:
                return Turn(approach=venue.approach(line, entry - 2.0), exit_m=leaves)
    raise SceneError(f"no way of the place turns to its own side {before_m:.0f} m along")
