"""Readings that never arrive: dropped frames, sweeps and samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from randomizers.base import Randomizer
from randomizers.mount_draws import check_probability, drawn_by_mount, with_faults
from scenes.distributions import Distribution, check_range, number
from scenes.dropout import Dropout
from scenes.rig import Mount
from scenes.scenario import Params
from scenes.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultsDropped(Randomizer):
    """Loses readings of sensors on their way. probability: of each sensor. lost_share, burst: see `scenes.dropout`.

    A lost reading is missing from its frame, and formats leave out what they cannot write; the others do not change.
    Raises ConfigError.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = ("lost_share", "burst")

    probability: float
    lost_share: Distribution
    burst: Distribution

    def __post_init__(self) -> None:
        check_probability(self.probability)
        check_range(self.lost_share, "lost_share", 0.0, 1.0, "")
        check_range(self.burst, "burst", 1.0, 1000.0, "readings")

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """Share and burst of every struck sensor, by `<mount>.<field>`."""
        return drawn_by_mount(
            scene.rig,
            rng,
            self.probability,
            lambda mount: True,
            lambda own: {"lost_share": number(self.lost_share, own), "burst": round(number(self.burst, own))},
        )

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene whose sensors lose readings."""
        return with_faults(scene, params, _with_dropout)


def _with_dropout(mount: Mount, values: Mapping[str, Any]) -> Mount:
    dropout = Dropout(lost_share=float(values["lost_share"]), burst=int(values["burst"]))
    return replace(mount, dropout=dropout)
