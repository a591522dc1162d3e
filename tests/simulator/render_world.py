"""Tiny scenes for rendering tests: ground, spheres, panes, walls; and histories that hold still or slide."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import trimesh

from scenes.actor import Actor, Scenery
from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot
from scenes.environment import Environment
from scenes.links import links_of
from scenes.material import Material
from scenes.mesh import MeshBuilder
from scenes.pose import Pose
from scenes.rig import Rig
from scenes.roads.network import RoadNetwork
from scenes.scene import Case, Scene
from scenes.storyboard import Storyboard
from simulator.physics.history import LinkPoses, WorldHistory
from simulator.render.base import PinholeView

Shape = Literal["ground", "sphere", "pane", "wall"]
CAMERA_IN_WORLD = np.array([[0.0, 0, 1, 0], [-1, 0, 0, 0], [0, -1, 0, 0], [0, 0, 0, 1]])

GREY = Material(base_color=(0.5, 0.5, 0.5))
NIGHT = Environment(sun_elevation_rad=-1.5, moon_elevation_rad=-1.5, cloud_cover=0.0, mor_m=300_000.0)
"""Stars alone, in the clearest air: what shines in a test is all its light."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solid(AssetSpec):
    """One shape of one material. Sphere: radius `size_m` around the origin; the others: squares of edge `size_m`."""

    shape: Shape
    size_m: float = 1.0
    material: Material = GREY

    def build(self) -> Asset:
        builder = MeshBuilder()
        half = self.size_m / 2
        if self.shape == "sphere":
            ball = trimesh.creation.icosphere(5, self.size_m)
            builder.add(ball.vertices, ball.faces, 0)
        elif self.shape == "ground":
            builder.add(
                [[-half, -half, 0], [half, -half, 0], [half, half, 0], [-half, half, 0]], [[0, 1, 2], [0, 2, 3]], 0
            )
        else:
            builder.add(
                [[0, -half, -half], [0, half, -half], [0, half, half], [0, -half, half]], [[0, 2, 1], [0, 3, 2]], 0
            )
        semantic = "flat.driveable_surface" if self.shape == "ground" else "vehicle.car"
        return Asset(
            name=self.shape,
            semantic=semantic,
            parts=(AssetPart(name="body", mesh=builder.build()),),
            slots=(Slot(material="m", part="body", semantic=semantic),),
            materials=(("m", self.material),),
            box=BodyBox(length_m=self.size_m, width_m=self.size_m, height_m=self.size_m),
        )


def scene_of(*actors: Actor, ground: Material | None = None, environment: Environment | None = None) -> Scene:
    """A scene of those actors, an ego out of sight, and a 400 m ground where a material is given."""
    scenery = () if ground is None else (Scenery(name="g", asset=Solid(shape="ground", size_m=400, material=ground)),)
    return Scene(
        road=RoadNetwork(name="none", lanes=()),
        scenery=scenery,
        ego=Actor(name="ego", asset=Solid(shape="sphere", size_m=0.1), T_world_body=Pose.planar(-150, 0, 0, 5)),
        actors=actors,
        environment=environment or Environment(),
        storyboard=Storyboard(),
        rig=Rig(name="none", mounts=()),
        case=Case(id="T", name="test", key_actor="ego"),
        duration_s=1.0,
    )


def placed(name: str, solid: Solid, x: float, y: float, z: float, yaw_rad: float = 0.0) -> Actor:
    """A static actor."""
    return Actor(name=name, asset=solid, T_world_body=Pose.planar(x, y, yaw_rad, z))


def still(scene: Scene) -> WorldHistory:
    """Nothing moves, from -0.1 s to 1.1 s."""
    return sliding(scene, velocity=(0.0, 0.0, 0.0))


def sliding(scene: Scene, velocity: tuple[float, float, float]) -> WorldHistory:
    """The last actor slides with a constant velocity, being at its own place at t = 0."""
    links = links_of(scene)
    steps = 289
    times = -0.1 + np.arange(steps) / 240
    position = np.array([link.owner.T_world_body.translation_m for link in links])
    rotation = np.array([link.owner.T_world_body.rotation_xyzw for link in links])
    moving = np.array([len(links) - 1])
    bodies = scene.bodies()
    body_position = np.tile([b.T_world_body.translation_m for b in bodies], (steps, 1, 1))
    body_position[:, -1] += times[:, None] * np.array(velocity)
    return WorldHistory(
        start_s=-0.1,
        step_s=1 / 240,
        moving_links=moving,
        moving_position_m=(position[-1] + times[:, None] * np.array(velocity))[:, None, :],
        moving_rotation_xyzw=np.tile(rotation[-1], (steps, 1, 1)),
        rest=LinkPoses(position_m=position, rotation_xyzw=rotation),
        body_position_m=body_position,
        body_rotation_xyzw=np.tile([b.T_world_body.rotation_xyzw for b in bodies], (steps, 1, 1)),
        body_velocity_mps=np.zeros((steps, len(bodies), 3)),
        body_spin_radps=np.zeros((steps, len(bodies), 3)),
        brake_lamp=np.zeros((steps, len(bodies)), dtype=bool),
    )


def forward_view(
    width: int = 64, height: int = 48, focal_px: float = 60.0, z_m: float = 1.5, t_s: float = 0.0
) -> PinholeView:
    """A camera at (0, 0, z) that looks along +x."""
    pose = CAMERA_IN_WORLD.copy()
    pose[2, 3] = z_m
    return PinholeView(
        T_world_camera=Pose.from_matrix(pose),
        K=(focal_px, focal_px, (width - 1) / 2, (height - 1) / 2),
        size_px=(width, height),
        t_s=t_s,
    )


def noon(cloud_cover: float = 0.0, elevation_deg: float = 60.0, azimuth_deg: float = 90.0) -> Environment:
    """A clear day's light."""
    return Environment(
        sun_elevation_rad=math.radians(elevation_deg),
        sun_azimuth_rad=math.radians(azimuth_deg),
        cloud_cover=cloud_cover,
    )
