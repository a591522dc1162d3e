"""A model as it was read: surfaces with looks, in parts, still in the file's own axes and unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.imported.manifest import Direction
from scenes.material import Material

Float64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A material by name. Its textures' sources are indices into the model's images, as text."""

    name: str
    material: Material


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Surface:
    """Triangles in the frame of their part.

    names: of the node, the mesh and the material, for the manifest's rules. vertices: (V, 3) float64 in the file's
    unit. faces: (F, 3) int64. normals: (F, 3, 3) unit or None. uv: (F, 3, 2), (0, 0) at the image's upper left, or
    None. look: (F,) index into the model's looks.
    """

    names: tuple[str, ...]
    vertices: Float64
    faces: NDArray[np.int64]
    look: NDArray[np.int64]
    normals: Float64 | None = None
    uv: Float64 | None = None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RawPart:
    """A rigid part. parent: an earlier part or -1. T_parent_part: (4, 4). axis: of its joint, None if it has none."""

    name: str
    surfaces: tuple[Surface, ...]
    parent: int = -1
    T_parent_part: Float64
    axis: tuple[float, float, float] | None = None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Model:
    """What a file holds. images: (H, W, 4) uint8 each. warnings: what was repaired or left out, and how often.

    files: what was read, by path below the root. unit_m, up, forward: the file's convention.
    """

    parts: tuple[RawPart, ...]
    looks: tuple[Look, ...]
    images: tuple[NDArray[np.uint8], ...]
    warnings: Mapping[str, int]
    files: Mapping[str, bytes]
    unit_m: float
    up: Direction
    forward: Direction
