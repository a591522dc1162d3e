"""The road's surface: how worn, how old and how often mended asphalt, markings and pavements are."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from randomizers.base import Randomizer
from randomizers.ground import Ground, is_ground
from randomizers.looks import Color, blended, luminance, repainted, scaled
from scenes.actor import Scenery
from scenes.asset import AssetSpec
from scenes.assets.street.road_patch import AsphaltRepair, Manhole
from scenes.distributions import Distribution, check_range, number
from scenes.material import Material
from scenes.pose import Body, Pose, World
from scenes.scenario import Params
from scenes.scene import Scene
from scenes.streams import stream

SEED_LIMIT = 2**53
_RANGES: dict[str, tuple[float, float, str]] = {
    "asphalt_reflectance": (0.03, 0.30, ""),
    "asphalt_warmth": (-1.0, 1.0, ""),
    "pavement_brightness": (0.5, 1.6, ""),
    "marking_wear": (0.0, 1.0, ""),
    "patches_per_100m": (0.0, 30.0, ""),
    "manholes_per_100m": (0.0, 10.0, ""),
}
ASPHALTS = frozenset({"asphalt", "street", "shoulder", "yard"})
ASPHALT_USUAL = 0.091
"""Luminous reflectance of the driving lanes' asphalt in the scenes' own materials; other asphalts keep their ratio."""
MENDED = "fresh_asphalt"
FRESH = 0.055
"""Reflectance of asphalt that was laid this year (ECOSTRESS: 0.05 to 0.07)."""
PAVEMENTS = frozenset({"slabs", "setts", "kerb", "gutter", "parking"})
WARM, COOL = (1.10, 1.0, 0.86), (0.95, 1.0, 1.07)
"""Tints of old asphalt with quartzite or gabbro in it; chosen: ECOSTRESS's worn asphalts are 5 to 15 % redder than
blue, fresh ones are neutral."""
SHADOWED = 0.9
"""Chosen: dirt in the chips keeps worn paint below the road's brightest stones."""
LEAST_BEADS = 0.1
"""Share of a marking's retroreflection that the most worn one keeps: EN 1436 asks new markings for R5 (300), and roads
are measured down to 30 mcd/lx/m2 before they are painted again."""

