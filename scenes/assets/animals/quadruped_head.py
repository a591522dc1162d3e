"""Heads of four-legged animals: skull, muzzle, eyes, nose, cupped ears."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.assets.animals.quadruped_plan import EarPlan, Plan, head_points
from scenes.assets.shaping.limbs import Limb, ellipsoid, limb
from scenes.assets.shaping.lofts import flat_tube

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
SIDES = (("left", 1.0), ("right", -1.0))


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Piece:
    """Limbs meshed as one, of one material and labelled part. cells: grid cells along its shorter extents.

    relief_share: of the coat, in withers heights. solid: vertices and faces that are ready, instead of limbs.
    """

    material: str
    part: str
    limbs: tuple[Limb, ...] = ()
    cells: int = 0
    relief_share: float = 0.0
    solid: tuple[Float64, Int64] | None = None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class HeadFrame:
    """Where the head is. occiput: (x, z). pitch_rad: nose down. length: occiput to nose."""

    occiput: Float64
    pitch_rad: float
    length: float

    def at(self, along: float, above: float, left: float = 0.0) -> tuple[float, float, float]:
        """A point given in head lengths."""
        c, s = np.cos(self.pitch_rad), np.sin(self.pitch_rad)
        x = self.occiput[0] + self.length * (along * c + above * s)
        z = self.occiput[1] + self.length * (above * c - along * s)
        return float(x), self.length * left, float(z)

    def toward(self, forward: float, left: float, up: float) -> Float64:
        """A direction given along the head."""
        c, s = np.cos(self.pitch_rad), np.sin(self.pitch_rad)
        return np.array([forward * c + up * s, left, up * c - forward * s])


def head_frame(plan: Plan, down_rad: float = 0.0) -> HeadFrame:
    """The head with the neck bent down so far."""
    _, occiput, pitch = head_points(plan, down_rad)
    return HeadFrame(occiput=occiput, pitch_rad=pitch, length=plan.head.length)


def head_pieces(plan: Plan, down_rad: float) -> list[Piece]:
    """Skull, ears, eyes and nose."""
    head, frame = plan.head, head_frame(plan, down_rad)
    rows = np.array(head.rows)
    middle, reach = 0.5 * (rows[:, 1] + rows[:, 2]), 0.5 * (rows[:, 1] - rows[:, 2])
    points = [frame.at(s, m) for s, m in zip(rows[:, 0], middle, strict=True)]
    back = np.where(rows[:, 0] < 0.05, 0.78, 1.0)  # the occiput sinks into the neck
    skull = limb(points, back * rows[:, 3] * frame.length, back * reach * frame.length, cap=0.6)
    last = np.array(plan.neck)[-2:]
    axis, _, _ = head_points(plan, down_rad)
    start = 0.45 * axis[-2] + 0.55 * axis[-1]
    narrow = 0.5 * last[0, 2:] + 0.5 * last[1, 2:]
    stub = limb(
        [(start[0], 0.0, start[1]), (axis[-1][0], 0.0, axis[-1][1])],
        [narrow[0] * 0.9, last[1, 2]],
        [narrow[1] * 0.9, last[1, 3]],
        [narrow[2] * 0.9, last[1, 4]],
        0.4,
        0.15 * frame.length,
    )
    s, n, _, r = head.eye
    y = _surface_y(rows, s, n)
    brows = [
        ellipsoid(
            frame.at(s - 0.3 * r, n + 1.05 * r, (y - 0.25 * r) * side),
            _radii(frame, 0.8 * r, (1.6, 0.8, 0.7)),
            -frame.pitch_rad,
            0.05 * frame.length,
        )
        for _, side in SIDES
    ]
    pieces = [
        Piece(
            limbs=(skull, stub, *brows),
            material="coat_head",
            part="head",
            cells=16,
            relief_share=0.35 * plan.relief_share,
        )
    ]
    tip = ellipsoid(frame.at(*head.nose[:2]), _radii(frame, head.nose[2], (0.8, 1.25, 0.85)), -frame.pitch_rad)
    pieces.append(Piece(limbs=(tip,), material="nose", part="head", cells=7))
    for _, side in SIDES:
        eye = ellipsoid(
            frame.at(s + 0.15 * r, n, y * side), _radii(frame, 1.15 * r, (1.15, 0.85, 0.95)), -frame.pitch_rad
        )
        pieces.append(Piece(limbs=(eye,), material="eyes", part="head", cells=6))
        look = ellipsoid(
            frame.at(s + 0.65 * r, n + 0.05 * r, (y + 0.42 * r) * side),
            _radii(frame, 0.70 * r, (1.0, 0.85, 1.05)),
            -frame.pitch_rad,
        )
        pieces.append(Piece(limbs=(look,), material="pupils", part="head", cells=5))
        if plan.foot != "paw":
            nostril = frame.at(0.93, 0.02, _surface_y(rows, 0.93, 0.02) * 0.93 * side)
            hole = ellipsoid(nostril, _radii(frame, 0.020, (1.5, 0.7, 1.0)), -frame.pitch_rad)
            pieces.append(Piece(limbs=(hole,), material="lips", part="head", cells=5))
        pieces.append(Piece(solid=_lips(rows, frame, side), material="lips", part="head"))
        pieces += _ear(head.ear, frame, side)
    return pieces


def _surface_y(rows: Float64, along: float, above: float) -> float:
    """Half the head's width at a place, by its elliptic section, head lengths."""
    top, bottom, half = (float(np.interp(along, rows[:, 0], rows[:, k])) for k in (1, 2, 3))
    share = (2.0 * above - top - bottom) / (top - bottom)
    return half * float(np.sqrt(max(1.0 - share**2, 0.1)))


