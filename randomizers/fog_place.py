"""Where fog lies: on the ground on which the ego starts."""

from __future__ import annotations

from dataclasses import replace

from scenes.actor import Actor
from scenes.scene import Scene

PATTERNS = 1 << 20
"""Of patchy fog (chosen: hardly two clips share one)."""


def with_fog_placed(scene: Scene, pattern: int) -> Scene:
    """The scene with its fog's base at the ego's start and a numbered pattern; even fog has neither."""
    now = scene.environment
    if now.fog_height_m <= 0.0 and now.fog_patchiness <= 0.0:
        return scene
    environment = replace(now, fog_base_m=_start_height_m(scene.ego), fog_pattern=pattern)
    return replace(scene, environment=environment)


def _start_height_m(actor: Actor) -> float:
    if actor.path is None:
        return float(actor.T_world_body.translation_m[2])
    return float(actor.path.points_m[0][2])
