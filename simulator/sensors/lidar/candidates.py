"""All that a pulse may report: echoes of surfaces behind the air, and echoes of what is in the air."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.streams import stream
from scenes.weather import fog, snow
from scenes.weather.air import air_at, extinction_at, fog_share, mixed_per_m, optical_depth
from simulator.frame import PointKind
from simulator.render.puffs import NO_PUFFS, Puffs
from simulator.render.pulses import Echoes, Pulses
from simulator.sensors.lidar.fog_echo import fog_echoes
from simulator.sensors.lidar.optics import Optics
from simulator.sensors.lidar.puff_echo import puff_echoes
from simulator.sensors.lidar.rain_echo import rain_echoes
from simulator.sensors.lidar.snow_echo import REACH_M, snow_echoes

Float32 = NDArray[np.float32]

BETA_SPREAD_M = 10.0
"""Of fog's points: 10 m * Beta(2, 20) (Hahner 2021)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Candidates:
    """C echoes of N pulses: the surfaces' first, in the order of `Echoes`, then the air's.

    range_m, power: (N, C) float32, power 0 for none. kind: (N, C) uint8.
    """

    range_m: Float32
    power: Float32
    kind: NDArray[np.uint8]


def candidates_of(
    echoes: Echoes,
    pulses: Pulses,
    environment: Environment,
    optics: Optics,
    threshold: float,
    seed: int,
    puffs: Puffs = NO_PUFFS,
) -> Candidates:
    """Echoes as they arrive through the air of an environment and through puffs in it.

    A further soft target is one more entry of `soft` (range, power, kind) and a factor on `power`.
    """
    target_m = np.where(echoes.power > 0.0, echoes.range_m, np.float32(0.0)).max(axis=1)
    # A pulse that meets no surface crosses the air to the end of its reach.
    target_m = np.where(target_m > 0.0, target_m, np.float32(pulses.reach_m))
    extinction = fog.extinction_per_m(environment.mor_m)
    count = len(pulses)
    power = echoes.power
    soft: list[tuple[Float32, Float32, PointKind]] = []
    flakes_per_m = snow.extinction_per_m(environment.snow_mmph)
    passed = np.ones_like(power)
    haze = haze_per_m(environment, pulses)
    if haze > 0.0:
        spread = stream(seed, "lidar.fog").beta(2.0, 20.0, count).astype(np.float32) * np.float32(BETA_SPREAD_M)
        soft.append((*fog_echoes(haze, target_m, spread), PointKind.FOG))
    if environment.rain_mmph > 0.0:
        rng = stream(seed, "lidar.rain")
        drops = rain_echoes(environment.rain_mmph, target_m, optics.divergence_rad, threshold, extinction, rng)
        soft.append((*drops, PointKind.RAIN))
    if environment.snow_mmph > 0.0:
        rng = stream(seed, "lidar.snow")
        at_m, strength, passed = snow_echoes(
            environment.snow_mmph, target_m, echoes.range_m, optics.divergence_rad, threshold, rng
        )
        soft.append((at_m, strength, PointKind.SNOW))
    scatter = stream(seed, "lidar.puffs").standard_normal(count if len(puffs) else 0, dtype=np.float32)
    cloud = puff_echoes(puffs, pulses, echoes.range_m, target_m, scatter) if len(puffs) else None
    if cloud is not None:
        soft.append((cloud.range_m, cloud.power, PointKind.PARTICLE))
        power = power * cloud.left
    power = power * transmitted(echoes.range_m, pulses, environment, flakes_per_m) * passed
    return _joined(echoes, power.astype(np.float32), soft)


def haze_per_m(environment: Environment, pulses: Pulses) -> float:
    """Extinction by fog, dust and smoke where the sensor is: what returns light as droplets do. 0 in clear air."""
    if len(pulses) == 0:
        return 0.0
    even = fog.extinction_per_m(environment.mor_m) * fog_share(environment)
    mixed = mixed_per_m(environment)
    air = air_at(environment, float(pulses.time_s[0]))
    if air.fog_per_m > 0.0:
        here = np.asarray(pulses.origin_m[:1], dtype=np.float64)
        even = float(extinction_at(air, here)[0]) - air.even_per_m
    return even + mixed


def transmitted(range_m: Float32, pulses: Pulses, environment: Environment, flakes_per_m: float) -> Float32:
    """(N, K) share of the light left after the way to echoes at ranges and back: exp(-2 depth).

    Without the extinction of flakes within REACH_M, which are drawn one by one.
    """
    if len(pulses) == 0:
        return np.ones_like(range_m)
    air = air_at(environment, float(pulses.time_s[0]))
    if air.fog_per_m <= 0.0:
        near_m = np.minimum(range_m, np.float32(REACH_M))
        depth = np.float32(air.even_per_m) * range_m - np.float32(flakes_per_m) * near_m
        return np.asarray(np.exp(np.float32(-2.0) * depth), dtype=np.float32)
    origin, direction = (x.astype(np.float64)[:, None, :] for x in (pulses.origin_m, pulses.direction))
    depth64 = optical_depth(air, origin, direction, range_m.astype(np.float64))
    near64 = flakes_per_m * np.minimum(range_m, REACH_M)
    return np.exp(-2.0 * (depth64 - near64)).astype(np.float32)


def _joined(echoes: Echoes, power: Float32, soft: Sequence[tuple[Float32, Float32, PointKind]]) -> Candidates:
    if not soft:
        return Candidates(range_m=echoes.range_m, power=power, kind=echoes.kind)
    columns = [np.stack([one[k] for one in soft], axis=1) for k in range(2)]
    kind = np.broadcast_to(np.array([one[2] for one in soft], dtype=np.uint8), columns[0].shape)
    return Candidates(
        range_m=np.concatenate([echoes.range_m, columns[0]], axis=1),
        power=np.concatenate([power, columns[1]], axis=1),
        kind=np.concatenate([echoes.kind, kind], axis=1),
    )
