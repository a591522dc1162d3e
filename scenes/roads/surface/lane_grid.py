"""One road's surface: a grid of cells a section, lanes that share their borders' vertices, kerbs as upright faces."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.surface.kinds import KIND
from scenes.roads.surface.patch import SurfacePatch, joined_patches, without_slivers
from scenes.roads.surface.section_layout import LaneCut, SectionLayout, layout_of

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]

FLUSH_M = 1e-6  # lanes whose edges are nearer than that share their vertices
LEVEL_M = 0.005  # chosen: a lower step at a section's end needs no cap


def road_patch(road: Road, curve: RoadCurve) -> SurfacePatch:
    """The surface of one road with all its sections."""
    layouts = [layout_of(road, curve, index) for index in range(len(road.sections))]
    patches = []
    for index, layout in enumerate(layouts):
        origin, left = curve.frames(layout.stations_m)
        before = layouts[index - 1] if index > 0 else None
        behind = layouts[index + 1] if index + 1 < len(layouts) else None
        patches += [_tops(origin, left, layout), *_risers(origin, left, layout)]
        patches += [*_caps(origin[0], left[0], layout, before, 0), *_caps(origin[-1], left[-1], layout, behind, -1)]
    return without_slivers(joined_patches(patches))


def _tops(origin: Float64, left: Float64, layout: SectionLayout) -> SurfacePatch:
    """All lanes' cells; a lane flush with the one right of it shares that one's last column of vertices."""
    vertices: list[Float64] = []
    faces, kinds, lanes = [], [], []
    last = np.empty(0, dtype=np.int64)
    count = 0
    for k, lane in enumerate(layout.lanes):
        points = _points(origin, left, lane)
        rows, columns = lane.t_m.shape
        ids = count + np.arange(rows * columns).reshape(rows, columns)
        if k > 0 and _flush(layout.lanes[k - 1], lane):
            ids = count + np.arange(rows * (columns - 1)).reshape(rows, columns - 1)
            ids, points = np.column_stack([last, ids]), points[:, 1:]
        vertices.append(points.reshape(-1, 3))
        count += points.shape[0] * points.shape[1]
        last = ids[:, -1]
        cells = _triangles(ids)
        faces.append(cells)
        kinds.append(np.repeat(lane.kind.reshape(-1), 2))
        lanes.append(np.full(len(cells), lane.lane_id))
    if not vertices:
        return joined_patches([])
    return SurfacePatch(
        vertices_m=np.concatenate(vertices),
        faces=np.concatenate(faces),
        kind=np.concatenate(kinds),
        lane=np.concatenate(lanes),
        upright=np.zeros(sum(len(f) for f in faces), dtype=bool),
    )


def _points(origin: Float64, left: Float64, lane: LaneCut) -> Float64:
    """World points (S, C, 3) of a lane's columns."""
    points = origin[:, None] + lane.t_m[:, :, None] * left[:, None]
    points[..., 2] += lane.height_m
    return points


def _flush(right: LaneCut, left: LaneCut) -> bool:
    return bool((np.abs(right.height_m[:, -1] - left.height_m[:, 0]) < FLUSH_M).all())


def _triangles(ids: Int64) -> Int64:
    """Two triangles a cell of a grid of vertices; columns run to the left, so that s, then t is counter-clockwise."""
    a, b, c, d = ids[:-1, :-1], ids[1:, :-1], ids[1:, 1:], ids[:-1, 1:]
    return np.stack([np.stack([a, b, c], axis=-1), np.stack([a, c, d], axis=-1)], axis=-2).reshape(-1, 3)


def _risers(origin: Float64, left: Float64, layout: SectionLayout) -> list[SurfacePatch]:
    """Upright faces along borders between lanes of different height, and below the raised rims of the road."""
    lanes = layout.lanes
    patches = []
    for k in range(len(lanes) + 1):
        right_z = lanes[k - 1].height_m[:, -1] if k > 0 else np.zeros(len(origin))
        left_z = lanes[k].height_m[:, 0] if k < len(lanes) else np.zeros(len(origin))
        if (np.abs(right_z - left_z) < FLUSH_M).all():
            continue
        ground = origin + layout.borders_m[:, k, None] * left
        higher = lanes[k].lane_id if k < len(lanes) and left_z.max() > right_z.max() else lanes[k - 1].lane_id
        patches.append(_wall(ground, right_z, left_z, higher))
    return patches


def _wall(ground: Float64, right_z: Float64, left_z: Float64, lane_id: int) -> SurfacePatch:
    """Upright quads over a line (N, 3) from the height on its right to that on its left; they face the lower side."""
    low, high = ground.copy(), ground.copy()
    low[:, 2] += right_z
    high[:, 2] += left_z
    n = len(ground)
    faces = _triangles(np.stack([np.arange(n), n + np.arange(n)], axis=1))
    return SurfacePatch(
        vertices_m=np.concatenate([low, high]),
        faces=faces,
        kind=np.full(len(faces), KIND["kerb"]),
        lane=np.full(len(faces), lane_id),
        upright=np.ones(len(faces), dtype=bool),
    )


def _caps(
    origin: Float64, left: Float64, layout: SectionLayout, neighbour: SectionLayout | None, row: int
) -> list[SurfacePatch]:
    """Upright faces that close raised lanes where their section begins (row 0) or ends (row -1)."""
    patches = []
    for lane in layout.lanes:
        t, height = lane.t_m[row], lane.height_m[row]
        if np.abs(height).max() < LEVEL_M or (neighbour is not None and _same_height(t, height, neighbour, row)):
            continue
        ground, zero = origin + t[:, None] * left, np.zeros(len(t))
        # Walking right across the end, the next section lies on the left; across the start, to the left likewise.
        line, z = (ground[::-1], height[::-1]) if row == -1 else (ground, height)
        patches.append(_wall(line, z, zero, lane.lane_id))
    return patches


def _same_height(t: Float64, height: Float64, neighbour: SectionLayout, row: int) -> bool:
    """Whether the neighbouring section stands as high at this border all over a lane."""
    borders = neighbour.borders_m[0 if row == -1 else -1]
    if not neighbour.lanes:
        return False
    middle, z = 0.5 * (t[0] + t[-1]), 0.5 * (height[0] + height[-1])
    k = int(np.clip(np.searchsorted(borders, middle) - 1, 0, len(neighbour.lanes) - 1))
    edges = neighbour.heights_m[0 if row == -1 else -1, k]
    return bool(borders[0] <= middle <= borders[-1] and abs(0.5 * (edges[0] + edges[1]) - z) < LEVEL_M)
