"""Blocked and dirty lenses: mud, dust and drops of water on the glass before a camera."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from randomizers.base import Randomizer
from randomizers.mount_draws import SEED_LIMIT, Value, check_probability, drawn_by_mount, with_faults
from scenes.distributions import Distribution, check_range, number
from scenes.lens_cover import LensCover, LensDirt, LensDrops
from scenes.rig import Mount
from scenes.scenario import Params
from scenes.scene import Scene

_DRAWN = ("dirt_share", "opacity_share", "softness_px", "drops_share", "drop_mm")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultsLens(Randomizer):
    """Soils the glass of cameras, once a clip. probability: of each camera.

    dirt_share: of the picture that specks reach. opacity_share: of the light that they stop; with both near 1 the lens
    is blocked. softness_px: of their edges. drops_share: of the picture under drops of drop_mm. Labels do not change.
    Raises ConfigError.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = _DRAWN

    probability: float
    dirt_share: Distribution
    opacity_share: Distribution
    softness_px: Distribution
    drops_share: Distribution
    drop_mm: Distribution

    def __post_init__(self) -> None:
        check_probability(self.probability)
        for name in ("dirt_share", "opacity_share", "drops_share"):
            check_range(getattr(self, name), name, 0.0, 1.0, "")
        check_range(self.softness_px, "softness_px", 1.0, 200.0, "px")
        check_range(self.drop_mm, "drop_mm", 0.2, 20.0, "mm")

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """What lies on every struck camera, by `<mount>.<name>`."""
        return drawn_by_mount(scene.rig, rng, self.probability, _has_glass, self._soil)

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene with soiled lenses."""
        return with_faults(scene, params, _soiled)

    def _soil(self, own: np.random.Generator) -> dict[str, Value]:
        drawn = {name: number(getattr(self, name), own) for name in _DRAWN}
        return {**drawn, "seed": int(own.integers(SEED_LIMIT))}


def _has_glass(mount: Mount) -> bool:
    return isinstance(getattr(getattr(mount.sensor, "chain", None), "cover", None), LensCover)


def _cover(values: Mapping[str, Any]) -> LensCover:
    seed = int(values["seed"])
    dirt = LensDirt(
        cover_share=float(values["dirt_share"]),
        opacity_share=float(values["opacity_share"]),
        softness_px=float(values["softness_px"]),
        seed=seed,
    )
    drops = LensDrops(cover_share=float(values["drops_share"]), diameter_mm=float(values["drop_mm"]), seed=seed)
    return LensCover(dirt=dirt, drops=drops)


def _soiled(mount: Mount, values: Mapping[str, Any]) -> Mount:
    sensor: Any = mount.sensor
    chain = replace(sensor.chain, cover=_cover(values))
    return replace(mount, sensor=replace(sensor, chain=chain))
