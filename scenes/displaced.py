"""An asset that stands off its body's origin: things of files, and loads in the frame of what carries them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenes.asset import Asset, AssetSpec, BodyBox, CollisionShape, asset_of
from scenes.pose import Body, Part, Pose


@dataclass(frozen=True, slots=True, kw_only=True)
class Displaced(AssetSpec):
    """`of`, moved by an offset (x, y, z) in metres in the body's frame. For things without moving parts."""

    of: AssetSpec
    offset_m: tuple[float, float, float]

    def build(self) -> Asset:
        """The same parts, those of the body moved."""
        asset = asset_of(self.of)
        moved: Pose[Part, Part] = Pose(translation_m=self.offset_m)
        parts = tuple(
            replace(part, T_parent_part=moved @ part.T_parent_part) if part.parent < 0 else part for part in asset.parts
        )
        x, y, z = self.offset_m
        points = tuple(
            replace(one, position_m=(one.position_m[0] + x, one.position_m[1] + y, one.position_m[2] + z))
            for one in asset.keypoints
        )
        return replace(asset, parts=parts, box=self._box(asset.box), keypoints=points)

    def semantic(self) -> str:
        """Class name in the ontology."""
        return self.of.semantic()

    def nominal(self) -> BodyBox:
        """The box, moved."""
        return self._box(self.of.nominal())

    def collision(self) -> CollisionShape:
        """As it is."""
        return self.of.collision()

    def _box(self, box: BodyBox) -> BodyBox:
        moved: Pose[Body, Body] = Pose(translation_m=self.offset_m)
        return replace(box, T_body_box=moved @ box.T_body_box)
