"""Somebody who stands in the ego's lane: what it is, and how the ego meets them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scenes.actor import Actor
from scenes.asset import AssetSpec, asset_of
from scenes.assets.people.people_kinds import ConstructionWorker
from scenes.assets.street.lost_cargo import Carton, Mattress, Pallet, Sofa
from scenes.assets.two_wheelers.motorcycle import Motorcycle
from scenes.material import Lamp
from scenes.staging.line import Approach
from scenes.staging.lying import AS_BUILT, laid
from scenes.staging.speed_profile import SpeedProfile
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.vehicle_run import VehicleRun
from scenes.staging.venue import Venue

CARS = ("sedan", "wagon", "compact_car", "suv", "small_van", "city_car")
TRUCKS = ("box_truck", "curtain_truck", "tipper_truck", "van")
STANDING = ("car", "truck", "motorcycle", "worker", "cargo")
"""What may stand there, by the catalogue's words."""
HAZARD: tuple[Lamp, ...] = ("indicator_left", "indicator_right")


def standing_of(kind: str, rng: np.random.Generator) -> AssetSpec:
    """One of STANDING, drawn."""
    if kind == "car":
        return vehicle_of(CARS[int(rng.integers(len(CARS)))], rng)
    if kind == "truck":
        return vehicle_of(TRUCKS[int(rng.integers(len(TRUCKS)))], rng)
    if kind == "motorcycle":
        return Motorcycle()
    if kind == "worker":
        return ConstructionWorker(height_m=float(rng.uniform(1.65, 1.9)))
    cargo: tuple[AssetSpec, ...] = (
        Carton(length_m=0.9, width_m=0.8, height_m=0.8, seed=int(rng.integers(4))),
        Pallet(),
        Mattress(),
        Sofa(),
    )
    return cargo[int(rng.integers(len(cargo)))]


def stands(name: str, spec: AssetSpec, at: Approach, left_m: float, turn_rad: float, venue: Venue) -> Actor:
    """An actor at rest whose rear end, or what is nearest to the ego, is at the station."""
    ahead = ahead_of_station_m(spec)
    return Actor(name=name, asset=spec, T_world_body=venue.upright(at, ahead, left_m, turn_rad))


def on_slope(actor: Actor, venue: Venue) -> Actor:
    """An upright actor along the slope of the ground below its middle."""
    box = asset_of(actor.asset).box
    x, y, _ = (actor.T_world_body @ box.T_body_box).translation_m
    (settled,) = laid({actor.name: actor.asset}, x, y, actor.T_world_body.yaw_rad, venue, AS_BUILT)
    return replace(actor, T_world_body=settled.T_world_body)


def ahead_of_station_m(spec: AssetSpec) -> float:
    """From its rear end to its origin."""
    box = asset_of(spec).box
    return box.length_m - box.front_m


def still_run(at: Approach, spec: AssetSpec, left_m: float, until_s: float) -> VehicleRun:
    """The same as a run that goes nowhere, for times to collision."""
    origin_m = at.at_m + ahead_of_station_m(spec)
    return VehicleRun.of(at.line, SpeedProfile(initial_mps=0.0), origin_m, 0.0, until_s, left_m=left_m)