def _lips(rows: Float64, frame: HeadFrame, side: float) -> tuple[Float64, Int64]:
    """The line of the mouth along one side of the muzzle, half sunk."""
    path = []
    for along in (0.97, 0.90, 0.82, 0.74, 0.66):
        top, bottom = (float(np.interp(along, rows[:, 0], rows[:, k])) for k in (1, 2))
        above = bottom + 0.30 * (top - bottom) + 0.25 * (0.97 - along) * (top - bottom)
        path.append(frame.at(along, above, side * _surface_y(rows, along, above)))
    thin = np.array([0.006, 0.009, 0.009, 0.008, 0.004]) * frame.length
    return flat_tube(path, np.column_stack([thin, thin]), 5, (0.0, 1.0, 0.0))


def _radii(frame: HeadFrame, r: float, of: tuple[float, float, float] = (1.3, 0.8, 1.0)) -> tuple[float, float, float]:
    return of[0] * r * frame.length, of[1] * r * frame.length, of[2] * r * frame.length


def _ear(ear: EarPlan, frame: HeadFrame, side: float) -> list[Piece]:
    """A leaf that stands up or hangs down, its inside a little smaller and paler."""
    along, above, left = ear.at
    forward, out, up = ear.toward
    base = np.array(frame.at(along, above, left * side))
    tip = frame.toward(forward, out * side, up)
    tip /= np.linalg.norm(tip)
    hang = np.array([0.15 * tip[0], 0.25 * tip[1], -1.0])
    hang /= np.linalg.norm(hang)
    facing = frame.toward(0.75 - 0.5 * ear.lop, (0.65 - 1.65 * ear.lop) * side, 0.0)  # forward and out; hanging: inward
    shares = np.array([-0.10, 0.12, 0.40, 0.70, 1.0])
    widths = np.array([0.42, 0.80, 1.0, 0.74, ear.tip]) * 0.5 * ear.width
    points = []
    for s in shares:
        drop = ear.lop * np.clip((s - 0.10) / 0.5, 0.0, 1.0)
        step = (1.0 - drop) * tip + drop * hang
        points.append(step / np.linalg.norm(step))
    gaps = np.diff(shares, prepend=shares[0])
    path = base + shares[0] * ear.length * frame.length * tip
    path = path + np.cumsum(np.array(points) * (gaps * ear.length * frame.length)[:, None], axis=0)
    # The leaf's flat side is square to the way it faces.
    lies = points[2] if ear.lop > 0.3 else points[1]
    wide = np.cross(lies, facing)
    wide /= np.linalg.norm(wide)
    if side < 0.0:
        wide = -wide
    shells = leaf(path, wide, np.cross(wide, lies), widths * frame.length, side)
    flap = [Piece(solid=shells[0], material="coat_ear", part="head")]
    return flap if ear.lop > 0.5 else [*flap, Piece(solid=shells[1], material="ear", part="head")]


def leaf(path: Float64, wide: Float64, back: Float64, half: Float64, side: float) -> tuple[tuple[Float64, Int64], ...]:
    """The outside and the inside of a cupped leaf about a path (K, 3): half its width (K,) to both sides.

    Both are closed; the inside is smaller and lies in the cup. back: away from the opening, square to wide, for the
    left ear; side -1 mirrors.
    """
    across = np.linspace(-1.0, 1.0, 7)
    outside = -side * back
    out = []
    for size, sunk, thick in ((1.0, 0.0, 0.16), (0.74, 0.10, 0.10)):
        front, rear = [], []
        for center, w in zip(path, half, strict=True):
            cup = 0.55 * w * (1.0 - across[:, None] ** 2)
            rim = center + size * w * across[:, None] * wide
            depth = thick * w * (1.0 - 0.9 * across[:, None] ** 2)
            front.append(rim + (cup - sunk * w - depth) * outside)
            rear.append(rim + (cup - sunk * w + depth) * outside)
        out.append(_shell(np.array(front), np.array(rear)))
    return tuple(out)


def _shell(front: Float64, rear: Float64) -> tuple[Float64, Int64]:
    """Closes two sheets (K, N, 3) along their edges, faces outward."""
    k, n, _ = front.shape
    points = np.concatenate([front.reshape(-1, 3), rear.reshape(-1, 3)])
    at = np.arange(k * n).reshape(k, n)
    quads = []
    for sheet, turn in ((at, 1), (at + k * n, -1)):
        q = np.stack([sheet[:-1, :-1], sheet[1:, :-1], sheet[1:, 1:], sheet[:-1, 1:]], axis=-1).reshape(-1, 4)
        quads.append(q[:, ::turn])
    ring = np.concatenate([at[0, :-1], at[:-1, -1], at[-1, :0:-1], at[:0:-1, 0]])
    following = np.roll(ring, -1)
    quads.append(np.stack([ring, following, following + k * n, ring + k * n], axis=-1))
    quad = np.concatenate(quads)
    faces = np.concatenate([quad[:, [0, 1, 2]], quad[:, [0, 2, 3]]])
    a, b, c = (points[faces[:, i]] for i in range(3))
    if np.einsum("ij,ij->", a - points[0], np.cross(b - points[0], c - points[0])) < 0.0:
        faces = faces[:, ::-1]
    return points, faces
