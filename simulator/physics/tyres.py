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

from simulator.physics.bullet_world import BulletWorld
from simulator.physics.settings import PhysicsSettings
from simulator.physics.solids import Solid, Wheel, is_single_track
from simulator.physics.suspension import DAMPING, LEAST_BASE_M, PITCH_HZ

Float64 = NDArray[np.float64]
Vector = Sequence[float]

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


class Tyres:
    """The wheels of one vehicle in a Bullet world, from its release on."""

    def __init__(
        self,
        wheels: tuple[Wheel, ...],
        solid: Solid,
        mass_kg: float,
        *,
        friction: float,
        drag_share: float,
        speed_mps: float,
        states: int,
        settings: PhysicsSettings,
    ) -> None:
        self._wheels, self._friction, self._drag_share = wheels, friction, drag_share
        self._step_s = settings.step_s
        self._hub = np.array([wheel.hub_m for wheel in wheels]) - np.array(solid.centre_m)
        self._radius = np.array([wheel.radius_m for wheel in wheels])
        self.in_line = is_single_track(wheels)
        w = 2 * math.pi * (STIFF_HZ if self.in_line else PITCH_HZ)
        self._droop_m = settings.gravity_mps2 / w**2
        self._load = static_loads(self._hub, mass_kg * settings.gravity_mps2)
        self._carried = mass_kg * self._load / self._load.sum()
        self._stiffness = self._carried * w**2
        axle = np.abs(self._hub[:, None, 0] - self._hub[None, :, 0]) < LEAST_BASE_M
        self._mean_of_axle = axle / axle.sum(axis=1, keepdims=True)
        self._damping = 2 * DAMPING * self._carried * w
        self._rolling_mps = speed_mps
        self.locked = np.zeros(len(wheels), dtype=np.bool_)
        self._travel = np.zeros((states, len(wheels)))
        self._rolled = np.zeros(states)

    def lock_near(self, point_m: Float64, reach_m: float, rotation: Float64, centre_m: Float64) -> None:
        """Wheels near an impact are jammed by what is bent there: (3,) the point, world frame."""
        local = np.einsum("ji,j->i", rotation, point_m - centre_m)
        self.locked |= np.hypot(*(self._hub - local)[:, :2].T) < reach_m

    def act(
        self,
        world: BulletWorld,
        body: int,
        index: int,
        state: tuple[Float64, Float64, Float64, Float64],
    ) -> None:
        """Applies the forces of the next step; writes the wheels down at state `index`.

        state: the centre of mass (3,), the body's rotation (3, 3), velocity (3,), spin (3,): world frame.
        """
        centre, rotation, velocity, spin = state
        up = rotation[:, 2]
        arm = np.einsum("ij,wj->wi", rotation, self._hub)
        hub = centre + arm
        compression, normal = self._compression(world, hub, up)
        foot = arm - (self._radius - compression)[:, None] * up
        slip = velocity + np.cross(spin, foot)
        closing = -np.einsum("wi,wi->w", slip, normal)
        press = self._load + self._stiffness * (compression + STOP_FACTOR * np.maximum(compression - STOP_M, 0.0))
        aside = compression - np.einsum("wv,v->w", self._mean_of_axle, np.maximum(compression, -self._droop_m))
        press += self._damping * closing + ANTI_ROLL * self._stiffness * aside
        stands = (compression > -self._droop_m) & (np.einsum("wi,i->w", normal, up) > LEAST_UPRIGHT)
        press = np.where(stands, np.clip(press, 0.0, HARDEST * self._load), 0.0)
        force = press[:, None] * normal + self._friction_n(press, slip + closing[:, None] * normal, normal, rotation)
        torque = np.cross(foot, force).sum(axis=0)
        world.act(body, force.sum(axis=0).tolist(), torque.tolist(), centre.tolist())
        self._note(index, compression, stands, slip, rotation)

    def states(self) -> WheelStates:
        """What was written down."""
        return WheelStates(wheels=self._wheels, travel_m=self._travel, rolled_m=self._rolled, locked=self.locked)

    def _compression(self, world: BulletWorld, hub: Float64, up: Float64) -> tuple[Float64, Float64]:
        """How far each tyre's lowest point is below the ground (W,), and the ground's normals (W, 3)."""
        above, reach = hub + 0.5 * up, 0.5 + self._radius + self._droop_m
        found = world.ground_below(above.tolist(), (above - reach[:, None] * up).tolist())
        share = np.array([one for one, _ in found])
        return reach * (1.0 - share) - self._droop_m, np.array([normal for _, normal in found])

    def _friction_n(self, press: Float64, slip: Float64, normal: Float64, rotation: Float64) -> Float64:
        """(W, 3) of slips (W, 3) along the ground."""
        ahead = rotation[:, 0] - np.einsum("wi,i->w", normal, rotation[:, 0])[:, None] * normal
        ahead /= np.maximum(np.linalg.norm(ahead, axis=1), 1e-9)[:, None]
        left = np.cross(normal, ahead)
        along, aside = np.einsum("wi,wi->w", slip, ahead), np.einsum("wi,wi->w", slip, left)
        most = self._friction * press
        stopping = GAIN * self._carried / self._step_s
        angle = np.abs(np.arctan2(aside, np.maximum(np.abs(along), SLOWEST_MPS)))
        side = np.minimum(most * np.minimum(angle / PEAK_SLIP_RAD, 1.0), stopping * np.abs(aside))
        roll = np.minimum(self._drag_share * press, stopping * np.abs(along))
        speed = np.maximum(np.hypot(along, aside), 1e-9)
        slide = np.minimum(most, stopping * speed) / speed
        fore = np.where(self.locked, -slide * along, -np.sign(along) * roll)
        across = np.where(self.locked, -slide * aside, -np.sign(aside) * side)
        within = np.minimum(1.0, most / np.maximum(np.hypot(fore, across), 1e-9))
        fore, across = within * fore, within * across
        return np.asarray(fore[:, None] * ahead + across[:, None] * left, dtype=np.float64)

    def _note(
        self, index: int, compression: Float64, stands: NDArray[np.bool_], slip: Float64, rotation: Float64
    ) -> None:
        self._travel[index] = np.where(stands, np.clip(compression, -self._droop_m, STOP_M), -0.5 * self._droop_m)
        if stands.any():
            self._rolling_mps = float(np.einsum("wi,i->w", slip[stands], rotation[:, 0]).mean())
        else:
            self._rolling_mps *= 1.0 - self._step_s / SPINNING_S
        if index + 1 < len(self._rolled):
            self._rolled[index + 1 :] = self._rolled[index] + self._rolling_mps * self._step_s


def static_loads(hub_m: Float64, weight_n: float) -> Float64:
    """(W,) loads of wheels at (W, 3) about the centre of mass that carry a weight without turning it.

    The smallest squares among the solutions; wheels that would pull carry a twentieth of an even share.
    """
    rows = np.stack([np.ones(len(hub_m)), hub_m[:, 0], hub_m[:, 1]])
    load = np.linalg.lstsq(rows, np.array([weight_n, 0.0, 0.0]), rcond=None)[0]
    load = np.maximum(load, 0.05 * weight_n / len(hub_m))
    return np.asarray(load * (weight_n / load.sum()), dtype=np.float64)
