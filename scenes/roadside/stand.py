"""What rules propose to stand somewhere, and who may: the first to come, on no lane, in nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from scenes.actor import Actor, Scenery
from scenes.asset import AssetSpec, asset_of
from scenes.material import Lamp, Material
from scenes.ontology import class_of
from scenes.pose import Body, Pose, World

Appearance = tuple[tuple[str, Material], ...]
Placement = Pose[World, Body]

TOUCH_M = 0.01
"""Chosen: how far feet may reach into each other, so that walls may meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One asset at a place. name: what it is called, without a number. signal: the place's signal that it shows."""

    name: str
    asset: AssetSpec
    T_world_body: Placement
    appearance: Appearance = ()
    lamps_on: tuple[Lamp, ...] = ()
    signal: str | None = None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Stand:
    """Things that stand together. foot: the ground that they take (empty: none, as what lies flat or hangs above).

    instead_of: the one that they stand for where it may not; never both.
    """

    things: tuple[Thing, ...]
    foot: shapely.Geometry
    instead_of: Stand | None = None


def stand(thing: Thing, *others: Thing, margin_m: float = 0.0) -> Stand:
    """Things whose ground is that of the first one's box with a margin."""
    return Stand(things=(thing, *others), foot=box_area(thing, margin_m))


def box_area(thing: Thing, margin_m: float = 0.0) -> shapely.Geometry:
    """The rectangle under a thing's box with a margin (tilt left out)."""
    box = asset_of(thing.asset).box
    T_world_box = thing.T_world_body @ box.T_body_box
    x, y, _ = T_world_box.translation_m
    return rectangle(x, y, T_world_box.yaw_rad, box.length_m / 2 + margin_m, box.width_m / 2 + margin_m)


def rectangle(x_m: float, y_m: float, yaw_rad: float, half_length_m: float, half_width_m: float) -> shapely.Geometry:
    """A rectangle about a point."""
    c, s = np.cos(yaw_rad), np.sin(yaw_rad)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * [half_length_m, half_width_m]
    return shapely.polygons(corners @ np.array([[c, s], [-s, c]]) + [x_m, y_m])


def disc(x_m: float, y_m: float, radius_m: float) -> shapely.Geometry:
    """A disc about a point, as an octagon."""
    return shapely.buffer(shapely.points(x_m, y_m), radius_m, quad_segs=2)


def settled(given: Sequence[Stand], proposed: Sequence[Stand], forbidden: shapely.Geometry) -> list[Stand]:
    """What may stay: all that is given, and of what is proposed what is clear of the forbidden area and of all before.

    Feet that only touch do not overlap.
    """
    stands = [*given, *proposed]
    feet = shapely.buffer(np.array([one.foot for one in stands], dtype=object), -TOUCH_M)
    if not len(feet):
        return []
    shapely.prepare(forbidden)
    keep = ~shapely.intersects(forbidden, feet)
    keep[: len(given)] = True
    first, second = shapely.STRtree(feet).query(feet, predicate="intersects")
    rivals: dict[int, list[int]] = {}
    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        if other < one and one >= len(given):
            rivals.setdefault(one, []).append(other)
    place = {id(one): k for k, one in enumerate(stands)}
    for k, one in enumerate(stands):
        if one.instead_of is not None:
            rivals.setdefault(k, []).append(place[id(one.instead_of)])
    for k in sorted(rivals):
        keep[k] = keep[k] and not any(keep[other] for other in rivals[k])
    return [one for one, kept in zip(stands, keep.tolist(), strict=True) if kept]


def as_scene(stands: Sequence[Stand]) -> tuple[tuple[Scenery, ...], tuple[Actor, ...]]:
    """Scenery and actors with names of their own: things of countable classes are actors."""
    scenery: list[Scenery] = []
    actors: list[Actor] = []
    counts: dict[str, int] = {}
    for thing in (thing for one in stands for thing in one.things):
        number = counts.get(thing.name, 0)
        counts[thing.name] = number + 1
        name = f"{thing.name}_{number:03d}"
        if class_of(asset_of(thing.asset).semantic).kind == "thing":
            actors.append(
                Actor(
                    name=name,
                    asset=thing.asset,
                    T_world_body=thing.T_world_body,
                    appearance=thing.appearance,
                    lamps_on=thing.lamps_on,
                    signal=thing.signal,
                )
            )
        else:
            scenery.append(
                Scenery(name=name, asset=thing.asset, T_world_body=thing.T_world_body, appearance=thing.appearance)
            )
    return tuple(scenery), tuple(actors)
