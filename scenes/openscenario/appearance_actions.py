"""Actions on lamps, controllers, visibility and animation from XML."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from scenes.material import Lamp
from scenes.openscenario.context import Context
from scenes.openscenario.node import Node
from scenes.storyboard.actions import NoEffect
from scenes.storyboard.motion import SetController, SwitchLamp

LAMPS: Mapping[str, tuple[Lamp, ...]] = MappingProxyType(
    {
        "lowBeam": ("head", "tail"),
        "highBeam": ("head", "tail"),
        "brakeLights": ("brake",),
        "indicatorLeft": ("indicator_left",),
        "indicatorRight": ("indicator_right",),
        "warningLights": ("indicator_left", "indicator_right"),
        "specialPurposeLights": ("beacon",),
        "daytimeRunningLights": (),
        "fogLights": (),
        "fogLightsFront": (),
        "fogLightsRear": (),
        "reversingLights": (),
        "licensePlateIllumination": (),
    }
)
"""Our lamps by OpenSCENARIO's light types; empty: our vehicles have none."""
_MODES = ("on", "off", "flashing")


def light_state(context: Context, node: Node, actor: str) -> tuple[SwitchLamp | NoEffect, ...]:
    """A <LightStateAction>: one action for each of our lamps."""
    del context
    kind = node.only("LightType").one_of("VehicleLight", "UserDefinedLight")
    state = node.only("LightState")
    mode = state.choice("mode", _MODES)
    node.journal.use_all(state.element)
    if kind.tag == "UserDefinedLight":
        kind.note("lamps that a user defined have no effect")
        return (NoEffect(reason="a lamp that a user defined"),)
    name = kind.choice("vehicleLightType", LAMPS)
    if not LAMPS[name]:
        node.note(f"{name} has no effect: vehicles here have no such lamp")
        return (NoEffect(reason=f"no lamp for {name}"),)
    if name == "highBeam":
        node.note("highBeam is shown as the dipped beam")
    if mode == "flashing" and LAMPS[name][0] in ("head", "brake"):
        node.note(f"{name} does not flash: it is on")
    return tuple(SwitchLamp(actor=actor, lamp=lamp, state="off" if mode == "off" else "on") for lamp in LAMPS[name])


def animation(context: Context, node: Node, actor: str) -> tuple[NoEffect, ...]:
    """An <AnimationAction>: doors and gestures do not move by the story."""
    del context, actor
    node.passed_over("has no effect: parts move with the driving and walking only")
    return (NoEffect(reason="an animation"),)


def visibility(context: Context, node: Node, actor: str) -> tuple[NoEffect, ...]:
    """A <VisibilityAction>. Raises UnsupportedElement where somebody is to be seen by some and not by others."""
    del context, actor
    if not (node.truth("graphics") and node.truth("sensors") and node.truth("traffic")):
        raise node.unsupported("bodies that are there and not seen; DeleteEntityAction takes one away")
    node.note("a <VisibilityAction> that makes all visible has no effect: everybody is")
    return (NoEffect(reason="all are visible"),)


def activate(context: Context, node: Node, actor: str) -> tuple[SetController | NoEffect, ...]:
    """An <ActivateControllerAction>, wherever it stands; of no effect where its controller has none."""
    if node.has("animation") or node.has("lighting"):
        node.note("controllers of animation and lighting have no effect")
    flags = {name: node.truth(name) for name in ("longitudinal", "lateral") if node.has(name)}
    if actor not in context.controlled:
        return (NoEffect(reason=f"'{actor}' has no controller of ours"),)
    return (SetController(actor=actor, longitudinal=flags.get("longitudinal"), lateral=flags.get("lateral")),)


def controller(context: Context, node: Node, actor: str) -> tuple[SetController | NoEffect, ...]:
    """A <ControllerAction>: assigning, activating and overriding, any of them (1.0 asks for two)."""
    made: list[SetController | NoEffect] = []
    for child in node.every("ActivateControllerAction"):
        made += activate(context, child, actor)
    for child in node.every("AssignControllerAction"):
        child.passed_over("has no effect: the controller of an entity is the one of its ScenarioObject")
        made.append(NoEffect(reason="a controller that is assigned later"))
    for child in node.every("OverrideControllerValueAction"):
        child.passed_over("has no effect: nobody here has pedals that are overridden")
        made.append(NoEffect(reason="pedals of a controller"))
    if not made:
        raise node.fault("holds no action on a controller")
    return tuple(made)
