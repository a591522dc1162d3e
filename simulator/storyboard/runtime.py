"""The run of a story over a whole clip: decisions at 40 Hz, and in between at the exact states that times name.

At every tick: bodies take their poses; actions that run do what is due; then triggers are asked and elements start and
stop; then behaviours decide for whom no action and no order from above stands in the way. Before time 0 only events
whose triggers are times happen.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenes.scene import Scene
from scenes.storyboard import AtTime, motion
from scenes.storyboard.actions import Action, AddEntity, DeleteEntity
from scenes.storyboard.conditions import ElementKind
from scenes.storyboard.motion import ChangeSpeed, MatchSpeed
from simulator.physics.motion import Rail
from simulator.physics.settings import PhysicsSettings
from simulator.storyboard.actions import begin
from simulator.storyboard.conditions import Conditions, Elements
from simulator.storyboard.drivers import Drivers
from simulator.storyboard.elements import Group, ManeuverElement, story_of
from simulator.storyboard.events import ActionElement, Element, EventElement, Stage
from simulator.storyboard.log import StoryTruth, Transition
from simulator.storyboard.positions import Positions
from simulator.storyboard.rails import rails_of_world
from simulator.storyboard.route_actions import put, put_on_trajectory
from simulator.storyboard.running import Domain, Running, Scope
from simulator.storyboard.signals import Signals, signal_lamps
from simulator.storyboard.timelines import Timelines
from simulator.storyboard.triggers import Ask, TriggerMemory
from simulator.storyboard.world import World

TICK_HZ = 40.0
"""Decisions a second; chosen: drivers react in tenths of a second, and 240 Hz physics is a whole multiple."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Told:
    """A story as it went. world: odometers, speeds and courses of all bodies, at every state. timelines: joints,
    releases and launches by state. truth: what is kept of the rest.
    """

    world: World
    timelines: Timelines
    truth: StoryTruth


def tell(scene: Scene, settings: PhysicsSettings) -> Told:
    """Runs the storyboard and the behaviours of a scene from its first state to its last.

    Raises SceneError or UnknownName, with the path of the element, where the story asks for what cannot be.
    """
    return _Run(scene, settings).run()


def rails_of(scene: Scene, settings: PhysicsSettings) -> dict[int, Rail]:
    """The rails of all kinematic bodies by instance id, were they never disturbed."""
    return rails_of_world(tell(scene, settings).world)


