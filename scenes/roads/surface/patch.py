"""Pieces of surface on their way into one mesh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class SurfacePatch:
    """Triangles of a road or junction, counter-clockwise seen from outside.

    vertices_m: (V, 3) world. faces: (F, 3). kind: (F,) indices into KINDS. lane: (F,) lane ids, 0 where there is none.
    upright: (F,) whether a face is a kerb's side rather than a surface to stand on.
    """

    vertices_m: Float64
    faces: Int64
    kind: Int64
    lane: Int64
    upright: NDArray[np.bool_]


def joined_patches(patches: Sequence[SurfacePatch]) -> SurfacePatch:
    """Several patches as one; vertices are not merged. Of none: an empty patch."""
    if not patches:
        none = np.empty(0, dtype=np.int64)
        return SurfacePatch(
            vertices_m=np.empty((0, 3)), faces=none.reshape(0, 3), kind=none, lane=none, upright=none.astype(bool)
        )
    starts = np.cumsum([0, *(len(patch.vertices_m) for patch in patches)])
    return SurfacePatch(
        vertices_m=np.concatenate([patch.vertices_m for patch in patches]),
        faces=np.concatenate([patch.faces + start for patch, start in zip(patches, starts, strict=False)]),
        kind=np.concatenate([patch.kind for patch in patches]),
        lane=np.concatenate([patch.lane for patch in patches]),
        upright=np.concatenate([patch.upright for patch in patches]),
    )


def without_slivers(patch: SurfacePatch, least_m2: float = 1e-9) -> SurfacePatch:
    """The patch without triangles smaller than `least_m2`, as lanes of no width leave them."""
    corners = patch.vertices_m[patch.faces]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    keep = 0.5 * np.linalg.norm(normal, axis=1) > least_m2
    return SurfacePatch(
        vertices_m=patch.vertices_m,
        faces=patch.faces[keep],
        kind=patch.kind[keep],
        lane=patch.lane[keep],
        upright=patch.upright[keep],
    )
