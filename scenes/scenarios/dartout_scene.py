"""Stages a dart-out: from drawn parameters to the street, the actors and the storyboard."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scenes.actor import Actor, Path, Scenery
from scenes.asset import AssetSpec, asset_of
from scenes.assets.cars.fleet import FLEET
from scenes.assets.people.person import Child
from scenes.assets.street.ball import Ball
from scenes.environment import Environment
from scenes.footprint import footprint_of
from scenes.pose import Pose
from scenes.roads.urban_street import UrbanStreet
from scenes.scenario import ClipRequest, Params
from scenes.scenarios.motion import Dash, bounced
from scenes.scene import Case, Scene
from scenes.storyboard import AtTime, Event, Launch, SetSpeed, Storyboard

EGO = FLEET["sedan"]
E01 = Case(
    id="E01",
    name="child_dartout_parked",
    key_actor="child",
    nhtsa=(12,),
    ncap="CPNCO",
    layers=("L4",),
    level="scenario",
)
OCCLUDERS = ("small_car", "van")
ROW = (FLEET["small_car"], FLEET["compact_car"])
"""What stands in the row behind the occluder: nothing wider than it, which could hide the reveal."""
ROW_LENGTH = 6
"""The view of a child 1.1 m behind the kerb enters the row at a quarter of its distance: 6 bays hide it from 110 m."""
BEHIND_EGO_M = 45.0
"""Chosen: street that a LiDAR and the shadows see behind the ego."""
ROW_GAP_M, ROW_KERB_DISTANCE_M = 0.45, (0.1, 0.25)
"""Chosen: tight but possible parking."""
BEYOND_M = 110.0
"""Chosen: street beyond the conflict, so that its end fills few pixels."""
NEAR_BEYOND_M = 30.0
"""Chosen: trees farther beyond the conflict than this are never near."""
CROSSWALK_BEYOND_M = 32.0
"""Chosen: the crossing is seen beyond the conflict, and no parking is lost around it."""
KERB_RAMP_M = 0.15
"""Chosen: feet leave the pavement's height over this length, the width of a kerb stone."""
CLEAR_M = 1.3
"""Chosen: street furniture this near to the child's path would be run into."""
BALL_AHEAD_M = 0.5
"""Chosen: before the toes of a child whose nominal box reaches 0.32 m ahead."""
BALL_MASS_KG, BALL_FRICTION, BALL_RESTITUTION = 0.35, 0.6, 0.72
"""A youth football (size 4: 350-390 g, FIFA quality programme); from 2 m it rebounds 1.15-1.65 m, so e is 0.76-0.91.

The restitution is chosen lower, as the ball is played out; friction: rubber on asphalt and slabs."""
KICK_BEFORE_START_S = 0.1
"""Chosen: nobody runs after a ball before it rolls, whatever the asked lead."""
LEAD_S = 0.1
"""A ball that was kicked earlier than this before the first frame starts on its way: physics begins here."""


def kerb_y_m(street: UrbanStreet) -> float:
    """Position across the street of the right kerb's face."""
    return -(street.lane_width_m + street.parking_width_m)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where a clip happens in its street. path_x_m: x of the child's path. bay: index of the occluder's right bay."""

    street: UrbanStreet
    path_x_m: float
    bay: int

    @property
    def kerb_y_m(self) -> float:
        """Position across the street of the right kerb's face."""
        return kerb_y_m(self.street)


def dartout_scene(params: Params, request: ClipRequest, street: UrbanStreet, rng: np.random.Generator) -> Scene:
    """The scene of drawn parameters (SI units, see `ChildDartoutParked`)."""
    p = dict(params)
    stage = _stage(p, street)
    ego, ego_events = _ego(p, stage)
    child, child_events, start_s = _child(p, stage)
    ball, ball_events = _ball(p, stage, start_s) if p["ball"] else ((), ())
    gap = _gap(p, stage, rng)
    staged = (child, *ball, *gap, *_row(stage, gap[0], rng))
    furniture = tuple(a for a in stage.street.furniture(rng) if not _in_the_way(a, stage, p))
    return Scene(
        road=stage.street.network(),
        scenery=tuple(s for s in stage.street.furnish(rng) if not _in_the_way(s, stage, p)),
        ego=ego,
        actors=(*staged, *_apart(furniture, staged)),
        environment=Environment(),
        storyboard=Storyboard(events=(*ball_events, *child_events, *ego_events)),
        rig=request.rig,
        case=replace(E01, parameters=_recorded(p)),
        duration_s=int(p["frames"]) / request.fps,
        fps=request.fps,
    )


def _recorded(p: dict[str, Any]) -> tuple[tuple[str, float | str], ...]:
    return tuple((name, value if isinstance(value, str) else float(value)) for name, value in p.items())


