"""Small worlds for tests of sensors and labels: crates of two parts and a ground, drifting and turning steadily."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from scenes.actor import Actor, Scenery
from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot
from scenes.environment import Environment
from scenes.links import links_of
from scenes.material import Material
from scenes.mesh import Mesh, MeshBuilder
from scenes.pose import Pose, axis_angle, multiply_quaternions, rotate
from scenes.rig import Rig
from scenes.roads.network import RoadNetwork
from scenes.scene import Case, Scene
from scenes.storyboard import Storyboard
from simulator.physics.history import LinkPoses, WorldHistory

FACES = [[0, 2, 3], [0, 3, 1], [4, 5, 7], [4, 7, 6], [0, 1, 5], [0, 5, 4], [2, 6, 7], [2, 7, 3], [0, 4, 6], [0, 6, 2]]
FACES += [[1, 3, 7], [1, 7, 5]]


def box_mesh(low: tuple[float, float, float], high: tuple[float, float, float]) -> Mesh:
    corners = [[x, y, z] for z in (low[2], high[2]) for y in (low[1], high[1]) for x in (low[0], high[0])]
    builder = MeshBuilder()
    builder.add(corners, FACES, 0, crease_rad=0.0)
    return builder.build()


@dataclass(frozen=True, slots=True, kw_only=True)
class Crate(AssetSpec):
    """A box that stands on its origin, with an arm of `arm_m` metres that sticks out to the left at mid height."""

    size_m: tuple[float, float, float] = (1.0, 1.0, 1.0)
    arm_m: float = 0.0
    semantic: str = "movable_object.debris"
    reflectivity: float = 0.5
    glass: bool = False
    chrome: bool = False

    def build(self) -> Asset:
        length, width, height = self.size_m
        parts = [AssetPart(name="body", mesh=box_mesh((-length / 2, -width / 2, 0.0), (length / 2, width / 2, height)))]
        if self.arm_m:
            mesh = box_mesh((-0.1, 0.0, -0.1), (0.1, self.arm_m, 0.1))
            at: Pose = Pose(translation_m=(0.0, width / 2, height / 2))
            parts.append(AssetPart(name="arm", mesh=mesh, parent=0, T_parent_part=at))
        material = Material(base_color=(0.4, 0.4, 0.4), lidar_reflectivity=self.reflectivity, glass=self.glass)
        if self.chrome:
            material = replace(material, metallic=1.0, roughness=0.05)
        return Asset(
            name="crate",
            semantic=self.semantic,
            parts=tuple(parts),
            slots=(Slot(material="m", part="body", semantic=self.semantic),),
            materials=(("m", material),),
            box=BodyBox(length_m=length, width_m=width, height_m=height),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground(AssetSpec):
    """A square of 400 m at height 0."""

    reflectivity: float = 0.5

    def build(self) -> Asset:
        builder = MeshBuilder()
        builder.add([[-200, -200, 0], [200, -200, 0], [200, 200, 0], [-200, 200, 0]], [[0, 1, 2], [0, 2, 3]], 0)
        return Asset(
            name="ground",
            semantic="flat.driveable_surface",
            parts=(AssetPart(name="body", mesh=builder.build()),),
            slots=(Slot(material="m", part="body", semantic="flat.driveable_surface"),),
            materials=(("m", Material(base_color=(0.3, 0.3, 0.3), lidar_reflectivity=self.reflectivity)),),
            box=BodyBox(length_m=400, width_m=400, height_m=1),
        )


EGO = Actor(name="ego", asset=Crate(size_m=(0.2, 0.2, 0.1), semantic="vehicle.ego"))


def crate(name: str, x_m: float, y_m: float, z_m: float = 0.0, yaw_rad: float = 0.0, **asset: object) -> Actor:
    return Actor(name=name, asset=Crate(**asset), T_world_body=Pose.planar(x_m, y_m, yaw_rad, z_m))


def world_of(*actors: Actor, ground: Ground | None = None, rig: Rig | None = None, duration_s: float = 0.5) -> Scene:
    return Scene(
        road=RoadNetwork(name="plane", lanes=()),
        scenery=() if ground is None else (Scenery(name="ground", asset=ground),),
        ego=EGO,
        actors=actors,
        environment=Environment(),
        storyboard=Storyboard(),
        rig=rig or Rig(name="none", mounts=()),
        case=Case(id="T", name="test", key_actor=actors[0].name if actors else "ego"),
        duration_s=duration_s,
    )


def part_pose(asset: Asset, part: int) -> Pose:
    """T_body_part with all joints at zero."""
    own = asset.parts[part]
    return own.T_parent_part if own.parent < 0 else part_pose(asset, own.parent) @ own.T_parent_part


def drifting(
    scene: Scene,
    velocity_mps: Mapping[str, tuple[float, float, float]] | None = None,
    yaw_rate_radps: Mapping[str, float] | None = None,
) -> WorldHistory:
    """Every named body moves and turns about z steadily, being at its own place at t = 0; from -0.2 s to 1 s."""
    step_s, times = 1 / 240, -0.2 + np.arange(289) / 240
    bodies = scene.bodies()
    velocity = np.array([(velocity_mps or {}).get(b.name, (0.0, 0.0, 0.0)) for b in bodies])
    rate = np.array([(yaw_rate_radps or {}).get(b.name, 0.0) for b in bodies])
    start = np.array([b.T_world_body.translation_m for b in bodies])
    facing = np.array([b.T_world_body.rotation_xyzw for b in bodies])
    body_m = start + times[:, None, None] * velocity
    turned = axis_angle((0.0, 0.0, 1.0), times[:, None] * rate)
    body_q = multiply_quaternions(turned, np.broadcast_to(facing, turned.shape))
    links = links_of(scene)
    moving = [k for k, link in enumerate(links) if link.instance]
    link_m, link_q = [], []
    for k in moving:
        i = links[k].instance - 1
        at = part_pose(links[k].asset, links[k].part)
        link_m.append(body_m[:, i] + rotate(body_q[:, i], np.array(at.translation_m)[None]))
        link_q.append(multiply_quaternions(body_q[:, i], np.tile(at.rotation_xyzw, (len(times), 1))))
    rest_m = np.array([link.owner.T_world_body.translation_m for link in links])
    rest_q = np.array([link.owner.T_world_body.rotation_xyzw for link in links])
    spin = np.zeros((len(times), len(bodies), 3))
    spin[..., 2] = rate
    return WorldHistory(
        start_s=-0.2,
        step_s=step_s,
        moving_links=np.array(moving),
        moving_position_m=np.stack(link_m, axis=1),
        moving_rotation_xyzw=np.stack(link_q, axis=1),
        rest=LinkPoses(position_m=rest_m, rotation_xyzw=rest_q),
        body_position_m=body_m,
        body_rotation_xyzw=body_q,
        body_velocity_mps=np.broadcast_to(velocity, body_m.shape),
        body_spin_radps=spin,
        brake_lamp=np.zeros((len(times), len(bodies)), dtype=bool),
    )
