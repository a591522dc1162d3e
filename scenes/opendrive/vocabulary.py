"""Which elements and attributes the reader uses; what else a file holds is listed, never passed over in silence."""

from __future__ import annotations

from scenes.opendrive.source import Source
from scenes.safe_xml import Element

_PROFILE = "s a b c d"
_TURN = "hdg pitch roll"
# 'parent/element': the attributes that are read
_USED: dict[str, str] = {
    "/OpenDRIVE": "",
    "OpenDRIVE/header": "revMajor revMinor",
    "OpenDRIVE/road": "name length id junction rule",
    "OpenDRIVE/junction": "id name type",
    "junction/connection": "id incomingRoad connectingRoad linkedRoad contactPoint",
    "junction/priority": "high low",
    "connection/laneLink": "from to",
    "road/link": "",
    "link/predecessor": "elementType elementId contactPoint id",
    "link/successor": "elementType elementId contactPoint id",
    "road/type": "s type",
    "type/speed": "max unit",
    "road/planView": "",
    "planView/geometry": "s x y hdg length",
    "geometry/line": "",
    "geometry/arc": "curvature",
    "geometry/spiral": "curvStart curvEnd",
    "geometry/poly3": "a b c d",
    "geometry/paramPoly3": "pRange aU bU cU dU aV bV cV dV",
    "road/elevationProfile": "",
    "elevationProfile/elevation": _PROFILE,
    "road/lateralProfile": "",
    "lateralProfile/superelevation": _PROFILE,
    "road/lanes": "",
    "lanes/laneOffset": _PROFILE,
    "lanes/laneSection": "s singleSide",
    "laneSection/left": "",
    "laneSection/center": "",
    "laneSection/right": "",
    "left/lane": "id type level direction",
    "center/lane": "id type level direction",
    "right/lane": "id type level direction",
    "lane/link": "",
    "lane/width": "sOffset a b c d",
    "lane/border": "sOffset a b c d",
    "lane/height": "sOffset inner outer",
    "lane/speed": "sOffset max unit",
    "lane/roadMark": "sOffset type weight color width laneChange",
    "roadMark/type": "name width",
    "type/line": "length space tOffset sOffset width color",
    "roadMark/explicit": "",
    "explicit/line": "length tOffset sOffset width",
    "road/surface": "",
    "road/objects": "",
    "objects/object": f"id name type subtype s t zOffset length width height radius orientation {_TURN}",
    "object/outline": "closed outer fillType laneType",
    "object/outlines": "",
    "outlines/outline": "closed outer fillType laneType",
    "outline/cornerRoad": "s t dz height id",
    "outline/cornerLocal": "u v z height id",
    "object/markings": "",
    "markings/marking": "side color width lineLength spaceLength startOffset stopOffset",
    "marking/cornerReference": "id",
    "object/repeat": "s length distance tStart tEnd zOffsetStart zOffsetEnd heightStart heightEnd widthStart widthEnd "
    "lengthStart lengthEnd radiusStart radiusEnd",
    "object/validity": "fromLane toLane",
    "objects/tunnel": "id name type s length lighting daylight",
    "tunnel/validity": "fromLane toLane",
    "objects/bridge": "id name type s length",
    "bridge/validity": "fromLane toLane",
    "road/signals": "",
    "signals/signal": "id name s t type subtype country text value unit dynamic orientation zOffset hOffset pitch roll "
    "height width",
    "signal/validity": "fromLane toLane",
    "signals/signalReference": "id s t orientation",
    "signalReference/validity": "fromLane toLane",
}
_KNOWN = {key: frozenset(names.split()) for key, names in _USED.items()}

_WITHOUT_MEANING_HERE = frozenset(
    {
        *("userData", "dataQuality", "geoReference", "license", "controller", "offset", "material", "neighbor"),
        *("dependency", "reference", "skeleton", "access"),
    }
)
"""Elements about other things than surface, lanes, signs and objects; friction and rules of access among them."""

_ATTRIBUTES_WITHOUT_MEANING_HERE: dict[str, frozenset[str]] = {
    key: frozenset(names.split())
    for key, names in {
        "OpenDRIVE/header": "name version date north south east west vendor maxRoad maxJunc maxPrg",
        "lane/roadMark": "height material",
        "type/line": "rule",
        "explicit/line": "rule",
        "road/type": "country",
        "objects/object": "dynamic validLength perpToRoad temporary",
        "object/outline": "id",
        "outlines/outline": "id",
        "markings/marking": "weight zOffset",
        "signals/signal": "countryRevision temporary",
        "left/lane": "roadWorks dynamicLaneType dynamicLaneDirection advisory",
        "center/lane": "roadWorks dynamicLaneType dynamicLaneDirection advisory",
        "right/lane": "roadWorks dynamicLaneType dynamicLaneDirection advisory",
        "objects/tunnel": "orientation",
    }.items()
}


def list_unknown(source: Source, root: Element) -> None:
    """Notes every element and attribute that the reader does not use. Raises InputFileError for an <include>."""
    waiting: list[tuple[str, Element]] = [("", root)]
    while waiting:
        parent, element = waiting.pop()
        if element.tag == "include":
            raise source.fault(element, "includes of other files are refused; put their content into this file")
        key = f"{parent}/{element.tag}"
        if element.tag in _WITHOUT_MEANING_HERE and key not in _KNOWN:
            source.note("ignored", f"<{element.tag}> of <{parent}>", element)
        elif key not in _KNOWN:
            source.note("unsupported", f"<{element.tag}> of <{parent}>", element)
        else:
            _list_attributes(source, key, element)
            waiting.extend((element.tag, child) for child in reversed(element.children))


def _list_attributes(source: Source, key: str, element: Element) -> None:
    for name in element.attributes.keys() - _KNOWN[key]:
        if name.startswith("xmlns") or ":" in name:
            continue
        harmless = name in _ATTRIBUTES_WITHOUT_MEANING_HERE.get(key, frozenset())
        source.note("ignored" if harmless else "unsupported", f"attribute '{name}' of <{element.tag}>", element)
