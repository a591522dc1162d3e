"""Walk, trot and gallop of four-legged animals: feet are planned on the ground first, legs are bent to reach them.

Strides grow with the Froude number as Alexander & Jayes (1983, dynamic similarity) found over mammals of all sizes; the
order of the feet is Hildebrand's (1965, 1977): a walk in lateral sequence, a trot of diagonal pairs, a transverse
gallop. Phases are in strides, 0 when a foot lands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.assets.shaping.strides import DEG, froude_number, hermite, smooth_step, strides_made

Float64 = NDArray[np.float64]

LEGS = ("hind_left", "fore_left", "hind_right", "fore_right")
WALK = (0.0, 0.25, 0.5, 0.75)
TROT = (0.0, 0.5, 0.5, 1.0)
GALLOP = (0.0, 0.42, 0.12, 0.56)
"""When each of LEGS lands in a stride."""
TROT_FROUDE, GALLOP_FROUDE = (0.35, 0.60), (1.9, 3.4)
"""Where mammals change from walk to trot (0.5) and from trot to gallop (2 to 3): Alexander & Jayes 1983; the widths are
chosen."""
PACE_FLOOR_MPS = 0.12
"""Below this speed strides get no shorter; chosen, as people's."""
REACH = 0.72
"""Longest way of the body over a foot on the ground, in leg lengths; chosen: legs slant 20 degrees to both sides."""
STEPS = 500


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LegChain:
    """A leg in its plane. links_m: (4, 2) rest vectors (x, z) from joint to joint to the toe, on the ground.

    root_m: (2,) uppermost joint in the body frame. fore: whether it bends like an arm.
    """

    root_m: Float64
    links_m: Float64
    fore: bool

    @property
    def height_m(self) -> float:
        """Of the uppermost joint above the ground."""
        return float(self.root_m[1])

    def bends(self, fold: Float64) -> tuple[Float64, Float64]:
        """Flexion of the middle joints (N,) at a fold, 0 standing: hocks and knees fold together (reciprocal
        apparatus), a carpus only once the elbow has.
        """
        if not self.fore:
            return -fold, 0.96 * fold
        eased = 0.5 * (fold - 0.10 + np.sqrt((fold - 0.10) ** 2 + 0.01))
        rest = 0.5 * (-0.10 + np.sqrt(0.02))
        return fold, -1.75 * (eased - rest)

    def table(self) -> tuple[Float64, Float64, Float64]:
        """Fold (K,), length and direction of root to fetlock, from the longest leg to the most folded."""
        fold = np.linspace(-0.7, 2.1, STEPS)
        reach = self._reach(fold)
        length = np.hypot(*reach)
        first = int(length.argmax())
        falling = length[first:]
        last = first + int(np.argmax(np.append(np.diff(falling) >= 0.0, True))) + 1
        keep = slice(first, last)
        return fold[keep], length[keep], np.arctan2(reach[1], reach[0])[keep]

    def _reach(self, fold: Float64) -> Float64:
        first, second = self.bends(fold)
        a, b, c, _ = self.links_m
        return np.asarray(a[:, None] + _turned(b, first) + _turned(c, first + second))


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class QuadrupedPace:
    """What the speed decides, each (T,). trot, gallop: 0..1. moving: 0 standing, 1 in stride."""

    froude: Float64
    stride_m: Float64
    duty: Float64
    trot: Float64
    gallop: Float64
    moving: Float64


def pace_of(leg_m: float, speed_mps: Float64) -> QuadrupedPace:
    """Strides 2.1 h Fr^0.34, duty factors 0.52 Fr^-0.14 within REACH: Alexander & Jayes 1983, cursorial mammals.

    Their line has 2.4; horses (Clayton 1994; Leach & Cymbaluk 1986) lie below it, at 2.1.
    """
    froude = froude_number(leg_m, speed_mps, PACE_FLOOR_MPS)
    stride = 2.1 * leg_m * froude**0.34
    return QuadrupedPace(
        froude=froude,
        stride_m=stride,
        duty=np.minimum(np.minimum(0.52 * froude**-0.14, 0.72), REACH * leg_m / stride),
        trot=smooth_step(froude, *TROT_FROUDE),
        gallop=smooth_step(froude, *GALLOP_FROUDE),
        moving=smooth_step(np.abs(speed_mps), 0.0, 0.45 * np.sqrt(leg_m)),
    )


