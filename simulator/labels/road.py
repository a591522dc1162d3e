"""The road's labels of one frame: lines and lanes in the world, and what of them cameras show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from simulator.annotations.bird_view import BirdView
from simulator.annotations.road import RoadInView, RoadLabels
from simulator.annotations.things import Thing
from simulator.frame import CameraReading, Reading
from simulator.labels.bird_view import bird_view
from simulator.labels.own_lane import own_course, own_lane
from simulator.labels.road_lines import road_labels
from simulator.labels.road_map import road_map
from simulator.labels.road_view import road_in_view
from simulator.labels.world import LabelledWorld


class RoadFields(TypedDict, total=False):
    """Fields of a `Frame`."""

    road: RoadLabels
    roads: Mapping[str, RoadInView]
    bird_view: BirdView


def road_fields(
    world: LabelledWorld, readings: Mapping[str, Reading], things: Mapping[int, Thing], t_s: float
) -> RoadFields:
    """What of the road's labels somebody wants; a scene without lanes has neither lines nor a drivable area."""
    fields: RoadFields = {}
    if not world.wanted & {"lanes", "bird_view"}:
        return fields
    roads = road_map(world.scene)
    own = () if roads is None else own_course(roads, world.history, t_s, own_lane(roads, world.history, t_s))
    if "lanes" in world.wanted:
        labels = RoadLabels() if roads is None else road_labels(roads, world.history, t_s)
        fields["road"] = labels
        fields["roads"] = {
            name: road_in_view(roads, own, labels, world.history, reading)
            for name, reading in readings.items()
            if isinstance(reading, CameraReading)
        }
    if "bird_view" in world.wanted:
        fields["bird_view"] = bird_view(world, roads, own, things, t_s)
    return fields
