"""Frames that stand for others of a clip, where an exporter counts what came before one."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from scenes.clock import NS, Stamp
from scenes.pose import Pose
from simulator.frame import CameraReading, Frame, Reading

Item = TypeVar("Item")


def stand_in(frame: Frame, told: Mapping[str, Any]) -> Frame:
    """A frame with the number, the times and the kinds of readings that the record tells of another frame.

    Where the ego and its sensors are is told, too; what they show is `frame`'s. told: a line of `record/frames`.
    Sensors that `frame` has nothing of have nothing.
    """
    donors = _donors(frame)
    sensors = {name: said for name, said in told["sensors"].items() if name in donors}
    between = {name: said for name, said in told.get("sweeps", {}).items() if name in donors}
    twins = {name: twin for name, twin in frame.clean.items() if name in sensors}
    return dataclasses.replace(
        frame,
        index=told["index"],
        number=told["number"],
        time_ns=told["time_ns"],
        T_world_ego=_pose(told["T_world_ego"]),
        ego_velocity_mps=tuple(told["ego_velocity_mps"]),
        ego_spin_radps=tuple(told["ego_spin_radps"]),
        readings={name: _at(donors[name], said) for name, said in sensors.items()},
        stamps={name: _stamp(said) for name, said in sensors.items()},
        clean={name: dataclasses.replace(twin, time_ns=sensors[name]["time_ns"]) for name, twin in twins.items()},
        sweeps={name: tuple(_at(donors[name], one) for one in said) for name, said in between.items()},
        sweep_stamps={name: tuple(_stamp(one) for one in said) for name, said in between.items()},
        views={name: frame.views.get(name, ()) for name in sensors if isinstance(donors[name], CameraReading)},
        things_then=_of(frame.things_then, sensors),
        motion=_of(frame.motion, sensors),
        albedo=_of(frame.albedo, sensors),
        roads=_of(frame.roads, sensors),
    )


def successor(told: Mapping[str, Any], fps: float) -> dict[str, Any]:
    """What the record would say of a frame after the one that it tells of."""
    later_ns = round(NS / fps)

    def later(said: Mapping[str, Any]) -> dict[str, Any]:
        return {**said, **{key: value + later_ns for key, value in said.items() if key.endswith("_ns")}}

    return {
        **later(told),
        "index": told["index"] + 1,
        "number": told["number"] + 1,
        "sensors": {name: later(said) for name, said in told["sensors"].items()},
        "sweeps": {name: [later(one) for one in said] for name, said in told.get("sweeps", {}).items()},
    }


def _donors(frame: Frame) -> dict[str, Reading]:
    """A reading of every sensor: its own of the frame, or else one since the last."""
    return {name: sweeps[0] for name, sweeps in frame.sweeps.items()} | dict(frame.readings)


def _at(reading: Reading, said: Mapping[str, Any]) -> Reading:
    return dataclasses.replace(reading, time_ns=said["time_ns"], T_world_sensor=_pose(said["T_world_sensor"]))


def _pose(told: Sequence[float]) -> Pose[Any, Any]:
    return Pose(translation_m=(told[0], told[1], told[2]), rotation_xyzw=(told[3], told[4], told[5], told[6]))


def _stamp(said: Mapping[str, Any]) -> Stamp:
    time_ns = said["time_ns"]
    return Stamp(time_ns=time_ns, stamp_ns=said.get("stamp_ns", time_ns), arrival_ns=said.get("arrival_ns", time_ns))


def _of(items: Mapping[str, Item], kept: Mapping[str, Any]) -> dict[str, Item]:
    return {name: item for name, item in items.items() if name in kept}
