"""Controllers of files as behaviours of ours: those that follow, and those of automated lane keeping."""

from __future__ import annotations

from collections.abc import Mapping

from scenes.behaviour.base import Behaviour
from scenes.behaviour.careful import CarefulDriver
from scenes.behaviour.driver import Driver
from scenes.behaviour.idm import Idm
from scenes.behaviour.mobil import Mobil
from scenes.errors import InputFileError
from scenes.openscenario.context import Context
from scenes.openscenario.node import Node

HEADWAY_S = (0.5, 5.0)
"""What our car following takes."""
FASTER = 3.0
"""So that a controller's own speed decides, not the limit."""


def read_controller(context: Context, holder: Node) -> Behaviour | None:
    """The behaviour of an <ObjectController> or <AssignControllerAction>; None for a controller that we have not.

    Either way it is remarked what becomes of it.
    """
    node = context.chosen(holder, "Controller")
    block = node.maybe("Properties")
    properties = {} if block is None else dict(_property(p) for p in block.every("Property"))
    node.journal.use_all(node.element)
    name = node.label()
    made = behaviour_of(name, properties)
    if made is None:
        node.note(f"the controller '{name}' has no effect: while no action moves its entity, this keeps lane and speed")
    else:
        node.note(f"the controller '{name}' is our {_KINDS[type(made)]}")
    return made


def _property(node: Node) -> tuple[str, str]:
    """Name and value; nothing where the value cannot be worked out: most are for other programs."""
    try:
        return node.label("name"), node.text("value", "")
    except InputFileError as fault:
        node.note(f"a property of a controller cannot be read and has no effect: {fault}")
        return node.label("name"), ""


def behaviour_of(name: str, properties: Mapping[str, str]) -> Behaviour | None:
    """By its name, or by what esmini calls it: ACC follows (IDM), ALKS drives as UN R157's careful driver."""
    words = f"{name} {properties.get('esminiController', '')}".lower()
    if "alks" in words or "r157" in words:
        return CarefulDriver()
    if "acc" in words.replace("accel", "").split("controller")[0]:
        return _following(properties, "setSpeed", None)
    if "naturaldriver" in words.replace("_", ""):
        return _following(properties, "desiredSpeed", Mobil())
    return None


def _following(properties: Mapping[str, str], speed: str, lanes: Mobil | None) -> Driver:
    headway = min(max(_number(properties, "timeGap", 1.5), HEADWAY_S[0]), HEADWAY_S[1])
    wanted = _number(properties, speed, 0.0)
    if wanted <= 0.3:
        return Driver(idm=Idm(headway_s=headway), lanes=lanes)
    return Driver(idm=Idm(headway_s=headway), lanes=lanes, top_mps=min(wanted, 150.0), speed_factor=FASTER)


def _number(properties: Mapping[str, str], name: str, default: float) -> float:
    try:
        return float(properties.get(name, default))
    except ValueError:
        return default


_KINDS: Mapping[type[Behaviour], str] = {
    CarefulDriver: "competent and careful driver (UN R157)",
    Driver: "driver who follows the one ahead (IDM)",
}
