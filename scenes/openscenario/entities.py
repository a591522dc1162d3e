"""Entities from XML: vehicles, pedestrians and misc objects with box, axles and properties, and groups of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from scenes.behaviour.base import Behaviour
from scenes.openscenario.catalogs import Catalogs
from scenes.openscenario.context import Context
from scenes.openscenario.controllers import read_controller
from scenes.openscenario.node import Node
from scenes.storyboard.motion import Limits

EntityKind = Literal["vehicle", "pedestrian", "misc"]
_KINDS: Mapping[str, EntityKind] = MappingProxyType(
    {"Vehicle": "vehicle", "Pedestrian": "pedestrian", "MiscObject": "misc"}
)
_CATEGORIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "vehicle": (
            *("car", "van", "truck", "trailer", "semitrailer", "bus", "motorbike", "bicycle", "train", "tram"),
            *("standupscooter", "wheelchair", "workMachine"),
        ),
        "pedestrian": ("pedestrian", "wheelchair", "animal"),
        "misc": (
            *("obstacle", "pole", "tree", "vegetation", "barrier", "building", "parkingSpace", "patch", "railing"),
            *(
                "trafficIsland",
                "crosswalk",
                "streetLamp",
                "gantry",
                "soundBarrier",
                "wind",
                "roadMark",
                "other",
                "none",
            ),
        ),
    }
)
"""What OpenSCENARIO 1.0 to 1.3 know, by kind."""
UNLIMITED = Limits()
SIZES_M = (0.001, 1000.0)
"""Chosen: no body is smaller or larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityBox:
    """A bounding box: its centre from the entity's origin (of vehicles: the rear axle on the ground), and its size."""

    x_m: float
    y_m: float
    z_m: float
    length_m: float
    width_m: float
    height_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """What a file says of an entity. wheelbase_m: between its axles, None: it has none or one.

    entry: its name in the catalog or where it stands. role: police, ambulance ... limits: what it is able to.
    behaviour: that of its controller. properties: what its maker wrote about it.
    """

    name: str
    kind: EntityKind
    category: str
    entry: str
    role: str
    box: EntityBox
    wheelbase_m: float | None = None
    mass_kg: float | None = None
    limits: Limits = UNLIMITED
    behaviour: Behaviour | None = None
    model: str = ""
    properties: tuple[tuple[str, str], ...] = ()


def read_entities(catalogs: Catalogs, scenario: Node) -> tuple[Entity, ...]:
    """All entities. What cannot be read is told as a fault."""
    block = scenario.only("Entities")
    plain = Context(catalogs=catalogs, entities={})
    made: list[Entity] = []
    for node in block.every("ScenarioObject"):
        found = node.journal.attempt(_entity, plain, node)
        if found is not None and any(found.name == other.name for other in made):
            raise node.fault(f"the name '{found.name}' is given twice")
        if found is not None:
            made.append(found)
    return tuple(made)


def read_selections(scenario: Node, entities: tuple[Entity, ...]) -> dict[str, tuple[str, ...]]:
    """Groups of entities by name: those that are named, and all of a type."""
    kinds = {"vehicle": "vehicle", "pedestrian": "pedestrian", "miscellaneous": "misc"}
    found: dict[str, tuple[str, ...]] = {}
    for node in scenario.only("Entities").every("EntitySelection"):
        members = node.only("Members")
        names = [ref.text("entityRef") for ref in members.every("EntityRef")]
        unknown = [name for name in names if all(name != one.name for one in entities)]
        if unknown:
            raise members.fault(f"there is no entity '{unknown[0]}'; there are {', '.join(e.name for e in entities)}")
        for by in members.every("ByType"):
            kind = by.choice("objectType" if by.has("objectType") else "type", (*kinds, "external"))
            names += [e.name for e in entities if e.kind == kinds.get(kind)]
        found[node.text("name")] = tuple(dict.fromkeys(names))
    return found


def _entity(context: Context, node: Node) -> Entity:
    name = node.text("name")
    outside = node.maybe("ExternalObjectReference")
    if outside is not None:
        raise outside.unsupported("bodies of other programs; describe a Vehicle, Pedestrian or MiscObject")
    body = context.chosen(node, *_KINDS)
    controllers = [read_controller(context, holder) for holder in node.every("ObjectController") if holder.inner()]
    kind = _KINDS[body.tag]
    for trailer in body.every("Trailer"):
        _note_trailer(trailer)
    for tag in ("TrailerHitch", "TrailerCoupler"):
        coupling = body.maybe(tag)
        if coupling is not None:
            coupling.journal.use_all(coupling.element)
    axles = body.maybe("Axles")
    return Entity(
        name=name,
        kind=kind,
        category=body.choice(f"{_attribute(kind)}Category", _CATEGORIES[kind]),
        entry=body.label(),
        role=body.text("role", ""),
        box=_box(body),
        wheelbase_m=None if axles is None else _wheelbase(axles),
        mass_kg=body.number("mass") if body.has("mass") and body.number("mass") > 0.0 else None,
        limits=_performance(body),
        behaviour=next((one for one in controllers if one is not None), None),
        model=body.text("model3d", "") or body.text("model", ""),
        properties=_properties(body),
    )


def _attribute(kind: EntityKind) -> str:
    return {"vehicle": "vehicle", "pedestrian": "pedestrian", "misc": "miscObject"}[kind]


def _note_trailer(node: Node) -> None:
    """Trailers are left out. A reference to nothing, which catalogs have as a default, is no trailer."""
    reference = node.maybe("TrailerRef")
    if reference is not None and (not reference.has("entityRef") or reference.text("entityRef") == ""):
        return
    node.passed_over("has no effect: the vehicle comes without its trailer")


def _box(body: Node) -> EntityBox:
    box = body.only("BoundingBox")
    centre, size = box.only("Center"), box.only("Dimensions")
    lengths = {name: size.number(name) for name in ("length", "width", "height")}
    for name, value in lengths.items():
        if not SIZES_M[0] <= value <= SIZES_M[1]:
            raise size.fault(f"{name}={value:g} m, allowed {SIZES_M[0]:g} to {SIZES_M[1]:g}")
    return EntityBox(
        x_m=centre.number("x"),
        y_m=centre.number("y"),
        z_m=centre.number("z"),
        length_m=lengths["length"],
        width_m=lengths["width"],
        height_m=lengths["height"],
    )


def _wheelbase(axles: Node) -> float | None:
    """Between the front and the rear axle; axles beyond these change nothing."""
    for node in axles.every("FrontAxle", "RearAxle", "AdditionalAxle"):
        axles.journal.use_all(node.element)
    front, rear = axles.maybe("FrontAxle"), axles.maybe("RearAxle")
    if front is None or rear is None:
        return None
    apart = front.number("positionX") - rear.number("positionX")
    return apart if apart > 0.0 else None


def _performance(body: Node) -> Limits:
    node = body.maybe("Performance")
    if node is None:
        return UNLIMITED
    return Limits(
        acceleration_mps2=node.limit("maxAcceleration"),
        deceleration_mps2=node.limit("maxDeceleration"),
        speed_mps=node.limit("maxSpeed"),
        jerk_mps3=min(node.limit("maxAccelerationRate"), node.limit("maxDecelerationRate")),
    )


def _properties(body: Node) -> tuple[tuple[str, str], ...]:
    block = body.maybe("Properties")
    if block is None:
        return ()
    body.journal.use_all(block.element)
    return tuple(
        (node.element.attributes.get("name", ""), node.element.attributes.get("value", ""))
        for node in block.every("Property")
    )
