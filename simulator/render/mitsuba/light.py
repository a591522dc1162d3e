"""Sun and sky as Mitsuba emitters."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.render.sky import SkyLight, sky_map_for_reference

MAP_ROWS = 1024
"""Chosen: 0.18 degrees, twice as fine as the sky's own map in azimuth."""

SUN_DISTANCE_M = 1.0e6
"""Chosen: over a kilometre of street the disc's direction changes by a fifth of its radius; float32 still resolves
its edge to 0.1 m of 4.65 km."""


def sky_emitter(mi: Any, light: SkyLight, weight: float) -> dict[str, Any]:
    """The sky and the ground below the horizon as an environment map with z up, sampled with that weight."""
    to_world = np.array([[0.0, 0.0, -1.0, 0.0], [-1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]])
    # Mitsuba's column 0 looks along its -z and columns turn towards +x (right-handed, y up): clockwise from above.
    image = sky_map_for_reference(light, MAP_ROWS)[:, ::-1].astype(np.float32)
    bitmap = mi.Bitmap(np.ascontiguousarray(image))
    return {
        "type": "envmap",
        "bitmap": bitmap,
        "to_world": mi.ScalarTransform4f(to_world),
        "sampling_weight": weight,
    }


def sun_emitter(mi: Any, light: SkyLight, weight: float) -> dict[str, Any] | None:
    """The sun, or the moon, as a far disc of its true size that makes `sun_lx` on a surface which faces it."""
    if not float(light.sun_lx.max()) > 0.0:
        return None
    radius_m = SUN_DISTANCE_M * math.tan(light.radius_rad)
    radiance = light.sun_lx / (math.pi * math.sin(light.radius_rad) ** 2)
    position = light.direction * SUN_DISTANCE_M
    to_world = mi.ScalarTransform4f().look_at(
        origin=position.tolist(), target=[0.0, 0.0, 0.0], up=_any_up(light.direction)
    ) @ mi.ScalarTransform4f().scale([radius_m, radius_m, 1.0])
    return {
        "type": "disk",
        "to_world": to_world,
        "emitter": area_emitter(radiance, weight),
        "bsdf": {"type": "diffuse", "reflectance": 0.0},
    }


def area_emitter(radiance: NDArray[np.float64], weight: float) -> dict[str, Any]:
    """A surface that shines alike in all directions: radiance (3,) cd/m2."""
    return {"type": "area", "radiance": {"type": "rgb", "value": radiance.tolist()}, "sampling_weight": weight}


def _any_up(direction: NDArray[np.float64]) -> list[float]:
    return [1.0, 0.0, 0.0] if abs(direction[2]) > 0.9 else [0.0, 0.0, 1.0]
