"""What heavy vehicles are made of beyond what all vehicles are, and the lamps that they carry."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.assets.signs.sign_face import FILMS
from scenes.assets.vehicles.materials import MATERIALS
from scenes.lamp import Photometry
from scenes.light_color import SIGNAL_AMBER, SIGNAL_RED, Color, color_of_chromaticity, color_of_temperature
from scenes.material import Lamp, Material

WHITE = color_of_temperature(5500.0)
SIGNAL_BLUE = color_of_chromaticity(0.15, 0.07)
"""Inside the blue of UN R65, 6.3: y <= 0.065 + 0.805 x, y <= 0.400 - x and x <= 0.133 + 0.600 y."""

_RED_LENS = Material(base_color=(0.36, 0.008, 0.008), roughness=0.08, clearcoat=1.0, lidar_reflectivity=1.5)
_AMBER_LENS = Material(base_color=(0.70, 0.26, 0.02), roughness=0.08, clearcoat=1.0, lidar_reflectivity=0.8)
_CLEAR_LENS = Material(base_color=(0.70, 0.72, 0.75), roughness=0.08, clearcoat=1.0, lidar_reflectivity=0.6)
_BLUE_LENS = Material(base_color=(0.012, 0.05, 0.55), roughness=0.08, clearcoat=1.0, lidar_reflectivity=0.4)


def _coat(red: float, green: float, blue: float, lidar: float, roughness: float = 0.35) -> Material:
    """Lacquer under a clear coat."""
    return Material(
        base_color=(red, green, blue), roughness=roughness, clearcoat=0.8, lidar_reflectivity=lidar, metallic=0.0
    )


COATS: dict[str, Material] = {
    "white": _coat(0.74, 0.74, 0.72, 0.8),
    "cream": _coat(0.66, 0.58, 0.40, 0.7),
    "silver": Material(
        base_color=(0.46, 0.47, 0.48), roughness=0.35, metallic=0.3, clearcoat=0.8, lidar_reflectivity=0.5
    ),
    "grey": _coat(0.16, 0.165, 0.17, 0.25),
    "black": _coat(0.012, 0.012, 0.013, 0.06),
    "red": _coat(0.43, 0.016, 0.014, 0.6),
    "fire_red": _coat(0.50, 0.012, 0.012, 0.6),
    "dark_red": _coat(0.18, 0.010, 0.014, 0.4),
    "orange": _coat(0.68, 0.16, 0.008, 0.7),
    "municipal_orange": _coat(0.76, 0.20, 0.006, 0.7),
    "yellow": _coat(0.74, 0.44, 0.012, 0.7),
    "digger_yellow": _coat(0.72, 0.36, 0.008, 0.7),
    "lime": _coat(0.42, 0.62, 0.02, 0.6),
    "green": _coat(0.016, 0.16, 0.045, 0.35),
    "dark_green": _coat(0.012, 0.065, 0.03, 0.3),
    "tractor_green": _coat(0.020, 0.13, 0.022, 0.35),
    "light_blue": _coat(0.10, 0.30, 0.55, 0.45),
    "blue": _coat(0.014, 0.075, 0.34, 0.3),
    "dark_blue": _coat(0.010, 0.024, 0.095, 0.2),
    "turquoise": _coat(0.010, 0.24, 0.27, 0.35),
    "purple": _coat(0.12, 0.018, 0.17, 0.3),
    "brown": _coat(0.085, 0.042, 0.018, 0.3),
    "magenta": _coat(0.48, 0.012, 0.16, 0.5),
}
"""Lacquers of fleets by name; linear colours, reflectivities at 905 nm chosen."""


def _emitter(luminance: float, color: Color) -> Material:
    """A lamp's face that is on with the tail lamps: markers, saloon lights."""
    return Material(
        base_color=(0.7, 0.7, 0.68), roughness=0.4, lamp="tail", emission_cd_m2=luminance, emission_color=color
    )


