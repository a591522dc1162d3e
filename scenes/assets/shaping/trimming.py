"""Cuts a smooth surface along outlines: windows, lamps and doors are regions of one skin, at their own depths.

Triangles are split where an outline crosses them; places and normals are those of the smooth surface, so highlights
flow on across every cut.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenes.assets.shaping.limit_surface import Surface
from scenes.assets.shaping.outlines import Field
from scenes.assets.shaping.triangle_cuts import divided, roots

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
Mask = NDArray[np.bool_]
SHORTEST_M = 0.012
"""Chosen: edges shorter than this are not halved."""
ON_LINE_M = 2e-4
"""Chosen: a vertex so near an outline counts as on it, which spares needles."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Trimmed:
    """A skin in regions. vertices_m, normals: (V, 3). faces: (F, 3). zone: (F,) of the surface. skin: (F,) what it is.

    depth_m: (F,) how far a face lies behind the smooth surface. group: (F,) which rigid part it belongs to.
    bend_m: edges beside an outline are halved where it bends by more than this between their ends; 0 for never.
    """

    vertices_m: Float64
    normals: Float64
    faces: Int64
    zone: Int64
    skin: Int64
    depth_m: Float64
    group: Int64
    bend_m: float

    def segments(self, first: Collection[int], second: Collection[int]) -> Float64:
        """Edges (K, 2, 3) along which faces of the first zones meet faces of the second."""
        ends, owner = _edge_list(self.faces, welded(self.vertices_m)[1])
        base = int(ends.max()) + 1
        key = ends.min(axis=1) * base + ends.max(axis=1)
        one = np.isin(self.zone, list(first))[owner]
        other = np.isin(self.zone, list(second))[owner]
        shared = np.isin(key, key[other]) & one
        places = np.stack([self.faces, np.roll(self.faces, -1, axis=1)], axis=2).reshape(-1, 2)
        return self.vertices_m[places[shared]]

    def painted(
        self,
        zones: Collection[int],
        inside: Field,
        *,
        skin: int | None = None,
        depth_m: float | None = None,
        group: int | None = None,
    ) -> Trimmed:
        """Cut along the outline of a field within some zones; what lies inside gets a skin, a depth or a group."""
        cut, mask = self.cut(zones, inside)
        return cut.marked(mask, skin=skin, depth_m=depth_m, group=group)

    def crossings(self, zones: Collection[int], outline: Field) -> tuple[Float64, Float64]:
        """Where an outline runs over the triangles of some zones: ends (K, 2, 3) and normals (K, 2, 3) of pieces."""
        faces = self.faces[np.isin(self.zone, list(zones))]
        used = _used(faces, len(self.vertices_m))
        distance = outline(self.vertices_m[used])
        full = np.full(len(self.vertices_m), np.nan)
        full[used] = np.where(distance == 0.0, 1e-9, distance)
        inside = full[faces] > 0.0
        count = inside.sum(axis=1)
        mixed = (count > 0) & (count < 3)
        # the corner that is alone on its side of the line, and from there to both others
        lone = np.where(count[mixed] == 1, inside[mixed].argmax(axis=1), (~inside[mixed]).argmax(axis=1))
        turned = np.take_along_axis(faces[mixed], (lone[:, None] + np.arange(3)) % 3, axis=1)
        ends, normals = [], []
        for other in (1, 2):
            pair = np.sort(turned[:, [0, other]], axis=1)
            share = roots(self.vertices_m[pair], full[pair], outline)[:, None]
            ends.append(self.vertices_m[pair[:, 0]] * (1 - share) + self.vertices_m[pair[:, 1]] * share)
            normals.append(self.normals[pair[:, 0]] * (1 - share) + self.normals[pair[:, 1]] * share)
        stacked = np.stack(normals, axis=1)
        stacked /= np.maximum(np.linalg.norm(stacked, axis=2, keepdims=True), 1e-12)
        return np.stack(ends, axis=1), stacked

    def changed(self, where: Mask, change: Callable[[Trimmed], Trimmed]) -> Trimmed:
        """The skin with the marked faces (F,) changed on their own, which is faster. No cut may reach the others."""
        return self.without(where).joined(change(self.only(where)))

    def only(self, where: Mask) -> Trimmed:
        """The marked faces (F,) and no vertices but theirs."""
        return self.without(~where)._compact()

    def joined(self, part: Trimmed) -> Trimmed:
        """The skin and another piece of it."""
        return replace(
            self,
            vertices_m=np.concatenate([self.vertices_m, part.vertices_m]),
            normals=np.concatenate([self.normals, part.normals]),
            faces=np.concatenate([self.faces, part.faces + len(self.vertices_m)]),
            zone=np.concatenate([self.zone, part.zone]),
            skin=np.concatenate([self.skin, part.skin]),
            depth_m=np.concatenate([self.depth_m, part.depth_m]),
            group=np.concatenate([self.group, part.group]),
        )

    def middles(self) -> Float64:
        """Middles (F, 3) of the triangles."""
        return np.asarray(self.vertices_m[self.faces].mean(axis=1))

    def _compact(self) -> Trimmed:
        """Without vertices that no triangle has."""
        used = _used(self.faces, len(self.vertices_m))
        number = np.zeros(len(self.vertices_m), dtype=np.int64)
        number[used] = np.arange(len(used))
        return replace(self, vertices_m=self.vertices_m[used], normals=self.normals[used], faces=number[self.faces])

    def marked(
        self, mask: Mask, *, skin: int | None = None, depth_m: float | None = None, group: int | None = None
    ) -> Trimmed:
        """The marked faces (F,) with another skin, depth or group."""
        return replace(
            self,
            skin=self.skin if skin is None else np.where(mask, skin, self.skin),
            depth_m=self.depth_m if depth_m is None else np.where(mask, depth_m, self.depth_m),
            group=self.group if group is None else np.where(mask, group, self.group).astype(np.int64),
        )

    def without(self, mask: Mask) -> Trimmed:
        """The skin with a hole where faces (F,) are marked."""
        return self._picked(np.flatnonzero(~mask), self.faces[~mask])

    def cut(self, zones: Collection[int], inside: Field) -> tuple[Trimmed, Mask]:
        """The same skin with edges along the outline, and which of its faces (F,) lie inside."""
        chosen = list(zones)
        cut = self
        for _ in range(3 if self.bend_m > 0.0 else 0):
            ends, distance = cut._near(chosen, inside)
            bent = cut._bent(ends, distance, inside)
            if not bent.any():
                break
            cut = cut._split(ends[bent], np.full(int(bent.sum()), 0.5))
        ends, distance = cut._near(chosen, inside)
        crossing = distance[ends[:, 0]] * distance[ends[:, 1]] < 0.0
        ends = ends[crossing]
        cut = cut._split(ends, roots(cut.vertices_m[ends], distance[ends], inside))
        mask = np.isin(cut.zone, chosen)
        values = _on_line(inside, cut.vertices_m, _used(cut.faces[mask], len(cut.vertices_m)))
        # Of a cut triangle's corners some lie on the line; the farthest tells the side.
        corners = values[cut.faces[mask]]
        farthest = np.take_along_axis(corners, np.abs(corners).argmax(axis=1)[:, None], axis=1)[:, 0]
        mask[mask] = farthest > 0.0
        return cut, mask

    def _near(self, zones: list[int], inside: Field) -> tuple[Int64, Float64]:
        """Edges (K, 2) of triangles in zones that an outline may cross, and its distance at vertices (V,)."""
        faces = self.faces[np.isin(self.zone, zones)]
        distance = _on_line(inside, self.vertices_m, _used(faces, len(self.vertices_m)))
        at = distance[faces]
        reach = np.linalg.norm(self.vertices_m[faces] - self.vertices_m[np.roll(faces, 1, axis=1)], axis=2).max(axis=1)
        faces = faces[np.abs(at).min(axis=1) < reach]
        ends = np.stack([faces, np.roll(faces, -1, axis=1)], axis=2).reshape(-1, 2)
        ends = np.sort(ends, axis=1)
        keys = np.unique(ends[:, 0] * len(self.vertices_m) + ends[:, 1])
        return np.stack([keys // len(self.vertices_m), keys % len(self.vertices_m)], axis=1), distance

    def _bent(self, ends: Int64, distance: Float64, inside: Field) -> Mask:
        """Which edges (K, 2) pass an outline that is not straight there."""
        places, at = self.vertices_m[ends], distance[ends]
        length = np.linalg.norm(places[:, 0] - places[:, 1], axis=1)
        close = (np.abs(at).min(axis=1) < 0.5 * length) & (length > SHORTEST_M)
        middle = inside(places[close].mean(axis=1))
        close[close] = np.abs(middle - at[close].mean(axis=1)) > self.bend_m
        return np.asarray(close)

    def _split(self, ends: Int64, share: Float64) -> Trimmed:
        """New vertices on edges (K, 2), ascending and in order, at shares (K,) of the way; all triangles follow."""
        if not len(ends):
            return self
        count = len(self.vertices_m)
        weight = share[:, None]
        places = self.vertices_m[ends[:, 0]] * (1.0 - weight) + self.vertices_m[ends[:, 1]] * weight
        normals = self.normals[ends[:, 0]] * (1.0 - weight) + self.normals[ends[:, 1]] * weight
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
        keys = ends[:, 0] * count + ends[:, 1]
        following = np.roll(self.faces, -1, axis=1)
        wanted = np.minimum(self.faces, following) * count + np.maximum(self.faces, following)
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        middle = np.where(keys[place] == wanted, count + place, -1)
        owner, faces = divided(self.faces, middle)
        grown = replace(
            self, vertices_m=np.concatenate([self.vertices_m, places]), normals=np.concatenate([self.normals, normals])
        )
        return grown._picked(owner, faces)

    def _picked(self, owner: Int64, faces: Int64) -> Trimmed:
        """Other faces, each with what its owner has."""
        return replace(
            self,
            faces=faces,
            zone=self.zone[owner],
            skin=self.skin[owner],
            depth_m=self.depth_m[owner],
            group=self.group[owner],
        )


def left_half(surface: Surface, skin: int, bend_m: float) -> Trimmed:
    """The half of a symmetric surface with y > 0, all of one skin; vertices are apart along creases."""
    kept = surface.vertices_m[surface.faces].mean(axis=1)[:, 1] > 0.0
    corner = surface.faces[kept].reshape(-1)
    normals = surface.corner_normals[kept].reshape(-1, 3)
    rows = np.column_stack([corner, np.round(normals * 1e4)]).astype(np.int64)
    order = np.lexsort(rows.T[::-1])
    new = np.any(np.diff(rows[order], axis=0, prepend=-(10**9)), axis=1)
    index = np.empty(len(order), dtype=np.int64)
    index[order] = np.cumsum(new) - 1
    first = order[new]
    faces = index.reshape(-1, 3)
    blank = np.zeros(len(faces), dtype=np.int64)
    return Trimmed(
        vertices_m=surface.vertices_m[corner[first]],
        normals=normals[first],
        faces=faces,
        zone=surface.tags[kept],
        skin=np.full(len(faces), skin, dtype=np.int64),
        depth_m=np.zeros(len(faces)),
        group=blank,
        bend_m=bend_m,
    )


def welded(vertices_m: Float64) -> tuple[Float64, Int64]:
    """Different places (W, 3), to a hundredth of a millimetre, and which of them each vertex (V,) is at."""
    grid = np.round(vertices_m * 1e5).astype(np.int64)
    key = (grid[:, 0] * 2_000_003 + grid[:, 1]) * 2_000_003 + grid[:, 2]
    _, first, index = np.unique(key, return_index=True, return_inverse=True)
    return vertices_m[first], index


def _used(faces: Int64, count: int) -> Int64:
    """Vertices that triangles have, ascending."""
    flags = np.zeros(count, dtype=bool)
    flags[faces] = True
    return np.flatnonzero(flags)


def _edge_list(faces: Int64, index: Int64) -> tuple[Int64, Int64]:
    """Welded ends (3F, 2) of all triangles' edges in turn, and their triangles (3F,)."""
    ends = np.stack([faces, np.roll(faces, -1, axis=1)], axis=2).reshape(-1, 2)
    return index[ends], np.repeat(np.arange(len(faces)), 3)


def _on_line(inside: Field, vertices_m: Float64, used: Int64) -> Float64:
    """A field at the used vertices, zero within `ON_LINE_M`; not a number at all others."""
    out = np.full(len(vertices_m), np.nan)
    found = inside(vertices_m[used])
    out[used] = np.where(np.abs(found) < ON_LINE_M, 0.0, found)
    return out
