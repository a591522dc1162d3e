"""A shipped edge case drawn and staged, without the dressing of its place, which takes seconds."""

from __future__ import annotations

import functools
from dataclasses import replace
from pydoc import locate
from typing import Any

from clip_request import request

from scenes.errors import SceneError
from scenes.roads.network import RoadNetwork
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.edge_case import EdgeCase
from scenes.staging.staged import Staged
from scenes.staging.venue import venue_of
from scenes.storyboard import Storyboard
from scenes.streams import stream
from simulator.build import build
from simulator.compose import group_targets
from simulator.config import RunConfig, load_config
from simulator.places import build_places

ATTEMPTS = 20
"""Of draws until one fits its place, as in a run."""


def shipped_cases() -> tuple[str, ...]:
    """The names of all edge cases on the common frame."""
    targets = group_targets("scenario", [])
    return tuple(name for name in sorted(targets) if issubclass(locate(targets[name]), EdgeCase))


def case(name: str, *overrides: str, frames: int = 20) -> tuple[Any, ClipRequest]:
    """The scenario and what a run asks of it."""
    config = _configured(name, *overrides)
    made = build(config.nodes["scenario"], "scenario", config.packages)
    places = build_places(config.nodes["road"], config.packages)
    return made, replace(request(frames), places=places)


@functools.cache
def _configured(name: str, *overrides: str) -> RunConfig:
    return load_config([f"scenario={name}", *overrides])


def staged(name: str, seed: int, *overrides: str, frames: int = 20) -> tuple[Params, Staged]:
    """The first draw that fits its place."""
    made, asked = case(name, *overrides, frames=frames)
    assert isinstance(made, EdgeCase)
    assert asked.places is not None
    for attempt in range(ATTEMPTS):
        params = made.draw(asked, stream(seed, "draw", attempt))
        venue = venue_of(asked.places.place(params), int(params["place_seed"]))
        try:
            return params, made.stage(params, venue, asked, stream(int(params["place_seed"]), "stage"))
        except SceneError as fault:
            reason = fault
    raise reason


def bare_scene(found: Staged, fps: float = 10.0) -> Scene:
    """The staged actors on nothing but a plane: enough for how they move."""
    return Scene(
        road=RoadNetwork(name="bare"),
        scenery=(),
        ego=found.ego,
        actors=found.actors,
        environment=found.environment,
        storyboard=Storyboard(events=found.events),
        rig=request().rig,
        case=Case(id="E00", name="bare", key_actor=found.key_actor),
        duration_s=found.timing.duration_s,
        fps=fps,
    )
