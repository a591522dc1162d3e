"""Traffic signals while the story runs: controllers that go through their phases, and states that actions set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenes.errors import SceneError, UnknownName
from scenes.material import Lamp
from scenes.scene import Scene
from scenes.storyboard.stories import SignalController
from simulator.storyboard.log import LampSwitch, SignalChange, Switched

LAMPS_OF_STATE: dict[str, tuple[Lamp, ...]] = {
    "green": ("signal_green",),
    "go": ("signal_green",),
    "amber": ("signal_amber",),
    "yellow": ("signal_amber",),
    "red": ("signal_red",),
    "stop": ("signal_red",),
    "red_amber": ("signal_red", "signal_amber"),
    "redyellow": ("signal_red", "signal_amber"),
    "redamber": ("signal_red", "signal_amber"),
    "attention": ("signal_red", "signal_amber"),
    "dark": (),
    "off": (),
    "flashing": ("signal_flash",),
    "caution": ("signal_flash",),
}
"""States by name, as files write them (OpenSCENARIO leaves the words to the signal's kind)."""
SIGNAL_LAMPS: tuple[Lamp, ...] = ("signal_red", "signal_amber", "signal_green", "signal_flash")


def lamps_of_state(state: str, who: str) -> tuple[Lamp, ...]:
    """The lamps that shine in a state: a name, or on and off of the two or three lamps from the top, as `on;off;off`.

    Raises UnknownName for other words.
    """
    word = state.strip().lower().replace(" ", "").replace("-", "_")
    if ";" in word:
        bulbs = word.split(";")
        names: tuple[Lamp, ...] = ("signal_red", "signal_green") if len(bulbs) == 2 else SIGNAL_LAMPS
        return tuple(lamp for lamp, on in zip(names, bulbs, strict=False) if on in ("on", "flashing"))
    if word not in LAMPS_OF_STATE:
        raise UnknownName(who, "signal state", state, (*LAMPS_OF_STATE, "on;off;off"))
    return LAMPS_OF_STATE[word]


def signal_lamps(changes: Sequence[SignalChange], scene: Scene) -> Iterator[LampSwitch]:
    """How the heads of a scene show the states of their signals."""
    heads: dict[str, list[int]] = {}
    for instance, body in enumerate(scene.bodies(), start=1):
        if body.signal is not None:
            heads.setdefault(body.signal, []).append(instance)
    for change in changes:
        on = lamps_of_state(change.state, f"signal '{change.signal}'")
        for instance in heads.get(change.signal, []):
            for lamp in SIGNAL_LAMPS:
                state: Switched = "on" if lamp in on else "off"
                yield LampSwitch(time_s=change.time_s, instance=instance, lamp=lamp, state=state)


class Signals:
    """The states of signals by id, and the phases of controllers by name."""

    def __init__(self, controllers: Sequence[SignalController]) -> None:
        self.states: dict[str, str] = {}
        self.phases: dict[str, str] = {}
        self.changes: list[SignalChange] = []
        self._controllers = {controller.name: controller for controller in controllers}
        self._zero: dict[str, float] = {}
        for controller in controllers:
            if not controller.phases or sum(phase.duration_s for phase in controller.phases) <= 0.0:
                raise SceneError(f"signal controller '{controller.name}': its phases take no time")
            self._zero[controller.name] = self._start_s(controller, ())

    def _start_s(self, controller: SignalController, above: tuple[str, ...]) -> float:
        """When the first phase begins; raises SceneError for controllers that wait for each other."""
        if controller.name in above:
            raise SceneError(f"signal controllers wait for each other: {' -> '.join((*above, controller.name))}")
        if controller.reference is None:
            return controller.delay_s
        other = self._controller(controller.reference)
        return controller.delay_s + self._start_s(other, (*above, controller.name))

    def _controller(self, name: str) -> SignalController:
        if name not in self._controllers:
            raise UnknownName("storyboard.signals", "signal controller", name, self._controllers)
        return self._controllers[name]

    def tick(self, time_s: float) -> None:
        """Takes every controller to its phase at a time."""
        for controller in self._controllers.values():
            cycle = sum(phase.duration_s for phase in controller.phases)
            into = (time_s - self._zero[controller.name] + 1e-9) % cycle
            for phase in controller.phases:
                if into < phase.duration_s:
                    break
                into -= phase.duration_s
            if self.phases.get(controller.name) != phase.name:
                self.phases[controller.name] = phase.name
                for signal, state in phase.states:
                    self.set(signal, state, time_s)

    def set(self, signal: str, state: str, time_s: float) -> None:
        """A signal shows a state until its controller or an action says otherwise."""
        if self.states.get(signal) != state:
            lamps_of_state(state, f"signal '{signal}'")
            self.states[signal] = state
            self.changes.append(SignalChange(time_s=time_s, signal=signal, state=state))

    def jump(self, controller: str, phase: str, time_s: float) -> None:
        """A controller begins a phase now, and goes on from there."""
        found = self._controller(controller)
        names = [one.name for one in found.phases]
        if phase not in names:
            raise UnknownName(f"signal controller '{controller}'", "phase", phase, names)
        before = sum(one.duration_s for one in found.phases[: names.index(phase)])
        self._zero[controller] = time_s - before
        self.phases.pop(controller, None)
        self.tick(time_s)
