"""Distractors: things that lie or stand where they should not matter, and solids that hang in the air."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import ClassVar, cast, get_args

import numpy as np

from randomizers.base import Randomizer
from randomizers.ground import Ground
from randomizers.kerbs import kerb_places
from randomizers.room import Room, heading_of
from randomizers.traffic_lines import line_of, place_on
from scenes.actor import Actor
from scenes.asset import AssetSpec
from scenes.assets.street.distractor import Distractor, DistractorShape
from scenes.catalogue import Catalogue
from scenes.distributions import Distribution, check_names, check_range, number
from scenes.footprint import centred_pose, footprint_of
from scenes.material import Material, Pattern
from scenes.pose import Body, Pose, World, axis_angle, multiply_quaternions
from scenes.roads.network import Lane
from scenes.scenario import Params
from scenes.scene import Scene
from scenes.streams import stream

SEED_LIMIT = 2**53
SHAPES: tuple[DistractorShape, ...] = get_args(DistractorShape)
SOLIDS = tuple(f"solid_{shape}" for shape in SHAPES)
"""Names of the plain solids among what may be placed."""
PATTERNS: tuple[Pattern, ...] = ("plain", "plain", "concrete", "brick", "cobbles", "worn_paint", "bark", "plaster")
PLACED_SIZE_M = (0.2, 0.9)
OFF_KERB_M = (-2.2, 0.5)
"""Chosen: from the pavement to the gutter."""
MARGIN_M = 0.4
NEAR_M, BESIDE_M, LOW_M, HIGH_M = 7.0, (2.2, 9.0), 0.3, 5.5
"""Chosen: flying ones are ahead of the ego, off its way by a car's width, at heights that cameras look at."""

