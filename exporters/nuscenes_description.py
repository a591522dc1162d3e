"""What a nuScenes dataset says of itself beside its scenes: shared tables, the mask, and mapping.json."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from exporters.class_map import ClassMap
from exporters.nuscenes_merge import Merged
from exporters.nuscenes_schema import Row, attribute_rows, category_rows, visibility_rows

MAP_FILE = "maps/none.png"
_NOTES = {
    "boxes": "of things, and riders with what is ridden, with a pixel in a written camera or a point in a written file",
    "visibility": "visible pixels over the silhouettes' pixels inside the images, summed over all cameras; none: 1",
    "num_lidar_pts, num_radar_pts": "points of the thing itself in the sample's files, by truth, not by box",
    "ego_pose": "at the reading's own time, true; calibrated_sensor: as the rig's calibration states it",
    "LIDAR_TOP": "points turned about z by quarters so that y points ahead; rings count from below",
    "timestamp": "2018-01-01 UTC + 1000 s * clip + time in the clip, true time, not the sensors' clocks'",
    "instance.swerve_instance": "our instance id: `thing` of other formats and of record/",
    "prev, next": "of a box: the instance's last and next sample in which it has one",
}
_LOST = (
    "A box tilted by 15 degrees or more is replaced by the upright one around the thing.",
    "Returns other than a pulse's strongest, points' own times and velocities are not written.",
    "Mirror images, fog, rain, snow and particles are all noise in lidarseg.",
    "Members of a group that nobody rides, such as a tractor and its trailer, are boxes of their own.",
    "Static street furniture has points of static.manmade and no box.",
    "There is no base map: the mask has no foreground, and there is no map expansion.",
    "Depth, flow, masks of images and exact visible shares stand in other formats.",
    "Readings after the last sample belong to it, as nothing follows them.",
)


def shared_tables(classes: ClassMap) -> dict[str, list[Row]]:
    """Tables that do not depend on scenes."""
    return {"attribute": attribute_rows(), "category": category_rows(classes), "visibility": visibility_rows()}


def empty_mask() -> bytes:
    """A grey PNG of one background pixel: 10 cm at the world's origin."""
    return bytes(cv2.imencode(".png", np.zeros((1, 1), dtype=np.uint8))[1])


def description(version: str, classes: ClassMap, merged: Merged) -> dict[str, Any]:
    """Contents of mapping.json."""
    return {
        "format": "nuScenes v1.0 with lidarseg and panoptic",
        "version": version,
        "channels": merged.channels,
        "classes": dict(classes.names),
        "notes": _NOTES,
        "lost": _LOST,
        "counted": merged.counted,
    }
