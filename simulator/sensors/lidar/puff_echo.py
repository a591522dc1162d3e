"""Spray, blown snow, dust and smoke before a LiDAR: what they take of its light, and what they throw back.

Backscatter is fog's by the extinction (Hahner et al., ICCV 2021: 0.046 / MOR a steradian, ln 20 / MOR extinction), over
the pulse's length. The puffs on a pulse's way count as one cloud with their mean distance and spread.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import warp as wp
from numpy.typing import NDArray
from scipy.special import ndtr

from scenes.weather.fog import CONTRAST
from simulator.render.kernels.puffs import depth_of_pulses, device_puffs
from simulator.render.puffs import Puffs, near
from simulator.render.pulses import Pulses
from simulator.sensors.lidar.fog_echo import BACKSCATTER_MOR, HALF_POWER_S, LIGHT_MPS
from simulator.sensors.lidar.overlap import overlap

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

BACKSCATTER_SHARE = BACKSCATTER_MOR / math.log(CONTRAST)
"""Of the extinction, a steradian."""
PULSE_M = 0.5 * LIGHT_MPS * HALF_POWER_S
"""Length over which a pulse gathers: the integral of sin^2 over its 2 tau_H."""
_PLACES = (-1.5, -1.0, -0.5, 0.0, 0.5)
"""Standard deviations from the cloud's middle at which its strongest return is looked for."""
_FAINTEST = 0.01
"""Optical depth through the middle below which a puff does nothing to a pulse (chosen)."""
_DEVICE = "cpu"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class PuffEcho:
    """left (N, K): share of the light of each echo that passes there and back. range_m, power (N,): of the cloud's own
    return, as `Echoes.power`; 0 where there is none.
    """

    left: Float32
    range_m: Float32
    power: Float32


def puff_echoes(puffs: Puffs, pulses: Pulses, echo_m: Float32, target_m: Float32, scatter: Float32) -> PuffEcho | None:
    """What puffs do to N pulses with echoes at ranges (N, K) and first surfaces at (N,); None where none is near.

    scatter: (N,) normal random numbers, by which returns lie before and behind the cloud's middle.
    """
    if not len(pulses):
        return None
    thick = puffs.where(puffs.extinction_per_m * puffs.sigma_m * math.sqrt(2.0 * math.pi) > _FAINTEST)
    thick = near(thick, pulses.origin_m[0].astype(np.float64), pulses.reach_m)
    if not len(thick):
        return None
    depth, moments = _traced(thick, pulses, echo_m, target_m)
    range_m, power = _returned(moments, target_m, scatter)
    return PuffEcho(left=np.exp(np.float32(-2.0) * depth), range_m=range_m, power=power)


def _traced(puffs: Puffs, pulses: Pulses, echo_m: Float32, target_m: Float32) -> tuple[Float32, Float64]:
    """Depths (N, K) before the echoes, and moments (N, 3) of the clouds before the targets."""
    count, echoes = echo_m.shape
    depth = wp.zeros(count * echoes, dtype=wp.float32, device=_DEVICE)
    moments = wp.zeros(count, dtype=wp.vec3, device=_DEVICE)
    vectors = [
        wp.array(np.ascontiguousarray(x), dtype=wp.vec3, device=_DEVICE) for x in (pulses.origin_m, pulses.direction)
    ]
    ranges = [
        wp.array(np.ascontiguousarray(x, dtype=np.float32).reshape(-1), dtype=wp.float32, device=_DEVICE)
        for x in (target_m, echo_m)
    ]
    listed = device_puffs(puffs, np.zeros_like(puffs.centre_m), _DEVICE)
    wp.launch(
        depth_of_pulses,
        dim=count,
        inputs=[listed, *vectors, *ranges, echoes, 0],
        outputs=[depth, moments],
        device=_DEVICE,
    )
    return depth.numpy().reshape(echo_m.shape), moments.numpy().astype(np.float64)


def _returned(moments: Float64, target_m: Float32, scatter: Float32) -> tuple[Float32, Float32]:
    """Range and power (N,) of the strongest return of a cloud whose extinction is a Gaussian along the way."""
    total = moments[:, 0]
    filled = np.maximum(total, 1e-9)
    mean_m = moments[:, 1] / filled
    spread_m = np.sqrt(np.maximum(moments[:, 2] / filled - mean_m * mean_m, 1e-4))
    best = np.zeros_like(total)
    range_m = np.zeros_like(total)
    for place in _PLACES:
        at = np.clip(place + 0.4 * scatter.astype(np.float64), -3.0, 3.0)
        there = np.clip(mean_m + at * spread_m, 0.1, target_m)
        local = total / (math.sqrt(2.0 * math.pi) * spread_m) * np.exp(-0.5 * at * at)
        power = (
            math.pi * BACKSCATTER_SHARE * PULSE_M * local * np.exp(-2.0 * total * ndtr(at)) * overlap(there) / there**2
        )
        better = (power > best) & (total > 1e-4)
        best, range_m = np.where(better, power, best), np.where(better, there, range_m)
    return range_m.astype(np.float32), best.astype(np.float32)
