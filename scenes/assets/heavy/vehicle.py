"""What all heavy vehicles share: a true size, axles, wheels that roll, a box, and a seed for what is drawn."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetSpec, BodyBox, asset_of
from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.wheel import TWIN_GAP, WheelKind, heavy_wheel
from scenes.assets.vehicles.interior import Driver
from scenes.assets.vehicles.shape import Size
from scenes.pose import Pose
from scenes.streams import stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Axle:
    """Two wheels, or two pairs. x_m: of the axle. half_track_m: from the middle to the outer wall of the outer tyre."""

    x_m: float
    radius_m: float
    tyre_m: float
    half_track_m: float
    kind: WheelKind = "steer"
    steer_rad: float = 0.0

    @property
    def centre_y_m(self) -> float:
        """Where the left wheel's middle lies."""
        wide = self.tyre_m * (1.0 + TWIN_GAP) if self.kind == "twin" else self.tyre_m
        return self.half_track_m - wide / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class HeavySpec(AssetSpec):
    """A heavy or special vehicle. Origin: on the ground below the rear axle, or the middle of the rear axle group.

    wheelbase_m: from there to the front axle (trailers: to the coupling). steer_rad: of the front wheels, to the left.
    driver: whether somebody sits at the wheel. seed: draws the livery, the number plate and small options.
    """

    seed: int = 0
    driver: Driver = "none"
    steer_rad: float = 0.0
    length_m: float
    width_m: float
    height_m: float
    wheelbase_m: float
    front_overhang_m: float
    wheel_radius_m: float
    tyre_width_m: float

    def __post_init__(self) -> None:
        self.size()

    def size(self) -> Size:
        """True dimensions, mirrors and beacons apart."""
        return Size(
            length_m=self.length_m,
            width_m=self.width_m,
            height_m=self.top_m(),
            wheelbase_m=self.wheelbase_m,
            front_overhang_m=self.front_overhang_m,
            wheel_radius_m=self.wheel_radius_m,
            tyre_width_m=self.tyre_width_m,
        )

    def top_m(self) -> float:
        """Its true height: height_m, but for what is lower or higher with one of its options."""
        return self.height_m

    @property
    def front_m(self) -> float:
        """Where the front end lies along x."""
        return self.size().front_m

    @property
    def rear_m(self) -> float:
        """Where the rear end lies along x, negative."""
        return self.size().rear_m

    @abstractmethod
    def semantic(self) -> str:
        """Class name in the ontology."""

    @abstractmethod
    def axles(self) -> tuple[Axle, ...]:
        """All axles, front first."""

    def axle_at(self, x_m: float, inset_m: float, kind: WheelKind) -> Axle:
        """An axle with wheels of its usual size. inset_m: from its widest place to the tyres' outer walls."""
        half = self.width_m / 2 - inset_m
        return Axle(x_m=x_m, radius_m=self.wheel_radius_m, tyre_m=self.tyre_width_m, half_track_m=half, kind=kind)

    def front_axle(self, inset_m: float, kind: WheelKind = "steer") -> Axle:
        """The steered axle, at the wheelbase's end."""
        return replace(self.axle_at(self.wheelbase_m, inset_m, kind), steer_rad=self.steer_rad)

    @abstractmethod
    def furnish(self, work: Assembly, rng: np.random.Generator) -> None:
        """Adds all but the wheels. rng: this vehicle's own stream."""

    def build(self) -> Asset:
        """The vehicle: body, wheels from front left to rear right, then whatever else moves."""
        work = Assembly({})
        self.mount(work)
        self.furnish(work, self.stream())
        middle = self.front_m - self.length_m / 2
        box = BodyBox(
            length_m=self.length_m,
            width_m=self.width_m,
            height_m=self.top_m(),
            T_body_box=Pose(translation_m=(middle, 0.0, 0.0)),
        )
        return work.build(type(self).__name__.lower(), self.semantic(), box)

    def mount(self, work: Assembly) -> None:
        """Adds the wheels of all axles."""
        for number, axle in enumerate(self.axles()):
            add_wheels(work, number, axle)

    def stream(self) -> np.random.Generator:
        """Its own random stream: kind and seed are the key."""
        return stream(self.seed, "asset", type(self).__name__)

    def joint_angles(self, distance_m: NDArray[np.float64], speed_mps: NDArray[np.float64]) -> NDArray[np.float64]:
        """Joint angles (T, parts): every wheel rolls without slipping over `distance_m` (T,), whatever its radius."""
        del speed_mps
        parts = asset_of(self).parts
        rolled = np.asarray(distance_m, dtype=np.float64)
        out = np.zeros((len(rolled), len(parts)))
        radii = self.wheel_radii()
        wheels = [k for k, part in enumerate(parts) if part.name.startswith("wheel_")]
        for k, radius in zip(wheels, radii, strict=True):
            out[:, k] = rolled / radius
        for k, angle in self.posture(parts_names=tuple(part.name for part in parts)).items():
            out[:, k] = angle
        return out

    def wheel_radii(self) -> tuple[float, ...]:
        """Of all wheels, in the order of the parts."""
        return tuple(axle.radius_m for axle in self.axles() for _ in range(2))

    def posture(self, parts_names: tuple[str, ...]) -> dict[int, float]:
        """Angles of joints that stay as they are (booms, articulations), by part."""
        del parts_names
        return {}


def add_wheels(work: Assembly, number: int, axle: Axle, parent: str = "body") -> None:
    """Both wheels of an axle, left and right."""
    for side, left in (("left", True), ("right", False)):
        mesh = heavy_wheel(axle.radius_m, axle.tyre_m, axle.kind, left)
        y = axle.centre_y_m if left else -axle.centre_y_m
        at = (axle.x_m, y, axle.radius_m)
        work.member(f"wheel_{number}_{side}", at, parent=parent, mesh=mesh, yaw_rad=axle.steer_rad)
