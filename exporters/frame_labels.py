"""All labels of a frame as JSON values, for formats that have one label file a frame and no conventions of their own.

Poses are [x, y, z, qx, qy, qz, qw] in metres, `T_a_b` as in `scenes.pose`; pixel boxes [x, y, width, height] in pixel
edges; other pixel coordinates have the first pixel's centre at (0, 0). NaN is null.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exporters.coco_annotations import edge_box
from scenes.json_codec import encode
from scenes.ontology import class_by_id
from scenes.pose import Pose
from simulator.annotations.things import OrientedBox, Thing, ThingInView
from simulator.frame import CameraReading, Frame, LidarReading, RadarReading, Reading


def frame_labels(frame: Frame) -> dict[str, Any]:
    """Ego, weather, things, and of every sensor its calibration, its pose and what of the things it has in view."""
    return {
        "clip": frame.clip,
        "frame": frame.index,
        "number": frame.number,
        "time_ns": frame.time_ns,
        "T_world_ego": pose_values(frame.T_world_ego),
        "ego_velocity_mps": frame.ego_velocity_mps,
        "ego_spin_radps": frame.ego_spin_radps,
        "environment": encode(frame.environment),
        "things": [_thing(frame, thing) for thing in frame.things.values()],
        "sensors": {name: _sensor(frame, reading) for name, reading in frame.readings.items()},
        "lost": frame.lost(),
    }


def pose_values(pose: Pose[Any, Any]) -> list[float]:
    """The seven numbers of a pose."""
    return [*pose.translation_m, *pose.rotation_xyzw]


def _thing(frame: Frame, thing: Thing) -> dict[str, Any]:
    told: dict[str, Any] = {
        "instance": thing.instance,
        "group": thing.group,
        "name": thing.name,
        "class": class_by_id(thing.semantic).name,
        "box": _box(frame, thing.box),
        "box_upright": _box(frame, thing.box_upright),
        "velocity_mps": thing.velocity_mps,
        "acceleration_mps2": thing.acceleration_mps2,
        "spin_radps": thing.spin_radps,
        "lidar_points": dict(thing.lidar_points),
        "radar_points": dict(thing.radar_points),
        "anomaly": thing.is_anomaly,
        "attributes": encode(thing.attributes),
        "crossing": thing.crossing,
    }
    if thing.keypoints_m is not None:
        told |= {"skeleton": thing.skeleton, "keypoints_m": np.ascontiguousarray(thing.keypoints_m)}
    if thing.future is not None:
        future = thing.future
        # Things' rows are views into arrays of all of them, which orjson does not take.
        told["future"] = {
            "step_s": future.step_s,
            "position_m": np.ascontiguousarray(future.position_m),
            "yaw_rad": np.ascontiguousarray(future.yaw_rad),
        }
    return told


def _box(frame: Frame, box: OrientedBox) -> dict[str, Any]:
    return {
        "size_m": [box.length_m, box.width_m, box.height_m],
        "T_world_box": pose_values(box.T_world_box),
        "T_ego_box": pose_values(frame.T_world_ego.inverse() @ box.T_world_box),
    }


def _sensor(frame: Frame, reading: Reading) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": type(reading).__name__.removesuffix("Reading").lower(),
        "time_ns": reading.time_ns,
        "T_ego_sensor": pose_values(frame.calibration(reading)),
        "T_world_sensor": pose_values(reading.T_world_sensor),
    }
    if isinstance(reading, CameraReading):
        told |= {"lens": encode(reading.lens), "readout_s": reading.readout_s, "size_px": reading.size_px}
        told["things"] = [
            {"instance": view.instance, "T_sensor_box": _from_sensor(frame, reading, view.instance), **_view(view)}
            for view in frame.views.get(reading.name, ())
        ]
    elif isinstance(reading, LidarReading | RadarReading):
        ids, counts = np.unique(reading.instance, return_counts=True)
        told["things"] = [
            {"instance": int(k), "T_sensor_box": _from_sensor(frame, reading, int(k)), "points": int(count)}
            for k, count in zip(ids, counts, strict=True)
            if int(k) in frame.things_of(reading)
        ]
    return told


def _from_sensor(frame: Frame, reading: Reading, instance: int) -> list[float]:
    """A thing's box as the sensor stands to it at the reading's time."""
    box = frame.things_of(reading)[instance].box
    return pose_values(reading.T_world_sensor.inverse() @ box.T_world_box)


def _view(view: ThingInView) -> dict[str, Any]:
    told: dict[str, Any] = {
        "box": None if view.modal_box is None else edge_box(view.modal_box),
        "amodal_box": edge_box(view.amodal_box),
        "visible_px": view.visible_px,
        "amodal_px": view.amodal_px,
        "occlusion": view.occlusion,
        "truncation": view.truncation,
        "occluders": _by_text(view.occluders),
        "transmittance": view.transmittance,
        "contrast": view.contrast,
    }
    optional: Mapping[str, NDArray[Any] | None] = {
        "corners_px": view.corners_px,
        "keypoints_px": view.keypoints_px,
        "keypoint_state": view.keypoint_state,
    }
    return told | {name: np.ascontiguousarray(array) for name, array in optional.items() if array is not None}


def _by_text(counts: Mapping[int, int]) -> dict[str, int]:
    return {str(key): count for key, count in sorted(counts.items())}