def _stage(p: dict[str, Any], street: UrbanStreet) -> Stage:
    """A street long enough for the approach; the gap lies about the end of a kerb-parking bay."""
    needed_m = BEHIND_EGO_M + p["ego_speed_mps"] * p["meet_s"]
    grown = replace(
        street,
        length_m=max(street.length_m, needed_m + BEYOND_M),
        crosswalk_at_m=needed_m + CROSSWALK_BEYOND_M,
        near_m=(BEHIND_EGO_M, needed_m + NEAR_BEYOND_M),
    )
    bays = grown.parking_bays("right")
    last = max(k for k, bay in enumerate(bays) if bay.x_m < needed_m + CROSSWALK_BEYOND_M)
    ends = [bay.x_m + 0.5 * bay.length_m for bay in bays[:last]]
    bay = min(range(last), key=lambda k: abs(ends[k] - needed_m))
    return Stage(street=grown, bay=bay, path_x_m=ends[bay] - 0.5 * p["gap_m"] + p["bumper_to_path_m"])


def _ego(p: dict[str, Any], stage: Stage) -> tuple[Actor, tuple[Event, ...]]:
    """Unbraked, the ego's front reaches the child's near side at the meeting."""
    box = asset_of(EGO).box
    front_m = box.front_m
    touch_x = stage.path_x_m - 0.5 * asset_of(_child_spec(p)).box.width_m
    x, y = touch_x - front_m - p["ego_speed_mps"] * p["meet_s"], p["ego_y_m"]
    actor = Actor(
        name="ego",
        asset=EGO,
        body="kinematic",
        T_world_body=Pose.planar(x, y, 0.0),
        path=Path(points_m=((x, y, 0.0), (touch_x + 60.0, y, 0.0))),
        speed_mps=p["ego_speed_mps"],
        mass_kg=1400.0,
    )
    if p["ego_reaction"] == "none" or p["brake_s"] >= p["meet_s"]:
        return actor, ()
    stop = SetSpeed(actor="ego", speed_mps=0.0, acceleration_mps2=p["deceleration_mps2"])
    return actor, (Event(name="ego_brakes", trigger=AtTime(time_s=p["brake_s"]), actions=(stop,)),)


def _child_spec(p: dict[str, Any]) -> Child:
    return Child(height_m=p["child_height_m"], sex=p["child_sex"], hair=p["child_hair"], clothing=p["child_clothing"])


def _child(p: dict[str, Any], stage: Stage) -> tuple[Actor, tuple[Event, ...], float]:
    """The child, the event that starts it, and when it starts."""
    dash = Dash(speed_mps=p["child_speed_mps"], run_up_m=p["run_up_m"])
    x, edge_y, high = stage.path_x_m, stage.kerb_y_m, stage.street.kerb_height_m
    corners = (
        (x, edge_y - p["start_behind_kerb_m"], high),
        (x, edge_y, high),
        (x, edge_y + KERB_RAMP_M, 0.0),
        (x, stage.street.lane_width_m, 0.0),
    )
    ramp_m = math.hypot(KERB_RAMP_M, high)
    to_meeting_m = p["start_behind_kerb_m"] + ramp_m + p["impact_y_m"] - (edge_y + KERB_RAMP_M)
    start_s = p["meet_s"] - dash.time_to_s(to_meeting_m)
    run_m = dash.distance_m(-start_s)
    path = _beyond(corners, run_m)
    actor = Actor(
        name="child",
        asset=_child_spec(p),
        body="kinematic",
        T_world_body=Pose(
            translation_m=path[0], rotation_xyzw=(0.0, 0.0, math.sin(math.pi / 4), math.cos(math.pi / 4))
        ),
        path=Path(points_m=path),
        speed_mps=dash.speed_at_mps(-start_s),
        mass_kg=22.0,
    )
    if start_s + dash.run_up_s <= 0.0:
        return actor, (), start_s
    go = SetSpeed(actor="child", speed_mps=dash.speed_mps, acceleration_mps2=dash.acceleration_mps2)
    return actor, (Event(name="child_runs", trigger=AtTime(time_s=max(0.0, start_s)), actions=(go,)),), start_s


def _beyond(
    corners: tuple[tuple[float, float, float], ...], distance_m: float
) -> tuple[tuple[float, float, float], ...]:
    """What is left of a polyline after a distance along it, which is less than its length."""
    for k, (a, b) in enumerate(itertools.pairwise(corners)):
        length_m = math.dist(a, b)
        if distance_m < length_m:
            share = distance_m / length_m
            here = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), a[2] + share * (b[2] - a[2]))
            return (here, *corners[k + 1 :])
        distance_m -= length_m
    raise AssertionError("unreachable: the path crosses the street, and the clip ends before the child has")


