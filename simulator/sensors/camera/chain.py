"""From radiance to a picture: what every camera chain offers, and the ideal one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError
from scenes.lens_cover import LensCover
from scenes.lenses.base import Lens
from simulator.sensors.camera.cover import seen_through
from simulator.sensors.camera.exposure import expose
from simulator.sensors.camera.exposure_programme import MAX_EXPOSURE_S, ExposureSettings
from simulator.sensors.camera.white_balance import NEUTRAL, Gains

Float32 = NDArray[np.float32]
UInt8 = NDArray[np.uint8]

IDEAL_ISO = 200.0
"""Speed of the ideal camera, which only tells how long it exposes; chosen, as its aperture."""
IDEAL_F_NUMBER = 2.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """What a picture is taken with. ev100, balance: as metered. seed: of this picture's noise.

    serial: names the camera; its fixed patterns depend on it alone. device: where kernels run, as Warp names it.
    """

    lens: Lens
    ev100: float
    balance: Gains = NEUTRAL
    seed: int = 0
    serial: str = "camera"
    device: str = "cpu"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Developed:
    """image: (H, W, 3) uint8. raw: (H, W) uint16 digital numbers of the colour filter array. hdr: (H, W, 3) float32,
    linear radiance in cd/m2 behind the optics, without noise. None: not asked for.
    """

    image: UInt8
    raw: NDArray[np.uint16] | None = None
    hdr: Float32 | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraChain(ABC):
    """Everything between the light that a lens gathers and the pixels of a file; a frozen value.

    cover: what lies on the glass, for all of a clip; `dataclasses.replace` puts on drops or dirt.
    """

    cover: LensCover = field(default_factory=LensCover)

    @abstractmethod
    def settings(self, ev100: float) -> ExposureSettings:
        """Exposure time and gain of a picture that is exposed for this value."""

    @abstractmethod
    def develop(self, radiance: Float32, shot: Shot) -> Developed:
        """The picture of radiance (H, W, 3) cd/m2, linear Rec. 709. Pure: equal arguments give equal bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdealChain(CameraChain):
    """No noise and a perfect lens: each pixel is the camera's response to its radiance, rounded.

    keep: `hdr` hands over the radiance, too. longest_s: exposures at ISO 200 and f/2.8 (chosen) last up to so long and
    blur what moves; 0 takes no time at all. Raises ConfigError for more than a second.
    """

    keep: tuple[Literal["hdr"], ...] = ()
    longest_s: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.longest_s <= MAX_EXPOSURE_S:
            raise ConfigError("longest_s", f"got {self.longest_s:g}, allowed 0 to {MAX_EXPOSURE_S:g} s")

    def settings(self, ev100: float) -> ExposureSettings:
        """EV100 = log2(N^2 / t * 100 / S) (ISO 2720), solved for the time."""
        needed_s = IDEAL_F_NUMBER**2 / 2.0**ev100 * 100.0 / IDEAL_ISO
        return ExposureSettings(time_s=min(needed_s, self.longest_s), gain=1.0)

    def develop(self, radiance: Float32, shot: Shot) -> Developed:
        """`expose`, seen through what lies on the glass."""
        seen = seen_through(self.cover, radiance, shot.lens, shot.device)
        return Developed(image=expose(seen, shot.ev100, shot.balance), hdr=seen if "hdr" in self.keep else None)
