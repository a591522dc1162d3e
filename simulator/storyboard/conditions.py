"""What conditions ask of the world, the values, the story and single entities, now."""

from __future__ import annotations

from collections.abc import Mapping

from scenes.errors import SceneError, UnknownName
from scenes.storyboard.conditions import (
    Always,
    AtTime,
    ElementKind,
    ElementState,
    EntityCondition,
    SignalCondition,
    SignalPhaseCondition,
    SimulationTime,
    StateCondition,
    TimeOfDay,
    ValueCondition,
    WorldCondition,
)
from scenes.storyboard.triggers import Condition
from simulator.storyboard.entity_conditions import holds_for
from simulator.storyboard.events import Element
from simulator.storyboard.rules import compare, compare_text
from simulator.storyboard.running import Scope


class Elements:
    """The elements of a story by kind and path."""

    def __init__(self, elements: Mapping[ElementKind, list[Element]]) -> None:
        self._elements = elements

    def find(self, kind: ElementKind, name: str, who: str) -> list[Element]:
        """All of a kind whose path ends with a name or a path a::b::c. Raises UnknownName where there is none."""
        wanted = tuple(name.split("::"))
        found = [e for e in self._elements.get(kind, []) if e.path[-len(wanted) :] == wanted]
        if not found:
            known = {e.path[-1] for e in self._elements.get(kind, [])}
            raise UnknownName(who, f"{kind} of the storyboard", name, known)
        return found

    def is_in(self, condition: StateCondition, who: str) -> bool:
        """Whether one of the elements just changed so, or all of them are in that state."""
        found = self.find(condition.kind, condition.element, who)
        state: ElementState = condition.state
        if state in ("startTransition", "endTransition", "stopTransition", "skipTransition"):
            return any(state in element.seen_changes for element in found)
        if state == "completeState":
            return all(element.seen == state for element in found)
        return any(element.seen == state for element in found)


class Conditions:
    """Answers conditions for the run."""

    def __init__(self, scope: Scope, elements: Elements) -> None:
        self._scope, self._elements = scope, elements

    def ask(self, condition: Condition, path: str) -> bool:
        """Whether what it asks holds now. path: of the element whose trigger it belongs to, for errors."""
        who = f"condition '{condition.name or type(condition.asks).__name__}' of '{path}'"
        asks = condition.asks
        if isinstance(asks, WorldCondition):
            return self._of_world(asks, who)
        answers = (self._of_entity(asks, name, who) for name in condition.entities)
        return any(answers) if condition.which == "any" else all(answers)

    def _of_entity(self, asks: EntityCondition, name: str, who: str) -> bool:
        return holds_for(self._scope, self._scope.world.agent(name, who), asks, who)

    def _of_world(self, asks: WorldCondition, who: str) -> bool:
        scope = self._scope
        match asks:
            case StateCondition():
                return self._elements.is_in(asks, who)
            case ValueCondition():
                if asks.name not in scope.values:
                    raise UnknownName(who, "variable or parameter", asks.name, scope.values)
                return compare_text(scope.values[asks.name], asks.rule, asks.value, who)
            case SignalCondition():
                return scope.signals.states.get(asks.signal) == asks.state
            case SignalPhaseCondition():
                return scope.signals.phases.get(asks.controller) == asks.phase
            case _:
                return _of_time(scope, asks, who)


def _of_time(scope: Scope, asks: AtTime | SimulationTime | Always | TimeOfDay, who: str) -> bool:
    match asks:
        case AtTime():
            return scope.world.time_s >= asks.time_s - 1e-6
        case SimulationTime():
            return compare(scope.world.time_s, asks.rule, asks.value_s)
        case Always():
            return True
        case TimeOfDay():
            return compare(clock_s(scope, who), asks.rule, asks.clock_s)


def clock_s(scope: Scope, who: str) -> float:
    """Seconds after midnight. Raises SceneError where the storyboard has no clock."""
    start = scope.scene.storyboard.clock_s
    if start is None:
        raise SceneError(f"{who}: the storyboard does not say what time it is (clock_s)")
    return (start + scope.world.time_s) % 86_400.0
