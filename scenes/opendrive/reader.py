"""OpenDRIVE 1.4 to 1.8: a file in, a road network and the list of what it could not take over out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scenes.opendrive.consistency import check_links, check_plan
from scenes.opendrive.drawn_marks import drawn_signals
from scenes.opendrive.furniture import read_objects, read_references, read_signals, read_structures
from scenes.opendrive.lanes import read_sections
from scenes.opendrive.links import read_junction, read_link
from scenes.opendrive.plan_view import MAX_ROAD_M, read_plan, read_profile
from scenes.opendrive.source import ReadNote, Source
from scenes.opendrive.speeds import read_speed
from scenes.opendrive.vocabulary import list_unknown
from scenes.roads.network import RoadNetwork
from scenes.roads.road import Road, RoadType
from scenes.safe_xml import Element, parse, parse_file

MINORS = (4, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDriveMap:
    """What a file holds. notes: everything that was not taken as it stands, what matters first."""

    network: RoadNetwork
    notes: tuple[ReadNote, ...]

    def warnings(self) -> tuple[ReadNote, ...]:
        """The notes that matter: parts of roads, traffic or things that were left out or changed."""
        return tuple(note for note in self.notes if note.weight != "ignored")


def read_opendrive(path: Path) -> OpenDriveMap:
    """Reads a file. Raises InputFileError (file, line, element, what is wrong and what was expected)."""
    return _read(parse_file(path), Source(str(path)), path.stem)


def parse_opendrive(data: bytes, name: str) -> OpenDriveMap:
    """Reads a document from memory; `name` stands in errors. Raises InputFileError."""
    return _read(parse(data, name), Source(name), name)


def _read(root: Element, source: Source, name: str) -> OpenDriveMap:
    if root.tag != "OpenDRIVE":
        raise source.fault(root, f"the document is a <{root.tag[:40]}>, expected <OpenDRIVE>")
    _check_version(source, root)
    list_unknown(source, root)
    elements = root.all("road")
    if not elements:
        raise source.fault(root, "no <road>, expected at least one")
    roads = tuple(_road(source, element) for element in elements)
    junctions = tuple(read_junction(source, element) for element in root.all("junction"))
    network = RoadNetwork(name=name, roads=roads, junctions=junctions)
    check_plan(source, elements, roads)
    check_links(source, root, network)
    return OpenDriveMap(network=network, notes=source.notes())


def _check_version(source: Source, root: Element) -> None:
    header = root.first("header")
    if header is None:
        source.note("repaired", f"no <header>, read as OpenDRIVE 1.{MINORS[1]}", root)
        return
    major, minor = source.integer(header, "revMajor"), source.integer(header, "revMinor")
    if major != 1:
        raise source.fault(header, f"OpenDRIVE {major}.{minor}, expected 1.4 to 1.8")
    if not MINORS[0] <= minor <= MINORS[1]:
        source.note("repaired", f"OpenDRIVE 1.{minor}, read as 1.{min(max(minor, MINORS[0]), MINORS[1])}", header)


def _road(source: Source, element: Element) -> Road:
    length = source.number(element, "length")
    if not 0.0 < length <= MAX_ROAD_M:
        raise source.fault(element, f"length={length:g} m, expected more than 0 and at most {MAX_ROAD_M:g} m")
    junction = source.text(element, "junction", "-1")
    lanes = source.only(element, "lanes")
    signals, flat = drawn_signals(read_signals(source, element))
    return Road(
        id=source.text(element, "id"),
        name=source.text(element, "name", ""),
        length_m=length,
        junction=None if junction in {"-1", ""} else junction,
        left_hand=source.choice(element, "rule", ("RHT", "LHT"), "RHT") == "LHT",
        plan=read_plan(source, element),
        elevation=read_profile(source, element.first("elevationProfile"), "elevation"),
        superelevation=read_profile(source, element.first("lateralProfile"), "superelevation"),
        lane_offset=read_profile(source, lanes, "laneOffset"),
        sections=read_sections(source, lanes, length),
        types=tuple(_type(source, e) for e in element.all("type")),
        predecessor=read_link(source, element, "predecessor"),
        successor=read_link(source, element, "successor"),
        objects=(*read_objects(source, element), *flat),
        signals=signals,
        signal_references=read_references(source, element),
        structures=read_structures(source, element),
    )


def _type(source: Source, element: Element) -> RoadType:
    speed = element.first("speed")
    return RoadType(
        s_m=source.number(element, "s"),
        kind=source.text(element, "type", "unknown"),
        limit_mps=None if speed is None else read_speed(source, speed),
    )
