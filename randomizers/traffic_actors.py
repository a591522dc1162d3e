"""From drawn values back to the actors of the traffic."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import cast

from randomizers.traffic_behaviour import behaviour_of
from randomizers.traffic_crossing import crossing_path
from randomizers.traffic_lines import line_of, pace_of, place_on, stretch
from scenes.actor import Actor, Path
from scenes.asset import AssetSpec
from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.fleet import fleet_car
from scenes.assets.heavy.fleet import HEAVY, coupling, varied
from scenes.assets.heavy.vehicle import HeavySpec
from scenes.assets.people.crowd import FIELDS, KINDS, person_of
from scenes.assets.people.person import Person
from scenes.footprint import centred_pose
from scenes.pose import Body, Pose, World
from scenes.roads.network import Lane, RoadNetwork
from scenes.scenario import Params
from scenes.storyboard import Event

HEAVY_KG_M3 = 130.0
DRAWN = "_drawn"
"""What is appended to the name of what draws."""
START = "start_mps"
"""Names the speed at time 0 of those who behave."""
TAIL_S = 4.0
"""Paths reach beyond the clip by this time: physics goes on for 3 s after it."""


def names_in(params: Params) -> tuple[str, ...]:
    """Names of the drawn actors, in the order of drawing."""
    return tuple(key.removesuffix(".kind") for key in params if key.endswith(".kind"))


def actor_of(name: str, params: Params, road: RoadNetwork, duration_s: float) -> Actor:
    """One actor: parked without a speed, else along its lane or, without one, straight on along its heading."""
    spec = _spec(name, params)
    x, y, z, yaw = (float(params[f"{name}.{key}"]) for key in ("x_m", "y_m", "z_m", "yaw_rad"))
    pose = centred_pose(spec, x, y, yaw, z)
    mass_kg = _mass_kg(spec)
    if f"{name}.speed_mps" not in params:
        return Actor(name=name, asset=spec, T_world_body=pose, mass_kg=mass_kg)
    speed, path = float(params[f"{name}.speed_mps"]), None
    if f"{name}.lane" in params:
        path, speed = _along(name, params, road, duration_s)
        (x, y, z), (ahead_x, ahead_y, _) = path.points_m[:2]
        pose = Pose.planar(x, y, math.atan2(ahead_y - y, ahead_x - x), z)
    return Actor(
        name=name,
        asset=spec,
        body="kinematic",
        T_world_body=pose,
        path=path or _straight(pose, speed * (duration_s + TAIL_S), yaw),
        speed_mps=speed,
        mass_kg=mass_kg,
        behaviour=behaviour_of(name, params),
    )


def _straight(pose: Pose[World, Body], reach_m: float, yaw_rad: float) -> Path:
    start = pose.translation_m
    end = (start[0] + reach_m * math.cos(yaw_rad), start[1] + reach_m * math.sin(yaw_rad), start[2])
    return Path(points_m=(start, end))


def _along(name: str, params: Params, road: RoadNetwork, duration_s: float) -> tuple[Path, float]:
    """The path of somebody on a lane and the speed at its start."""
    lane = road.lane(str(params[f"{name}.lane"]))
    speed, s = float(params[f"{name}.speed_mps"]), float(params[f"{name}.along_m"])
    seconds = duration_s + TAIL_S
    if str(params[f"{name}.kind"]) in KINDS:
        if f"{name}.over" in params:
            return crossing_path(name, params, road, seconds), speed
        sign = -1.0 if params[f"{name}.against"] else 1.0
        return stretch(lane, s, sign * speed * seconds, float(params[f"{name}.left_m"])), speed
    start = s - _spec(name, params).nominal().middle_m
    if f"{name}.{START}" in params:
        return stretch(lane, start, max(lane.length_m - start, 1.0)), float(params[f"{name}.{START}"])
    return stretch(lane, start, speed * seconds), pace_of(lane, speed).at(_paced_m(name, params))


def _paced_m(name: str, params: Params) -> float:
    """Where on its lane a vehicle has its speed from: what is drawn has that of what draws it."""
    return float(params[f"{params.get(f'{name}.drawn_by', name)}.along_m"])


def events_of(name: str, params: Params, road: RoadNetwork, duration_s: float) -> tuple[Event, ...]:
    """How a vehicle on a lane brakes for bends and accelerates behind them; nothing for all others."""
    if f"{name}.lane" not in params or f"{name}.{START}" in params or str(params[f"{name}.kind"]) in KINDS:
        return ()
    pace = pace_of(road.lane(str(params[f"{name}.lane"])), float(params[f"{name}.speed_mps"]))
    return pace.events(name, _paced_m(name, params), duration_s + TAIL_S)


def vehicle_of(name: str, params: Params) -> VehicleSpec | HeavySpec:
    """The vehicle of a drawn actor: of its variety where it has one, with a driver where it moves by itself."""
    kind = str(params[f"{name}.kind"])
    variety = int(params.get(f"{name}.variety", 0))
    spec = varied(kind, variety) if kind in HEAVY else fleet_car(kind, variety)
    drives = f"{name}.speed_mps" in params and f"{name}.drawn_by" not in params
    return replace(spec, driver="seated") if drives else spec


def ends_m(spec: VehicleSpec | HeavySpec) -> tuple[float, float]:
    """Where a vehicle's rear and front end lie along x."""
    size = spec.size()
    front = size.wheelbase_m + size.front_overhang_m
    return front - size.length_m, front


