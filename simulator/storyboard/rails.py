"""From courses, odometers and offsets to the motion of bodies at every state of physics."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor
from scenes.asset import asset_of
from scenes.pose import axis_angle, rotate
from simulator.physics.kinematics import Track
from simulator.physics.motion import Motion, Rail
from simulator.physics.suspension import wheelbase_m
from simulator.storyboard.agent import LEAST_ALONG_MPS, LEAST_STRETCH, Agent, Stretch
from simulator.storyboard.world import World

Float64 = NDArray[np.float64]

STEP_MPS2 = 15.0
"""Chosen: speeds that change at once are felt by springs and lamps as no more than that."""


def rails_of_world(world: World) -> dict[int, Rail]:
    """The rails of all kinematic bodies by instance id."""
    bodies = [agent.body for agent in world.movers]
    rails = {agent.instance: _rail(world, agent, _wheelbase_m(agent.body, bodies)) for agent in world.movers}
    for rider in world.riders:
        if rider.carrier is not None and rider.carrier.instance in rails:
            rails[rider.instance] = rails[rider.carrier.instance]
    return dict(sorted(rails.items()))


def _wheelbase_m(body: Actor, followers: list[Actor]) -> float | None:
    """Between a vehicle's axles, or those of what carries a rider on the same path; None for who stays upright."""
    asset = asset_of(body.asset)
    if asset.semantic.startswith("vehicle."):
        return wheelbase_m(asset)
    for other in followers:
        carries = body.group and other.group == body.group and other.name != body.name and other.path == body.path
        if carries and asset_of(other.asset).semantic.startswith("vehicle."):
            return wheelbase_m(asset_of(other.asset))
    return None


def _rail(world: World, agent: Agent, base_m: float | None) -> Rail:
    """The rail of one body. base_m: between its axles, which both stand on the course; None: it stays upright."""
    distance, speed = world.distance_m[:, agent.column], world.speed_mps[:, agent.column]
    ends = [stretch.row for stretch in agent.stretches[1:]] + [world.states]
    starts = [0, *ends[:-1]]
    pieces = [
        _piece(stretch, np.arange(a, b), distance[a:b], speed[a:b], world.step_s, base_m)
        for stretch, a, b in zip(agent.stretches, starts, ends, strict=True)
        if b > a
    ]
    acceleration = np.zeros_like(speed)
    acceleration[:-1] = np.diff(speed) / world.step_s
    acceleration[-1] = acceleration[-2]
    motion = Motion(
        position_m=np.concatenate([piece[0] for piece in pieces]),
        rotation_xyzw=np.concatenate([piece[1] for piece in pieces]),
        velocity_mps=np.concatenate([piece[2] for piece in pieces]),
        spin_radps=np.concatenate([piece[3] for piece in pieces]),
    )
    turn = np.concatenate([piece[4] for piece in pieces])
    return Rail(
        motion=motion,
        distance_m=distance,
        speed_mps=speed,
        longitudinal_mps2=np.clip(acceleration, -STEP_MPS2, STEP_MPS2),
        lateral_mps2=speed * turn,
    )


def _piece(
    stretch: Stretch, rows: NDArray[np.int64], distance: Float64, speed: Float64, step_s: float, base_m: float | None
) -> tuple[Float64, Float64, Float64, Float64, Float64]:
    """Position, rotation, velocity, spin and rate of turn of a body on one course."""
    track = stretch.course.track
    s = _arc_length(stretch, rows, distance)
    if stretch.sways:
        return _beside(stretch, s, rows, distance, speed, step_s, base_m)
    turn = speed * track.curvature(s)
    spin = np.zeros((len(s), 3))
    spin[:, 2] = turn
    if base_m is None or _is_level(track):
        position, rotation = track.poses(s)
    else:
        position, (rotation, change) = track.points(s), track.inclined(s, base_m)
        spin += rotate(rotation, np.array([0.0, 1.0, 0.0]) * (speed * change)[:, None])
    return position, rotation, track.tangents(s) * speed[:, None], spin, turn


def _is_level(track: Track) -> bool:
    height = track.corners_m[:, 2]
    return bool((height == height[0]).all())


def _arc_length(stretch: Stretch, rows: NDArray[np.int64], distance: Float64) -> Float64:
    """Arc length at states. Paths of their own begin at 0 at time 0: nothing is added, not even 0.0."""
    at, shift = [row for row, _ in stretch.shifts], [shift for _, shift in stretch.shifts]
    if len(at) == 1 and shift[0] == 0.0:
        return distance
    return distance + np.interp(rows, at, shift)


def _beside(
    stretch: Stretch,
    s: Float64,
    rows: NDArray[np.int64],
    distance: Float64,
    speed: Float64,
    step_s: float,
    base_m: float | None,
) -> tuple[Float64, Float64, Float64, Float64, Float64]:
    """The same with an offset: the heading is that of the way that is really driven."""
    track = stretch.course.track
    offset, drift = _offsets(stretch, rows, distance, speed, step_s)
    slip = np.copysign(1.0, speed) * np.arctan2(drift, np.maximum(np.abs(speed), LEAST_ALONG_MPS))
    heading = np.interp(s, track.knot_m, track.knot_heading_rad)
    position = track.points(s)
    position[:, 0] -= offset * np.sin(heading)
    position[:, 1] += offset * np.cos(heading)
    yaw = heading + slip
    curvature = track.curvature(s)
    pace = np.cos(slip) / np.maximum(1.0 - curvature * offset, LEAST_STRETCH)
    turn = speed * pace * curvature
    if len(slip) > 1:
        turn += np.gradient(slip, step_s)
    rotation = axis_angle((0.0, 0.0, 1.0), yaw)
    tangent = track.tangents(s)
    level = np.hypot(tangent[:, 0], tangent[:, 1])
    velocity = np.stack([level * np.cos(yaw), level * np.sin(yaw), tangent[:, 2]], axis=1) * speed[:, None]
    spin = np.zeros_like(position)
    spin[:, 2] = turn
    if base_m is not None and not _is_level(track):
        rotation, change = track.inclined(s, base_m, slip)
        spin += rotate(rotation, np.array([0.0, 1.0, 0.0]) * (speed * change)[:, None])
    return position, rotation, velocity, spin, turn


def _offsets(
    stretch: Stretch, rows: NDArray[np.int64], distance: Float64, speed: Float64, step_s: float
) -> tuple[Float64, Float64]:
    """Offsets and their rates at states: plan by plan, each until the next one begins."""
    offset, drift = np.zeros(len(rows)), np.zeros(len(rows))
    for k, sway in enumerate(stretch.sways):
        end = stretch.sways[k + 1].row if k + 1 < len(stretch.sways) else rows[-1] + 1
        part = (rows >= (sway.row if k > 0 else rows[0])) & (rows < end)
        elapsed = (rows[part] - sway.row).astype(np.float64) * step_s
        travelled = distance[part] - sway.odometer_m
        offset[part] = sway.plan.offset_m(elapsed, travelled)
        drift[part] = sway.plan.rate_mps(elapsed, travelled, speed[part])
    return offset, drift
