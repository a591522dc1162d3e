"""Materials of imported files: metallic-roughness and Phong materials, plain colours, colours a vertex."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from scenes.imported.raw import Look
from scenes.material import Material
from scenes.texture import MAX_EDGE_PX, ColorSpace, Texture

UInt8 = NDArray[np.uint8]

PALETTE = 64
"""Colours that vertex colours are reduced to; chosen: bands that one does not see at driving distances."""
SEE_THROUGH = 0.6
"""Blended materials of a smaller alpha are panes of glass; chosen."""
CUTOFF = 0.5
"""glTF's default for masks; also where a texture's alpha was meant to blend (chosen)."""
ROUGH = 0.8
"""Chosen: of files that say nothing, most plastics and paints."""


class Looks:
    """Collects a model's materials and images, each once."""

    def __init__(self, warnings: Counter[str]) -> None:
        self.looks: list[Look] = []
        self.images: list[UInt8] = []
        self._warnings = warnings
        self._of_object: dict[int, tuple[Any, int]] = {}
        self._of_image: dict[bytes, int] = {}

    def add(self, look: Look) -> int:
        """The index of a look."""
        if look not in self.looks:
            self.looks.append(look)
        return self.looks.index(look)

    def of_visual(self, visual: Any, faces: NDArray[np.int64], linear: bool) -> NDArray[np.int64]:
        """(F,) looks of a trimesh visual's faces. linear: its vertex colours are, as in glTF."""
        kind = getattr(visual, "kind", None)
        if kind == "texture":
            return np.full(len(faces), self._of_material(visual.material), dtype=np.int64)
        if kind in ("vertex", "face"):
            colors = visual.face_colors if kind == "face" else visual.vertex_colors[faces].mean(axis=1)
            return self._of_colors(np.asarray(colors)[:, :3].astype(np.uint8), linear)
        return np.full(len(faces), self.plain("plain", (0.5, 0.5, 0.5)), dtype=np.int64)

    def plain(self, name: str, color: tuple[float, float, float], alpha: float = 1.0) -> int:
        """The look of one linear colour."""
        return self.add(Look(name=name, material=_material(color, alpha=alpha)))

    def _of_colors(self, colors: UInt8, linear: bool) -> NDArray[np.int64]:
        """Looks of face colours (F, 3), reduced to a palette."""
        unique, inverse = np.unique(colors, axis=0, return_inverse=True)
        place = np.arange(len(unique))
        if len(unique) > PALETTE:
            self._warnings["vertex colours reduced to a palette"] += len(unique)
            reduced = Image.fromarray(colors[None]).quantize(PALETTE, method=Image.Quantize.MEDIANCUT)
            table = np.array(reduced.getpalette(), dtype=np.uint8).reshape(-1, 3)
            used, inverse = np.unique(np.asarray(reduced)[0], return_inverse=True)
            unique, place = table[used], np.arange(len(used))
        share = unique / 255.0
        shown = share if linear else linear_of(share)
        pairs = zip(place, shown, strict=True)
        looks = [self.plain(f"color_{k:02d}", (float(r), float(g), float(b))) for k, (r, g, b) in pairs]
        return np.asarray(looks, dtype=np.int64)[inverse.reshape(-1)]

    def _of_material(self, material: Any) -> int:
        if id(material) not in self._of_object:
            # The object is kept beside its id, so that no other can take that id.
            self._of_object[id(material)] = (material, self.add(self._look(material)))
        return self._of_object[id(material)][1]

    def _look(self, material: Any) -> Look:
        name = str(getattr(material, "name", None) or "material")
        if hasattr(material, "baseColorFactor"):
            return Look(name=name, material=self._metallic_roughness(material))
        return Look(name=name, material=self._phong(material))

    def _metallic_roughness(self, m: Any) -> Material:
        factor = np.array([255, 255, 255, 255]) if m.baseColorFactor is None else np.asarray(m.baseColorFactor)
        red, green, blue, alpha = (float(c) / 255.0 for c in factor)
        made = _material((red, green, blue))
        roughness = 1.0 if m.roughnessFactor is None else float(np.clip(m.roughnessFactor, 0.0, 1.0))
        metallic = 1.0 if m.metallicFactor is None else float(np.clip(m.metallicFactor, 0.0, 1.0))
        made = replace(
            made,
            roughness=roughness,
            metallic=metallic,
            base_color_texture=self._texture(m.baseColorTexture, "srgb"),
            metallic_roughness_texture=self._texture(m.metallicRoughnessTexture, "linear"),
            normal_texture=self._texture(m.normalTexture, "linear"),
        )
        if m.emissiveTexture is not None or (m.emissiveFactor is not None and np.max(m.emissiveFactor) > 0):
            self._warnings["materials whose emission is left out"] += 1
        if m.alphaMode == "MASK" and made.base_color_texture is not None:
            cutoff = CUTOFF if m.alphaCutoff is None else float(np.clip(m.alphaCutoff, 0.0, 1.0))
            return replace(made, alpha_cutoff=cutoff)
        return self._blended(made, alpha) if m.alphaMode == "BLEND" else made

    def _blended(self, made: Material, alpha: float) -> Material:
        """A pane where all of it is thin; a cut-out where a texture says where."""
        if made.base_color_texture is not None:
            self._warnings["blended materials made cut-outs"] += 1
            return replace(made, alpha_cutoff=CUTOFF)
        return _glass(made) if alpha < SEE_THROUGH else made

    def _phong(self, m: Any) -> Material:
        """Roughness of the exponent: alpha^2 = 2 / (n + 2) (Walter et al. 2007), roughness^2 = alpha as in glTF."""
        color = linear_of(np.asarray(m.diffuse, dtype=np.float64)[:3] / 255.0)
        texture = self._texture(m.image, "srgb")
        if texture is not None and not color.any():
            color = np.ones(3)  # exporters write black beside a texture, and viewers ignore it
        exponent = None if m.glossiness is None else float(np.clip(np.mean(m.glossiness), 0.0, 1e4))
        roughness = ROUGH if not exponent else (2.0 / (exponent + 2.0)) ** 0.25
        red, green, blue = (float(c) for c in color)
        return replace(_material((red, green, blue)), roughness=float(roughness), base_color_texture=texture)

    def _texture(self, image: Any, space: ColorSpace) -> Texture | None:
        """A texture whose source is the image's index."""
        if image is None:
            return None
        if max(image.size) > MAX_EDGE_PX:
            raise ValueError(f"has an image of {image.size} pixels, allowed: {MAX_EDGE_PX} an edge")
        pixels = np.array(image.convert("RGBA"), dtype=np.uint8)
        key = repr(pixels.shape).encode() + pixels.tobytes()
        if key not in self._of_image:
            self._of_image[key] = len(self.images)
            self.images.append(pixels)
        return Texture(source=str(self._of_image[key]), color_space=space)


def linear_of(srgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Linear values of sRGB values 0..1 (IEC 61966-2-1)."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((np.maximum(srgb, 0.04045) + 0.055) / 1.055) ** 2.4)


def _material(color: tuple[float, float, float], alpha: float = 1.0) -> Material:
    """A rough material; LiDAR sees the mean of its colour (chosen: files say nothing of 905 nm)."""
    red, green, blue = (min(max(c, 0.0), 1.0) for c in color)
    reflectivity = min(max((red + green + blue) / 3.0, 0.05), 0.9)
    made = Material(base_color=(red, green, blue), roughness=ROUGH, lidar_reflectivity=reflectivity)
    return _glass(made) if alpha < SEE_THROUGH else made


def _glass(made: Material) -> Material:
    return replace(made, glass=True, roughness=0.05, metallic=0.0, lidar_reflectivity=0.05)
