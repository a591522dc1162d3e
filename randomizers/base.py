"""The interface of a randomizer: parameters are drawn first, then applied; the parameters are the provenance."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from scenes.scenario import Params
from scenes.scene import Scene


class Randomizer(ABC):
    """A frozen dataclass whose fields are distributions. Its random stream is keyed by its name in the config."""

    @abstractmethod
    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """Draws JSON values for this scene."""

    @abstractmethod
    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene with the drawn values in it. No randomness; `scene` is not changed."""
