"""Conformance of a scenario: for the tests of anybody who writes one."""

from __future__ import annotations

import json

import numpy as np

from scenes.errors import SceneError
from scenes.json_codec import OWN_PACKAGES, decode, encode
from scenes.scenario import ClipRequest, Params, Scenario
from scenes.scene import Scene
from scenes.space import parameters_of
from scenes.space import recorded as recorded_value
from scenes.streams import stream

ATTEMPTS = 20
"""As a run's `max_attempts` is by default."""


def check_scenario(
    scenario: Scenario, request: ClipRequest, seed: int = 0, packages: tuple[str, ...] = OWN_PACKAGES
) -> Scene:
    """Asserts what every scenario promises; returns a scene for further tests.

    Its parameters are flat JSON, hold by their name, or in SI units, all that varies and is drawn once a clip, and the
    same stream gives the same draw. Building is deterministic and uses the parameters as they come back from JSON. The
    scene has at most the asked frames at the asked rate, carries the asked rig, names a key actor that exists, and
    survives JSON exactly. Draws that do not fit are redrawn, as in a run. packages: whose types the scene may hold.
    """
    assert isinstance(scenario, Scenario), f"{type(scenario).__name__} does not derive from Scenario"
    attempt, params, scene = _first_that_fits(scenario, request, seed)
    assert params == scenario.draw(request, _rng(seed, "draw", attempt)), "two draws from the same stream differ"
    recorded = json.loads(json.dumps(dict(params), allow_nan=False))
    assert recorded == dict(params), "the parameters do not survive JSON"
    declared = [p for p in parameters_of(scenario, "scenario") if p.planned and p.varies]
    lost = [p.name for p in declared if recorded_value(p, {"scenario": params}) is None]
    assert not lost, f"drawn once a clip and not recorded: {lost}; if they are drawn more than once: UNPLANNED"
    nested = [name for name, value in params.items() if not isinstance(value, float | int | str | bool)]
    assert not nested, f"parameters must be numbers, texts or booleans: {nested}"
    assert scene == scenario.build(recorded, request, _rng(seed, "build", attempt)), (
        "the recorded parameters build another scene"
    )
    assert 1 <= scene.frames <= request.frames, f"{request.frames} frames were asked, the scene has {scene.frames}"
    assert scene.fps == request.fps, f"{request.fps} frames per second were asked, the scene has {scene.fps}"
    assert scene.rig == request.rig, "the scene carries another rig"
    assert scene.instance_of(scene.case.key_actor) > 1, "the key actor must be one of the actors"
    text = json.dumps(encode(scene), sort_keys=True)
    assert decode(json.loads(text), packages) == scene, "the scene does not survive JSON"
    return scene


def _first_that_fits(scenario: Scenario, request: ClipRequest, seed: int) -> tuple[int, Params, Scene]:
    """The first attempt that builds, with its parameters and its scene; raises the last SceneError."""
    for attempt in range(ATTEMPTS):
        params = scenario.draw(request, _rng(seed, "draw", attempt))
        try:
            return attempt, params, scenario.build(params, request, _rng(seed, "build", attempt))
        except SceneError as fault:
            reason = fault
    raise reason


def _rng(seed: int, purpose: str, attempt: int) -> np.random.Generator:
    return stream(seed, "scenario.testing", purpose, *([attempt] if attempt else []))
