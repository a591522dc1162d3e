"""Where a camera's kernels run, and how pictures get there."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import warp as wp
from numpy.typing import NDArray

from simulator.render.bands import BandLauncher

Float32 = NDArray[np.float32]


@functools.cache
def launcher(device: str) -> BandLauncher:
    """Launches on the process's cores, or on a GPU."""
    return BandLauncher(device)


def on_device(values: NDArray[Any], dtype: Any, device: str) -> Any:
    """A Warp array of host values; on the CPU it shares their memory, so they must not change."""
    return wp.array(np.ascontiguousarray(values), dtype=dtype, device=device, copy=device != "cpu")


def pixels_of(picture: Float32, device: str) -> Any:
    """A (H, W, 3) picture as H * W vectors."""
    return on_device(np.asarray(picture, dtype=np.float32).reshape(-1, 3), wp.vec3, device)


def by_reference(struct: Any, kind: Any, device: str) -> Any:
    """A struct as kernels take it, which holds its arrays by address: the struct must outlive what is returned."""
    return wp.array([struct], dtype=kind, device=device)


def picture_of(pixels: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    """A Warp array on the host, in the shape of a picture."""
    return np.asarray(pixels.numpy()).reshape(shape)
