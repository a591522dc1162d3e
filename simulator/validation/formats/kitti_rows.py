"""What a row of label_2 should say of a recorded thing, or of a rider with what is ridden."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.validation.geometry import corners, local, placed, rotation, wrapped
from simulator.validation.kitti_reader import Calib, Label
from simulator.validation.point_checks import LIMB_M, MIRROR_M
from simulator.validation.stored import Json, RecordedFrame

ROUNDED = 0.0051
"""Half of the last of two decimals."""

UPRIGHT_TILT_RAD = math.radians(15.0)
"""Beyond it a row has the gravity-aligned box (DESIGN section 13)."""

RIDER = "human.rider."

LIMBS = ("Pedestrian", "Person_sitting", "Cyclist")
"""Types whose hands, feet and luggage leave their boxes."""

NEAR_M = 1.0
"""Boxes that come nearer to the camera's plane are not projected: their corners run to infinity."""

SLACK_PX = 1.5
"""Half a pixel a side of the silhouette, and the two decimals of the box."""

SHARE_FILLED = 0.25
"""Of the projected box's area that its silhouette's box fills at least, where the image's edge cuts neither."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Sight:
    """An object of KITTI in a camera. kind: its type. members: its things, what is ridden first. view: of a thing that
    stands alone. bbox: inclusive pixels around all members' silhouettes. box: recorded box around all members.
    camera: pose of the camera in the world.
    """

    kind: str
    members: tuple[Json, ...]
    view: Json | None
    visible_px: int
    bbox: tuple[int, int, int, int]
    box: Json
    camera: Sequence[float]


def sights(frame: RecordedFrame, camera: str, mapping: Json, classes: Mapping[int, str]) -> dict[int, Sight]:
    """All objects that may have a row, by their lowest instance id."""
    things, views = frame.things_of(camera), frame.views(camera)
    kinds: Mapping[str, str | None] = mapping.get("classes", {})
    found: dict[int, Sight] = {}
    for number, members in wholes(things, classes).items():
        own = [views[member["instance"]] for member in members if member["instance"] in views]
        kind = kinds.get(classes.get(members[-1]["semantic"], ""))
        if kind is None or not own:
            continue
        low = np.min([view["amodal_box"][:2] for view in own], axis=0).tolist()
        high = np.max([view["amodal_box"][2:] for view in own], axis=0).tolist()
        found[number] = Sight(
            kind=kind,
            members=members,
            view=own[0] if len(members) == 1 else None,
            visible_px=sum(view["visible_px"] for view in own),
            bbox=(low[0], low[1], high[0], high[1]),
            box=whole_box(members),
            camera=frame.state["sensors"][camera]["T_world_sensor"],
        )
    return found


def wholes(things: Mapping[int, Json], classes: Mapping[int, str]) -> dict[int, tuple[Json, ...]]:
    """A rider with what is ridden, which comes first, and every other thing alone; by the lowest instance id."""
    ridden = {t["group"] for t in things.values() if t["group"] and classes.get(t["semantic"], "").startswith(RIDER)}
    found: dict[int, tuple[Json, ...]] = {}
    for number, thing in things.items():
        members = [thing]
        if thing["group"] in ridden:
            members = [other for other in things.values() if other["group"] == thing["group"]]
            members.sort(key=lambda t: (classes[t["semantic"]].startswith(RIDER), t["instance"]))
        if number == min(member["instance"] for member in members):
            found[number] = tuple(members)
    return found


def whole_box(members: Sequence[Json]) -> Json:
    """The recorded box around all members, that of a lone thing as formats know it that know yaw alone."""
    return _around([_yaw_only(member) for member in members])


def is_due(sight: Sight, rules: Json) -> bool:
    """Whether enough of a thing is in view for a row. rules: label_rules of mapping.json."""
    left, top, right, bottom = sight.bbox
    tall = bottom - top + 1 >= rules.get("min_height_px", 0) and right > left and bottom > top
    return tall and sight.visible_px >= max(1, rules.get("min_visible_px", 1))


def row_fault(label: Label, note: Json, sight: Sight | None, calib: Calib, mapping: Json) -> str:
    """What of a row is not as the record says; empty where all is. note: the object's entry in metadata."""
    if sight is None:
        return "the record shows no such thing"
    if label.type != sight.kind:
        return f"is a {label.type}, the record says {sight.kind}"
    if tuple(label.bbox) != tuple(map(float, sight.bbox)):
        return f"its 2D box {label.bbox} is not tight to the silhouette, {sight.bbox}"
    return _visibility_fault(label, note, sight, mapping) or _solid_fault(label, sight, calib, mapping)


