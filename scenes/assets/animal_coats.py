"""Colours of animals' coats, and eyes whose tapetum returns light at night."""

from __future__ import annotations

from scenes.material import Material

Palette = tuple[str, str, str, str]
"""Coat, light parts, dark parts, mane: sRGB hex codes."""

EYESHINE_CD_LX_M2 = 60.0
"""Chosen: with eyes of a few square centimetres, animals' eyes are seen by low beam at some hundred metres."""


def coat_materials(palette: Palette) -> dict[str, Material]:
    """Materials of a palette."""
    coat, light, dark, mane = (_fur(code) for code in palette)
    return {
        "coat": coat,
        "light": light,
        "dark": dark,
        "mane": mane,
        "nose": Material(base_color=(0.018, 0.015, 0.014), roughness=0.45, lidar_reflectivity=0.2),
        "hoof": Material(base_color=(0.028, 0.024, 0.02), roughness=0.6, lidar_reflectivity=0.25),
        "antler": Material(base_color=(0.26, 0.19, 0.12), roughness=0.7, lidar_reflectivity=0.45),
        "eye": Material(
            base_color=(0.035, 0.035, 0.018),
            roughness=0.1,
            retroreflection_cd_lx_m2=EYESHINE_CD_LX_M2,
            lidar_reflectivity=0.6,
        ),
    }


def _fur(code: str) -> Material:
    def linear(byte: int) -> float:
        c = byte / 255
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    red, green, blue = bytes.fromhex(code)
    return Material(base_color=(linear(red), linear(green), linear(blue)), roughness=0.9, lidar_reflectivity=0.45)


DOG_COATS: dict[str, tuple[Palette, ...]] = {
    "terrier": (("7a4a28", "e6e0d4", "2a2420", "7a4a28"), ("2a2624", "e8e4da", "1c1a18", "2a2624")),
    "retriever": (
        ("b4936a", "cbb491", "9a7a50", "b4936a"),
        ("1d1a19", "2a2624", "141211", "1d1a19"),
        ("5a3a24", "6b4a32", "3a2618", "5a3a24"),
    ),
    "shepherd": (("86633f", "a58a66", "1f1a17", "9a6a3c"), ("5b4a3a", "8a7358", "1a1715", "5b4a3a")),
}
CAT_COATS: tuple[Palette, ...] = (
    ("8a7660", "c9bda8", "40342a", "8a7660"),
    ("b97a42", "e0c39c", "8f5526", "b97a42"),
    ("1b1918", "262322", "111010", "1b1918"),
    ("77787a", "d8d6d2", "4a4b4d", "77787a"),
)
FOX_COATS: tuple[Palette, ...] = (("a9562a", "e4ddd0", "231c18", "a9562a"), ("94502c", "d8cfc0", "2a211c", "94502c"))
ROE_COATS: tuple[Palette, ...] = (("7d583c", "d9cbb2", "4a3624", "7d583c"), ("6b5a49", "d4ccbe", "3d342b", "6b5a49"))
STAG_COATS: tuple[Palette, ...] = (("6f4c31", "b89a72", "3f2d20", "4e3725"), ("83593a", "c2a47c", "463222", "5a402b"))
MOOSE_COATS: tuple[Palette, ...] = (("3d2e24", "6f6459", "8b8178", "3d2e24"),)
BOAR_COATS: tuple[Palette, ...] = (("2b2622", "4e463f", "191715", "201c1a"), ("332c27", "5a5048", "1e1b19", "26211e"))
HORSE_COATS: tuple[Palette, ...] = (
    ("5a3219", "d8d4cc", "1b1512", "15110f"),
    ("7a4524", "d8d4cc", "6a3b1e", "8a5a34"),
    ("1c1918", "d8d4cc", "121010", "121010"),
    ("b3b0aa", "d8d4cc", "6f6c68", "8e8b86"),
    ("a88a5a", "d8d4cc", "2b241d", "d6c9ae"),
)
COW_COATS: tuple[Palette, ...] = (
    ("e4e0d6", "1c1917", "e4e0d6", "1c1917"),
    ("e2dccf", "7a3f22", "e2dccf", "7a3f22"),
    ("7c4a2a", "8a5634", "6a3e22", "7c4a2a"),
    ("94806a", "b5a48e", "6e5d4b", "94806a"),
)
SHEEP_COATS: tuple[Palette, ...] = (("cfc6b4", "ddd6c8", "cfc6b4", "cfc6b4"), ("cfc8b8", "ddd6c8", "2a2521", "cfc6b4"))
"""Chosen about the usual colours of breeds and seasons."""
