"""Lamps of heavy vehicles: clusters behind, plates, markers, beacons, bars of beacons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.marks import Place, plate
from scenes.assets.heavy.materials import WHITE
from scenes.assets.heavy.parts import soft_box
from scenes.assets.shaping.shapes import both, box, cylinder, joined, lathe, moved
from scenes.assets.shaping.solids import SOFT_RAD
from scenes.lamp import LampSource, aimed


def rear_lamps(
    work: Assembly,
    x_m: float,
    half_m: float,
    z_m: float,
    long_m: float = 0.46,
    tall_m: float = 0.13,
    member: str = "body",
    upright: bool = False,
) -> None:
    """Two clusters behind: indicator (outermost or on top), brake, tail and reversing lamp, in a row or a column."""
    for side, name in ((1.0, "left"), (-1.0, "right")):
        outer = half_m - 0.03
        span = (tall_m, long_m) if upright else (long_m, tall_m)
        y0, y1 = sorted((side * outer, side * (outer - span[0])))
        work.add(
            soft_box((x_m - 0.005, y0, z_m - span[1] / 2), (x_m + 0.07, y1, z_m + span[1] / 2), 0.02),
            "plastic",
            "tail_lamp",
            SOFT_RAD,
            member,
        )
        kinds = (("indicator_rear_" + name, 0.27), ("brake", 0.24), ("tail", 0.27), ("", 0.16))
        at = 0.02
        for kind, share in kinds:
            low, high = (at + 0.008) * long_m, (at + share - 0.008) * long_m
            if upright:
                corners = (outer - tall_m + 0.012, outer - 0.012, z_m + long_m / 2 - high, z_m + long_m / 2 - low)
            else:
                corners = (outer - high, outer - low, z_m - tall_m / 2 + 0.014, z_m + tall_m / 2 - 0.014)
            a, b = sorted((side * corners[0], side * corners[1]))
            lens = soft_box((x_m - 0.018, a, corners[2]), (x_m + 0.02, b, corners[3]), 0.01)
            centre = (x_m - 0.024, (a + b) / 2, (corners[2] + corners[3]) / 2)
            area = (b - a) * (corners[3] - corners[2])
            if kind:
                label = kind if kind.startswith("indicator") else f"{kind}_{name}"
                work.lamp(kind, label, lens, centre, area, (-1.0, 0.0, 0.0), member, _PART[kind.split("_")[0]])
            else:
                work.add(lens, "reverse", "reverse_lamp", SOFT_RAD, member)
            at += share


_PART = {"indicator": "indicator", "brake": "brake_lamp", "tail": "tail_lamp"}


def rear_plate(work: Assembly, at_m: Place, characters: str, color: str = "plate", member: str = "body") -> None:
    """A number plate behind, on a dark holder, with its lamp above (UN R4)."""
    x, y, z = at_m
    work.add(box((x + 0.001, y - 0.28, z - 0.075), (x + 0.02, y + 0.28, z + 0.075)), "plastic", "plate", member=member)
    plate(work, "rear", at_m, characters, color, member)
    place = np.array([x - 0.05, y, z + 0.085])
    source = LampSource(
        name="plate",
        part=0,
        lamp="tail",
        photometry="lambertian",
        T_part_lamp=aimed(place, np.array([x, y, z]) - place),
        peak_cd=2.0,
        color=WHITE,
        radius_m=0.01,
    )
    if member == "body":
        work.light(source)


def markers(work: Assembly, x_m: Sequence[float], half_m: float, z_m: float, member: str = "body") -> None:
    """Side marker lamps with reflectors on both sides (UN R48: at most 3 m apart)."""
    lenses = [box((x - 0.05, half_m - 0.01, z_m - 0.02), (x + 0.05, half_m + 0.014, z_m + 0.02)) for x in x_m]
    work.add(both(joined(lenses)), "marker_amber", "lamp", member=member)
    reflex = [box((x - 0.045, half_m - 0.01, z_m - 0.075), (x + 0.045, half_m + 0.008, z_m - 0.035)) for x in x_m]
    work.add(both(joined(reflex)), "reflex_amber", "lamp", member=member)


def outline_lamps(work: Assembly, x_m: float, half_m: float, z_m: float, ahead: float, member: str = "body") -> None:
    """End-outline marker lamps at the top: white ahead, red behind (UN R48)."""
    low, high = sorted((x_m, x_m + 0.03 * ahead))
    lens = both(box((low, half_m - 0.12, z_m - 0.025), (high, half_m - 0.02, z_m + 0.025)))
    work.add(lens, "marker_white" if ahead > 0 else "marker_red", "lamp", member=member)


def beacon(
    work: Assembly,
    kind: str,
    name: str,
    foot_m: Place,
    radius_m: float = 0.075,
    high_m: float = 0.16,
    member: str = "body",
) -> None:
    """A warning beacon: a dome on a dark foot."""
    foot = moved(cylinder(radius_m * 1.06, 0.0, 0.04, 16), foot_m)
    r, h = radius_m, high_m - 0.04
    dome = lathe([(r, 0.0), (0.97 * r, 0.6 * h), (0.85 * r, 0.86 * h), (0.5 * r, 0.98 * h), (0.1 * r, h)], 16)
    work.add(foot, "plastic", "beacon", 0.6, member)
    x, y, z = foot_m
    up = (x, y, z + 0.04)
    centre = (x, y, z + 0.04 + 0.5 * h)
    work.lamp(kind, name, moved(dome, up), centre, 2 * r * h, (1.0, 0.0, 0.0), member, "beacon")


def light_bar(
    work: Assembly,
    kind: str,
    at_m: Place,
    wide_m: float,
    deep_m: float = 0.30,
    high_m: float = 0.11,
    middle: str = "white",
) -> None:
    """A bar of beacons across the roof: lenses at both ends, a body with a word or a bare one between."""
    x, y, z = at_m
    end = 0.34 * wide_m
    work.add(
        soft_box(
            (x - deep_m / 2 + 0.02, y - wide_m / 2 + 0.05, z - 0.03),
            (x + deep_m / 2 - 0.02, y + wide_m / 2 - 0.05, z + 0.02),
            0.02,
        ),
        "plastic",
        "beacon",
        SOFT_RAD,
    )
    work.add(
        soft_box((x - deep_m / 2, y - wide_m / 2 + end, z), (x + deep_m / 2, y + wide_m / 2 - end, z + high_m), 0.03),
        "coat_" + middle,
        "beacon",
        SOFT_RAD,
    )
    for side, name in ((1.0, "left"), (-1.0, "right")):
        a, b = sorted((y + side * wide_m / 2, y + side * (wide_m / 2 - end + 0.01)))
        lens = soft_box((x - deep_m / 2, a, z), (x + deep_m / 2, b, z + high_m), 0.045, 2)
        work.lamp(
            kind,
            f"beacon_{name}",
            lens,
            (x, (a + b) / 2, z + high_m / 2),
            (b - a) * high_m,
            (1.0, 0.0, 0.0),
            "body",
            "beacon",
        )


def plate_front(work: Assembly, x_m: float, z_m: float, characters: str, color: str = "plate") -> None:
    """A number plate ahead, on a dark holder."""
    work.add(box((x_m - 0.03, -0.28, z_m - 0.07), (x_m - 0.001, 0.28, z_m + 0.07)), "plastic", "plate")
    plate(work, "front", (x_m, 0.0, z_m), characters, color)
