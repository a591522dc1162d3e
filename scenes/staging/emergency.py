"""Emergency vehicles on their way and at a scene: whom they pass, who makes room, and who stands around."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from scenes.actor import Actor
from scenes.asset import AssetSpec, BodyBox
from scenes.assets.people.people_kinds import Firefighter, Paramedic, PoliceOfficer
from scenes.errors import SceneError
from scenes.material import Lamp
from scenes.scenario import ClipRequest
from scenes.staging.ego import EgoRun
from scenes.staging.foresight import until_s
from scenes.staging.lanes import is_plausible, lane_along
from scenes.staging.line import Approach, sign_of
from scenes.staging.movers import PERSON_KG
from scenes.staging.speed_profile import SpeedProfile
from scenes.staging.staged import straight_on
from scenes.staging.standing import HAZARD, ahead_of_station_m, standing_of
from scenes.staging.timing import EARLIEST, Timing, timing
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.vehicle_run import VehicleRun
from scenes.staging.venue import Fits, Venue, first_reason

ON_DUTY: tuple[Lamp, ...] = ("head", "tail", "beacon")
WAITING: tuple[Lamp, ...] = ("head", "tail", "brake")
SERVICES = ("police_car", "ambulance", "ambulance_van", "fire_engine", "turntable_ladder")
FASTER_MPS = 6.0
"""Chosen: by which somebody with blue lights overtakes, at least."""
SEEN_S = 0.8
"""Chosen: of clip after it is beside the ego, in which it comes into a forward camera's picture."""
LONGEST_S = 3.0
"""Chosen: from the reveal to the passing: it closes in for no longer."""
BEHIND_M, BEYOND_M = 12.0, 45.0
"""Chosen: of neighbouring lane before and after the passing."""
QUEUE = (3, 6)
"""Chosen: how many wait."""
QUEUE_FROM_M = 7.0
"""Chosen: beyond the meeting; the first of those who wait has let the emergency vehicle past."""
QUEUE_GAP_M = (1.2, 3.0)
"""Chosen: between those who wait."""
SCENE_GAP_M = (3.0, 6.0)
"""Chosen: between the vehicles of a scene."""
BESIDE_M = (2.2, 3.2)
"""Chosen: from the middle of the lane to people who walk beside vehicles that stand askew."""
SCENE_TURN_RAD = (0.1, 0.3)
"""Chosen: second vehicles stand askew, to shield those who work."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Overtaking:
    """The ego, and who passes it. left_m: of the middle of the lane beside, from the ego's line."""

    ego: EgoRun
    timing: Timing
    other: VehicleRun
    left_m: float


def overtaking(
    venue: Venue, request: ClipRequest, speed_mps: float, other_mps: float, box: BodyBox, rng: np.random.Generator
) -> Overtaking:
    """Somebody who is faster than the ego by FASTER_MPS at least, in the lane beside.

    The reveal is early in the clip, and both fronts are level at the meeting, as soon as lets the clip show it ahead.
    Raises SceneError where the clip is too short, or no lane lies beside.
    """
    faster = max(other_mps, speed_mps + FASTER_MPS)
    first_s = math.floor(EARLIEST * request.duration_s * request.fps) / request.fps
    ttc = min(LONGEST_S, request.duration_s - first_s - SEEN_S)
    if ttc <= 0.1:
        raise SceneError(f"a clip of {request.duration_s:.1f} s is too short for somebody who comes from behind")
    at = venue.find(speed_mps * (first_s + ttc) + 40.0, BEYOND_M, rng, _beside(venue, speed_mps))
    when = replace(timing(request, ttc), reveal_s=first_s, meet_s=first_s + ttc)
    ego = EgoRun(line=at.line, speed_mps=speed_mps, front_m=at.at_m, meet_s=when.meet_s)
    left = _lane_m(venue, at)
    if left is None:
        raise SceneError("no lane lies beside the ego's")
    pace = SpeedProfile(initial_mps=faster)
    run = VehicleRun.of(at.line, pace, at.at_m - box.front_m, when.meet_s, until_s(when), left_m=left)
    return Overtaking(ego=ego, timing=when, other=run, left_m=left)