Values = dict[str, float | int | str | bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Distractors(Randomizer):
    """Adds static things that the scenario does not know: instances, labelled as what they are.

    placed_per_100m: of kerb, on pavements and in gutters. kind: names of assets (`swerve list assets`) or SOLIDS.
    flying: how many solids of class object.distractor hang in the air around the ego's way. flying_size_m: of each.
    assets: sources of imported assets that kind may name, such as `pybullet`; put them into the run's assets, too, so
    that its record lists their licences. Solids have random paints and patterns; nothing stands in a path.
    Raises UnknownName for a kind that is no asset.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = ("kind", "flying_size_m")

    placed_per_100m: Distribution
    kind: Distribution
    flying: Distribution
    flying_size_m: Distribution
    assets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_range(self.placed_per_100m, "placed_per_100m", 0.0, 60.0, "")
        check_range(self.flying, "flying", 0.0, 200.0, "")
        check_range(self.flying_size_m, "flying_size_m", 0.05, 3.0, "m")
        check_names(self.kind, "kind", "asset", (*SOLIDS, *self._catalogue().names()))

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """Every thing as `placed_<k>.<value>` or `flying_<k>.<value>`."""
        sub_seed, density = int(rng.integers(SEED_LIMIT)), number(self.placed_per_100m, rng)
        count = round(number(self.flying, rng))
        room, ground = Room.of(scene), Ground.of(scene)
        params: Values = {"sub_seed": sub_seed, "placed_per_100m": density, "flying": count}
        for k, values in enumerate(self._placed(scene, density / 100.0, stream(sub_seed, "placed"), ground)):
            name = f"placed_{k}"
            if room.take(footprint_of(self._actor(name, {f"{name}.{key}": v for key, v in values.items()})), MARGIN_M):
                params |= {f"{name}.{key}": value for key, value in values.items()}
        for k in range(count):
            name, own = f"flying_{k}", stream(sub_seed, "flying", k)
            values = _flight(scene, number(self.flying_size_m, own), own)
            params |= {f"{name}.{key}": value for key, value in values.items()}
        return params

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene with the things after its own actors."""
        names = [key.removesuffix(".kind") for key in params if key.endswith(".kind")]
        return scene.with_actors((*scene.actors, *(self._actor(name, params) for name in names)))

    def _catalogue(self) -> Catalogue:
        return Catalogue(sources=self.assets)

    def _placed(self, scene: Scene, per_m: float, rng: np.random.Generator, ground: Ground) -> list[Values]:
        """Things on the ground along kerbs, or along roads without pavements beyond their edges."""
        made = []
        for x, y, along in [*_at_kerbs(scene, per_m, rng), *_at_edges(scene, per_m, rng, ground)]:
            height, semantic = ground.at(np.array([[x, y]]))
            kind = str(self.kind.sample(rng))
            values: Values = {"kind": kind, "x_m": x, "y_m": y, "z_m": float(height[0])}
            values |= {"yaw_rad": heading_of(along + float(rng.uniform(0.0, 2 * math.pi)))}
            values |= _paint(rng) | {"size_m": float(rng.uniform(*PLACED_SIZE_M))} if kind in SOLIDS else {}
            if semantic[0] and math.isfinite(float(height[0])):
                made.append(values)
        return made

    def _actor(self, name: str, params: Params) -> Actor:
        kind = str(params[f"{name}.kind"])
        x, y, z, yaw = (float(params[f"{name}.{key}"]) for key in ("x_m", "y_m", "z_m", "yaw_rad"))
        looks: tuple[tuple[str, Material], ...] = ()
        if kind in SOLIDS:
            asset: AssetSpec = Distractor(
                shape=cast(DistractorShape, kind.removeprefix("solid_")),
                size_m=round(float(params[f"{name}.size_m"]), 2),
            )
            looks = (("surface", _material(name, params)),)
        else:
            asset = self._catalogue().spec(kind)
        lift = asset.nominal().T_body_box.translation_m[2]
        pose = centred_pose(asset, x, y, yaw, z - lift)
        if f"{name}.pitch_rad" in params:
            pose = _tilted(pose, *(float(params[f"{name}.{key}"]) for key in ("pitch_rad", "roll_rad")))
        return Actor(name=name, asset=asset, body="static", T_world_body=pose, appearance=looks, mass_kg=5.0)


def _at_kerbs(scene: Scene, per_m: float, rng: np.random.Generator) -> list[tuple[float, float, float]]:
    places = kerb_places(scene, per_m, rng)
    return [(*place.beside(float(rng.uniform(*OFF_KERB_M))), place.yaw_rad) for place in places]


def _at_edges(scene: Scene, per_m: float, rng: np.random.Generator, ground: Ground) -> list[tuple[float, float, float]]:
    """Places right of driving lanes on what nobody drives, where a scene has no pavements."""
    if scene.road.of_kind("pavement"):
        return []
    places = []
    for lane in scene.road.of_kind("driving"):
        for s in rng.uniform(0.0, lane.length_m, int(rng.poisson(per_m * lane.length_m))).tolist():
            x, y, yaw = _right_of(lane, s, float(rng.uniform(0.3, 4.0)))
            _, semantic = ground.at(np.array([[x, y]]))
            if semantic[0] and semantic[0] not in ("flat.driveable_surface", "flat.marking", "flat.crosswalk"):
                places.append((x, y, yaw))
    return places


def _right_of(lane: Lane, s_m: float, off_m: float) -> tuple[float, float, float]:
    x, y, _, yaw = place_on(line_of(lane), s_m)
    right = 0.5 * lane.width_m + off_m
    return x + right * math.sin(yaw), y - right * math.cos(yaw), yaw


def _flight(scene: Scene, size_m: float, rng: np.random.Generator) -> Values:
    """A solid in the air beside the ego's way, or above the cars on it."""
    start, yaw = scene.ego.T_world_body.translation_m, scene.ego.T_world_body.yaw_rad
    reach = scene.ego.speed_mps * scene.duration_s + 45.0
    ahead, side = float(rng.uniform(NEAR_M, reach)), (-1.0, 1.0)[int(rng.integers(2))]
    left, up = side * float(rng.uniform(*BESIDE_M)), float(rng.uniform(LOW_M, HIGH_M))
    x, y, z = _ahead(scene, ahead) or (start[0] + ahead * math.cos(yaw), start[1] + ahead * math.sin(yaw), start[2])
    angles = {f"{name}_rad": float(rng.uniform(-math.pi, math.pi)) for name in ("yaw", "pitch", "roll")}
    return {
        "kind": SOLIDS[int(rng.integers(len(SOLIDS)))],
        "size_m": size_m,
        "x_m": x - left * math.sin(yaw),
        "y_m": y + left * math.cos(yaw),
        "z_m": z + up,
        **angles,
        **_paint(rng),
    }


def _ahead(scene: Scene, distance_m: float) -> tuple[float, float, float] | None:
    """A point of the ego's path; None where it has none or does not go so far."""
    if scene.ego.path is None:
        return None
    left = distance_m
    points = scene.ego.path.points_m
    for a, b in itertools.pairwise(points):
        piece = math.dist(a, b)
        if left <= piece and piece > 0.0:
            x, y, z = (p + left / piece * (q - p) for p, q in zip(a, b, strict=True))
            return x, y, z
        left -= piece
    return None


def _paint(rng: np.random.Generator) -> Values:
    red, green, blue = (float(c) for c in rng.uniform(0.02, 0.8, 3))
    return {
        "pattern": PATTERNS[int(rng.integers(len(PATTERNS)))],
        "red": red,
        "green": green,
        "blue": blue,
        "roughness": float(rng.uniform(0.15, 1.0)),
    }


def _material(name: str, params: Params) -> Material:
    red, green, blue = (float(params[f"{name}.{c}"]) for c in ("red", "green", "blue"))
    return Material(
        base_color=(red, green, blue),
        roughness=float(params[f"{name}.roughness"]),
        pattern=cast(Pattern, params[f"{name}.pattern"]),
        lidar_reflectivity=0.1 + 0.7 * red,
    )


def _tilted(pose: Pose[World, Body], pitch_rad: float, roll_rad: float) -> Pose[World, Body]:
    tilt = multiply_quaternions(axis_angle((0.0, 1.0, 0.0), pitch_rad), axis_angle((1.0, 0.0, 0.0), roll_rad))
    turn: Pose[Body, Body] = Pose.from_arrays(np.zeros(3), tilt)
    return pose @ turn
