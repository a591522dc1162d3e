"""The record of each clip: complete, of the right form, and one with itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from simulator.validation.findings import Findings
from simulator.validation.stored import CLIPS, Json, RecordedFrame, text_of

STATE_FIELDS: Mapping[str, type | tuple[type, ...]] = {
    "clip": int,
    "index": int,
    "number": int,
    "time_ns": int,
    "T_world_ego": list,
    "ego_velocity_mps": list,
    "ego_spin_radps": list,
    "sensors": dict,
    "things": list,
    "views": dict,
}
THING_FIELDS: Mapping[str, type | tuple[type, ...]] = {
    "instance": int,
    "group": int,
    "name": str,
    "semantic": int,
    "box": dict,
    "box_upright": dict,
    "velocity_mps": list,
    "spin_radps": list,
    "lidar_points": dict,
}
VIEW_FIELDS: Mapping[str, type | tuple[type, ...]] = {
    "instance": int,
    "visible_px": int,
    "amodal_px": int,
    "occlusion": (int, float),
    "truncation": (int, float),
    "modal_box": (list, type(None)),
    "amodal_box": list,
}

SEMANTIC_IDS, INSTANCE_IDS = 255, 65_535
"""Largest ids that the record's arrays can hold: uint8 and uint16."""

UNIT = 1e-6
"""How far a quaternion's length may be from 1; chosen: float64 through JSON loses nothing."""

ROUNDED = 1e-9
"""Of shares that are computed from counts again; chosen: far above float64's rounding."""


def has_form(frame: RecordedFrame, findings: Findings) -> bool:
    """Whether a frame's state has all fields and ids in range, so that other checks can read it."""
    file, state = frames_file(frame.clip), frame.state
    faults = _lacking(state, STATE_FIELDS, "the frame")
    if not faults:
        for thing in state["things"]:
            faults += _lacking(thing, THING_FIELDS, "a thing") or _thing_faults(thing)
        for camera, views in state["views"].items():
            for view in views:
                faults += _lacking(view, VIEW_FIELDS, f"a view of {camera}")
        for name, sensor in state["sensors"].items():
            if not _is_pose(sensor.get("T_world_sensor")) or not isinstance(sensor.get("time_ns"), int):
                faults.append(f"sensor {name} lacks a time or a pose of unit rotation")
        faults += [] if _is_pose(state["T_world_ego"]) else ["T_world_ego is no pose of unit rotation"]
    for fault in faults:
        findings.error("record.schema", file, f"frame {text_of(state.get('index'))}: {fault}")
    return not faults


def check_frame(frame: RecordedFrame, known_classes: frozenset[int], findings: Findings) -> None:
    """Counts of views and points are possible, and those of one thing agree wherever they stand."""
    file, things = frames_file(frame.clip), {thing["instance"] for thing in frame.state["things"]}
    place = f"frame {frame.state['index']}"
    if len(things) < len(frame.state["things"]):
        findings.error("record.ids", file, f"{place}: an instance id stands twice")
    for thing in frame.state["things"]:
        if known_classes and thing["semantic"] not in known_classes:
            reason = f"{place}: {thing['name']} has class {thing['semantic']}, which record/ontology.json does not know"
            findings.error("record.ids", file, reason)
    for camera, views in frame.state["views"].items():
        for view in views:
            told = _view_fault(view) if view["instance"] in things else "no thing of the frame has this id"
            if told:
                findings.error("record.views", file, f"{place}, {camera}, instance {view['instance']}: {told}")
    _check_points(frame, findings)


def check_numbers(clip: Json, numbers: list[Any], findings: Findings) -> None:
    """A clip's frames are those that clips.jsonl lists, in order."""
    if clip.get("frame_numbers") != numbers:
        reason = f"{CLIPS} lists the frames {text_of(clip.get('frame_numbers'))}, the record holds {text_of(numbers)}"
        findings.error("record.frames", frames_file(clip), reason)


def frames_file(clip: Json) -> str:
    """The file of a clip's states."""
    return f"record/frames/{clip['clip']:06d}.jsonl"


def points_file(clip: Json) -> str:
    """The file of a clip's points."""
    return f"record/points/{clip['clip']:06d}.npz"


