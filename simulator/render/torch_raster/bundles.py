"""Rays from one point in any directions: for silhouettes beyond an image, and for pixels behind many layers of holes.

No rasteriser samples there; rays and triangles are sorted into the cells of a cube around the point,
and only pairs of one cell are tested.
"""

from __future__ import annotations

from dataclasses import replace

import torch

from simulator.render.torch_raster.clipping import clipped, frustum
from simulator.render.torch_raster.crossings import Targets
from simulator.render.torch_raster.tiles import to_pixels

CELLS = 128
"""Cells along an edge of the cube; chosen: a few triangles a cell where a car fills a third of a face."""

PAIRS_AT_ONCE = 1 << 20
"""Chosen: 300 MB of pairs."""


def first_met(directions: torch.Tensor, targets: Targets) -> torch.Tensor:
    """(N,) the first of the targets that each ray (N, 3) from the origin meets, -1 for none."""
    best = torch.full((len(directions),), -1, dtype=torch.int64, device=directions.device)
    axis = directions.abs().argmax(dim=1)
    behind = directions.gather(1, axis[:, None])[:, 0] < 0
    for face in range(6):
        rays = torch.nonzero((axis == face // 2) & (behind == bool(face % 2)))[:, 0]
        if len(rays):
            turn = _turn(face, directions)
            best[rays] = _met_on_face(directions[rays] @ turn.T, replace(targets, corners=targets.corners @ turn.T))
    return best


def _turn(face: int, like: torch.Tensor) -> torch.Tensor:
    """(3, 3) signed permutation that makes a face's outward axis z."""
    axis, sign = face // 2, -1.0 if face % 2 else 1.0
    rows = torch.zeros(3, 3, dtype=like.dtype, device=like.device)
    rows[2, axis] = sign
    rows[0, (axis + 1) % 3] = sign
    rows[1, (axis + 2) % 3] = 1.0
    return rows


def _met_on_face(directions: torch.Tensor, targets: Targets) -> torch.Tensor:
    """The same for rays within 45 degrees of z along x and along y."""
    K = (CELLS / 2, CELLS / 2, CELLS / 2 - 0.5, CELLS / 2 - 0.5)
    pieces, owner = clipped(targets.corners, frustum(K, (CELLS, CELLS), targets.corners))
    uv = to_pixels(pieces, K)[..., :2]
    low = (uv.amin(dim=1) + 0.5).floor().clamp(0, CELLS - 1).long()
    high = (uv.amax(dim=1) + 0.5).floor().clamp(0, CELLS - 1).long()
    wide, tall = (high - low + 1).unbind(dim=1)
    piece = torch.repeat_interleave(torch.arange(len(pieces), device=pieces.device), wide * tall)
    index = torch.arange(len(piece), device=pieces.device) - (torch.cumsum(wide * tall, dim=0) - wide * tall)[piece]
    cell = (low[piece, 1] + index // wide[piece]) * CELLS + low[piece, 0] + index % wide[piece]
    order = torch.argsort(cell, stable=True)
    return _nearest_in_cells(directions, targets, owner[piece[order]], cell[order])


def _nearest_in_cells(
    directions: torch.Tensor, targets: Targets, triangle: torch.Tensor, cell: torch.Tensor
) -> torch.Tensor:
    """Each ray against the triangles that are listed for its cell (`cell` rises)."""
    at = ((directions[:, :2] / directions[:, 2:] + 1.0) * (CELLS / 2)).floor().clamp(0, CELLS - 1).long()
    mine = at[:, 1] * CELLS + at[:, 0]
    first = torch.searchsorted(cell, mine)
    count = torch.searchsorted(cell, mine, right=True) - first
    best = torch.full((len(directions),), -1, dtype=torch.int64, device=directions.device)
    depth = torch.full((len(directions),), torch.inf, dtype=directions.dtype, device=directions.device)
    step = max(1, PAIRS_AT_ONCE // max(1, int(count.max()) if len(count) else 1))
    for start in range(0, len(directions), step):
        rays = torch.arange(start, min(start + step, len(directions)), device=directions.device)
        ray = torch.repeat_interleave(rays, count[rays])
        offset = torch.cumsum(count[rays], dim=0) - count[rays]
        entry = first[ray] + torch.arange(len(ray), device=ray.device) - offset[ray - start]
        tried = triangle[entry]
        t = targets.depth(directions[ray], tried)
        depth.scatter_reduce_(0, ray, t, "amin")
        won = torch.isfinite(t) & (t == depth[ray])
        best.scatter_reduce_(0, ray[won], tried[won], "amax")
    return best
