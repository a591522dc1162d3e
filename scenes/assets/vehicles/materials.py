"""What vehicles are made of: their materials and the table of slots that all vehicle meshes index."""

from __future__ import annotations

from enum import IntEnum

from scenes.asset import Slot
from scenes.assets.cars.paint import PAINTS
from scenes.material import Material


class Skin(IntEnum):
    """Index of a slot in every vehicle's slot table. NONE marks faces that are left out."""

    NONE = -1
    BODY = 0
    DOOR = 1
    BUMPER = 2
    GAP = 3
    TRIM = 4
    WINDOW = 5
    UNDERBODY = 6
    GRILLE = 7
    GRILLE_BAR = 8
    LAMP_HOUSING = 9
    HEAD_LAMP = 10
    TAIL_LAMP = 11
    BRAKE_LAMP = 12
    INDICATOR_LEFT = 13
    INDICATOR_RIGHT = 14
    REVERSE_LAMP = 15
    PLATE = 16
    PLATE_MARK = 17
    MIRROR = 18
    MIRROR_GLASS = 19
    SEAT = 20
    DASHBOARD = 21
    TYRE = 22
    RIM = 23
    WHEEL_WELL = 24
    CLADDING = 25
    HANDLE = 26
    LINING = 27
    DRIVER_FACE = 28
    DRIVER_HAIR = 29
    DRIVER_TOP = 30
    INDICATOR_FRONT_LEFT = 31
    INDICATOR_FRONT_RIGHT = 32
    HIGH_BRAKE_LAMP = 33
    LENS = 34
    DAYTIME = 35
    REFLEX = 36
    CALIPER = 37
    RAIL = 38
    SOFT_TOP = 39
    PLATE_BAND = 40
    LIVERY = 41
    BEACON = 42


_SLOTS: tuple[tuple[Skin, str, str], ...] = (
    (Skin.BODY, "paint", "body"),
    (Skin.DOOR, "paint", "door"),
    (Skin.BUMPER, "paint", "bumper"),
    (Skin.GAP, "gap", "body"),
    (Skin.TRIM, "trim", "body"),
    (Skin.WINDOW, "glass", "window"),
    (Skin.UNDERBODY, "underbody", "underbody"),
    (Skin.GRILLE, "grille", "bumper"),
    (Skin.GRILLE_BAR, "chrome", "bumper"),
    (Skin.LAMP_HOUSING, "lamp_housing", "head_lamp"),
    (Skin.HEAD_LAMP, "head_lamp", "head_lamp"),
    (Skin.TAIL_LAMP, "tail_lamp", "tail_lamp"),
    (Skin.BRAKE_LAMP, "brake_lamp", "tail_lamp"),
    (Skin.INDICATOR_LEFT, "indicator_left", "indicator"),
    (Skin.INDICATOR_RIGHT, "indicator_right", "indicator"),
    (Skin.REVERSE_LAMP, "reverse_lamp", "tail_lamp"),
    (Skin.PLATE, "plate", "plate"),
    (Skin.PLATE_MARK, "plate_mark", "plate"),
    (Skin.MIRROR, "paint", "mirror"),
    (Skin.MIRROR_GLASS, "mirror_glass", "mirror"),
    (Skin.SEAT, "seat", "interior"),
    (Skin.DASHBOARD, "dashboard", "interior"),
    (Skin.TYRE, "tyre", "wheel"),
    (Skin.RIM, "rim", "wheel"),
    (Skin.WHEEL_WELL, "underbody", "underbody"),
    (Skin.CLADDING, "cladding", "bumper"),
    (Skin.HANDLE, "paint", "door"),
    (Skin.LINING, "lining", "interior"),
    (Skin.DRIVER_FACE, "driver_face", "interior"),
    (Skin.DRIVER_HAIR, "driver_hair", "interior"),
    (Skin.DRIVER_TOP, "driver_top", "interior"),
    (Skin.INDICATOR_FRONT_LEFT, "indicator_front_left", "indicator"),
    (Skin.INDICATOR_FRONT_RIGHT, "indicator_front_right", "indicator"),
    (Skin.HIGH_BRAKE_LAMP, "high_brake_lamp", "tail_lamp"),
    (Skin.LENS, "lens", "head_lamp"),
    (Skin.DAYTIME, "daytime", "head_lamp"),
    (Skin.REFLEX, "reflex", "tail_lamp"),
    (Skin.CALIPER, "caliper", "wheel"),
    (Skin.RAIL, "rail", "body"),
    (Skin.SOFT_TOP, "soft_top", "body"),
    (Skin.PLATE_BAND, "plate_band", "plate"),
    (Skin.LIVERY, "livery", "body"),
    (Skin.BEACON, "beacon", "body"),
)

_RED_LENS = Material(base_color=(0.36, 0.008, 0.008), roughness=0.08, clearcoat=1.0, lidar_reflectivity=1.5)
_AMBER_LENS = Material(base_color=(0.70, 0.26, 0.02), roughness=0.08, clearcoat=1.0, lidar_reflectivity=0.8)

