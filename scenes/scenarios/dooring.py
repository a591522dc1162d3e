"""E09: the door of a car at the kerb opens into the ego's way."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.actor import Actor
from scenes.asset import asset_of
from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.fleet import FLEET
from scenes.assets.people.resting_people import SittingPerson
from scenes.distributions import Distribution
from scenes.errors import SceneError
from scenes.measures import ClipMeasures
from scenes.pose import Body, Pose, World, axis_angle, rotate
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.crossing import AFTER_M, before_m, meeting, mid_block
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.line import Approach, Side, Strip, sign_of
from scenes.staging.movers import on_foot, passer_by
from scenes.staging.staged import Staged, hull
from scenes.staging.venue import Fits, Venue
from scenes.staging.walk import Walk
from scenes.storyboard import AtTime, Event
from scenes.storyboard.motion import MoveJoint

LEAST_STRIP_M = 1.75
"""Chosen: narrower strips hold no parked car."""
KERB_GAP_M = (0.02, 0.75)
"""Between a parked car and the kerb: from tyres at it to badly parked; chosen."""
LEAST_OVERLAP_M = 0.05
"""Chosen: the door reaches at least so far into what the ego sweeps."""
OPEN_SHARE = 0.55
"""Chosen: of the door's swing, after which there is room for legs."""
OUT_MPS = 0.7
"""Chosen: how fast somebody turns out of a seat."""
SEAT_M, INSIDE_M, EDGE_M = 0.42, 0.82, 0.32
"""Chosen: of the seat's middle before a door's rear edge, and inside the car's side: legs within, and legs out."""
LIFT_M = 0.14
"""Chosen: by which feet clear a sill."""
SIT_HEIGHT_M, SHORTEST_M, TALLEST_M = 0.5, 1.55, 1.82
"""Chosen: of a car's seat over the road, and statures whose heads stay below the roofs of small cars."""
BAY_END_M = 3.0
"""Chosen: of parking strip before and behind the car."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dooring(EdgeCase):
    """The ego passes a parked car with `clearance_m`; unbraked, its front reaches the open door's edge at the meeting.

    ttc_reveal_s: from the door's first movement to the meeting. vehicle: of the fleet. door_angle_deg: fully open.
    opens_s: how long it takes. clearance_m: between the sides of both cars, less than the door reaches out. steps_out:
    `yes` for a driver who swings their legs out of the opening door, `no` for one who stays at the wheel.
    """

    CASE: ClassVar[Case] = Case(
        id="E09", name="dooring", key_actor="parked", nhtsa=(17,), ncap="", layers=("L4",), level="scenario"
    )
    ROADS: ClassVar[tuple[str, ...]] = ("urban", "x_junction", "t_junction")
    RANGES: ClassVar[Ranges] = {
        "ttc_reveal_s": (0.5, 5.0, "s"),
        "door_angle_deg": (30.0, 80.0, "degrees"),
        "opens_s": (0.3, 3.0, "s"),
        "clearance_m": (0.2, 1.0, "m"),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        "vehicle": tuple(name for name, spec in FLEET.items() if spec.style().doors),
        "steps_out": ("yes", "no"),
    }
    WISHES: ClassVar[dict[str, str]] = {"parking": "both", "cycle": "none"}
    MEETS: ClassVar[str] = "the open door"

    ttc_reveal_s: Distribution
    vehicle: Distribution
    door_angle_deg: Distribution
    opens_s: Distribution
    clearance_m: Distribution
    steps_out: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """A parking strip beside the ego's lane, the car in it, and its door."""
        speed, ttc = float(params["ego_speed_mps"]), float(params["ttc_reveal_s"])
        angle, clearance = float(params["door_angle_rad"]), float(params["clearance_m"])
        at = venue.find(before_m(speed, ttc), AFTER_M, rng, _beside_parking(venue, speed))
        street_side: Side = "left" if at.near == "right" else "right"
        door = f"front_{street_side}"
        spec = replace(FLEET[str(params["vehicle"])], open_doors=((door, 0.0),))
        leaves = params["steps_out"] == "yes"
        spec = replace(spec, driver="none" if leaves else "seated")
        reach_m, rear_m, _ = door_reach_m(spec, door, angle)
        overlap = reach_m - clearance
        if overlap < LEAST_OVERLAP_M:
            raise SceneError(f"the door reaches {reach_m:.2f} m out, the ego passes at {clearance:.2f} m")
        met = meeting(at, request, speed, ttc, 0.5, 0.0)
        sign, width = sign_of(at.near), spec.nominal().width_m
        left = sign * (0.5 * met.ego.box.width_m + clearance + 0.5 * width)
        _check_kerb(at, sign * left + 0.5 * width)
        pose = venue.upright(at, -rear_m, left)
        parked = Actor(name="parked", asset=spec, T_world_body=pose, mass_kg=1400.0, group=int(leaves))
        turn = -angle if street_side == "left" else angle
        opens = MoveJoint(actor="parked", part=f"door_{door}", angle_rad=turn, duration_s=float(params["opens_s"]))
        event = Event(name="door_opens", trigger=AtTime(time_s=met.timing.reveal_s), actions=(opens,))
        starts_s = met.timing.reveal_s + OPEN_SHARE * float(params["opens_s"])
        out = _way_out(spec, door, pose, starts_s) if leaves else None
        eyes = met.ego.eyes_m(request.rig, (met.timing.reveal_s, met.timing.meet_s))
        ends = [at.point(ahead, left) for ahead in (-4.0, 2.0)]
        return Staged(
            line=at.line,
            start_m=met.ego.origin_m(0.0),
            ego=met.ego.actor(),
            actors=(parked,) if out is None else (parked, replace(_driver(params, out), group=1)),
            events=(event, *(() if out is None else out.events("driver")), *met.reaction(str(params["ego_reaction"]))),
            timing=met.timing,
            environment=self.environment(params),
            key_actor="parked",
            clear=(hull([*eyes, *ends], 0.5),),
            solved=(("intrusion_m", reach_m), ("overlap_m", overlap), ("ttc_of", "door"), ("door_ahead_m", rear_m)),
        )

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """At the reveal the door's edge is as far ahead of the ego as the time to it asks."""
        frame = min(round(scene.case.value("reveal_s") * scene.fps), scene.frames - 1)
        middle = scene.bodies()[scene.instance_of("parked") - 1].asset.nominal().middle_m
        ahead = measures.ahead_m[frame] - middle + scene.case.value("door_ahead_m")
        asked = scene.case.value("ego_speed_mps") * scene.case.value("ttc_reveal_s")
        if abs(ahead - asked) > 0.5 + 0.03 * asked:
            return (f"the door's edge is {ahead:.1f} m ahead when it opens, {asked:.1f} m are asked",)
        return ()


