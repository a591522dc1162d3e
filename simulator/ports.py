"""What the composition root receives from packages that the simulator may not import, as structural types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from scenes.scenario import Params
from scenes.scene import Scene
from simulator.frame import Clip, Frame, PublishedClip, RunInfo


class RandomizerPort(Protocol):
    """A randomizer, see `randomizers.base`."""

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """Draws JSON values for this scene."""

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene with the drawn values in it."""


class ExporterPort(Protocol):
    """An exporter, see `exporters.base`."""

    def check(self, info: RunInfo) -> None:
        """Raises ConfigError where the settings do not fit the run."""

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

    def finalize(self, root: Path, info: RunInfo, clips: Sequence[PublishedClip]) -> tuple[str, ...]:
        """Writes what spans clips; those files, relative to `root`."""
