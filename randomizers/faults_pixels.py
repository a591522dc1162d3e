"""Broken pixels: dead ones, hot ones, whole dead rows."""

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

_DRAWN = ("dead_share", "hot_share", "dead_rows")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultsPixels(Randomizer):
    """Breaks pixels of cameras that have an image sensor, once a clip; which ones, the camera's own name tells.

    probability: of each camera. dead_share: of its pixels that see nothing. hot_share: with a thousandfold dark
    current. dead_rows: number of rows that see nothing. The processor makes colours of them as of all others. Ideal
    cameras have no pixels that could break. Raises ConfigError.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = _DRAWN

    probability: float
    dead_share: Distribution
    hot_share: Distribution
    dead_rows: Distribution

    def __post_init__(self) -> None:
        check_probability(self.probability)
        check_range(self.dead_share, "dead_share", 0.0, 1.0, "")
        check_range(self.hot_share, "hot_share", 0.0, 0.1, "")
        check_range(self.dead_rows, "dead_rows", 0.0, 10_000.0, "rows")

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """What is broken in every struck camera, by `<mount>.<name>`."""
        return drawn_by_mount(scene.rig, rng, self.probability, _has_pixels, self._broken)

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene with broken cameras."""
        return with_faults(scene, params, _with_broken_pixels)

    def _broken(self, own: np.random.Generator) -> dict[str, Value]:
        return {
            "dead_share": number(self.dead_share, own),
            "hot_share": number(self.hot_share, own),
            "dead_rows": round(number(self.dead_rows, own)),
        }


def _has_pixels(mount: Mount) -> bool:
    chip = getattr(getattr(mount.sensor, "chain", None), "sensor", None)
    return all(hasattr(chip, name) for name in _DRAWN)


def _with_broken_pixels(mount: Mount, values: Mapping[str, Any]) -> Mount:
    camera: Any = mount.sensor
    chain = replace(camera.chain, sensor=replace(camera.chain.sensor, **values))
    return replace(mount, sensor=replace(camera, chain=chain))