def gap_beside_m(ego: BodyBox, other: BodyBox, left_m: float) -> float:
    """Between two who drive beside each other."""
    return abs(left_m) - 0.5 * (ego.width_m + other.width_m)


def _beside(venue: Venue, speed_mps: float) -> Fits:
    def fits(at: Approach) -> str:
        return first_reason(
            [
                (straight_on(at.line, at.at_m - 30.0, at.at_m + BEYOND_M), "its ways bend too much"),
                (is_plausible(at, speed_mps), f"nobody drives {3.6 * speed_mps:.0f} km/h there"),
                (_lane_m(venue, at) is not None, "no lane lies beside the ego's"),
            ]
        )

    return fits


def _lane_m(venue: Venue, at: Approach) -> float | None:
    """The middle of the lane on the far side, of whichever direction, along the passing."""
    for along in (True, False):
        strip = lane_along(venue, at.line, at.at_m - BEHIND_M, at.at_m + BEYOND_M, at.far, along=along)
        if strip is not None:
            return strip.middle_m
    return None


def waiting_lane(venue: Venue, at: Approach, rng: np.random.Generator) -> tuple[Actor, ...]:
    """Those who wait in the lane of the other direction, close to its outer edge; nobody where there is none."""
    strip = lane_along(venue, at.line, at.at_m, at.at_m + QUEUE_FROM_M, at.far, along=False)
    made: list[Actor] = []
    if strip is None:
        return ()
    ahead = QUEUE_FROM_M
    for k in range(int(rng.integers(QUEUE[0], QUEUE[1] + 1))):
        spec = standing_of("car", rng)
        box = spec.nominal()
        origin = ahead + box.front_m
        if at.line.in_junction(at.at_m + ahead - 2.0, at.at_m + ahead + box.length_m + 2.0):
            break
        left = strip.middle_m + sign_of(at.far) * max(0.0, 0.5 * (strip.width_m - box.width_m) - 0.25)
        pose = venue.upright(at, origin, left, math.pi)
        made.append(Actor(name=f"waiting_{k}", asset=spec, T_world_body=pose, lamps_on=WAITING, mass_kg=1400.0))
        ahead += box.length_m + float(rng.uniform(*QUEUE_GAP_M))
    return tuple(made)


def people_at(venue: Venue, at: Approach, spec: AssetSpec, rng: np.random.Generator) -> tuple[Actor, ...]:
    """Beyond the last vehicle of a scene: another one askew with beacons, a stopped car, and people of the services."""
    made: list[Actor] = []
    ahead = spec.nominal().length_m + float(rng.uniform(*SCENE_GAP_M))
    second = vehicle_of(SERVICES[int(rng.integers(3))], rng)
    turn = float(rng.uniform(*SCENE_TURN_RAD)) * float(rng.choice([-1.0, 1.0]))
    for name, one, yaw in (("second", second, turn), ("crashed", standing_of("car", rng), 0.6 * turn + math.pi)):
        origin = ahead + (ahead_of_station_m(one) if yaw < 2.0 else one.nominal().front_m)
        pose = venue.upright(at, origin, 0.0, yaw)
        lamps = ON_DUTY if name == "second" else HAZARD
        made.append(Actor(name=name, asset=one, T_world_body=pose, lamps_on=lamps, mass_kg=2500.0))
        ahead += one.nominal().length_m + float(rng.uniform(*SCENE_GAP_M))
    kinds = (Paramedic, PoliceOfficer, Firefighter)
    for k in range(int(rng.integers(1, 4))):
        person = kinds[int(rng.integers(3))](height_m=float(rng.uniform(1.62, 1.9)))
        along, left = float(rng.uniform(0.0, ahead)), sign_of(at.near) * float(rng.uniform(*BESIDE_M))
        pose = venue.upright(at, along, left, float(rng.uniform(-math.pi, math.pi)))
        made.append(Actor(name=f"helper_{k}", asset=person, body="kinematic", T_world_body=pose, mass_kg=PERSON_KG))
    return tuple(made)