def drawn_place(puller: str, params: Params, name: str, own: Params, road: RoadNetwork) -> Params:
    """Where a trailer stands, straight behind what draws it or behind it on its lane, and that it moves with it."""
    ahead, behind = vehicle_of(puller, params), vehicle_of(name, own)
    joint = coupling(ahead, cast(HeavySpec, behind))
    back = sum(ends_m(ahead)) / 2 - joint.lead_m + joint.back_m - sum(ends_m(behind)) / 2
    moves = {f"{name}.speed_mps": params[f"{puller}.speed_mps"], f"{name}.drawn_by": puller}
    if f"{puller}.lane" in params:
        lane = str(params[f"{puller}.lane"])
        return {**lane_place(name, road.lane(lane), float(params[f"{puller}.along_m"]) - back), **moves}
    x, y, yaw = (float(params[f"{puller}.{key}"]) for key in ("x_m", "y_m", "yaw_rad"))
    return {
        f"{name}.x_m": x - back * math.cos(yaw),
        f"{name}.y_m": y - back * math.sin(yaw),
        f"{name}.z_m": params[f"{puller}.z_m"],
        f"{name}.yaw_rad": yaw,
        **moves,
    }


def lane_place(name: str, lane: Lane, s_m: float) -> dict[str, float | int | str | bool]:
    """Where a vehicle stands at a distance along a lane, and on which lane."""
    if lane.goes_on:
        x, y, z, yaw = lane.point(s_m)
        own: dict[str, float | int | str | bool] = {}
    else:
        x, y, z, yaw = place_on(line_of(lane), s_m)
        own = {f"{name}.lane": lane.id, f"{name}.along_m": s_m}
    return {f"{name}.x_m": x, f"{name}.y_m": y, f"{name}.z_m": z, f"{name}.yaw_rad": yaw, **own}


def train_reach_m(ahead: VehicleSpec | HeavySpec, name: str, drawn: Params) -> float:
    """How far a vehicle and what it draws (nothing: empty) reach back from the first one's middle."""
    rear, front = ends_m(ahead)
    if not drawn:
        return (front - rear) / 2
    behind = vehicle_of(name, drawn)
    joint = coupling(ahead, cast(HeavySpec, behind))
    return (rear + front) / 2 - joint.lead_m + joint.back_m - ends_m(behind)[0]


def _mass_kg(spec: AssetSpec) -> float:
    """Chosen: 75 kg for people, 1.5 t for cars, 130 kg a cubic metre of box for heavy vehicles (18 t fill 140 m3)."""
    if isinstance(spec, HeavySpec):
        size = spec.size()
        return HEAVY_KG_M3 * size.length_m * size.width_m * size.height_m
    return 75.0 if isinstance(spec, Person) else 1500.0


def _spec(name: str, params: Params) -> AssetSpec:
    if str(params[f"{name}.kind"]) in KINDS:
        return person_of({key: params[f"{name}.{key}"] for key in FIELDS})
    return vehicle_of(name, params)
