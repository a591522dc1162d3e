"""What happens to bodies before physics has them, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenes.actor import Actor
from simulator.physics.handover import Weight, gives_way
from simulator.physics.jointed import Stance
from simulator.physics.loose import LooseMotion
from simulator.physics.motion import Motion
from simulator.physics.touches import Touch


@dataclass(frozen=True, slots=True, kw_only=True)
class Impulse:
    """From state `index` on, the centre of mass of `instance` has this velocity and spin, world frame."""

    index: int
    instance: int
    velocity_mps: tuple[float, float, float]
    spin_radps: tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letting:
    """At state `index` the rail lets `instance` go; velocity and spin are added, in its body frame."""

    index: int
    instance: int
    velocity_mps: tuple[float, float, float] = (0.0, 0.0, 0.0)
    spin_radps: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Body:
    """An instance before physics has it: how it is led, and what it weighs in an impact.

    stance: how it holds its parts at a state.
    """

    instance: int
    actor: Actor
    led: Motion
    weight: Weight
    stance: Callable[[int], Stance]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """From state `index` on physics moves `instance`. by: the instance that hit it; 0: the storyboard let it go."""

    index: int
    instance: int
    by: int


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Outcome:
    """What physics did: motions of released bodies by instance, first touches that they took part in, hand-overs."""

    loose: dict[int, LooseMotion]
    touches: list[Touch]
    handovers: tuple[Taken, ...]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Happenings:
    """What is known before: rails that let go, launches, and touches of bodies that are led, by their state."""

    lettings: Sequence[Letting] = ()
    impulses: Sequence[Impulse] = ()
    touches: Sequence[Touch] = ()

    def first(self, bodies: Mapping[int, Body]) -> int | None:
        """The first state at which physics is needed; None: never."""
        known = [letting.index for letting in self.lettings]
        known += [touch.index - 1 for touch in self.touches if disturbed(touch, bodies)]
        return min(known, default=None)


def disturbed(touch: Touch, bodies: Mapping[int, Body]) -> list[tuple[int, int]]:
    """Who of two led bodies that touch is handed over, and by whom."""
    out = []
    for one, other in ((touch.a, touch.b), (touch.b, touch.a)):
        speed = float(np.linalg.norm(bodies[other].led.velocity_mps[max(touch.index - 1, 0)]))
        if touch.index > 0 and gives_way(bodies[one].weight, bodies[other].weight, touch.closing_mps, speed):
            out.append((one, other))
    return out
