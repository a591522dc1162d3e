"""A camera on the bench: flat light, a lens without faults, a sensor of one's own, raw numbers."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.lenses.pinhole import Pinhole
from simulator.sensors.camera.chain import Developed, Shot
from simulator.sensors.camera.exposure_programme import ExposureProgramme, ProgrammeStep
from simulator.sensors.camera.image_sensor import ImageSensor
from simulator.sensors.camera.optics import Optics
from simulator.sensors.camera.sensor_chain import SensorChain

PERFECT = Optics(falloff_exponent=0.0, vignetting_share=0.0, lateral_color=0.0, psf_sigma_px=0.0)
QUIET = ImageSensor(
    read_noise_e=0.0,
    row_noise_e=0.0,
    dark_current_e_per_s=0.0,
    prnu_share=0.0,
    dsnu_e=0.0,
    hot_share=0.0,
    full_well_e=1e6,
    bits=16,
    black_level=1000,
)
"""Shot noise of a million electrons alone: 0.1 % at saturation."""
LONG = ExposureProgramme(steps=(ProgrammeStep(longest_s=1.0),), headroom_ev=3.0)
EV100 = 10.0
SIZE = (200, 160)


def bench(sensor: ImageSensor = QUIET, **parts: Any) -> SensorChain:
    """A chain that keeps its raw numbers, at gain 1."""
    return SensorChain(**{"optics": PERFECT, "programme": LONG, "keep": ("raw",), "sensor": sensor, **parts})


def lens(size_px: tuple[int, int] = SIZE, focal_px: float = 200.0) -> Pinhole:
    """Looks straight ahead through the picture's middle."""
    width, height = size_px
    centre = (width - 1) / 2, (height - 1) / 2
    return Pinhole(fx_px=focal_px, fy_px=focal_px, cx_px=centre[0], cy_px=centre[1], width_px=width, height_px=height)


def flat(luminance_cd_m2: float, size_px: tuple[int, int] = SIZE) -> NDArray[np.float32]:
    """A grey wall."""
    return np.full((size_px[1], size_px[0], 3), luminance_cd_m2, dtype=np.float32)


def shoot(chain: Any, radiance: NDArray[np.float32], seed: int = 0, **shot: Any) -> Developed:
    """A picture of the wall."""
    height, width = radiance.shape[:2]
    asked = {"lens": lens((width, height)), "ev100": EV100, "seed": seed, **shot}
    developed: Developed = chain.develop(radiance, Shot(**asked))
    return developed


def raws(chain: SensorChain, luminance_cd_m2: float, count: int, **shot: Any) -> NDArray[np.float64]:
    """(count, H, W) raw numbers of so many pictures of the same wall."""
    pictures = [shoot(chain, flat(luminance_cd_m2), seed, **shot).raw for seed in range(count)]
    return np.stack(pictures).astype(np.float64)


def with_sensor(chain: SensorChain, **values: Any) -> SensorChain:
    """The chain with other values of its sensor."""
    return dataclasses.replace(chain, sensor=dataclasses.replace(chain.sensor, **values))
