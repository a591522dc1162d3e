"""What falls off vehicles: a thing of a kind in one of its sizes, and which way up it may come to rest."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scenes.asset import AssetSpec, asset_of
from scenes.assets.street.lost_cargo import Carton, Ladder, Mattress, Pallet, Pipe, Sofa
from scenes.assets.street.lost_parts import LoadingRamp, LooseWheel
from scenes.material import Material
from scenes.staging.lying import AS_BUILT, ON_A_SIDE, ON_AN_END, UPSIDE_DOWN, Quaternion
from scenes.staging.scattered import Thing

VARIETIES = 4
"""Chosen: of what has seeds, so that many share a few meshes."""
Size = Callable[[np.random.Generator], AssetSpec]
FABRICS = ((0.13, 0.14, 0.16), (0.10, 0.05, 0.03), (0.33, 0.28, 0.21), (0.05, 0.09, 0.16), (0.16, 0.03, 0.03))
"""Chosen: of sofas, albedo: grey, brown leather, beige, navy, red."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cargo:
    """A kind. spec: one of its sizes. rests: rotations near which it may end up. kg_per_m3: of its box."""

    spec: Size
    rests: tuple[Quaternion, ...] = (AS_BUILT, UPSIDE_DOWN)
    kg_per_m3: float = 100.0


def _carton(rng: np.random.Generator) -> AssetSpec:
    """Of 0.2 to 1 m, nothing flatter than a third."""
    long = _steps(rng, 0.3, 1.0)
    width, height = (max(0.2, round(long * float(rng.uniform(0.45, 0.9)), 2)) for _ in range(2))
    open_flaps = bool(rng.random() < 0.25)
    return Carton(length_m=long, width_m=width, height_m=height, open_flaps=open_flaps, seed=_variety(rng))


def _pipe(rng: np.random.Generator) -> AssetSpec:
    sizes = (0.11, 0.16, 0.25, 0.40)  # outer diameters of drain pipes, EN 1401
    return Pipe(length_m=_steps(rng, 1.5, 4.0), diameter_m=sizes[int(rng.integers(len(sizes)))])


def _wheel(rng: np.random.Generator) -> AssetSpec:
    if rng.random() < 0.35:
        return LooseWheel(outer_m=1.0, width_m=0.3)
    return LooseWheel(outer_m=(0.6, 0.64, 0.7)[int(rng.integers(3))])


CARGO: dict[str, Cargo] = {
    "box": Cargo(spec=_carton, rests=(AS_BUILT, AS_BUILT, UPSIDE_DOWN, *ON_A_SIDE, *ON_AN_END), kg_per_m3=60.0),
    "pallet": Cargo(spec=lambda rng: Pallet(), kg_per_m3=180.0),
    "mattress": Cargo(spec=lambda rng: Mattress(seed=_variety(rng)), kg_per_m3=45.0),
    "ladder": Cargo(spec=lambda rng: Ladder(length_m=_steps(rng, 2.0, 4.0)), kg_per_m3=120.0),
    "wheel": Cargo(spec=_wheel, kg_per_m3=220.0),
    "pipe": Cargo(spec=_pipe, kg_per_m3=250.0),
    "sofa": Cargo(spec=lambda rng: Sofa(), rests=(AS_BUILT, UPSIDE_DOWN, *ON_A_SIDE, *ON_AN_END), kg_per_m3=45.0),
    "ramp": Cargo(spec=lambda rng: LoadingRamp(length_m=_steps(rng, 1.8, 2.6)), kg_per_m3=200.0),
}
"""By the catalogue's words. Densities of boxes are chosen by what such things weigh in shops."""


def cargo_of(kind: str, rng: np.random.Generator) -> Thing:
    """One of a kind: its size, weight and looks, which way up it lies, and where it points."""
    known = CARGO[kind]
    spec, rough = known.spec(rng), known.rests[int(rng.integers(len(known.rests)))]
    box = asset_of(spec).box
    looks: tuple[tuple[str, Material], ...] = ()
    if kind == "sofa":
        color = FABRICS[int(rng.integers(len(FABRICS)))]
        looks = (("fabric", Material(base_color=color, roughness=0.9, lidar_reflectivity=0.35)),)
    return Thing(
        spec=spec,
        rough=rough,
        yaw_rad=float(rng.uniform(-math.pi, math.pi)),
        mass_kg=known.kg_per_m3 * box.length_m * box.width_m * box.height_m,
        looks=looks,
    )


def _steps(rng: np.random.Generator, low_m: float, high_m: float) -> float:
    """A size in steps of 10 cm, as things are sold."""
    return round(10.0 * float(rng.uniform(low_m, high_m))) / 10.0


def _variety(rng: np.random.Generator) -> int:
    return int(rng.integers(VARIETIES))