PATCHES: tuple[AssetSpec, ...] = (
    AsphaltRepair(length_m=1.2, width_m=0.9),
    AsphaltRepair(length_m=2.2, width_m=1.6),
    AsphaltRepair(length_m=4.5, width_m=1.1),
    AsphaltRepair(length_m=6.5, width_m=2.4),
    AsphaltRepair(length_m=9.0, width_m=0.8),
)
COVER = Manhole()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadSurface(Randomizer):
    """Repaints what roads are made of, and mends them.

    asphalt_reflectance: luminous, dry: 0.05 new, 0.10 usual, 0.18 old and worn. asphalt_warmth: -1 bluish, 1 reddish.
    pavement_brightness: factor for slabs, setts and kerbs. marking_wear: 0 new, 1 just to be seen. patches_per_100m (of
    any age), manholes_per_100m: of driving lane, added to those that are there, where the road is flat enough for them.
    Raises ConfigError for a range beyond these.
    """

    asphalt_reflectance: Distribution
    asphalt_warmth: Distribution
    pavement_brightness: Distribution
    marking_wear: Distribution
    patches_per_100m: Distribution
    manholes_per_100m: Distribution

    def __post_init__(self) -> None:
        for name, (low, high, unit) in _RANGES.items():
            check_range(getattr(self, name), name, low, high, unit)

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """The values drawn once a clip, and every patch as `patch_<k>.<value>`."""
        params: dict[str, float | int | str | bool] = {name: number(getattr(self, name), rng) for name in _RANGES}
        own = stream(int(rng.integers(SEED_LIMIT)), "patches")
        ground = Ground.of(scene)
        covers, count = 0.01 * float(params["manholes_per_100m"]), 0
        patches = 0.01 * float(params["patches_per_100m"])
        for lane in scene.road.of_kind("driving"):
            kinds = [-1] * int(own.poisson(covers * lane.length_m))
            kinds += own.integers(len(PATCHES), size=own.poisson(patches * lane.length_m)).tolist()
            for variety in kinds:
                left = float(own.normal(scale=0.16)) * lane.width_m
                x, y, _, yaw = lane.point(float(own.uniform(0.0, lane.length_m)), left)
                if _laid(ground, x, y, yaw, variety) is not None:
                    age = float(own.beta(1.0, 1.5))
                    place = {"x_m": x, "y_m": y, "yaw_rad": yaw, "age": age, "variety": variety}
                    params |= {f"patch_{count}.{key}": value for key, value in place.items()}
                    count += 1
        return params

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene with that surface, patches after its scenery."""
        ground = Ground.of(scene) if "patch_0.variety" in params else None
        names = [key.removesuffix(".variety") for key in params if key.endswith(".variety")]
        patches = [_patch(name, params, ground) for name in names if ground is not None]

        def worn(name: str, old: Material) -> Material | None:
            return _worn(name, old, params)

        repaired = [repainted(p, worn) if is_ground(p) or p.asset in PATCHES else p for p in scene.scenery]
        return replace(scene, scenery=(*repaired, *patches))


def _laid(ground: Ground, x_m: float, y_m: float, yaw_rad: float, variety: int) -> Pose[World, Body] | None:
    """Where a patch lies, on driving lanes alone; None where it cannot."""
    box = _spec(variety).nominal()
    _, name = ground.at(np.array([[x_m, y_m]]))
    if name[0] != "flat.driveable_surface":
        return None
    return ground.laid(x_m, y_m, yaw_rad, box.length_m, box.width_m)


def _spec(variety: int) -> AssetSpec:
    return COVER if variety < 0 else PATCHES[variety]


def _patch(name: str, params: Params, ground: Ground) -> Scenery:
    x, y, yaw = (float(params[f"{name}.{key}"]) for key in ("x_m", "y_m", "yaw_rad"))
    variety = int(params[f"{name}.variety"])
    pose = _laid(ground, x, y, yaw, variety)
    assert pose is not None  # draws are of places where it can lie
    laid = Scenery(name=f"road_{name}", asset=_spec(variety), T_world_body=pose)
    age = float(params[f"{name}.age"])
    return repainted(laid, lambda material, old: _mended(old, params, age) if material == MENDED else None)


def _worn(name: str, old: Material, params: Params) -> Material | None:
    """A material of the ground as it looks on this road."""
    asphalt = _asphalt(params)
    if name == MENDED:
        return _mended(old, params, 0.0)
    if name in ASPHALTS:
        usual = luminance(old.base_color) / ASPHALT_USUAL
        return replace(old, base_color=scaled(asphalt, usual))
    if name in PAVEMENTS:
        return replace(old, base_color=scaled(old.base_color, float(params["pavement_brightness"])))
    if name.startswith("marking"):
        return _worn_marking(old, asphalt, float(params["marking_wear"]))
    return None


def _asphalt(params: Params) -> Color:
    warmth = float(params["asphalt_warmth"])
    tint = blended((1.0, 1.0, 1.0), WARM if warmth > 0 else COOL, abs(warmth))
    return scaled(tint, float(params["asphalt_reflectance"]) / luminance(tint))


def _mended(old: Material, params: Params, age: float) -> Material:
    """Newer asphalt: the younger, the darker against the road around it."""
    fresh = min(FRESH, 0.8 * float(params["asphalt_reflectance"]))
    return replace(old, base_color=blended((fresh, fresh, fresh), _asphalt(params), 0.9 * age))


def _worn_marking(old: Material, asphalt: Color, wear: float) -> Material:
    """Paint that is partly gone and dirty; what is left of its beads goes with it."""
    gone = 0.85 * wear
    color = blended(old.base_color, scaled(asphalt, SHADOWED), gone)
    beads = old.beads_cd_lx_m2 * max(LEAST_BEADS, 1.0 - wear)
    return replace(
        old, base_color=color, beads_cd_lx_m2=beads, lidar_reflectivity=old.lidar_reflectivity * (1.0 - 0.6 * wear)
    )
