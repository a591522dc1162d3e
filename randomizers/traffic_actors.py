"""From drawn values back to the actors of the traffic."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import cast

from scenes.actor import Actor, Path
from scenes.asset import AssetSpec
from scenes.assets.car import VehicleSpec
from scenes.assets.crowd import FIELDS, KINDS, person_of
from scenes.assets.fleet import fleet_car
from scenes.assets.heavy_fleet import HEAVY, coupling, varied
from scenes.assets.heavy_vehicle import HeavySpec
from scenes.assets.person import Person
from scenes.footprint import centred_pose
from scenes.scenario import Params

HEAVY_KG_M3 = 130.0
DRAWN = "_drawn"
"""What is appended to the name of what draws."""
TAIL_S = 4.0
"""Paths reach beyond the clip by this time: physics goes on for 3 s after it."""


def names_in(params: Params) -> tuple[str, ...]:
    """Names of the drawn actors, in the order of drawing."""
    return tuple(key.removesuffix(".kind") for key in params if key.endswith(".kind"))


def actor_of(name: str, params: Params, duration_s: float) -> Actor:
    """One actor: parked without a speed, else straight on along its heading."""
    spec = _spec(name, params)
    x, y, z, yaw = (float(params[f"{name}.{key}"]) for key in ("x_m", "y_m", "z_m", "yaw_rad"))
    pose = centred_pose(spec, x, y, yaw, z)
    start = pose.translation_m
    mass_kg = _mass_kg(spec)
    if f"{name}.speed_mps" not in params:
        return Actor(name=name, asset=spec, T_world_body=pose, mass_kg=mass_kg)
    speed = float(params[f"{name}.speed_mps"])
    reach = speed * (duration_s + TAIL_S)
    end = (start[0] + reach * math.cos(yaw), start[1] + reach * math.sin(yaw), z)
    return Actor(
        name=name,
        asset=spec,
        body="kinematic",
        T_world_body=pose,
        path=Path(points_m=(start, end)),
        speed_mps=speed,
        mass_kg=mass_kg,
    )


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


def drawn_place(puller: str, params: Params, name: str, own: Params) -> Params:
    """Where a trailer stands, straight behind what draws it, and that it moves with it."""
    ahead, behind = vehicle_of(puller, params), vehicle_of(name, own)
    joint = coupling(ahead, cast(HeavySpec, behind))
    back = sum(ends_m(ahead)) / 2 - joint.lead_m + joint.back_m - sum(ends_m(behind)) / 2
    x, y, yaw = (float(params[f"{puller}.{key}"]) for key in ("x_m", "y_m", "yaw_rad"))
    return {
        f"{name}.x_m": x - back * math.cos(yaw),
        f"{name}.y_m": y - back * math.sin(yaw),
        f"{name}.z_m": params[f"{puller}.z_m"],
        f"{name}.yaw_rad": yaw,
        f"{name}.speed_mps": params[f"{puller}.speed_mps"],
        f"{name}.drawn_by": puller,
    }


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
