"""Catmull-Clark subdivision of control cages with semi-sharp creases.

Catmull & Clark 1978; boundaries and creases: DeRose, Kass & Truong, "Subdivision surfaces in character animation",
SIGGRAPH 1998. What the cage tends to is in `scenes.assets.shaping.limit_surface`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
SHARP = np.inf
"""Sharpness of an edge that stays sharp at every level."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Cage:
    """A control mesh of polygons.

    vertices_m: (V, 3). corners: (K,) vertices of all faces, face after face, counter-clockwise seen from outside.
    sizes: (F,) corners of each face. tags: (F,) whole numbers that a face hands on to what becomes of it.
    creases: (C, 2) vertices of creased edges. sharpness: (C,), for how many levels each is sharp; 0 and less: smooth.
    values: (V, D) more numbers of each vertex that are averaged like its place (texture coordinates, parameters).
    """

    vertices_m: Float64
    corners: Int64
    sizes: Int64
    tags: Int64
    creases: Int64
    sharpness: Float64
    values: Float64

    @property
    def faces(self) -> int:
        """Number of faces."""
        return len(self.sizes)


@dataclass(frozen=True, eq=False, slots=True)
class Edges:
    """ends: (E, 2) vertices, ascending. of_corner: (K,) edge from each corner to the next. uses: (E,) faces at it.

    sharpness: (E,), infinite along boundaries. following, preceding: (K,) corners in the same face. face: (K,).
    """

    ends: Int64
    of_corner: Int64
    uses: Int64
    sharpness: Float64
    following: Int64
    preceding: Int64
    face: Int64


def cage(
    vertices_m: ArrayLike,
    faces: Sequence[Sequence[int]],
    tags: Sequence[int] | None = None,
    creases: Mapping[tuple[int, int], float] | None = None,
    values: ArrayLike | None = None,
) -> Cage:
    """A cage of faces given by their vertices, with one tag each (0) and creases by the vertices of their edges.

    Raises ValueError for faces with missing vertices, edges of more than two faces or run through twice the same way,
    and creases that are no edges.
    """
    vertices = np.array(vertices_m, dtype=np.float64).reshape(-1, 3)
    corners = np.array([vertex for face in faces for vertex in face], dtype=np.int64)
    if len(corners) and (corners.min() < 0 or corners.max() >= len(vertices)):
        raise ValueError(f"cage has faces that refer to missing vertices: it has {len(vertices)}")
    sizes = np.array([len(face) for face in faces], dtype=np.int64)
    creased = sorted((min(edge), max(edge), sharp) for edge, sharp in (creases or {}).items())
    made = Cage(
        vertices_m=vertices,
        corners=corners,
        sizes=sizes,
        tags=np.zeros(len(sizes), dtype=np.int64) if tags is None else np.array(tags, dtype=np.int64),
        creases=np.array([edge[:2] for edge in creased], dtype=np.int64).reshape(-1, 2),
        sharpness=np.array([edge[2] for edge in creased], dtype=np.float64),
        values=np.zeros((len(vertices), 0)) if values is None else np.array(values, dtype=np.float64),
    )
    _check(made)
    return made


def subdivided(control: Cage, levels: int) -> Cage:
    """The cage after so many steps: quadrilaterals only, four for each, with sharpness one less a step."""
    for _ in range(levels):
        control = _step(control)
    return control


