"""What a camera's processor does with raw numbers: white balance, colours, tone curve, sharpening, compression."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError
from simulator.sensors.camera.exposure import MIDDLE_GREY, camera_response
from simulator.sensors.camera.image_sensor import Color
from simulator.sensors.camera.white_balance import Gains

UInt8 = NDArray[np.uint8]
Float64 = NDArray[np.float64]

TONE_STEPS = 16384
"""Of the tone curve, over the square root of the linear value: a step is below half a count (tested)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Processing:
    """The processor. The tone curve is `camera_response` with its white at white_ev stops above middle grey.

    white_ev: None puts white a little below the sensor's saturation. sharpening_weight: of the detail finer than
    3 x 3 pixels that is added to the picture, 0 none. jpeg_quality: 1 to 100, with 4:2:0 chroma; None: no compression.
    Raises ConfigError for numbers out of range.
    """

    white_ev: float | None = None
    sharpening_weight: float = 0.0
    jpeg_quality: int | None = None

    def __post_init__(self) -> None:
        if self.white_ev is not None and not 1.0 <= self.white_ev <= 16.0:
            raise ConfigError("processing.white_ev", f"got {self.white_ev:g}, allowed 1 to 16 stops")
        if not 0.0 <= self.sharpening_weight <= 3.0:
            raise ConfigError("processing.sharpening_weight", f"got {self.sharpening_weight:g}, allowed 0 to 3")
        if self.jpeg_quality is not None and not 1 <= self.jpeg_quality <= 100:
            raise ConfigError("processing.jpeg_quality", f"got {self.jpeg_quality}, allowed 1 to 100")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColorCorrection:
    """white_gain: of the sensor's red, green and blue, before demosaicing. matrix: after it, rows sum to 1."""

    white_gain: Color
    matrix: tuple[Color, Color, Color]


def color_correction(response: tuple[Color, Color, Color], balance: Gains) -> ColorCorrection:
    """Brings a sensor's colours to linear Rec. 709 with white-balance gains b.

    With the response M, the light that balances to grey is 1 / b and the sensor sees M (1 / b): w = 1 / (M (1 / b))
    makes that grey, and C = inv(diag(w) M diag(1 / b)) the other colours: C diag(w) M = diag(b). The rows of C sum
    to 1, as those of the inverted matrix do, so that grey stays grey.
    """
    M, light = np.array(response), 1.0 / np.array(balance)
    white = 1.0 / np.sum(M * light, axis=1)
    C = np.linalg.inv(white[:, None] * M * light)
    first, second, third = (tuple(float(c) for c in row) for row in C)
    return ColorCorrection(
        white_gain=(float(white[0]), float(white[1]), float(white[2])),
        matrix=((first[0], first[1], first[2]), (second[0], second[1], second[2]), (third[0], third[1], third[2])),
    )


@functools.lru_cache(maxsize=32)
def tone_table(white_linear: float) -> UInt8:
    """(TONE_STEPS + 1,) pixel values; entry k is that of the linear value white_linear (k / TONE_STEPS)^2."""
    linear = white_linear * (np.arange(TONE_STEPS + 1, dtype=np.float64) / TONE_STEPS) ** 2
    table = np.floor(camera_response(linear, white_linear) * 255.0 + 0.5).astype(np.uint8)
    table.flags.writeable = False
    return table


def linear_of_stops(stops_ev: float) -> float:
    """Linear pixel value so many stops above middle grey."""
    return float(MIDDLE_GREY * 2.0**stops_ev)


def as_jpeg_shows(image: UInt8, quality: int) -> UInt8:
    """What a baseline JPEG file of this picture (H, W, 3) holds, chroma at half resolution (4:2:0)."""
    options = [cv2.IMWRITE_JPEG_QUALITY, quality]
    options += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420]
    done, file = cv2.imencode(".jpg", np.ascontiguousarray(image[..., ::-1]), options)
    if not done:
        raise RuntimeError("OpenCV could not encode a picture as JPEG")
    return np.ascontiguousarray(np.asarray(cv2.imdecode(file, cv2.IMREAD_COLOR), dtype=np.uint8)[..., ::-1])
