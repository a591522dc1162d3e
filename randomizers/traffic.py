"""Parked vehicles, moving vehicles in the other lanes, and people on the pavements, all clear of what is there."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np

from randomizers.base import Randomizer
from randomizers.traffic_actors import (
    DRAWN,
    START,
    actor_of,
    drawn_place,
    events_of,
    lane_place,
    names_in,
    train_reach_m,
    vehicle_of,
)
from randomizers.traffic_behaviour import CHANGES, Breakers, manner
from randomizers.traffic_crossing import over_crosswalk
from randomizers.traffic_flow import LIGHTS_SHARE, Flow, lit
from randomizers.traffic_lines import line_of, nearest, pace_of, place_on
from randomizers.traffic_space import Space
from scenes.actor import Actor
from scenes.assets.heavy.fleet import COMBINATIONS, HEAVY, VEHICLES
from scenes.assets.people.crowd import draw_person
from scenes.distributions import Distribution, check_names, check_range, number
from scenes.footprint import footprint_of
from scenes.roads.network import Bay, Lane
from scenes.roads.signal_programs import states_at
from scenes.scenario import Params
from scenes.scene import Scene
from scenes.storyboard import SetSpeed
from scenes.streams import stream

Values = dict[str, float | int | str | bool]
SEED_LIMIT = 2**53
"""Sub-seeds stay exact in every JSON reader."""
LEAST_GAP_M = 6.0
"""Chosen: bumper to bumper between moving vehicles, whatever their headway."""
WALK_INSET_M = 0.55
"""Chosen: people keep this far from the pavement's edges."""
BAY_WIDTH_M = 2.2
"""Chosen: kerb bays are 2.0 m wide (RASt 06), and what is a little wider than cars still parks in them."""
VARIETIES = 8
"""Chosen: of each heavy vehicle, so that a dataset's many of them share meshes."""
CAR_VARIETIES = 3
"""Chosen: of each name of the fleet: some forty different cars, which a worker builds once."""
ALONG_COSINE = 0.7
"""Chosen: who heads less than 45 degrees off a lane drives along it."""
_RANGES: dict[str, tuple[float, float, str]] = {
    "occupancy": (0.0, 1.0, ""),
    "along_error_m": (-2.0, 2.0, "m"),
    "across_error_m": (-0.5, 0.5, "m"),
    "heading_error_deg": (-15.0, 15.0, "degrees"),
    "moving_headway_s": (1.0, 1e4, "s"),
    "moving_speed_kmh": (5.0, 130.0, "km/h"),
    "moving_speed_share": (0.2, 1.5, ""),
    "time_headway_s": (0.3, 5.0, "s"),
    "pedestrians_per_100m": (0.0, 40.0, ""),
    "walking_speed_mps": (0.3, 3.0, "m/s"),
    "adult_height_m": (1.4, 2.1, "m"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic(Randomizer):
    """Adds what else is on the street.

    occupancy: share of the free kerb-parking bays that are taken, drawn once. vehicle: names of the fleet, of heavy
    vehicles and of combinations (`scenes.assets.heavy.fleet`), which come in a few varieties each.
    along_error_m, across_error_m, heading_error_deg: of a parked vehicle in its bay. moving_headway_s: time between
    vehicles in each lane, moving_speed_kmh: of all of a lane. The ego's lane has traffic where the scenario sends
    others along it, too. pedestrians_per_100m: of pavement, drawn once. walking_speed_mps: of each person.
    adult_height_m: a grown man's, from which each person's follows.
    On places all of them behave (`scenes.behaviour`): they follow with time_headway_s, drive moving_speed_share of the
    limits, stop at lights, which get a programme, and give way; crossing_share of the people near a crosswalk use it;
    breakers: shares of drivers who break rules. Nothing overlaps what is there, begins in a junction or where it could
    not brake for who stands in its lane, or meets paths without a behaviour: conflicts stay what their scenario made of
    them. Each bay, lane and pavement has its own stream.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = (
        *("vehicle", "along_error_m", "across_error_m", "heading_error_deg", "moving_headway_s", "moving_speed_kmh"),
        *("moving_speed_share", "time_headway_s", "walking_speed_mps", "adult_height_m"),
    )

    occupancy: Distribution
    vehicle: Distribution
    along_error_m: Distribution
    across_error_m: Distribution
    heading_error_deg: Distribution
    moving_headway_s: Distribution
    moving_speed_kmh: Distribution
    moving_speed_share: Distribution
    time_headway_s: Distribution
    pedestrians_per_100m: Distribution
    walking_speed_mps: Distribution
    adult_height_m: Distribution
    crossing_share: float = 0.3
    breakers: Breakers = field(default_factory=Breakers)

    def __post_init__(self) -> None:
        for name, (low, high, unit) in _RANGES.items():
            check_range(getattr(self, name), name, low, high, unit)
        check_names(self.vehicle, "vehicle", "vehicle", (*VEHICLES, *COMBINATIONS))

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """Every added actor's kind, place and speed, by `<name>.<value>`."""
        sub_seed = int(rng.integers(SEED_LIMIT))
        space = Space.of(scene)
        occupancy = number(self.occupancy, stream(sub_seed, "occupancy"))
        lights = float(stream(sub_seed, "lights").random())
        params: Values = {"sub_seed": sub_seed, "occupancy": occupancy, LIGHTS_SHARE: lights}
        flow = None
        if scene.place is not None:
            standing = [footprint_of(actor) for actor in scene.actors if actor.body != "kinematic"]
            flow = Flow(scene.place, states_at(lit(scene, params).storyboard.signals, 0.0), standing)
        for k, bay in enumerate(scene.road.bays):
            own = stream(sub_seed, "bay", k)
            if float(own.random()) < occupancy:
                params |= space.admitted([self._parked(f"parked_bay_{k:02d}", bay, own)])
        for lane in scene.road.of_kind("driving"):
            if _driven(scene, lane):
                params |= space.admitted(self._moving(scene, lane, flow, stream(sub_seed, "lane", lane.id)))
        density = number(self.pedestrians_per_100m, stream(sub_seed, "pedestrians"))
        params["pedestrians_per_100m"] = density
        for lane in scene.road.of_kind("pavement"):
            own = stream(sub_seed, "pavement", lane.id)
            for k in range(int(own.poisson(density * lane.length_m / 100.0))):
                walker = self._walker(f"walker_{lane.id}_{k}", scene, lane, own)
                params |= space.admitted([walker] if walker else [])
        return params

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene with the drawn actors after its own."""
        added = {name: actor_of(name, params, scene.road, scene.duration_s) for name in names_in(params)}
        group = max((actor.group for actor in scene.bodies()), default=0)
        for name in [name for name in added if f"{name}.drawn_by" in params]:
            group += 1
            for member in (name, str(params[f"{name}.drawn_by"])):
                added[member] = replace(added[member], group=group)
        paces = [event for name in added for event in events_of(name, params, scene.road, scene.duration_s)]
        scene = lit(scene, params)
        storyboard = replace(scene.storyboard, events=(*scene.storyboard.events, *paces))
        return replace(scene.with_actors((*scene.actors, *added.values())), storyboard=storyboard)

    def _parked(self, name: str, bay: Bay, rng: np.random.Generator) -> Values:
        """A vehicle in a bay; longer or wider ones than bays become the fleet's small car, and combinations, too."""
        kind = str(self.vehicle.sample(rng))
        own = _variety(name, kind, rng)
        size = vehicle_of(name, {f"{name}.kind": kind, **own}).size() if kind in VEHICLES else None
        if size is None or size.length_m > bay.length_m or size.width_m > BAY_WIDTH_M:
            kind, own = "small_car", {f"{name}.variety": 0}
        along, across = number(self.along_error_m, rng), number(self.across_error_m, rng)
        turn = np.radians(number(self.heading_error_deg, rng))
        cosine, sine = np.cos(bay.yaw_rad), np.sin(bay.yaw_rad)
        return {
            f"{name}.kind": kind,
            **own,
            f"{name}.x_m": float(bay.x_m + along * cosine - across * sine),
            f"{name}.y_m": float(bay.y_m + along * sine + across * cosine),
            f"{name}.z_m": 0.0,
            f"{name}.yaw_rad": float(bay.yaw_rad + turn),
        }

    def _moving(self, scene: Scene, lane: Lane, flow: Flow | None, rng: np.random.Generator) -> list[Values]:
        """Vehicles along a lane. Without a place, all have the same speed where one of them is, so that none runs into
        the next; on places they behave.
        """
        top = self._top_mps(scene, lane, rng)
        pace = pace_of(lane, top)
        trains: list[tuple[Values, Values]] = []
        spans: list[tuple[float, float]] = []
        s, front = pace.at(0.0) * number(self.moving_headway_s, rng) * float(rng.random()), -np.inf
        for k in itertools.count():
            if s >= lane.length_m:
                break
            name = f"moving_{lane.id}_{k}"
            first, drawn = _train(name, str(self.vehicle.sample(rng)), top, rng)
            ahead = vehicle_of(name, first)
            back = train_reach_m(ahead, f"{name}{DRAWN}", drawn)
            s = max(s, front + LEAST_GAP_M + back)
            if s < lane.length_m:
                if flow is not None and not lane.goes_on:
                    first |= manner(name, self.time_headway_s, self.moving_speed_share, rng)
                    first |= self.breakers.draw(name, rng)
                    first |= {f"{name}.{CHANGES}": True} if scene.ego.behaviour is not None and not drawn else {}
                first |= lane_place(name, lane, s)
                rear = {**drawn, **drawn_place(name, first, f"{name}{DRAWN}", drawn, scene.road)} if drawn else {}
                trains.append((first, rear))
                spans.append((s - back, s + 0.5 * ahead.size().length_m))
            front = s + 0.5 * ahead.size().length_m
            s += pace.at(s) * number(self.moving_headway_s, rng)
        if flow is None or lane.goes_on:
            return [values for train in trains for values in train if values]
        return _begun(lane, flow, trains, spans, [pace.at(front) for _, front in spans])

    def _top_mps(self, scene: Scene, lane: Lane, rng: np.random.Generator) -> float:
        """What a lane's vehicles want to drive: on the ego's lane what it drives at most."""
        own = number(self.moving_speed_kmh, rng) / 3.6
        if lane.goes_on:
            return own
        share = number(self.moving_speed_share, rng)
        return _fastest_mps(scene) if _under(scene.ego, lane) else share * lane.speed_limit_mps

    def _walker(self, name: str, scene: Scene, lane: Lane, rng: np.random.Generator) -> Values:
        """Somebody who walks along a pavement in either direction; nothing where it ends before the clip does."""
        reach = max(0.0, 0.5 * lane.width_m - WALK_INSET_M)
        s, t = float(rng.uniform(0.0, lane.length_m)), float(rng.uniform(-reach, reach))
        x, y, z, heading = lane.point(s, t) if lane.goes_on else place_on(line_of(lane), s)
        speed = number(self.walking_speed_mps, rng)
        looks = draw_person(rng, number(self.adult_height_m, rng), speed)
        against, crosses = bool(rng.random() < 0.5), bool(rng.random() < self.crossing_share)
        own: Values = {}
        if not lane.goes_on:
            own = {f"{name}.lane": lane.id, f"{name}.along_m": s, f"{name}.left_m": t, f"{name}.against": against}
            own |= {f"{name}.walks": True} if scene.place is not None else {}
            end = s + (-speed if against else speed) * scene.duration_s
            over = over_crosswalk(name, scene, lane, own) if crosses else {}
            if not over and not 0.0 <= end <= lane.length_m:
                return {}
            own |= over
        return {
            f"{name}.x_m": x,
            f"{name}.y_m": y,
            f"{name}.z_m": z,
            f"{name}.yaw_rad": heading + (np.pi if against else 0.0),
            f"{name}.speed_mps": speed,
            **own,
            **{f"{name}.{key}": value for key, value in looks.items()},
        }


def _begun(
    lane: Lane,
    flow: Flow,
    trains: list[tuple[Values, Values]],
    spans: list[tuple[float, float]],
    wanted_mps: list[float],
) -> list[Values]:
    """Those that may begin where they are, with the speeds that they begin with."""
    asked = enumerate(zip(spans, wanted_mps, strict=True))
    kept = [k for k, (span, wanted) in asked if flow.has_room(lane, *span) and flow.is_open(lane, span[1], wanted)]
    speeds = flow.speeds(lane, [spans[k] for k in kept], [wanted_mps[k] for k in kept])
    made: list[Values] = []
    for k, speed in zip(kept, speeds, strict=True):
        made += [{**values, f"{names_in(values)[0]}.{START}": speed} for values in trains[k] if values]
    return made


def _train(name: str, kind: str, speed_mps: float, rng: np.random.Generator) -> tuple[Values, Values]:
    """What drives, without its place, and what it draws, empty for single vehicles."""
    parts = COMBINATIONS.get(kind, (kind,))
    first: Values = {f"{name}.kind": parts[0], **_variety(name, parts[0], rng), f"{name}.speed_mps": speed_mps}
    if len(parts) == 1:
        return first, {}
    rear = f"{name}{DRAWN}"
    return first, {f"{rear}.kind": parts[1], **_variety(rear, parts[1], rng)}


def _variety(name: str, kind: str, rng: np.random.Generator) -> Values:
    """Which of its varieties a vehicle is; combinations have none of their own."""
    if kind not in VEHICLES:
        return {}
    return {f"{name}.variety": int(rng.integers(VARIETIES if kind in HEAVY else CAR_VARIETIES))}


def _driven(scene: Scene, lane: Lane) -> bool:
    """Whether traffic may drive a lane: not the ego's, unless the scenario sends others along it, too."""
    return not _under(scene.ego, lane) or any(actor.path is not None and _under(actor, lane) for actor in scene.actors)


def _under(actor: Actor, lane: Lane) -> bool:
    """Whether somebody starts in that lane, along it."""
    x, y, _ = actor.T_world_body.translation_m
    if lane.goes_on:
        ax, ay, _, heading = lane.point(0.0)
        off = abs(-(x - ax) * np.sin(heading) + (y - ay) * np.cos(heading))
    else:
        _, off, heading = nearest(lane, x, y)
    along = np.cos(heading - actor.T_world_body.yaw_rad) > ALONG_COSINE
    return bool(off <= 0.5 * lane.width_m and along)


def _fastest_mps(scene: Scene) -> float:
    """The ego's highest speed."""
    asked = [
        action.speed_mps
        for event in scene.storyboard.events
        for action in event.actions
        if isinstance(action, SetSpeed) and action.actor == scene.ego.name
    ]
    return max([scene.ego.speed_mps, *asked])
