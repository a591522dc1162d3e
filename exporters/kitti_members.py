"""KITTI's objects in one camera: things, and riders together with what is ridden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exporters.class_map import ClassMap
from exporters.members import Assembly, amodal_extent, amodal_pixels, assemblies
from scenes.ontology import class_by_id
from simulator.frame import CameraReading, Frame, OrientedBox, PixelBox, ThingInView


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One KITTI object in one camera. instance: its lowest member's id; members: the ids of those in view. solid: the
    3D box that yaw-only formats use.

    A pair's amodal pixels are the union of its members' silhouettes. Its truncation is the mean of its members',
    weighted with their whole silhouettes: exact where no member is truncated, else within the members' overlap.
    """

    instance: int
    members: tuple[int, ...]
    kind: str
    visible_px: int
    amodal_px: int
    truncation: float
    amodal_box: PixelBox
    solid: OrientedBox


def sights(frame: Frame, camera: CameraReading, classes: ClassMap) -> tuple[Sight, ...]:
    """All objects of a class that KITTI knows and that have a member in view, by instance id."""
    things = (thing for thing in frame.things_of(camera).values() if class_by_id(thing.semantic).kind == "thing")
    views = {view.instance: view for view in frame.views.get(camera.name, ())}
    found = []
    for whole in assemblies(things):
        own = [views[thing.instance] for thing in whole.things if thing.instance in views]
        kind = classes.name_of(whole.speaker.semantic)
        if own and kind is not None:
            found.append(_sight(whole, own, kind))
    return tuple(sorted(found, key=lambda sight: sight.instance))


def _sight(whole: Assembly, views: Sequence[ThingInView], kind: str) -> Sight:
    return Sight(
        instance=whole.instance,
        members=tuple(view.instance for view in views),
        kind=kind,
        visible_px=sum(view.visible_px for view in views),
        amodal_px=amodal_pixels(views),
        truncation=_truncation(views),
        amodal_box=amodal_extent(views),
        solid=whole.solid(),
    )


def _truncation(views: Sequence[ThingInView]) -> float:
    if len(views) == 1:
        return views[0].truncation
    inside_px = sum(view.amodal_px for view in views)
    whole_px = sum(view.amodal_px / max(1.0 - view.truncation, 1e-9) for view in views)
    return max(0.0, 1.0 - inside_px / whole_px)
