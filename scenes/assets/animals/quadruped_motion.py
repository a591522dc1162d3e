"""Four-legged bodies in motion: the trunk rises, sinks and pitches, legs reach their feet, the head keeps its peace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.assets.animals.quadruped_gait import (
    LEGS,
    Float64,
    LegChain,
    QuadrupedPace,
    foot_path,
    landing,
    pace_of,
    sag_m,
    solved,
)
from scenes.assets.shaping.strides import DEG

TWO_PI = 2 * np.pi
LEG_PARTS = ("upper", "lower", "shin", "foot")


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Frame:
    """What carries the legs. chains: by names of LEGS. pivot_m: (x, z) about which the trunk pitches. foot_lift_m: how
    high feet swing in a trot.
    """

    chains: dict[str, LegChain]
    pivot_m: tuple[float, float]
    foot_lift_m: float

    @property
    def leg_m(self) -> float:
        """Height of the hips, the length in the Froude number."""
        return self.chains["hind_left"].height_m


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class QuadrupedMotion:
    """Joint angles by part name (T,), radians about -y (what hangs swings forward), and the lift of the body (T,)."""

    angles_rad: dict[str, Float64]
    lift_m: Float64


def quadruped_motion(frame: Frame, phase: Float64, speed_mps: Float64) -> QuadrupedMotion:
    """The body at phases (T,) in strides of the left hind foot, at speeds (T,)."""
    pace = pace_of(frame.leg_m, speed_mps)
    pitch, lift = _trunk(frame, pace, phase)
    angles = {"torso": pitch, **_head_and_tail(pace, phase, pitch)}
    for index, name in enumerate(LEGS):
        chain = frame.chains[name]
        x, z, turn = foot_path(chain, pace, phase - landing(pace, index), frame.foot_lift_m)
        stand = float(chain.root_m[0] + chain.links_m[:, 0].sum()) + _stagger(name) * frame.leg_m
        m = pace.moving
        toe = ((1 - m) * stand + m * x, m * z, m * turn)
        dx, dz = chain.root_m[0] - frame.pivot_m[0], chain.root_m[1] - frame.pivot_m[1]
        c, s = np.cos(pitch), np.sin(pitch)
        root = (frame.pivot_m[0] + c * dx - s * dz, frame.pivot_m[1] + s * dx + c * dz + lift)
        for part, angle in zip(LEG_PARTS, solved(chain, toe, root, pitch), strict=True):
            angles[f"{name}_{part}"] = angle
    return QuadrupedMotion(angles_rad=angles, lift_m=lift)


def _trunk(frame: Frame, pace: QuadrupedPace, phase: Float64) -> tuple[Float64, Float64]:
    """Pitch and lift (T,): twice a stride in walk and trot, a rocking horse once a stride in gallop.

    Heights of the waves: 1 % of the leg walking, 3 % trotting, 4 % galloping, 3.5 degrees of pitch; chosen after films.
    """
    h = frame.leg_m
    sink = np.max([sag_m(chain, pace) for chain in frame.chains.values()], axis=0)
    symmetric = -np.cos(2 * TWO_PI * (phase - 0.25 * pace.duty))
    rocking = -np.cos(TWO_PI * (phase - 0.30))
    swing = (1 - pace.gallop) * (0.008 + 0.020 * pace.trot) * symmetric + 0.04 * pace.gallop * rocking
    pitch = pace.moving * pace.gallop * 3.5 * DEG * np.sin(TWO_PI * (phase - 0.05))
    size = (1 - pace.gallop) * (0.008 + 0.020 * pace.trot) + 0.04 * pace.gallop
    reserve = size + pace.gallop * 0.035  # rising and pitching must not tear feet off the ground
    lift = pace.moving * (h * swing - sink - h * reserve) - (1 - pace.moving) * 0.004 * h
    return pitch, lift


def _head_and_tail(pace: QuadrupedPace, phase: Float64, pitch: Float64) -> dict[str, Float64]:
    """The neck nods against the trunk, the head keeps level; the tail swings."""
    m = pace.moving
    nod = 2.5 * DEG * (1 - pace.trot) * np.sin(2 * TWO_PI * (phase - 0.1))
    gallop_nod = pace.gallop * 4 * DEG * np.sin(TWO_PI * (phase + 0.40))
    stretch = -pace.gallop * 7 * DEG
    neck = m * (nod + gallop_nod + stretch) - 0.6 * pitch
    tail = m * (5 * DEG * np.sin(TWO_PI * phase) - pace.gallop * 35 * DEG)
    return {"neck": neck, "head": -0.55 * neck, "tail": tail}


def _stagger(name: str) -> float:
    """Standing feet are not in line: how far each stands forward, in leg lengths; chosen."""
    return {"hind_left": 0.05, "fore_left": -0.02, "hind_right": -0.06, "fore_right": 0.035}[name]
