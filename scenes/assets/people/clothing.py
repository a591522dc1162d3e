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
    ("skin", _skin("c99a78")),
    ("hair", _hair("3b2a20")),
    ("shirt", _cloth("7d95ad")),
    ("trousers", _cloth("2f3a52")),
    ("shoes", _cloth("3a3432", 0.2)),
    ("soles", _cloth("d8d6d0", 0.5)),
    ("bag", _cloth("8c2f28")),
    ("hat", _cloth("9a2f2c")),
    ("eyes", Material(base_color=(0.03, 0.022, 0.018), roughness=0.2, lidar_reflectivity=0.2)),
    ("lips", Material(base_color=(0.36, 0.14, 0.12), roughness=0.5, lidar_reflectivity=0.45)),
    ("grey_hair", _hair("a5a19b")),
    ("inner", _cloth("d9d6cd", 0.7)),
    ("accent", _cloth("33415e", 0.4)),
    ("trim", _cloth("26272a", 0.2)),
    ("eye_whites", Material(base_color=(0.55, 0.52, 0.49), roughness=0.3, lidar_reflectivity=0.4)),
    ("black", _cloth("18181a", 0.12)),
    ("leather", Material(base_color=(0.022, 0.021, 0.021), roughness=0.45, lidar_reflectivity=0.12)),
    ("visor", Material(base_color=(0.012, 0.012, 0.014), roughness=0.08, clearcoat=1.0, lidar_reflectivity=0.1)),
    ("helmet_white", Material(base_color=(0.72, 0.71, 0.66), roughness=0.35, lidar_reflectivity=0.7)),
    ("police_blue", _cloth("1b2438", 0.25)),
    ("fire_cloth", _cloth("2a2925", 0.2)),
    # EN ISO 20471: fluorescent yellow and orange-red, luminance factors 0.70 and 0.40; class 2 bands 330 cd/lx/m2
    ("hi_vis", Material(base_color=(0.62, 0.80, 0.03), roughness=0.85, lidar_reflectivity=0.8)),
    ("hi_vis_orange", Material(base_color=(0.86, 0.20, 0.02), roughness=0.85, lidar_reflectivity=0.8)),
    (
        "reflective",
        Material(base_color=(0.42, 0.43, 0.44), roughness=0.4, retroreflection_cd_lx_m2=330.0, lidar_reflectivity=2.0),
    ),
    ("metal", Material(base_color=(0.45, 0.46, 0.47), roughness=0.35, metallic=0.8, lidar_reflectivity=0.45)),
    ("wood", Material(base_color=(0.20, 0.11, 0.05), roughness=0.6, lidar_reflectivity=0.4)),
    ("paper", _cloth("b98f5a", 0.6)),
    ("glass", Material(base_color=(0.02, 0.02, 0.022), roughness=0.1, lidar_reflectivity=0.1)),
)
"""What a person wears unless its actor's appearance says otherwise."""

SKIN_TONES: tuple[Choice, ...] = (
    ("tone_01", 0.10, _skin("e8c4ae")),
    ("tone_02", 0.10, _skin("e0b89e")),
    ("tone_03", 0.10, _skin("d6aa8b")),
    ("tone_04", 0.10, _skin("c99a78")),
    ("tone_05", 0.10, _skin("b98662")),
    ("tone_06", 0.10, _skin("9f6d4b")),
    ("tone_07", 0.10, _skin("83563a")),
    ("tone_08", 0.10, _skin("64402c")),
    ("tone_09", 0.10, _skin("472d21")),
    ("tone_10", 0.10, _skin("33211a")),
)
"""Ten tones from light to dark in the steps of the Monk Skin Tone scale (Monk 2019), equally often.

The scale's own codes are swatches whose lightest are nearly white; these reflectances are chosen after measured skins
instead: the ColorChecker's light (194, 150, 130) and dark skin (115, 82, 68), continued at both ends. Equal weights are
chosen so that no tone is rare in training data; they are not the distribution of any population.
"""

