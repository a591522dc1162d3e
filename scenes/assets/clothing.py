"""Skin, hair and clothes that people are given: tables of (name, weight, material) with documented weights."""

from __future__ import annotations

from scenes.material import Material

Choice = tuple[str, float, Material]


def _srgb(code: str) -> tuple[float, float, float]:
    """Linear RGB of an sRGB hex code (IEC 61966-2-1)."""

    def linear(byte: int) -> float:
        c = byte / 255
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    red, green, blue = bytes.fromhex(code)
    return (linear(red), linear(green), linear(blue))


def _skin(code: str) -> Material:
    return Material(base_color=_srgb(code), roughness=0.55, lidar_reflectivity=0.45)


def _hair(code: str) -> Material:
    return Material(base_color=_srgb(code), roughness=0.5, lidar_reflectivity=0.3)


def _cloth(code: str, lidar: float = 0.45) -> Material:
    return Material(base_color=_srgb(code), roughness=0.9, lidar_reflectivity=lidar)


DEFAULT_MATERIALS: tuple[tuple[str, Material], ...] = (
    ("skin", _skin("c99a7c")),
    ("hair", _hair("3b2a20")),
    ("shirt", _cloth("7d95ad")),
    ("trousers", _cloth("2f3a52")),
    ("shoes", _cloth("3a3432", 0.2)),
    ("soles", _cloth("d8d6d0", 0.5)),
    ("bag", _cloth("8c2f28")),
    ("hat", _cloth("9a2f2c")),
    ("eyes", Material(base_color=(0.03, 0.022, 0.018), roughness=0.2, lidar_reflectivity=0.2)),
    ("lips", Material(base_color=(0.36, 0.14, 0.12), roughness=0.5, lidar_reflectivity=0.45)),
)
"""What a person wears unless its actor's appearance says otherwise."""