def stride_phase(leg_m: float, distance_m: Float64, speed_mps: Float64) -> Float64:
    """Strides (T,) made along a series in order of time."""
    return strides_made(pace_of(leg_m, speed_mps).stride_m, distance_m)


def landing(pace: QuadrupedPace, leg: int) -> Float64:
    """When a leg lands in the stride (T,)."""
    walk = WALK[leg] + pace.trot * (TROT[leg] - WALK[leg])
    return np.asarray(walk + pace.gallop * (GALLOP[leg] - walk))


def foot_path(chain: LegChain, pace: QuadrupedPace, phase: Float64, lift_m: float) -> tuple[Float64, Float64, Float64]:
    """Toe (x, z) in the body frame and the foot's turn (T,), negative heel up: still on the ground in stance."""
    phase = phase % 1.0
    d, stride = pace.duty, pace.stride_m
    toe = float(chain.root_m[0] + chain.links_m[:, 0].sum())
    half = 0.5 * d * stride
    on_ground = phase <= d
    share = np.clip((phase - d) / (1.0 - d), 0.0, 1.0)
    # Swing: a cubic that leaves and meets the ground at the ground's own speed.
    speed = -stride * (1.0 - d)
    x = hermite(share, -half, speed, half, speed)
    high = lift_m * (0.75 + 0.25 * np.minimum(pace.froude, 2.0)) * np.sin(np.pi * share**0.85) ** 1.5
    late = np.clip((phase / d - 0.62) / 0.38, 0.0, 1.0)
    pushed = -38 * DEG * late**1.6
    flexed = hermite(share, -38 * DEG, -95 * DEG, 4 * DEG, 0.0 * share) - 42 * DEG * np.sin(np.pi * share) ** 2
    settle = 4 * DEG * (1.0 - np.clip(phase / d / 0.12, 0.0, 1.0))
    x = np.where(on_ground, stride * (0.5 * d - phase), x)
    return toe + x, np.where(on_ground, 0.0, high), np.where(on_ground, pushed + settle, flexed)


def solved(
    chain: LegChain, toe: tuple[Float64, Float64, Float64], root: tuple[Float64, Float64], pitch: Float64
) -> tuple[Float64, Float64, Float64, Float64]:
    """Joint angles (T,) from the root down that put the toe (x, z, turn) on its place, the trunk pitched nose up.

    root: where the uppermost joint is then, (x, z).
    """
    x, z, turn = toe
    foot = _turned(chain.links_m[3], turn)
    dx, dz = x - foot[0] - root[0], z - foot[1] - root[1]
    fold, length, _ = chain.table()
    need = np.clip(np.hypot(dx, dz), length[-1], length[0])
    q = np.interp(need, length[::-1], fold[::-1])
    first, second = chain.bends(q)
    reach = chain._reach(q)
    whole = np.arctan2(dz, dx) - np.arctan2(reach[1], reach[0])
    whole = (whole + np.pi) % (2 * np.pi) - np.pi
    return whole - pitch, first, second, turn - whole - first - second


def sag_m(chain: LegChain, pace: QuadrupedPace) -> Float64:
    """How far (T,) the root must sink below its standing height to reach both ends of the stance."""
    longest = 0.997 * chain.table()[1][0]
    sinks = []
    for phase in (np.zeros_like(pace.duty), pace.duty * (1.0 - 1e-9)):
        x, z, turn = foot_path(chain, pace, phase, 0.0)
        foot = _turned(chain.links_m[3], turn)
        dx = x - foot[0] - chain.root_m[0]
        high = z - foot[1] + np.sqrt(np.maximum(longest**2 - dx**2, 0.0))
        sinks.append(chain.height_m - high)
    return np.asarray(np.maximum(np.maximum(sinks[0], sinks[1]), 0.0))


def _turned(vector: Float64, angle: Float64) -> Float64:
    """A vector (2,) turned by angles (T,), forward for what hangs down: (2, T)."""
    c, s = np.cos(angle), np.sin(angle)
    return np.stack([vector[0] * c - vector[1] * s, vector[0] * s + vector[1] * c])