# Colours and reflectivities at 905 nm are chosen by eye; tail lamps and plates are retro-reflectors (above 1). What
# lamps emit depends on their area, see `scenes.assets.vehicles.lamps`.
# The reflex reflector, 0.3 cd/lx (UN R3, class IA), is spread over the tail lamp's 150 cm2.
MATERIALS: tuple[tuple[str, Material], ...] = (
    ("paint", next(material for name, _, material in PAINTS if name == "silver")),
    ("gap", Material(base_color=(0.012, 0.012, 0.012), roughness=0.9, lidar_reflectivity=0.05)),
    ("trim", Material(base_color=(0.014, 0.014, 0.015), roughness=0.25, lidar_reflectivity=0.08)),
    ("glass", Material(base_color=(0.018, 0.022, 0.022), roughness=0.03, glass=True, lidar_reflectivity=0.05)),
    ("underbody", Material(base_color=(0.012, 0.012, 0.012), roughness=0.95, lidar_reflectivity=0.06)),
    ("grille", Material(base_color=(0.010, 0.010, 0.011), roughness=0.5, lidar_reflectivity=0.06)),
    ("chrome", Material(base_color=(0.55, 0.56, 0.57), roughness=0.15, metallic=1.0, lidar_reflectivity=0.4)),
    ("lamp_housing", Material(base_color=(0.03, 0.03, 0.033), roughness=0.06, clearcoat=1.0, lidar_reflectivity=0.2)),
    (
        "head_lamp",
        Material(base_color=(0.80, 0.82, 0.85), roughness=0.08, metallic=0.6, clearcoat=1.0, lidar_reflectivity=0.6),
    ),
    (
        "tail_lamp",
        Material(
            base_color=(0.16, 0.004, 0.005),
            roughness=0.08,
            clearcoat=1.0,
            retroreflection_cd_lx_m2=20.0,
            lidar_reflectivity=1.5,
        ),
    ),
    ("brake_lamp", _RED_LENS),
    ("high_brake_lamp", _RED_LENS),
    ("indicator_left", _AMBER_LENS),
    ("indicator_right", _AMBER_LENS),
    ("indicator_front_left", _AMBER_LENS),
    ("indicator_front_right", _AMBER_LENS),
    ("reverse_lamp", Material(base_color=(0.42, 0.42, 0.43), roughness=0.08, clearcoat=1.0, lidar_reflectivity=0.6)),
    # ISO 7591: white plates return at least 45 cd/lx/m2.
    (
        "plate",
        Material(base_color=(0.75, 0.75, 0.73), roughness=0.45, retroreflection_cd_lx_m2=45.0, lidar_reflectivity=5.0),
    ),
    ("plate_mark", Material(base_color=(0.015, 0.015, 0.015), roughness=0.6, lidar_reflectivity=0.1)),
    ("mirror_glass", Material(base_color=(0.5, 0.5, 0.5), roughness=0.02, metallic=1.0, lidar_reflectivity=0.2)),
    ("seat", Material(base_color=(0.035, 0.035, 0.038), roughness=0.9, lidar_reflectivity=0.3)),
    ("dashboard", Material(base_color=(0.02, 0.02, 0.021), roughness=0.8, lidar_reflectivity=0.2)),
    ("lining", Material(base_color=(0.20, 0.195, 0.185), roughness=0.95, lidar_reflectivity=0.4)),
    ("driver_face", Material(base_color=(0.36, 0.22, 0.15), roughness=0.6, lidar_reflectivity=0.45)),
    ("driver_hair", Material(base_color=(0.03, 0.02, 0.015), roughness=0.6, lidar_reflectivity=0.3)),
    ("driver_top", Material(base_color=(0.16, 0.18, 0.22), roughness=0.9, lidar_reflectivity=0.45)),
    ("tyre", Material(base_color=(0.018, 0.018, 0.018), roughness=0.85, lidar_reflectivity=0.05)),
    ("rim", Material(base_color=(0.45, 0.46, 0.47), roughness=0.3, metallic=0.3, lidar_reflectivity=0.4)),
    ("lens", Material(base_color=(0.03, 0.03, 0.032), roughness=0.03, glass=True, lidar_reflectivity=0.05)),
    ("daytime", Material(base_color=(0.82, 0.83, 0.85), roughness=0.25, lidar_reflectivity=0.6)),
    (
        "reflex",
        Material(
            base_color=(0.30, 0.006, 0.006),
            roughness=0.15,
            clearcoat=1.0,
            retroreflection_cd_lx_m2=150.0,
            lidar_reflectivity=1.5,
        ),
    ),
    ("caliper", Material(base_color=(0.10, 0.10, 0.105), roughness=0.5, metallic=0.4, lidar_reflectivity=0.2)),
    ("rail", Material(base_color=(0.50, 0.51, 0.52), roughness=0.35, metallic=0.8, lidar_reflectivity=0.4)),
    ("plate_band", Material(base_color=(0.008, 0.03, 0.22), roughness=0.45, lidar_reflectivity=0.6)),
    ("livery", Material(base_color=(0.012, 0.05, 0.30), roughness=0.3, clearcoat=1.0, lidar_reflectivity=0.6)),
    ("beacon", Material(base_color=(0.02, 0.06, 0.55), roughness=0.06, clearcoat=1.0, lidar_reflectivity=0.5)),
    ("soft_top", Material(base_color=(0.016, 0.016, 0.018), roughness=0.95, lidar_reflectivity=0.2)),
    ("cladding", Material(base_color=(0.025, 0.025, 0.026), roughness=0.7, lidar_reflectivity=0.1)),
)


def slot_table(semantic: str) -> tuple[Slot, ...]:
    """The slots of a vehicle of this ontology class, in the order of `Skin`."""
    return tuple(Slot(material=material, part=part, semantic=semantic) for _, material, part in _SLOTS)


def material_of(skin: Skin) -> str:
    """Name of the material that a skin is made of."""
    return next(material for known, material, _ in _SLOTS if known == skin)
