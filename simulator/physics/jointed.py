"""People whom physics moves: trunk, head, arms and legs as solids on ball joints with some muscle tone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor
from scenes.asset import Asset, AssetSpec, asset_of
from scenes.pose import Part as PartFrame
from scenes.pose import Pose, World, rotate
from simulator.physics.articulation import placed
from simulator.physics.bullet_shapes import Limb
from simulator.physics.bullet_world import BulletWorld
from simulator.physics.loose import STILL, LimbStates, Loose, LooseMotion, stirring
from simulator.physics.motion import Motion
from simulator.physics.substance import substance_of

Float64 = NDArray[np.float64]

# share of the body's mass of a segment (Winter, Biomechanics and Motor Control, 4th edition, table 4.1)
MASS_SHARES = {
    "torso": 0.497,
    "head": 0.081,
    "upper_arm": 0.028,
    "forearm": 0.022,
    "thigh": 0.100,
    "shank": 0.0465,
    "foot": 0.0145,
}
# chosen: Nm that muscles and ligaments of an adult of 75 kg hold a joint with: a limp body, not a rag
TONE_NM = {"head": 12.0, "upper_arm": 6.0, "forearm": 4.0, "thigh": 16.0, "shank": 6.0, "foot": 8.0}
SLIM = 0.85
"""Chosen: thickness of a limb's solid over that of its clothes, so that neighbours do not wedge."""
ADULT_KG = 75.0


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Stance:
    """How a body holds its parts when it comes loose: poses in its body frame, (P, 3) and (P, 4)."""

    position_m: Float64
    rotation_xyzw: Float64

    def pose(self, part: int) -> Pose[PartFrame, PartFrame]:
        """Of one part."""
        return Pose.from_arrays(self.position_m[part], self.rotation_xyzw[part])


def is_jointed(spec: AssetSpec) -> bool:
    """Whether something has a person's parts."""
    asset = asset_of(spec)
    names = {part.name for part in asset.parts}
    return asset.parts[0].name == "torso" and {"head", "thigh_left", "shank_left", "upper_arm_left"} <= names


