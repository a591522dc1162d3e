"""Where fog lies: on the ground on which the ego starts; and the number of the weather's patterns."""

from __future__ import annotations

from dataclasses import replace

from scenes.actor import Actor
from scenes.scene import Scene


def with_fog_placed(scene: Scene, pattern: int) -> Scene:
    """The scene with a numbered pattern and, where fog is no even one, its base at the ego's start."""
    environment = replace(scene.environment, fog_pattern=pattern)
    if environment.fog_height_m > 0.0 or environment.fog_patchiness > 0.0:
        environment = replace(environment, fog_base_m=_start_height_m(scene.ego))
    return replace(scene, environment=environment)


def _start_height_m(actor: Actor) -> float:
    if actor.path is None:
        return float(actor.T_world_body.translation_m[2])
    return float(actor.path.points_m[0][2])
