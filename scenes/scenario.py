"""What a scenario family must offer: draw its parameters, build a scene, judge the simulated clip."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from scenes.catalogue import Catalogue
from scenes.measures import ClipMeasures
from scenes.params import Params
from scenes.rig import Rig
from scenes.roads.place_family import PlaceFamily
from scenes.scene import Case, Scene

__all__ = ["ClipRequest", "Params", "Scenario"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipRequest:
    """What the run asks of every clip: how long, how often, seen by which rig, where; and the assets that it may use.

    places: what `road` describes; None where the scenario brings its own street. clip: the clip's number in the run.
    """

    frames: int
    fps: float
    rig: Rig
    assets: Catalogue = field(default_factory=Catalogue)
    places: PlaceFamily | None = None
    clip: int = 0

    @property
    def duration_s(self) -> float:
        """Frames / fps."""
        return self.frames / self.fps


class Scenario(ABC):
    """An edge-case family. Frozen dataclass whose fields are distributions; one file, one YAML, one test.

    TAKES_PLACE: whether it builds on the place that `road` describes, and so needs one. UNPLANNED: fields that sampling
    plans leave alone unless they are named: drawn more than once a clip, solved for, or free to give way to the rest.
    """

    TAKES_PLACE: ClassVar[bool] = False
    UNPLANNED: ClassVar[tuple[str, ...]] = ()

    def check_places(self, places: PlaceFamily) -> None:  # noqa: B027
        """Raises ConfigError for places that it cannot use, before the first clip; as it is, all will do."""

    def nhtsa(self) -> tuple[int, ...]:
        """Its numbers in NHTSA's pre-crash typology (`scenes.nhtsa`); none where it is no crash."""
        case = getattr(type(self), "CASE", None)
        return case.nhtsa if isinstance(case, Case) else ()

    def most_clips(self) -> int | None:
        """How many different clips there are, where that is limited; None: any number. Raises SwerveError."""
        return None

    @abstractmethod
    def draw(self, request: ClipRequest, rng: np.random.Generator) -> Params:
        """Draws every free parameter of one clip. The result is the provenance record."""

    @abstractmethod
    def build(self, params: Params, request: ClipRequest, rng: np.random.Generator) -> Scene:
        """The scene of drawn parameters. `rng`, its own stream, furnishes the street; the conflict uses `params`."""

    @abstractmethod
    def refusals(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """The acceptance tests that this clip fails, one sentence each; empty: accepted."""
