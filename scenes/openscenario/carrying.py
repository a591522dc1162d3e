"""Who carries the sensors: a body that does not stand in their way, and a rig that fits it."""

from __future__ import annotations

from dataclasses import replace

from scenes.actor import Actor
from scenes.assets.cars.car import VehicleSpec
from scenes.pose import Body as BodyFrame
from scenes.pose import Pose, SensorFrame
from scenes.rig import Mount, Rig

ROOF_M = 1.42
"""Chosen: rigs are those of cars, whose cameras look over a sedan's roof."""
SEES_OVER_M = 1.6
"""Chosen: KITTI's cameras stand 1.65 m high."""
CLEAR_M = 0.05
"""Chosen: how far before the front of another body the rearmost sensor is mounted."""


def under_rig(ego: Actor, rig: Rig) -> tuple[Actor, Rig, tuple[str, ...]]:
    """The ego and the rig on it, and notes on what was changed.

    A high car gets a lower roof, which nobody sees; on other bodies all sensors are moved forward alike, before their
    front.
    """
    box = ego.asset.nominal()
    if isinstance(ego.asset, VehicleSpec):
        if box.height_m <= SEES_OVER_M or not rig.mounts:
            return ego, rig, ()
        note = f"the ego '{ego.name}' is {box.height_m:.2f} m high, here {ROOF_M} m: its sensors look over the roof"
        return replace(ego, asset=replace(ego.asset, height_m=ROOF_M)), rig, (note,)
    if not rig.mounts:
        return ego, rig, ()
    ahead = box.front_m + CLEAR_M - min(mount.T_ego_sensor.translation_m[0] for mount in rig.mounts)
    forward: Pose[BodyFrame, BodyFrame] = Pose(translation_m=(ahead, 0.0, 0.0))
    mounts = tuple(_moved(mount, forward) for mount in rig.mounts)
    note = f"the ego '{ego.name}' is no car: all sensors are mounted {ahead:.2f} m further ahead, before its front"
    return ego, replace(rig, mounts=mounts), (note,)


def _moved(mount: Mount, forward: Pose[BodyFrame, BodyFrame]) -> Mount:
    moved: Pose[BodyFrame, SensorFrame] = forward @ mount.T_ego_sensor
    return replace(mount, T_ego_sensor=moved)