def projection_fault(label: Label, calib: Calib, size: tuple[int, int]) -> str:
    """What is wrong between a row's 3D box and its 2D box; empty where the one projects onto the other."""
    solid = label.corners_rect()
    nearest_m = float(solid[:, 2].min())
    if nearest_m < NEAR_M:
        return ""
    edge = np.array([*size, *size]) - 1.0
    pixels = calib.project_rect(solid)
    box = np.clip(np.concatenate([pixels.min(0), pixels.max(0)]), 0.0, edge)
    stands_out_m = LIMB_M if label.type in LIMBS else MIRROR_M
    allowed_px = SLACK_PX + calib.matrices["P2"][0, 0] * stands_out_m / nearest_m
    found = np.array(label.bbox)
    out_px = float(np.max((box - found) * [1, 1, -1, -1]))
    if out_px > allowed_px:
        return f"its 2D box leaves the projection of its 3D box by {out_px:.1f} px, allowed {allowed_px:.1f} px"
    area, filled = np.prod(box[2:] - box[:2] + 1), np.prod(found[2:] - found[:2] + 1)
    share = float(filled / area)
    cut = label.truncation > 0.0 or bool((box == [0.0, 0.0, *edge[:2]]).any())
    return "" if cut or share > SHARE_FILLED else f"its 2D box fills {share:.2f} of the projection of its 3D box"


def _visibility_fault(label: Label, note: Json, sight: Sight, mapping: Json) -> str:
    share = note["visible_share"]
    if sight.view is not None:
        exact = sight.view["visible_px"] / sight.view["amodal_px"]
        if abs(share - exact) > 1e-9:
            return f"its visible share in metadata is {share:.3f}, the record's counts say {exact:.3f}"
        if abs(label.truncation - sight.view["truncation"]) > ROUNDED:
            return f"truncated {label.truncation:.2f}, the record says {sight.view['truncation']:.3f}"
    shares = mapping.get("label_rules", {}).get("occluded_shares", [0.8, 0.4])
    level = sum(share < limit for limit in shares)
    return "" if label.occluded == level else f"occluded {label.occluded}, its visible share {share:.2f} says {level}"


def _solid_fault(label: Label, sight: Sight, calib: Calib, mapping: Json) -> str:
    pose, (length_m, width_m, height_m) = sight.box["T_world_box"], sight.box["size_m"]
    if np.abs(np.array(label.size_m) - (height_m, width_m, length_m)).max() > ROUNDED:
        return f"its size {label.size_m} is not the box's, {height_m:.2f} x {width_m:.2f} x {length_m:.2f} m"
    rect = local(sight.camera, np.array([pose[:3]]))[0] - calib.camera_from_rect_m()
    if np.abs(rect - label.location_m).max() > ROUNDED:
        return f"its place {label.location_m} is not the box's, {np.round(rect, 2).tolist()}"
    ahead = rotation(sight.camera[3:]).T @ rotation(pose[3:])[:, 0]
    if abs(wrapped(math.atan2(-ahead[2], ahead[0]) - label.rotation_y_rad)) > ROUNDED:
        return f"rotation_y {label.rotation_y_rad:.2f} is not the box's"
    x, z = rect[0], rect[2]
    if mapping.get("label_rules", {}).get("alpha_origin") == "velodyne":
        velo = np.linalg.solve(calib.velo_to_rect(), [*rect, 1.0])
        x, z = -velo[1], velo[0]
    alpha_rad = label.rotation_y_rad - math.atan2(x, z)
    # A believed calibration may be wrong by a degree or two where sensors are knocked.
    return "" if abs(wrapped(alpha_rad - label.alpha_rad)) < 0.05 else f"alpha {label.alpha_rad:.2f} is not the box's"


def _yaw_only(thing: Json) -> Json:
    up = rotation(thing["box"]["T_world_box"][3:])[2, 2]
    box: Json = thing["box"] if up >= math.cos(UPRIGHT_TILT_RAD) else thing["box_upright"]
    return box


def _around(boxes: Sequence[Json]) -> Json:
    """The smallest box around all, in the orientation of the first."""
    if len(boxes) == 1:
        return boxes[0]
    pose = boxes[0]["T_world_box"]
    inner = np.concatenate([local(pose, corners(box)) for box in boxes])
    low, high = inner.min(axis=0), inner.max(axis=0)
    bottom = placed(pose, np.array([[(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]]]))[0]
    return {"T_world_box": [*bottom.tolist(), *pose[3:]], "size_m": (high - low).tolist()}
