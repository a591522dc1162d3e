"""Boxes of one keyframe: what nuScenes' sample_annotation says of every thing that its sensors measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exporters.class_map import ClassMap
from exporters.members import Assembly, amodal_pixels, assemblies
from exporters.nuscenes_clouds import strongest
from exporters.nuscenes_schema import ANNOTATED, CATEGORIES, Row, attribute_of, visibility_of
from scenes.ontology import class_by_id
from scenes.pose import Box, Pose
from simulator.frame import Frame, LidarReading, RadarKind, RadarReading, Reading, Thing

_ANNOTATED = frozenset(CATEGORIES[index] for index in ANNOTATED)
_POSTURES = {"human.pedestrian.sitting": "sitting", "human.pedestrian.lying": "lying"}


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Annotation:
    """One box. instance: the lowest member's id. row: its columns that stand in the frame alone."""

    instance: int
    category: str
    row: Row


def annotated(
    frame: Frame, readings: Iterable[Reading], things: Mapping[int, Thing], classes: ClassMap
) -> list[Annotation]:
    """Things, and riders with what is ridden, of an annotated category with at least one pixel or point.

    readings: of the frame, those that are written; points are counted in their files, a radar's mirror images not.
    things: as they are at the sample's time.
    """
    written = tuple(readings)
    lidar = _counts(reading.instance[strongest(reading)] for reading in written if isinstance(reading, LidarReading))
    radar = _counts(
        reading.instance[reading.kind == RadarKind.OBJECT] for reading in written if isinstance(reading, RadarReading)
    )
    views = [{view.instance: view for view in frame.views.get(reading.name, ())} for reading in written]
    found = []
    for whole in assemblies(thing for thing in things.values() if class_by_id(thing.semantic).kind == "thing"):
        category = classes.name_of(whole.speaker.semantic)
        if category not in _ANNOTATED:
            continue
        ids = [thing.instance for thing in whole.things]
        in_view = [[seen[i] for i in ids if i in seen] for seen in views]
        visible_px = sum(view.visible_px for own in in_view for view in own)
        points = [int(counts[ids].sum()) for counts in (lidar, radar)]
        if not visible_px and not any(points):
            continue
        amodal_px = sum(amodal_pixels(own) for own in in_view if own)
        row = _row(whole, category) | {"num_lidar_pts": points[0], "num_radar_pts": points[1]}
        row["visibility_token"] = visibility_of(visible_px / amodal_px if amodal_px else 0.0)
        found.append(Annotation(instance=whole.instance, category=category, row=row))
    return sorted(found, key=lambda annotation: annotation.instance)


def whole_ids(things: Iterable[Thing]) -> dict[int, int]:
    """The annotated instance of every thing that is a member of a larger one."""
    return {thing.instance: whole.instance for whole in assemblies(things) for thing in whole.things}


def wxyz(pose: Pose[Any, Any]) -> list[float]:
    """A pose's rotation in nuScenes' order."""
    x, y, z, w = pose.rotation_xyzw
    return [w, x, y, z]


def _row(whole: Assembly, category: str) -> Row:
    solid, speaker = whole.solid(), whole.speaker
    T_box_centre: Pose[Box, Box] = Pose(translation_m=(0.0, 0.0, solid.height_m / 2))
    T_world_centre = solid.T_world_box @ T_box_centre
    posture = speaker.attributes.posture or _POSTURES.get(class_by_id(speaker.semantic).name, "")
    states = {"motion": speaker.attributes.motion, "posture": posture}
    return {
        "attribute_tokens": list(attribute_of(category, states, whole.has_rider)),
        "translation": list(T_world_centre.translation_m),
        "size": [solid.width_m, solid.length_m, solid.height_m],
        "rotation": wxyz(T_world_centre),
    }


def _counts(clouds: Iterable[NDArray[np.uint16]]) -> NDArray[np.int64]:
    """Points by instance id."""
    counts = np.zeros(2**16, dtype=np.int64)
    for own in clouds:
        counts += np.bincount(own, minlength=len(counts))
    return counts
