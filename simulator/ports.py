"""What the composition root receives from packages that the simulator may not import, as structural types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from scenes.levels import Ask
from scenes.scenario import Params
from scenes.scene import Scene
from scenes.space import Space
from simulator.annotations.wanted import LabelKind
from simulator.frame import Clip, Frame, PublishedClip, RunInfo


class RandomizerPort(Protocol):
    """A randomizer, see `randomizers.base`."""

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """Draws JSON values for this scene."""

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene with the drawn values in it."""


class LayoutPort(Protocol):
    """A plan over a run's parameters, see `randomizers.plans.base`."""

    @property
    def least_clips(self) -> int:
        """How many clips the plan needs to keep its promise."""

    def ask(self, clip: int, attempt: int) -> Mapping[str, Ask]:
        """What an attempt of a clip asks, by the parameter's path."""


class PlanPort(Protocol):
    """A sampling plan, see `randomizers.plans.base`."""

    def lay_out(self, space: Space, clips: int, seed: int) -> LayoutPort:
        """The plan over a run's parameters."""


class ExporterPort(Protocol):
    """An exporter, see `exporters.base`."""

    def check(self, info: RunInfo) -> None:
        """Raises ConfigError where the settings do not fit the run."""

    def wants(self) -> frozenset[LabelKind]:
        """Labels that are made only where they are wanted."""

    def open(self, out: Path, info: RunInfo) -> None:
        """Where to write and for which run."""

    def begin_clip(self, clip: Clip) -> None:
        """A clip starts."""

    def write(self, frame: Frame) -> None:
        """One frame, in order."""

    def end_clip(self, measures: Mapping[str, Any]) -> tuple[str, ...]:
        """The clip is complete; its files, relative to `out`."""

    def abort_clip(self) -> None:
        """The clip is dropped."""

    def read_by_finalize(self, clip: PublishedClip) -> Sequence[str]:
        """Those of a published clip's files that `finalize` reads."""

    def finalize(self, root: Path, info: RunInfo, clips: Sequence[PublishedClip]) -> tuple[str, ...]:
        """Writes what spans clips; those files, relative to `root`."""
