"""How four-legged animals are built: lengths as shares of the height at the withers, within zoological ranges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Six = tuple[float, float, float, float, float, float]
Four = tuple[float, float, float, float]
Foot = Literal["paw", "hoof"]
Pattern = Literal["plain", "saddle", "patches", "tabby", "rump", "fox", "points", "woolly"]

STATIONS: Six = (-0.50, -0.37, -0.14, 0.10, 0.31, 0.47)
"""Where the trunk's sections lie, in trunk lengths from its middle: rump, haunch, flank, ribs, shoulder, breast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuadrupedBuild:
    """One species or breed. All but angles and head are shares of the withers height.

    length: of the trunk. back, belly, half: heights and half widths at STATIONS. neck: length, slope up (radians),
    radii of its root and its end. head: length, and as shares of it the radii of skull and muzzle, the muzzle's drop.
    head_rad: how far the nose points down. ear: length and radius as shares of the head, and its direction (x, y, z).
    fore, hind: radii of a leg from its root to the foot. tail: (x, z) path from the rump; its radii at root and end.
    """

    withers_m: tuple[float, float]
    length: float
    back: Six
    belly: Six
    half: Six
    neck: Four
    head: Four
    head_rad: float
    ear: tuple[float, float, float, float, float]
    fore: Four
    hind: Four
    tail: tuple[tuple[float, float], ...]
    tail_radii: tuple[float, float]
    foot: Foot = "hoof"
    pattern: Pattern = "plain"


