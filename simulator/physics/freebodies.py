"""Bodies that physics moves: held or led until they are released or hit, then left to contact and gravity."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Scenery
from scenes.pose import rotate
from scenes.scene import Scene
from simulator.physics.bullet_world import BulletWorld
from simulator.physics.companions import Companions
from simulator.physics.ground import lay_ground
from simulator.physics.handover import gives_way
from simulator.physics.happenings import Body, Happenings, Outcome, Taken, disturbed
from simulator.physics.jointed import JointedBody, is_jointed
from simulator.physics.led import Led, LedBodies
from simulator.physics.loose import Loose, LooseBody
from simulator.physics.obstacles import Obstacles
from simulator.physics.settings import PhysicsSettings
from simulator.physics.touches import Touch
from simulator.physics.tyres import RELEASED_DRAG, WRECKED_DRAG

Float64 = NDArray[np.float64]

ALMOST_M = 0.02
"""Chosen: bodies that will be nearer than this in the next state meet."""
QUIET_S = 0.4
"""Chosen: after so long at rest, longer than half a swing of the springs, nothing is stepped until something comes."""
REACH_M = 5.0
"""Chosen: in which the point of an impact is looked for; bodies that met are nearer."""


def tumble(scene: Scene, bodies: Sequence[Body], happenings: Happenings, settings: PhysicsSettings) -> Outcome:
    """Steps all that comes loose.

    In lockstep: what a loose body is about to hit is handed over in the state before, if it gives way; what does not
    pushes and does not yield. A touch's state is the one at which the contact was found.
    """
    first = happenings.first({body.instance: body for body in bodies})
    if first is None:
        return Outcome(loose={}, touches=[], handovers=())
    with BulletWorld(settings) as world:
        lay_ground(world, scene)
        loop = _Loop(world, scene.scenery, bodies, happenings, settings)
        loop.run(first, len(bodies[0].led.position_m))
        return loop.outcome()


class _Loop:
    """The stepping of one clip: releases, pushes, writes down, leads, hands over, steps."""

    def __init__(
        self,
        world: BulletWorld,
        scenery: Sequence[Scenery],
        bodies: Sequence[Body],
        happenings: Happenings,
        settings: PhysicsSettings,
    ) -> None:
        self._world, self._settings = world, settings
        self._body = {body.instance: body for body in bodies}
        self._led = LedBodies(world, [Led(instance=b.instance, actor=b.actor, motion=b.led) for b in bodies])
        self._loose: dict[int, Loose] = {}
        self._lettings = sorted(happenings.lettings, key=lambda one: one.index)
        self._impulses = sorted(happenings.impulses, key=lambda one: one.index)
        self._touches = sorted((t for t in happenings.touches if t.index > 0), key=lambda t: (t.index, t.a, t.b))
        self._groups: dict[int, list[int]] = {}
        for body in bodies:
            if body.actor.group:
                self._groups.setdefault(body.actor.group, []).append(body.instance)
        self._companions = Companions(world)
        self._obstacles = Obstacles(world, scenery)
        self._handovers: list[Taken] = []
        self._quiet = 0
        self._contacts: dict[tuple[int, int], int] = {}

    def run(self, first: int, states: int) -> None:
        """From the first release to the last state."""
        for i in range(first, states):
            happened = self._let_go(i) | self._meet(i) | self._push(i)
            if self._asleep(i, happened):
                continue
            for body in self._loose.values():
                body.record(i)
            if i < states - 1 and self._loose:
                self._lead(i)
                self._hit(i)
                for body in self._loose.values():
                    body.act(i)
                self._companions.watch(i)
                self._world.step()
                self._note_contacts(i)
            stirs = not self._loose or any(body.stirs(i) for body in self._loose.values())
            self._quiet = 0 if stirs else self._quiet + 1

    def _asleep(self, i: int, happened: bool) -> bool:
        """Whether all has been at rest for a while and nothing comes; then the state is written down as it was."""
        if happened:
            self._quiet = 0
        if self._quiet < QUIET_S * self._settings.rate_hz:
            return False
        self._lead(i - 1)
        if self._led.moving_near(i):
            self._quiet = 0
            return False
        for body in self._loose.values():
            body.rest(i)
        return True

    def outcome(self) -> Outcome:
        """After the run."""
        touches = [Touch(index=index, a=a, b=b) for (a, b), index in self._contacts.items()]
        loose = {instance: body.result() for instance, body in self._loose.items()}
        return Outcome(loose=loose, touches=touches, handovers=tuple(self._handovers))

    def _let_go(self, i: int) -> bool:
        """Rails that end here. Like `_meet` and `_push`: whether something happened."""
        before = len(self._lettings)
        while self._lettings and self._lettings[0].index <= i:
            letting = self._lettings.pop(0)
            if letting.instance in self._loose:
                continue
            self._release(letting.instance, i, 0)
            body, led = self._loose[letting.instance], self._body[letting.instance].led
            added = rotate(led.rotation_xyzw[i], np.array([letting.velocity_mps, letting.spin_radps]))
            if np.any(added):
                body.record(i)
                lever = body.centre_m(i) - led.position_m[i]
                spin = led.spin_radps[i] + added[1]
                body.push(led.velocity_mps[i] + added[0] + np.cross(spin, lever), spin)
        return len(self._lettings) < before

    def _meet(self, i: int) -> bool:
        """Touches of the next state, of bodies that are led up to here."""
        before = len(self._handovers)
        while self._touches and self._touches[0].index <= i + 1:
            touch = self._touches.pop(0)
            if touch.a in self._loose or touch.b in self._loose:
                continue
            for one, other in disturbed(touch, self._body):
                if one not in self._loose:
                    self._release(one, i, other)
        return len(self._handovers) > before

    def _push(self, i: int) -> bool:
        before = len(self._impulses)
        while self._impulses and self._impulses[0].index <= i:
            impulse = self._impulses.pop(0)
            if impulse.instance in self._loose:
                body = self._loose[impulse.instance]
                body.push(np.array(impulse.velocity_mps), np.array(impulse.spin_radps))
        return len(self._impulses) < before

    def _lead(self, i: int) -> None:
        """Bodies that are led are in the world while they are near a loose one."""
        loose = list(self._loose.values())
        centres = np.stack([body.centre_m(i) for body in loose])
        radii = np.array([body.radius_m for body in loose])
        self._led.lead(i, centres, radii)
        self._obstacles.enter(i, centres, radii, np.array([body.moves_mps(i) for body in loose]))

    def _hit(self, i: int) -> None:
        """Hands over what a loose body is about to hit, before it does."""
        for instance in self._led.near():
            for other, body in list(self._loose.items()):
                if instance in self._loose or self._is_together(instance, other):
                    continue
                number = self._led.number(instance)
                gap = self._world.gap(body.number, number, self._led.within_m(i, instance, body.moves_mps(i)))
                if gap is None:
                    continue
                point = np.array(gap.on_second_m)
                ours, theirs = self._led.velocity_at(i, instance, point), body.velocity_at(i, point)
                closing = float(np.einsum("i,i->", ours - theirs, np.array(gap.normal)))
                if gap.distance_m > closing * self._settings.step_s + ALMOST_M:
                    continue
                weights = self._body[instance].weight, self._body[other].weight
                if gives_way(*weights, closing, float(np.linalg.norm(theirs))):
                    self._release(instance, i, other)

    def _is_together(self, one: int, other: int) -> bool:
        group = self._body[one].actor.group
        return group != 0 and group == self._body[other].actor.group

    def _release(self, instance: int, i: int, by: int) -> None:
        """An instance, and what belongs to it if it was hit, leaves its rail."""
        group = self._groups.get(self._body[instance].actor.group, [instance]) if by else [instance]
        for member in group:
            if member in self._loose or self._body[member].weight.anchored:
                continue
            body = self._body[member]
            drag_share = WRECKED_DRAG if by else RELEASED_DRAG
            self._led.take_out(member)
            loose: Loose
            if is_jointed(body.actor.asset):
                loose = JointedBody(self._world, body.actor, body.led, body.stance(i), i)
            else:
                loose = LooseBody(self._world, body.actor, body.led, i, drag_share, self._settings)
            loose.record(i)
            self._handovers.append(Taken(index=i, instance=member, by=by))
            others = self._groups.get(body.actor.group, ())
            self._companions.join(loose, [self._loose[k] for k in others if k in self._loose], i, struck=by != 0)
            self._loose[member] = loose
        if by:
            self._jam(instance, by, i)

    def _jam(self, instance: int, by: int, i: int) -> None:
        """Wheels near the impact turn no more, on both."""
        number = self._loose[by].number if by in self._loose else self._led.number_at(by, i)
        gap = self._world.gap(self._loose[instance].number, number, REACH_M)
        if gap is not None:
            self._loose[instance].struck_at(i, np.array(gap.on_first_m))
            if by in self._loose:
                self._loose[by].struck_at(i, np.array(gap.on_second_m))

    def _note_contacts(self, i: int) -> None:
        numbers = {body.number: instance for instance, body in self._loose.items()} | self._led.numbers()
        for instance, body in self._loose.items():
            for other in self._world.touched_by(body.number):
                if other in numbers:
                    a, b = sorted((instance, numbers[other]))
                    self._contacts.setdefault((a, b), i)
