"""A loaded scene in PyTorch's hands: which triangle each pixel shows, and what it looks like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike

from simulator.physics.history import WorldHistory
from simulator.render.geometry import SceneTables
from simulator.render.rays import PinholeView
from simulator.render.torch_raster.bundles import first_met
from simulator.render.torch_raster.clipping import clipped, frustum
from simulator.render.torch_raster.crossings import Crossings, Targets, crossings, nearest_of, pixel_directions
from simulator.render.torch_raster.cutouts import cutouts_of
from simulator.render.torch_raster.tiles import nearest_candidates, to_pixels
from simulator.render.torch_raster.triangles import Triangles, triangles_of, world_vertices


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Seen:
    """What rays from one point met first, H of N rays. ray, triangle (H,): indices of both.

    corners (H, 3, 3): of the triangle, world axes, from the eye. at: where; directions (H, 3): of the rays, world axes.
    """

    ray: torch.Tensor
    triangle: torch.Tensor
    corners: torch.Tensor
    at: Crossings
    directions: torch.Tensor


class TorchWorld:
    """Geometry of one scene on one device; vertices of the last time that was asked for are kept."""

    def __init__(self, tables: SceneTables, device: str) -> None:
        self.triangles: Triangles = triangles_of(tables, device)
        self._cutouts = cutouts_of(tables, self.triangles.material.cpu().numpy(), device)
        self._device = device
        self._kept: tuple[WorldHistory, float, torch.Tensor] | None = None

    def vertices(self, history: WorldHistory, t_s: float) -> torch.Tensor:
        """(V, 3) float64 metres, world frame, at a time."""
        if self._kept is None or self._kept[0] is not history or self._kept[1] != t_s:
            self._kept = (history, t_s, world_vertices(self.triangles, history.links_at(t_s)))
        return self._kept[2]

    def chosen(self, instance: int | None, through_glass: bool) -> torch.Tensor:
        """Indices of the triangles of one instance or of all, with or without panes."""
        some = torch.ones_like(self.triangles.glass) if instance is None else self.triangles.instance == instance
        return torch.nonzero(some & ~self.triangles.glass if through_glass else some)[:, 0]

    def see(self, view: PinholeView, vertices: torch.Tensor, chosen: torch.Tensor) -> Seen:
        """First hits of a view's pixel centres among the chosen triangles. Differentiable in the vertices (V, 3)."""
        R = torch.as_tensor(view.T_world_camera.rotation()).to(self._device)
        directions = pixel_directions(view.K, view.size_px, self._device)
        eye = self._point(view.T_world_camera.translation_m)
        with torch.no_grad():
            corners = (vertices[self.triangles.faces[chosen]] - eye) @ R
            pieces, owner = clipped(corners, frustum(view.K, view.size_px, corners))
            candidates = nearest_candidates(to_pixels(pieces, view.K), view.size_px)
            candidates = torch.where(candidates >= 0, owner[candidates.clamp(min=0)], -1) if len(owner) else candidates
            targets = Targets(corners=corners, number=chosen, cutouts=self._cutouts)
            first = nearest_of(candidates, directions, targets)
            deep = torch.nonzero((first < 0) & (candidates >= 0).all(dim=1))[:, 0]
            first[deep] = first_met(directions[deep], targets)
        return self._seen(directions @ R.T, first, chosen, eye, vertices)

    def cast(self, origin: np.ndarray, directions: np.ndarray, vertices: torch.Tensor, chosen: torch.Tensor) -> Seen:
        """First hits of rays (N, 3), world frame, from one origin (3,) among the chosen triangles."""
        towards = torch.as_tensor(directions.astype(np.float64)).to(self._device)
        eye = self._point(origin)
        corners = vertices[self.triangles.faces[chosen]] - eye
        first = first_met(towards, Targets(corners=corners, number=chosen, cutouts=self._cutouts))
        return self._seen(towards, first, chosen, eye, vertices)

    def _seen(
        self,
        directions: torch.Tensor,
        first: torch.Tensor,
        chosen: torch.Tensor,
        eye: torch.Tensor,
        vertices: torch.Tensor,
    ) -> Seen:
        """The first-crossed of the chosen triangles, differentiably."""
        ray = torch.nonzero(first >= 0)[:, 0]
        triangle = chosen[first[ray]]
        corners = vertices[self.triangles.faces[triangle]] - eye
        at = crossings(directions[ray], corners)
        return Seen(ray=ray, triangle=triangle, corners=corners, at=at, directions=directions[ray])

    def _point(self, xyz: ArrayLike) -> torch.Tensor:
        return torch.from_numpy(np.array(xyz, dtype=np.float64)).to(self._device)


def hits_of(tables: SceneTables, triangles: Triangles, seen: Seen, rays: int) -> dict[str, np.ndarray]:
    """The fields of `Hits` for so many rays."""
    triangle = seen.triangle
    normal = seen.at.normal.detach()
    away = (normal * seen.directions).sum(dim=-1, keepdim=True) > 0
    ray = seen.ray.cpu().numpy()
    slot = triangles.slot[triangle].cpu().numpy()
    found = {
        "t": seen.at.depth.detach().cpu().numpy(),
        "link": triangles.link[triangle].cpu().numpy(),
        "primitive": triangles.primitive[triangle].cpu().numpy(),
        "barycentric": seen.at.weights[:, :2].detach().cpu().numpy(),
        "normal": torch.where(away, -normal, normal).cpu().numpy(),
        "instance": triangles.instance[triangle].cpu().numpy(),
        "semantic": tables.slot_semantic[slot],
        "part": tables.slot_part[slot],
    }
    kinds = {"link": np.int32, "primitive": np.int32, "instance": np.uint16, "semantic": np.uint8, "part": np.uint8}
    fields = {}
    for name, values in found.items():
        empty = -1 if name in {"link", "primitive"} else 0
        fields[name] = np.full((rays, *values.shape[1:]), empty, dtype=kinds.get(name, np.float32))
        fields[name][ray] = values
        fields[name].flags.writeable = False
    return fields