class JointedBody(Loose):
    """A person in a Bullet world from state `release` on."""

    def __init__(self, world: BulletWorld, actor: Actor, led: Motion, stance: Stance, release: int) -> None:
        self._world, self._led, self.release = world, led, release
        self._asset, self._stance = asset_of(actor.asset), stance
        self.substance = substance_of(actor)
        self._parts = [k for k, part in enumerate(self._asset.parts) if _kind(part.name) in MASS_SHARES]
        body: Pose[World, PartFrame] = Pose.from_arrays(led.position_m[release], led.rotation_xyzw[release])
        self._trunk_shift = _middle(self._asset, self._parts[0])[0]
        limbs = [self._limb(k) for k in self._parts]
        self.number = world.jointed.add(limbs, body @ stance.pose(0), self.substance)
        self.push(led.velocity_mps[release], led.spin_radps[release])
        self.radius_m = 0.75 * max(1.0, self._asset.box.height_m)
        states, count = len(led.position_m), len(self._parts)
        self._position, self._rotation = np.zeros((states, count, 3)), np.zeros((states, count, 4))
        self._velocity, self._spin = np.zeros((states, 3)), np.zeros((states, 3))

    def centre_m(self, index: int) -> Float64:
        """(3,) of the trunk's joint with the legs."""
        return np.asarray(self._position[index, 0], dtype=np.float64)

    def moves_mps(self, index: int) -> float:
        """The trunk's speed."""
        return float(np.linalg.norm(self._velocity[index]))

    def velocity_at(self, index: int, point_m: Float64) -> Float64:
        """(3,) the trunk's: limbs differ from it by little against what hits them."""
        del point_m
        return np.asarray(self._velocity[index], dtype=np.float64)

    def push(self, velocity_mps: Float64, spin_radps: Float64) -> None:
        """The trunk gets this velocity and spin, world frame; joints stand still in that moment."""
        self._world.push(self.number, velocity_mps.tolist(), spin_radps.tolist())

    def record(self, index: int) -> None:
        """Writes all limbs down."""
        poses, velocity, spin = self._world.jointed.poses(self.number, self._trunk_shift)
        for k, (position, rotation) in enumerate(poses):
            self._position[index, k], self._rotation[index, k] = position, rotation
        self._velocity[index], self._spin[index] = velocity, spin

    def stirs(self, index: int) -> bool:
        """Whether its trunk moves, or a limb has moved since the state before, more than at rest."""
        moved = np.abs(self._position[index] - self._position[index - 1]).max() * self._world.rate_hz
        return bool(moved > STILL) or stirring(self._spin[index])

    def rest(self, index: int) -> None:
        """Writes down what it was in the state before: nothing moves."""
        self._position[index], self._rotation[index] = self._position[index - 1], self._rotation[index - 1]

    def act(self, index: int) -> None:
        """Nothing but contact and joints act on it."""

    def struck_at(self, index: int, point_m: Float64) -> None:
        """Nothing breaks."""

    def result(self) -> LooseMotion:
        """Its body frame follows the trunk; all parts are written down, those without a solid with their parents."""
        n = self.release
        trunk = self._stance.pose(0).inverse()
        turned, lever = self._rotation[n:, 0], np.array(trunk.translation_m)
        offset = rotate(turned, np.broadcast_to(lever, (len(turned), 3)))
        position, rotation = self._placed(np.array([lever]), np.array([trunk.rotation_xyzw]), 0)
        motion = Motion(
            position_m=np.concatenate([self._led.position_m[:n], position[:, 0]]),
            rotation_xyzw=np.concatenate([self._led.rotation_xyzw[:n], rotation[:, 0]]),
            velocity_mps=np.concatenate(
                [self._led.velocity_mps[:n], self._velocity[n:] + np.cross(self._spin[n:], offset)]
            ),
            spin_radps=np.concatenate([self._led.spin_radps[:n], self._spin[n:]]),
        )
        return LooseMotion(release=n, motion=motion, limbs=self._limb_states())

    def _limb_states(self) -> LimbStates:
        """(T - release, P) poses of all parts of the asset."""
        states, parts = len(self._position) - self.release, len(self._asset.parts)
        position, rotation = np.zeros((states, parts, 3)), np.zeros((states, parts, 4))
        for k in range(parts):
            if k in self._parts:
                own = self._parts.index(k)
                position[:, k], rotation[:, k] = (
                    self._position[self.release :, own],
                    self._rotation[self.release :, own],
                )
                continue
            above = k
            while above not in self._parts:
                above = self._asset.parts[above].parent if self._asset.parts[above].parent >= 0 else 0
            held = self._stance.pose(above).inverse() @ self._stance.pose(k)
            at, turn = self._placed(
                np.array([held.translation_m]), np.array([held.rotation_xyzw]), self._parts.index(above)
            )
            position[:, k], rotation[:, k] = at[:, 0], turn[:, 0]
        return LimbStates(position_m=position, rotation_xyzw=rotation)

    def _placed(self, position_m: Float64, rotation_xyzw: Float64, limb: int) -> tuple[Float64, Float64]:
        """Something fixed to a limb, (1, 3) and (1, 4) in its frame, from the release on: (T, 1, 3), (T, 1, 4)."""
        n = self.release
        states = len(self._position) - n
        return placed(
            self._position[n:, limb],
            self._rotation[n:, limb],
            np.broadcast_to(position_m, (states, 1, 3)),
            np.broadcast_to(rotation_xyzw, (states, 1, 4)),
        )

    def _limb(self, part: int) -> Limb:
        """A segment's solid: a box or a capsule in the middle of its mesh."""
        kind = _kind(self._asset.parts[part].name)
        middle, half = _middle(self._asset, part)
        parent = self._above(part)
        joint: Pose[PartFrame, PartFrame] = Pose()
        if parent >= 0:
            joint = self._stance.pose(self._parts[parent]).inverse() @ self._stance.pose(part)
        scale = self.substance.mass_kg / ADULT_KG
        return Limb(
            parent=parent,
            mass_kg=MASS_SHARES[kind] * self.substance.mass_kg,
            joint_m=joint.translation_m,
            joint_xyzw=joint.rotation_xyzw,
            middle_m=middle,
            half_m=half,
            tone_nm=scale * TONE_NM.get(kind, 0.0),
            round=kind in {"upper_arm", "forearm", "thigh", "shank", "head"},
        )

    def _above(self, part: int) -> int:
        """Index among the limbs of the one that carries a part."""
        above = self._asset.parts[part].parent
        while above >= 0 and above not in self._parts:
            above = self._asset.parts[above].parent
        return self._parts.index(above) if above >= 0 else -1


def _kind(name: str) -> str:
    return name.removesuffix("_left").removesuffix("_right")


def _middle(asset: Asset, part: int) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Middle and half extents of a part's mesh in its frame."""
    points = asset.parts[part].mesh.vertices_m.astype(np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    middle, half = 0.5 * (low + high), np.maximum(0.5 * SLIM * (high - low), 0.02)
    return tuple(middle.tolist()), tuple(half.tolist())
