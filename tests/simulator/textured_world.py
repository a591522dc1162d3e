"""Textured squares for rendering tests, and images written to a test's own folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot
from scenes.material import Material
from scenes.mesh import MeshBuilder
from scenes.texture import Texture


@dataclass(frozen=True, slots=True, kw_only=True)
class Board(AssetSpec):
    """A square that faces -x, centred on the origin; its image repeats `repeats` times in both directions."""

    material: Material
    size_m: float = 1.0
    repeats: float = 1.0
    flat: bool = False
    """Lies on the ground instead, facing up, the image's upper edge towards +x."""

    def build(self) -> Asset:
        half = self.size_m / 2
        lower_left, lower_right = [0, half, -half], [0, -half, -half]
        upper_right, upper_left = [0, -half, half], [0, half, half]
        if self.flat:
            lower_left, lower_right = [-half, half, 0], [-half, -half, 0]
            upper_right, upper_left = [half, -half, 0], [half, half, 0]
        n = self.repeats
        uv = np.array([[0, n], [n, n], [n, 0], [0, 0]])
        faces = np.array([[0, 1, 2], [0, 2, 3]])
        builder = MeshBuilder()
        builder.add([lower_left, lower_right, upper_right, upper_left], faces, 0, uv=uv[faces])
        return Asset(
            name="board",
            semantic="vehicle.car",
            parts=(AssetPart(name="body", mesh=builder.build()),),
            slots=(Slot(material="m", part="body", semantic="vehicle.car"),),
            materials=(("m", self.material),),
            box=BodyBox(length_m=self.size_m, width_m=self.size_m, height_m=self.size_m),
        )


def saved(folder: Path, pixels: NDArray[np.uint8], color_space: str = "linear") -> Texture:
    """A texture of those pixels (H, W, 4)."""
    path = folder / f"{abs(hash(pixels.tobytes()))}.png"
    Image.fromarray(pixels, "RGBA").save(path)
    return Texture(source=str(path), color_space=color_space)  # type: ignore[arg-type]


def opaque(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """RGBA of colours (H, W, 3)."""
    return np.concatenate([rgb, np.full((*rgb.shape[:2], 1), 255, dtype=np.uint8)], axis=2)


def checks(cells: int, cell_px: int) -> NDArray[np.uint8]:
    """A black and white board of cells x cells squares."""
    row, column = np.indices((cells * cell_px, cells * cell_px)) // cell_px
    white = ((row + column) % 2 * 255).astype(np.uint8)
    return opaque(np.repeat(white[..., None], 3, axis=2))


def holed(size_px: int = 8) -> NDArray[np.uint8]:
    """White; the upper left quarter is a hole."""
    pixels = np.full((size_px, size_px, 4), 255, dtype=np.uint8)
    pixels[: size_px // 2, : size_px // 2, 3] = 0
    return pixels
