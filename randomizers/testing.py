"""Conformance of a randomizer: for the tests of anybody who writes one."""

from __future__ import annotations

import json

import numpy as np

from randomizers.base import Randomizer
from scenes.json_codec import OWN_PACKAGES, decode, encode
from scenes.scene import Scene
from scenes.space import parameters_of
from scenes.space import recorded as recorded_value
from scenes.streams import stream


def check_randomizer(
    randomizer: Randomizer, scene: Scene, seed: int = 0, packages: tuple[str, ...] = OWN_PACKAGES
) -> Scene:
    """Asserts what every randomizer promises; returns the randomized scene for further tests.

    Its parameters are flat JSON, and hold by their name, or in SI units, all that is drawn once a clip. The same stream
    gives the same draw. Applying is deterministic, uses the parameters as they come back from JSON, and leaves the
    scene it was given as it was. The result has the same frames and case, and survives JSON exactly. packages: whose
    types the scene may hold.
    """
    before = _text(scene)
    params = randomizer.draw(scene, _rng(seed))
    assert isinstance(randomizer, Randomizer), f"{type(randomizer).__name__} does not derive from Randomizer"
    assert params == randomizer.draw(scene, _rng(seed)), "two draws from the same stream differ"
    recorded = json.loads(json.dumps(dict(params), allow_nan=False))
    assert recorded == dict(params), "the parameters do not survive JSON"
    declared = [p for p in parameters_of(randomizer, "randomizer.r") if p.planned]
    lost = [p.name for p in declared if recorded_value(p, {"randomizer.r": params}) is None]
    assert not lost, f"drawn once a clip and not recorded: {lost}; if they are drawn more than once: UNPLANNED"
    nested = [name for name, value in params.items() if not isinstance(value, float | int | str | bool)]
    assert not nested, f"parameters must be numbers, texts or booleans: {nested}"
    after = randomizer.apply(scene, params)
    assert after == randomizer.apply(scene, recorded), "applying the recorded parameters gives another scene"
    assert _text(scene) == before, "apply changed the scene that it was given"
    assert (after.frames, after.fps, after.case) == (scene.frames, scene.fps, scene.case), "the clip became another"
    assert decode(json.loads(_text(after)), packages) == after, "the randomized scene does not survive JSON"
    return after


def _rng(seed: int) -> np.random.Generator:
    return stream(seed, "randomizer.testing")


def _text(scene: Scene) -> str:
    return json.dumps(encode(scene), sort_keys=True)
