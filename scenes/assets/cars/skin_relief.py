"""From regions of a skin to solid-looking triangles: each region at its depth, with walls between unequal depths."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from scenes.assets.shaping.outlines import Field
from scenes.assets.shaping.trimming import Trimmed, welded
from scenes.assets.vehicles.skin import Panel

Float64 = NDArray[np.float64]
Mask = NDArray[np.bool_]
LIFT_M = 4e-4
"""Chosen: float32 rays from 100 m are good to a hundredth of a millimetre."""


def relief(trimmed: Trimmed, wall_skin: Mapping[int, int], only: Mask | None = None) -> Panel:
    """The skin with its regions set back. wall_skin: what the wall down to a skin is made of (default: that skin).

    only: faces (F,) to take, with the walls that go down from them.
    """
    _, index = welded(trimmed.vertices_m)
    inward = _inward(trimmed, index)
    depths, layer = np.unique(trimmed.depth_m, return_inverse=True)
    shown = np.ones(len(trimmed.faces), dtype=bool) if only is None else only
    places, faces, normals, skins = [], [], [], []
    start = 0
    for k, depth in enumerate(depths):
        own = shown & (layer == k)
        places.append(trimmed.vertices_m + depth * inward[index])
        faces.append(trimmed.faces[own] + start)
        normals.append(trimmed.normals[trimmed.faces[own]])
        skins.append(trimmed.skin[own])
        start += len(trimmed.vertices_m)
    walls, wall_skins = _walls(trimmed, index, inward, wall_skin, shown)
    corners = walls.reshape(-1, 3)
    faces.append(np.arange(start, start + len(corners)).reshape(-1, 3))
    flat = np.cross(walls[:, 1] - walls[:, 0], walls[:, 2] - walls[:, 0])
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-12)
    normals.append(np.repeat(flat[:, None], 3, axis=1))
    return Panel(
        np.concatenate([*places, corners]),
        np.concatenate(faces),
        np.concatenate([*skins, wall_skins]).astype(np.int32),
        np.concatenate(normals),
    )


def lip(trimmed: Trimmed, along: Mask, inward_m: Float64, skin: int) -> Panel:
    """A strip from open edges, where marked (3F,), along one direction (3,): the turned-in edge of a hole."""
    ends = np.stack([trimmed.faces, np.roll(trimmed.faces, -1, axis=1)], axis=2).reshape(-1, 2)[along]
    a, b = trimmed.vertices_m[ends[:, 0]], trimmed.vertices_m[ends[:, 1]]
    quads = np.stack([b, a, a + inward_m, b, a + inward_m, b + inward_m], axis=1).reshape(-1, 3)
    faces = np.arange(len(quads)).reshape(-1, 3)
    flat = np.cross(quads[faces[:, 1]] - quads[faces[:, 0]], quads[faces[:, 2]] - quads[faces[:, 0]])
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-12)
    return Panel(quads, faces, np.full(len(faces), skin, dtype=np.int32), np.repeat(flat[:, None], 3, axis=1))


def ribbon(trimmed: Trimmed, zones: Collection[int], outline: Field, half_width_m: float, skin: int) -> Panel:
    """A strip that lies on the skin along an outline, as thin as paint: shut lines, which need no cut."""
    ends, normals = trimmed.crossings(zones, outline)
    along = ends[:, 1] - ends[:, 0]
    length = np.linalg.norm(along, axis=1)
    ends, normals, along = ends[length > 1e-5], normals[length > 1e-5], along[length > 1e-5]
    across = np.cross(normals, along[:, None])
    across *= half_width_m / np.maximum(np.linalg.norm(across, axis=2, keepdims=True), 1e-12)
    lifted = ends + LIFT_M * normals
    quads = np.stack([lifted - across, lifted + across], axis=2)  # (K, end, side, 3)
    corners = quads.reshape(-1, 4, 3)
    first = 4 * np.arange(len(corners))[:, None]
    faces = (first + np.array([0, 2, 3, 0, 3, 1])).reshape(-1, 3)
    per_corner = np.repeat(normals, 2, axis=1).reshape(-1, 3)
    return Panel(corners.reshape(-1, 3), faces, np.full(len(faces), skin, dtype=np.int32), per_corner[faces])


def open_edges(trimmed: Trimmed) -> Mask:
    """Which edges (3F,) of the triangles in turn no other triangle shares, those of the middle plane apart."""
    _, index = welded(trimmed.vertices_m)
    ends = index[np.stack([trimmed.faces, np.roll(trimmed.faces, -1, axis=1)], axis=2).reshape(-1, 2)]
    base = int(ends.max()) + 1
    key = ends.min(axis=1) * base + ends.max(axis=1)
    _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    places = np.stack([trimmed.faces, np.roll(trimmed.faces, -1, axis=1)], axis=2).reshape(-1, 2)
    middle = (np.abs(trimmed.vertices_m[places][:, :, 1]) < 1e-6).all(axis=1)
    return np.asarray((counts[inverse] == 1) & ~middle)


def _inward(trimmed: Trimmed, index: NDArray[np.int64]) -> Float64:
    """Unit vectors (W, 3) into the body at the welded places: one for both sides of a crease."""
    used = np.unique(trimmed.faces)
    total = np.zeros((int(index.max()) + 1, 3))
    for k in range(3):
        total[:, k] = np.bincount(index[used], weights=trimmed.normals[used, k], minlength=len(total))
    return np.asarray(-total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12))


def _walls(
    trimmed: Trimmed, index: NDArray[np.int64], inward: Float64, wall_skin: Mapping[int, int], shown: Mask
) -> tuple[Float64, NDArray[np.int64]]:
    """Triangles (K, 3, 3) and skins (K,) between neighbours of unequal depth, seen from the deeper side."""
    places = np.stack([trimmed.faces, np.roll(trimmed.faces, -1, axis=1)], axis=2).reshape(-1, 2)
    ends, owner = index[places], np.repeat(np.arange(len(trimmed.faces)), 3)
    base = int(index.max()) + 1
    key = ends.min(axis=1) * base + ends.max(axis=1)
    order = np.argsort(key, kind="stable")
    pair = np.flatnonzero(key[order][1:] == key[order][:-1])
    one, other = order[pair], order[pair + 1]
    unequal = trimmed.depth_m[owner[one]] != trimmed.depth_m[owner[other]]
    one, other = one[unequal], other[unequal]
    deep = np.where(trimmed.depth_m[owner[one]] > trimmed.depth_m[owner[other]], one, other)
    high = np.where(deep == one, other, one)
    kept = shown[owner[high]]
    deep, high = deep[kept], high[kept]
    a, b = trimmed.vertices_m[places[deep, 0]], trimmed.vertices_m[places[deep, 1]]
    in_a, in_b = inward[ends[deep, 0]], inward[ends[deep, 1]]
    low_m, high_m = trimmed.depth_m[owner[deep], None], trimmed.depth_m[owner[high], None]
    corners = [a + low_m * in_a, b + low_m * in_b, b + high_m * in_b, a + high_m * in_a]
    quads = np.stack([corners[k] for k in (1, 0, 3, 1, 3, 2)], axis=1)
    skin = trimmed.skin[owner[deep]]
    mapped = np.array([wall_skin.get(int(value), int(value)) for value in skin], dtype=np.int64)
    return quads.reshape(-1, 3, 3), np.repeat(mapped, 2)
