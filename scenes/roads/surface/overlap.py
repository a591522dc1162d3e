"""Roads that lie over each other, as the connecting roads of a junction do, made one surface without overlaps.

The areas of all lanes are united in the ground plane by rank: where a pavement of one road and a lane of another meet,
there is a lane. What remains is cut into triangles that share their vertices, and gets one height everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.surface.areas import GRID_M, LaneArea, PaintArea, lane_areas, paint_areas
from scenes.roads.surface.blend import blended_heights
from scenes.roads.surface.kinds import KIND, KINDS
from scenes.roads.surface.patch import SurfacePatch, joined_patches, without_slivers
from scenes.roads.surface.section_layout import KERB_STEP_M, KERB_STONE_M, layout_of

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
Layer = tuple[int, float]
"""A kind of surface and its height above the road's."""

FLAT_M = 0.005  # chosen: junctions that leave a plane by more get vertices inside, too
MESH_M = 2.0  # chosen: between those vertices; a crest of radius 100 m leaves its chord by 5 mm
LEAST_FACE_M2 = 1e-6
HOLE_M2 = 30.0  # chosen: smaller holes between ways through a junction are paved, larger ones islands
HAIR_M = 0.001  # narrower holes are rounding
PAINT_TOUCH_M = 0.2  # solid lines end that far inside another road's lane, so that lines on shared borders stay


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Cells:
    """Triangles in the ground plane. xy_m: (V, 2). faces: (F, 3), counter-clockwise. kind, lift_m: (F,)."""

    xy_m: Float64
    faces: Int64
    kind: Int64
    lift_m: Float64


def union_patch(roads: Sequence[tuple[Road, RoadCurve]]) -> SurfacePatch:
    """One surface for several roads, or for one that folds over itself."""
    lanes: list[LaneArea] = []
    paint: list[PaintArea] = []
    for index, (road, curve) in enumerate(roads):
        for section in range(len(road.sections)):
            layout = layout_of(road, curve, section)
            lanes += lane_areas(curve, layout, index)
            paint += paint_areas(curve, layout, index)
    layers = _layers(lanes, paint)
    if not layers:
        return joined_patches([])
    cells = _triangulated(layers, inner_lines(roads, layers))
    z = blended_heights(roads, cells.xy_m)
    return without_slivers(joined_patches([_tops(cells, z), _kerbs(cells, z)]))


def _layers(lanes: Sequence[LaneArea], paint: Sequence[PaintArea]) -> list[tuple[Layer, shapely.Geometry]]:
    """Areas that do not overlap, paint first, then the lanes by rank."""
    grouped: dict[Layer, list[shapely.Geometry]] = defaultdict(list)
    for area in lanes:
        grouped[area.kind, area.lift_m].append(area.polygon)
    order = sorted(grouped, key=lambda layer: (-KINDS[layer[0]].rank, layer[1]))
    bare: list[tuple[Layer, shapely.Geometry]] = []
    taken = shapely.Polygon()
    for layer in order:
        whole = _union(grouped[layer])
        bare.append((layer, _minus(whole, taken)))
        taken = _union([taken, whole])
    bare += _paved_holes(bare, taken)
    level = _union([area for (_, lift), area in bare if lift == 0.0])
    painted = [((kind, 0.0), _common(area, level)) for kind, area in _paint(lanes, paint)]
    covered = _union([area for _, area in painted])
    rest = [(layer, _minus(area, covered)) for layer, area in _with_kerb_stones(bare)]
    return [(layer, area) for layer, area in (*painted, *rest) if not area.is_empty]


def _paved_holes(
    layers: Sequence[tuple[Layer, shapely.Geometry]], taken: shapely.Geometry
) -> list[tuple[Layer, shapely.Geometry]]:
    """Small holes that ways leave between them: asphalt between driven lanes, shoulder between all else."""
    made: list[tuple[Layer, shapely.Geometry]] = []
    for name, level_only in (("driving", True), ("shoulder", True), ("shoulder", False)):
        least = KINDS[KIND[name]].rank
        around = [area for (kind, lift), area in layers if lift == 0.0 and KINDS[kind].rank >= least]
        whole = _union(around) if level_only else taken
        rings = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
        holes = [_minus(hole, taken) for hole in map(shapely.Polygon, rings) if hole.area < HOLE_M2]
        holes = [hole for hole in holes if not shapely.is_empty(shapely.buffer(hole, -HAIR_M))]
        if holes:
            made.append(((KIND[name], 0.0), _union(holes)))
            taken = _union([taken, *holes])
    return made


