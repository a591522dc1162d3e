"""Fields, meadows, woods and yards beyond the verges: a crooked grid along the main direction of the roads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.roads.place import Setting, Surroundings
from scenes.roadside.land_kinds import BANDS, FAR_M, FIELDS
from scenes.streams import stream

Float64 = NDArray[np.float64]

REACH_M = 380.0
"""Chosen: fields are told apart so far, beyond them all is one."""
SIZES_M: dict[Setting, tuple[float, float]] = {
    "motorway": (170.0, 110.0),
    "rural": (150.0, 95.0),
    "town": (60.0, 45.0),
    "suburb": (70.0, 50.0),
    "industrial": (130.0, 90.0),
    "parking": (120.0, 90.0),
}
"""Mean length and width of a parcel; chosen: a field of some 1.5 hectares, as of small farms."""
SLANT = 0.16
"""Chosen: how far parcels' borders may be turned against the grid, metres a metre."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Parcel:
    """A piece of land of one kind. area: without the verges. faces: indices of the faces that it is made of."""

    area: shapely.Geometry
    kind: str
    faces: tuple[int, ...]


def field_lines(
    rings: list[shapely.Geometry], surroundings: Surroundings, seed: int
) -> tuple[list[shapely.Geometry], list[shapely.Geometry]]:
    """Borders between parcels, and the parcels (polygons), between the verges and REACH_M."""
    bands = BANDS[surroundings.setting]
    inner, outer = rings[len(bands) - 1], rings[len(bands) + FAR_M.index(REACH_M)]
    rng = stream(seed, "roadside.parcels")
    whole = _grid(outer, SIZES_M[surroundings.setting], rng)
    zone = shapely.difference(outer, inner)
    lines = shapely.intersection(shapely.segmentize(whole, 25.0), zone)
    cells = shapely.get_parts(
        shapely.polygonize(shapely.get_parts(shapely.union_all([whole, shapely.boundary(outer)])))
    )
    return [lines], list(cells)


def _grid(outer: shapely.Geometry, size_m: tuple[float, float], rng: np.random.Generator) -> shapely.Geometry:
    """Lines of a crooked grid over an area, along its longer side."""
    box = shapely.get_coordinates(shapely.minimum_rotated_rectangle(outer))[:4]
    along, across = box[1] - box[0], box[3] - box[0]
    if np.hypot(*along) < np.hypot(*across):
        along, across = across, along
    reach = 0.5 * np.hypot(np.hypot(*along), np.hypot(*across))
    along, across = along / np.hypot(*along), across / np.hypot(*across)
    middle = box.mean(axis=0)
    lines = []
    for way, other, size in ((along, across, size_m[1]), (across, along, size_m[0])):
        count = int(2 * reach / size)
        for k in range(count + 1):
            at = middle + (k - count / 2 + rng.uniform(-0.28, 0.28)) * size * other
            turned = way + rng.uniform(-SLANT, SLANT) * other
            lines.append(shapely.LineString([at - reach * turned, at + reach * turned]))
    return shapely.union_all(lines)


def parcels_of(
    faces: NDArray[np.object_],
    rings: list[shapely.Geometry],
    cells: list[shapely.Geometry],
    surroundings: Surroundings,
    seed: int,
) -> tuple[Parcel, ...]:
    """The parcels with their kinds and faces."""
    bands = BANDS[surroundings.setting]
    inner, outer = rings[len(bands) - 1], rings[len(bands) + FAR_M.index(REACH_M)]
    shapely.prepare([inner, outer])
    points = shapely.point_on_surface(faces)
    free = shapely.contains(outer, points) & ~shapely.contains(inner, points)
    index, cell = shapely.STRtree(cells).query(points, predicate="within")
    names, shares = zip(*FIELDS[surroundings.setting], strict=True)
    rng = stream(seed, "roadside.land_use")
    drawn = rng.choice(len(names), size=len(cells), p=np.array(shares) / sum(shares))
    order = np.argsort([tuple(np.round(c.representative_point().coords[0], 2)) for c in cells], axis=0)[:, 0]
    rank = np.empty(len(cells), dtype=np.int64)
    rank[order] = np.arange(len(cells))
    groups: dict[int, list[int]] = {}
    for face, at in zip(index.tolist(), cell.tolist(), strict=True):
        if free[face]:
            groups.setdefault(at, []).append(face)
    made = [(at, rows) for at, rows in groups.items() if rows]
    return tuple(
        Parcel(area=shapely.difference(cells[at], inner), kind=names[drawn[rank[at]]], faces=tuple(rows))
        for at, rows in sorted(made, key=lambda pair: int(rank[pair[0]]))
    )
