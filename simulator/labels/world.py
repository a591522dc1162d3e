"""What labels are made from: a clip's world, and which of them somebody wants."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.scene import Scene
from simulator.annotations.wanted import NO_LABELS, LabelKind
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LabelledWorld:
    """The renderer has the scene loaded. wanted: labels beside those that all frames have."""

    scene: Scene
    history: WorldHistory
    renderer: Renderer
    wanted: frozenset[LabelKind] = NO_LABELS
