"""The record of a clip: its scene, every thing's exact state at every frame, time and truth of every point."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, Self

import orjson
from numpy.typing import NDArray

from scenes.clock import Stamp
from scenes.ontology import class_by_id
from scenes.pose import Pose
from scenes.scene import Scene
from simulator.annotations.things import Attributes
from simulator.clip import Tick
from simulator.frame import Clip, Frame, LidarReading, OrientedBox, PixelBox, RadarReading, Reading, Thing, ThingInView
from simulator.layout import JSON_OPTIONS
from simulator.store.arrays import ArchiveWriter
from simulator.storyboard.log import StoryTruth


class ClipRecorder:
    """Writes the record of one clip below a (staging) folder, frame by frame.

    A context that closes its files and, after a fault, removes them.

    files: what it writes, relative to the folder; complete once the context has been left.
    """

    def __init__(self, out: Path, clip: Clip) -> None:
        self._out = out
        name = f"{clip.index:06d}"
        self.files = (f"record/scenes/{name}.json", f"record/frames/{name}.jsonl", f"record/points/{name}.npz")
        scene, frames, points = (out / path for path in self.files)
        for path in (scene, frames, points):
            path.parent.mkdir(parents=True, exist_ok=True)
        scene.write_bytes(orjson.dumps(clip.scene))
        self._frames = frames.open("wb")
        self._points_file = points.open("wb")
        self._points = ArchiveWriter(self._points_file)

    def write(self, tick: Tick) -> None:
        """One frame, in order."""
        self._frames.write(orjson.dumps(frame_state(tick), option=JSON_OPTIONS) + b"\n")
        frame = tick.frame
        for sensor, reading in frame.readings.items():
            self._add_points(f"{sensor}/{frame.index:06d}", reading)
        for sensor, sweeps in frame.sweeps.items():
            for place, reading in enumerate(sweeps):
                self._add_points(f"{sensor}/{frame.index:06d}/sweep_{place:02d}", reading)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, fault: type[BaseException] | None, *_: object) -> None:
        self._frames.close()
        self._points.close()
        self._points_file.close()
        if fault is not None:
            for file in self.files:
                (self._out / file).unlink()

    def _add_points(self, place: str, reading: Reading) -> None:
        if isinstance(reading, LidarReading | RadarReading):
            for name, array in _per_point(reading).items():
                self._points.add_plain(f"{place}/{name}", array)


def frame_state(tick: Tick) -> dict[str, Any]:
    """The exact state of one frame as JSON values. Poses are [x, y, z, qx, qy, qz, qw] in metres."""
    frame = tick.frame
    return {
        "clip": frame.clip,
        "index": frame.index,
        "number": frame.number,
        "time_ns": frame.time_ns,
        "T_world_ego": _pose(frame.T_world_ego),
        "ego_velocity_mps": frame.ego_velocity_mps,
        "ego_spin_radps": frame.ego_spin_radps,
        "sensors": _sensors(frame, tick),
        "things": [_thing(thing) for thing in frame.things.values()],
        **({"sweeps": _sweeps(frame)} if frame.sweeps else {}),
        **({"lost": frame.lost()} if frame.lost() else {}),
        **({"things_then": _then(frame)} if frame.things_then else {}),
        "views": {camera: [_view(view) for view in views] for camera, views in frame.views.items()},
    }


def case_entry(scene: Scene) -> dict[str, Any]:
    """What a clip is about: which case of which catalogues, its key actor and its anomalies by instance id."""
    case = scene.case
    return {
        "id": case.id,
        "name": case.name,
        "nhtsa": list(case.nhtsa),
        "ncap": case.ncap,
        "layers": list(case.layers),
        "level": case.level,
        "key_actor": scene.instance_of(case.key_actor),
        "anomalies": [scene.instance_of(name) for name in case.anomalous],
        "asked": dict(case.parameters),
    }


def story_entry(story: StoryTruth) -> dict[str, Any]:
    """What happened when: elements of the storyboard, signals, who came and went."""
    return {
        "transitions": [dataclasses.asdict(one) for one in story.transitions],
        "signals": [dataclasses.asdict(one) for one in story.signals],
        "presence": [dataclasses.asdict(one) for one in story.presence],
    }


def _per_point(reading: LidarReading | RadarReading) -> dict[str, NDArray[Any]]:
    """What formats have no place for, by name: (N,) arrays in the order of the written points."""
    own: tuple[str, ...] = ("kind",)
    if isinstance(reading, LidarReading):
        own = ("ring", "kind", "return_number", "velocity_mps", "deskewed_m")
    return {name: getattr(reading, name) for name in ("offset_ns", *own, "instance", "semantic")}


def _sensors(frame: Frame, tick: Tick) -> dict[str, Any]:
    return {
        name: {
            **_timed(reading, frame.stamps.get(name)),
            "T_ego_sensor": _pose(reading.T_ego_sensor),
            **({"T_ego_sensor_calibrated": _pose(frame.calibrated[name])} if name in frame.calibrated else {}),
            "T_world_sensor": _pose(reading.T_world_sensor),
            "state": tick.states.get(name, {}),
            **({"clean_state": tick.clean_states[name]} if name in tick.clean_states else {}),
        }
        for name, reading in frame.readings.items()
    }


def _sweeps(frame: Frame) -> dict[str, Any]:
    """Readings since the last frame's own, by sensor, oldest first."""
    return {
        name: [
            {**_timed(reading, stamp), "T_world_sensor": _pose(reading.T_world_sensor)}
            for reading, stamp in zip(readings, frame.sweep_stamps[name], strict=True)
        ]
        for name, readings in frame.sweeps.items()
    }


