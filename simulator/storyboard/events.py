"""The states of events and their actions, and what all elements share (OpenSCENARIO 1.3, 7.3.4 and 8.5).

Every element is in standby, runs, or is complete. What changes at a tick is seen by conditions at the next one, so that
nothing depends on the order in which elements are looked at. An event that runs out of executions, a group or act all
of whose parts are complete, is complete.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Literal

from scenes.storyboard.actions import Action
from scenes.storyboard.conditions import AtTime, ElementKind, ElementState
from scenes.storyboard.stories import Event
from scenes.storyboard.triggers import Trigger
from simulator.storyboard.log import Transition
from simulator.storyboard.triggers import Ask, TriggerMemory

State = Literal["standbyState", "runningState", "completeState"]


class Stage(ABC):
    """What elements need of the run that they belong to."""

    tick_s: float
    row: int

    @property
    @abstractmethod
    def time_s(self) -> float:
        """Now."""

    @abstractmethod
    def first_row(self, trigger: AtTime) -> int:
        """The state from which on a time is reached."""

    @abstractmethod
    def ask(self, path: str) -> Ask:
        """Answers the conditions of the element of a path."""

    @abstractmethod
    def start(self, action: Action, owner: ActionElement) -> bool:
        """Begins an action for an element; whether it goes on."""

    @abstractmethod
    def stop(self, owner: ActionElement) -> None:
        """Ends the action of an element before its own end."""

    @abstractmethod
    def note(self, transition: Transition) -> None:
        """Writes a transition down."""


class Element:
    """One element and its state. name: the whole path. seen, seen_changes: state and transitions of the last tick,
    which conditions see.
    """

    def __init__(self, stage: Stage, kind: ElementKind, path: tuple[str, ...]) -> None:
        self.stage, self.kind, self.path = stage, kind, path
        self.name = "::".join(path)
        self.state: State = "standbyState"
        self.seen: State = "standbyState"
        self.seen_changes: tuple[ElementState, ...] = ()
        self._changes: list[ElementState] = []

    def enter(self, state: State, change: ElementState, why: str = "") -> None:
        """Goes to a state by a transition, which is written down."""
        self.state = state
        self._changes.append(change)
        written: ElementState = change if change in ("skipTransition", "stopTransition") else state
        self.stage.note(Transition(time_s=self.stage.time_s, kind=self.kind, path=self.name, state=written, why=why))

    def publish(self) -> None:
        """From now on conditions see what changed since the last tick."""
        self.seen, self.seen_changes = self.state, tuple(self._changes)
        self._changes.clear()


class ActionElement(Element):
    """An action of an event."""

    def __init__(self, stage: Stage, path: tuple[str, ...], action: Action) -> None:
        super().__init__(stage, "action", path)
        self.action = action

    def start(self) -> None:
        """Begins; what is done at once is complete."""
        self.enter("runningState", "startTransition")
        if not self.stage.start(self.action, self):
            self.finish()

    def finish(self) -> None:
        """Its goal is reached."""
        if self.state == "runningState":
            self.enter("completeState", "endTransition")

    def stop(self, why: str) -> None:
        """Something else ends it."""
        if self.state == "runningState":
            self.stage.stop(self)
            self.enter("completeState", "stopTransition", why)
        elif self.state == "standbyState":
            self.enter("completeState", "stopTransition", why)


class EventElement(Element):
    """An event: waits for its trigger, runs until all its actions are complete, as often as it may."""

    def __init__(self, stage: Stage, path: tuple[str, ...], event: Event) -> None:
        super().__init__(stage, "event", path)
        self.event = event
        names = event.action_names or tuple(f"action {k + 1}" for k in range(len(event.actions)))
        self.actions = [
            ActionElement(stage, (*path, name), action) for name, action in zip(names, event.actions, strict=True)
        ]
        self.times_left = event.times
        self._memory = self._fresh()

    def _fresh(self) -> TriggerMemory | None:
        trigger = self.event.trigger
        return TriggerMemory(trigger, self.stage.tick_s) if isinstance(trigger, Trigger) else None

    def stand_by(self) -> None:
        """Waits anew: edges and delays begin again."""
        self._memory = self._fresh()

    def is_called(self) -> bool:
        """Whether the trigger holds now; asked at every tick in standby."""
        trigger = self.event.trigger
        if isinstance(trigger, AtTime):
            return self.stage.row >= self.stage.first_row(trigger)
        return self._memory is None or self._memory.holds(self.stage.ask(self.name))

    def start(self) -> None:
        """Begins all actions."""
        self.times_left -= 1
        self.enter("runningState", "startTransition")
        for action in self.actions:
            action.state = "standbyState"
        for action in self.actions:
            if self.state == "runningState":
                action.start()
        self.settle()

    def skip(self) -> None:
        """Is called while another runs, and does not start; that counts as an execution."""
        self.times_left -= 1
        self.enter("standbyState" if self.times_left > 0 else "completeState", "skipTransition")
        self.stand_by()

    def settle(self) -> None:
        """Ends when all actions are complete."""
        if self.state == "runningState" and all(action.state == "completeState" for action in self.actions):
            self.enter("standbyState" if self.times_left > 0 else "completeState", "endTransition")
            self.stand_by()

    def stop(self, why: str) -> None:
        """Is ended for good."""
        if self.state != "completeState":
            for action in self.actions:
                if action.state == "runningState":
                    action.stop(why)
            self.enter("completeState", "stopTransition", why)

    def give_way(self, why: str) -> None:
        """Ends one execution for another event; it may be called again if executions are left."""
        for action in self.actions:
            if action.state == "runningState":
                action.stop(why)
        self.enter("standbyState" if self.times_left > 0 else "completeState", "stopTransition", why)
        self.stand_by()
