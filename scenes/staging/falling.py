"""A load that falls off a truck ahead: how it rides, when it comes off, and where it will be, roughly."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor
from scenes.asset import AssetSpec, BodyBox, asset_of
from scenes.assets.heavy.fleet import HEAVY
from scenes.assets.heavy.rigid_truck import RigidTruck
from scenes.assets.street.lost_cargo import Carton
from scenes.environment import Environment
from scenes.errors import SceneError
from scenes.friction import DRY_ASPHALT, GRAVITY_MPS2, tyre_friction
from scenes.rectangles import Rectangles, same_size
from scenes.staging.ego import EgoRun
from scenes.staging.line import Line
from scenes.staging.scattered import Thing
from scenes.staging.speed_profile import SpeedProfile
from scenes.staging.vehicle_run import VehicleRun
from scenes.staging.venue import Venue
from scenes.storyboard import AtTime, Event
from scenes.storyboard.motion import Release

Float64 = NDArray[np.float64]

EMPTY = (0, 8, 30, 40)
"""Seeds of flatbed trucks whose deck is empty."""
CRATE = Carton(length_m=0.75, width_m=0.78, height_m=0.61)
"""Chosen: crates of this height end where the boards of a platform do."""
DECK_M = 0.14
"""Of a flatbed truck, above its frame."""
BACK_MPS, UP_MPS, SPIN_RADPS = (3.0, 4.5), (1.6, 2.6), 1.2
"""Chosen: relative to the truck, what wind and a bump give a load that nobody has tied down."""
OVERHANG = 0.35
"""Chosen: of the load's length that sticks out behind: less than half, or it would not have come so far."""
FRICTION = 0.5
"""Chosen: of cardboard, wood and cloth on dry asphalt."""
TUMBLING = 0.8
"""Chosen: what rolls and bounces loses so much of the speed that what slides would."""
GROUP = 1
LEAST_M = 6.0
"""Chosen: nobody drives nearer behind a truck."""
TRUCK_MPS = 25.0
"""Trucks are allowed 80 km/h on motorways in Europe and drive 90."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Falling:
    """What falls along a line: from `from_m` (its rear end) at 0 s, first at `speed_mps`, after `lands_s` slower."""

    line: Line
    from_m: float
    speed_mps: float
    lands_s: float
    slows_mps2: float
    released_s: float

    def gone_m(self, since_s: Float64) -> Float64:
        """How far (T,) it has come since it came off.

        Landing takes of the speed what friction would have taken during the fall: the ground's push is the same.
        """
        t = np.minimum(since_s, self.speed_mps / self.slows_mps2)
        slid = 0.5 * self.slows_mps2 * np.where(t > self.lands_s, t * t - self.lands_s**2, 0.0)
        return np.asarray(self.speed_mps * t - slid)

    def plans(self, box: BodyBox, times_s: Float64) -> tuple[Rectangles, Float64]:
        """Ground rectangles at times (T,), and velocities (T, 2); headings are the way's."""
        since = times_s - self.released_s
        along = self.from_m + self.gone_m(since) + 0.5 * box.length_m
        speed = np.where(
            since > self.lands_s, np.maximum(self.speed_mps - self.slows_mps2 * since, 0.0), self.speed_mps
        )
        poses = self.line.poses(along)
        axis = np.stack([np.cos(poses[:, 2]), np.sin(poses[:, 2])], axis=1)
        half = same_size(len(along), 0.5 * box.length_m, 0.5 * box.width_m)
        return Rectangles(centre_m=poses[:, :2], axis=axis, half_m=half), axis * speed[:, None]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LoadedTruck:
    """A flatbed truck with crates at its rear end, and a thing on top of them that nobody has tied down."""

    truck: RigidTruck
    thing: Thing
    back_mps: float
    up_mps: float
    spin_radps: tuple[float, float, float]

    @classmethod
    def drawn(cls, thing: Thing, rng: np.random.Generator) -> LoadedTruck:
        """One of the empty ones."""
        base = HEAVY["flatbed_truck"]
        assert isinstance(base, RigidTruck)
        roll, pitch, yaw = (SPIN_RADPS * float(rng.uniform(-1.0, 1.0)) for _ in range(3))
        return cls(
            truck=replace(base, seed=EMPTY[int(rng.integers(len(EMPTY)))]),
            thing=thing,
            back_mps=float(rng.uniform(*BACK_MPS)),
            up_mps=float(rng.uniform(*UP_MPS)),
            spin_radps=(0.2 * roll, pitch, 0.2 * yaw),
        )

    @property
    def height_m(self) -> float:
        """Where the thing lies."""
        return self.truck.floor_m + DECK_M + 0.01 + asset_of(CRATE).box.height_m

    @property
    def load_m(self) -> float:
        """Where the thing's frame is along the truck: most of it before the tailgate."""
        return self.truck.rear_m + (0.5 - OVERHANG) * self.box.length_m - self.box.middle_m

    def _crates(self) -> tuple[tuple[float, float], ...]:
        """Two rows of three at the tailgate: along the truck, and to its left."""
        return tuple((self.truck.rear_m + 0.45 + 0.79 * row, 0.8 * side) for row in range(2) for side in (-1, 0, 1))

    @property
    def box(self) -> BodyBox:
        """The thing's, its own."""
        return asset_of(self.thing.spec).box

    def actors(self, run: VehicleRun, name: str, restitution: float, venue: Venue) -> tuple[Actor, ...]:
        """Truck, crates and load on one way; the load first."""
        carried = _riding(run, name, self.thing.spec, (self.load_m, 0.0, self.height_m), venue)
        carried = replace(
            carried,
            mass_kg=self.thing.mass_kg,
            appearance=self.thing.looks,
            restitution=restitution,
            friction=FRICTION,
        )
        deck = self.truck.floor_m + DECK_M + 0.005
        crates = [
            _riding(run, f"crate_{k}", replace(CRATE, seed=k % 3), (x, y, deck), venue)
            for k, (x, y) in enumerate(self._crates())
        ]
        return (carried, run.actor("truck", self.truck, venue, group=GROUP), *crates)

    def comes_off(self, name: str, at_s: float) -> Event:
        """The event of its fall."""
        middle = np.array(self.box.T_body_box.translation_m) + np.array([0.0, 0.0, 0.5 * self.box.height_m])
        # a spin about its own middle moves its frame
        x, y, z = (np.array([-self.back_mps, 0.0, self.up_mps]) - np.cross(self.spin_radps, middle)).tolist()
        action = Release(actor=name, velocity_mps=(x, y, z), spin_radps=self.spin_radps)
        return Event(name=f"{name}_comes_off", trigger=AtTime(time_s=at_s), actions=(action,))

    def lands_s(self) -> float:
        """How long its fall takes."""
        g = GRAVITY_MPS2
        return (self.up_mps + math.sqrt(self.up_mps**2 + 2.0 * g * self.height_m)) / g


