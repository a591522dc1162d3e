"""Pictures as some tests read them: size and rows of bytes, by the strict reader."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.validation import kitti_reader


def read_png(file: Path, bits: int, colour: int) -> tuple[tuple[int, int], NDArray[np.uint8]]:
    """Size (width, height) and bytes (height, bytes a row) of 8 bits a sample."""
    image = np.ascontiguousarray(kitti_reader.read_png(file, bits, colour))
    return (image.shape[1], image.shape[0]), image.view(np.uint8).reshape(image.shape[0], -1)
