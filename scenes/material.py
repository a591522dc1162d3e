"""Surface materials: metallic-roughness as in glTF 2.0, with what LiDAR needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenes.texture import Texture

Pattern = Literal[
    "plain",
    "asphalt",
    "concrete",
    "paving",
    "brick",
    "grass",
    "foliage",
    "bark",
    "plaster",
    "worn_paint",
    "cobbles",
    "fur",
]
"""Procedural variation of the base colour, a function of the position in the part's frame."""

Lamp = Literal[
    "none",
    "head",
    "tail",
    "brake",
    "indicator_left",
    "indicator_right",
    "street",
    "window",
    "beacon",
    "signal_red",
    "signal_amber",
    "signal_green",
    "signal_flash",
]
"""Which lamp state switches the material's emission: `none` always shines, `street` and `window` follow
`Environment.street_lights_on`, `brake` the motion, the others `Actor.lamps_on` (indicators, beacons and signal_flash
do not shine steadily)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One surface.

    clearcoat: share under a clear coat, of index clearcoat_ior and roughness clearcoat_roughness.
    base_color: linear RGB reflectance, 0..1. emission_cd_m2: luminance when its lamp is on, alike in all directions.
    emission_color: of that light, linear RGB of luminance 1. glass: transmits LiDAR; for cameras the pane itself is
    the first surface. retroreflection_cd_lx_m2: coefficient R_A of ASTM E810, the luminance of the lit surface per
    illuminance facing the light, at 0.2 degrees between light and viewer; its colour is the base colour's.
    beads_cd_lx_m2: coefficient R_L of EN 1436, the same of road paint with glass beads, 30 m before a driver.
    lidar_reflectivity: diffuse reflectivity at 905 nm, 0..1; above 1: retro-reflector.
    Textures multiply: base_color_texture base_color; metallic_roughness_texture (linear) metallic by its blue and
    roughness by its green channel. normal_texture (linear): tangent space, green up. alpha_cutoff: rays pass where the
    base colour texture's alpha lies below it, 0 for none.
    """

    base_color: tuple[float, float, float]
    roughness: float = 0.8
    metallic: float = 0.0
    clearcoat: float = 0.0
    clearcoat_ior: float = 1.5
    clearcoat_roughness: float = 0.06
    pattern: Pattern = "plain"
    glass: bool = False
    lamp: Lamp = "none"
    emission_cd_m2: float = 0.0
    emission_color: tuple[float, float, float] = (1.0, 1.0, 1.0)
    retroreflection_cd_lx_m2: float = 0.0
    beads_cd_lx_m2: float = 0.0
    lidar_reflectivity: float = 0.3
    base_color_texture: Texture | None = None
    metallic_roughness_texture: Texture | None = None
    normal_texture: Texture | None = None
    alpha_cutoff: float = 0.0

    def __post_init__(self) -> None:
        self._check_textures()
        if not all(0.0 <= c <= 1.0 for c in self.base_color):
            raise ValueError(f"base_color must lie in 0..1, got {self.base_color}")
        for name in ("roughness", "metallic", "clearcoat", "clearcoat_roughness"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name} must lie in 0..1, got {getattr(self, name)}")
        if not 1.0 <= self.clearcoat_ior <= 3.0:
            raise ValueError(f"clearcoat_ior must lie in 1..3, got {self.clearcoat_ior}")
        if not 0.0 <= self.retroreflection_cd_lx_m2 <= 1500.0:
            given = self.retroreflection_cd_lx_m2
            raise ValueError(
                f"retroreflection_cd_lx_m2 must lie in 0..1500 (beyond it returns more than it gets): {given}"
            )
        if not 0.0 <= self.beads_cd_lx_m2 <= 5.0:
            raise ValueError(f"beads_cd_lx_m2 must lie in 0..5, got {self.beads_cd_lx_m2}")
        if self.emission_cd_m2 < 0.0 or min(self.emission_color) < 0.0:
            raise ValueError(f"emission must not be negative, got {self.emission_cd_m2} cd/m2 of {self.emission_color}")

    @property
    def emitted_cd_m2(self) -> tuple[float, float, float]:
        """Radiance when its lamp is on: linear RGB, cd/m2."""
        red, green, blue = self.emission_color
        return (red * self.emission_cd_m2, green * self.emission_cd_m2, blue * self.emission_cd_m2)

    @property
    def textures(self) -> tuple[Texture, ...]:
        """Its textures: base colour, metallic and roughness, normal, those that it has."""
        slots = (self.base_color_texture, self.metallic_roughness_texture, self.normal_texture)
        return tuple(texture for texture in slots if texture is not None)

    def _check_textures(self) -> None:
        if not 0.0 <= self.alpha_cutoff <= 1.0:
            raise ValueError(f"alpha_cutoff must lie in 0..1, got {self.alpha_cutoff}")
        if self.alpha_cutoff > 0.0 and (self.base_color_texture is None or self.glass):
            raise ValueError("alpha_cutoff needs a base_color_texture, and no glass")
        for name in ("metallic_roughness_texture", "normal_texture"):
            texture = getattr(self, name)
            if texture is not None and texture.color_space != "linear":
                raise ValueError(f"{name} holds no colours: its color_space is linear, got {texture.color_space}")
