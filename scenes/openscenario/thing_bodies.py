"""Things of ours for misc objects of files: by name where we have such a thing, else by category and size."""

from __future__ import annotations

import numpy as np

from scenes.asset import AssetSpec, BodyBox
from scenes.assets.families import example, families
from scenes.assets.plants.bush import Bush
from scenes.assets.plants.tree import StreetTree
from scenes.assets.shaping.extruded import Finish, OutlineBlock
from scenes.assets.street.lost_cargo import Carton
from scenes.assets.street.road_restraint import ConcreteElement
from scenes.assets.street.work_zone import Drum, TrafficCone
from scenes.displaced import Displaced
from scenes.openscenario.entities import Entity

CONE_M, CARTON_M, BARRIER_M = (0.3, 0.95), (0.15, 3.0), (0.5, 1.3)
"""Heights of cones, edges of crates, heights of barriers that are built."""
_WORDS = {"cone": "traffic_cone", "pylon": "traffic_cone", "trash": "wheelie_bin", "tire": "loose_tyre"}
_FINISHES: dict[str, Finish] = {
    "building": "plaster",
    "vegetation": "foliage",
    "railing": "steel",
    "soundBarrier": "noise_panel",
    "pole": "steel",
    "streetLamp": "steel",
    "gantry": "steel",
}
SHIFT_M = 0.05
"""Chosen: boxes that lie nearer to their origin than that stand on it."""


def thing(entity: Entity, rng: np.random.Generator) -> AssetSpec:
    """A thing, its box where the file has it."""
    made = _named(entity) or _by_category(entity, rng)
    box, ours = entity.box, made.nominal()
    at = (
        box.x_m - ours.T_body_box.translation_m[0],
        box.y_m - ours.T_body_box.translation_m[1],
        max(box.z_m - box.height_m / 2, 0.0),
    )
    return Displaced(of=made, offset_m=at) if max(map(abs, at)) > SHIFT_M else made


def _named(entity: Entity) -> AssetSpec | None:
    """The family that the entry's name or model says; one word that both have is enough."""
    words = "".join(c if c.isalpha() else " " for c in f"{entity.entry} {entity.model}".lower()).split()
    known = families()
    for word in words:
        name = _WORDS.get(word, word)
        if name == "traffic_cone":
            return TrafficCone(height_m=_within(entity.box.height_m, CONE_M))
        if name in ("barrel", "drum"):
            return Drum()
        if name in known and name not in ("box", "building"):
            made = example(known[name])
            if made is not None and _fits(made.nominal(), entity):
                return made
    return None


def _fits(ours: BodyBox, entity: Entity) -> bool:
    """Whether a thing is at most half larger or smaller than the file says."""
    pairs = (
        (ours.length_m, entity.box.length_m),
        (ours.width_m, entity.box.width_m),
        (ours.height_m, entity.box.height_m),
    )
    return all(0.5 < a / b < 2.0 for a, b in pairs)


def _by_category(entity: Entity, rng: np.random.Generator) -> AssetSpec:
    box, category = entity.box, entity.category
    edges = (box.length_m, box.width_m, box.height_m)
    if category == "tree":
        return StreetTree(height_m=_within(box.height_m, (4.0, 12.0)))
    if category == "vegetation" and max(edges) < 3.0:
        return Bush()
    if category == "barrier" and BARRIER_M[0] <= box.height_m <= BARRIER_M[1] and 1.0 <= box.width_m <= 8.0:
        return ConcreteElement(length_m=box.width_m)
    if category not in _FINISHES and CARTON_M[0] <= min(edges) and max(edges) <= CARTON_M[1]:
        return Carton(length_m=box.length_m, width_m=box.width_m, height_m=box.height_m, seed=int(rng.integers(2**31)))
    return _block(entity)


def _block(entity: Entity) -> OutlineBlock:
    """A block of the file's size."""
    x, y, high = entity.box.length_m / 2, entity.box.width_m / 2, entity.box.height_m
    corners = tuple((cx, cy, 0.0, high) for cx, cy in ((-x, -y), (x, -y), (x, y), (-x, y)))
    return OutlineBlock(corners=corners, finish=_FINISHES.get(entity.category, "concrete"))


def _within(size: float, reach: tuple[float, float]) -> float:
    return min(max(size, reach[0]), reach[1])
