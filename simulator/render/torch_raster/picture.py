"""The picture of what is seen, with gradients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.material import Material
from simulator.render.rays import PinholeView
from simulator.render.sky import sky_light
from simulator.render.torch_raster.crossings import pixel_directions
from simulator.render.torch_raster.shading import lighting_of, reflected, shading_normals, sky_seen
from simulator.render.torch_raster.triangles import Triangles
from simulator.render.torch_raster.world import Seen
from simulator.render.uploads import LAMPS


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class TorchPicture:
    """A view as tensors, float64. radiance: (H, W, 3) cd/m2. depth_m: (H, W), 0 where nothing is.

    normal: (H, W, 3) unit geometric normals, world frame, facing the camera, 0 where nothing is. triangle: (H, W)
    int64 index of the triangle that a pixel shows, -1 for none; it carries no gradient.
    """

    radiance: torch.Tensor
    depth_m: torch.Tensor
    normal: torch.Tensor
    triangle: torch.Tensor


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Surfaces:
    """base_color (M, 3), emission (M, 3) cd/m2 and lamp (M,) of the M materials of a scene."""

    base_color: torch.Tensor
    emission: torch.Tensor
    lamp: torch.Tensor

    @classmethod
    def of(cls, materials: tuple[Material, ...], device: str) -> Surfaces:
        """On a device, float64."""
        colors = np.array([m.base_color for m in materials], dtype=np.float64).reshape(-1, 3)
        emitted = np.array([m.emitted_cd_m2 for m in materials], dtype=np.float64).reshape(-1, 3)
        lamps = np.array([LAMPS.index(m.lamp) for m in materials], dtype=np.int64)
        tensors = (torch.as_tensor(values).to(device) for values in (colors, emitted, lamps))
        return cls(**dict(zip(("base_color", "emission", "lamp"), tensors, strict=True)))


def picture_of(
    triangles: Triangles,
    seen: Seen,
    surfaces: Surfaces,
    lamps_on: NDArray[np.uint8],
    view: PinholeView,
    environment: Environment,
) -> TorchPicture:
    """Shades what a view sees. lamps_on: (I + 1, lamp kinds) 1 where one shines, by instance."""
    width, height = view.size_px
    device = str(seen.directions.device)
    sky = sky_light(environment)
    R = torch.as_tensor(view.T_world_camera.rotation()).to(device)
    every = pixel_directions(view.K, view.size_px, device) @ R.T
    behind = torch.as_tensor(sky_seen(sky, every.cpu().numpy())).to(device)
    material = triangles.material[seen.triangle]
    normal = shading_normals(triangles, seen.triangle, seen.corners, seen.at, seen.directions)
    lit = torch.as_tensor(lamps_on.astype(np.float64)).to(device)
    shining = lit[triangles.instance[seen.triangle], surfaces.lamp[material]]
    light = reflected(surfaces.base_color[material], normal, lighting_of(sky, device))
    light = light + shining[:, None] * surfaces.emission[material]
    away = (seen.at.normal * seen.directions).sum(dim=-1, keepdim=True) > 0
    nothing = torch.full((len(every),), -1, dtype=torch.int64, device=device)
    return TorchPicture(
        radiance=behind.index_put((seen.ray,), light).reshape(height, width, 3),
        depth_m=torch.zeros_like(every[:, 0]).index_put((seen.ray,), seen.at.depth).reshape(height, width),
        normal=torch.zeros_like(every)
        .index_put((seen.ray,), torch.where(away, -seen.at.normal, seen.at.normal))
        .reshape(height, width, 3),
        triangle=nothing.index_put((seen.ray,), seen.triangle).reshape(height, width),
    )