BUILDS: dict[str, QuadrupedBuild] = {
    "terrier": QuadrupedBuild(
        withers_m=(0.26, 0.36),
        length=1.16,
        back=(0.86, 0.97, 0.95, 0.95, 1.0, 0.92),
        belly=(0.70, 0.58, 0.53, 0.44, 0.42, 0.52),
        half=(0.08, 0.16, 0.16, 0.19, 0.18, 0.10),
        neck=(0.27, 0.85, 0.145, 0.12),
        head=(0.50, 0.29, 0.15, 0.10),
        head_rad=0.25,
        ear=(0.36, 0.13, -0.1, 0.55, 0.7),
        fore=(0.105, 0.07, 0.055, 0.058),
        hind=(0.13, 0.075, 0.055, 0.058),
        tail=((-0.05, 0.05), (-0.10, 0.22), (-0.06, 0.36)),
        tail_radii=(0.035, 0.02),
        foot="paw",
        pattern="patches",
    ),
    "retriever": QuadrupedBuild(
        withers_m=(0.52, 0.62),
        length=1.10,
        back=(0.86, 0.96, 0.95, 0.96, 1.0, 0.92),
        belly=(0.72, 0.62, 0.57, 0.46, 0.43, 0.54),
        half=(0.07, 0.145, 0.145, 0.17, 0.165, 0.09),
        neck=(0.30, 0.80, 0.135, 0.105),
        head=(0.40, 0.28, 0.165, 0.10),
        head_rad=0.30,
        ear=(0.34, 0.13, -0.25, 0.75, -0.6),
        fore=(0.09, 0.062, 0.042, 0.043),
        hind=(0.12, 0.066, 0.042, 0.043),
        tail=((-0.06, 0.02), (-0.22, -0.02), (-0.40, 0.08)),
        tail_radii=(0.045, 0.025),
        foot="paw",
    ),
    "shepherd": QuadrupedBuild(
        withers_m=(0.58, 0.67),
        length=1.16,
        back=(0.80, 0.92, 0.93, 0.96, 1.0, 0.93),
        belly=(0.68, 0.58, 0.56, 0.46, 0.44, 0.55),
        half=(0.06, 0.13, 0.13, 0.155, 0.15, 0.085),
        neck=(0.32, 0.85, 0.125, 0.098),
        head=(0.40, 0.265, 0.13, 0.09),
        head_rad=0.28,
        ear=(0.36, 0.115, -0.15, 0.42, 0.95),
        fore=(0.085, 0.056, 0.037, 0.040),
        hind=(0.12, 0.06, 0.037, 0.040),
        tail=((-0.06, -0.02), (-0.16, -0.22), (-0.26, -0.42)),
        tail_radii=(0.05, 0.03),
        foot="paw",
        pattern="saddle",
    ),
    "cat": QuadrupedBuild(
        withers_m=(0.23, 0.27),
        length=1.32,
        back=(0.84, 0.99, 0.95, 0.94, 0.97, 0.88),
        belly=(0.66, 0.54, 0.52, 0.50, 0.48, 0.56),
        half=(0.07, 0.165, 0.16, 0.165, 0.155, 0.085),
        neck=(0.20, 0.65, 0.115, 0.10),
        head=(0.345, 0.47, 0.25, 0.10),
        head_rad=0.12,
        ear=(0.34, 0.15, 0.0, 0.42, 0.85),
        fore=(0.095, 0.065, 0.052, 0.054),
        hind=(0.125, 0.072, 0.048, 0.052),
        tail=((-0.05, 0.0), (-0.30, -0.20), (-0.62, -0.30), (-0.90, -0.12)),
        tail_radii=(0.048, 0.036),
        foot="paw",
        pattern="tabby",
    ),
    "fox": QuadrupedBuild(
        withers_m=(0.35, 0.42),
        length=1.30,
        back=(0.86, 0.97, 0.95, 0.95, 0.98, 0.90),
        belly=(0.70, 0.60, 0.57, 0.50, 0.47, 0.56),
        half=(0.065, 0.13, 0.13, 0.15, 0.14, 0.08),
        neck=(0.26, 0.60, 0.115, 0.092),
        head=(0.42, 0.275, 0.075, 0.10),
        head_rad=0.25,
        ear=(0.38, 0.135, -0.05, 0.38, 0.9),
        fore=(0.075, 0.048, 0.035, 0.038),
        hind=(0.105, 0.055, 0.035, 0.038),
        tail=((-0.05, -0.02), (-0.30, -0.20), (-0.70, -0.28), (-1.0, -0.26)),
        tail_radii=(0.045, 0.10),
        foot="paw",
        pattern="fox",
    ),
    "roe_deer": QuadrupedBuild(
        withers_m=(0.63, 0.75),
        length=1.12,
        back=(0.90, 1.01, 0.98, 0.96, 0.98, 0.88),
        belly=(0.74, 0.66, 0.60, 0.53, 0.50, 0.58),
        half=(0.06, 0.125, 0.135, 0.15, 0.13, 0.07),
        neck=(0.46, 0.95, 0.115, 0.072),
        head=(0.30, 0.27, 0.135, 0.10),
        head_rad=0.42,
        ear=(0.56, 0.135, -0.25, 0.62, 0.75),
        fore=(0.072, 0.042, 0.026, 0.022),
        hind=(0.11, 0.052, 0.028, 0.022),
        tail=((-0.02, -0.02), (-0.03, -0.06)),
        tail_radii=(0.03, 0.02),
        pattern="rump",
    ),
    "red_deer": QuadrupedBuild(
        withers_m=(1.05, 1.30),
        length=1.16,
        back=(0.87, 0.97, 0.96, 0.96, 1.0, 0.89),
        belly=(0.70, 0.61, 0.56, 0.50, 0.47, 0.55),
        half=(0.06, 0.13, 0.145, 0.155, 0.135, 0.08),
        neck=(0.46, 0.80, 0.145, 0.085),
        head=(0.33, 0.24, 0.13, 0.10),
        head_rad=0.40,
        ear=(0.45, 0.10, -0.3, 0.75, 0.5),
        fore=(0.075, 0.045, 0.027, 0.022),
        hind=(0.11, 0.055, 0.029, 0.022),
        tail=((-0.03, -0.03), (-0.05, -0.12)),
        tail_radii=(0.03, 0.015),
        pattern="rump",
    ),
    "moose": QuadrupedBuild(
        withers_m=(1.75, 2.05),
        length=1.05,
        back=(0.80, 0.89, 0.92, 0.96, 1.03, 0.88),
        belly=(0.66, 0.60, 0.57, 0.52, 0.52, 0.58),
        half=(0.06, 0.12, 0.14, 0.155, 0.13, 0.08),
        neck=(0.33, 0.35, 0.145, 0.10),
        head=(0.37, 0.21, 0.17, 0.13),
        head_rad=0.55,
        ear=(0.40, 0.10, -0.2, 0.75, 0.6),
        fore=(0.075, 0.045, 0.028, 0.026),
        hind=(0.10, 0.05, 0.030, 0.026),
        tail=((-0.02, -0.03), (-0.03, -0.08)),
        tail_radii=(0.025, 0.015),
        pattern="points",
    ),
    "wild_boar": QuadrupedBuild(
        withers_m=(0.65, 0.95),
        length=1.36,
        back=(0.74, 0.90, 0.95, 0.99, 1.02, 0.88),
        belly=(0.52, 0.42, 0.38, 0.35, 0.36, 0.46),
        half=(0.07, 0.17, 0.195, 0.215, 0.20, 0.13),
        neck=(0.20, -0.10, 0.215, 0.175),
        head=(0.52, 0.26, 0.105, 0.14),
        head_rad=0.52,
        ear=(0.28, 0.085, -0.2, 0.40, 0.85),
        fore=(0.10, 0.068, 0.042, 0.032),
        hind=(0.135, 0.075, 0.042, 0.032),
        tail=((-0.03, -0.02), (-0.07, -0.18), (-0.07, -0.30)),
        tail_radii=(0.02, 0.018),
        pattern="points",
    ),
    "horse": QuadrupedBuild(
        withers_m=(1.45, 1.70),
        length=1.02,
        back=(0.92, 1.00, 0.955, 0.94, 1.0, 0.86),
        belly=(0.70, 0.60, 0.545, 0.49, 0.47, 0.56),
        half=(0.07, 0.165, 0.165, 0.18, 0.155, 0.09),
        neck=(0.52, 0.78, 0.155, 0.088),
        head=(0.38, 0.22, 0.145, 0.12),
        head_rad=0.72,
        ear=(0.26, 0.065, 0.15, 0.30, 0.95),
        fore=(0.09, 0.058, 0.036, 0.036),
        hind=(0.135, 0.068, 0.040, 0.036),
        tail=((-0.04, -0.02), (-0.12, -0.16), (-0.14, -0.42), (-0.12, -0.58)),
        tail_radii=(0.035, 0.055),
        pattern="points",
    ),
    "cow": QuadrupedBuild(
        withers_m=(1.35, 1.50),
        length=1.18,
        back=(0.94, 0.99, 0.97, 0.96, 0.99, 0.86),
        belly=(0.62, 0.52, 0.46, 0.44, 0.43, 0.50),
        half=(0.10, 0.185, 0.20, 0.22, 0.175, 0.10),
        neck=(0.36, 0.22, 0.165, 0.115),
        head=(0.37, 0.24, 0.19, 0.11),
        head_rad=0.62,
        ear=(0.34, 0.085, -0.2, 0.95, 0.05),
        fore=(0.095, 0.062, 0.042, 0.042),
        hind=(0.14, 0.075, 0.045, 0.042),
        tail=((-0.03, 0.0), (-0.06, -0.20), (-0.06, -0.50), (-0.06, -0.60)),
        tail_radii=(0.022, 0.040),
        pattern="patches",
    ),
    "sheep": QuadrupedBuild(
        withers_m=(0.62, 0.78),
        length=1.20,
        back=(0.86, 0.99, 1.01, 1.01, 0.99, 0.86),
        belly=(0.55, 0.42, 0.38, 0.37, 0.38, 0.46),
        half=(0.13, 0.235, 0.255, 0.255, 0.225, 0.13),
        neck=(0.30, 0.75, 0.165, 0.12),
        head=(0.36, 0.25, 0.15, 0.10),
        head_rad=0.55,
        ear=(0.34, 0.085, -0.2, 0.95, -0.05),
        fore=(0.085, 0.058, 0.036, 0.032),
        hind=(0.12, 0.062, 0.036, 0.032),
        tail=((-0.02, -0.05), (-0.04, -0.24)),
        tail_radii=(0.05, 0.03),
        pattern="woolly",
    ),
}
"""Heights: breed standards (dogs), Macdonald & Barrett 1993 (wild mammals), breeds' data (horse, cow, sheep); shapes
chosen by looking at side views."""
