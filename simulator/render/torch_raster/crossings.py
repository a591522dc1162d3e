"""Where rays from one point cross triangles, differentiably; all in the frame of that point, float64."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from simulator.render.torch_raster.cutouts import Cutouts

ON_EDGE = 1e-9
"""A ray this near to an edge, in weights, crosses the triangle: rounding must not lose it between two neighbours."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Crossings:
    """N points on triangles. depth (N,): in lengths of the ray's direction; weights (N, 3): of the corners, sum 1;
    normal (N, 3): unit, as the triangle is wound.
    """

    depth: torch.Tensor
    weights: torch.Tensor
    normal: torch.Tensor


def pixel_directions(K: tuple[float, float, float, float], size_px: tuple[int, int], device: str) -> torch.Tensor:
    """(H * W, 3) row-major directions through the pixels' centres, camera frame, z = 1."""
    fx, fy, cx, cy = K
    u = (torch.arange(size_px[0], dtype=torch.float64, device=device) - cx) / fx
    v = (torch.arange(size_px[1], dtype=torch.float64, device=device) - cy) / fy
    down, across = torch.meshgrid(v, u, indexing="ij")
    return torch.stack([across, down, torch.ones_like(across)], dim=-1).reshape(-1, 3)


def crossings(directions: torch.Tensor, corners: torch.Tensor) -> Crossings:
    """Rays (N, 3) from the origin against the planes of one triangle each (N, 3, 3).

    With n = (b - a) x (c - a), the plane is met at depth a . n / d . n, and Cramer's rule for depth * d = sum of
    weights * corners gives the weight of a as d . (b x c) / d . n, and so on around.
    """
    a, b, c = corners.unbind(dim=-2)
    normal = torch.linalg.cross(b - a, c - a)
    volumes = torch.stack([torch.linalg.cross(b, c), torch.linalg.cross(c, a), torch.linalg.cross(a, b)], dim=-2)
    shares = (volumes @ directions[..., None])[..., 0]
    facing = (directions * normal).sum(dim=-1)
    safe = torch.where(facing == 0, torch.full_like(facing, 1e-300), facing)
    return Crossings(
        depth=(a * normal).sum(dim=-1) / safe,
        weights=shares / safe[..., None],
        normal=torch.nn.functional.normalize(normal, dim=-1, eps=1e-30),
    )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Targets:
    """Triangles that rays from the origin may meet: corners (F, 3, 3), and their numbers (F,) in the scene."""

    corners: torch.Tensor
    number: torch.Tensor
    cutouts: Cutouts

    def depth(self, directions: torch.Tensor, which: torch.Tensor) -> torch.Tensor:
        """(N,) depths at which rays (N, 3) meet the triangles `which` (N,), infinite where they pass by or through."""
        met = crossings(directions, self.corners[which])
        crossed = (met.depth > 0) & (met.weights >= -ON_EDGE).all(dim=-1)
        some = torch.nonzero(crossed)[:, 0]
        holes = torch.zeros_like(crossed).index_put(
            (some,), self.cutouts.holes(self.number[which[some]], met.weights[some])
        )
        return torch.where(crossed & ~holes, met.depth, torch.inf)


def nearest_of(candidates: torch.Tensor, directions: torch.Tensor, targets: Targets) -> torch.Tensor:
    """(N,) of candidates (N, C), indices into the targets, the one that is met first; -1 stands for none."""
    best = torch.full((len(candidates),), -1, dtype=torch.int64, device=candidates.device)
    depth = torch.full((len(candidates),), torch.inf, dtype=directions.dtype, device=candidates.device)
    for column in candidates.unbind(dim=1):
        some = torch.nonzero(column >= 0)[:, 0]
        at = targets.depth(directions[some], column[some])
        nearer = at < depth[some]
        best[some[nearer]] = column[some[nearer]]
        depth[some[nearer]] = at[nearer]
    return best
