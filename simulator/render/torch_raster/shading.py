"""A plain, differentiable picture: the sun by Lambert's law, the open sky's light, lamps that shine."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from simulator.render.sky import SkyLight
from simulator.render.sky_map import looked_up
from simulator.render.torch_raster.crossings import Crossings
from simulator.render.torch_raster.triangles import Triangles, axes_of


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Lighting:
    """towards_sun (3,): unit, world frame, the brighter of sun and moon. sun_lx (3,): RGB illuminance facing it.

    irradiance (9, 3): of the open sky, `simulator.render.irradiance`, lux. All float64.
    """

    towards_sun: torch.Tensor
    sun_lx: torch.Tensor
    irradiance: torch.Tensor


def lighting_of(sky: SkyLight, device: str) -> Lighting:
    """The light of a sky."""
    tensors = (torch.as_tensor(x, dtype=torch.float64).to(device) for x in (sky.direction, sky.sun_lx, sky.irradiance))
    towards_sun, sun_lx, irradiance = tensors
    return Lighting(towards_sun=towards_sun, sun_lx=sun_lx, irradiance=irradiance)


def shading_normals(
    triangles: Triangles, hit: torch.Tensor, corners: torch.Tensor, at: Crossings, directions: torch.Tensor
) -> torch.Tensor:
    """(N, 3) unit normals interpolated over hit triangles (N,) with world corners (N, 3, 3), facing the viewer."""
    own = torch.nn.functional.normalize((at.weights[:, None, :] @ triangles.bent[hit])[:, 0], dim=-1, eps=1e-30)
    normal = (own[:, None, :] @ axes_of(corners))[:, 0]
    away = (at.normal * directions).sum(dim=-1, keepdim=True) > 0
    return torch.where(away, -normal, normal)


def reflected(base_color: torch.Tensor, normal: torch.Tensor, light: Lighting) -> torch.Tensor:
    """(N, 3) radiance, cd/m2, of diffuse surfaces with unit normals (N, 3) under the open sky and an unhidden sun."""
    x, y, z = normal.unbind(dim=-1)
    monomials = torch.stack([torch.ones_like(x), x, y, z, x * y, y * z, x * z, z * z, x * x - y * y], dim=-1)
    sun = (normal @ light.towards_sun).clamp(min=0.0)[:, None] * light.sun_lx
    return base_color * (sun + (monomials @ light.irradiance).clamp(min=0.0)) / math.pi


def sky_seen(sky: SkyLight, directions: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 3) radiance, cd/m2, along world directions (N, 3): of the sky without its disc, below it of the ground."""
    return np.where(directions[:, 2:] > 0.0, looked_up(sky.radiance, directions), sky.ground)
