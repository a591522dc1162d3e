"""The interface of a randomizer: parameters are drawn first, then applied; the parameters are the provenance."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from scenes.scenario import Params
from scenes.scene import Scene


class Randomizer(ABC):
    """A frozen dataclass whose fields are distributions. Its random stream is keyed by its name in the config.

    UNPLANNED: fields that sampling plans leave alone unless they are named: drawn more than once a clip.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """Draws JSON values for this scene."""

    @abstractmethod
    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene with the drawn values in it. No randomness; `scene` is not changed."""
