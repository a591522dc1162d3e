"""The states of stories, acts, maneuver groups and maneuvers: what consists of others and is complete when they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scenes.storyboard.conditions import ElementKind
from scenes.storyboard.stories import Act, Maneuver, ManeuverGroup, Story
from simulator.storyboard.events import Element, EventElement, Stage
from simulator.storyboard.triggers import TriggerMemory


class Group(Element):
    """An element that consists of others and is complete when they are."""

    def __init__(self, stage: Stage, kind: ElementKind, path: tuple[str, ...], children: Sequence[Child]) -> None:
        super().__init__(stage, kind, path)
        self.children = list(children)

    def start(self) -> None:
        """Runs, and with it all its parts that wait for nothing."""
        self.enter("runningState", "startTransition")
        self._begin()

    def _begin(self) -> None:
        for child in self.children:
            if isinstance(child, Group) and not isinstance(child, ActElement):
                child.start()

    def tick(self) -> None:
        """Looks at all parts, in their order."""
        if self.state == "runningState":
            for child in self.children:
                if isinstance(child, Group):
                    child.tick()
            self.settle()

    def settle(self) -> None:
        """Ends when all parts are complete."""
        if self.state == "runningState" and all(child.state == "completeState" for child in self.children):
            self.enter("completeState", "endTransition")

    def stop(self, why: str) -> None:
        """Is ended, and with it all its parts."""
        if self.state != "completeState":
            for child in self.children:
                child.stop(why)
            self.enter("completeState", "stopTransition", why)

    def reset(self) -> None:
        """Back to before it ran."""
        self.state = "standbyState"
        for child in self.children:
            if isinstance(child, Group):
                child.reset()
            else:
                child.state, child.times_left = "standbyState", child.event.times
                child.stand_by()


Child = Group | EventElement


class ManeuverElement(Group):
    """A maneuver: settles which of its events run beside each other."""

    def __init__(self, stage: Stage, path: tuple[str, ...], events: Sequence[EventElement]) -> None:
        super().__init__(stage, "maneuver", path, events)
        self.events = list(events)

    def tick(self) -> None:
        """Ends events whose actions are complete, then starts those that are called."""
        if self.state == "runningState":
            for event in self.events:
                event.settle()
            self.call(lambda event: True)
            self.settle()

    def call(self, may: Callable[[EventElement], bool]) -> None:
        """Starts the events that wait, are called and may start, in their order."""
        for event in self.events:
            if event.state == "standbyState" and may(event) and event.is_called():
                self._start(event)

    def _start(self, event: EventElement) -> None:
        running = [other for other in self.events if other.state == "runningState"]
        if event.event.priority == "skip" and running:
            event.skip()
            return
        if event.event.priority == "override":
            for other in running:
                other.give_way(f"overridden by {event.path[-1]}")
        event.start()


class GroupElement(Group):
    """A maneuver group, which may run several times."""

    def __init__(self, stage: Stage, path: tuple[str, ...], group: ManeuverGroup) -> None:
        made = [maneuver_of(stage, path, maneuver) for maneuver in group.maneuvers]
        super().__init__(stage, "maneuverGroup", path, made)
        self._times = group.times

    def settle(self) -> None:
        """Ends when all maneuvers are complete, or runs again."""
        if self.state == "runningState" and all(child.state == "completeState" for child in self.children):
            self._times -= 1
            if self._times > 0:
                self.enter("standbyState", "endTransition")
                for child in self.children:
                    child.reset() if isinstance(child, Group) else None
                self.start()
            else:
                self.enter("completeState", "endTransition")


class ActElement(Group):
    """An act: waits for its start trigger, and its stop trigger ends it."""

    def __init__(self, stage: Stage, path: tuple[str, ...], act: Act) -> None:
        made = [GroupElement(stage, (*path, group.name), group) for group in act.groups]
        super().__init__(stage, "act", path, made)
        self._start = None if act.start is None else TriggerMemory(act.start, stage.tick_s)
        self._stop = None if act.stop is None else TriggerMemory(act.stop, stage.tick_s)

    def tick(self) -> None:
        """Starts or stops by its triggers."""
        ask = self.stage.ask(self.name)
        if self.state == "standbyState" and (self._start is None or self._start.holds(ask)):
            self.start()
        if self._stop is not None and self.state != "completeState" and self._stop.holds(ask):
            self.stop("its stop trigger")
        super().tick()


def maneuver_of(stage: Stage, path: tuple[str, ...], maneuver: Maneuver) -> ManeuverElement:
    """The element of a maneuver and of its events."""
    own = (*path, maneuver.name)
    return ManeuverElement(stage, own, [EventElement(stage, (*own, event.name), event) for event in maneuver.events])


def story_of(stage: Stage, story: Story) -> Group:
    """The element of a story and of all that belongs to it."""
    acts = [ActElement(stage, (story.name, act.name), act) for act in story.acts]
    return Group(stage, "story", (story.name,), acts)