def starts(sizes: Int64) -> Int64:
    """Index (F,) of each face's first corner, of faces with so many corners."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)[:-1]])


def edges_of(control: Cage) -> Edges:
    """The cage's edges."""
    count, at = len(control.corners), np.arange(len(control.corners))
    face = np.repeat(np.arange(control.faces), control.sizes)
    first = starts(control.sizes)[face]
    last = first + control.sizes[face] - 1
    following = np.where(at == last, first, at + 1)
    preceding = np.where(at == first, last, at - 1)
    ends = np.sort(np.stack([control.corners, control.corners[following]], axis=1), axis=1)
    base = max(len(control.vertices_m), 1)
    keys, of_corner = np.unique(ends[:, 0] * base + ends[:, 1], return_inverse=True)
    uses = np.bincount(of_corner, minlength=len(keys))
    sharpness = np.zeros(len(keys))
    if len(control.creases) and count:
        wanted = control.creases.min(axis=1) * base + control.creases.max(axis=1)
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        found = keys[place] == wanted
        sharpness[place[found]] = np.maximum(control.sharpness[found], 0.0)
    sharpness[uses == 1] = SHARP
    return Edges(np.stack([keys // base, keys % base], axis=1), of_corner, uses, sharpness, following, preceding, face)


def _check(control: Cage) -> None:
    edges = edges_of(control)
    if (edges.uses > 2).any():
        crowded = edges.ends[np.flatnonzero(edges.uses > 2)[0]].tolist()
        raise ValueError(f"cage has an edge of more than two faces, between vertices {crowded}")
    directed = control.corners * len(control.vertices_m) + control.corners[edges.following]
    if len(np.unique(directed)) != len(directed):
        keys, counts = np.unique(directed, return_counts=True)
        twice = int(keys[counts > 1][0])
        both = [twice // len(control.vertices_m), twice % len(control.vertices_m)]
        raise ValueError(f"cage has neighbours of opposite orientation at the edge between vertices {both}")
    known = set(map(tuple, edges.ends.tolist()))
    for crease in control.creases.tolist():
        if tuple(sorted(crease)) not in known:
            raise ValueError(f"cage has a crease that is no edge, between vertices {crease}")


def summed(index: Int64, values: Float64, count: int) -> Float64:
    """Sums (count, D) of values (K, D) by index (K,), in the order of K."""
    columns = [np.bincount(index, weights=values[:, k], minlength=count) for k in range(values.shape[1])]
    return np.stack(columns, axis=1) if columns else np.zeros((count, 0))


def _step(control: Cage) -> Cage:
    edges = edges_of(control)
    moved = []
    for points in (control.vertices_m, control.values):
        middle = summed(edges.face, points[control.corners], control.faces) / control.sizes[:, None]
        sides = summed(edges.of_corner, middle[edges.face], len(edges.ends))
        ends = points[edges.ends].sum(axis=1)
        smooth = (ends + sides) / 4
        share = np.minimum(edges.sharpness, 1.0)[:, None]
        moved.append(
            np.concatenate(
                [
                    vertex_points(control, edges, points, REFINED),
                    np.where(share >= 1.0, ends / 2, (1.0 - share) * smooth + share * ends / 2),
                    middle,
                ]
            )
        )
    on_edge = len(control.vertices_m) + edges.of_corner
    in_face = len(control.vertices_m) + len(edges.ends) + edges.face
    corners = np.stack([control.corners, on_edge, in_face, on_edge[edges.preceding]], axis=1)
    creased = np.flatnonzero((edges.sharpness > 0.0) & (edges.uses == 2))
    halves = np.stack([edges.ends[creased], np.repeat(len(control.vertices_m) + creased[:, None], 2, axis=1)], axis=2)
    return Cage(
        vertices_m=moved[0],
        corners=corners.reshape(-1),
        sizes=np.full(len(corners), 4, dtype=np.int64),
        tags=control.tags[edges.face],
        creases=halves.reshape(-1, 2),
        sharpness=np.repeat(np.maximum(edges.sharpness[creased] - 1.0, 0.0), 2),
        values=moved[1],
    )


class VertexRule(NamedTuple):
    """Where vertices go. smooth: weights of the vertex, of the mean of its edges' far ends and of the mean of its
    faces' middles, by the number of its faces. crease: weight of the vertex; the two far ends along it share the rest.
    """

    smooth: Callable[[Float64], tuple[Float64, Float64, Float64]]
    crease: float


REFINED = VertexRule(lambda n: ((n - 2.0) / n, 1.0 / n, 1.0 / n), 3.0 / 4.0)
"""F/n + 2R/n + (n - 3)P/n, where R is the mean of the edges' middles."""


def vertex_points(control: Cage, edges: Edges, points: Float64, rule: VertexRule) -> Float64:
    """Where a rule moves the vertices' points (V, D): smooth, crease (two sharp edges) or corner (more).

    Where sharpness runs out within the level, the rules before and after are mixed (DeRose et al., section 3).
    """
    count = len(points)
    now = edges.sharpness > 0.0
    then = edges.sharpness > 1.0
    running_out = now & ~then
    ends = edges.ends.reshape(-1)
    weight = np.bincount(ends, weights=np.repeat(np.where(running_out, edges.sharpness, 0.0), 2), minlength=count)
    number = np.bincount(ends, weights=np.repeat(running_out.astype(float), 2), minlength=count)
    share = np.where(number > 0, weight / np.maximum(number, 1.0), 1.0)[:, None]
    sharp = _rule(control, edges, points, rule, now)
    return np.where(share >= 1.0, sharp, share * sharp + (1.0 - share) * _rule(control, edges, points, rule, then))


def _rule(control: Cage, edges: Edges, points: Float64, rule: VertexRule, sharp: NDArray[np.bool_]) -> Float64:
    """The rule that the marked edges ask for, at every vertex."""
    count = len(points)
    middle = summed(edges.face, points[control.corners], control.faces) / control.sizes[:, None]
    faces_at = np.maximum(np.bincount(control.corners, minlength=count), 1).astype(np.float64)[:, None]
    around = summed(control.corners, middle[edges.face], count) / faces_at
    far = points[edges.ends[:, ::-1].reshape(-1)]
    ends = edges.ends.reshape(-1)
    edges_at = np.maximum(np.bincount(ends, minlength=count), 1).astype(np.float64)[:, None]
    spokes = summed(ends, far, count) / edges_at
    own, edge_weight, face_weight = rule.smooth(faces_at)
    smooth = own * points + edge_weight * spokes + face_weight * around
    both = np.repeat(sharp, 2)
    number = np.bincount(ends, weights=both.astype(float), minlength=count)[:, None]
    along = summed(ends[both], far[both], count)
    crease = rule.crease * points + (1.0 - rule.crease) / 2.0 * along
    return np.where(number < 1.5, smooth, np.where(number < 2.5, crease, points))
