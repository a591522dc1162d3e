"""The motion of one body's frame over a clip, and of the bodies that follow paths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor, Path
from scenes.asset import asset_of
from scenes.errors import SceneError
from scenes.pose import Body, Pose, World, rotate
from scenes.scene import Scene
from scenes.storyboard import AtTime, Event, SetSpeed
from simulator.physics.kinematics import SpeedCommand, Travel, track_of, travel
from simulator.physics.settings import PhysicsSettings
from simulator.physics.suspension import wheelbase_m

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Motion:
    """Poses and velocities of a body frame at T states, world frame: (T, 3), (T, 4), (T, 3), (T, 3)."""

    position_m: Float64
    rotation_xyzw: Float64
    velocity_mps: Float64
    spin_radps: Float64


def at_rest(pose: Pose[World, Body], states: int) -> Motion:
    """A body that stays where it is."""
    return Motion(
        position_m=np.tile(np.array(pose.translation_m), (states, 1)),
        rotation_xyzw=np.tile(np.array(pose.rotation_xyzw), (states, 1)),
        velocity_mps=np.zeros((states, 3)),
        spin_radps=np.zeros((states, 3)),
    )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Rail:
    """How one body follows its path, were it never disturbed. The motion is of the frame that its wheels stand on.

    distance_m, speed_mps: (T,) along the path. longitudinal_mps2, lateral_mps2: (T,) accelerations along its x and y.
    """

    motion: Motion
    distance_m: Float64
    speed_mps: Float64
    longitudinal_mps2: Float64
    lateral_mps2: Float64


def rails_of(scene: Scene, settings: PhysicsSettings) -> dict[int, Rail]:
    """The rails of all kinematic bodies by instance id. A path's start is passed at time 0, at the initial speed."""
    followers = [(k + 1, body) for k, body in enumerate(scene.bodies()) if body.body == "kinematic"]
    if not followers:
        return {}
    column = {body.name: k for k, (_, body) in enumerate(followers)}
    commands = [
        SpeedCommand(
            index=settings.index_from(fires_s(event)),
            body=column[action.actor],
            speed_mps=action.speed_mps,
            acceleration_mps2=action.acceleration_mps2,
        )
        for event in scene.storyboard.events
        for action in event.actions
        if isinstance(action, SetSpeed)
    ]
    initial = np.array([body.speed_mps for _, body in followers])
    covered = travel(initial, commands, settings.states(scene.duration_s), settings.lead_steps, settings.step_s)
    bases = [_wheelbase_m(body, [other for _, other in followers]) for _, body in followers]
    return {instance: _rail(body, covered, k, bases[k]) for k, (instance, body) in enumerate(followers)}


def fires_s(event: Event) -> float:
    """When an event fires; raises SceneError for triggers that are no time."""
    if not isinstance(event.trigger, AtTime):
        raise SceneError(f"event '{event.name}': only AtTime triggers are run yet")
    return event.trigger.time_s


def _wheelbase_m(body: Actor, followers: list[Actor]) -> float | None:
    """Between a vehicle's axles, or those of what carries a rider on the same path; None for what stays upright."""
    assert body.path is not None
    if _is_level(body.path):
        return None
    asset = asset_of(body.asset)
    if asset.semantic.startswith("vehicle."):
        return wheelbase_m(asset)
    for other in followers:
        carries = body.group and other.group == body.group and other.name != body.name and other.path == body.path
        if carries and asset_of(other.asset).semantic.startswith("vehicle."):
            return wheelbase_m(asset_of(other.asset))
    return None


def _is_level(path: Path) -> bool:
    return len({z for _, _, z in path.points_m}) == 1


def _rail(body: Actor, covered: Travel, column: int, base_m: float | None) -> Rail:
    """The rail of one body. base_m: between its axles, which both stand on the path; None: it stays upright."""
    assert body.path is not None  # Actor's own invariant of kinematic bodies
    track = track_of(body.path, body.name)
    distance, speed = covered.distance_m[:, column], covered.speed_mps[:, column]
    position, rotation = track.poses(distance)
    turn_radps = speed * track.curvature(distance)
    spin = np.zeros_like(position)
    spin[:, 2] = turn_radps
    if base_m is not None:
        rotation, change = track.inclined(distance, base_m)
        spin += rotate(rotation, np.array([0.0, 1.0, 0.0]) * (speed * change)[:, None])
    return Rail(
        motion=Motion(
            position_m=position,
            rotation_xyzw=rotation,
            velocity_mps=track.tangents(distance) * speed[:, None],
            spin_radps=spin,
        ),
        distance_m=distance,
        speed_mps=speed,
        longitudinal_mps2=covered.acceleration_mps2[:, column],
        lateral_mps2=speed * turn_radps,
    )
