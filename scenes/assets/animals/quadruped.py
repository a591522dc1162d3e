"""Four-legged animals: a plan made flesh, coated, walking, trotting and galloping."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot, asset_of
from scenes.assets.animals.quadruped_coat import Blob, Coat, Mark, mixed
from scenes.assets.animals.quadruped_gait import LEGS, LegChain, stride_phase
from scenes.assets.animals.quadruped_head import Piece, head_frame, head_pieces
from scenes.assets.animals.quadruped_motion import LEG_PARTS, Frame, QuadrupedMotion, quadruped_motion
from scenes.assets.animals.quadruped_plan import Plan, grazing_bend, reshaped
from scenes.assets.animals.quadruped_shape import leg_pieces, neck_pieces, tail_pieces
from scenes.assets.animals.quadruped_shape import torso_pieces as torso_of
from scenes.assets.shaping.contour import contour
from scenes.assets.shaping.fields import rough
from scenes.assets.shaping.limbs import melted
from scenes.mesh import Mesh, MeshBuilder
from scenes.pose import Pose
from scenes.streams import stream

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
Stance = Literal["head_up", "grazing"]
Detail = Literal["near", "far"]

BEND = (0.0, -1.0, 0.0)
"""Axis about which positive angles swing what hangs forward, and raise noses."""
SMOOTH_RAD = 0.9
"""Crease angle of ears; chosen: their rims stay sharp."""
FAR_CELLS = 0.5
"""Share of the grid's cells far away: a fifth of the triangles; chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quadruped(AssetSpec, ABC):
    """A four-legged animal. withers_m: height of its shoulders. stance: of neck and head. seed: individual differences.

    detail: far has a quarter of the triangles, for what is small in the picture. stride_offset: strides made before the
    start. Raises ValueError for a height beyond the kind's.
    """

    SEMANTIC: ClassVar[str]
    WITHERS_M: ClassVar[tuple[float, float]]

    withers_m: float
    stance: Stance = "head_up"
    detail: Detail = "near"
    seed: int = 0
    stride_offset: float = 0.0

    def semantic(self) -> str:
        """Class name in the ontology."""
        return self.SEMANTIC

    def __post_init__(self) -> None:
        low, high = self.WITHERS_M
        if not low <= self.withers_m <= high:
            raise ValueError(f"{type(self).__name__}: withers_m must lie in {low}..{high}, got {self.withers_m}")

    @abstractmethod
    def plan(self) -> Plan:
        """Its build."""

    @abstractmethod
    def coat(self) -> Coat:
        """Its colours."""

    def extras(self) -> dict[str, list[Piece]]:
        """Horns, manes, udders: pieces in the plan's frame, by the part that carries them. Default: nothing."""
        return {}

    def rng(self, purpose: str) -> np.random.Generator:
        """What makes it itself."""
        return stream(self.seed, "animal", type(self).__name__, purpose)

    def varied(self, plan: Plan, head: float = 1.0) -> Plan:
        """A plan with what makes it itself: a few per cent of leg, length and girth (spreads chosen)."""
        leg, length, girth, own = self.rng("build").normal(1.0, 1.0, 4) - 1.0
        clip = np.clip([leg, length, girth, own], -1.8, 1.8)
        return reshaped(
            plan,
            leg=1.0 + 0.03 * float(clip[0]),
            length=1.0 + 0.03 * float(clip[1]),
            girth=1.0 + 0.05 * float(clip[2]),
            head=head * (1.0 + 0.02 * float(clip[3])),
        )

    def toned(self, code: str, spread: float = 0.10) -> str:
        """A colour as of fur in its own shade, a little lighter or darker than asked, alike for all of an animal."""
        shift = float(np.clip(self.rng("tone").normal(0.0, spread), -2.0 * spread, 2.0 * spread))
        return mixed(mixed(code, "2e2b28", 0.28), "ffffff" if shift > 0 else "000000", abs(shift))

    def on_head(self, along: float, above: float, left: float, radius: float) -> Blob:
        """A ball of a marking, in head lengths along the head as it is held."""
        plan = self.plan()
        x, y, z = head_frame(plan, self.bend_rad()).at(along, above, left)
        return x, y, z, radius * plan.head.length

    def on_flank(self, x: float, z: float, radius: float) -> Blob:
        """A ball of a marking on the left flank, where the trunk's surface is."""
        rows = np.array(self.plan().trunk)
        top, bottom, half = (float(np.interp(x, rows[:, 0], rows[:, k])) for k in (1, 2, 3))
        share = np.clip((2.0 * z - top - bottom) / (top - bottom), -0.97, 0.97)
        return x, half * float(np.sqrt(1.0 - share**2)), z, radius

    def sock(self, fore: bool, height: float) -> Mark:
        """A marking of both feet up to a height, in withers heights."""
        leg = self.plan().fore if fore else self.plan().hind
        r = 3.2 * leg.bone
        balls: list[Blob] = []
        for x, z in leg.joints[:0:-1]:
            if z < height:
                balls.append((x, leg.track[1], z, r))
            else:
                share = (height - balls[-1][2]) / (z - balls[-1][2])
                if share > 0.05:
                    balls.append((balls[-1][0] + share * (x - balls[-1][0]), leg.track[1], height, r))
                break
        return Mark(balls=tuple(balls))

    def bend_rad(self) -> float:
        """How far the neck is bent down."""
        return grazing_bend(self.plan()) if self.stance == "grazing" else 0.0

    def build(self) -> Asset:
        """The animal standing, its feet even, when all joint angles are zero."""
        plan, coat, down = self.plan(), self.coat(), self.bend_rad()
        groups = {
            "torso": torso_of(plan, down),
            "neck": neck_pieces(plan, down),
            "head": head_pieces(plan, down),
            "tail": tail_pieces(plan),
        }
        for name in LEGS:
            leg = plan.fore if name.startswith("fore") else plan.hind
            side = 1.0 if name.endswith("left") else -1.0
            pieces = leg_pieces(leg, name.startswith("fore"), side, plan.foot)
            groups |= {f"{name}_{part}": group for part, group in zip(LEG_PARTS, pieces, strict=True)}
        for name, more in self.extras().items():
            groups[name] = [*groups[name], *more]
        keys = sorted({(piece.material, piece.part) for group in groups.values() for piece in group})
        places = self._joints(plan, down)
        names = list(groups)
        parts: list[AssetPart] = []
        for name, group in groups.items():
            parent, origin = places[name]
            above = places[parent][1] if parent else (0.0, 0.0, 0.0)
            offset = tuple(self.withers_m * (a - b) for a, b in zip(origin, above, strict=True))
            mesh = self._mesh(group, keys, plan, coat, origin)
            parts.append(
                AssetPart(
                    name=name,
                    mesh=mesh,
                    parent=names.index(parent) if parent else -1,
                    T_parent_part=Pose(translation_m=(offset[0], offset[1], offset[2])),
                    axis=BEND,
                )
            )
        return Asset(
            name=type(self).__name__.lower(),
            semantic=self.SEMANTIC,
            parts=tuple(parts),
            slots=tuple(Slot(material=material, part=part, semantic=self.SEMANTIC) for material, part in keys),
            materials=coat.materials(),
            box=self._box(plan, down),
        )

    def _mesh(
        self,
        group: list[Piece],
        keys: list[tuple[str, str]],
        plan: Plan,
        coat: Coat,
        origin: tuple[float, float, float],
    ) -> Mesh:
        """The pieces of one part, in the part's frame."""
        builder = MeshBuilder()
        relief = tufts(self.seed, plan.tuft_share)
        heights = (plan.chest_z, 1.0)
        for piece in group:
            points, faces, normals = self._surface(piece, relief)
            uv = None
            if piece.material.startswith("coat"):
                uv = coat.coordinates(points, normals, piece.material, heights)[faces]
            builder.add(
                self.withers_m * (points - np.array(origin)),
                faces,
                keys.index((piece.material, piece.part)),
                crease_rad=SMOOTH_RAD,
                normals=None if piece.solid is not None else normals[faces],
                uv=uv,
            )
        return builder.build()

    def _surface(self, piece: Piece, relief: Callable[[Float64], Float64]) -> tuple[Float64, Int64, Float64]:
        """Vertices, faces and vertex normals of a piece, in withers heights."""
        if piece.solid is not None:
            points, faces = piece.solid
            return points, faces, np.broadcast_to([0.0, 0.0, 1.0], points.shape)
        low = np.min([shape.low_m for shape in piece.limbs], axis=0)
        high = np.max([shape.high_m for shape in piece.limbs], axis=0)
        thin = piece.limbs[0].thin_m  # of the first, which is the longest
        share, finest = (1.0, 0.95 * thin) if self.detail == "near" else (FAR_CELLS, 1.1 * thin)
        cell = min(float(np.prod(high - low) ** (1 / 3)) / max(piece.cells * share, 4.0), finest)
        body = melted(piece.limbs)
        if piece.relief_share:
            body = rough(body, lambda points: piece.relief_share * relief(points))
        surface = contour(body, cell)
        return surface.vertices_m, surface.faces, surface.normals

    def _joints(self, plan: Plan, down: float) -> dict[str, tuple[str, tuple[float, float, float]]]:
        """Parent and place of each part's joint, in withers heights."""
        occiput = head_frame(plan, down).occiput
        x, z = plan.neck[1][:2] if len(plan.neck) > 2 else plan.neck[0][:2]
        out = {
            "torso": ("", (0.0, 0.0, 0.8)),
            "neck": ("torso", (plan.neck[0][0], 0.0, plan.neck[0][1])),
            "head": ("neck", (float(occiput[0]), 0.0, float(occiput[1]))),
            "tail": ("torso", (plan.tail[0][0], 0.0, plan.tail[0][1])),
        }
        for name in LEGS:
            leg = plan.fore if name.startswith("fore") else plan.hind
            parent = "torso"
            for part, (x, z) in zip(LEG_PARTS, leg.joints, strict=False):
                out[f"{name}_{part}"] = (parent, (x, 0.0, z))
                parent = f"{name}_{part}"
        return out

    def _box(self, plan: Plan, down: float) -> BodyBox:
        """Nominal box: from the rump to the nose, as wide as the trunk, as high as head and withers."""
        frame = head_frame(plan, down)
        head_top = max(frame.at(s, top)[2] for s, top, _, _ in plan.head.rows)
        front = max(frame.at(1.0, 0.0)[0], plan.trunk[-1][0])
        back = min(plan.trunk[0][0] - 0.05, plan.hind.joints[2][0] - 0.05)
        middle = 0.5 * (front + back) * self.withers_m
        return BodyBox(
            length_m=(front - back) * self.withers_m,
            width_m=2.0 * max(row[3] for row in plan.trunk) * self.withers_m,
            height_m=max(1.0, head_top) * self.withers_m,
            T_body_box=Pose(translation_m=(middle, 0.0, 0.0)),
        )

    def frame(self) -> Frame:
        """Its legs, in metres."""
        plan = self.plan()
        chains = {}
        for name in LEGS:
            joints = np.array((plan.fore if name.startswith("fore") else plan.hind).joints) * self.withers_m
            chains[name] = LegChain(root_m=joints[0], links_m=np.diff(joints, axis=0), fore=name.startswith("fore"))
        lift = (0.055 if plan.foot == "paw" else 0.07) * self.withers_m
        return Frame(chains=chains, pivot_m=(0.0, 0.8 * self.withers_m), foot_lift_m=lift)

    def joint_angles(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """Joint angles (T, parts), radians, standing or in any gait; the rows are a series in order of time."""
        angles = self._motion(distance_m, speed_mps).angles_rad
        return np.column_stack([angles[part.name] for part in asset_of(self).parts])

    def root_height(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """Lift of the body (T,), metres: it sinks as far as the legs reach out, and bounces."""
        return self._motion(distance_m, speed_mps).lift_m

    def _motion(self, distance_m: Float64, speed_mps: Float64) -> QuadrupedMotion:
        frame = self.frame()
        phase = self.stride_offset + stride_phase(frame.leg_m, distance_m, speed_mps)
        return quadruped_motion(frame, phase, speed_mps)


def tufts(seed: int, size: float) -> Callable[[Float64], Float64]:
    """A relief between -1 and 1 whose tufts are about so large (withers heights): wool, curls, long hair."""
    rng = stream(seed, "animal.tufts")
    direction = rng.normal(size=(12, 3))
    waves = direction / np.linalg.norm(direction, axis=1, keepdims=True) * (2 * math.pi / size)
    waves *= rng.uniform(0.6, 1.5, (12, 1))
    phases = rng.uniform(0, 2 * math.pi, 12)

    def relief(points: Float64) -> Float64:
        return np.asarray(np.sin(np.einsum("ij,kj->ik", points, waves) + phases).mean(axis=1) * 1.8)

    return relief
