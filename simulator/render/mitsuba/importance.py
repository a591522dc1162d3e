"""Which emitters are worth sampling: by the light that they bring to what the camera sees, shadows counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.streams import stream
from simulator.render.lamps import LampTable
from simulator.render.mitsuba.lamps import facing_lx
from simulator.render.rays import Float32, Hits, Rays
from simulator.render.sky import SkyLight
from simulator.render.spectrum import LUMINANCE

Float64 = NDArray[np.float64]
Trace = Callable[[Rays], Hits]

POINTS = 384
"""Chosen: shares of a hundredth are found within a few thousandths."""
LEAST_CHANCE = 2e-3
"""Chosen: what matters nowhere in sight hardly costs, and bounced light still finds it."""
SKY_LEAST_CHANCE = 0.1
BEFORE_HOUSING = 0.95
"""Of the way to a lamp, so that its housing does not hide it (chosen)."""
LIFT_M = 5e-3


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Chances:
    """Weights of the sky, the sun or moon, and each lamp (N,) in the choice of an emitter."""

    sky_share: float
    sun_share: float
    lamp_shares: Float64


def chances(light: SkyLight, lamps: LampTable, rays: Rays, hits: Hits, trace: Trace) -> Chances:
    """Mean shares of the light on some points of what rays hit; `trace` gives first hits of rays."""
    met = np.flatnonzero(hits.link >= 0)
    if not len(met):
        return Chances(sky_share=0.5, sun_share=0.5, lamp_shares=np.full(len(lamps), LEAST_CHANCE))
    met = met[:: max(1, len(met) // POINTS)]
    normals = hits.normal[met].astype(np.float64)
    points = rays.origin_m[met] + rays.direction[met].astype(np.float64) * hits.t[met, None] + LIFT_M * normals
    t_s = rays.time_s[met]
    sun = float(light.sun_lx @ LUMINANCE) * np.maximum(normals @ light.direction, 0.0)
    sun *= ~_blocked(trace, points, np.broadcast_to(light.direction, points.shape), t_s, np.inf)
    up = stream(0, "mitsuba", "sky").standard_normal(points.shape)
    up = normals + up / np.linalg.norm(up, axis=1, keepdims=True)
    sky = float(light.ambient_lx @ LUMINANCE) * (~_blocked(trace, points, up, t_s, np.inf) & (up[:, 2] > 0))
    each = facing_lx(lamps, points, normals)
    for index in range(len(lamps)):
        bright = np.flatnonzero(each[index] > 0)
        hidden = _blocked(trace, points[bright], lamps.position_m[index] - points[bright], t_s[bright], BEFORE_HOUSING)
        each[index, bright[hidden]] = 0.0
    arriving = np.concatenate([sky[None], sun[None], each])
    total = arriving.sum(axis=0)
    share = np.maximum(
        (arriving / np.maximum(total, 1e-30)).sum(axis=1) / max(1, np.count_nonzero(total)), LEAST_CHANCE
    )
    return Chances(sky_share=max(float(share[0]), SKY_LEAST_CHANCE), sun_share=float(share[1]), lamp_shares=share[2:])


def _blocked(trace: Trace, origin_m: Float64, direction: Float64, time_s: Float32, until: float) -> NDArray[np.bool_]:
    """Whether something lies on each ray before `until` lengths of its direction."""
    rays = Rays(
        origin_m=origin_m.astype(np.float32), direction=np.ascontiguousarray(direction, dtype=np.float32), time_s=time_s
    )
    hits = trace(rays)
    return np.asarray((hits.link >= 0) & (hits.t < until), dtype=np.bool_)
