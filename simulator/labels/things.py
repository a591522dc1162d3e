"""The state of every thing at a time: boxes, motion, attributes, points that sensors have of it, what lies ahead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scenes.ontology import class_of
from scenes.pose import Body, Pose, World, rotation_of
from scenes.scene import EGO_INSTANCE
from simulator.annotations.things import Crossing, Trajectory, Vector
from simulator.frame import LidarReading, OrientedBox, RadarKind, RadarReading, Thing
from simulator.labels.attributes import attributes_at
from simulator.labels.boxes import Outline, outermost, upright_box
from simulator.labels.facts import Subject, ThingFacts
from simulator.labels.keypoints import KeypointTable
from simulator.physics.history import LinkPoses, WorldHistory

Float64 = NDArray[np.float64]

ACCELERATION_S = 0.05
"""Chosen: half the interval of an acceleration: short beside any manoeuvre, long beside steps of physics."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Ahead:
    """What lies ahead of things, by instance id; empty where nobody wants it."""

    futures: Mapping[int, Trajectory] = field(default_factory=dict)
    crossings: Mapping[int, Crossing] = field(default_factory=dict)


NOTHING_AHEAD = Ahead()


def things_at(
    facts: ThingFacts,
    t_s: float,
    readings: Iterable[LidarReading | RadarReading] = (),
    keypoints: KeypointTable | None = None,
    ahead: Ahead = NOTHING_AHEAD,
) -> dict[int, Thing]:
    """All things but the ego that are there, by instance id, seen or not.

    readings: whose points are counted, of radars without echoes by a detour. keypoints: None where nobody wants them.
    """
    history = facts.history
    poses = history.links_at(t_s)
    rotation = rotation_of(poses.rotation_xyzw)
    lidars, radars = _points_of_things(readings, EGO_INSTANCE + 1 + len(facts.subjects))
    acceleration = acceleration_at(history, t_s)
    attributes = attributes_at(facts, poses, t_s)
    absent = history.story.absent_at(t_s)
    points_m = None if keypoints is None else keypoints.at(poses)
    things = {}
    for instance, subject in facts.subjects.items():
        if instance in absent:
            continue
        T_world_body = history.body_at(instance, t_s)
        velocity, spin = history.velocity_at(instance, t_s)
        asset = subject.asset
        rows = None if keypoints is None else keypoints.rows.get(instance)
        things[instance] = Thing(
            instance=instance,
            group=subject.actor.group,
            name=subject.actor.name,
            semantic=class_of(asset.semantic).id,
            box=OrientedBox(
                T_world_box=T_world_body @ asset.box.T_body_box,
                length_m=asset.box.length_m,
                width_m=asset.box.width_m,
                height_m=asset.box.height_m,
            ),
            box_upright=facts.still_boxes.get(instance) or _upright_box(facts, subject, poses, rotation, T_world_body),
            velocity_mps=_triple(velocity),
            spin_radps=_triple(spin),
            acceleration_mps2=_triple(acceleration[instance - 1]),
            lidar_points={name: int(counts[instance]) for name, counts in lidars.items()},
            radar_points={name: int(counts[instance]) for name, counts in radars.items()},
            is_anomaly=subject.actor.name in facts.scene.case.anomalous,
            attributes=attributes[instance],
            skeleton="" if keypoints is None else keypoints.skeleton.get(instance, ""),
            keypoints_m=None if points_m is None or rows is None else points_m[rows],
            future=ahead.futures.get(instance),
            crossing=ahead.crossings.get(instance),
        )
    return things


def _upright_box(
    facts: ThingFacts, subject: Subject, poses: LinkPoses, rotation: Float64, T_world_body: Pose[World, Body]
) -> OrientedBox:
    """rotation: (L, 3, 3) of all links."""
    meshes = ((k, subject.asset.parts[facts.links[k].part].mesh) for k in range(*subject.links))
    outlines = (
        Outline(points_m=outermost(mesh), rotation=rotation[k], position_m=poses.position_m[k]) for k, mesh in meshes
    )
    return upright_box(outlines, T_world_body)


def acceleration_at(history: WorldHistory, t_s: float) -> Float64:
    """(I, 3) of all bodies, world frame: the change of velocity from ACCELERATION_S before to as long after, of the
    interval's part that the history holds.
    """
    before, after = max(t_s - ACCELERATION_S, history.start_s), min(t_s + ACCELERATION_S, history.end_s)
    return (history.all_velocities_at(after) - history.all_velocities_at(before)) / (after - before)


def _points_of_things(
    readings: Iterable[LidarReading | RadarReading], size: int
) -> tuple[dict[str, NDArray[np.int64]], dict[str, NDArray[np.int64]]]:
    """(size,) points by instance id, of each LiDAR and of each radar."""
    lidars, radars = {}, {}
    for reading in readings:
        if isinstance(reading, LidarReading):
            lidars[reading.name] = np.bincount(reading.instance, minlength=size)
        else:
            own = reading.instance[reading.kind == RadarKind.OBJECT]
            radars[reading.name] = np.bincount(own, minlength=size)
    return lidars, radars


def _triple(vector: Float64) -> Vector:
    return (float(vector[0]), float(vector[1]), float(vector[2]))
