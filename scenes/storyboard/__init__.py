"""What happens: stories of triggers and actions, as ASAM OpenSCENARIO XML 1.3 means them, and as Python builds them."""

from scenes.storyboard.actions import Action
from scenes.storyboard.conditions import Always, AtTime, StateCondition
from scenes.storyboard.motion import Launch, SetSpeed
from scenes.storyboard.stories import (
    Act,
    Event,
    Maneuver,
    ManeuverGroup,
    SignalController,
    SignalPhase,
    Story,
    Storyboard,
)
from scenes.storyboard.triggers import Condition, Trigger, when

__all__ = [
    "Act",
    "Action",
    "Always",
    "AtTime",
    "Condition",
    "Event",
    "Launch",
    "Maneuver",
    "ManeuverGroup",
    "SetSpeed",
    "SignalController",
    "SignalPhase",
    "StateCondition",
    "Story",
    "Storyboard",
    "Trigger",
    "when",
]
