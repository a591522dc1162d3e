"""Proportions of car bodies: what a style allows, what one car of it has, and the control points that follow."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import Literal

import numpy as np

from scenes.assets.cars.body_plan import BodyPlan
from scenes.assets.cars.cage import car_cage
from scenes.assets.shaping.limit_surface import limit_surface
from scenes.assets.shaping.subdivision import subdivided
from scenes.assets.vehicles.shape import SIZES, Size

Range = tuple[float, float]
Roof = Literal["closed", "open"]
Rear = Literal["lid", "hatch", "bed", "cargo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CarStyle:
    """Ranges (least, most) of one body style; lengths in metres, of the sold cars of its segment unless said chosen.

    nose_z_m: the bonnet's front edge. cowl_back_m: the windscreen's foot behind the front axle; cowl_z_m: its
    height. screen_deg, back_deg: rake of windscreen and backlight over the horizon. roof_back_m: the roof's end
    behind the rear axle; roof_drop_m: how far it lies below the highest point. base_z_m: foot of the backlight;
    tail_rise_m: the rear's edge, over it. belt_z_m: lower edge of the side windows at their front, belt_rise_m: how
    much higher at the back. rail_share: half width of the roof's edge over half the width; roof_taper_share: less
    of it at the end. nose_bow_m, tail_bow_m: how far the corners stand behind the middle. bow_power: 2 round, 4
    square. nose_lean_m: the bonnet's edge behind the foremost point. *_sharpness: of creases at the roof's edge,
    the waist, the bonnet. shoulder_m: width and drop of the shoulder below the side windows. glass_end: the side
    glass's end before the backlight's foot and before the roof's end. doors: a side. panes: of a side. rows: of
    seats. cladding_m: height of unpainted plastic over the sill. roof: open for a car without one. rear: how the
    back opens.
    """

    length_m: Range
    width_m: Range
    height_m: Range
    wheelbase_m: Range
    front_overhang_m: Range
    wheel_radius_m: Range
    tyre_width_m: Range = (0.195, 0.235)
    clearance_m: Range = (0.15, 0.18)
    nose_z_m: Range = (0.70, 0.76)
    cowl_back_m: Range = (0.42, 0.58)
    cowl_z_m: Range = (0.94, 1.00)
    screen_deg: Range = (27.0, 31.0)
    roof_back_m: Range = (0.0, 0.2)
    roof_drop_m: Range = (0.05, 0.08)
    back_deg: Range = (28.0, 33.0)
    base_z_m: Range = (1.04, 1.10)
    tail_rise_m: Range = (-0.05, 0.0)
    belt_z_m: Range = (0.90, 0.95)
    belt_rise_m: Range = (0.02, 0.07)
    rail_share: Range = (0.64, 0.68)
    roof_taper_share: Range = (0.03, 0.06)
    nose_bow_m: Range = (0.42, 0.54)
    tail_bow_m: Range = (0.26, 0.36)
    bow_power: Range = (2.6, 3.4)
    nose_lean_m: Range = (0.05, 0.11)
    tail_lean_m: Range = (0.02, 0.08)
    rail_sharpness: Range = (1.2, 1.8)
    waist_sharpness: Range = (0.4, 1.9)
    hood_sharpness: Range = (0.2, 1.3)
    shoulder_m: tuple[float, float] = (0.075, 0.05)
    glass_end: tuple[float, float] = (0.26, 0.02)
    doors: int = 2
    panes: int = 3
    rows: int = 2
    cladding_m: float = 0.0
    roof: Roof = "closed"
    rear: Rear = "lid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportions(Size):
    """One car's values of `CarStyle`'s ranges: its size, and how its body is shaped."""

    clearance_m: float
    nose_z_m: float
    cowl_back_m: float
    cowl_z_m: float
    screen_deg: float
    roof_back_m: float
    roof_drop_m: float
    back_deg: float
    base_z_m: float
    tail_rise_m: float
    belt_z_m: float
    belt_rise_m: float
    rail_share: float
    roof_taper_share: float
    nose_bow_m: float
    tail_bow_m: float
    bow_power: float
    nose_lean_m: float
    tail_lean_m: float
    rail_sharpness: float
    waist_sharpness: float
    hood_sharpness: float


_TOGETHER = 0.65
"""Chosen: share of a size that follows from the car's rank in its class, as a long car is wide, too; the rest is its
own."""


def drawn(style: CarStyle, rng: np.random.Generator, given: dict[str, float]) -> Proportions:
    """One car of a style. given: sizes that are not drawn."""
    rank = float(rng.random())
    values: dict[str, float] = {}
    for field in fields(Proportions):
        low, high = getattr(style, field.name)
        share = float(rng.random())
        if field.name in SIZES:
            share = _TOGETHER * rank + (1.0 - _TOGETHER) * share
        values[field.name] = low + (high - low) * share
    taller = given.get("height_m", values["height_m"]) - 0.5 * sum(style.height_m)
    for name in ("nose_z_m", "cowl_z_m", "base_z_m", "belt_z_m"):
        values[name] += 0.45 * taller  # chosen: a higher car of a style has a higher waist, too
    return Proportions(**{**values, **given})


def body_plan(p: Proportions, shoulder_m: tuple[float, float]) -> BodyPlan:
    """Control points whose limit surface has these proportions: drawn once, then corrected by what rounding took."""
    plan = _first_plan(p, shoulder_m)
    target = np.array([p.front_m, p.rear_m, p.width_m / 2, p.height_m])
    for _ in range(2):
        points = limit_surface(subdivided(car_cage(plan), 1)).vertices_m
        found = np.array([points[:, 0].max(), points[:, 0].min(), points[:, 1].max(), points[:, 2].max()])
        front, rear, half, top = target - found
        plan = replace(
            plan,
            front_x_m=plan.front_x_m + front,
            nose=(plan.nose[0] + front, plan.nose[1]),
            rear_x_m=plan.rear_x_m + rear,
            tail=(plan.tail[0] + rear, plan.tail[1]),
            half_width_m=plan.half_width_m + half,
            peak_z_m=plan.peak_z_m + top,
        )
    return plan


def _first_plan(p: Proportions, shoulder_m: tuple[float, float]) -> BodyPlan:
    front, rear = p.front_m, p.rear_m
    cowl = (p.wheelbase_m - p.cowl_back_m, p.cowl_z_m)
    header_z = p.height_m - 0.055
    header = (cowl[0] - (header_z - cowl[1]) / math.tan(math.radians(p.screen_deg)), header_z)
    tail_edge = rear + p.tail_lean_m
    end_z = p.height_m - p.roof_drop_m
    end = (max(-p.roof_back_m, tail_edge + 0.08), end_z)
    base_x = max(end[0] - (end_z - p.base_z_m) / math.tan(math.radians(p.back_deg)), tail_edge + 0.035)
    tail = (tail_edge, p.base_z_m + p.tail_rise_m)
    half = p.width_m / 2
    top = tail[1]
    return BodyPlan(
        front_x_m=front,
        rear_x_m=rear,
        nose=(front - p.nose_lean_m, p.nose_z_m),
        cowl=cowl,
        header=header,
        peak_z_m=p.height_m + 0.006,
        roof_end=end,
        base=(base_x, p.base_z_m),
        tail=tail,
        belt_z=(p.belt_z_m, p.belt_z_m + p.belt_rise_m),
        shoulder_drop_m=shoulder_m[1],
        half_width_m=half,
        rail_y_m=half * p.rail_share,
        roof_y_m=half * (p.rail_share - p.roof_taper_share),
        belt_in_m=shoulder_m[0],
        bottom_z_m=p.clearance_m,
        bows=(p.nose_bow_m, p.tail_bow_m),
        bow_power=p.bow_power,
        tapers=(0.86, 0.90),
        front_rake=((0.0, 0.15), (0.30, 0.03), (0.55, 0.0), (0.82, 0.4 * p.nose_lean_m), (1.0, p.nose_lean_m)),
        rear_rake=((0.0, 0.20), (0.30, 0.03), (0.5, 0.0), (0.75, 0.6 * p.tail_lean_m), (top / top, p.tail_lean_m)),
        sweeps=(0.30, 0.14),
        crown=(0.05, 0.035, 0.03),
        creases=(p.rail_sharpness, p.waist_sharpness, p.hood_sharpness, 1.0, 2.0, 2.0),
        levels=(0.0, 0.16, 0.36, 0.6, 0.84, 1.0),
        sides=(0.90, 0.965, 0.985, 1.0, 0.99),
    )
