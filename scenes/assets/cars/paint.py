"""Car paints and how often each is seen on the road."""

from __future__ import annotations

from scenes.material import Material


def paint(red: float, green: float, blue: float, metallic: float, lidar_reflectivity: float) -> Material:
    """Base coat under clear coat. Roughness 0.35 is the base coat's flakes; clear coat adds the sharp highlight."""
    return Material(
        base_color=(red, green, blue),
        roughness=0.35,
        metallic=metallic,
        clearcoat=1.0,
        lidar_reflectivity=lidar_reflectivity,
    )


PAINTS: tuple[tuple[str, float, Material], ...] = (
    ("white", 0.20, paint(0.78, 0.78, 0.76, 0.0, 0.80)),
    ("pearl_white", 0.14, paint(0.70, 0.70, 0.67, 0.1, 0.70)),
    ("black", 0.14, paint(0.010, 0.010, 0.011, 0.0, 0.05)),
    ("black_metallic", 0.07, paint(0.022, 0.023, 0.026, 0.3, 0.10)),
    ("dark_grey", 0.11, paint(0.060, 0.063, 0.068, 0.3, 0.15)),
    ("grey", 0.08, paint(0.17, 0.175, 0.18, 0.3, 0.25)),
    ("silver", 0.08, paint(0.46, 0.47, 0.48, 0.3, 0.50)),
    ("dark_blue", 0.05, paint(0.012, 0.028, 0.095, 0.2, 0.20)),
    ("blue", 0.03, paint(0.022, 0.10, 0.36, 0.2, 0.30)),
    ("red", 0.04, paint(0.42, 0.018, 0.016, 0.0, 0.60)),
    ("dark_red", 0.01, paint(0.16, 0.010, 0.014, 0.2, 0.40)),
    ("green", 0.01, paint(0.025, 0.075, 0.045, 0.2, 0.30)),
    ("beige", 0.02, paint(0.40, 0.33, 0.23, 0.2, 0.50)),
    ("brown", 0.01, paint(0.070, 0.040, 0.024, 0.2, 0.30)),
    ("yellow", 0.005, paint(0.72, 0.44, 0.02, 0.0, 0.70)),
    ("orange", 0.005, paint(0.62, 0.15, 0.01, 0.0, 0.70)),
)
"""(name, weight, material); weights add up to 1.

Shares: Axalta Global Automotive Color Popularity Report 2022 (white 34 %, of which pearl 14; black 21, grey 19, silver
8, blue 8, red 5, green 1); splits into shades, the last 4 %, linear colours and reflectivities at 905 nm are chosen.
"""
