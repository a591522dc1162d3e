"""Echoes from a backend's plain `trace`: every ray of every footprint is traced, then grouped by range in NumPy.

The reference for the kernel, without mirrored rays, panes' losses and water.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simulator.render.pulses import (
    ECHOES,
    EDGE_M,
    INCIDENCE_EXPONENT,
    MIXED,
    STEEPEST,
    SURFACE,
    VELOCITY_STEP_S,
    Echoes,
    Pulses,
)
from simulator.render.rays import Float32, Hits, Rays


def footprint_rays(pulses: Pulses) -> Rays:
    """All N * S rays, a pulse's beside each other."""
    axis = pulses.direction
    across = np.stack([-axis[:, 1], axis[:, 0], np.full(len(axis), 1e-6, dtype=np.float32)], axis=1)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    up = np.cross(axis, across)
    slopes = pulses.footprint[None, :, :, None]
    direction = axis[:, None] + across[:, None] * slopes[:, :, 0] + up[:, None] * slopes[:, :, 1]
    direction /= np.linalg.norm(direction, axis=2, keepdims=True)
    count = len(pulses.footprint)
    return Rays(
        origin_m=np.repeat(pulses.origin_m, count, axis=0),
        direction=direction.reshape(-1, 3).astype(np.float32),
        time_s=np.repeat(pulses.time_s, count),
        through_glass=True,
    )


def echoes_of(
    pulses: Pulses,
    rays: Rays,
    hits: Hits,
    reflectivity: Float32,
    carried: Callable[[float], Float32],
) -> Echoes:
    """Groups hits of `footprint_rays` into echoes. carried(t): where the hit points are at a time, (N * S, 3)."""
    shape = (len(pulses), len(pulses.footprint))
    cosine = np.abs(np.sum(rays.direction * hits.normal, axis=1)).reshape(shape)
    range_m = hits.t.reshape(shape)
    there = (range_m > 0) & (range_m <= pulses.reach_m)
    power = reflectivity.reshape(shape) * cosine**INCIDENCE_EXPONENT / np.maximum(range_m, 1e-2) ** 2 / shape[1]
    power = np.where(there, power, 0.0).astype(np.float32)
    middle = float(np.median(pulses.time_s)) if len(pulses) else 0.0
    early_s, late_s = middle - 0.5 * VELOCITY_STEP_S, middle + 0.5 * VELOCITY_STEP_S
    velocity = ((carried(late_s) - carried(early_s)) / VELOCITY_STEP_S).reshape(*shape, 3)
    out = Echoes(
        range_m=np.zeros((shape[0], ECHOES), dtype=np.float32),
        power=np.zeros((shape[0], ECHOES), dtype=np.float32),
        cosine=np.zeros((shape[0], ECHOES), dtype=np.float32),
        instance=np.zeros((shape[0], ECHOES), dtype=np.uint16),
        semantic=np.zeros((shape[0], ECHOES), dtype=np.uint8),
        velocity_mps=np.zeros((shape[0], ECHOES, 3), dtype=np.float32),
        kind=np.full((shape[0], ECHOES), SURFACE, dtype=np.uint8),
    )
    free, link = power > 0, hits.link.reshape(shape)
    width = 2.0 * float(np.hypot(*pulses.footprint[-1]))
    row = np.arange(shape[0])
    for k in range(ECHOES):
        lead = np.argmax(np.where(free, power, -1.0), axis=1)
        gap = np.abs(range_m - range_m[row, lead][:, None])
        slope = _explained(range_m[row, lead], cosine[row, lead], width)[:, None] * (link == link[row, lead][:, None])
        mine = free & free[row, lead][:, None] & (gap <= pulses.echo_gap_m + slope)
        total = np.sum(np.where(mine, power, 0.0), axis=1)
        some = total > 0
        moment = np.sum(np.where(mine, power * range_m, 0.0), axis=1)
        out.range_m[:, k] = np.where(some, moment / np.where(some, total, 1.0), 0.0)
        out.power[:, k] = total
        for name, values in (("cosine", cosine), ("instance", hits.instance), ("semantic", hits.semantic)):
            getattr(out, name)[:, k] = np.where(some, values.reshape(shape)[row, lead], 0)
        out.velocity_mps[:, k] = np.where(some[:, None], velocity[row, lead], 0.0)
        out.kind[:, k] = np.where((mine & (gap > EDGE_M + slope)).any(axis=1), MIXED, SURFACE)
        free &= ~mine
    return out


def _explained(range_m: Float32, cosine: Float32, width: float) -> NDArray[np.floating]:
    safe = np.maximum(cosine, 1e-3)
    return np.asarray(width * range_m * np.minimum(np.sqrt(1.0 - np.minimum(safe, 1.0) ** 2) / safe, STEEPEST))