class _Run(Stage):
    """One run."""

    def __init__(self, scene: Scene, settings: PhysicsSettings) -> None:
        self._settings = settings
        self._board = scene.storyboard
        world = World(scene, settings)
        self._steps = max(1, round(settings.rate_hz / TICK_HZ))
        self.tick_s = self._steps * settings.step_s
        self._scope = Scope(
            scene=scene,
            world=world,
            positions=Positions(world, self._board.trajectories),
            timelines=Timelines(),
            signals=Signals(self._board.signals),
            tick_s=self.tick_s,
            values=dict(self._board.values),
        )
        self._world = world
        self._written: list[Transition] = []
        self._running: dict[int, tuple[ActionElement, Running]] = {}
        self._holders: dict[tuple[str, Domain], ActionElement] = {}
        self._free = ManeuverElement(
            self, (), [EventElement(self, (event.name,), event) for event in self._board.events]
        )
        self._stories = [story_of(self, story) for story in self._board.stories]
        self._all = _all_of([self._free, *self._stories])
        self._conditions = Conditions(self._scope, Elements(_by_kind(self._all)))
        self._stop = None if self._board.stop is None else TriggerMemory(self._board.stop, self.tick_s)
        self._stopped_s: float | None = None
        self._drivers = Drivers(self._scope, self._holders)
        self._begun: list[ActionElement] = []
        self._placed: set[str] = set()

    @property
    def row(self) -> int:  # type: ignore[override]
        """The present state."""
        return self._world.row

    @property
    def time_s(self) -> float:
        """Of the present state."""
        return self._world.time_s

    def first_row(self, trigger: AtTime) -> int:
        """The first state at or after a time."""
        return self._settings.index_from(trigger.time_s)

    def ask(self, path: str) -> Ask:
        """Conditions of an element."""
        return lambda condition: self._conditions.ask(condition, path)

    def note(self, transition: Transition) -> None:
        """Written down in order."""
        if transition.path:
            self._written.append(transition)

    def start(self, action: Action, owner: ActionElement) -> bool:
        """Begins an action; another of the same domain of its actor ends."""
        made = begin(self._scope, action, f"event '{'::'.join(owner.path[:-1])}': {type(action).__name__}")
        if made is None:
            return False
        self._claim(owner, made)
        self._running[id(owner)] = (owner, made)
        if not made.tick():
            self._retire(owner)
            return False
        self._claim(owner, made)
        return True

    def _claim(self, owner: ActionElement, running: Running) -> None:
        """Whoever held what an action holds now is ended."""
        for domain in running.domains:
            holder = self._holders.get((running.agent.name, domain))
            if holder is not None and holder is not owner:
                self._running[id(holder)][1].hand_over()
                self._retire(holder)
                holder.stop(f"{owner.name} took over the {domain} control of {running.agent.name}")
            self._holders[running.agent.name, domain] = owner

    def stop(self, owner: ActionElement) -> None:
        """Ends what an action does."""
        if id(owner) in self._running:
            self._running[id(owner)][1].stop()
            self._retire(owner)

    def _retire(self, owner: ActionElement) -> None:
        self._running.pop(id(owner), None)
        for key in [key for key, holder in self._holders.items() if holder is owner]:
            del self._holders[key]

    def run(self) -> Told:
        """From the first state to the last."""
        self._initialise()
        self._free.start()
        for row in self._decisions():
            self._world.run_to(row)
            self._world.refresh()
            if (row - self._world.lead) % self._steps == 0 and row >= self._world.lead:
                self._tick()
            else:
                self._call_timed()
        self._world.run_to(self._world.states - 1)
        self._world.refresh()
        timelines, signals = self._scope.timelines, tuple(self._scope.signals.changes)
        shown = signal_lamps(signals, self._scope.scene)
        truth = StoryTruth(
            transitions=tuple(self._written),
            signals=signals,
            lamps=tuple(sorted((*timelines.lamps, *shown), key=lambda one: one.time_s)),
            presence=tuple(timelines.presence),
            notes=tuple(timelines.notes),
            stopped_s=self._stopped_s,
        )
        return Told(world=self._world, timelines=timelines, truth=truth)

    def _decisions(self) -> list[int]:
        """All ticks from time 0 on, and the states that times of events name, but the last state."""
        ticks = range(self._world.lead, self._world.states - 1, self._steps)
        timed = [
            self.first_row(element.event.trigger)
            for element in self._all
            if isinstance(element, EventElement) and isinstance(element.event.trigger, AtTime)
        ]
        return sorted({*ticks, *(row for row in timed if row < self._world.states - 1)})

    def _initialise(self) -> None:
        """What is done before the first step: poses and speeds are those at time 0; what takes time begins there."""
        for name, domain in self._drivers.all_domains():
            self._scope.controlled.add((name, domain))
        for agent in self._world.movers:
            agent.odometer_m = 0.0
        for agent in self._world.movers:
            if agent.body.path is None:
                put(self._scope, agent, self._scope.positions.below(agent))
        later = [action for action in self._board.init if not self._at_once(action)]
        self._hide_who_comes_later()
        self._begun = [
            ActionElement(self, ("init", f"{type(action).__name__} {k + 1}"), action) for k, action in enumerate(later)
        ]
        self._world.begin()

    def _hide_who_comes_later(self) -> None:
        """Those whom nothing places before the first step, and an event adds."""
        for action in self._board.actions():
            if isinstance(action, AddEntity) and action.actor not in self._placed:
                begin(self._scope, DeleteEntity(actor=action.actor), "before the first step")

    def _at_once(self, action: Action) -> bool:
        """Does what needs no time; whether that is so."""
        who = f"init: {type(action).__name__}"
        if isinstance(action, ChangeSpeed) and action.dynamics.shape == "step":
            self._world.back_to_start(self._scope.mover(action.actor, who), action.speed_mps)
            return True
        if isinstance(action, MatchSpeed) and action.dynamics.shape == "step" and not action.continuous:
            speed = self._world.agent(action.reference, who).speed_mps * action.factor + action.delta_mps
            self._world.back_to_start(self._scope.mover(action.actor, who), speed)
            return True
        if isinstance(action, motion.FollowTrajectory) and (action.exact or action.actor not in self._placed):
            put_on_trajectory(self._scope, action, who)
        if isinstance(action, motion.Teleport | AddEntity):
            self._placed.add(action.actor)
        if isinstance(action, ONGOING):
            return False
        begin(self._scope, action, who)
        return True

    def _tick(self) -> None:
        """One decision of everybody."""
        for element in self._all:
            element.publish()
        self._scope.signals.tick(self.time_s)
        for owner, running in list(self._running.values()):
            if id(owner) not in self._running:
                continue
            if running.tick():
                self._claim(owner, running)
            else:
                self._retire(owner)
                owner.finish()
        for element in self._begun:
            element.start()
        self._begun = []
        self._free.tick()
        if self._stop is not None and self._stop.holds(self.ask("storyboard")):
            self._stop = None
            self._stopped_s = self.time_s
            for story in self._stories:
                story.stop("the storyboard's stop trigger")
        for story in self._stories:
            if story.state == "standbyState":
                story.start()
            story.tick()
        self._drivers.tick()

    def _call_timed(self) -> None:
        """Between ticks: events whose trigger is a time."""
        for element in self._all:
            if isinstance(element, ManeuverElement) and element.state == "runningState":
                element.call(lambda event: isinstance(event.event.trigger, AtTime))


ONGOING = (
    motion.SetSpeed,
    motion.ChangeSpeed,
    motion.MatchSpeed,
    motion.FollowSpeedProfile,
    motion.KeepDistance,
    motion.KeepLateralDistance,
    motion.ChangeLane,
    motion.OffsetInLane,
    motion.FollowTrajectory,
    motion.GoTo,
    motion.Synchronize,
    motion.MoveJoint,
)
"""What takes time, and therefore begins at time 0."""


def _all_of(roots: list[Group]) -> list[Element]:
    """Every element, parents before their parts."""
    found: list[Element] = []
    for root in roots:
        found.append(root)
        for child in root.children:
            if isinstance(child, EventElement):
                found += [child, *child.actions]
            else:
                found += _all_of([child])
    return found


def _by_kind(elements: list[Element]) -> dict[ElementKind, list[Element]]:
    """The elements with a path, by kind."""
    kinds: dict[ElementKind, list[Element]] = {}
    for element in elements:
        if element.path:
            kinds.setdefault(element.kind, []).append(element)
    return kinds