def door_reach_m(spec: VehicleSpec, door: str, angle_rad: float) -> tuple[float, float, float]:
    """How far an open door reaches out of its car's side, and its outermost point ahead of the origin, and how high."""
    asset = asset_of(spec)
    part = next(part for part in asset.parts if part.name == f"door_{door}")
    left = door.endswith("left")
    turn = axis_angle((0.0, 0.0, 1.0), np.array([-angle_rad if left else angle_rad]))
    points = rotate(turn, part.mesh.vertices_m.astype(np.float64)) + np.array(part.T_parent_part.translation_m)
    outward = points[:, 1] if left else -points[:, 1]
    edge = points[int(outward.argmax())]
    return float(outward.max()) - 0.5 * asset.box.width_m, float(edge[0]), float(edge[2])


def _way_out(spec: VehicleSpec, door: str, parked: Pose[World, Body], starts_s: float) -> Walk:
    """Of who sits in the doorway, from the middle of the car to the seat's edge, down to the road, from a time on."""
    part = next(part for part in asset_of(spec).parts if part.name == f"door_{door}")
    ahead = float(part.mesh.vertices_m[:, 0].min()) + part.T_parent_part.translation_m[0] + SEAT_M
    sign, half = (1.0 if door.endswith("left") else -1.0), 0.5 * asset_of(spec).box.width_m
    ends = [(ahead, sign * (half - INSIDE_M), LIFT_M), (ahead, sign * (half - EDGE_M), 0.0)]
    points = tuple((float(x), float(y), float(z)) for x, y, z in parked.apply(np.array(ends)))
    length = math.dist(*points)
    return Walk(points_m=points, speed_mps=OUT_MPS, pass_m=length, pass_s=starts_s + length / OUT_MPS)


def _driver(params: Params, out: Walk) -> Actor:
    """Somebody who sits, facing out of the door."""
    drawn = passer_by(int(params["place_seed"]), "driver")
    worn = {name: drawn[name] for name in ("sex", "clothing", "physique")}
    tall = min(max(float(drawn["height_m"]), SHORTEST_M), TALLEST_M)
    return on_foot("driver", SittingPerson(height_m=tall, seat_m=SIT_HEIGHT_M, **worn), out)


def _beside_parking(venue: Venue, speed_mps: float) -> Fits:
    """Suits where a parking strip lies beside the ego's lane, the length of a car."""
    block = mid_block(venue, None, speed_mps)

    def fits(at: Approach) -> str:
        if at.kerb_m(at.near) is None:
            return "it has no pavement on the near side"
        ends = [venue.approach(at.line, at.at_m + d) for d in (-BAY_END_M - 2.0, BAY_END_M)]
        if any(_parking(here) is None for here in (at, *ends)):
            return "no parking strip lies beside the ego's lane"
        return block(at)

    return fits


def _parking(at: Approach) -> Strip | None:
    outward = at.outward(at.near)
    strip = outward[0] if outward and outward[0].kind == "parking" else None
    return strip if strip is not None and strip.width_m >= LEAST_STRIP_M else None


def _check_kerb(at: Approach, outer_m: float) -> None:
    """Raises SceneError where the parked car's outer side is beyond the kerb, or too far from it."""
    gap = at.edge_m(at.near) - outer_m
    low, high = KERB_GAP_M
    if not (low <= gap <= high and math.isfinite(gap)):
        raise SceneError(f"the car would stand {gap:.2f} m from the kerb, {low:.2f} to {high:.2f} m are usual")
