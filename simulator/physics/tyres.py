"""What the ground does to a vehicle that no rail leads: springs at its wheels, and friction of tyres that roll or lock.

Each wheel stands on a spring and a damper. Friction opposes slip and never exceeds mu N (Coulomb): a rolling tyre takes
side forces that grow with the slip angle (Pacejka, Tyre and Vehicle Dynamics, chapter 1) and little resistance along, a
locked one slides against its velocity.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.physics.bullet_world import BulletWorld, Ground
from simulator.physics.settings import PhysicsSettings
from simulator.physics.solids import Solid, Wheel, is_single_track
from simulator.physics.suspension import DAMPING, LEAST_BASE_M, PITCH_HZ

Float64 = NDArray[np.float64]
Vector = Sequence[float]
Triple = tuple[float, float, float]

PEAK_SLIP_RAD = 0.14  # Pacejka: side force is greatest at 6 to 10 degrees of slip
SLOWEST_MPS = 2.0  # chosen: slip angles of slower wheels are taken as at this speed, else they have no meaning
STIFF_HZ = 3.0  # chosen: a bicycle's tyres, a motor cycle's springs
STOP_M = 0.07  # chosen: bump travel of a passenger car
STOP_FACTOR = 8.0  # chosen: how much stiffer the stop is than the spring
ANTI_ROLL = 0.6  # chosen: a bar's stiffness over the springs': some 5 degrees of roll at the limit, as Gillespie has it
HARDEST = 6.0  # chosen: static loads that a wheel takes at most; beyond, the rim and the body meet the ground
GAIN = 0.5  # chosen: share of a slip that friction may take away in one step: one would overshoot with several wheels
LEAST_UPRIGHT = 0.3  # cosine: vehicles that lie further over have no wheel on the ground
SPINNING_S = 3.0  # chosen: a wheel in the air loses its speed in this time constant
RELEASED_DRAG = 0.03  # chosen: rolling resistance and an engine in gear, over the wheel's load
WRECKED_DRAG = 0.3  # chosen: flat tyres, bent arms, post-crash brakes: between rolling (0.015) and locked (0.8)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class WheelStates:
    """Of one released vehicle's W wheels at T states. travel_m: (T, W) how far up in the body.

    rolled_m: (T,) how far those that are free have rolled since the release. locked: (W,) bool.
    """

    wheels: tuple[Wheel, ...]
    travel_m: Float64
    rolled_m: Float64
    locked: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stand:
    """What one wheel carries. hub_m: about the centre of mass. spring_npm, damper_nspm: N/m and N s/m."""

    hub_m: tuple[float, float, float]
    radius_m: float
    load_n: float
    carried_kg: float
    spring_npm: float
    damper_nspm: float
    axle: tuple[int, ...]


class Tyres:
    """The wheels of one vehicle in a Bullet world, from its release on.

    Plain floats: numpy's calls cost more than the arithmetic of four wheels.
    """

    def __init__(
        self,
        wheels: tuple[Wheel, ...],
        solid: Solid,
        mass_kg: float,
        *,
        drag_share: float,
        speed_mps: float,
        states: int,
        settings: PhysicsSettings,
    ) -> None:
        self._wheels, self._drag_share = wheels, drag_share
        self._step_s = settings.step_s
        self.in_line = is_single_track(wheels)
        w = 2 * math.pi * (STIFF_HZ if self.in_line else PITCH_HZ)
        self._droop_m = settings.gravity_mps2 / w**2
        hub = np.array([wheel.hub_m for wheel in wheels]) - np.array(solid.centre_m)
        load = static_loads(hub, mass_kg * settings.gravity_mps2)
        carried = mass_kg * load / load.sum()
        axle = np.abs(hub[:, None, 0] - hub[None, :, 0]) < LEAST_BASE_M
        self._stands = [
            _Stand(
                hub_m=(float(hub[k, 0]), float(hub[k, 1]), float(hub[k, 2])),
                radius_m=wheel.radius_m,
                load_n=float(load[k]),
                carried_kg=float(carried[k]),
                spring_npm=float(carried[k]) * w**2,
                damper_nspm=2 * DAMPING * float(carried[k]) * w,
                axle=tuple(np.flatnonzero(axle[k]).tolist()),
            )
            for k, wheel in enumerate(wheels)
        ]
        self._rolling_mps = speed_mps
        self.locked = np.zeros(len(wheels), dtype=np.bool_)
        self._travel = np.zeros((states, len(wheels)))
        self._rolled = np.zeros(states)

    def lock_near(self, point_m: Float64, reach_m: float, rotation: Float64, centre_m: Float64) -> None:
        """Wheels near an impact are jammed by what is bent there: (3,) the point, world frame."""
        local = np.einsum("ji,j->i", rotation, point_m - centre_m)
        hub = np.array([stand.hub_m for stand in self._stands])
        self.locked |= np.hypot(*(hub - local)[:, :2].T) < reach_m

    def act(self, world: BulletWorld, body: int, index: int) -> None:
        """Applies the forces of the next step; writes the wheels down at state `index`."""
        centre, rotation, velocity, spin = world.state(body)
        ahead, left, up = _axes(rotation)
        arms = [_sum3(ahead, s.hub_m[0], left, s.hub_m[1], up, s.hub_m[2]) for s in self._stands]
        pressed, grounds = self._compressions(world, centre, arms, up)
        force, torque = [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]
        pace, standing = 0.0, 0
        for k, stand in enumerate(self._stands):
            normal, depth = grounds[k].normal, pressed[k]
            carries = depth > -self._droop_m and _dot(normal, up) > LEAST_UPRIGHT
            self._travel[index, k] = min(max(depth, -self._droop_m), STOP_M) if carries else -0.5 * self._droop_m
            if not carries:
                continue
            reach = stand.radius_m - depth
            foot = tuple(arm - reach * z for arm, z in zip(arms[k], up, strict=True))
            turning = _cross(spin, foot)
            slip = (velocity[0] + turning[0], velocity[1] + turning[1], velocity[2] + turning[2])
            closing = -_dot(slip, normal)
            press = self._press(stand, depth, pressed, closing)
            along, aside, fore, across = self._along_ground(slip, normal, ahead)
            drive, side = self._friction_n(k, grounds[k].friction * press, press, along, aside)
            pace, standing = pace + along, standing + 1
            push = tuple(press * n + drive * f + side * a for n, f, a in zip(normal, fore, across, strict=True))
            for axis, turn in enumerate(_cross(foot, push)):
                force[axis] += push[axis]
                torque[axis] += turn
        world.act(body, force, torque, centre)
        self._roll(index, pace / standing if standing else None)

    def states(self) -> WheelStates:
        """What was written down."""
        return WheelStates(wheels=self._wheels, travel_m=self._travel, rolled_m=self._rolled, locked=self.locked)

    def _compressions(
        self, world: BulletWorld, centre: Vector, arms: Sequence[Triple], up: Triple
    ) -> tuple[list[float], list[Ground]]:
        """How far each tyre's lowest point is below the ground, and that ground."""
        above = [tuple(c + a + 0.5 * z for c, a, z in zip(centre, arm, up, strict=True)) for arm in arms]
        reach = [0.5 + stand.radius_m + self._droop_m for stand in self._stands]
        below = [
            tuple(p - r * z for p, z in zip(point, up, strict=True)) for point, r in zip(above, reach, strict=True)
        ]
        found = world.ground_below(above, below)
        depth = [r * (1.0 - ground.share) - self._droop_m for r, ground in zip(reach, found, strict=True)]
        return depth, found

    def _press(self, stand: _Stand, depth: float, pressed: Sequence[float], closing_mps: float) -> float:
        """Of the spring, its stop and damper and the anti-roll bar, N."""
        mean = sum(max(pressed[k], -self._droop_m) for k in stand.axle) / len(stand.axle)
        bent = depth + STOP_FACTOR * max(depth - STOP_M, 0.0) + ANTI_ROLL * (depth - mean)
        press = stand.load_n + stand.spring_npm * bent + stand.damper_nspm * closing_mps
        return min(max(press, 0.0), HARDEST * stand.load_n)

    def _along_ground(self, slip: Triple, normal: Vector, ahead: Triple) -> tuple[float, float, Triple, Triple]:
        """Slip forward and to the left, and these directions along the ground."""
        lift = _dot(ahead, normal)
        fore = (ahead[0] - lift * normal[0], ahead[1] - lift * normal[1], ahead[2] - lift * normal[2])
        length = max(math.sqrt(_dot(fore, fore)), 1e-9)
        fore = (fore[0] / length, fore[1] / length, fore[2] / length)
        across = _cross(normal, fore)
        return _dot(slip, fore), _dot(slip, across), fore, across

    def _friction_n(self, wheel: int, most: float, press: float, along: float, aside: float) -> tuple[float, float]:
        """Forward and to the left, against the slip, no more than `most`, N."""
        stopping = GAIN * self._stands[wheel].carried_kg / self._step_s
        if self.locked[wheel]:
            speed = max(math.hypot(along, aside), 1e-9)
            slide = min(most, stopping * speed) / speed
            return -slide * along, -slide * aside
        angle = abs(math.atan2(aside, max(abs(along), SLOWEST_MPS)))
        side = math.copysign(min(most * min(angle / PEAK_SLIP_RAD, 1.0), stopping * abs(aside)), -aside)
        drive = math.copysign(min(self._drag_share * press, stopping * abs(along)), -along)
        within = min(1.0, most / max(math.hypot(drive, side), 1e-9))
        return within * drive, within * side

    def _roll(self, index: int, pace_mps: float | None) -> None:
        """Wheels turn with the ground, or on in the air."""
        if pace_mps is None:
            self._rolling_mps *= 1.0 - self._step_s / SPINNING_S
        else:
            self._rolling_mps = pace_mps
        if index + 1 < len(self._rolled):
            self._rolled[index + 1] = self._rolled[index] + self._rolling_mps * self._step_s

    def rest(self, index: int) -> None:
        """At a state in which nothing moves: as in the one before."""
        self._travel[index], self._rolled[index] = self._travel[index - 1], self._rolled[index - 1]


def _axes(q: Vector) -> tuple[Triple, Triple, Triple]:
    """The columns of a quaternion's rotation."""
    x, y, z, w = q
    return (
        (1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w)),
        (2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w)),
        (2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y)),
    )


def _sum3(a: Triple, p: float, b: Triple, q: float, c: Triple, r: float) -> Triple:
    return (p * a[0] + q * b[0] + r * c[0], p * a[1] + q * b[1] + r * c[1], p * a[2] + q * b[2] + r * c[2])


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _cross(a: Vector, b: Vector) -> Triple:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def static_loads(hub_m: Float64, weight_n: float) -> Float64:
    """(W,) loads of wheels at (W, 3) about the centre of mass that carry a weight without turning it.

    The smallest squares among the solutions; wheels that would pull carry a twentieth of an even share.
    """
    rows = np.stack([np.ones(len(hub_m)), hub_m[:, 0], hub_m[:, 1]])
    load = np.linalg.lstsq(rows, np.array([weight_n, 0.0, 0.0]), rcond=None)[0]
    load = np.maximum(load, 0.05 * weight_n / len(hub_m))
    return np.asarray(load * (weight_n / load.sum()), dtype=np.float64)