def _ball(p: dict[str, Any], stage: Stage, child_start_s: float) -> tuple[tuple[Actor, ...], tuple[Event, ...]]:
    """The ball lies before the child until it is kicked; kicked before the clip, it is on its way at the start."""
    spec = Ball(radius_m=0.11)
    bottom_m = asset_of(spec).box.T_body_box.translation_m[2]
    forward, up = p["ball_speed_mps"], p["ball_hop_mps"]
    start_y = stage.kerb_y_m - p["start_behind_kerb_m"] + BALL_AHEAD_M
    reveal_y = p["impact_y_m"] - p["child_speed_mps"] * p["ttc_reveal_s"]
    to_view_s = (reveal_y - start_y) / forward
    kick_s = min(p["reveal_s"] - p["ball_lead_s"] - to_view_s, child_start_s - KICK_BEFORE_START_S)
    z, y = stage.street.kerb_height_m, start_y
    if kick_s < -LEAD_S:
        gone_s = -LEAD_S - kick_s
        y = min(start_y + forward * gone_s, stage.street.lane_width_m)
        ground_m = 0.0 if y > stage.kerb_y_m else z
        height_m, up = bounced(z - ground_m, up, BALL_RESTITUTION, gone_s)
        z = ground_m + height_m
    actor = Actor(
        name="ball",
        asset=spec,
        body="dynamic",
        T_world_body=Pose(translation_m=(stage.path_x_m, y, z - bottom_m)),
        mass_kg=BALL_MASS_KG,
        friction=BALL_FRICTION,
        restitution=BALL_RESTITUTION,
    )
    # rolling without slip about -x moves a ball towards +y
    launch = Launch(actor="ball", velocity_mps=(0.0, forward, up), spin_radps=(-forward / spec.radius_m, 0.0, 0.0))
    return (actor,), (Event(name="ball_kicked", trigger=AtTime(time_s=max(-LEAD_S, kick_s)), actions=(launch,)),)


def _gap(p: dict[str, Any], stage: Stage, rng: np.random.Generator) -> tuple[Actor, ...]:
    """The occluder before the child's path, and the next vehicle after it."""
    ahead = ROW[int(rng.integers(len(ROW)))]
    occluder = FLEET[p["occluder"]]
    front_x = stage.path_x_m - p["bumper_to_path_m"]
    reach = asset_of(occluder).box
    rear_x = front_x + p["gap_m"]
    next_m = asset_of(ahead).box.length_m
    kerb_distance_m = float(p["kerb_distance_m"])
    return (
        _parked("occluder", occluder, front_x - 0.5 * reach.length_m, kerb_distance_m, stage),
        _parked("parked_ahead", ahead, rear_x + 0.5 * next_m, kerb_distance_m + float(rng.uniform(0.0, 0.1)), stage),
    )


def _row(stage: Stage, occluder: Actor, rng: np.random.Generator) -> tuple[Actor, ...]:
    """Parked cars in the bays behind the occluder, which hide the child on the pavement during the approach."""
    bays = stage.street.parking_bays("right")
    before = footprint_of(occluder)
    row: list[Actor] = []
    for k in range(1, min(ROW_LENGTH, stage.bay + 1)):
        spec = ROW[int(rng.integers(len(ROW)))]
        furthest_x = before.centre_m[0] - before.half_length_m - ROW_GAP_M - 0.5 * asset_of(spec).box.length_m
        middle_x = min(bays[stage.bay - k].x_m - float(rng.uniform(0.0, 0.3)), furthest_x)
        row.append(_parked(f"parked_row_{k}", spec, middle_x, float(rng.uniform(*ROW_KERB_DISTANCE_M)), stage))
        before = footprint_of(row[-1])
    return tuple(row)


def _parked(name: str, spec: AssetSpec, middle_x: float, kerb_distance_m: float, stage: Stage) -> Actor:
    """A vehicle along the right kerb, its box centred at `middle_x`."""
    box = asset_of(spec).box
    x = middle_x - box.middle_m
    y = stage.kerb_y_m + kerb_distance_m + 0.5 * box.width_m
    return Actor(name=name, asset=spec, T_world_body=Pose.planar(x, y, 0.0), mass_kg=1500.0)


def _apart(furniture: tuple[Actor, ...], staged: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """The furniture that overlaps neither what is staged nor furniture before it: nothing starts inside another."""
    covered = [footprint_of(actor) for actor in staged]
    kept = []
    for actor in furniture:
        own = footprint_of(actor)
        if not any(own.overlaps(other) for other in covered):
            kept.append(actor)
            covered.append(own)
    return tuple(kept)


def _in_the_way(piece: Actor | Scenery, stage: Stage, p: dict[str, Any]) -> bool:
    """Whether a piece of the street stands where the child waits and runs."""
    x, y, _ = piece.T_world_body.translation_m
    start_y = stage.kerb_y_m - p["start_behind_kerb_m"]
    return abs(x - stage.path_x_m) < CLEAR_M and start_y - CLEAR_M < y < 0.0
