"""Physics of a whole clip: storyboard and scene in, the motion of everything out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from scenes.asset import asset_of
from scenes.scene import Scene
from scenes.storyboard import Launch
from simulator.physics.assembly import BodyStates, assemble
from simulator.physics.freebodies import tumble
from simulator.physics.handover import weights_of
from simulator.physics.happenings import Body, Happenings, Impulse, Letting, Outcome
from simulator.physics.history import Handover, WorldHistory
from simulator.physics.motion import Motion, Rail, at_rest
from simulator.physics.settings import PhysicsSettings
from simulator.physics.staging import hidden, restless, turned_parts
from simulator.physics.steering import Steering, leaning, steering
from simulator.physics.suspension import Attitude, Chassis, attitudes, chassis_of
from simulator.physics.touches import Touch, first_touches
from simulator.storyboard.rails import rails_of_world
from simulator.storyboard.runtime import Told, tell

LAMP_MPS2 = 0.5
"""Chosen: brake lamps are on above this deceleration; coasting in gear stays below it."""


def simulate(scene: Scene, settings: PhysicsSettings) -> WorldHistory:
    """Steps the clip from the lead before its first frame to the tail after its last.

    Kinematic bodies follow their paths by arc length (0 is passed at time 0) and push what is dynamic without yielding,
    until they crash or are released: then they are rigid bodies from the state before, and so is what they hit
    (`handover` says who gives way). Dynamic bodies that the storyboard launches are held until then; others are free
    from the start. Vehicles pitch and roll on their springs: the body frame, and with it every part but the wheels,
    turns about the point between the axles.
    Raises SceneError or UnknownName where the storyboard asks a body for what it cannot do.
    """
    told = tell(scene, settings)
    rails = leaning(scene, rails_of_world(told.world), settings.step_s)
    states = settings.states(scene.duration_s)
    bodies = dict(enumerate(scene.bodies(), start=1))
    upright = {
        k: hidden(rails[k].motion if k in rails else at_rest(body.T_world_body, states), k, told)
        for k, body in bodies.items()
    }
    settled = {k: motion for k, motion in upright.items() if bodies[k].body != "dynamic"}
    touches = first_touches(scene, settled, rails, settings)
    sprung = _springs(scene, rails, settings)
    turns = turned_parts(scene, rails, told)
    steers = {
        k: steering(asset_of(body.asset), rails[k], settings.step_s) if k in rails else Steering()
        for k, body in bodies.items()
    }
    led = {
        k: replace(
            _body_states(rails.get(k), upright[k], sprung.get(k)),
            turns=(*steers[k].joints, *turns.get(k, ())),
            steers=steers[k].wheels,
            restless=restless(k, told),
        )
        for k in bodies
    }
    outcome = _tumbled(scene, told, led, rails, touches, settings)
    taken = {one.instance: one.index for one in outcome.handovers}
    touches = [t for t in touches if t.index <= 1 + min(taken.get(t.a, states), taken.get(t.b, states))]
    motions = {k: replace(one, loose=outcome.loose.get(k)) for k, one in led.items()}
    return assemble(
        scene,
        motions,
        _lamps(scene, rails, states, taken),
        _contacts([*touches, *outcome.touches], settings),
        tuple(
            Handover(time_s=_time_s(one.index, settings), instance=one.instance, by=one.by) for one in outcome.handovers
        ),
        told.truth,
        settings,
    )


def _tumbled(
    scene: Scene,
    told: Told,
    led: dict[int, BodyStates],
    rails: dict[int, Rail],
    touches: list[Touch],
    settings: PhysicsSettings,
) -> Outcome:
    """What physics does to bodies that are launched, released or hit."""
    happenings = Happenings(lettings=_lettings(scene, told), impulses=_impulses(told), touches=touches)
    needed = bool(happenings.lettings or touches)
    weights = weights_of(scene) if needed else {}
    bodies = (
        [
            Body(
                instance=k,
                actor=body,
                led=led[k].led(),
                weight=weights[k],
                stance=partial(led[k].stance, body.asset),
            )
            for k, body in enumerate(scene.bodies(), start=1)
        ]
        if needed
        else []
    )
    return tumble(scene, bodies, happenings, settings)


def _impulses(told: Told) -> list[Impulse]:
    """All launches, in the order in which they happened."""
    return [
        Impulse(index=push.row, instance=push.instance, velocity_mps=push.velocity_mps, spin_radps=push.spin_radps)
        for push in told.timelines.launches
    ]


def _is(scene: Scene, instance: int, family: str) -> bool:
    return asset_of(scene.bodies()[instance - 1].asset).semantic.startswith(family)


def _lettings(scene: Scene, told: Told) -> list[Letting]:
    """When kinematic bodies are released; when dynamic ones are launched, or else at the start."""
    out = [
        Letting(index=push.row, instance=push.instance, velocity_mps=push.velocity_mps, spin_radps=push.spin_radps)
        for push in told.timelines.releases
    ]
    states = told.world.states
    launches = {scene.instance_of(a.actor): states for a in scene.storyboard.actions() if isinstance(a, Launch)}
    for push in told.timelines.launches:
        launches[push.instance] = min(push.row, launches[push.instance])
    out += [
        Letting(index=launches.get(instance, 0), instance=instance)
        for instance, body in enumerate(scene.bodies(), start=1)
        if body.body == "dynamic"
    ]
    return [letting for letting in out if letting.index < states - 1]


def _springs(scene: Scene, rails: dict[int, Rail], settings: PhysicsSettings) -> dict[int, tuple[Chassis, Attitude]]:
    """How the vehicles on rails pitch and roll."""
    sprung: dict[int, Chassis] = {}
    for k in rails:
        chassis = chassis_of(asset_of(scene.bodies()[k - 1].asset))
        if chassis is not None:
            sprung[k] = chassis
    if not sprung:
        return {}
    along = np.stack([rails[k].longitudinal_mps2 for k in sprung], axis=1)
    across = np.stack([rails[k].lateral_mps2 for k in sprung], axis=1)
    found = attitudes(list(sprung.values()), along, across, settings.step_s)
    return {k: (chassis, attitude) for (k, chassis), attitude in zip(sprung.items(), found, strict=True)}


def _body_states(rail: Rail | None, upright: Motion, springs: tuple[Chassis, Attitude] | None) -> BodyStates:
    """How a body moves as long as it is led."""
    return BodyStates(
        standing=upright,
        springs=springs,
        distance_m=None if rail is None else rail.distance_m,
        speed_mps=None if rail is None else rail.speed_mps,
    )


def _lamps(scene: Scene, rails: dict[int, Rail], states: int, taken: dict[int, int]) -> NDArray[np.bool_]:
    """(T, I): on while a vehicle decelerates, and while it stands after having braked; as they were once it is taken.

    taken: the states from which on physics moves an instance.
    """
    lamps = np.zeros((states, len(scene.bodies())), dtype=np.bool_)
    for instance, rail in rails.items():
        if _is(scene, instance, "vehicle."):
            braking = rail.longitudinal_mps2 < -LAMP_MPS2
            standing = rail.speed_mps == 0.0
            has_braked = np.maximum.accumulate(braking)
            index = np.minimum(np.arange(states), taken.get(instance, states - 1))
            lamps[:, instance - 1] = (braking | (standing & has_braked))[index]
    return lamps


def _contacts(touches: list[Touch], settings: PhysicsSettings) -> tuple[tuple[float, int, int], ...]:
    """The first touch of each pair, in time order."""
    first: dict[tuple[int, int], int] = {}
    for touch in touches:
        first[touch.a, touch.b] = min(touch.index, first.get((touch.a, touch.b), touch.index))
    rows = sorted((index, a, b) for (a, b), index in first.items())
    return tuple((_time_s(index, settings), a, b) for index, a, b in rows)


def _time_s(index: int, settings: PhysicsSettings) -> float:
    return (index - settings.lead_steps) * settings.step_s
