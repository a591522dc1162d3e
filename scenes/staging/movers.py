"""Actors that follow a walk: somebody on foot, or a person and what they push, ride or sit in."""

from __future__ import annotations

from typing import Any

from scenes.actor import Actor
from scenes.asset import AssetSpec, asset_of
from scenes.assets.people.crowd import draw_person, person_of
from scenes.assets.people.person import Person
from scenes.riding import Looks, together
from scenes.staging.walk import Walk
from scenes.streams import stream

MAN_M = 1.77
"""Chosen: stature of a grown man, from which the others' follow."""
PERSON_KG = 75.0


def somebody(seed: int, purpose: str, **given: Any) -> Person:
    """A person as streets have them, walking, with some values given."""
    return person_of(passer_by(seed, purpose) | {"activity": "walking"} | given)


def passer_by(seed: int, purpose: str) -> dict[str, Any]:
    """The values of a drawn person without what rolls behind them."""
    looks = draw_person(stream(seed, "person", purpose), MAN_M, 1.3)
    return looks | {"bag": "none" if looks["bag"] == "suitcase" else looks["bag"]}


def on_foot(name: str, spec: AssetSpec, walk: Walk, looks: Looks = ()) -> Actor:
    """Somebody who walks a course."""
    return Actor(
        name=name,
        asset=spec,
        body="kinematic",
        T_world_body=walk.at(0.0),
        path=walk.path(),
        speed_mps=walk.initial_mps(),
        mass_kg=PERSON_KG,
        appearance=looks,
    )


def with_machine(
    name: str, machine: AssetSpec, person: AssetSpec, walk: Walk, *, group: int = 1, mass_kg: float = 16.0
) -> tuple[Actor, Actor]:
    """What is pushed or ridden, and who does, `<name>` and `<name>_rider`, on one course."""
    return together(
        name,
        machine,
        person,
        group=group,
        T_world_body=walk.at(0.0),
        path=walk.path(),
        speed_mps=walk.initial_mps(),
        mass_kg=(mass_kg, PERSON_KG),
    )


def half_width_m(*specs: AssetSpec) -> float:
    """Half of what bodies that cross at right angles take of the ego's way."""
    return max(0.5 * asset_of(spec).box.width_m for spec in specs)