def _timed(reading: Reading, stamp: Stamp | None) -> dict[str, int]:
    """A reading's true time, what its sensor's clock says of it, and when it arrived."""
    return {"time_ns": reading.time_ns} if stamp is None else dataclasses.asdict(stamp)


def _then(frame: Frame) -> dict[str, Any]:
    """Poses of the boxes at the times of readings that are not taken at the tick, by sensor and instance."""
    return {
        name: {
            instance: {"T_world_box": _pose(thing.box.T_world_box), "velocity_mps": thing.velocity_mps}
            for instance, thing in things.items()
        }
        for name, things in frame.things_then.items()
    }


def _thing(thing: Thing) -> dict[str, Any]:
    return {
        "instance": thing.instance,
        "group": thing.group,
        "name": thing.name,
        "semantic": thing.semantic,
        "anomaly": thing.is_anomaly,
        "novel": class_by_id(thing.semantic).is_novel,
        "box": _box(thing.box),
        "box_upright": _box(thing.box_upright),
        "velocity_mps": thing.velocity_mps,
        "spin_radps": thing.spin_radps,
        "acceleration_mps2": thing.acceleration_mps2,
        "lidar_points": thing.lidar_points,
        **({"radar_points": thing.radar_points} if thing.radar_points else {}),
        **_attributes(thing.attributes),
        **({"crossing": thing.crossing} if thing.crossing else {}),
    }


def _attributes(attributes: Attributes) -> dict[str, Any]:
    """Those that say something, by name."""
    return {name: value for name, value in dataclasses.asdict(attributes).items() if value}


def _view(view: ThingInView) -> dict[str, Any]:
    return {
        "instance": view.instance,
        "visible_px": view.visible_px,
        "amodal_px": view.amodal_px,
        "occlusion": view.occlusion,
        "truncation": view.truncation,
        "inside_share": view.inside_share,
        "transmittance": view.transmittance,
        "contrast": view.contrast,
        "modal_box": None if view.modal_box is None else _pixels(view.modal_box),
        "amodal_box": _pixels(view.amodal_box),
        "occluders": dict(sorted(view.occluders.items())),
    }


def _pose(pose: Pose[Any, Any]) -> list[float]:
    return [*pose.translation_m, *pose.rotation_xyzw]


def _box(box: OrientedBox) -> dict[str, Any]:
    return {"T_world_box": _pose(box.T_world_box), "size_m": [box.length_m, box.width_m, box.height_m]}


def _pixels(box: PixelBox) -> list[int]:
    return list(dataclasses.astuple(box))