HEAVY_MATERIALS: dict[str, Material] = {
    **dict(MATERIALS),
    **FILMS,
    **{f"coat_{name}": coat for name, coat in COATS.items()},
    "hub": Material(base_color=(0.16, 0.165, 0.17), roughness=0.45, metallic=0.4, lidar_reflectivity=0.3),
    "wheel_dark": Material(base_color=(0.012, 0.012, 0.012), roughness=0.9, lidar_reflectivity=0.05),
    "frame": Material(base_color=(0.022, 0.022, 0.023), roughness=0.6, lidar_reflectivity=0.1),
    "steel": Material(base_color=(0.36, 0.37, 0.38), roughness=0.4, metallic=0.7, lidar_reflectivity=0.45),
    "aluminium": Material(base_color=(0.62, 0.63, 0.64), roughness=0.32, metallic=0.85, lidar_reflectivity=0.5),
    "galvanised": Material(base_color=(0.40, 0.41, 0.42), roughness=0.55, metallic=0.6, lidar_reflectivity=0.45),
    "rubber": Material(base_color=(0.016, 0.016, 0.016), roughness=0.8, lidar_reflectivity=0.06),
    "plastic": Material(base_color=(0.030, 0.030, 0.032), roughness=0.6, lidar_reflectivity=0.1),
    "wood": Material(base_color=(0.20, 0.11, 0.055), roughness=0.8, lidar_reflectivity=0.45),
    "earth": Material(base_color=(0.15, 0.095, 0.05), roughness=1.0, pattern="grass", lidar_reflectivity=0.35),
    "gravel": Material(base_color=(0.30, 0.28, 0.25), roughness=1.0, pattern="asphalt", lidar_reflectivity=0.35),
    "worn_steel": Material(base_color=(0.22, 0.20, 0.185), roughness=0.45, metallic=0.6, lidar_reflectivity=0.4),
    "drum_steel": Material(base_color=(0.34, 0.33, 0.32), roughness=0.28, metallic=0.85, lidar_reflectivity=0.5),
    "saloon_floor": Material(base_color=(0.12, 0.12, 0.125), roughness=0.8, lidar_reflectivity=0.2),
    "seat_cloth": Material(base_color=(0.05, 0.08, 0.20), roughness=0.95, lidar_reflectivity=0.3),
    "pole_yellow": Material(base_color=(0.72, 0.42, 0.01), roughness=0.4, lidar_reflectivity=0.6),
    "dark_glass": Material(base_color=(0.012, 0.014, 0.015), roughness=0.03, lidar_reflectivity=0.05),
    "screen": Material(base_color=(0.010, 0.010, 0.010), roughness=0.15, lidar_reflectivity=0.06),
    "led_amber": Material(
        base_color=(0.5, 0.2, 0.02), roughness=0.5, emission_cd_m2=1800.0, emission_color=SIGNAL_AMBER
    ),
    "led_white": Material(base_color=(0.6, 0.6, 0.6), roughness=0.5, emission_cd_m2=1800.0, emission_color=WHITE),
    "saloon_light": _emitter(1500.0, WHITE),
    "marker_red": _emitter(900.0, SIGNAL_RED),
    "marker_amber": _emitter(900.0, SIGNAL_AMBER),
    "marker_white": _emitter(900.0, WHITE),
    # UN R3 class IA: 0.3 cd/lx each, over 60 cm2.
    "reflex_red": Material(
        base_color=(0.40, 0.010, 0.010), roughness=0.15, retroreflection_cd_lx_m2=50.0, lidar_reflectivity=1.5
    ),
    "reflex_amber": Material(
        base_color=(0.66, 0.24, 0.015), roughness=0.15, retroreflection_cd_lx_m2=50.0, lidar_reflectivity=1.5
    ),
    # UN R104, class C: white 450, yellow 300, red 120 cd/lx/m2 at 0.2 degrees.
    "contour_white": Material(
        base_color=(0.68, 0.69, 0.70), roughness=0.35, retroreflection_cd_lx_m2=450.0, lidar_reflectivity=1.5
    ),
    "contour_yellow": Material(
        base_color=(0.70, 0.50, 0.01), roughness=0.35, retroreflection_cd_lx_m2=300.0, lidar_reflectivity=1.5
    ),
    "contour_red": Material(
        base_color=(0.42, 0.012, 0.012), roughness=0.35, retroreflection_cd_lx_m2=120.0, lidar_reflectivity=1.5
    ),
    "plate_yellow": Material(
        base_color=(0.72, 0.44, 0.01), roughness=0.45, retroreflection_cd_lx_m2=45.0, lidar_reflectivity=5.0
    ),
    "high_vis": Material(
        base_color=(0.50, 0.74, 0.02), roughness=0.4, retroreflection_cd_lx_m2=100.0, lidar_reflectivity=1.5
    ),
    "brake": _RED_LENS,
    "indicator_l": _AMBER_LENS,
    "indicator_r": _AMBER_LENS,
    "head": _CLEAR_LENS,
    "reverse": _CLEAR_LENS,
    "day_running": _CLEAR_LENS,
    "work_lamp": _CLEAR_LENS,
    "beacon_blue": _BLUE_LENS,
    "beacon_amber": _AMBER_LENS,
    "tail": Material(
        base_color=(0.20, 0.005, 0.006),
        roughness=0.08,
        clearcoat=1.0,
        retroreflection_cd_lx_m2=20.0,
        lidar_reflectivity=1.5,
    ),
}
"""Materials by name. Colours and reflectivities at 905 nm are chosen by eye."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LampKind:
    """One lamp: material of its lens, the state that switches it, its light. shown_cd: what its lens stands for."""

    material: str
    lamp: Lamp
    peak_cd: float
    shown_cd: float
    color: Color
    photometry: Photometry = "lambertian"


LAMP_KINDS: dict[str, LampKind] = {
    "low_beam": LampKind(
        material="head", lamp="head", peak_cd=40_000.0, shown_cd=400.0, color=WHITE, photometry="low_beam"
    ),
    "tail": LampKind(material="tail", lamp="tail", peak_cd=8.0, shown_cd=8.0, color=SIGNAL_RED),
    "brake": LampKind(material="brake", lamp="brake", peak_cd=100.0, shown_cd=100.0, color=SIGNAL_RED),
    "indicator_front_left": LampKind(
        material="indicator_l", lamp="indicator_left", peak_cd=300.0, shown_cd=250.0, color=SIGNAL_AMBER
    ),
    "indicator_front_right": LampKind(
        material="indicator_r", lamp="indicator_right", peak_cd=300.0, shown_cd=250.0, color=SIGNAL_AMBER
    ),
    "indicator_rear_left": LampKind(
        material="indicator_l", lamp="indicator_left", peak_cd=200.0, shown_cd=250.0, color=SIGNAL_AMBER
    ),
    "indicator_rear_right": LampKind(
        material="indicator_r", lamp="indicator_right", peak_cd=200.0, shown_cd=250.0, color=SIGNAL_AMBER
    ),
    "beacon_blue": LampKind(
        material="beacon_blue",
        lamp="beacon",
        peak_cd=250.0,
        shown_cd=250.0,
        color=SIGNAL_BLUE,
        photometry="beacon",
    ),
    "beacon_amber": LampKind(
        material="beacon_amber",
        lamp="beacon",
        peak_cd=400.0,
        shown_cd=400.0,
        color=SIGNAL_AMBER,
        photometry="beacon",
    ),
}
"""Lamps by kind: UN R7 (tail 4 to 12 cd, brake 60 to 185), R6 (indicators 175 to 700 in front, 50 to 500 behind),
R112 (0.6 lx at 25 m of glare are 375 cd), R65 (blue 120 to 700 cd at day, amber 230 to 1700); chosen within these."""
