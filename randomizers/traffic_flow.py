"""Where and how fast vehicles begin on the lanes of a place: outside junctions, able to stop where they may have to."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from randomizers.traffic_lines import line_of, nearest, place_on
from scenes.footprint import Footprint
from scenes.roads.junction_rules import Visit
from scenes.roads.junction_visits import visits_along
from scenes.roads.network import Lane
from scenes.roads.place import Place, network_of
from scenes.roads.signal_programs import programs
from scenes.scenario import Params
from scenes.scene import Scene

LIGHTS_SHARE = "lights_share"
"""Of the cycle of all lights that has passed at time 0."""
BRAKING_MPS2 = 2.0
"""Chosen: nobody begins so fast that they would have to brake harder for a line or for the one ahead."""
LINE_M = 1.5
"""Chosen: kept free before a line."""
BEYOND_M = 6.0
"""Chosen: kept free behind a junction: room of the crosswalk there."""
STANDING_GAP_M = 2.5
BESIDE_M = 0.8
"""Chosen: what reaches less far into a lane is passed."""


class Flow:
    """A place's lanes for those who begin on them. lights: states of its signals at time 0. standing: on the road."""

    def __init__(self, place: Place, lights: Mapping[str, str], standing: Sequence[Footprint] = ()) -> None:
        self._place, self._lights, self._standing = place, lights, standing

    def has_room(self, lane: Lane, rear_m: float, front_m: float) -> bool:
        """Whether somebody between two places on a lane stands in no junction and over no line or crosswalk."""
        return not any(
            visit.line_m < front_m and rear_m < visit.leave_m + BEYOND_M for visit in _visits(self._place, lane)
        )

    def is_open(self, lane: Lane, front_m: float, speed_mps: float) -> bool:
        """Whether somebody at a speed would not have to brake harder than BRAKING_MPS2 for who stands in the lane."""
        reach = front_m + STANDING_GAP_M + 0.5 * speed_mps**2 / BRAKING_MPS2
        return not any(front_m <= along <= reach for along in self._stood(lane))

    def _stood(self, lane: Lane) -> list[float]:
        """Where on a lane something stands."""
        found = []
        for one in self._standing:
            along, off, _ = nearest(lane, *one.centre_m)
            if off > 0.5 * lane.width_m + one.half_length_m + one.half_width_m:
                continue
            spots = [nearest(lane, x, y) for x, y in one.corners]
            found += [along for along, off, _ in (*spots, (along, off, 0.0)) if off <= 0.5 * lane.width_m - BESIDE_M]
        return found

    def speeds(self, lane: Lane, spans_m: Sequence[tuple[float, float]], wanted_mps: Sequence[float]) -> list[float]:
        """Initial speeds of vehicles from rear to front, in ascending order: what they want, or less where that would
        not let them stop behind the one ahead or at a line.
        """
        speeds = list(wanted_mps)
        for k in reversed(range(len(spans_m))):
            front = spans_m[k][1]
            limits = [_stopping_mps(line - LINE_M - front) for line in self._lines(lane) if line > front - LINE_M]
            if k + 1 < len(spans_m):
                room = max(0.0, spans_m[k + 1][0] - front - STANDING_GAP_M)
                limits.append(math.sqrt(speeds[k + 1] ** 2 + 2.0 * BRAKING_MPS2 * room))
            speeds[k] = min([speeds[k], *limits])
        return speeds

    def _lines(self, lane: Lane) -> list[float]:
        """Where one may have to stop: before junctions, but with green or on a main road."""
        return [
            visit.line_m
            for visit in _visits(self._place, lane)
            if visit.rank < 2 and not any(self._lights.get(light) == "green" for light in visit.lights)
        ]


def _stopping_mps(distance_m: float) -> float:
    return math.sqrt(2.0 * BRAKING_MPS2 * max(distance_m, 0.0))


@functools.lru_cache(maxsize=512)
def _visits(place: Place, lane: Lane) -> tuple[Visit, ...]:
    """The junctions on a lane's line."""
    line = line_of(lane)
    return visits_along(place, np.array([place_on(line, float(s))[:3] for s in range(int(line.length_m) + 1)]))


def lit(scene: Scene, params: Params) -> Scene:
    """The scene with programmes for its place's lights, where it has none of its own."""
    if scene.place is None or scene.storyboard.signals:
        return scene
    german = scene.place.surroundings().country == "DE"
    made = programs(network_of(scene.place), float(params[LIGHTS_SHARE]), red_amber=german)
    return replace(scene, storyboard=replace(scene.storyboard, signals=made))
