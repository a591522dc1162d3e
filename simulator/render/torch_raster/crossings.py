"""Where rays from one point cross triangles, differentiably; all in the frame of that point, float64."""

from __future__ import annotations

from dataclasses import dataclass

import torch

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


def depth_if_crossed(directions: torch.Tensor, corners: torch.Tensor) -> torch.Tensor:
    """(N,) depths at which rays (N, 3) cross their triangles (N, 3, 3), infinite where they pass by."""
    met = crossings(directions, corners)
    return torch.where((met.depth > 0) & (met.weights >= -ON_EDGE).all(dim=-1), met.depth, torch.inf)


def nearest_of(candidates: torch.Tensor, directions: torch.Tensor, corners: torch.Tensor) -> torch.Tensor:
    """(N,) of candidates (N, C), indices into corners (F, 3, 3), the one that is crossed first; -1 stands for none."""
    n, c = candidates.shape
    best = torch.full((n,), -1, dtype=torch.int64, device=candidates.device)
    depth = torch.full((n,), torch.inf, dtype=directions.dtype, device=candidates.device)
    for k in range(c):
        some = torch.nonzero(candidates[:, k] >= 0)[:, 0]
        at = depth_if_crossed(directions[some], corners[candidates[some, k]])
        nearer = at < depth[some]
        best[some[nearer]] = candidates[some[nearer], k]
        depth[some[nearer]] = at[nearer]
    return best
