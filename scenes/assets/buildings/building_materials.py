"""What buildings are made of: part and material of every slot, lit rooms included."""

from __future__ import annotations

from collections.abc import Mapping

from scenes.asset import Slot
from scenes.assets.buildings.lit_windows import LIGHTS, SHOP, goods_on_display, lit_slots
from scenes.material import Material

Look = tuple[str, Material]
"""The part that a slot's faces belong to, and their material."""

SIGN_CD_M2 = 150.0  # chosen: letters of a shop's sign, lit from inside

# slot name: (part, material), linear reflectances chosen for plaster, brick, zinc, clay tiles, painted wood
_HOUSE: dict[str, tuple[str, Material]] = {
    "wall": ("wall", Material(base_color=(0.55, 0.50, 0.40), roughness=0.9, pattern="plaster", lidar_reflectivity=0.6)),
    "base": ("wall", Material(base_color=(0.34, 0.32, 0.28), roughness=0.9, pattern="plaster", lidar_reflectivity=0.5)),
    "trim": ("wall", Material(base_color=(0.66, 0.64, 0.58), roughness=0.85, lidar_reflectivity=0.65)),
    "sill": (
        "wall",
        Material(base_color=(0.38, 0.37, 0.35), roughness=0.7, pattern="concrete", lidar_reflectivity=0.45),
    ),
    "frame": ("window", Material(base_color=(0.72, 0.72, 0.70), roughness=0.4, lidar_reflectivity=0.6)),
    "glass": ("window", Material(base_color=(0.02, 0.024, 0.026), roughness=0.03, glass=True, lidar_reflectivity=0.05)),
    "curtain": ("window", Material(base_color=(0.52, 0.50, 0.46), roughness=0.95, lidar_reflectivity=0.5)),
    "blind": ("window", Material(base_color=(0.40, 0.37, 0.31), roughness=0.8, lidar_reflectivity=0.45)),
    "goods": ("window", Material(base_color=(0.30, 0.20, 0.14), roughness=0.7, lidar_reflectivity=0.35)),
    "door": ("door", Material(base_color=(0.09, 0.055, 0.035), roughness=0.45, lidar_reflectivity=0.3)),
    "room": ("wall", Material(base_color=(0.16, 0.15, 0.135), roughness=0.95, lidar_reflectivity=0.35)),
    "roof": (
        "roof",
        Material(base_color=(0.24, 0.085, 0.05), roughness=0.85, pattern="brick", lidar_reflectivity=0.35),
    ),
    "membrane": ("roof", Material(base_color=(0.13, 0.125, 0.12), pattern="concrete", lidar_reflectivity=0.25)),
    "metal": ("body", Material(base_color=(0.30, 0.31, 0.32), roughness=0.5, metallic=0.6, lidar_reflectivity=0.4)),
    "sign": ("panel", Material(base_color=(0.05, 0.07, 0.12), roughness=0.4, lidar_reflectivity=0.3)),
    "letters": (
        "panel",
        Material(
            base_color=(0.75, 0.73, 0.66),
            roughness=0.4,
            lidar_reflectivity=0.6,
            lamp="window",
            emission_cd_m2=SIGN_CD_M2,
            emission_color=LIGHTS[SHOP].color,
        ),
    ),
    "awning": ("panel", Material(base_color=(0.32, 0.05, 0.04), roughness=0.9, lidar_reflectivity=0.5)),
    "railing": ("body", Material(base_color=(0.06, 0.06, 0.065), roughness=0.5, lidar_reflectivity=0.25)),
    "brick": (
        "wall",
        Material(base_color=(0.285, 0.15, 0.11), roughness=0.9, pattern="brick", lidar_reflectivity=0.35),
    ),
    "siding": ("wall", Material(base_color=(0.60, 0.60, 0.56), roughness=0.7, lidar_reflectivity=0.55)),
    "timber": ("wall", Material(base_color=(0.16, 0.10, 0.06), roughness=0.85, pattern="bark", lidar_reflectivity=0.4)),
    "sheet": ("wall", Material(base_color=(0.42, 0.44, 0.45), roughness=0.5, metallic=0.2, lidar_reflectivity=0.45)),
    "concrete": ("wall", Material(base_color=(0.33, 0.325, 0.31), pattern="concrete", lidar_reflectivity=0.45)),
    "spandrel": ("wall", Material(base_color=(0.10, 0.11, 0.12), roughness=0.15, lidar_reflectivity=0.2)),
    "shutter": ("window", Material(base_color=(0.08, 0.13, 0.10), roughness=0.6, lidar_reflectivity=0.35)),
    "gate": ("door", Material(base_color=(0.40, 0.41, 0.41), roughness=0.5, lidar_reflectivity=0.45)),
    "rubber": ("door", Material(base_color=(0.02, 0.02, 0.02), roughness=0.9, lidar_reflectivity=0.06)),
    "solar": ("roof", Material(base_color=(0.012, 0.016, 0.035), roughness=0.08, lidar_reflectivity=0.1)),
    "chimney": (
        "wall",
        Material(base_color=(0.239, 0.126, 0.100), roughness=0.9, pattern="brick", lidar_reflectivity=0.35),
    ),
}
HOUSE: dict[str, tuple[str, Material]] = {
    **_HOUSE,
    **lit_slots(_HOUSE),
    "goods_lit": (_HOUSE["goods"][0], goods_on_display(_HOUSE["goods"][1])),
}
"""Slots of houses by name."""


def slot_numbers(looks: Mapping[str, Look]) -> dict[str, int]:
    """Index of every slot by its name."""
    return {name: index for index, name in enumerate(looks)}


def slot_list(looks: Mapping[str, Look], semantic: str = "static.building") -> tuple[Slot, ...]:
    """The slots of an asset of one class, in order."""
    return tuple(Slot(material=name, part=part, semantic=semantic) for name, (part, _) in looks.items())


def material_list(looks: Mapping[str, Look]) -> tuple[tuple[str, Material], ...]:
    """Materials by name, in order."""
    return tuple((name, material) for name, (_, material) in looks.items())
