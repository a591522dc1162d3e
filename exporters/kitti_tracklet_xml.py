"""tracklet_labels.xml: what boost's XML archive makes of the raw devkit's classes, as its readers expect it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from exporters.kitti_tracklets import Tracklet, TrackPose

_HEAD = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<!DOCTYPE boost_serialization>
<boost_serialization signature="serialization::archive" version="9">
"""
_LABELLED = 2
"""state: the pose was labelled, not interpolated."""
_UNSET = -1


def tracklet_xml(tracklets: Sequence[Tracklet]) -> str:
    """The file. Class attributes stand on the first element of each kind alone, as boost writes them."""
    lines = [f"<tracklets{_class(0, 0)}>", f"\t<count>{len(tracklets)}</count>", "\t<item_version>1</item_version>"]
    for index, tracklet in enumerate(tracklets):
        lines += ["\t" + line for line in _tracklet(tracklet, first=index == 0)]
    return _HEAD + "\n".join([*lines, "</tracklets>", "</boost_serialization>", ""])


def _tracklet(tracklet: Tracklet, first: bool) -> Iterable[str]:
    height_m, width_m, length_m = tracklet.size_m
    yield f"<item{_class(1, 1) if first else ''}>"
    yield f"\t<objectType>{escape(tracklet.kind)}</objectType>"
    yield f"\t<h>{_number(height_m)}</h>"
    yield f"\t<w>{_number(width_m)}</w>"
    yield f"\t<l>{_number(length_m)}</l>"
    yield f"\t<first_frame>{tracklet.first_frame}</first_frame>"
    yield f"\t<poses{_class(2, 0) if first else ''}>"
    yield f"\t\t<count>{len(tracklet.poses)}</count>"
    yield "\t\t<item_version>2</item_version>"
    for index, pose in enumerate(tracklet.poses):
        yield f"\t\t<item{_class(3, 2) if first and index == 0 else ''}>"
        yield from (f"\t\t\t<{name}>{value}</{name}>" for name, value in _fields(pose))
        yield "\t\t</item>"
    yield "\t</poses>"
    yield "\t<finished>1</finished>"
    yield "</item>"


def _fields(pose: TrackPose) -> Iterable[tuple[str, str]]:
    for name, value in zip(("tx", "ty", "tz"), pose.position_m, strict=True):
        yield name, _number(value)
    yield from (("rx", "0"), ("ry", "0"), ("rz", _number(pose.yaw_rad)))
    yield "state", str(_LABELLED)
    yield "occlusion", str(pose.occlusion)
    yield "occlusion_kf", "1"
    yield "truncation", str(pose.truncation)
    for name in ("amt_occlusion", "amt_occlusion_kf", "amt_border_l", "amt_border_r", "amt_border_kf"):
        yield name, str(_UNSET)


def _class(number: int, version: int) -> str:
    return f' class_id="{number}" tracking_level="0" version="{version}"'


def _number(value: float) -> str:
    return f"{round(value, 6) + 0.0:.6f}"  # + 0.0 turns -0.0 into 0.0
