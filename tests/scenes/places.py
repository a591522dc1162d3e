"""Small road networks that tests of what stands beside roads are made on."""

from __future__ import annotations

from drawn_map import document

from scenes.opendrive.reader import parse_opendrive
from scenes.roads.network import RoadNetwork

LINE_300 = '<geometry s="0" x="0" y="0" hdg="0" length="300"><line/></geometry>'
BEND_300 = '<geometry s="0" x="0" y="0" hdg="0.3" length="300"><arc curvature="0.008"/></geometry>'
HILL = '<elevationProfile><elevation s="0" a="2" b="0.02" c="0.0001" d="-0.0000006"/></elevationProfile>'
KERB = '<height sOffset="0" inner="0.12" outer="0.12"/>'


def lane(lane_id: int, kind: str, width_m: float, extra: str = "") -> str:
    """A lane of constant width."""
    return f'<lane id="{lane_id}" type="{kind}"><width sOffset="0" a="{width_m}" b="0" c="0" d="0"/>{extra}</lane>'


def street(road_id: str = "1", plan: str = LINE_300, extra: str = "", rule: str = "RHT", profile: str = "") -> str:
    """A street of two lanes with parking strips and raised pavements of 3 m."""
    rows = [("driving", 3.25, ""), ("parking", 2.1, ""), ("sidewalk", 3.2, KERB)]
    left = "".join(reversed([lane(k + 1, *row) for k, row in enumerate(rows)]))
    right = "".join(lane(-k - 1, *row) for k, row in enumerate(rows))
    return _road(road_id, plan, left, right, extra, rule, profile)


def country_road(road_id: str = "1", plan: str = LINE_300, extra: str = "", profile: str = "") -> str:
    """A road of two lanes and shoulders of half a metre."""
    rows = [("driving", 3.5, ""), ("shoulder", 0.5, "")]
    left = "".join(reversed([lane(k + 1, *row) for k, row in enumerate(rows)]))
    right = "".join(lane(-k - 1, *row) for k, row in enumerate(rows))
    return _road(road_id, plan, left, right, extra, "RHT", profile)


def motorway(road_id: str = "1", plan: str = LINE_300, extra: str = "") -> str:
    """Two carriageways of two lanes and a hard shoulder, with a median of 4 m between them."""
    rows = [("median", 2.0, ""), ("driving", 3.75, ""), ("driving", 3.75, ""), ("stop", 2.5, "")]
    left = "".join(reversed([lane(k + 1, *row) for k, row in enumerate(rows)]))
    right = "".join(lane(-k - 1, *row) for k, row in enumerate(rows))
    return _road(road_id, plan, left, right, extra, "RHT", "")


def place(*roads: str) -> RoadNetwork:
    """The network of some roads."""
    return parse_opendrive(document(*roads), "drawn").network


def _road(road_id: str, plan: str, left: str, right: str, extra: str, rule: str, profile: str) -> str:
    return (
        f'<road name="" length="300" id="{road_id}" junction="-1" rule="{rule}"><planView>{plan}</planView>{profile}'
        f'<lanes><laneSection s="0"><left>{left}</left><center><lane id="0" type="none"/></center>'
        f"<right>{right}</right></laneSection></lanes>{extra}</road>"
    )


def one_way(road_id: str, plan: str, lanes: str) -> str:
    """A road with lanes to the right of its reference line alone."""
    return _road(road_id, plan, "", lanes, "", "RHT", "").replace("<left></left>", "")
