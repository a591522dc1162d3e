"""People who leave their pavement over a crosswalk and go on along the other one."""

from __future__ import annotations

import functools
import math

import numpy as np

from randomizers.traffic_lines import line_of, nearest, place_on, stretch
from scenes.actor import Path
from scenes.roads.junction_rules import Crosswalk, crosswalks
from scenes.roads.network import Lane, RoadNetwork
from scenes.roads.place import Place, network_of
from scenes.scenario import Params
from scenes.scene import Scene

Values = dict[str, float | int | str | bool]

AHEAD_M = (1.0, 18.0)
"""Chosen: crosswalks that far ahead are reached within most clips."""
BESIDE_M = 1.5
"""Chosen: a crosswalk ends at a pavement no farther from its edge than that."""
SPREAD_M = 1.2
"""Chosen: people walk that far to either side of a crosswalk's middle line, by where they walk on the pavement."""


def over_crosswalk(name: str, scene: Scene, lane: Lane, own: Values) -> Values:
    """The first crosswalk ahead of somebody on a pavement, and the pavement behind it; nothing where there is none.

    Recorded: `over` (x, y, z of both ends by `.over_from_x_m` ...), where the pavements are left and entered.
    """
    if scene.place is None:
        return {}
    along, sign = float(own[f"{name}.along_m"]), -1.0 if own[f"{name}.against"] else 1.0
    found = []
    for walk in _crosswalks(scene.place):
        for near, far in (walk.ends_m, walk.ends_m[::-1]):
            at, off, _ = nearest(lane, near[0], near[1])
            if off <= 0.5 * lane.width_m + BESIDE_M and AHEAD_M[0] <= sign * (at - along) <= AHEAD_M[1]:
                found.append((sign * (at - along), at, near, far))
    for _, at, near, far in sorted(found):
        behind = _pavement_at(scene, lane, far)
        if behind is not None:
            other, to = behind
            values: Values = {"over": True, "leaves_m": at, "onto": other.id, "enters_m": to}
            values |= {f"from_{axis}_m": value for axis, value in zip("xyz", near, strict=True)}
            values |= {f"to_{axis}_m": value for axis, value in zip("xyz", far, strict=True)}
            values["then_against"] = to > 0.5 * other.length_m
            return {f"{name}.{key}": value for key, value in values.items()}
    return {}


def _pavement_at(scene: Scene, lane: Lane, end_m: tuple[float, float, float]) -> tuple[Lane, float] | None:
    """Another pavement at a crosswalk's end, and where on it."""
    for other in scene.road.of_kind("pavement"):
        if other.id == lane.id or other.goes_on:
            continue
        at, off, _ = nearest(other, end_m[0], end_m[1])
        if off <= 0.5 * other.width_m + BESIDE_M and 0.0 < at < other.length_m:
            return other, at
    return None


@functools.lru_cache(maxsize=8)
def _crosswalks(place: Place) -> tuple[Crosswalk, ...]:
    return tuple(walk for road in network_of(place).roads for walk in crosswalks(road))


def crossing_path(name: str, params: Params, road: RoadNetwork, seconds: float) -> Path:
    """Along the pavement, over the crosswalk, on along the other pavement."""
    lane, onto = road.lane(str(params[f"{name}.lane"])), road.lane(str(params[f"{name}.onto"]))
    along, leaves = float(params[f"{name}.along_m"]), float(params[f"{name}.leaves_m"])
    left, speed = float(params[f"{name}.left_m"]), float(params[f"{name}.speed_mps"])
    ends = [tuple(float(params[f"{name}.{end}_{axis}_m"]) for axis in "xyz") for end in ("from", "to")]
    reach = 0.5 * lane.width_m
    aside = SPREAD_M * max(-1.0, min(1.0, left / max(reach, 0.1)))
    heading = math.atan2(ends[1][1] - ends[0][1], ends[1][0] - ends[0][0])
    over = [(x - aside * math.sin(heading), y + aside * math.cos(heading), z) for x, y, z in ends]
    first = stretch(lane, along, _until(leaves - along, aside, lane, leaves, heading), left).points_m
    sign = -1.0 if params[f"{name}.then_against"] else 1.0
    entered = float(params[f"{name}.enters_m"]) + sign * SPREAD_M
    last = stretch(onto, entered, sign * max(speed * seconds, 1.0), math.copysign(min(abs(left), 0.3), left)).points_m
    return Path(points_m=(*first, *((round(x, 3), round(y, 3), round(z, 3)) for x, y, z in over), *last))


def _until(reach_m: float, aside_m: float, lane: Lane, leaves_m: float, heading_rad: float) -> float:
    """How far along the pavement, so that the way over begins `aside_m` to the left of the crosswalk's middle."""
    _, _, _, along = place_on(line_of(lane), leaves_m)
    shift = aside_m * float(np.sin(along - heading_rad))
    made = reach_m + shift
    return made if made * reach_m > 0.0 and abs(made) > 0.2 else math.copysign(0.2, reach_m)
