"""What things look like: the paint of vehicles, the skin, hair and clothes of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from randomizers.base import Randomizer
from scenes.actor import Actor
from scenes.asset import asset_of
from scenes.assets.cars.paint import PAINTS
from scenes.assets.people.clothing import CLOTHES
from scenes.distributions import Choice
from scenes.material import Material
from scenes.scenario import Params
from scenes.scene import Scene
from scenes.streams import stream

Table = tuple[tuple[str, float, Material], ...]
SUB_SEED = "sub_seed"
SEED_LIMIT = 2**53
"""Sub-seeds stay exact in every JSON reader."""
TABLES: Mapping[str, Mapping[str, Table]] = {"vehicle": {"paint": PAINTS}, "human": CLOTHES}
"""By the root of the class name: for each material what it may be replaced by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance(Randomizer):
    """Paints and dresses every vehicle and person, the ego too, by the weights of the project's tables.

    Each material of each actor draws from a stream of its own names: another actor in the scene changes nothing for the
    rest. Put it after randomizers that add actors.
    """

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """The chosen names, by `<actor>.<material>`."""
        sub_seed = int(rng.integers(SEED_LIMIT))
        params: dict[str, float | int | str | bool] = {SUB_SEED: sub_seed}
        for actor in scene.bodies():
            for material, table in _tables(actor).items():
                own = stream(sub_seed, actor.name, material)
                names, weights = tuple(n for n, _, _ in table), tuple(w for _, w, _ in table)
                params[f"{actor.name}.{material}"] = str(Choice(names, weights).sample(own))
        return params

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene with the chosen materials in its actors' appearances."""
        return replace(
            scene, ego=_dressed(scene.ego, params), actors=tuple(_dressed(actor, params) for actor in scene.actors)
        )


def _tables(actor: Actor) -> dict[str, Table]:
    """What may be replaced on this actor: all but what its scenario gave it."""
    asset = asset_of(actor.asset)
    tables = TABLES.get(asset.semantic.partition(".")[0], {})
    given = dict(actor.appearance)
    return {name: tables[name] for name, _ in asset.materials if name in tables and name not in given}


def _dressed(actor: Actor, params: Params) -> Actor:
    looks = dict(actor.appearance)
    for material, table in _tables(actor).items():
        choices = {name: made for name, _, made in table}
        chosen = params.get(f"{actor.name}.{material}")
        if isinstance(chosen, str):
            looks[material] = choices[chosen]
    return replace(actor, appearance=tuple(looks.items()))
