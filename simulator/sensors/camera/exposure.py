"""From radiance to pixels: metering, exposure over time and the camera's response.

A metered luminance L gives EV100 = log2(L * 100 / K) with the meter constant K = 12.5 of ISO 2720. The linear pixel
value of a luminance L is 0.18 * (100 / K) * L / 2^EV100, so what was metered becomes 18 % grey.
"""

from __future__ import annotations

import functools
import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError
from simulator.sensors.base import SensorState

Float32 = NDArray[np.float32]
UInt8 = NDArray[np.uint8]

METER_CONSTANT = 12.5
"""Reflected-light meter constant K, cd s / (m2 ISO) (ISO 2720)."""

MIDDLE_GREY = 0.18
"""Linear pixel value of the metered luminance."""

LUMINANCE_WEIGHTS = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
"""Rec. 709 luminance of linear RGB."""

DARKEST_CD_M2 = 1e-4
"""Floor of the logarithm: darker than a moonless night."""

AHEAD = "ev100_ahead"
"""Key of a state: exposure values that are decided for the pictures to come, the next one's first."""

MAX_LATENCY_FRAMES = 10
"""Chosen: cameras have 1 to 3."""

MAX_COMPENSATION_EV = 20.0
"""Stops either way; chosen: from full sunlight to a night without lamps."""

DAYLIGHT_CD_M2 = 500.0
"""From this mean luminance on pictures have the key of day (chosen: an overcast street)."""

HIGHLIGHT_EV = 2.75
"""So many stops above the mean the brightest hundredth of a picture is exposed at least, which `AutoExposure` then
shows at 200 of 255 (chosen by looking at fog; streets in clear air and in rain have 3 stops and more)."""

METERING_STRIDE_PX = 4
"""Chosen: the meter looks at every fourth pixel of every fourth row."""

CENTRE_WEIGHT_SIGMA = 0.35
"""Chosen: Gaussian weight over the image's half width and half height, about that of a centre-weighted meter."""

KNEE = 0.3
"""Chosen by looking at streets in the sun: the response is linear up to here, above middle grey ..."""

WHITE = 8.0
"""... and white at this linear value, 5.5 stops above middle grey, as much as one 8-bit exposure usually holds."""

