"""OpenDRIVE files become road networks; faults name file, line, element and what was expected; the rest is listed."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from drawn_map import LINE, WIDTH, document, lanes, road
from map_fixtures import each_real_map, needs_real_maps, real_map

from scenes import json_codec
from scenes.errors import InputFileError
from scenes.opendrive.reader import OpenDriveMap, parse_opendrive, read_opendrive
from scenes.roads.network import RoadNetwork
from scenes.roads.plan import Arc, ParamPoly3, Poly3, Spiral


def read(*parts: str) -> OpenDriveMap:
    return parse_opendrive(document(*parts), "a.xodr")


def only_road(*parts: str) -> RoadNetwork:
    return read(*parts).network


def whats(read_map: OpenDriveMap) -> list[str]:
    return [note.what for note in read_map.warnings()]


@each_real_map
def test_real_maps_are_read(path: Path) -> None:
    made = read_opendrive(path)
    assert made.network.roads
    # The NCAP crossing links lanes of its connecting roads that they do not have: the file's own fault, listed.
    allowed = {"<laneLink> of <connection> from or to a lane that does not exist: not linked"}
    assert set(whats(made)) <= (allowed if path.stem.startswith("X-Intersection_NCAP") else set())


@needs_real_maps
def test_a_network_survives_json() -> None:
    network = read_opendrive(real_map("fabriksgatan")).network
    assert json_codec.decode(json_codec.encode(network)) == network


def test_every_shape_is_read() -> None:
    shapes = {
        '<arc curvature="0.01"/>': Arc(curvature_per_m=0.01),
        '<spiral curvStart="0" curvEnd="0.02"/>': Spiral(start_curvature_per_m=0.0, end_curvature_per_m=0.02),
        '<poly3 a="0" b="0" c="0.001" d="0"/>': Poly3(v=(0.0, 0.0, 0.001, 0.0)),
        '<paramPoly3 pRange="arcLength" aU="0" bU="1" cU="0" dU="0" aV="0" bV="0" cV="0.01" dV="0"/>': ParamPoly3(
            u=(0.0, 1.0, 0.0, 0.0), v=(0.0, 0.0, 0.01, 0.0), parameter="arc_length"
        ),
    }
    for xml, shape in shapes.items():
        plan = LINE.replace("<line/>", xml)
        assert only_road(road(plan)).roads[0].plan[0].shape == shape


def test_speeds_are_metres_per_second() -> None:
    kinds = (
        '<type s="0" type="town"><speed max="50" unit="km/h"/></type>'
        '<type s="10" type="rural"><speed max="60" unit="mph"/></type>'
        '<type s="20" type="rural"><speed max="20"/></type>'
        '<type s="30" type="motorway"><speed max="no limit"/></type>'
    )
    limits = [kind.limit_mps for kind in only_road(road(extra=kinds)).roads[0].types]
    assert limits == pytest.approx([50 / 3.6, 60 * 1609.344 / 3600, 20.0, math.inf])


def test_left_hand_traffic_turns_the_lanes() -> None:
    right, left = (only_road(road(attributes=rule)).roads[0] for rule in ('rule="RHT"', 'rule="LHT"'))
    assert right.forward(0, -1)
    assert not right.forward(0, 1)
    assert left.forward(0, 1)
    assert not left.forward(0, -1)


def test_objects_signals_and_tunnels_are_read() -> None:
    extra = (
        '<objects><object id="b" type="building" s="10" t="8"><outlines><outline>'
        '<cornerLocal u="0" v="0" z="0" height="4"/><cornerLocal u="5" v="0" z="0" height="4"/></outline></outlines>'
        '<repeat s="0" length="50" distance="10" tStart="4" tEnd="5" zOffsetStart="0" zOffsetEnd="0"/></object>'
        '<tunnel id="t" s="20" length="30" type="underpass"/><bridge id="u" s="60" length="9" type="steel"/></objects>'
        '<signals><signal id="s" s="5" t="-4" type="274" subtype="50" country="DE" value="50" dynamic="no" '
        'orientation="+" zOffset="2"><validity fromLane="-1" toLane="-1"/></signal></signals>'
    )
    made = only_road(road(extra=extra)).roads[0]
    assert len(made.objects[0].outlines[0].corners) == 2
    assert made.objects[0].repeats[0].t_m == (4.0, 5.0)
    assert [(s.kind, s.form) for s in made.structures] == [("tunnel", "underpass"), ("bridge", "steel")]
    signal = made.signals[0]
    assert (signal.code, signal.country, signal.text_value, signal.dynamic) == ("274", "DE", "50", False)
    assert signal.validity[0].from_lane == -1


def test_what_is_not_supported_is_listed_with_place_and_count() -> None:
    lateral = '<lateralProfile><crossfall side="left" s="0" a="0.02" b="0" c="0" d="0"/>' * 2
    made = read(road(extra=lateral.replace("crossfall", "crossfall", 1) + "</lateralProfile></lateralProfile>"))
    assert "<crossfall> of <lateralProfile>" in whats(made)
    twice = read(road(extra="<hovercraft/><hovercraft/>", attributes='colour="blue"'))
    listed = {note.what: (note.count, note.first) for note in twice.warnings()}
    assert listed["<hovercraft> of <road>"] == (2, "road[id=1]/hovercraft")
    assert listed["attribute 'colour' of <road>"] == (1, "road[id=1]")
    assert not read(road(extra="<userData/>")).warnings()


def test_sections_of_one_side_are_completed() -> None:
    right_only = '<laneSection s="50" singleSide="true"><center><lane id="0" type="none"/></center><right>'
    right_only += f'<lane id="-1" type="parking">{WIDTH}</lane></right></laneSection>'
    made = only_road(road(sections=lanes() + right_only)).roads[0]
    assert [lane.kind for lane in made.sections[1].lanes] == ["parking", "none", "driving"]
    assert made.sections[0].lane(1).successors == (1,)
    assert made.sections[1].lane(1).widths[0].start_m == -50.0


FAULTS = {
    "nan": (
        road(LINE.replace('length="100"', 'length="NaN"')),
        r"planView/geometry\[s=0\]: length='NaN' is not finite",
    ),
    "word": (road(LINE.replace('x="0"', 'x="zero"')), "x='zero' is not a number"),
    "huge": (road(LINE.replace('x="0"', 'x="1e12"')), "out of range"),
    "missing": (road(LINE.replace('hdg="0"', "")), "attribute 'hdg' is missing; the element has length, s, x, y"),
    "negative": (road(LINE.replace('length="100"', 'length="-1"')), "length=-1 is negative"),
    "shape": (road(LINE.replace("<line/>", "<helix/>")), "no shape, expected one of line, arc, .*found <helix>"),
    "plan": (road(""), "no <geometry> with a length"),
    "long": (road(length=1e7), "length=1e[+]07 m, expected more than 0 and at most 1e[+]06"),
    "spin": (road(LINE.replace("<line/>", '<arc curvature="1e6"/>')), "turns by 1e[+]08 rad"),
    "lane ids": (road(sections=lanes().replace('id="-1"', 'id="-3"')), r"<right> has lanes \[-3\], expected -1, -2"),
    "no width": (road(sections=lanes().replace(WIDTH, "")), "neither <width> nor <border>"),
    "rule": (road(attributes='rule="XHT"'), "rule='XHT' is unknown, expected one of RHT, LHT"),
    "include": ('<include file="../x.xodr"/>' + road(), "includes of other files are refused"),
    "no roads": ("<junction id='1'/>", "no <road>"),
    "twice": (road() + road(), "road id '1' is given twice"),
    "dangling road": (
        road(extra='<link><successor elementType="road" elementId="9" contactPoint="start"/></link>'),
        r"road\[id=1\]: its successor is the road '9', which does not exist",
    ),
    "dangling junction": (road().replace('junction="-1"', 'junction="5"'), "junction '5', which does not exist"),
    "dangling connection": (
        road()
        + '<junction id="2"><connection id="0" incomingRoad="1" connectingRoad="8" contactPoint="start"/></junction>',
        "connection 0: its connecting road '8' does not exist",
    ),
    "dense dots": (
        road(
            sections=lanes(
                '<roadMark sOffset="0" type="broken" color="white"><type name="b" width="0.1">'
                '<line length="1e-9" space="1e-9" tOffset="0" sOffset="0"/></type></roadMark>'
            )
        ),
        "expected 0.05 m or more",
    ),
    "endless repeat": (
        road(
            extra='<objects><object id="1" s="0" t="0">'
            '<repeat s="0" length="1000" distance="1e-9" tStart="0" tEnd="0"/></object></objects>'
        ),
        "1e[+]12 copies",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_name_file_element_and_expectation(name: str) -> None:
    part, problem = FAULTS[name]
    with pytest.raises(InputFileError, match=rf"a\.xodr, line \d+: .*{problem}"):
        read(part)


def test_other_documents_are_refused() -> None:
    with pytest.raises(InputFileError, match="the document is a <OpenSCENARIO>, expected <OpenDRIVE>"):
        parse_opendrive(b"<OpenSCENARIO/>", "a.xodr")
    with pytest.raises(InputFileError, match=r"OpenDRIVE 2\.0, expected 1\.4 to 1\.8"):
        parse_opendrive(document().replace(b'revMajor="1" revMinor="7"', b'revMajor="2" revMinor="0"'), "a.xodr")
