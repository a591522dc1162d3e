"""Fully random textures: any colour and any pattern on anything, as domain randomization had them first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

import numpy as np

from randomizers.base import Randomizer
from randomizers.looks import Thing, materials_of, with_materials
from scenes.actor import Actor, Scenery
from scenes.distributions import Distribution, check_names, check_range, number
from scenes.material import Material, Pattern
from scenes.scenario import Params
from scenes.scene import Scene
from scenes.streams import stream

SEED_LIMIT = 2**53
PATTERNS: tuple[Pattern, ...] = get_args(Pattern)
EVERYTHING = "everything"
ROOTS = ("flat", "static", "vehicle", "object", "movable_object", "animal", "human")


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomTextures(Randomizer):
    """Gives materials a random colour, gloss and pattern, whatever they belong to.

    share: chance of each material of each thing. things: `everything` or the root of a class name (flat, static,
    vehicle, object, movable_object, animal, human), once a clip. Glass, lamps, retro-reflectors, cut-outs, skin and
    eyes stay: they are what makes a thing one. Put it last. Each thing's materials have streams of their own.
    """

    share: Distribution
    things: Distribution

    def __post_init__(self) -> None:
        check_range(self.share, "share", 0.0, 1.0, "")
        check_names(self.things, "things", "root of a class", (EVERYTHING, *ROOTS))

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """The share, what has it, and `<thing>.<material>` as five numbers and a pattern in a text."""
        share, on, sub_seed = number(self.share, rng), str(self.things.sample(rng)), int(rng.integers(SEED_LIMIT))
        params: dict[str, float | int | str | bool] = {"share": share, "things": on, "sub_seed": sub_seed}
        for thing in _things(scene):
            if on not in (EVERYTHING, thing.asset.semantic().partition(".")[0]):
                continue
            for name, old in materials_of(thing).items():
                own = stream(sub_seed, thing.name, name)
                if float(own.random()) < share and _may_change(name, old):
                    params[f"{thing.name}.{name}"] = _drawn(own)
        return params

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene so textured."""
        return replace(
            scene,
            scenery=tuple(_textured(piece, params) for piece in scene.scenery),
            ego=_textured(scene.ego, params),
            actors=tuple(_textured(actor, params) for actor in scene.actors),
        )


def _things(scene: Scene) -> tuple[Actor | Scenery, ...]:
    return (*scene.scenery, *scene.bodies())


def _may_change(name: str, old: Material) -> bool:
    shines = old.lamp != "none" or old.emission_cd_m2 > 0.0 or old.retroreflection_cd_lx_m2 > 0.0
    return not (shines or old.glass or old.alpha_cutoff > 0.0 or name in ("skin", "eyes", "eye_whites", "lips"))


def _drawn(rng: np.random.Generator) -> str:
    """Colour, roughness, metallic and pattern."""
    red, green, blue = rng.uniform(0.01, 0.85, 3)
    roughness, metallic = rng.uniform(0.1, 1.0), float(rng.random() < 0.1)
    pattern = PATTERNS[int(rng.integers(len(PATTERNS)))]
    return f"{red:.4f} {green:.4f} {blue:.4f} {roughness:.3f} {metallic:.0f} {pattern}"


def _textured(thing: Thing, params: Params) -> Thing:
    changed = {
        name: _made(str(params[f"{thing.name}.{name}"]), old)
        for name, old in materials_of(thing).items()
        if f"{thing.name}.{name}" in params
    }
    return with_materials(thing, changed) if changed else thing


def _made(text: str, old: Material) -> Material:
    red, green, blue, roughness, metallic, pattern = text.split(" ")
    return replace(
        old,
        base_color=(float(red), float(green), float(blue)),
        roughness=float(roughness),
        metallic=float(metallic),
        pattern=next(known for known in PATTERNS if known == pattern),
    )
