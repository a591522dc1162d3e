"""What kind of country a map's roads run through, where its user does not say: by its roads' types and lanes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from scenes.roads.lane_graph import DRIVEABLE
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Setting
from scenes.roads.road import Road

_TYPES: Mapping[str, Setting] = MappingProxyType(
    {
        "motorway": "motorway",
        "rural": "rural",
        "town": "suburb",
        "townExpressway": "suburb",
        "townCollector": "suburb",
        "townArterial": "suburb",
        "townLocal": "suburb",
        "townPrivate": "suburb",
        "townPlayStreet": "suburb",
        "lowSpeed": "suburb",
        "pedestrian": "town",
    }
)
"""OpenDRIVE's types of roads; towns of test files have open fronts: suburbs."""
WALKED = frozenset({"sidewalk", "walking"})


def setting_of(network: RoadNetwork) -> Setting:
    """The setting of most of a map's length. A motorway without two lanes a direction is a country road."""
    lengths: Counter[Setting] = Counter()
    for road in network.roads:
        if road.junction is None or len(network.roads) == 1:
            lengths[_setting(road)] += round(road.length_m)
    return max(lengths, key=lambda name: lengths[name]) if lengths else "rural"


def _setting(road: Road) -> Setting:
    told = [_TYPES[one.kind] for one in road.types if one.kind in _TYPES]
    kinds = [lane.kind for section in road.sections for lane in section.lanes]
    wide = max(sum(lane.kind in DRIVEABLE and lane.id < 0 for lane in section.lanes) for section in road.sections) >= 2
    if any(kind in WALKED for kind in kinds):
        return "suburb"
    if told:
        return "rural" if told[0] == "motorway" and not wide else told[0]
    return "motorway" if wide else "rural"
