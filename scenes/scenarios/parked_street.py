"""A street in which nothing moves: for checking a rig, a calibration or a format. No edge case."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from scenes.actor import Actor
from scenes.assets.cars.fleet import FLEET
from scenes.assets.people.crowd import draw_person, person_of
from scenes.assets.people.person import Child
from scenes.distributions import Distribution, check_range, number
from scenes.environment import Environment
from scenes.footprint import centred_pose, footprint_of
from scenes.measures import ClipMeasures
from scenes.pose import Body, Pose, World
from scenes.roads.urban_street import Side, UrbanStreet
from scenes.scenario import ClipRequest, Params, Scenario
from scenes.scene import Case, Scene
from scenes.storyboard import Storyboard

EGO = FLEET["sedan"]
EGO_AT_M = 60.0
"""Chosen: street behind the ego for the LiDAR to see."""
PERSON_CLEAR_M = 0.6
"""Chosen: nobody stands nearer than this to a bin or a bench."""
MAN_M = 1.77
"""Chosen: stature of a grown man, from which the others' follow."""
SIDES: tuple[Side, ...] = ("right", "left")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedStreet(Scenario):
    """The ego stands in its lane before a crosswalk at which a child waits; cars are parked, people stand about.

    crosswalk_distance_m: from the ego's rear axle. occupancy_share: of the parking bays. people: standing adults.
    Randomizers that add traffic would add what moves: leave `traffic` out to keep the street still.
    """

    crosswalk_distance_m: Distribution
    occupancy_share: Distribution
    people: Distribution
    street: UrbanStreet

    def __post_init__(self) -> None:
        check_range(self.crosswalk_distance_m, "crosswalk_distance_m", 8.0, 60.0, "m")
        check_range(self.occupancy_share, "occupancy_share", 0.0, 1.0, "")
        check_range(self.people, "people", 0.0, 30.0, "")

    def draw(self, request: ClipRequest, rng: np.random.Generator) -> Params:
        """Every field once."""
        return {
            "crosswalk_distance_m": number(self.crosswalk_distance_m, rng),
            "occupancy_share": number(self.occupancy_share, rng),
            "people": round(number(self.people, rng)),
        }

    def build(self, params: Params, request: ClipRequest, rng: np.random.Generator) -> Scene:
        """The street and all that stands in it."""
        crosswalk_m = EGO_AT_M + float(params["crosswalk_distance_m"])
        street = replace(
            self.street,
            length_m=max(self.street.length_m, crosswalk_m + 80.0),
            crosswalk_at_m=crosswalk_m,
            near_m=(EGO_AT_M - 15.0, crosswalk_m + 30.0),
        )
        furniture = street.furniture(rng)
        parked = _parked(street, float(params["occupancy_share"]), rng)
        return Scene(
            road=street.network(),
            scenery=street.furnish(rng),
            ego=Actor(name="ego", asset=EGO, T_world_body=Pose.planar(EGO_AT_M, -0.5 * street.lane_width_m, 0.0)),
            actors=(
                _waiting_child(street, crosswalk_m),
                *parked,
                *_people(street, int(params["people"]), furniture, rng),
                *furniture,
            ),
            environment=Environment(),
            storyboard=Storyboard(),
            rig=request.rig,
            case=Case(id="STILL", name="parked_street", key_actor="child"),
            duration_s=request.duration_s,
            fps=request.fps,
        )

    def refusals(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """Nothing is asked of a street without a conflict."""
        return ()


def _waiting_child(street: UrbanStreet, crosswalk_m: float) -> Actor:
    """A child at the right kerb, looking across the crosswalk."""
    kerb_y = -(street.lane_width_m + street.parking_width_m)
    pose: Pose[World, Body] = Pose.planar(crosswalk_m, kerb_y - 0.35, 0.5 * math.pi, street.kerb_height_m)
    return Actor(name="child", asset=Child(), T_world_body=pose, mass_kg=25.0)


def _parked(street: UrbanStreet, share: float, rng: np.random.Generator) -> tuple[Actor, ...]:
    """A vehicle in the middle of every taken bay."""
    kinds = list(FLEET)
    parked = []
    for side in SIDES:
        for index, bay in enumerate(street.parking_bays(side)):
            taken, kind = float(rng.random()) < share, kinds[int(rng.integers(len(kinds)))]
            if taken:
                pose = centred_pose(FLEET[kind], bay.x_m, bay.y_m, bay.yaw_rad)
                name = f"parked_{side}_{index:02d}"
                parked.append(Actor(name=name, asset=FLEET[kind], T_world_body=pose, mass_kg=1500.0))
    return tuple(parked)


def _people(
    street: UrbanStreet, count: int, furniture: tuple[Actor, ...], rng: np.random.Generator
) -> tuple[Actor, ...]:
    """Adults who stand on the house side of the pavements, clear of furniture and of each other."""
    taken = [footprint_of(a).centre_m for a in furniture]
    inner = street.lane_width_m + street.parking_width_m
    people: list[Actor] = []
    for index in range(count):
        for _ in range(20):
            side = -1.0 if rng.random() < 0.5 else 1.0
            x = float(rng.uniform(EGO_AT_M - 10.0, street.length_m - 40.0))
            y = side * (inner + float(rng.uniform(0.55, 0.8)) * street.pavement_width_m)
            if all(math.dist((x, y), other) > PERSON_CLEAR_M + 0.6 for other in taken):
                taken.append((x, y))
                yaw = float(rng.uniform(-math.pi, math.pi))
                pose: Pose[World, Body] = Pose.planar(x, y, yaw, street.kerb_height_m)
                spec = person_of(draw_person(rng, MAN_M, 0.0))
                people.append(Actor(name=f"person_{index:02d}", asset=spec, T_world_body=pose, mass_kg=75.0))
                break
    return tuple(people)