def _with_kerb_stones(layers: Sequence[tuple[Layer, shapely.Geometry]]) -> list[tuple[Layer, shapely.Geometry]]:
    """The layers, with a row of kerb stones where raised ones stand beside what is about at the road's own level."""
    low = _union([area for (_, lift), area in layers if lift < KERB_STEP_M])
    beside = shapely.buffer(low, KERB_STONE_M)
    made: list[tuple[Layer, shapely.Geometry]] = []
    for (kind, lift), area in layers:
        if lift < KERB_STEP_M:
            made.append(((kind, lift), area))
        else:
            stones = _common(area, beside)
            made += [((KIND["kerb"], lift), stones), ((kind, lift), _minus(area, stones))]
    return made


def _paint(lanes: Sequence[LaneArea], paint: Sequence[PaintArea]) -> list[tuple[int, shapely.Geometry]]:
    """Paint by kind: solid lines only where no lane of another road crosses them."""
    driving = [area for area in lanes if area.kind == KIND["driving"]]
    shrunk = shapely.buffer(np.array([area.polygon for area in driving], dtype=object), -PAINT_TOUCH_M)
    owner = np.array([area.road for area in driving])
    tree = shapely.STRtree(shrunk)
    grouped: dict[int, list[shapely.Geometry]] = defaultdict(list)
    for piece in paint:
        polygon = piece.polygon
        if piece.solid and driving:
            hit = tree.query(polygon, predicate="intersects")
            crossing = shrunk[hit[owner[hit] != piece.road]]
            polygon = _minus(polygon, _union(crossing))
        grouped[piece.kind].append(polygon)
    made: list[tuple[int, shapely.Geometry]] = []
    taken = shapely.Polygon()
    for kind in sorted(grouped):
        whole = _union(grouped[kind])
        made.append((kind, _minus(whole, taken)))
        taken = _union([taken, whole])
    return made


def inner_lines(
    roads: Sequence[tuple[Road, RoadCurve]], layers: Sequence[tuple[Layer, shapely.Geometry]]
) -> list[shapely.Geometry]:
    """Lines of a square grid through a surface that is no plane; none where it is one."""
    area = _union([polygon for _, polygon in layers])
    rim = shapely.get_coordinates(shapely.segmentize(area, MESH_M))
    design = np.column_stack([rim - rim.mean(axis=0), np.ones(len(rim))])
    z = blended_heights(roads, rim)
    off = np.abs(z - design @ np.linalg.lstsq(design, z, rcond=None)[0]).max()
    if off < FLAT_M:
        return []
    low, high = np.array(area.bounds[:2]), np.array(area.bounds[2:])
    xs, ys = (np.arange(low[axis] + 0.5 * MESH_M, high[axis], MESH_M) for axis in (0, 1))
    upright = [shapely.LineString([(x, low[1] - 1.0), (x, high[1] + 1.0)]) for x in xs]
    level = [shapely.LineString([(low[0] - 1.0, y), (high[0] + 1.0, y)]) for y in ys]
    lines = shapely.intersection(shapely.MultiLineString([*upright, *level]), area, grid_size=GRID_M)
    return [lines]


def _union(areas: Sequence[shapely.Geometry]) -> shapely.Geometry:
    return _areal(shapely.union_all(areas, grid_size=GRID_M))


def _minus(area: shapely.Geometry, other: shapely.Geometry) -> shapely.Geometry:
    return _areal(shapely.difference(area, other, grid_size=GRID_M))


def _common(area: shapely.Geometry, other: shapely.Geometry) -> shapely.Geometry:
    return _areal(shapely.intersection(area, other, grid_size=GRID_M))


