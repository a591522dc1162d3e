"""How cameras expose: brighter or darker than they should, and how fast they follow the light."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from randomizers.base import Randomizer
from scenes.distributions import Distribution, check_range, number
from scenes.rig import Mount
from scenes.scenario import Params
from scenes.scene import Scene

AUTOMATIC = ("compensation_ev", "tau_bright_s", "tau_dark_s")
"""Fields of an exposure that meters; one that is fixed has `ev100`."""
FIXED = ("ev100",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure(Randomizer):
    """Changes the exposure of every camera, once a clip.

    error_ev: added to what the camera would choose, positive is brighter. slowness: factor of the times in which it
    adapts. Cameras whose exposure has neither a compensation nor a fixed value are left alone.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = ("error_ev", "slowness")

    error_ev: Distribution
    slowness: Distribution

    def __post_init__(self) -> None:
        check_range(self.error_ev, "error_ev", -6.0, 6.0, "EV")
        check_range(self.slowness, "slowness", 0.05, 20.0, "")

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """Both values of every camera, by `<mount>.<value>`."""
        params: dict[str, float | int | str | bool] = {}
        for mount in filter(_exposes, scene.rig.mounts):
            params[f"{mount.name}.error_ev"] = number(self.error_ev, rng)
            params[f"{mount.name}.slowness"] = number(self.slowness, rng)
        return params

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene whose rig exposes so."""
        rig = scene.rig
        for mount in filter(_exposes, scene.rig.mounts):
            error, slowness = (float(params[f"{mount.name}.{name}"]) for name in ("error_ev", "slowness"))
            sensor: Any = mount.sensor
            changed = replace(sensor, exposure=_changed(sensor.exposure, error, slowness))
            rig = rig.with_mount(replace(mount, sensor=changed))
        return replace(scene, rig=rig)


def _exposes(mount: Mount) -> bool:
    return bool(_fields(getattr(mount.sensor, "exposure", None)))


def _fields(exposure: Any) -> tuple[str, ...]:
    """The fields that can be changed: all of an automatic exposure, all of a fixed one, or none."""
    if not dataclasses.is_dataclass(exposure):
        return ()
    has = {field.name for field in dataclasses.fields(exposure)}
    return next((known for known in (AUTOMATIC, FIXED) if has.issuperset(known)), ())


def _changed(exposure: Any, error_ev: float, slowness: float) -> Any:
    if _fields(exposure) == FIXED:
        return replace(exposure, ev100=exposure.ev100 - error_ev)
    return replace(
        exposure,
        compensation_ev=exposure.compensation_ev + error_ev,
        tau_bright_s=exposure.tau_bright_s * slowness,
        tau_dark_s=exposure.tau_dark_s * slowness,
    )
