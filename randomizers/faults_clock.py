"""Clocks of sensors that are off, drift and jitter, and readings that arrive late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from randomizers.base import Randomizer
from randomizers.mount_draws import check_probability, drawn_by_mount, with_faults
from scenes.clock import Clock
from scenes.distributions import Distribution, check_range, number
from scenes.rig import Mount
from scenes.scenario import Params
from scenes.scene import Scene

_FIELDS = ("offset_s", "drift_ppm", "jitter_s", "latency_s")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultsClock(Randomizer):
    """Gives sensors a clock of their own, once a clip. probability: of each. The other fields: see `scenes.clock`.

    Readings, labels and record keep the true time; stamps tell what the clock says. Raises ConfigError.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = _FIELDS

    probability: float
    offset_s: Distribution
    drift_ppm: Distribution
    jitter_s: Distribution
    latency_s: Distribution

    def __post_init__(self) -> None:
        check_probability(self.probability)
        check_range(self.offset_s, "offset_s", -10.0, 10.0, "s")
        check_range(self.drift_ppm, "drift_ppm", -1e4, 1e4, "ppm")
        check_range(self.jitter_s, "jitter_s", 0.0, 1.0, "s")
        check_range(self.latency_s, "latency_s", 0.0, 10.0, "s")

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """The four numbers of every struck sensor, by `<mount>.<field>`."""
        return drawn_by_mount(
            scene.rig,
            rng,
            self.probability,
            lambda mount: True,
            lambda own: {name: number(getattr(self, name), own) for name in _FIELDS},
        )

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene whose sensors have those clocks."""
        return with_faults(scene, params, _with_clock)


def _with_clock(mount: Mount, values: Mapping[str, Any]) -> Mount:
    return replace(mount, clock=Clock(**{name: float(values[name]) for name in _FIELDS}))
