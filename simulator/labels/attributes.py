"""What things do and show at a time: motion, posture, open doors, lit lamps, signals and signs."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenes.assets.signs.traffic_sign import TrafficSign
from scenes.material import Lamp
from scenes.pose import multiply_quaternions
from scenes.postures import posture_of
from simulator.annotations.things import Attributes, Motion
from simulator.labels.facts import MOVING_MPS, Subject, ThingFacts
from simulator.physics.history import LinkPoses
from simulator.render.lamps import lamp_states, switched_lamps
from simulator.render.uploads import LAMPS

Float64 = NDArray[np.float64]

OPEN_RAD = 0.05
"""Chosen: 3 degrees; a latch that has sprung is no open door yet."""
SIGNALS: dict[frozenset[Lamp], str] = {
    frozenset(): "dark",
    frozenset({"signal_red"}): "red",
    frozenset({"signal_amber"}): "amber",
    frozenset({"signal_green"}): "green",
    frozenset({"signal_red", "signal_amber"}): "red_amber",
    frozenset({"signal_flash"}): "flashing",
}
"""What a traffic light shows, by the lamps that are switched on; contradictions are their names, joined by +."""


def attributes_at(facts: ThingFacts, poses: LinkPoses, t_s: float) -> dict[int, Attributes]:
    """Of every thing, by instance id. poses: of the links at that time.

    lit_lamps shine at that time: those that flash, in the lit half of their period; a signal is what is switched on.
    """
    scene, history = facts.scene, facts.history
    shining = lamp_states(facts.lamp_sites, history, t_s, scene.environment) > 0
    switched = switched_lamps(facts.lamp_sites, history, t_s, scene.environment)
    speed = np.linalg.norm(history.all_velocities_at(t_s), axis=1)
    x, y, _, _ = history.all_bodies_at(t_s)[1].T
    upright = 1.0 - 2.0 * (x * x + y * y)
    return {
        instance: Attributes(
            motion=_motion(subject, float(speed[instance - 1])),
            posture=posture_of(
                subject.actor.asset, subject.asset, float(speed[instance - 1]), float(upright[instance - 1])
            ),
            open_doors=tuple(_open_doors(facts, subject, poses)) if subject.doors else (),
            lit_lamps=tuple(lamp for lamp in subject.lamps if shining[instance, LAMPS.index(lamp)]),
            signal=_signal(subject, switched[instance]),
            sign=subject.actor.asset.says() if isinstance(subject.actor.asset, TrafficSign) else "",
        )
        for instance, subject in facts.subjects.items()
    }


def _motion(subject: Subject, speed_mps: float) -> Motion:
    if speed_mps >= MOVING_MPS:
        return "moving"
    parked = subject.asset.semantic.startswith("vehicle.") and not subject.moves and subject.actor.behaviour is None
    return "parked" if parked else "stopped"


def _open_doors(facts: ThingFacts, subject: Subject, poses: LinkPoses) -> list[str]:
    """Names of the doors whose joint is turned. A door's parent is the root part or the body, which share a frame."""
    found = []
    for k in subject.doors:
        part = subject.asset.parts[facts.links[k].part]
        above = poses.rotation_xyzw[subject.links[0] + max(part.parent, 0)]
        shut = multiply_quaternions(above, np.array(part.T_parent_part.rotation_xyzw))
        turned = multiply_quaternions(shut * [-1.0, -1.0, -1.0, 1.0], poses.rotation_xyzw[k])
        if 2.0 * math.atan2(float(np.linalg.norm(turned[:3])), abs(float(turned[3]))) > OPEN_RAD:
            found.append(part.name)
    return found


def _signal(subject: Subject, switched: NDArray[np.bool_]) -> str:
    bulbs = [lamp for lamp in subject.lamps if lamp.startswith("signal_")]
    if not bulbs:
        return ""
    on = frozenset(lamp for lamp in bulbs if switched[LAMPS.index(lamp)])
    return SIGNALS.get(on) or "+".join(lamp.removeprefix("signal_") for lamp in sorted(on))
