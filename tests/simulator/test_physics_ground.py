"""The ground that loose bodies lie on: roads that rise, land beside them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest
from physics_bodies import CAR, GRAVITY, SETTINGS, Block, follower, scene_of

from scenes.actor import Actor, Path, Scenery
from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot
from scenes.environment import Environment
from scenes.friction import tyre_friction
from scenes.material import Material
from scenes.mesh import MeshBuilder
from scenes.pose import Pose, axis_angle
from scenes.scene import Scene
from scenes.storyboard import AtTime, Event
from scenes.storyboard.motion import Release
from simulator.physics.engine import simulate
from simulator.physics.ground import surfaces_of

SLOPE = 0.1
HALF_M = 150.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope(AssetSpec):
    """A square of ground that rises along x."""

    semantic_name: str = "flat.driveable_surface"
    rise: float = SLOPE

    def build(self) -> Asset:
        corners = [[x, y, self.rise * x] for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        builder = MeshBuilder()
        builder.add(HALF_M * np.array(corners), [[0, 1, 2], [0, 2, 3]], 0)
        return Asset(
            name="slope",
            semantic=self.semantic_name,
            parts=(AssetPart(name="surface", mesh=builder.build()),),
            slots=(Slot(material="grey", part="surface", semantic=self.semantic_name),),
            materials=(("grey", Material(base_color=(0.5, 0.5, 0.5))),),
            box=BodyBox(length_m=2 * HALF_M, width_m=2 * HALF_M, height_m=0.0),
        )


def hill(*actors: Actor, slope: Slope, events: tuple[Event, ...] = ()) -> Scene:
    scene = scene_of(*actors, events=events, duration_s=3.0)
    return replace(scene, scenery=(Scenery(name="ground", asset=slope),))


def crate(pose: Pose) -> Actor:
    size = (1.0, 1.0, 0.3)
    return Actor(name="crate", asset=Block(size_m=size), body="dynamic", T_world_body=pose, mass_kg=20.0, friction=0.05)


def test_a_released_car_rolls_down_a_hill_with_its_wheels_on_it() -> None:
    way = Path(points_m=((0.0, 0.0, 0.0), (100.0, 0.0, 100.0 * SLOPE)))
    car = replace(follower("car", [(0, 0), (100, 0)], 0.0, CAR), path=way)
    event = Event(name="r", trigger=AtTime(time_s=0.0), actions=(Release(actor="car"),))
    history = simulate(hill(car, slope=Slope(), events=(event,)), SETTINGS)
    start, end = (np.array(history.body_at(2, t).translation_m) for t in (0.0, 3.0))
    angle = math.atan(SLOPE)
    # resistance is 0.03 of what presses; the springs settle along the way
    expected = 0.5 * GRAVITY * (math.sin(angle) - 0.03 * math.cos(angle)) * 9.0
    assert np.linalg.norm(end - start) == pytest.approx(expected, rel=0.03)
    position = history.body_position_m[:, 1]
    assert np.abs(position[:, 2] - SLOPE * position[:, 0]).max() < 0.06


def test_a_crate_slides_down_a_hill() -> None:
    angle = math.atan(SLOPE)
    turn = axis_angle((0.0, 1.0, 0.0), -angle)
    pose = Pose(
        translation_m=(0.0, -20.0, 0.0), rotation_xyzw=(float(turn[0]), float(turn[1]), float(turn[2]), float(turn[3]))
    )
    history = simulate(hill(crate(pose), slope=Slope()), SETTINGS)
    # friction 0.05 of the crate on dry asphalt; on triangles Bullet's contact points come and go, and each that comes
    # brakes a little: less than a twentieth (on a plane: exact)
    expected = GRAVITY * (math.sin(angle) - 0.05 * math.cos(angle))
    speed = [np.linalg.norm(history.velocity_at(2, t)[0]) for t in (1.0, 2.0)]
    assert speed[1] - speed[0] == pytest.approx(expected, rel=0.05)


def test_land_has_the_friction_of_grass_and_roads_that_of_asphalt() -> None:
    stops = {}
    for semantic in ("flat.driveable_surface", "flat.terrain"):
        car = follower("car", [(0, 0), (100, 0)], 0.0, CAR)
        event = Event(name="r", trigger=AtTime(time_s=0.0), actions=(Release(actor="car", velocity_mps=(0, 6.0, 0)),))
        # of a road that rises somewhere, the level part; land needs a road that is not level beside it
        road = Scenery(name="far", asset=Slope(), T_world_body=Pose(translation_m=(1000.0, 0.0, 0.0)))
        scene = hill(car, slope=Slope(semantic_name=semantic, rise=0.0), events=(event,))
        history = simulate(replace(scene, scenery=(*scene.scenery, road)), SETTINGS)
        stops[semantic] = history.body_at(2, 3.0).translation_m[1]
    for semantic, surface in (("flat.driveable_surface", "asphalt"), ("flat.terrain", "grass")):
        expected = 6.0**2 / (2 * tyre_friction(Environment(), surface) * GRAVITY)
        assert stops[semantic] == pytest.approx(expected, rel=0.06)


def test_level_roads_are_a_plane() -> None:
    assert surfaces_of(hill(slope=Slope(rise=0.0))) == ()
    assert len(surfaces_of(hill(slope=Slope()))) == 1