def _lacking(value: Any, fields: Mapping[str, type | tuple[type, ...]], what: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{what} is no object"]
    return [
        f"{what} has '{name}' = {text_of(value.get(name))}, expected {_named(kind)}"
        for name, kind in fields.items()
        if not isinstance(value.get(name, _NOTHING), kind)
    ]


class _Nothing:
    pass


_NOTHING = _Nothing()


def _named(kind: type | tuple[type, ...]) -> str:
    kinds = kind if isinstance(kind, tuple) else (kind,)
    return " or ".join(one.__name__ for one in kinds)


def _thing_faults(thing: Json) -> list[str]:
    found = []
    if not 0 < thing["instance"] <= INSTANCE_IDS or not 0 <= thing["semantic"] <= SEMANTIC_IDS:
        found.append(f"instance {thing['instance']} or class {thing['semantic']} is out of range")
    for name in ("box", "box_upright"):
        size = thing[name].get("size_m")
        whole = isinstance(size, list) and len(size) == 3 and all(_is_finite(side) and side >= 0.0 for side in size)
        if not whole or not _is_pose(thing[name].get("T_world_box")):
            found.append(f"{name} of instance {thing['instance']} has no finite size or pose")
    if len(thing["velocity_mps"]) != 3 or not all(map(_is_finite, thing["velocity_mps"])):
        found.append(f"instance {thing['instance']} has no finite velocity")
    return found


def _is_pose(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 7 or not all(map(_is_finite, value)):
        return False
    return abs(math.hypot(*value[3:]) - 1.0) < UNIT


def _is_finite(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _view_fault(view: Json) -> str:
    """What of a thing's counts cannot be; empty where all can."""
    visible, amodal, modal_box, box = (view[k] for k in ("visible_px", "amodal_px", "modal_box", "amodal_box"))
    if not 0 <= visible <= amodal or amodal < 1:
        return f"{visible} visible of {amodal} amodal pixels"
    if abs(view["occlusion"] - (1.0 - visible / amodal)) > ROUNDED or not 0.0 <= view["truncation"] <= 1.0:
        return f"occlusion {view['occlusion']:g} or truncation {view['truncation']:g} is not what its counts say"
    if (modal_box is None) != (visible == 0):
        return "has a modal box without visible pixels, or the reverse"
    if not _holds(box, amodal) or (modal_box is not None and not _holds(modal_box, visible)):
        return "a box is smaller than the count of pixels in it"
    if modal_box is not None and not _inside(modal_box, box):
        return f"the visible pixels {modal_box} leave the silhouette {box}"
    return ""


def _holds(box: list[int], count_px: int) -> bool:
    """Whether an inclusive box can be tight around so many pixels."""
    width, height = box[2] - box[0] + 1, box[3] - box[1] + 1
    return min(width, height) >= 1 and count_px <= width * height


def _inside(inner: list[int], outer: list[int]) -> bool:
    low = inner[0] >= outer[0] and inner[1] >= outer[1]
    return low and inner[2] <= outer[2] and inner[3] <= outer[3]


def _check_points(frame: RecordedFrame, findings: Findings) -> None:
    """Arrays of one sensor have one length, their ids are of things, and things count their points."""
    file, index = points_file(frame.clip), frame.state["index"]
    things = {thing["instance"]: thing for thing in frame.state["things"]}
    for sensor, arrays in frame.points.items():
        if "instance" not in arrays or len({len(array) for array in arrays.values()}) != 1:
            sizes = {name: len(array) for name, array in arrays.items()}
            findings.error("record.points", file, f"frame {index}, {sensor}: arrays differ in length: {sizes}")
            continue
        ids, counts = np.unique(arrays["instance"], return_counts=True)
        found = dict(zip(ids.tolist(), counts.tolist(), strict=True))
        for number, thing in things.items():
            told = thing["lidar_points"].get(sensor)
            if told is not None and told != found.get(number, 0):
                reason = (
                    f"frame {index}, {sensor}: instance {number} has {found.get(number, 0)} points, its state {told}"
                )
                findings.error("record.points", file, reason)