def staged_fall(
    loaded: LoadedTruck, ego: EgoRun, truck_mps: float, released_s: float, environment: Environment, until_s: float
) -> tuple[VehicleRun, Falling]:
    """The truck's run and the fall, so that the load is before the ego at its station at its time.

    Raises SceneError where the ego would be too near behind the truck.
    """
    slows = TUMBLING * FRICTION * tyre_friction(environment) / DRY_ASPHALT * GRAVITY_MPS2
    fall = Falling(
        line=ego.line,
        from_m=0.0,
        speed_mps=truck_mps - loaded.back_mps,
        lands_s=loaded.lands_s(),
        slows_mps2=slows,
        released_s=released_s,
    )
    gone = float(fall.gone_m(np.array([ego.meet_s - released_s]))[0])
    fall = replace(fall, from_m=ego.front_m - gone)
    ego_front_m = ego.front_m - ego.speed_mps * (ego.meet_s - released_s)
    rear_m = loaded.load_m + loaded.box.middle_m - 0.5 * loaded.box.length_m
    behind = fall.from_m + (loaded.truck.rear_m - rear_m) - ego_front_m
    if behind < LEAST_M:
        raise SceneError(f"the ego would be {behind:.1f} m behind the truck when the load falls")
    origin_m = fall.from_m - rear_m
    run = VehicleRun.of(ego.line, SpeedProfile(initial_mps=truck_mps), origin_m, released_s, until_s)
    return run, fall


def _riding(run: VehicleRun, name: str, spec: AssetSpec, place_m: tuple[float, float, float], venue: Venue) -> Actor:
    """Something on a vehicle's way, at a place in its frame: along the same line, that much further, aside and up."""
    x, y, up = place_m
    rides = replace(run, along_m=run.along_m + x, left_m=run.left_m + y).actor(name, spec, venue, group=GROUP)
    assert rides.path is not None
    at = rides.T_world_body.translation_m
    pose = replace(rides.T_world_body, translation_m=(at[0], at[1], at[2] + up))
    points = tuple((px, py, pz + up) for px, py, pz in rides.path.points_m)
    return replace(rides, T_world_body=pose, path=replace(rides.path, points_m=points))
