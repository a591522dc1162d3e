"""Physics of a whole clip: storyboard and scene in, the motion of everything out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.asset import asset_of
from scenes.errors import SceneError
from scenes.scene import Scene
from scenes.storyboard import Launch, SetSpeed
from simulator.physics.assembly import BodyStates, assemble
from simulator.physics.freebodies import Freed, Impulse, tumble
from simulator.physics.history import WorldHistory
from simulator.physics.motion import Motion, Rail, at_rest, fires_s, rails_of
from simulator.physics.settings import PhysicsSettings
from simulator.physics.suspension import Attitude, Chassis, attitudes, chassis_of
from simulator.physics.touches import Touch, first_touches

STRUCK_MPS = 1.0
"""Chosen: a person touched by a vehicle slower than this keeps walking; a faster one knocks them over."""
LAMP_MPS2 = 0.5
"""Chosen: brake lamps are on above this deceleration; coasting in gear stays below it."""


def simulate(scene: Scene, settings: PhysicsSettings) -> WorldHistory:
    """Steps the clip from the lead before its first frame to the tail after its last.

    Kinematic bodies follow their paths by arc length (0 is passed at time 0) and push what is dynamic without yielding.
    Dynamic bodies that the storyboard launches are held until then; others are free from the start. A person whom a
    vehicle hits becomes a rigid dynamic body in the pose of that moment. Vehicles pitch and roll on their springs: the
    body frame, and with it every part but the wheels, turns about the point between the axles.
    Raises SceneError or UnknownName where the storyboard asks a body for what it cannot do.
    """
    _check_storyboard(scene)
    rails = rails_of(scene, settings)
    states = settings.states(scene.duration_s)
    bodies = dict(enumerate(scene.bodies(), start=1))
    upright = {
        k: rails[k].motion if k in rails else at_rest(body.T_world_body, states)
        for k, body in bodies.items()
        if body.body != "dynamic"
    }
    touches = first_touches(scene, upright, rails)
    struck = _struck(scene, touches, rails)
    touches = [t for t in touches if t.index <= min(struck.get(t.a, states), struck.get(t.b, states))]
    freed = _freed(scene, settings, rails, struck)
    loose: dict[int, Motion] = {}
    if freed:
        moving = {k: (bodies[k], rails[k].motion) for k in rails if k not in struck}
        static = {k: body for k, body in bodies.items() if body.body == "static"}
        loose, more = tumble(scene.road, freed, moving, static, _impulses(scene, settings), settings)
        touches += more
    sprung = _springs(scene, rails, settings)
    held = {body.instance: body.release for body in freed}
    motions = {k: _body_states(k, rails, upright, loose, sprung, held) for k in bodies}
    return assemble(scene, motions, _lamps(scene, rails, states), _contacts(touches, settings), settings)


def _check_storyboard(scene: Scene) -> None:
    for event in scene.storyboard.events:
        for action in event.actions:
            if not isinstance(action, SetSpeed | Launch):
                raise SceneError(f"event '{event.name}': {type(action).__name__} is not run yet")
            actor = scene.bodies()[scene.instance_of(action.actor) - 1]
            needed = "kinematic" if isinstance(action, SetSpeed) else "dynamic"
            if actor.body != needed:
                raise SceneError(
                    f"event '{event.name}': {type(action).__name__} needs a {needed} actor, "
                    f"'{actor.name}' is {actor.body}"
                )


def _impulses(scene: Scene, settings: PhysicsSettings) -> list[Impulse]:
    """All launches, in the storyboard's order."""
    return [
        Impulse(
            index=settings.index_from(fires_s(event)),
            instance=scene.instance_of(action.actor),
            velocity_mps=action.velocity_mps,
            spin_radps=action.spin_radps,
        )
        for event in scene.storyboard.events
        for action in event.actions
        if isinstance(action, Launch)
    ]


def _struck(scene: Scene, touches: list[Touch], rails: dict[int, Rail]) -> dict[int, int]:
    """Persons on rails whom a moving vehicle hits, and the state at which it happens."""
    struck: dict[int, int] = {}
    for touch in touches:
        for person, vehicle in ((touch.a, touch.b), (touch.b, touch.a)):
            if person in rails and _is(scene, person, "human.") and _is(scene, vehicle, "vehicle."):
                speed = rails[vehicle].speed_mps[touch.index] if vehicle in rails else 0.0
                if speed >= STRUCK_MPS and touch.index > 0:
                    struck.setdefault(person, touch.index)
    return struck


def _is(scene: Scene, instance: int, family: str) -> bool:
    return asset_of(scene.bodies()[instance - 1].asset).semantic.startswith(family)


def _freed(scene: Scene, settings: PhysicsSettings, rails: dict[int, Rail], struck: dict[int, int]) -> list[Freed]:
    """Dynamic bodies and struck persons, those whose release lies within the clip."""
    states = settings.states(scene.duration_s)
    launches: dict[int, int] = {}
    for impulse in _impulses(scene, settings):
        launches[impulse.instance] = min(impulse.index, launches.get(impulse.instance, states))
    freed = []
    for instance, body in enumerate(scene.bodies(), start=1):
        if body.body == "dynamic":
            led, release = at_rest(body.T_world_body, states), launches.get(instance, 0)
        elif instance in struck:
            led, release = rails[instance].motion, struck[instance]
        else:
            continue
        freed.append(Freed(instance=instance, actor=body, led=led, release=min(release, states - 1)))
    return freed


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


def _body_states(
    instance: int,
    rails: dict[int, Rail],
    upright: dict[int, Motion],
    loose: dict[int, Motion],
    springs: dict[int, tuple[Chassis, Attitude]],
    released: dict[int, int],
) -> BodyStates:
    rail = rails.get(instance)
    return BodyStates(
        standing=loose[instance] if instance in loose else upright[instance],
        springs=springs.get(instance),
        distance_m=None if rail is None else rail.distance_m,
        speed_mps=None if rail is None else rail.speed_mps,
        frozen_from=released.get(instance),
    )


def _lamps(scene: Scene, rails: dict[int, Rail], states: int) -> NDArray[np.bool_]:
    """(T, I): on while a vehicle decelerates, and while it stands after having braked."""
    lamps = np.zeros((states, len(scene.bodies())), dtype=np.bool_)
    for instance, rail in rails.items():
        if _is(scene, instance, "vehicle."):
            braking = rail.longitudinal_mps2 < -LAMP_MPS2
            standing = rail.speed_mps == 0.0
            has_braked = np.maximum.accumulate(braking)
            lamps[:, instance - 1] = braking | (standing & has_braked)
    return lamps


def _contacts(touches: list[Touch], settings: PhysicsSettings) -> tuple[tuple[float, int, int], ...]:
    """The first touch of each pair, in time order."""
    first: dict[tuple[int, int], int] = {}
    for touch in touches:
        first[touch.a, touch.b] = min(touch.index, first.get((touch.a, touch.b), touch.index))
    rows = sorted((index, a, b) for (a, b), index in first.items())
    return tuple(((index - settings.lead_steps) * settings.step_s, a, b) for index, a, b in rows)
