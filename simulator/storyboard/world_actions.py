"""Actions that are done at once: lamps, joints, presence, controllers, values, signals, releases."""

from __future__ import annotations

from scenes.asset import asset_of
from scenes.errors import SceneError, UnknownName
from scenes.storyboard.actions import (
    AddEntity,
    DeleteEntity,
    ModifyValue,
    NoEffect,
    SetEnvironment,
    SetSignal,
    SetSignalPhase,
    SetValue,
)
from scenes.storyboard.motion import Launch, MoveJoint, Release, SetController, SwitchLamp
from simulator.storyboard.log import Presence
from simulator.storyboard.running import Running, Scope
from simulator.storyboard.timelines import JointMove, Push


class Timed(Running):
    """Something that was written down as a whole and takes its time."""

    def __init__(self, scope: Scope, actor: str, duration_s: float, who: str) -> None:
        super().__init__(scope, scope.world.agent(actor, who), who)
        self._duration_s = duration_s

    def tick(self) -> bool:
        """Until its time is over."""
        return self.elapsed_s < self._duration_s - 1e-9


def switch_lamp(scope: Scope, action: SwitchLamp, who: str) -> None:
    """A lamp on, off or as the driving asks."""
    agent = scope.world.agent(action.actor, who)
    scope.timelines.switch(scope.world.time_s, agent.instance, action.lamp, action.state)


def move_joint(scope: Scope, action: MoveJoint, who: str) -> Running:
    """A part turns."""
    agent = scope.world.agent(action.actor, who)
    parts = [part.name for part in asset_of(agent.body.asset).parts]
    if action.part not in parts:
        raise UnknownName(f"{who}: actor '{action.actor}'", "part", action.part, parts)
    move = JointMove(
        row=scope.row,
        instance=agent.instance,
        part=action.part,
        angle_rad=action.angle_rad,
        duration_s=action.duration_s,
    )
    scope.timelines.joints.append(move)
    return Timed(scope, action.actor, action.duration_s, who)


def set_controller(scope: Scope, action: SetController, who: str) -> None:
    """Whether the actor's behaviour decides. One to be switched on that it does not have is noted."""
    agent = scope.world.agent(action.actor, who)
    for domain, on in (("longitudinal", action.longitudinal), ("lateral", action.lateral)):
        if on and agent.body.behaviour is None:
            scope.timelines.remark(f"{who}: '{action.actor}' has no behaviour of ours, and keeps its speed and lane")
        elif on:
            scope.controlled.add((agent.name, "longitudinal" if domain == "longitudinal" else "lateral"))
        elif on is False:
            scope.controlled.discard((agent.name, "longitudinal" if domain == "longitudinal" else "lateral"))


def delete_entity(scope: Scope, action: DeleteEntity, who: str) -> None:
    """Gone, if it was there."""
    agent = scope.world.agent(action.actor, who)
    if agent.instance == 1:
        raise SceneError(f"{who}: the ego carries the sensors and stays")
    if agent.present:
        agent.present = False
        scope.timelines.presence.append(Presence(time_s=scope.world.time_s, instance=agent.instance, present=False))


def appear(scope: Scope, action: AddEntity, who: str) -> None:
    """There from now on."""
    agent = scope.world.agent(action.actor, who)
    if not agent.present:
        agent.present = True
        scope.timelines.presence.append(Presence(time_s=scope.world.time_s, instance=agent.instance, present=True))


def set_value(scope: Scope, action: SetValue, who: str) -> None:
    """A value that was declared. Raises UnknownName for another."""
    _known(scope, action.name, who)
    scope.values[action.name] = action.value


def modify_value(scope: Scope, action: ModifyValue, who: str) -> None:
    """A number is added to or multiplied. Raises SceneError for what is no number."""
    _known(scope, action.name, who)
    try:
        now = float(scope.values[action.name])
    except ValueError:
        raise SceneError(f"{who}: '{action.name}' is '{scope.values[action.name]}', which is no number") from None
    after = now + action.value if action.operator == "add" else now * action.value
    scope.values[action.name] = repr(after)


def _known(scope: Scope, name: str, who: str) -> None:
    if name not in scope.values:
        raise UnknownName(who, "variable", name, scope.values)


def set_signal(scope: Scope, action: SetSignal, who: str) -> None:
    """A signal shows a state."""
    del who
    scope.signals.set(action.signal, action.state, scope.world.time_s)


def set_phase(scope: Scope, action: SetSignalPhase, who: str) -> None:
    """A controller jumps to a phase."""
    del who
    scope.signals.jump(action.controller, action.phase, scope.world.time_s)


def set_environment(scope: Scope, action: SetEnvironment, who: str) -> None:
    """Light and weather are those of the whole clip: what changes later is noted."""
    if scope.world.time_s > 0.0 and action.environment != scope.scene.environment:
        scope.timelines.remark(f"{who}: the weather changes during the clip, which keeps that of its beginning")


def no_effect(scope: Scope, action: NoEffect, who: str) -> None:
    """Nothing; the reason is noted."""
    scope.timelines.remark(f"{who}: {action.reason}")


def launch(scope: Scope, action: Launch, who: str) -> None:
    """A dynamic body is given a velocity. Raises SceneError for another."""
    agent = scope.world.agent(action.actor, who)
    if agent.body.body != "dynamic":
        raise SceneError(f"{who} needs a dynamic actor, '{agent.name}' is {agent.body.body}")
    scope.timelines.launches.append(
        Push(row=scope.row, instance=agent.instance, velocity_mps=action.velocity_mps, spin_radps=action.spin_radps)
    )


def release(scope: Scope, action: Release, who: str) -> None:
    """A kinematic body is left to physics, once."""
    agent = scope.mover(action.actor, who)
    if all(push.instance != agent.instance for push in scope.timelines.releases):
        scope.timelines.releases.append(
            Push(row=scope.row, instance=agent.instance, velocity_mps=action.velocity_mps, spin_radps=action.spin_radps)
        )
