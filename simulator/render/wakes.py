"""What vehicles leave in the air behind them: spray of wet roads, snow that they blow up, dust; and plumes of smoke.

A wake is a chain of puffs that were set free at fixed times, the same whenever one looks, so that they are where they
were from frame to frame. Shapes and amounts are chosen to what is seen behind cars: spray of 0.02 to 0.3 per metre over
5 to 20 m behind vehicles faster than 50 km/h on films of more than 0.5 mm.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor
from scenes.environment import Environment
from scenes.links import Link
from scenes.pose import rotate
from scenes.streams import stream
from scenes.weather import dust
from scenes.weather.air import downwind
from scenes.weather.plume import Plume
from simulator.physics.history import WorldHistory
from simulator.render.puffs import Puffs, joined
from simulator.render.snow import DRIVEN, level_share

Float64 = NDArray[np.float64]

GRID_S = 0.02
"""Puffs are set free at whole multiples of it (chosen: 0.6 m apart at 110 km/h, less than they are wide)."""
_STRIDES = ((0.2, 1), (0.7, 3), (math.inf, 9))
"""Up to an age in seconds, every n-th of them: older puffs are wider."""
_CAR_WIDTH_M = 1.8
_SHORTEST_M = 1.0
_DUSTY_BELOW_M = 3_000.0
"""Visibility in dust from which roads are dusty, too."""
SPRAY_ALBEDO = (0.98, 0.98, 0.98)
SNOW_ALBEDO = (0.97, 0.975, 0.98)
DUST_ALBEDO = (0.92, 0.84, 0.74)
"""Of thin clouds, seen in light that the dusty sky has coloured already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wake:
    """How one kind of wake behaves, for a car; wider vehicles leave wider and thicker ones.

    extinction_per_m: at the rear at `full_mps` and above, none below `from_mps`. sigma_m: there; growth_mps: of sigma.
    life_s: after which 1/e is left of what spreading leaves. dragged_s: for so long it follows the vehicle. lift_mps:
    of its middle, which starts at height_m. color: albedo.
    """

    extinction_per_m: float
    from_mps: float
    full_mps: float
    sigma_m: float
    growth_mps: float
    life_s: float
    dragged_s: float
    lift_mps: float
    height_m: float
    color: dust.Rgb

    def strength(self, speed_mps: Float64) -> Float64:
        """Share (N,) of the full extinction at speeds (N,): from none to all, smoothly at both ends."""
        share = np.clip((speed_mps - self.from_mps) / (self.full_mps - self.from_mps), 0.0, 1.0)
        return np.asarray(share * share * (3.0 - 2.0 * share), dtype=np.float64)