LUT_STEPS = 65535


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure(ABC):
    """How a camera chooses its exposure value from what it sees."""

    @abstractmethod
    def settle(self, radiance: Float32, dt_s: float, state: SensorState) -> SensorState:
        """The state {"ev100": float} to expose this image (H, W, 3, cd/m2) with; dt_s: time since the state before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoExposure(Exposure):
    """Log-average, centre-weighted metering; the first image is exposed as metered, later ones adapt.

    EV += (metered - EV) * (1 - exp(-dt / tau)), tau_bright_s where the scene is brighter than exposed for,
    tau_dark_s where darker (chosen: automotive cameras take .2 to .5 s and .5 to 2 s). compensation_ev: positive is
    brighter; -0.6 chosen, as KITTI's street images have mean values of 85 to 104. Pictures of dark scenes stay darker,
    see `night_key_ev`, and those of fog are light, see `low_contrast_ev`. latency_frames: pictures between metering and
    the first one that is exposed by it (cameras take 1 to 3; 0 meters the very picture), so that a tunnel's exit is
    white at first.
    """

    tau_bright_s: float = 0.3
    tau_dark_s: float = 1.0
    compensation_ev: float = -0.6
    latency_frames: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.latency_frames <= MAX_LATENCY_FRAMES:
            raise ConfigError(
                "exposure.latency_frames", f"got {self.latency_frames}, allowed 0 to {MAX_LATENCY_FRAMES}"
            )
        if abs(self.compensation_ev) > MAX_COMPENSATION_EV:
            allowed = f"-{MAX_COMPENSATION_EV:g} to {MAX_COMPENSATION_EV:g} stops"
            raise ConfigError("exposure.compensation_ev", f"got {self.compensation_ev:g}, allowed: {allowed}")
        for name in ("tau_bright_s", "tau_dark_s"):
            if getattr(self, name) <= 0:
                raise ConfigError(f"exposure.{name}", f"must be positive, got {getattr(self, name)}")

    def settle(self, radiance: Float32, dt_s: float, state: SensorState) -> SensorState:
        """Moves the exposure value of the state towards the metered one."""
        seen = meter(radiance)
        metered = seen.ev100 - self.compensation_ev - night_key_ev(seen.ev100) - low_contrast_ev(seen.headroom_ev)
        if "ev100" not in state:
            return _queued([metered] * (self.latency_frames + 1))
        ahead = [float(ev) for ev in state.get(AHEAD, ())]
        before = ahead[-1] if ahead else float(state["ev100"])
        tau_s = self.tau_bright_s if metered > before else self.tau_dark_s
        return _queued([*ahead, before + (metered - before) * (1.0 - math.exp(-dt_s / tau_s))])


def _queued(values: list[float]) -> SensorState:
    """The state whose picture takes the first of these exposure values and leaves the others to the next ones."""
    return {"ev100": values[0], AHEAD: values[1:]} if len(values) > 1 else {"ev100": values[0]}


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedExposure(Exposure):
    """Always the same exposure value: 15 for a sunny day, 12 for an overcast one."""

    ev100: float

    def settle(self, radiance: Float32, dt_s: float, state: SensorState) -> SensorState:
        """The fixed exposure value."""
        del radiance, dt_s, state
        return {"ev100": self.ev100}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metered:
    """ev100: of a picture's centre-weighted logarithmic mean luminance. headroom_ev: stops from it to the brightest
    hundredth of the picture.
    """

    ev100: float
    headroom_ev: float


def meter(radiance: Float32) -> Metered:
    """What a meter says of radiance (H, W, 3); the mean is one of luminances whose outermost hundredths are cut."""
    sample = radiance[::METERING_STRIDE_PX, ::METERING_STRIDE_PX]
    red, green, blue = (sample[..., k] * LUMINANCE_WEIGHTS[k] for k in range(3))
    luminance = np.fmax(red + green + blue, np.float32(DARKEST_CD_M2))
    low, high = np.percentile(luminance, (1.0, 99.0))
    logarithm = np.log2(np.clip(luminance, low, high))
    weight = _centre_weights(*luminance.shape)
    mean = float(np.sum(logarithm * weight))
    return Metered(ev100=mean + math.log2(100.0 / METER_CONSTANT), headroom_ev=math.log2(float(high)) - mean)


def low_contrast_ev(headroom_ev: float) -> float:
    """By how many stops a picture is exposed brighter because nothing in it is much brighter than its mean, >= 0.

    The highest luminance is what people see as white, and a mean as grey only below it (Gilchrist et al. 1999, An
    Anchoring Theory of Lightness Perception; for pictures Krawczyk, Myszkowski & Seidel, Eurographics 2005): fog and
    snow are light, which a meter alone makes middle grey.
    """
    return max(HIGHLIGHT_EV - headroom_ev, 0.0)


def night_key_ev(metered_ev100: float) -> float:
    """By how many stops a picture is exposed darker than by day, <= 0: streets at night look dark in pictures, too.

    Key value 1.03 - 2 / (2 + log10(L + 1)) of a mean luminance L (Krawczyk, Myszkowski, Seidel: Perceptual Effects in
    Real-time Tone Mapping, SCCG 2005, equation 11), over that of DAYLIGHT_CD_M2, in stops.
    """
    luminance = METER_CONSTANT / 100.0 * 2.0**metered_ev100
    return min(math.log2(_key(luminance) / _key(DAYLIGHT_CD_M2)), 0.0)


def _key(luminance_cd_m2: float) -> float:
    return 1.03 - 2.0 / (2.0 + math.log10(luminance_cd_m2 + 1.0))


def expose(radiance: Float32, ev100: float, balance: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> UInt8:
    """Pixels (H, W, 3) uint8 of radiance (H, W, 3) cd/m2 with white-balance gains (R, G, B); NaN becomes black."""
    gain = MIDDLE_GREY * (100.0 / METER_CONSTANT) / 2.0**ev100
    scaled: Float32 = radiance * (gain * LUT_STEPS / WHITE * np.array(balance)).astype(np.float32)
    np.fmax(scaled, 0.0, out=scaled)
    np.fmin(scaled, LUT_STEPS, out=scaled)
    return np.asarray(np.take(_response_table(), scaled.astype(np.uint16)), dtype=np.uint8)


def camera_response(linear: NDArray[np.float64], white_linear: float = WHITE) -> NDArray[np.float64]:
    """Display value 0..1 of linear pixel values: linear to the knee, a shoulder to white, then the sRGB transfer curve.

    Shoulder: extended Reinhard (2002), s (1 + s / w^2) / (1 + s), s = (x - knee) / (1 - knee), which leaves the
    knee with slope 1 and is 1 at white. Transfer: IEC 61966-2-1.
    """
    s = np.maximum(linear - KNEE, 0.0) / (1.0 - KNEE)
    white = (white_linear - KNEE) / (1.0 - KNEE)
    x = np.minimum(linear, KNEE) + (1.0 - KNEE) * s * (1.0 + s / white**2) / (1.0 + s)
    x = np.clip(x, 0.0, 1.0)
    return np.where(x <= 0.0031308, 12.92 * x, 1.055 * np.maximum(x, 0.0031308) ** (1 / 2.4) - 0.055)


@functools.cache
def _response_table() -> UInt8:
    """(LUT_STEPS + 1,) pixel values of the linear values 0..WHITE; a step is below 0.41 counts everywhere."""
    linear = np.arange(LUT_STEPS + 1, dtype=np.float64) * (WHITE / LUT_STEPS)
    table = np.floor(camera_response(linear) * 255.0 + 0.5).astype(np.uint8)
    table.flags.writeable = False
    return table


@functools.lru_cache(maxsize=16)
def _centre_weights(height: int, width: int) -> Float32:
    """(height, width) weights that sum to 1."""
    v = np.linspace(-1.0, 1.0, height)[:, None] if height > 1 else np.zeros((1, 1))
    u = np.linspace(-1.0, 1.0, width)[None, :] if width > 1 else np.zeros((1, 1))
    weight = np.exp(-0.5 * (u * u + v * v) / CENTRE_WEIGHT_SIGMA**2)
    return np.asarray(weight / weight.sum(), dtype=np.float32)
