"""A drive out of a tunnel: lamplight inside, daylight or night beyond the portal. No edge case."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.actor import Actor, Path
from scenes.assets.cars.fleet import FLEET
from scenes.distributions import Distribution, check_range, number
from scenes.environment import Environment
from scenes.footprint import centred_pose
from scenes.lighting import DRIVING_LAMPS
from scenes.measures import ClipMeasures
from scenes.roads.tunnel_road import TunnelRoad
from scenes.scenario import ClipRequest, Params, Scenario
from scenes.scene import Case, Scene
from scenes.storyboard import Storyboard

EGO = "sedan"
TAIL_S = 4.0
"""Paths reach beyond the clip by this time: physics goes on for 3 s after it."""
PLACES = ("lead", "follower", "oncoming_0", "oncoming_1", "oncoming_2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tunnel(Scenario):
    """The ego drives towards the exit with a vehicle before and one behind it, three come the other way.

    portal_distance_m: from the ego's rear axle to the exit portal at the start. speed_kmh: of everybody. gap_m: between
    the middles of vehicles in a lane. Lamps are on: the tunnel asks for it by day too.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = ("gap_m",)

    portal_distance_m: Distribution
    speed_kmh: Distribution
    gap_m: Distribution
    road: TunnelRoad

    def __post_init__(self) -> None:
        check_range(self.portal_distance_m, "portal_distance_m", -50.0, self.road.length_m - 10.0, "m")
        check_range(self.speed_kmh, "speed_kmh", 5.0, 130.0, "km/h")
        check_range(self.gap_m, "gap_m", 10.0, 100.0, "m")

    def draw(self, request: ClipRequest, rng: np.random.Generator) -> Params:
        """Where the ego is, how fast all drive, and kind and gap of each other vehicle."""
        kinds = list(FLEET)
        params: dict[str, float | int | str | bool] = {
            "portal_distance_m": number(self.portal_distance_m, rng),
            "speed_mps": number(self.speed_kmh, rng) / 3.6,
        }
        for name in PLACES:
            params[f"{name}.kind"] = kinds[int(rng.integers(len(kinds)))]
            params[f"{name}.gap_m"] = number(self.gap_m, rng)
        return params

    def build(self, params: Params, request: ClipRequest, rng: np.random.Generator) -> Scene:
        """The road, long enough for the clip, and six vehicles."""
        speed = float(params["speed_mps"])
        reach = speed * (request.duration_s + TAIL_S)
        ego_x = self.road.length_m - float(params["portal_distance_m"])
        road = replace(
            self.road,
            before_m=max(self.road.before_m, reach + 20.0),
            beyond_m=max(self.road.beyond_m, ego_x - self.road.length_m + reach + 150.0),
        )
        gaps = {name: float(params[f"{name}.gap_m"]) for name in PLACES}
        places = {"lead": ego_x + gaps["lead"], "follower": ego_x - gaps["follower"]}
        at = ego_x + 4.0
        for name in PLACES[2:]:
            at += gaps[name]
            places[name] = at
        others = tuple(
            _driving(name, str(params[f"{name}.kind"]), x, "oncoming" not in name, road, speed, reach)
            for name, x in places.items()
        )
        return Scene(
            road=road.network(),
            scenery=road.furnish(rng),
            ego=_driving("ego", EGO, ego_x, True, road, speed, reach),
            actors=others,
            environment=Environment(),
            storyboard=Storyboard(),
            rig=request.rig,
            case=Case(id="TUNNEL", name="tunnel", key_actor="lead"),
            duration_s=request.duration_s,
            fps=request.fps,
        )

    def refusals(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """Nothing is asked of a drive without a conflict."""
        return ()


def _driving(
    name: str, kind: str, x_m: float, eastward: bool, road: TunnelRoad, speed_mps: float, reach_m: float
) -> Actor:
    """A vehicle in the middle of its lane that drives straight on with its lamps on."""
    asset = replace(FLEET[kind], driver="none" if name == "ego" else "seated")
    ahead = 1.0 if eastward else -1.0
    pose = centred_pose(asset, x_m, -ahead * 0.5 * road.lane_width_m, 0.0 if eastward else math.pi)
    start = pose.translation_m
    return Actor(
        name=name,
        asset=asset,
        body="kinematic",
        T_world_body=pose,
        path=Path(points_m=(start, (start[0] + ahead * reach_m, start[1], 0.0))),
        speed_mps=speed_mps,
        mass_kg=1500.0,
        lamps_on=DRIVING_LAMPS,
    )
