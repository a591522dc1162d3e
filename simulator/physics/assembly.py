"""From the motions of bodies to the history of a clip: springs, joints, links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Scenery
from scenes.asset import AssetSpec, asset_of
from scenes.links import Link, links_of
from scenes.scene import Scene
from simulator.physics.articulation import is_unsprung, part_poses, placed
from simulator.physics.history import Handover, LinkPoses, WorldHistory
from simulator.physics.jointed import Stance
from simulator.physics.loose import LooseMotion
from simulator.physics.motion import Motion
from simulator.physics.settings import PhysicsSettings
from simulator.physics.steering import turned_wheels
from simulator.physics.suspension import Attitude, Chassis, sprung
from simulator.physics.tyres import WheelStates
from simulator.storyboard.log import StoryTruth

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class BodyStates:
    """Everything about one body over T states.

    standing: motion of the frame on the ground, before springs. springs: pitch and roll on top of it, or None.
    distance_m, speed_mps: (T,) what drives the joints; None where nothing does. loose: what became of it where physics
    took it over; the joints keep their angles from then on, but for its wheels. turns: parts that steering or the story
    turns, and their angles (T,); steers: wheels that steering turns about the upright axis. restless: a static body
    that does not stay as it is.
    """

    standing: Motion
    springs: tuple[Chassis, Attitude] | None = None
    distance_m: Float64 | None = None
    speed_mps: Float64 | None = None
    loose: LooseMotion | None = None
    turns: tuple[tuple[int, Float64], ...] = ()
    steers: tuple[tuple[int, Float64], ...] = ()
    restless: bool = False

    def motion(self) -> Motion:
        """The motion of the body frame, springs included."""
        return self.led() if self.loose is None else self.loose.motion

    def led(self) -> Motion:
        """The same, were it never taken over."""
        if self.springs is None:
            return self.standing
        chassis, attitude = self.springs
        position, rotation, velocity, spin = sprung(
            chassis, attitude, self.standing.position_m, self.standing.rotation_xyzw
        )
        # the lever from the standing frame's origin turns with its heading
        lever = position - self.standing.position_m
        return Motion(
            position_m=position,
            rotation_xyzw=rotation,
            velocity_mps=self.standing.velocity_mps + velocity + np.cross(self.standing.spin_radps, lever),
            spin_radps=self.standing.spin_radps + spin,
        )

    def parts(self, spec: AssetSpec, body: Motion) -> tuple[Float64, Float64]:
        """Poses of all parts in the world: (T, P, 3), (T, P, 4). Wheels stay with the standing frame."""
        asset = asset_of(spec)
        local = part_poses(asset, *self._joints(spec))
        turned_wheels(local[1], self.steers)
        if self.loose is not None and self.loose.wheels is not None:
            self._move_wheels(spec, local, self.loose.release, self.loose.wheels)
        position, rotation = placed(body.position_m, body.rotation_xyzw, *local)
        if self.springs is not None:
            wheels = [k for k in range(len(asset.parts)) if is_unsprung(asset, k)]
            led = slice(0, None if self.loose is None else self.loose.release)
            position[led, wheels], rotation[led, wheels] = placed(
                self.standing.position_m[led],
                self.standing.rotation_xyzw[led],
                local[0][led, wheels],
                local[1][led, wheels],
            )
        if self.loose is not None and self.loose.limbs is not None:
            position[self.loose.release :] = self.loose.limbs.position_m
            rotation[self.loose.release :] = self.loose.limbs.rotation_xyzw
        return position, rotation

    def stance(self, spec: AssetSpec, index: int) -> Stance:
        """How the parts are held at a state."""
        distance, speed = self._drive()
        rows = slice(0, index + 1)  # strides are summed along the series
        angles, lift = spec.joint_angles(distance[rows], speed[rows]), spec.root_height(distance[rows], speed[rows])
        position, rotation = part_poses(asset_of(spec), angles[-1:], lift[-1:])
        return Stance(position_m=position[0], rotation_xyzw=rotation[0])

    def _joints(self, spec: AssetSpec) -> tuple[Float64, Float64]:
        """Joint angles (T, P) and lift (T,)."""
        distance, speed = self._drive()
        index = np.arange(len(distance))
        if self.loose is not None:
            index = np.minimum(index, self.loose.release)
            distance, speed = distance[index], speed[index]
        angles = spec.joint_angles(distance, speed)
        for part, angle in self.turns:
            angles[:, part] = angle[index]
        return angles, spec.root_height(distance, speed)

    def _drive(self) -> tuple[Float64, Float64]:
        still = np.zeros(len(self.standing.position_m))
        return (
            still if self.distance_m is None else self.distance_m,
            still if self.speed_mps is None else self.speed_mps,
        )

    def _move_wheels(self, spec: AssetSpec, local: tuple[Float64, Float64], release: int, wheels: WheelStates) -> None:
        """Writes the wheels of a released vehicle into poses in its body frame: up and down, and rolling on."""
        distance, speed = self._drive()
        rolled = np.concatenate([distance[:release], distance[release] + wheels.rolled_m[release:]])
        turned = part_poses(asset_of(spec), spec.joint_angles(rolled, speed), np.zeros(len(rolled)))[1]
        for k, wheel in enumerate(wheels.wheels):
            local[0][release:, wheel.part, 2] += wheels.travel_m[release:, k]
            if not wheels.locked[k]:
                local[1][release:, wheel.part] = turned[release:, wheel.part]


def assemble(
    scene: Scene,
    bodies: Mapping[int, BodyStates],
    brake_lamp: NDArray[np.bool_],
    contacts: tuple[tuple[float, int, int], ...],
    handovers: tuple[Handover, ...],
    story: StoryTruth,
    settings: PhysicsSettings,
) -> WorldHistory:
    """The read-only history of all bodies (by instance id) and all links of a scene."""
    links = links_of(scene)
    motions = {k: states.motion() for k, states in bodies.items()}
    rest = _rest(links, bodies)
    moving, position, rotation = _moving(links, bodies, motions)
    if moving:
        rest.position_m[moving], rest.rotation_xyzw[moving] = position[0], rotation[0]
    order = [motions[k] for k in sorted(motions)]
    history = WorldHistory(
        start_s=-settings.lead_steps * settings.step_s,
        step_s=settings.step_s,
        moving_links=np.array(moving, dtype=np.int64),
        moving_position_m=position,
        moving_rotation_xyzw=rotation,
        rest=rest,
        body_position_m=np.stack([m.position_m for m in order], axis=1),
        body_rotation_xyzw=np.stack([m.rotation_xyzw for m in order], axis=1),
        body_velocity_mps=np.stack([m.velocity_mps for m in order], axis=1),
        body_spin_radps=np.stack([m.spin_radps for m in order], axis=1),
        brake_lamp=brake_lamp,
        contacts=contacts,
        handovers=handovers,
        story=story,
    )
    for holder in (history, history.rest):
        for name in holder.__dataclass_fields__:
            value = getattr(holder, name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
    return history


def _rest(links: tuple[Link, ...], bodies: Mapping[int, BodyStates]) -> LinkPoses:
    """Where every link that never moves is placed by the scene; the others' rows are to be filled."""
    position, rotation = np.zeros((len(links), 3)), np.zeros((len(links), 4))
    zero = np.zeros(1)
    for k, link in enumerate(links):
        if link.part == 0 and _stands(link, bodies):
            spec, pose, count = link.owner.asset, link.owner.T_world_body, len(link.asset.parts)
            local = part_poses(link.asset, spec.joint_angles(zero, zero), spec.root_height(zero, zero))
            frame = np.array([pose.translation_m]), np.array([pose.rotation_xyzw])
            at, turn = placed(*frame, *local)
            position[k : k + count], rotation[k : k + count] = at[0], turn[0]
    return LinkPoses(position_m=position, rotation_xyzw=rotation)


def _stands(link: Link, bodies: Mapping[int, BodyStates]) -> bool:
    """Whether a link belongs to scenery or to a static body that stays as it is and is not struck."""
    if isinstance(link.owner, Scenery):
        return True
    states = bodies[link.instance]
    return link.owner.body == "static" and not states.restless and states.loose is None


def _moving(
    links: tuple[Link, ...], bodies: Mapping[int, BodyStates], motions: Mapping[int, Motion]
) -> tuple[list[int], Float64, Float64]:
    """Indices (M) and poses (T, M, 3), (T, M, 4) of the links of all bodies that do not stand still."""
    moving: list[int] = []
    positions: list[Float64] = []
    rotations: list[Float64] = []
    for k, link in enumerate(links):
        if link.part == 0 and not _stands(link, bodies):
            at, turn = bodies[link.instance].parts(link.owner.asset, motions[link.instance])
            moving += range(k, k + len(link.asset.parts))
            positions.append(at)
            rotations.append(turn)
    if not moving:
        states = len(next(iter(motions.values())).position_m)
        return [], np.zeros((states, 0, 3)), np.zeros((states, 0, 4))
    return moving, np.concatenate(positions, axis=1), np.concatenate(rotations, axis=1)
