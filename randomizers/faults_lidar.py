"""Broken LiDARs: dead lasers, and a part of the window under dirt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from randomizers.base import Randomizer
from randomizers.mount_draws import Value, check_probability, drawn_by_mount, with_faults
from scenes.beam_faults import BeamFaults
from scenes.distributions import Distribution, check_range, number
from scenes.rig import Mount
from scenes.scenario import Params
from scenes.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultsLidar(Randomizer):
    """Takes beams from LiDARs, once a clip. probability: of each LiDAR.

    dead_rings: number of lasers that do not fire. blocked_width_deg: of the sector of the window, in any direction,
    through which nothing passes. Raises ConfigError.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = ("dead_rings", "blocked_width_deg")

    probability: float
    dead_rings: Distribution
    blocked_width_deg: Distribution

    def __post_init__(self) -> None:
        check_probability(self.probability)
        check_range(self.dead_rings, "dead_rings", 0.0, 256.0, "rings")
        check_range(self.blocked_width_deg, "blocked_width_deg", 0.0, 360.0, "degrees")

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """Places of dead lasers (`ring0` ..) and the sector of every struck LiDAR, by `<mount>.<name>`."""
        return drawn_by_mount(scene.rig, rng, self.probability, _has_beams, self._broken)

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene with broken LiDARs."""
        return with_faults(scene, params, _blinded)

    def _broken(self, own: np.random.Generator) -> dict[str, Value]:
        count = round(number(self.dead_rings, own))
        sector = {
            "blocked_width_deg": number(self.blocked_width_deg, own),
            "blocked_from_deg": float(own.uniform(0.0, 360.0)),
        }
        return {**sector, **{f"ring{k}": float(own.random()) for k in range(count)}}


def _has_beams(mount: Mount) -> bool:
    return isinstance(getattr(mount.sensor, "faults", None), BeamFaults)


def _blinded(mount: Mount, values: Mapping[str, Any]) -> Mount:
    faults = BeamFaults(
        dead_rings=tuple(float(value) for key, value in values.items() if key.startswith("ring")),
        blocked_from_deg=float(values["blocked_from_deg"]),
        blocked_width_deg=float(values["blocked_width_deg"]),
    )
    lidar: Any = mount.sensor
    return replace(mount, sensor=replace(lidar, faults=faults))
