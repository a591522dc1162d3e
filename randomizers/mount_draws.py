"""Draws for single sensors: each has its own stream, so that none changes what another gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from scenes.errors import ConfigError
from scenes.rig import Mount, Rig
from scenes.scenario import Params
from scenes.scene import Scene
from scenes.streams import stream

SEED_LIMIT = 2**53

Value = float | int | str | bool


def drawn_by_mount(
    rig: Rig,
    rng: np.random.Generator,
    probability: float,
    can_have: Callable[[Mount], bool],
    draw: Callable[[np.random.Generator], Mapping[str, Value]],
) -> Params:
    """Values of every sensor that can have a fault and is struck by it, by `<mount>.<value>`."""
    sub_seed = int(rng.integers(SEED_LIMIT))
    params: dict[str, Value] = {"sub_seed": sub_seed}
    for mount in filter(can_have, rig.mounts):
        own = stream(sub_seed, mount.name)
        if own.random() < probability:
            params |= {f"{mount.name}.{key}": value for key, value in draw(own).items()}
    return params


def values_of(mount: Mount, params: Params) -> dict[str, Value]:
    """A sensor's own values, none where it is not struck."""
    # Names of sensors may hold dots, those of values do not.
    split = ((*key.rpartition("."), value) for key, value in params.items())
    return {name: value for owner, _, name, value in split if owner == mount.name}


def with_faults(scene: Scene, params: Params, faulty: Callable[[Mount, Mapping[str, Any]], Mount]) -> Scene:
    """The scene with what a fault makes of each struck mount and its values."""
    rig = scene.rig
    for mount in scene.rig.mounts:
        if values := values_of(mount, params):
            rig = rig.with_mount(faulty(mount, values))
    return replace(scene, rig=rig)


def check_probability(probability: float) -> None:
    """Raises ConfigError outside 0 to 1."""
    if not 0.0 <= probability <= 1.0:
        raise ConfigError("probability", f"got {probability}, allowed 0 to 1")