HAIR: tuple[Choice, ...] = (
    ("black", 0.34, _hair("14110f")),
    ("dark_brown", 0.26, _hair("2c1e16")),
    ("brown", 0.14, _hair("4a3020")),
    ("light_brown", 0.07, _hair("70503a")),
    ("blond", 0.08, _hair("a88a5c")),
    ("red", 0.02, _hair("7a3b20")),
    ("grey", 0.06, _hair("807c78")),
    ("white", 0.03, _hair("c4c0ba")),
)
"""Hair colours; weights chosen: darker colours are the most frequent in the world, lighter ones kept frequent enough
to learn."""

TOPS: tuple[Choice, ...] = (
    ("black", 0.16, _cloth("17181a", 0.15)),
    ("anthracite", 0.10, _cloth("3a3c40", 0.25)),
    ("grey", 0.11, _cloth("7d7f82")),
    ("white", 0.13, _cloth("e2e1dc", 0.75)),
    ("beige", 0.06, _cloth("b9a88a", 0.6)),
    ("navy", 0.11, _cloth("1e2a44", 0.35)),
    ("blue", 0.08, _cloth("3f67a3")),
    ("light_blue", 0.05, _cloth("93b1cf", 0.6)),
    ("red", 0.05, _cloth("a82a2c", 0.55)),
    ("burgundy", 0.03, _cloth("5a1f2b", 0.4)),
    ("green", 0.04, _cloth("3d6b46", 0.45)),
    ("olive", 0.04, _cloth("5b5a3a", 0.4)),
    ("yellow", 0.015, _cloth("d8b23a", 0.65)),
    ("orange", 0.015, _cloth("d1682a", 0.6)),
    ("pink", 0.01, _cloth("cf8a9c", 0.6)),
)
"""Shirts, dresses and coats."""

BOTTOMS: tuple[Choice, ...] = (
    ("dark_denim", 0.24, _cloth("26324a", 0.35)),
    ("denim", 0.18, _cloth("4a6384", 0.45)),
    ("light_denim", 0.07, _cloth("8298b0", 0.55)),
    ("black", 0.23, _cloth("18181a", 0.15)),
    ("anthracite", 0.09, _cloth("3b3d42", 0.25)),
    ("grey", 0.06, _cloth("75777a")),
    ("khaki", 0.08, _cloth("a18e6c", 0.55)),
    ("white", 0.02, _cloth("dcdad4", 0.7)),
    ("olive", 0.03, _cloth("54553b", 0.4)),
)
"""Trousers and shorts."""

SHOES: tuple[Choice, ...] = (
    ("black", 0.38, _cloth("191919", 0.12)),
    ("white", 0.24, _cloth("dddcd8", 0.65)),
    ("brown", 0.14, _cloth("4d3424", 0.3)),
    ("grey", 0.12, _cloth("6f7174", 0.35)),
    ("blue", 0.07, _cloth("2b4470", 0.35)),
    ("red", 0.05, _cloth("98302c", 0.45)),
)
"""Shoes, without their soles."""

BAGS: tuple[Choice, ...] = (
    ("black", 0.40, _cloth("1a1a1c", 0.15)),
    ("grey", 0.18, _cloth("5b5e62", 0.3)),
    ("blue", 0.14, _cloth("2c4878", 0.35)),
    ("red", 0.12, _cloth("972b2a", 0.45)),
    ("green", 0.08, _cloth("3f6a4a", 0.4)),
    ("brown", 0.08, _cloth("5b432f", 0.3)),
)
"""Bags and hats."""

CLOTHES: dict[str, tuple[Choice, ...]] = {
    "skin": SKIN_TONES,
    "hair": HAIR,
    "shirt": TOPS,
    "trousers": BOTTOMS,
    "shoes": SHOES,
    "bag": BAGS,
    "hat": BAGS,
    "inner": TOPS,
    "accent": TOPS,
}
"""For each material name of a person what it may be replaced by; weights add up to 1 in each table.

Weights of clothes are chosen: dark and neutral colours dominate streets, saturated ones are kept at some per cent.
LiDAR reflectivities at 905 nm are chosen: dyed textiles reflect near infrared more than their visible colour
suggests; black is low.
"""
