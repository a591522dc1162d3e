"""What a scenario family must offer: draw its parameters, build a scene, judge the simulated clip."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from scenes.catalogue import Catalogue
from scenes.measures import ClipMeasures
from scenes.rig import Rig
from scenes.scene import Scene

Params = Mapping[str, float | int | str | bool]
"""Drawn values, JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipRequest:
    """What the run asks of every clip: how long, how often, seen by which rig; and the assets that it may use."""

    frames: int
    fps: float
    rig: Rig
    assets: Catalogue = field(default_factory=Catalogue)

    @property
    def duration_s(self) -> float:
        """Frames / fps."""
        return self.frames / self.fps


class Scenario(ABC):
    """An edge-case family. Frozen dataclass whose fields are distributions; one file, one YAML, one test."""

    @abstractmethod
    def draw(self, request: ClipRequest, rng: np.random.Generator) -> Params:
        """Draws every free parameter of one clip. The result is the provenance record."""

    @abstractmethod
    def build(self, params: Params, request: ClipRequest, rng: np.random.Generator) -> Scene:
        """The scene of drawn parameters. `rng`, its own stream, furnishes the street; the conflict uses `params`."""

    @abstractmethod
    def refusals(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """The acceptance tests that this clip fails, one sentence each; empty: accepted."""
