"""How large things of a class can be: what tells a car in centimetres from one in metres."""

from __future__ import annotations

import math

from scenes.errors import ConfigError

LONGEST_M: dict[str, tuple[float, float]] = {
    "animal": (0.05, 6.0),
    "animal.bird": (0.05, 1.8),
    "animal.cat": (0.2, 1.0),
    "animal.cow": (1.0, 3.4),
    "animal.deer": (0.7, 3.2),
    "animal.dog": (0.2, 1.8),
    "animal.fox": (0.4, 1.6),
    "animal.horse": (1.0, 3.4),
    "animal.sheep": (0.5, 2.0),
    "animal.wild_boar": (0.5, 2.4),
    "flat": (0.05, 5000.0),
    "human": (0.4, 2.4),
    "human.pedestrian.adult": (1.2, 2.4),
    "human.pedestrian.child": (0.5, 1.9),
    "movable_object": (0.02, 12.0),
    "movable_object.ball": (0.02, 1.2),
    "movable_object.barrier": (0.3, 8.0),
    "movable_object.box": (0.03, 2.5),
    "movable_object.ladder": (0.6, 10.0),
    "movable_object.pallet": (0.4, 2.4),
    "movable_object.plastic_bag": (0.1, 1.5),
    "movable_object.shopping_cart": (0.5, 1.6),
    "movable_object.skateboard": (0.4, 1.4),
    "movable_object.suitcase": (0.2, 1.3),
    "movable_object.trafficcone": (0.15, 1.4),
    "movable_object.tree_trunk": (0.3, 40.0),
    "movable_object.tyre": (0.3, 4.2),
    "movable_object.warning_triangle": (0.2, 1.0),
    "object": (0.02, 12.0),
    "object.bench": (0.5, 5.0),
    "object.bin": (0.15, 3.0),
    "object.bollard": (0.2, 2.0),
    "object.chair": (0.2, 2.0),
    "object.hydrant": (0.2, 2.0),
    "sky": (1.0, 100_000.0),
    "static": (0.05, 5000.0),
    "static.building": (1.0, 1000.0),
    "static.pole": (0.2, 60.0),
    "static.vegetation": (0.02, 120.0),
    "static_object": (0.3, 12.0),
    "vehicle": (0.5, 30.0),
    "vehicle.agricultural": (1.5, 25.0),
    "vehicle.bicycle": (0.8, 2.6),
    "vehicle.bus": (4.5, 27.0),
    "vehicle.car": (2.2, 6.6),
    "vehicle.caravan": (2.0, 14.0),
    "vehicle.construction": (1.2, 25.0),
    "vehicle.ego": (2.2, 20.0),
    "vehicle.emergency": (2.0, 14.0),
    "vehicle.kick_scooter": (0.5, 1.8),
    "vehicle.motorcycle": (1.0, 3.2),
    "vehicle.trailer": (1.0, 18.0),
    "vehicle.train": (5.0, 500.0),
    "vehicle.tram": (5.0, 80.0),
    "vehicle.truck": (3.5, 26.0),
    "vehicle.van": (2.8, 8.5),
    "void": (0.001, 5000.0),
}
"""Shortest and longest of a thing's greatest extent, by class or by the beginning of a class's name. Chosen: the
smallest and the largest on sale or alive with a margin, so that only a wrong unit falls outside."""

UNITS = {
    "millimetres": 0.001,
    "centimetres": 0.01,
    "inches": 0.0254,
    "feet": 0.3048,
    "decimetres": 0.1,
    "kilometres": 1000.0,
}
"""Metres of the units that files are drawn in by mistake."""


def plausible_m(semantic: str) -> tuple[float, float]:
    """Range of the greatest extent of a thing of this class, metres."""
    name = semantic
    while name and name not in LONGEST_M:
        name = name.rpartition(".")[0]
    return LONGEST_M[name or "void"]


def check_size(semantic: str, extent_m: tuple[float, float, float], scale: float, path: str) -> None:
    """Raises ConfigError where a thing's extent (length, width, height) is implausible for its class.

    scale: the one it was measured with. The message has the size, the range and the scale that would fit.
    """
    low, high = plausible_m(semantic)
    longest = max(extent_m)
    if low <= longest <= high:
        return
    factor, unit = _fitting(longest, low, high)
    measured = " x ".join(f"{edge:.3g}" for edge in extent_m)
    raise ConfigError(
        path,
        f"measures {measured} m, and a {semantic} is {low:g} to {high:g} m in its longest direction; "
        f"scale: {scale * factor:.4g} would make it {longest * factor:.3g} m{unit}",
    )


def _fitting(longest_m: float, low_m: float, high_m: float) -> tuple[float, str]:
    """The factor of the unit that brings a length into a range, nearest to its middle, else what hits it."""
    middle = math.sqrt(low_m * high_m)
    fitting = [(factor, name) for name, factor in UNITS.items() if low_m <= longest_m * factor <= high_m]
    if not fitting:
        return middle / longest_m, ""
    factor, name = min(fitting, key=lambda pair: abs(math.log(longest_m * pair[0] / middle)))
    return factor, f" (is the file in {name}?)"
