"""Tiny assets and scenes for tests of physics: boxes and spheres with closed-form motion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor, Path
from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, CollisionShape, Slot
from scenes.environment import Environment
from scenes.material import Material
from scenes.mesh import MeshBuilder
from scenes.pose import Pose
from scenes.rig import Rig
from scenes.roads.network import Lane, RoadNetwork
from scenes.scene import Case, Scene
from scenes.storyboard import Event, Storyboard
from simulator.physics.settings import PhysicsSettings

SETTINGS = PhysicsSettings(tail_s=0.5)
STEP_S = SETTINGS.step_s
GRAVITY = SETTINGS.gravity_mps2


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(AssetSpec):
    """A box standing on its body frame; `shift_m` moves it forward; a wheelbase adds four wheel parts."""

    size_m: tuple[float, float, float] = (1.0, 1.0, 1.0)
    shift_m: float = 0.0
    semantic: str = "movable.debris"
    shape: CollisionShape = "box"
    wheelbase_m: float = 0.0
    wheel_radius_m: float = 0.3

    def build(self) -> Asset:
        builder = MeshBuilder()
        builder.add([[0, 0, 0], [1, 0, 0], [0, 1, 0]], [[0, 1, 2]], 0)
        mesh = builder.build()
        hubs = [(x, y) for x in (0.0, self.wheelbase_m) for y in (-0.8, 0.8)] if self.wheelbase_m else []
        wheels = [
            AssetPart(
                name=f"wheel_{k}", mesh=mesh, parent=0, T_parent_part=Pose(translation_m=(x, y, self.wheel_radius_m))
            )
            for k, (x, y) in enumerate(hubs)
        ]
        length, width, height = self.size_m
        return Asset(
            name="block",
            semantic=self.semantic,
            parts=(AssetPart(name="body", mesh=mesh), *wheels),
            slots=(Slot(material="grey", part="body", semantic=self.semantic),),
            materials=(("grey", Material(base_color=(0.5, 0.5, 0.5))),),
            box=BodyBox(
                length_m=length, width_m=width, height_m=height, T_body_box=Pose(translation_m=(self.shift_m, 0.0, 0.0))
            ),
        )

    def joint_angles(self, distance_m: NDArray[np.float64], speed_mps: NDArray[np.float64]) -> NDArray[np.float64]:
        del speed_mps
        turn = np.tile(distance_m[:, None] / self.wheel_radius_m, (1, 4 if self.wheelbase_m else 0))
        return np.concatenate([np.zeros((len(distance_m), 1)), turn], axis=1)

    def collision(self) -> CollisionShape:
        return self.shape


def sphere(radius_m: float) -> Block:
    """A ball that rests on its body frame's origin."""
    return Block(size_m=(2 * radius_m, 2 * radius_m, 2 * radius_m), shape="sphere")


CAR = Block(size_m=(4.5, 1.8, 1.45), shift_m=1.35, semantic="vehicle.car", wheelbase_m=2.7)
PERSON = Block(size_m=(0.4, 0.5, 1.2), semantic="human.pedestrian.child")


def follower(name: str, points_m: Sequence[tuple[float, float]], speed_mps: float, asset: AssetSpec = CAR) -> Actor:
    """A kinematic actor on a path on the ground."""
    path = Path(points_m=tuple((x, y, 0.0) for x, y in points_m))
    return Actor(name=name, asset=asset, body="kinematic", path=path, speed_mps=speed_mps)


def scene_of(
    *actors: Actor,
    ego: Actor | None = None,
    events: Sequence[Event] = (),
    duration_s: float = 2.0,
    lanes: Sequence[Lane] = (),
    key_actor: str = "",
) -> Scene:
    """A scene of these actors; the ego stands far away unless given."""
    return Scene(
        road=RoadNetwork(name="plane", lanes=tuple(lanes)),
        scenery=(),
        ego=ego or follower("ego", [(0.0, -500.0), (1.0, -500.0)], 0.0),
        actors=actors,
        environment=Environment(),
        storyboard=Storyboard(events=tuple(events)),
        rig=Rig(name="none", mounts=()),
        case=Case(id="T00", name="test", key_actor=key_actor),
        duration_s=duration_s,
        fps=10.0,
    )
