"""What labels are made from: a clip's world, and which of them somebody wants."""

from __future__ import annotations

from dataclasses import dataclass, field

from scenes.scene import Scene
from simulator.annotations.wanted import NO_LABELS, LabelKind
from simulator.labels.facts import ThingFacts
from simulator.labels.keypoints import KeypointTable
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LabelledWorld:
    """The renderer has the scene loaded. wanted: labels beside those that all frames have.

    Made once a clip, because it works out what stays: facts of all things; keypoints, None where nobody wants them.
    """

    scene: Scene
    history: WorldHistory
    renderer: Renderer
    wanted: frozenset[LabelKind] = NO_LABELS
    facts: ThingFacts = field(init=False)
    keypoints: KeypointTable | None = field(init=False)

    def __post_init__(self) -> None:
        facts = ThingFacts.of(self.scene, self.history)
        object.__setattr__(self, "facts", facts)
        object.__setattr__(self, "keypoints", KeypointTable.of(facts) if "keypoints" in self.wanted else None)
