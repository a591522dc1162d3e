"""A stored frame against the record of the same frame: both keep floats exactly, so that they are equal."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.validation.store_reader import pose_of
from simulator.validation.stored import Json, RecordedFrame, text_of

COMPARED = ("deskewed_m", "offset_ns", "instance", "semantic", "kind", "ring", "return_number")
"""Arrays of points that the record holds as well."""

BOX_SIDES = ("left", "top", "right", "bottom")


def record_faults(frame: RecordedFrame, stored: Json) -> list[str]:
    """What a stored frame says otherwise than the record: times, poses, things and views. Both keep floats exactly."""
    state = frame.state
    found = [
        f"{key} is {stored[key]}, the record says {state[key]}"
        for key in ("clip", "index", "number", "time_ns")
        if stored[key] != state[key]
    ]
    if pose_of(stored["T_world_ego"]) != state["T_world_ego"]:
        found.append("the ego's pose is not the record's")
    if set(stored["readings"]) != set(state["sensors"]):
        found.append(f"has readings of {sorted(stored['readings'])}, the record of {sorted(state['sensors'])}")
    for name, sensor in state["sensors"].items():
        reading = stored["readings"].get(name)
        if reading and (reading["time_ns"], pose_of(reading["T_world_sensor"])) != (
            sensor["time_ns"],
            sensor["T_world_sensor"],
        ):
            found.append(f"the time or the pose of {name} is not the record's")
    return found + _thing_faults(state, stored) + _view_faults(frame, stored)


def _thing_faults(state: Json, stored: Json) -> list[str]:
    things = {str(thing["instance"]): thing for thing in state["things"]}
    if set(things) != set(stored["things"]):
        odd = sorted(set(things) ^ set(stored["things"]))
        return [f"the instances {text_of(odd)} stand in the store or the record alone"]
    return [
        f"instance {number} ({thing['name']}) is not where, or not what, the record says"
        for number, thing in things.items()
        if _told(stored["things"][number]) != _recorded(thing)
    ]


def _told(thing: Json) -> tuple[Any, ...]:
    box, upright = thing["box"], thing["box_upright"]
    return (
        thing["instance"],
        thing["semantic"],
        thing["group"],
        *(
            (pose_of(one["T_world_box"]), [one[f"{side}_m"] for side in ("length", "width", "height")])
            for one in (box, upright)
        ),
        thing["velocity_mps"],
        thing["lidar_points"],
    )


def _recorded(thing: Json) -> tuple[Any, ...]:
    boxes = ((thing[key]["T_world_box"], thing[key]["size_m"]) for key in ("box", "box_upright"))
    return (thing["instance"], thing["semantic"], thing["group"], *boxes, thing["velocity_mps"], thing["lidar_points"])


def _view_faults(frame: RecordedFrame, stored: Json) -> list[str]:
    found = []
    for camera in sorted(set(stored["views"]) | set(frame.state["views"])):
        own = {view["instance"]: view for view in stored["views"].get(camera, ())}
        recorded = frame.views(camera)
        if set(own) != set(recorded):
            odd = sorted(set(own) ^ set(recorded))
            found.append(f"views of {text_of(odd)} in {camera} stand in the store or the record alone")
            continue
        for number, view in recorded.items():
            for key in ("visible_px", "amodal_px", "truncation"):
                if own[number][key] != view[key]:
                    told = f"{camera}, instance {number}: {key} is {own[number][key]}"
                    found.append(f"{told}, the record says {view[key]}")
            if [_sides(own[number][key]) for key in ("modal_box", "amodal_box")] != [
                view["modal_box"],
                view["amodal_box"],
            ]:
                found.append(f"{camera}, instance {number}: its boxes are not the record's")
    return found


def _sides(box: Json | None) -> list[int] | None:
    return None if box is None else [box[side] for side in BOX_SIDES]


def point_faults(frame: RecordedFrame, stored: Json) -> list[str]:
    """Points are those that the record holds, one by one."""
    return [
        f"{name} of {sensor} is not what record/points holds"
        for sensor, arrays in frame.points.items()
        for name in COMPARED
        if sensor in stored["readings"]
        and name in arrays
        and name in stored["readings"][sensor]
        and not np.array_equal(arrays[name], stored["readings"][sensor][name])
    ]