def _areal(shape: shapely.Geometry) -> shapely.Geometry:
    """What of a shape has an area; overlays leave points and lines where areas only touch."""
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        return shape
    parts = shapely.get_parts(shape)
    return shapely.MultiPolygon(shapely.get_parts(parts[shapely.get_dimensions(parts) == 2]).tolist())


def _triangulated(layers: Sequence[tuple[Layer, shapely.Geometry]], inner: Sequence[shapely.Geometry]) -> _Cells:
    """The layers cut along all their borders at once, so that neighbours share vertices, and into triangles."""
    areas = np.array([area for _, area in layers], dtype=object)
    lines = shapely.union_all([*shapely.boundary(areas), *inner], grid_size=GRID_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    faces = faces[shapely.area(faces) > LEAST_FACE_M2]
    inside, layer_of = shapely.STRtree(areas).query(shapely.point_on_surface(faces), predicate="within")
    inside, once = np.unique(inside, return_index=True)
    faces, layer_of = faces[inside], layer_of[once]
    parts, face_of = shapely.get_parts(shapely.constrained_delaunay_triangles(faces), return_index=True)
    corners = shapely.get_coordinates(parts).reshape(-1, 4, 2)[:, :3]
    keys, index = np.unique(np.round(corners.reshape(-1, 2) / GRID_M), axis=0, return_inverse=True)
    triangles = index.reshape(-1, 3)
    xy = keys * GRID_M
    a, b, c = (xy[triangles[:, i]] for i in range(3))
    turn = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    triangles = np.where((turn < 0.0)[:, None], triangles[:, ::-1], triangles)
    rows = layer_of[face_of]
    return _Cells(
        xy_m=xy,
        faces=triangles,
        kind=np.array([kind for (kind, _), _ in layers])[rows],
        lift_m=np.array([lift for (_, lift), _ in layers])[rows],
    )


def _tops(cells: _Cells, z: Float64) -> SurfacePatch:
    """The triangles at their heights; where heights step, either side has vertices of its own."""
    millimetres = np.round(np.repeat(cells.lift_m, 3) * 1000.0).astype(np.int64)
    keys, index = np.unique(np.stack([cells.faces.reshape(-1), millimetres]), axis=1, return_inverse=True)
    vertices = np.column_stack([cells.xy_m[keys[0]], z[keys[0]] + 0.001 * keys[1]])
    return SurfacePatch(
        vertices_m=vertices,
        faces=index.reshape(-1, 3),
        kind=cells.kind,
        lane=np.zeros(len(cells.kind), dtype=np.int64),
        upright=np.zeros(len(cells.kind), dtype=bool),
    )


def _kerbs(cells: _Cells, z: Float64) -> SurfacePatch:
    """Upright faces between triangles of different height, and below raised rims."""
    start, end = cells.faces.reshape(-1), np.roll(cells.faces, -1, axis=1).reshape(-1)
    lift = np.repeat(cells.lift_m, 3)
    other = dict(zip(zip(start.tolist(), end.tolist(), strict=True), lift.tolist(), strict=True))
    rows = [
        (a, b, top, other.get((b, a), 0.0))
        for a, b, top in zip(start.tolist(), end.tolist(), lift.tolist(), strict=True)
        if top > other.get((b, a), 0.0) + 1e-4
    ]
    if not rows:
        return joined_patches([])
    table = np.array(rows)
    a, b = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
    corners = [(a, table[:, 3]), (b, table[:, 3]), (b, table[:, 2]), (a, table[:, 2])]
    points = np.stack([np.column_stack([cells.xy_m[v], z[v] + dz]) for v, dz in corners], axis=1)
    first = 4 * np.arange(len(rows))[:, None]
    return SurfacePatch(
        vertices_m=points.reshape(-1, 3),
        faces=(first + np.array([0, 1, 2, 0, 2, 3])).reshape(-1, 3),
        kind=np.full(2 * len(rows), KIND["kerb"]),
        lane=np.zeros(2 * len(rows), dtype=np.int64),
        upright=np.ones(2 * len(rows), dtype=bool),
    )