SPRAY = Wake(
    extinction_per_m=0.30,
    from_mps=10.0,
    full_mps=28.0,
    sigma_m=0.42,
    growth_mps=0.55,
    life_s=0.9,
    dragged_s=0.35,
    lift_mps=0.3,
    height_m=0.45,
    color=SPRAY_ALBEDO,
)
BLOWN_SNOW = Wake(
    extinction_per_m=0.35,
    from_mps=8.0,
    full_mps=25.0,
    sigma_m=0.5,
    growth_mps=0.6,
    life_s=1.6,
    dragged_s=0.4,
    lift_mps=0.4,
    height_m=0.45,
    color=SNOW_ALBEDO,
)
LIFTED_DUST = Wake(
    extinction_per_m=0.30,
    from_mps=3.0,
    full_mps=16.0,
    sigma_m=0.5,
    growth_mps=0.5,
    life_s=3.0,
    dragged_s=0.3,
    lift_mps=0.25,
    height_m=0.4,
    color=DUST_ALBEDO,
)
LIFETIMES = 2.8
"""Of a wake until it is forgotten (e^-2.8 = 6 %, spread over ten times its area)."""
_WETNESS = (0.4, 0.8)
"""From damp to a film of more than 0.5 mm (`Environment.wetness` 0.5: a closed film)."""
PLUME_S, PLUME_STEP_S = 14.0, 0.2
_PLUME_GROWTH = 0.33
"""Radius gained a metre of way (Briggs 1975: 0.4 to 0.6 for bent-over plumes' radii, a sigma is less)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Vehicles:
    """Of the ego and actors that are vehicles: instance (V,), width_m (V,), length_m behind their origin (V,)."""

    instance: NDArray[np.int64]
    width_m: Float64
    behind_m: Float64


def vehicles_of(links: Sequence[Link]) -> Vehicles:
    """From the links of a scene; trailers and all that roll count, feet do not."""
    owned = {link.instance: link for link in links if link.instance and isinstance(link.owner, Actor)}
    found = [
        (instance, link.asset.box)
        for instance, link in sorted(owned.items())
        if link.asset.semantic.startswith("vehicle") and link.asset.box.length_m > _SHORTEST_M
    ]
    return Vehicles(
        instance=np.array([instance for instance, _ in found], dtype=np.int64),
        width_m=np.array([box.width_m for _, box in found], dtype=np.float64),
        behind_m=np.array([0.5 * box.length_m - box.middle_m for _, box in found], dtype=np.float64),
    )


def puffs_at(vehicles: Vehicles, history: WorldHistory, environment: Environment, t_s: float) -> Puffs:
    """All puffs at a time."""
    parts = [
        _wake(wake, amount, vehicles, k, history, environment, t_s)
        for wake, amount in amounts(environment)
        for k in range(len(vehicles.instance))
    ]
    parts += [_plume(plume, index, environment, t_s) for index, plume in enumerate(environment.plumes)]
    return joined(parts)


def amounts(environment: Environment) -> list[tuple[Wake, float]]:
    """Which wakes an environment makes, and how much of their most."""
    low, high = _WETNESS
    wet = min(max((environment.wetness - low) / (high - low), 0.0), 1.0)
    white = level_share(environment.snow_cover, DRIVEN)
    dusty = min(1.0, 0.2 * _DUSTY_BELOW_M / environment.dust_mor_m) if environment.dust_mor_m < _DUSTY_BELOW_M else 0.0
    every = [(SPRAY, wet * (1.0 - white)), (BLOWN_SNOW, white), (LIFTED_DUST, dusty)]
    return [(wake, amount) for wake, amount in every if amount > 0.0]


def _wake(
    wake: Wake,
    amount: float,
    vehicles: Vehicles,
    k: int,
    history: WorldHistory,
    environment: Environment,
    t_s: float,
) -> Puffs:
    """The chain behind one vehicle: what it set free at each time of the grid has drifted, spread and thinned since."""
    instance, width_m = int(vehicles.instance[k]), float(vehicles.width_m[k])
    released, step_s = _release_times(t_s, wake.life_s * LIFETIMES)
    place, turn, velocity = _states(history, instance, released)
    speed = np.sqrt(np.sum(velocity * velocity, axis=1))
    strength = amount * wake.strength(speed)
    kept = strength > 0.01
    if not kept.any():
        return joined([])
    size = width_m / _CAR_WIDTH_M
    age = t_s - released
    random = _irregular(np.rint(released / GRID_S).astype(np.int64), instance)
    local = np.column_stack(
        [np.full_like(age, -vehicles.behind_m[k]), 0.32 * width_m * random[:, 0], np.zeros_like(age)]
    )
    centre = place + rotate(turn, local)
    drag = wake.dragged_s * (1.0 - np.exp(-age / wake.dragged_s)) * 0.5
    centre = centre + velocity * drag[:, None] + _drift(environment, age)
    sigma = size * wake.sigma_m * (1.0 + 0.15 * random[:, 3]) + wake.growth_mps * age * np.sqrt(size)
    centre[:, 2] += size * wake.height_m * (1.0 + 0.3 * random[:, 1]) + wake.lift_mps * age
    spread = (size * wake.sigma_m / sigma) ** 2
    thick = wake.extinction_per_m * size * strength * spread * np.exp(-age / wake.life_s)
    # A chain of puffs d apart has the extinction sigma sqrt(2 pi) / d times one puff's.
    apart = np.maximum(speed * step_s, 1e-3)
    own = thick * np.exp(0.4 * random[:, 2]) * apart / (sigma * math.sqrt(2.0 * math.pi))
    puffs = Puffs(
        centre_m=centre, sigma_m=sigma, extinction_per_m=own, albedo=np.tile(np.array(wake.color), (len(own), 1))
    )
    return puffs.where(kept & (own * sigma > 1e-4))


def _states(history: WorldHistory, instance: int, times_s: Float64) -> tuple[Float64, Float64, Float64]:
    """Positions (N, 3), turns (N, 4), velocities (N, 3) of a body; before the history it came as it began."""
    within = np.maximum(times_s, history.start_s)
    place, turn = history.bodies_at(instance, within)
    step_s = history.step_s
    later, _ = history.bodies_at(instance, within + step_s)
    velocity = (later - place) / step_s
    return place + velocity * (times_s - within)[:, None], turn, velocity


def _release_times(t_s: float, life_s: float) -> tuple[Float64, Float64]:
    """Times (N,) of the grid in the last `life_s`, youngest first, and the seconds (N,) that each stands for."""
    last = math.floor(t_s / GRID_S - 1e-9)
    first = math.ceil((t_s - life_s) / GRID_S - 1e-9)
    index = np.arange(last, first - 1, -1)
    age = t_s - index * GRID_S
    limits = np.array([limit for limit, _ in _STRIDES])
    stride = np.array([n for _, n in _STRIDES])[np.searchsorted(limits, age)]
    kept = index % stride == 0
    return np.asarray(index[kept] * GRID_S), np.asarray(stride[kept] * GRID_S)


def _irregular(number: NDArray[np.int64], owner: int) -> Float64:
    """(N, 4) normal numbers, cut at 2, of the numbered puffs of one owner: the same whenever they are asked for."""
    table = _numbers()
    return np.asarray(table[(number + owner * 7919) % len(table)], dtype=np.float64)


@cache
def _numbers() -> Float64:
    table = np.clip(stream(0, "wakes").normal(0.0, 1.0, (65_521, 4)), -2.0, 2.0)
    table.flags.writeable = False
    return table


def _drift(environment: Environment, age_s: Float64) -> Float64:
    """Way (N, 3) of the wind, near the ground half as fast as above."""
    way = 0.5 * environment.wind_mps * age_s
    return np.asarray(way[:, None] * np.array(downwind(environment)), dtype=np.float64)


def _plume(plume: Plume, index: int, environment: Environment, t_s: float) -> Puffs:
    """What a plume set free in the last PLUME_S seconds: it rises ever slower, bends with the wind, and widens."""
    last = math.floor(t_s / PLUME_STEP_S)
    number = np.arange(last, last - round(PLUME_S / PLUME_STEP_S), -1)
    age: Float64 = t_s - number.astype(np.float64) * PLUME_STEP_S
    random = _irregular(number, -1 - index)
    # Buoyant plumes rise as t^(2/3) (Briggs 1975).
    up = plume.rise_mps * 1.5 * (np.power(1.0 + age, 2.0 / 3.0) - 1.0)
    way = _drift(environment, age) * 1.4
    travelled = np.sqrt(np.sum(way * way, axis=1) + up * up)
    sigma = 0.6 * plume.radius_m + 0.5 * _PLUME_GROWTH * travelled
    wander = 0.45 * sigma[:, None] * random[:, :3]
    centre = np.array(plume.position_m) + way + wander
    centre[:, 2] += up
    step_m = np.maximum(np.gradient(travelled), 1e-3)
    spread = (0.6 * plume.radius_m / sigma) ** 1.5  # a buoyant plume slows down as it widens
    own = plume.extinction_per_m * spread * np.exp(0.4 * random[:, 3]) * step_m / (sigma * math.sqrt(2.0 * math.pi))
    return Puffs(
        centre_m=centre, sigma_m=sigma, extinction_per_m=own, albedo=np.tile(np.array(plume.color), (len(own), 1))
    )
