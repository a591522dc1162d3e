"""Radars behind dirt, snow or ice, and radars that others disturb."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from randomizers.base import Randomizer
from randomizers.mount_draws import Value, check_probability, drawn_by_mount, with_faults
from scenes.distributions import Distribution, check_range, number
from scenes.rig import Mount
from scenes.scenario import Params
from scenes.scene import Scene

_DRAWN = ("blockage_db", "interference_probability")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultsRadar(Randomizer):
    """Weakens and disturbs radars, once a clip. probability: of each radar.

    blockage_db: one-way loss before the antenna; 1 dB is a wet bumper, 10 dB wet snow. interference_probability: of a
    scan that another radar's chirps disturb. Raises ConfigError.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = _DRAWN

    probability: float
    blockage_db: Distribution
    interference_probability: Distribution

    def __post_init__(self) -> None:
        check_probability(self.probability)
        check_range(self.blockage_db, "blockage_db", 0.0, 60.0, "dB")
        check_range(self.interference_probability, "interference_probability", 0.0, 1.0, "")

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """Both numbers of every struck radar, by `<mount>.<field>`."""
        return drawn_by_mount(scene.rig, rng, self.probability, _is_radar, self._numbers)

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene with weakened radars."""
        return with_faults(scene, params, _weakened)

    def _numbers(self, own: np.random.Generator) -> dict[str, Value]:
        return {name: number(getattr(self, name), own) for name in _DRAWN}


def _is_radar(mount: Mount) -> bool:
    return all(hasattr(mount.sensor, name) for name in _DRAWN)


def _weakened(mount: Mount, values: Mapping[str, Any]) -> Mount:
    radar: Any = mount.sensor
    return replace(mount, sensor=replace(radar, **values))
