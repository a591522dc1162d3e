"""Who comes towards the ego: where a way has room for both, and how far they see each other in a clip."""

from __future__ import annotations

import math

from scenes.asset import BodyBox
from scenes.measures import ClipMeasures
from scenes.scene import Scene
from scenes.staging.acceptance import reveal_frame
from scenes.staging.ego import EgoRun
from scenes.staging.lanes import is_plausible
from scenes.staging.line import Approach
from scenes.staging.sideways import Sideways
from scenes.staging.speed_profile import SpeedProfile
from scenes.staging.staged import straight_on
from scenes.staging.vehicle_run import VehicleRun
from scenes.staging.venue import Fits, first_reason

LAST_S = 1.2
"""Chosen: of way before the meeting, for both, that is nearly straight."""
ONCOMING_SHARE = 1.05
"""Chosen: of the ego's speed, by which the distance shrinks at least."""


def straight_meeting(ego_mps: float, other_mps: float, turn_rad: float = math.radians(10.0)) -> Fits:
    """Suits two who come towards each other at a station."""

    def fits(at: Approach) -> str:
        low, high = at.at_m - LAST_S * ego_mps, at.at_m + LAST_S * other_mps
        return first_reason(
            [
                (straight_on(at.line, low, high, turn_rad), "its ways bend too much"),
                (is_plausible(at, ego_mps), f"nobody drives {3.6 * ego_mps:.0f} km/h there"),
            ]
        )

    return fits


def oncoming_run(
    ego: EgoRun, box: BodyBox, speed_mps: float, until_s: float, left_m: float, sideways: tuple[Sideways, ...] = ()
) -> VehicleRun:
    """Who drives towards the ego so that both fronts are at the ego's station at the ego's time."""
    return VehicleRun.of(
        ego.line,
        SpeedProfile(initial_mps=speed_mps),
        ego.front_m + box.front_m,
        ego.meet_s,
        until_s,
        left_m=left_m,
        sideways=sideways,
        against=True,
    )


def comes_towards(scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
    """Why nobody comes towards the ego; empty where the distance shrinks by more than the ego drives."""
    first = min(reveal_frame(scene), scene.frames - 2)
    closing = (measures.ahead_m[first] - measures.ahead_m[first + 1]) * scene.fps
    if closing > ONCOMING_SHARE * scene.ego.speed_mps:
        return ()
    return (f"the distance shrinks by {closing:.1f} m/s, the ego drives {scene.ego.speed_mps:.1f} m/s",)
